//! Asks the service without a network: a request goes through the router as it would over HTTP.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use maillage::api::edge;
use maillage::api::state::Shared;
use maillage::pages::routes::everything;
use serde_json::Value;
use tokio::runtime::Runtime;
use tower::ServiceExt;

use crate::worlds::island;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

/// What came back.
#[derive(Debug)]
pub struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answered {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }

    /// A header as text; empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("plain text"))
    }
}

/// GET with the default headers.
pub fn get(shared: &Arc<Shared>, address: &str) -> Answered {
    get_with(shared, address, &[])
}

/// GET with some headers.
pub fn get_with(shared: &Arc<Shared>, address: &str, headers: &[(&str, &str)]) -> Answered {
    let mut request = Request::get(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(shared, request.body(Body::empty()).expect("a request"))
}

/// POST of a body.
pub fn post(shared: &Arc<Shared>, address: &str, body: impl Into<Body>) -> Answered {
    send(shared, Request::post(address).body(body.into()).expect("a request"))
}

fn send(shared: &Arc<Shared>, request: Request<Body>) -> Answered {
    answered(everything(Arc::clone(shared)), request)
}

/// The same with all that is around the routes.
pub fn at_the_edge(shared: &Arc<Shared>, request: Request<Body>) -> Answered {
    let routes = everything(Arc::clone(shared));
    answered(edge::around(routes, shared), request)
}

fn answered(routes: Router, request: Request<Body>) -> Answered {
    RUNTIME.block_on(async {
        let response = routes.oneshot(request).await.expect("an answer");
        let (head, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("a whole body").to_vec();
        Answered { status: head.status, headers: head.headers, body }
    })
}

/// GET of something that must be there, as JSON.
pub fn found(shared: &Arc<Shared>, address: &str) -> Value {
    let answered = get(shared, address);
    assert_eq!(answered.status, StatusCode::OK, "{address}: {}", String::from_utf8_lossy(&answered.body));
    answered.json()
}

/// [`get`] of the island.
pub fn ask(address: &str) -> Answered {
    get(&island().world.shared, address)
}

/// [`found`] on the island.
pub fn told(address: &str) -> Value {
    found(&island().world.shared, address)
}

/// A list; an empty one where there is none.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A text; an empty one where there is none.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The ids of a page's features, in order.
pub fn ids(page: &Value) -> Vec<&str> {
    list(&page["features"]).iter().map(|feature| feature["id"].as_str().expect("an id")).collect()
}

/// The address of a page's link, by its relation.
pub fn link(page: &Value, rel: &str) -> Option<String> {
    let link = list(&page["links"]).iter().find(|link| link["rel"] == rel)?;
    Some(link["href"].as_str().expect("an address").to_owned())
}

/// Every byte as `%XX`.
pub fn encoded(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
