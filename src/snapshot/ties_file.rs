//! Ties as bytes: one file of the snapshot's folder.
//!
//! Little-endian numbers: how many words, then each as its length and its letters; how many
//! ties, then of each from, to, kind, and the ranks of its source, date and product (all bits
//! set: none) and its share (NaN: unknown). Whatever the bytes are, reading ends without panic,
//! takes memory in proportion to them, and refuses what is not whole or out of order.

use crate::domain::tie::{TieKind, is_date};
use crate::snapshot::ties::{HeldTie, Ties};

/// The name of the file.
pub const NAME: &str = "liens.colonnes";

/// What the file begins with.
const MAGIC: &[u8] = b"maillage ties 1\n";
/// The rank of no word.
const NONE: u32 = u32::MAX;
/// Bytes of a tie.
const WIDTH: usize = 29;

/// Why bytes are no ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not ties between actors: {0}")]
pub struct TiesError(&'static str);

const CUT: TiesError = TiesError("it is cut short");

/// Writes all ties.
#[must_use]
pub fn write(ties: &Ties) -> Vec<u8> {
    let list: Vec<HeldTie> = ties.iter().collect();
    let told = |tie: &HeldTie| [Some(tie.source.clone()), tie.date.clone(), tie.product.clone()];
    let mut words: Vec<String> = list.iter().flat_map(told).flatten().collect();
    words.sort();
    words.dedup();
    let rank = |word: Option<&String>| {
        word.and_then(|word| words.binary_search(word).ok()).map_or(NONE, |rank| rank as u32)
    };
    let mut out = MAGIC.to_vec();
    out.extend((words.len() as u32).to_le_bytes());
    for word in &words {
        out.extend((word.len() as u32).to_le_bytes());
        out.extend(word.as_bytes());
    }
    out.extend((list.len() as u32).to_le_bytes());
    for tie in &list {
        out.extend(tie.from.to_le_bytes());
        out.extend(tie.to.to_le_bytes());
        out.push(tie.kind as u8);
        let ranks = [Some(&tie.source), tie.date.as_ref(), tie.product.as_ref()].map(rank);
        ranks.iter().for_each(|rank| out.extend(rank.to_le_bytes()));
        out.extend(tie.share.unwrap_or(f64::NAN).to_le_bytes());
    }
    out
}

/// Reads what [`write`] wrote; ends are rows below `actors`.
pub fn read(bytes: &[u8], actors: u32) -> Result<Ties, TiesError> {
    let mut bytes = bytes.strip_prefix(MAGIC).ok_or(TiesError("it begins otherwise"))?;
    let input = &mut bytes;
    let count = number(input)?;
    let mut words = Vec::new();
    for _ in 0..count {
        let length = number(input)? as usize;
        let letters = std::str::from_utf8(take(input, length)?);
        words.push(letters.map_err(|_| TiesError("a word in no encoding"))?.to_owned());
    }
    let count = number(input)? as usize;
    let rows = take(input, count.checked_mul(WIDTH).ok_or(CUT)?)?;
    if !input.is_empty() {
        return Err(TiesError("more follows"));
    }
    let list = rows.chunks_exact(WIDTH).map(|row| tie(row, &words, actors));
    let list = list.collect::<Result<Vec<HeldTie>, TiesError>>()?;
    let ties = Ties::new(list.clone());
    let is_in_order = ties.len() == list.len() && ties.iter().zip(&list).all(|(one, other)| one == *other);
    if is_in_order { Ok(ties) } else { Err(TiesError("a tie out of order, or there twice")) }
}

fn tie(mut row: &[u8], words: &[String], actors: u32) -> Result<HeldTie, TiesError> {
    let row = &mut row;
    let (from, to) = (number(row)?, number(row)?);
    let kind = TieKind::ALL.get(usize::from(take(row, 1)?[0])).copied();
    let mut word = || match number(row)? {
        NONE => Ok(None),
        rank => words.get(rank as usize).cloned().map(Some).ok_or(TiesError("a word that is not there")),
    };
    let (source, date, product) = (word()?, word()?, word()?);
    let share = f64::from_le_bytes(take(row, 8)?.try_into().map_err(|_| CUT)?);
    let share = (!share.is_nan()).then_some(share);
    let is_sound = from.max(to) < actors
        && date.as_deref().is_none_or(is_date)
        && share.is_none_or(|share| 0.0 < share && share <= 1.0);
    match (kind, source) {
        (Some(kind), Some(source)) if is_sound => {
            Ok(HeldTie { from, to, kind, source, date, product, share })
        }
        _ => Err(TiesError("a tie of nobody, of no kind or of no source")),
    }
}

/// So many bytes, where there are as many.
fn take<'a>(input: &mut &'a [u8], count: usize) -> Result<&'a [u8], TiesError> {
    let (taken, rest) = input.split_at_checked(count).ok_or(CUT)?;
    *input = rest;
    Ok(taken)
}

fn number(input: &mut &[u8]) -> Result<u32, TiesError> {
    let bytes = take(input, 4)?;
    Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::snapshot::ties::tests::any_ties;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_was_written_is_read_again_and_nothing_shorter_or_longer(list in any_ties()) {
            let ties = Ties::new(list);
            let bytes = write(&ties);
            for length in 0..bytes.len() {
                prop_assert!(read(&bytes[..length], 12).is_err(), "{} of {}", length, bytes.len());
            }
            prop_assert!(read(&[&bytes[..], &[0]].concat(), 12).is_err());
            prop_assert!(ties.is_empty() || read(&bytes, 0).is_err());
            prop_assert_eq!(read(&bytes, 12), Ok(ties));
        }

        /// A checksum is no signature: whatever stands there is read or refused.
        #[test]
        fn forged_bytes_never_panic(
            list in any_ties(),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        ) {
            let mut bytes = write(&Ties::new(list));
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Ok(ties) = read(&bytes, 12) {
                (0..12).for_each(|row| assert!(ties.of(row).count() <= 2 * ties.len()));
            }
        }
    }
}
