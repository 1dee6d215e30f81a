//! The words and signs of a Rust source, without comments and quoted texts.
//!
//! Just enough to read paths: names, `::`, and every other sign by itself. Not a parser, and
//! content with any text.

/// A name or a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    pub text: &'t str,
    /// From 1.
    pub line: usize,
}

/// The tokens of a source.
pub fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut found = vec![];
    let mut at = 0;
    let mut line = 1;
    while let Some(first) = source[at..].chars().next() {
        let rest = &source[at..];
        let (length, kept) = match first {
            _ if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
            _ if rest.starts_with("/*") => (comment(rest), false),
            '"' => (quoted(rest, 1), false),
            '\'' => (character(rest), false),
            c if c.is_whitespace() => (c.len_utf8(), false),
            c if is_of_name(c) => name(rest),
            _ if rest.starts_with("::") => (2, true),
            c => (c.len_utf8(), true),
        };
        if kept {
            found.push(Token { text: &rest[..length], line });
        }
        line += rest[..length].matches('\n').count();
        at += length;
    }
    found
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A name or number, or the whole of a text whose prefix looks like one: `r#"…"#`, `b"…"`.
fn name(rest: &str) -> (usize, bool) {
    let length = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
    let (word, after) = rest.split_at(length);
    let hashes = after.len() - after.trim_start_matches('#').len();
    let quote = after[hashes..].starts_with('"');
    match word {
        "r" | "br" | "cr" if quote => {
            let end = format!("\"{}", "#".repeat(hashes));
            let body = length + hashes + 1;
            (rest[body..].find(&end).map_or(rest.len(), |found| body + found + end.len()), false)
        }
        "r" if hashes == 1 => {
            // `r#type` is a name.
            let more = &after[1..];
            (length + 1 + more.find(|c| !is_of_name(c)).unwrap_or(more.len()), true)
        }
        "b" | "c" if after.starts_with('"') => (quoted(rest, 2), false),
        "b" if after.starts_with('\'') => (1 + character(after), false),
        _ => (length, true),
    }
}

/// The length of a comment, those inside it included.
fn comment(rest: &str) -> usize {
    let mut deep = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        let step = match &rest.as_bytes()[at..] {
            [b'/', b'*', ..] => {
                deep += 1;
                2
            }
            [b'*', b'/', ..] => {
                deep -= 1;
                2
            }
            _ => 1,
        };
        at += step;
        if deep == 0 {
            break;
        }
    }
    at
}

/// The length of a quoted text whose body begins at `from`.
fn quoted(rest: &str, from: usize) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip_while(|(at, _)| *at < from) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of `'x'`, `'\n'`, or of the mark alone before a lifetime.
fn character(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1);
    match (characters.next(), characters.next()) {
        (Some((_, '\\')), Some((at, escaped))) => {
            let body = at + escaped.len_utf8();
            rest[body..].find('\'').map_or(rest.len(), |end| body + end + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

#[test]
fn words_and_signs_are_told_apart_and_quoted_texts_left_out() {
    let source = "use r#type::{a_1, b};\n// no\nlet c = 'x'; let d: &'d str = r##\"no\"# no\"##; e(b'\\'', \"no\\\"\")";
    let text: Vec<&str> = tokens(source).iter().map(|token| token.text).collect();
    let expected = "use r#type :: { a_1 , b } ; let c = ; let d : & d str = ; e ( , )";
    assert_eq!(text.join(" "), expected);
    assert_eq!(tokens(source).last().map(|token| token.line), Some(3));
}

proptest::proptest! {
    /// Any text has tokens, in order, and none is empty.
    #[test]
    fn no_text_panics(source in "([a-z/*\"'\\\\#:é\n r]|r#|b'){0,60}") {
        let tokens = tokens(&source);
        proptest::prop_assert!(tokens.iter().all(|token| !token.text.is_empty()));
        proptest::prop_assert!(tokens.is_sorted_by_key(|token| token.line));
    }
}
