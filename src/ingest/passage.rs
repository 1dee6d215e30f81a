//! The passage table: every commune code since about 1943 and the one that took its place.
//!
//! One to one, so that it cannot say that a commune was split: the few communes founded
//! again keep the code of the whole. Codes that never changed lead to themselves.

use std::io::Read;

use crate::domain::ids::CommuneCode;
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "passage-communes";

/// Columns that no other known file has together.
pub const SIGNATURE: &[&str] = &["DEPCOM_HIST", "DEPCOM"];

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let [old, new] = sheet.columns(["DEPCOM_HIST", "DEPCOM"])?;
    sheet.each(|row| out.settle(row.line, passage(&row, old, new)))
}

fn passage(row: &Row<'_>, old: usize, new: usize) -> Result<Item, Reason> {
    let code = |column, what| {
        let cell = row.owned(column).unwrap_or_default();
        CommuneCode::parse(&cell).ok_or_else(|| Reason::fault(what, cell))
    };
    Ok(Item::Passage {
        old: code(old, "ancien code de commune invalide")?,
        new: code(new, "code de commune actuel invalide")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::real::{Told, real};

    #[test]
    fn each_row_leads_from_an_old_code_to_a_current_one() {
        let told = Told::by(read, b',', b"DEPCOM_HIST,DEPCOM\r\n01003,01165\r\n2A001,2A001\r\n");
        let code = |text| CommuneCode::parse(text).expect("a code");
        let steps = [("01003", "01165"), ("2A001", "2A001")];
        assert_eq!(told.items, steps.map(|(old, new)| Item::Passage { old: code(old), new: code(new) }));
    }

    #[test]
    fn a_row_that_names_no_commune_is_refused() {
        let told = Told::by(read, b',', b"DEPCOM_HIST,DEPCOM\n1003,01165\n01003,NA\n01003\n");
        assert_eq!(
            told.said(),
            [
                "2: ancien code de commune invalide « 1003 »",
                "3: code de commune actuel invalide «  »",
                "4: code de commune actuel invalide «  »",
            ]
        );
    }

    #[test]
    fn the_real_table_is_read_whole() {
        let Some(path) = real("territoires/passage_commune_historique_vers_2025_cogiter.csv") else { return };
        let (kind, told) = Told::of_file(&path);
        assert_eq!((kind.source, told.ledger.read, told.ledger.accepted), (SOURCE, 39_161, 39_161));
    }
}
