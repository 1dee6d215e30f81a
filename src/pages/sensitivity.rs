//! Which conclusions hold when the choices behind them are others: for the country by function,
//! for a territory one by one.

use askama::Template;

use crate::analysis::steadiness::Tested;
use crate::analysis::told::word;
use crate::pages::figures;
use crate::pages::frame::Frame;
use crate::pages::territory::Place;

/// What is concluded of a function all over the country, and how much of it holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FunctionHeld {
    pub key: String,
    /// In the page's language.
    pub label: String,
    /// Territories with a gap, sure or probable.
    pub gaps: u64,
    /// Of these, those with a gap beside wider peers too: same density and setting, same density,
    /// the country; and beside all of them.
    pub beside: [u64; 3],
    pub hold: u64,
    /// Territories whose access is low, and of these where a third less and a third more far say so.
    pub low: u64,
    pub low_holds: u64,
}

/// One function of a territory.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldRow {
    pub label: String,
    pub held: Tested,
}

/// `/sensibilite?zone=bassin:44109`
#[derive(Debug, Clone, Template)]
#[template(path = "sensitivity.html")]
pub struct SensitivityPage {
    pub frame: Frame,
    /// The territory that is looked at; the whole country for `None`.
    pub place: Option<Place>,
    pub functions: Vec<FunctionHeld>,
    /// What can be said of the territory, what holds first.
    pub rows: Vec<HeldRow>,
    /// The same for programs.
    pub address: String,
}

impl SensitivityPage {
    fn sentence(&self) -> String {
        let frame = &self.frame;
        let integer = |number: u64| frame.integer(&number);
        match &self.place {
            None => {
                let sum = |of: fn(&FunctionHeld) -> u64| self.functions.iter().map(of).sum::<u64>();
                let (gaps, hold) = (integer(sum(|f| f.gaps)), integer(sum(|f| f.hold)));
                frame.fill("sensitivity.sentence", &[("gaps", &gaps), ("hold", &hold)])
            }
            Some(place) => {
                let hold = self.rows.iter().filter(|row| row.held.holds()).count() as u64;
                let (all, hold) = (integer(self.rows.len() as u64), integer(hold));
                let values: [(&str, &dyn std::fmt::Display); 3] =
                    [("place", &place.name), ("all", &all), ("hold", &hold)];
                frame.fill("sensitivity.sentence-place", &values)
            }
        }
    }

    fn said(&self, row: &HeldRow, group: usize) -> String {
        self.frame.fill(&format!("gaps.verdict-{}", word(row.held.verdicts[group])), &[])
    }

    fn ratio(&self, row: &HeldRow, stretch: usize) -> String {
        let told = |ratio| figures::percent(self.frame.language, ratio);
        row.held.access[stretch].map_or_else(|| figures::NONE.to_owned(), told)
    }

    fn holds(&self, row: &HeldRow) -> &str {
        self.frame.say(if row.held.holds() { "sensitivity.yes" } else { "sensitivity.no" })
    }

    fn access_holds(&self, row: &HeldRow) -> String {
        match row.held.access_holds() {
            None => figures::NONE.to_owned(),
            Some((true, true)) => self.frame.say("sensitivity.low-holds").to_owned(),
            Some((false, true)) => self.frame.say("sensitivity.enough-holds").to_owned(),
            Some((_, false)) => self.frame.say("sensitivity.depends").to_owned(),
        }
    }

    /// Functions of which something was said somewhere.
    fn told(&self) -> impl Iterator<Item = &FunctionHeld> {
        self.functions.iter().filter(|function| function.gaps != 0 || function.low != 0)
    }
}

#[cfg(test)]
mod tests {
    use crate::pages::samples;
    use crate::pages::words::Language;

    #[test]
    fn the_country_and_a_territory_say_how_much_holds() {
        for language in [Language::French, Language::English] {
            for page in [
                samples::changes::sensitivity(language, false),
                samples::changes::sensitivity(language, true),
            ] {
                let html = samples::checked(&page);
                assert!(html.contains(&page.sentence()));
                assert!(!html.contains("NaN"));
            }
        }
    }
}
