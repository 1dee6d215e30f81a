//! The portrait of a territory: how many actors do what, who is next to it, how sure we are.

use std::fmt::Display;

use askama::Template;

use crate::domain::actor::Family;
use crate::domain::level::Level;
use crate::domain::territory::OutlineOrigin;
use crate::pages::chains::ChainsPart;
use crate::pages::complements::ComplementsPart;
use crate::pages::explore::rate;
use crate::pages::frame::Frame;
use crate::pages::gaps::GapsPart;
use crate::pages::indices::IndexPart;
use crate::pages::legend::{self, Drawing, Mark};
use crate::pages::map::MapView;
use crate::pages::twins::TwinsPart;
use crate::pages::{address, figures};

/// A territory to link to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub level: Level,
    pub code: String,
    pub name: String,
}

impl Place {
    /// Its page.
    #[must_use]
    pub fn address(&self) -> String {
        address::territory(self.level, &self.code, &self.name)
    }
}

/// A function and how many actors are known to fulfil it here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionRow {
    /// Its key in the catalogue of functions.
    pub key: String,
    /// In the page's language.
    pub label: String,
    pub actors: u64,
}

/// A family of the ESS and its actors; `None`: of no known family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyRow {
    pub family: Option<Family>,
    pub actors: u64,
}

/// A territory that shares a border.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    pub place: Place,
    pub population: u64,
    pub actors: u64,
}

impl Neighbour {
    fn rate(&self) -> Option<f64> {
        rate(self.actors, self.population)
    }
}

/// How well the actors are placed. The five add up to all actors of the territory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quality {
    pub exact: u64,
    pub street: u64,
    pub estimated: u64,
    /// Only the commune is known.
    pub commune: u64,
    /// In partial diffusion, whatever is known of their place: counted, never shown.
    pub masked: u64,
}

/// The whole that the territory is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// All actors, those placed nowhere included.
    pub actors: u64,
    pub population: u64,
}

/// `/territoires/{level}-{code}[-slug]`
#[derive(Debug, Clone, Template)]
#[template(path = "territory.html")]
pub struct TerritoryPage {
    pub frame: Frame,
    pub place: Place,
    pub population: u64,
    pub communes: u64,
    pub surface_km2: Option<f64>,
    /// The official label of the density class; communes only.
    pub density_label: Option<&'static str>,
    /// The larger territories that contain it, smallest first.
    pub parents: Vec<Place>,
    pub neighbours: Vec<Neighbour>,
    /// All actors of the territory.
    pub actors: u64,
    /// Every function of the catalogue, those without actor included, in the catalogue's order.
    /// An actor may fulfil several or none: the counts need not add up to `actors`.
    pub functions: Vec<FunctionRow>,
    /// Actors whose function is not known.
    pub without_function: u64,
    /// Adds up to `actors`.
    pub families: Vec<FamilyRow>,
    pub quality: Quality,
    pub outline: OutlineOrigin,
    pub whole: Whole,
    /// What is missing here; not told of communes.
    pub gaps: Option<GapsPart>,
    /// What resembles it, and what completes it; of bassins only.
    pub twins: Option<TwinsPart>,
    pub complements: Option<ComplementsPart>,
    /// Which links of chains are missing; of bassins only.
    pub chains: Option<ChainsPart>,
    /// Where it stands by the indices at hand; of bassins only.
    pub indices: Vec<IndexPart>,
    /// `None` when the territory has no outline.
    pub map: Option<MapView>,
}

/// A term and its value.
struct Fact {
    term: &'static str,
    value: String,
}

/// A count with its share of the territory's actors.
struct Part {
    label: &'static str,
    actors: u64,
    share: String,
}

impl TerritoryPage {
    /// Where groups of actors of a bassin are told; of other levels none.
    fn groups_address(&self) -> Option<String> {
        let zone = address::zone(self.place.level, &address::escape(&self.place.code));
        (self.place.level == Level::Bassin).then(|| format!("/grappes?zone={zone}"))
    }

    /// Where its land is ranked for a place; a commune is too small to choose in.
    fn land_address(&self) -> Option<String> {
        let zone = address::zone(self.place.level, &address::escape(&self.place.code));
        (self.place.level != Level::Commune).then(|| format!("/foncier?zone={zone}"))
    }

    /// Where best sets of places in it are looked for.
    fn sets_address(&self) -> String {
        let zone = address::zone(self.place.level, &address::escape(&self.place.code));
        format!("/foncier/ensembles?zone={zone}")
    }

    /// Where those who could work together in a bassin are told; of other levels none.
    fn opportunities_address(&self) -> Option<String> {
        let zone = address::zone(self.place.level, &address::escape(&self.place.code));
        (self.place.level == Level::Bassin).then(|| format!("/opportunites?zone={zone}"))
    }

    fn level_title(&self) -> String {
        self.frame.fill(&format!("level.{}.title", self.place.level), &[])
    }

    /// What the map under the title draws.
    fn marks(&self) -> Vec<Mark> {
        let language = self.frame.language;
        [legend::actors(language), legend::borders(self.place.level, language)].concat()
    }

    fn rate(&self) -> Option<f64> {
        rate(self.actors, self.population)
    }

    /// The rate of the whole beside its own. No verdict: more or less than the whole is a
    /// matter of expected counts and intervals, which a rate alone does not tell.
    fn comparison(&self) -> Option<String> {
        self.rate()?;
        let whole = rate(self.whole.actors, self.whole.population)?;
        Some(self.frame.fill("territory.whole", &[("rate", &self.frame.one_decimal(&Some(whole)))]))
    }

    fn sentence(&self) -> String {
        let actors = self.frame.count("actors-known", &self.actors);
        let people = self.frame.count("inhabitants", &self.population);
        let rate = self.frame.one_decimal(&self.rate());
        let parts: [(&str, &dyn Display); 3] = [("actors", &actors), ("people", &people), ("rate", &rate)];
        let start = self.frame.fill("territory.sentence", &parts);
        let comparison = self.comparison().map(|c| format!(", {c}")).unwrap_or_default();
        format!("{start}{comparison}.")
    }

    fn facts(&self) -> Vec<Fact> {
        let words = self.frame.words();
        let fact = |key, value| Fact { term: words.say(key), value };
        let kilometers = |km2| figures::decimal(self.frame.language, km2, 0) + "\u{a0}km²";
        let mut facts = vec![fact("facts.population", self.frame.integer(&self.population))];
        if self.place.level != Level::Commune {
            facts.push(fact("facts.communes", self.frame.integer(&self.communes)));
        }
        if let Some(km2) = self.surface_km2.filter(|km2| 0.0 < *km2) {
            facts.push(fact("facts.surface", kilometers(km2)));
            let density = figures::decimal(self.frame.language, self.population as f64 / km2, 0);
            facts.push(fact("facts.density", words.fill("facts.per-km2", &[("n", &density)])));
        }
        facts.extend(self.density_label.map(|label| fact("facts.class", label.to_owned())));
        facts.push(fact("facts.actors", self.frame.integer(&self.actors)));
        facts.push(fact("facts.rate", self.frame.one_decimal(&self.rate())));
        facts
    }

    /// Functions with at least one known actor, most frequent first.
    fn present(&self) -> Vec<&FunctionRow> {
        let mut present: Vec<_> = self.functions.iter().filter(|f| f.actors != 0).collect();
        present.sort_by_key(|f| std::cmp::Reverse(f.actors));
        present
    }

    fn absent(&self) -> Vec<&FunctionRow> {
        self.functions.iter().filter(|f| f.actors == 0).collect()
    }

    fn functions_note(&self) -> String {
        let (present, all) = (self.present().len() as u64, self.functions.len() as u64);
        let values: [(&str, &dyn Display); 2] =
            [("present", &self.frame.integer(&present)), ("all", &self.frame.count("functions", &all))];
        self.frame.fill("territory.functions-note", &values)
    }

    /// The length of a bar, in hundredths of the longest.
    fn bar(&self, actors: &u64) -> u64 {
        let longest = self.functions.iter().map(|f| f.actors).max().unwrap_or(0).max(1);
        (100 * actors).div_ceil(longest)
    }

    /// Who fulfils a function here, by name.
    fn partners(&self, function: &str) -> String {
        let Place { level, code, .. } = &self.place;
        let function = address::escape(function);
        self.frame.link(&format!("/partenaires?lieu={level}-{}&fonction={function}", address::escape(code)))
    }

    fn part(&self, key: &'static str, actors: u64) -> Part {
        let share = if self.actors == 0 { f64::NAN } else { actors as f64 / self.actors as f64 };
        Part {
            label: self.frame.words().say(key),
            actors,
            share: figures::percent(self.frame.language, share),
        }
    }

    fn families_told(&self) -> Vec<Part> {
        let key = |family: Option<Family>| match family {
            Some(Family::Association) => "family.association",
            Some(Family::Cooperative) => "family.cooperative",
            Some(Family::Mutuelle) => "family.mutuelle",
            Some(Family::Fondation) => "family.fondation",
            Some(Family::SocieteEss) => "family.societe-ess",
            None => "family.none",
        };
        self.families.iter().map(|row| self.part(key(row.family), row.actors)).collect()
    }

    fn quality_told(&self) -> Vec<Part> {
        let Quality { exact, street, estimated, commune, masked } = self.quality;
        let all = [
            ("quality.exact", exact),
            ("quality.street", street),
            ("quality.estimated", estimated),
            ("quality.commune", commune),
            ("quality.masked", masked),
        ];
        all.into_iter().filter(|(_, n)| *n != 0).map(|(key, n)| self.part(key, n)).collect()
    }

    fn outline_note(&self) -> &'static str {
        let words = self.frame.words();
        match self.outline {
            OutlineOrigin::Official => "",
            OutlineOrigin::Estimated => words.say("territory.outline-estimated"),
            OutlineOrigin::Missing => words.say("territory.outline-missing"),
        }
    }

    /// The territory's actors in an open format.
    fn download(&self, format: &str) -> String {
        let zone = address::zone(self.place.level, &address::escape(&self.place.code));
        format!("/collections/acteurs/items?zone={zone}&f={format}&limit=all")
    }

    fn json(&self) -> String {
        format!("/zones/{}/{}", self.place.level, address::escape(&self.place.code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples;
    use crate::pages::words::Language;

    #[test]
    fn the_portrait_names_every_function_and_neighbour() {
        for language in [Language::French, Language::English] {
            let page = samples::territory(language);
            let html = samples::checked(&page);
            assert!(html.contains(&page.sentence()), "{}", page.sentence());
            for function in &page.functions {
                assert!(html.contains(&function.label), "{}", function.label);
            }
            for neighbour in &page.neighbours {
                assert!(html.contains(&neighbour.place.address()));
            }
        }
    }

    #[test]
    fn names_are_text_never_markup() {
        let mut page = samples::territory(Language::French);
        page.place.name = "<b>L’Île & \"co\"</b>".into();
        page.functions[0].label = "<script>x</script>".into();
        let html = samples::checked(&page);
        assert!(!html.contains("<b>") && !html.contains("<script>x"));
    }

    #[test]
    fn none_known_is_told_apart_from_none() {
        let page = samples::territory(Language::French);
        assert!(!page.absent().is_empty());
        assert!(samples::checked(&page).contains("ne veut pas dire"));
    }

    #[test]
    fn an_empty_territory_has_a_page_without_numbers_made_up() {
        let mut page = samples::territory(Language::French);
        page.actors = 0;
        page.population = 0;
        page.functions.iter_mut().for_each(|f| f.actors = 0);
        page.quality = Quality::default();
        page.surface_km2 = None;
        page.map = None;
        page.outline = OutlineOrigin::Missing;
        page.neighbours.clear();
        let html = samples::checked(&page);
        assert!(!html.contains("NaN") && !html.contains("inf"));
    }

    #[test]
    fn the_whole_stands_beside_and_no_verdict_is_given() {
        let mut page = samples::territory(Language::French);
        page.whole = Whole { actors: 1_000, population: 1_000_000 };
        page.population = 20_000;
        page.actors = 1;
        assert!(
            page.sentence()
                .ends_with("soit 0,5 pour 10\u{202f}000 habitants, contre 10,0 dans l’ensemble des données."),
            "{}",
            page.sentence()
        );
        assert!(!page.sentence().contains("moins") && !page.sentence().contains("plus"));
    }
}
