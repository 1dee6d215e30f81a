//! Which coding a client takes (RFC 9110, section 12.5.3).

use axum::http::{HeaderMap, header};

use crate::tiles::compress::Coding;

/// The lightest for us of those that `Accept-Encoding` allows: Zstandard, else gzip, else none.
pub fn accepted(headers: &HeaderMap) -> Coding {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    let names: Vec<&str> = lines.flat_map(|line| line.split(',')).filter_map(taken).collect();
    let takes = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    match () {
        () if takes("zstd") => Coding::Zstd,
        () if takes("gzip") || takes("*") => Coding::Gzip,
        () => Coding::Identity,
    }
}

/// The name of a coding, unless its weight says that it is refused.
fn taken(item: &str) -> Option<&str> {
    let (name, weight) = item.split_once(';').unwrap_or((item, ""));
    let weight = weight.trim().strip_prefix("q=").map_or(Ok(1.0), str::parse::<f32>);
    weight.is_ok_and(|weight| 0.0 < weight).then_some(name.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_gets_what_it_takes() {
        let coding = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, text.parse().expect("a header"));
            accepted(&headers)
        };
        assert_eq!(coding("gzip, deflate, br, zstd"), Coding::Zstd);
        assert_eq!(coding("gzip;q=0.5, zstd;q=0"), Coding::Gzip);
        assert_eq!(coding("GZIP"), Coding::Gzip);
        assert_eq!(coding("*"), Coding::Gzip);
        assert_eq!(coding("br"), Coding::Identity);
        assert_eq!(coding("gzip;q=nonsense"), Coding::Identity);
        assert_eq!(accepted(&HeaderMap::new()), Coding::Identity);
    }
}
