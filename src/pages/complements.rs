//! Which territories complete a bassin, on its portrait: what each could give the other.

use crate::pages::figures;
use crate::pages::frame::Frame;
use crate::pages::territory::Place;

/// A territory near enough that has what this one lacks, and lacks what it has.
#[derive(Debug, Clone, PartialEq)]
pub struct ComplementRow {
    pub place: Place,
    pub minutes: f64,
    /// Whether the minutes were told from the distance.
    pub is_estimated: bool,
    /// Functions, each with how much, in the page's language.
    pub gives: String,
    pub receives: String,
    /// The smaller of what is given and received.
    pub mutual: f64,
}

/// What completes a territory.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ComplementsPart {
    /// Those that complete it most first.
    pub rows: Vec<ComplementRow>,
    /// How many there are in all.
    pub all: u64,
    /// Why there is none, where there is none.
    pub reason: String,
    /// The same for programs.
    pub address: String,
}

impl ComplementsPart {
    /// How many of how many are shown.
    #[must_use]
    pub fn sentence(&self, frame: &Frame) -> String {
        let shown = frame.integer(&(self.rows.len() as u64));
        frame.fill(
            "complements.sentence",
            &[("all", &frame.count("territories", &self.all)), ("shown", &shown)],
        )
    }

    /// How long it takes.
    #[must_use]
    pub fn minutes(&self, frame: &Frame, row: &ComplementRow) -> String {
        let minutes = figures::decimal(frame.language, row.minutes, 0);
        let key = if row.is_estimated { "complements.about" } else { "complements.minutes" };
        frame.fill(key, &[("n", &minutes)])
    }

    /// The score.
    #[must_use]
    pub fn mutual(&self, frame: &Frame, row: &ComplementRow) -> String {
        figures::decimal(frame.language, row.mutual, 2)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::domain::level::Level;
    use crate::pages::samples;
    use crate::pages::words::Language;

    /// Two partners, one by a router.
    pub fn sample() -> ComplementsPart {
        let row = |code: &str, name: &str, is_estimated| ComplementRow {
            place: Place { level: Level::Bassin, code: code.into(), name: name.into() },
            minutes: 34.4,
            is_estimated,
            gives: "Ressourcerie (0,42), Fablab (0,10)".into(),
            receives: "Tiers-lieu (0,30)".into(),
            mutual: 0.3,
        };
        ComplementsPart {
            rows: vec![row("44131", "Pornic", true), row("49069", "Beaupréau-en-Mauges", false)],
            all: 7,
            reason: String::new(),
            address: "/analyses/complements?zone=bassin:44109&geometry=point".into(),
        }
    }

    #[test]
    fn partners_are_linked_and_who_has_none_is_told_why() {
        for language in [Language::French, Language::English] {
            let mut page = samples::territory(language);
            let html = samples::checked(&page);
            for row in &sample().rows {
                assert!(html.contains(&page.frame.link(&row.place.address())), "{}", row.place.name);
            }
            let reason = "Personne à portée.".to_owned();
            page.complements = Some(ComplementsPart { reason: reason.clone(), ..ComplementsPart::default() });
            let html = samples::checked(&page);
            assert!(html.contains(&reason) && !html.contains("Beaupréau"));
        }
    }
}
