//! What would change if somebody came to a commune or left it: asked by a form, told before and
//! after.

use std::fmt::Display;

use askama::Template;

use crate::analysis::told::word;
use crate::analysis::what_if::{Effect, State};
use crate::pages::figures;
use crate::pages::frame::Frame;
use crate::pages::territory::Place;

/// A thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub key: String,
    pub label: String,
    pub is_chosen: bool,
}

/// A territory that the change reaches.
#[derive(Debug, Clone, PartialEq)]
pub struct EffectRow {
    pub place: Place,
    pub effect: Effect,
}

/// What was asked and what comes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct WhatIfAnswer {
    /// In the page's language.
    pub function: String,
    pub commune: Place,
    /// Below 0: leave.
    pub by: i32,
    /// People all around who gain one within reach, or lose it.
    pub reached: u64,
    pub lost: u64,
    /// The bassin that was asked for first, then those that change most.
    pub rows: Vec<EffectRow>,
    /// How many more change.
    pub others: u64,
    /// Links of chains that it closes or opens, in the page's language.
    pub chains: Vec<String>,
    /// The same for programs.
    pub address: String,
}

/// `/et-si?zone=bassin:44109&fonction=ressourcerie&commune=44109&nombre=1`
#[derive(Debug, Clone, Template)]
#[template(path = "what-if.html")]
pub struct WhatIfPage {
    pub frame: Frame,
    /// The bassin whose communes can be chosen.
    pub place: Option<Place>,
    pub functions: Vec<Choice>,
    pub communes: Vec<Choice>,
    pub by: i32,
    pub answer: Option<WhatIfAnswer>,
    /// Why there is no answer, in the page's language.
    pub trouble: Option<String>,
}

impl WhatIfPage {
    fn sentence(&self, answer: &WhatIfAnswer) -> String {
        let frame = &self.frame;
        let many = frame.integer(&u64::from(answer.by.unsigned_abs()));
        let changing = answer.reached.max(answer.lost);
        let people = frame.count("inhabitants", &changing);
        let values: [(&str, &dyn Display); 4] = [
            ("n", &many),
            ("function", &answer.function),
            ("commune", &answer.commune.name),
            ("people", &people),
        ];
        let key = match (answer.by < 0, changing) {
            (false, 0) => "whatif.comes-nobody",
            (false, _) => "whatif.comes",
            (true, 0) => "whatif.leaves-nobody",
            (true, _) => "whatif.leaves",
        };
        frame.fill(key, &values)
    }

    fn others(&self, answer: &WhatIfAnswer) -> String {
        self.frame.fill("whatif.others", &[("n", &self.frame.count("territories", &answer.others))])
    }

    fn verdict(&self, state: &State) -> String {
        self.frame.fill(&format!("gaps.verdict-{}", word(state.verdict())), &[])
    }

    fn access(&self, state: &State) -> String {
        let told = |mean| figures::decimal(self.frame.language, mean * 1e4, 3);
        state.reach.map_or_else(|| figures::NONE.to_owned(), |reach| told(reach.mean))
    }

    fn beyond(&self, state: &State) -> String {
        let told = |share| figures::percent(self.frame.language, share);
        state.reach.map_or_else(|| figures::NONE.to_owned(), |reach| told(reach.beyond))
    }

    /// Before and after in one cell.
    fn both(&self, [before, after]: [String; 2]) -> String {
        if before == after { before } else { format!("{before} → {after}") }
    }

    fn counts(&self, row: &EffectRow) -> String {
        let Effect { before, after, .. } = &row.effect;
        self.both([before, after].map(|state| self.frame.integer(&state.count)))
    }

    fn verdicts(&self, row: &EffectRow) -> String {
        self.both([self.verdict(&row.effect.before), self.verdict(&row.effect.after)])
    }

    fn accesses(&self, row: &EffectRow) -> String {
        self.both([self.access(&row.effect.before), self.access(&row.effect.after)])
    }

    fn beyonds(&self, row: &EffectRow) -> String {
        self.both([self.beyond(&row.effect.before), self.beyond(&row.effect.after)])
    }

    fn people(&self, row: &EffectRow) -> String {
        let Effect { reached, lost, .. } = &row.effect;
        match (reached, lost) {
            (0, 0) => "0".to_owned(),
            (reached, 0) => format!("+{}", self.frame.integer(reached)),
            (_, lost) => format!("−{}", self.frame.integer(lost)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::pages::samples;
    use crate::pages::words::Language;

    #[test]
    fn before_and_after_stand_beside_each_other() {
        for language in [Language::French, Language::English] {
            let page = samples::changes::what_if(language);
            let html = samples::checked(&page);
            let answer = page.answer.as_ref().expect("an answer");
            assert!(html.contains(&page.sentence(answer)));
            assert!(html.contains("0 → 1"));
        }
    }

    #[test]
    fn without_a_question_there_is_a_form_and_with_a_wrong_one_the_reason() {
        let mut page = samples::changes::what_if(Language::French);
        page.answer = None;
        page.trouble = Some("Aucun n’est connu dans cette commune.".into());
        let html = samples::checked(&page);
        assert!(html.contains("<form") && html.contains("Aucun n’est connu"));
    }
}
