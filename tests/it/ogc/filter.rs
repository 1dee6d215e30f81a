//! Part 3: `/conf/queryables`, `/conf/queryables-query-parameters`, `/conf/filter`,
//! `/conf/features-filter`.

use axum::http::StatusCode;
use maillage::api::filters::encoded;
use serde_json::{Value, json};

use super::{LAYERS, all_layers, ask, collections, columns, ids, link, told};
use crate::asking::get_with;

const QUERYABLES: &str = "http://www.opengis.net/def/rel/ogc/1.0/queryables";
const NOTHING: &str = "http://www.opengis.net/def/crs/OGC/0/does_not_exist";

fn declares(class: &str) -> bool {
    let uri = json!(format!("http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/{class}"));
    told("/conformance")["conformsTo"].as_array().expect("classes").contains(&uri)
}

fn filtered(layer: &str, filter: &str, more: &str) -> (StatusCode, Value) {
    let answered = ask(&format!("/collections/{layer}/items?limit=10000&filter={}{more}", encoded(filter)));
    let body = if answered.status.is_success() { answered.json() } else { Value::Null };
    (answered.status, body)
}

/// Some properties with a value that a feature of the collection has.
fn samples(layer: &str) -> Vec<(String, String)> {
    let page = told(&format!("/collections/{layer}/items?limit=30"));
    let mut samples = Vec::new();
    for (name, _) in columns(layer) {
        let values =
            page["features"].as_array().expect("features").iter().map(|f| f["properties"][&name].clone());
        let plain = values.filter(|value| !value.is_null()).find_map(|value| match value {
            Value::String(text) => Some(text),
            Value::Array(items) => items.first()?.as_str().map(str::to_owned),
            other => Some(other.to_string()),
        });
        samples.extend(plain.map(|value| (name, value)));
    }
    samples
}

fn bbox(layer: &str) -> [f64; 4] {
    let collection = told(&format!("/collections/{layer}"));
    let sides = collection["extent"]["spatial"]["bbox"][0].as_array().expect("a box").clone();
    [0, 1, 2, 3].map(|at| sides[at].as_f64().expect("a number"))
}

/// The features that have a place: those that a box around all holds.
fn placed(layer: &str) -> std::collections::BTreeSet<String> {
    let all = told(&format!("/collections/{layer}/items?limit=10000"));
    let features = all["features"].as_array().expect("features").iter();
    features
        .filter(|f| !f["geometry"].is_null())
        .map(|f| f["id"].as_str().expect("an id").to_owned())
        .collect()
}

/// Part 3's tests of a default filter: alike with `filter-lang` and without.
fn filter_is_understood(more: &str) {
    for layer in all_layers() {
        let all = told(&format!("/collections/{layer}/items?limit=1"))["numberMatched"].as_u64();
        let (status, without) = filtered(layer, "nom IS NULL", more);
        assert_eq!(status, StatusCode::OK, "{layer}");
        for feature in without["features"].as_array().expect("features") {
            assert!(feature["properties"]["nom"].is_null(), "{layer}");
        }
        let (_, with) = filtered(layer, "nom IS NOT NULL", more);
        assert_eq!(
            with["numberMatched"].as_u64().zip(without["numberMatched"].as_u64()).map(|(a, b)| a + b),
            all
        );
        assert_eq!(filtered(layer, "THIS IS NOT A FILTER", more).0, StatusCode::BAD_REQUEST, "{layer}");
    }
}

abstract_tests! {
    "/conf/queryables/get-conformance" fn queryables_get_conformance() {
        assert!(declares("queryables"));
    }
    "/conf/queryables/get-queryables-uris" fn get_queryables_uris() {
        for layer in all_layers() {
            let answered = get_with(super::shared(), &format!("/collections/{layer}/items?limit=1"), &[("host", "atlas.example")]);
            let links = answered.headers.get_all("link").iter().filter_map(|v| v.to_str().ok());
            let expected = format!("<http://atlas.example/collections/{layer}/queryables>; rel=\"{QUERYABLES}\"");
            assert!(links.into_iter().any(|link| link.starts_with(&expected)), "{layer}");
        }
    }
    "/conf/queryables/get-queryables" fn get_queryables() {
        for layer in all_layers() {
            let address = format!("/collections/{layer}/queryables");
            let headers = [("host", "atlas.example"), ("accept", "application/schema+json")];
            let answered = get_with(super::shared(), &address, &headers);
            assert_eq!(answered.header("content-type"), "application/schema+json");
            let schema = answered.json();
            assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
            assert_eq!(schema["$id"], format!("http://atlas.example{address}"));
            assert_eq!(schema["type"], "object");
            let properties = schema["properties"].as_object().expect("properties");
            for (name, property) in properties {
                let is_shape = property["format"].as_str().is_some_and(|format| format.starts_with("geometry-"));
                assert!(property["type"].is_string() != is_shape, "{layer}.{name}");
            }
            assert!(properties.contains_key("geometry"));
        }
    }
    "/conf/queryables-query-parameters/get-conformance" fn query_parameters_get_conformance() {
        assert!(declares("queryables-query-parameters"));
    }
    "/conf/queryables-query-parameters/query-param" fn query_param() {
        for layer in LAYERS {
            for (name, value) in samples(layer) {
                let answered = ask(&format!("/collections/{layer}/items?limit=10000&{name}={}", encoded(&value)));
                assert_eq!(answered.status, StatusCode::OK, "{layer}?{name}={value}");
                let page = answered.json();
                let features = page["features"].as_array().expect("features");
                assert!(!features.is_empty(), "{layer}?{name}={value}");
                for feature in features {
                    let has_it = match &feature["properties"][&name] {
                        Value::Array(items) => items.iter().any(|item| item == value.as_str()),
                        Value::String(text) => *text == value,
                        other => {
                            let text = other.to_string();
                            text == value
                        }
                    };
                    assert!(has_it, "{layer}?{name}={value}: {feature}");
                }
            }
            for (name, kind) in columns(layer) {
                if matches!(kind.as_str(), "integer" | "number" | "boolean") {
                    let answered = ask(&format!("/collections/{layer}/items?{name}=wrong"));
                    assert_eq!(answered.status, StatusCode::BAD_REQUEST, "{layer}.{name}");
                }
            }
        }
        assert_eq!(ask("/collections/acteurs/items?famille=wrong").status, StatusCode::BAD_REQUEST);
    }
    "/conf/filter/get-conformance" fn filter_get_conformance() {
        assert!(declares("filter"));
    }
    "/conf/filter/filter-param" fn filter_param() {
        filter_is_understood("&filter-lang=cql2-text");
    }
    "/conf/filter/filter-lang-default" fn filter_lang_default() {
        filter_is_understood("");
    }
    "/conf/filter/expression-construction" fn expression_construction() {
        for layer in all_layers() {
            assert_eq!(told(&format!("/collections/{layer}/queryables"))["additionalProperties"], false);
            assert_eq!(filtered(layer, "this_is_not_a_queryable IS NULL", "").0, StatusCode::BAD_REQUEST);
        }
    }
    "/conf/filter/filter-crs-wgs84" fn filter_crs_wgs84() {
        for layer in all_layers() {
            let [west, south, east, north] = bbox(layer);
            let (status, found) = filtered(layer, &format!("S_INTERSECTS(geometry,BBOX({west},{south},{east},{north}))"), "");
            assert_eq!(status, StatusCode::OK);
            assert_eq!(ids(&found), placed(layer), "{layer}");
            let far = "S_INTERSECTS(geometry,BBOX(1000000,1000000,2000000,2000000))";
            assert_eq!(filtered(layer, far, "").0, StatusCode::BAD_REQUEST);
        }
    }
    "/conf/filter/filter-crs-param" fn filter_crs_param() {
        for layer in ["acteurs", "communes"] {
            let [west, south, east, north] = bbox(layer);
            let wgs84 = format!("&filter-crs={}", encoded("http://www.opengis.net/def/crs/EPSG/0/4326"));
            let turned = format!("S_INTERSECTS(geometry,BBOX({south},{west},{north},{east}))");
            let (status, found) = filtered(layer, &turned, &wgs84);
            assert_eq!(status, StatusCode::OK, "{layer}");
            assert_eq!(ids(&found), placed(layer), "{layer}: latitude first");
            let plain = format!("S_INTERSECTS(geometry,BBOX({west},{south},{east},{north}))");
            let none = format!("&filter-crs={}", encoded(NOTHING));
            assert_eq!(filtered(layer, &plain, &none).0, StatusCode::BAD_REQUEST);
        }
    }
    "/conf/features-filter/get-conformance" fn features_filter_get_conformance() {
        assert!(declares("features-filter"));
    }
    "/conf/features-filter/get-collections" fn features_filter_get_collections() {
        assert!(!collections().is_empty());
    }
    "/conf/features-filter/get-collection" fn features_filter_get_collection() {
        for layer in all_layers() {
            let collection = told(&format!("/collections/{layer}"));
            let href = link(&collection, QUERYABLES, "application/schema+json").expect("a link");
            assert!(href.ends_with(&format!("/collections/{layer}/queryables")), "{href}");
        }
    }
    "/conf/features-filter/filter-on-items" fn filter_on_items() {
        filter_is_understood("&f=geojson");
    }
    "/conf/features-filter/mixing-expression" fn mixing_expression() {
        for layer in all_layers() {
            let [west, south, east, north] = bbox(layer);
            let filter = format!("S_INTERSECTS(geometry,BBOX({west},{south},{east},{north}))");
            let (_, both) = filtered(layer, &filter, &format!("&bbox={west},{south},{east},{north}"));
            assert_eq!(ids(&both), placed(layer), "{layer}");
            let (status, none) = filtered(layer, &filter, "&bbox=100,10,101,11");
            assert_eq!((status, &none["numberMatched"]), (StatusCode::OK, &json!(0)), "{layer}");
        }
    }
}
