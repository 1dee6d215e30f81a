//! In which coding a client gets a tile.

use axum::http::HeaderMap;

use crate::api::accept::Accepted;
use crate::tiles::compress::Coding;

/// The lightest for us of those that `Accept-Encoding` allows: Zstandard where it is named, else
/// gzip, else none.
pub fn accepted(headers: &HeaderMap) -> Coding {
    let accepted = Accepted::codings(headers);
    match () {
        () if 0 < accepted.named(&["zstd"]) => Coding::Zstd,
        () if 0 < accepted.weight(&["gzip"]) => Coding::Gzip,
        () => Coding::Identity,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header;

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
        assert_eq!(coding("*, gzip;q=0"), Coding::Identity);
        assert_eq!(coding("br"), Coding::Identity);
        assert_eq!(coding("gzip;q=nonsense"), Coding::Identity);
        assert_eq!(accepted(&HeaderMap::new()), Coding::Identity);
    }
}
