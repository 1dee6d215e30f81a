//! Opens a file whatever its wrapping and looks at its head to tell what it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use serde_json::Value;

use crate::ingest::sheet;

/// How much of a file is looked at to recognise it.
const HEAD: u64 = 64 * 1024;

/// What the first bytes of a file say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// A table: its column names as written and its separator.
    Table { columns: BTreeSet<String>, separator: u8 },
    /// A GeoJSON collection: the properties of its first feature, with their values where
    /// they are texts.
    Features { properties: BTreeMap<String, String>, geometry: String },
    /// Neither.
    Other,
}

/// Opens a file for reading, through gzip if it is so wrapped.
pub fn reader(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let mut magic = [0_u8; 2];
    let wrapped = File::open(path)?.read_exact(&mut magic).is_ok() && magic == [0x1f, 0x8b];
    let file = BufReader::with_capacity(256 * 1024, File::open(path)?);
    Ok(if wrapped { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) })
}

/// Reads the head of a file.
pub fn head(path: &Path) -> io::Result<Head> {
    let mut bytes = Vec::new();
    reader(path)?.take(HEAD).read_to_end(&mut bytes)?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    if text.first() == Some(&b'{') {
        return Ok(first_feature(text).unwrap_or(Head::Other));
    }
    let (columns, separator) = sheet::header_of(text);
    let table = 2 <= columns.len() && !text.contains(&0);
    Ok(if table { Head::Table { columns, separator } } else { Head::Other })
}

/// The property names and geometry type of the first feature, from a collection that may be
/// cut anywhere after it.
fn first_feature(text: &[u8]) -> Option<Head> {
    let start = find(text, b"\"features\"")?;
    let open = start + text[start..].iter().position(|&b| b == b'[')? + 1;
    let mut features = serde_json::Deserializer::from_slice(&text[open..]).into_iter::<Value>();
    if let Some(Ok(feature)) = features.next() {
        let properties = texts(feature.get("properties")?)?;
        let geometry = feature["geometry"]["type"].as_str().unwrap_or("").to_owned();
        return Some(Head::Features { properties, geometry });
    }
    // A first outline larger than the head: its properties may still stand before or be cut off.
    let at = open + find(&text[open..], b"\"properties\"")?;
    let brace = at + text[at..].iter().position(|&b| b == b'{')?;
    let mut maps = serde_json::Deserializer::from_slice(&text[brace..]).into_iter::<Value>();
    let properties = texts(&maps.next()?.ok()?)?;
    Some(Head::Features { properties, geometry: String::new() })
}

fn texts(properties: &Value) -> Option<BTreeMap<String, String>> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Some(properties.as_object()?.iter().map(|(name, value)| (name.clone(), text(value))).collect())
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

/// Every regular file below a folder, in the order of their paths.
pub fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collection_shows_its_first_properties_even_behind_an_outline_cut_short() {
        let whole = br#"{"features":[{"properties":{"code":"01004","n":1},"geometry":{"type":"Point"}},{"#;
        let cut = br#"{"features":[{"properties":{"code":"01004","n":1},"geometry":{"coordinates":[[["#;
        for (text, geometry) in [(&whole[..], "Point"), (&cut[..], "")] {
            let properties = [("code", "01004"), ("n", "")].map(|(name, value)| (name.into(), value.into()));
            let head = Head::Features { properties: properties.into(), geometry: geometry.into() };
            assert_eq!(first_feature(text), Some(head));
        }
        assert_eq!(first_feature(br#"{"features":[{"geometry":{"coordinates":[[["#), None);
    }
}
