//! Collective canteens that declared their purchases on *ma cantine* (2023 campaign).
//!
//! A canteen may declare under the SIRET of whoever runs it: one SIRET then stands for
//! several canteens in several communes. The first one keeps it, the others go by the
//! canteen's own id, so that none is lost by being joined to another.

use std::collections::BTreeMap;
use std::io::Read;

use crate::domain::actor::{Claim, Report, System};
use crate::domain::ids::Siret;
use crate::domain::whereabouts::Whereabouts;
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::mends;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "ma-cantine";

/// Columns that no other known file has together.
pub const SIGNATURE: &[&str] =
    &["canteen_id", "canteen_siret", "canteen_city_insee_code", "teledeclaration_ratio_bio"];

/// Which canteen took a SIRET first.
type Takers = BTreeMap<Siret, String>;

struct Columns {
    id: usize,
    year: usize,
    siret: usize,
    name: usize,
    insee: usize,
    departement: usize,
    pats: usize,
    satellites: usize,
    economic_model: usize,
    management: usize,
    production: usize,
    sectors: usize,
    organic: usize,
    quality: usize,
}

impl Columns {
    fn of<R: Read>(sheet: &Sheet<R>) -> Result<Self, SheetError> {
        let column = |name| sheet.columns([name]).map(|[rank]| rank);
        Ok(Self {
            id: column("canteen_id")?,
            year: column("year")?,
            siret: column("canteen_siret")?,
            name: column("canteen_name")?,
            insee: column("canteen_city_insee_code")?,
            departement: column("canteen_department")?,
            pats: column("canteen_pat_list")?,
            satellites: column("canteen_satellite_canteens_count")?,
            economic_model: column("canteen_economic_model")?,
            management: column("canteen_management_type")?,
            production: column("canteen_production_type")?,
            sectors: column("canteen_sector_list")?,
            organic: column("teledeclaration_ratio_bio")?,
            quality: column("teledeclaration_ratio_egalim_hors_bio")?,
        })
    }
}

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let columns = Columns::of(&sheet)?;
    let mut takers = Takers::new();
    sheet.each(|row| {
        let actor = actor(&row, &columns, &mut takers, out);
        out.settle(row.line, actor);
    })
}

fn actor(
    row: &Row<'_>,
    columns: &Columns,
    takers: &mut Takers,
    out: &mut Outlet<'_>,
) -> Result<Item, Reason> {
    let line = row.line;
    let id = row.value(columns.id).ok_or_else(|| Reason::fault("identifiant de cantine absent", ""))?;
    let mut report = Report::new(SOURCE, id.as_ref()).stating(Claim::Canteen, row.owned(columns.year));
    report.siret = row
        .value(columns.siret)
        .and_then(|text| mends::siret(&text, line, out))
        .filter(|&siret| is_its_own(siret, &id, takers, line, out));
    report.name = row.value(columns.name).and_then(|text| mends::name(&text, line, out));
    report.codes.extend(list(row, columns.sectors).map(|sector| (System::Canteen, sector)));
    report.codes.extend(row.owned(columns.production).map(|kind| (System::Kitchen, kind)));
    report.details = details(row, columns, out);
    report.whereabouts = Whereabouts {
        insee: insee(row, columns.insee, out),
        departement: row.owned(columns.departement),
        ..Whereabouts::default()
    };
    Ok(Item::Actor(Box::new(report)))
}

/// Whether no other canteen of the file has taken the SIRET before.
fn is_its_own(siret: Siret, id: &str, takers: &mut Takers, line: u64, out: &mut Outlet<'_>) -> bool {
    let own = takers.entry(siret).or_insert_with(|| id.to_owned()) == id;
    if !own {
        out.mend(line, "SIRET d'une autre cantine : gardée sous son propre identifiant", siret.to_string());
    }
    own
}

/// A commune code of four or five characters; some rows hold another registry's number.
fn insee(row: &Row<'_>, column: usize, out: &mut Outlet<'_>) -> Option<String> {
    let code = row.owned(column)?;
    if !(4..=5).contains(&code.len()) {
        out.mend(row.line, "code commune illisible : écarté", code);
        return None;
    }
    Some(code)
}

fn details(row: &Row<'_>, columns: &Columns, out: &mut Outlet<'_>) -> Vec<(&'static str, String)> {
    let mut details = Vec::new();
    for (key, column) in [("part-bio", columns.organic), ("part-egalim", columns.quality)] {
        details.extend(share(row, column, out).map(|share| (key, share)));
    }
    details.extend(list(row, columns.pats).map(|code| ("pat", code)));
    for (key, column) in [
        ("modele-economique", columns.economic_model),
        ("gestion", columns.management),
        ("satellites", columns.satellites),
    ] {
        details.extend(row.owned(column).map(|word| (key, word)));
    }
    details
}

/// A share from 0 to 1, to four decimals.
fn share(row: &Row<'_>, column: usize, out: &mut Outlet<'_>) -> Option<String> {
    let text = row.value(column)?;
    let share = row.number(column).filter(|share| (0.0..=1.0).contains(share));
    if share.is_none() {
        out.mend(row.line, "part hors de 0 à 1 : écartée", text);
    }
    share.map(|share| format!("{share:.4}"))
}

/// The items of a cell separated by commas. Nothing in the nomenclatures holds a comma; a
/// `|` would end an item of the served lists.
fn list(row: &Row<'_>, column: usize) -> impl Iterator<Item = String> {
    let cell = row.owned(column).unwrap_or_default();
    let items: Vec<String> =
        cell.split([',', '|']).map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect();
    items.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::hostile;
    use crate::ingest::real::{Told, actor, real};

    const HEADER: &str = "id,year,canteen_id,canteen_siret,canteen_name,canteen_city_insee_code,canteen_department,\
                          canteen_pat_list,canteen_satellite_canteens_count,canteen_economic_model,\
                          canteen_management_type,canteen_production_type,canteen_sector_list,\
                          teledeclaration_ratio_bio,teledeclaration_ratio_egalim_hors_bio\n";

    fn told(rows: &str) -> Told {
        Told::by(read, b',', format!("{HEADER}{rows}").as_bytes())
    }

    #[test]
    fn a_canteen_is_told_with_all_its_sectors_and_projects() {
        let told = told(
            "9,2023,31,80746931700018,Cantine du Port,44109,44,\"1311,1316\",,public,direct,central_serving,\
             \"Secondaire collège,Crèche\",0.2665,0.1247\n",
        );
        let report = actor(&told.items[0]);
        assert_eq!((&report.local_id[..], report.statements[0].date.as_deref()), ("31", Some("2023")));
        let codes: Vec<_> = report.codes.iter().map(|(system, code)| (*system, code.as_str())).collect();
        assert_eq!(
            codes,
            [
                (System::Canteen, "Secondaire collège"),
                (System::Canteen, "Crèche"),
                (System::Kitchen, "central_serving")
            ]
        );
        let details: Vec<_> = report.details.iter().map(|(key, word)| format!("{key}={word}")).collect();
        assert_eq!(
            details,
            [
                "part-bio=0.2665",
                "part-egalim=0.1247",
                "pat=1311",
                "pat=1316",
                "modele-economique=public",
                "gestion=direct"
            ]
        );
    }

    #[test]
    fn several_canteens_under_one_siret_stay_several() {
        let told = told(
            "1,2023,31,80746931700018,Cantine A,14644,14,,,,,,,,\n\
             2,2023,32,80746931700018,Cantine B,14563,14,,,,,,,,\n\
             3,2023,31,80746931700018,Cantine A,14644,14,,,,,,,,\n",
        );
        let sirets: Vec<_> = told.items.iter().map(|item| actor(item).siret.is_some()).collect();
        assert_eq!(sirets, [true, false, true], "a second declaration of one canteen keeps its SIRET");
        assert_eq!(
            told.said(),
            ["3: SIRET d'une autre cantine : gardée sous son propre identifiant « 80746931700018 »"]
        );
    }

    #[test]
    fn cells_that_cannot_be_are_put_right_or_dropped() {
        let told = told(
            "1,2023,31,807 469 317 00018,A,7019,,,,,,,,1.4,x\n\
             2,2023,32,,B,10546414,,,,,,,,0,1\n",
        );
        let (a, b) = (actor(&told.items[0]), actor(&told.items[1]));
        assert!(a.siret.is_some());
        assert_eq!((a.whereabouts.insee.as_deref(), b.whereabouts.insee.as_deref()), (Some("7019"), None));
        assert_eq!(a.details, []);
        assert_eq!(b.details, [("part-bio", "0.0000".to_owned()), ("part-egalim", "1.0000".to_owned())]);
        assert_eq!(
            told.said(),
            [
                "2: SIRET réparé : espaces ôtées ou zéro initial rendu « 807 469 317 00018 »",
                "3: code commune illisible : écarté « 10546414 »",
                "2: part hors de 0 à 1 : écartée « 1.4 »",
                "2: part hors de 0 à 1 : écartée « x »",
            ]
        );
    }

    #[test]
    fn a_row_without_a_canteen_is_refused() {
        assert_eq!(told("1,2023,,,A,,,,,,,,,,\n").said(), ["2: identifiant de cantine absent «  »"]);
    }

    #[test]
    fn no_cell_stops_the_reader() {
        hostile::is_survived_by(read, b',', HEADER);
    }

    #[test]
    fn the_real_file_is_read_to_its_last_row() {
        let Some(path) = real("alimentation/ma_cantine_td_2023.csv") else { return };
        let (kind, told) = Told::of_file(&path);
        assert_eq!((kind.source, told.ledger.read, told.ledger.refused()), (SOURCE, 10_317, 0));
        let mended = |start: &str| {
            told.ledger
                .mended
                .iter()
                .find(|(what, _)| what.starts_with(start))
                .map_or(0, |(_, tally)| tally.count)
        };
        assert_eq!(mended("SIRET réparé"), 1);
        assert_eq!(mended("SIRET d'une autre cantine"), 10_317 - 10_304);
        assert_eq!(mended("code commune illisible"), 34);
        assert_eq!(mended("part hors"), 0);
    }
}
