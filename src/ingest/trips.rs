//! Ways between communes that a router measured: a matrix as a table.
//!
//! One row a way: `from`, `to` (codes of communes, of any vintage), `seconds`, as the tables of
//! OSRM and Valhalla are written out; an empty cell says that no way was found. Nobody publishes
//! one for the whole country: it is made by whoever has a router.

use std::io::Read;

use crate::domain::ids::CommuneCode;
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "trajets";

/// Columns that no other known file has together.
pub const SIGNATURE: &[&str] = &["from", "to", "seconds"];

/// Nobody drives for longer within a country: such a number is of another unit.
const LONGEST_SECONDS: f64 = 48.0 * 3600.0;

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let columns = sheet.columns(["from", "to", "seconds"])?;
    sheet.each(|row| out.settle(row.line, trip(&row, columns)))
}

fn trip(row: &Row<'_>, [from, to, seconds]: [usize; 3]) -> Result<Item, Reason> {
    let code = |column, what| {
        let cell = row.owned(column).unwrap_or_default();
        CommuneCode::parse(&cell).ok_or_else(|| Reason::fault(what, cell))
    };
    let told = row.owned(seconds);
    let length = row.number(seconds).filter(|seconds| (0.0..=LONGEST_SECONDS).contains(seconds));
    if let (Some(told), None) = (&told, length) {
        return Err(Reason::fault("durée fausse : des secondes, 48 heures au plus", told.clone()));
    }
    Ok(Item::Trip {
        from: code(from, "code de la commune de départ invalide")?,
        to: code(to, "code de la commune d'arrivée invalide")?,
        minutes: length.map(|seconds| seconds / 60.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::real::Told;

    #[test]
    fn a_way_has_a_length_or_was_not_found_and_anything_else_is_refused() {
        let rows = "from,to,distance,seconds\n44109,44110,12000,930.0\n44109,2A004,,\n44109,44110,,-1\n\
                    44109,44110,,un\n44109,44110,,1e9\nici,44110,,60\n44109,,,60\n";
        let told = Told::by(read, b',', rows.as_bytes());
        let trips: Vec<_> = told
            .items
            .iter()
            .map(|item| {
                let Item::Trip { from, to, minutes } = item else { panic!("no way: {item:?}") };
                (from.as_str(), to.as_str(), *minutes)
            })
            .collect();
        assert_eq!(trips, [("44109", "44110", Some(15.5)), ("44109", "2A004", None)]);
        assert_eq!(told.ledger.read, 7);
        assert_eq!(told.said().len(), 5, "{:?}", told.said());
    }
}
