//! The symbols of the map: one definition, drawn as pixels for tiles and as paths for legends.
//!
//! A shape is a line or a polygon in a square from -1 to 1, y downwards, grown by a radius: a
//! disc is one point, a cross two strokes there and back. Around the colour runs a dark ring,
//! which is what is told apart from any ground and in any colours, and around the ring a light
//! halo, which tells two symbols apart that touch. `tiles/style/symbols.json` holds them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// All symbols.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Symbols {
    halo: Band,
    ring: Band,
    shapes: BTreeMap<String, Shape>,
    symbols: BTreeMap<String, Named>,
}

/// What runs around a symbol; its width in the units of shapes.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Band {
    color: Color,
    width: f64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    points: Vec<[f64; 2]>,
    round: f64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    shape: String,
    color: Color,
    size: u32,
}

/// Red, green and blue, written `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Color(pub [u8; 3]);

impl TryFrom<String> for Color {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no color: write #rrggbb");
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or_else(wrong)?;
        let number = u32::from_str_radix(digits, 16).map_err(|_| wrong())?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl std::fmt::Display for Color {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// One symbol, ready to be drawn.
#[derive(Debug, Clone, Copy)]
pub struct Symbol<'a> {
    /// Its side, in pixels of a map.
    pub size: u32,
    shape: &'a Shape,
    color: Color,
    ring: Band,
    halo: Band,
}

/// A stroke of a drawing in vectors: the outline is stroked with round joins, and filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    pub color: Color,
    /// In the units of shapes.
    pub width: f64,
}

impl Symbols {
    /// The symbols of this build.
    ///
    /// # Panics
    /// Never: a test reads the same text.
    #[must_use]
    pub fn of_this_build() -> &'static Self {
        static SYMBOLS: LazyLock<Symbols> = LazyLock::new(|| {
            let text = include_str!("../../tiles/style/symbols.json");
            serde_json::from_str(text).expect("a test reads the same text")
        });
        &SYMBOLS
    }

    /// A symbol by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Symbol<'_>> {
        let Named { shape, color, size } = self.symbols.get(name)?;
        let shape = self.shapes.get(shape)?;
        Some(Symbol { size: *size, shape, color: *color, ring: self.ring, halo: self.halo })
    }

    /// All symbols, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Symbol<'_>)> {
        self.symbols.keys().filter_map(|name| Some((name.as_str(), self.get(name)?)))
    }
}

impl Symbol<'_> {
    /// The outline as the data of an SVG path.
    #[must_use]
    pub fn path(&self) -> String {
        let point = |[x, y]: &[f64; 2]| format!("{x} {y}");
        let points: Vec<String> = self.shape.points.iter().map(point).collect();
        format!("M{}Z", points.join("L"))
    }

    /// The strokes that draw it, bottom first.
    #[must_use]
    pub fn strokes(&self) -> [Stroke; 3] {
        let edge = self.shape.round;
        let stroke = |color, radius: f64| Stroke { color, width: (2e3 * radius).round() / 1e3 };
        [
            stroke(self.halo.color, edge + self.halo.width),
            stroke(self.ring.color, edge),
            stroke(self.color, edge - self.ring.width),
        ]
    }

    /// The symbol as rows of red, green, blue and opacity; `scale` pixels a pixel of the map.
    /// A pixel is mixed by how far its middle is inside each band: O(pixels × points).
    #[must_use]
    pub fn pixels(&self, scale: u32) -> Vec<[u8; 4]> {
        let side = self.size * scale;
        let half = f64::from(side) / 2.0;
        let middle = |at: u32| (f64::from(at) + 0.5 - half) / half;
        let pixel = |(y, x): (u32, u32)| {
            let distance = self.shape.distance([middle(x), middle(y)]);
            // How much of the pixel is nearer than this, as if its edge were straight.
            let share = |reach: f64| ((reach - distance) * half + 0.5).clamp(0.0, 1.0);
            let opacity = share(self.halo.width);
            let mixed = mix(self.halo.color, self.ring.color, share(0.0));
            let [red, green, blue] = mix(mixed, self.color, share(-self.ring.width)).0;
            [red, green, blue, (255.0 * opacity).round() as u8]
        };
        (0..side).flat_map(|y| (0..side).map(move |x| (y, x))).map(pixel).collect()
    }
}

impl Shape {
    /// From a point to the edge; negative inside.
    fn distance(&self, at: [f64; 2]) -> f64 {
        let (mut nearest, mut inside) = (f64::INFINITY, false);
        for (rank, &from) in self.points.iter().enumerate() {
            let to = self.points[(rank + 1) % self.points.len()];
            nearest = nearest.min(to_segment(at, from, to));
            let crosses = (from[1] > at[1]) != (to[1] > at[1])
                && at[0] < from[0] + (to[0] - from[0]) * (at[1] - from[1]) / (to[1] - from[1]);
            inside ^= crosses;
        }
        (if inside { -nearest } else { nearest }) - self.round
    }
}

fn to_segment(at: [f64; 2], from: [f64; 2], to: [f64; 2]) -> f64 {
    let along = [to[0] - from[0], to[1] - from[1]];
    let [dx, dy] = [at[0] - from[0], at[1] - from[1]];
    let length = along[0] * along[0] + along[1] * along[1];
    let share = if length == 0.0 { 0.0 } else { ((dx * along[0] + dy * along[1]) / length).clamp(0.0, 1.0) };
    let [x, y] = [dx - share * along[0], dy - share * along[1]];
    (x * x + y * y).sqrt()
}

fn mix(under: Color, over: Color, share: f64) -> Color {
    let channel = |i: usize| {
        let [a, b] = [under.0[i], over.0[i]].map(f64::from);
        (a + (b - a) * share).round() as u8
    };
    Color([channel(0), channel(1), channel(2)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_symbols_of_this_build_are_sound() {
        let text = include_str!("../../tiles/style/symbols.json");
        let symbols: Symbols = serde_json::from_str(text).expect("sound");
        assert_eq!(symbols.iter().count(), symbols.symbols.len(), "each names a shape");
        for (name, shape) in &symbols.shapes {
            assert!(symbols.ring.width < shape.round, "{name}: its colour has a width");
            let reach = shape.points.iter().flatten().fold(0.0, |most: f64, c| most.max(c.abs()));
            assert!(reach + shape.round + symbols.halo.width <= 1.0, "{name} stays in its square");
            assert!(symbols.symbols.values().any(|symbol| symbol.shape == *name), "{name} is used");
        }
    }

    /// Without any colour: of the pixels that one or the other covers, at least one in eight is
    /// covered by one only. A circle and a square of the same width differ by that.
    #[test]
    fn no_two_symbols_have_the_same_shape_even_in_grey() {
        let symbols = Symbols::of_this_build();
        let small: Vec<_> = symbols.iter().filter(|(_, symbol)| symbol.size == 20).collect();
        // In one colour: what its ring encloses.
        let covers = |symbol: &Symbol<'_>| -> Vec<bool> {
            let black = Symbol { color: symbol.ring.color, ..*symbol };
            black.pixels(1).iter().map(|[red, _, _, opacity]| 127 < *opacity && *red < 128).collect()
        };
        assert!(6 <= small.len());
        for (rank, (name, one)) in small.iter().enumerate() {
            for (other_name, other) in &small[..rank] {
                let (a, b) = (covers(one), covers(other));
                let either = a.iter().zip(&b).filter(|(a, b)| **a || **b).count();
                let only = a.iter().zip(&b).filter(|(a, b)| a != b).count();
                assert!(either <= 8 * only, "{name} and {other_name}: {only} of {either}");
            }
        }
    }

    #[test]
    fn pixels_are_those_of_the_definition() {
        let symbols = Symbols::of_this_build();
        let disc = symbols.get("association").expect("a symbol");
        for scale in [1, 2] {
            let side = (20 * scale) as usize;
            let pixels = disc.pixels(scale);
            assert_eq!(pixels.len(), side * side);
            let [red, green, blue] = disc.color.0;
            assert_eq!(pixels[side * side / 2 + side / 2], [red, green, blue, 255], "colour in the middle");
            assert_eq!(pixels[0][3], 0, "nothing in the corner");
        }
        assert_eq!(disc.path(), "M0 0Z");
        assert_eq!(disc.strokes().map(|stroke| stroke.width), [1.56, 1.36, 1.06]);
    }

    #[test]
    fn a_color_is_written_one_way() {
        let read = |text: &str| Color::try_from(text.to_owned());
        assert_eq!(read("#0072b2").map(|color| color.to_string()), Ok("#0072b2".to_owned()));
        for wrong in ["0072b2", "#07b", "#00 2b2", "#é072b", "blue", ""] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
