//! The document on questions whose answers are computed.

use serde_json::{Value, json};

use crate::analysis::chains_told::{self, STATES};
use crate::analysis::links::REACH;
use crate::analysis::supplying::DEFAULT_EACH;
use crate::analysis::told::{VERDICTS, word};
use crate::api::analyses::sheet::{DEFAULT_LIMIT, Drawn, MOST_AREAS, MOST_POINTS};
use crate::api::analyses::supplying::MOST_EACH;
use crate::api::items::format::Format;
use crate::api::openapi::operation::{Get, Group, Refusal};
use crate::api::openapi::parameters::{Parameter, one_of, query, text};
use crate::domain::function::Stage;
use crate::domain::level::Level;
use crate::snapshot::ways::REACH_MINUTES;

/// The path items.
#[must_use]
pub fn paths() -> Vec<(&'static str, Value)> {
    let content = Format::ALL.map(|format| {
        let schema = if format == Format::GeoJson { Some("FeatureCollection") } else { None };
        (format.media_type(), schema)
    });
    let gaps = Get {
        group: Group::Analyses,
        id: "getGaps",
        summary: "What is missing where, how sure that is, and why",
        description: "Each function in each territory of a level, judged beside territories of the same kind: one feature a pair, sure gaps first. Four answers are kept apart: not measured, too few expected to conclude, gap (sure or probable), no gap. Each feature bears its figures, an interval, how far people have to go, its sources, its reliability, the version of the method and the snapshot.",
        parameters: &[
            "zone",
            "analysisLevel",
            "function",
            "verdict",
            "geometry",
            "analysisLimit",
            "analysisOffset",
            "analysisFormat",
        ],
        content: &content,
        refusals: &[Refusal::NotAcceptable],
    };
    let chains = Get {
        group: Group::Analyses,
        id: "getChains",
        summary: "Which link of a chain is missing where, and who nearby holds it",
        description: "Each stage of each chain in each territory of a level: held, held by nobody known, or not known; missing links first. Each feature bears how whole the chain is on its best path, whether the path needs the stage, the two nearest holders outside with minutes, its sources, its reliability, the version of the method and the snapshot. Communes are too small for a chain and are refused.",
        parameters: &[
            "zone",
            "analysisLevel",
            "chain",
            "stage",
            "state",
            "needed",
            "geometry",
            "analysisLimit",
            "analysisOffset",
            "analysisFormat",
        ],
        content: &content,
        refusals: &[Refusal::NotAcceptable],
    };
    let supplying = Get {
        group: Group::Analyses,
        id: "getSupplying",
        summary: "Which canteen of a zone gets from whom, if each producer supplies so many",
        description: "Those who hold the last stage of a chain in a zone are matched with those who hold its first within reach, so that most are supplied and all drive least: one feature a canteen, with its producer, or why it has none. No source tells quantities: how many canteens a producer supplies is a supposition of whoever asks. A zone must be named, and one with too many ways between places is refused.",
        parameters: &[
            "canteensZone",
            "chain",
            "each",
            "minutes",
            "analysisLimit",
            "analysisOffset",
            "analysisFormat",
        ],
        content: &content,
        refusals: &[Refusal::NotAcceptable],
    };
    vec![
        ("/analyses/chains", chains.item()),
        ("/analyses/gaps", gaps.item()),
        ("/analyses/supplying", supplying.item()),
    ]
}

/// The parameters that only these take.
pub(super) fn parameters() -> Vec<Parameter> {
    let words = |words: &[&str]| json!({ "type": "array", "items": one_of(words), "minItems": 1 });
    let level = json!({ "type": "string", "enum": Level::ALL.map(Level::word), "default": "bassin" });
    vec![
        query(["analysisLevel", "level"], "The territories that are judged.", level, Value::Null),
        query(
            ["function"; 2],
            "Only these functions: keys of the catalogue, or `france-services`, joined by commas.",
            json!({ "type": "array", "items": text(), "minItems": 1 }),
            json!(["tiers-lieu"]),
        ),
        query(
            ["verdict"; 2],
            "Only what is said to be so, joined by commas.",
            words(&VERDICTS.map(word)),
            json!(["manque-sur", "manque-probable"]),
        ),
        query(
            ["chain"; 2],
            "Only these chains: keys of the catalogue, joined by commas.",
            json!({ "type": "array", "items": text(), "minItems": 1 }),
            json!(["legumes"]),
        ),
        query(
            ["canteensZone", "zone"],
            "Whose canteens: `level:code`, several joined by commas.",
            text(),
            json!("bassin:44109"),
        ),
        query(
            ["each"; 2],
            "Canteens that a producer is supposed to supply.",
            json!({ "type": "integer", "minimum": 1, "maximum": MOST_EACH, "default": DEFAULT_EACH }),
            Value::Null,
        ),
        query(
            ["minutes"; 2],
            "Minutes at most between a producer and a canteen.",
            json!({ "type": "integer", "minimum": 1, "maximum": REACH_MINUTES, "default": REACH as u32 }),
            Value::Null,
        ),
        query(
            ["stage"; 2],
            "Only these stages of chains, joined by commas.",
            words(&Stage::ALL.map(Stage::word)),
            json!(["processing"]),
        ),
        query(
            ["state"; 2],
            "Only stages in these states, joined by commas.",
            words(&STATES.map(chains_told::word)),
            json!(["aucun-connu"]),
        ),
        query(
            ["needed"; 2],
            "Only stages that nobody known holds and that the chain cannot do without, or only the others.",
            json!({ "type": "boolean" }),
            Value::Null,
        ),
        query(
            ["geometry"; 2],
            "What stands for a territory: its outline, or a point inside of it.",
            json!({ "type": "string", "enum": Drawn::ALL.map(Drawn::word), "default": Drawn::Area.word() }),
            json!("point"),
        ),
        query(
            ["analysisLimit", "limit"],
            format!(
                "Features at once. More than {MOST_AREAS} outlines, or {MOST_POINTS} points, are answered with as many."
            ),
            json!({ "type": "integer", "minimum": 1, "maximum": MOST_POINTS, "default": DEFAULT_LIMIT }),
            Value::Null,
        ),
        query(
            ["analysisOffset", "offset"],
            "Features to pass over; `next` links do so.",
            json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX, "default": 0 }),
            Value::Null,
        ),
        query(
            ["analysisFormat", "f"],
            "The format, instead of the header `Accept`.",
            one_of(&Format::ALL.map(Format::word)),
            json!("csv"),
        ),
    ]
}
