//! How large are they? Bands of employees summed up without making numbers up.
//!
//! *Method.* A band is an interval of whole numbers (SIRENE's *tranches d'effectif*). The median of intervals is
//! the interval from the median of their lower ends to that of their upper ends: the true median lies in it
//! wherever the true numbers lie in their bands. The range goes from the least lower end to the greatest upper
//! end. *Edges.* Who is of no known band is counted, and changes nothing else: unknown is not small. An open
//! band (10,000 and more) has no upper end, and what hangs on it has none. *Cost.* O(n log n).

/// From so many to so many, both included; no upper end where the band is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    pub low: u32,
    pub high: Option<u32>,
}

/// Some sizes, summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spread {
    /// Of how many a size is known.
    pub known: u32,
    /// Of how many none is.
    pub unknown: u32,
    /// Where the median lies; `None` where no size is known.
    pub median: Option<Band>,
    /// From the least to the most that is possible.
    pub range: Option<Band>,
}

/// The employees of a code of SIRENE's bands; `None` for no code or one that is none. `NN` (no employee in the
/// year of reference) and `00` (none at its end) are nobody, which is known.
#[must_use]
pub fn band(code: &str) -> Option<Band> {
    let (low, high) = match code {
        "NN" | "00" => (0, Some(0)),
        "01" => (1, Some(2)),
        "02" => (3, Some(5)),
        "03" => (6, Some(9)),
        "11" => (10, Some(19)),
        "12" => (20, Some(49)),
        "21" => (50, Some(99)),
        "22" => (100, Some(199)),
        "31" => (200, Some(249)),
        "32" => (250, Some(499)),
        "41" => (500, Some(999)),
        "42" => (1_000, Some(1_999)),
        "51" => (2_000, Some(4_999)),
        "52" => (5_000, Some(9_999)),
        "53" => (10_000, None),
        _ => return None,
    };
    Some(Band { low, high })
}

/// A size that is known to the unit.
#[must_use]
pub fn exactly(number: u32) -> Band {
    Band { low: number, high: Some(number) }
}

/// Sums sizes up. `None` in the list: of no known size.
///
/// ```
/// use maillage::analysis::capacity::{Band, band, spread};
/// let sizes = [band("01"), band("12"), None, band("03")];
/// let told = spread(&sizes);
/// assert_eq!((told.known, told.unknown), (3, 1));
/// assert_eq!(told.median, Some(Band { low: 6, high: Some(9) }));
/// assert_eq!(told.range, Some(Band { low: 1, high: Some(49) }));
/// ```
#[must_use]
pub fn spread(sizes: &[Option<Band>]) -> Spread {
    let known: Vec<Band> = sizes.iter().copied().flatten().collect();
    let unknown = (sizes.len() - known.len()) as u32;
    if known.is_empty() {
        return Spread { unknown, ..Spread::default() };
    }
    let open = u32::MAX;
    let mut lows: Vec<u32> = known.iter().map(|band| band.low).collect();
    let mut highs: Vec<u32> = known.iter().map(|band| band.high.unwrap_or(open)).collect();
    lows.sort_unstable();
    highs.sort_unstable();
    // Of an even number the two in the middle: the median lies between the lower one's lower end and
    // the upper one's upper end.
    let (before, after) = ((known.len() - 1) / 2, known.len() / 2);
    let end = |high: u32| (high != open).then_some(high);
    Spread {
        known: known.len() as u32,
        unknown,
        median: Some(Band { low: lows[before], high: end(highs[after]) }),
        range: Some(Band { low: lows[0], high: end(highs[known.len() - 1]) }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CODES: [&str; 16] =
        ["NN", "00", "01", "02", "03", "11", "12", "21", "22", "31", "32", "41", "42", "51", "52", "53"];

    #[test]
    fn bands_follow_each_other_without_a_hole() {
        let bands: Vec<Band> = CODES.iter().skip(1).map(|code| band(code).expect("a band")).collect();
        assert!(bands.windows(2).all(|pair| pair[0].high.map(|high| high + 1) == Some(pair[1].low)));
        assert_eq!((band(""), band("99")), (None, None));
    }

    #[test]
    fn nobody_known_is_no_median() {
        assert_eq!(spread(&[None, None]), Spread { unknown: 2, ..Spread::default() });
        assert_eq!(spread(&[band("53"), None]).median, Some(Band { low: 10_000, high: None }));
    }

    proptest! {
        /// Wherever the numbers are in their bands, their median is where it is said to be.
        #[test]
        fn the_median_lies_where_it_is_said_to(
            drawn in prop::collection::vec((0..CODES.len() - 1, 0.0..=1.0_f64), 1..40),
        ) {
            let bands: Vec<Band> = drawn.iter().map(|&(at, _)| band(CODES[at]).expect("a band")).collect();
            let mut numbers: Vec<f64> = bands.iter().zip(&drawn).map(|(band, (_, along))| {
                let high = band.high.expect("closed");
                f64::from(band.low) + (f64::from(high - band.low) * along).round()
            }).collect();
            numbers.sort_by(f64::total_cmp);
            let median = (numbers[(numbers.len() - 1) / 2] + numbers[numbers.len() / 2]) / 2.0;
            let told = spread(&bands.iter().copied().map(Some).collect::<Vec<_>>());
            let within = told.median.expect("known");
            prop_assert!(f64::from(within.low) <= median && median <= f64::from(within.high.expect("closed")));
            prop_assert_eq!(told.known as usize, bands.len());
        }
    }
}
