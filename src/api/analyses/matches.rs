//! `/analyses/matches`: which offers meet the needs of a zone, and why.

use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::drawn::Drawn;
use crate::analysis::matches::METHOD;
use crate::analysis::offers_matched::matches_of;
use crate::api::analyses::match_table::{MatchTable, Row};
use crate::api::analyses::sheet::{Sheet, number};
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::domain::offer::OfferKind;
use crate::query::zone::{Spelled, Zone};
use crate::snapshot::Snapshot;
use crate::snapshot::ways::REACH_MINUTES;

/// Minutes between who offers and who needs, unless somebody asks otherwise.
pub const MINUTES: u32 = 30;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "zone, kind, minutes, limit, offset and f";

/// The question.
struct MatchesAsked {
    zone: Zone,
    kind: Option<OfferKind>,
    minutes: u32,
    sheet: Sheet,
}

/// The pairs of a zone's needs, and the needs that nothing known meets.
pub async fn route(Current(served): Current, asked: Asked, headers: HeaderMap) -> Result<Response, Problem> {
    let asked = MatchesAsked::read(asked, &headers, &served.snapshot)?;
    let base = base_url(&headers);
    let address = asked.address(&served.snapshot, &asked.sheet);
    let tag = Tag::of([served.snapshot.manifest.id.as_str(), METHOD, &base, &address]);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    aside(move || answer(&served, &asked, &base, &tag)).await?
}

fn answer(served: &Served, asked: &MatchesAsked, base: &str, tag: &Tag) -> Result<Response, Problem> {
    let snapshot = &served.snapshot;
    let ways = snapshot.ways.ways(&snapshot.territories).map_err(|error| Problem::Internal(error.into()))?;
    let communes: Vec<u32> = asked.zone.communes().collect();
    let found = matches_of(snapshot, &communes, asked.kind, &ways, f64::from(asked.minutes));
    let pairs = (0..found.pairs.len()).map(Row::Pair);
    let all: Vec<Row> = pairs.chain(found.unmet.iter().map(|&need| Row::Unmet(need))).collect();
    let rows = all[asked.sheet.part(all.len())].to_vec();
    let table = MatchTable { snapshot, found: &found, rows };
    asked.sheet.respond(&table, all.len(), tag, base, |sheet| asked.address(snapshot, sheet))
}

impl MatchesAsked {
    fn read(mut asked: Asked, headers: &HeaderMap, snapshot: &Snapshot) -> Result<Self, Problem> {
        let zone = asked.take("zone").ok_or_else(|| {
            Problem::parameter("zone", "say whose needs: level:code, such as bassin:44109".to_owned())
        })?;
        let zone = Zone::parse(&zone, &snapshot.territories)?;
        let kind = asked.take("kind").map(|text| kind(&text)).transpose()?;
        let minutes =
            asked.take("minutes").map_or(Ok(MINUTES as usize), |text| number("minutes", &text))? as u32;
        if u32::from(REACH_MINUTES) < minutes {
            return Err(Problem::parameter("minutes", format!("{minutes} is more than {REACH_MINUTES}")));
        }
        if asked.take("geometry").is_some() {
            return Err(Problem::UnknownParameter("geometry".to_owned(), TAKEN));
        }
        let sheet = Sheet { drawn: Drawn::Point, ..Sheet::take(&mut asked, headers)? };
        asked.nothing_else(TAKEN)?;
        Ok(Self { zone, kind, minutes, sheet })
    }

    fn address(&self, snapshot: &Snapshot, sheet: &Sheet) -> String {
        let zone = Spelled(&self.zone, &snapshot.territories);
        let kind = self.kind.map(|kind| format!("&kind={}", kind.word())).unwrap_or_default();
        let part = sheet.words();
        let part = part.trim_start_matches("geometry=point&");
        format!("/analyses/matches?zone={zone}{kind}&minutes={}&{part}", self.minutes)
    }
}

fn kind(text: &str) -> Result<OfferKind, Problem> {
    OfferKind::from_word(text).ok_or_else(|| {
        let words = OfferKind::ALL.map(OfferKind::word).join(", ");
        Problem::parameter("kind", format!("`{text}` is not known; use one of {words}"))
    })
}
