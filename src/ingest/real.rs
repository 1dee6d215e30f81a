//! For the readers' tests: the folder of real official files, and a sink that keeps everything.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use crate::domain::actor::Report;
use crate::ingest::catalogue::{self, Kind};
use crate::ingest::item::Item;
use crate::ingest::ledger::Ledger;
use crate::ingest::open;
use crate::ingest::outlet::{Outlet, Sink, Verdict};
use crate::ingest::sheet::SheetError;

/// A file of the real folder: `MAILLAGE_REAL`, else `../shared/real` beside the repository.
/// `None`, said in a line, where the folder is not there: the test then has nothing to read.
pub fn real(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("MAILLAGE_REAL")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real"), PathBuf::from);
    let file = folder.join(path);
    if !file.is_file() {
        println!("skipped: no real file at {} (set MAILLAGE_REAL)", file.display());
        return None;
    }
    Some(file)
}

/// What a reader told and the account of it.
#[derive(Debug, Default)]
pub struct Told {
    pub items: Vec<Item>,
    pub ledger: Ledger,
}

struct Keep<'a>(&'a mut Vec<Item>);

impl Sink for Keep<'_> {
    fn take(&mut self, item: Item, _notes: &mut Vec<(&'static str, String)>) -> Verdict {
        self.0.push(item);
        Verdict::Accepted
    }
}

impl Told {
    /// Everything that a reader makes of a small text.
    pub fn by(read: catalogue::ReadFile, separator: u8, text: &[u8]) -> Self {
        Self::from(read, separator, Box::new(Cursor::new(text.to_vec()))).expect("readable to its end")
    }

    /// Everything that the file's own reader makes of it, and what it was recognised as.
    pub fn of_file(path: &Path) -> (&'static Kind, Self) {
        let head = open::head(path).expect("readable");
        let kind = catalogue::recognise(&head).expect("a known file");
        let separator = match head {
            open::Head::Table { separator, .. } => separator,
            _ => 0,
        };
        let input = open::reader(path).expect("readable");
        (kind, Self::from(kind.read, separator, input).expect("readable to its end"))
    }

    fn from(
        read: catalogue::ReadFile,
        separator: u8,
        input: Box<dyn Read + Send>,
    ) -> Result<Self, SheetError> {
        let mut told = Self::default();
        read(input, separator, &mut Outlet::new(&mut told.ledger, &mut Keep(&mut told.items)))?;
        assert!(told.ledger.balances(), "{:?}", told.ledger);
        Ok(told)
    }

    /// The refusals and repairs as the user reads them: `line: what « detail »`, in order of
    /// their words.
    pub fn said(&self) -> Vec<String> {
        let Ledger { faults, out_of_scope, mended, .. } = &self.ledger;
        let mut said = Vec::new();
        for (what, tally) in faults.iter().chain(out_of_scope).chain(mended) {
            said.extend(tally.examples.iter().map(|e| format!("{}: {what} « {} »", e.line, e.detail)));
        }
        said
    }
}

/// The report of an item that tells an actor.
pub fn actor(item: &Item) -> &Report {
    let Item::Actor(report) = item else { panic!("no actor: {item:?}") };
    report
}
