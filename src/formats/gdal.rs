//! The formats as GDAL reads them: a reader of each that knows nothing of ours.
//!
//! Each test says so and passes where GDAL's programs (Debian: `gdal-bin`) are not installed.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::process::Command;

use crate::formats::flatgeobuf::write::Options;
use crate::formats::sample::{self, Sample};
use crate::formats::table::ShapeKind;
use crate::formats::{csv, flatgeobuf, geojson};

/// What `ogrinfo` prints about a file; `None` where it is not installed.
fn ogrinfo(options: &[&str], file: &Path) -> Option<String> {
    let Ok(output) = Command::new("ogrinfo").args(["-ro", "-al"]).args(options).arg(file).output() else {
        eprintln!("skipped: `ogrinfo` is not installed (Debian: gdal-bin)");
        return None;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && complaints.is_empty(), "{complaints}{text}");
    Some(text)
}

/// The same table in the three formats, as files of a folder.
fn written(table: &Sample) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder to write in");
    let file = |name: &str| BufWriter::new(File::create(folder.path().join(name)).expect("a new file"));
    let done = geojson::write_collection(table, &geojson::Members::default(), &mut file("essai.geojson"))
        .and_then(|()| csv::write(table, &mut file("essai.csv")))
        .and_then(|()| flatgeobuf::write::write(table, &mut file("essai.fgb"), Options { index: false }))
        .and_then(|()| flatgeobuf::write::write(table, &mut file("indexed.fgb"), Options { index: true }));
    done.expect("room on the disk");
    folder
}

/// Many small samples over France, one in five without shape.
fn many(kind: ShapeKind) -> Sample {
    let model = sample::small(kind).rows;
    let rows = (0..1000)
        .map(|rank| sample::Row {
            code: format!("F1-{rank}"),
            shape: (rank % 5 != 0).then(|| {
                let (lon, lat) = (f64::from(rank % 40) / 5.0 - 2.0, f64::from(rank / 40) / 4.0 + 43.0);
                sample::shape_at(kind, lon, lat)
            }),
            ..model[rank as usize % model.len()].clone()
        })
        .collect();
    Sample { kind, rows }
}

#[test]
fn gdal_counts_the_same_rows_in_every_format() {
    for kind in [ShapeKind::Point, ShapeKind::Line, ShapeKind::Area] {
        let folder = written(&many(kind));
        for name in ["essai.geojson", "essai.csv", "essai.fgb", "indexed.fgb"] {
            let Some(text) = ogrinfo(&["-so"], &folder.path().join(name)) else { return };
            assert!(text.contains("Feature Count: 1000\n"), "{name}: {text}");
            if !name.ends_with("csv") {
                let shapes = match kind {
                    ShapeKind::Point => "Geometry: Point",
                    ShapeKind::Line => "Geometry: Line String",
                    ShapeKind::Area => "Geometry: Multi Polygon",
                };
                assert!(text.contains(shapes) && text.contains("ID[\"EPSG\",4326]"), "{name}: {text}");
                assert!(text.contains("nombre: Integer"), "{name}: {text}");
                assert!(text.contains("surface: Real"), "{name}: {text}");
                assert!(text.contains("nom: String"), "{name}: {text}");
                assert!(text.contains("ouvert: Integer(Boolean)"), "{name}: {text}");
            }
        }
    }
}

#[test]
fn gdal_keeps_rows_without_shape_and_finds_none_of_them_in_a_box() {
    for kind in [ShapeKind::Point, ShapeKind::Line, ShapeKind::Area] {
        let table = many(kind);
        let folder = written(&table);
        for name in ["essai.geojson", "essai.fgb", "indexed.fgb"] {
            let file = folder.path().join(name);
            let Some(all) = ogrinfo(&[], &file) else { return };
            assert_eq!(all.matches("OGRFeature(").count(), 1000, "{name}");
            let shapes = ["\n  POINT (", "\n  LINESTRING (", "\n  MULTIPOLYGON ("];
            assert_eq!(shapes.iter().map(|shape| all.matches(shape).count()).sum::<usize>(), 800);
            for row in &table.rows {
                assert!(all.contains(&format!("code (String) = {}\n", row.code)), "{name}: {}", row.code);
            }
            let everywhere = ogrinfo(&["-spat", "-180", "-90", "180", "90"], &file).expect("installed");
            assert_eq!(everywhere.matches("OGRFeature(").count(), 800, "{name}");
        }
    }
}

#[test]
fn gdal_finds_by_the_index_what_it_finds_without() {
    for kind in [ShapeKind::Point, ShapeKind::Line, ShapeKind::Area] {
        let folder = written(&many(kind));
        for place in [["1.9", "46.9", "2.7", "47.6"], ["-2.1", "42.9", "6", "49.3"], ["30", "30", "31", "31"]]
        {
            let codes = |name: &str| {
                let options = [&["-spat"][..], &place[..]].concat();
                let text = ogrinfo(&options, &folder.path().join(name))?;
                let mut codes: Vec<String> =
                    text.lines().filter(|line| line.contains("code (String)")).map(str::to_owned).collect();
                codes.sort();
                Some(codes)
            };
            let Some(plain) = codes("essai.fgb") else { return };
            assert_eq!(plain.is_empty(), place[0] == "30");
            assert_eq!(codes("indexed.fgb"), Some(plain.clone()), "{place:?}");
            assert_eq!(codes("essai.geojson"), Some(plain), "{place:?}");
        }
    }
}

#[test]
fn gdal_reads_nothing_in_an_empty_table() {
    for kind in [ShapeKind::Point, ShapeKind::Line, ShapeKind::Area] {
        let folder = written(&Sample { kind, rows: vec![] });
        for name in ["essai.geojson", "essai.fgb", "indexed.fgb"] {
            let Some(text) = ogrinfo(&["-so"], &folder.path().join(name)) else { return };
            assert!(text.contains("Feature Count: 0\n"), "{name}: {text}");
        }
    }
}

#[test]
fn gdal_writes_what_we_read() {
    let table = many(ShapeKind::Area);
    let folder = written(&table);
    let copy = folder.path().join("copy.fgb");
    let mut copying = Command::new("ogr2ogr");
    copying.args(["-lco", "SPATIAL_INDEX=NO"]).arg(&copy).arg(folder.path().join("essai.fgb"));
    let Ok(output) = copying.output() else {
        eprintln!("skipped: `ogr2ogr` is not installed (Debian: gdal-bin)");
        return;
    };
    assert!(output.status.success());
    let reader = flatgeobuf::read::Reader::open(&copy).expect("a sound file");
    let code = reader.field::<str>("code").expect("copied");
    let mut rows = table.rows.iter().filter(|row| row.shape.is_some());
    let done = reader.each(|mut row| -> Result<(), flatgeobuf::fault::FgbError> {
        // GDAL before 3.7 drops rows without shape.
        let Some(area) = row.take_area()? else { return Ok(()) };
        let expected = rows.next().expect("no more than were written");
        assert_eq!(row.get(code), Some(expected.code.as_str()));
        assert_eq!(Some(sample::OwnShape::Area(area)), expected.shape);
        Ok(())
    });
    done.expect("a sound file");
    assert_eq!(rows.next(), None);
}
