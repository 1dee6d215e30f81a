//! Who goes with whom, one to one, so that the whole costs least.
//!
//! *Question.* Which producer for which canteen, so that all together drive least? *Method.* The
//! assignment problem by shortest augmenting paths with potentials (Kuhn 1955, Jonker and
//! Volgenant 1987): exact, not nearest first. *Unit.* That of the costs. *Edges.* Where one side
//! has more, some of it goes with nobody. A pair that must not be has no place here: where some
//! pairs are out of reach, or one side may go with several, ask `flow`. Of several solutions of
//! the same cost the order of rows decides: same table, same answer.
//! *Cost.* O(rows × columns × the smaller of both).

/// Who goes with whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// By row: its column; `None` where there are more rows than columns.
    pub columns: Vec<Option<usize>>,
    /// The sum of the costs of the pairs.
    pub cost: f64,
}

/// Why a table has no assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AssignmentError {
    #[error("row {0} has not as many costs as the first")]
    Width(usize),
    #[error("the cost of row {0} and column {1} is no finite number")]
    Cost(usize, usize),
}

/// The pairs of least cost: `costs` has a row for each of one side and a column for each of the
/// other; costs may be negative. As many pairs as the smaller side has members.
pub fn assign(costs: &[Vec<f64>]) -> Result<Assignment, AssignmentError> {
    let wide = costs.first().map_or(0, Vec::len);
    for (row, of_row) in costs.iter().enumerate() {
        if of_row.len() != wide {
            return Err(AssignmentError::Width(row));
        }
        if let Some(column) = of_row.iter().position(|cost| !cost.is_finite()) {
            return Err(AssignmentError::Cost(row, column));
        }
    }
    let columns = if costs.len() <= wide {
        pairs(costs.len(), wide, |row, column| costs[row][column])
    } else {
        let rows = pairs(wide, costs.len(), |column, row| costs[row][column]);
        let mut columns = vec![None; costs.len()];
        for (column, row) in rows.into_iter().enumerate() {
            if let Some(row) = row {
                columns[row] = Some(column);
            }
        }
        columns
    };
    let pairs = columns.iter().enumerate().filter_map(|(row, column)| Some(costs[row][(*column)?]));
    Ok(Assignment { cost: pairs.sum(), columns })
}

/// The column of each row; no more rows than columns.
fn pairs(rows: usize, columns: usize, cost: impl Fn(usize, usize) -> f64) -> Vec<Option<usize>> {
    // Column `columns` is where each new row starts from.
    let mut of_column = vec![None; columns + 1];
    let (mut of_rows, mut of_columns) = (vec![0.0; rows], vec![0.0; columns + 1]);
    for new in 0..rows {
        of_column[columns] = Some(new);
        let mut at = columns;
        let mut least = vec![f64::INFINITY; columns];
        let mut came_from = vec![columns; columns];
        let mut done = vec![false; columns + 1];
        // A tree of cheapest ways grows until it meets a column that is free.
        while let Some(row) = of_column[at] {
            done[at] = true;
            let (mut step, mut next) = (f64::INFINITY, at);
            for column in (0..columns).filter(|&column| !done[column]) {
                let reduced = cost(row, column) - of_rows[row] - of_columns[column];
                if reduced < least[column] {
                    (least[column], came_from[column]) = (reduced, at);
                }
                // Where costs are so large that their differences are infinite, any is as good.
                if least[column] < step || next == at {
                    (step, next) = (least[column], column);
                }
            }
            for column in 0..=columns {
                if let (true, Some(row)) = (done[column], of_column[column]) {
                    of_rows[row] += step;
                    of_columns[column] -= step;
                } else if column < columns {
                    least[column] -= step;
                }
            }
            at = next;
        }
        while at != columns {
            of_column[at] = of_column[came_from[at]];
            at = came_from[at];
        }
    }
    let mut of_row = vec![None; rows];
    for (column, row) in of_column[..columns].iter().enumerate() {
        if let Some(row) = *row {
            of_row[row] = Some(column);
        }
    }
    of_row
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The least cost over all ways to give the rows from one on different columns.
    fn least(costs: &[Vec<f64>], row: usize, taken: &mut Vec<bool>) -> f64 {
        if row == costs.len() {
            return 0.0;
        }
        let spare = costs.len() - row > taken.iter().filter(|taken| !**taken).count();
        let mut best = if spare { least(costs, row + 1, taken) } else { f64::INFINITY };
        for column in 0..taken.len() {
            if !taken[column] {
                taken[column] = true;
                best = best.min(costs[row][column] + least(costs, row + 1, taken));
                taken[column] = false;
            }
        }
        best
    }

    #[test]
    fn nearest_first_is_not_least() {
        let found = assign(&[vec![1.0, 2.0], vec![1.5, 9.0]]).expect("sound");
        assert_eq!((found.columns, found.cost), (vec![Some(1), Some(0)], 3.5));
    }

    #[test]
    fn faults_are_named_and_nobody_goes_with_nobody() {
        assert_eq!(assign(&[]).map(|found| found.cost), Ok(0.0));
        assert_eq!(assign(&[vec![], vec![]]).map(|found| found.columns), Ok(vec![None, None]));
        assert_eq!(assign(&[vec![1.0], vec![]]), Err(AssignmentError::Width(1)));
        assert_eq!(assign(&[vec![1.0, f64::NAN]]), Err(AssignmentError::Cost(0, 1)));
        assert!(assign(&[vec![f64::MAX, -f64::MAX], vec![-f64::MAX, f64::MAX]]).is_ok());
    }

    proptest! {
        #[test]
        fn no_other_pairs_cost_less(
            (rows, columns) in (1..6_usize, 1..6_usize),
            costs in prop::collection::vec(-20..40_i32, 25),
        ) {
            let table: Vec<Vec<f64>> =
                (0..rows).map(|row| (0..columns).map(|c| f64::from(costs[5 * row + c])).collect()).collect();
            let found = assign(&table).expect("sound");
            let mut used: Vec<usize> = found.columns.iter().flatten().copied().collect();
            used.sort_unstable();
            used.dedup();
            prop_assert_eq!(used.len(), rows.min(columns), "one to one");
            let slow = if rows <= columns {
                least(&table, 0, &mut vec![false; columns])
            } else {
                let turned: Vec<Vec<f64>> =
                    (0..columns).map(|c| (0..rows).map(|row| table[row][c]).collect()).collect();
                least(&turned, 0, &mut vec![false; rows])
            };
            prop_assert_eq!(found.cost, slow);
        }
    }
}
