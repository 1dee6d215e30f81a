//! `/analyses/suppliers`: who could supply a purchase in a perimeter, and how it could be bought.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::perimeter::{Perimeter, Sketch};
use crate::analysis::purchase_reading::read;
use crate::analysis::suppliers::{Found, Question, suppliers};
use crate::api::analyses::reading_table::ReadingTable;
use crate::api::analyses::supplier_table::SupplierTable;
use crate::api::analyses::suppliers_asked::{Rows, SuppliersAsked};
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::drawn::Drawn;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::query;
use crate::snapshot::layers::Layer;

/// The suppliers for a zone.
pub async fn of_zone(
    Current(served): Current,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let purchases = served.analysed.purchases(&served.snapshot);
    let asked = SuppliersAsked::read(asked, &headers, &served.snapshot, &purchases, false)?;
    let base = base_url(&headers);
    let tag = asked.tag(&served.snapshot, &purchases, &base);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    aside(move || answer(&served, &asked, None, &base, &tag)).await?
}

/// The suppliers for a drawing, joined to a zone if there is one.
pub async fn of_drawing(
    Current(served): Current,
    asked: Asked,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let drawn = Drawn::of_body(body)?;
    let purchases = served.analysed.purchases(&served.snapshot);
    let asked = SuppliersAsked::read(asked, &headers, &served.snapshot, &purchases, true)?;
    let base = base_url(&headers);
    let tag = asked.tag(&served.snapshot, &purchases, &base);
    aside(move || answer(&served, &asked, Some(&drawn), &base, &tag)).await?
}

fn answer(
    served: &Arc<Served>,
    asked: &SuppliersAsked,
    drawn: Option<&Drawn>,
    base: &str,
    tag: &Tag,
) -> Result<Response, Problem> {
    let snapshot = &served.snapshot;
    let purchases = served.analysed.purchases(snapshot);
    let found = found(served, asked, drawn)?;
    let address = |sheet: &_| asked.address(snapshot, &purchases, sheet);
    match asked.rows {
        Rows::Suppliers => {
            let rows = asked.sheet.part(found.suppliers.len());
            let table = SupplierTable { snapshot, first: rows.start, suppliers: &found.suppliers[rows] };
            asked.sheet.respond(&table, found.suppliers.len(), tag, base, address)
        }
        Rows::Reading => {
            let told = read(&found.market, asked.competitors);
            let rows = told[asked.sheet.part(told.len())].to_vec();
            let purchase = &purchases.list()[asked.purchase];
            let table = ReadingTable { snapshot, purchase, found: &found, asked, rows };
            asked.sheet.respond(&table, told.len(), tag, base, address)
        }
    }
}

/// Asks the question.
pub fn found(served: &Served, asked: &SuppliersAsked, drawn: Option<&Drawn>) -> Result<Found, Problem> {
    let snapshot = &served.snapshot;
    let purchases = served.analysed.purchases(snapshot);
    let official: Vec<u32> = asked.zone.iter().flat_map(|zone| zone.communes()).collect();
    let resolved =
        drawn.map(|drawn| query::drawn::Drawn::resolve(&drawn.0, snapshot, Layer::Acteurs)).transpose()?;
    let sketch = drawn.zip(resolved.as_ref()).map(|(drawn, resolved)| Sketch {
        area: &drawn.0,
        inside: resolved.inside(),
        undetermined: resolved.undetermined(),
    });
    let perimeter = Perimeter::new(snapshot, &official, sketch);
    let ways = snapshot.ways.ways(&snapshot.territories).map_err(|error| Problem::Internal(error.into()))?;
    let question = Question {
        purchases: &purchases,
        purchase: &purchases.list()[asked.purchase],
        labels: &asked.labels,
        minutes: f64::from(asked.minutes),
    };
    let threads = thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    Ok(suppliers(snapshot, &perimeter, &ways, &question, threads))
}
