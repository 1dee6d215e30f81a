//! Fills the list of sites for a place.

use crate::analysis::site_exclusions::Exclusion;
use crate::analysis::sites::{Excluded, Found, Kept};
use crate::analysis::sites_told::{Teller, excluded, found as told_of, surveyed, without};
use crate::api::analyses::sites::found;
use crate::domain::level::Level;
use crate::domain::place::Criterion;
use crate::pages::address;
use crate::pages::frame::Door;
use crate::pages::land::{ExcludedRow, LandAnswer, LandPage, SiteRow};
use crate::pages::notice::Trouble;
use crate::pages::routes::land_asked::{LandAsked, read, view};
use crate::pages::routes::suppliers::meant_place;
use crate::pages::routes::territory::label;
use crate::pages::routes::twins::said;
use crate::pages::routes::visit::{Visit, render};
use crate::pages::sketch::{Sketch, Spot, sketch};
use crate::pages::territory::Place;
use crate::snapshot::ways::UnreadWays;

/// Sites on one page, and those set aside that are shown.
const PAGE: usize = 20;
const SHOWN: usize = 50;
/// Sites set aside that are drawn: more would be a carpet.
const DRAWN: usize = 400;
/// So many lines say how firm the first ones are.
const SENSITIVITY: usize = 4;

/// `/foncier?zone=departement:44&place=coworking…`, or with `lieu=` as it was typed
pub fn page(visit: &Visit) -> Result<String, Trouble> {
    let snapshot = visit.snapshot();
    let typed = visit.parameter("lieu")?.unwrap_or_default().trim().to_owned();
    let zones = match (typed.is_empty(), visit.parameter("zone")?.filter(|zone| !zone.is_empty())) {
        (true, Some(zone)) => meant_place(visit, zone)?,
        _ => meant_place(visit, &typed)?,
    };
    let zone =
        |&(level, row): &(Level, u32)| address::zone(level, &snapshot.territories.get(level, row).code);
    let meant = if let [one] = &zones[..] { Some(zone(one)) } else { None };
    let asked = read(visit, meant.clone())?;
    let mut page = LandPage {
        frame: visit.frame(Some(Door::Land)),
        asked: view(visit, &asked, typed),
        zone: None,
        places: Vec::new(),
        departements: Vec::new(),
        answer: None,
    };
    match zones[..] {
        [(level, row)] => {
            page.zone = Some(visit.place(level, row));
            let here = snapshot.territories.get(level, row).point;
            page.answer = Some(answer(visit, &asked, [here.lon(), here.lat()])?);
        }
        [] if page.asked.typed.is_empty() && asked.asked.zone.is_none() => {
            page.departements = departements(visit)
        }
        // Several territories at once, which have no name of their own.
        [] if asked.asked.zone.is_some() => {
            let first = asked.asked.zone.as_ref().and_then(|zone| zone.communes().next());
            let here = first.map_or([0.0; 2], |commune| {
                let point = snapshot.territories.get(Level::Commune, commune).point;
                [point.lon(), point.lat()]
            });
            page.answer = Some(answer(visit, &asked, here)?);
        }
        _ => page.places = zones.iter().map(|&(level, row)| visit.place(level, row)).collect(),
    }
    render(&page)
}

/// Départements with a site, by their name.
fn departements(visit: &Visit) -> Vec<(Place, u64)> {
    let snapshot = visit.snapshot();
    let mut counts = vec![0_u64; snapshot.territories.of(Level::Departement).len()];
    for commune in snapshot.sites.rows().iter().filter_map(|placed| placed.commune) {
        if let Some(row) = snapshot.territories.zone(commune, Level::Departement) {
            counts[row as usize] += 1;
        }
    }
    let known = (0..).zip(counts).filter(|(_, many)| 0 < *many);
    let mut list: Vec<(Place, u64)> =
        known.map(|(row, many)| (visit.place(Level::Departement, row), many)).collect();
    list.sort_by(|a, b| a.0.code.cmp(&b.0.code));
    list
}

pub(super) fn ours(error: &UnreadWays) -> Trouble {
    tracing::error!(%error, "sites cannot be told");
    Trouble::Ours
}

fn answer(visit: &Visit, read: &LandAsked, here: [f64; 2]) -> Result<LandAnswer, Trouble> {
    let (snapshot, language) = (visit.snapshot(), visit.language());
    let question = read.asked.question(&read.places);
    let all = found(visit.served(), &read.asked, &question).map_err(|error| ours(&error))?;
    let surroundings = visit.served().analysed.surroundings(snapshot);
    let teller = Teller { snapshot, all: &surroundings, question: &question };
    let pages = all.kept.len().div_ceil(PAGE).max(1) as u64;
    let page = visit.parameter("page")?.and_then(|text| text.parse().ok()).unwrap_or(1).clamp(1, pages);
    let first = (page as usize - 1) * PAGE;
    let shown: Vec<(u64, &Kept)> = (1..).zip(&all.kept).skip(first).take(PAGE).collect();
    let unmeasured = (!all.is_measured).then(|| {
        let function = label(snapshot.functions.get(question.function), language);
        language.words().fill("land.unmeasured", &[("function", &function)])
    });
    Ok(LandAnswer {
        sentence: said(language, told_of(&all)),
        surveyed: said(language, surveyed(&all)),
        unmeasured,
        rows: shown.iter().map(|&(rank, kept)| site(visit, &teller, rank, kept)).collect(),
        total: all.kept.len() as u64,
        sketch: plan(visit, &shown, &all.excluded, here),
        excluded: aside(&all).into_iter().take(SHOWN).map(|one| set_aside(visit, one)).collect(),
        excluded_total: all.excluded.len() as u64,
        sensitivity: sensitivity(&all).into_iter().map(|told| said(language, told)).collect(),
        page,
        pages,
    })
}

/// Those set aside for the least reason first: potentials that nobody checked are many, and say little.
fn aside(found: &Found) -> Vec<&Excluded> {
    let mut list: Vec<&Excluded> = found.excluded.iter().collect();
    list.sort_by_key(|one| (one.reasons.contains(&Exclusion::Unchecked), one.reasons.len()));
    list
}

fn site(visit: &Visit, teller: &Teller, rank: u64, kept: &Kept) -> SiteRow {
    let placed = &visit.snapshot().sites.rows()[kept.row as usize];
    let reasons = teller.reasons(kept);
    let told = |list: Vec<Criterion>| -> Vec<String> {
        list.into_iter().map(|criterion| said(visit.language(), teller.value(kept, criterion))).collect()
    };
    SiteRow {
        rank,
        id: placed.thing.id.clone(),
        name: placed.thing.name.clone(),
        commune: placed.commune.map(|commune| visit.place(Level::Commune, commune)),
        score: kept.scored.score,
        reliability: kept.scored.reliability,
        is_undecided: kept.is_undecided(),
        plus: told(reasons.plus),
        minus: told(reasons.minus),
        unknown: told(reasons.unknown),
    }
}

fn set_aside(visit: &Visit, one: &Excluded) -> ExcludedRow {
    let placed = &visit.snapshot().sites.rows()[one.row as usize];
    ExcludedRow {
        id: placed.thing.id.clone(),
        name: placed.thing.name.clone(),
        commune: placed.commune.map(|commune| visit.place(Level::Commune, commune)),
        why: said(visit.language(), excluded(&one.reasons)),
    }
}

/// Where those shown are, with the numbers of the list; those set aside without.
fn plan(visit: &Visit, shown: &[(u64, &Kept)], excluded: &[Excluded], here: [f64; 2]) -> Option<Sketch> {
    let position = |row: u32| visit.snapshot().sites.rows()[row as usize].position;
    let spot = |row: u32, label: String, list: usize| {
        position(row).map(|place| Spot { lon: place.lon(), lat: place.lat(), label, list })
    };
    let numbered = shown.iter().filter_map(|&(rank, kept)| spot(kept.row, rank.to_string(), 0));
    let aside = excluded.iter().take(DRAWN).filter_map(|one| spot(one.row, String::new(), 1));
    sketch(here, &numbered.chain(aside).collect::<Vec<_>>())
}

/// Without each criterion, how many of the first ones stay: the one that changes most first.
fn sensitivity(found: &Found) -> Vec<[String; 2]> {
    let mut known: Vec<(usize, Criterion)> = Criterion::ALL
        .into_iter()
        .filter_map(|criterion| Some(((*found.remaining.get(criterion as usize)?)?, criterion)))
        .collect();
    known.sort_unstable();
    known.into_iter().take(SENSITIVITY).filter_map(|(_, criterion)| without(found, criterion)).collect()
}
