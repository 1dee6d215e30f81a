//! A snapshot that is not what was written is refused, with words that say what to do.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use maillage::demo::Plan;
use maillage::geometry::bbox::Bbox;
use maillage::geometry::position::Position;
use maillage::snapshot::build::sha256;
use maillage::snapshot::{load, store};

use crate::worlds::{built, write_land};

/// The files of a sound snapshot and its id.
static SOUND: LazyLock<(String, BTreeMap<String, Vec<u8>>)> = LazyLock::new(|| {
    let (files, root) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    write_land(files.path(), &Plan { seed: 8, communes: 40, actors: 400, others: 40 });
    let folder = store::write(&built(files.path()), root.path(), &mut |_| ()).expect("written");
    let files = fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let name = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let read = |entry: &fs::DirEntry| fs::read(entry.path()).expect("readable");
    let id = load::current_id(root.path()).expect("current");
    (id, files.map(|entry| (name(&entry), read(&entry))).collect())
});

/// Loads the sound snapshot after some damage to its root and its folder.
fn after(damage: impl FnOnce(&Path, &Path)) -> Result<(), String> {
    let (id, files) = &*SOUND;
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join(id);
    fs::create_dir(&folder).expect("created");
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).expect("written");
    }
    fs::write(root.path().join("current"), format!("{id}\n")).expect("written");
    damage(root.path(), &folder);
    let loaded = load::current(root.path()).map(|_| ()).map_err(|error| error.to_string());
    // Paths of temporary folders say nothing.
    loaded.map_err(|why| why.replace(&root.path().display().to_string(), "…"))
}

/// The words of a refusal.
fn refused(what: &str, damage: impl FnOnce(&Path, &Path)) -> String {
    after(damage).expect_err(what)
}

fn with_file(name: &str, bytes: &[u8]) -> Result<(), String> {
    after(|_, folder| fs::write(folder.join(name), bytes).expect("written"))
}

/// The manifest with a change, and the seal that goes with it when `sealed`.
fn edited(sealed: bool, change: impl FnOnce(&mut serde_json::Value)) -> String {
    refused("an edited manifest", |_, folder| {
        let mut manifest = serde_json::from_slice(&SOUND.1["manifest.json"]).expect("JSON");
        change(&mut manifest);
        let mut text = serde_json::to_vec_pretty(&manifest).expect("JSON");
        text.push(b'\n');
        fs::write(folder.join("manifest.json"), &text).expect("written");
        if sealed {
            fs::write(folder.join("manifest.sha256"), store::seal(&text)).expect("written");
        }
    })
}

#[test]
fn an_undamaged_one_is_loaded() {
    assert_eq!(after(|_, _| ()), Ok(()));
}

#[test]
fn a_file_cut_short_is_refused_wherever_it_is_cut() {
    for (name, bytes) in &SOUND.1 {
        for length in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            let why = with_file(name, &bytes[..length]).expect_err(name);
            assert!(why.contains(name.as_str()), "{name} cut at {length}: {why}");
        }
        let why = refused(name, |_, folder| fs::remove_file(folder.join(name)).expect("removed"));
        assert!(why.contains(name.as_str()), "{name} removed: {why}");
        let longer = [bytes.as_slice(), b"\n"].concat();
        assert!(with_file(name, &longer).is_err(), "{name} with a byte more");
    }
}

#[test]
fn one_byte_changed_anywhere_is_refused() {
    for (name, bytes) in &SOUND.1 {
        let step = (bytes.len() / 40).max(1);
        for at in (0..bytes.len()).step_by(step).chain([bytes.len() - 1]) {
            let mut changed = bytes.clone();
            changed[at] ^= 0x01;
            let why = with_file(name, &changed).expect_err(name);
            assert!(why.contains('…'), "{name} at {at} names the file: {why}");
        }
    }
}

#[test]
fn a_folder_that_is_no_snapshot_says_how_to_make_one() {
    let remove =
        |name: &'static str| move |root: &Path, _: &Path| fs::remove_file(root.join(name)).expect("removed");
    let why = refused("without `current`", remove("current"));
    assert!(why.contains("maillage build"), "{why}");
    let why = refused("without its folder", |_, folder| fs::remove_dir_all(folder).expect("removed"));
    assert!(why.contains("manifest"), "{why}");
}

#[test]
fn a_current_that_leads_elsewhere_is_refused() {
    for text in ["../..", "/etc", "..", "", "\n", "0123/../0123", "é", "a b", "\0"] {
        let why = refused(text, |root, _| fs::write(root.join("current"), text).expect("written"));
        assert!(why.contains("identifiant"), "{text:?}: {why}");
    }
}

#[test]
fn a_manifest_of_another_format_says_which_one_this_program_reads() {
    let others: [(&str, serde_json::Value); 4] = [
        ("format", 1.into()),
        ("format", "un".into()),
        ("build", "maillage-build-0".into()),
        ("build", serde_json::Value::Null),
    ];
    for (field, value) in others {
        for sealed in [false, true] {
            let why = edited(sealed, |manifest| manifest[field] = value.clone());
            assert!(why.contains("ce programme lit le format") && why.contains("reconstruire"), "{why}");
        }
    }
}

#[test]
fn an_edited_manifest_is_refused() {
    let counts = edited(false, |manifest| manifest["layers"][5]["rows"] = 7.into());
    assert!(counts.contains("manifest.json"), "{counts}");
    edited(false, |manifest| manifest["layers"][5]["masked"] = 0.into());
    edited(false, |manifest| manifest["sources"][0]["ledger"]["read"] = 1.into());
    edited(false, |manifest| manifest["fictitious"] = false.into());
    edited(false, |manifest| manifest["id"] = "0123456789abcdef".into());
    let unknown = edited(true, |manifest| manifest["surprise"] = 1.into());
    assert!(unknown.contains("surprise"), "{unknown}");
    edited(true, |manifest| manifest["layers"][0]["file"] = "../communes.fgb".into());
    edited(true, |manifest| drop(manifest.as_object_mut().expect("an object").remove("layers")));
    let missing = edited(true, |manifest| drop(manifest["layers"].as_array_mut().expect("a list").remove(0)));
    assert!(missing.contains("communes"), "{missing}");
}

#[test]
fn a_layer_in_the_place_of_another_is_refused() {
    let swapped = refused("swapped files", |_, folder| {
        let path = |name: &str| folder.join(name);
        fs::rename(path("foncier.fgb"), path("aside")).expect("moved");
        fs::rename(path("equipements.fgb"), path("foncier.fgb")).expect("moved");
        fs::rename(path("aside"), path("equipements.fgb")).expect("moved");
    });
    assert!(swapped.contains("foncier.fgb"), "{swapped}");
    // With a manifest that agrees: the columns do not.
    let agreed = edited(true, |manifest| {
        let layers = manifest["layers"].as_array_mut().expect("a list");
        let at = |name: &str| layers.iter().position(|layer| layer["layer"] == name).expect("there");
        let (one, two) = (at("foncier"), at("equipements"));
        let names = [layers[one]["layer"].clone(), layers[two]["layer"].clone()];
        let [first, second] = names;
        layers[one]["layer"] = second;
        layers[two]["layer"] = first;
    });
    assert!(agreed.contains("equipements.fgb") || agreed.contains("foncier.fgb"), "{agreed}");
}

/// The file of the outlines at each zoom.
const OUTLINES: &str = "contours.sheets";

/// What a zoom draws is checked like a layer, and read with the same care behind a checksum.
#[test]
fn outlines_of_zooms_that_are_not_what_was_written_are_refused() {
    let bytes = &SOUND.1[OUTLINES];
    for other in [&bytes[..bytes.len() / 2], &[&bytes[..], b"!"].concat()] {
        let why = with_file(OUTLINES, other).expect_err("another size");
        assert!(why.contains(OUTLINES) && why.contains("octets"), "{why}");
        let why = forged(OUTLINES, other).expect_err("not whole");
        assert!(why.contains(OUTLINES) && why.contains("not sheets"), "{why}");
    }
    let mut changed = bytes.clone();
    changed[bytes.len() / 2] ^= 1;
    assert!(with_file(OUTLINES, &changed).expect_err("another sum").contains("somme de contrôle"));
    assert_eq!(forged(OUTLINES, bytes), Ok(()));
    for at in (0..bytes.len()).step_by((bytes.len() / 40).max(1)) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x81;
        let loaded = std::panic::catch_unwind(|| forged(OUTLINES, &changed));
        assert!(loaded.is_ok(), "byte {at}");
    }
    let unlisted =
        edited(true, |manifest| drop(manifest.as_object_mut().expect("an object").remove("sheets")));
    assert!(unlisted.contains(OUTLINES), "{unlisted}");
}

/// A layer's file with other bytes, and a manifest whose checksums agree with them.
fn forged(name: &str, bytes: &[u8]) -> Result<(), String> {
    after(|_, folder| {
        let mut manifest: serde_json::Value =
            serde_json::from_slice(&SOUND.1["manifest.json"]).expect("JSON");
        let layer = match name {
            OUTLINES => &mut manifest["sheets"],
            name => {
                let layers = manifest["layers"].as_array_mut().expect("a list");
                layers.iter_mut().find(|layer| layer["file"] == name).expect("a layer's file")
            }
        };
        layer["bytes"] = bytes.len().into();
        layer["sha256"] = sha256(bytes).into();
        let text = serde_json::to_vec_pretty(&manifest).expect("JSON");
        fs::write(folder.join(name), bytes).expect("written");
        fs::write(folder.join("manifest.json"), &text).expect("written");
        fs::write(folder.join("manifest.sha256"), store::seal(&text)).expect("written");
    })
}

/// Checksums are no signatures: what lies behind them is read with the same care.
#[test]
fn a_forged_layer_is_read_or_refused_and_never_stops_the_program() {
    let mut refused = 0;
    // Views of the actors are written for others and never loaded.
    let views = ["tiers-lieux.fgb", "circuits-courts.fgb", "ptce.fgb"];
    let loaded = SOUND.1.iter().filter(|(name, _)| name.ends_with(".fgb") && !views.contains(&name.as_str()));
    for (name, bytes) in loaded {
        assert_eq!(forged(name, bytes), Ok(()), "{name} as it was");
        for length in [0, 8, 100, bytes.len() / 2, bytes.len() - 3] {
            assert!(forged(name, &bytes[..length.min(bytes.len() - 1)]).is_err(), "{name} cut at {length}");
        }
        let step = (bytes.len() / 60).max(1);
        for at in (0..bytes.len()).step_by(step) {
            for flip in [0x01, 0x80, 0xff] {
                let mut changed = bytes.clone();
                changed[at] ^= flip;
                let loaded = std::panic::catch_unwind(|| forged(name, &changed));
                let loaded = loaded.unwrap_or_else(|_| panic!("{name}, byte {at} ^ {flip:#x}"));
                refused += usize::from(loaded.is_err());
            }
        }
    }
    println!("{refused} forged files were refused");
    assert!(100 < refused);
}

/// Tiles are runs of rows: a row out of its place would be counted nowhere.
#[test]
fn actors_out_of_their_order_are_refused() {
    let bytes = &SOUND.1["acteurs.fgb"];
    // The longitude of an actor with a place, as it stands in the file; moved to the Pacific.
    let island = Bbox::new(-6.0, 46.0, -5.0, 47.0).expect("a box");
    let is_position = |at: &usize| {
        let number = |at: usize| f64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
        Position::from_degrees(number(*at), number(at + 8)).is_some_and(|position| island.contains(position))
    };
    let at = (0..bytes.len() - 16).rfind(is_position).expect("a position");
    let mut moved = bytes.clone();
    moved[at..at + 8].copy_from_slice(&(-170.0_f64).to_le_bytes());
    let why = forged("acteurs.fgb", &moved).expect_err("out of order");
    assert!(why.contains("out of order"), "{why}");
}
