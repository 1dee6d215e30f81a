//! `/conf/crs`: reference systems by reference.

use axum::http::StatusCode;
use maillage::api::filters::encoded;
use maillage::geometry::projection::{Grid, Projector};
use serde_json::Value;

use super::{ask, collections, ids, told};

const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
const WGS84: &str = "http://www.opengis.net/def/crs/EPSG/0/4326";
const LAMBERT93: &str = "http://www.opengis.net/def/crs/EPSG/0/2154";

/// Those in which the island can be told: the legal grids of far places end before it.
const HERE: [&str; 4] = [CRS84, WGS84, "http://www.opengis.net/def/crs/EPSG/0/3857", LAMBERT93];

fn uris(collection: &Value) -> Vec<&str> {
    collection["crs"].as_array().expect("a list").iter().map(|uri| uri.as_str().expect("a text")).collect()
}

fn points(query: &str) -> Vec<[f64; 2]> {
    let page = told(&format!("/collections/acteurs/items?limit=50&{query}"));
    let at = |feature: &Value| {
        let pair = feature["geometry"]["coordinates"].as_array()?;
        Some([pair[0].as_f64()?, pair[1].as_f64()?])
    };
    page["features"].as_array().expect("features").iter().filter_map(at).collect()
}

abstract_tests! {
    "/conf/crs/crs-uri" fn crs_uri() {
        for collection in collections() {
            for uri in uris(&collection) {
                let code = uri.strip_prefix("http://www.opengis.net/def/crs/").expect("a URI of the OGC");
                assert_eq!(code.split('/').count(), 3, "{uri}: authority, version, code");
            }
        }
    }
    "/conf/crs/default-crs" fn default_crs() {
        for collection in collections() {
            assert!(uris(&collection).contains(&CRS84));
        }
    }
    "/conf/crs/storageCrs" fn storage_crs() {
        for collection in collections() {
            assert!(uris(&collection).contains(&collection["storageCrs"].as_str().expect("a text")));
        }
    }
    "/conf/crs/crs-parameter" fn crs_parameter() {
        for collection in collections() {
            let layer = collection["id"].as_str().expect("an id");
            for uri in HERE {
                let answered = ask(&format!("/collections/{layer}/items?limit=2&crs={}", encoded(uri)));
                assert_eq!(answered.status, StatusCode::OK, "{layer} {uri}");
                assert_eq!(answered.header("content-crs"), format!("<{uri}>"));
                let page = answered.json();
                let id = page["features"][0]["id"].as_str().expect("an id");
                let one = ask(&format!("/collections/{layer}/items/{id}?crs={}", encoded(uri)));
                assert_eq!(one.header("content-crs"), format!("<{uri}>"));
                assert_eq!(one.json()["geometry"], page["features"][0]["geometry"], "{layer} {uri}");
            }
        }
    }
    "/conf/crs/crs-parameter-default" fn crs_parameter_default() {
        let plain = ask("/collections/acteurs/items?limit=20");
        let named = ask(&format!("/collections/acteurs/items?limit=20&crs={}", encoded(CRS84)));
        assert_eq!(plain.header("content-crs"), format!("<{CRS84}>"));
        assert_eq!(plain.json()["features"], named.json()["features"]);
    }
    "/conf/crs/crs-parameter-invalid" fn crs_parameter_invalid() {
        for uri in ["http://www.opengis.net/def/crs/OGC/0/does_not_exist", "4326", ""] {
            let address = format!("/collections/acteurs/items?crs={}", encoded(uri));
            assert_eq!(ask(&address).status, StatusCode::BAD_REQUEST, "{uri}");
        }
    }
    "/conf/crs/crs-parameter-transform" fn crs_parameter_transform() {
        let degrees = points("");
        assert!(30 < degrees.len());
        for ([lon, lat], [first, second]) in degrees.iter().zip(points(&format!("crs={}", encoded(WGS84)))) {
            assert_eq!([*lat, *lon], [first, second], "latitude first");
        }
        let projector = Projector::new(Grid::Lambert93);
        for ([lon, lat], [x, y]) in degrees.iter().zip(points(&format!("crs={}", encoded(LAMBERT93)))) {
            let (east, north) = projector.from_degrees(*lon, *lat).expect("inside of the grid");
            assert!((east - x).abs() < 0.02 && (north - y).abs() < 0.02, "{x} {y} / {east} {north}");
        }
    }
    "/conf/crs/bbox-crs-parameter" fn bbox_crs_parameter() {
        let projector = Projector::new(Grid::Lambert93);
        let (x0, y0) = projector.from_degrees(-5.6, 46.0).expect("inside");
        let (x1, y1) = projector.from_degrees(-5.3, 46.25).expect("inside");
        let query = format!(
            "bbox={x0},{y0},{x1},{y1}&bbox-crs={uri}&crs={uri}",
            uri = encoded(LAMBERT93)
        );
        let inside = points(&query);
        assert!(!inside.is_empty());
        assert!(inside.iter().all(|[x, y]| (x0..=x1).contains(x) && (y0..=y1).contains(y)), "{inside:?}");
        let swapped = ids(&told(&format!("/collections/acteurs/items?limit=10000&bbox=46.0,-5.6,46.2,-5.3&bbox-crs={}", encoded(WGS84))));
        let plain = ids(&told("/collections/acteurs/items?limit=10000&bbox=-5.6,46.0,-5.3,46.2"));
        assert!(!plain.is_empty());
        assert_eq!(swapped, plain, "latitude first");
    }
    "/conf/crs/bbox-crs-parameter-default" fn bbox_crs_parameter_default() {
        let address = "/collections/acteurs/items?limit=10000&bbox=-5.6,46.0,-5.3,46.2";
        let named = told(&format!("{address}&bbox-crs={}", encoded(CRS84)));
        assert_eq!(ids(&told(address)), ids(&named));
    }
    "/conf/crs/bbox-crs-parameter-invalid" fn bbox_crs_parameter_invalid() {
        let uri = encoded("http://www.opengis.net/def/crs/OGC/0/does_not_exist");
        let answered = ask(&format!("/collections/acteurs/items?bbox=-5.6,46.0,-5.3,46.2&bbox-crs={uri}"));
        assert_eq!(answered.status, StatusCode::BAD_REQUEST);
    }
}
