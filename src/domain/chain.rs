//! Chains that goods go along, from who makes to who uses: which stages, who may hold each, and
//! which may follow which (`data/functions.toml`).
//!
//! A chain takes its functions by a word of the catalogue (`food`), and may narrow a stage to
//! some products: a family of products is a chain like another.

use crate::domain::actor::System;
use crate::domain::function::{FunctionSet, Stage};

/// How many chains a catalogue may hold: with six stages each, all stages fit in 64 bits.
pub const MOST: usize = 10;

/// What an actor keeps of its codes, and so what a stage can be narrowed by: its activity, and
/// what a farm grows or raises.
pub const NARROWED_BY: [System; 2] = [System::Naf, System::Farm];

/// A chain, as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Stable key: lower case, hyphens.
    pub key: String,
    pub label_fr: String,
    pub label_en: String,
    /// In the order of goods: a way goes from the first to the last.
    pub stages: Vec<ChainStage>,
}

/// A stage of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainStage {
    pub stage: Stage,
    pub who: Who,
    /// Whether what is read sees so few of those who hold it that none known says nothing.
    pub is_partial: bool,
    /// Ranks of the stages to which goods may go from here: all higher, none from the last.
    pub then: Vec<usize>,
}

/// Who may hold a stage.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who {
    /// Those who fulfil one of these…
    pub functions: FunctionSet,
    /// …and have one of these codes; any will do where there is none.
    pub only: Vec<(System, Vec<String>)>,
}

impl Who {
    /// Whether an actor of these functions, activity and farm products may hold the stage.
    pub fn is<'a>(
        &self,
        functions: FunctionSet,
        naf: Option<&str>,
        mut products: impl Iterator<Item = &'a str>,
    ) -> bool {
        if !self.functions.meets(functions) {
            return false;
        }
        if self.only.is_empty() {
            return true;
        }
        let begins = |codes: &[String]| naf.is_some_and(|naf| codes.iter().any(|code| naf.starts_with(code)));
        let naf_fits = self.only.iter().any(|(system, codes)| *system == System::Naf && begins(codes));
        let grown = self.only.iter().filter(|(system, _)| *system == System::Farm);
        naf_fits
            || products
                .any(|product| grown.clone().any(|(_, codes)| codes.iter().any(|code| code == product)))
    }
}

impl Chain {
    /// The rank of a stage, if the chain has it.
    #[must_use]
    pub fn rank(&self, stage: Stage) -> Option<usize> {
        self.stages.iter().position(|other| other.stage == stage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::function::FunctionId;

    #[test]
    fn a_stage_is_held_by_function_and_where_it_is_narrowed_by_product_too() {
        let (grows, sells) = (FunctionId(0), FunctionId(1));
        let functions = FunctionSet::default().with(grows);
        let all = Who { functions, only: vec![] };
        let vegetables = Who {
            functions,
            only: vec![
                (System::Naf, vec!["01.13".to_owned()]),
                (System::Farm, vec!["Maraichage".to_owned()]),
            ],
        };
        let none = || std::iter::empty();
        assert!(all.is(functions, None, none()));
        assert!(!all.is(FunctionSet::default().with(sells), Some("01.13Z"), none()));
        assert!(vegetables.is(functions, Some("01.13Z"), none()));
        assert!(vegetables.is(functions, Some("01.50Z"), ["Ovins", "Maraichage"].into_iter()));
        assert!(!vegetables.is(functions, Some("01.50Z"), ["Ovins"].into_iter()));
        assert!(!vegetables.is(functions, None, none()), "an unknown product is not this one");
    }
}
