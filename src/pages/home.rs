//! The way in: one sentence with figures, a place to search, four doors, a small map.

use askama::Template;

use crate::domain::level::Level;
use crate::pages::explore::ZoneRow;
use crate::pages::frame::Frame;
use crate::pages::map::{MapPlace, MapValue, MapView};
use crate::pages::scale::{self, Step};

/// `/`
#[derive(Debug, Clone, Template)]
#[template(path = "home.html")]
pub struct HomePage {
    pub frame: Frame,
    /// All actors, those placed nowhere included.
    pub actors: u64,
    pub communes: u64,
    /// Every bassin with its ESS actors: the sentence counts them, the map colours them.
    pub bassins: Vec<ZoneRow>,
    /// The first view of the map.
    pub bounds: [f64; 4],
    pub places: Vec<MapPlace>,
}

impl HomePage {
    fn sentence(&self) -> String {
        let words = self.frame.words();
        words.fill(
            "home.sentence",
            &[
                ("actors", &words.count("actors", self.actors)),
                ("bassins", &words.count("bassin", self.bassins.len() as u64)),
                ("communes", &words.count("commune", self.communes)),
            ],
        )
    }

    fn rates(&self) -> Vec<Option<f64>> {
        self.bassins.iter().map(ZoneRow::rate).collect()
    }

    fn legend(&self) -> Vec<Step> {
        let rates = self.rates();
        scale::legend(&rates, &scale::classes(&rates))
    }

    fn decimals(&self) -> usize {
        scale::decimals(&self.rates())
    }

    fn map(&self) -> MapView {
        let rates = self.rates();
        let decimals = scale::decimals(&rates);
        let value = |((row, rate), class): ((&ZoneRow, &Option<f64>), Option<u8>)| MapValue {
            code: row.code.clone(),
            class,
            text: rate.map_or_else(
                || self.frame.say("map.none").to_owned(),
                |_| self.frame.fill("map.rate", &[("rate", &self.frame.decimal(rate, &decimals))]),
            ),
        };
        MapView {
            level: Level::Bassin,
            bounds: self.bounds,
            highlight: None,
            actors: false,
            colored: true,
            values: self.bassins.iter().zip(&rates).zip(scale::classes(&rates)).map(value).collect(),
            places: self.places.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::pages::samples;
    use crate::pages::words::Language;

    #[test]
    fn the_sentence_has_the_figures_and_every_door_is_open() {
        for language in [Language::French, Language::English] {
            let page = samples::home(language);
            let html = samples::checked(&page);
            assert!(html.contains(&page.sentence()));
            for door in page.frame.doors() {
                assert!(html.matches(&format!("href=\"{}\"", door.href)).count() >= 2, "{}", door.label);
            }
        }
    }

    #[test]
    fn the_map_says_what_the_legend_counts() {
        let page = samples::home(Language::French);
        let counted: u64 = page.legend().iter().map(|step| step.count).sum();
        assert_eq!(counted, page.map().values.len() as u64);
    }
}
