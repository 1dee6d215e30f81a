//! `POST /analyses/suppliers/lots`: a table of lots in, a table of answers out, row by row.
//!
//! Columns are found by name: `lot` (what it is called), `achat` or `cpv`, `zone`, and at will `label`, `minutes`,
//! `concurrents`. Every row is answered, in its order: with figures and the reading, or with the reason why not.

use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use csv::{ReaderBuilder, WriterBuilder};

use crate::analysis::purchase_reading::read;
use crate::analysis::suppliers::{METHOD, Standing};
use crate::analysis::suppliers_told::{advice, between};
use crate::api::analyses::suppliers::found;
use crate::api::analyses::suppliers_asked::SuppliersAsked;
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::formats::csv::MEDIA_TYPE;

/// Bytes of a table of lots.
pub const MOST_BYTES: usize = 1 << 20;
/// Lots of one table.
pub const MOST_LOTS: usize = 1_000;

/// The columns of a question.
pub const ASKED: [&str; 7] = ["lot", "achat", "cpv", "zone", "label", "minutes", "concurrents"];

/// The columns of an answer.
pub const ANSWERED: [&str; 17] = [
    "lot",
    "ligne",
    "etat",
    "raison",
    "achat",
    "zone",
    "dedans",
    "desservent",
    "a_portee",
    "masques",
    "metier_a_demander",
    "salaries_mediane",
    "salaries_inconnus",
    "lecture",
    "lecture_en",
    "method",
    "snapshot",
];

/// Answers a table of lots.
pub async fn lots(
    Current(served): Current,
    asked: Asked,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    asked.nothing_else("no parameter: lots are in the body")?;
    let body = body.map_err(|fault| match fault.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge(MOST_BYTES),
        status => Problem::Refused { status, why: "the table ended before its end".to_owned() },
    })?;
    let answered = aside(move || answered(&served, &body)).await??;
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], Body::from(answered)).into_response())
}

fn refused(why: impl std::fmt::Display) -> Problem {
    Problem::Refused { status: StatusCode::BAD_REQUEST, why: format!("the table of lots: {why}") }
}

fn answered(served: &Served, body: &[u8]) -> Result<Vec<u8>, Problem> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let head = body.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let separator = if head.contains(&b';') { b';' } else { b',' };
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(body);
    let columns: Vec<String> =
        reader.headers().map_err(refused)?.iter().map(|name| name.trim().to_owned()).collect();
    if let Some(stranger) = columns.iter().find(|name| !ASKED.contains(&name.as_str())) {
        return Err(refused(format!("unknown column `{stranger}`; use {}", ASKED.join(", "))));
    }
    let at = |name: &str| columns.iter().position(|column| column == name);
    if at("zone").is_none() || (at("achat").is_none() && at("cpv").is_none()) {
        return Err(refused("columns `zone` and `achat` or `cpv` are needed"));
    }
    let mut out = WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
    out.write_record(ANSWERED).map_err(|error| Problem::Internal(error.into()))?;
    for (record, rank) in reader.byte_records().zip(1..) {
        if MOST_LOTS < rank {
            return Err(refused(format!("more than {MOST_LOTS} lots; send them in parts")));
        }
        let record = record.map_err(refused)?;
        let line = record.position().map_or(rank as u64 + 1, csv::Position::line);
        let cell = |name: &str| {
            let bytes = at(name).and_then(|at| record.get(at)).unwrap_or_default();
            String::from_utf8_lossy(bytes).trim().to_owned()
        };
        let row = one(served, cell).unwrap_or_else(|why| {
            let mut row = Answer { state: "refuse", reason: why.to_string(), ..Answer::default() };
            row.purchase = if cell("achat").is_empty() { cell("cpv") } else { cell("achat") };
            row
        });
        out.write_record(row.cells(&cell("lot"), line, &cell("zone"), &served.snapshot.manifest.id))
            .map_err(|error| Problem::Internal(error.into()))?;
    }
    out.into_inner().map_err(|error| Problem::Internal(error.to_string().into()))
}

/// The answer to one lot.
#[derive(Default)]
struct Answer {
    state: &'static str,
    reason: String,
    purchase: String,
    figures: [String; 7],
    reading: [String; 2],
}

impl Answer {
    fn cells(self, lot: &str, line: u64, zone: &str, snapshot: &str) -> Vec<String> {
        let Self { state, reason, purchase, figures, reading } = self;
        let start = [lot.to_owned(), line.to_string(), state.to_owned(), reason, purchase, zone.to_owned()];
        let end = [METHOD.to_owned(), snapshot.to_owned()];
        start.into_iter().chain(figures).chain(reading).chain(end).collect()
    }
}

/// Reads a row as the address of `/analyses/suppliers` would be, and asks.
fn one(served: &Served, cell: impl Fn(&str) -> String) -> Result<Answer, Problem> {
    let pairs = ASKED[1..].iter().filter_map(|&name| {
        let value = cell(name);
        (!value.is_empty()).then_some((name, value))
    });
    let snapshot = &served.snapshot;
    let purchases = served.analysed.purchases(snapshot);
    let asked = Asked::of(pairs.map(|(name, value)| (name.to_owned(), value)));
    let asked = SuppliersAsked::read(asked, &HeaderMap::new(), snapshot, &purchases, false)?;
    let found = found(served, &asked, None)?;
    let count = |wanted: fn(Standing) -> bool| {
        found.suppliers.iter().filter(|one| wanted(one.standing)).count().to_string()
    };
    let to_ask = found.suppliers.iter().filter(|one| one.fit == crate::domain::purchase::Fit::Usual).count();
    let [mut french, mut english] = [Vec::new(), Vec::new()];
    for told in read(&found.market, asked.competitors) {
        let [one, other] = advice(&told, &found.market, asked.competitors);
        french.push(one);
        english.push(other);
    }
    Ok(Answer {
        state: "repondu",
        reason: String::new(),
        purchase: purchases.list()[asked.purchase].key.clone(),
        figures: [
            count(|standing| standing == Standing::Inside),
            count(|standing| matches!(standing, Standing::Serves { .. })),
            count(|standing| standing == Standing::WithinReach),
            found.masked.to_string(),
            to_ask.to_string(),
            found.market.employees.median.map(between).unwrap_or_default(),
            found.market.employees.unknown.to_string(),
        ],
        reading: [french.join(" | "), english.join(" | ")],
    })
}
