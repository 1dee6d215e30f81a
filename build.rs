//! What cargo cannot see by itself: that Vite has built again, and of what an answer is made.
//!
//! Without Node there is no `web/dist`, and pages come without the map.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// All that decides how an answer is written, given the snapshot and the request.
const WRITES_ANSWERS: [&str; 7] =
    ["src", "data", "tiles", "web/templates", "web/words", "web/dist", "Cargo.lock"];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    let mut hasher = DefaultHasher::new();
    for name in WRITES_ANSWERS {
        let path = Path::new(name);
        if path.exists() {
            println!("cargo:rerun-if-changed={name}");
            digest(path, &mut hasher)?;
        }
    }
    // A path that does not exist would rebuild the crate each time: watch where it will appear.
    if !Path::new("web/dist").exists() {
        println!("cargo:rerun-if-changed=web");
    }
    // Tags of answers bear it: a client is not told that it has what another build has written.
    println!("cargo:rustc-env=MAILLAGE_FORM={}-{:016x}", env!("CARGO_PKG_VERSION"), hasher.finish());
    Ok(())
}

/// Adds names and contents below a path, in the order of the names.
fn digest(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    path.hash(hasher);
    if path.is_dir() {
        let entries: BTreeSet<PathBuf> =
            fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        return entries.iter().try_for_each(|entry| digest(entry, hasher));
    }
    fs::read(path)?.hash(hasher);
    Ok(())
}
