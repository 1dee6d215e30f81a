//! Insertion enterprises under agreement (SIAE), as published by *les emplois de l'inclusion*.
//!
//! Kinds: ACI, EI, AI, ETTI, GEIQ, EA, EATT. Several rows may share a SIRET: one actor with
//! several kinds. Points come from a geocoder with a score from 0 to 1.

use std::io::Read;

use crate::domain::actor::{Claim, Report, System};
use crate::domain::whereabouts::{Precision, Whereabouts};
use crate::geometry::position::Position;
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::mends;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "siae";

/// Columns that no other known file has together.
pub const SIGNATURE: &[&str] = &["siret", "kind", "convention", "geocoding_score", "post_code"];

/// Below this score a geocoded point is not taken: the geocoder was guessing. The
/// commune of the address is kept.
const TRUSTED_SCORE: f64 = 0.6;

/// From this score on the house number was found.
const SURE_SCORE: f64 = 0.8;

/// Kinds of insertion enterprises that the agreement knows.
const KINDS: [&str; 7] = ["ACI", "EI", "AI", "ETTI", "GEIQ", "EA", "EATT"];

struct Columns {
    id: usize,
    siret: usize,
    naf: usize,
    kind: usize,
    name: usize,
    brand: usize,
    address: usize,
    postal_code: usize,
    town: usize,
    departement: usize,
    lon: usize,
    lat: usize,
    score: usize,
    website: usize,
    updated_at: usize,
}

impl Columns {
    fn of<R: Read>(sheet: &Sheet<R>) -> Result<Self, SheetError> {
        let column = |name| sheet.columns([name]).map(|[rank]| rank);
        Ok(Self {
            id: column("pk")?,
            siret: column("siret")?,
            naf: column("naf")?,
            kind: column("kind")?,
            name: column("name")?,
            brand: column("brand")?,
            address: column("address_line_1")?,
            postal_code: column("post_code")?,
            town: column("city")?,
            departement: column("department")?,
            lon: column("lon")?,
            lat: column("lat")?,
            score: column("geocoding_score")?,
            website: column("website")?,
            updated_at: column("updated_at")?,
        })
    }
}

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let columns = Columns::of(&sheet)?;
    sheet.each(|row| {
        let actor = actor(&row, &columns, out);
        out.settle(row.line, actor);
    })
}

fn actor(row: &Row<'_>, columns: &Columns, out: &mut Outlet<'_>) -> Result<Item, Reason> {
    let line = row.line;
    let id = row.value(columns.id).ok_or_else(|| Reason::fault("identifiant absent", ""))?;
    let kind = row.owned(columns.kind).unwrap_or_default();
    if !KINDS.contains(&kind.as_str()) {
        return Err(Reason::fault("type de SIAE inconnu", kind));
    }
    let date = row.value(columns.updated_at).and_then(|date| date.get(..10).map(str::to_owned));
    let mut report = Report::new(SOURCE, id.as_ref()).stating(Claim::Siae, date);
    report.siret = row.value(columns.siret).and_then(|text| mends::siret(&text, line, out));
    let name = row.value(columns.brand).or_else(|| row.value(columns.name));
    report.name = name.and_then(|text| mends::name(&text, line, out));
    report.naf = row.value(columns.naf).and_then(|code| mends::naf(&code));
    report.address = row.value(columns.address).and_then(|text| mends::address(&text, line, out));
    report.website = row.value(columns.website).and_then(|text| mends::website(&text, line, out));
    report.codes = vec![(System::Siae, kind)];
    report.codes.extend(report.naf.clone().map(|code| (System::Naf, code)));
    report.whereabouts = Whereabouts {
        insee: None,
        postal_code: row.owned(columns.postal_code),
        town: row.owned(columns.town),
        departement: row.owned(columns.departement),
        point: point(row, columns, out),
    };
    Ok(Item::Actor(Box::new(report)))
}

fn point(row: &Row<'_>, columns: &Columns, out: &mut Outlet<'_>) -> Option<(Position, Precision)> {
    let (lon, lat) = (row.number(columns.lon)?, row.number(columns.lat)?);
    let Some(position) = Position::from_degrees(lon, lat) else {
        out.mend(row.line, "point hors du globe : écarté, commune gardée", format!("{lon} {lat}"));
        return None;
    };
    let score = row.number(columns.score).unwrap_or(0.0);
    if score < TRUSTED_SCORE {
        out.mend(row.line, "géocodage peu sûr : point écarté, commune gardée", format!("{score:.2}"));
        return None;
    }
    Some((position, if SURE_SCORE <= score { Precision::Exact } else { Precision::Street }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::hostile;
    use crate::ingest::real::{Told, actor, real};

    const HEADER: &str = "pk,siret,naf,kind,name,brand,address_line_1,address_line_2,post_code,city,department,\
                          lon,lat,geocoding_score,website,source,convention,created_at,updated_at\n";

    fn told(rows: &str) -> Told {
        Told::by(read, b',', format!("{HEADER}{rows}").as_bytes())
    }

    #[test]
    fn a_row_is_told_whole() {
        let told = told(
            "7,80746931700018,5621Z,EI,LES TABLES,Les Tables,1 rue du Port,,44000,Nantes,44,\
                         -1.55,47.21,0.93,http://tables.example,ASP,1.0,2019-12-05T14:37,2020-12-18T10:40:16Z\n",
        );
        let report = actor(&told.items[0]);
        assert_eq!(report.siret.map(|s| s.to_string()).as_deref(), Some("80746931700018"));
        assert_eq!(report.name.as_deref(), Some("Les Tables"));
        assert_eq!(report.naf.as_deref(), Some("56.21Z"));
        assert_eq!(report.codes, [(System::Siae, "EI".into()), (System::Naf, "56.21Z".into())]);
        assert_eq!(report.statements[0].date.as_deref(), Some("2020-12-18"));
        assert_eq!(report.whereabouts.point.map(|(_, precision)| precision), Some(Precision::Exact));
        assert_eq!(told.said(), [""; 0]);
    }

    #[test]
    fn a_bad_siret_is_not_an_id_but_the_row_is_kept() {
        let told = told("8,34445638900018,,ACI,JARDINS,,,,44000,Nantes,44,,,,,,,,\n");
        assert_eq!((actor(&told.items[0]).siret, told.items.len()), (None, 1));
        assert_eq!(
            told.said(),
            ["2: SIRET invalide : gardé sous l'identifiant de la source « 34445638900018 »"]
        );
    }

    #[test]
    fn one_siret_with_two_kinds_is_told_twice_under_the_same_siret() {
        let told = told(
            "8,80746931700018,,ACI,JARDINS,,,,44000,Nantes,44,,,,,,,,\n\
             9,80746931700018,,AI,JARDINS AI,,,,44000,Nantes,44,,,,,,,,\n",
        );
        let (a, b) = (actor(&told.items[0]), actor(&told.items[1]));
        assert_eq!((a.siret.is_some(), a.siret), (true, b.siret));
        assert_eq!((&a.codes[0].1[..], &b.codes[0].1[..]), ("ACI", "AI"));
        assert_ne!(a.local_id, b.local_id);
    }

    #[test]
    fn an_unsure_or_absent_point_leaves_the_commune() {
        let told = told(
            "8,,,ACI,A,,,,44000,Nantes,44,-1.55,47.21,0.41,,,,,\n\
             9,,,ACI,B,,,,44000,Nantes,44,,,,,,,,\n\
             10,,,ACI,C,,,,44000,Nantes,44,-1.55,47.21,0.7,,,,,\n\
             11,,,ACI,D,,,,44000,Nantes,44,47.21,-155,0.9,,,,,\n",
        );
        let points: Vec<_> = told
            .items
            .iter()
            .map(|item| actor(item).whereabouts.point.map(|(_, precision)| precision))
            .collect();
        assert_eq!(points, [None, None, Some(Precision::Street), None]);
        assert!(
            told.items.iter().all(|item| actor(item).whereabouts.postal_code.as_deref() == Some("44000"))
        );
        assert_eq!(
            told.said(),
            [
                "2: géocodage peu sûr : point écarté, commune gardée « 0.41 »",
                "5: point hors du globe : écarté, commune gardée « 47.21 -155 »",
            ]
        );
    }

    #[test]
    fn an_unknown_kind_and_a_missing_id_are_refused() {
        let told = told("8,,,XYZ,A,,,,,,,,,,,,,,\n,,,ACI,A,,,,,,,,,,,,,,\n");
        assert_eq!(told.said(), ["3: identifiant absent «  »", "2: type de SIAE inconnu « XYZ »"]);
    }

    #[test]
    fn no_cell_stops_the_reader() {
        hostile::is_survived_by(read, b',', HEADER);
    }

    #[test]
    fn the_real_file_is_read_to_its_last_row() {
        let Some(path) = real("ess_acteurs/siae_emplois_inclusion_2021.csv") else { return };
        let (kind, told) = Told::of_file(&path);
        assert_eq!((kind.source, told.ledger.read, told.ledger.refused()), (SOURCE, 3_853, 0));
        let mended = |start: &str| {
            told.ledger.mended.iter().find(|(what, _)| what.starts_with(start)).map(|(_, tally)| tally.count)
        };
        assert_eq!(mended("SIRET invalide"), Some(13));
        assert_eq!(mended("géocodage peu sûr"), Some(258));
        let placed = told.items.iter().filter(|item| actor(item).whereabouts.point.is_some()).count();
        assert_eq!(placed, 3_853 - 33 - 258);
    }
}
