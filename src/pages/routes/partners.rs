//! Fills the list of partners of a place.

use crate::domain::function::FunctionId;
use crate::domain::level::Level;
use crate::pages::address;
use crate::pages::frame::{Door, Frame};
use crate::pages::notice::Trouble;
use crate::pages::partners::{PartnerRow, PartnersPage, Wider};
use crate::pages::routes::territory::{Census, function_rows, parents};
use crate::pages::routes::visit::{Visit, render};
use crate::pages::territory::Place;
use crate::pages::words::Language;
use crate::query::search::Found;
use crate::query::tally::tally;
use crate::query::zone::Zone;
use crate::snapshot::Snapshot;

/// Actors on one page.
const PAGE: usize = 50;

/// How many ways out of an empty answer are shown.
const WAYS_OUT: usize = 3;

/// What a place as typed may mean.
enum Meant {
    One(Level, u32),
    Several(Vec<(Level, u32)>),
}

/// `/partenaires?lieu=&fonction=&page=`
pub fn page(visit: &Visit) -> Result<String, Trouble> {
    let snapshot = visit.snapshot();
    let asked = visit.parameter("lieu")?.unwrap_or_default().trim().to_owned();
    let function = function(visit)?;
    let mut view = PartnersPage {
        frame: visit.frame(Some(Door::Partners)),
        asked: asked.clone(),
        zone: None,
        candidates: Vec::new(),
        function: function.map(|id| snapshot.functions.get(id).key.clone()),
        choices: function_rows(snapshot, &[0; 64], visit.language()),
        actors: Vec::new(),
        total: 0,
        masked: 0,
        page: 1,
        pages: 1,
        wider: Vec::new(),
    };
    match meant(visit, &asked)? {
        Meant::One(level, row) => fill(visit, &mut view, (level, row), function)?,
        Meant::Several(list) => {
            view.candidates = list.into_iter().map(|(level, row)| visit.place(level, row)).collect();
        }
    }
    render(&view)
}

fn function(visit: &Visit) -> Result<Option<FunctionId>, Trouble> {
    let Some(key) = visit.parameter("fonction")?.filter(|key| !key.is_empty()) else { return Ok(None) };
    let id = visit.snapshot().functions.id(key);
    id.map(Some).ok_or_else(|| Trouble::BadAddress { detail: format!("fonction={key}") })
}

/// A territory's own address part; the one the form came from if its name was left as is;
/// else whatever bears the name.
fn meant(visit: &Visit, asked: &str) -> Result<Meant, Trouble> {
    let snapshot = visit.snapshot();
    let known = |part: &str| {
        let (level, code) = address::parse_territory(part)?;
        snapshot.territories.row(level, code).map(|row| (level, row))
    };
    if let Some((level, row)) = known(asked) {
        return Ok(Meant::One(level, row));
    }
    let before = visit.parameter("dans")?.and_then(known);
    if let Some((level, row)) =
        before.filter(|&(level, row)| snapshot.territories.get(level, row).name == asked)
    {
        return Ok(Meant::One(level, row));
    }
    if asked.is_empty() {
        return Ok(Meant::Several(Vec::new()));
    }
    let found = visit.served().names().find(snapshot, asked).into_iter();
    let territories = found.filter_map(|found| match found {
        Found::Territory { level, row } => Some((level, row)),
        Found::Actor { .. } => None,
    });
    let list: Vec<_> = territories.collect();
    Ok(match list[..] {
        [(level, row)] => Meant::One(level, row),
        _ => Meant::Several(list),
    })
}

fn fill(
    visit: &Visit,
    view: &mut PartnersPage,
    (level, row): (Level, u32),
    function: Option<FunctionId>,
) -> Result<(), Trouble> {
    let snapshot = visit.snapshot();
    let place = visit.place(level, row);
    view.asked = format!("{level}-{}", place.code);
    view.zone = Some(place);
    view.choices = function_rows(snapshot, &Census::of(snapshot, level, row).functions, visit.language());
    let zone = Zone::of(vec![(level, row)], &snapshot.territories);
    let mut listed = Vec::new();
    for actor in (0..snapshot.actors.len()).filter(|&actor| fulfils(snapshot, actor, function)) {
        if snapshot.actors.commune(actor).is_some_and(|commune| zone.contains(commune)) {
            view.total += 1;
            if snapshot.actors.is_masked(actor) {
                view.masked += 1;
            } else {
                listed.push(actor);
            }
        }
    }
    // By name, those without one last; the id settles namesakes.
    let name = |&actor: &u32| (snapshot.actors.name(actor).is_none(), snapshot.actors.name(actor));
    listed.sort_by(|a, b| {
        name(a).cmp(&name(b)).then_with(|| snapshot.actors.id(*a).cmp(snapshot.actors.id(*b)))
    });
    view.pages = listed.len().div_ceil(PAGE).max(1) as u64;
    let asked = visit.parameter("page")?.and_then(|text| text.parse().ok()).unwrap_or(1);
    view.page = u64::clamp(asked, 1, view.pages);
    let first = (view.page as usize - 1) * PAGE;
    let rows = listed.iter().skip(first).take(PAGE);
    view.actors = rows.map(|&actor| partner(visit, &view.frame, actor)).collect();
    if view.total == 0 {
        view.wider = wider(visit, level, row, function);
    }
    Ok(())
}

fn fulfils(snapshot: &Snapshot, actor: u32, function: Option<FunctionId>) -> bool {
    function.is_none_or(|id| snapshot.actors.functions(actor).contains(id))
}

fn partner(visit: &Visit, frame: &Frame, actor: u32) -> PartnerRow {
    let snapshot = visit.snapshot();
    let actors = &snapshot.actors;
    let label = |id: FunctionId| {
        let function = snapshot.functions.get(id);
        match frame.language {
            Language::French => function.label_fr.clone(),
            Language::English => function.label_en.clone(),
        }
    };
    let title = |id: &str| frame.sources.iter().find(|source| source.id == id).map(|s| s.title.clone());
    let mut sources: Vec<&str> = actors.statements(actor).iter().map(|s| s.source).collect();
    sources.dedup();
    PartnerRow {
        name: actors.name(actor).map(str::to_owned),
        family: actors.family(actor),
        functions: actors.functions(actor).iter().map(label).collect(),
        commune: actors.commune(actor).map(|commune| visit.place(Level::Commune, commune)),
        precision: actors.precision(actor),
        website: actors.website(actor).map(str::to_owned),
        sources: sources.into_iter().filter_map(title).collect(),
    }
}

/// Where there are some: first what contains the place, then its neighbours, most first.
fn wider(visit: &Visit, level: Level, row: u32, function: Option<FunctionId>) -> Vec<Wider> {
    let snapshot = visit.snapshot();
    let territories = &snapshot.territories;
    let count = |level: Level| tally(snapshot, level, |actor| fulfils(snapshot, actor, function));
    let at = |place: Place| {
        let row = territories.row(place.level, &place.code)?;
        let actors = count(place.level).by_zone[row as usize];
        Some(Wider { place, actors })
    };
    let around = parents(visit, level, row).into_iter().filter_map(at);
    let own = count(level);
    let mut beside: Vec<Wider> = territories
        .get(level, row)
        .neighbours
        .iter()
        .map(|&other| Wider { place: visit.place(level, other), actors: own.by_zone[other as usize] })
        .collect();
    beside.sort_by_key(|wide| std::cmp::Reverse(wide.actors));
    around.chain(beside).filter(|wide| wide.actors != 0).take(WAYS_OUT).collect()
}
