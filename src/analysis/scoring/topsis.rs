//! Sites by how near they are to the best there is and how far from the worst: TOPSIS.
//!
//! *Question.* Would another usual way of scoring choose otherwise? *Method.* Hwang and Yoon (1981):
//! each column over the root of its sum of squares, times its weight; the ideal takes the best of each
//! column among the sites, its contrary the worst; closeness = distance to the worst / (to the worst +
//! to the best). *Unit.* 0 to 1. *Edges.* It depends on who is compared: to add a site may turn two
//! others round, which the weighted mean never does. A site of which something is unknown has none, and
//! takes no part. Where all sites are the same nothing is told. *Cost.* O(sites × criteria).

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Its part in the whole; any scale.
    pub weight: f64,
    pub is_less_better: bool,
}

/// The closeness of each site to the ideal, in the order of `rows`; `None` for those of which a value is
/// unknown or not finite, and for all where they do not differ, where nothing weighs, or where a weight
/// is negative or not finite.
#[must_use]
pub fn topsis(columns: &[Column], rows: &[Vec<Option<f64>>]) -> Vec<Option<f64>> {
    let most = columns.iter().map(|column| column.weight).fold(0.0, f64::max);
    let are_sound = columns.iter().all(|column| column.weight.is_finite() && 0.0 <= column.weight);
    if !are_sound || most == 0.0 {
        return vec![None; rows.len()];
    }
    let sum: f64 = columns.iter().map(|column| column.weight / most).sum();
    let known: Vec<Option<Vec<f64>>> = rows.iter().map(|row| whole(row, columns.len())).collect();
    let mut scaled: Vec<Vec<f64>> = known.iter().flatten().cloned().collect();
    for (at, column) in columns.iter().enumerate() {
        let norm = norm(scaled.iter().map(|row| row[at]));
        let weight = column.weight / most / sum;
        for row in &mut scaled {
            row[at] = if norm == 0.0 { 0.0 } else { weight * (row[at] / norm) };
        }
    }
    let extreme = |at: usize, is_greatest: bool| {
        let values = scaled.iter().map(|row| row[at]);
        if is_greatest {
            values.fold(f64::NEG_INFINITY, f64::max)
        } else {
            values.fold(f64::INFINITY, f64::min)
        }
    };
    let best: Vec<f64> = columns.iter().enumerate().map(|(at, c)| extreme(at, !c.is_less_better)).collect();
    let worst: Vec<f64> = columns.iter().enumerate().map(|(at, c)| extreme(at, c.is_less_better)).collect();
    let closeness = |row: &Vec<f64>| {
        let apart = |from: &[f64]| norm(row.iter().zip(from).map(|(a, b)| a - b));
        let (to_best, to_worst) = (apart(&best), apart(&worst));
        (0.0 < to_best + to_worst).then(|| to_worst / (to_best + to_worst))
    };
    let mut found = scaled.iter().map(closeness);
    known.iter().map(|row| row.as_ref().and_then(|_| found.next().flatten())).collect()
}

/// The values of a row when all are known.
fn whole(row: &[Option<f64>], wide: usize) -> Option<Vec<f64>> {
    let values: Option<Vec<f64>> = row.iter().map(|value| value.filter(|value| value.is_finite())).collect();
    values.filter(|values| values.len() == wide)
}

/// The root of the sum of squares, by the greatest of them so that no square is too great for a number.
fn norm(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = values.clone().fold(0.0, |most: f64, value| most.max(value.abs()));
    if most == 0.0 { 0.0 } else { most * values.map(|value| (value / most).powi(2)).sum::<f64>().sqrt() }
}
