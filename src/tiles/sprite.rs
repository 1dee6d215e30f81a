//! The sprite of the style: every symbol in one PNG, drawn when it is first asked for.
//!
//! Clients that draw the style elsewhere see the same shapes as our pages. PNG by hand (RFC 2083):
//! eight bits, red, green, blue and opacity, no filter; a fixed order of symbols, same bytes.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::{Map, Value, json};

use crate::tiles::marks::Symbols;

/// A sheet of symbols and where each of them is.
#[derive(Debug, Clone, PartialEq)]
pub struct Sprite {
    /// By name: `x`, `y`, `width`, `height` and `pixelRatio`, as MapLibre reads them.
    pub index: Value,
    /// The sheet.
    pub png: Vec<u8>,
}

/// All symbols side by side, `scale` pixels a pixel of the map.
#[must_use]
pub fn sprite(symbols: &Symbols, scale: u32) -> Sprite {
    let width: u32 = symbols.iter().map(|(_, symbol)| symbol.size * scale).sum();
    let height = symbols.iter().map(|(_, symbol)| symbol.size * scale).max().unwrap_or(0);
    let mut sheet = vec![[0; 4]; (width * height) as usize];
    let mut index = Map::new();
    let mut left = 0;
    for (name, symbol) in symbols.iter() {
        let side = symbol.size * scale;
        for (y, row) in symbol.pixels(scale).chunks(side as usize).enumerate() {
            let start = y * width as usize + left as usize;
            sheet[start..start + row.len()].copy_from_slice(row);
        }
        let place = json!({ "x": left, "y": 0, "width": side, "height": side, "pixelRatio": scale });
        index.insert(name.to_owned(), place);
        left += side;
    }
    Sprite { index: Value::Object(index), png: png(&sheet, width, height) }
}

fn png(pixels: &[[u8; 4]], width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = [width.to_be_bytes(), height.to_be_bytes()].concat();
    head.extend([8, 6, 0, 0, 0]);
    chunk(&mut bytes, b"IHDR", &head);
    let mut body = ZlibEncoder::new(Vec::new(), Compression::best());
    for row in pixels.chunks(width.max(1) as usize) {
        // Writing to memory cannot fail.
        let _ = body.write_all(&[0]).and_then(|()| body.write_all(row.as_flattened()));
    }
    chunk(&mut bytes, b"IDAT", &body.finish().unwrap_or_default());
    chunk(&mut bytes, b"IEND", &[]);
    bytes
}

/// Length, name, content and checksum of name and content.
fn chunk(out: &mut Vec<u8>, name: &[u8; 4], content: &[u8]) {
    let mut sum = flate2::Crc::new();
    sum.update(name);
    sum.update(content);
    out.extend((content.len() as u32).to_be_bytes());
    out.extend(name);
    out.extend(content);
    out.extend(sum.sum().to_be_bytes());
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::ZlibDecoder;

    use super::*;

    #[test]
    fn every_symbol_is_found_where_the_index_says() {
        let symbols = Symbols::of_this_build();
        for scale in [1, 2] {
            let Sprite { index, png } = sprite(symbols, scale);
            assert_eq!(index.as_object().map(Map::len), Some(symbols.iter().count()));
            assert!(png.len() < 30_000, "{} bytes", png.len());
            let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four"));
            let (width, height) = (number(16) as usize, number(20) as usize);
            let mut rows = Vec::new();
            let length = number(33) as usize;
            ZlibDecoder::new(&png[41..41 + length]).read_to_end(&mut rows).expect("zlib");
            assert_eq!(rows.len(), height * (1 + 4 * width));
            for (name, symbol) in symbols.iter() {
                let place = |key: &str| index[name][key].as_u64().expect("a number") as usize;
                let drawn = symbol.pixels(scale);
                for (y, row) in drawn.chunks(place("width")).enumerate() {
                    let start = (y + place("y")) * (1 + 4 * width) + 1 + 4 * place("x");
                    assert_eq!(&rows[start..start + 4 * row.len()], row.as_flattened(), "{name}");
                }
            }
        }
    }
}
