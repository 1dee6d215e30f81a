//! Ties: what binds two actors, as a source tells it: directed, dated, never deduced.
//!
//! A tie that nobody wrote down is unrecorded, which is not absent.

use crate::domain::ids::{Rna, Siret};
use crate::domain::service_area::ServiceArea;

/// What the first end is or does for the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TieKind {
    /// Is a member of it: of a PTCE, a network, a cooperative.
    MemberOf,
    /// Sells or gives goods to it.
    Supplies,
    /// Works up what belongs to it, and gives it back.
    ProcessesFor,
    /// Brings its goods to others.
    Distributes,
    /// Gives it room.
    Hosts,
    /// Gives or lends it money.
    Finances,
    /// Has something in common use with it: the one kind that has no direction.
    SharesWith,
}

impl TieKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::MemberOf,
        Self::Supplies,
        Self::ProcessesFor,
        Self::Distributes,
        Self::Hosts,
        Self::Finances,
        Self::SharesWith,
    ];

    /// The word in files, parameters and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::MemberOf => "membre-de",
            Self::Supplies => "fournit",
            Self::ProcessesFor => "transforme-pour",
            Self::Distributes => "distribue",
            Self::Hosts => "heberge",
            Self::Finances => "finance",
            Self::SharesWith => "partage-avec",
        }
    }

    /// The kind that bears a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether it goes from one end to the other; not where both are in the same case.
    #[must_use]
    pub fn is_directed(self) -> bool {
        self != Self::SharesWith
    }
}

/// An actor as a file names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActorRef {
    Siret(Siret),
    Rna(Rna),
    /// An id of ours: `source:id`.
    Id(String),
}

impl ActorRef {
    /// The longest id of ours that is read.
    const LONGEST: usize = 120;

    /// A SIRET, an RNA number, or an id of ours, which has a colon. An id in partial diffusion
    /// (`masque:…`) names nobody.
    ///
    /// ```
    /// # use maillage::domain::tie::ActorRef;
    /// assert!(matches!(ActorRef::parse("80746931700018"), Some(ActorRef::Siret(_))));
    /// assert!(matches!(ActorRef::parse("W691234567"), Some(ActorRef::Rna(_))));
    /// assert!(matches!(ActorRef::parse("hve:12"), Some(ActorRef::Id(_))));
    /// assert_eq!(ActorRef::parse("80746931700019"), None);
    /// assert_eq!(ActorRef::parse("masque:44109-1"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if let Some(siret) = Siret::parse(&compact) {
            return Some(Self::Siret(siret));
        }
        if let Some(rna) = Rna::parse(&compact) {
            return Some(Self::Rna(rna));
        }
        let (source, id) = text.split_once(':')?;
        let slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let named = !source.is_empty() && source.chars().all(slug) && source != "masque" && !id.is_empty();
        (named && text.len() <= Self::LONGEST).then(|| Self::Id(text.to_owned()))
    }
}

/// One tie, as one row of a source tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tie {
    pub from: ActorRef,
    pub to: ActorRef,
    pub kind: TieKind,
    /// The source's id.
    pub source: &'static str,
    /// `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; `None`: the source's vintage.
    pub date: Option<String>,
    /// What goes along it, in the source's words.
    pub product: Option<String>,
    /// How much of what the second end takes of the product comes from the first: above 0, at
    /// most 1. `None`: unknown.
    pub share: Option<f64>,
    /// Whom the first end serves, where the row says so.
    pub service_area: Option<ServiceArea>,
}

/// Whether a text is a year, a month or a day, as ties and offers are dated.
#[must_use]
pub fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |text: &str, digits: usize| {
        (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse::<u32>().ok())?
    };
    let year = |text| number(text, 4).is_some();
    let month = |text| number(text, 2).is_some_and(|month| (1..=12).contains(&month));
    let day = |text| number(text, 2).is_some_and(|day| (1..=31).contains(&day));
    match parts[..] {
        [y] => year(y),
        [y, m] => year(y) && month(m),
        [y, m, d] => year(y) && month(m) && day(d),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_read_by_its_word() {
        for kind in TieKind::ALL {
            assert_eq!(TieKind::from_word(kind.word()), Some(kind));
        }
        assert_eq!(TieKind::from_word("connaît"), None);
    }

    #[test]
    fn a_date_is_a_year_a_month_or_a_day() {
        for sound in ["2024", "2024-02", "2024-02-29"] {
            assert!(is_date(sound), "{sound}");
        }
        for wrong in
            ["", "24", "2024-13", "2024-00", "2024-01-32", "2024-1-1", "2024-01-01-01", "é024", "12/2024"]
        {
            assert!(!is_date(wrong), "{wrong}");
        }
    }
}
