//! What the page of best sets is asked, read as the API reads it.

use axum::http::HeaderMap;

use crate::analysis::site_sets::Aim;
use crate::analysis::site_sets_spending::CostClass;
use crate::analysis::subjects::Subject;
use crate::api::analyses::site_sets_asked::{CANDIDATES, FUNCTION, KEEPING, MINUTES, MORE, SiteSetsAsked};
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::pages::land::Choice;
use crate::pages::notice::Trouble;
use crate::pages::routes::gaps::told;
use crate::pages::routes::visit::Visit;
use crate::pages::site_sets::SetsAskedView;

/// Parameters that mean the same for programs.
const SHARED: [&str; 6] = ["function", "minutes", "k", "objective", "candidates", "sets"];

/// Sets beside each other at most, the first included.
pub const MOST_BESIDE: usize = 4;

/// A question as the page was asked it.
pub struct SetsAsked {
    /// For programs; without a territory where none is meant.
    pairs: Vec<(String, String)>,
    /// Objectives whose best set stands beside.
    pub beside: Vec<Aim>,
}

/// Reads the question of a visit.
pub fn read(visit: &Visit) -> Result<SetsAsked, Trouble> {
    let bad = |why: &dyn std::fmt::Display| Trouble::BadAddress { detail: why.to_string() };
    let mut given = Asked::read_with(visit.query(), &["keeping", "comparer"]).map_err(|why| bad(&why))?;
    let mut pairs: Vec<(String, String)> = vec![("rows".to_owned(), "courbe".to_owned())];
    for name in SHARED {
        let value = given.take(name).filter(|value| !value.trim().is_empty());
        pairs.extend(value.map(|value| (name.to_owned(), value)));
    }
    let keeping = given.take_all("keeping").join(",");
    pairs.extend((!keeping.is_empty()).then(|| ("keeping".to_owned(), keeping)));
    // Costs of a form that has no budget are those that it shows, not a wish.
    let costs = given.take("costs").unwrap_or_else(|| of_form(&mut given));
    if let Some(budget) = given.take("budget").filter(|budget| !budget.trim().is_empty()) {
        pairs.push(("budget".to_owned(), budget));
        pairs.extend((!costs.is_empty()).then(|| ("costs".to_owned(), costs)));
    }
    let mut beside: Vec<Aim> = Vec::new();
    for word in given.take_all("comparer").join(",").split(',').filter(|word| !word.is_empty()) {
        let aim = Aim::ALL.into_iter().find(|aim| aim.word() == word);
        let aim = aim.ok_or_else(|| bad(&format!("comparer={word}")))?;
        beside.push(aim);
    }
    // In one order, each once, however they were written.
    let beside = Aim::ALL.into_iter().filter(|aim| beside.contains(aim)).collect();
    Ok(SetsAsked { pairs, beside })
}

/// The costs that a form's own fields tell.
fn of_form(given: &mut Asked) -> String {
    let told = CostClass::ALL.into_iter().filter_map(|class| {
        let cost = given.take(&format!("c-{}", class.word())).filter(|cost| !cost.trim().is_empty())?;
        Some(format!("{}:{cost}", class.word()))
    });
    told.collect::<Vec<String>>().join(",")
}

impl SetsAsked {
    /// The question about a territory, with an objective where another is asked for.
    pub fn of_zone(&self, visit: &Visit, zone: &str, aim: Option<Aim>) -> Result<SiteSetsAsked, Problem> {
        let mut pairs = self.pairs.clone();
        pairs.push(("zone".to_owned(), zone.to_owned()));
        if let Some(aim) = aim {
            pairs.retain(|(name, _)| !matches!(name.as_str(), "objective" | "rows" | "sets"));
            pairs.push(("objective".to_owned(), aim.word().to_owned()));
        }
        SiteSetsAsked::read(Asked::of(pairs), &HeaderMap::new(), visit.snapshot())
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The question as the form shows it, whether or not it can be answered.
    pub fn view(&self, visit: &Visit, typed: String, asked: Option<&SiteSetsAsked>) -> SetsAskedView {
        let (snapshot, words) = (visit.snapshot(), visit.language().words());
        let function = self.value("function").unwrap_or(FUNCTION);
        let of = |subject: Subject| Choice {
            key: subject.key(snapshot).to_owned(),
            label: told(visit, subject),
            is_chosen: subject.key(snapshot) == function,
        };
        let functions: Vec<Choice> = Subject::all(snapshot).into_iter().map(of).collect();
        let number =
            |name: &str, usual: u32| self.value(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
        let choice = |room: &str, key: &str, is_chosen: bool| Choice {
            key: key.to_owned(),
            label: words.say(&format!("sets.{room}-{key}")).to_owned(),
            is_chosen,
        };
        let aim = self.value("objective").unwrap_or_else(|| Aim::default().word());
        let kept: Vec<&str> = self.value("keeping").unwrap_or_default().split(',').collect();
        let from = self.value("candidates").unwrap_or(CANDIDATES[0]);
        let spending = asked.and_then(|asked| asked.spending);
        let cost = |class: CostClass| {
            (choice("cost", class.word(), false), spending.map(|spending| spending.costs[class as usize]))
        };
        SetsAskedView {
            typed,
            function: functions
                .iter()
                .find(|one| one.is_chosen)
                .map_or_else(String::new, |one| one.label.clone()),
            functions,
            minutes: number("minutes", MINUTES),
            more: number("k", MORE),
            aims: Aim::ALL.map(|one| choice("aim", one.word(), one.word() == aim)).into(),
            keeping: KEEPING.map(|word| choice("keep", word, kept.contains(&word))).into(),
            candidates: CANDIDATES.map(|word| choice("candidates", word, word == from)).into(),
            budget: spending.map(|spending| spending.budget),
            costs: CostClass::ALL.map(cost).into(),
            beside: Aim::ALL.map(|one| choice("aim", one.word(), self.beside.contains(&one))).into(),
            named: self.value("sets").unwrap_or_default().to_owned(),
            question: asked.map_or_else(|| self.spelled(), |asked| asked.question(snapshot)),
        }
    }

    /// What was asked of no territory yet.
    fn spelled(&self) -> String {
        let kept = self.pairs.iter().filter(|(name, _)| !matches!(name.as_str(), "rows" | "k" | "sets"));
        let pair =
            |(name, value): &(String, String)| format!("{name}={}", crate::pages::address::escape(value));
        kept.map(pair).collect::<Vec<String>>().join("&")
    }
}
