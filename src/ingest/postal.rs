//! La Poste's table of postal codes (*hexasmal*): several codes a commune, several communes a code.
//!
//! Two headers are about: the older exports (`Nom_commune`) and the current one
//! (`#Code_commune_INSEE;Nom_de_la_commune`, in Windows-1252). Its coordinates are left
//! alone: the commune table has better ones.

use std::io::Read;

use crate::domain::ids::CommuneCode;
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "codes-postaux";

/// Columns of the older exports.
pub const SIGNATURE: &[&str] = &["Code_commune_INSEE", "Nom_commune", "Code_postal", "Ligne_5"];

/// Columns of the current one.
pub const CURRENT_SIGNATURE: &[&str] =
    &["#Code_commune_INSEE", "Nom_de_la_commune", "Code_postal", "Ligne_5"];

/// The columns of whichever header the file has.
struct Columns {
    code: usize,
    town: usize,
    postal_code: usize,
    /// What stands on envelopes: `PARIS` where the town is `PARIS 03`.
    routing: usize,
    /// A locality or a former commune.
    locality: usize,
}

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let names = if sheet.optional("Nom_commune").is_some() {
        ["Code_commune_INSEE", "Nom_commune", "Code_postal", "Libelle_acheminement", "Ligne_5"]
    } else {
        ["#Code_commune_INSEE", "Nom_de_la_commune", "Code_postal", "Libellé_d_acheminement", "Ligne_5"]
    };
    let [code, town, postal_code, routing, locality] = sheet.columns(names)?;
    let columns = Columns { code, town, postal_code, routing, locality };
    sheet.each(|row| out.settle(row.line, postal(&row, &columns)))
}

fn postal(row: &Row<'_>, columns: &Columns) -> Result<Item, Reason> {
    let code = row.owned(columns.code).unwrap_or_default();
    let code = CommuneCode::parse(&code).ok_or_else(|| Reason::fault("code de commune invalide", code))?;
    let postal_code = row.owned(columns.postal_code).unwrap_or_default();
    if postal_code.len() != 5 || !postal_code.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Reason::fault("code postal invalide", postal_code));
    }
    let town =
        row.owned(columns.town).ok_or_else(|| Reason::fault("nom de commune absent", code.to_string()))?;
    let others = [columns.routing, columns.locality].into_iter().filter_map(|column| row.owned(column));
    let also = others.filter(|name| *name != town).collect();
    Ok(Item::Postal { code, postal_code, town, also })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::real::{Told, real};

    fn named(code: &str, postal_code: &str, town: &str, also: &[&str]) -> Item {
        Item::Postal {
            code: CommuneCode::parse(code).expect("a code"),
            postal_code: postal_code.to_owned(),
            town: town.to_owned(),
            also: also.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    #[test]
    fn every_name_that_addresses_use_is_told() {
        let told = Told::by(
            read,
            b';',
            b"Code_commune_INSEE;Nom_commune;Code_postal;Libelle_acheminement;Ligne_5;coordonnees_gps\r\n\
            01004;AMBERIEU EN BUGEY;01500;AMBERIEU EN BUGEY;;45.95, 5.34\r\n\
            13209;MARSEILLE 09;13009;MARSEILLE;VAUFREGE;43.2, 5.4\r\n",
        );
        let amberieu = named("01004", "01500", "AMBERIEU EN BUGEY", &[]);
        assert_eq!(
            told.items,
            [amberieu, named("13209", "13009", "MARSEILLE 09", &["MARSEILLE", "VAUFREGE"])]
        );
    }

    #[test]
    fn the_current_header_in_old_letters_is_read_too() {
        let told = Told::by(
            read,
            b';',
            b"#Code_commune_INSEE;Nom_de_la_commune;Code_postal;Libell\xe9_d_acheminement;Ligne_5\r\n\
            80001;ABBEVILLE;80100;ABBEVILLE;\r\n",
        );
        assert_eq!(told.items, [named("80001", "80100", "ABBEVILLE", &[])]);
    }

    #[test]
    fn codes_that_lost_their_zero_are_refused() {
        let told = Told::by(
            read,
            b';',
            b"Code_commune_INSEE;Nom_commune;Code_postal;Libelle_acheminement;Ligne_5\n\
            1004;AMBERIEU EN BUGEY;01500;X;\n01004;AMBERIEU EN BUGEY;1500;X;\n01004;;01500;X;\n",
        );
        assert_eq!(
            told.said(),
            [
                "2: code de commune invalide « 1004 »",
                "3: code postal invalide « 1500 »",
                "4: nom de commune absent « 01004 »",
            ]
        );
    }

    #[test]
    fn the_real_table_is_read_whole() {
        let Some(path) = real("territoires/laposte_hexasmal.csv") else { return };
        let (kind, told) = Told::of_file(&path);
        assert_eq!((kind.source, told.ledger.read, told.ledger.accepted), (SOURCE, 39_201, 39_201));
    }
}
