//! The definition of the interface says what there is: no more, no less.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use maillage::api::items::page::{DEFAULT_LIMIT, MAX_LIMIT};
use maillage::snapshot::layers::Layer;
use serde_json::Value;

use crate::asking::{found, get};
use crate::worlds::island;

fn document() -> Value {
    found(&island().world.shared, "/api")
}

/// `/a/{layer}/b` and `/a/acteurs/b` → `/a/{}/b`: what a part is called does not matter.
fn plain(path: &str) -> String {
    let is_open = |part: &str| part.starts_with('{') || part.parse::<Layer>().is_ok();
    let parts = path.split('/').map(|part| if is_open(part) { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// The routes that the sources below a folder declare.
fn routes(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in
        fs::read_dir(folder).expect("a folder of sources").map(|entry| entry.expect("an entry").path())
    {
        if entry.is_dir() {
            routes(&entry, found);
            continue;
        }
        let text = fs::read_to_string(&entry).expect("a source");
        for after in text.split(".route(").skip(1) {
            let first = after.trim_start().split([',', '\n']).next().expect("an address");
            let literal = first.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            // A constant of the same file.
            let named = || {
                let (_, value) = text.split_once(&format!("const {first}: &str = \""))?;
                value.split('"').next()
            };
            let path = literal.or_else(named);
            found.insert(plain(path.unwrap_or_else(|| panic!("{}: {first}", entry.display()))));
        }
    }
}

/// All operations: path, method and what is told.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().expect("paths").iter();
    paths
        .flat_map(|(path, item)| {
            let methods = item.as_object().expect("an item").iter();
            methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
        })
        .collect()
}

/// What a reference leads to; anything else is itself.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let Some(reference) = value["$ref"].as_str() else { return value };
    let path = reference.strip_prefix('#').expect("inside of the document");
    document.pointer(path).unwrap_or_else(|| panic!("{reference} leads nowhere"))
}

#[test]
fn every_route_for_programs_is_documented_and_nothing_else() {
    let mut routed = BTreeSet::from(["/".to_owned()]);
    routes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api"), &mut routed);
    let document = document();
    let told: BTreeSet<String> = operations(&document).into_iter().map(|(path, ..)| plain(path)).collect();
    assert_eq!(told, routed);
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    fn references<'a>(value: &'a Value, into: &mut BTreeSet<&'a str>) {
        match value {
            Value::Object(members) => {
                into.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|member| references(member, into));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, into)),
            _ => {}
        }
    }
    let document = document();
    let mut used = BTreeSet::new();
    references(&document, &mut used);
    for reference in &used {
        assert!(document.pointer(&reference[1..]).is_some(), "{reference}");
    }
    for (kind, parts) in document["components"].as_object().expect("components") {
        for name in parts.as_object().expect("parts").keys() {
            let reference = format!("#/components/{kind}/{name}");
            assert!(used.contains(reference.as_str()), "{reference} is used by nothing");
        }
    }
}

#[test]
fn parts_of_addresses_are_parameters_and_every_operation_tells_its_refusals() {
    let document = document();
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        assert!(ids.insert(operation["operationId"].as_str().expect("an id")), "{path}: an id twice");
        let parameters = operation["parameters"].as_array().expect("parameters").iter();
        let named: Vec<&Value> = parameters.map(|parameter| resolved(&document, parameter)).collect();
        let in_path: BTreeSet<&str> =
            named.iter().filter(|p| p["in"] == "path").filter_map(|p| p["name"].as_str()).collect();
        let braces: BTreeSet<&str> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        assert_eq!(in_path, braces, "{method} {path}");
        for parameter in named {
            assert!(parameter["description"].as_str().is_some_and(|text| 3 < text.len()), "{parameter}");
        }
        for status in ["400", "500", "503"] {
            let answer = resolved(&document, &operation["responses"][status]);
            let schema = &answer["content"]["application/problem+json"]["schema"];
            assert_eq!(schema["$ref"], "#/components/schemas/Problem", "{method} {path} {status}");
        }
    }
}

/// QGIS looks for the limits among the components, at the very schema of the parameter.
#[test]
fn the_limits_stand_where_clients_look_for_them() {
    let limit = &document()["components"]["parameters"]["limit"]["schema"];
    assert_eq!(limit["default"], DEFAULT_LIMIT);
    assert_eq!(limit["maximum"], MAX_LIMIT);
    assert_eq!(limit["minimum"], 1);
}

#[test]
fn the_document_says_what_it_is() {
    let answered = get(&island().world.shared, "/api");
    assert_eq!(answered.header("content-type"), "application/vnd.oai.openapi+json;version=3.0");
    assert_eq!(answered.json()["openapi"], "3.0.3");
}
