//! Where to make a place: a form, a sentence, a numbered list with what is for and against each site, why others are
//! set aside.

use std::fmt::Display;

use askama::Template;

use crate::pages::address;
use crate::pages::frame::Frame;
use crate::pages::sketch::{HEIGHT, Sketch, WIDTH};
use crate::pages::territory::Place;

/// A thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub key: String,
    pub label: String,
    pub is_chosen: bool,
}

/// A criterion with its weight, and the same page with a little less or more of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    pub key: &'static str,
    pub label: String,
    /// Why its goalposts stand where they stand.
    pub why: String,
    pub weight: f64,
    /// What follows `/foncier?` with one less and one more; `None` at either end.
    pub less: Option<String>,
    pub more: Option<String>,
}

/// What was asked, as the form shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedView {
    /// What was typed for a place.
    pub typed: String,
    pub kind: String,
    pub kinds: Vec<Choice>,
    pub kind_why: String,
    pub functions: Vec<Choice>,
    /// Key of the function that is looked for, whichever way it was chosen.
    pub function: String,
    pub surface: u32,
    pub built: u32,
    pub minutes: u32,
    pub exclusions: Vec<Choice>,
    pub weights: Vec<Weighed>,
    /// Parameters of the question, as they stand in addresses.
    pub words: String,
    /// Ids kept to be compared.
    pub kept: Vec<String>,
}

/// A site as the list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteRow {
    pub rank: u64,
    pub id: String,
    pub name: Option<String>,
    pub commune: Option<Place>,
    pub score: f64,
    /// Of the weight, 0 to 1.
    pub reliability: f64,
    pub is_undecided: bool,
    /// In the page's language.
    pub plus: Vec<String>,
    pub minus: Vec<String>,
    pub unknown: Vec<String>,
}

/// A site that is set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcludedRow {
    pub id: String,
    pub name: Option<String>,
    pub commune: Option<Place>,
    pub why: String,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct LandAnswer {
    /// In the page's language.
    pub sentence: String,
    pub surveyed: String,
    /// Where the function cannot be told.
    pub unmeasured: Option<String>,
    pub rows: Vec<SiteRow>,
    pub total: u64,
    pub sketch: Option<Sketch>,
    pub excluded: Vec<ExcludedRow>,
    pub excluded_total: u64,
    /// Without each criterion, how many of the first ones stay; the one that changes most first.
    pub sensitivity: Vec<String>,
    /// From 1.
    pub page: u64,
    pub pages: u64,
}

/// `/foncier?zone=departement:44&place=coworking&surface=300&weights=gare:3&page=1`
#[derive(Debug, Clone, Template)]
#[template(path = "land.html")]
pub struct LandPage {
    pub frame: Frame,
    pub asked: AskedView,
    /// The territory that is meant.
    pub zone: Option<Place>,
    /// Territories that bear the name that was typed.
    pub places: Vec<Place>,
    /// Départements with a site, and how many, where nothing was asked.
    pub departements: Vec<(Place, u64)>,
    pub answer: Option<LandAnswer>,
}

impl LandPage {
    fn title(&self) -> String {
        match &self.zone {
            Some(zone) => self.frame.fill("land.title-of", &[("place", &zone.name)]),
            None => self.frame.say("land.title").to_owned(),
        }
    }

    fn level_of(&self, place: &Place) -> String {
        self.frame.fill(&format!("level.{}.title", place.level), &[])
    }

    fn size(&self) -> [u32; 2] {
        [WIDTH as u32, HEIGHT as u32]
    }

    /// A length of the plan, to a tenth.
    fn drawn(&self, length: &f64) -> String {
        format!("{length:.1}")
    }

    /// `78`
    fn points(&self, points: &f64) -> String {
        self.frame.decimal(&Some(*points), &0)
    }

    fn percent(&self, share: &f64) -> String {
        self.frame.decimal(&Some(*share * 100.0), &0)
    }

    /// Four dots, as many full ones as quarters of the weight are known.
    fn dots(&self, reliability: &f64) -> String {
        let full = (reliability * 4.0).round().clamp(0.0, 4.0) as usize;
        "●".repeat(full) + &"○".repeat(4 - full)
    }

    fn page_note(&self, answer: &LandAnswer) -> String {
        let values: [(&str, &dyn Display); 2] = [("page", &answer.page), ("pages", &answer.pages)];
        self.frame.fill("partners.page", &values)
    }

    fn shown_note(&self, answer: &LandAnswer) -> String {
        let shown = answer.excluded.len() as u64;
        let values: [(&str, &dyn Display); 2] =
            [("shown", &self.frame.integer(&shown)), ("all", &self.frame.integer(&answer.excluded_total))];
        self.frame.fill("land.excluded-shown", &values)
    }

    fn href_in(&self, place: &Place) -> String {
        let zone = address::zone(place.level, &address::escape(&place.code));
        // What was asked of another territory holds for this one.
        let words: Vec<&str> =
            self.asked.words.split('&').filter(|pair| !pair.starts_with("zone=")).collect();
        self.frame.link(&format!("/foncier?zone={zone}&{}", words.join("&")))
    }

    /// The page with other weights.
    fn href_weighed(&self, words: &str) -> String {
        self.frame.link(&format!("/foncier?{words}{}#criteres", self.kept_words()))
    }

    fn href_of_page(&self, page: u64) -> String {
        let page = if page == 1 { String::new() } else { format!("&page={page}") };
        self.frame.link(&format!("/foncier?{}{}{page}", self.asked.words, self.kept_words()))
    }

    fn href_of_site(&self, id: &str) -> String {
        self.frame.link(&format!("/foncier/{}?{}", address::escape(id), self.asked.words))
    }

    fn kept_words(&self) -> String {
        if self.asked.kept.is_empty() { String::new() } else { format!("&garder={}", self.kept_ids()) }
    }

    fn kept_ids(&self) -> String {
        self.asked.kept.join(",")
    }

    fn is_kept(&self, id: &str) -> bool {
        self.asked.kept.iter().any(|kept| kept == id)
    }

    /// The same with a site kept, or let go.
    fn href_turned(&self, id: &str) -> String {
        let mut kept: Vec<&str> =
            self.asked.kept.iter().map(String::as_str).filter(|kept| *kept != id).collect();
        if kept.len() == self.asked.kept.len() {
            kept.push(id);
        }
        let kept = if kept.is_empty() { String::new() } else { format!("&garder={}", kept.join(",")) };
        self.frame.link(&format!("/foncier?{}{kept}#comparer", self.asked.words))
    }

    fn href_to_compare(&self) -> String {
        self.frame.link(&format!("/foncier/comparer?sites={}&{}", self.kept_ids(), self.asked.words))
    }

    /// How many such places would serve the territory, and where.
    fn sets(&self) -> Option<String> {
        let zone = self.zone.as_ref()?;
        let zone = address::zone(zone.level, &address::escape(&zone.code));
        let (function, minutes) = (&self.asked.function, self.asked.minutes);
        Some(
            self.frame.link(&format!("/foncier/ensembles?zone={zone}&function={function}&minutes={minutes}")),
        )
    }

    /// The same for programs.
    fn download(&self, rows: &str, form: &str) -> String {
        format!("/analyses/sites?{}&rows={rows}&limit=10000&f={form}", self.asked.words)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::domain::level::Level;
    use crate::pages::samples;
    use crate::pages::sketch::{Spot, sketch};
    use crate::pages::words::Language;

    pub fn place(level: Level, code: &str, name: &str) -> Place {
        Place { level, code: code.into(), name: name.into() }
    }

    fn row(rank: u64, name: Option<&str>) -> SiteRow {
        SiteRow {
            rank,
            id: format!("44109_{rank}"),
            name: name.map(str::to_owned),
            commune: Some(place(Level::Commune, "44109", "Nantes")),
            score: 78.4,
            reliability: 0.6,
            is_undecided: rank == 2,
            plus: vec!["gare « <Nantes> » à 4 min".into()],
            minus: vec!["terrain de 90 000 m²".into()],
            unknown: vec!["surface bâtie inconnue".into()],
        }
    }

    fn sample(language: Language) -> LandPage {
        let choice = |key: &str, is_chosen| Choice { key: key.into(), label: key.into(), is_chosen };
        let words = "zone=departement:44&place=coworking&weights=gare:3";
        let spot = |label: &str, list| Spot { lon: -1.5, lat: 47.3, label: label.into(), list };
        LandPage {
            frame: samples::frame(language),
            asked: AskedView {
                typed: "Loire-Atlantique".into(),
                kind: "coworking".into(),
                kinds: vec![choice("tiers-lieu", false), choice("coworking", true)],
                kind_why: "On y déjeune.".into(),
                functions: vec![choice("", true), choice("ressourcerie", false)],
                function: "coworking".into(),
                surface: 300,
                built: 150,
                minutes: 20,
                exclusions: vec![choice("inondation", true), choice("pollue", false)],
                weights: vec![Weighed {
                    key: "gare",
                    label: "gare".into(),
                    why: "À 3 minutes on y va à pied.".into(),
                    weight: 3.0,
                    less: Some("zone=departement:44&place=coworking&weights=gare:2".into()),
                    more: None,
                }],
                words: words.into(),
                kept: vec!["44109_1".into(), "44109_2".into()],
            },
            zone: Some(place(Level::Departement, "44", "Loire-Atlantique")),
            places: vec![],
            departements: vec![],
            answer: Some(LandAnswer {
                sentence: "130 sites examinés, 30 retenus.".into(),
                surveyed: "L’inventaire couvre 41 % des communes.".into(),
                unmeasured: None,
                rows: vec![row(1, Some("Ancienne gare de R. <1>")), row(2, None)],
                total: 30,
                sketch: sketch([-1.6, 47.2], &[spot("1", 0), spot("", 1)]),
                excluded: vec![ExcludedRow {
                    id: "44109_9".into(),
                    name: None,
                    commune: None,
                    why: "Terrain trop petit.".into(),
                }],
                excluded_total: 100,
                sensitivity: vec!["Sans « gare », 6 des 10 premiers restent.".into()],
                page: 1,
                pages: 2,
            }),
        }
    }

    #[test]
    fn the_list_says_what_is_for_and_against_and_why_others_are_set_aside() {
        for language in [Language::French, Language::English] {
            let html = samples::checked(&sample(language));
            for told in [
                "44109_1",
                "&#60;Nantes&#62;",
                "90 000",
                "inconnue",
                "trop petit",
                "6 des 10",
                "41 %",
                "●●○○",
            ] {
                assert!(html.contains(told), "{told}");
            }
            assert!(!html.contains("<1>"), "names are text");
        }
    }

    #[test]
    fn addresses_keep_the_question_and_the_choice() {
        let page = sample(Language::English);
        assert_eq!(
            page.href_of_page(2),
            "/foncier?zone=departement:44&place=coworking&weights=gare:3&garder=44109_1,44109_2&page=2&lang=en"
        );
        assert!(page.href_turned("44109_1").contains("&garder=44109_2&lang=en#comparer"));
        assert!(page.href_turned("44109_3").contains("&garder=44109_1,44109_2,44109_3&"));
        let elsewhere = page.href_in(&place(Level::Bassin, "35236", "Redon"));
        assert_eq!(elsewhere, "/foncier?zone=bassin:35236&place=coworking&weights=gare:3&lang=en");
    }

    #[test]
    fn without_a_question_the_page_asks_one() {
        let mut empty = sample(Language::French);
        (empty.answer, empty.zone) = (None, None);
        empty.departements = vec![(place(Level::Departement, "44", "Loire-Atlantique"), 412)];
        let html = samples::checked(&empty);
        assert!(html.contains("name=\"lieu\"") && html.contains("412"));
        assert!(html.contains("href=\"/collections/sites\""), "the layer of the whole country");
        empty.places = vec![place(Level::Bassin, "35236", "Redon")];
        assert!(samples::checked(&empty).contains("zone=bassin:35236"));
    }
}
