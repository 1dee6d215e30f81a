//! Which territories resemble a bassin, on its portrait: who they are, what sets them apart, and
//! which of them do better on what is missing here.

use crate::pages::figures;
use crate::pages::frame::Frame;
use crate::pages::territory::Place;

/// A territory that resembles this one.
#[derive(Debug, Clone, PartialEq)]
pub struct TwinRow {
    pub place: Place,
    /// The name of its département.
    pub departement: String,
    /// What separates the two most, in sentences of the page's language.
    pub apart: Vec<String>,
    /// In what share of the draws of weights it stays near.
    pub stability: f64,
    /// Functions that somebody fulfils there and nobody known fulfils here.
    pub besides: Vec<String>,
}

/// Something that is missing here, and the twins that surely have more of it.
#[derive(Debug, Clone, PartialEq)]
pub struct BetterRow {
    /// The function, in the page's language.
    pub label: String,
    /// By 10,000 inhabitants, drawn to the country's rate.
    pub here: Option<f64>,
    pub twins: Vec<(Place, f64)>,
}

/// What resembles a territory.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TwinsPart {
    /// The nearest first.
    pub rows: Vec<TwinRow>,
    /// Whether they were looked for in its own département too, for want of another.
    pub is_everywhere: bool,
    /// Why there is none, where there is none.
    pub reason: String,
    /// One a gap, in their order.
    pub better: Vec<BetterRow>,
    /// The same for programs.
    pub address: String,
}

/// So many functions that a twin has besides are named; the rest is counted.
const NAMED: usize = 6;

impl TwinsPart {
    /// Where they were looked for, and by what.
    #[must_use]
    pub fn sentence<'a>(&self, frame: &'a Frame) -> &'a str {
        frame.say(if self.is_everywhere { "twins.sentence-everywhere" } else { "twins.sentence" })
    }

    /// How steady a likeness is, plainly.
    #[must_use]
    pub fn stability(&self, frame: &Frame, row: &TwinRow) -> String {
        let word = match row.stability {
            share if 0.95 <= share => "twins.very-stable",
            share if 0.8 <= share => "twins.stable",
            _ => "twins.rather-stable",
        };
        let share = figures::decimal(frame.language, row.stability * 100.0, 0);
        frame.fill(word, &[("share", &share)])
    }

    /// What a twin has that is not known here.
    #[must_use]
    pub fn besides(&self, frame: &Frame, row: &TwinRow) -> String {
        let named = row.besides.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        match row.besides.len().saturating_sub(NAMED) {
            _ if row.besides.is_empty() => frame.say("twins.nothing-besides").to_owned(),
            0 => named,
            rest => frame.fill("twins.and-more", &[("named", &named), ("n", &frame.integer(&(rest as u64)))]),
        }
    }

    /// The rate here, beside those of twins; nothing where there is none.
    #[must_use]
    pub fn against(&self, frame: &Frame, row: &BetterRow) -> String {
        let said = |rate: f64| frame.fill("twins.against", &[("rate", &self.rate(frame, &rate))]);
        row.here.map(said).unwrap_or_default()
    }

    /// A rate by 10,000 inhabitants.
    #[must_use]
    pub fn rate(&self, frame: &Frame, rate: &f64) -> String {
        figures::decimal(frame.language, *rate, 2)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::domain::level::Level;
    use crate::pages::samples;
    use crate::pages::words::Language;

    fn place(code: &str, name: &str) -> Place {
        Place { level: Level::Bassin, code: code.into(), name: name.into() }
    }

    /// Twins of every kind.
    pub fn sample() -> TwinsPart {
        let row = |code: &str, name: &str, stability, many: usize| TwinRow {
            place: place(code, name),
            departement: "Ille-et-Vilaine".into(),
            apart: vec!["Densité : 45 ici, 60 là-bas (31 % de l’écart)".into(); 3],
            stability,
            besides: (0..many).map(|n| format!("Ressourcerie {n}")).collect(),
        };
        let twins = vec![(place("35236", "Redon"), 2.314)];
        TwinsPart {
            rows: vec![
                row("35236", "Redon", 1.0, 9),
                row("35360", "Vitré", 0.85, 2),
                row("22050", "Dinan", 0.62, 0),
            ],
            is_everywhere: false,
            reason: String::new(),
            better: vec![
                BetterRow { label: "Tiers-lieu".into(), here: Some(0.8), twins },
                BetterRow { label: "Réparation".into(), here: Some(0.4), twins: vec![] },
                BetterRow { label: "Fablab".into(), here: None, twins: vec![] },
            ],
            address: "/analyses/twins?zone=bassin:44109&geometry=point".into(),
        }
    }

    #[test]
    fn twins_are_linked_and_who_has_none_is_told_why() {
        for language in [Language::French, Language::English] {
            let mut page = samples::territory(language);
            let html = samples::checked(&page);
            for row in &sample().rows {
                assert!(html.contains(&page.frame.link(&row.place.address())), "{}", row.place.name);
            }
            assert!(html.contains("Ressourcerie 5") && !html.contains("Ressourcerie 6"));
            let reason = "Pas de jumeau : même le plus proche, Lyon, est loin.".to_owned();
            page.twins = Some(TwinsPart { reason: reason.clone(), ..TwinsPart::default() });
            let html = samples::checked(&page);
            assert!(html.contains(&reason) && !html.contains("Vitré"));
        }
    }
}
