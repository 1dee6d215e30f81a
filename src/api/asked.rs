//! What a query string asks: names and values, in UTF-8, none twice.
//!
//! One reading for all routes, so that what cannot be read is told in the same words.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::api::problem::Problem;

/// The parameters of a request, in the order in which they were written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked(Vec<(String, String)>);

impl Asked {
    /// Reads a query string (`application/x-www-form-urlencoded`).
    pub fn read(query: &str) -> Result<Self, Problem> {
        Self::read_with(query, &[])
    }

    /// The same, where some names may stand several times: see [`Self::take_all`].
    pub fn read_with(query: &str, repeated: &[&str]) -> Result<Self, Problem> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            if pairs.iter().any(|(known, _)| *known == name) && !repeated.contains(&name.as_str()) {
                return Err(Problem::Query(format!("`{name}` stands there twice; write it once")));
            }
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    /// Names and values that were read elsewhere, each name once.
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    /// What is left.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Takes a value out.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(at).1)
    }

    /// Takes all values of a name out, in the order in which they were written.
    pub fn take_all(&mut self, name: &str) -> Vec<String> {
        let (taken, left) = std::mem::take(&mut self.0).into_iter().partition(|(known, _)| known == name);
        self.0 = left;
        let taken: Vec<(String, String)> = taken;
        taken.into_iter().map(|(_, value)| value).collect()
    }

    /// Refuses what nobody took; `taken` is what the resource takes.
    pub fn nothing_else(self, taken: &'static str) -> Result<(), Problem> {
        match self.0.into_iter().next() {
            Some((name, _)) => Err(Problem::UnknownParameter(name, taken)),
            None => Ok(()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::read(parts.uri.query().unwrap_or_default())
    }
}

/// A name or value without `+` for spaces and `%XX` for bytes.
fn decoded(text: &str) -> Result<String, Problem> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
                let (Some(high), Some(low)) = (digit(rest.next()), digit(rest.next())) else {
                    let why = format!("`{text}` has a `%` without two hexadecimal digits; write it `%25`");
                    return Err(Problem::Query(why));
                };
                (high * 16 + low) as u8
            }
            other => other,
        });
    }
    String::from_utf8(bytes)
        .map_err(|_| Problem::Query(format!("`{text}` is not UTF-8; encode the bytes of UTF-8 as `%XX`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_browsers_write_them() {
        let mut asked = Asked::read("a=1&filter=nom%20%3D%20'%C3%A9+t'&&empty=&bare").expect("readable");
        assert_eq!(asked.take("filter").as_deref(), Some("nom = 'é t'"));
        assert_eq!(asked.take("empty").as_deref(), Some(""));
        assert_eq!(asked.take("bare").as_deref(), Some(""));
        assert_eq!(asked.take("b"), None);
        assert!(asked.clone().nothing_else("b").is_err());
        assert_eq!(asked.take("a").as_deref(), Some("1"));
        assert!(asked.nothing_else("b").is_ok());
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for (query, word) in [("a=%zz", "%zz"), ("a=%4", "%25"), ("%ff=1", "UTF-8"), ("a=1&a=2", "twice")] {
            let why = Asked::read(query).expect_err(query).to_string();
            assert!(why.contains(word), "{why}");
        }
    }
}
