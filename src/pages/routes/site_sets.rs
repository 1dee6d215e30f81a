//! Fills the page of best sets of places; or tells how far it is, where that is asked for.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::analysis::site_sets::{Aim, Step};
use crate::analysis::site_sets_search::{Follower, Progress};
use crate::analysis::site_sets_told::told_progress;
use crate::analysis::siting::going::Going;
use crate::api::analyses::site_sets::found;
use crate::api::analyses::site_sets_asked::SiteSetsAsked;
use crate::api::analyses::site_sets_shelf::Found;
use crate::api::problem::Problem;
use crate::api::searches::{followed, is_followed, turn};
use crate::api::state::Shared;
use crate::domain::level::Level;
use crate::pages::address;
use crate::pages::frame::Door;
use crate::pages::notice::Trouble;
use crate::pages::routes::site_sets_asked::{MOST_BESIDE, SetsAsked, read};
use crate::pages::routes::site_sets_told::Telling;
use crate::pages::routes::suppliers::meant_place;
use crate::pages::routes::visit::{Visit, render};
use crate::pages::site_sets::SetsPage;

/// `/foncier/ensembles?zone=departement:44&function=tiers-lieu&k=3…`, or with `lieu=` as it was typed. With
/// `Accept: text/event-stream`, how far the search is and where the page is then.
pub async fn route(State(shared): State<Arc<Shared>>, visit: Visit) -> Response {
    if is_followed(visit.headers()) {
        let work = move |going: Going, told: &dyn Fn(Value)| follow(&visit, going, told);
        return followed(&shared.searches, work).await.into_response();
    }
    match turn(&shared.searches).await {
        // Held until the page is made: whoever hangs up drops it, which ends the search.
        Ok((_leaving, turn)) => visit.answer(move |visit| page(visit, &|| turn.is_there())).await,
        Err(problem) => problem.into_response(),
    }
}

/// The territories that are meant.
fn zones(visit: &Visit) -> Result<(String, Vec<(Level, u32)>), Trouble> {
    let typed = visit.parameter("lieu")?.unwrap_or_default().trim().to_owned();
    let zones = match (typed.is_empty(), visit.parameter("zone")?.filter(|zone| !zone.is_empty())) {
        (true, Some(zone)) => meant_place(visit, zone)?,
        _ => meant_place(visit, &typed)?,
    };
    Ok((typed, zones))
}

fn spelled(visit: &Visit, (level, row): (Level, u32)) -> String {
    address::zone(level, &visit.snapshot().territories.get(level, row).code)
}

/// What was found, and the best sets of other objectives as it sees them.
type Compared = (Arc<Found>, Vec<(Aim, Step)>);

/// The question and all that is compared with it, found one after the other.
fn all(
    visit: &Visit,
    read: &SetsAsked,
    asked: &SiteSetsAsked,
    zone: &str,
    follower: &Follower,
) -> Result<Compared, Problem> {
    let main = found(visit.served(), asked, follower)?;
    let mut others = Vec::new();
    for &aim in read.beside.iter().filter(|aim| **aim != asked.aim).take(MOST_BESIDE - 1) {
        if aim == Aim::Fewest && asked.spending.is_some() {
            continue;
        }
        let other = found(visit.served(), &read.of_zone(visit, zone, Some(aim))?, follower)?;
        let step = other.sets.with(asked.more as usize);
        let communes: Vec<u32> = other
            .sets
            .added(step)
            .iter()
            .map(|&candidate| other.sets.candidates[candidate as usize])
            .collect();
        others.extend(main.sets.chosen(&communes).map(|step| (aim, step)));
    }
    Ok((main, others))
}

/// The address of the page, once it can be made at once.
fn follow(visit: &Visit, going: Going, told: &dyn Fn(Value)) -> Result<Value, Problem> {
    let here = visit.frame(None).link(&format!("/foncier/ensembles?{}", visit.query()));
    let answer = json!({ "address": here });
    // What the page has to say of a question that is none, it says itself.
    let (Ok((_, zones)), Ok(read)) = (zones(visit), read(visit)) else { return Ok(answer) };
    let [zone] = zones[..] else { return Ok(answer) };
    let zone = spelled(visit, zone);
    let Ok(asked) = read.of_zone(visit, &zone, None) else { return Ok(answer) };
    let each = |progress: Progress| {
        let [french, english] = told_progress(progress);
        let Progress { done, of, at_most_better } = progress;
        told(json!({
            "done": done, "of": of, "mieux_possible": at_most_better, "told": french, "told_en": english
        }));
    };
    // A refusal is told by the page.
    drop(all(visit, &read, &asked, &zone, &Follower { going, told: &each }));
    Ok(answer)
}

fn page(visit: &Visit, going: Going) -> Result<String, Trouble> {
    let (typed, zones) = zones(visit)?;
    let read = read(visit)?;
    let mut view = SetsPage {
        frame: visit.frame(Some(Door::Land)),
        asked: read.view(visit, typed.clone(), None),
        zone: None,
        places: Vec::new(),
        answer: None,
        trouble: None,
    };
    let [zone @ (level, row)] = zones[..] else {
        view.places = zones.iter().map(|&(level, row)| visit.place(level, row)).collect();
        return render(&view);
    };
    view.zone = Some(visit.place(level, row));
    let zone = spelled(visit, zone);
    let asked = match read.of_zone(visit, &zone, None) {
        Ok(asked) => asked,
        Err(problem) => {
            let why = problem.to_string();
            view.trouble = Some(view.frame.fill("sets.refused", &[("why", &why)]));
            return render(&view);
        }
    };
    view.asked = read.view(visit, typed, Some(&asked));
    let here = visit.snapshot().territories.get(level, row).point;
    match all(visit, &read, &asked, &zone, &Follower { going, ..Follower::PATIENT }) {
        Ok((found, others)) => {
            let telling = Telling { visit, asked: &asked, found: &found };
            match telling.answer(&others, [here.lon(), here.lat()])? {
                Ok(answer) => view.answer = Some(answer),
                Err(problem) => view.trouble = Some(refused(&view, &problem)?),
            }
        }
        Err(problem) => view.trouble = Some(refused(&view, &problem)?),
    }
    render(&view)
}

/// Why there is no answer, in the page's language.
fn refused(view: &SetsPage, problem: &Problem) -> Result<String, Trouble> {
    let Problem::Parameter { name, why } = problem else {
        tracing::error!(%problem, "best sets cannot be told");
        return Err(Trouble::Ours);
    };
    Ok(match *name {
        "zone" => view.frame.say("sets.refused-zone").to_owned(),
        "function" => view.frame.say("sets.refused-function").to_owned(),
        "candidates" => view.frame.say("sets.refused-candidates").to_owned(),
        "sets" => view.frame.say("sets.refused-sets").to_owned(),
        _ => view.frame.fill("sets.refused", &[("why", why)]),
    })
}
