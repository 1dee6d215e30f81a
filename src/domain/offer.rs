//! Offers and needs: what an actor has for others, or lacks, as it says so itself.
//!
//! Nobody's offer is not "has nothing": most of what could be shared is written down nowhere.

use crate::domain::service_area::ServiceArea;
use crate::domain::tie::ActorRef;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    Offer,
    Need,
}

impl Side {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Offer, Self::Need];

    /// The word in files, parameters and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Offer => "offre",
            Self::Need => "besoin",
        }
    }

    /// The side that bears a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.word() == word)
    }
}

/// What it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfferKind {
    /// A room, a workshop, some land.
    Space,
    /// A machine, tools.
    Equipment,
    Vehicle,
    /// Somebody's knowledge, some hours of it.
    Skill,
    /// Goods that are left over, or that somebody looks for.
    Surplus,
    /// Buying the same together.
    Purchase,
    /// A job that two or more share.
    JobSharing,
}

impl OfferKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::Space,
        Self::Equipment,
        Self::Vehicle,
        Self::Skill,
        Self::Surplus,
        Self::Purchase,
        Self::JobSharing,
    ];

    /// The word in files, parameters and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Space => "espace",
            Self::Equipment => "materiel",
            Self::Vehicle => "vehicule",
            Self::Skill => "competence",
            Self::Surplus => "surplus",
            Self::Purchase => "achat",
            Self::JobSharing => "emploi-partage",
        }
    }

    /// The kind that bears a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A span of days, both included, as days since 1 January 1970. An end that is open is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Period {
    pub from: Option<i32>,
    pub until: Option<i32>,
}

impl Period {
    /// Whether two spans have a day in common; what is open has no end.
    ///
    /// ```
    /// # use maillage::domain::offer::Period;
    /// let spring = Period { from: Some(79), until: Some(171) };
    /// assert!(spring.meets(Period::default()));
    /// assert!(spring.meets(Period { from: Some(171), until: None }));
    /// assert!(!spring.meets(Period { from: Some(172), until: None }));
    /// ```
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        let before =
            |end: Option<i32>, start: Option<i32>| end.zip(start).is_some_and(|(end, start)| end < start);
        !before(self.until, other.from) && !before(other.until, self.from)
    }

    /// Whether its end is not before its beginning.
    #[must_use]
    pub fn is_sound(self) -> bool {
        self.until.zip(self.from).is_none_or(|(until, from)| from <= until)
    }
}

/// The day of a date of the Gregorian calendar, since 1 January 1970; `None` when it is none.
///
/// Hinnant 2013, *chrono-Compatible Low-Level Date Algorithms*, days_from_civil.
#[must_use]
pub fn day(year: i32, month: u32, day: u32) -> Option<i32> {
    let leap = year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0);
    let length = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=9999).contains(&year) || !(1..=length).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let from_march = (month as i32 + 9) % 12;
    let of_year = (153 * from_march + 2) / 5 + day as i32 - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// One offer or need, as one row tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// Unique in its file.
    pub id: String,
    pub who: ActorRef,
    pub side: Side,
    pub kind: OfferKind,
    /// In the actor's own words.
    pub words: Option<String>,
    /// A word for what it is, by which an offer meets a need: `légumes`, `camion frigorifique`.
    pub product: Option<String>,
    /// Above 0; with its unit.
    pub quantity: Option<f64>,
    /// `kg`, `h/mois`, `m2`…
    pub unit: Option<String>,
    pub period: Period,
    /// The farthest that whoever says so would go, in minutes; `None`: not said.
    pub minutes: Option<u16>,
    /// The source's id.
    pub source: &'static str,
    /// Whom the actor serves, where the row says so.
    pub service_area: Option<ServiceArea>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(day(1970, 1, 1), Some(0));
        assert_eq!(day(2000, 3, 1), Some(11_017));
        assert_eq!(day(2024, 2, 29), Some(19_782));
        assert_eq!(day(1969, 12, 31), Some(-1));
        for (year, month, of_month) in
            [(2023, 2, 29), (2024, 13, 1), (2024, 0, 1), (2024, 4, 31), (0, 1, 1), (2024, 1, 0)]
        {
            assert_eq!(day(year, month, of_month), None);
        }
        let mut last = day(1896, 1, 1).expect("a day") - 1;
        for year in 1896..=2104 {
            for month in 1..=12 {
                for of_month in 1..=31 {
                    if let Some(day) = day(year, month, of_month) {
                        assert_eq!(day, last + 1, "{year}-{month}-{of_month}");
                        last = day;
                    }
                }
            }
        }
    }

    #[test]
    fn a_word_is_read_as_it_is_written() {
        for kind in OfferKind::ALL {
            assert_eq!(OfferKind::from_word(kind.word()), Some(kind));
        }
        for side in Side::ALL {
            assert_eq!(Side::from_word(side.word()), Some(side));
        }
    }
}
