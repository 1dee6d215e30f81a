//! Insertion enterprises under agreement (SIAE), as published by *les emplois de l'inclusion*.
//!
//! Kinds: ACI, EI, AI, ETTI, GEIQ, EA, EATT. Several rows may share a SIRET: one actor with
//! several kinds. Points come from a geocoder with a score from 0 to 1.

use std::io::Read;

use crate::domain::actor::{Claim, Report, System};
use crate::domain::ids::Siret;
use crate::domain::whereabouts::{Precision, Whereabouts};
use crate::geometry::position::Position;
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "siae";

/// Columns that no other known file has together.
pub const SIGNATURE: &[&str] = &["siret", "kind", "convention", "geocoding_score", "post_code"];

/// Below this score a geocoded point is not taken: the geocoder was guessing. The
/// commune of the address is kept.
const TRUSTED_SCORE: f64 = 0.6;

/// Kinds of insertion enterprises that the agreement knows.
const KINDS: [&str; 7] = ["ACI", "EI", "AI", "ETTI", "GEIQ", "EA", "EATT"];

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let columns = sheet.columns([
        "pk",
        "siret",
        "naf",
        "kind",
        "name",
        "brand",
        "address_line_1",
        "post_code",
        "city",
        "department",
        "lon",
        "lat",
        "geocoding_score",
        "website",
        "updated_at",
    ])?;
    sheet.each(|row| {
        let actor = actor(&row, columns, out);
        out.settle(row.line, actor);
    })
}

fn actor(row: &Row<'_>, columns: [usize; 15], out: &mut Outlet<'_>) -> Result<Item, Reason> {
    let [
        pk,
        siret,
        naf,
        kind,
        name,
        brand,
        address,
        post_code,
        city,
        department,
        lon,
        lat,
        score,
        website,
        updated_at,
    ] = columns;
    let pk = row.value(pk).ok_or_else(|| Reason::fault("identifiant absent", ""))?;
    let kind = row.owned(kind).unwrap_or_default();
    if !KINDS.contains(&kind.as_str()) {
        return Err(Reason::fault("type de SIAE inconnu", kind));
    }
    let date = row.value(updated_at).and_then(|d| d.get(..10).map(str::to_owned));
    let mut report = Report::new(SOURCE, pk.as_ref()).stating(Claim::Siae, date);
    report.siret = row.value(siret).and_then(|text| {
        let parsed = Siret::parse(&text);
        if parsed.is_none() {
            out.mend(row.line, "SIRET invalide : gardé sous l'identifiant de la source", text);
        }
        parsed
    });
    report.name = row.owned(brand).or_else(|| row.owned(name));
    report.naf = row.value(naf).and_then(|code| dotted(&code));
    report.address = row.owned(address);
    report.website = row.owned(website);
    report.codes = vec![(System::Siae, kind)];
    report.whereabouts = Whereabouts {
        insee: None,
        postal_code: row.owned(post_code),
        town: row.owned(city),
        departement: row.owned(department),
        point: point(row, lon, lat, score, out),
    };
    Ok(Item::Actor(Box::new(report)))
}

fn point(
    row: &Row<'_>,
    lon: usize,
    lat: usize,
    score: usize,
    out: &mut Outlet<'_>,
) -> Option<(Position, Precision)> {
    let position = Position::from_degrees(row.number(lon)?, row.number(lat)?)?;
    let score = row.number(score).unwrap_or(0.0);
    if score < TRUSTED_SCORE {
        out.mend(row.line, "géocodage peu sûr : point écarté, commune gardée", format!("{score:.2}"));
        return None;
    }
    Some((position, if 0.8 <= score { Precision::Exact } else { Precision::Street }))
}

/// `8899B` → `88.99B`.
fn dotted(code: &str) -> Option<String> {
    match code.len() {
        5 => Some(format!("{}.{}", code.get(..2)?, code.get(2..)?)),
        6 => Some(code.to_owned()),
        _ => None,
    }
}
