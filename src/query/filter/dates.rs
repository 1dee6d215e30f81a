//! The forms of `DATE` and `TIMESTAMP` (RFC 3339, UTC only): texts that sort as time does.

/// Whether a text is `YYYY-MM-DD`, a day that some month has.
#[must_use]
pub fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-';
    let number = |from: usize, to: usize| {
        let digits = text.get(from..to).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
        digits.and_then(|digits| digits.parse::<u32>().ok())
    };
    let (Some(year), Some(month), Some(day)) = (number(0, 4), number(5, 7), number(8, 10)) else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(is_leap),
        1..=12 => 31,
        _ => 0,
    };
    shape && (1..=days).contains(&day)
}

/// Whether a text is `YYYY-MM-DDThh:mm:ssZ`, with or without fractions of a second.
#[must_use]
pub fn is_timestamp(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else { return false };
    let Some(time) = time.strip_suffix('Z') else { return false };
    let (clock, fraction) = time.split_once('.').map_or((time, "0"), |(clock, fraction)| (clock, fraction));
    let parts: Vec<&str> = clock.split(':').collect();
    let below = |part: &str, most: u32| {
        part.len() == 2
            && part.bytes().all(|b| b.is_ascii_digit())
            && part.parse().is_ok_and(|n: u32| n < most)
    };
    let [hours, minutes, seconds] = parts[..] else { return false };
    let digits = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    is_date(date) && digits && below(hours, 24) && below(minutes, 60) && below(seconds, 61)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_day_of_the_calendar() {
        for good in ["1970-01-01", "2024-02-29", "2000-02-29", "2026-12-31"] {
            assert!(is_date(good), "{good}");
        }
        for bad in [
            "",
            "1970-1-1",
            "2023-02-29",
            "1900-02-29",
            "2024-04-31",
            "2024-00-10",
            "+024-01-01",
            "2024-01-0é",
        ] {
            assert!(!is_date(bad), "{bad}");
        }
    }

    #[test]
    fn a_timestamp_is_in_utc() {
        assert!(is_timestamp("2012-08-10T05:30:00Z") && is_timestamp("2012-08-10T05:30:00.000000Z"));
        for bad in [
            "2012-08-10",
            "2012-08-10T05:30:00",
            "2012-08-10T05:30:00+02:00",
            "2012-08-10T25:30:00Z",
            "2012-08-10T5:30:00Z",
            "2012-08-10T05:30:00.Z",
        ] {
            assert!(!is_timestamp(bad), "{bad}");
        }
    }
}
