//! Brownfields at the CNIG standard, as Cartofriches exports them: `;`, `NA`, WKT points.
//!
//! The exports went through a spreadsheet: dates are `dd/mm/yyyy` and the zeros of the first
//! nine départements are gone.

use std::io::Read;

use crate::ingest::coordinates;
use crate::ingest::friches;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};

/// Columns that no other known file has together.
pub const SIGNATURE: &[&str] =
    &["site_id", "site_nom", "site_statut", "proprio_personne", "unite_fonciere_refcad", "geompoint"];

/// What the name of the source says of entries that nobody has checked: the standard has no
/// column for it.
const UNCHECKED: &str = "non vérifié";

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let columns = sheet.columns([
        "site_id",
        "site_nom",
        "site_type",
        "site_statut",
        "source_nom",
        "unite_fonciere_surface",
        "bati_surface",
        "sol_pollution_existe",
        "urba_zone_type",
        "proprio_type",
        "proprio_personne",
        "proprio_nom",
        "site_actu_date",
        "comm_insee",
        "comm_nom",
        "geompoint",
        "unite_fonciere_refcad",
    ])?;
    let extra = [sheet.optional("bati_nombre"), sheet.optional("site_occupation")];
    sheet.each(|row| {
        let site = friches::site(cells(&row, columns, extra), row.line, out);
        out.settle(row.line, site);
    })
}

fn cells(row: &Row<'_>, columns: [usize; 17], extra: [Option<usize>; 2]) -> friches::Entry {
    let [
        id,
        name,
        kind,
        status,
        inventory,
        surface,
        built,
        pollution,
        zoning,
        owner_classes,
        owner_persons,
        owners,
        updated,
        insee,
        town,
        point,
        parcels,
    ] = columns;
    let [buildings, occupation] = extra;
    let list = |column| {
        let cell = row.owned(column).unwrap_or_default();
        cell.split('|').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    };
    friches::Entry {
        id: row.owned(id),
        name: row.owned(name),
        kind: row.owned(kind),
        status: row.owned(status),
        checked: !row.value(inventory).is_some_and(|inventory| inventory.contains(UNCHECKED)),
        surface_m2: row.number(surface),
        built_m2: row.number(built),
        buildings: buildings.and_then(|column| row.number(column)),
        occupation: occupation.and_then(|column| row.owned(column)),
        pollution: row.owned(pollution),
        zoning: row.owned(zoning),
        owner_classes: list(owner_classes),
        owner_persons: row.owned(owner_persons),
        owners: list(owners),
        updated: row.owned(updated),
        insee: row.owned(insee),
        town: row.owned(town),
        point: row.value(point).and_then(|cell| coordinates::wkt_point(&cell)),
        parcels: list(parcels),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::land::Site;
    use crate::ingest::item::Item;
    use crate::ingest::real::{Told, real};

    const HEADER: &str = "site_id;site_nom;site_type;site_statut;source_nom;unite_fonciere_surface;bati_surface;\
        sol_pollution_existe;urba_zone_type;proprio_type;proprio_personne;proprio_nom;site_actu_date;\
        comm_insee;comm_nom;geompoint;unite_fonciere_refcad";

    fn told(rows: &[&str]) -> Told {
        Told::by(read, b';', format!("{HEADER}\n{}\n", rows.join("\n")).as_bytes())
    }

    fn sites(told: &Told) -> Vec<&Site> {
        told.items
            .iter()
            .filter_map(|item| if let Item::Site(site) = item { Some(site.as_ref()) } else { None })
            .collect()
    }

    #[test]
    fn a_row_that_went_through_a_spreadsheet_is_repaired_and_told() {
        let told = told(&[
            "03013_1;Ancien moulin Ã\u{a0} eau;mixte;friche avec projet;EPF;11268;NA;NA;AUc;P5a|F2a;\
            personne morale;COMMUNE DE BEAUNE|EPF;16/01/2024;3013;BEAUNE;POINT (2.85 46.29);03013000ZK0101",
        ]);
        let [site] = sites(&told)[..] else { panic!("one, got {told:?}") };
        assert_eq!(site.name.as_deref(), Some("Ancien moulin à eau"));
        assert_eq!(site.whereabouts.insee.as_deref(), Some("03013"));
        assert_eq!(site.whereabouts.point.map(|(position, _)| position.degrees()), Some([2.85, 46.29]));
        assert_eq!(site.updated.as_deref(), Some("2024-01-16"));
        assert_eq!((site.surface_m2, site.built_m2), (Some(11_268), None));
        assert_eq!(site.owner.as_deref(), Some("COMMUNE DE BEAUNE|EPF"));
        assert!(site.checked);
        assert_eq!(
            told.said(),
            [
                "2: texte lu dans le mauvais codage : réparé « site_nom »",
                "2: zéro de tête rendu au code de commune « 3013 »",
            ]
        );
    }

    #[test]
    fn the_order_of_the_point_is_decided_by_france_and_not_by_the_norm() {
        let row = |point: &str| format!("01004_1;a;;;;;;;;;;;;01004;A;{point};NA");
        let rows = ["POINT(45.9 5.3)", "POINT (655605 7070763)", "NA", "POINT (5.3 45.9)"].map(row);
        let told = told(&rows.each_ref().map(String::as_str));
        let points: Vec<_> = sites(&told)
            .iter()
            .map(|s| s.whereabouts.point.map(|(position, _)| position.degrees()))
            .collect();
        assert_eq!(points, [Some([5.3, 45.9]), None, None, Some([5.3, 45.9])]);
        assert_eq!(
            told.said(),
            [
                "2: latitude avant longitude : point remis à l'endroit « 45.9 5.3 »",
                "3: point hors de France : écarté, commune gardée « 655605 7070763 »",
            ]
        );
    }

    #[test]
    fn mixed_owners_are_not_named_and_unchecked_inventories_are_not_checked() {
        let told = told(&[
            "50419_1;Laiterie;NA;friche potentielle;Site Basias ou Basol non vérifié par le Cerema;;;;;F2a|X1a;autre;\
            ETABLISSEMENT PUBLIC|_X_;31/12/2023;50419;A;NA;NA",
            "50419_2;Laiterie;NA;NA;NA;;;;;X1a;personne physique;_X_;32/12/2023;50419;A;NA;NA",
        ]);
        let [mixed, natural] = sites(&told)[..] else { panic!("two, got {told:?}") };
        assert_eq!((&mixed.owner, &natural.owner), (&None, &None));
        assert_eq!((mixed.checked, natural.checked), (false, true));
        assert_eq!(mixed.name, None, "an unchecked entry that may bear a person's name");
        assert_eq!(
            told.said(),
            [
                "3: date illisible : laissée vide « 32/12/2023 »",
                "2: friche non vérifiée d'un propriétaire peut-être particulier : nom écarté «  »",
            ]
        );
    }

    #[test]
    fn a_name_that_may_be_a_persons_is_dropped_unseen() {
        let named = |name: &str| {
            format!("44109_1;{name};NA;NA;EPF;;;;;P5a;personne morale;COMMUNE;31/12/2023;44109;VALMONT;NA;NA")
        };
        let rows =
            ["UNTEL Marcel, station service", "Garage Untel", "Garage de Valmont", "Usine Untel"].map(named);
        let told = told(&rows.each_ref().map(String::as_str));
        let kept: Vec<_> = sites(&told).iter().map(|site| site.name.as_deref()).collect();
        assert_eq!(kept, [None, None, Some("Garage de Valmont"), Some("Usine Untel")]);
        assert_eq!(told.ledger.mended["nom de friche qui peut être celui d'une personne : écarté"].count, 2);
        assert!(!format!("{:?}", told.ledger).to_lowercase().contains("marcel"));
    }

    #[test]
    fn the_real_export_is_read_whole() {
        let Some(path) = real("friches/cartofriches_standard_echantillon_2024-10.csv") else { return };
        let (kind, told) = Told::of_file(&path);
        assert_eq!((kind.source, told.ledger.read, told.ledger.accepted), (friches::SOURCE, 2_594, 2_594));
        assert_eq!(told.ledger.mended["zéro de tête rendu au code de commune"].count, 181);
        let sites = sites(&told);
        assert_eq!(sites.iter().filter(|site| !site.checked).count(), 1_544);
        assert!(sites.iter().all(|site| site.whereabouts.point.is_some() && site.updated.is_some()));
        for (what, tally) in &told.ledger.mended {
            println!("{} × {what}", tally.count);
        }
    }
}
