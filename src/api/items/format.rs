//! The forms that features are served in, and which one a client takes (RFC 9110, section 12.5.1).

use axum::http::{HeaderMap, header};

use crate::api::problem::Problem;
use crate::formats::{csv, flatgeobuf, geojson};

/// A form that an answer can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    GeoJson,
    /// A feature a line.
    Lines,
    /// The same as a text sequence (RFC 8142).
    Sequence,
    Csv,
    FlatGeobuf,
}

impl Format {
    /// All, the one for those who do not care first.
    pub const ALL: [Self; 5] = [Self::GeoJson, Self::Lines, Self::Sequence, Self::Csv, Self::FlatGeobuf];

    /// What `f=` calls it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::Lines => "ndjson",
            Self::Sequence => "geojsonseq",
            Self::Csv => "csv",
            Self::FlatGeobuf => "fgb",
        }
    }

    /// What it is sent as.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::GeoJson => geojson::MEDIA_TYPE,
            Self::Lines => geojson::Lines::MEDIA_TYPE,
            Self::Sequence => geojson::Lines::SEQUENCE_MEDIA_TYPE,
            Self::Csv => csv::MEDIA_TYPE,
            Self::FlatGeobuf => flatgeobuf::MEDIA_TYPE,
        }
    }

    /// What people call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::GeoJson => "GeoJSON",
            Self::Lines => "NDJSON",
            Self::Sequence => "GeoJSON Text Sequence",
            Self::Csv => "CSV",
            Self::FlatGeobuf => "FlatGeobuf",
        }
    }

    /// Whether links to other pages have a place inside.
    #[must_use]
    pub fn has_links(self) -> bool {
        self == Self::GeoJson
    }

    /// What clients may call it.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::GeoJson => &["application/geo+json", "application/json", "application/vnd.geo+json"],
            Self::Lines => &["application/x-ndjson", "application/ndjson", "application/geojsonl"],
            Self::Sequence => &["application/geo+json-seq"],
            Self::Csv => &["text/csv"],
            Self::FlatGeobuf => &["application/flatgeobuf", "application/vnd.flatgeobuf"],
        }
    }

    /// From `f=` where it is given, else from `Accept`.
    pub fn asked(f: Option<&str>, headers: &HeaderMap) -> Result<Self, Problem> {
        match f {
            None => Self::accepted(headers),
            Some("json") => Ok(Self::GeoJson),
            Some(word) => Self::ALL.into_iter().find(|format| format.word() == word).ok_or_else(|| {
                let words = Self::ALL.map(Self::word).join(", ");
                Problem::parameter("f", format!("`{word}` is not served; use {words}"))
            }),
        }
    }

    fn accepted(headers: &HeaderMap) -> Result<Self, Problem> {
        let lines = headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok());
        let ranges: Vec<Range<'_>> = lines.flat_map(|line| line.split(',')).filter_map(range).collect();
        if ranges.is_empty() {
            return Ok(Self::GeoJson);
        }
        let mut best = (0.0, None);
        for format in Self::ALL {
            let weight = format.weight(&ranges);
            if best.0 < weight {
                best = (weight, Some(format));
            }
        }
        best.1.ok_or_else(|| {
            let types = Self::ALL.map(Self::media_type).join(" | ");
            Problem::NotAcceptable(format!("none of what Accept names is served; there are {types}"))
        })
    }

    /// What a client gives for it: the weight of the narrowest of its ranges that holds it.
    fn weight(self, ranges: &[Range<'_>]) -> f32 {
        let one = |range: &Range<'_>| {
            let narrowness = self.names().iter().filter_map(|name| range.holds(name)).max()?;
            Some((narrowness, range.weight))
        };
        ranges
            .iter()
            .filter_map(one)
            .max_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)))
            .map_or(0.0, |w| w.1)
    }
}

/// One of the media types of `Accept`, or `type/*` or `*/*`.
struct Range<'a> {
    name: &'a str,
    weight: f32,
}

fn range(text: &str) -> Option<Range<'_>> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| name.contains('/'))?;
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let weight = weight.map_or(Some(1.0), |weight| weight.parse().ok())?;
    Some(Range { name, weight })
}

impl Range<'_> {
    /// How narrow the range is, if it holds a media type.
    fn holds(&self, media_type: &str) -> Option<u8> {
        let kind = media_type.split('/').next()?;
        match self.name {
            "*/*" => Some(0),
            name if name.strip_suffix("/*").is_some_and(|wide| wide.eq_ignore_ascii_case(kind)) => Some(1),
            name => name.eq_ignore_ascii_case(media_type).then_some(2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(text: &str) -> Option<Format> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, text.parse().expect("a header"));
        Format::asked(None, &headers).ok()
    }

    #[test]
    fn a_client_gets_what_it_likes_best() {
        assert_eq!(Format::asked(None, &HeaderMap::new()).ok(), Some(Format::GeoJson));
        assert_eq!(accepted("*/*"), Some(Format::GeoJson));
        assert_eq!(accepted("text/html,application/xhtml+xml,*/*;q=0.8"), Some(Format::GeoJson));
        assert_eq!(accepted("application/geo+json;q=0.5, text/csv"), Some(Format::Csv));
        assert_eq!(accepted("text/*"), Some(Format::Csv));
        assert_eq!(accepted("application/json"), Some(Format::GeoJson));
        assert_eq!(accepted("APPLICATION/FlatGeobuf"), Some(Format::FlatGeobuf));
        assert_eq!(
            accepted("*/*;q=0.1, application/json;q=0, application/geo+json;q=0"),
            Some(Format::Lines)
        );
        assert_eq!(accepted("text/html"), None);
        assert_eq!(accepted("application/geo+json;q=0"), None);
    }

    #[test]
    fn f_goes_before_accept() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, "text/csv".parse().expect("a header"));
        assert_eq!(Format::asked(Some("json"), &headers).ok(), Some(Format::GeoJson));
        for format in Format::ALL {
            assert_eq!(Format::asked(Some(format.word()), &headers).ok(), Some(format));
        }
        assert!(Format::asked(Some("shp"), &headers).is_err());
    }
}
