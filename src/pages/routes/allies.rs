//! Fills the page of those one could work with.

use axum::http::HeaderMap;

use crate::analysis::allies::{Allies, Ally, DEFAULT_REACH, Listed, WIDER};
use crate::analysis::allies_told::{ally, ends, left_out, list_labels, none, part_labels, reliability};
use crate::analysis::brokers_told::standing;
use crate::analysis::cooperation::Part;
use crate::analysis::opportunity_table::called;
use crate::analysis::subjects::Reliability;
use crate::api::analyses::allies::found;
use crate::api::analyses::allies_asked::{AlliesAsked, Who};
use crate::api::asked::Asked;
use crate::domain::level::Level;
use crate::pages::address;
use crate::pages::allies::{
    AlliesPage, AllyView, AskedView, Choice, KeptView, LINES, ListView, Meant, PartView, SeekerView,
};
use crate::pages::frame::Door;
use crate::pages::notice::Trouble;
use crate::pages::routes::territory::label;
use crate::pages::routes::twins::said;
use crate::pages::routes::visit::{Visit, render};
use crate::pages::sketch::{Sketch, Spot, label as numbered, sketch};
use crate::pages::territory::Place;
use crate::query::search::{CEILING, Found, Kind};
use crate::snapshot::ways::UnreadWays;

/// Kept at most: an address has an end.
const MOST_KEPT: usize = 50;

/// Whether a visit asks this page: the list of a place is asked otherwise.
pub fn is_asked(visit: &Visit) -> bool {
    ["acteur", "projet"].iter().any(|name| visit.parameter(name).is_ok_and(|value| value.is_some()))
}

/// `/partenaires?acteur=…` or `?projet=…&commune=…`
pub fn page(visit: &Visit) -> Result<String, Trouble> {
    let asked = asked(visit)?;
    let functions = &visit.snapshot().functions;
    let choice = |f: &crate::domain::function::Function| Choice {
        key: f.key.clone(),
        label: label(f, visit.language()),
    };
    let mut view = AlliesPage {
        frame: visit.frame(Some(Door::Partners)),
        kept: asked.kept.iter().filter_map(|id| kept(visit, visit.snapshot().actor_of_id(id)?)).collect(),
        asked,
        choices: functions.list().iter().map(choice).collect(),
        seeker: None,
        candidates: Vec::new(),
        trouble: String::new(),
        lists: Vec::new(),
        sketch: None,
        known: Vec::new(),
        standing: String::new(),
        ties: String::new(),
        left_out: String::new(),
        api: String::new(),
    };
    settle(visit, &mut view);
    if view.candidates.is_empty() && view.trouble.is_empty() {
        answer(visit, &mut view)?;
    }
    render(&view)
}

fn asked(visit: &Visit) -> Result<AskedView, Trouble> {
    let text = |name| -> Result<String, Trouble> {
        Ok(visit.parameter(name)?.unwrap_or_default().trim().to_owned())
    };
    let number =
        |name| -> Result<Option<u32>, Trouble> { Ok(visit.parameter(name)?.and_then(|t| t.parse().ok())) };
    let kept = visit.long_parameter("garder").unwrap_or_default();
    let mut ids: Vec<String> = Vec::new();
    for id in kept.split(',').filter(|id| !id.is_empty()).take(MOST_KEPT) {
        if ids.iter().all(|known| known != id) {
            ids.push(id.to_owned());
        }
    }
    let lines = number("lignes")?.map_or(LINES[0], |lines| lines as usize);
    Ok(AskedView {
        actor: text("acteur")?,
        project: text("projet")?,
        commune: text("commune")?,
        need: text("besoin")?,
        minutes: number("minutes")?.unwrap_or(DEFAULT_REACH).clamp(1, WIDER[WIDER.len() - 1]),
        weights: text("poids")?,
        lines: lines.clamp(1, LINES[1]),
        kept: ids,
    })
}

/// Says which actor or commune is meant, where names were typed; else offers those that bear the
/// name.
fn settle(visit: &Visit, view: &mut AlliesPage) {
    let snapshot = visit.snapshot();
    let words = visit.language().words();
    let names = visit.served().names();
    if !view.asked.actor.is_empty() {
        if snapshot.actor_of_id(&view.asked.actor).is_some() {
            return;
        }
        for hit in names.find_of(snapshot, &view.asked.actor, Some(Kind::Actor), CEILING) {
            if let Found::Actor { row } = hit
                && let Some(commune) = snapshot.actors.commune(row)
            {
                let actor = snapshot.actors.id(row).to_owned();
                let place = visit.place(Level::Commune, commune).name;
                let name = snapshot.actors.name(row).unwrap_or(&actor).to_owned();
                let href = view.href_to(&AskedView { actor, ..view.asked.clone() });
                view.candidates.push(Meant { href, name, place });
            }
        }
        if view.candidates.is_empty() {
            words.say("allies.unknown").clone_into(&mut view.trouble);
        }
        return;
    }
    if view.asked.project.is_empty() || view.asked.commune.is_empty() {
        words.say("allies.incomplete").clone_into(&mut view.trouble);
        return;
    }
    if snapshot.territories.row(Level::Commune, &view.asked.commune).is_some() {
        return;
    }
    let hits = names.find_of(snapshot, &view.asked.commune, Some(Kind::Territory), CEILING);
    let communes: Vec<u32> = hits
        .into_iter()
        .filter_map(|hit| match hit {
            Found::Territory { level: Level::Commune, row } => Some(row),
            _ => None,
        })
        .collect();
    let typed = view.asked.commune.to_lowercase();
    let is_it = |row: &&u32| visit.place(Level::Commune, **row).name.to_lowercase() == typed;
    let exact: Vec<u32> = communes.iter().filter(is_it).copied().collect();
    match (&exact[..], &communes[..]) {
        // One alone is meant: it bears the very name, or is the only one that begins like it.
        ([row], _) | ([], [row]) => view.asked.commune = visit.place(Level::Commune, *row).code,
        (_, []) => words.say("allies.unknown-commune").clone_into(&mut view.trouble),
        _ => {
            let meant = |&row: &u32| {
                let commune = visit.place(Level::Commune, row);
                let asked = AskedView { commune: commune.code, ..view.asked.clone() };
                let parents = &snapshot.territories.get(Level::Commune, row).parents;
                let departement = parents[Level::Departement as usize];
                let place =
                    departement.map_or(String::new(), |row| visit.place(Level::Departement, row).name);
                Meant { href: view.href_to(&asked), name: commune.name, place }
            };
            view.candidates = communes.iter().map(meant).collect();
        }
    }
}

fn answer(visit: &Visit, view: &mut AlliesPage) -> Result<(), Trouble> {
    let (snapshot, asked) = (visit.snapshot(), &view.asked);
    let who = if asked.actor.is_empty() {
        format!("function={}&commune={}", address::escape(&asked.project), address::escape(&asked.commune))
    } else {
        format!("actor={}", address::escape(&asked.actor))
    };
    let optional = |name: &str, value: &str| match value.is_empty() {
        true => String::new(),
        false => format!("&{name}={}", address::escape(value)),
    };
    let (needs, weights) = (optional("needs", &asked.need), optional("weights", &asked.weights));
    let query = format!("{who}{needs}&minutes={}{weights}", asked.minutes);
    let read = Asked::read(&query).and_then(|asked| AlliesAsked::read(asked, &HeaderMap::new(), snapshot));
    let question = match read {
        Ok(question) => question,
        Err(problem) => {
            view.trouble = visit.language().words().fill("allies.refused", &[("why", &problem)]);
            return Ok(());
        }
    };
    let failed = |error: UnreadWays| {
        tracing::error!(%error, "partners cannot be told");
        Trouble::Ours
    };
    let all = found(visit.served(), &question, asked.lines).map_err(failed)?;
    view.api = format!("/analyses/partners?{query}");
    view.seeker = seeker(visit, &question);
    view.left_out = said(visit.language(), left_out(&all));
    view.lists = all.lists.iter().map(|listed| list_view(visit, &question, listed, asked)).collect();
    view.sketch = plan(visit, &question, &all, asked.lines);
    view.known = known(visit, &all);
    if let Who::Actor(row) = question.who {
        let index = visit.served().analysed.allies(snapshot);
        let found = visit.served().analysed.network(snapshot).standing(&index.ties, row);
        let told = found.map(|found| said(visit.language(), standing(called(snapshot, row), &found)));
        view.standing = told.unwrap_or_default();
        view.ties = format!("/analyses/ties?actor={}", address::escape(snapshot.actors.id(row)));
    }
    Ok(())
}

/// Where those of both lists are, with the numbers of the lists.
fn plan(visit: &Visit, question: &AlliesAsked, all: &Allies, lines: usize) -> Option<Sketch> {
    let snapshot = visit.snapshot();
    let here = match question.who {
        Who::Actor(row) => snapshot.actors.position(row)?,
        Who::Project { commune, .. } => snapshot.territories.get(Level::Commune, commune).point,
    };
    let mut spots = Vec::new();
    for (list, listed) in all.lists.iter().enumerate() {
        for (rank, found) in listed.allies.iter().take(lines).enumerate() {
            if let Some(place) = snapshot.actors.position(found.actor) {
                spots.push(Spot { lon: place.lon(), lat: place.lat(), label: numbered(list, rank), list });
            }
        }
    }
    sketch([here.lon(), here.lat()], &spots)
}

fn seeker(visit: &Visit, question: &AlliesAsked) -> Option<SeekerView> {
    let snapshot = visit.snapshot();
    let named = |functions: crate::domain::function::FunctionSet| -> Vec<String> {
        functions.iter().map(|id| label(snapshot.functions.get(id), visit.language())).collect()
    };
    Some(match &question.who {
        Who::Actor(row) => SeekerView {
            name: snapshot.actors.name(*row).unwrap_or(snapshot.actors.id(*row)).to_owned(),
            commune: visit.place(Level::Commune, snapshot.actors.commune(*row)?),
            functions: named(snapshot.actors.functions(*row)),
        },
        Who::Project { functions, commune, .. } => SeekerView {
            name: visit.language().words().say("allies.project-name").to_owned(),
            commune: visit.place(Level::Commune, *commune),
            functions: named(*functions),
        },
    })
}

fn list_view(visit: &Visit, question: &AlliesAsked, listed: &Listed, asked: &AskedView) -> ListView {
    let language = visit.language();
    let mut before = listed.total;
    let mut wider = Vec::new();
    for (minutes, many) in WIDER.into_iter().zip(listed.within) {
        if asked.minutes < minutes && before < many {
            wider.push((minutes, many));
            before = many;
        }
    }
    let shown = listed.allies.iter().take(asked.lines);
    ListView {
        key: listed.list.word(),
        title: said(language, list_labels(listed.list).map(str::to_owned)),
        total: listed.total,
        allies: shown.map(|found| ally_view(visit, question, found)).collect(),
        nobody: said(language, none(listed, f64::from(asked.minutes))),
        wider,
    }
}

fn ally_view(visit: &Visit, question: &AlliesAsked, found: &Ally) -> AllyView {
    let (snapshot, language) = (visit.snapshot(), visit.language());
    let actors = &snapshot.actors;
    let here = match question.who {
        Who::Actor(row) => actors.commune(row),
        Who::Project { commune, .. } => Some(commune),
    };
    let ends = ends(snapshot, here, actors.commune(found.actor));
    let weights = question.conventions.weights[found.fit.list as usize].shares();
    let parts = Part::ALL.into_iter().filter(|part| 0.0 < weights[*part as usize]);
    let part = |part: Part| PartView {
        label: said(language, part_labels(part).map(str::to_owned)),
        points: found.score.contributions[part as usize],
        is_known: found.score.factors[part as usize].is_known,
    };
    let reliability = match reliability(found, &question.conventions) {
        Reliability::Good => "allies.good",
        Reliability::Fair => "allies.fair",
        Reliability::Weak => "allies.weak",
    };
    AllyView {
        id: actors.id(found.actor).to_owned(),
        name: actors.name(found.actor).map(str::to_owned),
        commune: place_of(visit, found.actor),
        functions: actors
            .functions(found.actor)
            .iter()
            .map(|id| label(snapshot.functions.get(id), language))
            .collect(),
        why: said(language, ally(found, &snapshot.functions, ends)),
        score: found.score.total,
        gate: found.score.gate,
        parts: parts.map(part).collect(),
        reliability: language.words().say(reliability).to_owned(),
    }
}

fn place_of(visit: &Visit, actor: u32) -> Option<Place> {
    visit.snapshot().actors.commune(actor).map(|commune| visit.place(Level::Commune, commune))
}

fn known(visit: &Visit, all: &Allies) -> Vec<KeptView> {
    all.known.iter().filter_map(|known| kept(visit, known.actor)).collect()
}

/// An actor that may be named.
fn kept(visit: &Visit, actor: u32) -> Option<KeptView> {
    let actors = &visit.snapshot().actors;
    let view = || KeptView {
        id: actors.id(actor).to_owned(),
        name: actors.name(actor).map(str::to_owned),
        commune: place_of(visit, actor),
    };
    (!actors.is_masked(actor)).then(view)
}
