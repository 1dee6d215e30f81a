//! Fills what resembles a territory.

use crate::analysis::better::Rates;
use crate::analysis::gaps::Gaps;
use crate::analysis::supply::Verdict;
use crate::analysis::told::urgency;
use crate::analysis::twins::{Answer, Land, Scope, Settings, Twin};
use crate::analysis::twins_told::{none, separation};
use crate::domain::level::Level;
use crate::pages::address;
use crate::pages::routes::territory::label;
use crate::pages::routes::visit::Visit;
use crate::pages::twins::{BetterRow, TwinRow, TwinsPart};
use crate::pages::words::Language;

/// The twins of a bassin; none of other levels, which people do not live by. What cannot be told is
/// said in its place.
pub fn part(visit: &Visit, level: Level, row: u32) -> Option<TwinsPart> {
    if level != Level::Bassin {
        return None;
    }
    let snapshot = visit.snapshot();
    let zone = address::zone(level, &address::escape(&snapshot.territories.get(level, row).code));
    let mut part =
        TwinsPart { address: format!("/analyses/twins?zone={zone}&geometry=point"), ..TwinsPart::default() };
    // Where there is no other département, those of its own are better than nobody.
    for scope in Scope::ALL {
        part.is_everywhere = scope == Scope::Everybody;
        match visit.served().analysed.land(snapshot, level, scope) {
            Err(error) => {
                tracing::error!(%error, "twins cannot be told");
                visit.language().words().say("twins.failed").clone_into(&mut part.reason);
                break;
            }
            Ok(land) => match land.twins(row, &Settings::default()) {
                Answer::NotComparable if scope != Scope::Everybody => {}
                answer => {
                    fill(visit, &land, row, answer, &mut part);
                    break;
                }
            },
        }
    }
    if part.is_everywhere {
        part.address.push_str("&departements=tous");
    }
    Some(part)
}

fn fill(visit: &Visit, land: &Land, row: u32, answer: Answer, part: &mut TwinsPart) {
    let level = land.figures().level;
    match answer {
        Answer::Twins(twins) => {
            part.rows = twins.iter().map(|twin| twin_row(visit, land, row, twin)).collect();
            part.better = better(visit, land, row, &twins);
        }
        answer => {
            let nearest = match answer {
                Answer::NoTwin { territory, .. } | Answer::NoneHolds { territory, .. } => {
                    visit.snapshot().territories.get(level, territory).name.as_str()
                }
                _ => "",
            };
            part.reason = said(visit.language(), none(&answer, nearest));
        }
    }
}

fn twin_row(visit: &Visit, land: &Land, row: u32, twin: &Twin) -> TwinRow {
    let snapshot = visit.snapshot();
    let functions = &snapshot.functions;
    let departement = land.figures().departement[twin.territory as usize];
    let name = |row: u32| snapshot.territories.get(Level::Departement, row).name.clone();
    let apart = twin.separations.iter().map(|found| said(visit.language(), separation(found, functions)));
    let besides = land.has_besides(row, twin.territory).into_iter();
    TwinRow {
        place: visit.place(land.figures().level, twin.territory),
        departement: departement.map_or(String::new(), name),
        apart: apart.collect(),
        stability: twin.stability,
        besides: besides.map(|id| label(functions.get(id), visit.language())).collect(),
    }
}

/// What is missing here, the surest first, with the twins that do better on it. Nothing where gaps
/// cannot be told: the section on gaps says so.
fn better(visit: &Visit, land: &Land, row: u32, twins: &[Twin]) -> Vec<BetterRow> {
    let snapshot = visit.snapshot();
    let level = land.figures().level;
    let Ok(all) = visit.served().analysed.gaps(snapshot, level) else { return vec![] };
    let is_gap = |gaps: &&Gaps| {
        matches!(gaps.territories[row as usize].verdict(), Verdict::SureGap | Verdict::ProbableGap)
    };
    let mut missing: Vec<&Gaps> = all.iter().map(|gaps| &**gaps).filter(is_gap).collect();
    let likely = |gaps: &Gaps| gaps.territories[row as usize].finding.map_or(0.0, |judged| judged.below);
    let order = |gaps: &Gaps| urgency(gaps.territories[row as usize].verdict());
    missing.sort_by(|a, b| order(a).cmp(&order(b)).then(likely(b).total_cmp(&likely(a))));
    let of_gap = |gaps: &Gaps| {
        let rates = Rates::of_subject(snapshot, land.figures(), gaps.subject);
        let beside = |twin: &Twin| Some((twin.territory, rates.as_ref()?.beside(row, twin.territory)?));
        let known: Vec<_> = twins.iter().filter_map(beside).collect();
        let mut doing: Vec<_> = known.iter().filter(|(_, beside)| beside.is_better()).collect();
        doing.sort_by(|a, b| b.1.there.total_cmp(&a.1.there).then(a.0.cmp(&b.0)));
        let [french, english] = gaps.subject.labels(snapshot);
        BetterRow {
            label: said(visit.language(), [french.to_owned(), english.to_owned()]),
            here: known.first().map(|(_, beside)| beside.here),
            twins: doing
                .into_iter()
                .map(|(twin, beside)| (visit.place(level, *twin), beside.there))
                .collect(),
        }
    };
    missing.into_iter().map(of_gap).collect()
}

/// What is said in both languages, in that of the page.
pub fn said(language: Language, [french, english]: [String; 2]) -> String {
    if language == Language::English { english } else { french }
}
