//! What forbids or hampers to build on a piece of land: a small table that no producer publishes as such.
//!
//! A département makes it from the flood plans (Géorisques), the protected places (INPN, Atlas des
//! patrimoines), a terrain model and its roads, one row a parcel or a candidate of another source:
//! `terrain;inondation;protection;pente_pct;acces_route`. An empty cell is unknown, not "no".

use std::io::Read;

use crate::domain::land::Limits;
use crate::ingest::friches;
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "contraintes-foncieres";

/// Its columns.
pub const COLUMNS: [&str; 5] = ["terrain", "inondation", "protection", "pente_pct", "acces_route"];

/// Columns that no other known file has together.
pub const SIGNATURE: &[&str] = &COLUMNS;

/// The zones of a flood plan, worst first.
pub const FLOODS: [&str; 3] = ["rouge", "bleue", "hors zone"];

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let columns = sheet.columns(COLUMNS)?;
    sheet.each(|row| {
        let limits = limits(&row, columns, out);
        out.settle(row.line, limits);
    })
}

fn limits(row: &Row<'_>, columns: [usize; 5], out: &mut Outlet<'_>) -> Result<Item, Reason> {
    let [land, flood, protection, slope, road] = columns;
    let id = row.owned(land).ok_or_else(|| Reason::fault("terrain absent", ""))?;
    let flood = match row.owned(flood) {
        Some(zone) if FLOODS.contains(&zone.as_str()) => Some(zone),
        Some(zone) => return Err(Reason::fault("inondation n'est ni rouge, ni bleue, ni hors zone", zone)),
        None => None,
    };
    let road = match row.value(road).as_deref() {
        Some("oui") => Some(true),
        Some("non") => Some(false),
        Some(other) => return Err(Reason::fault("acces_route n'est ni oui ni non", other)),
        None => None,
    };
    let percent = row.number(slope).filter(|slope| (0.0..=1_000.0).contains(slope));
    if percent.is_none() && row.value(slope).is_some() {
        out.mend(row.line, "pente illisible : laissée inconnue", row.owned(slope).unwrap_or_default());
    }
    let protection =
        row.owned(protection).and_then(|words| friches::kept(words, "protection", row.line, out));
    Ok(Item::Limits { land: id, limits: Box::new(Limits { flood, protection, slope: percent, road }) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::real::Told;

    #[test]
    fn an_empty_cell_is_unknown_and_a_strange_word_a_fault() {
        let told = Told::by(
            read,
            b';',
            "terrain;inondation;protection;pente_pct;acces_route\n\
            441090000A0003;rouge;Natura 2000;4,5;oui\n44109_1;;aucune;raide;non\n44109_2;verte;;;\n\
            44109_3;;;;peut-être\n;rouge;;;\n"
                .as_bytes(),
        );
        let limits: Vec<&Limits> = told
            .items
            .iter()
            .filter_map(
                |item| if let Item::Limits { limits, .. } = item { Some(limits.as_ref()) } else { None },
            )
            .collect();
        assert_eq!(
            (limits[0].flood.as_deref(), limits[0].slope, limits[0].road),
            (Some("rouge"), Some(4.5), Some(true))
        );
        assert_eq!((&limits[1].flood, limits[1].slope, limits[1].road), (&None, None, Some(false)));
        assert_eq!(
            told.said(),
            [
                "5: acces_route n'est ni oui ni non « peut-être »",
                "4: inondation n'est ni rouge, ni bleue, ni hors zone « verte »",
                "6: terrain absent «  »",
                "3: pente illisible : laissée inconnue « raide »",
            ]
        );
    }
}
