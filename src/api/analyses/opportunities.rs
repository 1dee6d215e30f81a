//! `/analyses/opportunities`: the best pairs and trios of a zone, each with its sentence.

use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::allies::{DEFAULT_REACH, shortages};
use crate::analysis::ally_bonds::Bonds;
use crate::analysis::ally_fit::Conventions;
use crate::analysis::cooperation::conventions::Adjacency;
use crate::analysis::opportunities::{
    Land, METHOD, MOST_PAIRS, Opportunities, Question, USUAL_LINES, USUAL_MOST, opportunities,
};
use crate::analysis::opportunity_table::OpportunityTable;
use crate::api::analyses::allies_asked::{
    MOST_MINUTES, functions_asked, put_half_lives, weights, weights_words,
};
use crate::api::analyses::sheet::{Sheet, number};
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::domain::function::FunctionSet;
use crate::domain::level::Level;
use crate::query::zone::{Spelled, Zone};
use crate::snapshot::Snapshot;

/// Lines of each kind, unless somebody says otherwise, and at most.
pub const LINES: [u32; 2] = [USUAL_LINES, 200];

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "zone, function, minutes, many, most, weights, half_lives, lambda, limit, offset and f";

/// The question.
pub struct OpportunitiesAsked {
    pub zone: Zone,
    pub brings: FunctionSet,
    pub minutes: u32,
    pub many: u32,
    pub most: u32,
    pub conventions: Conventions,
    pub sheet: Sheet,
}

/// The best pairs and trios of a zone.
pub async fn route(Current(served): Current, asked: Asked, headers: HeaderMap) -> Result<Response, Problem> {
    let asked = OpportunitiesAsked::read(asked, &headers, &served.snapshot)?;
    let base = base_url(&headers);
    let address = asked.address(&served.snapshot, &asked.sheet);
    let tag = Tag::of([served.snapshot.manifest.id.as_str(), METHOD, &base, &address]);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    aside(move || answer(&served, &asked, &base, &tag)).await?
}

fn answer(served: &Served, asked: &OpportunitiesAsked, base: &str, tag: &Tag) -> Result<Response, Problem> {
    let found = found(served, asked)?;
    let matched = found.pairs.len() + found.trios.len();
    let part = asked.sheet.part(matched);
    let rows = (0..matched).skip(part.start).take(part.len()).collect();
    let table = OpportunityTable { snapshot: &served.snapshot, found: &found, rows };
    asked.sheet.respond(&table, matched, tag, base, |sheet| asked.address(&served.snapshot, sheet))
}

/// What is found for a question.
pub fn found(served: &Served, asked: &OpportunitiesAsked) -> Result<Opportunities, Problem> {
    let snapshot = &served.snapshot;
    let unread = |error: crate::snapshot::ways::UnreadWays| Problem::Internal(error.into());
    let index = served.analysed.allies(snapshot);
    let gaps = served.analysed.gaps(snapshot, Level::Bassin).map_err(unread)?;
    let ways = snapshot.ways.ways(&snapshot.territories).map_err(unread)?;
    let bonds = Bonds::of(&snapshot.functions, &Adjacency::default());
    let wanting = |commune: u32| {
        let bassin = snapshot.territories.zone(commune, Level::Bassin);
        (bassin, shortages(&gaps, &snapshot.functions, bassin))
    };
    let id = |row: u32| snapshot.actors.id(row);
    let land = Land {
        index: &index,
        bonds: &bonds,
        functions: &snapshot.functions,
        ways: &ways,
        id: &id,
        shortages: &wanting,
    };
    let communes: Vec<u32> = asked.zone.communes().collect();
    let question = Question {
        communes: &communes,
        minutes: f64::from(asked.minutes),
        many: asked.many as usize,
        most: asked.most as usize,
        brings: asked.brings,
        trios: true,
        at_most: MOST_PAIRS,
        conventions: &asked.conventions,
    };
    opportunities(&land, &question).map_err(|error| {
        Problem::parameter("zone", format!("{error}; ask for a smaller zone or fewer minutes"))
    })
}

impl OpportunitiesAsked {
    /// Reads the parameters. Nothing is computed.
    pub fn read(mut asked: Asked, headers: &HeaderMap, snapshot: &Snapshot) -> Result<Self, Problem> {
        let zone = asked.take("zone").ok_or_else(|| {
            Problem::parameter("zone", "say where: level:code, such as bassin:44109".to_owned())
        })?;
        let zone = Zone::parse(&zone, &snapshot.territories)?;
        let brings = functions_asked(&mut asked, "function", &snapshot.functions)?.unwrap_or_default();
        let minutes = within(&mut asked, "minutes", DEFAULT_REACH, MOST_MINUTES)?;
        let many = within(&mut asked, "many", LINES[0], LINES[1])?;
        let most = within(&mut asked, "most", USUAL_MOST, LINES[1])?;
        let mut conventions = Conventions::default();
        if let Some(text) = asked.take("weights") {
            conventions.weights = weights(&text)?;
        }
        if let Some(text) = asked.take("half_lives") {
            put_half_lives(&text, &mut conventions)?;
        }
        if let Some(text) = asked.take("lambda") {
            let lambda = text.parse().ok().filter(|lambda| (0.0..=1.0).contains(lambda));
            conventions.lambda = lambda.ok_or_else(|| {
                Problem::parameter("lambda", format!("`{text}` is not between 0 and 1: 1 is by score alone"))
            })?;
        }
        let sheet = Sheet::take_points(&mut asked, headers)?;
        asked.nothing_else(TAKEN)?;
        Ok(Self { zone, brings, minutes, many, most, conventions, sheet })
    }

    fn address(&self, snapshot: &Snapshot, sheet: &Sheet) -> String {
        let zone = Spelled(&self.zone, &snapshot.territories);
        let keys: Vec<&str> = self.brings.iter().map(|id| snapshot.functions.get(id).key.as_str()).collect();
        let function = if keys.is_empty() { String::new() } else { format!("&function={}", keys.join(",")) };
        let Self { minutes, many, most, .. } = self;
        let part = sheet.words();
        let part = part.trim_start_matches("geometry=point&");
        let changed = weights_words(&self.conventions);
        format!(
            "/analyses/opportunities?zone={zone}{function}&minutes={minutes}&many={many}&most={most}{changed}&{part}"
        )
    }
}

/// A whole number of at least one and at most so many.
fn within(asked: &mut Asked, name: &'static str, otherwise: u32, most: u32) -> Result<u32, Problem> {
    let Some(text) = asked.take(name) else { return Ok(otherwise) };
    let found = number(name, &text)? as u32;
    if !(1..=most).contains(&found) {
        return Err(Problem::parameter(name, format!("{found} is not between 1 and {most}")));
    }
    Ok(found)
}
