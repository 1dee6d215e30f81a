//! The properties that a filter may name, and which was meant by a name that is none of them.

use crate::formats::table::Column;
use crate::query::filter::error::{FilterError, Place};

/// The name of every layer's shape, as in GeoJSON.
pub const GEOMETRY: &str = "geometry";

/// Names told at most to whoever writes an unknown one.
const SUGGESTIONS: usize = 3;

/// A property of a layer.
#[derive(Debug, Clone, Copy)]
pub enum Property {
    Shape,
    /// A column and its rank.
    Column(usize, Column),
}

/// The properties of a layer.
#[derive(Debug, Clone)]
pub struct Properties {
    /// The layer's name.
    pub layer: &'static str,
    pub columns: Vec<Column>,
}

impl Properties {
    /// The property of a name, which stands at a place.
    pub fn find(&self, name: &str, place: &Place) -> Result<Property, FilterError> {
        if name == GEOMETRY {
            return Ok(Property::Shape);
        }
        match self.columns.iter().position(|column| column.name == name) {
            Some(rank) => Ok(Property::Column(rank, self.columns[rank])),
            None => Err(FilterError::UnknownProperty {
                place: place.clone(),
                layer: self.layer,
                name: name.to_owned(),
                nearest: self.nearest(name),
            }),
        }
    }

    /// `did you mean a or b? `: names that a few letters tell apart, or that begin alike.
    fn nearest(&self, name: &str) -> String {
        let few = 1 + name.chars().count() / 3;
        let written = name.to_lowercase();
        let begins_alike =
            |known: &str| 3 <= written.len() && (known.starts_with(&written) || written.starts_with(known));
        let names = self.columns.iter().map(|column| column.name).chain([GEOMETRY]);
        let mut ranked: Vec<(usize, &str)> = names.map(|known| (mistakes(&written, known), known)).collect();
        ranked.retain(|&(count, known)| count <= few || begins_alike(known));
        ranked.sort_unstable();
        let names: Vec<String> =
            ranked.into_iter().take(SUGGESTIONS).map(|(_, known)| format!("`{known}`")).collect();
        if names.is_empty() { String::new() } else { format!("did you mean {}? ", names.join(" or ")) }
    }
}

/// How many letters must be put in, left out or changed (Levenshtein). O(product of lengths).
fn mistakes(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (rank, c) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = rank + 1;
        for (at, &d) in other.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = (diagonal + usize::from(c != d)).min(above + 1).min(row[at] + 1);
            diagonal = above;
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_letters_put_in_left_out_or_changed() {
        for (one, other, count) in
            [("", "", 0), ("", "nom", 3), ("famile", "famille", 1), ("region", "bassin", 5)]
        {
            assert_eq!((mistakes(one, other), mistakes(other, one)), (count, count), "{one} {other}");
        }
    }
}
