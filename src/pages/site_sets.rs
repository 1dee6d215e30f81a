//! Where to make several places: a form, the answer as a sentence of figures, the places numbered as on the plan, what one
//! more would bring, who gains, what it does to unequal ways and to what is missing, other sets beside.

use std::fmt::Display;

use askama::Template;

use crate::analysis::told::word;
use crate::analysis::what_if::{Effect, State};
use crate::pages::address;
use crate::pages::frame::Frame;
use crate::pages::land::Choice;
use crate::pages::sketch::{HEIGHT, Sketch, WIDTH};
use crate::pages::territory::Place;

/// What was asked, as the form shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct SetsAskedView {
    /// What was typed for a place.
    pub typed: String,
    pub functions: Vec<Choice>,
    /// What the chosen one is called.
    pub function: String,
    pub minutes: u32,
    pub more: u32,
    pub aims: Vec<Choice>,
    pub keeping: Vec<Choice>,
    pub candidates: Vec<Choice>,
    pub budget: Option<f64>,
    /// Each class of communes with what a place there costs.
    pub costs: Vec<(Choice, Option<f64>)>,
    /// Objectives whose best set stands beside.
    pub beside: Vec<Choice>,
    /// Sets that somebody named, as they stand in addresses.
    pub named: String,
    /// The question as it stands in addresses of programs, without how many.
    pub question: String,
}

/// A place of the set.
#[derive(Debug, Clone, PartialEq)]
pub struct ChosenRow {
    /// As on the plan.
    pub number: usize,
    pub commune: Place,
    pub within: u64,
    pub only: u64,
    pub nearest: u64,
    pub cost: Option<f64>,
    /// Sites that could host it, and the id of the best; `None` where land was not asked of.
    pub land: Option<(u64, Option<String>)>,
    /// Who could share it: names or ids, and their addresses.
    pub sharers: Vec<(String, String)>,
    /// Address of all of them.
    pub all_sharers: Option<String>,
}

/// A number of places on the curve.
#[derive(Debug, Clone, PartialEq)]
pub struct CurveRow {
    pub more: usize,
    pub names: Vec<String>,
    pub covered: u64,
    /// Of the people, 0 to 1.
    pub share: f64,
    /// By the best commune each time.
    pub stepwise: f64,
    pub cost: Option<f64>,
    /// How much better another set could be at most, in the page's language.
    pub proof: String,
    pub is_chosen: bool,
}

/// A figure before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeforeAfter {
    pub label: String,
    pub before: String,
    pub after: String,
}

/// A commune that gains.
#[derive(Debug, Clone, PartialEq)]
pub struct GainRow {
    pub commune: Place,
    pub people: u64,
    pub before: Option<f64>,
    pub after: Option<f64>,
    pub is_reached: bool,
}

/// A territory whose need changes.
#[derive(Debug, Clone, PartialEq)]
pub struct NeedRow {
    pub place: Place,
    pub effect: Effect,
}

/// A set beside others.
#[derive(Debug, Clone, PartialEq)]
pub struct SetRow {
    pub label: String,
    pub names: Vec<String>,
    pub share: f64,
    pub covered: u64,
    pub only: u64,
    pub mean: Option<f64>,
    pub p90: Option<f64>,
    pub worst: Option<f64>,
    pub gini: Option<f64>,
    pub cost: Option<f64>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct SetsAnswer {
    /// In the page's language.
    pub sentence: String,
    /// Constraints in words, and what of them is not kept.
    pub kept: Vec<String>,
    pub chosen: Vec<ChosenRow>,
    pub sketch: Option<Sketch>,
    pub curve: Vec<CurveRow>,
    pub equity: Vec<BeforeAfter>,
    pub gains: Vec<GainRow>,
    /// Communes that gain and are not shown.
    pub more_gains: u64,
    pub needs: Vec<NeedRow>,
    /// Links of chains that close.
    pub chains: Vec<String>,
    pub sets: Vec<SetRow>,
    /// What the data do not say of this question.
    pub unsaid: Vec<String>,
    pub method: &'static str,
}

/// `/foncier/ensembles?zone=departement:44&function=tiers-lieu&k=3&minutes=20&objective=couverture`
#[derive(Debug, Clone, Template)]
#[template(path = "site-sets.html")]
pub struct SetsPage {
    pub frame: Frame,
    pub asked: SetsAskedView,
    pub zone: Option<Place>,
    /// Territories that bear the name that was typed.
    pub places: Vec<Place>,
    pub answer: Option<SetsAnswer>,
    /// Why there is none, in the page's language.
    pub trouble: Option<String>,
}

/// The frame of the curve in the drawing's units: left, top, right, bottom.
const PLOT: [f64; 4] = [46.0, 14.0, 590.0, 330.0];

impl SetsPage {
    fn title(&self) -> String {
        match &self.zone {
            Some(zone) => self.frame.fill("sets.title-of", &[("place", &zone.name)]),
            None => self.frame.say("sets.title").to_owned(),
        }
    }

    fn level_of(&self, place: &Place) -> String {
        self.frame.fill(&format!("level.{}.title", place.level), &[])
    }

    fn size(&self) -> [u32; 2] {
        [WIDTH as u32, HEIGHT as u32]
    }

    /// A length of a drawing, to a tenth.
    fn drawn(&self, length: &f64) -> String {
        format!("{length:.1}")
    }

    fn percent(&self, share: &f64) -> String {
        self.frame.decimal(&Some(*share * 100.0), &1)
    }

    fn minutes(&self, minutes: &Option<f64>) -> String {
        self.frame.decimal(minutes, &1)
    }

    fn hundredths(&self, number: &Option<f64>) -> String {
        self.frame.decimal(number, &2)
    }

    /// An amount as somebody typed it.
    fn amount(&self, amount: &f64) -> String {
        self.frame.decimal(&Some(*amount), &usize::from(amount.fract() != 0.0))
    }

    fn names(&self, names: &[String]) -> String {
        names.join(", ")
    }

    fn spot(&self, row: &CurveRow, share: f64) -> [f64; 2] {
        let [left, top, right, bottom] = PLOT;
        let last = self.answer.iter().flat_map(|answer| &answer.curve).map(|row| row.more).max().unwrap_or(1);
        let x = left + (right - left) * row.more as f64 / last.max(1) as f64;
        [x, bottom - (bottom - top) * share]
    }

    fn mark(&self, row: &CurveRow) -> [f64; 2] {
        self.spot(row, row.share)
    }

    /// The curve of the best sets as a line.
    fn path(&self, answer: &SetsAnswer) -> String {
        self.line(answer, |row| row.share)
    }

    /// That of the best commune each time.
    fn stepwise_path(&self, answer: &SetsAnswer) -> String {
        self.line(answer, |row| row.stepwise)
    }

    fn line(&self, answer: &SetsAnswer, share: impl Fn(&CurveRow) -> f64) -> String {
        let spots = answer.curve.iter().map(|row| self.spot(row, share(row)));
        let text: Vec<String> = spots.map(|[x, y]| format!("{x:.1} {y:.1}")).collect();
        format!("M{}", text.join("L"))
    }

    /// Heights of the lines for quarters of the people, and what they stand for.
    fn quarters(&self) -> Vec<(f64, u32)> {
        let [_, top, _, bottom] = PLOT;
        [0, 25, 50, 75, 100]
            .into_iter()
            .map(|percent| (bottom - (bottom - top) * f64::from(percent) / 100.0, percent))
            .collect()
    }

    fn sides(&self) -> [f64; 4] {
        PLOT
    }

    fn more_note(&self, more: &u64) -> String {
        self.frame.fill("sets.more-gains", &[("n", &self.frame.integer(more))])
    }

    fn method_note(&self, answer: &SetsAnswer) -> String {
        let values: [(&str, &dyn Display); 2] =
            [("method", &answer.method), ("snapshot", &self.frame.short_snapshot())];
        self.frame.fill("sets.method", &values)
    }

    fn href_in(&self, place: &Place) -> String {
        let zone = address::zone(place.level, &address::escape(&place.code));
        let words: Vec<&str> =
            self.asked.question.split('&').filter(|pair| !pair.starts_with("zone=")).collect();
        self.frame.link(&format!("/foncier/ensembles?zone={zone}&k={}&{}", self.asked.more, words.join("&")))
    }

    /// The page for another number of places.
    fn href_of(&self, more: &usize) -> String {
        let beside: Vec<&str> =
            self.asked.beside.iter().filter(|one| one.is_chosen).map(|one| one.key.as_str()).collect();
        let beside =
            if beside.is_empty() { String::new() } else { format!("&comparer={}", beside.join(",")) };
        let named = if self.asked.named.is_empty() {
            String::new()
        } else {
            format!("&sets={}", address::escape(&self.asked.named))
        };
        self.frame.link(&format!("/foncier/ensembles?{}&k={more}{beside}{named}", self.asked.question))
    }

    fn href_of_site(&self, id: &str) -> String {
        self.frame.link(&format!("/foncier/{}", address::escape(id)))
    }

    /// The same for programs.
    fn download(&self, rows: &str, form: &str) -> String {
        let named = if rows == "ensembles" && !self.asked.named.is_empty() {
            format!("&sets={}", address::escape(&self.asked.named))
        } else {
            String::new()
        };
        let (question, more) = (&self.asked.question, self.asked.more);
        format!("/analyses/site-sets?{question}&k={more}{named}&rows={rows}&limit=1000&f={form}")
    }

    /// The land of the same territory, for the same function.
    fn land(&self) -> Option<String> {
        let zone = self.zone.as_ref()?;
        let zone = address::zone(zone.level, &address::escape(&zone.code));
        let function = self.asked.functions.iter().find(|choice| choice.is_chosen)?;
        let words = format!("/foncier?zone={zone}&function={}", function.key);
        Some(self.frame.link(&words)).filter(|_| function.key != "france-services")
    }

    fn verdict(&self, state: &State) -> String {
        self.frame.fill(&format!("gaps.verdict-{}", word(state.verdict())), &[])
    }

    /// Before and after in one cell.
    fn both(&self, [before, after]: [String; 2]) -> String {
        if before == after { before } else { format!("{before} → {after}") }
    }

    fn verdicts(&self, row: &NeedRow) -> String {
        self.both([&row.effect.before, &row.effect.after].map(|state| self.verdict(state)))
    }

    fn counts(&self, row: &NeedRow) -> String {
        self.both([&row.effect.before, &row.effect.after].map(|state| self.frame.integer(&state.count)))
    }

    fn beyonds(&self, row: &NeedRow) -> String {
        let beyond = |state: &State| state.reach.map(|reach| reach.beyond * 100.0);
        self.both([&row.effect.before, &row.effect.after].map(|state| self.frame.decimal(&beyond(state), &1)))
    }
}

#[cfg(test)]
mod tests {
    use crate::pages::samples;
    use crate::pages::words::Language;

    #[test]
    fn the_answer_comes_first_and_all_that_it_is_made_of_after() {
        for language in [Language::French, Language::English] {
            let page = samples::site_sets::page(language);
            let html = samples::checked(&page);
            for told in [
                "84 %",
                "Chauvé",
                "Cordemais &#60;x&#62;",
                "k=2",
                "k=3",
                "<svg",
                "maillage-site-sets",
                "0,31",
            ] {
                let told =
                    if language == Language::English { told.replace("0,31", "0.31") } else { told.into() };
                assert!(html.contains(&told), "{told}");
            }
            let answer = html.find("84 %").expect("a sentence");
            assert!(answer < html.find("<svg viewBox=\"0 0 600").expect("a drawing"), "the sentence first");
        }
    }

    #[test]
    fn the_curve_is_drawn_from_its_figures() {
        let page = samples::site_sets::page(Language::French);
        let answer = page.answer.as_ref().expect("an answer");
        let [left, top, right, bottom] = page.sides();
        assert_eq!(page.mark(&answer.curve[0])[0], left);
        assert_eq!(page.mark(answer.curve.last().expect("points"))[0], right);
        assert!(answer.curve.iter().all(|row| (top..=bottom).contains(&page.mark(row)[1])));
        let path = page.path(answer);
        assert_eq!(path.matches('L').count() + 1, answer.curve.len());
    }

    #[test]
    fn without_a_question_there_is_a_form_and_with_a_wrong_one_the_reason() {
        let mut page = samples::site_sets::page(Language::English);
        (page.answer, page.zone) = (None, None);
        page.trouble = Some("No source <read>.".into());
        let html = samples::checked(&page);
        assert!(html.contains("name=\"lieu\"") && html.contains("No source &#60;read&#62;."));
    }
}
