//! The indices that come with the program: files that people can copy and edit.

/// An index that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtHand {
    pub key: &'static str,
    /// The file, as it is in `data/indices/`.
    pub text: &'static str,
}

/// All of them; the first is meant where nobody says which.
pub const AT_HAND: [AtHand; 3] = [
    AtHand { key: "acces-cooperation", text: include_str!("../../data/indices/acces-cooperation.toml") },
    AtHand {
        key: "alimentation-proximite",
        text: include_str!("../../data/indices/alimentation-proximite.toml"),
    },
    AtHand { key: "emploi-inclusif", text: include_str!("../../data/indices/emploi-inclusif.toml") },
];

impl AtHand {
    /// The one that bears a key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        AT_HAND.into_iter().find(|at_hand| at_hand.key == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::composite::Between;
    use crate::analysis::indices::Index;
    use crate::domain::function::Functions;

    #[test]
    fn each_file_is_an_index_of_six_to_twelve_indicators_in_two_to_four_blocks_in_both_languages() {
        let functions = Functions::embedded();
        for AtHand { key, text } in AT_HAND {
            let index = Index::parse(text, &functions).unwrap_or_else(|fault| {
                panic!("{key}, line {:?}: {fault}", fault.line(text));
            });
            assert_eq!(index.named.key, key);
            assert!(
                (6..=12).contains(&index.recipes.len()) && (2..=4).contains(&index.blocks.len()),
                "{key}"
            );
            assert_eq!(index.composite().is_between(), Between::Geometric);
            assert!(index.people.is_empty(), "{key}: nobody was asked");
            let names = index.blocks.iter().chain(index.recipes.iter().map(|recipe| &recipe.named));
            for named in names.chain([&index.named]) {
                assert_ne!(named.label_fr, named.label_en, "{key}: {}", named.key);
            }
            for (recipe, indicator) in index.recipes.iter().zip(index.composite().indicators()) {
                let goalposts = indicator.goalposts;
                assert!(goalposts.worst != goalposts.best, "{key}: {}", recipe.named.key);
            }
            // Goalposts are frozen: the file says on which files of which years.
            assert!(index.notes.iter().all(|note| note.contains("2025") && note.contains("P5")), "{key}");
        }
    }
}
