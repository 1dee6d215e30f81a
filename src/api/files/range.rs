//! Which part of a file a client asks for (RFC 9110, sections 13.1.5 and 14.2).

use axum::http::{HeaderMap, header};

use crate::api::answer::Tag;

/// What is asked of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// All of it: also for what is no range of bytes, and for several at once, which a server may
    /// leave unheeded.
    Whole,
    /// The bytes from `first` on that come before `end`; at least one.
    Part { first: u64, end: u64 },
    /// Bytes that it has not.
    Nothing,
}

/// Reads `Range` and `If-Range` for a file of so many bytes.
pub fn asked_range(headers: &HeaderMap, tag: &Tag, bytes: u64) -> Asks {
    let value = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let is_other = value(header::IF_RANGE).is_some_and(|known| known != tag.to_string());
    match value(header::RANGE) {
        Some(range) if !is_other => part(range, bytes),
        _ => Asks::Whole,
    }
}

fn part(range: &str, bytes: u64) -> Asks {
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|range| range.trim().split_once('-'))
    else {
        return Asks::Whole;
    };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // More digits than a number has are beyond any file.
        digits.then(|| text.parse().unwrap_or(u64::MAX))
    };
    match (first, number(first), last, number(last)) {
        ("", _, _, Some(0)) => Asks::Nothing,
        ("", _, _, Some(count)) if 0 < bytes => Asks::Part { first: bytes.saturating_sub(count), end: bytes },
        ("", _, _, Some(_)) => Asks::Nothing,
        (_, Some(first), "", _) if first < bytes => Asks::Part { first, end: bytes },
        (_, Some(first), _, Some(last)) if last < first => Asks::Whole,
        (_, Some(first), _, Some(last)) if first < bytes => {
            Asks::Part { first, end: last.saturating_add(1).min(bytes) }
        }
        (_, Some(_), "", _) | (_, Some(_), _, Some(_)) => Asks::Nothing,
        _ => Asks::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        let part_of = |first, end| Asks::Part { first, end };
        for (range, expected) in [
            ("bytes=0-0", part_of(0, 1)),
            ("bytes=0-99", part_of(0, 100)),
            ("bytes=10-", part_of(10, 100)),
            ("bytes=-10", part_of(90, 100)),
            ("bytes=-1000", part_of(0, 100)),
            ("bytes=99-1000", part_of(99, 100)),
            ("bytes=99-99999999999999999999999", part_of(99, 100)),
            ("bytes=100-", Asks::Nothing),
            ("bytes=100-200", Asks::Nothing),
            ("bytes=99999999999999999999999-", Asks::Nothing),
            ("bytes=-0", Asks::Nothing),
            ("bytes=5-4", Asks::Whole),
            ("bytes=-", Asks::Whole),
            ("bytes=a-b", Asks::Whole),
            ("bytes=0-1,5-6", Asks::Whole),
            ("lines=0-1", Asks::Whole),
            ("", Asks::Whole),
        ] {
            assert_eq!(part(range, 100), expected, "{range}");
        }
        assert_eq!(part("bytes=-5", 0), Asks::Nothing);
    }

    #[test]
    fn a_range_of_another_version_is_the_whole_of_this_one() {
        let tag = Tag::of(["a"]);
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, "bytes=0-9".parse().expect("a header"));
        assert_eq!(asked_range(&headers, &tag, 100), Asks::Part { first: 0, end: 10 });
        headers.insert(header::IF_RANGE, tag.to_string().parse().expect("a header"));
        assert_eq!(asked_range(&headers, &tag, 100), Asks::Part { first: 0, end: 10 });
        headers.insert(header::IF_RANGE, "\"other\"".parse().expect("a header"));
        assert_eq!(asked_range(&headers, &tag, 100), Asks::Whole);
    }
}
