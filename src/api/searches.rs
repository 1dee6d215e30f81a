//! Where long searches are made: a few at a time, each as long as somebody waits for it, and followed by events
//! where that is asked for.
//!
//! They have a turnstile of their own, narrower than the machine, so that tiles and pages keep a core. Whoever
//! hangs up frees it: the search looks whether somebody is there at each of its steps. Followed ones are bounded
//! by the same time as all questions.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread::available_parallelism;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use http_body::Frame;
use serde_json::Value;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::spawn_blocking;
use tokio::time::{Sleep, sleep};

use crate::analysis::siting::going::Going;
use crate::api::accept::Accepted;
use crate::api::aside::aside;
use crate::api::edge::TIME_BUDGET;
use crate::api::leaving::{Leaving, Staying, pair};
use crate::api::problem::Problem;
use crate::api::tiles::press::Turnstile;

/// Of server-sent events.
pub const EVENTS: &str = "text/event-stream";

/// How many may wait for a search before more are sent away.
const WAITING_ROOM: usize = 64;

/// The turnstile of searches: one core stays for everybody else, where there are several.
#[must_use]
pub fn turnstile() -> Turnstile {
    Turnstile::of(available_parallelism().map_or(1, usize::from).saturating_sub(1).max(1), WAITING_ROOM)
}

/// Whether a client asks for events by name.
#[must_use]
pub fn is_followed(headers: &HeaderMap) -> bool {
    0 < Accepted::types(headers).named(&[EVENTS])
}

/// A turn to search: held by the work, which asks it whether somebody is there.
pub struct Turn {
    staying: Staying,
    _permit: OwnedSemaphorePermit,
}

impl Turn {
    /// Whether somebody still waits.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.staying.is_there()
    }
}

/// A turn, and what ends it early when it is dropped: by whatever answers, which goes with the client.
pub async fn turn(turnstile: &Turnstile) -> Result<(Leaving, Turn), Problem> {
    let permit = turnstile.pass().await?;
    let (leaving, staying) = pair();
    Ok((leaving, Turn { staying, _permit: permit }))
}

/// What some work gives, behind the turnstile, as long as the client is there.
pub async fn searched<T: Send + 'static>(
    turnstile: &Turnstile,
    work: impl FnOnce(Going) -> T + Send + 'static,
) -> Result<T, Problem> {
    // The first is dropped with this future, when the client hangs up or time is over.
    let (_leaving, turn) = turn(turnstile).await?;
    aside(move || work(&|| turn.is_there())).await
}

/// The same, told while it is made: an event `progress` each time that the work tells something, then `answer`
/// with what it gives, or `problem`.
pub async fn followed(
    turnstile: &Turnstile,
    work: impl FnOnce(Going, &dyn Fn(Value)) -> Result<Value, Problem> + Send + 'static,
) -> Result<Response, Problem> {
    Ok(events(turn(turnstile).await?, TIME_BUDGET, work))
}

fn events(
    (leaving, turn): (Leaving, Turn),
    budget: Duration,
    work: impl FnOnce(Going, &dyn Fn(Value)) -> Result<Value, Problem> + Send + 'static,
) -> Response {
    let (sender, receiver) = unbounded_channel();
    spawn_blocking(move || {
        // Nobody is there to be told: the work sees that by itself.
        let told = |value: Value| drop(sender.send(event("progress", &value)));
        let last = match work(&|| turn.is_there(), &told) {
            Ok(answer) => event("answer", &answer),
            Err(problem) => event("problem", &problem.document()),
        };
        drop(sender.send(last));
    });
    let late = Box::pin(sleep(budget));
    let body = Body::new(Followed { receiver, late, budget, leaving: Some(leaving) });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(EVENTS)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::VARY, HeaderValue::from_static("accept")),
    ];
    (headers, body).into_response()
}

/// An event in one piece; JSON has no line breaks of its own.
fn event(name: &str, value: &Value) -> Bytes {
    Bytes::from(format!("event: {name}\ndata: {value}\n\n"))
}

/// The events of a search; dropped when the client hangs up, which ends the search.
struct Followed {
    receiver: UnboundedReceiver<Bytes>,
    late: Pin<Box<Sleep>>,
    budget: Duration,
    leaving: Option<Leaving>,
}

impl http_body::Body for Followed {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.leaving.is_none() {
            return Poll::Ready(None);
        }
        if let Poll::Ready(event) = self.receiver.poll_recv(context) {
            return Poll::Ready(event.map(|bytes| Ok(Frame::data(bytes))));
        }
        if self.late.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.leaving = None;
        let problem = Problem::TooSlow(self.budget.as_secs()).document();
        Poll::Ready(Some(Ok(Frame::data(event("problem", &problem)))))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use http_body_util::BodyExt;
    use serde_json::json;

    use super::*;

    /// Work that goes on until nobody is there, and counts its steps.
    fn endless(
        steps: &Arc<AtomicU64>,
    ) -> impl FnOnce(Going, &dyn Fn(Value)) -> Result<Value, Problem> + use<> {
        let steps = Arc::clone(steps);
        move |going, told| {
            told(json!({ "done": 1 }));
            while going() {
                steps.fetch_add(1, Ordering::Relaxed);
            }
            Ok(json!("never told"))
        }
    }

    #[tokio::test]
    async fn whoever_hangs_up_frees_the_turnstile_and_the_work_ends() {
        let turnstile = Turnstile::of(1, 2);
        let steps = Arc::new(AtomicU64::new(0));
        for _ in 0..3 {
            let mut body = followed(&turnstile, endless(&steps)).await.expect("room").into_body();
            let first = body.frame().await.expect("an event").expect("sent").into_data().expect("data");
            assert_eq!(&first[..], b"event: progress\ndata: {\"done\":1}\n\n");
            drop(body);
            // It waits for ever unless the work ends: the permit goes with it.
            drop(turnstile.pass().await.expect("free again"));
        }
        let told = steps.load(Ordering::Relaxed);
        drop(turnstile.pass().await.expect("free"));
        assert_eq!(steps.load(Ordering::Relaxed), told, "no thread goes on");
    }

    #[tokio::test]
    async fn a_plain_question_that_is_dropped_ends_too() {
        let turnstile = Turnstile::of(1, 2);
        let (started, mut begun) = unbounded_channel();
        let asked = searched(&turnstile, move |going| {
            started.send(()).expect("heard");
            while going() {}
        });
        tokio::select! {
            _ = asked => panic!("it does not end by itself"),
            _ = begun.recv() => (),
        }
        drop(turnstile.pass().await.expect("free again"));
    }

    #[tokio::test]
    async fn what_takes_too_long_is_told_so_and_ends() {
        let turnstile = Turnstile::of(1, 2);
        let steps = Arc::new(AtomicU64::new(0));
        let turn = turn(&turnstile).await.expect("room");
        let response = events(turn, Duration::ZERO, endless(&steps));
        assert_eq!(response.headers()[header::CONTENT_TYPE], EVENTS);
        let body = response.into_body().collect().await.expect("ends").to_bytes();
        let told = String::from_utf8_lossy(&body).into_owned();
        assert!(told.contains("event: problem\n") && !told.contains("event: answer"), "{told}");
        drop(turnstile.pass().await.expect("free again"));
    }

    #[tokio::test]
    async fn an_answer_comes_after_all_that_is_told() {
        let turnstile = Turnstile::of(1, 2);
        let response = followed(&turnstile, |_, told| {
            (1..=3).for_each(|done| told(json!({ "done": done })));
            Ok(json!({ "address": "/" }))
        });
        let body = response.await.expect("room").into_body().collect().await.expect("ends").to_bytes();
        let told = String::from_utf8_lossy(&body).into_owned();
        let names: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("event: ")).collect();
        assert_eq!(names, ["progress", "progress", "progress", "answer"]);
        assert!(told.ends_with("data: {\"address\":\"/\"}\n\n"));
    }
}
