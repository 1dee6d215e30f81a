//! The document on sites for places.

use serde_json::{Value, json};

use crate::analysis::site_exclusions::Exclusion;
use crate::analysis::sites::Ranking;
use crate::api::analyses::sites_asked::{MOST_M2, MOST_MINUTES, MOST_SITES, Rows};
use crate::api::items::format::Format;
use crate::api::openapi::operation::{Get, Group, Refusal};
use crate::api::openapi::parameters::{Parameter, one_of, query, text};
use crate::domain::function::Functions;
use crate::domain::place::{Criterion, Places};

/// The path items.
#[must_use]
pub fn paths() -> Vec<(&'static str, Value)> {
    let content = Format::ALL.map(|format| {
        let schema = if format == Format::GeoJson { Some("FeatureCollection") } else { None };
        (format.media_type(), schema)
    });
    let sites = Get {
        group: Group::Analyses,
        id: "getSites",
        summary: "On which sites a place could be made, with what is for and against each",
        description: "For a kind of place (a third place, a shared workshop, a food laboratory…) or any function: the sites of a zone that could host it, the best first, each with its score out of 100, the points of each criterion which add up to it, what is unknown, and whether its rank is firm. Sites that could not are apart, each with its reasons (`rows=ecartes`). `rows=criteres` has one feature a site and criterion, with value, unit, goalposts, sources and where its rows can be read; `rows=bilan` how many were kept, how far the inventory goes, how many of the first ten stay without each criterion; `rows=communes` and `rows=acteurs` what the figures of one `site` are made of. Unknown is never nothing, and excludes nothing.",
        parameters: &[
            "sitesZone",
            "place",
            "siteFunction",
            "surface",
            "built",
            "sitesMinutes",
            "exclude",
            "siteWeights",
            "rankingMethod",
            "leftOut",
            "site",
            "sitesRows",
            "analysisLimit",
            "analysisOffset",
            "analysisFormat",
        ],
        content: &content,
        refusals: &[Refusal::NotAcceptable],
    };
    vec![("/analyses/sites", sites.item())]
}

/// The parameters that only this takes.
pub(super) fn parameters() -> Vec<Parameter> {
    let places = Places::embedded();
    let kinds: Vec<&str> = places.kinds().iter().map(|kind| kind.key.as_str()).collect();
    let functions = Functions::embedded();
    let functions: Vec<&str> = functions.list().iter().map(|function| function.key.as_str()).collect();
    let square_meters = || json!({ "type": "integer", "minimum": 0, "maximum": MOST_M2 });
    let some_of = |words: &[&str]| json!({ "type": "array", "items": one_of(words) });
    vec![
        query(
            ["sitesZone", "zone"],
            "Where: `level:code`, several joined by commas; the whole country without.",
            text(),
            json!("departement:44"),
        ),
        query(
            ["place"; 2],
            "The kind of place: what it needs and what matters for it.",
            json!({ "type": "string", "enum": kinds, "default": kinds[0] }),
            json!("coworking"),
        ),
        query(
            ["siteFunction", "function"],
            "The function that it fulfils, if not that of its kind.",
            one_of(&functions),
            json!("ressourcerie"),
        ),
        query(
            ["surface"; 2],
            "Land at least, m²; 0 where it does not matter. That of the kind without.",
            square_meters(),
            json!(300),
        ),
        query(
            ["built"; 2],
            "Built area wanted, m²; 0 where it does not matter. That of the kind without.",
            square_meters(),
            Value::Null,
        ),
        query(
            ["sitesMinutes", "minutes"],
            "Within so many minutes of a place of that function, people count as served. Those of the kind without.",
            json!({ "type": "integer", "minimum": 1, "maximum": MOST_MINUTES }),
            Value::Null,
        ),
        query(
            ["exclude"; 2],
            "The reasons that set a site aside, joined by commas; empty for none.",
            json!({ "type": "array", "items": one_of(&Exclusion::ALL.map(Exclusion::word)), "default": Exclusion::USUAL.map(Exclusion::word) }),
            Value::Null,
        ),
        query(
            ["siteWeights", "weights"],
            "Weights from 0 to 10 as `criterion:weight`, joined by commas; those that are not named keep that of the kind.",
            text(),
            json!("gare:3,manque:2"),
        ),
        query(
            ["rankingMethod", "method"],
            "How sites are ranked: by the weighted mean on fixed goalposts, or by TOPSIS, which hangs on who is compared.",
            json!({ "type": "string", "enum": Ranking::ALL.map(Ranking::word), "default": Ranking::default().word() }),
            Value::Null,
        ),
        query(
            ["leftOut", "left_out"],
            "Criteria that do not count, joined by commas.",
            some_of(&Criterion::ALL.map(Criterion::word)),
            Value::Null,
        ),
        query(
            ["site"; 2],
            "Only these sites, joined by commas; their ranks are those in the zone.",
            json!({ "type": "array", "items": { "type": "string" }, "maxItems": MOST_SITES }),
            Value::Null,
        ),
        query(
            ["sitesRows", "rows"],
            "What a feature is.",
            json!({ "type": "string", "enum": Rows::ALL.map(Rows::word), "default": Rows::Sites.word() }),
            Value::Null,
        ),
    ]
}
