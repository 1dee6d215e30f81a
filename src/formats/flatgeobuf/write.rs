//! A table as a FlatGeobuf file.

use std::io::{self, Write};

use flatbuffers::{FlatBufferBuilder, WIPOffset};
use flatgeobuf::packed_r_tree::{NodeItem, PackedRTree, hilbert_sort};
use flatgeobuf::{
    Column, ColumnArgs, ColumnType, Crs, CrsArgs, Feature, FeatureArgs, Geometry, GeometryArgs, GeometryType,
    Header, HeaderArgs,
};

use crate::formats::codec::{self, Codec, beyond};
use crate::formats::flatgeobuf::{LIST_SEPARATOR, MAGIC, MAX_FEATURE};
use crate::formats::table::{Shape, ShapeKind, Table, Type, Value};
use crate::geometry::area::{Area, Polygon, Ring};
use crate::geometry::position::Position;
use crate::geometry::reference::{self, Frame};

/// What a position takes at most, its share of the tables of a ring of three included.
const BYTES_PER_POSITION: usize = 48;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// With a spatial index, so that a reader fetches only what lies in its box. Features
    /// then stand in the order of a Hilbert curve; without, in the order of the rows.
    pub index: bool,
}

/// Writes a whole table. For some rows or columns only, hand over a
/// [`Selection`](crate::formats::selection::Selection).
///
/// With an index each row is encoded twice, once to know its size: that is cheaper than
/// keeping the features or spooling them. Rows without shape get a box that is inside out:
/// it meets no other and widens no parent, so no box finds them and a whole reading does.
pub fn write(table: &dyn Table, out: &mut dyn Write, options: Options) -> io::Result<()> {
    // The format has no index of nothing.
    let indexed = options.index && !table.is_empty();
    let frame = Frame::new(reference::Crs::Crs84);
    if !indexed {
        return codec::write(&mut Features::new(frame, table, 0..table.len()), table, out);
    }
    let extent = extent(&frame, table, 0..table.len());
    out.write_all(&MAGIC)?;
    out.write_all(header(table, frame.crs(), table.len().into(), &extent, true).finished_data())?;
    let mut encoder = Encoder::new(frame);
    for row in write_index(&mut encoder, table, &extent, out)? {
        out.write_all(encoder.feature(table, row)?)?;
    }
    Ok(())
}

/// Features that are written as their rows come, without an index.
pub struct Features {
    encoder: Encoder,
    opening: Vec<u8>,
}

impl Features {
    /// Looks at all rows that will come: their number and their extent stand first in the file.
    #[must_use]
    pub fn new(frame: Frame, table: &dyn Table, rows: impl Iterator<Item = u32>) -> Self {
        let mut count = 0;
        let extent = extent(&frame, table, rows.inspect(|_| count += 1));
        let mut opening = MAGIC.to_vec();
        opening.extend_from_slice(header(table, frame.crs(), count, &extent, false).finished_data());
        Self { encoder: Encoder::new(frame), opening }
    }
}

impl Codec for Features {
    fn begin(&mut self, _: &dyn Table, out: &mut Vec<u8>) -> io::Result<()> {
        out.append(&mut self.opening);
        Ok(())
    }

    fn rows(&mut self, table: &dyn Table, rows: &[u32], out: &mut Vec<u8>) -> io::Result<()> {
        for &row in rows {
            out.extend_from_slice(self.encoder.feature(table, row)?);
        }
        Ok(())
    }

    fn end(&mut self, _: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }
}

/// The box around rows.
fn extent(frame: &Frame, table: &dyn Table, rows: impl Iterator<Item = u32>) -> NodeItem {
    rows.fold(NodeItem::create(0), |extent, row| NodeItem::sum(extent, &bounds(frame, table.shape(row), 0)))
}

/// Writes the index and answers the rows in the order in which their features must follow.
fn write_index(
    encoder: &mut Encoder,
    table: &dyn Table,
    extent: &NodeItem,
    out: &mut dyn Write,
) -> io::Result<Vec<u32>> {
    let mut nodes: Vec<NodeItem> =
        (0..table.len()).map(|row| bounds(&encoder.frame, table.shape(row), u64::from(row))).collect();
    hilbert_sort(&mut nodes, extent);
    let mut rows = Vec::with_capacity(nodes.len());
    let mut offset = 0;
    for node in &mut nodes {
        let row = node.offset as u32;
        node.offset = offset;
        offset += encoder.feature(table, row)?.len() as u64;
        rows.push(row);
    }
    let tree =
        PackedRTree::build(&nodes, extent, PackedRTree::DEFAULT_NODE_SIZE).map_err(io::Error::other)?;
    // The tree's writer wants to know what it writes to.
    let mut bytes = io::BufWriter::new(out);
    tree.stream_write(&mut bytes)?;
    bytes.flush()?;
    Ok(rows)
}

/// The box of a shape; inside out for none.
fn bounds(frame: &Frame, shape: Option<Shape<'_>>, offset: u64) -> NodeItem {
    let mut bounds = NodeItem::create(offset);
    let mut take = |position: Position| {
        if let Some([x, y]) = frame.east_north(position) {
            bounds.expand_xy(x, y);
        }
    };
    match shape {
        None => {}
        Some(Shape::Point(position)) => take(position),
        Some(Shape::Line(line)) => line.iter().copied().for_each(take),
        Some(Shape::Area(area)) if !frame.crs().is_in_degrees() => {
            area.rings().flatten().copied().for_each(take);
        }
        Some(Shape::Area(area)) => {
            if let Some([west, south, east, north]) = area.bbox().map(|bbox| bbox.sides()) {
                bounds.expand(&NodeItem::bounds(west, south, east, north));
            }
        }
    }
    bounds
}

fn header(
    table: &dyn Table,
    crs: reference::Crs,
    count: u64,
    extent: &NodeItem,
    indexed: bool,
) -> FlatBufferBuilder<'static> {
    let mut builder = FlatBufferBuilder::new();
    let columns: Vec<_> =
        table.columns().iter().enumerate().map(|(rank, c)| column(&mut builder, rank, c)).collect();
    // Longitude first, whatever EPSG says: every reader of the format takes it so.
    let name = if crs.is_in_degrees() { "WGS 84" } else { crs.name() };
    let crs = CrsArgs {
        org: Some(builder.create_string("EPSG")),
        code: crs.epsg().into(),
        name: Some(builder.create_string(name)),
        ..CrsArgs::default()
    };
    let sides = [extent.min_x, extent.min_y, extent.max_x, extent.max_y];
    let args = HeaderArgs {
        name: Some(builder.create_string(table.name())),
        envelope: sides[0].is_finite().then(|| builder.create_vector(&sides)),
        geometry_type: match table.shape_kind() {
            ShapeKind::Point => GeometryType::Point,
            ShapeKind::Line => GeometryType::LineString,
            ShapeKind::Area => GeometryType::MultiPolygon,
        },
        columns: Some(builder.create_vector(&columns)),
        features_count: count,
        index_node_size: if indexed { PackedRTree::DEFAULT_NODE_SIZE } else { 0 },
        crs: Some(Crs::create(&mut builder, &crs)),
        ..HeaderArgs::default()
    };
    let header = Header::create(&mut builder, &args);
    builder.finish_size_prefixed(header, None);
    builder
}

fn column(
    builder: &mut FlatBufferBuilder<'static>,
    rank: usize,
    column: &crate::formats::table::Column,
) -> WIPOffset<Column<'static>> {
    let args = ColumnArgs {
        name: Some(builder.create_string(column.name)),
        type_: match column.kind {
            Type::Text | Type::List => ColumnType::String,
            Type::Integer => ColumnType::Long,
            Type::Number => ColumnType::Double,
            Type::Boolean => ColumnType::Bool,
        },
        description: Some(builder.create_string(column.meaning)),
        metadata: (column.kind == Type::List).then(|| builder.create_string(r#"{"list":"|"}"#)),
        nullable: rank != 0,
        unique: rank == 0,
        ..ColumnArgs::default()
    };
    Column::create(builder, &args)
}

/// Turns rows into features in memory that is used again and again.
struct Encoder {
    frame: Frame,
    builder: FlatBufferBuilder<'static>,
    properties: Vec<u8>,
    xy: Vec<f64>,
    ends: Vec<u32>,
}

impl Encoder {
    fn new(frame: Frame) -> Self {
        let builder = FlatBufferBuilder::new();
        Self { frame, builder, properties: Vec::new(), xy: Vec::new(), ends: Vec::new() }
    }

    /// The bytes of a row's feature, its size first.
    fn feature(&mut self, table: &dyn Table, row: u32) -> io::Result<&[u8]> {
        self.builder.reset();
        self.properties.clear();
        for rank in 0..table.columns().len() {
            put(&table.value(row, rank), rank, &mut self.properties)?;
        }
        let shape = table.shape(row).filter(|shape| !shape.is_empty());
        if (MAX_FEATURE as usize) < self.properties.len() + positions(shape) * BYTES_PER_POSITION {
            return Err(io::Error::other(format!("row {row} takes more than {MAX_FEATURE} bytes")));
        }
        let geometry = match (table.shape_kind(), shape) {
            (_, None) => None,
            (ShapeKind::Point, Some(Shape::Point(position))) => {
                let xy = self.frame.east_north(position).ok_or_else(|| beyond(&self.frame, position))?;
                let xy = Some(self.builder.create_vector(&xy));
                let args = GeometryArgs { xy, type_: GeometryType::Point, ..GeometryArgs::default() };
                Some(Geometry::create(&mut self.builder, &args))
            }
            (ShapeKind::Line, Some(Shape::Line(line))) => Some(self.line(line)?),
            (ShapeKind::Area, Some(Shape::Area(area))) => Some(self.area(area)?),
            (kind, Some(_)) => {
                return Err(io::Error::other(format!("row {row} has not the shape of its layer, {kind:?}")));
            }
        };
        let properties = Some(self.builder.create_vector(&self.properties));
        let args = FeatureArgs { geometry, properties, columns: None };
        let feature = Feature::create(&mut self.builder, &args);
        self.builder.finish_size_prefixed(feature, None);
        Ok(self.builder.finished_data())
    }

    fn line(&mut self, line: &[Position]) -> io::Result<WIPOffset<Geometry<'static>>> {
        self.xy.clear();
        for &position in line {
            let xy = self.frame.east_north(position).ok_or_else(|| beyond(&self.frame, position))?;
            self.xy.extend(xy);
        }
        let xy = Some(self.builder.create_vector(&self.xy));
        let args = GeometryArgs { xy, type_: GeometryType::LineString, ..GeometryArgs::default() };
        Ok(Geometry::create(&mut self.builder, &args))
    }

    fn area(&mut self, area: &Area) -> io::Result<WIPOffset<Geometry<'static>>> {
        let parts = area.0.iter().map(|polygon| self.polygon(polygon)).collect::<io::Result<Vec<_>>>()?;
        let parts = Some(self.builder.create_vector(&parts));
        let args = GeometryArgs { parts, type_: GeometryType::MultiPolygon, ..GeometryArgs::default() };
        Ok(Geometry::create(&mut self.builder, &args))
    }

    /// Closed rings one after the other, as they are kept: reading gives the same area.
    fn polygon(&mut self, polygon: &Polygon) -> io::Result<WIPOffset<Geometry<'static>>> {
        self.xy.clear();
        self.ends.clear();
        for ring in polygon.rings() {
            for &position in ring.iter().chain(ring.first()) {
                let xy = self.frame.east_north(position).ok_or_else(|| beyond(&self.frame, position))?;
                self.xy.extend(xy);
            }
            self.ends.push((self.xy.len() / 2) as u32);
        }
        let xy = Some(self.builder.create_vector(&self.xy));
        // Where there is one ring it ends where the positions end.
        let ends = (1 < self.ends.len()).then(|| self.builder.create_vector(&self.ends));
        let args = GeometryArgs { xy, ends, type_: GeometryType::Polygon, ..GeometryArgs::default() };
        Ok(Geometry::create(&mut self.builder, &args))
    }
}

fn positions(shape: Option<Shape<'_>>) -> usize {
    match shape {
        None => 0,
        Some(Shape::Point(_)) => 1,
        Some(Shape::Line(line)) => line.len(),
        Some(Shape::Area(area)) => area.rings().map(Ring::len).sum(),
    }
}

/// Adds a cell to the properties: the rank of its column, then the value; nothing for null.
fn put(value: &Value<'_>, rank: usize, properties: &mut Vec<u8>) -> io::Result<()> {
    let rank = u16::try_from(rank).map_err(io::Error::other)?.to_le_bytes();
    match value {
        Value::Null => {}
        Value::Number(number) if !number.is_finite() => {}
        Value::Text(text) => {
            properties.extend(rank);
            put_text(properties, |properties| properties.extend_from_slice(text.as_bytes()))?;
        }
        Value::Integer(number) => {
            properties.extend(rank);
            properties.extend(number.to_le_bytes());
        }
        Value::Number(number) => {
            properties.extend(rank);
            properties.extend(number.to_le_bytes());
        }
        Value::Boolean(truth) => {
            properties.extend(rank);
            properties.push(u8::from(*truth));
        }
        Value::List(items) => {
            properties.extend(rank);
            put_text(properties, |properties| {
                for (rank, item) in items.iter().enumerate() {
                    debug_assert!(!item.is_empty() && !item.contains(LIST_SEPARATOR), "{item:?} in a list");
                    if 0 < rank {
                        properties.push(LIST_SEPARATOR as u8);
                    }
                    properties.extend_from_slice(item.as_bytes());
                }
            })?;
        }
    }
    Ok(())
}

/// Adds what `fill` adds, its size first.
fn put_text(properties: &mut Vec<u8>, fill: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
    let at = properties.len();
    properties.extend([0; 4]);
    fill(properties);
    let size = u32::try_from(properties.len() - at - 4).map_err(io::Error::other)?;
    properties[at..at + 4].copy_from_slice(&size.to_le_bytes());
    Ok(())
}
