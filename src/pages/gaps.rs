//! What is missing here, on the portrait of a bassin: what can be said first, how sure it is, and
//! apart from it what cannot be said.

use std::fmt::Display;

use crate::analysis::subjects::Reliability;
use crate::analysis::supply::Verdict;
use crate::analysis::told::{reliability, word};
use crate::domain::level::Level;
use crate::pages::figures;
use crate::pages::frame::Frame;

/// A function of which something can be said.
#[derive(Debug, Clone, PartialEq)]
pub struct GapRow {
    /// Its key in addresses.
    pub key: String,
    /// In the page's language.
    pub label: String,
    pub verdict: Verdict,
    pub count: u64,
    pub expected: f64,
    /// Per 10,000 inhabitants, at 95 %.
    pub interval: [f64; 2],
    /// Share of people with none within reach.
    pub beyond: Option<f64>,
    pub reliability: Reliability,
    /// While all around are well served.
    pub is_isolated: bool,
}

/// All functions of a territory.
#[derive(Debug, Clone, PartialEq)]
pub struct GapsPart {
    /// Of the territory.
    pub level: Level,
    /// Gaps first, the surest of them first.
    pub rows: Vec<GapRow>,
    /// Functions of which too few are expected to conclude, with how many are known.
    pub too_few: Vec<(String, u64)>,
    /// Functions that no source read can tell.
    pub unmeasured: Vec<String>,
    /// Territories that it is compared with, itself included.
    pub peers: u64,
    /// The same for programs.
    pub address: String,
    /// Pages that go on from here: what holds, what would change.
    pub sensitivity: String,
    /// Of bassins, whose communes are chosen from.
    pub what_if: Option<String>,
}

impl GapsPart {
    fn many(&self, verdict: Verdict) -> u64 {
        self.rows.iter().filter(|row| row.verdict == verdict).count() as u64
    }

    /// What can be said, in a sentence.
    #[must_use]
    pub fn sentence(&self, frame: &Frame) -> String {
        let integer = |number: u64| frame.integer(&number);
        let functions = |number: u64| frame.count("functions", &number);
        let all = (self.rows.len() + self.too_few.len() + self.unmeasured.len()) as u64;
        let values: [(&str, &dyn Display); 6] = [
            ("all", &functions(all)),
            ("sure", &integer(self.many(Verdict::SureGap))),
            ("probable", &integer(self.many(Verdict::ProbableGap))),
            ("few", &integer(self.too_few.len() as u64)),
            ("unmeasured", &integer(self.unmeasured.len() as u64)),
            ("peers", &integer(self.peers)),
        ];
        frame.fill("gaps.sentence", &values)
    }

    /// Where else it is missing: the same function in all territories of the level.
    #[must_use]
    pub fn elsewhere(&self, frame: &Frame, row: &GapRow) -> String {
        frame.link(&format!("/manques?fonction={}&maille={}", row.key, self.level.word()))
    }

    /// What is said of a function, plainly.
    #[must_use]
    pub fn verdict(&self, frame: &Frame, row: &GapRow) -> String {
        let said = frame.fill(&format!("gaps.verdict-{}", word(row.verdict)), &[]);
        if row.is_isolated { format!("{said}, {}", frame.say("gaps.isolated")) } else { said }
    }

    /// How many the peers' rate would give here.
    #[must_use]
    pub fn expected(&self, frame: &Frame, row: &GapRow) -> String {
        figures::decimal(frame.language, row.expected, 1)
    }

    /// Between which rates the truth is; where peers differ by chance alone there is one for all.
    #[must_use]
    pub fn interval(&self, frame: &Frame, row: &GapRow) -> String {
        let [low, high] = row.interval.map(|rate| figures::decimal(frame.language, rate, 2));
        if row.interval[0] == row.interval[1] {
            return frame.fill("gaps.same", &[("rate", &low)]);
        }
        frame.fill("gaps.between", &[("low", &low), ("high", &high)])
    }

    /// The share of people with none within reach.
    #[must_use]
    pub fn beyond(&self, frame: &Frame, row: &GapRow) -> String {
        row.beyond.map_or_else(|| figures::NONE.to_owned(), |share| figures::percent(frame.language, share))
    }

    /// How far the result can be trusted.
    #[must_use]
    pub fn reliability(&self, frame: &Frame, row: &GapRow) -> String {
        frame.fill(&format!("gaps.reliability-{}", reliability(row.reliability)), &[])
    }
}
