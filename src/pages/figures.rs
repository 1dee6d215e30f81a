//! Figures as people read them, by language: the one place where numbers become text.

use crate::pages::words::Language;

/// Groups thousands in French: a thin space that does not break.
const THIN: char = '\u{202f}';

/// What stands for a value that does not exist.
pub const NONE: &str = "–";

/// A whole number: `68 017 033` or `68,017,033`.
#[must_use]
pub fn integer(language: Language, number: u64) -> String {
    let separator = match language {
        Language::French => THIN,
        Language::English => ',',
    };
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (i, digit) in digits.chars().enumerate() {
        if i != 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// A number with as many decimals as said, always: in one column or legend all have the same.
/// What is not finite is shown as no value.
#[must_use]
pub fn decimal(language: Language, number: f64, decimals: usize) -> String {
    if !number.is_finite() {
        return NONE.to_owned();
    }
    let text = format!("{:.decimals$}", number.abs());
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), |w| integer(language, w));
    let all_zero = text.bytes().all(|b| matches!(b, b'0' | b'.'));
    let sign = if number < 0.0 && !all_zero { "−" } else { "" };
    match (part, language) {
        ("", _) => format!("{sign}{whole}"),
        (part, Language::French) => format!("{sign}{whole},{part}"),
        (part, Language::English) => format!("{sign}{whole}.{part}"),
    }
}

/// A share of one as a percentage: `12,3 %` or `12.3%`.
#[must_use]
pub fn percent(language: Language, share: f64) -> String {
    let number = decimal(language, 100.0 * share, 1);
    match language {
        Language::French => format!("{number}{THIN}%"),
        Language::English => format!("{number}%"),
    }
}

/// A size in bytes, rounded, in kB or MB of a thousand.
#[must_use]
pub fn size(language: Language, bytes: u64) -> String {
    let (letter, thin) = match language {
        Language::French => ('o', THIN),
        Language::English => ('B', ' '),
    };
    let (value, unit) = match bytes {
        0..1_000 => return format!("{bytes}{thin}{letter}"),
        1_000..1_000_000 => (bytes as f64 / 1e3, 'k'),
        _ => (bytes as f64 / 1e6, 'M'),
    };
    let decimals = usize::from(value < 10.0);
    format!("{}{thin}{unit}{letter}", decimal(language, value, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, French};

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(integer(French, 68_017_033), "68\u{202f}017\u{202f}033");
        assert_eq!(integer(English, 68_017_033), "68,017,033");
        assert_eq!(integer(French, 999), "999");
        assert_eq!(integer(French, 1_000), "1\u{202f}000");
        assert_eq!(integer(French, 0), "0");
    }

    #[test]
    fn decimals_are_always_as_many() {
        assert_eq!(decimal(French, 23.0, 1), "23,0");
        assert_eq!(decimal(English, 26.25, 1), "26.2");
        assert_eq!(decimal(French, 1234.5, 0), "1\u{202f}234");
        assert_eq!(decimal(French, -0.04, 1), "0,0");
        assert_eq!(decimal(French, -3.13, 1), "−3,1");
    }

    #[test]
    fn what_is_no_number_is_no_value() {
        assert_eq!(decimal(French, f64::NAN, 1), NONE);
        assert_eq!(decimal(French, f64::INFINITY, 1), NONE);
        assert_eq!(percent(French, 0.1234), "12,3\u{202f}%");
        assert_eq!(percent(English, 0.1234), "12.3%");
    }

    #[test]
    fn sizes_are_short() {
        assert_eq!(size(French, 512), "512\u{202f}o");
        assert_eq!(size(French, 82_300), "82\u{202f}ko");
        assert_eq!(size(English, 1_940_000), "1.9 MB");
    }
}
