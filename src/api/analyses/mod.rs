//! `/analyses/…`: questions whose answers are computed, each with why, how sure, by which method.

pub mod chain_table;
pub mod chains;
pub mod chains_asked;
pub mod gap_table;
pub mod gaps;
pub mod gaps_asked;
pub mod sheet;
pub mod shelf;
pub mod supplying;
pub mod supplying_table;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::api::state::Shared;

pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/analyses/chains", get(chains::chains))
        .route("/analyses/gaps", get(gaps::gaps))
        .route("/analyses/supplying", get(supplying::route))
}
