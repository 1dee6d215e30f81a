//! Fills the chains of a bassin.

use crate::analysis::chain_lines::{At, Chains, Line, Link};
use crate::analysis::chains_told::stage_labels;
use crate::analysis::links::{Holder, Remedy};
use crate::domain::chain::Chain;
use crate::domain::level::Level;
use crate::pages::address;
use crate::pages::chains::{ChainRow, ChainsPart, ChainsTold, Near, Step};
use crate::pages::routes::visit::Visit;
use crate::pages::words::Language;
use crate::snapshot::Snapshot;

/// The chains of a bassin; none of other levels, nor where the catalogue declares none.
pub fn part(visit: &Visit, level: Level, row: u32) -> Option<ChainsPart> {
    let snapshot = visit.snapshot();
    if level != Level::Bassin || snapshot.functions.chains().is_empty() {
        return None;
    }
    let all = match visit.served().analysed.chains(snapshot, level) {
        Ok(all) => all,
        Err(error) => {
            tracing::error!(%error, "ways between communes cannot be read");
            return Some(ChainsPart::Failed);
        }
    };
    let code = address::escape(&snapshot.territories.get(level, row).code);
    let zone = address::zone(level, &code);
    let commune = |row: u32| snapshot.territories.get(Level::Commune, row).name.clone();
    let chains = (0..).zip(snapshot.functions.chains());
    Some(ChainsPart::Told(ChainsTold {
        rows: chains.map(|(rank, chain)| chain_row(visit, chain, &all, (rank, row))).collect(),
        origin: all.origins[row as usize].map_or_else(String::new, commune),
        address: format!("/analyses/chains?zone={zone}&geometry=point&limit=100"),
    }))
}

fn chain_row(visit: &Visit, chain: &Chain, all: &Chains, (rank, territory): (usize, u32)) -> ChainRow {
    let english = visit.language() == Language::English;
    let Line { completeness, links, supplied } = all.line(At { chain: rank, stage: 0, territory });
    let step = |(stage, link): (&crate::domain::chain::ChainStage, &Link)| Step {
        label: stage_labels(stage.stage)[usize::from(english)].to_owned(),
        held: link.held,
        count: link.count.into(),
        is_needed: link.is_needed,
        near: link.outside.iter().filter_map(|holder| near(visit.snapshot(), holder)).collect(),
        is_to_create: matches!(link.remedy(), Some(Remedy::Create { .. })),
    };
    ChainRow {
        label: if english { chain.label_en.clone() } else { chain.label_fr.clone() },
        steps: chain.stages.iter().zip(links).map(step).collect(),
        completeness: completeness.as_ref().map_or([0.0, 1.0], |found| [found.least, found.most]),
        supplied: *supplied,
    }
}

fn near(snapshot: &Snapshot, holder: &Holder) -> Option<Near> {
    let commune = snapshot.actors.commune(holder.actor)?;
    let id = address::escape(snapshot.actors.id(holder.actor));
    Some(Near {
        name: snapshot.actors.name(holder.actor).map(str::to_owned),
        address: format!("/collections/acteurs/items/{id}"),
        commune: snapshot.territories.get(Level::Commune, commune).name.clone(),
        minutes: holder.minutes?,
    })
}
