//! `/analyses/ties`: how actors stand among recorded ties: an actor with its partners, or those of a zone.

use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::tie_brokers::METHOD;
use crate::api::analyses::broker_table::{BrokerTable, Tied};
use crate::api::analyses::sheet::Sheet;
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::filters::encoded;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::query::zone::{Spelled, Zone};
use crate::snapshot::Snapshot;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "actor or zone, limit, offset and f";

/// The question.
struct TiesAsked {
    actor: Option<u32>,
    zone: Option<Zone>,
    sheet: Sheet,
}

/// Those who hold their network together first.
pub async fn route(Current(served): Current, asked: Asked, headers: HeaderMap) -> Result<Response, Problem> {
    let asked = TiesAsked::read(asked, &headers, &served.snapshot)?;
    let base = base_url(&headers);
    let address = asked.address(&served.snapshot, &asked.sheet);
    let tag = Tag::of([served.snapshot.manifest.id.as_str(), METHOD, &base, &address]);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    // The first question looks at all ties.
    aside(move || answer(&served, &asked, &base, &tag)).await?
}

fn answer(served: &Served, asked: &TiesAsked, base: &str, tag: &Tag) -> Result<Response, Problem> {
    let snapshot = &served.snapshot;
    let all = tied(served, asked.actor, asked.zone.as_ref());
    let rows = &all[asked.sheet.part(all.len())];
    let table = BrokerTable { snapshot, of: asked.actor, rows };
    asked.sheet.respond(&table, all.len(), tag, base, |sheet| asked.address(snapshot, sheet))
}

/// An actor and its partners, or those of a zone (of the whole country without one) that some source ties:
/// who holds the most together first, then who stands between most, who has most partners, by id. The actor
/// asked about stands before its partners. Nobody in partial diffusion.
#[must_use]
pub fn tied(served: &Served, actor: Option<u32>, zone: Option<&Zone>) -> Vec<Tied> {
    let snapshot = &served.snapshot;
    let graph = &served.analysed.allies(snapshot).ties;
    let network = served.analysed.network(snapshot);
    let standing = |actor: u32| Some(Tied { actor, standing: network.standing(graph, actor)? });
    let mut rows: Vec<Tied> = match actor {
        Some(actor) => graph.neighbours(actor).iter().filter_map(|&other| standing(other)).collect(),
        None => {
            let is_in = |actor: &u32| {
                let commune = snapshot.actors.commune(*actor);
                zone.is_none_or(|zone| commune.is_some_and(|commune| zone.contains(commune)))
            };
            let tied = (0..snapshot.actors.len()).filter(|&actor| graph.degree(actor) != 0);
            tied.filter(is_in).filter_map(standing).collect()
        }
    };
    rows.retain(|row| !snapshot.actors.is_masked(row.actor));
    rows.sort_by(|a, b| {
        let (one, other) = (&a.standing, &b.standing);
        let between = |of: Option<f64>| of.unwrap_or(-1.0);
        other
            .pieces
            .cmp(&one.pieces)
            .then(between(other.between).total_cmp(&between(one.between)))
            .then(other.degree.cmp(&one.degree))
            .then_with(|| snapshot.actors.id(a.actor).cmp(snapshot.actors.id(b.actor)))
    });
    if let Some(itself) = actor.and_then(standing) {
        rows.insert(0, itself);
    }
    rows
}

impl TiesAsked {
    fn read(mut asked: Asked, headers: &HeaderMap, snapshot: &Snapshot) -> Result<Self, Problem> {
        let zone = asked.take("zone").map(|text| Zone::parse(&text, &snapshot.territories)).transpose()?;
        let actor = asked.take("actor").map(|id| known(&id, snapshot)).transpose()?;
        if actor.is_some() && zone.is_some() {
            return Err(Problem::parameter(
                "zone",
                "an actor stands alone: leave out one of both".to_owned(),
            ));
        }
        let sheet = Sheet::take_points(&mut asked, headers)?;
        asked.nothing_else(TAKEN)?;
        Ok(Self { actor, zone, sheet })
    }

    fn address(&self, snapshot: &Snapshot, sheet: &Sheet) -> String {
        let whose = match (self.actor, &self.zone) {
            (Some(actor), _) => format!("actor={}&", encoded(snapshot.actors.id(actor))),
            (None, Some(zone)) => format!("zone={}&", Spelled(zone, &snapshot.territories)),
            (None, None) => String::new(),
        };
        let part = sheet.words();
        format!("/analyses/ties?{whose}{}", part.trim_start_matches("geometry=point&"))
    }
}

fn known(id: &str, snapshot: &Snapshot) -> Result<u32, Problem> {
    let row = snapshot.actor_of_id(id).ok_or_else(|| {
        let why = format!("no actor has the id `{id}`; ids are those of the collection acteurs");
        Problem::parameter("actor", why)
    })?;
    if snapshot.actors.is_masked(row) {
        let why = "it is in partial diffusion: nothing is said of it, nor to it".to_owned();
        return Err(Problem::parameter("actor", why));
    }
    Ok(row)
}
