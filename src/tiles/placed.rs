//! What was found with a place of its own as points: what it is counted by, and what one of it tells.
//!
//! A line stands at its first end, in the commune that counts it; the line itself is drawn by
//! [`lines`](crate::tiles::lines).

use std::borrow::Cow;

use crate::domain::tie::TieKind;
use crate::formats::table::Value as Cell;
use crate::snapshot::findings::Found;
use crate::snapshot::layers::finding::Finding;
use crate::snapshot::layers::found_columns;
use crate::tiles::encode::{Properties, Value};
use crate::tiles::parts::Kind;

/// Before a kind of tie in the name of a part.
const TIES: &str = "g_";

/// Groups that are kept, and those that are not.
const GROUPS: [&str; 2] = ["n_retenue", "n_ecartee"];

/// The first sites of a département, and the others.
const SITES: [&str; 2] = ["n_premiers", "n_suivants"];

/// So many are the first.
const FIRST: i64 = 10;

/// The words of both.
const STATES: [&str; 2] = ["retenue", "ecartee"];

/// What rows of a finding are counted by.
#[must_use]
pub fn parts(finding: Finding) -> Vec<String> {
    match finding {
        Finding::Grappes => GROUPS.map(str::to_owned).to_vec(),
        Finding::Liens => TieKind::ALL.map(|kind| format!("{TIES}{}", kind.word())).to_vec(),
        Finding::Sites => SITES.map(str::to_owned).to_vec(),
        _ => Vec::new(),
    }
}

/// A finding and where the columns are that tiles tell.
pub struct Telling<'a> {
    found: &'a Found,
    /// `retenu` of groups, `genre` of ties, `rang` of sites.
    kind: Option<usize>,
}

impl<'a> Telling<'a> {
    /// Finds the columns.
    #[must_use]
    pub fn new(found: &'a Found) -> Self {
        let kind = match found.finding() {
            Finding::Grappes => rank(found, "retenu"),
            Finding::Liens => rank(found, "genre"),
            Finding::Sites => rank(found, "rang"),
            _ => None,
        };
        Self { found, kind }
    }

    /// What a row is counted by.
    #[must_use]
    pub fn kind(&self, row: u32) -> Kind {
        let part = self.kind.map(|column| self.found.value(row, column)).and_then(|cell| match cell {
            Cell::Boolean(is_kept) => Some(usize::from(!is_kept)),
            Cell::Integer(rank) => Some(usize::from(FIRST < rank)),
            Cell::Text(word) => TieKind::ALL.iter().position(|kind| kind.word() == word),
            _ => None,
        });
        let is_own = self.found.places().ends(row).next().is_some_and(|end| end.is_own);
        Kind::new([part, None], is_own)
    }
}

/// Tells what a row is.
pub fn describe<'a>(found: &'a Found, row: u32, properties: &mut Properties<'a>) {
    let mut put = |name: &'static str, column: &str, is_id: bool| {
        let Some(cell) = rank(found, column).map(|rank| found.value(row, rank)) else { return };
        let value = match cell {
            Cell::Text(Cow::Borrowed(text)) if is_id => Value::Id(text),
            Cell::Text(Cow::Borrowed(text)) => Value::Text(text),
            Cell::Integer(number) => Value::Integer(number.unsigned_abs()),
            Cell::Boolean(is_kept) => Value::Word(STATES[usize::from(!is_kept)]),
            // Points of a score, to the nearest.
            Cell::Number(number) => Value::Integer(number.round().max(0.0) as u64),
            _ => return,
        };
        properties.push((name, value));
    };
    put("id", "id", true);
    match found.finding() {
        Finding::Grappes => {
            put("nom", "nom", false);
            put("etat", "retenu", false);
            put("acteurs", "acteurs", false);
            put("rang", "rang", false);
        }
        Finding::Liens => {
            put("genre", "genre", false);
            put("source", "source", false);
        }
        Finding::Sites => {
            put("nom", "nom", false);
            put("rang", "rang", false);
            put("score", "score", false);
            put("departement", "departement", false);
        }
        _ => {
            put("rang", "rang", false);
            put("score", "score", false);
        }
    }
}

fn rank(found: &Found, name: &str) -> Option<usize> {
    found_columns::of(found.finding()).iter().position(|column| column.name == name)
}
