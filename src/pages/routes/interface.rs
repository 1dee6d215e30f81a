//! Fills the pages that tell of the interface.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::api::openapi::features::ONE;
use crate::pages::interface::{ConformancePage, InterfacePage, OperationRow, ParameterRow};
use crate::pages::notice::Trouble;
use crate::pages::routes::encodings::Told;
use crate::pages::routes::visit::{Visit, render};

/// Standards by what stands in the URIs of their classes.
const STANDARDS: [(&str, &str); 7] = [
    ("/ogcapi-features-1/", "OGC API – Features – Part 1: Core"),
    ("/ogcapi-features-2/", "OGC API – Features – Part 2: Coordinate Reference Systems by Reference"),
    ("/ogcapi-features-3/", "OGC API – Features – Part 3: Filtering"),
    ("/ogcapi-features-5/", "OGC API – Features – Part 5: Schemas"),
    ("/cql2/", "Common Query Language (CQL2)"),
    ("/ogcapi-tiles-1/", "OGC API – Tiles – Part 1: Core"),
    ("/tms/", "Two Dimensional Tile Matrix Set"),
];

/// `/conformance`
pub fn conformance(visit: &Visit, told: &Told) -> Result<String, Trouble> {
    #[derive(Deserialize)]
    struct Conformance {
        #[serde(rename = "conformsTo")]
        conforms_to: Vec<String>,
    }
    let Conformance { conforms_to } = read(told)?;
    let standards = STANDARDS.map(|(mark, title)| {
        let classes = conforms_to.iter().filter(|uri| uri.contains(mark));
        let named = classes.map(|uri| (uri.rsplit('/').next().unwrap_or(uri).to_owned(), uri.clone()));
        (title, named.collect())
    });
    render(&ConformancePage { frame: visit.frame(None), standards: standards.into() })
}

/// `/api`
pub fn operations(visit: &Visit, told: &Told) -> Result<String, Trouble> {
    let document: Value = read(told)?;
    let none = Map::new();
    let paths = document["paths"].as_object().unwrap_or(&none);
    let mut groups: Vec<(String, Vec<OperationRow>)> = document["tags"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|tag| (text(&tag["name"]), Vec::new()))
        .collect();
    for (path, methods) in paths {
        for (method, told) in methods.as_object().unwrap_or(&none) {
            // Those of one collection say the same as those of any.
            let group = groups.iter_mut().find(|(word, _)| told["tags"][0] == **word);
            if let Some((_, operations)) = group.filter(|_| !text(&told["operationId"]).starts_with(ONE)) {
                operations.push(operation(&document, path, method, told));
            }
        }
    }
    groups.retain(|(_, operations)| !operations.is_empty());
    render(&InterfacePage { frame: visit.frame(None), groups })
}

fn operation(document: &Value, path: &str, method: &str, told: &Value) -> OperationRow {
    let none = Map::new();
    let responses = told["responses"].as_object().unwrap_or(&none);
    let content = told["responses"]["200"]["content"].as_object().unwrap_or(&none);
    OperationRow {
        id: text(&told["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        description: text(&told["description"]),
        parameters: told["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|p| parameter(document, p))
            .collect(),
        media: content.keys().cloned().collect(),
        statuses: responses.keys().cloned().collect(),
    }
}

fn parameter(document: &Value, told: &Value) -> ParameterRow {
    let reference =
        told["$ref"].as_str().and_then(|reference| document.pointer(reference.strip_prefix('#')?));
    let told = reference.unwrap_or(told);
    ParameterRow {
        name: text(&told["name"]),
        in_path: told["in"] == "path",
        shape: shape(&told["schema"]),
        description: text(&told["description"]),
        example: told.get("example").map(text),
    }
}

/// `integer 1…10000 = 100`, `json | html`: a schema in a few words.
fn shape(schema: &Value) -> String {
    let words = |schema: &Value| {
        let words = schema["enum"].as_array()?.iter().map(text);
        Some(words.collect::<Vec<_>>().join(" | "))
    };
    let kind = words(schema).or_else(|| words(&schema["items"])).unwrap_or_else(|| text(&schema["type"]));
    let end = |name: &str| schema.get(name).map(text).unwrap_or_default();
    let bounds = match (end("minimum"), end("maximum")) {
        (low, high) if low.is_empty() && high.is_empty() => String::new(),
        (low, high) => format!(" {low}…{high}"),
    };
    let default = schema.get("default").map(|default| format!(" = {}", text(default))).unwrap_or_default();
    format!("{kind}{bounds}{default}")
}

/// A value as it stands in an address.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// What the API answered; it is ours, so that what cannot be read is our trouble.
pub fn read<T: serde::de::DeserializeOwned>(told: &Told) -> Result<T, Trouble> {
    serde_json::from_slice(&told.json).map_err(|error| {
        tracing::error!(%error, "an answer of the API is not what its page expects");
        Trouble::Ours
    })
}
