//! `/analyses/supplying`: which canteen of a zone gets from whom, if each producer supplies so many.

use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::drawn::Drawn;
use crate::analysis::links::REACH;
use crate::analysis::supplying::{DEFAULT_EACH, METHOD, Question, SupplyingError, supplying};
use crate::api::analyses::chains_asked::one_chain;
use crate::api::analyses::sheet::{Sheet, number};
use crate::api::analyses::supplying_table::SupplyingTable;
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::query::zone::{Spelled, Zone};
use crate::snapshot::Snapshot;
use crate::snapshot::ways::REACH_MINUTES;

/// Canteens that a producer may be supposed to supply at most.
pub const MOST_EACH: u32 = 1_000;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "zone, chain, each, minutes, limit, offset and f";

/// The question.
struct SupplyingAsked {
    zone: Zone,
    chain: usize,
    each: u32,
    minutes: u32,
    sheet: Sheet,
}

/// The canteens of a zone, those with a producer and those without.
pub async fn route(Current(served): Current, asked: Asked, headers: HeaderMap) -> Result<Response, Problem> {
    let asked = SupplyingAsked::read(asked, &headers, &served.snapshot)?;
    let base = base_url(&headers);
    let address = asked.address(&served.snapshot, &asked.sheet);
    let tag = Tag::of([served.snapshot.manifest.id.as_str(), METHOD, &base, &address]);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    aside(move || answer(&served, &asked, &base, &tag)).await?
}

fn answer(served: &Served, asked: &SupplyingAsked, base: &str, tag: &Tag) -> Result<Response, Problem> {
    let snapshot = &served.snapshot;
    let trade = served.analysed.trade(snapshot).map_err(|error| Problem::Internal(error.into()))?;
    let chain = &snapshot.functions.chains()[asked.chain];
    let communes: Vec<u32> = asked.zone.communes().collect();
    let question = Question { chain, communes: &communes, each: asked.each, reach: f64::from(asked.minutes) };
    let found = supplying(&trade, &question).map_err(|error| match error {
        SupplyingError::TooWide => Problem::parameter("zone", format!("{error}; ask for a smaller zone")),
        SupplyingError::Flow(error) => Problem::Internal(error.into()),
    })?;
    let rows = found.canteens[asked.sheet.part(found.canteens.len())].to_vec();
    let table = SupplyingTable { snapshot, chain, question: &question, found: &found, rows };
    asked.sheet.respond(&table, found.canteens.len(), tag, base, |sheet| asked.address(snapshot, sheet))
}

impl SupplyingAsked {
    fn read(mut asked: Asked, headers: &HeaderMap, snapshot: &Snapshot) -> Result<Self, Problem> {
        let zone = asked.take("zone").ok_or_else(|| {
            Problem::parameter("zone", "say where: level:code, such as bassin:44109".to_owned())
        })?;
        let zone = Zone::parse(&zone, &snapshot.territories)?;
        let chain = one_chain(asked.take("chain").as_deref(), snapshot)?;
        let each = within(&mut asked, "each", DEFAULT_EACH, MOST_EACH)?;
        let minutes = within(&mut asked, "minutes", REACH as u32, REACH_MINUTES.into())?;
        // Canteens are points: there is nothing to choose.
        if asked.take("geometry").is_some() {
            return Err(Problem::UnknownParameter("geometry".to_owned(), TAKEN));
        }
        let sheet = Sheet { drawn: Drawn::Point, ..Sheet::take(&mut asked, headers)? };
        asked.nothing_else(TAKEN)?;
        Ok(Self { zone, chain, each, minutes, sheet })
    }

    fn address(&self, snapshot: &Snapshot, sheet: &Sheet) -> String {
        let zone = Spelled(&self.zone, &snapshot.territories);
        let chain = &snapshot.functions.chains()[self.chain].key;
        let Self { each, minutes, .. } = self;
        let part = sheet.words();
        let part = part.trim_start_matches("geometry=point&");
        format!("/analyses/supplying?zone={zone}&chain={chain}&each={each}&minutes={minutes}&{part}")
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
