//! Degrees as decimal text, straight from fixed-point steps: no float ever rounds them.

use std::io::{self, Write};

use crate::geometry::position::Position;

/// Steps of [`Position`] in a degree.
const STEPS_PER_DEGREE: u32 = 10_000_000;
/// Digits after the point that a step needs.
const PLACES: usize = 7;
/// `-214.7483648`, the longest that an `i32` gives.
const LONGEST: usize = 12;

/// Writes steps of 1e-7° as the shortest decimal that is exactly them: `-1553400` → `-0.15534`.
pub fn write_degrees(steps: i32, out: &mut impl Write) -> io::Result<()> {
    let mut text = [0_u8; LONGEST];
    let mut start = LONGEST;
    let mut put = |byte: u8| {
        start -= 1;
        text[start] = byte;
    };
    let mut whole = steps.unsigned_abs() / STEPS_PER_DEGREE;
    let mut fraction = steps.unsigned_abs() % STEPS_PER_DEGREE;
    if fraction != 0 {
        let mut places = PLACES;
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
    if steps < 0 {
        put(b'-');
    }
    out.write_all(&text[start..])
}

/// Writes longitude, separator, latitude.
pub fn write_position(position: Position, separator: u8, out: &mut impl Write) -> io::Result<()> {
    let (lon, lat) = position.steps();
    write_degrees(lon, out)?;
    out.write_all(&[separator])?;
    write_degrees(lat, out)
}

/// The last decimal digit.
fn digit(number: u32) -> u8 {
    b'0' + (number % 10) as u8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(steps: i32) -> String {
        let mut out = Vec::new();
        write_degrees(steps, &mut out).expect("memory takes all");
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

    proptest! {
        /// Rust's own shortest printing of the quotient is the slow way to say the same.
        #[test]
        fn the_text_is_the_quotient(steps in any::<i32>()) {
            prop_assert_eq!(text(steps), (f64::from(steps) / 1e7).to_string());
        }
    }
}
