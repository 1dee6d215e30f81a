//! `/analyses/clusters`: groups of actors that could become a PTCE, and known PTCE beside them, as
//! features in any of the open formats.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::cluster_table::ClusterTable;
use crate::analysis::groups::{Groups, GroupsError, Settings, groups};
use crate::analysis::groups_described::{Described, Describing};
use crate::analysis::groups_index::index;
use crate::analysis::groups_opinion::opinion;
use crate::api::analyses::clusters_asked::{ClustersAsked, Sort};
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::snapshot::Snapshot;

/// So many labels are dealt for a question by other conventions.
const MOST_DEALT: u64 = 500_000_000;

/// The groups that are asked for, the highest index first, then known PTCE.
pub async fn clusters(
    Current(served): Current,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = ClustersAsked::read(asked, &headers, &served.snapshot)?;
    let base = base_url(&headers);
    let tag = asked.tag(&served.snapshot, &base);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    // The first question deals out the kinds of a whole country a thousand times.
    aside(move || answer(&served, &asked, &base, &tag)).await?
}

fn answer(served: &Served, asked: &ClustersAsked, base: &str, tag: &Tag) -> Result<Response, Problem> {
    let snapshot = &served.snapshot;
    affordable(snapshot, &asked.settings)?;
    let found =
        found(served, &asked.settings).map_err(|error| Problem::parameter("eps", error.to_string()))?;
    let index = index(asked.weights).map_err(|error| Problem::parameter("weights", error.to_string()))?;
    let lacking = served.analysed.lacking(snapshot);
    let describing =
        Describing::new(snapshot, &found, &index, lacking.as_ref().map(|lacking| lacking.as_slice()));
    let mut all: Vec<Described> = Vec::new();
    if asked.sort != Sort::Poles {
        all.extend(describing.groups(|commune| asked.contains(commune), asked.all));
    }
    if asked.sort != Sort::Groups {
        all.extend(describing.poles(|commune| asked.contains(commune)));
    }
    let part = asked.sheet.part(all.len());
    let rows = &all[part];
    let opinions =
        rows.iter().map(|one| one.pole.is_none().then(|| opinion(snapshot, &one.group))?).collect();
    let table =
        ClusterTable { snapshot, settings: &asked.settings, rows, opinions, drawn: asked.sheet.drawn };
    asked.sheet.respond(&table, all.len(), tag, base, |sheet| asked.address(snapshot, sheet))
}

/// By the conventions everybody waits for the same work, once. By others each pays for their own: no
/// more of it than a few seconds'.
fn affordable(snapshot: &Snapshot, settings: &Settings) -> Result<(), Problem> {
    if goes_without_saying(settings) {
        return Ok(());
    }
    let most = MOST_DEALT / u64::from(snapshot.actors.len()).max(1);
    let is_affordable = u64::from(settings.draws) <= most;
    is_affordable.then_some(()).ok_or_else(|| {
        let why = format!(
            "by other conventions than those that go without saying, at most {most} draws in a snapshot of {} actors; \
             draws=0 leaves chance out",
            snapshot.actors.len()
        );
        Problem::parameter("draws", why)
    })
}

/// Whether groups are found by the conventions, whatever they must have to be kept.
fn goes_without_saying(settings: &Settings) -> bool {
    let Settings { families, hill, stages, .. } = *settings;
    *settings == (Settings { families, hill, stages, ..Settings::default() })
}

/// The groups by some conventions: kept, where they are those that go without saying, or where
/// only what a group must have differs.
pub fn found(served: &Served, settings: &Settings) -> Result<Arc<Groups>, GroupsError> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    if goes_without_saying(settings) {
        let kept = served.analysed.groups(&served.snapshot)?;
        if *settings == kept.settings {
            return Ok(kept);
        }
        return Ok(Arc::new(Groups { settings: *settings, ..(*kept).clone() }));
    }
    groups(&served.snapshot, settings, threads).map(Arc::new)
}
