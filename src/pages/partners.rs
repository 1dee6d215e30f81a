//! Who fulfils a function in a territory: the list that a network starts from.

use std::fmt::Display;

use askama::Template;

use crate::domain::actor::Family;
use crate::domain::whereabouts::Precision;
use crate::pages::address;
use crate::pages::frame::Frame;
use crate::pages::territory::{FunctionRow, Place};

/// An actor that may be named: never one in partial diffusion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerRow {
    pub id: String,
    pub name: Option<String>,
    pub family: Option<Family>,
    /// Labels in the page's language.
    pub functions: Vec<String>,
    pub commune: Option<Place>,
    /// `None` when placed nowhere.
    pub precision: Option<Precision>,
    pub website: Option<String>,
    /// Titles of the sources that speak of it.
    pub sources: Vec<String>,
}

/// A larger or nearby territory and how many it holds: the way out of an empty answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wider {
    pub place: Place,
    pub actors: u64,
}

/// `/partenaires?lieu=bassin-44109&fonction=ressourcerie&page=2`; `lieu` may be a name as typed.
#[derive(Debug, Clone, Template)]
#[template(path = "partners.html")]
pub struct PartnersPage {
    pub frame: Frame,
    /// `lieu` as asked.
    pub asked: String,
    /// The territory it means; `None` when nothing was asked or the name is not settled.
    pub zone: Option<Place>,
    /// Territories that bear the name asked for, when there are several.
    pub candidates: Vec<Place>,
    /// The key of the function asked for.
    pub function: Option<String>,
    /// Every function of the catalogue with its actors in the territory (0 without one).
    pub choices: Vec<FunctionRow>,
    /// One page of the answer.
    pub actors: Vec<PartnerRow>,
    /// All actors that match, those in partial diffusion included.
    pub total: u64,
    /// Of these, how many are counted but not listed.
    pub masked: u64,
    /// From 1.
    pub page: u64,
    pub pages: u64,
    /// Where there are some, when there are none here.
    pub wider: Vec<Wider>,
}

impl PartnersPage {
    fn function_label(&self) -> Option<&str> {
        let key = self.function.as_deref()?;
        self.choices.iter().find(|choice| choice.key == key).map(|choice| choice.label.as_str())
    }

    fn is_chosen(&self, key: &str) -> bool {
        self.function.as_deref() == Some(key)
    }

    fn sentence(&self) -> String {
        let total = self.frame.count("actors-known", &self.total);
        let name = self.zone.as_ref().map_or("", |zone| zone.name.as_str());
        let start: [(&str, &dyn Display); 2] = [("actors", &total), ("place", &name)];
        match self.function_label() {
            None => self.frame.fill("partners.sentence", &start),
            Some(label) => {
                let [actors, place] = start;
                self.frame.fill("partners.sentence-function", &[actors, place, ("function", &label)])
            }
        }
    }

    fn masked_note(&self) -> String {
        self.frame.fill("partners.masked", &[("n", &self.frame.count("actors", &self.masked))])
    }

    fn level_of(&self, place: &Place) -> String {
        self.frame.fill(&format!("level.{}.title", place.level), &[])
    }

    fn family_of(&self, row: &PartnerRow) -> &'static str {
        let words = self.frame.words();
        match row.family {
            Some(Family::Association) => words.say("family-one.association"),
            Some(Family::Cooperative) => words.say("family-one.cooperative"),
            Some(Family::Mutuelle) => words.say("family-one.mutuelle"),
            Some(Family::Fondation) => words.say("family-one.fondation"),
            Some(Family::SocieteEss) => words.say("family-one.societe-ess"),
            None => words.say("family-one.none"),
        }
    }

    /// How well it is placed, and who says so.
    fn origin_of(&self, row: &PartnerRow) -> String {
        let words = self.frame.words();
        let place = match row.precision {
            Some(Precision::Exact) => words.say("quality-one.exact"),
            Some(Precision::Street) => words.say("quality-one.street"),
            Some(Precision::Estimated) => words.say("quality-one.estimated"),
            Some(Precision::Commune) => words.say("quality-one.commune"),
            None => words.say("quality-one.nowhere"),
        };
        words.fill("partners.from", &[("place", &place), ("sources", &row.sources.join(", "))])
    }

    /// The site of an actor, if it is one that a browser may open.
    fn website_of<'a>(&self, row: &'a PartnerRow) -> Option<&'a str> {
        row.website.as_deref().filter(|site| site.starts_with("https://") || site.starts_with("http://"))
    }

    /// The same search elsewhere.
    fn href_in(&self, place: &Place) -> String {
        self.href(&format!("{}-{}", place.level, place.code), 1)
    }

    fn href_of_page(&self, page: u64) -> String {
        self.href(&self.asked, page)
    }

    fn href(&self, place: &str, page: u64) -> String {
        let function = self.function.as_deref().map(|key| format!("&fonction={}", address::escape(key)));
        let page = (page != 1).then(|| format!("&page={page}"));
        let tail = function.unwrap_or_default() + &page.unwrap_or_default();
        self.frame.link(&format!("/partenaires?lieu={}{tail}", address::escape(place)))
    }

    /// With whom one of the list could work.
    fn href_of_allies(&self, row: &PartnerRow) -> String {
        self.frame.link(&format!("/partenaires?acteur={}", address::escape(&row.id)))
    }

    fn has_previous(&self) -> bool {
        1 < self.page
    }

    fn has_next(&self) -> bool {
        self.page < self.pages
    }

    fn page_note(&self) -> String {
        let values: [(&str, &dyn Display); 2] = [("page", &self.page), ("pages", &self.pages)];
        self.frame.fill("partners.page", &values)
    }

    /// The actors listed, in an open format.
    fn download(&self, place: &Place, format: &str) -> String {
        let zone = address::zone(place.level, &address::escape(&place.code));
        format!("/collections/acteurs/items?zone={zone}&f={format}&limit=all")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples;
    use crate::pages::words::Language;

    #[test]
    fn the_list_says_who_and_how_many_are_not_shown() {
        for language in [Language::French, Language::English] {
            let page = samples::partners(language);
            let html = samples::checked(&page);
            assert!(html.contains(&page.sentence()));
            assert!(html.contains(&page.masked_note()));
        }
    }

    #[test]
    fn only_web_addresses_become_links() {
        let mut page = samples::partners(Language::French);
        page.actors[0].website = Some("javascript:alert(1)".into());
        assert!(!samples::checked(&page).contains("javascript:"));
    }

    #[test]
    fn an_empty_answer_shows_the_way_out() {
        let mut page = samples::partners(Language::French);
        page.total = 0;
        page.masked = 0;
        page.actors.clear();
        let place = Place { level: Level::Departement, code: "44".into(), name: "Loire-Atlantique".into() };
        page.wider = vec![Wider { place, actors: 12 }];
        let html = samples::checked(&page);
        assert!(html.contains("lieu=departement-44") && html.contains("12 acteurs"));
    }

    #[test]
    fn without_a_place_the_page_asks_for_one() {
        let mut page = samples::partners(Language::French);
        page.zone = None;
        page.asked.clear();
        page.actors.clear();
        assert!(samples::checked(&page).contains("name=\"lieu\""));
    }

    #[test]
    fn pages_keep_the_question() {
        let page = samples::partners(Language::English);
        assert_eq!(
            page.href_of_page(2),
            "/partenaires?lieu=bassin-44109&fonction=ressourcerie&page=2&lang=en"
        );
    }

    use crate::domain::level::Level;
}
