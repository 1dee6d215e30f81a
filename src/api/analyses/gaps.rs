//! `/analyses/gaps`: what is missing where, as features in any of the open formats.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::catchments::{decays, decays_of};
use crate::analysis::gap_table::GapTable;
use crate::analysis::gaps::{Gaps, Reaching, gaps_within};
use crate::analysis::ground::Ground;
use crate::analysis::subjects::Subject;
use crate::analysis::supply::Verdict;
use crate::analysis::told::urgency;
use crate::api::analyses::gaps_asked::{Changed, GapsAsked};
use crate::api::analyses::shelf::AllGaps;
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::network::ways::Ways;
use crate::snapshot::Snapshot;

/// The gaps that are asked for, the surest first.
pub async fn gaps(Current(served): Current, asked: Asked, headers: HeaderMap) -> Result<Response, Problem> {
    let asked = GapsAsked::read(asked, &headers, &served.snapshot)?;
    let base = base_url(&headers);
    let tag = asked.tag(&served.snapshot, &base);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    // The first question to a level is work for seconds.
    aside(move || answer(&served, &asked, &base, &tag)).await?
}

fn answer(served: &Served, asked: &GapsAsked, base: &str, tag: &Tag) -> Result<Response, Problem> {
    let snapshot = &served.snapshot;
    let all = if asked.changed == Changed::default() {
        served.analysed.gaps(snapshot, asked.level)
    } else {
        anew(served, asked)
    };
    let all = all.map_err(|error| Problem::Internal(error.into()))?;
    let found = found(snapshot, asked, &all);
    let rows = found[asked.sheet.part(found.len())].to_vec();
    let table = GapTable { snapshot, level: asked.level, gaps: &all, rows, drawn: asked.sheet.drawn };
    asked.sheet.respond(&table, found.len(), tag, base, |sheet| asked.address(snapshot, sheet))
}

/// The functions that are asked for, found as nobody asked before.
fn anew(served: &Served, asked: &GapsAsked) -> AllGaps {
    let snapshot = &served.snapshot;
    let Changed { minutes, peers } = asked.changed;
    let ways = snapshot.ways.ways(&snapshot.territories)?;
    let ground = Ground::sharing(peers, snapshot, asked.level);
    let Some(minutes) = minutes else { return beside(served, asked, &ways, &ground) };
    let rows = asked.zone.as_ref().map(|zone| zone.territories(snapshot, asked.level).iter().collect());
    let rows: Option<Vec<u32>> = rows;
    let decays = decays_of(minutes).expect("minutes were looked at");
    let threads = thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let reaching = Reaching { decays: &decays, rows: rows.as_deref(), threads };
    let gaps = |&subject: &Subject| Arc::new(gaps_within(snapshot, &ways, &ground, subject, reaching));
    Ok(Arc::new(asked.subjects.iter().map(gaps).collect()))
}

/// Beside other peers: people go as far as ever, which is known.
fn beside(served: &Served, asked: &GapsAsked, ways: &Ways, ground: &Ground) -> AllGaps {
    let snapshot = &served.snapshot;
    let known = served.analysed.gaps(snapshot, asked.level)?;
    let gaps = |known: &Arc<Gaps>| {
        let decays = decays(known.subject.catchment(snapshot)).expect("steps of a catchment grow");
        let nobody = Reaching { decays: &decays, rows: Some(&[]), threads: NonZero::<usize>::MIN };
        let mut gaps = gaps_within(snapshot, ways, ground, known.subject, nobody);
        for (gap, known) in gaps.territories.iter_mut().zip(&known.territories) {
            gap.reach = known.reach;
        }
        Arc::new(gaps)
    };
    let wanted = known.iter().filter(|gaps| asked.subjects.contains(&gaps.subject));
    Ok(Arc::new(wanted.map(gaps).collect()))
}

/// Ranks of functions and rows of territories: gaps first, the surest of them first.
fn found(snapshot: &Snapshot, asked: &GapsAsked, all: &[Arc<Gaps>]) -> Vec<(usize, u32)> {
    let inside = asked.zone.as_ref().map(|zone| zone.territories(snapshot, asked.level));
    let is_inside = |row: u32| inside.as_ref().is_none_or(|rows| rows.contains(row));
    let is_asked = |verdict: Verdict| asked.verdicts.is_empty() || asked.verdicts.contains(&verdict);
    let mut found = Vec::new();
    let wanted = (0..).zip(all).filter(|(_, gaps)| asked.subjects.contains(&gaps.subject));
    for (rank, gaps) in wanted {
        for (row, gap) in (0..).zip(&gaps.territories) {
            if is_inside(row) && is_asked(gap.verdict()) {
                let likely = gap.finding.map_or(0.0, |judged| judged.below);
                found.push((urgency(gap.verdict()), likely, rank, row));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    found.into_iter().map(|(_, _, rank, row)| (rank, row)).collect()
}
