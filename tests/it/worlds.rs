//! The two worlds that the claims are about, each built once for all tests: the demonstration
//! island, and the real folder of official files where there is one.
//!
//! What is served here went the whole way: read, written to a folder, loaded from it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use maillage::analysis::findings;
use maillage::api::state::{Served, Shared};
use maillage::demo::truths::Truths;
use maillage::demo::{self, Plan};
use maillage::domain::function::Functions;
use maillage::snapshot::build::{self, FICTITIOUS_MARK};
use maillage::snapshot::{Snapshot, load, store};

/// A snapshot that is served.
pub struct World {
    /// For messages.
    pub name: &'static str,
    pub shared: Arc<Shared>,
}

impl World {
    fn of(name: &'static str, snapshot: &Snapshot) -> Self {
        let snapshots = tempfile::tempdir().expect("a temporary folder");
        store::write(snapshot, snapshots.path(), &mut |_| ()).expect("written");
        let loaded = load::current(snapshots.path()).expect("loaded");
        Self { name, shared: Arc::new(Shared::new(loaded)) }
    }

    /// What is served, with its snapshot.
    pub fn served(&self) -> Arc<Served> {
        self.shared.current()
    }
}

/// The demonstration island and what was planted in it.
pub struct Island {
    pub world: World,
    pub truths: Truths,
}

/// The island, built on first use.
pub fn island() -> &'static Island {
    static ISLAND: LazyLock<Island> = LazyLock::new(|| {
        let files = tempfile::tempdir().expect("a temporary folder");
        let truths = write_land(files.path(), &Plan::island());
        let snapshot = built(files.path());
        let found = findings::found(&snapshot).expect("ways are in memory");
        Island { world: World::of("island", &snapshot.with_found(found)), truths }
    });
    &ISLAND
}

/// The real folder, built on first use and not analysed, which takes long without optimisation;
/// `None` (and a printed line) where it is absent.
pub fn real() -> Option<&'static World> {
    static REAL: LazyLock<Option<World>> =
        LazyLock::new(|| Some(World::of("real folder", &built(&folder_beside()?))));
    if REAL.is_none() {
        println!("skipped: no folder of official files beside the repository (set MAILLAGE_REAL)");
    }
    REAL.as_ref()
}

/// The folder of official files; `None` (and a printed line) where it is absent.
pub fn real_folder() -> Option<PathBuf> {
    let folder = folder_beside();
    if folder.is_none() {
        println!("skipped: no folder of official files beside the repository (set MAILLAGE_REAL)");
    }
    folder
}

fn folder_beside() -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/real"));
    Some(std::env::var_os("MAILLAGE_REAL").map_or_else(beside, PathBuf::from)).filter(|path| path.is_dir())
}

/// Writes an invented land, marked as such.
pub fn write_land(folder: &Path, plan: &Plan) -> Truths {
    let truths = demo::write(folder, plan).expect("written");
    std::fs::write(folder.join(FICTITIOUS_MARK), "Rien ici n'existe.\n").expect("written");
    truths
}

/// A folder of official files, read and indexed.
pub fn built(files: &Path) -> Snapshot {
    let parts = build::build(files, Functions::embedded(), &mut |_| ()).expect("built");
    Snapshot::new(parts)
}
