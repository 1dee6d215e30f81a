//! One line in the log and one entry in the figures for each request, when its answer has been
//! sent: nothing of what was asked but the route and the method, nothing of who asked.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};

use crate::api::edge::journal::Line;
use crate::api::edge::request_id;
use crate::api::state::Shared;

/// The route of an address that is none.
const NOWHERE: &str = "none";

/// Names the request, and accounts for it once its answer is sent or given up.
pub async fn kept(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let id = request_id::of(request.headers());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let mut response = next.run(request).await;
    response.headers_mut().insert(request_id::HEADER, id.clone());
    let answered = start.elapsed();
    let account = Account { shared, id, method, route, status: response.status(), start, answered, bytes: 0 };
    response.map(|body| Body::new(Accounted { body, account }))
}

struct Account {
    shared: Arc<Shared>,
    id: HeaderValue,
    method: Method,
    route: Option<MatchedPath>,
    status: StatusCode,
    start: Instant,
    /// How long the answer took to begin: what follows is the client's pace.
    answered: Duration,
    bytes: u64,
}

impl Drop for Account {
    fn drop(&mut self) {
        let Self { shared, id, method, route, status, start, answered, bytes } = self;
        let route_name = route.as_ref().map_or(NOWHERE, MatchedPath::as_str);
        shared.metrics.answered(known(method), route_name, *status, *answered, *bytes);
        shared.journal.add(Line {
            id: id.to_str().unwrap_or_default(),
            method: known(method),
            route: route_name,
            status: status.as_u16(),
            bytes: *bytes,
            answered_us: answered.as_micros() as u64,
            sent_us: start.elapsed().as_micros() as u64,
        });
    }
}

/// A method of the standard, or the fact that it is none: clients invent long ones.
pub fn known(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("OTHER")
}

/// A body whose bytes are counted, and whose end is the end of the request.
struct Accounted {
    body: Body,
    account: Account,
}

impl http_body::Body for Accounted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            self.account.bytes += frame.data_ref().map_or(0, |bytes| bytes.len() as u64);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
