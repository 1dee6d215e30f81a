//! Part 5: `/conf/schemas` and the classes that build on it.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::{all_layers, ask, link, told};
use crate::asking::get_with;

const SCHEMA: &str = "http://www.opengis.net/def/rel/ogc/1.0/schema";
const QUERYABLES: &str = "http://www.opengis.net/def/rel/ogc/1.0/queryables";

/// Words of JSON Schema that we use.
const KEYWORDS: [&str; 6] = ["title", "description", "type", "format", "enum", "items"];

fn schemas() -> Vec<Value> {
    let both = ["schema", "queryables"];
    all_layers()
        .into_iter()
        .flat_map(|layer| both.map(|part| told(&format!("/collections/{layer}/{part}"))))
        .collect()
}

fn properties(schema: &Value) -> &Map<String, Value> {
    schema["properties"].as_object().expect("properties")
}

fn with_role<'a>(schema: &'a Value, role: &str) -> Vec<(&'a String, &'a Value)> {
    properties(schema).iter().filter(|(_, property)| property["x-ogc-role"] == role).collect()
}

fn declares(class: &str) -> bool {
    let uri = json!(format!("http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/{class}"));
    told("/conformance")["conformsTo"].as_array().expect("classes").contains(&uri)
}

fn is_linked_and_answered(rel: &str, part: &str) {
    for layer in all_layers() {
        let collection = told(&format!("/collections/{layer}"));
        let href = link(&collection, rel, "application/schema+json").expect("a link");
        assert!(href.ends_with(&format!("/collections/{layer}/{part}")), "{href}");
        let answered = get_with(super::shared(), href, &[("accept", "application/schema+json")]);
        assert_eq!(
            (answered.status, answered.header("content-type")),
            (StatusCode::OK, "application/schema+json")
        );
    }
}

/// Whether a value is one that a property may have; what is unknown is told by `null`.
fn is_valid(property: &Value, value: &Value) -> bool {
    let of_words =
        |value: &Value, schema: &Value| schema["enum"].as_array().is_none_or(|words| words.contains(value));
    match (property["type"].as_str(), value) {
        (_, Value::Null) => true,
        (Some("string"), Value::String(_)) => of_words(value, property),
        (Some("integer"), Value::Number(number)) => number.is_i64() || number.is_u64(),
        (Some("number"), Value::Number(_)) | (Some("boolean"), Value::Bool(_)) => true,
        (Some("array"), Value::Array(items)) => items.iter().all(|item| is_valid(&property["items"], item)),
        _ => false,
    }
}

abstract_tests! {
    "/conf/schemas/basic-schema-inspection" fn basic_schema_inspection() {
        for layer in all_layers() {
            for part in ["schema", "queryables"] {
                let address = format!("/collections/{layer}/{part}");
                let schema = get_with(super::shared(), &address, &[("host", "atlas.example")]).json();
                assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
                assert_eq!(schema["$id"], format!("http://atlas.example{address}"));
                assert_eq!(schema["type"], "object");
                for (name, property) in properties(&schema) {
                    let is_shape = property["format"].as_str().is_some_and(|format| format.starts_with("geometry-"));
                    assert!(property["type"].is_string() != is_shape, "{layer}.{name}");
                    for keyword in property.as_object().expect("an object").keys() {
                        assert!(KEYWORDS.contains(&keyword.as_str()) || keyword.starts_with("x-"), "{keyword}");
                    }
                }
            }
        }
    }
    "/conf/schemas/role" fn role() {
        for schema in schemas() {
            for property in properties(&schema).values() {
                let role = &property["x-ogc-role"];
                assert!(role.is_null() || role.is_string(), "{role}");
            }
        }
    }
    "/conf/schemas/role-id" fn role_id() {
        for schema in schemas() {
            let ids = with_role(&schema, "id");
            assert_eq!(ids.len(), 1);
            assert_eq!(ids[0].1["type"], "string");
        }
    }
    "/conf/schemas/property-seq" fn property_seq() {
        for schema in schemas() {
            let mut ranks: Vec<u64> =
                properties(&schema).values().map(|p| p["x-ogc-propertySeq"].as_u64().expect("a rank")).collect();
            ranks.sort_unstable();
            assert!(ranks.iter().copied().eq(1..=ranks.len() as u64), "{ranks:?}");
        }
    }
    "/conf/schemas/unit" fn unit() {
        let mut found = 0;
        for schema in schemas() {
            for property in properties(&schema).values().filter(|p| !p["x-ogc-unit"].is_null()) {
                assert!(["km2", "m2", "deg"].contains(&property["x-ogc-unit"].as_str().expect("a text")));
                assert!(property["type"] == "number" || property["type"] == "integer");
                found += 1;
            }
        }
        assert!(0 < found);
    }
    "/conf/schemas/definition" fn definition() {
        for schema in schemas() {
            assert!(properties(&schema).values().all(|property| property["x-ogc-definition"].is_null()));
        }
    }
    "/conf/schemas/nullvalues" fn nullvalues() {
        for schema in schemas() {
            assert!(properties(&schema).values().all(|p| p["x-ogc-nullValues"].is_null()), "null is null");
        }
    }
    "/conf/advanced-property-roles/role-primary-geometry" fn role_primary_geometry() {
        for schema in schemas() {
            let shapes = with_role(&schema, "primary-geometry");
            assert_eq!(shapes.len(), 1);
            assert!(shapes[0].1["type"].is_null() && shapes[0].1["$ref"].is_null());
        }
    }
    "/conf/advanced-property-roles/role-primary-temporal" fn role_primary_temporal() {
        for layer in all_layers() {
            let schema = told(&format!("/collections/{layer}/schema"));
            let instants = with_role(&schema, "primary-instant");
            assert_eq!(instants.len(), usize::from(matches!(layer, "foncier" | "sites")), "{layer}");
            assert!(instants.iter().all(|(_, property)| property["type"] == "string" && property["format"] == "date"));
        }
    }
    "/conf/advanced-property-roles/role-type" fn role_type() {
        for schema in schemas() {
            assert!(with_role(&schema, "type").len() <= 1);
        }
    }
    "/conf/references/role-reference" fn role_reference() {
        let mut found = 0;
        for layer in all_layers() {
            let schema = told(&format!("/collections/{layer}/schema"));
            for (name, property) in with_role(&schema, "reference") {
                let target = property["x-ogc-collectionId"].as_str().expect("a collection");
                let referenced = told(&format!("/collections/{target}/schema"));
                assert_eq!(with_role(&referenced, "id")[0].1["type"], property["type"]);
                let page = told(&format!("/collections/{layer}/items?limit=20"));
                let known = page["features"].as_array().expect("features").iter();
                if let Some(code) = known.filter_map(|f| f["properties"][name].as_str()).next() {
                    assert_eq!(ask(&format!("/collections/{target}/items/{code}")).status, StatusCode::OK, "{layer}.{name} {code}");
                    found += 1;
                }
            }
        }
        assert!(10 < found);
    }
    "/conf/returnables-and-receivables/get-conformance" fn returnables_get_conformance() {
        assert!(declares("schemas") && declares("returnables-and-receivables"));
    }
    "/conf/returnables-and-receivables/link" fn returnables_link() {
        is_linked_and_answered(SCHEMA, "schema");
    }
    "/conf/returnables-and-receivables/op-and-response" fn returnables_op_and_response() {
        is_linked_and_answered(SCHEMA, "schema");
        assert_eq!(ask("/collections/nothing/schema").status, StatusCode::NOT_FOUND);
    }
    "/conf/returnables-and-receivables/response-1" fn returnables_response_1() {
        for layer in all_layers() {
            let schema = told(&format!("/collections/{layer}/schema"));
            assert_eq!(schema["additionalProperties"], false);
            let told_of = properties(&schema);
            let page = told(&format!("/collections/{layer}/items?limit=10000"));
            for feature in page["features"].as_array().expect("features") {
                for (name, value) in feature["properties"].as_object().expect("properties") {
                    let property = told_of.get(name).unwrap_or_else(|| panic!("{layer}.{name} is not told"));
                    assert!(is_valid(property, value), "{layer}.{name}: {value}");
                }
                let kind = match told_of["geometry"]["format"].as_str() {
                    Some("geometry-point") => "Point",
                    Some("geometry-linestring") => "LineString",
                    _ => "MultiPolygon",
                };
                assert!(feature["geometry"].is_null() || feature["geometry"]["type"] == kind);
            }
        }
    }
    "/part5/conf/queryables/get-conformance" fn queryables_get_conformance() {
        assert!(declares("queryables"));
    }
    "/part5/conf/queryables/link" fn queryables_link() {
        is_linked_and_answered(QUERYABLES, "queryables");
    }
    "/part5/conf/queryables/op-and-response" fn queryables_op_and_response() {
        is_linked_and_answered(QUERYABLES, "queryables");
        assert_eq!(ask("/collections/nothing/queryables").status, StatusCode::NOT_FOUND);
    }
}
