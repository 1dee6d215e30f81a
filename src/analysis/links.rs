//! Who outside holds the link that is missing here.
//!
//! *Question.* Nobody here cuts vegetables: who does, how far, and who else if they cannot?
//! *Method.* Of those who hold a stage outside of the territory, the nearest by minutes, and the
//! second nearest; within reach it is a link to make, beyond it something to create. *Unit.*
//! Minutes. *Edges.* Who has no spare capacity, where it is known, is no link; where it is not
//! known they are told as they are. *Cost.* O(holders).

/// Beyond so many minutes a link is made by founding something, not by calling somebody.
pub const REACH: f64 = 60.0;

/// Somebody outside who holds a stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Holder {
    pub actor: u32,
    /// How long the way is; `None` when there is none or it is not known.
    pub minutes: Option<f64>,
    /// What they could still take on; `None` where they never said.
    pub spare: Option<f64>,
}

/// What to do about a stage that nobody holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Remedy {
    /// Somebody within reach holds it, and perhaps a second one.
    Link { nearest: Holder, second: Option<Holder> },
    /// Nobody within reach does; the nearest of those beyond, where there is one.
    Create { nearest: Option<Holder> },
}

/// The remedy among `holders`, in any order; ways of the same length are taken by the lower
/// rank. Ways that are not finite, or of less than nothing, lead nowhere.
#[must_use]
pub fn remedy(holders: &[Holder], reach: f64) -> Remedy {
    let has_room = |holder: &&Holder| holder.spare.is_none_or(|spare| 0.0 < spare);
    let mut found: Vec<(f64, Holder)> = holders
        .iter()
        .filter(has_room)
        .filter_map(|holder| Some((holder.minutes.filter(|m| m.is_finite() && 0.0 <= *m)?, *holder)))
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.actor.cmp(&b.1.actor)));
    let within = |place: usize| found.get(place).filter(|way| way.0 <= reach).map(|way| way.1);
    match within(0) {
        Some(nearest) => Remedy::Link { nearest, second: within(1) },
        None => Remedy::Create { nearest: found.first().map(|way| way.1) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(actor: u32, minutes: f64, spare: Option<f64>) -> Holder {
        Holder { actor, minutes: Some(minutes), spare }
    }

    #[test]
    fn the_nearest_with_room_then_the_second() {
        let (far, full, near) =
            (holder(0, 59.0, None), holder(1, 5.0, Some(0.0)), holder(2, 20.0, Some(3.0)));
        let lost = Holder { actor: 3, minutes: None, spare: None };
        let found = remedy(&[far, full, near, lost], REACH);
        assert_eq!(found, Remedy::Link { nearest: near, second: Some(far) });
        assert_eq!(remedy(&[holder(4, 20.0, None), near], REACH), {
            Remedy::Link { nearest: near, second: Some(holder(4, 20.0, None)) }
        });
    }

    #[test]
    fn beyond_reach_it_is_to_be_created() {
        let far = holder(0, 60.1, None);
        assert_eq!(remedy(&[far], REACH), Remedy::Create { nearest: Some(far) });
        assert_eq!(remedy(&[holder(0, f64::NAN, None)], REACH), Remedy::Create { nearest: None });
        assert_eq!(remedy(&[], REACH), Remedy::Create { nearest: None });
        let limit = holder(0, 60.0, None);
        assert_eq!(remedy(&[limit], REACH), Remedy::Link { nearest: limit, second: None });
    }
}
