//! Fills the page of those who could work together in a territory.

use axum::http::HeaderMap;

use crate::analysis::allies::DEFAULT_REACH;
use crate::analysis::allies_told::part_labels;
use crate::analysis::cooperation::{List, Part};
use crate::analysis::opportunities::{Opportunities, Pair};
use crate::analysis::opportunity_table::OpportunityTable;
use crate::api::analyses::opportunities::{OpportunitiesAsked, found};
use crate::api::asked::Asked;
use crate::domain::level::Level;
use crate::formats::table::{Table, Value};
use crate::pages::address;
use crate::pages::allies::{Choice, PartView};
use crate::pages::frame::Door;
use crate::pages::lines_sketch::{LinesSketch, Together, lines_sketch};
use crate::pages::notice::Trouble;
use crate::pages::opportunities::{
    Member, OpportunitiesPage, OpportunitiesQuestion, OpportunityItem, REACHES,
};
use crate::pages::routes::sensitivity::zone;
use crate::pages::routes::territory::label;
use crate::pages::routes::twins::said;
use crate::pages::routes::visit::{Visit, render};
use crate::pages::sketch::label as numbered;
use crate::pages::territory::Place;
use crate::query::search::{CEILING, Found, Kind};

/// `/opportunites?zone=bassin:44109`, or `?lieu=Pornic` as somebody types it.
pub fn page(visit: &Visit) -> Result<String, Trouble> {
    let text = |name| -> Result<String, Trouble> {
        Ok(visit.parameter(name)?.unwrap_or_default().trim().to_owned())
    };
    let minutes = visit.parameter("minutes")?.and_then(|text| text.parse().ok()).unwrap_or(DEFAULT_REACH);
    let asked = OpportunitiesQuestion {
        place: text("lieu")?,
        function: text("fonction")?,
        minutes: minutes.clamp(1, REACHES[REACHES.len() - 1]),
    };
    let functions = visit.snapshot().functions.list();
    let mut view = OpportunitiesPage {
        frame: visit.frame(Some(Door::Partners)),
        place: zone(visit)?.map(|(place, _)| place),
        candidates: Vec::new(),
        choices: functions
            .iter()
            .map(|f| Choice { key: f.key.clone(), label: label(f, visit.language()) })
            .collect(),
        trouble: String::new(),
        pairs: Vec::new(),
        trios: Vec::new(),
        possible: 0,
        sketch: None,
        api: String::new(),
        asked,
    };
    settle(visit, &mut view);
    if let Some(place) = view.place.clone() {
        answer(visit, &place, &mut view);
    }
    render(&view)
}

/// Says which territory is meant, where a name was typed in place of the one that was looked at.
fn settle(visit: &Visit, view: &mut OpportunitiesPage) {
    let typed = view.asked.place.clone();
    if typed.is_empty() || view.place.as_ref().is_some_and(|place| place.name == typed) {
        return;
    }
    let hits = visit.served().names().find_of(visit.snapshot(), &typed, Some(Kind::Territory), CEILING);
    let territories: Vec<Place> = hits
        .into_iter()
        .filter_map(|hit| match hit {
            Found::Territory { level, row } => Some(visit.place(level, row)),
            Found::Actor { .. } | Found::Function { .. } => None,
        })
        .collect();
    view.place = None;
    match territories.len() {
        0 => visit.language().words().say("partners.unknown").clone_into(&mut view.trouble),
        1 => view.place = territories.into_iter().next(),
        _ => view.candidates = territories,
    }
}

fn answer(visit: &Visit, place: &Place, view: &mut OpportunitiesPage) {
    let zone = address::zone(place.level, &address::escape(&place.code));
    let function = match view.asked.function.is_empty() {
        true => String::new(),
        false => format!("&function={}", address::escape(&view.asked.function)),
    };
    let query = format!("zone={zone}{function}&minutes={}", view.asked.minutes);
    let read = Asked::read(&query)
        .and_then(|asked| OpportunitiesAsked::read(asked, &HeaderMap::new(), visit.snapshot()));
    let all = match read.and_then(|asked| Ok((found(visit.served(), &asked)?, asked))) {
        Ok(all) => all,
        Err(problem) => {
            view.trouble = visit.language().words().fill("opportunities.refused", &[("why", &problem)]);
            return;
        }
    };
    let (all, asked) = all;
    view.api = format!("/analyses/opportunities?{query}");
    view.possible = all.possible;
    let weights = asked.conventions.weights[List::Chain as usize].shares();
    let rows = (0..all.pairs.len() + all.trios.len()).collect();
    let table = OpportunityTable { snapshot: visit.snapshot(), found: &all, rows };
    let pairs = (0..all.pairs.len()).map(|at| {
        let pair = &all.pairs[at];
        item(visit, &table, at, (numbered(0, at), &pair.actors), parts(visit, pair, &weights))
    });
    view.pairs = pairs.collect();
    let trios = (0..all.trios.len()).map(|at| {
        let row = all.pairs.len() + at;
        item(visit, &table, row, (numbered(1, at), &all.trios[at].actors), Vec::new())
    });
    view.trios = trios.collect();
    view.sketch = plan(visit, &all);
}

fn item(
    visit: &Visit,
    table: &OpportunityTable<'_>,
    row: usize,
    (label, actors): (String, &[u32]),
    parts: Vec<PartView>,
) -> OpportunityItem {
    let snapshot = visit.snapshot();
    let cell = |name: &str| {
        let rank = table.columns().iter().position(|column| column.name == name);
        rank.map_or(Value::Null, |rank| table.value(row as u32, rank))
    };
    let text =
        |name: &str| if let Value::Text(text) = cell(name) { text.into_owned() } else { String::new() };
    let closes = match cell("manque_fonction") {
        Value::List(keys) => keys
            .into_iter()
            .filter_map(|key| snapshot.functions.id(key))
            .map(|id| crate::pages::routes::territory::label(snapshot.functions.get(id), visit.language()))
            .collect(),
        _ => Vec::new(),
    };
    let member = |&actor: &u32| Member {
        id: snapshot.actors.id(actor).to_owned(),
        name: snapshot.actors.name(actor).map(str::to_owned),
        commune: snapshot.actors.commune(actor).map(|commune| visit.place(Level::Commune, commune)),
    };
    OpportunityItem {
        label,
        members: actors.iter().map(member).collect(),
        why: said(visit.language(), [text("why"), text("why_en")]),
        closes,
        score: if let Value::Number(score) = cell("score") { score } else { 0.0 },
        parts,
    }
}

fn parts(visit: &Visit, pair: &Pair, weights: &[f64]) -> Vec<PartView> {
    let counted = Part::ALL.into_iter().filter(|part| 0.0 < weights[*part as usize]);
    let part = |part: Part| PartView {
        label: said(visit.language(), part_labels(part).map(str::to_owned)),
        points: pair.score.contributions[part as usize],
        is_known: pair.score.factors[part as usize].is_known,
    };
    counted.map(part).collect()
}

/// Lines between those who have a place, with the numbers of the lists.
fn plan(visit: &Visit, all: &Opportunities) -> Option<LinesSketch> {
    let actors = &visit.snapshot().actors;
    let together = |list: usize, rank: usize, members: &[u32]| {
        let place = |&actor: &u32| actors.position(actor).map(|at| [at.lon(), at.lat()]);
        let places: Option<Vec<[f64; 2]>> = members.iter().map(place).collect();
        Some(Together { places: places?, label: numbered(list, rank), list })
    };
    let pairs = all.pairs.iter().enumerate().map(|(rank, pair)| together(0, rank, &pair.actors));
    let trios = all.trios.iter().enumerate().map(|(rank, trio)| together(1, rank, &trio.actors));
    lines_sketch(&pairs.chain(trios).flatten().collect::<Vec<_>>())
}
