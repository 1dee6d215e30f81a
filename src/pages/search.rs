//! What bears a name: territories, functions and actors.

use askama::Template;

use crate::domain::actor::Family;
use crate::pages::frame::Frame;
use crate::pages::territory::Place;

/// A territory that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerritoryHit {
    pub place: Place,
    pub population: u64,
    /// What tells it from its namesakes: the name of its département.
    pub within: Option<String>,
}

/// An actor that was found: never one in partial diffusion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorHit {
    pub name: String,
    pub family: Option<Family>,
    pub commune: Option<Place>,
}

/// A function that was found: its page lists who fulfils it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionHit {
    pub key: String,
    pub label: String,
}

impl FunctionHit {
    /// Where those who fulfil it are listed.
    #[must_use]
    pub fn address(&self) -> String {
        format!("/partenaires?fonction={}", self.key)
    }
}

/// `/rechercher?q=`
#[derive(Debug, Clone, Template)]
#[template(path = "search.html")]
pub struct SearchPage {
    pub frame: Frame,
    /// As typed.
    pub query: String,
    /// The best first.
    pub territories: Vec<TerritoryHit>,
    pub actors: Vec<ActorHit>,
    pub functions: Vec<FunctionHit>,
    /// Whether there may be more than these.
    pub cut: bool,
}

impl SearchPage {
    fn sentence(&self) -> String {
        if self.query.trim().is_empty() {
            return self.frame.say("search.ask").to_owned();
        }
        let (territories, actors) = (self.territories.len() as u64, self.actors.len() as u64);
        let functions = self.functions.len() as u64;
        if self.cut {
            let shown = self.frame.integer(&(territories + actors + functions));
            return self.frame.fill("search.first", &[("n", &shown), ("q", &self.query)]);
        }
        let territories = self.frame.count("territories", &territories);
        let actors = self.frame.count("actors", &actors);
        self.frame.fill(
            "search.sentence",
            &[("territories", &territories), ("actors", &actors), ("q", &self.query)],
        )
    }

    fn level_of(&self, place: &Place) -> String {
        self.frame.fill(&format!("level.{}.title", place.level), &[])
    }

    fn is_empty(&self) -> bool {
        !self.query.trim().is_empty()
            && self.territories.is_empty()
            && self.actors.is_empty()
            && self.functions.is_empty()
    }

    fn family_of(&self, hit: &ActorHit) -> String {
        hit.family
            .map_or_else(String::new, |family| self.frame.fill(&format!("family-one.{}", family.word()), &[]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples;
    use crate::pages::words::Language;

    #[test]
    fn what_is_found_is_linked() {
        for language in [Language::French, Language::English] {
            let page = samples::search(language);
            let html = samples::checked(&page);
            for hit in &page.territories {
                assert!(html.contains(&hit.place.address()));
            }
            for hit in &page.functions {
                assert!(html.contains(&hit.address()));
            }
            for hit in &page.actors {
                assert!(html.contains(&hit.name));
            }
        }
    }

    #[test]
    fn a_query_is_shown_as_text() {
        let page =
            SearchPage { query: "\"><script>alert(1)</script>".into(), ..samples::search(Language::French) };
        assert!(!samples::checked(&page).contains("<script>alert"));
    }

    #[test]
    fn a_list_that_is_cut_does_not_pass_for_the_whole() {
        let page = SearchPage { cut: true, ..samples::search(Language::French) };
        assert!(samples::checked(&page).contains("premiers résultats"));
        assert!(!samples::checked(&samples::search(Language::French)).contains("premiers résultats"));
    }

    #[test]
    fn nothing_asked_and_nothing_found_are_two_different_things() {
        let empty = SearchPage {
            territories: Vec::new(),
            actors: Vec::new(),
            functions: Vec::new(),
            cut: false,
            ..samples::search(Language::French)
        };
        assert!(empty.is_empty());
        let unasked = SearchPage { query: "  ".into(), ..empty.clone() };
        assert!(!unasked.is_empty());
        assert_ne!(samples::checked(&empty), samples::checked(&unasked));
    }
}
