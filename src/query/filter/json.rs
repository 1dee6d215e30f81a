//! JSON whose numbers are read to the last bit.
//!
//! `serde_json` alone reads numbers of more than 15 digits within one unit in the last place
//! only: `surface_km2 = …` would then miss the very row whose surface we wrote.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::value::RawValue;

/// A value of JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    Null,
    Boolean(bool),
    /// Infinite when it is beyond all doubles.
    Number(f64),
    Text(String),
    Array(Vec<Self>),
    Object(BTreeMap<String, Self>),
}

impl Json {
    /// Reads a text, whose nesting has been checked: each level is looked at once a level.
    pub fn parse(text: &str) -> serde_json::Result<Self> {
        Self::of(serde_json::from_str(text)?)
    }

    fn of(raw: &RawValue) -> serde_json::Result<Self> {
        let text = raw.get();
        match text.as_bytes().first() {
            Some(b'{') => {
                let members: BTreeMap<String, &RawValue> = serde_json::from_str(text)?;
                let read = members.into_iter().map(|(name, raw)| Ok((name, Self::of(raw)?)));
                read.collect::<serde_json::Result<_>>().map(Self::Object)
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text)?;
                items.into_iter().map(Self::of).collect::<serde_json::Result<_>>().map(Self::Array)
            }
            Some(b'"') => serde_json::from_str(text).map(Self::Text),
            Some(b't' | b'f') => serde_json::from_str(text).map(Self::Boolean),
            Some(b'n') | None => Ok(Self::Null),
            // JSON's numbers are some of Rust's.
            Some(_) => Ok(text.parse().map_or(Self::Null, Self::Number)),
        }
    }

    /// The finite number that it is, if it is one.
    #[must_use]
    pub fn finite(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number).filter(|number| number.is_finite()),
            _ => None,
        }
    }

    /// The text that it is, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The member of an object.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.get(name),
            _ => None,
        }
    }
}

/// As it is told in an error: what a list or an object is, not all that it holds.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(constant) => write!(f, "{constant}"),
            Self::Number(number) => write!(f, "the number {number}"),
            Self::Text(text) => write!(f, "the text {text:?}"),
            Self::Array(items) => write!(f, "an array of {}", items.len()),
            Self::Object(members) if members.is_empty() => f.write_str("an empty object"),
            Self::Object(members) => {
                let names: Vec<&str> = members.keys().map(String::as_str).take(3).collect();
                write!(f, "an object with {}", names.join(", "))
            }
        }
    }
}
