//! What a client takes, and how much it likes each: `Accept` and `Accept-Encoding` (RFC 9110,
//! sections 12.4.2, 12.5.1 and 12.5.3).
//!
//! A part that cannot be read is left out and the others stand: clients that write one such part
//! are many (`*; q=.2` of old Java among them), and all of them want an answer.

use axum::http::{HeaderMap, HeaderName, header};

/// The weight of what is named without one, and the most there is.
const WHOLE: u16 = 1_000;

/// The ranges of one of the two headers, with their weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted<'a>(Vec<Range<'a>>);

/// A name, or `type/*`, `*/*` or `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Range<'a> {
    name: &'a str,
    /// In thousandths; 0 refuses.
    weight: u16,
}

impl<'a> Accepted<'a> {
    /// The media types that a client takes.
    #[must_use]
    pub fn types(headers: &'a HeaderMap) -> Self {
        let mut read = Self::read(headers, header::ACCEPT);
        read.0.retain(|range| range.name.contains('/'));
        read
    }

    /// The codings that a client takes.
    #[must_use]
    pub fn codings(headers: &'a HeaderMap) -> Self {
        Self::read(headers, header::ACCEPT_ENCODING)
    }

    fn read(headers: &'a HeaderMap, name: HeaderName) -> Self {
        let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
        Self(lines.flat_map(|line| line.split(',')).filter_map(Range::read).collect())
    }

    /// Whether the client says nothing that can be read: it takes anything.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.0.is_empty()
    }

    /// How much one of these is wanted by its name, in thousandths; 0 when none is named, whatever
    /// ranges hold them.
    #[must_use]
    pub fn named(&self, names: &[&str]) -> u16 {
        let is_one = |range: &&Range<'_>| names.iter().any(|name| range.name.eq_ignore_ascii_case(name));
        self.0.iter().filter(is_one).map(|range| range.weight).max().unwrap_or(0)
    }

    /// How much a thing of these names is wanted, in thousandths: the weight of the narrowest range
    /// that holds one of them; 0 when none does, or when it is refused.
    #[must_use]
    pub fn weight(&self, names: &[&str]) -> u16 {
        let one = |range: &Range<'_>| {
            let narrowness = names.iter().filter_map(|name| range.holds(name)).max()?;
            Some((narrowness, range.weight))
        };
        self.0.iter().filter_map(one).max().map_or(0, |(_, weight)| weight)
    }
}

impl<'a> Range<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let name = parts.next().filter(|name| !name.is_empty())?;
        let written = parts.find_map(|part| part.strip_prefix(['q', 'Q'])?.strip_prefix('='));
        Some(Self { name, weight: written.map_or(Some(WHOLE), weight)? })
    }

    /// How narrow the range is, if it holds a name.
    fn holds(&self, name: &str) -> Option<u8> {
        let kind = |wide: &str| name.split_once('/').is_some_and(|(kind, _)| kind.eq_ignore_ascii_case(wide));
        match self.name {
            "*" | "*/*" => Some(0),
            wide if wide.strip_suffix("/*").is_some_and(kind) => Some(1),
            other => other.eq_ignore_ascii_case(name).then_some(2),
        }
    }
}

/// A weight from 0 to 1 in thousandths; further digits are not looked at.
fn weight(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(3);
    let thousandths = digits.fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    match (whole, fraction) {
        ("", "") => None,
        ("" | "0", _) => Some(thousandths),
        ("1", _) if thousandths == 0 => Some(WHOLE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The weights of `text/csv` by its name, and by the narrowest range.
    fn csv(accept: &str) -> (u16, u16) {
        let headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().expect("a header"))]);
        let accepted = Accepted::types(&headers);
        (accepted.named(&["text/csv"]), accepted.weight(&["text/csv"]))
    }

    #[test]
    fn the_narrowest_range_decides() {
        for (accept, weights) in [
            ("text/csv", (1000, 1000)),
            ("*/*;q=0.1, text/*;q=0.2", (0, 200)),
            ("text/csv;q=0, text/*, */*", (0, 0)),
            ("text/*;q=0, */*", (0, 0)),
            ("text/csv;q=0.3, text/*", (300, 300)),
            ("text/csv;q=0.3, text/csv;q=0.5", (500, 500)),
            ("image/*, texts/*, text/csvs", (0, 0)),
            ("", (0, 0)),
        ] {
            assert_eq!(csv(accept), weights, "{accept}");
        }
    }

    #[test]
    fn spaces_and_case_are_no_matter() {
        for accept in [" TEXT/Csv ;Q=0.5", "text/csv; header=present ; q=0.5,", "a/b,text/csv;q=0.500"] {
            assert_eq!(csv(accept), (500, 500), "{accept}");
        }
    }

    #[test]
    fn a_part_that_cannot_be_read_is_left_out() {
        for weight in ["x", "", ".", "1.5", "2", "-1", "NaN", "inf", "1e-1", "0.5.5"] {
            assert_eq!(csv(&format!("text/csv;q={weight}, text/*;q=0.4")).1, 400, "{weight}");
        }
        assert_eq!(csv("csv, */*; q=.2, *; q=.2"), (0, 200));
        assert_eq!(csv("text/csv;q=0.33333"), (333, 333));
        let headers = HeaderMap::from_iter([(header::ACCEPT, "nonsense, , ;q=1".parse().expect("a header"))]);
        assert!(Accepted::types(&headers).is_silent());
    }

    #[test]
    fn several_headers_are_one_list() {
        let value = |text: &str| (header::ACCEPT, text.parse().expect("a header"));
        let mut headers = HeaderMap::new();
        for (name, value) in [value("text/html"), value("text/csv;q=0.7")] {
            headers.append(name, value);
        }
        assert_eq!(Accepted::types(&headers).weight(&["text/csv"]), 700);
        headers.insert(header::ACCEPT_ENCODING, "gzip;q=0, *;q=0.1".parse().expect("a header"));
        let codings = Accepted::codings(&headers);
        assert_eq!((codings.weight(&["gzip"]), codings.weight(&["zstd"])), (0, 100));
    }
}
