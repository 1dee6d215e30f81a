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
    let is_sound = share.is_finite() && 0.0 < share && 0.0 < trials && trials.is_finite() && 0.0 <= here;
    is_sound.then(|| (here + strength * share) / trials / share)
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
    }
}
