//! What a territory is made of beside the country: the location quotient.
//!
//! *Question.* Does an activity weigh more here than elsewhere? *Not* whether there is enough
//! of it: a territory short of everything has a quotient of 1 everywhere. Never call a
//! quotient below 1 a gap.

/// (c_is / c_i) / (c_s / c): the share of an activity here over its share everywhere. `here`
/// are those of the activity among `all_here` of the territory, `there` among `all_there` of the
/// country. `None` when the territory or the country has none to share, or the activity is
/// nowhere: 0 / 0 is not 1.
#[must_use]
pub fn location_quotient(here: f64, all_here: f64, there: f64, all_there: f64) -> Option<f64> {
    shrunk_quotient(here, all_here, there, all_there, 0.0)
}

/// The same drawn to 1 as by `strength` more observations of the country's mix (a beta-binomial
/// prior; 20 by convention): ((c_is + t q) / (c_i + t)) / q, q being the share everywhere. For
/// territories where a few things were counted.
#[must_use]
pub fn shrunk_quotient(here: f64, all_here: f64, there: f64, all_there: f64, strength: f64) -> Option<f64> {
    let share = there / all_there;
    let trials = all_here + strength;
    let is_part = 0.0 <= here && here <= all_here && 0.0 <= there && there <= all_there;
    let is_sound = is_part && 0.0 < share && 0.0 <= strength && 0.0 < trials && trials.is_finite();
    is_sound.then(|| (here + strength * share) / trials / share).filter(|quotient| quotient.is_finite())
}

/// The quotients of all territories (rows) and activities (columns) of a table of counts, shrunk
/// as by `strength` observations (0: plain); the country is the sum of the rows. An activity
/// that nobody has is `None` everywhere. `None` when rows differ in length, or for counts that
/// are negative or not finite. O(cells).
#[must_use]
pub fn profile(counts: &[Vec<f64>], strength: f64) -> Option<Vec<Vec<Option<f64>>>> {
    let wide = counts.first().map_or(0, Vec::len);
    let is_sound = |row: &Vec<f64>| row.len() == wide && row.iter().all(|v| v.is_finite() && 0.0 <= *v);
    if !counts.iter().all(is_sound) {
        return None;
    }
    let there: Vec<f64> = (0..wide).map(|at| counts.iter().map(|row| row[at]).sum()).collect();
    let all_there = counts.iter().flatten().sum::<f64>();
    let quotients = |row: &Vec<f64>| {
        let all_here: f64 = row.iter().sum();
        let pairs = row.iter().zip(&there);
        pairs.map(|(here, there)| shrunk_quotient(*here, all_here, *there, all_there, strength)).collect()
    };
    Some(counts.iter().map(quotients).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mix_of_the_country_is_one() {
        assert_eq!(location_quotient(2.0, 20.0, 100.0, 1000.0), Some(1.0));
        assert_eq!(location_quotient(4.0, 20.0, 100.0, 1000.0), Some(2.0));
        assert_eq!(location_quotient(0.0, 0.0, 100.0, 1000.0), None);
        assert_eq!(location_quotient(0.0, 20.0, 0.0, 1000.0), None);
        assert_eq!(shrunk_quotient(0.0, 0.0, 100.0, 1000.0, 20.0), Some(1.0));
        assert_eq!(shrunk_quotient(5.0, 20.0, 125.0, 1000.0, 20.0), Some(1.5));
        assert_eq!(location_quotient(3.0, 2.0, 10.0, 20.0), None, "more than all");
        assert_eq!(shrunk_quotient(1.0, 2.0, 10.0, 20.0, -1.0), None);
    }

    #[test]
    fn a_table_of_one_mix_is_ones() {
        let table = [vec![1.0, 3.0, 0.0], vec![2.0, 6.0, 0.0], vec![0.0, 0.0, 0.0]];
        let found = profile(&table, 0.0).expect("sound");
        assert_eq!(found[1], [Some(1.0), Some(1.0), None]);
        assert_eq!(found[2], [None; 3], "nothing to share");
        assert_eq!(profile(&[vec![1.0], vec![]], 0.0), None);
        assert_eq!(profile(&[vec![-1.0]], 0.0), None);
        assert_eq!(profile(&[], 20.0), Some(vec![]));
    }
}
