//! `/conf/core`: landing page, conformance, collections, features.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{all_layers, ask, collections, ids, link, links, told};

const LANDING: &str = "/?f=json";
const GEOJSON: &str = "application/geo+json";

/// A parameter of features, as the definition tells it.
fn parameter(name: &str) -> Value {
    told("/api")["components"]["parameters"][name].clone()
}

/// Every link says what it is and of which type.
fn are_typed(document: &Value) {
    for link in links(document) {
        assert!(link["rel"].is_string() && link["type"].is_string() && link["href"].is_string(), "{link}");
    }
}

/// The box of a collection.
fn extent(collection: &Value) -> Option<[f64; 4]> {
    let sides = collection["extent"]["spatial"]["bbox"][0].as_array()?;
    Some([0, 1, 2, 3].map(|at| sides[at].as_f64().expect("a number")))
}

/// All positions of a geometry.
fn positions(value: &Value, into: &mut Vec<[f64; 2]>) {
    let Some(items) = value.as_array() else { return };
    match (items.first().and_then(Value::as_f64), items.get(1).and_then(Value::as_f64)) {
        (Some(x), Some(y)) => into.push([x, y]),
        _ => items.iter().for_each(|item| positions(item, into)),
    }
}

abstract_tests! {
    "/conf/core/root-op" fn root_op() {
        assert_eq!(ask(LANDING).status, StatusCode::OK);
        assert_eq!(ask("/").header("content-type"), "application/json");
    }
    "/conf/core/root-success" fn root_success() {
        let landing = told(LANDING);
        are_typed(&landing);
        for (rel, kind) in [
            ("service-desc", "application/vnd.oai.openapi+json"),
            ("service-doc", "text/html"),
            ("conformance", "application/json"),
            ("data", "application/json"),
        ] {
            assert!(link(&landing, rel, kind).is_some(), "{rel} {kind}");
        }
    }
    "/conf/core/api-definition-op" fn api_definition_op() {
        let landing = told(LANDING);
        for rel in ["service-desc", "service-doc"] {
            let href = link(&landing, rel, "").expect("a link");
            assert_eq!(ask(href).status, StatusCode::OK, "{href}");
        }
    }
    "/conf/core/api-definition-success" fn api_definition_success() {
        let answered = ask("/api");
        assert_eq!(answered.header("content-type"), "application/vnd.oai.openapi+json;version=3.0");
        assert!(answered.json()["paths"]["/collections"]["get"].is_object());
    }
    "/conf/core/conformance-op" fn conformance_op() {
        let href = told(LANDING);
        let href = link(&href, "conformance", "application/json").expect("a link");
        assert!(href.ends_with("/conformance"));
        assert_eq!(ask("/conformance").status, StatusCode::OK);
    }
    "/conf/core/conformance-success" fn conformance_success() {
        let classes = told("/conformance")["conformsTo"].clone();
        let classes = classes.as_array().expect("classes");
        for class in ["core", "geojson", "html", "oas30"] {
            let uri = json!(format!("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{class}"));
            assert!(classes.contains(&uri), "{class}");
        }
    }
    "/conf/core/fc-md-op" fn fc_md_op() {
        let answered = ask("/collections");
        assert_eq!((answered.status, answered.header("content-type")), (StatusCode::OK, "application/json"));
    }
    "/conf/core/fc-md-success" fn fc_md_success() {
        let document = told("/collections");
        assert_eq!(document["crs"][0], "http://www.opengis.net/def/crs/OGC/1.3/CRS84");
        assert!(document["collections"].is_array());
    }
    "/conf/core/fc-md-links" fn fc_md_links() {
        let document = told("/collections");
        are_typed(&document);
        assert!(link(&document, "self", "application/json").is_some());
        assert!(link(&document, "alternate", "text/html").is_some());
    }
    "/conf/core/fc-md-items" fn fc_md_items() {
        let named: Vec<String> = collections().iter().map(|c| c["id"].as_str().expect("an id").to_owned()).collect();
        assert_eq!(named, all_layers());
    }
    "/conf/core/fc-md-items-links" fn fc_md_items_links() {
        for collection in collections() {
            are_typed(&collection);
            for kind in [GEOJSON, "text/html", "text/csv", "application/flatgeobuf"] {
                assert!(link(&collection, "items", kind).is_some(), "{}: {kind}", collection["id"]);
            }
        }
    }
    "/conf/core/fc-md-extent" fn fc_md_extent() {
        for collection in collections() {
            let name = collection["id"].as_str().expect("an id");
            let [west, south, east, north] = extent(&collection).expect("the island has all of them");
            let all = told(&format!("/collections/{name}/items?limit=10000"));
            let mut found = Vec::new();
            for feature in all["features"].as_array().expect("features") {
                positions(&feature["geometry"]["coordinates"], &mut found);
            }
            assert!(!found.is_empty());
            for [lon, lat] in &found {
                assert!(west <= *lon && *lon <= east && south <= *lat && *lat <= north, "{name}: {lon} {lat}");
            }
            // Its own, not that of everything.
            for (side, at, smallest) in [(west, 0, true), (south, 1, true), (east, 0, false), (north, 1, false)] {
                let ends = found.iter().map(|position| position[at]);
                let end = if smallest { ends.fold(f64::MAX, f64::min) } else { ends.fold(f64::MIN, f64::max) };
                assert!((end - side).abs() < 1e-6, "{name}: {end} {side}");
            }
            let interval = &collection["extent"]["temporal"]["interval"][0];
            assert_eq!(interval.is_array(), matches!(name, "foncier" | "sites"), "{name}: {interval}");
            for feature in all["features"].as_array().expect("features").iter().filter(|_| interval.is_array()) {
                let Some(day) = feature["properties"]["mise_a_jour"].as_str() else { continue };
                let ends = [0, 1].map(|at| &interval[at].as_str().expect("an instant")[..10]);
                assert!(ends[0] <= day && day <= ends[1], "{day}");
            }
        }
    }
    "/conf/core/fc-md-extent-multi" fn fc_md_extent_multi() {
        for collection in collections() {
            let boxes = collection["extent"]["spatial"]["bbox"].as_array().expect("boxes");
            assert_eq!(boxes.len(), 1, "one box holds all, so that none needs to be the union of others");
        }
    }
    "/conf/core/sfc-md-op" fn sfc_md_op() {
        for layer in all_layers() {
            assert_eq!(ask(&format!("/collections/{layer}")).status, StatusCode::OK);
        }
        assert_eq!(ask("/collections/nothing").status, StatusCode::NOT_FOUND);
    }
    "/conf/core/sfc-md-success" fn sfc_md_success() {
        for listed in collections() {
            let name = listed["id"].as_str().expect("an id");
            assert_eq!(told(&format!("/collections/{name}")), listed);
        }
    }
    "/conf/core/fc-op" fn fc_op() {
        for layer in all_layers() {
            let answered = ask(&format!("/collections/{layer}/items"));
            assert_eq!((answered.status, answered.header("content-type")), (StatusCode::OK, GEOJSON));
        }
    }
    "/conf/core/fc-bbox-definition" fn fc_bbox_definition() {
        let bbox = parameter("bbox");
        let expected = json!({ "type": "array", "minItems": 4, "maxItems": 6, "items": { "type": "number" } });
        assert_eq!(bbox["schema"], expected);
        assert_eq!((&bbox["style"], &bbox["explode"], &bbox["in"]), (&json!("form"), &json!(false), &json!("query")));
    }
    "/conf/core/fc-bbox-response" fn fc_bbox_response() {
        for layer in ["acteurs", "foncier", "equipements"] {
            let all = told(&format!("/collections/{layer}/items?limit=10000"));
            let inside = told(&format!("/collections/{layer}/items?limit=10000&bbox=-5.6,46.0,-5.3,46.2"));
            let is_in = |feature: &&Value| {
                let mut at = Vec::new();
                positions(&feature["geometry"]["coordinates"], &mut at);
                at.iter().any(|[x, y]| (-5.6..=-5.3).contains(x) && (46.0..=46.2).contains(y))
            };
            let features = all["features"].as_array().expect("features").iter();
            let expected: std::collections::BTreeSet<String> =
                features.filter(is_in).map(|f| f["id"].as_str().expect("an id").to_owned()).collect();
            assert!(!expected.is_empty(), "{layer}");
            assert_eq!(ids(&inside), expected, "{layer}");
            let high = told(&format!("/collections/{layer}/items?limit=10000&bbox=-5.6,46.0,-10,-5.3,46.2,90"));
            assert_eq!(ids(&high), expected, "{layer}: heights are ignored");
        }
    }
    "/conf/core/fc-limit-definition" fn fc_limit_definition() {
        let limit = parameter("limit");
        assert_eq!(limit["schema"], json!({ "type": "integer", "minimum": 1, "maximum": 10_000, "default": 100 }));
        assert_eq!((&limit["style"], &limit["explode"]), (&json!("form"), &json!(false)));
    }
    "/conf/core/fc-limit-response" fn fc_limit_response() {
        let returned = |query: &str| told(&format!("/collections/acteurs/items{query}"))["features"].as_array().map(Vec::len);
        assert_eq!(returned("?limit=7"), Some(7));
        assert_eq!(returned(""), Some(100));
        assert!(returned("?limit=1000000") <= Some(10_000));
    }
    "/conf/core/fc-time-definition" fn fc_time_definition() {
        let datetime = parameter("datetime");
        assert_eq!(datetime["schema"], json!({ "type": "string" }));
        assert_eq!((&datetime["style"], &datetime["explode"]), (&json!("form"), &json!(false)));
    }
    "/conf/core/fc-time-response" fn fc_time_response() {
        let matched = |layer: &str, datetime: &str| {
            told(&format!("/collections/{layer}/items?limit=1&datetime={datetime}"))["numberMatched"].as_u64()
        };
        let all = |layer: &str| told(&format!("/collections/{layer}/items?limit=1"))["numberMatched"].as_u64();
        let dated = told("/collections/foncier/items?limit=1&filter=mise_a_jour+IS+NOT+NULL")["numberMatched"].as_u64();
        assert_eq!(matched("foncier", "1900-01-01T00:00:00Z/2100-01-01T00:00:00Z"), dated);
        assert!(0 < dated.unwrap_or(0) && dated < all("foncier"), "of some land no day is known");
        assert!(matched("foncier", "../1950-01-01T00:00:00Z") < all("foncier"));
        assert_eq!(matched("acteurs", "../1950-01-01T00:00:00Z"), all("acteurs"), "no date, no effect");
        assert_eq!(ask("/collections/foncier/items?datetime=hier").status, StatusCode::BAD_REQUEST);
    }
    "/conf/core/fc-response" fn fc_response() {
        for layer in all_layers() {
            let page = told(&format!("/collections/{layer}/items?limit=3"));
            assert_eq!(page["type"], "FeatureCollection");
            for feature in page["features"].as_array().expect("features") {
                assert_eq!(feature["type"], "Feature");
            }
        }
    }
    "/conf/core/fc-links" fn fc_links() {
        let page = told("/collections/acteurs/items?limit=3");
        are_typed(&page);
        for (rel, kind) in [("self", GEOJSON), ("next", GEOJSON), ("alternate", "text/csv"), ("alternate", "text/html")] {
            let href = link(&page, rel, kind).unwrap_or_else(|| panic!("{rel} {kind}"));
            assert_eq!(ask(href).status, StatusCode::OK, "{href}");
        }
    }
    "/conf/core/fc-timeStamp" fn fc_time_stamp() {
        let page = told("/collections/acteurs/items?limit=1");
        assert!(page.get("timeStamp").is_none(), "same snapshot, same bytes: no clock");
    }
    "/conf/core/fc-numberMatched" fn fc_number_matched() {
        for layer in all_layers() {
            let page = told(&format!("/collections/{layer}/items?limit=10000&bbox=-5.6,46.0,-5.3,46.2"));
            let features = page["features"].as_array().expect("features").len() as u64;
            assert_eq!(page["numberMatched"].as_u64(), Some(features), "{layer}");
        }
    }
    "/conf/core/fc-numberReturned" fn fc_number_returned() {
        let page = told("/collections/acteurs/items?limit=13");
        assert_eq!(page["numberReturned"], 13);
    }
    "/conf/core/f-op" fn f_op() {
        for layer in all_layers() {
            let page = told(&format!("/collections/{layer}/items?limit=2"));
            for id in ids(&page) {
                assert_eq!(ask(&format!("/collections/{layer}/items/{id}")).status, StatusCode::OK, "{layer} {id}");
            }
        }
        assert_eq!(ask("/collections/acteurs/items/nobody").status, StatusCode::NOT_FOUND);
    }
    "/conf/core/f-success" fn f_success() {
        for layer in all_layers() {
            let page = told(&format!("/collections/{layer}/items?limit=1"));
            let listed = &page["features"][0];
            let one = told(&format!("/collections/{layer}/items/{}", listed["id"].as_str().expect("an id")));
            for member in ["type", "id", "geometry", "properties"] {
                assert_eq!(one[member], listed[member], "{layer}");
            }
        }
    }
    "/conf/core/f-links" fn f_links() {
        let page = told("/collections/acteurs/items?limit=1");
        let one = told(&format!("/collections/acteurs/items/{}", page["features"][0]["id"].as_str().expect("an id")));
        are_typed(&one);
        for (rel, kind) in [("self", GEOJSON), ("alternate", "text/html"), ("collection", "application/json")] {
            let href = link(&one, rel, kind).unwrap_or_else(|| panic!("{rel} {kind}"));
            assert_eq!(ask(href).status, StatusCode::OK, "{href}");
        }
    }
    "/conf/core/query-param-invalid" fn query_param_invalid() {
        for query in ["limit=many", "bbox=1,2,3", "bbox=a,b,c,d", "datetime=x", "crs=x", "f=gml", "zone=x"] {
            assert_eq!(ask(&format!("/collections/acteurs/items?{query}")).status, StatusCode::BAD_REQUEST, "{query}");
        }
    }
    "/conf/core/query-param-unknown" fn query_param_unknown() {
        for address in [
            "/conformance?unknown=1",
            "/api?unknown=1",
            "/collections?unknown=1",
            "/collections/acteurs?unknown=1",
            "/collections/acteurs/items?unknown=1",
            "/collections/communes/items/F1001?unknown=1",
            "/collections/acteurs/queryables?unknown=1",
            "/collections/acteurs/schema?unknown=1",
        ] {
            let answered = ask(address);
            assert_eq!(answered.status, StatusCode::BAD_REQUEST, "{address}");
            assert_eq!(answered.header("content-type"), "application/problem+json", "{address}");
        }
    }
    "/conf/core/crs84" fn crs84() {
        for layer in all_layers() {
            let answered = ask(&format!("/collections/{layer}/items?limit=20"));
            assert_eq!(answered.header("content-crs"), "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>");
            let mut at = Vec::new();
            positions(&answered.json()["features"].as_array().expect("features").iter().map(|f| f["geometry"]["coordinates"].clone()).collect(), &mut at);
            // The island lies in the west and in the north: the other order would show.
            assert!(at.iter().all(|[lon, lat]| (-6.5..-4.5).contains(lon) && (45.0..47.0).contains(lat)), "{layer}");
        }
    }
}
