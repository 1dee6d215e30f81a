//! What every answer has in common: refusals in one form, limits, ids, figures, compression,
//! permission for other sites; and a log that gives nobody away.

use axum::body::Body;
use axum::http::Request;
use maillage::domain::level::Level;
use maillage::snapshot::store;

use crate::asking::{Answered, at_the_edge};
use crate::program::Server;
use crate::worlds::island;

fn ask(method: &str, address: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answered {
    let mut request = Request::builder().method(method).uri(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    at_the_edge(&island().world.shared, request.body(body.into()).expect("a request"))
}

fn get(address: &str) -> Answered {
    ask("GET", address, &[], Body::empty())
}

#[test]
fn every_refusal_is_a_problem_document() {
    let long = format!("/collections/acteurs/items?filter={}", "a".repeat(40_000));
    let large = "x".repeat(9 << 20);
    let cases: [(&str, &str, &str, u16, &str); 13] = [
        ("GET", "/nowhere/at/all", "", 404, "/nowhere/at/all"),
        ("POST", "/nowhere", "", 404, "/nowhere"),
        ("GET", "/assets/none.js", "", 404, "/assets/none.js"),
        ("POST", "/search?q=a", "", 405, "POST is not for this address"),
        ("DELETE", "/counts/acteurs", "", 405, "DELETE is not"),
        ("TRACE", "/collections/communes/items?population=", "", 405, "TRACE is not"),
        ("POST", "/collections/communes/items?population=", "", 405, "POST is not"),
        ("GET", "/counts/acteurs?by=family&by=function", "", 400, "by"),
        ("GET", "/collections/acteurs/items?limit=1&limit=2", "", 400, "limit"),
        ("GET", "/collections/%ff/items", "", 400, "UTF-8"),
        ("GET", &long, "", 414, "32768"),
        ("POST", "/counts/acteurs", &large, 413, "8388608"),
        ("GET", "/collections/actors", "", 404, "acteurs"),
    ];
    for (method, address, body, status, words) in cases {
        let answered = ask(method, address, &[], body.to_owned());
        let address = &address[..address.len().min(60)];
        assert_eq!(answered.status, status, "{method} {address}");
        assert_eq!(answered.header("content-type"), "application/problem+json", "{method} {address}");
        let problem = answered.json();
        assert_eq!(problem["status"], status);
        assert!(problem["detail"].as_str().expect("a text").contains(words), "{method} {address}: {problem}");
        assert_eq!(answered.header("allow").is_empty(), status != 405, "{method} {address}");
    }
}

#[test]
fn what_the_client_has_is_told_before_any_work() {
    let json = ("accept", "application/json");
    let served = island().world.served();
    let bassin = format!("/zones/bassin/{}", served.snapshot.territories.of(Level::Bassin)[0].code);
    for address in [
        bassin.as_str(),
        "/counts/acteurs?by=function",
        "/search?q=anse",
        "/collections",
        "/collections/acteurs",
        "/collections/acteurs/queryables",
        "/conformance",
        "/api",
        "/catalog.jsonld",
        "/tilejson/acteurs",
        "/collections/acteurs/items?limit=3",
    ] {
        let first = ask("GET", address, &[json], Body::empty());
        assert_eq!(first.status, 200, "{address}");
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"'), "{address}: {tag}");
        let again = ask("GET", address, &[json], Body::empty());
        assert_eq!((again.header("etag"), &again.body), (tag.as_str(), &first.body), "{address}");
        let known = ask("GET", address, &[json, ("if-none-match", &tag)], Body::empty());
        assert_eq!((known.status.as_u16(), known.body.len()), (304, 0), "{address}");
        let varies: Vec<_> = known.headers.get_all("vary").iter().filter_map(|v| v.to_str().ok()).collect();
        assert!(varies.join(",").contains("accept"), "{address}: {varies:?}");
        let other = ask("GET", address, &[("accept", "text/html"), ("if-none-match", &tag)], Body::empty());
        assert_eq!(other.status, 200, "{address}: the page is another answer");
    }
    let drawing = r#"{"type":"Polygon","coordinates":[[[-6,45],[-4,45],[-4,47],[-6,45]]]}"#;
    let sent = ask("POST", "/counts/acteurs", &[json, ("if-none-match", "*")], drawing);
    assert_eq!(sent.status, 200, "304 is an answer to GET and HEAD");
    let refused = ask("GET", "/counts/acteurs?by=nothing", &[json], Body::empty());
    assert_eq!((refused.status.as_u16(), refused.header("etag")), (400, ""));
}

#[test]
fn people_are_told_by_a_page_that_an_address_is_none() {
    let answered = ask("GET", "/nowhere", &[("accept", "text/html,*/*;q=0.8")], Body::empty());
    assert_eq!(answered.status, 404);
    assert!(answered.header("content-type").starts_with("text/html"));
    let territory = get("/territoires/bassin-00000");
    assert!(territory.header("content-type").starts_with("text/html"), "a page's own refusal is a page");
}

#[test]
fn a_request_has_an_id_and_keeps_the_one_it_came_with() {
    let named = ask("GET", "/health", &[("x-request-id", "proxy-7f.3")], Body::empty());
    assert_eq!(named.header("x-request-id"), "proxy-7f.3");
    let odd = ask("GET", "/health", &[("x-request-id", "a\tb")], Body::empty());
    assert_ne!(odd.header("x-request-id"), "a\tb");
    assert_ne!(get("/health").header("x-request-id"), get("/health").header("x-request-id"));
    assert_eq!(get("/health").body, get("/health").body, "the id is in no body");
}

#[test]
fn metrics_tell_routes_and_never_addresses() {
    get("/search?q=chateaubriant");
    get("/collections/acteurs/items/12345678900000");
    get("/secret-address");
    ask("BREW", "/health", &[], Body::empty());
    let metrics = get("/metrics");
    assert!(metrics.header("content-type").starts_with("application/openmetrics-text"));
    let text = String::from_utf8(metrics.body).expect("UTF-8");
    for line in [
        "maillage_http_requests_total{method=\"GET\",route=\"/search\",status=\"2xx\"} ",
        "maillage_http_requests_total{method=\"GET\",route=\"/collections/{layer}/items/{id}\",status=\"4xx\"} ",
        "maillage_http_requests_total{method=\"GET\",route=\"none\",status=\"4xx\"} ",
        "maillage_http_requests_total{method=\"OTHER\",route=\"/health\",status=\"4xx\"} ",
        "maillage_http_answer_seconds_bucket{le=\"0.02\",route=\"/search\"} ",
        "maillage_http_sent_bytes_total{route=\"/search\"} ",
        "maillage_layer_rows{layer=\"acteurs\"} ",
        "maillage_snapshot_info{",
        "maillage_build_info{version=\"",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
    for never in ["chateaubriant", "12345678900000", "secret-address", "BREW"] {
        assert!(!text.contains(never), "{never}");
    }
    assert!(text.ends_with("# EOF\n"));
}

#[test]
fn answers_are_compressed_when_it_is_worth_it() {
    for coding in ["gzip", "br", "zstd"] {
        let large = ask("GET", "/collections/communes/items", &[("accept-encoding", coding)], Body::empty());
        assert_eq!(large.header("content-encoding"), coding);
        assert!(large.header("vary").to_lowercase().contains("accept-encoding"));
        let small = ask("GET", "/search?q=zzzzzzzz", &[("accept-encoding", coding)], Body::empty());
        assert_eq!(small.header("content-encoding"), "", "{} bytes", small.body.len());
    }
}

#[test]
fn other_sites_may_ask_and_read_the_headers_that_matter() {
    let site = ("origin", "https://elsewhere.example");
    let answered = ask("GET", "/health", &[site], Body::empty());
    assert_eq!(answered.header("access-control-allow-origin"), "*");
    let exposed = answered.header("access-control-expose-headers").to_lowercase();
    for header in ["link", "etag", "content-crs", "location", "x-request-id"] {
        assert!(exposed.split(',').any(|exposed| exposed.trim() == header), "{header} in {exposed}");
    }
    let refused = ask("GET", "/collections/actors", &[site], Body::empty());
    assert_eq!(refused.header("access-control-allow-origin"), "*", "a refusal can be read too");
    let asked =
        [site, ("access-control-request-method", "POST"), ("access-control-request-headers", "content-type")];
    let preflight = ask("OPTIONS", "/counts/acteurs", &asked, Body::empty());
    assert_eq!(preflight.status, 200);
    assert!(preflight.header("access-control-allow-methods").contains("POST"));
}

#[test]
fn the_log_has_a_line_a_request_and_nothing_of_what_was_asked() {
    let snapshots = tempfile::tempdir().expect("a temporary folder");
    let files = tempfile::tempdir().expect("a temporary folder");
    crate::worlds::write_land(files.path(), &maillage::demo::Plan::island());
    store::write(&crate::worlds::built(files.path()), snapshots.path(), &mut |_| ()).expect("written");
    let server = Server::start(snapshots.path(), &[]);
    assert_eq!(server.get("/search?q=Jeanne+Dupont").0, 200);
    assert_eq!(server.get("/collections/acteurs/items/jeanne-dupont").0, 404);
    let log = server.log();
    let lines: Vec<serde_json::Value> =
        log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let of = |route: &str| lines.iter().find(|line| line["route"] == route);
    let search = of("/search").unwrap_or_else(|| panic!("a line on the search in\n{log}"));
    assert_eq!((&search["method"], &search["status"]), (&"GET".into(), &200.into()));
    for figure in ["bytes", "answered_us", "sent_us"] {
        assert!(search[figure].is_u64(), "{search}");
    }
    assert!(search["id"].is_string());
    assert_eq!(of("/collections/{layer}/items/{id}").expect("a line on the item")["status"], 404);
    assert!(!log.to_lowercase().contains("jeanne") && !log.contains("127.0.0.1"), "{log}");
}
