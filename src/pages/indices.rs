//! Indices that people build together: whose points, where territories stand, what it hangs on.

use std::fmt::Display;

use askama::Template;

use crate::analysis::indices::{Index, Named};
use crate::analysis::sensitivity::Parts;
use crate::analysis::standings::Standing;
use crate::domain::level::Level;
use crate::pages::explore::LEVELS;
use crate::pages::frame::Frame;
use crate::pages::territory::Place;
use crate::pages::{address, figures};

/// An indicator in the form, and what people think of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PointsRow {
    pub key: String,
    /// In the page's language.
    pub label: String,
    /// The label of its block, before the first indicator of it.
    pub block: Option<String>,
    /// Of a hundred.
    pub points: f64,
    /// The least and the most that one of those asked gives it, and their standard deviation.
    pub opinion: Option<[f64; 3]>,
}

/// Somebody whose points are in the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    pub name: Option<String>,
    /// The parameter that says so.
    pub written: String,
    /// The page without this person.
    pub without: String,
}

/// Where a territory stands.
#[derive(Debug, Clone, PartialEq)]
pub struct StandingRow {
    pub place: Place,
    pub score: Option<f64>,
    pub known: f64,
    pub standing: Option<Standing>,
    /// The least and the greatest score by one person alone.
    pub by_people: Option<[f64; 2]>,
}

/// A choice made otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct ChoiceRow {
    /// In words, in the page's language.
    pub label: String,
    pub mean_shift: f64,
    pub most_shift: u32,
    pub same_class: f64,
    pub same_first_tenth: f64,
}

/// `/indicateurs?indice=emploi-inclusif&poids=esat-20-min:30&maille=epci&page=2`
#[derive(Debug, Clone, Template)]
#[template(path = "index.html")]
pub struct IndexPage {
    pub frame: Frame,
    /// Keys and labels of those at hand.
    pub at_hand: Vec<(String, String)>,
    pub key: String,
    pub label: String,
    pub note: String,
    pub level: Level,
    pub points: Vec<PointsRow>,
    pub people: Vec<PersonRow>,
    /// The definition that was sent, if it is nobody's at hand.
    pub sent: Option<String>,
    /// One page of the territories, the best first.
    pub rows: Vec<StandingRow>,
    pub scored: u64,
    pub are_ranks_told: bool,
    /// The share of classes that hold, and of the first tenth.
    pub held: Option<[f64; 2]>,
    pub choices: Vec<ChoiceRow>,
    pub parts: Option<Parts>,
    pub draws: u64,
    pub seed: u64,
    pub version: String,
    /// From 1.
    pub page: u64,
    pub pages: u64,
    /// The same for programs, and this page without its number.
    pub asked: String,
    pub address: String,
}

impl IndexPage {
    fn sentence(&self) -> String {
        let scored = self.frame.count(self.level.word(), &self.scored);
        let start = self.frame.fill("indices.sentence", &[("label", &self.label), ("scored", &scored)]);
        let ranks =
            self.frame.say(if self.are_ranks_told { "indices.ranks-told" } else { "indices.ranks-not-told" });
        let held = self.held.map_or(String::new(), |[classes, tenth]| {
            let [classes, tenth] = [classes, tenth].map(|share| figures::percent(self.frame.language, share));
            let values: [(&str, &dyn Display); 2] = [("classes", &classes), ("tenth", &tenth)];
            self.frame.fill("indices.held", &values)
        });
        format!("{start} {ranks} {held}")
    }

    fn levels(&self) -> Vec<(Level, String)> {
        LEVELS.map(|level| (level, self.frame.fill(&format!("level.{level}.title"), &[]))).into()
    }

    fn is_level(&self, level: &Level) -> bool {
        *level == self.level
    }

    fn is_chosen(&self, key: &str) -> bool {
        self.sent.is_none() && self.key == key
    }

    /// As a field of a form takes it, whatever the language.
    fn field(&self, points: &f64) -> String {
        let text = format!("{points:.1}");
        text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
    }

    fn percent(&self, share: &f64) -> String {
        figures::percent(self.frame.language, *share)
    }

    fn decimal(&self, number: &f64) -> String {
        figures::decimal(self.frame.language, *number, 1)
    }

    fn name_of(&self, person: &PersonRow, rank: &usize) -> String {
        person.name.clone().unwrap_or_else(|| self.frame.fill("indices.somebody", &[("n", rank)]))
    }

    /// `1 (96 %)`: the fifth and how many draws say so.
    fn class_of(&self, row: &StandingRow) -> String {
        row.standing.map_or_else(
            || self.frame.say("explore.none").to_owned(),
            |standing| {
                let held = figures::percent(self.frame.language, standing.same_class);
                self.frame.fill("indices.class-held", &[("class", &standing.class), ("held", &held)])
            },
        )
    }

    fn interval_of(&self, row: &StandingRow) -> String {
        let Some(standing) = row.standing else { return figures::NONE.to_owned() };
        let [low, high] = [standing.interval.low, standing.interval.high].map(u64::from);
        let [low, high] = [self.frame.integer(&low), self.frame.integer(&high)];
        self.frame.fill("gaps.between", &[("low", &low), ("high", &high)])
    }

    fn by_people_of(&self, row: &StandingRow) -> String {
        let Some(scores) = row.by_people else { return figures::NONE.to_owned() };
        let [low, high] = scores.map(|score| figures::decimal(self.frame.language, score, 1));
        self.frame.fill("gaps.between", &[("low", &low), ("high", &high)])
    }

    /// Which choice moves ranks by how much, the most first.
    fn variance(&self) -> String {
        let Some(parts) = self.parts else { return self.frame.say("indices.no-variance").to_owned() };
        let percent = |share: f64| figures::percent(self.frame.language, share);
        let [weights, placing, between, together] =
            [parts.weights, parts.placing, parts.between, parts.together].map(percent);
        let values: [(&str, &dyn Display); 4] =
            [("weights", &weights), ("placing", &placing), ("between", &between), ("together", &together)];
        self.frame.fill("indices.variance", &values)
    }

    fn frozen(&self) -> String {
        let values: [(&str, &dyn Display); 3] =
            [("version", &self.version), ("draws", &self.frame.integer(&self.draws)), ("seed", &self.seed)];
        self.frame.fill("indices.frozen", &values)
    }

    fn href_of(&self, place: &Place) -> String {
        self.frame.link(&address::territory(place.level, &place.code, &place.name))
    }

    fn href_of_page(&self, page: u64) -> String {
        let page = if page == 1 { String::new() } else { format!("&page={page}") };
        self.frame.link(&format!("{}{page}#tableau", self.address))
    }

    fn page_note(&self) -> String {
        self.frame.fill("partners.page", &[("page", &self.page), ("pages", &self.pages)])
    }

    fn api(&self, rest: &str) -> String {
        format!("/analyses/index{rest}{}", self.asked)
    }
}

/// An indicator in the portrait of a territory.
#[derive(Debug, Clone, PartialEq)]
pub struct PartRow {
    pub label: String,
    pub value: Option<f64>,
    /// 0 to 1.
    pub place: Option<f64>,
    pub given: Option<f64>,
    pub taken: Option<f64>,
}

/// An index in the portrait of a territory.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexPart {
    pub key: String,
    pub label: String,
    /// Why the score is what it is, in the page's language.
    pub why: String,
    pub rows: Vec<PartRow>,
    /// The same for programs.
    pub address: String,
}

impl IndexPart {
    /// The length of a bar, in hundredths.
    #[must_use]
    pub fn bar(&self, row: &PartRow) -> u64 {
        row.place.map_or(0, |place| (100.0 * place).round() as u64)
    }

    /// A number with one decimal, or that it is not known.
    #[must_use]
    pub fn number(&self, frame: &Frame, number: &Option<f64>) -> String {
        number.map_or_else(
            || frame.say("explore.none").to_owned(),
            |number| figures::decimal(frame.language, number, 1),
        )
    }
}

/// A label of an index in the language of the page.
#[must_use]
pub fn label(named: &Named, frame: &Frame) -> String {
    if frame.language.tag() == "en" { named.label_en.clone() } else { named.label_fr.clone() }
}

/// The note of an index in the language of the page.
#[must_use]
pub fn note(index: &Index, frame: &Frame) -> String {
    let [french, english] = &index.notes;
    if frame.language.tag() == "en" { english.trim().to_owned() } else { french.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples;
    use crate::pages::words::Language;

    #[test]
    fn the_page_says_where_territories_stand_and_what_it_hangs_on() {
        for language in [Language::French, Language::English] {
            let page = samples::indices::index(language);
            let html = samples::checked(&page);
            assert!(html.contains(&page.variance()) && html.contains(&page.sentence()));
            assert_eq!(html.matches("name=\"points-").count(), page.points.len());
            assert!(!html.contains("<b>"), "names are text");
        }
    }

    #[test]
    fn ranks_that_cannot_be_told_apart_are_not_told() {
        let page = IndexPage { are_ranks_told: false, ..samples::indices::index(Language::French) };
        let html = samples::checked(&page);
        assert!(!html.contains("12 à 1") && html.contains("2 sur 5"));
    }

    #[test]
    fn a_definition_that_was_sent_is_shown_again_and_has_no_address() {
        let sent = Some("key = \"x\" # <script>".to_owned());
        let page = IndexPage { sent, people: Vec::new(), ..samples::indices::index(Language::French) };
        let html = samples::checked(&page);
        assert!(!html.contains("# <script>") && !html.contains("/analyses/index?"));
    }
}
