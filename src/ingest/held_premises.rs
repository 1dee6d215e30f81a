//! The tax office's file of the premises (*locaux*) of legal persons: a row a premises and right.
//!
//! The file has no area: premises only tell that something stands on a parcel, and how many of them.

use std::io::Read;

use crate::ingest::holdings::ParcelColumns;
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};
use crate::ingest::text;

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "locaux-personnes-morales";

/// Columns of the files to the situation of 2023, that no other known file has together.
pub const SIGNATURE: &[&str] = &["Département (Champ géographique)", "Bâtiment (Identification du local)"];

/// Columns of the files since the situation of 2024.
pub const CURRENT_SIGNATURE: &[&str] = &["Département", "Code Commune", "N° plan", "Bâtiment", "Porte"];

/// Reads a whole file of either form.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let parcels = ParcelColumns::find(&sheet)?;
    let [building, entrance, level, door] =
        ["Bâtiment", "Entrée", "Niveau", "Porte"].map(|name| sheet.beginning(name));
    let columns = [building?, entrance?, level?, door?];
    sheet.each(|row| {
        let premises = premises(&row, parcels, columns);
        out.settle(row.line, premises);
    })
}

fn premises(row: &Row<'_>, parcels: ParcelColumns, columns: [usize; 4]) -> Result<Item, Reason> {
    let place = columns.map(|column| text::decode(row.bytes(column)).trim().to_owned());
    Ok(Item::Premises { parcel: parcels.parcel(row)?, place: place.join("|") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::catalogue;
    use crate::ingest::open::Head;
    use crate::ingest::real::Told;
    use crate::ingest::sheet::header_of;

    const OLD: &str = "\"Département (Champ géographique)\";\"Code Direction (Champ géographique)\";\
        \"Code Commune (Champ géographique)\";\"Nom Commune (Champ géographique)\";\"Préfixe (Références cadastrales)\";\
        \"Section (Références cadastrales)\";\"N° plan (Références cadastrales)\";\"Bâtiment (Identification du local)\";\
        \"Entrée (Identification du local)\";\"Niveau (Identification du local)\";\"Porte (Identification du local)\";\
        \"N° voirie (Adresse du local)\";\"Code droit (Propriétaire(s) du local)\";\
        \"Groupe personne (Propriétaire(s) du local)\"";
    const NEW: &str = "Département;Code Commune;Nom de la commune;Préfixe;Section;N° plan;Bâtiment;Entrée;Niveau;Porte;\
        N° voirie;Code droit - loc;Groupe personne - loc";

    #[test]
    fn both_forms_are_recognised_and_tell_the_same_premises() {
        for (header, row) in [
            (OLD, "44;0;109;NANTES;   ;AB;0012;A;01;00;01001;3;P;4"),
            (NEW, "44;109;NANTES;;AB;12;A;01;00;01001;3;P - Propriétaire;4 - Commune"),
        ] {
            let (columns, separator) = header_of(header.as_bytes());
            let kind = catalogue::recognise(&Head::Table { columns, separator });
            assert_eq!(kind.map(|kind| kind.source), Some(SOURCE));
            let told = Told::by(read, b';', format!("{header}\n{row}\n44;0;109;;;;;;;;;;;\n").as_bytes());
            let [Item::Premises { parcel, place }] = &told.items[..] else { panic!("one, got {told:?}") };
            assert_eq!((parcel.as_str(), place.as_str()), ("44109000AB0012", "A|01|00|01001"));
            assert_eq!(told.ledger.faulty(), 1);
        }
    }
}
