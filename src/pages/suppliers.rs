//! Who could supply a purchase: a form, a sentence, a numbered list, and how it could be bought.

use std::fmt::Display;

use askama::Template;

use crate::pages::address;
use crate::pages::frame::Frame;
use crate::pages::territory::Place;

/// A thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub key: String,
    pub label: String,
    pub is_chosen: bool,
}

/// A supplier as the list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct SupplierRow {
    pub number: u64,
    pub name: Option<String>,
    pub commune: Option<Place>,
    /// In the page's language: why it is listed.
    pub why: String,
    /// Labels that sources give it.
    pub labels: Vec<String>,
    /// Employees, from–to; `None` where unknown.
    pub employees: Option<String>,
    /// Places of an ESAT.
    pub places: Option<u32>,
    pub website: Option<String>,
}

/// A part of the list: those inside, those serving, those near.
#[derive(Debug, Clone, PartialEq)]
pub struct SupplierGroup {
    /// The key of its title in the words.
    pub title: &'static str,
    pub rows: Vec<SupplierRow>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct SuppliersAnswer {
    pub purchase: String,
    /// In the page's language.
    pub sentence: String,
    pub sizes: String,
    pub note: Option<String>,
    /// Near, who say that they serve elsewhere.
    pub elsewhere: u64,
    pub groups: Vec<SupplierGroup>,
    pub total: u64,
    /// Ways to buy: their appreciation, and the sentence.
    pub reading: Vec<(&'static str, String)>,
    pub not_local: String,
    /// The same for programs, without format.
    pub address: String,
    /// From 1.
    pub page: u64,
    pub pages: u64,
}

/// `/fournisseurs?achat=espaces+verts&lieu=bassin-44109&label=esat&minutes=30&page=1`
#[derive(Debug, Clone, Template)]
#[template(path = "suppliers.html")]
pub struct SuppliersPage {
    pub frame: Frame,
    /// What was typed.
    pub purchase: String,
    pub place: String,
    pub minutes: u32,
    pub labels: Vec<Choice>,
    /// Purchases of the table.
    pub purchases: Vec<Choice>,
    /// The territory that is meant.
    pub zone: Option<Place>,
    /// Territories that bear the name that was typed.
    pub places: Vec<Place>,
    /// Purchases that the words mean, where they mean several.
    pub meant: Vec<Choice>,
    pub answer: Option<SuppliersAnswer>,
}

impl SuppliersPage {
    fn title(&self) -> String {
        match (&self.answer, &self.zone) {
            (Some(answer), Some(zone)) => {
                let values: [(&str, &dyn Display); 2] =
                    [("purchase", &answer.purchase), ("place", &zone.name)];
                self.frame.fill("suppliers.title-of", &values)
            }
            _ => self.frame.say("suppliers.title").to_owned(),
        }
    }

    /// Whether what was typed means no purchase of the table.
    fn is_unknown(&self) -> bool {
        !self.purchase.is_empty() && self.purchases.iter().all(|choice| !choice.is_chosen)
    }

    fn level_of(&self, place: &Place) -> String {
        self.frame.fill(&format!("level.{}.title", place.level), &[])
    }

    fn elsewhere(&self, answer: &SuppliersAnswer) -> String {
        self.frame.fill("suppliers.elsewhere", &[("n", &self.frame.integer(&answer.elsewhere))])
    }

    fn size(&self, row: &SupplierRow) -> String {
        match (&row.employees, row.places) {
            (_, Some(places)) => self.frame.fill("suppliers.places", &[("n", &places)]),
            (Some(employees), None) => self.frame.fill("suppliers.employees", &[("n", employees)]),
            (None, None) => self.frame.say("suppliers.size-unknown").to_owned(),
        }
    }

    fn standing<'a>(&'a self, word: &str) -> &'a str {
        match word {
            "possible" => self.frame.say("suppliers.possible"),
            "a-demander" => self.frame.say("suppliers.to-ask"),
            "peu-de-candidats" => self.frame.say("suppliers.thin"),
            "aucun-connu" => self.frame.say("suppliers.none-known"),
            _ => self.frame.say("suppliers.out-of-scope"),
        }
    }

    /// The site of a supplier, if it is one that a browser may open.
    fn website_of<'a>(&self, row: &'a SupplierRow) -> Option<&'a str> {
        row.website.as_deref().filter(|site| site.starts_with("https://") || site.starts_with("http://"))
    }

    fn page_note(&self, answer: &SuppliersAnswer) -> String {
        let values: [(&str, &dyn Display); 2] = [("page", &answer.page), ("pages", &answer.pages)];
        self.frame.fill("partners.page", &values)
    }

    fn href_in(&self, place: &Place) -> String {
        self.href(&self.purchase, &format!("{}-{}", place.level, place.code), 1)
    }

    fn href_for(&self, choice: &Choice) -> String {
        self.href(&choice.key, &self.place, 1)
    }

    fn href_of_page(&self, page: u64) -> String {
        self.href(&self.purchase, &self.place, page)
    }

    fn href(&self, purchase: &str, place: &str, page: u64) -> String {
        let label = self.labels.iter().find(|label| label.is_chosen && !label.key.is_empty());
        let label = label.map(|label| format!("&label={}", label.key)).unwrap_or_default();
        let page = if page == 1 { String::new() } else { format!("&page={page}") };
        let (purchase, place) = (address::escape(purchase), address::escape(place));
        let minutes = self.minutes;
        self.frame
            .link(&format!("/fournisseurs?achat={purchase}&lieu={place}{label}&minutes={minutes}{page}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::level::Level;
    use crate::pages::samples;
    use crate::pages::words::Language;

    fn place(code: &str, name: &str) -> Place {
        Place { level: Level::Bassin, code: code.into(), name: name.into() }
    }

    fn row(number: u64, name: Option<&str>, website: &str) -> SupplierRow {
        SupplierRow {
            number,
            name: name.map(str::to_owned),
            commune: Some(place("44109", "Nantes")),
            why: "Son activité déclarée est celle-là ; dans le périmètre.".into(),
            labels: vec!["esat".into()],
            employees: (number == 1).then(|| "10–19".to_owned()),
            places: (number == 2).then_some(45),
            website: Some(website.into()),
        }
    }

    fn page(language: Language) -> SuppliersPage {
        let choice = |key: &str, is_chosen| Choice { key: key.into(), label: key.into(), is_chosen };
        let rows =
            vec![row(1, Some("ESAT <du> Port"), "https://esat.example"), row(2, None, "javascript:alert(1)")];
        SuppliersPage {
            frame: samples::frame(language),
            purchase: "espaces verts".into(),
            place: "bassin-44109".into(),
            minutes: 30,
            labels: vec![choice("", false), choice("esat", true)],
            purchases: vec![choice("espaces-verts", true), choice("blanchisserie", false)],
            zone: Some(place("44109", "Nantes")),
            places: vec![],
            meant: vec![],
            answer: Some(SuppliersAnswer {
                purchase: "Entretien d’espaces verts".into(),
                sentence: "Deux fournisseurs connus.".into(),
                sizes: "Salariés : médiane 10–19.".into(),
                note: Some("Une note.".into()),
                elsewhere: 3,
                groups: vec![
                    SupplierGroup { title: "suppliers.inside", rows },
                    SupplierGroup { title: "suppliers.serving", rows: vec![] },
                    SupplierGroup {
                        title: "suppliers.near",
                        rows: vec![row(3, Some("Chantier"), "http://a.example")],
                    },
                ],
                total: 120,
                reading: vec![
                    ("possible", "Réserver un lot (L. 2113-12).".into()),
                    ("sans-objet", "Non.".into()),
                ],
                not_local: "« Local » n’est pas un critère.".into(),
                address: "/analyses/suppliers?achat=espaces-verts&zone=bassin:44109&minutes=30".into(),
                page: 2,
                pages: 3,
            }),
        }
    }

    #[test]
    fn the_list_is_numbered_and_the_reading_has_its_rule() {
        for language in [Language::French, Language::English] {
            let page = page(language);
            let html = samples::checked(&page);
            assert!(html.contains("value=\"1\"") && html.contains("value=\"3\""), "numbers");
            assert!(html.contains("L. 2113-12") && html.contains("45"));
            assert!(html.contains("ESAT &#60;du&#62; Port") && !html.contains("javascript:"));
            assert!(html.contains("rows=lecture"), "the reading as a file");
        }
    }

    #[test]
    fn pages_keep_the_question() {
        let href = page(Language::English).href_of_page(3);
        assert_eq!(
            href,
            "/fournisseurs?achat=espaces%20verts&lieu=bassin-44109&label=esat&minutes=30&page=3&lang=en"
        );
    }

    #[test]
    fn without_a_question_the_page_asks_one() {
        let empty = SuppliersPage { answer: None, zone: None, ..page(Language::French) };
        let html = samples::checked(&empty);
        assert!(html.contains("name=\"achat\"") && html.contains("name=\"lieu\""));
    }

    #[test]
    fn a_word_that_means_several_purchases_or_places_is_settled_by_a_link() {
        let mut asked = SuppliersPage { answer: None, zone: None, ..page(Language::French) };
        asked.meant.clone_from(&asked.purchases);
        asked.places = vec![place("35236", "Redon")];
        let html = samples::checked(&asked);
        assert!(html.contains("achat=blanchisserie") && html.contains("lieu=bassin-35236"));
    }
}
