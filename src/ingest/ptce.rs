//! PTCE (*pôles territoriaux de coopération économique*), in a format of our own.
//!
//! No official file exists: laureates of the State's calls stand on web pages only. Whoever
//! keeps a list writes it so, in UTF-8, separated by `;`, lists joined by `|`:
//!
//! ```text
//! ptce_id;ptce_nom;porteur_siret;ptce_annee;membres_siret;communes;site_web
//! ptce-1;Pôle du Port;80746931700018;2015;80746931700018|75187049400026;44109|44143;https://pole.example
//! ```
//!
//! * `ptce_id` is unique and stable;
//! * `porteur_siret` is who carries the pole, `membres_siret` its members, carrier included or not;
//! * `ptce_annee` is the year of the label;
//! * `communes` are the INSEE codes of its territory, its seat's first;
//! * a column `aire_service` may say whom it serves where that is not its territory, as
//!   [`ServiceArea`] is written: `national`, `radius:lon lat meters`, `surface:lon lat …`.
//!
//! `data/schemas/ptce.schema.json` says the same to programs.

use std::collections::BTreeSet;
use std::io::Read;

use crate::domain::actor::{Claim, Pole, Report, System};
use crate::domain::ids::{CommuneCode, Siret};
use crate::domain::service_area::ServiceArea;
use crate::domain::whereabouts::Whereabouts;
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::mends;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "ptce";

/// The format's columns.
pub const SIGNATURE: &[&str] = &["ptce_id", "ptce_nom", "porteur_siret", "membres_siret", "communes"];

/// All columns that are read; the last may be absent.
pub const COLUMNS: [&str; 8] = [
    "ptce_id",
    "ptce_nom",
    "porteur_siret",
    "ptce_annee",
    "membres_siret",
    "communes",
    "site_web",
    "aire_service",
];

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let [told @ .., area] = COLUMNS;
    let columns = sheet.columns(told)?;
    let service = sheet.optional(area);
    sheet.each(|row| {
        let pole = pole(&row, columns, service, out);
        out.settle(row.line, pole);
    })
}

fn pole(
    row: &Row<'_>,
    columns: [usize; 7],
    service: Option<usize>,
    out: &mut Outlet<'_>,
) -> Result<Item, Reason> {
    let [id, name, carrier, year, members, communes, website] = columns;
    let line = row.line;
    let id = row.value(id).ok_or_else(|| Reason::fault("identifiant absent", ""))?;
    let name = row.value(name).ok_or_else(|| Reason::fault("nom du pôle absent", id.as_ref()))?;
    let mut report = Report::new(SOURCE, id.as_ref()).stating(Claim::Ptce, row.owned(year));
    report.name = mends::name(&name, line, out);
    report.siret = row.value(carrier).and_then(|text| mends::siret(&text, line, out));
    report.website = row.value(website).and_then(|text| mends::website(&text, line, out));
    report.service_area = service.and_then(|column| service_area(row, column, out));
    report.codes = vec![(System::Label, "ptce".to_owned())];
    let members = members_of(row, members, out);
    let communes = communes_of(row, communes, out);
    report.whereabouts = Whereabouts { insee: communes.first().cloned(), ..Whereabouts::default() };
    Ok(Item::Pole(Box::new(Pole { report, members, communes })))
}

/// Whom it serves, where that is told.
fn service_area(row: &Row<'_>, column: usize, out: &mut Outlet<'_>) -> Option<ServiceArea> {
    let text = row.owned(column)?;
    let area = ServiceArea::parse(&text).ok();
    if area.is_none() {
        out.mend(row.line, "aire de service illisible : le territoire en tient lieu", text);
    }
    area
}

/// The members, in the order given, each once.
fn members_of(row: &Row<'_>, column: usize, out: &mut Outlet<'_>) -> Vec<Siret> {
    let mut seen = BTreeSet::new();
    let mut members = Vec::new();
    for text in items(row, column) {
        match Siret::parse(&text) {
            Some(siret) if seen.insert(siret) => members.push(siret),
            Some(_) => {}
            None => out.mend(row.line, "SIRET de membre invalide : membre écarté", text),
        }
    }
    members
}

/// The communes, in the order given, each once.
fn communes_of(row: &Row<'_>, column: usize, out: &mut Outlet<'_>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut communes = Vec::new();
    for text in items(row, column) {
        match CommuneCode::mend(&text) {
            Some((code, _)) if seen.insert(code) => communes.push(code.to_string()),
            Some(_) => {}
            None => out.mend(row.line, "code commune illisible : écarté", text),
        }
    }
    communes
}

fn items(row: &Row<'_>, column: usize) -> Vec<String> {
    let cell = row.owned(column).unwrap_or_default();
    cell.split('|').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::hostile;
    use crate::ingest::real::Told;

    const HEADER: &str = "ptce_id;ptce_nom;porteur_siret;ptce_annee;membres_siret;communes;site_web\n";

    fn told(rows: &str) -> Told {
        Told::by(read, b';', format!("{HEADER}{rows}").as_bytes())
    }

    #[test]
    fn a_pole_has_members_and_communes_each_once() {
        let told = told(
            "p-1;Pôle du Port;80746931700018;2015;80746931700018|75187049400026|75187049400026;\
             44109|1047|44109;https://pole.example\n",
        );
        let Item::Pole(pole) = &told.items[0] else { panic!("no pole") };
        assert_eq!(
            (pole.members.len(), &pole.communes[..]),
            (2, &["44109".to_owned(), "01047".to_owned()][..])
        );
        assert_eq!(pole.report.whereabouts.insee.as_deref(), Some("44109"));
        assert_eq!(pole.report.statements[0].claim, Claim::Ptce);
        assert_eq!(pole.report.statements[0].date.as_deref(), Some("2015"));
        assert_eq!(told.said(), [""; 0]);
    }

    #[test]
    fn what_is_no_member_and_no_commune_is_told() {
        let told = told("p-1;Pôle;;;12345678901234;Nantes;\n;Sans id;;;;;\np-3;;;;;;\n");
        assert_eq!(
            told.said(),
            [
                "3: identifiant absent «  »",
                "4: nom du pôle absent « p-3 »",
                "2: SIRET de membre invalide : membre écarté « 12345678901234 »",
                "2: code commune illisible : écarté « Nantes »",
            ]
        );
    }

    #[test]
    fn no_cell_stops_the_reader() {
        hostile::is_survived_by(read, b';', HEADER);
    }
}
