//! The document on suppliers of a purchase, lots of them, and offers that meet needs.

use serde_json::{Value, json};

use crate::analysis::purchase_reading::COMPETITORS;
use crate::analysis::supplier_labels::Label;
use crate::analysis::suppliers::REACH_MINUTES;
use crate::api::analyses::matches::MINUTES;
use crate::api::analyses::supplier_lots::{ANSWERED, ASKED, MOST_BYTES, MOST_LOTS};
use crate::api::analyses::suppliers_asked::{MOST_COMPETITORS, Rows};
use crate::api::items::format::Format;
use crate::api::openapi::operation::{Get, Group, Refusal, drawing};
use crate::api::openapi::parameters::{Parameter, one_of, query, text};
use crate::domain::offer::OfferKind;
use crate::formats::csv;
use crate::snapshot::ways;

/// The path items.
#[must_use]
pub fn paths() -> Vec<(&'static str, Value)> {
    let content = Format::ALL.map(|format| {
        let schema = if format == Format::GeoJson { Some("FeatureCollection") } else { None };
        (format.media_type(), schema)
    });
    let suppliers = Get {
        group: Group::Analyses,
        id: "getSuppliers",
        summary: "Who could supply a purchase in a perimeter, and how it could be bought",
        description: "For a purchase (in words or by a CPV code) and a perimeter: suppliers inside, those outside whose stated service area reaches it with the part of its people, and apart those near of whom it is unknown whom they serve; one feature a supplier, numbered. Say what is bought by `achat` or by `cpv`. With `rows=lecture`, one feature a way to buy: reserve a lot, split, write a social clause, each with the articles of the French code of public procurement and the figures that it hangs on, to be checked by the buyer. “Local” is never an award criterion.",
        parameters: &[
            "purchase",
            "cpv",
            "suppliersZone",
            "label",
            "suppliersMinutes",
            "competitors",
            "suppliersRows",
            "analysisLimit",
            "analysisOffset",
            "analysisFormat",
        ],
        content: &content,
        refusals: &[Refusal::NotAcceptable],
    };
    let parameters: Vec<&str> = suppliers
        .parameters
        .iter()
        .map(|&name| if name == "suppliersZone" { "zone" } else { name })
        .collect();
    let mut drawn = Get {
        id: "postSuppliers",
        summary: "The same for a perimeter that is drawn",
        description: "What is drawn is joined to the territories of `zone`, if there are any. An actor known by its commune only is in when the whole commune is; how many cannot be told is in `rows=lecture`.",
        parameters: &parameters,
        refusals: &[Refusal::NotAcceptable, Refusal::TooLarge],
        ..suppliers.clone()
    }
    .operation();
    drawn["requestBody"] = drawing();
    let mut lots = Get {
        group: Group::Analyses,
        id: "postSupplierLots",
        summary: "A table of lots in, a table of answers out",
        description: "Each row of a CSV is a question of `/analyses/suppliers`; each is answered in its order, with figures and the reading, or with the reason why not. None is lost.",
        parameters: &[],
        content: &[(csv::MEDIA_TYPE, None)],
        refusals: &[Refusal::TooLarge],
    }
    .operation();
    lots["requestBody"] = json!({
        "required": true,
        "description": format!("A CSV in UTF-8, separated by semicolons or commas, as its first line is; columns among {}; of the answer: {}. At most {MOST_BYTES} bytes and {MOST_LOTS} lots.", ASKED.join(", "), ANSWERED.join(", ")),
        "content": { "text/csv": { "schema": { "type": "string" }, "example": "lot;achat;zone\n1;linge;bassin:44109\n" } },
    });
    let matches = Get {
        group: Group::Analyses,
        id: "getMatches",
        summary: "Which offers meet the needs of a zone, and why",
        description: "What actors of a zone say they need, beside what others say they offer: one feature a pair, drawn where the offer is, and one a need that nothing known meets. Same kind, products that do not contradict each other, periods with a day in common, a way within the minutes that either would go; the part of the need that is covered where both say how much in one unit. No score. What nobody wrote down is not known.",
        parameters: &[
            "needsZone",
            "offerKind",
            "matchMinutes",
            "analysisLimit",
            "analysisOffset",
            "analysisFormat",
        ],
        content: &content,
        refusals: &[Refusal::NotAcceptable],
    };
    vec![
        ("/analyses/suppliers", json!({ "get": suppliers.operation(), "post": drawn })),
        ("/analyses/suppliers/lots", json!({ "post": lots })),
        ("/analyses/matches", matches.item()),
    ]
}

/// The parameters that only these take.
pub(super) fn parameters() -> Vec<Parameter> {
    let minutes = |otherwise: u32| json!({ "type": "integer", "minimum": 0, "maximum": ways::REACH_MINUTES, "default": otherwise });
    vec![
        query(
            ["purchase", "achat"],
            "What is bought, in words or by its key in the table of purchases.",
            text(),
            json!("espaces verts"),
        ),
        query(
            ["cpv"; 2],
            "What is bought, by a code of the Common Procurement Vocabulary: two to eight digits, a check digit at will.",
            text(),
            Value::Null,
        ),
        query(
            ["suppliersZone", "zone"],
            "The perimeter: `level:code`, several joined by commas.",
            text(),
            json!("bassin:44109"),
        ),
        query(
            ["label"; 2],
            "Only suppliers with one of these labels, joined by commas.",
            json!({ "type": "array", "items": one_of(&Label::ALL.map(Label::word)), "minItems": 1 }),
            json!(["esat", "ea"]),
        ),
        query(
            ["suppliersMinutes", "minutes"],
            "Minutes at most to suppliers outside of whom it is unknown whom they serve.",
            minutes(REACH_MINUTES),
            Value::Null,
        ),
        query(
            ["competitors", "concurrents"],
            "How many candidates a competition takes: a convention.",
            json!({ "type": "integer", "minimum": 1, "maximum": MOST_COMPETITORS, "default": COMPETITORS }),
            Value::Null,
        ),
        query(
            ["suppliersRows", "rows"],
            "What a feature is: a supplier, or a way to buy.",
            json!({ "type": "string", "enum": Rows::ALL.map(Rows::word), "default": Rows::Suppliers.word() }),
            Value::Null,
        ),
        query(
            ["needsZone", "zone"],
            "Whose needs: `level:code`, several joined by commas.",
            text(),
            json!("bassin:44109"),
        ),
        query(
            ["offerKind", "kind"],
            "Only what is about this.",
            one_of(&OfferKind::ALL.map(OfferKind::word)),
            json!("materiel"),
        ),
        query(
            ["matchMinutes", "minutes"],
            "Minutes at most between who offers and who needs.",
            minutes(MINUTES),
            Value::Null,
        ),
    ]
}
