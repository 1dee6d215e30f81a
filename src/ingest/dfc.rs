//! Data Food Consortium: enterprises, what they supply, and to whom, from a JSON-LD document.
//!
//! Read is what the business ontology calls `Enterprise`, `SuppliedProduct`, and the properties `name`, `supplies`,
//! `suppliedBy`, `suppliesTo`, `hasType`; product types are named by the taxonomies (`productTypes.rdf#apples`). A document is an
//! object, a list, or `@graph`s of objects; names may be compact (`dfc-b:Enterprise`) or whole, values single or in a
//! list, ends an `@id` or an object with one. No context is fetched: a name is told by what follows its last `#`, `/` or
//! `:`. `Person` is left unread: nothing of natural persons is taken in.
//!
//! No public catalogue of DFC was in hand: the reader is a function for whoever has one, and no kind of the
//! catalogue of files. An end that bears a SIRET (`hasSiret`, or an `@id` that ends in one) is told by it, so that flows can
//! be written as ties ([`crate::ingest::ties`]).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::domain::ids::Siret;
use crate::ingest::ledger::{Ledger, Reason};
use crate::ingest::text;

/// The deepest nesting that is read: a document nests objects in graphs and lists, and no further.
const DEEPEST: usize = 8;

/// Bytes of the longest name.
const LONGEST: usize = 300;

/// An enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DfcEnterprise {
    pub name: Option<String>,
    pub siret: Option<Siret>,
    /// Ids of products.
    pub supplies: Vec<String>,
    /// Ids of enterprises.
    pub supplies_to: Vec<String>,
}

/// A product that somebody supplies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DfcProduct {
    pub name: Option<String>,
    /// As the taxonomy names it: `apples`.
    pub kind: Option<String>,
    /// Ids of enterprises.
    pub supplied_by: Vec<String>,
}

/// What a document tells, by id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dfc {
    pub enterprises: BTreeMap<String, DfcEnterprise>,
    pub products: BTreeMap<String, DfcProduct>,
}

/// Goods from one enterprise, of one kind, to another where that is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DfcFlow {
    pub from: String,
    pub product: Option<String>,
    pub to: Option<String>,
}

/// Why a text is no document at all.
#[derive(Debug, thiserror::Error)]
#[error("document JSON-LD illisible : {0}")]
pub struct DfcError(#[from] serde_json::Error);

/// Reads a document and its account: an object that is an enterprise or a product is read; it is accepted, merged
/// (told before under that id), refused for a fault, or out of scope (a person). Lines are ranks of such objects, from 1.
pub fn read(document: &str) -> Result<(Dfc, Ledger), DfcError> {
    let root: Value = serde_json::from_str(document)?;
    let (mut dfc, mut ledger) = (Dfc::default(), Ledger::default());
    visit(&root, 0, &mut dfc, &mut ledger);
    Ok((dfc, ledger))
}

impl Dfc {
    /// The flows that are told, each once, in order: of each enterprise, its products to each of those it supplies; where
    /// either is not told, what is.
    #[must_use]
    pub fn flows(&self) -> Vec<DfcFlow> {
        let mut flows = Vec::new();
        let kind = |id: &String| self.products.get(id).and_then(|product| product.kind.clone());
        let by_product =
            self.products.iter().flat_map(|(id, product)| product.supplied_by.iter().map(move |by| (by, id)));
        let mut supplies: BTreeMap<&String, Vec<&String>> = BTreeMap::new();
        by_product.for_each(|(by, product)| supplies.entry(by).or_default().push(product));
        for (id, enterprise) in &self.enterprises {
            supplies.entry(id).or_default().extend(&enterprise.supplies);
        }
        for (from, products) in supplies {
            let to: Vec<Option<String>> = match self.enterprises.get(from) {
                Some(one) if !one.supplies_to.is_empty() => {
                    one.supplies_to.iter().cloned().map(Some).collect()
                }
                _ => vec![None],
            };
            let mut kinds: Vec<Option<String>> = products.into_iter().map(kind).collect();
            if kinds.is_empty() && to != [None] {
                kinds.push(None);
            }
            for product in kinds {
                flows.extend(to.iter().map(|to| DfcFlow {
                    from: from.clone(),
                    product: product.clone(),
                    to: to.clone(),
                }));
            }
        }
        flows.sort();
        flows.dedup();
        flows
    }
}

fn visit(value: &Value, depth: usize, dfc: &mut Dfc, ledger: &mut Ledger) {
    if DEEPEST < depth {
        return;
    }
    match value {
        Value::Array(list) => list.iter().for_each(|one| visit(one, depth + 1, dfc, ledger)),
        Value::Object(object) => {
            let types = of(value, "@type");
            let is =
                |word: &str| types.iter().filter_map(|kind| kind.as_str()).any(|kind| local(kind) == word);
            let (enterprise, product) = (is("Enterprise"), is("SuppliedProduct"));
            if enterprise || product || is("Person") {
                ledger.read += 1;
                let line = ledger.read;
                match id(value) {
                    _ if is("Person") => {
                        ledger.refuse(line, Reason::out_of_scope("personne : non conservée"))
                    }
                    None => ledger.refuse(line, Reason::fault("objet sans @id", "")),
                    Some(id) => {
                        let is_new =
                            if enterprise { dfc.enterprise(id, value) } else { dfc.product(id, value) };
                        if is_new {
                            ledger.accepted += 1;
                        } else {
                            ledger.merged += 1;
                        }
                    }
                }
            }
            // A person's own objects are not looked into.
            if !is("Person") {
                object
                    .iter()
                    .filter(|(key, _)| *key != "@context")
                    .for_each(|(_, one)| visit(one, depth + 1, dfc, ledger));
            }
        }
        _ => {}
    }
}

impl Dfc {
    fn enterprise(&mut self, id: String, value: &Value) -> bool {
        let is_new = !self.enterprises.contains_key(&id);
        let siret = of(value, "hasSiret").iter().filter_map(|siret| siret.as_str()).find_map(Siret::parse);
        let by_id = id.rsplit(['/', '#', ':']).next().and_then(Siret::parse);
        let one = self.enterprises.entry(id).or_default();
        one.name = one.name.take().or_else(|| name(value));
        one.siret = one.siret.or(siret).or(by_id);
        add(&mut one.supplies, ids(value, "supplies"));
        add(&mut one.supplies_to, ids(value, "suppliesTo"));
        is_new
    }

    fn product(&mut self, id: String, value: &Value) -> bool {
        let is_new = !self.products.contains_key(&id);
        let one = self.products.entry(id).or_default();
        one.name = one.name.take().or_else(|| name(value));
        one.kind =
            one.kind.take().or_else(|| ids(value, "hasType").first().map(|kind| local(kind).to_owned()));
        add(&mut one.supplied_by, ids(value, "suppliedBy"));
        is_new
    }
}

fn add(to: &mut Vec<String>, more: Vec<String>) {
    to.extend(more);
    to.sort();
    to.dedup();
}

/// The values of a property, whatever its prefix, in a list or not.
fn of<'a>(value: &'a Value, property: &str) -> Vec<&'a Value> {
    let Some(object) = value.as_object() else { return Vec::new() };
    let named = object.iter().filter(|(key, _)| key.as_str() == property || local(key) == property);
    named
        .flat_map(|(_, value)| match value {
            Value::Array(list) => list.iter().collect(),
            one => vec![one],
        })
        .collect()
}

fn ids(value: &Value, property: &str) -> Vec<String> {
    let one = |value: &Value| value.as_str().and_then(sound).or_else(|| id(value));
    of(value, property).into_iter().filter_map(one).collect()
}

fn id(value: &Value) -> Option<String> {
    value.get("@id")?.as_str().and_then(sound)
}

/// A name that holds no contact.
fn name(value: &Value) -> Option<String> {
    let told =
        of(value, "name").into_iter().find_map(|one| one.as_str().or_else(|| one.get("@value")?.as_str()))?;
    sound(&text::one_line(told)).filter(|told| !text::has_contact(told))
}

fn sound(text: &str) -> Option<String> {
    (!text.is_empty() && text.len() <= LONGEST && !text.contains('@')).then(|| text.to_owned())
}

/// What follows the last `#`, `/` or `:` of a name.
fn local(name: &str) -> &str {
    name.rsplit(['#', '/', ':']).next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ingest::real::real;

    const DOCUMENT: &str = r#"{
      "@context": "https://www.datafoodconsortium.org",
      "@graph": [
        { "@id": "https://farm.example/80746931700018", "@type": "dfc-b:Enterprise", "dfc-b:name": "Ferme du Port",
          "dfc-b:supplies": [{ "@id": "p:1" }, "p:2"], "dfc-b:suppliesTo": { "@id": "c:1" } },
        { "@id": "p:1", "@type": ["dfc-b:SuppliedProduct"], "dfc-b:name": { "@value": "Pommes" },
          "dfc-b:hasType": "https://github.com/datafoodconsortium/taxonomies/releases/latest/download/productTypes.rdf#apples" },
        { "@id": "p:2", "@type": "https://example.org/DFC_BusinessOntology.owl#SuppliedProduct", "dfc-b:suppliedBy": "farm:2" },
        { "@id": "c:1", "@type": "dfc-b:Enterprise", "dfc-b:name": "Cantine, lea@asso.example" },
        { "@id": "c:1", "@type": "dfc-b:Enterprise", "dfc-b:name": "Cantine du Port" },
        { "@id": "x", "@type": "dfc-b:Person", "dfc-b:name": "Léa", "dfc-b:owns": { "@id": "e", "@type": "dfc-b:Enterprise" } },
        { "@type": "dfc-b:Enterprise", "dfc-b:name": "Sans id" }
      ] }"#;

    #[test]
    fn enterprises_products_and_flows_are_read_and_no_person_is() {
        let (dfc, ledger) = read(DOCUMENT).expect("a document");
        assert!(ledger.balances());
        assert_eq!((ledger.read, ledger.accepted, ledger.merged, ledger.refused()), (7, 4, 1, 2));
        let farm = &dfc.enterprises["https://farm.example/80746931700018"];
        assert_eq!(
            (farm.name.as_deref(), farm.siret),
            (Some("Ferme du Port"), Siret::parse("80746931700018"))
        );
        assert_eq!(dfc.enterprises["c:1"].name.as_deref(), Some("Cantine du Port"), "without the e-mail");
        assert_eq!(dfc.products["p:1"].kind.as_deref(), Some("apples"));
        assert!(!format!("{dfc:?}").contains("Léa") && !dfc.enterprises.contains_key("e"));
        let told: Vec<(String, Option<String>, Option<String>)> =
            dfc.flows().into_iter().map(|flow| (flow.from, flow.product, flow.to)).collect();
        let farm = "https://farm.example/80746931700018".to_owned();
        let to = Some("c:1".to_owned());
        let expected = [
            ("farm:2".to_owned(), None, None),
            (farm.clone(), None, to.clone()),
            (farm, Some("apples".to_owned()), to),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn the_types_of_products_are_those_of_the_taxonomy() {
        let Some(path) = real("alimentation/dfc/productTypes.json") else { return };
        let text = std::fs::read_to_string(path).expect("readable");
        let taxonomy: Value = serde_json::from_str(&text).expect("a document");
        let mut all = String::new();
        for concept in of(&taxonomy[0], "@graph") {
            all.push_str(local(concept["@id"].as_str().unwrap_or_default()));
            all.push('\n');
        }
        assert!(all.lines().any(|kind| kind == "apples"));
        // A taxonomy is no enterprise: nothing of it is read.
        assert_eq!(read(&text).expect("a document").1.read, 0);
    }

    #[test]
    fn a_document_that_nests_without_end_is_read_or_refused() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(read(&deep).is_err());
        let nested = format!("{}{}{}", r#"{"@graph":"#.repeat(100), "1", "}".repeat(100));
        assert_eq!(read(&nested).expect("a document").1.read, 0);
    }

    proptest! {
        #[test]
        fn no_document_stops_the_reader(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
            let mut bytes = DOCUMENT.as_bytes().to_vec();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Ok((dfc, ledger)) = read(&String::from_utf8_lossy(&bytes)) {
                prop_assert!(ledger.balances());
                prop_assert!(dfc.flows().is_sorted());
            }
        }
    }
}
