//! SNCF's list of stations: one row per station and line, so that rows share a `CODE_UIC`.
//!
//! The mainland's national network only: no Corsica, no overseas, no urban rail.

use std::io::Read;

use crate::domain::land::{Equipment, EquipmentKind};
use crate::domain::whereabouts::{Precision, Whereabouts};
use crate::geometry::position::Position;
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "gares-sncf";

/// Columns that no other known file has together.
pub const SIGNATURE: &[&str] = &["CODE_UIC", "LIBELLE", "VOYAGEURS", "CODE_LIGNE", "X_WGS84", "Y_WGS84"];

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    // X_L93 and Y_L93 say the same in Lambert-93 and are not read.
    let names = ["CODE_UIC", "LIBELLE", "VOYAGEURS", "COMMUNE", "DEPARTEMEN", "X_WGS84", "Y_WGS84"];
    let columns = sheet.columns(names)?;
    sheet.each(|row| {
        let station = station(&row, columns, out);
        out.settle(row.line, station);
    })
}

fn station(row: &Row<'_>, columns: [usize; 7], out: &mut Outlet<'_>) -> Result<Item, Reason> {
    let [id, name, passengers, town, departement, lon, lat] = columns;
    let id = row.owned(id).ok_or_else(|| Reason::fault("code UIC absent", ""))?;
    match row.value(passengers).as_deref() {
        Some("O") => {}
        Some("N") => return Err(Reason::out_of_scope("gare de fret, fermée aux voyageurs")),
        other => return Err(Reason::fault("VOYAGEURS n'est ni O ni N", other.unwrap_or_default())),
    }
    let name = row.owned(name).ok_or_else(|| Reason::fault("nom absent", id.as_str()))?;
    let position =
        row.number(lon).zip(row.number(lat)).and_then(|(lon, lat)| Position::from_degrees(lon, lat));
    if position.is_none() {
        out.mend(row.line, "point absent ou faux : commune seule gardée", id.as_str());
    }
    let whereabouts = Whereabouts {
        town: row.owned(town),
        departement: row.owned(departement),
        point: position.map(|position| (position, Precision::Exact)),
        ..Whereabouts::default()
    };
    Ok(Item::Equipment(Box::new(Equipment {
        kind: EquipmentKind::Station,
        id,
        name,
        form: None,
        whereabouts,
    })))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::ingest::real::{Told, real};

    const HEADER: &str =
        "CODE_UIC;LIBELLE;FRET;VOYAGEURS;CODE_LIGNE;COMMUNE;DEPARTEMEN;X_L93;Y_L93;X_WGS84;Y_WGS84";

    fn told(rows: &str) -> Told {
        Told::by(read, b';', format!("{HEADER}\n{rows}").as_bytes())
    }

    fn ids(told: &Told) -> Vec<&str> {
        told.items
            .iter()
            .filter_map(|item| if let Item::Equipment(it) = item { Some(it.id.as_str()) } else { None })
            .collect()
    }

    #[test]
    fn the_point_is_read_in_degrees_longitude_first_and_the_town_by_name() {
        let told = told("87281451;Renescure;N;O;295000;RENESCURE;NORD;655605.3;7070763.8;2.37;50.73\n");
        let [Item::Equipment(station)] = &told.items[..] else { panic!("one, got {told:?}") };
        let (position, precision) = station.whereabouts.point.expect("a point");
        assert_eq!((position.degrees(), precision), ([2.37, 50.73], Precision::Exact));
        assert_eq!(station.whereabouts.town.as_deref(), Some("RENESCURE"));
        assert_eq!(station.whereabouts.departement.as_deref(), Some("NORD"));
    }

    #[test]
    fn every_line_of_a_station_is_offered_and_freight_is_not_ours() {
        let told = told(
            "1;A;N;O;10;A;NORD;0;0;2;50\n1;A;N;O;20;A;NORD;0;0;2;50\n2;B;O;N;10;B;NORD;0;0;2;50\n\
            3;C;N;?;10;C;NORD;0;0;2;50\n4;D;N;O;10;D;NORD;0;0;;50\n;E;N;O;10;E;NORD;0;0;2;50\n",
        );
        assert_eq!(ids(&told), ["1", "1", "4"]);
        assert_eq!(
            told.said(),
            [
                "5: VOYAGEURS n'est ni O ni N « ? »",
                "7: code UIC absent «  »",
                "4: gare de fret, fermée aux voyageurs «  »",
                "6: point absent ou faux : commune seule gardée « 4 »",
            ]
        );
    }

    #[test]
    fn the_real_list_is_read_whole() {
        let Some(path) = real("gares/sncf_liste_des_gares.csv") else { return };
        let (kind, told) = Told::of_file(&path);
        assert_eq!((kind.source, told.ledger.read, told.ledger.accepted), (SOURCE, 3_884, 3_352));
        assert_eq!(ids(&told).into_iter().collect::<BTreeSet<_>>().len(), 2_974);
        assert_eq!(told.ledger.faulty(), 0);
    }
}
