//! `X-Request-Id`: what a request is called in our log, in the answer, and by whoever sent it on.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// The header, both ways.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Longer names are not taken over.
const LONGEST: usize = 64;

/// The name that the request came with, if it may stand in a log; else a number of our own, which
/// tells requests of one start of the server apart.
#[must_use]
pub fn of(headers: &HeaderMap) -> HeaderValue {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    let is_sane =
        |value: &&HeaderValue| (1..=LONGEST).contains(&value.len()) && value.as_bytes().iter().all(plain);
    headers.get(HEADER).filter(is_sane).cloned().unwrap_or_else(|| {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        HeaderValue::from_str(&format!("{number:016x}")).expect("hexadecimal")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sane_name_is_taken_over_and_no_other() {
        let named =
            |name: &'static str| of(&HeaderMap::from_iter([(HEADER, HeaderValue::from_static(name))]));
        assert_eq!(named("0af7651916cd43dd-8448.EB_1"), "0af7651916cd43dd-8448.EB_1");
        let long: &'static str = "a".repeat(65).leak();
        for other in ["", "a b", "a\"b", "{}", long] {
            assert_ne!(named(other), other);
        }
        assert_ne!(of(&HeaderMap::new()), of(&HeaderMap::new()));
    }
}
