//! What each commune has of something that adds up: what indices are made of.
//!
//! *Question.* How many people, actors, hectares, or people who have something within twenty minutes
//! are there? *Method.* Everything here is a number a commune, and a territory has the sum of its
//! communes, the country that of all: an indicator is a sum over a sum at each level, never a mean of
//! ratios. What is no sum by nature is counted in people: who *has one within so many minutes* is
//! everybody in a commune that holds one, or that has a way of at most as many to one that does.
//! *Edges.* What no source read can tell is `None`, never zero; actors as a whole and families are
//! told by the register of establishments alone; a territory is as large as its communes, unknown where one has
//! no outline. *Cost.* O(actors), and O(ways of the suppliers) for what is within reach.

use crate::analysis::subjects::Subject;
use crate::domain::actor::Family;
use crate::domain::function::Functions;
use crate::domain::level::Level;
use crate::snapshot::Snapshot;
use crate::snapshot::ways::{REACH_MINUTES, UnreadWays};

/// Something that adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Amount {
    People,
    /// Inhabitants of urban communes.
    Urban,
    Km2,
    Actors,
    Family(Family),
    Subject(Subject),
    /// Inhabitants who have one in their commune or within so many minutes.
    Within {
        minutes: u16,
        subject: Subject,
    },
}

/// The territories that sums are taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scale {
    Level(Level),
    /// All communes as one.
    Country,
}

/// A number a commune; `None` where it is not known. `None` altogether where nothing that was read
/// can tell it.
pub type ByCommune = Option<Vec<Option<f64>>>;

/// The name of the equipment among functions, as [`Subject::of_key`] knows it.
const FRANCE_SERVICES: &str = "france-services";

impl Amount {
    /// Reads `people`, `urban`, `km2`, `actors`, `family:…`, `function:…` or
    /// `within:MINUTES:FUNCTION`.
    #[must_use]
    pub fn parse(text: &str, functions: &Functions) -> Option<Self> {
        let subject = |key: &str| match key {
            FRANCE_SERVICES => Some(Subject::FranceServices),
            key => functions.id(key).map(Subject::Function),
        };
        match text.split_once(':') {
            None => match text {
                "people" => Some(Self::People),
                "urban" => Some(Self::Urban),
                "km2" => Some(Self::Km2),
                "actors" => Some(Self::Actors),
                _ => None,
            },
            Some(("family", word)) => Family::from_word(word).map(Self::Family),
            Some(("function", key)) => subject(key).map(Self::Subject),
            Some(("within", rest)) => {
                let (minutes, key) = rest.split_once(':')?;
                let minutes = minutes.parse().ok().filter(|m| (1..=REACH_MINUTES).contains(m))?;
                Some(Self::Within { minutes, subject: subject(key)? })
            }
            Some(_) => None,
        }
    }

    /// The same in words.
    #[must_use]
    pub fn spelled(self, functions: &Functions) -> String {
        let key = |subject: Subject| match subject {
            Subject::FranceServices => FRANCE_SERVICES.to_owned(),
            Subject::Function(id) => functions.get(id).key.clone(),
        };
        match self {
            Self::People => "people".to_owned(),
            Self::Urban => "urban".to_owned(),
            Self::Km2 => "km2".to_owned(),
            Self::Actors => "actors".to_owned(),
            Self::Family(family) => format!("family:{}", family.word()),
            Self::Subject(subject) => format!("function:{}", key(subject)),
            Self::Within { minutes, subject } => format!("within:{minutes}:{}", key(subject)),
        }
    }

    /// What each commune has of it.
    pub fn by_commune(self, snapshot: &Snapshot) -> Result<ByCommune, UnreadWays> {
        let communes = snapshot.territories.of(Level::Commune);
        let has_register = snapshot.manifest.knows_sirene();
        let people = || communes.iter().map(|commune| Some(commune.population as f64));
        let known = |numbers: Vec<f64>| Some(numbers.into_iter().map(Some).collect());
        Ok(match self {
            Self::People => Some(people().collect()),
            Self::Urban => {
                let urban = |at: usize| communes[at].density.map(|density| density.is_urban());
                let of = |(at, people): (usize, Option<f64>)| Some(if urban(at)? { people? } else { 0.0 });
                Some(people().enumerate().map(of).collect())
            }
            Self::Km2 => Some(communes.iter().map(|commune| commune.surface_km2).collect()),
            Self::Actors | Self::Family(_) if !has_register => None,
            Self::Actors => known(counted(snapshot, |_| true)),
            Self::Family(family) => {
                known(counted(snapshot, |row| snapshot.actors.family(row) == Some(family)))
            }
            Self::Subject(subject) if subject.is_measured(snapshot) => known(subject.counts(snapshot)),
            Self::Within { minutes, subject } if subject.is_measured(snapshot) => {
                let has_one = within(snapshot, subject, minutes)?;
                let of = |(people, has_one)| if has_one { people } else { Some(0.0) };
                Some(people().zip(has_one).map(of).collect())
            }
            Self::Subject(_) | Self::Within { .. } => None,
        })
    }
}

impl Scale {
    /// The word in addresses and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Level(level) => level.word(),
            Self::Country => "pays",
        }
    }

    /// How many territories there are.
    #[must_use]
    pub fn many(self, snapshot: &Snapshot) -> usize {
        match self {
            Self::Level(level) => snapshot.territories.of(level).len(),
            Self::Country => 1,
        }
    }

    /// What each territory has: the sum of its communes, `None` where one of them is not known, or
    /// where the territory has no commune. O(communes).
    #[must_use]
    pub fn sums(self, snapshot: &Snapshot, by_commune: &[Option<f64>]) -> Vec<Option<f64>> {
        let mut sums: Vec<Option<Option<f64>>> = vec![None; self.many(snapshot)];
        for (commune, &number) in (0..).zip(by_commune) {
            let zone = match self {
                Self::Level(level) => snapshot.territories.zone(commune, level),
                Self::Country => Some(0),
            };
            let Some(sum) = zone.and_then(|zone| sums.get_mut(zone as usize)) else { continue };
            *sum = Some(match *sum {
                None => number,
                Some(sum) => sum.zip(number).map(|(sum, number)| sum + number),
            });
        }
        sums.into_iter().map(Option::flatten).collect()
    }
}

fn counted(snapshot: &Snapshot, is_one: impl Fn(u32) -> bool) -> Vec<f64> {
    let mut counts = vec![0.0; snapshot.territories.of(Level::Commune).len()];
    let rows = (0..snapshot.actors.len()).filter(|&row| is_one(row));
    for commune in rows.filter_map(|row| snapshot.actors.commune(row)) {
        counts[commune as usize] += 1.0;
    }
    counts
}

/// Whether each commune holds one, or has a way of at most so many minutes to one that does.
fn within(snapshot: &Snapshot, subject: Subject, minutes: u16) -> Result<Vec<bool>, UnreadWays> {
    let ways = snapshot.ways.ways(&snapshot.territories)?;
    let counts = subject.counts(snapshot);
    let mut has_one = vec![false; counts.len()];
    for (commune, _) in (0..).zip(&counts).filter(|(_, count)| 0.0 < **count) {
        // Ways within a commune are told from its surface: in Guyane, where a town stands in a forest of
        // thousands of square kilometers, they would put it out of its own reach.
        has_one[commune as usize] = true;
        for way in ways.towards(commune).filter(|way| way.minutes <= f64::from(minutes)) {
            has_one[way.to as usize] = true;
        }
    }
    Ok(has_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_it_is_spelled() {
        let functions = Functions::embedded();
        for text in [
            "people",
            "urban",
            "km2",
            "actors",
            "family:association",
            "function:tiers-lieu",
            "function:france-services",
            "within:20:esat",
            "within:80:france-services",
        ] {
            let amount = Amount::parse(text, &functions).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(amount.spelled(&functions), text);
        }
    }

    #[test]
    fn what_is_not_counted_is_no_amount() {
        let functions = Functions::embedded();
        for text in ["", "person", "family:", "family:amis", "function:", "function:none-such", "within:esat"]
            .into_iter()
            .chain(["within:0:esat", "within:81:esat", "within:20", "within:20:x", "a:b", "within:2e1:esat"])
        {
            assert_eq!(Amount::parse(text, &functions), None, "{text}");
        }
    }
}
