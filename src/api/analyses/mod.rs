//! `/analyses/…`: questions whose answers are computed, each with why, how sure, by which method.

pub mod gap_table;
pub mod gaps;
pub mod gaps_asked;
pub mod index;
pub mod index_asked;
pub mod index_definition;
pub mod index_parts;
pub mod index_sensitivity;
pub mod index_shelf;
pub mod index_table;
pub mod sheet;
pub mod shelf;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

use crate::analysis::index_file::MOST_BYTES;
use crate::api::analyses::index_sensitivity::{sensitivity, sensitivity_of_sent};
use crate::api::state::Shared;

pub fn routes() -> Router<Arc<Shared>> {
    let definitions = DefaultBodyLimit::max(MOST_BYTES);
    Router::new()
        .route("/analyses/gaps", get(gaps::gaps))
        .route("/analyses/index", get(index::at_hand).post(index::sent).layer(definitions))
        .route("/analyses/index/sensitivity", get(sensitivity).post(sensitivity_of_sent).layer(definitions))
        .route("/analyses/index/definition", get(index_definition::definition))
}
