//! `/conf/geojson`, `/conf/html` and `/conf/oas30`: the forms of answers, and their definition.

use axum::http::StatusCode;
use serde_json::Value;

use super::{all_layers, ask, link, told};
use crate::asking::get_with;

const GEOJSON: &str = "application/geo+json";

/// Addresses that people read too.
const PAGES: [&str; 7] = [
    "/",
    "/conformance",
    "/api",
    "/collections",
    "/collections/acteurs",
    "/collections/acteurs/items",
    "/collections/communes/items/F1001",
];

abstract_tests! {
    "/conf/geojson/definition" fn geojson_definition() {
        for layer in all_layers() {
            let asked = get_with(super::shared(), &format!("/collections/{layer}/items?limit=1"), &[("accept", GEOJSON)]);
            assert_eq!(asked.header("content-type"), GEOJSON);
        }
        for address in ["/", "/conformance", "/collections", "/collections/acteurs"] {
            let asked = get_with(super::shared(), address, &[("accept", "application/json")]);
            assert_eq!(asked.header("content-type"), "application/json", "{address}");
        }
    }
    "/conf/geojson/content" fn geojson_content() {
        for layer in all_layers() {
            let page = told(&format!("/collections/{layer}/items?limit=5"));
            for feature in page["features"].as_array().expect("features") {
                let id = feature["id"].as_str().expect("an id");
                let one = told(&format!("/collections/{layer}/items/{id}"));
                assert_eq!(one["id"], id);
                assert!(one["properties"].is_object());
                let kind = &one["geometry"]["type"];
                let is_known = ["Point", "LineString", "MultiPolygon"].iter().any(|known| kind == known);
                assert!(one["geometry"].is_null() || is_known, "{kind}");
            }
        }
    }
    "/conf/html/definition" fn html_definition() {
        for address in PAGES {
            for (query, accept) in [("", "text/html"), ("?f=html", "*/*"), ("?f=html&lang=en", "application/json")] {
                let page = get_with(super::shared(), &format!("{address}{query}"), &[("accept", accept)]);
                assert_eq!(page.status, StatusCode::OK, "{address}{query}");
                assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{address}{query}");
                let varies = page.headers.get_all("vary").iter().any(|v| v.to_str().is_ok_and(|v| v.to_lowercase().contains("accept")));
                assert!(varies, "{address}");
            }
        }
    }
    "/conf/html/content" fn html_content() {
        for address in PAGES {
            let page = get_with(super::shared(), address, &[("accept", "text/html")]);
            let html = String::from_utf8(page.body).expect("UTF-8");
            assert!(html.starts_with("<!doctype html>"), "{address}");
            assert_eq!(html.matches("<h1").count(), 1, "{address}");
        }
        let matched = told("/collections/acteurs/items?limit=1&famille=association")["numberMatched"].to_string();
        let page = ask("/collections/acteurs/items?famille=association&f=html&lang=en");
        let html = String::from_utf8(page.body).expect("UTF-8").replace(',', "");
        assert!(html.contains(&format!("{matched} match")), "the page counts as the answer does");
    }
    "/conf/oas30/completeness" fn oas30_completeness() {
        let document = told("/api");
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("operations") {
                let responses = operation["responses"].as_object().expect("responses");
                for status in ["200", "304", "400", "414", "431", "500", "503"] {
                    assert!(responses.contains_key(status), "{method} {path}: {status}");
                }
                assert!(!path.contains('{') || responses.contains_key("404"), "{path}");
            }
        }
    }
    "/conf/oas30/oas-definition-1" fn oas30_oas_definition_1() {
        let landing = told("/?f=json");
        let json = link(&landing, "service-desc", "application/vnd.oai.openapi+json;version=3.0").expect("a definition");
        assert_eq!(ask(json).header("content-type"), "application/vnd.oai.openapi+json;version=3.0");
        let html = link(&landing, "service-doc", "text/html").expect("a page");
        assert_eq!(ask(html).header("content-type"), "text/html; charset=utf-8");
    }
    "/conf/oas30/oas-definition-2" fn oas30_oas_definition_2() {
        // By its own schema: `make test-clients` runs openapi-spec-validator.
        let document = told("/api");
        assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.0.")));
        assert!(document["info"]["title"].is_string() && document["info"]["version"].is_string());
        assert!(!document.to_string().contains("\"nullable\":true,\"$ref\""), "3.0 ignores what stands beside $ref");
    }
    "/conf/oas30/exceptions-codes" fn oas30_exceptions_codes() {
        let document = told("/api");
        for (address, path) in [
            ("/collections/nothing", "/collections/{collectionId}"),
            ("/collections/acteurs/items?limit=x", "/collections/acteurs/items"),
            ("/collections/acteurs/items/nobody", "/collections/{collectionId}/items/{featureId}"),
            ("/counts/acteurs?by=x", "/counts/{collectionId}"),
            ("/zones/bassin/x", "/zones/{level}/{code}"),
            ("/search", "/search"),
            ("/tilejson/x", "/tilejson/{tileset}"),
        ] {
            let answered = ask(address);
            let status = answered.status.as_str().to_owned();
            let told = &document["paths"][path]["get"]["responses"][&status];
            let name = told["$ref"].as_str().unwrap_or_else(|| panic!("{address}: {status} is not told"));
            let response = document.pointer(&name[1..]).expect("a response");
            assert!(response["content"][answered.header("content-type")].is_object(), "{address}");
        }
    }
    "/conf/oas30/oas-impl" fn oas30_oas_impl() {
        let document = told("/api");
        let health = told("/health");
        let [edition, snapshot] =
            ["tiles", "snapshot"].map(|name| health[name].as_str().expect("an edition").to_owned());
        let value = |path: &str, name: &str| match name {
            "collectionId" if path.contains("/tiles") => "acteurs".to_owned(),
            "collectionId" => "communes".to_owned(),
            "featureId" | "code" => "F1001".to_owned(),
            "level" => "commune".to_owned(),
            "edition" if path.starts_with("/files/") => snapshot.clone(),
            "edition" => edition.clone(),
            "tileset" => "acteurs".to_owned(),
            "tileMatrixSetId" => "WebMercatorQuad".to_owned(),
            "spriteFile" => "sprite.json".to_owned(),
            "file" => "acteurs.fgb".to_owned(),
            // z/x/y and tileMatrix/tileRow/tileCol of the one tile of zoom 0.
            _ => "0".to_owned(),
        };
        for (path, item) in document["paths"].as_object().expect("paths") {
            let filled = path.split('/').map(|part| match part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
                Some(name) => value(path, name),
                None => part.to_owned(),
            });
            let query = match path.as_str() {
                "/search" => "?q=ile",
                "/analyses/partners" => "?function=ressourcerie&commune=F1001",
                "/analyses/opportunities" => "?zone=departement:F1",
                "/analyses/supplying" => "?zone=departement:F1",
                "/analyses/site-sets" => "?zone=departement:F1",
                "/analyses/suppliers" => "?achat=repas&zone=departement:F1",
                "/analyses/matches" => "?zone=departement:F1",
                "/analyses/whatif" => "?function=esat&add=F1001",
                _ => "",
            };
            let address = format!("{}{query}", filled.collect::<Vec<_>>().join("/"));
            let answered = ask(&address);
            let responses = &item["get"]["responses"];
            if responses.is_null() {
                assert_eq!(answered.status, StatusCode::METHOD_NOT_ALLOWED, "{address}: only by POST");
                continue;
            }
            let is_told: &Value = &responses[answered.status.as_str()];
            // The font is there when the pages were built with Node.
            let may_lack = path.ends_with("woff2");
            assert!(is_told.is_object() && (may_lack || answered.status.is_success()), "{address}: {}", answered.status);
            if answered.status == StatusCode::OK {
                let media = answered.header("content-type");
                assert!(responses["200"]["content"][media].is_object(), "{address}: {media} is not told");
            }
        }
    }
    "/conf/oas30/security" fn oas30_security() {
        let document = told("/api");
        assert!(document.get("security").is_none() && document["components"].get("securitySchemes").is_none());
        for address in PAGES {
            assert_ne!(ask(address).status, StatusCode::UNAUTHORIZED, "nothing asks who one is");
        }
    }
}
