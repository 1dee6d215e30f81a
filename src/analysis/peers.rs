//! With whom a territory is compared: those of the same kind.
//!
//! *Question.* The mean of a country is no norm for a mountain valley: whose is? *Method.*
//! Territories of the same density class, around a town or not, on the mainland or overseas.
//! Where these are too few to be a norm, the last of the three is left out, then the second,
//! then the first. *Edges.* Somebody of a rare kind is compared with a wider group that others,
//! who have a group of their own, are in too.

use std::collections::BTreeMap;

/// INSEE's density grid in three classes, by where most people of a territory live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fabric {
    Dense,
    Intermediate,
    Rural,
}

/// What makes territories alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind {
    pub fabric: Fabric,
    /// Most people live in the area that a town attracts.
    pub is_around_a_town: bool,
    pub is_overseas: bool,
}

/// How much of a kind is shared by a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// All of it.
    Kind,
    /// The density class, and whether it is around a town.
    Setting,
    /// The density class.
    Fabric,
    /// Everybody.
    Country,
}

/// The group of each territory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peers {
    groups: Vec<Group>,
    /// By territory, a rank in `groups`.
    of: Vec<u32>,
}

/// Those that somebody is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they share.
    pub likeness: Likeness,
    /// Ranks of territories, in order.
    pub members: Vec<u32>,
}

impl Peers {
    /// The groups of territories of these kinds, each of `least` members or of everybody.
    /// O(n log n).
    #[must_use]
    pub fn of(kinds: &[Kind], least: usize) -> Self {
        Self::sharing(Likeness::Kind, kinds, least)
    }

    /// The same where nobody is compared with those who share more than `most`: to see what hangs
    /// on whom one is compared with.
    #[must_use]
    pub fn sharing(most: Likeness, kinds: &[Kind], least: usize) -> Self {
        let mut wide: BTreeMap<(Likeness, Shared), Vec<u32>> = BTreeMap::new();
        for (rank, kind) in (0..).zip(kinds) {
            for likeness in Likeness::ALL {
                wide.entry((likeness, likeness.of(*kind))).or_default().push(rank);
            }
        }
        let key = |kind: &Kind| {
            let keys = Likeness::ALL.map(|likeness| (likeness, likeness.of(*kind)));
            let allowed = keys.into_iter().filter(|key| most <= key.0);
            let enough = allowed.into_iter().find(|key| least <= wide[key].len());
            enough.unwrap_or((Likeness::Country, Likeness::Country.of(*kind)))
        };
        let keys: Vec<(Likeness, Shared)> = kinds.iter().map(key).collect();
        let mut used = keys.clone();
        used.sort_unstable();
        used.dedup();
        let of = keys.iter().map(|key| used.binary_search(key).expect("one of them") as u32).collect();
        let group = |key: (Likeness, Shared)| Group { likeness: key.0, members: wide[&key].clone() };
        Self { groups: used.into_iter().map(group).collect(), of }
    }

    /// How many territories there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.of.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// All groups that somebody is compared with.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The rank of a territory's group.
    #[must_use]
    pub fn group_of(&self, territory: usize) -> usize {
        self.of[territory] as usize
    }
}

/// The part of a kind that a group shares.
type Shared = (Option<Fabric>, Option<bool>, Option<bool>);

impl Likeness {
    /// From the closest to the widest.
    pub const ALL: [Self; 4] = [Self::Kind, Self::Setting, Self::Fabric, Self::Country];

    fn of(self, kind: Kind) -> Shared {
        let Kind { fabric, is_around_a_town, is_overseas } = kind;
        let shared = |likeness: Self| self <= likeness;
        (
            shared(Self::Fabric).then_some(fabric),
            shared(Self::Setting).then_some(is_around_a_town),
            shared(Self::Kind).then_some(is_overseas),
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kinds() -> impl Strategy<Value = Vec<Kind>> {
        let fabric = prop::sample::select(vec![Fabric::Dense, Fabric::Intermediate, Fabric::Rural]);
        let kind = (fabric, prop::bool::ANY, prop::bool::weighted(0.1)).prop_map(
            |(fabric, is_around_a_town, is_overseas)| Kind { fabric, is_around_a_town, is_overseas },
        );
        prop::collection::vec(kind, 1..120)
    }

    proptest! {
        #[test]
        fn everybody_has_peers_enough_and_as_alike_as_can_be(kinds in kinds(), least in 1..30_usize) {
            let peers = Peers::of(&kinds, least);
            for (rank, kind) in kinds.iter().enumerate() {
                let group = &peers.groups()[peers.group_of(rank)];
                let like = |likeness: Likeness| {
                    let same = |other: &&Kind| likeness.of(**other) == likeness.of(*kind);
                    kinds.iter().filter(same).count()
                };
                prop_assert!(group.members.contains(&(rank as u32)));
                prop_assert_eq!(group.members.len(), like(group.likeness));
                prop_assert!(least <= group.members.len() || group.likeness == Likeness::Country);
                let closer = Likeness::ALL.into_iter().take_while(|likeness| *likeness < group.likeness);
                for likeness in closer {
                    prop_assert!(like(likeness) < least, "{likeness:?} would do");
                }
                for most in Likeness::ALL {
                    let wider = Peers::sharing(most, &kinds, least);
                    let group = &wider.groups()[wider.group_of(rank)];
                    prop_assert!(most <= group.likeness && group.members.contains(&(rank as u32)));
                }
            }
        }
    }
}
