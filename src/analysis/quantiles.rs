//! Means and quantiles of figures that stand for unequal numbers of people.

/// Σ w v / Σ w. `None` when nothing weighs, when lengths differ, or for values that are not
/// finite and weights that are negative. O(n).
#[must_use]
pub fn weighted_mean(values: &[f64], weights: &[f64]) -> Option<f64> {
    let total = total_weight(values, weights)?;
    Some(values.iter().zip(weights).map(|(v, w)| v * w).sum::<f64>() / total)
}

/// The least value such that a share `p` of the weight or more is at it or below: the inverse of
/// the weighted distribution, without interpolation, so that it is a value that somebody has.
/// `None` as for [`weighted_mean`], and for `p` outside of [0, 1]. O(n log n).
#[must_use]
pub fn weighted_quantile(values: &[f64], weights: &[f64], p: f64) -> Option<f64> {
    let total = total_weight(values, weights)?;
    if !(0.0..=1.0).contains(&p) {
        return None;
    }
    let mut pairs: Vec<(f64, f64)> =
        values.iter().copied().zip(weights.iter().copied()).filter(|pair| 0.0 < pair.1).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut below = 0.0;
    for &(value, weight) in &pairs {
        below += weight;
        // A sum of weights may miss a round share by its last digits.
        if p * total <= below * (1.0 + 1e-12) {
            return Some(value);
        }
    }
    pairs.last().map(|pair| pair.0)
}

/// The value below which a share `p` of values lies, told between two of them by their distance
/// from it (Hyndman and Fan's seventh definition, that of spreadsheets and NumPy). `None` for no
/// value, for one that is not finite, or for `p` outside of [0, 1]. O(n log n).
#[must_use]
pub fn quantile(values: &[f64], p: f64) -> Option<f64> {
    let is_sound = values.iter().all(|v| v.is_finite()) && (0.0..=1.0).contains(&p);
    let last = values.len().checked_sub(1).filter(|_| is_sound)?;
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = p * last as f64;
    let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    Some(low + (high - low) * place.fract())
}

fn total_weight(values: &[f64], weights: &[f64]) -> Option<f64> {
    let is_sound = values.len() == weights.len()
        && values.iter().all(|v| v.is_finite())
        && weights.iter().all(|w| w.is_finite() && 0.0 <= *w);
    let total: f64 = weights.iter().sum();
    (is_sound && 0.0 < total).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_weighs_nothing_has_no_say() {
        let (values, weights) = ([5.0, 1.0, 3.0, -9.0], [1.0, 1.0, 2.0, 0.0]);
        assert_eq!(weighted_mean(&values, &weights), Some(3.0));
        let at = |p| weighted_quantile(&values, &weights, p);
        assert_eq!([0.0, 0.25, 0.26, 0.75, 0.76, 1.0].map(at), [1.0, 1.0, 3.0, 3.0, 5.0, 5.0].map(Some));
        assert_eq!(weighted_mean(&values, &[0.0; 4]), None);
        assert_eq!(weighted_quantile(&values, &weights, 1.1), None);
        assert_eq!(weighted_mean(&[f64::NAN], &[1.0]), None);
    }

    #[test]
    fn between_two_values_it_is_told_by_distance() {
        assert_eq!(
            [0.0, 0.25, 0.5, 1.0].map(|p| quantile(&[4.0, 1.0, 2.0], p)),
            [1.0, 1.5, 2.0, 4.0].map(Some)
        );
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[1.0], f64::NAN), None);
        assert_eq!(quantile(&[f64::INFINITY], 0.5), None);
    }
}
