//! `datetime`: an instant or an interval, asked of the day a feature was last updated.
//!
//! It asks of layers that say such a day (`mise_a_jour`); of any other layer it has no effect, as
//! OGC API Features wants it. A feature of which that day is not known is in no interval.

use std::str::FromStr;

use crate::api::problem::Problem;
use crate::query::filter::dates::is_date;
use crate::query::filter::{self, Filter, Language};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// The column that is asked.
pub const COLUMN: &str = "mise_a_jour";

/// Days from one to another, both in; open where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    first: Option<String>,
    last: Option<String>,
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((first, last)) = text.split_once('/') else {
            let day = day(text)?;
            return Ok(Self { first: Some(day.clone()), last: Some(day) });
        };
        let end = |text: &str| if matches!(text, "" | "..") { Ok(None) } else { day(text).map(Some) };
        let (first, last) = (end(first)?, end(last)?);
        match (&first, &last) {
            (None, None) => Err(format!("`{text}` is open at both ends; leave datetime out")),
            (Some(from), Some(to)) if to < from => Err(format!("`{text}` ends before it begins")),
            _ => Ok(Self { first, last }),
        }
    }
}

/// The day of a date or of a date-time (RFC 3339): columns know days only.
fn day(text: &str) -> Result<String, String> {
    let wrong = || {
        format!(
            "`{text}` is no date; write 2024-05-31 or 2024-05-31T12:00:00Z, and intervals as 2024-01-01/.."
        )
    };
    let (date, time) =
        text.split_once(['T', 't', ' ']).map_or((text, None), |(date, time)| (date, Some(time)));
    if !is_date(date) || !time.is_none_or(is_time) {
        return Err(wrong());
    }
    Ok(date.to_owned())
}

/// Whether a text is hours, minutes, seconds and an offset.
fn is_time(text: &str) -> bool {
    let clock = text.strip_suffix(['Z', 'z']).or_else(|| {
        let (clock, offset) = text.split_at_checked(text.len().checked_sub(6)?)?;
        let (sign, offset) = offset.split_at_checked(1)?;
        let (hours, minutes) = offset.split_once(':')?;
        ("+-".contains(sign) && is_below(hours, 24) && is_below(minutes, 60)).then_some(clock)
    });
    let Some(clock) = clock else { return false };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let parts: Vec<&str> = clock.split(':').take(4).collect();
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    matches!(parts[..], [hours, minutes, seconds]
        if is_below(hours, 24) && is_below(minutes, 60) && is_below(seconds, 61) && is_fraction)
}

fn is_below(digits: &str, bound: u8) -> bool {
    digits.len() == 2
        && digits.bytes().all(|b| b.is_ascii_digit())
        && digits.parse().is_ok_and(|n: u8| n < bound)
}

impl Span {
    /// The condition on a layer; `None` where there is no such day.
    #[must_use]
    pub fn filter(&self, snapshot: &Snapshot, layer: Layer) -> Option<Result<Filter, Problem>> {
        if !snapshot.table(layer).columns().iter().any(|column| column.name == COLUMN) {
            return None;
        }
        let side =
            |sign: &str, day: &Option<String>| Some(format!("{COLUMN} {sign} DATE('{}')", day.as_ref()?));
        let sides = [side(">=", &self.first), side("<=", &self.last)];
        let text = sides.into_iter().flatten().collect::<Vec<_>>().join(" AND ");
        let compile = || Ok(Filter::compile(&filter::parse(&text, Language::Text)?, snapshot, layer)?);
        Some(compile())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_and_intervals_are_read() {
        let span = |text: &str| text.parse::<Span>().map(|span| (span.first, span.last));
        let day = |text: &str| Some(text.to_owned());
        assert_eq!(span("2024-05-31"), Ok((day("2024-05-31"), day("2024-05-31"))));
        assert_eq!(span("2024-05-31T12:00:00Z/.."), Ok((day("2024-05-31"), None)));
        assert_eq!(span("/2024-05-31T23:59:60.25+02:00"), Ok((None, day("2024-05-31"))));
        assert_eq!(span("2023-01-01/2024-01-01"), Ok((day("2023-01-01"), day("2024-01-01"))));
    }

    #[test]
    fn anything_else_is_refused_with_what_to_write() {
        for wrong in [
            "",
            "now",
            "2024",
            "2024-13-01",
            "2024-02-30",
            "../..",
            "/",
            "2024-05-31/2023-05-31",
            "2024-05-31T",
            "2024-05-31T25:00:00Z",
            "2024-05-31T12:00:00",
            "2024-05-31T12:00Z",
            "2024-05-31T12:00:00.Z",
            "2024-05-31T12:00:00+é2:00",
            "1/2/3",
        ] {
            assert!(wrong.parse::<Span>().is_err(), "{wrong}");
        }
    }
}
