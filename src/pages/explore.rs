//! One indicator over all territories of a level: the answer, the legend, the map, the table.

use askama::Template;

use crate::domain::level::Level;
use crate::pages::address;
use crate::pages::frame::Frame;
use crate::pages::map::{MapPlace, MapView};
use crate::pages::scale::{self, Step};

/// What is counted. The map always shows it per 10,000 inhabitants: a map of bare counts
/// would be a map of towns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indicator {
    /// Actors of the ESS.
    EssDensity,
    /// Actors of all kinds.
    Actors,
    TiersLieux,
}

impl Indicator {
    /// All, in the order of the choice.
    pub const ALL: [Self; 3] = [Self::EssDensity, Self::Actors, Self::TiersLieux];

    /// Its word in addresses: `/explorer/densite-ess`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::EssDensity => "densite-ess",
            Self::Actors => "acteurs",
            Self::TiersLieux => "tiers-lieux",
        }
    }

    /// The indicator of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|indicator| indicator.word() == word)
    }
}

/// The levels that can be explored: communes are too many for one table.
pub const LEVELS: [Level; 4] = [Level::Bassin, Level::Epci, Level::Departement, Level::Region];

/// What the page shows beside the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// Map and table; on a phone the map waits behind a button.
    #[default]
    Both,
    /// The same with the map open at once.
    Map,
    /// The table alone.
    Table,
}

impl View {
    /// The view of a `vue` parameter.
    #[must_use]
    pub fn from_parameter(view: Option<&str>) -> Self {
        match view {
            Some("carte") => Self::Map,
            Some("tableau") => Self::Table,
            _ => Self::Both,
        }
    }
}

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Name,
    Population,
    Actors,
    Rate,
}

impl Column {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Name, "nom"),
        (Self::Population, "population"),
        (Self::Actors, "acteurs"),
        (Self::Rate, "taux"),
    ];

    fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(column, _)| *column == self).map_or("", |(_, word)| word)
    }
}

/// The order of the table. Highest rate first unless asked otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    pub column: Column,
    pub descending: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self { column: Column::Rate, descending: true }
    }
}

impl Order {
    /// The order of a `tri` parameter: `nom`, `-taux`… The default for anything unknown.
    #[must_use]
    pub fn from_parameter(order: Option<&str>) -> Self {
        let Some(text) = order else { return Self::default() };
        let (word, descending) = text.strip_prefix('-').map_or((text, false), |word| (word, true));
        let column = Column::ALL.into_iter().find(|(_, known)| *known == word);
        column.map_or_else(Self::default, |(column, _)| Self { column, descending })
    }

    /// The parameter that asks for it; `None` for the default.
    #[must_use]
    pub fn parameter(self) -> Option<String> {
        let minus = if self.descending { "-" } else { "" };
        (self != Self::default()).then(|| format!("{minus}{}", self.column.word()))
    }
}

/// One territory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneRow {
    pub code: String,
    pub name: String,
    pub population: u64,
    /// What the indicator counts there.
    pub actors: u64,
}

impl ZoneRow {
    /// Actors for 10,000 inhabitants; `None` where nobody lives.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        rate(self.actors, self.population)
    }
}

/// So many for 10,000 inhabitants; `None` without inhabitants.
#[must_use]
pub fn rate(actors: u64, population: u64) -> Option<f64> {
    (population != 0).then(|| 1e4 * actors as f64 / population as f64)
}

/// `/explorer/{indicateur}?maille=bassin&tri=-taux&vue=tableau`
#[derive(Debug, Clone, Template)]
#[template(path = "explore.html")]
pub struct ExplorePage {
    pub frame: Frame,
    pub indicator: Indicator,
    /// One of [`LEVELS`].
    pub level: Level,
    /// Every territory of the level, in any order.
    pub rows: Vec<ZoneRow>,
    /// Actors that are in no territory of the level.
    pub unplaced: u64,
    pub order: Order,
    pub view: View,
    /// The first view of the map.
    pub bounds: [f64; 4],
    pub places: Vec<MapPlace>,
}

/// A row with what is derived from it.
struct Line<'a> {
    row: &'a ZoneRow,
    rate: Option<f64>,
    class: Option<u8>,
}

/// A heading that sorts.
struct Head {
    label: &'static str,
    href: String,
    /// `ascending`, `descending`; empty for the other columns.
    sorted: &'static str,
    number: bool,
}

/// A choice that is a link.
struct Choice {
    label: String,
    href: String,
    current: bool,
}

impl ExplorePage {
    fn rates(&self) -> Vec<Option<f64>> {
        self.rows.iter().map(ZoneRow::rate).collect()
    }

    fn lines(&self) -> Vec<Line<'_>> {
        let rates = self.rates();
        let classes = scale::classes(&rates);
        let parts = self.rows.iter().zip(rates).zip(classes);
        let mut lines: Vec<_> = parts.map(|((row, rate), class)| Line { row, rate, class }).collect();
        lines.sort_by(|a, b| {
            let by = match self.order.column {
                Column::Name => a.row.name.cmp(&b.row.name),
                Column::Population => a.row.population.cmp(&b.row.population),
                Column::Actors => a.row.actors.cmp(&b.row.actors),
                Column::Rate => a.rate.unwrap_or(-1.0).total_cmp(&b.rate.unwrap_or(-1.0)),
            };
            let by = if self.order.descending { by.reverse() } else { by };
            by.then_with(|| a.row.name.cmp(&b.row.name)).then_with(|| a.row.code.cmp(&b.row.code))
        });
        lines
    }

    fn legend(&self) -> Vec<Step> {
        let rates = self.rates();
        scale::legend(&rates, &scale::classes(&rates))
    }

    /// One number of decimals for the whole page.
    fn decimals(&self) -> usize {
        scale::decimals(&self.rates())
    }

    fn placed(&self) -> u64 {
        self.rows.iter().map(|row| row.actors).sum()
    }

    fn total(&self) -> u64 {
        self.placed() + self.unplaced
    }

    fn population(&self) -> u64 {
        self.rows.iter().map(|row| row.population).sum()
    }

    fn total_rate(&self) -> Option<f64> {
        rate(self.total(), self.population())
    }

    /// The words of the indicator: `indicator.{word}.{part}`.
    fn word(&self, part: &str) -> String {
        self.frame.fill(&format!("indicator.{}.{part}", self.indicator.word()), &[])
    }

    fn zones(&self) -> String {
        self.frame.count(self.level.word(), &(self.rows.len() as u64))
    }

    fn sentence(&self) -> String {
        let rate = self.frame.decimal(&self.total_rate(), &self.decimals());
        let counted = self.frame.count(self.indicator.word(), &self.total());
        let whole = self.frame.fill("explore.whole", &[("counted", &counted), ("rate", &rate)]);
        match scale::quartiles(self.rows.iter().filter_map(ZoneRow::rate)) {
            Some([low, _, high]) if 3 < self.rows.len() => {
                let [low, high] = [low, high].map(|v| self.frame.decimal(&Some(v), &self.decimals()));
                let zones = self.zones();
                let half = [("zones", &zones as &dyn std::fmt::Display), ("low", &low), ("high", &high)];
                format!("{whole} {}", self.frame.fill("explore.half", &half))
            }
            _ => whole,
        }
    }

    fn unplaced_note(&self) -> String {
        self.frame
            .fill("explore.unplaced", &[("n", &self.frame.count(self.indicator.word(), &self.unplaced))])
    }

    fn href_of(&self, row: &ZoneRow) -> String {
        self.frame.link(&address::territory(self.level, &row.code, &row.name))
    }

    /// This page with another choice made; defaults are left out of the address.
    fn href(&self, indicator: Indicator, level: Level, order: Order, view: View) -> String {
        let level = (level != Level::Bassin).then(|| format!("maille={level}"));
        let order = order.parameter().map(|order| format!("tri={order}"));
        let view = match view {
            View::Both => None,
            View::Map => Some("vue=carte".to_owned()),
            View::Table => Some("vue=tableau".to_owned()),
        };
        let query: Vec<_> = [level, order, view].into_iter().flatten().collect();
        let mark = if query.is_empty() { "" } else { "?" };
        self.frame.link(&format!("/explorer/{}{mark}{}", indicator.word(), query.join("&")))
    }

    fn indicators(&self) -> Vec<Choice> {
        let choice = |indicator: Indicator| Choice {
            label: self.frame.fill(&format!("indicator.{}.short", indicator.word()), &[]),
            href: self.href(indicator, self.level, self.order, self.view),
            current: indicator == self.indicator,
        };
        Indicator::ALL.map(choice).into()
    }

    fn levels(&self) -> Vec<Choice> {
        let choice = |level: Level| Choice {
            label: self.frame.fill(&format!("level.{level}.short"), &[]),
            href: self.href(self.indicator, level, self.order, self.view),
            current: level == self.level,
        };
        LEVELS.map(choice).into()
    }

    fn tabs(&self) -> Vec<Choice> {
        let table = self.view == View::Table;
        let tab = |key: &str, view, current| Choice {
            label: self.frame.fill(key, &[]),
            href: self.href(self.indicator, self.level, self.order, view),
            current,
        };
        vec![tab("explore.tab-map", View::Map, !table), tab("explore.tab-table", View::Table, table)]
    }

    fn heads(&self) -> Vec<Head> {
        let head = |(column, _): (Column, &str)| {
            let current = self.order.column == column;
            // The first click sorts names from A, figures from the greatest.
            let descending = if current { !self.order.descending } else { column != Column::Name };
            Head {
                label: self.frame.words().say(match column {
                    Column::Name => "table.name",
                    Column::Population => "table.population",
                    Column::Actors => "table.actors",
                    Column::Rate => "table.rate",
                }),
                href: self.href(self.indicator, self.level, Order { column, descending }, self.view),
                sorted: match (current, self.order.descending) {
                    (false, _) => "",
                    (true, true) => "descending",
                    (true, false) => "ascending",
                },
                number: column != Column::Name,
            }
        };
        Column::ALL.map(head).into()
    }

    fn shows_map(&self) -> bool {
        self.view != View::Table && !self.rows.is_empty()
    }

    fn map_opened(&self) -> bool {
        self.view == View::Map
    }

    fn map_href(&self) -> String {
        self.href(self.indicator, self.level, self.order, View::Map) + "#carte"
    }

    fn table_title(&self) -> String {
        let zones = self.zones();
        self.frame.fill("explore.table", &[("zones", &zones), ("unit", &self.word("unit"))])
    }

    fn map(&self) -> MapView {
        MapView {
            level: self.level,
            bounds: self.bounds,
            highlight: None,
            actors: false,
            colored: true,
            values: Vec::new(),
            places: self.places.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples;
    use crate::pages::words::Language;

    #[test]
    fn the_table_holds_every_territory_in_both_languages() {
        for language in [Language::French, Language::English] {
            let page = samples::explore(language);
            let html = samples::checked(&page);
            assert_eq!(html.matches("<tr data-code=").count(), page.rows.len());
            assert!(html.contains(&page.sentence()));
        }
    }

    #[test]
    fn the_table_alone_says_as_much_without_a_map() {
        let page = ExplorePage { view: View::Table, ..samples::explore(Language::French) };
        let html = samples::checked(&page);
        assert_eq!(html.matches("<tr data-code=").count(), page.rows.len());
        assert!(!html.contains("data-map"));
    }

    #[test]
    fn a_heading_turns_its_own_order_around() {
        let page = samples::explore(Language::French);
        let heads = page.heads();
        assert_eq!(heads[3].sorted, "descending");
        assert_eq!(heads[3].href, "/explorer/densite-ess?tri=taux");
        assert_eq!(heads[0].href, "/explorer/densite-ess?tri=nom");
        assert_eq!(heads[1].href, "/explorer/densite-ess?tri=-population");
    }

    #[test]
    fn an_order_survives_its_address_and_nonsense_is_the_default() {
        for (column, _) in Column::ALL {
            for descending in [false, true] {
                let order = Order { column, descending };
                assert_eq!(Order::from_parameter(order.parameter().as_deref()), order);
            }
        }
        assert_eq!(Order::from_parameter(Some("--taux")), Order::default());
        assert_eq!(Order::from_parameter(Some("é")), Order::default());
    }

    #[test]
    fn where_nobody_lives_there_is_no_rate_and_it_is_counted_apart() {
        let mut page = samples::explore(Language::French);
        page.rows.truncate(4);
        page.rows[2].population = 0;
        let legend = page.legend();
        assert_eq!(legend.last().map(|step| (step.class, step.count)), Some((None, 1)));
        assert_eq!(page.lines().last().map(|line| line.rate), Some(None), "last of a descending order");
        samples::checked(&page);
    }

    #[test]
    fn unplaced_actors_stay_in_the_total() {
        let mut page = samples::explore(Language::French);
        page.unplaced = 1_000;
        assert_eq!(page.total(), page.placed() + 1_000);
        assert!(samples::checked(&page).contains(&page.unplaced_note()));
    }

    #[test]
    fn no_territory_at_all_is_a_page_too() {
        let page = ExplorePage { rows: Vec::new(), ..samples::explore(Language::English) };
        samples::checked(&page);
    }
}
