//! The account of a source: rows read = accepted + merged + refused, by reason.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// How many examples of a reason are kept for the report.
const EXAMPLES: usize = 3;

/// Why a row is not taken. The text is what a person reads in the report, in French, and
/// ends with the way out where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The row is damaged or contradicts the format. Counts against the source.
    Fault { what: &'static str, detail: String },
    /// The row is sound but not ours to keep: closed, not ESS, a natural person…
    OutOfScope { what: &'static str },
}

impl Reason {
    /// A damaged row: what is wrong, and the value that shows it.
    #[must_use]
    pub fn fault(what: &'static str, detail: impl Into<String>) -> Self {
        Self::Fault { what, detail: detail.into() }
    }

    /// A sound row that is not ours to keep.
    #[must_use]
    pub fn out_of_scope(what: &'static str) -> Self {
        Self::OutOfScope { what }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault { what, detail } if detail.is_empty() => f.write_str(what),
            Self::Fault { what, detail } => write!(f, "{what} : « {detail} »"),
            Self::OutOfScope { what } => f.write_str(what),
        }
    }
}

/// A reason's count and first examples.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    pub count: u64,
    /// Line number and offending value of the first few rows.
    pub examples: Vec<Example>,
}

/// A row to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// Line of the file (CSV, the header is line 1) or rank of the feature (GeoJSON, from 1).
    pub line: u64,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

impl Tally {
    fn add(&mut self, line: u64, detail: String) {
        self.count += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.push(Example { line, detail });
        }
    }
}

/// The whole account of one file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ledger {
    pub read: u64,
    /// New things.
    pub accepted: u64,
    /// Added to a thing that another row or source had already told.
    pub merged: u64,
    /// Damaged rows, by reason.
    pub faults: BTreeMap<String, Tally>,
    /// Sound rows that are not ours to keep, by reason.
    pub out_of_scope: BTreeMap<String, Tally>,
    /// Rows taken after a repair, by repair: a row may have several or none.
    pub mended: BTreeMap<String, Tally>,
}

impl Ledger {
    /// Writes down a refusal.
    pub fn refuse(&mut self, line: u64, reason: Reason) {
        match reason {
            Reason::Fault { what, detail } => count(&mut self.faults, what, line, detail),
            Reason::OutOfScope { what } => count(&mut self.out_of_scope, what, line, String::new()),
        }
    }

    /// Writes down a repair of a row that is taken all the same.
    pub fn mend(&mut self, line: u64, what: &'static str, detail: impl Into<String>) {
        count(&mut self.mended, what, line, detail.into());
    }

    /// Rows refused for a fault.
    #[must_use]
    pub fn faulty(&self) -> u64 {
        self.faults.values().map(|tally| tally.count).sum()
    }

    /// Rows refused, whatever the reason.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.faulty() + self.out_of_scope.values().map(|tally| tally.count).sum::<u64>()
    }

    /// Whether every row is accounted for.
    #[must_use]
    pub fn balances(&self) -> bool {
        self.read == self.accepted + self.merged + self.refused()
    }
}

/// Allocates for a new reason only: tens of millions of rows are out of scope.
fn count(tallies: &mut BTreeMap<String, Tally>, what: &str, line: u64, detail: String) {
    match tallies.get_mut(what) {
        Some(tally) => tally.add(line, detail),
        None => tallies.entry(what.to_owned()).or_default().add(line, detail),
    }
}
