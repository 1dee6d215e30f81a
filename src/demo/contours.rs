//! Outlines of communes, at the vintage before the mergers and the split.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::demo::ground::Ground;
use crate::demo::shape::{Spot, degrees};
use crate::demo::truths::Truths;

/// The file.
pub const FILE: &str = "contours_communes.geojson.gz";

/// Writes the contours as one collection, compressed.
pub fn write(ground: &Ground<'_>, truths: &mut Truths) -> io::Result<()> {
    let world = &ground.world;
    // The compressed file holds no time: same outlines, same bytes.
    let zipped = GzEncoder::new(File::create(ground.folder.join(FILE))?, Compression::new(6));
    let mut out = BufWriter::with_capacity(256 * 1024, zipped);
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    for (rank, contour) in world.contours.iter().enumerate() {
        let name = serde_json::to_string(&contour.name)?;
        let comma = if rank == 0 { "" } else { "," };
        let start = "{\"type\":\"Feature\",\"properties\":{\"code\":";
        write!(out, "{comma}\n{start}\"{}\",\"nom\":{name}}},\"geometry\":", contour.code)?;
        // Groups of cells are small and without holes: each ring is a piece.
        let mut pieces = world.comb.outline(&contour.cells, &world.land);
        pieces.extend(contour.islet.clone());
        geometry(&mut out, &pieces)?;
        out.write_all(b"}")?;
    }
    out.write_all(b"\n]}\n")?;
    out.into_inner()?.finish()?;
    truths.rows.insert(FILE, world.contours.len() as u64);
    Ok(())
}

fn geometry(out: &mut impl Write, pieces: &[Vec<Spot>]) -> io::Result<()> {
    if let [ring] = pieces {
        out.write_all(b"{\"type\":\"Polygon\",\"coordinates\":[")?;
        line(out, ring)?;
    } else {
        out.write_all(b"{\"type\":\"MultiPolygon\",\"coordinates\":[")?;
        for (i, ring) in pieces.iter().enumerate() {
            out.write_all(if i == 0 { b"[" } else { b",[" })?;
            line(out, ring)?;
            out.write_all(b"]")?;
        }
    }
    out.write_all(b"]}")
}

fn line(out: &mut impl Write, ring: &[Spot]) -> io::Result<()> {
    for (i, &spot) in ring.iter().chain(ring.first()).enumerate() {
        let (lon, lat) = degrees(spot);
        write!(out, "{}[{lon},{lat}]", if i == 0 { "[" } else { "," })?;
    }
    out.write_all(b"]")
}
