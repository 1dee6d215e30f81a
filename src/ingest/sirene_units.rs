//! SIRENE's legal units (`StockUniteLegale`, INSEE): who is in the ESS, and why.
//!
//! The file holds some 29 million rows, most of them ceased, natural persons or outside the
//! ESS: these leave the loop on bytes, before anything is allocated. Columns are read by
//! name: INSEE inserts some from time to time. A unit's NAF is kept only when it is written
//! in NAF rév. 2; old units keep the codes of older nomenclatures.

use std::io::Read;

use crate::domain::actor::{Claim, Family, Statement};
use crate::domain::ids::{Rna, Siren};
use crate::ingest::item::{Item, Unit};
use crate::ingest::ledger::Reason;
use crate::ingest::mends;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "sirene-unites";

/// Columns that no other known file has together.
pub const SIGNATURE: &[&str] = &[
    "siren",
    "statutDiffusionUniteLegale",
    "etatAdministratifUniteLegale",
    "categorieJuridiqueUniteLegale",
    "economieSocialeSolidaireUniteLegale",
];

struct Columns {
    siren: usize,
    status: usize,
    state: usize,
    form: usize,
    naf: usize,
    nomenclature: usize,
    flag: usize,
    rna: usize,
    name: usize,
    usual_name: usize,
    acronym: usize,
}

impl Columns {
    fn of<R: Read>(sheet: &Sheet<R>) -> Result<Self, SheetError> {
        let column = |name| sheet.columns([name]).map(|[rank]| rank);
        Ok(Self {
            siren: column("siren")?,
            status: column("statutDiffusionUniteLegale")?,
            state: column("etatAdministratifUniteLegale")?,
            form: column("categorieJuridiqueUniteLegale")?,
            naf: column("activitePrincipaleUniteLegale")?,
            nomenclature: column("nomenclatureActivitePrincipaleUniteLegale")?,
            flag: column("economieSocialeSolidaireUniteLegale")?,
            rna: column("identifiantAssociationUniteLegale")?,
            name: column("denominationUniteLegale")?,
            usual_name: column("denominationUsuelle1UniteLegale")?,
            acronym: column("sigleUniteLegale")?,
        })
    }
}

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let columns = Columns::of(&sheet)?;
    sheet.each(|row| {
        let unit = membership(&row, &columns).and_then(|member| unit(&row, &columns, member, out));
        out.settle(row.line, unit);
    })
}

/// What makes a unit ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Member {
    form: Option<u16>,
    family: Family,
    by_form: bool,
    by_flag: bool,
}

/// Whether a row is ours, on bytes alone.
fn membership(row: &Row<'_>, columns: &Columns) -> Result<Member, Reason> {
    match row.bytes(columns.state).trim_ascii() {
        b"A" => {}
        b"C" => return Err(Reason::out_of_scope("unité légale cessée")),
        other => {
            let state = String::from_utf8_lossy(other);
            return Err(Reason::fault("état administratif inconnu", state));
        }
    }
    let form = row.bytes(columns.form).trim_ascii();
    match form.first() {
        Some(b'1') => return Err(Reason::out_of_scope("personne physique : non conservée")),
        Some(b'2') => {
            return Err(Reason::out_of_scope("groupement sans personnalité morale : non conservé"));
        }
        _ => {}
    }
    let form = legal_form(form);
    let legal = form.and_then(Family::of_legal_form);
    let by_flag = row.bytes(columns.flag).trim_ascii() == b"O";
    if legal.is_none() && !by_flag {
        return Err(Reason::out_of_scope("hors ESS : ni catégorie juridique de l'ESS, ni indicateur « O »"));
    }
    let excluded = written_in_naf_rev2(row, columns) && is_excluded(row.bytes(columns.naf).trim_ascii());
    let by_form = legal.is_some() && !excluded;
    if !by_form && !by_flag {
        return Err(Reason::out_of_scope(
            "hors ESS : activité exclue (administration, organisation patronale, professionnelle, \
             syndicale, religieuse ou politique)",
        ));
    }
    Ok(Member { form, family: legal.unwrap_or(Family::SocieteEss), by_form, by_flag })
}

fn unit(row: &Row<'_>, columns: &Columns, member: Member, out: &mut Outlet<'_>) -> Result<Item, Reason> {
    let written = row.value(columns.siren).unwrap_or_default();
    let siren = Siren::parse(&written).ok_or_else(|| Reason::fault("SIREN invalide", written.as_ref()))?;
    // Anything but a plain `O` is partial diffusion: what is unsure stays hidden.
    let masked = row.bytes(columns.status).trim_ascii() != b"O";
    let name = [columns.name, columns.usual_name, columns.acronym]
        .into_iter()
        .filter(|_| !masked)
        .find_map(|column| row.value(column))
        .and_then(|text| mends::name(&text, row.line, out));
    let naf = written_in_naf_rev2(row, columns).then(|| row.value(columns.naf)).flatten();
    // The start of the current period is no date of the claim: the source's vintage is.
    let claims = [(member.by_form, Claim::EssByLegalForm), (member.by_flag, Claim::EssByFlag)];
    let statements = claims
        .into_iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, claim)| Statement { claim, source: SOURCE, date: None })
        .collect();
    Ok(Item::Unit(Box::new(Unit {
        siren,
        rna: row.value(columns.rna).and_then(|number| Rna::parse(&number)),
        name,
        legal_form: member.form,
        family: Some(member.family),
        naf: naf.and_then(|code| mends::naf(&code)),
        statements,
        masked,
    })))
}

/// A legal category of four digits; spreadsheets add `.0`.
fn legal_form(text: &[u8]) -> Option<u16> {
    let digits = text.strip_suffix(b".0").unwrap_or(text);
    let sound = digits.len() == 4 && digits.iter().all(u8::is_ascii_digit);
    sound.then(|| digits.iter().fold(0, |form, digit| 10 * form + u16::from(digit - b'0')))
}

fn written_in_naf_rev2(row: &Row<'_>, columns: &Columns) -> bool {
    row.bytes(columns.nomenclature).trim_ascii().eq_ignore_ascii_case(b"NAFRev2")
}

/// Activities that the statistical definition of the ESS leaves out.
fn is_excluded(naf: &[u8]) -> bool {
    naf.starts_with(b"84.") || matches!(naf, b"94.11Z" | b"94.12Z" | b"94.20Z" | b"94.91Z" | b"94.92Z")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::hostile;
    use crate::ingest::real::{Told, real};

    /// The real header of 2022; that of 2026 has two more columns and another order.
    const HEADER_2022: &str = "siren,statutDiffusionUniteLegale,unitePurgeeUniteLegale,dateCreationUniteLegale,\
        sigleUniteLegale,sexeUniteLegale,prenom1UniteLegale,prenom2UniteLegale,prenom3UniteLegale,\
        prenom4UniteLegale,prenomUsuelUniteLegale,pseudonymeUniteLegale,identifiantAssociationUniteLegale,\
        trancheEffectifsUniteLegale,anneeEffectifsUniteLegale,dateDernierTraitementUniteLegale,\
        nombrePeriodesUniteLegale,categorieEntreprise,anneeCategorieEntreprise,dateDebut,\
        etatAdministratifUniteLegale,nomUniteLegale,nomUsageUniteLegale,denominationUniteLegale,\
        denominationUsuelle1UniteLegale,denominationUsuelle2UniteLegale,denominationUsuelle3UniteLegale,\
        categorieJuridiqueUniteLegale,activitePrincipaleUniteLegale,nomenclatureActivitePrincipaleUniteLegale,\
        nicSiegeUniteLegale,economieSocialeSolidaireUniteLegale,caractereEmployeurUniteLegale";

    const HEADER_2026: &str = "siren,statutDiffusionUniteLegale,unitePurgeeUniteLegale,dateCreationUniteLegale,\
        sigleUniteLegale,sexeUniteLegale,prenom1UniteLegale,prenom2UniteLegale,prenom3UniteLegale,\
        prenom4UniteLegale,prenomUsuelUniteLegale,pseudonymeUniteLegale,identifiantAssociationUniteLegale,\
        trancheEffectifsUniteLegale,anneeEffectifsUniteLegale,dateDernierTraitementUniteLegale,\
        nombrePeriodesUniteLegale,categorieEntreprise,anneeCategorieEntreprise,dateDebut,\
        etatAdministratifUniteLegale,nomUniteLegale,nomUsageUniteLegale,denominationUniteLegale,\
        denominationUsuelle1UniteLegale,denominationUsuelle2UniteLegale,denominationUsuelle3UniteLegale,\
        activitePrincipaleNAF25UniteLegale,categorieJuridiqueUniteLegale,activitePrincipaleUniteLegale,\
        nomenclatureActivitePrincipaleUniteLegale,nicSiegeUniteLegale,societeMissionUniteLegale,\
        economieSocialeSolidaireUniteLegale,caractereEmployeurUniteLegale";

    /// A row: the cells that matter, the others empty.
    fn row(header: &str, cells: &[(&str, &str)]) -> String {
        let cell =
            |name: &str| cells.iter().find(|(column, _)| *column == name).map_or("", |(_, value)| *value);
        let cells: Vec<&str> = header.split(',').map(cell).collect();
        cells.join(",") + "\n"
    }

    /// An active association, with some cells changed.
    fn association(changes: &[(&str, &str)]) -> String {
        let mut cells = changes.to_vec();
        cells.extend([
            ("siren", "807469317"),
            ("statutDiffusionUniteLegale", "O"),
            ("etatAdministratifUniteLegale", "A"),
            ("denominationUniteLegale", "LES JARDINS DU PORT"),
            ("categorieJuridiqueUniteLegale", "9220"),
            ("activitePrincipaleUniteLegale", "88.99B"),
            ("nomenclatureActivitePrincipaleUniteLegale", "NAFRev2"),
        ]);
        row(HEADER_2022, &cells)
    }

    fn told(rows: &str) -> Told {
        Told::by(read, b',', format!("{HEADER_2022}\n{rows}").as_bytes())
    }

    fn unit(told: &Told) -> &Unit {
        let [Item::Unit(unit)] = &told.items[..] else { panic!("no unit: {told:?}") };
        unit
    }

    fn claims(told: &Told) -> Vec<Claim> {
        unit(told).statements.iter().map(|statement| statement.claim).collect()
    }

    const FLAG: &str = "economieSocialeSolidaireUniteLegale";
    const FORM: &str = "categorieJuridiqueUniteLegale";
    const NAF: &str = "activitePrincipaleUniteLegale";

    #[test]
    fn the_headers_of_2022_and_2026_tell_the_same() {
        assert_eq!((HEADER_2022.split(',').count(), HEADER_2026.split(',').count()), (33, 35));
        let cells = [
            ("siren", "807469317"),
            ("statutDiffusionUniteLegale", "O"),
            ("etatAdministratifUniteLegale", "A"),
            ("denominationUniteLegale", "LES JARDINS"),
            ("identifiantAssociationUniteLegale", "W751000123"),
            (FORM, "9220"),
            (NAF, "88.99B"),
            ("nomenclatureActivitePrincipaleUniteLegale", "NAFRev2"),
            ("activitePrincipaleNAF25UniteLegale", "88.99Y"),
            (FLAG, "O"),
        ];
        let by = |header: &str| Told::by(read, b',', format!("{header}\n{}", row(header, &cells)).as_bytes());
        let (old, new) = (by(HEADER_2022), by(HEADER_2026));
        assert_eq!(old.items, new.items);
        assert_eq!(unit(&new).naf.as_deref(), Some("88.99B"), "not NAF 2025");
        assert!(unit(&new).rna.is_some());
    }

    #[test]
    fn each_way_into_the_ess_is_stated() {
        let by_form = told(&association(&[]));
        assert_eq!(
            (claims(&by_form), unit(&by_form).family),
            (vec![Claim::EssByLegalForm], Some(Family::Association))
        );
        let both = told(&association(&[(FLAG, "O")]));
        assert_eq!(claims(&both), [Claim::EssByLegalForm, Claim::EssByFlag]);
        let flag = told(&association(&[(FLAG, "O"), (FORM, "5710")]));
        assert_eq!((claims(&flag), unit(&flag).family), (vec![Claim::EssByFlag], Some(Family::SocieteEss)));
        let denied = told(&association(&[(FLAG, "N")]));
        assert_eq!(claims(&denied), [Claim::EssByLegalForm]);
        let union = told(&association(&[(FLAG, "O"), (NAF, "94.20Z")]));
        assert_eq!(
            (claims(&union), unit(&union).family),
            (vec![Claim::EssByFlag], Some(Family::Association))
        );
    }

    #[test]
    fn what_is_not_ours_leaves_with_its_reason() {
        let said = |changes: &[(&str, &str)]| told(&association(changes)).said().concat();
        for (changes, reason) in [
            (("etatAdministratifUniteLegale", "C"), "unité légale cessée"),
            ((FORM, "1000"), "personne physique : non conservée"),
            ((FORM, "2110"), "groupement sans personnalité morale : non conservé"),
            ((FORM, "5710"), "hors ESS : ni catégorie juridique de l'ESS, ni indicateur « O »"),
            ((NAF, "94.20Z"), "hors ESS : activité exclue (administration,"),
            ((NAF, "84.11Z"), "hors ESS : activité exclue (administration,"),
            (("etatAdministratifUniteLegale", "X"), "état administratif inconnu « X »"),
            (("siren", "807469318"), "SIREN invalide « 807469318 »"),
        ] {
            assert!(said(&[changes]).contains(reason), "{changes:?}: {}", said(&[changes]));
        }
        assert_eq!(said(&[(FORM, "9220.0")]), "", "a spreadsheet's float is understood");
    }

    #[test]
    fn a_unit_in_partial_diffusion_has_no_name() {
        for status in ["P", "N", ""] {
            let told = told(&association(&[("statutDiffusionUniteLegale", status)]));
            assert_eq!((unit(&told).masked, unit(&told).name.as_deref()), (true, None), "{status:?}");
        }
    }

    #[test]
    fn the_mark_of_hiding_is_never_a_name() {
        let told = told(&association(&[("denominationUniteLegale", "[ND]"), ("sigleUniteLegale", "[ND]")]));
        assert_eq!((unit(&told).masked, unit(&told).name.as_deref()), (false, None));
    }

    #[test]
    fn a_code_of_an_old_nomenclature_is_no_naf() {
        let old = [("nomenclatureActivitePrincipaleUniteLegale", "NAF1993"), (NAF, "91.3E")];
        assert_eq!(unit(&told(&association(&old))).naf, None);
    }

    #[test]
    fn no_cell_stops_the_reader() {
        hostile::is_survived_by(read, b',', &format!("{HEADER_2026}\n"));
    }

    #[test]
    fn the_real_sample_of_2022_is_read_to_its_last_row() {
        let Some(path) = real("formats_sirene/StockUniteLegale_2022-04_pm.csv") else { return };
        let (kind, told) = Told::of_file(&path);
        assert_eq!((kind.source, told.ledger.read, told.ledger.faulty()), (SOURCE, 488, 0));
        assert_eq!(told.ledger.out_of_scope["unité légale cessée"].count, 364);
        println!("{:#?}", told.ledger.out_of_scope);
        println!("{} units taken", told.items.len());
    }

    #[test]
    fn three_hundred_thousand_rows_are_read_and_accounted_for() {
        // Three in four are ceased, one in a hundred is ours, as in the real file.
        let ceased = association(&[("etatAdministratifUniteLegale", "C")]);
        let company = association(&[(FORM, "5710")]);
        let hundred = [ceased.repeat(74), company.repeat(25), association(&[])].concat();
        let text = format!("{HEADER_2022}\n{}", hundred.repeat(3_000));
        let start = std::time::Instant::now();
        let told = Told::by(read, b',', text.as_bytes());
        let rate = 300_000.0 / start.elapsed().as_secs_f64();
        println!("{rate:.0} rows/s, {} bytes a row", text.len() / 300_000);
        assert_eq!((told.ledger.read, told.ledger.accepted), (300_000, 3_000));
    }
}
