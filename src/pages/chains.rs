//! Chains on the portrait of a bassin: each a line of stages, and who nearby holds what is missing.

use std::fmt::Display;

use crate::analysis::chain_lines::Summary;
use crate::analysis::completeness::Held;
use crate::analysis::links::REACH;
use crate::analysis::supplying::DEFAULT_EACH;
use crate::pages::figures;
use crate::pages::frame::Frame;

/// Somebody outside who holds a stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// `None` where no name is published.
    pub name: Option<String>,
    /// Its page.
    pub address: String,
    pub commune: String,
    pub minutes: f64,
}

/// A stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// In the page's language.
    pub label: String,
    pub held: Held,
    pub count: u64,
    /// Missing, and the chain cannot do without.
    pub is_needed: bool,
    /// Where nobody is known here: the nearest, and the second nearest.
    pub near: Vec<Near>,
    /// Missing, and nobody within an hour holds it.
    pub is_to_create: bool,
}

/// A chain.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainRow {
    /// In the page's language.
    pub label: String,
    pub steps: Vec<Step>,
    /// The share of the stages of the best path that are held, and what it would be if all that
    /// is unknown were.
    pub completeness: [f64; 2],
    /// Canteens with and without a producer; of chains from farm to canteen.
    pub supplied: Option<Summary>,
}

/// All chains of a territory.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainsTold {
    pub rows: Vec<ChainRow>,
    /// The commune that minutes are told from.
    pub origin: String,
    /// The same for programs.
    pub address: String,
}

/// The section: what was found, or that nothing could be.
#[derive(Debug, Clone, PartialEq)]
pub enum ChainsPart {
    Told(ChainsTold),
    Failed,
}

impl ChainsTold {
    /// How the chains are, in a sentence.
    #[must_use]
    pub fn sentence(&self, frame: &Frame) -> String {
        let many = |is: fn(&ChainRow) -> bool| self.rows.iter().filter(|row| is(row)).count() as u64;
        let (broken, whole) = (many(ChainRow::is_broken), many(ChainRow::is_whole));
        let unknown = self.rows.len() as u64 - broken - whole;
        let values: [(&str, &dyn Display); 4] = [
            ("all", &frame.count("chains", &(self.rows.len() as u64))),
            ("broken", &frame.integer(&broken)),
            ("whole", &frame.integer(&whole)),
            ("unknown", &frame.integer(&unknown)),
        ];
        frame.fill("chains.sentence", &values)
    }

    /// From where minutes are told, and what the states do not say.
    #[must_use]
    pub fn note(&self, frame: &Frame) -> String {
        frame.fill("chains.note", &[("origin", &self.origin)])
    }
}

impl ChainRow {
    /// A stage that the chain needs is held by nobody known.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.steps.iter().any(|step| step.is_needed)
    }

    /// Somebody holds each stage of a path.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        1.0 <= self.completeness[0]
    }

    /// What is missing, or that nothing is, in a sentence.
    #[must_use]
    pub fn sentence(&self, frame: &Frame) -> String {
        let [least, most] = self.completeness.map(|share| figures::decimal(frame.language, 100.0 * share, 0));
        let values: [(&str, &dyn Display); 2] = [("least", &least), ("most", &most)];
        if self.is_whole() {
            return frame.say("chains.whole").to_owned();
        }
        let needed: Vec<String> =
            self.steps.iter().filter(|s| s.is_needed).map(|step| step.label.to_lowercase()).collect();
        let rest = frame.fill(if least == most { "chains.share" } else { "chains.shares" }, &values);
        let start = if needed.is_empty() {
            frame.say("chains.undecided").to_owned()
        } else {
            frame.fill("chains.broken", &[("steps", &needed.join(", "))])
        };
        format!("{start} {rest}")
    }

    /// How many canteens have no producer within reach, in a sentence; none where all have one.
    #[must_use]
    pub fn supplied(&self, frame: &Frame) -> Option<String> {
        let Summary { supplied, out_of_reach, crowded_out } = self.supplied?;
        let all = supplied + out_of_reach + crowded_out;
        let values: [(&str, &dyn Display); 6] = [
            ("all", &frame.count("canteens", &all)),
            ("supplied", &frame.integer(&supplied)),
            ("out", &frame.integer(&out_of_reach)),
            ("crowded", &frame.integer(&crowded_out)),
            ("each", &DEFAULT_EACH),
            ("reach", &REACH),
        ];
        (supplied != all).then(|| frame.fill("chains.supplied", &values))
    }

    /// Stages of which something can be said to do: those that the chain needs, and those that
    /// somebody outside holds.
    #[must_use]
    pub fn remedies(&self) -> Vec<&Step> {
        let is_told = |step: &&Step| step.held != Held::Yes && (step.is_needed || !step.near.is_empty());
        self.steps.iter().filter(is_told).collect()
    }
}

impl Step {
    /// The word of its state in the page's classes.
    #[must_use]
    pub fn class(&self) -> &'static str {
        match (self.held, self.is_needed) {
            (Held::Yes, _) => "held",
            (Held::NoneKnown, true) => "missing",
            (Held::NoneKnown, false) => "spared",
            (Held::Unknown, _) => "unknown",
        }
    }

    /// Its state in words.
    #[must_use]
    pub fn state(&self, frame: &Frame) -> String {
        match (self.held, self.is_needed) {
            (Held::Yes, _) => frame.count("known", &self.count),
            (Held::NoneKnown, true) => frame.say("chains.missing").to_owned(),
            (Held::NoneKnown, false) => frame.say("chains.spared").to_owned(),
            (Held::Unknown, _) => frame.say("chains.unknown").to_owned(),
        }
    }

    /// What to do about it, before who.
    #[must_use]
    pub fn remedy(&self, frame: &Frame) -> String {
        let key = match (self.held, self.near.is_empty(), self.is_to_create) {
            (Held::Unknown, ..) => "chains.known",
            (_, true, _) => "chains.nowhere",
            (_, false, true) => "chains.create",
            (_, false, false) => "chains.link",
        };
        frame.say(key).to_owned()
    }
}

impl Near {
    /// Its name, or that none is published.
    #[must_use]
    pub fn told<'a>(&'a self, frame: &'a Frame) -> &'a str {
        self.name.as_deref().unwrap_or_else(|| frame.say("partners.unnamed"))
    }

    /// Where, and how far.
    #[must_use]
    pub fn place(&self, frame: &Frame) -> String {
        let minutes = figures::decimal(frame.language, self.minutes, 0);
        frame.fill("chains.at", &[("commune", &self.commune), ("n", &minutes)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples;
    use crate::pages::words::Language;

    #[test]
    fn each_state_has_a_shape_and_words_of_its_own() {
        for language in [Language::French, Language::English] {
            let mut page = samples::territory(language);
            page.chains = Some(samples::chains::part());
            let html = samples::checked(&page);
            for class in ["step held", "step missing", "step spared", "step unknown"] {
                assert!(html.contains(class), "{class}");
            }
            let frame = samples::frame(language);
            let Some(ChainsPart::Told(told)) = &page.chains else { panic!("told") };
            let said: std::collections::BTreeSet<String> =
                told.rows.iter().flat_map(|row| &row.steps).map(|step| step.state(&frame)).collect();
            assert_eq!(said.len(), 4, "{said:?}");
            assert!(html.contains("Légumerie de la Pointe") && html.contains("24"));
        }
    }

    #[test]
    fn a_page_says_where_an_analysis_failed_and_stands() {
        let mut page = samples::territory(Language::French);
        page.chains = Some(ChainsPart::Failed);
        let html = samples::checked(&page);
        assert!(html.contains("id=\"filieres\"") && html.contains("id=\"fonctions\""));
        page.chains = None;
        assert!(!samples::checked(&page).contains("id=\"filieres\""));
    }
}
