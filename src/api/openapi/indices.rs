//! The document on indices: standings, which choices they hang on, and definitions.

use serde_json::{Value, json};

use crate::analysis::index_file::{MOST_BYTES, MOST_PEOPLE};
use crate::analysis::indices_at_hand::AT_HAND;
use crate::analysis::robustness::{DRAWS, LEAST_DRAWS, MOST_DRAWS, MOST_RANKS};
use crate::api::analyses::index_definition::TOML;
use crate::api::items::format::Format;
use crate::api::openapi::operation::{Get, Group, Refusal};
use crate::api::openapi::parameters::{Parameter, one_of, query, text};
use crate::domain::level::Level;
use crate::formats::csv;

/// The path items.
#[must_use]
pub fn paths() -> Vec<(&'static str, Value)> {
    let content = Format::ALL.map(|format| {
        let schema = if format == Format::GeoJson { Some("FeatureCollection") } else { None };
        (format.media_type(), schema)
    });
    let index = Get {
        group: Group::Analyses,
        id: "getIndex",
        summary: "Where territories stand by an index, why, and whether others would stand there too",
        description: "One feature a territory, the best first: its score, the interval of its rank over seeded draws of the choices, its fifth, how much of the weight is known, and a decomposition that adds up. Weights are in the address. With `rows=indicators`, one feature an indicator of a territory. A missing figure lowers what is known; it is never zero.",
        parameters: &[
            "index",
            "version",
            "indexLevel",
            "zone",
            "weights",
            "person",
            "between",
            "seed",
            "draws",
            "rows",
            "geometry",
            "analysisLimit",
            "analysisOffset",
            "analysisFormat",
        ],
        content: &content,
        refusals: &[Refusal::NotAcceptable],
    };
    let sensitivity = Get {
        group: Group::Analyses,
        id: "getIndexSensitivity",
        summary: "Which choices an index hangs on, and which conclusions hold",
        description: "Each choice made otherwise in turn (aggregation, placing by rank, equal weights, each weight halved, half as much again, left out): how ranks move, how many territories stay in their fifth and in the first tenth. And the share of the variance of ranks that comes from each choice by itself.",
        parameters: &[
            "index",
            "indexLevel",
            "weights",
            "person",
            "between",
            "seed",
            "draws",
            "sensitivityFormat",
        ],
        content: &[("application/json", Some("Analysis")), (csv::MEDIA_TYPE, None)],
        refusals: &[],
    };
    let definition = Get {
        group: Group::Analyses,
        id: "getIndexDefinition",
        summary: "The definition of an index at hand, to be copied and changed",
        description: "The file as it is in the program: what each indicator sums and divides, its goalposts and where they come from, blocks. Change it and send it to `/analyses/index`.",
        parameters: &["index", "definitionFormat"],
        content: &[(TOML, None), ("application/json", Some("Analysis"))],
        refusals: &[],
    };
    vec![
        ("/analyses/index", with_post(&index, "postIndex")),
        ("/analyses/index/sensitivity", with_post(&sensitivity, "postIndexSensitivity")),
        ("/analyses/index/definition", definition.item()),
    ]
}

/// By GET of an index at hand, and by POST of a definition.
fn with_post(get: &Get<'_>, id: &str) -> Value {
    let refusals: Vec<Refusal> = get.refusals.iter().copied().chain([Refusal::TooLarge]).collect();
    let parameters: Vec<&str> = get.parameters.iter().copied().filter(|name| *name != "index").collect();
    let mut post = Get {
        id,
        summary: "The same by a definition that is sent",
        parameters: &parameters,
        refusals: &refusals,
        ..get.clone()
    }
    .operation();
    let text = json!({ "type": "string" });
    post["requestBody"] = json!({
        "required": true,
        "description": format!("A definition in TOML, or in JSON when it begins with a brace: at most {MOST_BYTES} bytes. Take one at `/analyses/index/definition` and change it."),
        "content": { TOML: { "schema": text }, "application/json": { "schema": { "type": "object" } } },
    });
    json!({ "get": get.operation(), "post": post })
}

/// The parameters that only these take.
pub(super) fn parameters() -> Vec<Parameter> {
    let levels: Vec<&str> = Level::ALL.map(Level::word).into_iter().chain(["pays"]).collect();
    let with_default = |words: &[&str]| json!({ "type": "string", "enum": words, "default": words[0] });
    let keys = AT_HAND.map(|at_hand| at_hand.key);
    vec![
        query(["index"; 2], "Which index at hand.", with_default(&keys), Value::Null),
        query(
            ["version"; 2],
            "Refuse to answer unless the definition with its weights has this version, as an earlier answer told it.",
            text(),
            Value::Null,
        ),
        query(
            ["indexLevel", "level"],
            "The territories that are compared; `pays` is all communes as one.",
            json!({ "type": "string", "enum": levels, "default": "bassin" }),
            Value::Null,
        ),
        query(
            ["weights"; 2],
            "Points of some indicators, `indicator:points` joined by commas. The others keep those of the definition, of a hundred.",
            json!({ "type": "array", "items": text(), "minItems": 1 }),
            json!(["esat-15-min:30"]),
        ),
        query(
            ["person"; 2],
            format!(
                "What somebody finds important, `name;indicator:points,…`, the name and its semicolon left out at will; once a person, {MOST_PEOPLE} at most. The group's weights are the mean of everybody's shares."
            ),
            json!({ "type": "array", "items": text(), "maxItems": MOST_PEOPLE }),
            json!(["Ana;esat-15-min:30"]),
        ),
        query(
            ["between"; 2],
            "How blocks are put together: geometric, a block at nothing hurts; arithmetic, others make up for it.",
            one_of(&["geometric", "arithmetic"]),
            Value::Null,
        ),
        query(
            ["seed"; 2],
            "What draws come from, instead of the definition's.",
            json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
            Value::Null,
        ),
        query(
            ["draws"; 2],
            format!(
                "Draws of the choices; draws × territories are at most {MOST_RANKS}, fewer are made where {DRAWS} would be more."
            ),
            json!({ "type": "integer", "minimum": LEAST_DRAWS, "maximum": MOST_DRAWS, "default": DRAWS }),
            Value::Null,
        ),
        query(
            ["rows"; 2],
            "What a feature is: a territory, or an indicator of a territory.",
            with_default(&["territories", "indicators"]),
            Value::Null,
        ),
        query(
            ["sensitivityFormat", "f"],
            "JSON, or the choices alone as CSV.",
            with_default(&["json", "csv"]),
            Value::Null,
        ),
        query(
            ["definitionFormat", "f"],
            "TOML with its comments, or the same in JSON.",
            with_default(&["toml", "json"]),
            Value::Null,
        ),
    ]
}
