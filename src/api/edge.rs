//! What every answer has in common: an id, a line in the log, figures, compression, permission for
//! other sites to read, limits on time and size, problems in one form, and headers that keep pages
//! to this origin.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::cors::{Any, CorsLayer};

use crate::api::answer::may_be_compressed;
use crate::api::problem::Problem;
use crate::api::state::Shared;

mod account;
pub mod journal;
pub mod metrics;
mod refusals;
mod request_id;

/// No question takes longer; one that does is answered with 503 and its work goes to waste.
pub(in crate::api) const TIME_BUDGET: Duration = Duration::from_secs(30);

/// Bytes of a body, unless a route takes longer ones and says so.
const LARGEST_BODY: usize = 64 * 1024;

/// Bytes of an address: four of the longest filter, each byte of which may take three.
pub const LONGEST_ADDRESS: usize = 32 * 1024;

/// Bytes below which a body is sent as it is: it fits into one packet anyhow.
const WORTH_COMPRESSING: u64 = 1_024;

/// Between fast and small, on the scale of each of gzip, brotli and zstd.
const QUALITY: CompressionLevel = CompressionLevel::Precise(4);

/// How long a browser may remember what other sites are permitted.
const PERMISSION: Duration = Duration::from_secs(24 * 3600);

/// Scripts, styles, fonts and tiles come from here; nothing leaves for elsewhere.
const CONTENT_POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; worker-src 'self'; \
    style-src 'self'; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; \
    frame-ancestors 'self'";

/// Headers of every answer.
const ALWAYS: [(HeaderName, &str); 3] = [
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
];

/// Headers that scripts of other sites may read, beside those that they always may.
const EXPOSED: [HeaderName; 5] = [
    header::LINK,
    header::ETAG,
    HeaderName::from_static("content-crs"),
    header::LOCATION,
    request_id::HEADER,
];

/// Wraps all routes.
pub fn around(routes: Router, shared: &Arc<Shared>) -> Router {
    let compressed = SizeAbove::new(WORTH_COMPRESSING)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::new("application/vnd.apache.parquet"))
        .and(NotForContentType::SSE)
        .and(may_be_compressed);
    let permitted = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::OPTIONS])
        .allow_headers(Any)
        .expose_headers(EXPOSED)
        .max_age(PERMISSION);
    // The outermost first. In one stack, since a router boxes each layer that it is given by itself;
    // and few functions, since each of them has all that is inside of it cloned for each request.
    let stack = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(Arc::clone(shared), account::kept))
        .layer(CompressionLayer::new().quality(QUALITY).compress_when(compressed))
        .layer(permitted)
        .layer(middleware::from_fn(refusals::as_problems))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Problem::Internal("a handler panicked".into()).into_response()
        }))
        .layer(DefaultBodyLimit::max(LARGEST_BODY));
    routes.layer(stack)
}

/// Puts the headers of every answer on one.
fn mark(headers: &mut HeaderMap) {
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Refuses an address that is too long, and gives up on what takes too long.
async fn within_bounds(request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
    if LONGEST_ADDRESS < length {
        return Problem::AddressTooLong(length).into_response();
    }
    let answered = tokio::time::timeout(TIME_BUDGET, next.run(request)).await;
    answered.unwrap_or_else(|_| Problem::TooSlow(TIME_BUDGET.as_secs()).into_response())
}
