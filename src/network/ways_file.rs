//! Pairs and a matrix as bytes: one file of the snapshot's folder.
//!
//! Little-endian numbers, in this order: how many places, minutes of the limit; where the pairs
//! of each place start; who; how long; then how many ways were measured, and of each from, to,
//! hundredths of a minute (all bits set: none was found). Whatever the bytes are, reading ends
//! without panic, takes memory in proportion to them, and refuses what is not whole.

use crate::network::matrix::{Matrix, Routed};
use crate::network::pairs::{MOST, PER_MINUTE, Pairs};

/// The name of the file.
pub const NAME: &str = "trajets.paires";

/// What the file begins with.
const MAGIC: &[u8] = b"maillage ways 1\n";
/// Hundredths of a way that a router did not find.
const NO_WAY: u32 = u32::MAX;

/// What the file holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Known {
    /// Pairs within so many minutes.
    pub limit: u16,
    pub pairs: Pairs,
    pub matrix: Matrix,
}

/// Why bytes are no pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not pairs of communes: {0}")]
pub struct WaysError(&'static str);

/// Writes all pairs.
#[must_use]
pub fn write(known: &Known) -> Vec<u8> {
    let Known { limit, pairs, matrix } = known;
    let mut out = MAGIC.to_vec();
    out.extend((pairs.places() as u32).to_le_bytes());
    out.extend(limit.to_le_bytes());
    pairs.starts.iter().for_each(|start| out.extend(start.to_le_bytes()));
    pairs.to.iter().chain(&pairs.minutes).for_each(|number| out.extend(number.to_le_bytes()));
    out.extend((matrix.ways().len() as u32).to_le_bytes());
    for way in matrix.ways() {
        let hundredths = way.minutes.map(|minutes| (minutes * PER_MINUTE).round());
        let hundredths = hundredths.map_or(NO_WAY, |hundredths| hundredths.min(1e9) as u32);
        [way.from, way.to, hundredths].iter().for_each(|number| out.extend(number.to_le_bytes()));
    }
    out
}

/// Reads what [`write`] wrote, and checks that places are there and in order.
pub fn read(bytes: &[u8]) -> Result<Known, WaysError> {
    let mut bytes = bytes.strip_prefix(MAGIC).ok_or(WaysError("it begins otherwise"))?;
    let input = &mut bytes;
    let places = number(input)? as usize;
    let [low, high] = *take(input, 2)? else { return Err(WaysError("it is cut short")) };
    let limit = u16::from_le_bytes([low, high]);
    if MOST < places {
        return Err(WaysError("more places than ranks"));
    }
    let pairs = read_pairs(input, places)?;
    let count = number(input)? as usize;
    let mut ways = Vec::new();
    for row in take(input, count.checked_mul(12).ok_or(WaysError("it is cut short"))?)?.chunks_exact(12) {
        let mut row = row;
        let [from, to, hundredths] = [number(&mut row)?, number(&mut row)?, number(&mut row)?];
        let minutes = (hundredths != NO_WAY).then(|| f64::from(hundredths) / PER_MINUTE);
        ways.push(Routed { from, to, minutes });
    }
    let is_in_order = ways.is_sorted_by(|a, b| (a.from, a.to) < (b.from, b.to));
    if !is_in_order || ways.iter().any(|way| places <= way.from.max(way.to) as usize) {
        return Err(WaysError("a measured way of no place, or out of order"));
    }
    if input.is_empty() {
        Ok(Known { limit, pairs, matrix: Matrix::of(ways) })
    } else {
        Err(WaysError("more follows"))
    }
}

fn read_pairs(input: &mut &[u8], places: usize) -> Result<Pairs, WaysError> {
    // A land without pairs has not even the start of the first.
    if places == 0 {
        return Ok(Pairs::default());
    }
    let starts = take(input, 4 * (places + 1))?;
    let starts = starts.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    let starts: Vec<u32> = starts.collect();
    if starts[0] != 0 || !starts.is_sorted() {
        return Err(WaysError("pairs of no place"));
    }
    let count = starts[places] as usize;
    let mut words = || -> Result<Vec<u16>, WaysError> {
        let bytes = take(input, 2 * count)?;
        Ok(bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect())
    };
    let pairs = Pairs { to: words()?, minutes: words()?, starts };
    for place in 0..places as u32 {
        let mut last = None;
        for (to, _) in pairs.of(place) {
            let is_next = place <= u32::from(to) && usize::from(to) < places && last < Some(to);
            if !is_next {
                return Err(WaysError("a pair of no place, or out of order"));
            }
            last = Some(to);
        }
    }
    Ok(pairs)
}

/// So many bytes, where there are as many.
fn take<'a>(input: &mut &'a [u8], count: usize) -> Result<&'a [u8], WaysError> {
    let (taken, rest) = input.split_at_checked(count).ok_or(WaysError("it is cut short"))?;
    *input = rest;
    Ok(taken)
}

fn number(input: &mut &[u8]) -> Result<u32, WaysError> {
    let bytes = take(input, 4)?;
    Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::network::pairs::tests::country;
    use crate::network::ways::Ways;

    fn known() -> impl Strategy<Value = Known> {
        let told = (0..60_u32, 0..60_u32, prop::option::of(0..9_000_u32));
        (country(), prop::collection::vec(told, 0..9)).prop_map(|(estimated, told)| {
            let pairs = Pairs::by_threads(&estimated, 60, 1);
            let places = pairs.places() as u32;
            let told = told.into_iter().filter(|way| way.0.max(way.1) < places);
            let minutes = |hundredths| f64::from(hundredths) / PER_MINUTE;
            let way =
                |(from, to, told): (u32, u32, Option<u32>)| Routed { from, to, minutes: told.map(minutes) };
            Known { limit: 60, pairs, matrix: Matrix::of(told.map(way).collect()) }
        })
    }

    #[test]
    fn no_places_are_read_again() {
        assert_eq!(read(&write(&Known::default())), Ok(Known::default()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn what_was_written_is_read_again_and_nothing_shorter_or_longer(known in known()) {
            let bytes = write(&known);
            for length in (0..bytes.len()).step_by(11).chain([bytes.len() - 1]) {
                prop_assert!(read(&bytes[..length]).is_err(), "{} of {}", length, bytes.len());
            }
            prop_assert!(read(&[&bytes[..], &[0]].concat()).is_err());
            prop_assert_eq!(read(&bytes), Ok(known));
        }

        /// A checksum is no signature: whatever stands there is read or refused, and what is
        /// read can be asked.
        #[test]
        fn forged_bytes_never_panic(
            known in known(),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        ) {
            let mut bytes = write(&known);
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Ok(Known { limit, pairs, matrix }) = read(&bytes) {
                let places = pairs.places();
                let ways = Ways::of(pairs, &matrix, limit, Vec::new());
                (0..70).for_each(|place| assert!(ways.from_place(place).count() <= places));
            }
        }
    }
}
