//! Fills the page of where a function is missing.

use crate::analysis::gaps::Gap;
use crate::analysis::subjects::Subject;
use crate::analysis::told::urgency;
use crate::domain::level::Level;
use crate::pages::explore::LEVELS;
use crate::pages::frame::Door;
use crate::pages::missing::{Choice, MissingPage, MissingRow};
use crate::pages::notice::Trouble;
use crate::pages::routes::gaps::told;
use crate::pages::routes::visit::{Visit, render};
use crate::snapshot::territories::Territory;

/// The function that is shown where none is asked for.
const FIRST: &str = "tiers-lieu";

/// `/manques?fonction=tiers-lieu&maille=bassin`
pub fn page(visit: &Visit) -> Result<String, Trouble> {
    let snapshot = visit.snapshot();
    let level = match visit.parameter("maille")? {
        None => Level::Bassin,
        Some(text) => {
            let words = LEVELS.map(Level::word).join(", ");
            let known = LEVELS.into_iter().find(|level| level.word() == text);
            known.ok_or_else(|| Trouble::BadAddress { detail: format!("maille={text} ; {words}") })?
        }
    };
    let all = visit.served().analysed.gaps(snapshot, level).map_err(|error| {
        tracing::error!(%error, "ways between communes cannot be read");
        Trouble::Ours
    })?;
    let asked = visit.parameter("fonction")?.filter(|key| !key.is_empty());
    let subject = match asked {
        Some(key) => Subject::of_key(snapshot, key)
            .ok_or_else(|| Trouble::BadAddress { detail: format!("fonction={key}") })?,
        // A catalogue of one's own may have no such function.
        None => Subject::of_key(snapshot, FIRST).unwrap_or(Subject::FranceServices),
    };
    let gaps = all.iter().find(|gaps| gaps.subject == subject).ok_or(Trouble::Ours)?;
    let choice =
        |subject| Choice { key: Subject::key(subject, snapshot).to_owned(), label: told(visit, subject) };
    let mut rows: Vec<(usize, f64, MissingRow)> = gaps
        .territories
        .iter()
        .zip(snapshot.territories.of(level))
        .map(|(gap, territory)| {
            let likely = gap.finding.map_or(0.0, |judged| judged.below);
            (urgency(gap.verdict()), likely, row(gap, territory, gaps.observed.is_measured()))
        })
        .collect();
    // Stable: of the same certainty the order of codes stays.
    rows.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    let (bounds, places) = visit.whole_map();
    render(&MissingPage {
        frame: visit.frame(Some(Door::Explore)),
        functions: all.iter().map(|gaps| choice(gaps.subject)).collect(),
        chosen: choice(subject),
        level,
        rows: rows.into_iter().map(|(.., row)| row).collect(),
        reliability: gaps.reliability(),
        unplaced: gaps.observed.unplaced,
        bounds,
        places,
    })
}

fn row(gap: &Gap, territory: &Territory, is_measured: bool) -> MissingRow {
    let judged = gap.finding.ok();
    MissingRow {
        code: territory.code.clone(),
        name: territory.name.clone(),
        population: territory.population,
        verdict: gap.verdict(),
        count: is_measured.then_some(gap.count),
        expected: judged.map(|judged| judged.expected),
        interval: judged.map(|judged| [judged.interval.low * 1e4, judged.interval.high * 1e4]),
        beyond: gap.reach.map(|[reach, ..]| reach.beyond),
    }
}
