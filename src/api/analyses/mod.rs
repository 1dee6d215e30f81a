//! `/analyses/…`: questions whose answers are computed, each with why, how sure, by which method.

pub mod allies;
pub mod allies_asked;
pub mod ally_table;
pub mod broker_table;
pub mod chains;
pub mod chains_asked;
pub mod clusters;
pub mod clusters_asked;
pub mod colocation;
pub mod complement_table;
pub mod complements;
pub mod complements_asked;
pub mod excluded_table;
pub mod gaps;
pub mod gaps_asked;
pub mod index;
pub mod index_asked;
pub mod index_definition;
pub mod index_parts;
pub mod index_sensitivity;
pub mod index_shelf;
pub mod index_table;
pub mod match_table;
pub mod matches;
pub mod opportunities;
pub mod reading_table;
pub mod sensitivity;
pub mod sensitivity_table;
pub mod sheet;
pub mod shelf;
pub mod site_around_table;
pub mod site_balance_table;
pub mod site_criteria_table;
pub mod site_sets;
pub mod site_sets_asked;
pub mod site_sets_budget;
pub mod site_sets_compared;
pub mod site_sets_curve;
pub mod site_sets_gains;
pub mod site_sets_land;
pub mod site_sets_places;
pub mod site_sets_shelf;
pub mod site_sources;
pub mod sites;
pub mod sites_asked;
pub mod supplier_lots;
pub mod supplier_table;
pub mod suppliers;
pub mod suppliers_asked;
pub mod supplying;
pub mod supplying_table;
pub mod ties;
pub mod twins;
pub mod twins_asked;
pub mod variety;
pub mod variety_table;
pub mod what_if;
pub mod what_if_asked;
pub mod what_if_table;
pub mod whose;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::analysis::index_file::MOST_BYTES;
use crate::api::drawn;
use crate::api::state::Shared;

pub fn routes() -> Router<Arc<Shared>> {
    let definitions = DefaultBodyLimit::max(MOST_BYTES);
    let drawings = DefaultBodyLimit::max(drawn::MOST_BYTES);
    let lots = DefaultBodyLimit::max(supplier_lots::MOST_BYTES);
    Router::new()
        .route("/analyses/gaps", get(gaps::gaps))
        .route("/analyses/sensitivity", get(sensitivity::sensitivity))
        .route("/analyses/whatif", get(what_if::what_if))
        .route("/analyses/twins", get(twins::twins))
        .route("/analyses/complements", get(complements::complements))
        .route("/analyses/partners", get(allies::partners))
        .route("/analyses/opportunities", get(opportunities::route))
        .route("/analyses/ties", get(ties::route))
        .route("/analyses/variety", get(variety::route))
        .route("/analyses/chains", get(chains::chains))
        .route("/analyses/clusters", get(clusters::clusters))
        .route("/analyses/colocation", get(colocation::colocation))
        .route("/analyses/supplying", get(supplying::route))
        .route("/analyses/site-sets", get(site_sets::route))
        .route("/analyses/matches", get(matches::route))
        .route("/analyses/sites", get(sites::route))
        .route("/analyses/suppliers", get(suppliers::of_zone).post(suppliers::of_drawing).layer(drawings))
        .route("/analyses/suppliers/lots", post(supplier_lots::lots).layer(lots))
        .route("/analyses/index", get(index::at_hand).post(index::sent).layer(definitions))
        .route(
            "/analyses/index/sensitivity",
            get(index_sensitivity::sensitivity)
                .post(index_sensitivity::sensitivity_of_sent)
                .layer(definitions),
        )
        .route("/analyses/index/definition", get(index_definition::definition))
}
