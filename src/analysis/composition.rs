//! Whether a group has what the law asks of a PTCE: the test of its composition.
//!
//! *Question.* Are there three legal persons, among them one enterprise of the ESS, one other
//! enterprise, and one authority, research centre, or place of higher education or training?
//! *Method.* Law 2014-856, article 9, and decree 2015-431. Legal persons are counted, not
//! establishments, and no person takes two of the three seats: a training association alone is not
//! both the enterprise of the ESS and the training centre. *Three values.* What sources cannot see
//! is not absent: a register that keeps the ESS only says nothing about ordinary companies, so
//! where none is known the test is undetermined, not failed. *Edges.* A member whose legal person
//! is not known may be that of another: it makes at least one person, if nobody else does.
//! *Cost.* O(members log members).

/// What is said of a condition: it holds, it does not, or what was read cannot tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    Met,
    NotMet,
    Undetermined,
}

/// Somebody in a group. `ess` and `other` exclude each other; a training association is `ess` and
/// `third`. What is not known to be is `false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Member {
    /// The legal person, by any number that tells it from others; `None` when not known.
    pub person: Option<u32>,
    /// An enterprise of the ESS.
    pub ess: bool,
    /// An enterprise that is none.
    pub other: bool,
    /// A local authority, a research centre, a place of higher education or training.
    pub third: bool,
}

/// Whether one would be known of if it were there, by what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sight {
    pub ess: bool,
    pub other: bool,
    pub third: bool,
}

/// The least that is asked for; 3 by the decree.
pub const PERSONS: usize = 3;

/// What is said of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Composition {
    /// So many legal persons for sure…
    pub persons: usize,
    /// …and so many if all whose person is unknown are of different ones.
    pub most_persons: usize,
    /// Legal persons of each seat that are known; those unknown count as one if nobody else does.
    pub of_ess: usize,
    pub of_other: usize,
    pub of_third: usize,
    /// Enough legal persons.
    pub enough: Verdict,
    pub ess: Verdict,
    pub other: Verdict,
    pub third: Verdict,
    /// All four, and nobody on two seats.
    pub all: Verdict,
}

impl Verdict {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Met, Self::NotMet, Self::Undetermined];

    /// The word in addresses and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Met => "rempli",
            Self::NotMet => "non-rempli",
            Self::Undetermined => "indetermine",
        }
    }

    fn of(holds: bool, is_seen: bool) -> Self {
        match (holds, is_seen) {
            (true, _) => Self::Met,
            (false, true) => Self::NotMet,
            (false, false) => Self::Undetermined,
        }
    }
}

/// What the law would say of a group of these members, as far as what was read can tell.
#[must_use]
pub fn composition(members: &[Member], sight: Sight) -> Composition {
    let (persons, most_persons) = persons(members, |_| true);
    let of = |seat: fn(&Member) -> bool| self::persons(members, seat).0;
    let (of_ess, of_other, of_third) = (of(|m| m.ess), of(|m| m.other), of(|m| m.third));
    let sees_all = sight.ess && sight.other && sight.third;
    let enough = Verdict::of(PERSONS <= persons, sees_all && most_persons < PERSONS);
    let ess = Verdict::of(0 < of_ess, sight.ess);
    let other = Verdict::of(0 < of_other, sight.other);
    let third = Verdict::of(0 < of_third, sight.third);
    let each = [enough, ess, other, third];
    let all = if each.contains(&Verdict::NotMet) {
        Verdict::NotMet
    } else if each.contains(&Verdict::Undetermined) {
        Verdict::Undetermined
    } else {
        // All are known, and somebody may have two seats: whether there is another is what sight tells.
        let cannot = !seated(members, |(_, most)| most);
        Verdict::of(seated(members, |(least, _)| least), cannot && sight.ess && sight.third)
    };
    Composition { persons, most_persons, of_ess, of_other, of_third, enough, ess, other, third, all }
}

/// The legal persons of some members: for sure, and at most.
fn persons(members: &[Member], is_one: impl Fn(&Member) -> bool) -> (usize, usize) {
    let mut known: Vec<u32> = members.iter().filter(|m| is_one(m)).filter_map(|m| m.person).collect();
    known.sort_unstable();
    known.dedup();
    let unknown = members.iter().filter(|m| is_one(m) && m.person.is_none()).count();
    (known.len().max(usize::from(0 < unknown)), known.len() + unknown)
}

/// Whether one person each can sit for the ESS, the others and the third, when of each count of
/// persons one takes the least or the most (Hall 1935: two seats need two, all three need three).
fn seated(members: &[Member], count: impl Fn((usize, usize)) -> usize) -> bool {
    let seats: [fn(&Member) -> bool; 3] = [|m| m.ess, |m| m.other, |m| m.third];
    let is_enough = |chosen: &[usize]| {
        chosen.len() <= count(persons(members, |m| chosen.iter().any(|&seat| seats[seat](m))))
    };
    [&[0][..], &[1], &[2], &[0, 1], &[0, 2], &[1, 2], &[0, 1, 2]].into_iter().all(is_enough)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Sight = Sight { ess: true, other: true, third: true };
    /// The register keeps the ESS only.
    const ESS: Sight = Sight { ess: true, other: false, third: false };

    fn ess(person: u32) -> Member {
        Member { person: Some(person), ess: true, ..Member::default() }
    }

    fn other(person: u32) -> Member {
        Member { person: Some(person), other: true, ..Member::default() }
    }

    fn third(person: u32) -> Member {
        Member { person: Some(person), third: true, ..Member::default() }
    }

    #[test]
    fn one_of_each_is_what_the_law_asks_for() {
        let found = composition(&[ess(1), other(2), third(3)], ALL);
        assert_eq!((found.all, found.persons), (Verdict::Met, 3));
        assert_eq!(composition(&[ess(1), other(2), third(3)], Sight::default()).all, Verdict::Met);
        assert_eq!(composition(&[ess(1), ess(2), third(3)], ALL).all, Verdict::NotMet);
        assert_eq!(composition(&[other(1), other(2), third(3)], ALL).all, Verdict::NotMet);
        assert_eq!(composition(&[ess(1), other(2), ess(3)], ALL).all, Verdict::NotMet);
    }

    #[test]
    fn what_cannot_be_seen_is_undetermined_and_what_can_is_not() {
        let found = composition(&[ess(1), ess(2), ess(3)], ESS);
        assert_eq!((found.enough, found.ess), (Verdict::Met, Verdict::Met));
        assert_eq!(
            (found.other, found.third, found.all),
            (Verdict::Undetermined, Verdict::Undetermined, Verdict::Undetermined)
        );
        assert_eq!(composition(&[other(1), other(2), third(3)], ESS).all, Verdict::NotMet, "no ESS at all");
        assert_eq!(composition(&[], ALL).all, Verdict::NotMet);
        assert_eq!(composition(&[], Sight::default()).all, Verdict::Undetermined);
    }

    #[test]
    fn establishments_of_one_person_are_one() {
        let found = composition(&[ess(1), ess(1), ess(1), other(2)], ALL);
        assert_eq!((found.persons, found.enough), (2, Verdict::NotMet));
        let nameless = Member { ess: true, ..Member::default() };
        let found = composition(&[nameless, nameless, nameless], ALL);
        assert_eq!((found.persons, found.most_persons, found.enough), (1, 3, Verdict::Undetermined));
    }

    #[test]
    fn nobody_sits_twice() {
        let trains = Member { person: Some(1), ess: true, other: false, third: true };
        let none = Member { person: Some(4), ..Member::default() };
        let found = composition(&[trains, other(2), none], ALL);
        assert_eq!([found.enough, found.ess, found.other, found.third], [Verdict::Met; 4]);
        assert_eq!(found.all, Verdict::NotMet, "one person for two seats");
        assert_eq!(composition(&[trains, other(2), none], ESS).all, Verdict::Undetermined);
        assert_eq!(composition(&[trains, other(2), ess(3)], ALL).all, Verdict::Met);
        assert_eq!(composition(&[trains, other(2), third(3)], ALL).all, Verdict::Met);
    }

    #[test]
    fn the_order_of_members_changes_nothing() {
        let mut members = vec![ess(7), other(2), third(3), ess(1), Member::default()];
        let found = composition(&members, ESS);
        members.reverse();
        assert_eq!(composition(&members, ESS), found);
    }
}
