//! Fills what completes a territory.

use crate::analysis::partners::{Completed, Partner};
use crate::analysis::partners_told::{gifts, none};
use crate::domain::level::Level;
use crate::pages::address;
use crate::pages::complements::{ComplementRow, ComplementsPart};
use crate::pages::routes::twins::said;
use crate::pages::routes::visit::Visit;

/// So many are shown; all are in the files.
const SHOWN: usize = 5;

/// The partners of a bassin; none of other levels, which people do not live by. What cannot be told
/// is said in its place.
pub fn part(visit: &Visit, level: Level, row: u32) -> Option<ComplementsPart> {
    if level != Level::Bassin {
        return None;
    }
    let snapshot = visit.snapshot();
    let zone = address::zone(level, &address::escape(&snapshot.territories.get(level, row).code));
    let address = format!("/analyses/complements?zone={zone}&geometry=point");
    let mut part = ComplementsPart { address, ..ComplementsPart::default() };
    match visit.served().analysed.exchange(snapshot, level) {
        Err(error) => {
            tracing::error!(%error, "ways between communes cannot be read");
            visit.language().words().say("complements.failed").clone_into(&mut part.reason);
        }
        Ok(trade) => match trade.profiles.completed(row, trade.seats.around(row)) {
            Completed::Partners(partners) => {
                part.all = partners.len() as u64;
                let shown = partners.iter().take(SHOWN);
                part.rows = shown.map(|partner| complement_row(visit, level, partner)).collect();
            }
            nobody => part.reason = said(visit.language(), none(&nobody)),
        },
    }
    Some(part)
}

fn complement_row(visit: &Visit, level: Level, partner: &Partner) -> ComplementRow {
    let told = |given: &[_]| said(visit.language(), gifts(given, &visit.snapshot().functions));
    ComplementRow {
        place: visit.place(level, partner.territory),
        minutes: partner.minutes,
        is_estimated: !partner.is_routed,
        gives: told(&partner.gives),
        receives: told(&partner.receives),
        mutual: partner.mutual,
    }
}
