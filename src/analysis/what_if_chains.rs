//! Which links of chains somebody who comes would close, or who leaves would open.
//!
//! *Question.* If a canteen kitchen opened here, would the chain from farm to canteen be whole?
//! *Method.* The stages that take the function are told again from the changed counts, and the
//! chain on its best path ([`whole`]). *Edges.* Chains of a product are left out where they narrow
//! the stage: what somebody who does not exist would make is not known. *Cost.* O(chains ×
//! territories that change).

use std::collections::BTreeMap;

use crate::analysis::chain_lines::{Chains, held, whole};
use crate::analysis::chains_told::stage_labels;
use crate::analysis::completeness::Held;
use crate::analysis::holders::Holders;
use crate::analysis::subjects::Subject;
use crate::analysis::what_if::Change;
use crate::domain::chain::Chain;
use crate::snapshot::Snapshot;

/// A stage of a chain that turns from one state to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Turn {
    pub territory: u32,
    /// Ranks of the chain in the catalogue and of the stage in the chain.
    pub chain: usize,
    pub stage: usize,
    pub before: Held,
    pub after: Held,
    /// The share of the best path that is held, before and after; `None` for chains without a way.
    pub complete: [Option<f64>; 2],
}

/// What turns, by territory, chain and stage. `chains` are those of a level as they are.
#[must_use]
pub fn turns(
    snapshot: &Snapshot,
    holders: &Holders,
    chains: &Chains,
    subject: Subject,
    changes: &[Change],
) -> Vec<Turn> {
    let Subject::Function(function) = subject else { return Vec::new() };
    let mut by_territory: BTreeMap<u32, i64> = BTreeMap::new();
    for change in changes {
        let zone = snapshot.territories.zone(change.commune, chains.level);
        zone.iter().for_each(|&zone| *by_territory.entry(zone).or_default() += i64::from(change.by));
    }
    let mut found = Vec::new();
    for (territory, by) in by_territory {
        for (rank, (chain, of)) in snapshot.functions.chains().iter().zip(&chains.found).enumerate() {
            let line = &of.lines[territory as usize];
            let before: Vec<Held> = line.links.iter().map(|link| link.held).collect();
            let after: Vec<Held> = (chain.stages.iter().zip(&line.links))
                .map(|(stage, link)| {
                    let takes = stage.who.functions.contains(function) && stage.who.only.is_empty();
                    let measured =
                        holders.rank(&stage.who).is_some_and(|rank| holders.kinds()[rank].is_measured);
                    let count = (i64::from(link.count) + by).max(0) as u32;
                    if takes { held(count, measured, stage.is_partial) } else { link.held }
                })
                .collect();
            found.extend(turned(territory, rank, chain, [&before, &after]));
        }
    }
    found
}

/// A turn in French and in English.
#[must_use]
pub fn told_turn(snapshot: &Snapshot, turn: &Turn) -> [String; 2] {
    let chain = &snapshot.functions.chains()[turn.chain];
    let [stage, stage_en] = stage_labels(chain.stages[turn.stage].stage);
    let percent = turn.complete.map(|share| share.map_or(0.0, |share| share * 100.0));
    let [before, after] = percent.map(|percent| format!("{percent:.0}"));
    let (held, held_en) = if turn.after == Held::Yes {
        ("serait tenue", "would be held")
    } else {
        ("ne le serait plus", "would not be any more")
    };
    [
        format!(
            "Filière « {} » : l'étape {stage} {held} ; complète à {before}\u{202f}%, puis {after}\u{202f}%.",
            chain.label_fr
        ),
        format!(
            "Chain “{}”: the stage {stage_en} {held_en}; whole at {before}%, then {after}%.",
            chain.label_en
        ),
    ]
}

fn turned(territory: u32, rank: usize, chain: &Chain, states: [&[Held]; 2]) -> Vec<Turn> {
    let [before, after] = states;
    if before == after {
        return Vec::new();
    }
    let complete = states.map(|states| whole(chain, states).map(|whole| whole.least));
    let stages = before.iter().zip(after).enumerate().filter(|(_, (before, after))| before != after);
    let turn = |(stage, (&before, &after)): (usize, (&Held, &Held))| Turn {
        territory,
        chain: rank,
        stage,
        before,
        after,
        complete,
    };
    stages.map(turn).collect()
}
