//! What every answer has in common: compression, permission for other sites to read, limits
//! on time and size, and headers that keep pages to this origin.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};
use tower_http::cors::CorsLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::api::answer::{may_be_compressed, weaken_compressed};

/// No question takes longer; one that does is answered with 503 and its work goes to waste.
const TIME_BUDGET: Duration = Duration::from_secs(30);

/// Nothing is sent to us yet that is longer.
const LARGEST_BODY: usize = 64 * 1024;

/// Scripts, styles, fonts and tiles come from here; nothing leaves for elsewhere.
const CONTENT_POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; worker-src 'self'; \
    style-src 'self'; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; \
    frame-ancestors 'self'";

/// Wraps all routes.
pub fn around(routes: Router) -> Router {
    let always = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
    };
    routes
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME_BUDGET))
        .layer(CorsLayer::permissive())
        .layer(CompressionLayer::new().compress_when(DefaultPredicate::new().and(may_be_compressed)))
        .layer(map_response(weaken_compressed))
        .layer(always(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(always(header::REFERRER_POLICY, "same-origin"))
}
