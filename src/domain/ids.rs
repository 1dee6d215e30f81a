//! Official identifiers, parsed once at the door into types that cannot be wrong.

use std::fmt;

/// A SIREN: the 9 digits of a legal unit, valid by Luhn's check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Siren(u32);

/// A SIRET: the 14 digits of an establishment, valid by Luhn's check (La Poste's own rule apart).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Siret(u64);

/// The number of an association in the national register: `W` and nine letters or digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rna([u8; 10]);

/// The five characters of a commune in INSEE's official code (`01004`, `2A004`, `97302`),
/// or in the demonstration island's (`F1001`, `F1A00` once three digits are used up).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommuneCode([u8; 5]);

/// La Poste's legal unit: its establishments satisfy a digit sum divisible by five instead of Luhn.
const LA_POSTE: u32 = 356_000_000;

impl Siren {
    /// `None` unless nine digits that pass Luhn's check. Zeros alone mean "unknown" in
    /// several files and are no SIREN.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = digits(text, 9)?;
        let valid = number != 0 && luhn(text.bytes());
        valid.then(|| u32::try_from(number).ok().map(Self))?
    }
}

impl Siret {
    /// `None` unless fourteen digits that pass the check of their legal unit.
    ///
    /// ```
    /// # use maillage::domain::ids::Siret;
    /// assert!(Siret::parse("80746931700018").is_some());
    /// assert!(Siret::parse("80746931700019").is_none());
    /// assert!(Siret::parse("00000000000000").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = digits(text, 14)?;
        let unit = u32::try_from(number / 100_000).ok()?;
        let five = || text.bytes().map(|b| u32::from(b - b'0')).sum::<u32>().is_multiple_of(5);
        let valid = number != 0 && (luhn(text.bytes()) || (unit == LA_POSTE && five()));
        valid.then_some(Self(number))
    }

    /// The legal unit the establishment belongs to.
    #[must_use]
    pub fn siren(self) -> Siren {
        Siren(u32::try_from(self.0 / 100_000).expect("nine digits fit"))
    }
}

impl Rna {
    /// `None` unless `W` followed by nine letters or digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 10] = text.as_bytes().try_into().ok()?;
        let valid = bytes[0] == b'W' && bytes[1..].iter().all(u8::is_ascii_alphanumeric);
        valid.then_some(Self(bytes))
    }
}

impl CommuneCode {
    /// `None` unless five characters of a known shape: digits, or a letter second (`2A`,
    /// `2B`), or the demonstration island's letter first. The shape does not prove that
    /// the commune exists: only the commune table does.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 5] = text.as_bytes().try_into().ok()?;
        let digits_from = |i: usize| bytes[i..].iter().all(u8::is_ascii_digit);
        let corsica = bytes[0] == b'2' && matches!(bytes[1], b'A' | b'B') && digits_from(2);
        let sign = |b: &u8| b.is_ascii_digit() || b.is_ascii_uppercase();
        let island = bytes[0] == b'F' && bytes[1].is_ascii_digit() && bytes[2..].iter().all(sign);
        (digits_from(0) || corsica || island).then_some(Self(bytes))
    }

    /// Like [`Self::parse`], giving back the leading zero that a spreadsheet ate from the
    /// codes of the first nine départements (`1047` → `01047`). True when it did.
    #[must_use]
    pub fn mend(text: &str) -> Option<(Self, bool)> {
        match Self::parse(text) {
            Some(code) => Some((code, false)),
            None if text.len() == 4 => Self::parse(&format!("0{text}")).map(|code| (code, true)),
            None => None,
        }
    }

    /// The five characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("checked to be ASCII when parsed")
    }
}

fn digits(text: &str, count: usize) -> Option<u64> {
    let all_digits = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    all_digits.then(|| text.parse().ok())?
}

fn luhn(digits: impl DoubleEndedIterator<Item = u8>) -> bool {
    let sum: u32 = digits
        .rev()
        .enumerate()
        .map(|(i, byte)| {
            let digit = u32::from(byte - b'0');
            if i % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
        })
        .sum();
    sum.is_multiple_of(10)
}

impl fmt::Display for Siren {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:09}", self.0)
    }
}

impl fmt::Display for Siret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:014}", self.0)
    }
}

impl fmt::Display for Rna {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.0).expect("checked to be ASCII when parsed"))
    }
}

impl fmt::Display for CommuneCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for CommuneCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CommuneCode({})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn la_poste_has_its_own_check() {
        // The seat passes Luhn; most post offices only the digit sum.
        assert!(Siret::parse("35600000000048").is_some());
        assert!(Siret::parse("35600000049837").is_some());
        assert!(Siret::parse("35600000049838").is_none());
    }

    #[test]
    fn a_number_is_not_an_id_because_it_has_digits() {
        assert_eq!(Siren::parse("123456789"), None);
        assert_eq!(Siren::parse("000000000"), None);
        assert_eq!(Siren::parse("8074693170"), None);
        assert_eq!(Siren::parse("807469317").map(|s| s.to_string()).as_deref(), Some("807469317"));
    }

    #[test]
    fn leading_zeros_survive() {
        let siret = Siret::parse("00541094900019").map(|s| (s.to_string(), s.siren().to_string()));
        assert_eq!(siret, Some(("00541094900019".into(), "005410949".into())));
    }

    #[test]
    fn a_lost_zero_is_given_back_and_told() {
        let mend = |text| CommuneCode::mend(text).map(|(code, mended)| (code.to_string(), mended));
        assert_eq!(mend("1047"), Some(("01047".into(), true)));
        assert_eq!(mend("2A004"), Some(("2A004".into(), false)));
        assert_eq!(mend("F1007"), Some(("F1007".into(), false)));
        assert_eq!(mend("0"), None);
        assert_eq!(mend("2C004"), None);
        assert_eq!(mend("#N/A"), None);
    }

    #[test]
    fn an_association_number_starts_with_w() {
        assert!(Rna::parse("W751000123").is_some());
        assert!(Rna::parse("W9R1000123").is_some());
        assert_eq!(Rna::parse("751P00085568"), None);
    }
}
