//! The schemas of our own formats say what the readers read: same columns, same words, and their
//! examples make a row that is accepted.

use std::collections::BTreeMap;
use std::io::Read;

use maillage::domain::tie::TieKind;
use maillage::ingest::item::Item;
use maillage::ingest::ledger::Ledger;
use maillage::ingest::open::Head;
use maillage::ingest::outlet::{Outlet, Sink, Verdict};
use maillage::ingest::{catalogue, land_limits, offers, ptce, ties};
use serde_json::Value;

/// A schema, the columns that its reader reads, and those without which a file is none of this kind.
const SCHEMAS: [(&str, &[&str], &[&str]); 4] = [
    (include_str!("../../data/schemas/ptce.schema.json"), &ptce::COLUMNS, ptce::SIGNATURE),
    (include_str!("../../data/schemas/liens.schema.json"), &ties::COLUMNS, ties::SIGNATURE),
    (include_str!("../../data/schemas/offres.schema.json"), &offers::COLUMNS, offers::SIGNATURE),
    (
        include_str!("../../data/schemas/contraintes.schema.json"),
        &land_limits::COLUMNS,
        land_limits::SIGNATURE,
    ),
];

fn schemas() -> impl Iterator<Item = (Value, &'static [&'static str], &'static [&'static str])> {
    SCHEMAS.into_iter().map(|(text, columns, signature)| {
        (serde_json::from_str(text).expect("a JSON document"), columns, signature)
    })
}

fn fields(schema: &Value) -> &[Value] {
    schema["fields"].as_array().expect("fields")
}

struct Keep(Vec<Item>);

impl Sink for Keep {
    fn take(&mut self, item: Item, _: &mut Vec<(&'static str, String)>) -> Verdict {
        self.0.push(item);
        Verdict::Accepted
    }
}

#[test]
fn a_schema_has_the_columns_that_its_reader_reads() {
    for (schema, columns, signature) in schemas() {
        let told: Vec<&str> =
            fields(&schema).iter().map(|field| field["name"].as_str().expect("a name")).collect();
        assert_eq!(told, columns, "{}", schema["name"]);
        assert!(signature.iter().all(|name| told.contains(name)), "{}", schema["name"]);
        let described = |field: &Value| field["description"].as_str().is_some_and(|text| text.ends_with('.'));
        assert!(fields(&schema).iter().all(described), "{}", schema["name"]);
        // Every schema of the folder is held against a reader.
        assert!(schema["name"].is_string());
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/schemas");
    assert_eq!(std::fs::read_dir(folder).expect("there").count(), SCHEMAS.len());
}

#[test]
fn the_examples_of_a_schema_make_a_row_that_its_reader_takes_as_it_is() {
    for (schema, columns, _) in schemas() {
        let of = |field: &Value| field["example"].as_str().expect("an example").to_owned();
        let row: Vec<String> = fields(&schema).iter().map(of).collect();
        let file = format!("{}\n{}\n", columns.join(";"), row.join(";"));
        let names = columns.iter().map(|&name| name.to_owned()).collect();
        let kind =
            catalogue::recognise(&Head::Table { columns: names, separator: b';' }).expect("recognised");
        assert_eq!(kind.source, schema["name"]);
        let mut ledger = Ledger::default();
        let mut sink = Keep(Vec::new());
        let input: Box<dyn Read + Send> = Box::new(std::io::Cursor::new(file.into_bytes()));
        (kind.read)(input, b';', &mut Outlet::new(&mut ledger, &mut sink)).expect("readable");
        assert_eq!(
            (ledger.read, ledger.accepted, &ledger.mended),
            (1, 1, &BTreeMap::new()),
            "{}",
            kind.source
        );
    }
}

#[test]
fn the_words_of_a_schema_are_those_of_the_domain() {
    let (schema, ..) = schemas().find(|(schema, ..)| schema["name"] == "liens").expect("ties");
    let field = fields(&schema).iter().find(|field| field["name"] == "lien_genre").expect("a kind");
    let words: Vec<&str> = TieKind::ALL.iter().map(|kind| kind.word()).collect();
    assert_eq!(field["constraints"]["enum"], serde_json::json!(words));
}
