//! The abstract tests of OGC API Features and CQL2, each under the id that its standard gives it:
//! 17-069r4 (core), 18-058r1 (reference systems), 19-079r2 (filtering), 23-058r1 (schemas) and
//! 21-065r2 (CQL2). Those that want the data set of CQL2 are asked of ours, with expressions of
//! the same shape, and what must hold between their answers.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::StatusCode;
use maillage::api::filters::encoded;
use maillage::api::state::Shared;
use maillage::query::filter::{Language, parse};
use maillage::snapshot::layers::Layer;
use serde_json::Value;

use crate::asking::{Answered, found, get};
use crate::worlds::island;

/// Tests named by their ids, and the list of these.
macro_rules! abstract_tests {
    ($($id:literal fn $name:ident() $body:block)*) => {
        /// The ids that are tested here.
        pub const TESTED: &[&str] = &[$($id),*];
        $(#[test]
        fn $name() $body)*
    };
}

mod comparison;
mod core;
mod crs;
mod encodings;
mod filter;
mod ids;
mod logic;
mod schemas;
mod spatial;

/// Collections of each shape and kind of column.
const LAYERS: [&str; 4] = ["communes", "acteurs", "foncier", "equipements"];

fn shared() -> &'static Arc<Shared> {
    &island().world.shared
}

fn ask(address: &str) -> Answered {
    get(shared(), address)
}

fn told(address: &str) -> Value {
    found(shared(), address)
}

fn all_layers() -> [&'static str; Layer::ALL.len()] {
    Layer::ALL.map(Layer::name)
}

/// The collections as the service lists them.
fn collections() -> Vec<Value> {
    told("/collections")["collections"].as_array().expect("a list").clone()
}

fn links(document: &Value) -> &[Value] {
    document["links"].as_array().expect("links")
}

/// The link of a relation and media type, as path and query.
fn link<'a>(document: &'a Value, rel: &str, kind: &str) -> Option<&'a str> {
    let is_it =
        |link: &&Value| link["rel"] == rel && link["type"].as_str().is_some_and(|t| t.starts_with(kind));
    links(document).iter().find(is_it).and_then(|link| link["href"].as_str())
}

fn ids(collection: &Value) -> BTreeSet<String> {
    let features = collection["features"].as_array().expect("features").iter();
    features.map(|feature| feature["id"].as_str().expect("an id").to_owned()).collect()
}

/// How many features satisfy a condition, alike in both encodings; `None` when it is refused.
fn matched(layer: &str, condition: &str) -> Option<u64> {
    let address =
        format!("/collections/{layer}/items?limit=1&filter-lang=cql2-text&filter={}", encoded(condition));
    let answered = ask(&address);
    if answered.status == StatusCode::BAD_REQUEST {
        return None;
    }
    assert_eq!(answered.status, StatusCode::OK, "{condition}: {}", String::from_utf8_lossy(&answered.body));
    let in_text = answered.json()["numberMatched"].as_u64();
    let json = parse(condition, Language::Text).expect("it was just read").to_json().to_string();
    let address =
        format!("/collections/{layer}/items?limit=1&filter-lang=cql2-json&filter={}", encoded(&json));
    assert_eq!(told(&address)["numberMatched"].as_u64(), in_text, "{json}");
    in_text
}

/// The same of a condition that must be understood.
fn count(layer: &str, condition: &str) -> u64 {
    matched(layer, condition).unwrap_or_else(|| panic!("{layer}: {condition} is refused"))
}

/// Two conditions that no feature satisfies both.
fn exclude_each_other(layer: &str, one: &str, other: &str) {
    assert_eq!(count(layer, &format!("({one}) AND ({other})")), 0, "{layer}: {one} / {other}");
}

/// The properties of a collection that have a type, by name.
fn columns(layer: &str) -> Vec<(String, String)> {
    let queryables = told(&format!("/collections/{layer}/queryables"));
    let properties = queryables["properties"].as_object().expect("properties").iter();
    properties
        .filter_map(|(name, schema)| Some((name.clone(), schema["type"].as_str()?.to_owned())))
        .collect()
}

/// A literal to compare a column with.
fn literal(kind: &str) -> Option<&'static str> {
    match kind {
        "string" => Some("'foo'"),
        "boolean" => Some("true"),
        "number" => Some("3.14"),
        "integer" => Some("1"),
        _ => None,
    }
}

#[test]
fn every_abstract_test_of_a_declared_class_is_done_or_excused() {
    let tested: BTreeSet<&str> = [
        core::TESTED,
        encodings::TESTED,
        crs::TESTED,
        filter::TESTED,
        schemas::TESTED,
        comparison::TESTED,
        spatial::TESTED,
        logic::TESTED,
    ]
    .into_iter()
    .flatten()
    .copied()
    .collect();
    let conformance = told("/conformance");
    let declared = conformance["conformsTo"].as_array().expect("classes");
    let (mut passed, mut left_out) = (0, 0);
    let mut known = BTreeSet::new();
    for class in declared.iter().map(|class| class.as_str().expect("a URI")) {
        let class = class.strip_prefix("http://www.opengis.net/spec/").expect("a class of the OGC");
        let Some((_, tests)) = ids::CLASSES.iter().find(|(uri, _)| *uri == class) else {
            panic!("{class} is declared and its abstract tests are not listed");
        };
        for test in *tests {
            known.insert(*test);
            match ids::LEFT_OUT.iter().find(|(id, _)| id == test) {
                None => assert!(tested.contains(test), "{test} of {class} is neither tested nor excused"),
                Some((_, reason)) => {
                    assert!(!tested.contains(test), "{test} is tested and excused");
                    println!("left out  {test}: {reason}");
                }
            }
            let is_left_out = ids::LEFT_OUT.iter().any(|(id, _)| id == test);
            left_out += usize::from(is_left_out);
            if !is_left_out {
                println!("tested    {test}");
                passed += 1;
            }
        }
    }
    let of_no_class: Vec<_> = tested.difference(&known).collect();
    assert!(of_no_class.is_empty(), "tests of no declared class: {of_no_class:?}");
    println!("{passed} abstract tests done, {left_out} left out");
}
