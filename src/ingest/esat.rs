//! ESAT (*établissements et services d'aide par le travail*), as extracted from FINESS.
//!
//! The extract went through a spreadsheet: FINESS numbers, postal codes, département and
//! commune codes of the first nine départements lost their leading zero. `EJ` columns tell
//! the legal unit, `ET` columns the establishment; there is no point.

use std::io::Read;

use crate::domain::actor::{Claim, Family, Report, System};
use crate::domain::whereabouts::Whereabouts;
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::mends;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "esat";

/// Columns that no other known file has together.
pub const SIGNATURE: &[&str] = &["EJ-N°FINESS", "ET-N°FINESS", "ET-SIRET", "ET-Commune Code"];

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let columns = sheet.columns([
        "ET-N°FINESS",
        "EJ-Statut juridique Libellé",
        "ET-Raison sociale",
        "ET-Adresse",
        "ET-Code Postal",
        "ET-SIRET",
        "ET-Département Code",
        "ET-Commune Code",
        "ET-Commune Libellé",
        "Capacité autorisée agrégée",
    ])?;
    sheet.each(|row| {
        let actor = actor(&row, columns, out);
        out.settle(row.line, actor);
    })
}

fn actor(row: &Row<'_>, columns: [usize; 10], out: &mut Outlet<'_>) -> Result<Item, Reason> {
    let [finess, status, name, address, postal_code, siret, departement, insee, town, capacity] = columns;
    let line = row.line;
    let written = row.value(finess).ok_or_else(|| Reason::fault("numéro FINESS absent", ""))?;
    let (finess, mut zeros_lost) = nine_characters(&written)
        .ok_or_else(|| Reason::fault("numéro FINESS illisible", written.as_ref()))?;
    let mut report = Report::new(SOURCE, finess).stating(Claim::Esat, None);
    let postal_code = row.value(postal_code).and_then(|text| mends::postal_code(&text));
    zeros_lost |= postal_code.as_ref().is_some_and(|(_, mended)| *mended);
    if zeros_lost {
        out.mend(line, "zéro initial rendu au numéro FINESS et au code postal", written.as_ref());
    }
    report.siret = row.value(siret).and_then(|text| mends::siret(&text, line, out));
    report.name = row.value(name).and_then(|text| mends::name(&text, line, out));
    report.address = row.value(address).and_then(|text| mends::address(&text, line, out));
    report.family = row.value(status).and_then(|label| family(&label));
    report.codes = vec![(System::Label, "esat".to_owned())];
    let capacity = row.owned(capacity).filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
    report.details.extend(capacity.map(|places| ("capacite", places)));
    report.whereabouts = Whereabouts {
        insee: row.owned(insee),
        postal_code: postal_code.map(|(code, _)| code),
        town: row.owned(town),
        departement: row.value(departement).map(|code| format!("{code:0>2}")),
        point: None,
    };
    Ok(Item::Actor(Box::new(report)))
}

/// A FINESS number, nine characters, and whether its leading zero had to be given back.
fn nine_characters(text: &str) -> Option<(String, bool)> {
    let sound = text.bytes().all(|b| b.is_ascii_digit() || b == b'A' || b == b'B');
    match text.len() {
        9 if sound => Some((text.to_owned(), false)),
        8 if sound => Some((format!("0{text}"), true)),
        _ => None,
    }
}

/// The family where FINESS's legal status says it plainly; public bodies have none.
fn family(status: &str) -> Option<Family> {
    let starts = |with: &[&str]| with.iter().any(|start| status.starts_with(start));
    match () {
        () if starts(&["Ass.L.1901", "Ass. de Droit Local"]) => Some(Family::Association),
        () if starts(&["Fondation"]) => Some(Family::Fondation),
        () if starts(&["Société Mutualiste"]) => Some(Family::Mutuelle),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::hostile;
    use crate::ingest::real::{Told, actor, real};

    const HEADER: &str = "EJ-N°FINESS,EJ-Raison sociale,EJ-Statut juridique Code,EJ-Statut juridique Libellé,\
                          ET-N°FINESS,ET-Raison sociale,ET-Adresse,ET-Code Postal,ET-Type,ET-SIRET,\
                          ET-Région Code,ET-Région Libellé,ET-Département Code,ET-Département Libellé,\
                          ET-Commune Code,ET-Commune Libellé,Capacité autorisée agrégée\n";

    fn told(rows: &str) -> Told {
        Told::by(read, b',', format!("{HEADER}{rows}").as_bytes())
    }

    #[test]
    fn lost_zeros_are_given_back_and_told_once_a_row() {
        let told = told(
            "10000001,ASSO,61,Ass.L.1901 R.U.P.,10000009,ESAT DES BOIS,385   ALL DES BOIS,1150,Principal,\
             80746931700018,84,Région,1,Ain,1047,Blyes,45\n",
        );
        let report = actor(&told.items[0]);
        assert_eq!(report.local_id, "010000009");
        assert_eq!(report.whereabouts.postal_code.as_deref(), Some("01150"));
        assert_eq!(report.whereabouts.departement.as_deref(), Some("01"));
        assert_eq!(
            report.whereabouts.insee.as_deref(),
            Some("1047"),
            "the commune code is put right by the draft"
        );
        assert_eq!(report.address.as_deref(), Some("385 ALL DES BOIS"));
        assert_eq!(report.details, [("capacite", "45".to_owned())]);
        assert_eq!(told.said(), ["2: zéro initial rendu au numéro FINESS et au code postal « 10000009 »"]);
    }

    #[test]
    fn a_row_without_siret_or_capacity_is_kept_without() {
        let told = told(
            "2A0000001,CCAS,17,C.C.A.S.,2A0000019,ESAT DU MAQUIS,,20137,Principal,,94,Corse,2A,Corse,2A247,P,\n",
        );
        let report = actor(&told.items[0]);
        assert_eq!((report.siret, report.family, report.details.len()), (None, None, 0));
        assert_eq!(report.whereabouts.point, None);
        assert_eq!(told.said(), [""; 0]);
    }

    #[test]
    fn a_row_without_a_finess_number_is_refused() {
        let told = told(",,,,,ESAT,,,,,,,,,,,\n,,,,12,ESAT,,,,,,,,,,,\n");
        assert_eq!(told.said(), ["2: numéro FINESS absent «  »", "3: numéro FINESS illisible « 12 »"]);
    }

    #[test]
    fn families_are_told_by_plain_statuses_only() {
        assert_eq!(family("Ass.L.1901 non R.U.P"), Some(Family::Association));
        assert_eq!(family("Fondation"), Some(Family::Fondation));
        assert_eq!(family("Société Mutualiste"), Some(Family::Mutuelle));
        assert_eq!(family("S.A.R.L."), None);
    }

    #[test]
    fn no_cell_stops_the_reader() {
        hostile::is_survived_by(read, b',', HEADER);
    }

    #[test]
    fn the_real_file_is_read_to_its_last_row() {
        let Some(path) = real("ess_acteurs/esat_liste_officielle.csv") else { return };
        let (kind, told) = Told::of_file(&path);
        assert_eq!((kind.source, told.ledger.read, told.ledger.refused()), (SOURCE, 1_504, 0));
        let zeros = &told.ledger.mended["zéro initial rendu au numéro FINESS et au code postal"];
        assert_eq!(zeros.count, 88);
        let siret = |item: &Item| actor(item).siret.is_some();
        assert_eq!(told.items.iter().filter(|item| !siret(item)).count(), 78);
        assert!(told.items.iter().all(|item| actor(item).whereabouts.postal_code.is_some()));
        let families = told.items.iter().filter(|item| actor(item).family.is_some()).count();
        assert_eq!(families, 627 + 609 + 35 + 91 + 25);
    }
}
