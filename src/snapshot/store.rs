//! A snapshot on disk: a folder of immutable files, and one line that says which is current.
//!
//! ```text
//! snapshots/
//!   current              the id of the snapshot in use
//!   3f2a…/manifest.json  what it is made of, with checksums
//!   3f2a…/manifest.sha256  the checksum of that
//!   3f2a…/acteurs.fgb    one FlatGeobuf a layer
//!   3f2a…/contours.sheets  the outlines of territories at each zoom
//!   3f2a…/trajets.paires  how long it takes from a commune to those around it
//!   3f2a…/liens.colonnes  what binds actors
//!   3f2a…/offres.json  what they offer and need
//! ```
//!
//! A new snapshot is written beside, under a name nobody reads, and takes its place by
//! renaming; then `current` is replaced in one step. Whenever the writer dies, the previous
//! snapshot stays whole and in use.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::formats::flatgeobuf::write::{self as flatgeobuf, Options};
use crate::formats::selection::Selection;
use crate::network::ways_file;
use crate::snapshot::Snapshot;
use crate::snapshot::build::{Step, sha256, sha256_of};
use crate::snapshot::layers::Layer;
use crate::snapshot::manifest::{LayerFile, Manifest, SectionFile};
use crate::snapshot::offers;
use crate::snapshot::sheets::file as sheets;
use crate::snapshot::ties_file;
use crate::snapshot::ways::UnreadWays;

/// The file that names the snapshot in use.
pub const CURRENT: &str = "current";
/// The file that describes a snapshot.
pub const MANIFEST: &str = "manifest.json";
/// The checksum of [`MANIFEST`], as `sha256sum` writes it: what tells that it was edited.
pub const SEAL: &str = "manifest.sha256";
/// The catalogue of functions that it was built with.
pub const FUNCTIONS: &str = "functions.toml";
/// Where a snapshot is written before it is whole.
const STAGING: &str = ".staging";
/// Held while writing, so that two builds do not mix.
const LOCK: &str = ".lock";

/// Why a snapshot cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{path} : {source}")]
    Io { path: PathBuf, source: io::Error },
    #[error("{0} : une autre construction est en cours ; attendre sa fin")]
    Busy(PathBuf),
    #[error("couche {layer} : {source}")]
    Layer { layer: Layer, source: io::Error },
    #[error(transparent)]
    Ways(#[from] UnreadWays),
}

/// Writes a snapshot under `root` and makes it current. Gives its folder.
pub fn write(
    snapshot: &Snapshot,
    root: &Path,
    watch: &mut dyn FnMut(Step<'_>),
) -> Result<PathBuf, StoreError> {
    fs::create_dir_all(root).map_err(|e| at(root, e))?;
    let lock_path = root.join(LOCK);
    let lock = File::create(&lock_path).map_err(|e| at(&lock_path, e))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(StoreError::Busy(root.to_owned())),
        Err(TryLockError::Error(e)) => return Err(at(&lock_path, e)),
    }
    let staging = root.join(STAGING);
    clear(&staging)?;
    fs::create_dir(&staging).map_err(|e| at(&staging, e))?;
    let manifest = write_files(snapshot, &staging, watch)?;
    let folder = root.join(&manifest.id);
    settle(&staging, &folder)?;
    make_current(root, &manifest.id)?;
    sweep(root, &manifest.id)?;
    Ok(folder)
}

fn write_files(
    snapshot: &Snapshot,
    staging: &Path,
    watch: &mut dyn FnMut(Step<'_>),
) -> Result<Manifest, StoreError> {
    let mut manifest = snapshot.manifest.clone();
    manifest.layers.clear();
    for layer in Layer::ALL {
        let file = format!("{layer}.fgb");
        watch(Step::Writing(&file));
        manifest.layers.push(write_layer(snapshot, layer, &file, staging)?);
    }
    let mut section = |name: &str, bytes: Vec<u8>| {
        watch(Step::Writing(name));
        write_whole(&staging.join(name), &bytes)?;
        let (file, sha256) = (name.to_owned(), sha256(&bytes));
        Ok::<_, StoreError>(Some(SectionFile { file, bytes: bytes.len() as u64, sha256 }))
    };
    manifest.sheets = section(sheets::NAME, sheets::write(&snapshot.sheets))?;
    manifest.ways = section(ways_file::NAME, ways_file::write(&snapshot.ways.known()?))?;
    manifest.ties = section(ties_file::NAME, ties_file::write(&snapshot.ties))?;
    manifest.offers = section(offers::NAME, snapshot.offers.write())?;
    write_whole(&staging.join(FUNCTIONS), snapshot.functions.source().as_bytes())?;
    let path = staging.join(MANIFEST);
    let mut text = serde_json::to_vec_pretty(&manifest).expect("a manifest is plain data");
    text.push(b'\n');
    write_whole(&path, &text)?;
    write_whole(&staging.join(SEAL), seal(&text).as_bytes())?;
    Ok(manifest)
}

/// What stands in [`SEAL`] beside a manifest of these bytes.
#[must_use]
pub fn seal(manifest: &[u8]) -> String {
    format!("{}  {MANIFEST}\n", sha256(manifest))
}

/// Where a snapshot is while another of its id takes its place.
#[must_use]
pub fn aside(folder: &Path) -> PathBuf {
    folder.with_extension("old")
}

/// Rows keep our order, so that loading needs no sorting: no packed index, whose order differs.
fn write_layer(
    snapshot: &Snapshot,
    layer: Layer,
    file: &str,
    staging: &Path,
) -> Result<LayerFile, StoreError> {
    let path = staging.join(file);
    let table = snapshot.table(layer);
    let counts = snapshot.layer_counts(layer);
    let part = if counts.rows == u64::from(table.len()) {
        Selection::all(&*table)
    } else {
        Selection::all(&*table).with_rows(snapshot.rows(layer).collect())
    };
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&path).map_err(|e| at(&path, e))?);
    flatgeobuf::write(&part, &mut out, Options { index: false })
        .map_err(|source| StoreError::Layer { layer, source })?;
    let written = out.into_inner().map_err(|e| at(&path, e.into_error()))?;
    written.sync_all().map_err(|e| at(&path, e))?;
    let bytes = written.metadata().map_err(|e| at(&path, e))?.len();
    let sha256 = sha256_of(&path, &mut |_| ()).map_err(|e| at(&path, e))?;
    let name = layer.name().to_owned();
    let (rows, unplaced, masked) = (counts.rows, counts.unplaced, counts.masked);
    Ok(LayerFile { layer: name, file: file.to_owned(), rows, unplaced, masked, bytes, sha256 })
}

/// Renames the staged folder into its place. One of that id may be there: same inputs, same
/// bytes, unless it was damaged since; the fresh one takes its place either way.
fn settle(staging: &Path, folder: &Path) -> Result<(), StoreError> {
    sync_folder(staging)?;
    if folder.exists() {
        let aside = aside(folder);
        clear(&aside)?;
        fs::rename(folder, &aside).map_err(|e| at(folder, e))?;
        fs::rename(staging, folder).map_err(|e| at(folder, e))?;
        return clear(&aside);
    }
    fs::rename(staging, folder).map_err(|e| at(folder, e))
}

fn make_current(root: &Path, id: &str) -> Result<(), StoreError> {
    let next = root.join(".current");
    write_whole(&next, format!("{id}\n").as_bytes())?;
    let current = root.join(CURRENT);
    fs::rename(&next, &current).map_err(|e| at(&current, e))?;
    sync_folder(root)
}

/// Removes the snapshots that are not current, whole or half removed by a build that died.
/// Servers hold theirs in memory. Anything else in the folder is not ours to touch.
fn sweep(root: &Path, id: &str) -> Result<(), StoreError> {
    for entry in fs::read_dir(root).map_err(|e| at(root, e))? {
        let path = entry.map_err(|e| at(root, e))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_id = |name: &str| name.len() == id.len() && name.bytes().all(|b| b.is_ascii_hexdigit());
        if path.is_dir() && is_id(name.strip_suffix(".old").unwrap_or(&name)) && name != id {
            clear(&path)?;
        }
    }
    Ok(())
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let mut file = File::create(path).map_err(|e| at(path, e))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| at(path, e))
}

fn sync_folder(path: &Path) -> Result<(), StoreError> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(|e| at(path, e))
}

fn clear(path: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path, error)),
        _ => Ok(()),
    }
}

fn at(path: &Path, source: io::Error) -> StoreError {
    StoreError::Io { path: path.to_owned(), source }
}
