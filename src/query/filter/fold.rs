//! `CASEI` and `ACCENTI`: texts made alike before they are compared.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::query::filter::tree::Fold;

/// A text without what a comparison is to overlook.
///
/// Case is that of Unicode, letter by letter, through capitals: `Straße` is `STRASSE`. Accents
/// are marks that a decomposition (NFD) sets apart; ligatures are letters and stay.
/// A text in ASCII that has nothing to overlook is given back as it is.
#[must_use]
pub fn folded(text: &str, fold: Fold) -> Cow<'_, str> {
    let Fold { case, accents } = fold;
    if !case && (!accents || text.is_ascii()) {
        return text.into();
    }
    if text.is_ascii() {
        let is_folded = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        return if is_folded { text.into() } else { text.to_ascii_lowercase().into() };
    }
    let lower = |text: &str| -> String {
        text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
    };
    let bare = |text: &str| -> String { text.nfd().filter(|&c| !is_combining_mark(c)).collect() };
    match (case, accents) {
        (false, _) => bare(text).into(),
        (true, false) => lower(text).into(),
        (true, true) => bare(&lower(text)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_by_case_or_accent_only_is_alike() {
        let both = Fold { case: true, accents: true };
        let case = Fold { case: true, accents: false };
        let accents = Fold { case: false, accents: true };
        assert_eq!(folded("Épicerie", both), folded("EPICERIE", both));
        assert_eq!(folded("ÉPICERIE", case), folded("épicerie", case));
        assert_ne!(folded("Épicerie", case), folded("Epicerie", case));
        assert_eq!(folded("débárquér", accents), "debarquer");
        assert_ne!(folded("Débarquer", accents), folded("debarquer", accents));
        assert_eq!(folded("Straße", case), folded("STRASSE", case));
        assert_eq!(folded("Οδος", case), folded("ΟΔΟΣ", case));
        assert_eq!(folded("Cœur", Fold::default()), "Cœur");
    }
}
