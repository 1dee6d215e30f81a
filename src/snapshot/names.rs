//! Names as people type them: without accents, hyphens, case or abbreviations.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name reduced to what must match: lower case, no accent, ligatures opened, words of
/// letters and digits apart by one space, `St`/`Ste` written out.
///
/// ```
/// # use maillage::snapshot::names::folded;
/// assert_eq!(folded("ST GERMAIN-LE-CHÂTELET"), "saint germain le chatelet");
/// assert_eq!(folded("L'Œuf d’Île"), "l oeuf d ile");
/// ```
#[must_use]
pub fn folded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut pending = String::new();
    let mut flush = |word: &mut String| {
        if word.is_empty() {
            return;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(match word.as_str() {
            "st" => "saint",
            "ste" => "sainte",
            other => other,
        });
        word.clear();
    };
    for c in name.nfd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase) {
        match c {
            'œ' => pending.push_str("oe"),
            'æ' => pending.push_str("ae"),
            c if c.is_alphanumeric() => pending.push(c),
            _ => flush(&mut pending),
        }
    }
    flush(&mut pending);
    out
}
