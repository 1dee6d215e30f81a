//! `LIKE`: texts that look like a pattern.

use memchr::memmem::Finder;

/// A pattern cut at its `%`: pieces that must come one after the other, the first at the start
/// of the text and the last at its end.
///
/// Leftmost matches are enough, since a piece has one length: no going back, and
/// O(text × pattern) at worst.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    pieces: Vec<Piece>,
}

/// Characters in a row.
#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Plain(Box<Plain>),
    /// `None` is any character.
    Holed(Vec<Option<char>>),
}

/// A text to look for, prepared once for many rows.
#[derive(Debug, Clone)]
struct Plain {
    text: String,
    finder: Finder<'static>,
}

impl PartialEq for Plain {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Pattern {
    /// `%` is any characters, `_` one; `\` before `%`, `_` or `\` makes it plain.
    #[must_use]
    pub fn new(pattern: &str) -> Self {
        let mut pieces = vec![Vec::new()];
        let mut letters = pattern.chars().peekable();
        while let Some(c) = letters.next() {
            let piece = pieces.last_mut().expect("there is always a piece");
            match c {
                '%' => pieces.push(Vec::new()),
                '_' => piece.push(None),
                '\\' => piece.push(Some(letters.next_if(|next| "%_\\".contains(*next)).unwrap_or(c))),
                _ => piece.push(Some(c)),
            }
        }
        Self { pieces: pieces.into_iter().map(Piece::new).collect() }
    }

    /// Whether a whole text looks like the pattern.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let Some(((first, last), middle)) = self.ends() else {
            return self.pieces[0].start_of(text) == Some(text.len());
        };
        let Some(start) = first.start_of(text) else { return false };
        let Some(end) = last.end_of(&text[start..]) else { return false };
        let mut rest = &text[start..start + end];
        for piece in middle {
            let Some(after) = piece.find_end(rest) else { return false };
            rest = &rest[after..];
        }
        true
    }

    /// The first and last pieces and those between; `None` when there is one piece only.
    fn ends(&self) -> Option<((&Piece, &Piece), &[Piece])> {
        match &self.pieces[..] {
            [first, middle @ .., last] => Some(((first, last), middle)),
            _ => None,
        }
    }
}

impl Piece {
    fn new(letters: Vec<Option<char>>) -> Self {
        match letters.iter().copied().collect::<Option<String>>() {
            Some(text) => Self::Plain(Box::new(Plain { finder: Finder::new(&text).into_owned(), text })),
            None => Self::Holed(letters),
        }
    }

    /// Where it ends, if a text begins with it.
    fn start_of(&self, text: &str) -> Option<usize> {
        match self {
            Self::Plain(plain) => text.starts_with(&plain.text).then_some(plain.text.len()),
            Self::Holed(letters) => {
                let mut rest = text.chars();
                let fits = letters.iter().all(|letter| {
                    rest.next().is_some_and(|found| letter.is_none_or(|wanted| wanted == found))
                });
                fits.then(|| text.len() - rest.as_str().len())
            }
        }
    }

    /// Where it begins, if a text ends with it.
    fn end_of(&self, text: &str) -> Option<usize> {
        match self {
            Self::Plain(plain) => text.ends_with(&plain.text).then(|| text.len() - plain.text.len()),
            Self::Holed(letters) => {
                let mut rest = text.chars();
                let fits = letters.iter().rev().all(|letter| {
                    rest.next_back().is_some_and(|found| letter.is_none_or(|wanted| wanted == found))
                });
                fits.then_some(rest.as_str().len())
            }
        }
    }

    /// Where it ends in a text, the first time.
    fn find_end(&self, text: &str) -> Option<usize> {
        match self {
            Self::Plain(plain) => plain.finder.find(text.as_bytes()).map(|start| start + plain.text.len()),
            Self::Holed(_) => text
                .char_indices()
                .map(|(start, _)| start)
                .chain([text.len()])
                .find_map(|start| Some(start + self.start_of(&text[start..])?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition, read aloud.
    fn looks_like(text: &[char], pattern: &[char]) -> bool {
        match pattern {
            [] => text.is_empty(),
            ['%', rest @ ..] => (0..=text.len()).any(|skipped| looks_like(&text[skipped..], rest)),
            ['_', rest @ ..] => !text.is_empty() && looks_like(&text[1..], rest),
            ['\\', plain @ ('%' | '_' | '\\'), rest @ ..] | [plain, rest @ ..] => {
                text.first() == Some(plain) && looks_like(&text[1..], rest)
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn a_pattern_matches_what_its_definition_says(text in "[ab%_\\\\é]{0,8}", pattern in "[ab%_\\\\é]{0,6}") {
            let letters = |text: &str| text.chars().collect::<Vec<char>>();
            prop_assert_eq!(Pattern::new(&pattern).matches(&text), looks_like(&letters(&text), &letters(&pattern)));
        }
    }

    #[test]
    fn many_wildcards_take_no_longer_than_the_text() {
        let pattern = Pattern::new(&"%a".repeat(2_000));
        assert!(!pattern.matches(&"a".repeat(1_999)));
        assert!(pattern.matches(&"a".repeat(2_000)));
    }
}
