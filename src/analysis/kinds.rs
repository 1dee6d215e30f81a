//! Of which kind each territory is, so that it is compared with its like.
//!
//! *Question.* Is this a dense, an intermediate or a rural territory, around a town or not, on
//! the mainland or overseas? *Method.* By where most of its people live: the classes of INSEE's
//! communal density grid, joined to three, and the communes' attraction area of a town. *Edges.*
//! Communes without a class count nowhere; a territory without any class is rural, one without
//! any attraction area is around no town. Where neither the dense nor the rural class has more
//! than half of the people it is intermediate. INSEE classes zones above the commune otherwise:
//! of the 1,707 bassins of 2022 this rule calls 76 dense, 453 intermediate and 1,178 rural, INSEE
//! 65, 386 and 1,256. *Cost.* O(communes).

use crate::analysis::peers::{Fabric, Kind};
use crate::domain::level::Level;
use crate::domain::territory::{Density, NO_ATTRACTION};
use crate::snapshot::territories::{Territories, Territory};

/// Official codes of the régions overseas: Guadeloupe, Martinique, Guyane, La Réunion, Mayotte.
const OVERSEAS: [&str; 5] = ["01", "02", "03", "04", "06"];

/// A class of the density grid among the three.
#[must_use]
pub fn fabric(density: Density) -> Fabric {
    match density {
        Density::GrandCentreUrbain => Fabric::Dense,
        urban if urban.is_urban() => Fabric::Intermediate,
        _ => Fabric::Rural,
    }
}

/// People of a territory, told apart by where they live.
#[derive(Debug, Clone, Copy, Default)]
struct People {
    /// Dense, intermediate, rural.
    by_fabric: [u64; 3],
    around_a_town: u64,
    overseas: u64,
    all: u64,
}

impl People {
    fn add(&mut self, commune: &Territory, is_overseas: bool) {
        let people = commune.population;
        if let Some(density) = commune.density {
            self.by_fabric[fabric(density) as usize] += people;
        }
        let is_around_a_town = commune.attraction.as_ref().is_some_and(|area| area != NO_ATTRACTION);
        self.around_a_town += if is_around_a_town { people } else { 0 };
        self.overseas += if is_overseas { people } else { 0 };
        self.all += people;
    }

    fn kind(self) -> Kind {
        let [dense, intermediate, rural] = self.by_fabric;
        let is_most = |part: u64| dense + intermediate + rural < 2 * part;
        let fabric = match () {
            () if self.by_fabric == [0; 3] || is_most(rural) => Fabric::Rural,
            () if is_most(dense) => Fabric::Dense,
            () => Fabric::Intermediate,
        };
        let most = |part: u64| self.all < 2 * part;
        Kind { fabric, is_around_a_town: most(self.around_a_town), is_overseas: most(self.overseas) }
    }
}

/// The kind of each territory of a level, by row.
#[must_use]
pub fn kinds(territories: &Territories, level: Level) -> Vec<Kind> {
    let mut people = vec![People::default(); territories.of(level).len()];
    for commune in territories.of(Level::Commune) {
        let region = commune.parents[Level::Region as usize];
        let is_overseas =
            region.is_some_and(|row| OVERSEAS.contains(&territories.get(Level::Region, row).code.as_str()));
        let zone = commune.parents[level as usize];
        if let Some(people) = zone.and_then(|zone| people.get_mut(zone as usize)) {
            people.add(commune, is_overseas);
        }
    }
    people.into_iter().map(People::kind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(by_fabric: [u64; 3], around_a_town: u64, overseas: u64) -> Kind {
        People { by_fabric, around_a_town, overseas, all: 100 }.kind()
    }

    #[test]
    fn most_of_the_people_decide_and_half_is_not_most() {
        assert_eq!(people([51, 0, 49], 51, 0).fabric, Fabric::Dense);
        assert_eq!(people([50, 0, 50], 51, 0).fabric, Fabric::Intermediate);
        assert_eq!(people([0, 49, 51], 51, 0).fabric, Fabric::Rural);
        assert_eq!(people([40, 20, 40], 51, 0).fabric, Fabric::Intermediate);
        assert_eq!(people([0, 0, 0], 51, 0).fabric, Fabric::Rural, "nothing is known");
        let kind = people([0, 0, 100], 50, 51);
        assert!(!kind.is_around_a_town && kind.is_overseas);
    }
}
