//! From codes to functions: rules, and the sorted shelves that answer without reading them all.
//!
//! A code belongs to every rule that names it or, in a nomenclature whose codes nest, one of
//! its beginnings. Each shelf is a sorted list of what rules name. All beginnings of a code
//! that are on the shelf are also beginnings of each other, so the longest one stands for all:
//! it is the last entry not after the code, or one of that entry's own beginnings.

use crate::domain::actor::System;
use crate::domain::function::{FunctionId, FunctionSet};

/// One way to fulfil a function: in every named system, one of the codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Systems in the order of [`System::KEYS`], each once, none without codes.
    pub clauses: Vec<(System, Vec<String>)>,
}

/// Whether the beginning of a code stands for all codes that begin so.
#[must_use]
pub fn nests(system: System) -> bool {
    matches!(system, System::Naf | System::Legal | System::Bpe)
}

/// All rules of a catalogue, arranged for look-up.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matcher {
    shelves: [Shelf; System::KEYS.len()],
    /// The rules that name several systems, first clause first.
    conjunctions: Vec<Conjunction>,
}

#[derive(Debug, Clone, PartialEq)]
struct Conjunction {
    function: FunctionId,
    clauses: Vec<System>,
}

/// What rules name in one system, sorted.
#[derive(Debug, Clone, PartialEq, Default)]
struct Shelf {
    nests: bool,
    entries: Vec<Entry>,
}

/// A code that rules name. Holds what its own beginnings give too.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    code: String,
    /// The longest other entry that it begins with.
    parent: Option<usize>,
    /// What the code fulfils by itself.
    alone: FunctionSet,
    /// Conjunctions whose first clause it satisfies, and those whose other clauses it does.
    opens: Vec<usize>,
    joins: Vec<usize>,
}

impl Matcher {
    /// Arranges the rules of each function, in the catalogue's order.
    pub fn new<'r>(rules: impl Iterator<Item = &'r [Rule]>) -> Self {
        let mut matcher = Self::default();
        for (system, _) in System::KEYS {
            matcher.shelves[system as usize].nests = nests(system);
        }
        for (rules, id) in rules.zip((0..).map(FunctionId)) {
            for rule in rules {
                matcher.add(id, rule);
            }
        }
        matcher.shelves.iter_mut().for_each(Shelf::inherit);
        matcher
    }

    fn add(&mut self, function: FunctionId, rule: &Rule) {
        let several = rule.clauses.len() > 1;
        let rank = self.conjunctions.len();
        for (nth, (system, codes)) in rule.clauses.iter().enumerate() {
            for code in codes {
                let entry = self.shelves[*system as usize].entry(code);
                match (several, nth) {
                    (false, _) => entry.alone = entry.alone.with(function),
                    (true, 0) => entry.opens.push(rank),
                    (true, _) => entry.joins.push(rank),
                }
            }
        }
        if several {
            let clauses = rule.clauses.iter().map(|(system, _)| *system).collect();
            self.conjunctions.push(Conjunction { function, clauses });
        }
    }

    /// The functions that a set of codes fulfils.
    pub fn of<'a>(&self, codes: impl Iterator<Item = (System, &'a str)> + Clone) -> FunctionSet {
        let entries = codes.filter_map(|(system, code)| Some((system, self.find(system, code)?)));
        let mut set = FunctionSet::default();
        for (_, entry) in entries.clone() {
            set = set.union(entry.alone);
            for &rank in &entry.opens {
                let Conjunction { function, clauses } = &self.conjunctions[rank];
                // Each system is in a rule once, so (system, rank) names a clause.
                let joined = |system: System| {
                    entries.clone().any(|(s, e)| s == system && e.joins.binary_search(&rank).is_ok())
                };
                if !set.contains(*function) && clauses[1..].iter().all(|&system| joined(system)) {
                    set = set.with(*function);
                }
            }
        }
        set
    }

    fn find(&self, system: System, code: &str) -> Option<&Entry> {
        self.shelves[system as usize].find(code)
    }
}

impl Shelf {
    /// The entry of a code, made if need be.
    fn entry(&mut self, code: &str) -> &mut Entry {
        let place = self.entries.binary_search_by(|e| e.code.as_str().cmp(code));
        let at = place.unwrap_or_else(|at| {
            let code = code.to_owned();
            let (alone, opens, joins) = (FunctionSet::default(), vec![], vec![]);
            self.entries.insert(at, Entry { code, parent: None, alone, opens, joins });
            at
        });
        &mut self.entries[at]
    }

    /// Gives each entry what its beginnings have. Parents come before children in the order.
    fn inherit(&mut self) {
        for at in 0..self.entries.len() {
            let (before, rest) = self.entries.split_at_mut(at);
            let entry = &mut rest[0];
            let parent = before.iter().rposition(|e| self.nests && entry.code.starts_with(&e.code));
            entry.parent = parent;
            if let Some(parent) = parent.map(|p| &before[p]) {
                entry.alone = entry.alone.union(parent.alone);
                entry.opens.extend(&parent.opens);
                entry.joins.extend(&parent.joins);
            }
            for ranks in [&mut entry.opens, &mut entry.joins] {
                ranks.sort_unstable();
                ranks.dedup();
            }
        }
    }

    /// The longest entry that the code begins with; the code itself where codes do not nest.
    fn find(&self, code: &str) -> Option<&Entry> {
        let after = self.entries.partition_point(|e| e.code.as_str() <= code);
        let mut entry = &self.entries[after.checked_sub(1)?];
        if !self.nests {
            return (entry.code == code).then_some(entry);
        }
        while !code.starts_with(&entry.code) {
            entry = &self.entries[entry.parent?];
        }
        Some(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(clauses: &[(System, &[&str])]) -> Rule {
        let owned = |codes: &[&str]| codes.iter().map(|&c| c.to_owned()).collect();
        Rule { clauses: clauses.iter().map(|(system, codes)| (*system, owned(codes))).collect() }
    }

    fn ranks(rules: &[Vec<Rule>], codes: &[(System, &str)]) -> Vec<u8> {
        let matcher = Matcher::new(rules.iter().map(Vec::as_slice));
        matcher.of(codes.iter().copied()).iter().map(|id| id.0).collect()
    }

    use System::{Bpe, Label, Legal, Naf, Siae};

    #[test]
    fn systems_of_a_rule_are_all_needed_and_codes_of_a_system_are_alternatives() {
        let rules = [vec![rule(&[(Naf, &["88.10C", "88.10A"]), (Legal, &["9220"])])]];
        assert_eq!(ranks(&rules, &[(Naf, "88.10A"), (Legal, "9220")]), [0]);
        assert_eq!(ranks(&rules, &[(Legal, "9220"), (Naf, "88.10C")]), [0]);
        assert!(ranks(&rules, &[(Naf, "88.10C"), (Naf, "88.10A")]).is_empty());
        assert!(ranks(&rules, &[(Legal, "9220")]).is_empty());
        assert!(ranks(&rules, &[(Naf, "88.10C"), (Legal, "5499")]).is_empty());
    }

    #[test]
    fn rules_of_a_function_are_alternatives_and_a_code_may_serve_several_functions() {
        let both = [
            vec![rule(&[(Siae, &["ACI"])]), rule(&[(Naf, &["38"]), (Legal, &["92"]), (Siae, &["EI"])])],
            vec![rule(&[(Siae, &["ACI", "EI"])])],
        ];
        assert_eq!(ranks(&both, &[(Siae, "ACI")]), [0, 1]);
        assert_eq!(ranks(&both, &[(Siae, "EI")]), [1]);
        assert_eq!(ranks(&both, &[(Siae, "EI"), (Naf, "38.32Z")]), [1]);
        assert_eq!(ranks(&both, &[(Siae, "EI"), (Naf, "38.32Z"), (Legal, "9220")]), [0, 1]);
    }

    #[test]
    fn a_beginning_stands_for_all_codes_that_begin_so() {
        let rules = ["88", "88.9", "88.91A", "9"].map(|code| vec![rule(&[(Naf, &[code])])]);
        assert_eq!(ranks(&rules, &[(Naf, "88.91A")]), [0, 1, 2, 3][..3]);
        assert_eq!(ranks(&rules, &[(Naf, "88.99B")]), [0, 1]);
        assert_eq!(ranks(&rules, &[(Naf, "88.10A")]), [0]);
        assert_eq!(ranks(&rules, &[(Naf, "91.01Z")]), [3]);
        assert!(ranks(&rules, &[(Naf, "87.90B"), (Naf, "8"), (Naf, "")]).is_empty());
    }

    #[test]
    fn a_beginning_opens_and_joins_an_and_too() {
        let rules = [vec![rule(&[(Naf, &["47"]), (Legal, &["92"]), (Bpe, &["F"])])]];
        let shop = [(Naf, "47.11B"), (Legal, "9220"), (Bpe, "F307")];
        assert_eq!(ranks(&rules, &shop), [0]);
        assert!(ranks(&rules, &shop[..2]).is_empty());
    }

    #[test]
    fn codes_that_do_not_nest_are_equal_or_nothing() {
        let rules = [vec![rule(&[(Siae, &["EA"])])], vec![rule(&[(Label, &["ptce"])])]];
        assert!(ranks(&rules, &[(Siae, "EATT"), (Label, "ptce-2"), (Siae, "E")]).is_empty());
        assert_eq!(ranks(&rules, &[(Siae, "EA"), (Label, "ptce")]), [0, 1]);
    }

    #[test]
    fn one_and_fulfilled_by_another_rule_is_not_lent_to_its_neighbour() {
        let rules = [
            vec![rule(&[(Naf, &["01"]), (Legal, &["6316"])])],
            vec![rule(&[(Naf, &["10"]), (Legal, &["6317"])])],
        ];
        assert!(ranks(&rules, &[(Naf, "01.13Z"), (Legal, "6317")]).is_empty());
    }

    proptest::proptest! {
        /// The shelves are only a faster way to say what reading every rule would say.
        #[test]
        fn shelves_agree_with_reading_every_rule(
            drawn in proptest::collection::vec(
                proptest::collection::vec((0_usize..3, "[12]{1,3}"), 1..4), 1..12),
            asked in proptest::collection::vec((0_usize..3, "[12]{1,3}"), 0..4),
        ) {
            let systems = [Naf, Legal, Siae];
            let rules: Vec<Vec<Rule>> = drawn.iter().map(|codes| {
                let mut clauses: Vec<(System, Vec<String>)> = vec![];
                for (s, code) in codes {
                    match clauses.iter_mut().find(|(system, _)| *system == systems[*s]) {
                        Some((_, list)) => list.push(code.clone()),
                        None => clauses.push((systems[*s], vec![code.clone()])),
                    }
                }
                vec![Rule { clauses }]
            }).collect();
            let asked: Vec<(System, &str)> = asked.iter().map(|(s, c)| (systems[*s], c.as_str())).collect();
            let is = |system: System, named: &str, code: &str| {
                if nests(system) { code.starts_with(named) } else { code == named }
            };
            let slow: Vec<u8> = rules.iter().zip(0..).filter(|(rules, _)| {
                rules.iter().any(|rule| rule.clauses.iter().all(|(system, named)| {
                    named.iter().any(|n| asked.iter().any(|(s, c)| s == system && is(*system, n, c)))
                }))
            }).map(|(_, id)| id).collect();
            proptest::prop_assert_eq!(ranks(&rules, &asked), slow);
        }
    }
}
