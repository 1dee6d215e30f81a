//! Fills the list of partners of a place.

use crate::domain::function::{FunctionId, MOST};
use crate::domain::level::Level;
use crate::pages::address;
use crate::pages::frame::{Door, Frame};
use crate::pages::notice::Trouble;
use crate::pages::partners::{PartnerRow, PartnersPage, Wider};
use crate::pages::routes::territory::{Census, function_rows, label, parents};
use crate::pages::routes::visit::{Visit, render};
use crate::pages::territory::Place;
use crate::query::search::{CEILING, Found, Kind};
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
        choices: function_rows(snapshot, &[0; MOST], visit.language()),
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
    let names = visit.served().names();
    let found = names.find_of(snapshot, asked, Some(Kind::Territory), CEILING).into_iter();
    let territories = found.filter_map(|found| match found {
        Found::Territory { level, row } => Some((level, row)),
        Found::Actor { .. } | Found::Function { .. } => None,
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
    let (listed, masked) = matching(snapshot, (level, row), function);
    view.total = listed.len() as u64 + masked;
    view.masked = masked;
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

/// The actors that may be named, by name, those without one last (the id settles namesakes);
/// and how many may not.
fn matching(snapshot: &Snapshot, zone: (Level, u32), function: Option<FunctionId>) -> (Vec<u32>, u64) {
    let actors = &snapshot.actors;
    let zone = Zone::of(vec![zone], &snapshot.territories);
    let inside = |actor: &u32| {
        let commune = actors.commune(*actor);
        fulfils(snapshot, *actor, function) && commune.is_some_and(|commune| zone.contains(commune))
    };
    let (masked, mut listed): (Vec<u32>, Vec<u32>) =
        (0..actors.len()).filter(inside).partition(|&actor| actors.is_masked(actor));
    let key = |&actor: &u32| (actors.name(actor).is_none(), actors.name(actor), actors.id(actor));
    listed.sort_by(|a, b| key(a).cmp(&key(b)));
    (listed, masked.len() as u64)
}

fn fulfils(snapshot: &Snapshot, actor: u32, function: Option<FunctionId>) -> bool {
    function.is_none_or(|id| snapshot.actors.functions(actor).contains(id))
}

fn partner(visit: &Visit, frame: &Frame, actor: u32) -> PartnerRow {
    let snapshot = visit.snapshot();
    let actors = &snapshot.actors;
    let name = |id: FunctionId| label(snapshot.functions.get(id), frame.language);
    let title = |id: &str| frame.sources.iter().find(|source| source.id == id).map(|s| s.title.clone());
    let mut sources: Vec<&str> = actors.statements(actor).iter().map(|s| s.source).collect();
    sources.dedup();
    PartnerRow {
        id: actors.id(actor).to_owned(),
        name: actors.name(actor).map(str::to_owned),
        family: actors.family(actor),
        functions: actors.functions(actor).iter().map(name).collect(),
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
