//! The addresses of the pages, and how each view is filled from the current snapshot.
//!
//! A handler takes one snapshot from its first line to its last and works on a thread that
//! may be busy: a page may count every actor of the country.

mod allies;
mod chains;
mod collections;
mod complements;
mod encodings;
mod explore;
mod gaps;
mod groups;
mod indices;
mod interface;
mod items;
mod land;
mod land_asked;
mod land_sites;
mod layers;
mod missing;
mod opportunities;
mod partners;
mod search;
mod sensitivity;
mod site_sets;
mod site_sets_asked;
mod site_sets_told;
mod suppliers;
mod territory;
mod twins;
mod visit;
mod what_if;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use crate::api;
use crate::api::answer::Answer;
use crate::api::state::Shared;
use crate::api::{assets, encoding, known, landing};
use crate::pages::notice::Trouble;
use crate::pages::reading::{AccessibilityPage, LicencePage, MethodPage};
use crate::pages::routes::visit::{Visit, render};

/// All that is served: what programs ask for, and the pages, which answer people at some of the
/// same addresses.
pub fn everything(shared: Arc<Shared>) -> Router {
    let for_people = from_fn_with_state(Arc::clone(&shared), encodings::for_people);
    let known = from_fn_with_state(Arc::clone(&shared), known::before_work);
    let tagged = api::tagged().layer(for_people.clone()).route_layer(known);
    let others = api::others().merge(routes()).layer(for_people);
    // Tiles are asked for by the thousand, and never by people.
    tagged.merge(others).merge(api::tiles::routes()).with_state(shared)
}

/// Every route for people, and a page for all addresses that are none.
fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(home))
        .route("/explorer", get(|visit: Visit| to(visit, "/explorer/densite-ess")))
        .route("/explorer/{indicator}", get(explore::page))
        .route("/territoires/{place}", get(territory::page))
        .route(
            "/indicateurs",
            get(indices::page).post(indices::sent).layer(DefaultBodyLimit::max(indices::LARGEST_FORM)),
        )
        .route("/partenaires", get(partners))
        .route("/fournisseurs", get(|visit: Visit| visit.answer(suppliers::page)))
        .route("/foncier", get(|visit: Visit| visit.answer(land::page)))
        .route("/foncier/comparer", get(|visit: Visit| visit.answer(land_sites::several)))
        .route("/foncier/ensembles", get(site_sets::route))
        .route("/foncier/{id}", get(site))
        .route("/rechercher", get(|visit: Visit| visit.answer(search::page)))
        .route("/manques", get(|visit: Visit| visit.answer(missing::page)))
        .route("/opportunites", get(|visit: Visit| visit.answer(opportunities::page)))
        .route("/grappes", get(|visit: Visit| visit.answer(groups::page)))
        .route("/sensibilite", get(|visit: Visit| visit.answer(sensitivity::page)))
        .route("/et-si", get(|visit: Visit| visit.answer(what_if::page)))
        .route("/donnees", get(|visit: Visit| visit.answer(layers::page)))
        .route("/methode", get(method))
        .route("/licence", get(licence))
        .route("/accessibilite", get(accessibility))
        .route("/assets/{*path}", get(asset))
        .fallback(|visit: Visit| visit.answer(|_| Err(Trouble::NoPage)))
}

/// Who is near a place, or who could work with somebody.
async fn partners(visit: Visit) -> Response {
    visit
        .answer(|visit| if allies::is_asked(visit) { allies::page(visit) } else { partners::page(visit) })
        .await
}

/// The sheet of a site.
async fn site(Path(id): Path<String>, visit: Visit) -> Response {
    visit.answer(move |visit| land_sites::one(visit, &id)).await
}

/// One address for people and programs.
async fn home(uri: Uri, headers: HeaderMap, visit: Visit) -> Response {
    let mut response = if encoding::is_for_people(&uri, &headers) {
        visit.answer(explore::home).await
    } else {
        landing::landing(visit.served(), &uri, &headers).into_response()
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    response
}

async fn method(visit: Visit) -> Response {
    visit.answer(|visit| render(&MethodPage { frame: visit.frame(None) })).await
}

async fn licence(visit: Visit) -> Response {
    visit.answer(|visit| render(&LicencePage { frame: visit.frame(None) })).await
}

async fn accessibility(visit: Visit) -> Response {
    visit.answer(|visit| render(&AccessibilityPage { frame: visit.frame(None) })).await
}

async fn to(visit: Visit, address: &str) -> Redirect {
    Redirect::temporary(&visit.frame(None).link(address))
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    match assets::file(&path) {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(asset) => {
            let body = asset.bytes.into_owned();
            Answer { content_type: asset.mime, body, immutable: asset.immutable }.respond(&headers)
        }
    }
}
