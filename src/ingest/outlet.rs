//! Where a reader puts its rows: each is offered once or refused once, and written down.

use crate::domain::ids::Siren;
use crate::domain::parcel::ParcelId;
use crate::ingest::item::Item;
use crate::ingest::ledger::{Ledger, Reason};

/// What became of an offered item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// New.
    Accepted,
    /// Added to something already known.
    Merged,
    /// Not taken after all: only whoever knows the other rows could tell.
    Refused(Reason),
}

/// Takes items in the order of the file; `Err` text explains a repair worth reporting.
pub trait Sink {
    /// Takes one item; `notes` collects repairs made on the way, `(what, value)`.
    fn take(&mut self, item: Item, notes: &mut Vec<(&'static str, String)>) -> Verdict;

    /// Whether a legal unit was taken before: spares the readers of the largest files the
    /// telling of establishments that would be refused. True when in doubt.
    fn knows_unit(&self, _siren: Siren) -> bool {
        true
    }

    /// Whether a candidate is made of a parcel: spares the reader of the plan the outlines of all others.
    /// True when in doubt.
    fn wants_parcel(&self, _parcel: ParcelId) -> bool {
        true
    }
}

/// A reader's only way out.
pub struct Outlet<'a> {
    ledger: &'a mut Ledger,
    sink: &'a mut dyn Sink,
    notes: Vec<(&'static str, String)>,
}

impl<'a> Outlet<'a> {
    /// An outlet that writes its account into `ledger`.
    pub fn new(ledger: &'a mut Ledger, sink: &'a mut dyn Sink) -> Self {
        Self { ledger, sink, notes: Vec::new() }
    }

    /// Whether an establishment of this unit is worth telling.
    #[must_use]
    pub fn knows_unit(&self, siren: Siren) -> bool {
        self.sink.knows_unit(siren)
    }

    /// Whether a parcel's outline is worth looking at.
    #[must_use]
    pub fn wants_parcel(&self, parcel: ParcelId) -> bool {
        self.sink.wants_parcel(parcel)
    }

    /// Offers what a row tells. Counts the row as read.
    pub fn offer(&mut self, line: u64, item: Item) {
        self.ledger.read += 1;
        match self.sink.take(item, &mut self.notes) {
            Verdict::Accepted => self.ledger.accepted += 1,
            Verdict::Merged => self.ledger.merged += 1,
            Verdict::Refused(reason) => self.ledger.refuse(line, reason),
        }
        for (what, detail) in self.notes.drain(..) {
            self.ledger.mend(line, what, detail);
        }
    }

    /// Refuses a row. Counts the row as read.
    pub fn refuse(&mut self, line: u64, reason: Reason) {
        self.ledger.read += 1;
        self.ledger.refuse(line, reason);
    }

    /// Notes a repair of a row that will be offered.
    pub fn mend(&mut self, line: u64, what: &'static str, detail: impl Into<String>) {
        self.ledger.mend(line, what, detail);
    }

    /// Offers or refuses, whichever a row came to.
    pub fn settle(&mut self, line: u64, row: Result<Item, Reason>) {
        match row {
            Ok(item) => self.offer(line, item),
            Err(reason) => self.refuse(line, reason),
        }
    }
}
