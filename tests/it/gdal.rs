//! GDAL reads what we export: the same number of features in every layer and format.

use std::path::Path;
use std::process::Command;

use maillage::demo::Plan;
use maillage::snapshot::layers::Layer;
use maillage::snapshot::{load, store};

use crate::program::{maillage, succeeds};
use crate::worlds::{built, real_folder, write_land};

/// Whether GDAL's tools are installed; a printed line when not.
fn is_there() -> bool {
    let found = Command::new("ogrinfo").arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        println!("skipped: no ogrinfo (install gdal-bin)");
    }
    found
}

/// What `ogrinfo` says of the only layer of a file.
fn told(file: &Path) -> String {
    let output = Command::new("ogrinfo").args(["-ro", "-al", "-so"]).arg(file).output().expect("it starts");
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaints.is_empty(), "{}: {complaints}", file.display());
    words
}

fn value<'a>(words: &'a str, key: &str) -> Option<&'a str> {
    words.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "))
}

/// Exports every layer by the program and has it counted.
fn agrees(files: &Path) {
    let root = tempfile::tempdir().expect("a folder");
    store::write(&built(files), root.path(), &mut |_| ()).expect("written");
    let snapshot = load::current(root.path()).expect("loaded");
    for layer in Layer::ALL {
        let rows = snapshot.layer_counts(layer).rows;
        for format in ["fgb", "geojson"] {
            let file = root.path().join(format!("{layer}-export.{format}"));
            let mut command = maillage(["export", "--layer", layer.name(), "--format", format, "--snapshot"]);
            command.arg(root.path()).arg("--out").arg(&file);
            succeeds(command);
            let words = told(&file);
            assert_eq!(value(&words, "Feature Count"), Some(rows.to_string().as_str()), "{words}");
            let shape = if matches!(layer, Layer::Territories(_)) { "Multi Polygon" } else { "Point" };
            // An empty collection of GeoJSON has no type of geometry.
            if 0 < rows {
                assert_eq!(value(&words, "Geometry"), Some(shape), "{words}");
                assert!(words.contains("4326"), "{words}");
            }
            std::fs::remove_file(&file).expect("removed");
        }
    }
}

#[test]
fn ogrinfo_counts_as_many_features_of_the_island_as_there_are() {
    if is_there() {
        let files = tempfile::tempdir().expect("a folder");
        write_land(files.path(), &Plan::island());
        agrees(files.path());
    }
}

#[test]
fn ogrinfo_counts_as_many_features_of_the_real_layers_as_there_are() {
    if let Some(files) = real_folder().filter(|_| is_there()) {
        agrees(&files);
    }
}
