//! Sheets as bytes: one file of the snapshot's folder.
//!
//! Variable-length numbers throughout, in this order: how many scales; then for each of them
//! its zooms, its arcs as pairs of nodes, the outlines of each level, and each sheet: its
//! nodes, then the differences inside each arc. Whatever the bytes are, reading ends without
//! panic, takes memory in proportion to them, and refuses what is not whole.

use crate::domain::level::Level;
use crate::snapshot::sheets::{
    DEEPEST, Outlines, Scale, Sheet, Sheets, UNIT_BITS, Unit, read_varint, span, unzigzag, varint, zigzag,
};

/// The name of the file.
pub const NAME: &str = "contours.sheets";

/// What the file begins with.
const MAGIC: &[u8] = b"maillage sheets 1\n";

/// Why bytes are no sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not sheets: {0}")]
pub struct SheetsError(&'static str);

/// Writes all sheets.
#[must_use]
pub fn write(sheets: &Sheets) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    varint(&mut out, sheets.scales.len() as u32);
    for scale in &sheets.scales {
        scale.zooms.iter().for_each(|&zoom| varint(&mut out, zoom.into()));
        varint(&mut out, scale.ends.len() as u32);
        let mut last = 0;
        for &[from, to] in &scale.ends {
            varint(&mut out, zigzag(from.wrapping_sub(last) as i32));
            varint(&mut out, zigzag(to.wrapping_sub(from) as i32));
            last = from;
        }
        for outlines in &scale.outlines {
            varint(&mut out, outlines.is_some().into());
            outlines.iter().for_each(|outlines| write_outlines(&mut out, outlines));
        }
        scale.sheets.iter().for_each(|sheet| write_sheet(&mut out, sheet));
    }
    out
}

fn write_outlines(out: &mut Vec<u8>, outlines: &Outlines) {
    varint(out, outlines.lost);
    varint(out, outlines.territories.len() as u32);
    let mut last = 0;
    for territory in 0..outlines.territories.len() {
        let polygons = span(&outlines.territories, territory);
        varint(out, polygons.len() as u32);
        for polygon in polygons {
            let rings = span(&outlines.polygons, polygon);
            varint(out, rings.len() as u32);
            for ring in rings {
                let steps = &outlines.steps[span(&outlines.rings, ring)];
                varint(out, steps.len() as u32);
                for &step in steps {
                    varint(out, zigzag(step.wrapping_sub(last) as i32));
                    last = step;
                }
            }
        }
    }
}

fn write_sheet(out: &mut Vec<u8>, sheet: &Sheet) {
    varint(out, sheet.homeless);
    varint(out, sheet.nodes.len() as u32);
    let mut last = [0, 0];
    for node in &sheet.nodes {
        (0..2).for_each(|i| varint(out, zigzag(node[i].wrapping_sub(last[i]))));
        last = *node;
    }
    for arc in 0..sheet.stops.len() {
        let bytes = &sheet.bytes[span(&sheet.stops, arc)];
        varint(out, if sheet.has(arc as u32) { bytes.len() as u32 + 1 } else { 0 });
        out.extend_from_slice(bytes);
    }
}

/// Reads what [`write`] wrote, and checks that walks close and points are in the world.
pub fn read(bytes: &[u8]) -> Result<Sheets, SheetsError> {
    let mut bytes = bytes.strip_prefix(MAGIC).ok_or(SheetsError("it begins otherwise"))?;
    let input = &mut bytes;
    let mut sheets = Sheets::default();
    for _ in 0..count(input)? {
        sheets.scales.push(read_scale(input)?);
    }
    if input.is_empty() { Ok(sheets) } else { Err(SheetsError("more follows")) }
}

/// A number, where there is one.
fn number(input: &mut &[u8]) -> Result<u32, SheetsError> {
    if input.is_empty() { Err(SheetsError("it is cut short")) } else { Ok(read_varint(input)) }
}

fn signed(input: &mut &[u8]) -> Result<i32, SheetsError> {
    number(input).map(unzigzag)
}

/// How many things follow: each takes a byte at least.
fn count(input: &mut &[u8]) -> Result<usize, SheetsError> {
    let count = number(input)? as usize;
    if input.len() < count { Err(SheetsError("it is cut short")) } else { Ok(count) }
}

fn read_scale(input: &mut &[u8]) -> Result<Scale, SheetsError> {
    let zooms = [number(input)?, number(input)?];
    if zooms[1] < zooms[0] || u32::from(DEEPEST) < zooms[1] {
        return Err(SheetsError("no such zooms"));
    }
    let zooms = zooms.map(|zoom| zoom as u8);
    let mut ends = Vec::new();
    let mut last = 0_u32;
    for _ in 0..count(input)? {
        let from = last.wrapping_add(signed(input)? as u32);
        let to = from.wrapping_add(signed(input)? as u32);
        ends.push([from, to]);
        last = from;
    }
    let mut outlines: [Option<Outlines>; 5] = Default::default();
    for level in Level::ALL {
        if number(input)? == 1 {
            outlines[level as usize] = Some(read_outlines(input, &ends)?);
        }
    }
    let mut sheets = Vec::new();
    for zoom in zooms[0]..=zooms[1] {
        sheets.push(read_sheet(input, &ends, zoom)?);
    }
    Ok(Scale { zooms, ends, outlines, sheets })
}

fn read_outlines(input: &mut &[u8], ends: &[[u32; 2]]) -> Result<Outlines, SheetsError> {
    let mut outlines = Outlines { lost: number(input)?, ..Outlines::default() };
    let mut last = 0_u32;
    for _ in 0..count(input)? {
        for _ in 0..count(input)? {
            for _ in 0..count(input)? {
                let first = outlines.steps.len();
                for _ in 0..count(input)? {
                    last = last.wrapping_add(signed(input)? as u32);
                    outlines.steps.push(last);
                }
                check_walk(&outlines.steps[first..], ends)?;
                outlines.rings.push(outlines.steps.len() as u32);
            }
            outlines.polygons.push(outlines.rings.len() as u32);
        }
        outlines.territories.push(outlines.polygons.len() as u32);
    }
    Ok(outlines)
}

/// Each step begins where the one before ends, all around.
fn check_walk(steps: &[u32], ends: &[[u32; 2]]) -> Result<(), SheetsError> {
    let ends_of = |step: u32| {
        let &[from, to] = ends.get(step as usize >> 1).ok_or(SheetsError("a walk along no arc"))?;
        Ok(if step & 1 == 0 { [from, to] } else { [to, from] })
    };
    let last = *steps.last().ok_or(SheetsError("a walk of no steps"))?;
    let mut at = ends_of(last)?[1];
    for &step in steps {
        let [from, to] = ends_of(step)?;
        if from != at {
            return Err(SheetsError("a walk that leaps"));
        }
        at = to;
    }
    Ok(())
}

fn read_sheet(input: &mut &[u8], ends: &[[u32; 2]], zoom: u8) -> Result<Sheet, SheetsError> {
    let homeless = number(input)?;
    let side = 1 << (u32::from(zoom) + UNIT_BITS);
    let inside = |point: &Unit| point.iter().all(|c| (0..=side).contains(c));
    let outside = SheetsError("a point outside the world");
    let mut nodes: Vec<Unit> = Vec::new();
    let mut last = [0_i32; 2];
    for _ in 0..count(input)? {
        last = [last[0].wrapping_add(signed(input)?), last[1].wrapping_add(signed(input)?)];
        nodes.push(last);
    }
    if !nodes.iter().all(inside) {
        return Err(outside);
    }
    let mut sheet = Sheet::new(nodes, homeless);
    let mut points = Vec::new();
    for &arc in ends {
        let Some(length) = number(input)?.checked_sub(1) else {
            sheet.push(&[]);
            continue;
        };
        let length = length as usize;
        if input.len() < length {
            return Err(SheetsError("it is cut short"));
        }
        let (inner, rest) = input.split_at(length);
        *input = rest;
        let [from, to] = arc.map(|node| sheet.nodes.get(node as usize).copied());
        let (from, to) = from.zip(to).ok_or(SheetsError("an arc of no nodes"))?;
        if inner.last().is_some_and(|byte| 0x80 <= *byte) {
            return Err(SheetsError("an arc is cut short"));
        }
        let rank = sheet.stops.len() as u32;
        sheet.bytes.extend_from_slice(inner);
        sheet.stops.push(sheet.bytes.len() as u32);
        points.clear();
        points.push(from);
        sheet.inside(rank, from, &mut points);
        points.push(to);
        if !points.iter().all(inside) {
            return Err(outside);
        }
        sheet.stops.pop();
        sheet.note(&points);
    }
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::snapshot::sheets::make::tests::patchwork;

    #[test]
    fn what_was_written_is_read_again() {
        let sheets = patchwork();
        assert_eq!(read(&write(&sheets)), Ok(sheets));
        assert_eq!(read(&write(&Sheets::default())), Ok(Sheets::default()));
    }

    #[test]
    fn bytes_that_are_cut_short_or_go_on_are_refused() {
        let bytes = write(&patchwork());
        for length in (0..bytes.len()).step_by(7).chain([bytes.len() - 1]) {
            assert!(read(&bytes[..length]).is_err(), "{length} of {}", bytes.len());
        }
        assert!(read(&[&bytes[..], &[0]].concat()).is_err());
    }

    #[test]
    fn a_count_that_no_bytes_follow_is_refused_before_anything_is_made() {
        let mut bytes = MAGIC.to_vec();
        bytes.extend([1, 4, 12, 0xff, 0xff, 0xff, 0xff, 0x0f]);
        assert_eq!(read(&bytes), Err(SheetsError("it is cut short")));
    }

    proptest! {
        /// A checksum is no signature: whatever stands there is read or refused, and what is
        /// read can be drawn.
        #[test]
        fn forged_bytes_never_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
            let mut bytes = write(&patchwork());
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Ok(sheets) = read(&bytes) {
                for (level, zoom) in Level::ALL.into_iter().flat_map(|l| [0, 3, 4, 12].map(|z| (l, z))) {
                    (0..40).for_each(|row| drop(sheets.rings(level, row, zoom)));
                }
            }
        }
    }
}
