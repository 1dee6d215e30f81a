//! Fills the page of what holds when choices are others.

use std::sync::Arc;

use crate::analysis::steadiness::{Conclusion, Sensitivity};
use crate::analysis::supply::Verdict;
use crate::analysis::told::urgency;
use crate::domain::level::Level;
use crate::pages::address;
use crate::pages::notice::Trouble;
use crate::pages::routes::gaps::told;
use crate::pages::routes::visit::{Visit, render};
use crate::pages::sensitivity::{FunctionHeld, HeldRow, SensitivityPage};
use crate::pages::territory::Place;

/// `/sensibilite?zone=bassin:44109`: of one territory, or of all bassins.
pub fn page(visit: &Visit) -> Result<String, Trouble> {
    let zone = zone(visit)?;
    let level = zone.as_ref().map_or(Level::Bassin, |(place, _)| place.level);
    let all = visit.served().analysed.sensitivities(visit.snapshot(), level).map_err(|error| {
        tracing::error!(%error, "ways between communes cannot be read");
        Trouble::Ours
    })?;
    let place = zone.as_ref().map(|(place, _)| place.clone());
    let of = place.as_ref().map_or(String::new(), |place| {
        format!("&zone={}", address::zone(place.level, &address::escape(&place.code)))
    });
    let row = zone.map(|(_, row)| row);
    render(&SensitivityPage {
        frame: visit.frame(None),
        place,
        functions: if row.is_none() {
            all.iter().map(|of| function(visit, of)).collect()
        } else {
            Vec::new()
        },
        rows: row.map_or(Vec::new(), |row| rows(visit, &all, row)),
        address: format!("/analyses/sensitivity?level={}{of}&geometry=point&limit=10000", level.word()),
    })
}

/// The territory that an address names as `bassin:44109`.
pub fn zone(visit: &Visit) -> Result<Option<(Place, u32)>, Trouble> {
    let Some(asked) = visit.parameter("zone")?.filter(|asked| !asked.is_empty()) else { return Ok(None) };
    let unknown = || Trouble::NoTerritory { asked: asked.to_owned() };
    let (level, code) = asked.split_once(':').ok_or_else(unknown)?;
    let level: Level = level.parse().map_err(|_| unknown())?;
    let row = visit.snapshot().territories.row(level, code).ok_or_else(unknown)?;
    Ok(Some((visit.place(level, row), row)))
}

fn function(visit: &Visit, of: &Arc<Sensitivity>) -> FunctionHeld {
    let mut told = FunctionHeld {
        key: of.gaps.subject.key(visit.snapshot()).to_owned(),
        label: told(visit, of.gaps.subject),
        ..FunctionHeld::default()
    };
    for held in &of.territories {
        let [own, wider @ ..] = held.verdicts.map(Conclusion::from);
        if own == Conclusion::Lacks {
            told.gaps += 1;
            told.hold += u64::from(held.holds());
            for (count, other) in told.beside.iter_mut().zip(wider) {
                *count += u64::from(other == Conclusion::Lacks);
            }
        }
        if let Some((true, holds)) = held.access_holds() {
            told.low += 1;
            told.low_holds += u64::from(holds);
        }
    }
    told
}

/// What was measured there, in the order of gaps.
fn rows(visit: &Visit, all: &[Arc<Sensitivity>], row: u32) -> Vec<HeldRow> {
    let of = |of: &Arc<Sensitivity>| {
        let held = of.territories[row as usize];
        let is_said = held.verdicts[0] != Verdict::NotMeasured;
        is_said.then(|| HeldRow { label: told(visit, of.gaps.subject), held })
    };
    let mut rows: Vec<HeldRow> = all.iter().filter_map(of).collect();
    rows.sort_by_key(|row| (urgency(row.held.verdicts[0]), std::cmp::Reverse(row.held.agreeing())));
    rows
}
