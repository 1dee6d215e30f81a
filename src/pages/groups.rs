//! Groups of actors that could become a PTCE, to be checked; the PTCE that are known; which
//! functions stand together.

use askama::Template;

use crate::pages::figures;
use crate::pages::frame::Frame;
use crate::pages::territory::Place;

/// A group, or a known PTCE.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupItem {
    pub name: String,
    /// In the page's language, made of its figures.
    pub said: String,
    /// The index, and what each part gives, in points; unknown parts are left out.
    pub score: Option<f64>,
    pub parts: Vec<(String, f64)>,
    /// How far the second opinion agrees, 0 to 1.
    pub opinion: Option<f64>,
    /// Its bassin.
    pub place: Option<Place>,
}

/// `/grappes?zone=bassin:44109`
#[derive(Debug, Clone, Template)]
#[template(path = "groups.html")]
pub struct GroupsPage {
    pub frame: Frame,
    /// The territory that is looked at; the whole country for `None`.
    pub place: Option<Place>,
    /// The highest index first.
    pub groups: Vec<GroupItem>,
    /// How many are kept in all, of these how many stand out, and of how many found.
    pub kept: u64,
    pub standing: u64,
    pub found: u64,
    /// Known PTCE.
    pub poles: Vec<GroupItem>,
    /// Functions that stand together, in the page's language.
    pub pairs: Vec<String>,
    /// The same for programs.
    pub address: String,
    pub pairs_address: String,
}

impl GroupsPage {
    fn sentence(&self) -> String {
        let integer = |number: u64| self.frame.integer(&number);
        let (kept, found, standing) = (integer(self.kept), integer(self.found), integer(self.standing));
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("kept", &kept), ("found", &found), ("standing", &standing)];
        self.frame.fill("groups.sentence", &values)
    }

    fn is_cut(&self) -> bool {
        (self.groups.len() as u64) < self.kept
    }

    fn shown(&self) -> String {
        self.frame.fill("groups.shown", &[("n", &self.frame.integer(&(self.groups.len() as u64)))])
    }

    fn index(&self, item: &GroupItem) -> Option<String> {
        let score = figures::decimal(self.frame.language, item.score?, 0);
        let part = |(label, points): &(String, f64)| {
            format!("{label} {}", figures::decimal(self.frame.language, *points, 1))
        };
        let parts = item.parts.iter().map(part).collect::<Vec<_>>().join(" + ");
        Some(self.frame.fill("groups.index", &[("score", &score), ("parts", &parts)]))
    }

    fn opinion(&self, item: &GroupItem) -> Option<String> {
        let share = figures::percent(self.frame.language, item.opinion?);
        Some(self.frame.fill("groups.opinion", &[("share", &share)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::level::Level;
    use crate::pages::samples;
    use crate::pages::words::Language;

    fn sample(language: Language) -> GroupsPage {
        let item = |name: &str, score| GroupItem {
            name: name.into(),
            said: format!("{name} : 12 acteurs."),
            score,
            parts: vec![("diversité".into(), 20.5), ("maillons".into(), 21.3)],
            opinion: Some(0.8),
            place: Some(Place { level: Level::Bassin, code: "44131".into(), name: "Pornic".into() }),
        };
        GroupsPage {
            frame: samples::frame(language),
            place: None,
            groups: vec![item("Rezé", Some(41.8))],
            kept: 1,
            standing: 1,
            found: 9,
            poles: vec![item("Pôle du Port", None)],
            pairs: vec!["Parmi les 10 plus proches…".into()],
            address: "/analyses/clusters?geometry=point".into(),
            pairs_address: "/analyses/colocation?geometry=point".into(),
        }
    }

    #[test]
    fn a_group_is_told_with_what_its_index_is_made_of_and_an_empty_page_says_so() {
        for language in [Language::French, Language::English] {
            let mut page = sample(language);
            let html = samples::checked(&page);
            assert!(html.contains("Rezé : 12 acteurs.") && html.contains("Pôle du Port"));
            assert!(html.contains(&page.index(&page.groups[0]).expect("known")));
            page.groups.clear();
            page.poles.clear();
            page.pairs.clear();
            let html = samples::checked(&page);
            assert!(
                html.contains(page.frame.say("groups.none"))
                    && html.contains(page.frame.say("groups.no-poles"))
            );
        }
    }
}
