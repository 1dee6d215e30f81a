//! Asks the service without a network: a request goes through the router as it would over HTTP.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use maillage::api::edge;
use maillage::api::state::Shared;
use maillage::pages::routes::everything;
use tokio::runtime::Runtime;
use tower::ServiceExt;

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
    pub fn json(&self) -> serde_json::Value {
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
pub fn found(shared: &Arc<Shared>, address: &str) -> serde_json::Value {
    let answered = get(shared, address);
    assert_eq!(answered.status, StatusCode::OK, "{address}: {}", String::from_utf8_lossy(&answered.body));
    answered.json()
}
