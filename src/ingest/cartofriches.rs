//! Cartofriches' own table of points: commas, Postgres arrays, unchecked old inventories included.
//!
//! More than half of it is *friche potentielle* taken from industrial inventories that nobody
//! has checked; the row says so and the site keeps it.

use std::io::Read;

use crate::ingest::friches;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};

/// Columns that no other known file has together.
pub const SIGNATURE: &[&str] = &["site_id", "site_nom", "l_catpro3txt", "l_idpar", "checked", "lon", "lat"];

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let columns = sheet.columns([
        "site_id",
        "site_nom",
        "site_type",
        "site_statut",
        "checked",
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
        "lon",
        "lat",
        "l_idpar",
    ])?;
    let extra = [sheet.optional("bati_nombre"), sheet.optional("site_occupation")];
    sheet.each(|row| {
        let site = friches::site(cells(&row, columns, extra), row.line, out);
        out.settle(row.line, site);
    })
}

fn cells(row: &Row<'_>, columns: [usize; 18], extra: [Option<usize>; 2]) -> friches::Entry {
    let [
        id,
        name,
        kind,
        status,
        checked,
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
        lon,
        lat,
        parcels,
    ] = columns;
    let [buildings, occupation] = extra;
    let list = |column| row.value(column).map(|cell| array(&cell)).unwrap_or_default();
    friches::Entry {
        id: row.owned(id),
        name: row.owned(name),
        kind: row.owned(kind),
        status: row.owned(status),
        checked: row.value(checked).as_deref() == Some("True"),
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
        point: row.number(lon).zip(row.number(lat)),
        parcels: list(parcels),
    }
}

/// The items of a Postgres array of texts: `{A,"B, C","D \"E\"",NULL}`. `NULL` is no item;
/// a text without braces is a list of one.
fn array(cell: &str) -> Vec<String> {
    let Some(inside) = cell.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
        return vec![cell.to_owned()];
    };
    let mut items = Vec::new();
    let mut characters = inside.chars().peekable();
    while characters.peek().is_some() {
        let mut item = String::new();
        let (mut quoted, mut inside_quotes) = (false, false);
        while let Some(c) = characters.next() {
            match c {
                '"' => (quoted, inside_quotes) = (true, !inside_quotes),
                '\\' => item.extend(characters.next()),
                ',' if !inside_quotes => break,
                _ => item.push(c),
            }
        }
        let nothing = item.is_empty() || (!quoted && item == "NULL");
        if !nothing {
            items.push(item);
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::land::Site;
    use crate::domain::whereabouts::Precision;
    use crate::ingest::item::Item;
    use crate::ingest::real::{Told, real};

    const HEADER: &str = "site_id,site_nom,site_type,site_statut,checked,unite_fonciere_surface,bati_surface,\
        sol_pollution_existe,urba_zone_type,proprio_type,proprio_personne,proprio_nom,site_actu_date,\
        comm_insee,comm_nom,lon,lat,l_idpar,l_catpro3txt";

    fn told(rows: &[&str]) -> Told {
        Told::by(read, b',', format!("{HEADER}\n{}\n", rows.join("\n")).as_bytes())
    }

    fn sites(told: &Told) -> Vec<&Site> {
        told.items
            .iter()
            .filter_map(|item| if let Item::Site(site) = item { Some(site.as_ref()) } else { None })
            .collect()
    }

    #[test]
    fn arrays_are_read_with_their_quotes() {
        for (cell, items) in [
            ("{}", vec![]),
            ("{NULL}", vec![]),
            ("{MAGO}", vec!["MAGO"]),
            (r#"{"NULL",A}"#, vec!["NULL", "A"]),
            (r#"{"A, B","LES \"CÈDRES\"",NULL,C}"#, vec!["A, B", "LES \"CÈDRES\"", "C"]),
            ("P5a", vec!["P5a"]),
            (r#"{"unfinished"#, vec![r#"{"unfinished"#]),
            (r#"{"open,x}"#, vec!["open,x"]),
        ] {
            assert_eq!(array(cell), items, "{cell}");
        }
    }

    #[test]
    fn a_checked_site_of_legal_persons_is_told_whole() {
        let told = told(&[
            "44109_1,Ancienne halle,friche d’habitat,friche sans projet,True,1310.53,,pollution avérée,U,\
            \"{F1a,P5a}\",personne morale,\"{\"\"COMMUNE DE NANTES\"\",VIVEST}\",2022-10-10,44109,NANTES,\
            -1.55,47.21,{44109000AB0001},",
        ]);
        let [site] = sites(&told)[..] else { panic!("one, got {told:?}") };
        assert_eq!((site.id.as_str(), site.name.as_deref()), ("44109_1", Some("Ancienne halle")));
        assert_eq!(site.kind.as_deref(), Some("friche d'habitat"));
        assert_eq!((site.status.as_deref(), site.checked), (Some("friche sans projet"), true));
        assert_eq!((site.surface_m2, site.built_m2), (Some(1_311), None));
        assert_eq!(
            (site.pollution.as_deref(), site.zoning.as_deref()),
            (Some("pollution avérée"), Some("U"))
        );
        assert_eq!(site.owner_class.as_deref(), Some("F1a|P5a"));
        assert_eq!(site.owner.as_deref(), Some("COMMUNE DE NANTES|VIVEST"));
        assert_eq!(site.updated.as_deref(), Some("2022-10-10"));
        assert_eq!(site.whereabouts.point.map(|(_, precision)| precision), Some(Precision::Exact));
        assert_eq!(told.said(), ["2: type de friche ramené au mot du standard « friche d’habitat »"]);
    }

    #[test]
    fn natural_persons_are_never_named() {
        let row = |class: &str, person: &str, names: &str| {
            format!("44109_1,,,,True,,,,,\"{class}\",\"{person}\",\"{names}\",,44109,,-1.5,47.2,,")
        };
        let told = told(&[
            &row("{X1a}", "personne physique", "{_X_}"),
            &row("{G1a,X1a}", "personne physique, personne morale", "{DUPONT,_X_}"),
            &row("{X1a}", "personne morale", "{DUPONT}"),
            &row("{G1a}", "personne morale", "{_X_}"),
            &row("{M1a}", "personne morale", "{MME DUPONT JEANNE,SCI DES HALLES}"),
            &row("{G1a}", "inconnu", "{SCI DES HALLES}"),
            &row("{G1a}", "personne morale", "{NULL}"),
        ]);
        assert!(sites(&told).iter().all(|site| site.owner.is_none()), "{told:?}");
        assert_eq!(sites(&told)[0].owner_class.as_deref(), Some("X1a"));
        assert_eq!(
            told.said(),
            [
                "6: personne physique nommée dans un texte : texte écarté « proprio_nom »",
                "4: propriétaire dit personne morale et classé personne physique : nom écarté «  »",
                "5: propriétaire dit personne morale et classé personne physique : nom écarté «  »",
            ]
        );
    }

    #[test]
    fn an_unchecked_site_says_so_and_unknown_words_say_nothing() {
        let told = told(&[
            "44109_1,NA,inconnu,friche potentielle,False,0,,inconnu,,,inconnu,,,44109,NANTES,-1.55,47.21,,",
            "44109_2,,friche lunaire,,True,,,,,,,,hier,44109,NANTES,-1.55,47.21,,",
            ",,,,True,,,,,,,,,44109,NANTES,-1.55,47.21,,",
        ]);
        let [unchecked, strange] = sites(&told)[..] else { panic!("two, got {told:?}") };
        assert!(!unchecked.checked && strange.checked);
        assert_eq!((&unchecked.name, &unchecked.kind, unchecked.surface_m2), (&None, &None, None));
        assert_eq!(unchecked.whereabouts.point.map(|(_, precision)| precision), Some(Precision::Estimated));
        assert_eq!((&strange.kind, &strange.updated), (&None, &None));
        assert_eq!(
            told.said(),
            [
                "4: identifiant de site absent «  »",
                "3: date illisible : laissée vide « hier »",
                "3: mot hors des listes du standard CNIG : laissé vide « type de friche : friche lunaire »",
            ]
        );
    }

    #[test]
    fn texts_that_reach_or_name_a_person_are_dropped_unseen() {
        let row = |name: &str| format!("44109_1,{name},,,True,,,,,,,,,44109,,-1.5,47.2,,");
        let bad = [
            "Halle - jeanne@exemple.fr",
            "Halle 06 12 34 56 78",
            "RAVON (Mme)",
            "M.BARGUES.J.",
            "M. Untel",
            "Vve Untel garage",
            "Untel / garage",
        ];
        let fine = ["C.U.M.A de la Foi", "MANUFACTURE D.M.P.", "Bourg-Madame", "Ancienne usine M.T."];
        let rows: Vec<String> = bad.iter().chain(&fine).map(|name| row(name)).collect();
        let told = told(&rows.iter().map(String::as_str).collect::<Vec<_>>());
        let names: Vec<_> = sites(&told).iter().filter_map(|site| site.name.as_deref()).collect();
        assert_eq!(names, fine);
        let counts: Vec<_> =
            told.ledger.mended.iter().map(|(what, tally)| (what.as_str(), tally.count)).collect();
        assert_eq!(
            counts,
            [
                ("courriel ou téléphone dans un texte : texte écarté", 2),
                ("nom de friche qui peut être celui d'une personne : écarté", 1),
                ("personne physique nommée dans un texte : texte écarté", 4),
            ]
        );
        assert!(!format!("{:?}", told.ledger).contains("jeanne"));
    }

    #[test]
    fn the_real_table_is_read_whole() {
        let Some(path) = real("friches/cartofriches_2024-03_points.csv.gz") else { return };
        let (kind, told) = Told::of_file(&path);
        assert_eq!((kind.source, told.ledger.read, told.ledger.accepted), (friches::SOURCE, 23_878, 23_878));
        let sites = sites(&told);
        assert_eq!(sites.iter().filter(|site| !site.checked).count(), 12_910);
        assert!(sites.iter().all(|site| site.whereabouts.point.is_some()));
        let estimated =
            |site: &&&Site| site.whereabouts.point.is_some_and(|(_, p)| p == Precision::Estimated);
        assert_eq!(sites.iter().filter(estimated).count(), 192);
        assert!(sites.iter().all(|site| !site.owner.as_deref().unwrap_or_default().contains("_X_")));
        let named = sites.iter().filter(|site| site.name.is_some()).count();
        println!("{named} named");
        for (what, tally) in &told.ledger.mended {
            println!("{} × {what}", tally.count);
        }
    }
}
