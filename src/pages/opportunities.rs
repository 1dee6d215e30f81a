//! Who in a territory could work together: pairs, then trios, the reason before the number.

use askama::Template;

use crate::pages::address;
use crate::pages::allies::{Choice, PartView};
use crate::pages::frame::Frame;
use crate::pages::lines_sketch::LinesSketch;
use crate::pages::sketch::{HEIGHT, WIDTH};
use crate::pages::territory::Place;

/// One of those who could work together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: String,
    pub name: Option<String>,
    pub commune: Option<Place>,
}

/// A pair or a trio.
#[derive(Debug, Clone, PartialEq)]
pub struct OpportunityItem {
    /// As on the plan.
    pub label: String,
    pub members: Vec<Member>,
    /// In the page's language.
    pub why: String,
    /// The functions that are wanting in the bassin and that they would bring.
    pub closes: Vec<String>,
    pub score: f64,
    /// Of a pair.
    pub parts: Vec<PartView>,
}

/// What was asked, as it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpportunitiesQuestion {
    /// A place as it was typed, where no zone is settled.
    pub place: String,
    /// Key of a function that somebody must bring; empty: any.
    pub function: String,
    pub minutes: u32,
}

/// `/opportunites?zone=bassin:44109&fonction=logistique&minutes=30`
#[derive(Debug, Clone, Template)]
#[template(path = "opportunities.html")]
pub struct OpportunitiesPage {
    pub frame: Frame,
    pub asked: OpportunitiesQuestion,
    /// The territory that is looked at.
    pub place: Option<Place>,
    /// Territories that bear the name that was typed.
    pub candidates: Vec<Place>,
    pub choices: Vec<Choice>,
    /// Why there is no answer.
    pub trouble: String,
    pub pairs: Vec<OpportunityItem>,
    pub trios: Vec<OpportunityItem>,
    /// Pairs of actors that are near enough and bound.
    pub possible: u64,
    pub sketch: Option<LinesSketch>,
    /// The same for programs; empty without a question.
    pub api: String,
}

/// The minutes to choose from.
pub const REACHES: [u32; 4] = [15, 30, 45, 60];

impl OpportunitiesPage {
    fn reaches(&self) -> [u32; REACHES.len()] {
        REACHES
    }

    fn sentence(&self) -> String {
        let integer = |number: u64| self.frame.integer(&number);
        let (possible, minutes) = (integer(self.possible), integer(self.asked.minutes.into()));
        let (pairs, trios) = (integer(self.pairs.len() as u64), integer(self.trios.len() as u64));
        let key = if self.possible == 0 { "opportunities.none" } else { "opportunities.sentence" };
        self.frame.fill(
            key,
            &[("possible", &possible), ("minutes", &minutes), ("pairs", &pairs), ("trios", &trios)],
        )
    }

    /// Both lists with their titles.
    fn lists(&self) -> [(&'static str, &str, &[OpportunityItem]); 2] {
        [
            ("paires", self.frame.say("opportunities.pairs"), &self.pairs),
            ("trios", self.frame.say("opportunities.trios"), &self.trios),
        ]
    }

    fn zone(&self) -> String {
        self.place.as_ref().map_or(String::new(), |place| address::zone(place.level, &place.code))
    }

    /// The same question about a territory that bears the name.
    fn href_of(&self, place: &Place) -> String {
        let zone = address::zone(place.level, &address::escape(&place.code));
        let function = match self.asked.function.is_empty() {
            true => String::new(),
            false => format!("&fonction={}", address::escape(&self.asked.function)),
        };
        self.frame.link(&format!("/opportunites?zone={zone}{function}&minutes={}", self.asked.minutes))
    }

    fn level_of(&self, place: &Place) -> String {
        self.frame.fill(&format!("level.{}.title", place.level), &[])
    }

    fn href_of_item(&self, id: &str) -> String {
        self.frame.link(&format!("/collections/acteurs/items/{}?f=html", address::escape(id)))
    }

    fn href_of_partners(&self, id: &str) -> String {
        self.frame.link(&format!("/partenaires?acteur={}", address::escape(id)))
    }

    fn size(&self) -> [u32; 2] {
        [WIDTH as u32, HEIGHT as u32]
    }

    /// A length of the plan, to a tenth.
    fn drawn(&self, length: &f64) -> String {
        format!("{length:.1}")
    }

    fn path(&self, points: &[[f64; 2]]) -> String {
        let point = |[x, y]: &[f64; 2]| format!("{x:.1} {y:.1}");
        format!("M{}", points.iter().map(point).collect::<Vec<_>>().join("L"))
    }

    fn points(&self, points: &f64) -> String {
        self.frame.decimal(&Some(*points), &1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::level::Level;
    use crate::pages::lines_sketch::{Together, lines_sketch};
    use crate::pages::samples;
    use crate::pages::words::Language;

    fn sample(language: Language) -> OpportunitiesPage {
        let commune = Place { level: Level::Commune, code: "44131".into(), name: "Pornic".into() };
        let member = |id: &str, name: Option<&str>| Member {
            id: id.into(),
            name: name.map(str::to_owned),
            commune: Some(commune.clone()),
        };
        let item = |label: &str, members: Vec<Member>| OpportunityItem {
            label: label.into(),
            members,
            why: "La ferme et la cuisine : l’une produit, l’autre transforme.".into(),
            closes: vec!["Légumerie".into()],
            score: 61.25,
            parts: vec![PartView { label: "complémentarité".into(), points: 31.5, is_known: false }],
        };
        let (one, other) = (member("12345678901234", Some("La ferme")), member("W1", None));
        let together = Together { places: vec![[-2.1, 47.1], [-2.0, 47.2]], label: "1".into(), list: 0 };
        OpportunitiesPage {
            frame: samples::frame(language),
            asked: OpportunitiesQuestion { minutes: 30, ..OpportunitiesQuestion::default() },
            place: Some(Place { level: Level::Bassin, code: "44131".into(), name: "Pornic".into() }),
            candidates: Vec::new(),
            choices: vec![Choice { key: "logistique".into(), label: "Logistique".into() }],
            trouble: String::new(),
            pairs: vec![item("1", vec![one.clone(), other.clone()])],
            trios: vec![item("A", vec![one.clone(), other, one])],
            possible: 1_234,
            sketch: lines_sketch(&[together]),
            api: "/analyses/opportunities?zone=bassin:44131".into(),
        }
    }

    #[test]
    fn the_reason_comes_before_the_number_and_the_plan_has_the_numbers_of_the_list() {
        for language in [Language::French, Language::English] {
            let mut page = sample(language);
            let html = samples::checked(&page);
            let (why, score) = (html.find("l’une produit"), html.find(&page.points(&61.25)));
            assert!(why.is_some() && why < score);
            assert!(
                html.contains("<figure class=\"plan\">")
                    && html.contains("class=\"people allies opportunities opportunities-paires\"")
            );
            assert!(
                html.contains("/analyses/opportunities?zone=bassin:44131&#38;f=csv")
                    || html.contains("f=csv")
            );
            page.pairs.clear();
            page.trios.clear();
            page.possible = 0;
            page.sketch = None;
            let html = samples::checked(&page);
            assert!(html.contains(&page.sentence()), "an empty page says so");
        }
    }
}
