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
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeMetric, MetricEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::metrics::{MetricType, TypedMetric};
use prometheus_client::registry::{Registry, Unit};

use crate::api::problem::Problem;
use crate::api::state::{Current, Served, Shared};

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
#[derive(Default)]
pub struct Metrics {
    /// As many as there are routes.
    routes: RwLock<BTreeMap<String, Arc<OfRoute>>>,
}

/// The series of one route.
struct OfRoute {
    /// By method and class of status, once one was answered.
    requests: RwLock<Vec<(&'static str, u16, Counter)>>,
    seconds: Histogram,
    bytes: Counter,
}

impl Default for OfRoute {
    fn default() -> Self {
        Self { requests: RwLock::default(), seconds: Histogram::new(BUCKETS), bytes: Counter::default() }
    }
}

/// Series of one name in the order of their labels: the library's own `Family` writes them in that
/// of a hash, another one at each start.
#[derive(Debug)]
struct Series<L, M>(Vec<(L, M)>);

impl<L: EncodeLabelSet, M: EncodeMetric + TypedMetric> EncodeMetric for Series<L, M> {
    fn encode(&self, mut encoder: MetricEncoder<'_>) -> Result<(), std::fmt::Error> {
        self.0.iter().try_for_each(|(labels, metric)| metric.encode(encoder.encode_family(labels)?))
    }

    fn metric_type(&self) -> MetricType {
        M::TYPE
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
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
        of_route.requests(method, status.as_u16() / 100).inc();
        of_route.seconds.observe(took.as_secs_f64());
        of_route.bytes.inc_by(bytes);
    }

    fn of(&self, route: &str) -> Arc<OfRoute> {
        if let Some(known) = read(&self.routes).get(route) {
            return Arc::clone(known);
        }
        Arc::clone(write(&self.routes).entry(route.to_owned()).or_default())
    }

    fn written(&self, served: &Served) -> Result<String, std::fmt::Error> {
        let (mut requests, mut seconds, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
        for (route, of_route) in &*read(&self.routes) {
            requests.extend(of_route.asked(route));
            seconds.push((Route { route: route.clone() }, of_route.seconds.clone()));
            bytes.push((Route { route: route.clone() }, of_route.bytes.clone()));
        }
        let mut registry = Registry::with_prefix("maillage");
        registry.register("http_requests", "Requests answered", Series(requests));
        registry.register_with_unit(
            "http_answer",
            "From the request to the beginning of its answer",
            Unit::Seconds,
            Series(seconds),
        );
        registry.register_with_unit("http_sent", "Bodies sent, as compressed", Unit::Bytes, Series(bytes));
        let manifest = &served.snapshot.manifest;
        let version = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The program", version);
        let snapshot =
            Info::new(vec![("id", manifest.id.clone()), ("fictitious", manifest.fictitious.to_string())]);
        registry.register("snapshot", "What is served", snapshot);
        let rows = manifest.layers.iter().map(|file| {
            let rows: Gauge = Gauge::default();
            rows.set(i64::try_from(file.rows).unwrap_or(i64::MAX));
            (Layer { layer: file.layer.clone() }, rows)
        });
        registry.register("layer_rows", "Rows of each layer", Series(rows.collect()));
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

impl OfRoute {
    /// The counter of a method and a class of status.
    fn requests(&self, method: &'static str, class: u16) -> Counter {
        let find = |known: &[(&'static str, u16, Counter)]| {
            let found = known.iter().find(|known| (known.0, known.1) == (method, class));
            found.map(|known| known.2.clone())
        };
        if let Some(known) = find(&read(&self.requests)) {
            return known;
        }
        let mut requests = write(&self.requests);
        // Another request may have been the first meanwhile.
        find(&requests).unwrap_or_else(|| {
            let counter = Counter::default();
            requests.push((method, class, counter.clone()));
            counter
        })
    }

    /// Its counters of requests, by method and class of status.
    fn asked(&self, route: &str) -> Vec<(Asked, Counter)> {
        let mut requests = read(&self.requests).clone();
        requests.sort_by_key(|(method, class, _)| (*method, *class));
        let asked = |(method, class, counter): (&str, u16, Counter)| {
            let asked =
                Asked { method: method.to_owned(), route: route.to_owned(), status: format!("{class}xx") };
            (asked, counter)
        };
        requests.into_iter().map(asked).collect()
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

async fn metrics(State(shared): State<Arc<Shared>>, Current(served): Current) -> Result<Response, Problem> {
    let text = shared.metrics.written(&served).map_err(|error| Problem::Internal(error.into()))?;
    let kind = HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
    let fresh = HeaderValue::from_static("no-store");
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, fresh)], text).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_stand_in_the_order_of_their_labels_whoever_came_first() {
        let took = Duration::from_millis(1);
        let written = |asked: &[(&'static str, &str, u16)]| {
            let metrics = Metrics::default();
            for &(method, route, status) in asked {
                let status = StatusCode::from_u16(status).expect("a status");
                metrics.answered(method, route, status, took, 10);
            }
            let mut registry = Registry::default();
            let routes = read(&metrics.routes);
            let requests = routes.iter().flat_map(|(route, of_route)| of_route.asked(route)).collect();
            registry.register("requests", "Requests", Series(requests));
            let mut text = String::new();
            encode(&mut text, &registry).expect("memory takes all");
            text
        };
        let mut asked = vec![("GET", "/b", 200), ("POST", "/a", 404), ("GET", "/a", 304), ("GET", "/a", 200)];
        let text = written(&asked);
        asked.reverse();
        assert_eq!(written(&asked), text);
        let series: Vec<&str> = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split(' ').next())
            .collect();
        assert_eq!(series.len(), 4);
        let of = |method, route, status| {
            format!("requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}")
        };
        assert_eq!(series[0], of("GET", "/a", "2xx"));
        assert_eq!(series[3], of("GET", "/b", "2xx"));
    }
}
