//! Words, signs, texts and numbers of CQL2 text, each with its place.

use std::fmt;

use crate::query::filter::error::{FilterError, Place};

/// A piece of the text.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A bare word: a keyword, a function or a property.
    Word(String),
    /// A property between double quotes.
    Quoted(String),
    /// Between single quotes.
    Text(String),
    /// Finite.
    Number(f64),
    Sign(&'static str),
    End,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => write!(f, "`{word}`"),
            Self::Quoted(name) => write!(f, "the property \"{name}\""),
            Self::Text(text) => write!(f, "the text '{text}'"),
            Self::Number(number) => write!(f, "the number {number}"),
            Self::Sign(sign) => write!(f, "`{sign}`"),
            Self::End => f.write_str("the end of the filter"),
        }
    }
}

/// A piece and where it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub kind: Kind,
    pub place: Place,
}

/// Longer signs before those that they begin with.
const SIGNS: [&str; 9] = ["<>", "<=", ">=", "=", "<", ">", "(", ")", ","];

/// The pieces of a text, the end included. O(length).
pub fn tokens(text: &str) -> Result<Vec<Token>, FilterError> {
    let letters: Vec<char> = text.chars().collect();
    let mut lexer = Lexer { letters: &letters, at: 0 };
    let mut tokens = Vec::new();
    loop {
        lexer.skip(char::is_whitespace);
        let place = lexer.place();
        let kind = lexer.next()?;
        let is_end = kind == Kind::End;
        tokens.push(Token { kind, place });
        if is_end {
            return Ok(tokens);
        }
    }
}

/// Whether a name can stand without quotes (a subset of the standard's, in Unicode's terms).
#[must_use]
pub fn is_plain_name(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(starts_name) && letters.all(continues_name)
}

fn starts_name(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == ':'
}

fn continues_name(c: char) -> bool {
    starts_name(c) || c.is_ascii_digit() || c == '.' || ('\u{300}'..='\u{36f}').contains(&c)
}

struct Lexer<'a> {
    letters: &'a [char],
    at: usize,
}

impl Lexer<'_> {
    fn place(&self) -> Place {
        Place::Character(self.at + 1)
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).copied()
    }

    /// Passes over characters of a kind and gives them.
    fn skip(&mut self, of_kind: impl Fn(char) -> bool) -> String {
        let start = self.at;
        while self.peek(0).is_some_and(&of_kind) {
            self.at += 1;
        }
        self.letters[start..self.at].iter().collect()
    }

    fn next(&mut self) -> Result<Kind, FilterError> {
        let Some(first) = self.peek(0) else { return Ok(Kind::End) };
        if first == '\'' {
            return Ok(Kind::Text(self.text()?));
        }
        if first == '"' {
            return Ok(Kind::Quoted(self.quoted()?));
        }
        if starts_name(first) {
            return Ok(Kind::Word(self.skip(continues_name)));
        }
        if self.starts_number() {
            return Ok(Kind::Number(self.number()?));
        }
        let begins = |sign: &&str| (0..).zip(sign.chars()).all(|(ahead, c)| self.peek(ahead) == Some(c));
        let Some(sign) = SIGNS.into_iter().find(begins) else { return Err(self.stranger(first)) };
        self.at += sign.len();
        Ok(Kind::Sign(sign))
    }

    fn stranger(&self, c: char) -> FilterError {
        if "+-*/%^".contains(c) {
            let what = "arithmetic".to_owned();
            let instead = "compare a property with a number that is worked out";
            return FilterError::NotServed { place: self.place(), what, instead };
        }
        FilterError::Unexpected {
            place: self.place(),
            found: format!("the character {c:?}"),
            expected: "a property, a value between single quotes, a number or a sign".to_owned(),
        }
    }

    /// Two single quotes, or `\'`, stand for one. Backslashes before a quote go by pairs, so
    /// that a text may end with one; anywhere else a backslash is itself.
    fn text(&mut self) -> Result<String, FilterError> {
        let start = self.place();
        self.at += 1;
        let mut text = String::new();
        loop {
            let backslashes = self.skip(|c| c == '\\');
            let Some(c) = self.peek(0) else { return Err(unclosed(start, "'")) };
            self.at += 1;
            if c != '\'' {
                text.push_str(&backslashes);
                text.push(c);
                continue;
            }
            text.push_str(&backslashes[..backslashes.len() / 2]);
            if backslashes.len() % 2 == 1 {
                text.push('\'');
            } else if self.peek(0) == Some('\'') {
                self.at += 1;
                text.push('\'');
            } else {
                return Ok(text);
            }
        }
    }

    /// Two double quotes stand for one.
    fn quoted(&mut self) -> Result<String, FilterError> {
        let start = self.place();
        self.at += 1;
        let mut name = String::new();
        loop {
            name.push_str(&self.skip(|c| c != '"'));
            match (self.peek(0), self.peek(1)) {
                (Some(_), Some('"')) => name.push('"'),
                (Some(_), _) => {
                    self.at += 1;
                    return Ok(name);
                }
                (None, _) => return Err(unclosed(start, "\"")),
            }
            self.at += 2;
        }
    }

    fn starts_number(&self) -> bool {
        let digit = |ahead| self.peek(ahead).is_some_and(|c| c.is_ascii_digit());
        let number = |ahead| digit(ahead) || self.peek(ahead) == Some('.') && digit(ahead + 1);
        number(0) || matches!(self.peek(0), Some('+' | '-')) && number(1)
    }

    fn number(&mut self) -> Result<f64, FilterError> {
        let place = self.place();
        let mut spelled = String::new();
        if matches!(self.peek(0), Some('+' | '-')) {
            spelled.extend(self.peek(0));
            self.at += 1;
        }
        spelled.push_str(&self.skip(|c| c.is_ascii_digit() || c == '.'));
        if matches!(self.peek(0), Some('e' | 'E')) {
            let signed = usize::from(matches!(self.peek(1), Some('+' | '-')));
            if self.peek(1 + signed).is_some_and(|c| c.is_ascii_digit()) {
                spelled.extend(&self.letters[self.at..=self.at + signed]);
                self.at += 1 + signed;
                spelled.push_str(&self.skip(|c| c.is_ascii_digit()));
            }
        }
        let number = spelled.parse::<f64>().ok().filter(|number| number.is_finite());
        number.ok_or_else(|| FilterError::Unexpected {
            place,
            found: format!("`{spelled}`"),
            expected: "a finite number such as 12.5 or 1e6".to_owned(),
        })
    }
}

fn unclosed(place: Place, quote: &str) -> FilterError {
    FilterError::Unexpected {
        place,
        found: format!("a {quote} that is never closed"),
        expected: format!("another {quote}; one inside the quotes is written twice"),
    }
}
