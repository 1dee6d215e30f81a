//! `/metrics`: figures for Prometheus, in the text of OpenMetrics 1.0.
//!
//! By route as it is declared, never by address: as many series as there are routes, whatever
//! clients ask.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::api::problem::Problem;
use crate::api::state::{Served, Shared};

/// Seconds: from a 304 to the time budget.
const BUCKETS: [f64; 11] = [5e-5, 2e-4, 1e-3, 5e-3, 2e-2, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

pub fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/metrics", get(metrics))
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: String,
    route: String,
    /// `2xx` and its like.
    status: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Layer {
    layer: String,
}

/// What was counted since the server started.
pub struct Metrics {
    requests: Family<Asked, Counter>,
    seconds: Family<Route, Histogram>,
    bytes: Family<Route, Counter>,
    /// The same by route, at hand for the next request: there are as many as routes.
    known: RwLock<BTreeMap<String, Arc<OfRoute>>>,
}

/// The series of one route.
struct OfRoute {
    /// By method and class of status, once one was answered.
    requests: RwLock<Vec<(&'static str, u16, Counter)>>,
    seconds: Histogram,
    bytes: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        let seconds = Family::new_with_constructor((|| Histogram::new(BUCKETS)) as fn() -> Histogram);
        Self { requests: Family::default(), seconds, bytes: Family::default(), known: RwLock::default() }
    }
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(
        &self,
        method: &'static str,
        route: &str,
        status: StatusCode,
        took: Duration,
        bytes: u64,
    ) {
        let of_route = self.of(route);
        let class = status.as_u16() / 100;
        let is_it = |known: &&(&'static str, u16, Counter)| (known.0, known.1) == (method, class);
        let counter = read(&of_route.requests).iter().find(is_it).map(|known| known.2.clone());
        let counter = counter.unwrap_or_else(|| {
            let asked =
                Asked { method: method.to_owned(), route: route.to_owned(), status: format!("{class}xx") };
            let counter = self.requests.get_or_create(&asked).clone();
            write(&of_route.requests).push((method, class, counter.clone()));
            counter
        });
        counter.inc();
        of_route.seconds.observe(took.as_secs_f64());
        of_route.bytes.inc_by(bytes);
    }

    fn of(&self, route: &str) -> Arc<OfRoute> {
        if let Some(known) = read(&self.known).get(route) {
            return Arc::clone(known);
        }
        let named = Route { route: route.to_owned() };
        let of_route = Arc::new(OfRoute {
            requests: RwLock::default(),
            seconds: self.seconds.get_or_create(&named).clone(),
            bytes: self.bytes.get_or_create(&named).clone(),
        });
        Arc::clone(write(&self.known).entry(route.to_owned()).or_insert(of_route))
    }

    fn written(&self, served: &Served) -> Result<String, std::fmt::Error> {
        let mut registry = Registry::with_prefix("maillage");
        registry.register("http_requests", "Requests answered", self.requests.clone());
        registry.register_with_unit(
            "http_answer",
            "From the request to the beginning of its answer",
            Unit::Seconds,
            self.seconds.clone(),
        );
        registry.register_with_unit(
            "http_sent",
            "Bodies sent, as compressed",
            Unit::Bytes,
            self.bytes.clone(),
        );
        let manifest = &served.snapshot.manifest;
        let version = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The program", version);
        let snapshot =
            Info::new(vec![("id", manifest.id.clone()), ("fictitious", manifest.fictitious.to_string())]);
        registry.register("snapshot", "What is served", snapshot);
        let rows: Family<Layer, Gauge> = Family::default();
        for file in &manifest.layers {
            let rows_of_layer = i64::try_from(file.rows).unwrap_or(i64::MAX);
            rows.get_or_create(&Layer { layer: file.layer.clone() }).set(rows_of_layer);
        }
        registry.register("layer_rows", "Rows of each layer", rows);
        if let Some(bytes) = resident() {
            let memory: Gauge = Gauge::default();
            memory.set(bytes);
            registry.register_with_unit("resident_memory", "Memory of the process", Unit::Bytes, memory);
        }
        let mut text = String::new();
        encode(&mut text, &registry)?;
        Ok(text)
    }
}

// A panic between two counts leaves both whole.
fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

/// What the process takes in memory, where the system tells (Linux).
fn resident() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: i64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

async fn metrics(State(shared): State<Arc<Shared>>) -> Result<Response, Problem> {
    let text = shared.metrics.written(&shared.current()).map_err(|error| Problem::Internal(error.into()))?;
    let kind = HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
    let fresh = HeaderValue::from_static("no-store");
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, fresh)], text).into_response())
}
