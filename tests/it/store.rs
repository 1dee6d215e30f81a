//! A snapshot on disk: the same bytes from the same input, whole whenever the builder dies,
//! refused when it is not what was written, swapped while it is served.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use maillage::demo::Plan;
use maillage::formats::geojson::{self, Members};
use maillage::formats::selection::Selection;
use maillage::snapshot::layers::Layer;
use maillage::snapshot::{Snapshot, load, store};
use tempfile::TempDir;

use crate::program::{self, Server, eventually, fails, succeeds};
use crate::worlds::{built, real_folder, write_land};

/// A land that takes long enough to be built that it can be interrupted.
const LARGER: Plan = Plan { seed: 7, communes: 1_000, actors: 20_000, others: 1_000 };
/// Another island, small and quick.
const OTHER: Plan = Plan { seed: 8, communes: 40, actors: 400, others: 40 };

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn land(plan: &Plan) -> TempDir {
    let files = folder();
    write_land(files.path(), plan);
    files
}

/// Every file below a folder with its bytes.
fn contents(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(contents(&path).into_iter().map(|(inside, bytes)| {
                (PathBuf::from(path.file_name().expect("a name")).join(inside), bytes)
            }));
        } else {
            found.insert(path.file_name().expect("a name").into(), fs::read(&path).expect("readable"));
        }
    }
    found
}

fn are_alike(one: &Path, two: &Path) {
    let (one, two) = (contents(one), contents(two));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    assert!(16 <= one.len(), "eleven layers and what describes them");
    for (path, bytes) in &one {
        assert!(*bytes == two[path], "{} differs", path.display());
    }
}

#[test]
fn the_same_island_twice_is_the_same_folder_byte_for_byte() {
    let (one, two) = (folder(), folder());
    succeeds(program::build(land(&Plan::island()).path(), one.path()));
    succeeds(program::build(land(&Plan::island()).path(), two.path()));
    are_alike(one.path(), two.path());
}

#[test]
fn the_same_real_files_twice_are_the_same_folder_byte_for_byte() {
    let Some(files) = real_folder() else { return };
    let (one, two) = (folder(), folder());
    succeeds(program::build(&files, one.path()));
    succeeds(program::build(&files, two.path()));
    are_alike(one.path(), two.path());
}

fn exported(snapshot: &Snapshot, layer: Layer) -> Vec<u8> {
    let mut bytes = Vec::new();
    let table = snapshot.table(layer);
    let rows = Selection::all(&*table).with_rows(snapshot.rows(layer).collect());
    geojson::write_collection(&rows, &Members::default(), &mut bytes).expect("written");
    bytes
}

#[test]
fn what_is_loaded_is_what_was_built() {
    let built = built(land(&Plan::island()).path());
    let root = folder();
    store::write(&built, root.path(), &mut |_| ()).expect("written");
    let loaded = load::current(root.path()).expect("loaded");
    for layer in Layer::ALL {
        assert!(exported(&built, layer) == exported(&loaded, layer), "{layer}");
        assert_eq!(built.layer_counts(layer), loaded.layer_counts(layer), "{layer}");
    }
    assert_eq!(built.territories, loaded.territories);
    assert_eq!(built.actors.mortons(), loaded.actors.mortons());
    assert!(!built.ties.is_empty());
    assert_eq!(built.ties, loaded.ties);
    assert!(!built.offers.list().is_empty());
    assert_eq!(built.offers, loaded.offers);
}

/// From when on a build is given some time to live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Since {
    Start,
    Writing,
}

/// The builds of a root, interrupted.
struct Killed {
    root: TempDir,
    files: TempDir,
    /// The ids that may be in use, and nothing else.
    ids: BTreeSet<String>,
}

impl Killed {
    /// Starts a build, kills it after a delay from its start or from when it begins to write,
    /// and checks that a whole snapshot is in use. Gives its id.
    fn after(&self, delay: Duration, since: Since) -> String {
        let left = last_written(self.root.path());
        let mut child = program::build(self.files.path(), self.root.path()).spawn().expect("it starts");
        if since == Since::Writing {
            // What an earlier build left behind is no sign of this one.
            let is_reading = || last_written(self.root.path()) == left;
            while is_reading() && child.try_wait().expect("a child").is_none() {
                std::thread::sleep(Duration::from_micros(200));
            }
        }
        std::thread::sleep(delay);
        child.kill().expect("killed");
        child.wait().expect("ended");
        let snapshot = load::current(self.root.path()).unwrap_or_else(|e| panic!("after {delay:?}: {e}"));
        assert!(self.ids.contains(&snapshot.manifest.id), "after {delay:?}");
        for layer in Layer::ALL {
            let told = snapshot.manifest.layer(layer.name()).expect("every layer");
            assert_eq!(snapshot.layer_counts(layer).rows, told.rows, "{layer} after {delay:?}");
        }
        snapshot.manifest.id
    }
}

/// When the folder that is written beside was last changed.
fn last_written(root: &Path) -> Option<SystemTime> {
    fs::metadata(root.join(".staging")).and_then(|staging| staging.modified()).ok()
}

/// How long a build takes until it writes, and how long it writes.
fn pace(files: &Path) -> (Duration, Duration) {
    let root = folder();
    let start = Instant::now();
    let mut child = program::build(files, root.path()).spawn().expect("it starts");
    while last_written(root.path()).is_none() && child.try_wait().expect("a child").is_none() {
        std::thread::sleep(Duration::from_micros(200));
    }
    let reading = start.elapsed();
    assert!(child.wait().expect("ended").success());
    (reading, start.elapsed() - reading)
}

#[test]
fn killing_a_build_at_any_moment_leaves_a_whole_snapshot_in_use() {
    let (first, files) = (land(&OTHER), land(&LARGER));
    let (reading, writing) = pace(files.path());
    let root = folder();
    let previous = built(first.path());
    let ids = [previous.manifest.id.clone(), built(files.path()).manifest.id].into();
    let killed = Killed { root, files, ids };
    let restore = || store::write(&previous, killed.root.path(), &mut |_| ()).expect("written");
    restore();
    let mut kept = 0;
    let moments = (0..6).map(|i| (reading * i / 6, Since::Start));
    let moments = moments.chain((0..=24).map(|i| (writing * i / 12, Since::Writing)));
    for (delay, since) in moments {
        let id = killed.after(delay, since);
        if id == previous.manifest.id {
            kept += 1;
        } else {
            restore();
        }
    }
    println!("read {reading:?}, wrote {writing:?}: {kept} of 31 builds were killed in time");
    assert!((12..31).contains(&kept), "{kept}: some are to die, some to end");
    succeeds(program::build(killed.files.path(), killed.root.path()));
    let now = load::current(killed.root.path()).expect("a later build succeeds").manifest.id;
    assert_ne!(now, previous.manifest.id);
    let mut left: Vec<String> = fs::read_dir(killed.root.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    left.sort();
    let mut expected = vec![".lock".to_owned(), "current".to_owned(), now];
    expected.sort();
    assert_eq!(left, expected, "and leaves nothing of the dead ones");
}

/// The same input again: the new folder bears the name of the one in use.
#[test]
fn killing_a_build_of_the_same_input_leaves_it_in_use() {
    let files = land(&LARGER);
    let (_, writing) = pace(files.path());
    let root = folder();
    succeeds(program::build(files.path(), root.path()));
    let ids = [load::current_id(root.path()).expect("built")].into();
    let killed = Killed { root, files, ids };
    for i in 0..12 {
        killed.after(writing * i / 10, Since::Writing);
    }
}

/// The one moment of that which is too short to be hit: between two renames.
#[test]
fn a_build_that_died_between_two_renames_left_the_snapshot_in_use() {
    let root = folder();
    let other = built(land(&OTHER).path());
    let place = store::write(&other, root.path(), &mut |_| ()).expect("written");
    fs::rename(&place, place.with_extension("old")).expect("set aside");
    let loaded = load::current(root.path()).expect("found where it was set aside");
    assert_eq!(loaded.manifest.id, other.manifest.id);
    store::write(&other, root.path(), &mut |_| ()).expect("written again");
    assert!(place.is_dir() && !place.with_extension("old").exists());
}

#[test]
fn a_build_removes_what_dead_ones_left_and_nothing_else() {
    let root = folder();
    let other = built(land(&OTHER).path());
    let half_removed = root.path().join("0123456789abcdef");
    let ours = root.path().join("carnet");
    for place in [&half_removed, &ours, &root.path().join(".staging")] {
        fs::create_dir(place).expect("created");
        fs::write(place.join("communes.fgb"), "something").expect("written");
    }
    fs::write(ours.join("manifest.json"), "{}").expect("written");
    let place = store::write(&other, root.path(), &mut |_| ()).expect("written");
    assert!(!half_removed.exists() && !root.path().join(".staging").exists());
    assert_eq!(fs::read_dir(&ours).expect("left alone").count(), 2);
    assert!(load::folder(&place).is_ok());
}

#[test]
fn of_two_builds_at_once_the_second_is_told_to_wait() {
    let (files, root) = (land(&OTHER), folder());
    let lock = File::create(root.path().join(".lock")).expect("created");
    lock.lock().expect("ours");
    let why = fails(program::build(files.path(), root.path()));
    assert!(why.contains("une autre construction est en cours"), "{why}");
    assert!(!root.path().join("current").exists());
    drop(lock);
    succeeds(program::build(files.path(), root.path()));
}

#[test]
fn a_hangup_loads_the_snapshot_that_is_current_by_then() {
    let (first, second, root) = (land(&OTHER), land(&Plan { seed: 9, ..OTHER }), folder());
    succeeds(program::build(first.path(), root.path()));
    let server = Server::start(root.path(), &[]);
    let (before, old_tiles) = (server.snapshot(), server.edition());
    succeeds(program::build(second.path(), root.path()));
    let built = load::current_id(root.path()).expect("built");
    assert_eq!(server.snapshot(), before, "nothing changes unasked");
    server.signal("HUP");
    eventually("the new snapshot", || (server.snapshot() == built).then_some(()));
    let (gone, _) = server.get(&format!("/tiles/{old_tiles}/acteurs/0/0/0"));
    let (there, _) = server.get(&format!("/tiles/{}/acteurs/0/0/0", server.edition()));
    assert_eq!((gone, there), (404, 200));
    fs::write(root.path().join(&built).join("acteurs.fgb"), "damaged").expect("written");
    server.signal("HUP");
    let log = {
        std::thread::sleep(Duration::from_millis(500));
        assert_eq!(server.snapshot(), built, "a damaged snapshot leaves the one being served");
        server.log()
    };
    assert!(log.contains("cannot be loaded") && log.contains("acteurs.fgb"), "{log}");
}

#[test]
fn a_server_that_watches_loads_every_new_snapshot() {
    let (first, second, root) = (land(&OTHER), land(&Plan { seed: 10, ..OTHER }), folder());
    succeeds(program::build(first.path(), root.path()));
    let server = Server::start(root.path(), &["--watch"]);
    succeeds(program::build(second.path(), root.path()));
    let built = load::current_id(root.path()).expect("built");
    eventually("the new snapshot", || (server.snapshot() == built).then_some(()));
}
