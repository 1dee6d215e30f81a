//! Who supplies the AMAP of Loire-Atlantique (2016), by the producer's **commune** only.
//!
//! The file bears no licence: it is read by tests, in place, and is no kind of the catalogue, so that no
//! snapshot holds it. One row an AMAP, a producer and what it brings. Producers stand under a pseudonym and many
//! are natural persons: none becomes an actor, none is placed or named, and its point (which the file gives, and
//! which varies from row to row for one producer) is not read. What is kept is a flow from a commune to an AMAP:
//! which product, from how many producers. An AMAP is an association; its name and its point are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use crate::geometry::position::Position;
use crate::ingest::ledger::{Ledger, Reason};
use crate::ingest::sheet::{Row, Sheet, SheetError};
use crate::ingest::text;

/// The file's columns that are read.
pub const COLUMNS: [&str; 6] =
    ["amap", "producteur_id", "commune_producteur", "produits", "amap_lat", "amap_lon"];

/// Goods from the producers of a commune to an AMAP.
#[derive(Debug, Clone, PartialEq)]
pub struct CommuneFlow {
    pub amap: String,
    /// Where the AMAP is; `None` where no row says it soundly.
    pub at: Option<Position>,
    /// As the file writes it.
    pub commune: String,
    pub product: String,
    /// How many producers, told apart by their pseudonyms.
    pub producers: u32,
}

/// Reads a whole file: its flows in the order of (AMAP, commune, product), and the account of its rows. A row
/// that tells of another producer of a flow, or of the same once more, is merged.
pub fn read(input: impl Read, separator: u8) -> Result<(Vec<CommuneFlow>, Ledger), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let columns = sheet.columns(COLUMNS)?;
    let mut ledger = Ledger::default();
    let mut flows: BTreeMap<[String; 3], (BTreeSet<String>, Option<Position>)> = BTreeMap::new();
    sheet.each(|row| {
        ledger.read += 1;
        match told(&row, columns) {
            Err(reason) => ledger.refuse(row.line, reason),
            Ok((key, producer, at)) => {
                let is_new = !flows.contains_key(&key);
                let (producers, place) = flows.entry(key).or_default();
                producers.insert(producer);
                *place = place.or(at);
                if is_new {
                    ledger.accepted += 1;
                } else {
                    ledger.merged += 1;
                }
            }
        }
    })?;
    let flow =
        |([amap, commune, product], (producers, at)): ([String; 3], (BTreeSet<String>, Option<Position>))| {
            CommuneFlow { amap, at, commune, product, producers: producers.len() as u32 }
        };
    Ok((flows.into_iter().map(flow).collect(), ledger))
}

type Told = ([String; 3], String, Option<Position>);

fn told(row: &Row<'_>, [amap, producer, commune, product, lat, lon]: [usize; 6]) -> Result<Told, Reason> {
    let cell = |column: usize, what: &'static str| {
        let told = row.value(column).map(|value| text::one_line(&value)).filter(|value| !value.is_empty());
        let told = told.ok_or_else(|| Reason::fault(what, ""))?;
        if text::has_contact(&told) { Err(Reason::fault("courriel ou téléphone", "")) } else { Ok(told) }
    };
    let product = cell(product, "produit absent")?;
    if product == COLUMNS[3] {
        return Err(Reason::fault("en-tête répété", ""));
    }
    let key = [cell(amap, "AMAP absente")?, cell(commune, "commune du producteur absente")?, product];
    let producer = cell(producer, "producteur absent")?;
    let at = row.number(lon).zip(row.number(lat)).and_then(|(lon, lat)| Position::from_degrees(lon, lat));
    Ok((key, producer, at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::real::real;

    const HEADER: &str =
        "amap,producteur_id,commune_producteur,produits,quartier_amap,prod_lat,prod_lon,amap_lat,amap_lon\n";

    #[test]
    fn producers_of_a_commune_are_counted_and_never_told() {
        let rows = "A,P1,Legé,Miel,x,46.9,-1.6,47.2,-1.5\nA,P2,Legé,Miel,x,46.8,-1.5,47.2,-1.5\nA,P1,Legé,Miel,x,,,,\n\
                    A,P1,Legé,Fruits,x,,,999,0\nA,,Legé,Fruits,x,,,,\namap,p,commune_producteur,produits,x,,,,\n\
                    \"A, 06 12 34 56 78\",P1,Legé,Miel,x,,,,\n";
        let (flows, ledger) = read(format!("{HEADER}{rows}").as_bytes(), b',').expect("readable");
        let told: Vec<_> =
            flows.iter().map(|flow| (flow.product.as_str(), flow.producers, flow.at.is_some())).collect();
        assert_eq!(told, [("Fruits", 1, false), ("Miel", 2, true)]);
        assert_eq!((ledger.read, ledger.accepted, ledger.merged, ledger.faulty()), (7, 2, 2, 3));
        assert!(ledger.balances());
        assert!(!format!("{flows:?}").contains("P1"), "no pseudonym leaves the reader");
    }

    #[test]
    fn the_real_file_is_accounted_for_to_the_last_row() {
        let Some(path) = real("alimentation/amap_producteurs_loire_atlantique_2016.csv") else { return };
        let file = std::fs::File::open(path).expect("readable");
        let (flows, ledger) = read(file, b',').expect("readable to its end");
        assert!(ledger.balances() && 500 < ledger.read, "{ledger:?}");
        assert!(ledger.faulty() <= 2 && 100 < flows.len());
        assert!(flows.iter().all(|flow| 1 <= flow.producers));
    }
}
