//! What a snapshot is made of: its sources, their accounts, and its files with checksums.

use serde::{Deserialize, Serialize};

use crate::domain::source::Source;
use crate::ingest::ledger::Ledger;

/// The layout of the folder and of its files. A reader refuses any other.
pub const FORMAT: u32 = 6;

/// The method version of everything the build computes: part of the snapshot's id.
pub const BUILD: &str = "maillage-build-5";

/// The source of the central register of establishments.
const SIRENE: &str = "sirene-etablissements";

/// `manifest.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub format: u32,
    /// The build's method version.
    pub build: String,
    /// Hash of the inputs and of the build's version: 16 hexadecimal digits.
    pub id: String,
    /// Invented data: every page says so.
    pub fictitious: bool,
    /// SHA-256 of the catalogue of functions.
    pub functions_sha256: String,
    /// What was read, in the order read.
    pub sources: Vec<Input>,
    /// Files of the folder that no reader knows, by relative path.
    pub unknown: Vec<String>,
    /// What deserves a look, in French: communes without outline, estimated ones…
    pub notices: Vec<Notice>,
    /// What was written.
    pub layers: Vec<LayerFile>,
    /// The outlines at each zoom; `None` before they are written.
    pub sheets: Option<SectionFile>,
    /// Ways between communes; `None` before they are written.
    pub ways: Option<SectionFile>,
    /// Ties between actors; `None` before they are written.
    pub ties: Option<SectionFile>,
    /// Offers and needs; `None` before they are written.
    pub offers: Option<SectionFile>,
}

/// One file that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    pub source: Source,
    /// Path relative to the folder of official files.
    pub path: String,
    pub bytes: u64,
    pub sha256: String,
    pub ledger: Ledger,
}

/// Something the build noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    pub what: String,
    pub count: u64,
    /// The first few.
    pub examples: Vec<String>,
}

/// One file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerFile {
    /// The layer's name.
    pub layer: String,
    /// Name of the file, in the snapshot's folder.
    pub file: String,
    pub rows: u64,
    /// Rows that no commune is known of: in the national total, in no zone.
    pub unplaced: u64,
    /// Rows of actors in partial diffusion: counted in their commune, never shown.
    pub masked: u64,
    pub bytes: u64,
    pub sha256: String,
}

/// A file that is no layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionFile {
    /// Name of the file, in the snapshot's folder.
    pub file: String,
    pub bytes: u64,
    pub sha256: String,
}

impl Manifest {
    /// Whether SIRENE's establishments are in: without them most of the ESS is unknown, and
    /// whoever reads a figure must be told.
    #[must_use]
    pub fn knows_sirene(&self) -> bool {
        let sirene = |input: &&Input| input.source.id == SIRENE;
        self.sources.iter().filter(sirene).any(|input| 0 < input.ledger.accepted + input.ledger.merged)
    }

    /// The file of a layer.
    #[must_use]
    pub fn layer(&self, name: &str) -> Option<&LayerFile> {
        self.layers.iter().find(|file| file.layer == name)
    }
}
