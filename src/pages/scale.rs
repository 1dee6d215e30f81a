//! Classes of a map and its legend, from the values shown: never from the map.

/// How many shades: more cannot be told apart.
pub const SHADES: u8 = 5;

/// How many decimals tell the values apart: two when all are below ten, else one.
#[must_use]
pub fn decimals(values: &[Option<f64>]) -> usize {
    let highest = values.iter().flatten().copied().filter(|v| v.is_finite()).fold(0.0, f64::max);
    if highest < 10.0 { 2 } else { 1 }
}

/// The class of each value: `None` without value, 0 for zero, 1 to [`SHADES`] by quantiles of
/// the positive values.
///
/// Values are compared as they are shown, with [`decimals`]: two equal figures in a table never
/// bear two shades. Equal values share a class, so classes may differ in size or be empty. A
/// value that only looks like zero is in the first class: there is something.
#[must_use]
pub fn classes(values: &[Option<f64>]) -> Vec<Option<u8>> {
    let decimals = decimals(values);
    let shown = |value: &Option<f64>| shown(*value, decimals);
    let mut positive: Vec<i64> = values.iter().filter_map(shown).filter(|&steps| 0 < steps).collect();
    positive.sort_unstable();
    let class = |steps: i64| {
        if steps <= 0 {
            return 0;
        }
        let below = positive.partition_point(|&other| other < steps);
        1 + (below * usize::from(SHADES) / positive.len()) as u8
    };
    values.iter().map(|value| shown(value).map(class)).collect()
}

/// A line of the legend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// `None`: no value.
    pub class: Option<u8>,
    /// The least and greatest value in the class; zeros without value.
    pub low: f64,
    pub high: f64,
    /// How many territories are in it. The counts of a legend add up to all territories.
    pub count: u64,
}

/// The legend of values and their classes, lowest first; classes without territory are left out.
#[must_use]
pub fn legend(values: &[Option<f64>], classes: &[Option<u8>]) -> Vec<Step> {
    let order = (0..=SHADES).map(Some).chain([None]);
    let step = |class: Option<u8>| {
        let members = values.iter().zip(classes).filter(|(_, c)| **c == class).map(|(v, _)| v.unwrap_or(0.0));
        let start = Step { class, low: f64::INFINITY, high: f64::NEG_INFINITY, count: 0 };
        members.fold(start, |step, value| Step {
            low: step.low.min(value),
            high: step.high.max(value),
            count: step.count + 1,
            ..step
        })
    };
    order.map(step).filter(|step| step.count != 0).collect()
}

/// The first quartile, the median and the third, by linear interpolation; `None` of nothing.
#[must_use]
pub fn quartiles(values: impl Iterator<Item = f64>) -> Option<[f64; 3]> {
    let mut sorted: Vec<f64> = values.filter(|v| v.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)? as f64;
    let at = |share: f64| {
        let rank = share * last;
        let (below, above) = (sorted[rank.floor() as usize], sorted[rank.ceil() as usize]);
        below + (above - below) * rank.fract()
    };
    Some([at(0.25), at(0.5), at(0.75)])
}

/// A value as it is shown, in steps of its last decimal. What is positive is at least one step.
fn shown(value: Option<f64>, decimals: usize) -> Option<i64> {
    let steps = value.filter(|v| v.is_finite())? * 10_f64.powi(decimals as i32);
    Some(if 0.0 < steps { steps.round().max(1.0) as i64 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positive_values_spread_over_five_shades_and_zero_stands_apart() {
        let values: Vec<_> = (0..=10).map(|n| Some(f64::from(n))).chain([None]).collect();
        let found = classes(&values);
        let expected = [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5].map(Some).into_iter().chain([None]);
        assert_eq!(found, expected.collect::<Vec<_>>());
    }

    #[test]
    fn figures_that_look_equal_bear_one_shade() {
        let values = [Some(10.04), Some(9.96), Some(10.0), Some(50.0)];
        let found = classes(&values);
        assert!(found[..3].iter().all(|class| *class == found[0]) && found[3] != found[0]);
    }

    #[test]
    fn something_small_is_not_nothing() {
        assert_eq!(classes(&[Some(0.0), Some(0.001), Some(5.0)])[..2], [Some(0), Some(1)]);
    }

    #[test]
    fn small_values_have_more_decimals_and_all_have_as_many() {
        assert_eq!(decimals(&[Some(0.31), None, Some(9.9)]), 2);
        assert_eq!(decimals(&[Some(0.31), Some(12.0)]), 1);
    }

    #[test]
    fn a_legend_counts_every_territory() {
        let values = [Some(0.0), None, Some(3.0), Some(4.5), Some(f64::NAN), Some(9.0)];
        let steps = legend(&values, &classes(&values));
        assert_eq!(steps.iter().map(|step| step.count).sum::<u64>(), 6);
        assert_eq!(steps.first().map(|step| (step.class, step.count)), Some((Some(0), 1)));
        assert_eq!(steps.last().map(|step| (step.class, step.count)), Some((None, 2)));
        let shaded = steps.iter().filter(|step| step.class.is_some());
        assert!(shaded.clone().all(|step| step.low <= step.high));
    }

    #[test]
    fn nothing_has_no_median() {
        assert_eq!(quartiles([].into_iter()), None);
        assert_eq!(quartiles([1.0, 2.0, 3.0, 4.0, 5.0].into_iter()), Some([2.0, 3.0, 4.0]));
        assert_eq!(quartiles([1.0, f64::NAN, 2.0].into_iter()), Some([1.25, 1.5, 1.75]));
        assert!(classes(&[]).is_empty() && legend(&[], &[]).is_empty());
    }
}
