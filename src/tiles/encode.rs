//! Mapbox Vector Tile 2.1: features in, bytes out.
//!
//! The same features in the same order give the same bytes. Keys and values are written once
//! a layer, in the order of first use. A feature is its attributes, one after the other
//! ([`Layer::integer`], [`Layer::text`]), then its geometry, which ends it. See
//! <https://github.com/mapbox/vector-tile-spec/tree/master/2.1> for the field numbers.

use crate::tiles::coord::{EXTENT, GridPoint};
use crate::tiles::encode::lexicon::{Lexicon, Words};

mod lexicon;

/// The value of an attribute. What is unknown is left out: the format has no null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    Text(&'a str),
    /// One of a few texts of the program: found again without reading it.
    Word(&'static str),
    /// A text that no other feature of the layer has: not looked for among the others.
    Id(&'a str),
    Integer(u64),
}

/// The attributes of a feature.
pub type Properties<'a> = Vec<(&'static str, Value<'a>)>;

/// The rank of a key in its layer: asked once ([`Layer::key`]), used for each feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(u32);

/// A layer being written.
#[derive(Debug)]
pub struct Layer {
    name: String,
    count: usize,
    features: Vec<u8>,
    keys: Lexicon,
    values: Lexicon,
    /// The keys, and the values that are words, by where the program has them.
    known_keys: Words,
    known_values: Words,
    /// The ranks of small integers among the values, each plus one; 0 for those not used yet.
    small: Vec<u32>,
    scratch: Scratch,
}

/// Integers below this find their rank in a table instead of by their bytes.
const SMALL: usize = 4096;

/// Buffers used again for each feature.
#[derive(Debug, Default)]
struct Scratch {
    value: Vec<u8>,
    tags: Vec<u8>,
    geometry: Vec<u8>,
}

/// Field numbers of `vector_tile.proto`.
mod field {
    pub const TILE_LAYER: u32 = 3;
    pub const LAYER_NAME: u32 = 1;
    pub const LAYER_FEATURE: u32 = 2;
    pub const LAYER_KEY: u32 = 3;
    pub const LAYER_VALUE: u32 = 4;
    pub const LAYER_EXTENT: u32 = 5;
    pub const LAYER_VERSION: u32 = 15;
    pub const FEATURE_ID: u32 = 1;
    pub const FEATURE_TAGS: u32 = 2;
    pub const FEATURE_TYPE: u32 = 3;
    pub const FEATURE_GEOMETRY: u32 = 4;
    pub const VALUE_STRING: u32 = 1;
    pub const VALUE_DOUBLE: u32 = 3;
    pub const VALUE_UINT: u32 = 5;
}

/// The wire type of eight bytes.
const FIXED_64: u32 = 1;

/// `GeomType` of the specification.
#[derive(Clone, Copy)]
enum Kind {
    Point = 1,
    Line = 2,
    Polygon = 3,
}

/// Geometry commands.
#[derive(Clone, Copy)]
enum Command {
    MoveTo = 1,
    LineTo = 2,
    ClosePath = 7,
}

impl Layer {
    /// An empty layer on a grid of [`EXTENT`].
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            count: 0,
            // Most tiles fit, and an empty one costs as much.
            features: Vec::with_capacity(16 << 10),
            keys: Lexicon::default(),
            values: Lexicon::default(),
            known_keys: Words::default(),
            known_values: Words::default(),
            small: Vec::new(),
            scratch: Scratch::default(),
        }
    }

    /// How many features it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// A key, written when it is first asked for: ask for those that features have.
    pub fn key(&mut self, name: &str) -> Key {
        Key(self.keys.rank(field::LAYER_KEY, name.as_bytes()))
    }

    /// A key that the program names.
    #[inline]
    pub fn known_key(&mut self, name: &'static str) -> Key {
        Key(self.known_keys.rank(name, || self.keys.rank(field::LAYER_KEY, name.as_bytes())))
    }

    /// An attribute of the next feature.
    #[inline]
    pub fn integer(&mut self, key: Key, value: u64) {
        let rank = self.integer_rank(value);
        tag(&mut self.scratch.tags, key, rank);
    }

    /// An attribute of the next feature.
    pub fn text(&mut self, key: Key, text: &str) {
        let rank = self.text_rank(text);
        tag(&mut self.scratch.tags, key, rank);
    }

    /// An attribute of the next feature: a number, which is finite.
    pub fn number(&mut self, key: Key, value: f64) {
        let bytes = &mut self.scratch.value;
        bytes.clear();
        varint(bytes, u64::from(field::VALUE_DOUBLE << 3 | FIXED_64));
        bytes.extend_from_slice(&value.to_le_bytes());
        let rank = self.values.rank(field::LAYER_VALUE, bytes);
        tag(&mut self.scratch.tags, key, rank);
    }

    /// Attributes of the next feature.
    fn properties(&mut self, properties: &[(&'static str, Value<'_>)]) {
        for &(name, value) in properties {
            self.property(name, value);
        }
    }

    /// An attribute of the next feature.
    #[inline]
    pub fn property(&mut self, name: &'static str, value: Value<'_>) {
        let key = self.known_key(name);
        let rank = match value {
            Value::Text(text) => self.text_rank(text),
            Value::Word(word) => match self.known_values.find(word) {
                Some(rank) => rank,
                None => {
                    let rank = self.text_rank(word);
                    self.known_values.rank(word, || rank)
                }
            },
            Value::Id(id) => {
                let bytes = text_value(&mut self.scratch.value, id);
                self.values.add(field::LAYER_VALUE, bytes)
            }
            Value::Integer(number) => self.integer_rank(number),
        };
        tag(&mut self.scratch.tags, key, rank);
    }

    fn text_rank(&mut self, text: &str) -> u32 {
        let bytes = text_value(&mut self.scratch.value, text);
        self.values.rank(field::LAYER_VALUE, bytes)
    }

    #[inline]
    fn integer_rank(&mut self, value: u64) -> u32 {
        if self.small.is_empty() {
            self.small.resize(SMALL, 0);
        }
        let at = usize::try_from(value).unwrap_or(SMALL);
        match self.small.get(at) {
            Some(&rank) if rank != 0 => rank - 1,
            _ => self.new_integer(value),
        }
    }

    /// The rank of an integer that the table does not have.
    fn new_integer(&mut self, value: u64) -> u32 {
        let bytes = &mut self.scratch.value;
        bytes.clear();
        integer(bytes, field::VALUE_UINT, value);
        let rank = self.values.rank(field::LAYER_VALUE, bytes);
        if value < SMALL as u64 {
            self.small[value as usize] = rank + 1;
        }
        rank
    }

    /// A point with the attributes told since the last feature. Ids are unique within a layer.
    pub fn end_point(&mut self, id: u64, [x, y]: GridPoint) {
        let geometry = &mut self.scratch.geometry;
        geometry.clear();
        command(geometry, Command::MoveTo, 1);
        varint(geometry, zigzag(x));
        varint(geometry, zigzag(y));
        self.feature(id, Kind::Point);
    }

    /// Adds a point. Ids are unique within a layer.
    pub fn point(&mut self, id: u64, at: GridPoint, properties: &[(&'static str, Value<'_>)]) {
        self.properties(properties);
        self.end_point(id, at);
    }

    /// Adds a line of one or several parts, each of two points at least; no two neighbours are equal.
    pub fn line(&mut self, id: u64, parts: &[Vec<GridPoint>], properties: &[(&'static str, Value<'_>)]) {
        debug_assert!(parts.iter().all(|part| 2 <= part.len()), "a line has two points");
        self.properties(properties);
        let geometry = &mut self.scratch.geometry;
        geometry.clear();
        let mut pen = [0, 0];
        for part in parts {
            for (i, &point) in part.iter().enumerate() {
                match i {
                    0 => command(geometry, Command::MoveTo, 1),
                    1 => command(geometry, Command::LineTo, part.len() - 1),
                    _ => {}
                }
                varint(geometry, zigzag(point[0] - pen[0]));
                varint(geometry, zigzag(point[1] - pen[1]));
                pen = point;
            }
        }
        self.feature(id, Kind::Line);
    }

    /// Adds a polygon of one or several pieces: each outline (clockwise as drawn, that is of
    /// positive area) is followed by its holes (the other way round). The first point of a
    /// ring is not repeated; no two neighbours are equal; three points at least.
    pub fn polygon(&mut self, id: u64, rings: &[Vec<GridPoint>], properties: &[(&'static str, Value<'_>)]) {
        debug_assert!(rings.iter().all(|ring| 3 <= ring.len()), "a ring has three points");
        self.properties(properties);
        let geometry = &mut self.scratch.geometry;
        geometry.clear();
        let mut pen = [0, 0];
        for ring in rings {
            for (i, &point) in ring.iter().enumerate() {
                match i {
                    0 => command(geometry, Command::MoveTo, 1),
                    1 => command(geometry, Command::LineTo, ring.len() - 1),
                    _ => {}
                }
                varint(geometry, zigzag(point[0] - pen[0]));
                varint(geometry, zigzag(point[1] - pen[1]));
                pen = point;
            }
            command(geometry, Command::ClosePath, 1);
        }
        self.feature(id, Kind::Polygon);
    }

    /// Writes the feature in the scratch: its length is known beforehand, so nothing moves.
    fn feature(&mut self, id: u64, kind: Kind) {
        let Scratch { tags, geometry, .. } = &mut self.scratch;
        let long = |bytes: &[u8]| 1 + varint_len(bytes.len() as u64) + bytes.len();
        let tagged = if tags.is_empty() { 0 } else { long(tags) };
        let length = 1 + varint_len(id) + tagged + 2 + long(geometry);
        let out = &mut self.features;
        out.reserve(length + 6);
        varint(out, u64::from(field::LAYER_FEATURE << 3 | 2));
        varint(out, length as u64);
        integer(out, field::FEATURE_ID, id);
        if !tags.is_empty() {
            message(out, field::FEATURE_TAGS, tags);
        }
        integer(out, field::FEATURE_TYPE, kind as u64);
        message(out, field::FEATURE_GEOMETRY, geometry);
        tags.clear();
        self.count += 1;
    }

    /// Appends the layer to a tile; an empty one leaves no trace.
    pub fn finish(self, tile: &mut Vec<u8>) {
        if self.is_empty() {
            return;
        }
        let (keys, values) = (self.keys.written(), self.values.written());
        let mut head = Vec::with_capacity(self.name.len() + 8);
        integer(&mut head, field::LAYER_VERSION, 2);
        message(&mut head, field::LAYER_NAME, self.name.as_bytes());
        let mut tail = Vec::with_capacity(4);
        integer(&mut tail, field::LAYER_EXTENT, EXTENT as u64);
        let parts = [&head[..], &self.features, keys, values, &tail];
        let length = parts.iter().map(|part| part.len()).sum::<usize>();
        tile.reserve(length + 11);
        varint(tile, u64::from(field::TILE_LAYER << 3 | 2));
        varint(tile, length as u64);
        parts.into_iter().for_each(|part| tile.extend_from_slice(part));
    }
}

/// A text as a value of a layer.
fn text_value<'a>(value: &'a mut Vec<u8>, text: &str) -> &'a [u8] {
    value.clear();
    message(value, field::VALUE_STRING, text.as_bytes());
    value
}

/// A key and a value. Most take two or three bytes, written at once.
#[inline(always)]
fn tag(out: &mut Vec<u8>, Key(key): Key, value: u32) {
    match (key, value) {
        (..0x80, ..0x80) => out.extend_from_slice(&[key as u8, value as u8]),
        (..0x80, ..0x4000) => out.extend_from_slice(&[key as u8, value as u8 | 0x80, (value >> 7) as u8]),
        _ => {
            varint(out, key.into());
            varint(out, value.into());
        }
    }
}

fn command(out: &mut Vec<u8>, command: Command, count: usize) {
    varint(out, command as u64 | (count as u64) << 3);
}

/// Small numbers of either sign become small numbers.
fn zigzag(value: i32) -> u64 {
    u64::from(((value << 1) ^ (value >> 31)) as u32)
}

/// A field of wire type 0.
fn integer(out: &mut Vec<u8>, field: u32, value: u64) {
    varint(out, u64::from(field << 3));
    varint(out, value);
}

/// A field of wire type 2: a message, a text or packed numbers.
fn message(out: &mut Vec<u8>, field: u32, bytes: &[u8]) {
    varint(out, u64::from(field << 3 | 2));
    varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Seven bits a byte, the lowest first (<https://protobuf.dev/programming-guides/encoding/>).
#[inline]
pub fn varint(out: &mut Vec<u8>, mut value: u64) {
    while 0x80 <= value {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// How many bytes [`varint`] writes.
fn varint_len(value: u64) -> usize {
    (64 - (value | 1).leading_zeros() as usize).div_ceil(7)
}

#[cfg(test)]
mod tests {
    use fast_mvt::{MvtGeometry, MvtReaderRef, MvtValueRef};
    use proptest::prelude::*;

    use super::*;

    fn tile(layers: impl IntoIterator<Item = Layer>) -> Vec<u8> {
        let mut bytes = Vec::new();
        layers.into_iter().for_each(|layer| layer.finish(&mut bytes));
        bytes
    }

    /// The specification's own example (section 4.3.5): point (25, 17).
    #[test]
    fn a_point_has_the_bytes_of_the_specification() {
        let mut layer = Layer::new("p");
        layer.point(1, [25, 17], &[]);
        let bytes = tile([layer]);
        let geometry = [0x22, 3, 9, 50, 34];
        assert!(bytes.windows(5).any(|window| window == geometry), "{bytes:?}");
    }

    /// The specification's own example (section 4.3.5): two lines.
    #[test]
    fn a_line_in_two_parts_has_the_commands_of_the_specification() {
        let parts = vec![vec![[2, 2], [2, 10], [10, 10]], vec![[1, 1], [3, 5]]];
        let mut layer = Layer::new("l");
        layer.line(1, &parts, &[]);
        let bytes = tile([layer]);
        let reader = MvtReaderRef::new(&bytes).expect("readable");
        let feature = reader.layers().next().and_then(|l| l.features().next()).expect("one");
        let expected = [9, 4, 4, 18, 0, 16, 16, 0, 9, 17, 17, 10, 4, 8];
        assert_eq!(feature.geometry_commands(), expected);
        assert!(matches!(feature.geometry(), Ok(MvtGeometry::MultiLineString(_))));
    }

    /// The specification's own example (section 4.3.5): two squares, the second with a hole.
    #[test]
    fn a_polygon_in_two_pieces_has_the_commands_of_the_specification() {
        let rings = vec![
            vec![[0, 0], [10, 0], [10, 10], [0, 10]],
            vec![[11, 11], [20, 11], [20, 20], [11, 20]],
            vec![[13, 13], [13, 17], [17, 17], [17, 13]],
        ];
        let mut layer = Layer::new("p");
        layer.polygon(1, &rings, &[]);
        let bytes = tile([layer]);
        let reader = MvtReaderRef::new(&bytes).expect("readable");
        let feature = reader.layers().next().and_then(|l| l.features().next()).expect("one");
        let expected = [
            9, 0, 0, 26, 20, 0, 0, 20, 19, 0, 15, 9, 22, 2, 26, 18, 0, 0, 18, 17, 0, 15, 9, 4, 13, 26, 0, 8,
            8, 0, 0, 7, 15,
        ];
        assert_eq!(feature.geometry_commands(), expected);
        let MvtGeometry::MultiPolygon(pieces) = feature.geometry().expect("readable") else {
            panic!("two pieces")
        };
        assert_eq!(pieces.0.iter().map(|p| p.interiors().len()).collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn keys_and_values_are_written_once() {
        let mut layer = Layer::new("p");
        for id in 0..100 {
            let properties = [("nom", Value::Text("Nantes")), ("count", Value::Integer(id % 2))];
            layer.point(id, [0, 0], &properties);
        }
        let bytes = tile([layer]);
        let reader = MvtReaderRef::new(&bytes).expect("readable");
        let layer = reader.layers().next().expect("one layer");
        assert_eq!((layer.keys().len(), layer.values().len(), layer.feature_count()), (2, 3, 100));
        assert_eq!((layer.version(), layer.extent(), layer.name()), (2, 4096, "p"));
    }

    #[test]
    fn a_text_and_a_number_that_look_alike_stay_apart() {
        let mut layer = Layer::new("p");
        layer.point(0, [0, 0], &[("a", Value::Text("7")), ("b", Value::Integer(7))]);
        let bytes = tile([layer]);
        let reader = MvtReaderRef::new(&bytes).expect("readable");
        let feature = reader.layers().next().and_then(|l| l.features().next()).expect("one");
        let properties = feature.properties_vec().expect("readable");
        assert_eq!(properties, [("a", MvtValueRef::String("7")), ("b", MvtValueRef::UInt(7))]);
    }

    #[test]
    fn an_empty_layer_leaves_no_trace() {
        assert!(tile([Layer::new("a"), Layer::new("b")]).is_empty());
    }

    proptest! {
        /// An independent reader finds again what was written, and a second writing is equal.
        #[test]
        fn what_is_written_is_read_again(
            points in prop::collection::vec((any::<u64>(), -9000..9000_i32, -9000..9000_i32, ".{0,9}", any::<u64>()), 1..40)
        ) {
            let write = || {
                let mut layer = Layer::new("points");
                for (id, x, y, text, number) in &points {
                    layer.point(*id, [*x, *y], &[("t", Value::Text(text)), ("n", Value::Integer(*number))]);
                }
                tile([layer])
            };
            let bytes = write();
            prop_assert_eq!(&bytes, &write());
            let reader = MvtReaderRef::new(&bytes).expect("readable");
            let layer = reader.layers().next().expect("one layer");
            for (feature, (id, x, y, text, number)) in layer.features().zip(&points) {
                prop_assert_eq!(feature.id(), Some(*id));
                prop_assert_eq!(feature.geometry().expect("readable"), MvtGeometry::Point((*x, *y).into()));
                let properties = feature.properties_vec().expect("readable");
                prop_assert_eq!(&properties[..], &[("t", MvtValueRef::String(text)), ("n", MvtValueRef::UInt(*number))]);
            }
        }
    }
}
