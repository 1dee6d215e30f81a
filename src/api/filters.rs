//! `filter`, `filter-lang` and `filter-crs` (OGC API Features, part 3): understood alike by all
//! routes that take them.

use crate::api::problem::Problem;
use crate::geometry::reference::Crs;
use crate::query::filter::{self, Filter, Language};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// The three parameters as written.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    pub filter: Option<&'a str>,
    pub lang: Option<&'a str>,
    pub crs: Option<&'a str>,
}

impl Written<'_> {
    /// The condition on a layer; `None` when there is no `filter`.
    pub fn understood(self, snapshot: &Snapshot, layer: Layer) -> Result<Option<Filter>, Problem> {
        let language: Option<Language> = self
            .lang
            .map(str::parse)
            .transpose()
            .map_err(|why: String| Problem::parameter("filter-lang", why))?;
        let crs: Option<Crs> = self
            .crs
            .map(str::parse)
            .transpose()
            .map_err(|why: String| Problem::parameter("filter-crs", why))?;
        let Some(text) = self.filter else { return Ok(None) };
        let tree = filter::parse_in(text, language.unwrap_or_default(), crs.unwrap_or_default())?;
        Ok(Some(Filter::compile(&tree, snapshot, layer)?))
    }
}

/// A value as it stands in an address: letters, digits and `-._~` as they are, other bytes
/// as `%XX` (RFC 3986, §2).
#[must_use]
pub fn encoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
