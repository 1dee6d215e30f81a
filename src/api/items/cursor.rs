//! Where a page goes on: after which row, of which snapshot. Opaque to clients, checked when it
//! comes back.

use sha2::{Digest, Sha256};

use crate::api::problem::Problem;
use crate::snapshot::build::hex;
use crate::snapshot::layers::Layer;

/// Bytes of each of its three parts: the snapshot, the row, and a check of both.
const PART: usize = 4;

/// The words that bring a lost client back.
const AGAIN: &str = "start again without `cursor`";

/// The cursor after a row.
#[must_use]
pub fn after(row: u32, snapshot: &str, layer: Layer) -> String {
    hex(&bytes(row, snapshot, layer))
}

/// The row of a cursor that was given out for this snapshot and layer.
pub fn read(text: &str, snapshot: &str, layer: Layer) -> Result<u32, Problem> {
    let wrong = |why: &str| Problem::parameter("cursor", format!("{why}; {AGAIN}"));
    let given = unhex(text).ok_or_else(|| wrong("it is no cursor of this service"))?;
    let row = u32::from_be_bytes([given[4], given[5], given[6], given[7]]);
    let expected = bytes(row, snapshot, layer);
    if given[..PART] != expected[..PART] {
        let why = format!("this cursor is of a snapshot that is not served any more; {AGAIN}");
        return Err(Problem::Gone(why));
    }
    if given != expected {
        return Err(wrong("it is damaged, or of another collection"));
    }
    Ok(row)
}

fn bytes(row: u32, snapshot: &str, layer: Layer) -> [u8; 3 * PART] {
    let of_snapshot = Sha256::digest(snapshot);
    let check = Sha256::digest(format!("{snapshot} {layer} {row}"));
    let mut bytes = [0; 3 * PART];
    bytes[..PART].copy_from_slice(&of_snapshot[..PART]);
    bytes[PART..2 * PART].copy_from_slice(&row.to_be_bytes());
    bytes[2 * PART..].copy_from_slice(&check[..PART]);
    bytes
}

fn unhex(text: &str) -> Option<[u8; 3 * PART]> {
    let digits: Vec<u8> =
        text.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] * 16 + pair[1]).collect();
    if digits.len() % 2 == 1 { None } else { bytes.try_into().ok() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_leads_back_to_its_row_and_to_nothing_else(row: u32, at in 0..24_usize, digit in "[0-9a-f]") {
            let cursor = after(row, "3f2a", Layer::Acteurs);
            prop_assert_eq!(cursor.len(), 24);
            prop_assert_eq!(read(&cursor, "3f2a", Layer::Acteurs).ok(), Some(row));
            prop_assert!(matches!(read(&cursor, "3f2b", Layer::Acteurs), Err(Problem::Gone(_))));
            prop_assert!(read(&cursor, "3f2a", Layer::Ptce).is_err());
            let mut damaged = cursor.clone();
            damaged.replace_range(at..=at, &digit);
            prop_assert_eq!(read(&damaged, "3f2a", Layer::Acteurs).is_ok(), damaged == cursor);
        }

        #[test]
        fn nothing_else_is_a_cursor(text in "\\PC{0,30}") {
            prop_assert!(read(&text, "3f2a", Layer::Acteurs).is_err());
        }
    }
}
