//! Degrees and meters as decimal text, straight from fixed-point units: no float ever rounds them.

use crate::geometry::position::Position;

/// Digits after the point that a step of [`Position`] needs.
pub const PLACES: u32 = 7;
/// `-9223372036854775808` and a point.
const LONGEST: usize = 21;

/// Adds steps of 1e-7° as the shortest decimal that is exactly them: `-1553400` → `-0.15534`.
pub fn put_degrees(steps: i32, out: &mut Vec<u8>) {
    put_decimal(steps.into(), PLACES, out);
}

/// Adds longitude, separator, latitude.
pub fn put_position(position: Position, separator: u8, out: &mut Vec<u8>) {
    let (lon, lat) = position.steps();
    put_degrees(lon, out);
    out.push(separator);
    put_degrees(lat, out);
}

/// Adds a number of units of `10^-places` as the shortest decimal that is exactly it.
pub fn put_decimal(units: i64, places: u32, out: &mut Vec<u8>) {
    let mut text = [0_u8; LONGEST];
    let mut start = LONGEST;
    let mut put = |byte: u8| {
        start -= 1;
        text[start] = byte;
    };
    let scale = 10_u64.pow(places.min(18));
    let mut whole = units.unsigned_abs() / scale;
    let mut fraction = units.unsigned_abs() % scale;
    if fraction != 0 {
        let mut places = places;
        while fraction.is_multiple_of(10) {
            fraction /= 10;
            places -= 1;
        }
        for _ in 0..places {
            put(digit(fraction));
            fraction /= 10;
        }
        put(b'.');
    }
    loop {
        put(digit(whole));
        whole /= 10;
        if whole == 0 {
            break;
        }
    }
    if units < 0 {
        put(b'-');
    }
    out.extend_from_slice(&text[start..]);
}

/// The last decimal digit.
fn digit(number: u64) -> u8 {
    b'0' + (number % 10) as u8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(steps: i32) -> String {
        let mut out = Vec::new();
        put_degrees(steps, &mut out);
        String::from_utf8(out).expect("digits")
    }

    #[test]
    fn degrees_are_as_short_as_can_be() {
        let cases = [
            (0, "0"),
            (-1_553_400, "-0.15534"),
            (20_000_000, "2"),
            (472_183_710, "47.218371"),
            (1, "0.0000001"),
            (-1, "-0.0000001"),
            (1_800_000_000, "180"),
            (i32::MIN, "-214.7483648"),
        ];
        for (steps, expected) in cases {
            assert_eq!(text(steps), expected);
        }
    }

    #[test]
    fn millimetres_are_as_exact() {
        let text = |units: i64| {
            let mut out = Vec::new();
            put_decimal(units, 3, &mut out);
            String::from_utf8(out).expect("digits")
        };
        assert_eq!(text(652_709_401), "652709.401");
        assert_eq!(text(-6_857_000_000), "-6857000");
        assert_eq!(text(i64::MIN), "-9223372036854775.808");
    }

    proptest! {
        /// Rust's own shortest printing of the quotient is the slow way to say the same.
        #[test]
        fn the_text_is_the_quotient(steps in any::<i32>()) {
            prop_assert_eq!(text(steps), (f64::from(steps) / 1e7).to_string());
        }
    }
}
