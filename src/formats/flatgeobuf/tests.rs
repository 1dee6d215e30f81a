//! What is written is read back; what is damaged is refused.

use proptest::prelude::*;

use crate::formats::flatgeobuf::fault::FgbError;
use crate::formats::flatgeobuf::field::{Field, List};
use crate::formats::flatgeobuf::read::Reader;
use crate::formats::flatgeobuf::write::{Options, write};
use crate::formats::sample::{self, OwnShape, Row, Sample};
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::geometry::area::{Area, Polygon};
use crate::geometry::position::Position;

fn bytes(table: &impl Table, index: bool) -> Vec<u8> {
    let mut out = Vec::new();
    write(table, &mut out, Options { index }).expect("memory takes all");
    out
}

fn open(file: &[u8]) -> Result<Reader<&[u8]>, FgbError> {
    Reader::new(file, file.len() as u64)
}

/// Every row of a file of samples.
fn rows(file: &[u8], kind: ShapeKind) -> Result<Vec<Row>, FgbError> {
    let reader = open(file)?;
    let code: Field<str> = reader.field("code")?;
    let name: Field<str> = reader.field("nom")?;
    let count: Field<i64> = reader.field("nombre")?;
    let surface: Field<f64> = reader.field("surface")?;
    let is_open: Field<bool> = reader.field("ouvert")?;
    let functions: Field<List> = reader.field("fonctions")?;
    let mut rows = Vec::new();
    reader.each(|mut row| -> Result<(), FgbError> {
        let shape = match kind {
            ShapeKind::Point => row.position()?.map(OwnShape::Point),
            ShapeKind::Line => row.line()?.map(|line| OwnShape::Line(line.to_vec())),
            ShapeKind::Area => row.take_area()?.map(OwnShape::Area),
        };
        rows.push(Row {
            code: row.get(code).ok_or_else(|| row.fault("no code"))?.to_owned(),
            name: row.get(name).map(str::to_owned),
            count: row.get(count),
            surface: row.get(surface),
            open: row.get(is_open),
            functions: row.get(functions).map(|items| items.map(str::to_owned).collect()),
            shape,
        });
        Ok(())
    })?;
    Ok(rows)
}

fn tables() -> impl Strategy<Value = Sample> {
    prop_oneof![
        sample::tables(ShapeKind::Point),
        sample::tables(ShapeKind::Line),
        sample::tables(ShapeKind::Area)
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_in_order(table in tables()) {
        let read = rows(&bytes(&table, false), table.kind).expect("a sound file");
        prop_assert_eq!(read, table.rows);
    }

    #[test]
    fn an_index_changes_the_order_and_nothing_else(table in tables()) {
        let mut read = rows(&bytes(&table, true), table.kind).expect("a sound file");
        let mut expected = table.rows;
        read.sort_by(|a, b| a.code.cmp(&b.code));
        expected.sort_by(|a, b| a.code.cmp(&b.code));
        prop_assert_eq!(read, expected);
    }
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    for kind in [ShapeKind::Point, ShapeKind::Line, ShapeKind::Area] {
        for index in [false, true] {
            assert_eq!(bytes(&sample::small(kind), index), bytes(&sample::small(kind), index));
        }
    }
}

#[test]
fn the_crate_reads_what_we_write() {
    use flatgeobuf::{FallibleStreamingIterator, FeatureProperties, FgbReader};
    let file = bytes(&sample::small(ShapeKind::Point), true);
    let whole = FgbReader::open(std::io::Cursor::new(&file)).expect("a header");
    let mut features = whole.select_all().expect("an index to skip");
    let mut shapes = 0;
    while let Some(feature) = features.next().expect("a feature") {
        let code: String = feature.property("code").expect("the id of each");
        assert_eq!(feature.geometry().is_some(), !["F1-1", "F1-4"].contains(&code.as_str()), "{code}");
        shapes += 1;
    }
    assert_eq!(shapes, 5);
    let around_paris = FgbReader::open(std::io::Cursor::new(&file)).expect("a header");
    let mut features = around_paris.select_bbox(2.0, 48.0, 3.0, 49.0).expect("an index");
    let found = features.next().expect("a feature").expect("Paris");
    assert_eq!(found.property::<String>("code").expect("an id"), "F1-2");
    assert!(features.next().expect("no fault").is_none());
    let off_africa = FgbReader::open(std::io::Cursor::new(&file)).expect("a header");
    let mut features = off_africa.select_bbox(-0.1, -0.1, 0.1, 0.1).expect("an index");
    assert!(features.next().expect("no fault").is_none(), "rows without shape are not at 0, 0");
}

#[test]
fn a_row_without_outline_and_a_number_without_value_are_null() {
    let mut table = sample::small(ShapeKind::Area);
    table.rows[0].shape = Some(OwnShape::Area(Area(vec![])));
    table.rows[0].surface = Some(f64::INFINITY);
    for index in [false, true] {
        let read = rows(&bytes(&table, index), ShapeKind::Area).expect("a sound file");
        let row = read.iter().find(|row| row.code == "F1-0").expect("kept");
        assert_eq!((row.shape.as_ref(), row.surface), (None, None));
    }
}

#[test]
fn a_column_is_refused_under_another_name_or_type() {
    let file = bytes(&sample::small(ShapeKind::Point), false);
    let reader = open(&file).expect("a sound header");
    assert_eq!((reader.name(), reader.promised()), ("essai", 5));
    assert_eq!(
        reader.field::<str>("siret").expect_err("none").to_string(),
        "no column `siret` among code, nom, nombre, surface, ouvert, fonctions"
    );
    assert_eq!(
        reader.field::<i64>("nom").expect_err("text").to_string(),
        "column `nom` holds String, expected integers of at most 64 bits, signed"
    );
}

#[test]
fn areas_are_not_read_as_points() {
    let file = bytes(&sample::small(ShapeKind::Area), false);
    assert_eq!(
        rows(&file, ShapeKind::Point).expect_err("areas").to_string(),
        "feature 1: an area where a point was expected"
    );
}

/// A table that does not keep its word.
struct Liar;

impl Table for Liar {
    fn name(&self) -> &'static str {
        "menteur"
    }
    fn columns(&self) -> &[Column] {
        const { &[Column { name: "code", kind: Type::Text, meaning: "" }] }
    }
    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Point
    }
    fn len(&self) -> u32 {
        1
    }
    fn shape(&self, _: u32) -> Option<Shape<'_>> {
        static ONE: std::sync::LazyLock<Area> = std::sync::LazyLock::new(|| {
            let table = sample::small(ShapeKind::Area);
            match table.rows.into_iter().next().and_then(|row| row.shape) {
                Some(OwnShape::Area(area)) => area,
                _ => unreachable!("the first row has an area"),
            }
        });
        Some(Shape::Area(&ONE))
    }
    fn value(&self, _: u32, _: usize) -> Value<'_> {
        Value::Null
    }
}

#[test]
fn a_shape_that_its_layer_does_not_announce_is_not_written() {
    let fault = write(&Liar, &mut Vec::new(), Options::default()).expect_err("an area among points");
    assert_eq!(fault.to_string(), "row 0 has not the shape of its layer, Point");
}

/// Reads everything there is to read and forgets it.
fn read_all(file: &[u8]) -> Result<u64, FgbError> {
    let reader = open(file)?;
    let name = reader.field::<str>("nom").ok();
    let functions = reader.field::<List>("fonctions").ok();
    let mut count = 0;
    reader.each(|mut row| -> Result<(), FgbError> {
        count += 1;
        if let (Some(name), Some(functions)) = (name, functions) {
            std::hint::black_box((row.get(name), row.get(functions).map(Iterator::count)));
        }
        if row.position().is_err() && row.line().is_err() {
            row.take_area()?;
        }
        Ok(())
    })?;
    Ok(count)
}

#[test]
fn a_file_that_is_cut_anywhere_is_refused() {
    for kind in [ShapeKind::Point, ShapeKind::Line, ShapeKind::Area] {
        for index in [false, true] {
            let file = bytes(&sample::small(kind), index);
            for end in 0..file.len() {
                let fault = read_all(&file[..end]).expect_err("cut short").to_string();
                assert!(fault.contains("cut short") || end < 8, "{end}: {fault}");
                // A length that was asked before the file shrank.
                let reader = Reader::new(&file[..end], file.len() as u64);
                assert!(reader.and_then(|reader| reader.each(|_| Ok(()))).is_err(), "{end}");
            }
            let longer = [&file[..], b"more"].concat();
            assert!(matches!(read_all(&longer), Err(FgbError::Trailing { count: 5, left: 4 })));
        }
    }
}

/// A small generator of our own: the same damage on every machine (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

#[test]
fn a_damaged_file_never_stops_the_program() {
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    let (mut read, mut refused) = (0, 0);
    for kind in [ShapeKind::Point, ShapeKind::Line, ShapeKind::Area] {
        for index in [false, true] {
            let sound = bytes(&sample::small(kind), index);
            // Each byte in turn, with the values that hurt sizes and offsets most.
            let each = (0..sound.len()).flat_map(|at| [0, 1, 0x7f, 0x80, 0xff].map(|byte| vec![(at, byte)]));
            let several: Vec<_> = (0..5000)
                .map(|_| {
                    (0..=dice.below(4)).map(|_| (dice.below(sound.len()), dice.below(256) as u8)).collect()
                })
                .collect();
            for damage in each.chain(several) {
                let mut file = sound.clone();
                for (at, byte) in damage {
                    file[at] = byte;
                }
                match read_all(&file) {
                    Ok(_) => read += 1,
                    Err(_) => refused += 1,
                }
            }
        }
    }
    assert!(
        1000 < read && 1000 < refused,
        "{read} read, {refused} refused: the damage is too mild or too hard"
    );
}

/// Replaces the only place where `from` stands, and its fellow of the same length.
fn patched(file: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let places: Vec<_> = (0..=file.len() - from.len()).filter(|&at| file[at..].starts_with(from)).collect();
    assert_eq!(places.len(), 1, "stands once in the file");
    let mut file = file.to_vec();
    file[places[0]..places[0] + to.len()].copy_from_slice(to);
    file
}

#[test]
fn a_count_in_the_file_sizes_nothing() {
    // 987 rows, so that the count stands out among the bytes.
    let row = sample::small(ShapeKind::Point).rows.swap_remove(0);
    let table = Sample { kind: ShapeKind::Point, rows: vec![row; 987] };
    for index in [false, true] {
        let file = bytes(&table, index);
        for count in [u64::MAX, u64::MAX / 40, 1 << 40, 988] {
            let file = patched(&file[..400], &987_u64.to_le_bytes(), &count.to_le_bytes());
            assert!(read_all(&[&file[..], &bytes(&table, index)[400..]].concat()).is_err(), "{count}");
        }
    }
}

#[test]
fn a_size_in_the_file_is_held_against_what_is_left() {
    let mut file = bytes(&sample::small(ShapeKind::Point), false);
    let header = u32::from_le_bytes(*file[8..].first_chunk().expect("a size")) as usize;
    let first = 12 + header;
    let damaged = |file: &mut Vec<u8>, size: u32| {
        file[first..first + 4].copy_from_slice(&size.to_le_bytes());
        read_all(file).expect_err("a wrong size").to_string()
    };
    assert!(
        damaged(&mut file, 200 << 20).starts_with("the file is cut short: feature 1 takes 209715200 bytes")
    );
    assert_eq!(
        damaged(&mut file, u32::MAX),
        "feature 1 says that it takes 4294967295 bytes, expected 8 to 268435456"
    );
    file[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
    let fault = open(&file).expect_err("a wrong size").to_string();
    assert_eq!(fault, "the header says that it takes 4294967295 bytes, expected 8 to 10485760");
}

#[test]
fn other_formats_versions_and_coordinates_are_told_apart() {
    let file = bytes(&sample::small(ShapeKind::Point), false);
    let fault = |file: &[u8]| open(file).expect_err("not ours").to_string();
    let json = br#"{"type":"FeatureCollection"}"#;
    assert_eq!(fault(json), r#"this is no FlatGeobuf file of version 3: it begins with `{\"type\":`"#);
    assert!(fault(&patched(&file, b"fgb\x03", b"fgb\x02")).contains(r"fgb\x02fgb\x00"));
    assert_eq!(fault(b""), "this is no FlatGeobuf file of version 3: it begins with ``");
    let lambert = patched(&file, &4326_i32.to_le_bytes(), &2154_i32.to_le_bytes());
    assert!(fault(&lambert).starts_with("positions are in EPSG:2154, expected EPSG:4326"));
}

#[test]
fn an_area_of_very_many_small_pieces_is_sound() {
    let mut table = sample::small(ShapeKind::Area);
    table.rows.truncate(1);
    let at = |x, y| Position::from_steps(x, y).expect("on the globe");
    let pieces =
        (0..100_000).map(|x| Polygon { exterior: vec![at(x, 0), at(x + 1, 0), at(x, 1)], holes: vec![] });
    table.rows[0].shape = Some(OwnShape::Area(Area(pieces.collect())));
    let read = rows(&bytes(&table, false), ShapeKind::Area).expect("a sound file");
    assert_eq!(read, table.rows);
}

#[test]
fn a_ring_of_two_positions_is_none() {
    let mut table = sample::small(ShapeKind::Area);
    let Some(OwnShape::Area(area)) = &mut table.rows[0].shape else {
        unreachable!("the first row has an area")
    };
    area.0[1].exterior.truncate(2);
    assert_eq!(
        rows(&bytes(&table, false), ShapeKind::Area).expect_err("no ring").to_string(),
        "feature 1: a ring runs from position 0 to 3; four at least close one"
    );
}

#[test]
fn what_the_reader_would_refuse_is_not_written() {
    let mut table = sample::small(ShapeKind::Point);
    table.rows[0].name = Some("é".repeat(1 << 27));
    let fault = write(&table, &mut Vec::new(), Options::default()).expect_err("too large");
    assert_eq!(fault.to_string(), "row 0 takes more than 268435456 bytes");
}

/// A feature of a thousand pieces that are one and the same, each of many positions.
#[test]
fn a_small_file_cannot_become_a_large_area() {
    use flatbuffers::FlatBufferBuilder;
    use flatgeobuf::{Feature, FeatureArgs, GeometryArgs};
    let mut builder = FlatBufferBuilder::new();
    let xy = Some(builder.create_vector(&vec![1.0; 20_000]));
    let piece = flatgeobuf::Geometry::create(&mut builder, &GeometryArgs { xy, ..GeometryArgs::default() });
    let parts = Some(builder.create_vector(&vec![piece; 1000]));
    let area = flatgeobuf::Geometry::create(&mut builder, &GeometryArgs { parts, ..GeometryArgs::default() });
    let args = FeatureArgs { geometry: Some(area), ..FeatureArgs::default() };
    let feature = Feature::create(&mut builder, &args);
    builder.finish_size_prefixed(feature, None);
    let mut table = sample::small(ShapeKind::Area);
    table.rows.truncate(0);
    let file = [&bytes(&table, false), builder.finished_data()].concat();
    let fault = read_all(&file).expect_err("a bomb").to_string();
    assert!(fault.starts_with("feature 1: Apparent size"), "{fault}");
}
