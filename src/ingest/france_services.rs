//! France services: houses and buses where people get help with administrations.
//!
//! Opening hours and comments stay behind: the first age in a week, the second hold names.

use std::io::Read;

use crate::domain::land::{Equipment, EquipmentKind};
use crate::domain::whereabouts::{Precision, Whereabouts};
use crate::geometry::position::Position;
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};
use crate::ingest::text;

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "france-services";

/// Columns that no other known file has together.
pub const SIGNATURE: &[&str] = &["id_fs", "lib_fs", "insee_com", "latitude", "longitude", "format_fs"];

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let columns = sheet.columns([
        "id_fs",
        "lib_fs",
        "insee_dep",
        "insee_com",
        "code_postal",
        "lib_com",
        "latitude",
        "longitude",
        "format_fs",
    ])?;
    sheet.each(|row| {
        let equipment = equipment(&row, columns, out);
        out.settle(row.line, equipment);
    })
}

fn equipment(row: &Row<'_>, columns: [usize; 9], out: &mut Outlet<'_>) -> Result<Item, Reason> {
    let [id, name, departement, insee, postal_code, town, lat, lon, form] = columns;
    let id = row.owned(id).ok_or_else(|| Reason::fault("identifiant absent", ""))?;
    let name = row.value(name).map(|name| text::one_line(&name));
    let name = name.ok_or_else(|| Reason::fault("nom absent", id.as_str()))?;
    if text::has_contact(&name) {
        // Not shown in the report either.
        return Err(Reason::fault("nom qui contient un courriel ou un téléphone", id));
    }
    let position =
        row.number(lon).zip(row.number(lat)).and_then(|(lon, lat)| Position::from_degrees(lon, lat));
    if position.is_none() {
        out.mend(row.line, "point absent ou faux : commune seule gardée", id.as_str());
    }
    let whereabouts = Whereabouts {
        insee: row.owned(insee),
        postal_code: row.owned(postal_code),
        town: row.owned(town),
        departement: row.owned(departement),
        point: position.map(|position| (position, Precision::Exact)),
    };
    let kind = EquipmentKind::FranceServices;
    Ok(Item::Equipment(Box::new(Equipment { kind, id, name, form: row.owned(form), whereabouts })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::real::{Told, real};

    const HEADER: &str =
        "id_fs,insee_dep,lib_fs,insee_com,code_postal,lib_com,latitude,longitude,commentaire,format_fs";

    fn told(rows: &str) -> Told {
        Told::by(read, b',', format!("{HEADER}\n{rows}").as_bytes())
    }

    fn equipments(told: &Told) -> Vec<&Equipment> {
        told.items
            .iter()
            .filter_map(|item| if let Item::Equipment(it) = item { Some(it.as_ref()) } else { None })
            .collect()
    }

    #[test]
    fn a_bus_stands_at_its_point_and_an_arrondissement_is_left_to_the_sink() {
        let told =
            told("7,69,\"Bus France services\nde Lyon\",69388,69008,Lyon,45.73,4.87,,Bus_équivalent\n");
        let [bus] = equipments(&told)[..] else { panic!("one, got {told:?}") };
        assert_eq!((bus.id.as_str(), bus.name.as_str()), ("7", "Bus France services de Lyon"));
        assert_eq!(bus.form.as_deref(), Some("Bus_équivalent"));
        assert_eq!(bus.whereabouts.insee.as_deref(), Some("69388"));
        let (position, precision) = bus.whereabouts.point.expect("a point");
        assert_eq!((position.degrees(), precision), ([4.87, 45.73], Precision::Exact));
        assert!(told.said().is_empty(), "{:?}", told.said());
    }

    #[test]
    fn a_missing_point_is_told_and_a_name_with_a_contact_is_refused_unseen() {
        let told = told(
            "1,01,France services de Valserhône,01033,01200,Valserhône,,5.8,,Fixe\n\
            2,01,France services 04 50 12 34 56,01033,01200,Valserhône,46.1,5.8,,Fixe\n\
            3,01,,01033,01200,Valserhône,46.1,5.8,,Fixe\n\
            ,01,France services,01033,01200,Valserhône,46.1,5.8,,Fixe\n",
        );
        assert_eq!(
            told.said(),
            [
                "5: identifiant absent «  »",
                "4: nom absent « 3 »",
                "3: nom qui contient un courriel ou un téléphone « 2 »",
                "2: point absent ou faux : commune seule gardée « 1 »",
            ]
        );
        assert_eq!(equipments(&told).iter().map(|e| e.whereabouts.point).collect::<Vec<_>>(), [None]);
    }

    #[test]
    fn the_real_list_is_read_whole() {
        let Some(path) = real("programmes/france_services_20240801.csv") else { return };
        let (kind, told) = Told::of_file(&path);
        assert_eq!((kind.source, told.ledger.read, told.ledger.accepted), (SOURCE, 2_845, 2_845));
        assert!(told.said().is_empty(), "{:?}", told.said());
        let of_form = |form| equipments(&told).iter().filter(|e| e.form.as_deref() == Some(form)).count();
        assert_eq!((of_form("Fixe"), of_form("Bus_équivalent")), (2_400, 134));
    }
}
