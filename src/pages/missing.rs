//! Where a function is missing, all over the country: the answer, the map, the table.

use std::fmt::Display;

use askama::Template;

use crate::analysis::subjects::Reliability;
use crate::analysis::supply::Verdict;
use crate::analysis::told::{VERDICTS, reliability, word};
use crate::domain::level::Level;
use crate::pages::address;
use crate::pages::explore::LEVELS;
use crate::pages::figures;
use crate::pages::frame::Frame;
use crate::pages::map::{MapPlace, MapView};

/// A function that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub key: String,
    /// In the page's language.
    pub label: String,
}

/// A territory.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingRow {
    pub code: String,
    pub name: String,
    pub population: u64,
    pub verdict: Verdict,
    /// Known there; `None` where nothing was measured.
    pub count: Option<u64>,
    /// How many its peers' rate would give.
    pub expected: Option<f64>,
    /// Per 10,000 inhabitants, at 95 %.
    pub interval: Option<[f64; 2]>,
    /// Share of people with none within reach.
    pub beyond: Option<f64>,
}

/// `/manques?fonction=tiers-lieu&maille=bassin`
#[derive(Debug, Clone, Template)]
#[template(path = "missing.html")]
pub struct MissingPage {
    pub frame: Frame,
    pub functions: Vec<Choice>,
    /// One of `functions`.
    pub chosen: Choice,
    /// One of [`LEVELS`].
    pub level: Level,
    /// Every territory of the level: gaps first, the surest of them first.
    pub rows: Vec<MissingRow>,
    pub reliability: Reliability,
    /// Known in the country, in no known commune.
    pub unplaced: u64,
    /// The first view of the map.
    pub bounds: [f64; 4],
    pub places: Vec<MapPlace>,
}

/// A line of the legend.
struct Step {
    verdict: Verdict,
    class: Option<u8>,
    count: u64,
}

/// The shade of a verdict: the darker, the surer that something lacks; none where nothing can be
/// said.
fn class(verdict: Verdict) -> Option<u8> {
    match verdict {
        Verdict::SureGap => Some(5),
        Verdict::ProbableGap => Some(4),
        Verdict::Undecided => Some(2),
        Verdict::NoGap => Some(1),
        Verdict::Surplus => Some(0),
        Verdict::TooFewExpected | Verdict::NotMeasured => None,
    }
}

impl MissingPage {
    fn many(&self, verdict: Verdict) -> u64 {
        self.rows.iter().filter(|row| row.verdict == verdict).count() as u64
    }

    fn title(&self) -> String {
        self.frame.fill("missing.title-of", &[("function", &self.chosen.label)])
    }

    /// How many territories of each verdict, in a sentence.
    fn sentence(&self) -> String {
        let frame = &self.frame;
        let integer = |verdict| frame.integer(&self.many(verdict));
        let zones = frame.count(self.level.word(), &(self.rows.len() as u64));
        let values: [(&str, &dyn Display); 7] = [
            ("zones", &zones),
            ("sure", &integer(Verdict::SureGap)),
            ("probable", &integer(Verdict::ProbableGap)),
            ("undecided", &integer(Verdict::Undecided)),
            ("none", &frame.integer(&(self.many(Verdict::NoGap) + self.many(Verdict::Surplus)))),
            ("few", &integer(Verdict::TooFewExpected)),
            ("unmeasured", &integer(Verdict::NotMeasured)),
        ];
        frame.fill("missing.sentence", &values)
    }

    fn legend(&self) -> Vec<Step> {
        let step = |verdict| Step { verdict, class: class(verdict), count: self.many(verdict) };
        VERDICTS.into_iter().map(step).filter(|step| step.count != 0).collect()
    }

    fn said(&self, verdict: Verdict) -> String {
        self.frame.fill(&format!("gaps.verdict-{}", word(verdict)), &[])
    }

    fn trusted(&self) -> String {
        let said = self.frame.fill(&format!("gaps.reliability-{}", reliability(self.reliability)), &[]);
        let unplaced = self.frame.integer(&self.unplaced);
        self.frame.fill("missing.trusted", &[("reliability", &said), ("unplaced", &unplaced)])
    }

    fn class_of(&self, row: &MissingRow) -> Option<u8> {
        class(row.verdict)
    }

    fn number(&self, number: Option<f64>, decimals: usize) -> String {
        let told = |number| figures::decimal(self.frame.language, number, decimals);
        number.map_or_else(|| figures::NONE.to_owned(), told)
    }

    fn known(&self, row: &MissingRow) -> String {
        row.count.map_or_else(|| figures::NONE.to_owned(), |count| self.frame.integer(&count))
    }

    fn interval(&self, row: &MissingRow) -> String {
        let Some(ends) = row.interval else { return figures::NONE.to_owned() };
        let [low, high] = ends.map(|rate| figures::decimal(self.frame.language, rate, 2));
        self.frame.fill("gaps.between", &[("low", &low), ("high", &high)])
    }

    fn beyond(&self, row: &MissingRow) -> String {
        row.beyond
            .map_or_else(|| figures::NONE.to_owned(), |share| figures::percent(self.frame.language, share))
    }

    fn href_of(&self, row: &MissingRow) -> String {
        self.frame.link(&address::territory(self.level, &row.code, &row.name))
    }

    fn href(&self, level: Level) -> String {
        self.frame.link(&format!("/manques?fonction={}&maille={}", self.chosen.key, level.word()))
    }

    fn levels(&self) -> Vec<(String, String, bool)> {
        let choice = |level: Level| {
            let label = self.frame.fill(&format!("level.{level}.short"), &[]);
            (label, self.href(level), level == self.level)
        };
        LEVELS.into_iter().map(choice).collect()
    }

    /// The same for programs: as rows, and as tiles.
    fn address(&self) -> String {
        let level = self.level.word();
        format!("/analyses/gaps?level={level}&function={}&geometry=point&limit=10000", self.chosen.key)
    }

    fn map(&self) -> MapView {
        MapView {
            level: self.level,
            bounds: self.bounds,
            highlight: None,
            actors: false,
            colored: true,
            values: Vec::new(),
            places: self.places.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples;
    use crate::pages::words::Language;

    #[test]
    fn the_table_the_legend_and_the_sentence_count_the_same() {
        for language in [Language::French, Language::English] {
            let page = samples::changes::missing(language);
            let html = samples::checked(&page);
            assert!(html.contains(&page.sentence()));
            assert_eq!(page.legend().iter().map(|step| step.count).sum::<u64>(), page.rows.len() as u64);
            assert_eq!(html.matches("data-code=").count(), page.rows.len());
            // What cannot be said has no shade, and is not the shade of what is there.
            let shaded = page.rows.iter().filter(|row| class(row.verdict).is_some()).count();
            assert_eq!(html.matches("data-class=").count(), shaded);
            assert!(shaded < page.rows.len() && !html.contains("NaN"));
        }
    }
}
