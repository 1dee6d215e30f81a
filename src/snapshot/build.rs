//! From a folder of official files to the parts of a snapshot.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::domain::function::Functions;
use crate::domain::land::Equipment;
use crate::domain::level::Level;
use crate::domain::source::{Licence, Source};
use crate::ingest::catalogue::{self, Kind};
use crate::ingest::ledger::Ledger;
use crate::ingest::open::{self, Head};
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::SheetError;
use crate::ingest::sources;
use crate::ingest::zone_names;
use crate::snapshot::Parts;
use crate::snapshot::assemble;
use crate::snapshot::draft::{Draft, Told};
use crate::snapshot::manifest::{BUILD, FORMAT, Input, Manifest, Notice};
use crate::snapshot::places::Places;
use crate::snapshot::sheets::{Sheets, make};
use crate::snapshot::ways::{self, HeldWays};

/// The share of a source's rows that may be damaged before the build refuses it.
pub const TOLERATED_FAULTS: f64 = 0.05;

/// The mark of a folder of invented data: a file of this name stands in it.
pub const FICTITIOUS_MARK: &str = "DONNEES-FICTIVES.txt";

/// Why a folder gives no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error("{path} : {source}")]
    Io { path: PathBuf, source: io::Error },
    #[error("{path} : {source}")]
    Unreadable { path: PathBuf, source: SheetError },
    #[error(
        "aucune table des communes dans {0} : il faut un fichier aux colonnes code_commune, bv2022, epci… \
         (voir le README, « Vos données »)"
    )]
    NoCommunes(PathBuf),
    #[error("{0}")]
    Declared(String),
    #[error(
        "{path} : {faulty} lignes abîmées sur {read}, plus de {} % : le fichier est tronqué ou son format \
         a changé ; voir le rapport de `maillage check`", TOLERATED_FAULTS * 100.0
    )]
    TooManyFaults { path: String, faulty: u64, read: u64 },
}

/// Told while building, for whoever watches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<'a> {
    /// A file is about to be read.
    Reading { path: &'a Path, bytes: u64 },
    /// More bytes of it were read.
    Bytes(u64),
    /// Everything is read; the rest is sorting and indexing.
    Assembling,
    /// All is there; what anybody would ask first is being found.
    Analysing,
    /// A file of the snapshot is about to be written.
    Writing(&'a str),
}

/// A recognised file of the folder.
struct Found {
    path: PathBuf,
    kind: &'static Kind,
    separator: u8,
}

/// Reads a folder to the end. The report of every source is in the parts' manifest.
///
/// Files are read in the order of their kind's rank, then of their path; the result depends
/// on their content and relative paths only.
pub fn build(
    folder: &Path,
    functions: Functions,
    watch: &mut dyn FnMut(Step<'_>),
) -> Result<Parts, BuildError> {
    let fictitious = folder.join(FICTITIOUS_MARK).is_file();
    let declared = sources::declared().map_err(|e| BuildError::Declared(e.to_string()))?;
    let (found, unknown) = recognise(folder)?;
    let mut draft = Draft::default();
    for (level, code, name) in zone_names::declared().map_err(|e| BuildError::Declared(e.to_string()))? {
        draft.name_zone(level, code, name);
    }
    let mut inputs = Vec::new();
    for file in &found {
        let bytes = std::fs::metadata(&file.path).map_err(|e| io_error(&file.path, e))?.len();
        watch(Step::Reading { path: &file.path, bytes });
        let mut ledger = Ledger::default();
        let sha256 = read_one(file, &mut ledger, &mut draft, watch)?;
        let path = relative(folder, &file.path);
        let read = ledger.read;
        if TOLERATED_FAULTS * (read as f64) < ledger.faulty() as f64 {
            return Err(BuildError::TooManyFaults { path, faulty: ledger.faulty(), read });
        }
        let source = source(&declared, file.kind.source, fictitious)?;
        inputs.push(Input { source, path, bytes, sha256, ledger });
    }
    watch(Step::Assembling);
    let functions_sha256 = sha256(functions.source().as_bytes());
    let Told { sealed, trips, crowd, mut ties, offers, sites, equipment } = draft.into_parts();
    let territories = sealed.spine.territories;
    if territories.of(Level::Commune).is_empty() {
        return Err(BuildError::NoCommunes(folder.to_owned()));
    }
    let id = snapshot_id(&inputs, &functions_sha256, fictitious);
    let sheets = make::sheets(&territories);
    let ways = HeldWays::found(ways::known(&territories, trips));
    let mut notices = sealed.spine.notices;
    notices.extend(unsettled(&sheets));
    notices.extend(ties.bind(&crowd));
    let (actors, rows) = assemble::actors(crowd, &functions, &territories);
    let ties = ties.settle(&rows, &actors);
    let offers = assemble::offers(offers, &rows, &actors);
    let manifest = Manifest {
        format: FORMAT,
        build: BUILD.to_owned(),
        id,
        fictitious,
        functions_sha256,
        sources: inputs,
        unknown,
        notices,
        layers: Vec::new(),
        sheets: None,
        ways: None,
        ties: None,
        offers: None,
    };
    Ok(Parts {
        manifest,
        actors,
        ties,
        offers,
        sites: Places::new(sites.into_values().map(assemble::placed).collect(), |site| site.id.clone()),
        equipment: Places::new(equipment.into_values().map(assemble::placed).collect(), Equipment::key),
        functions,
        territories,
        sheets,
        ways,
    })
}

/// What could not be drawn as it should: nothing, unless contours cross each other.
fn unsettled(sheets: &Sheets) -> impl Iterator<Item = Notice> {
    let (vertices, outlines) = sheets.faults();
    let told = [
        ("sommets de contours simplifiés sans place valide : les contours d'origine se croisent", vertices),
        ("contours simplifiés absents : l'original revient sur ses pas", outlines),
    ];
    told.into_iter().filter(|(_, count)| 0 < *count).map(|(what, count)| Notice {
        what: what.to_owned(),
        count,
        examples: Vec::new(),
    })
}

fn recognise(folder: &Path) -> Result<(Vec<Found>, Vec<String>), BuildError> {
    let mut found = Vec::new();
    let mut unknown = Vec::new();
    for path in open::files_below(folder).map_err(|e| io_error(folder, e))? {
        let head = open::head(&path).map_err(|e| io_error(&path, e))?;
        match catalogue::recognise(&head) {
            Some(kind) => {
                let separator = if let Head::Table { separator, .. } = head { separator } else { b',' };
                found.push(Found { path, kind, separator });
            }
            None if path.file_name().is_some_and(|name| name == FICTITIOUS_MARK) => {}
            None => unknown.push(relative(folder, &path)),
        }
    }
    found.sort_by(|a, b| (a.kind.rank, &a.path).cmp(&(b.kind.rank, &b.path)));
    Ok((found, unknown))
}

/// Reads one file into the draft and gives its checksum.
fn read_one(
    file: &Found,
    ledger: &mut Ledger,
    draft: &mut Draft,
    watch: &mut dyn FnMut(Step<'_>),
) -> Result<String, BuildError> {
    let sha256 = sha256_of(&file.path, watch).map_err(|e| io_error(&file.path, e))?;
    let input = open::reader(&file.path).map_err(|e| io_error(&file.path, e))?;
    let mut outlet = Outlet::new(ledger, draft);
    (file.kind.read)(input, file.separator, &mut outlet)
        .map_err(|source| BuildError::Unreadable { path: file.path.clone(), source })?;
    Ok(sha256)
}

/// SHA-256 of a file, in hexadecimal.
pub fn sha256_of(path: &Path, watch: &mut dyn FnMut(Step<'_>)) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hash.finalize())),
            read => {
                hash.update(&buffer[..read]);
                watch(Step::Bytes(read as u64));
            }
        }
    }
}

/// SHA-256 of some bytes, in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn snapshot_id(inputs: &[Input], functions_sha256: &str, fictitious: bool) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{BUILD}\n{FORMAT}\n{functions_sha256}\n{fictitious}\n"));
    for Input { source, path, sha256, .. } in inputs {
        hash.update(format!("{} {path} {sha256}\n", source.id));
    }
    hex(&hash.finalize())[..16].to_owned()
}

fn source(declared: &[Source], id: &str, fictitious: bool) -> Result<Source, BuildError> {
    let found = declared.iter().find(|source| source.id == id).cloned();
    let mut source =
        found.ok_or_else(|| BuildError::Declared(format!("data/sources.toml ne déclare pas `{id}`")))?;
    if fictitious {
        source.licence = Licence::Fictitious;
        source.producer = "Maillage, île de démonstration".to_owned();
        source.vintage = "inventé".to_owned();
    }
    Ok(source)
}

fn io_error(path: &Path, source: io::Error) -> BuildError {
    BuildError::Io { path: path.to_owned(), source }
}

/// The path below the folder, with `/` whatever the system.
fn relative(folder: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
