//! Tells cargo to embed again what Vite has built: new hashed names are no change that it
//! could see by itself. Without Node there is no `web/dist`, and pages come without the map.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // A path that does not exist would rebuild the crate each time: watch where it will appear.
    let watched = if std::path::Path::new("web/dist").exists() { "web/dist" } else { "web" };
    println!("cargo:rerun-if-changed={watched}");
}
