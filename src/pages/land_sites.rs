//! One site, or a few beside each other: what each criterion says, where each figure comes from, who could share
//! the place, what no source says. Made to be printed.

use askama::Template;

use crate::pages::address;
use crate::pages::frame::Frame;
use crate::pages::territory::Place;

/// Where a site stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    Kept {
        rank: u64,
        of: u64,
        is_undecided: bool,
    },
    /// In the page's language.
    Excluded(String),
    /// Nothing that weighs is known of it.
    Unscored,
}

/// What a criterion says of a site.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionRow {
    pub label: String,
    /// In the page's language.
    pub told: String,
    /// `connu`, `absent` or `inconnu`.
    pub state: &'static str,
    pub points: Option<f64>,
    pub weight: f64,
    /// Value with its unit and both goalposts; `None` where nothing is known.
    pub scale: Option<String>,
    pub sources: Vec<String>,
    /// The rows that say it.
    pub rows: Option<String>,
    /// What these rows do not show, in the page's language.
    pub unseen: Option<String>,
}

/// Somebody who could share the place.
#[derive(Debug, Clone, PartialEq)]
pub struct SharerRow {
    pub id: String,
    pub name: Option<String>,
    pub commune: Option<Place>,
    /// In the page's language.
    pub why: String,
    pub minutes: f64,
    pub score: f64,
}

/// A site.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteSheet {
    pub id: String,
    pub name: Option<String>,
    pub commune: Option<Place>,
    pub bassin: Option<Place>,
    pub standing: Standing,
    /// Of those with a score.
    pub score: Option<(f64, f64)>,
    /// What the inventory says, term and value.
    pub facts: Vec<(String, String)>,
    pub criteria: Vec<CriterionRow>,
    pub sharers: Vec<SharerRow>,
    /// The row of its rank and score, where it has one; those of its criteria; those of who could share it.
    pub rank_rows: Option<String>,
    pub criteria_rows: String,
    pub sharer_rows: Option<String>,
    /// Ids of other entries that name the very same parcels.
    pub same_land: Vec<String>,
    /// Pages and files that say more: the gap of the bassin if one were made here, all who could share it.
    pub more: Vec<(String, String)>,
}

/// `/foncier/44109_12345?zone=departement:44&place=coworking` or `/foncier/comparer?sites=a,b&zone=…`
#[derive(Debug, Clone, Template)]
#[template(path = "land-sites.html")]
pub struct LandSitesPage {
    pub frame: Frame,
    /// The kind of place, in the page's language.
    pub kind: String,
    pub sites: Vec<SiteSheet>,
    /// Ids that no site has.
    pub unknown: Vec<String>,
    /// What no source says of any site.
    pub unsaid: Vec<String>,
    /// Parameters of the question, as they stand in addresses.
    pub words: String,
}

impl LandSitesPage {
    fn title(&self) -> String {
        match &self.sites[..] {
            [one] => one.name.clone().unwrap_or_else(|| one.id.clone()),
            _ => self.frame.say("land.compare").to_owned(),
        }
    }

    fn name_of(&self, site: &SiteSheet) -> String {
        site.name.clone().unwrap_or_else(|| site.id.clone())
    }

    fn standing(&self, site: &SiteSheet) -> String {
        match &site.standing {
            Standing::Kept { rank, of, is_undecided } => {
                let key = if *is_undecided { "land.rank-undecided" } else { "land.rank" };
                self.frame.fill(key, &[("rank", &self.frame.integer(rank)), ("of", &self.frame.integer(of))])
            }
            Standing::Excluded(why) => self.frame.fill("land.set-aside", &[("why", why)]),
            Standing::Unscored => self.frame.say("land.unscored").to_owned(),
        }
    }

    fn points(&self, points: &Option<f64>) -> String {
        self.frame.decimal(points, &1)
    }

    fn total(&self, score: &(f64, f64)) -> String {
        let values: [(&str, &dyn std::fmt::Display); 2] = [
            ("score", &self.frame.decimal(&Some(score.0), &1)),
            ("percent", &self.frame.decimal(&Some(score.1 * 100.0), &0)),
        ];
        self.frame.fill("land.score", &values)
    }

    fn minutes(&self, minutes: &f64) -> String {
        self.frame.decimal(&Some(*minutes), &0)
    }

    /// The criteria of all sites side by side: the label, and each site's row.
    fn compared(&self) -> Vec<(&str, Vec<&CriterionRow>)> {
        let Some(first) = self.sites.first() else { return Vec::new() };
        let rows = |rank: usize| self.sites.iter().filter_map(|site| site.criteria.get(rank)).collect();
        first.criteria.iter().enumerate().map(|(rank, row)| (row.label.as_str(), rows(rank))).collect()
    }

    fn href_back(&self) -> String {
        self.frame.link(&format!("/foncier?{}", self.words))
    }

    fn href_of_item(&self, id: &str) -> String {
        self.frame.link(&format!("/collections/foncier/items/{}?f=html", address::escape(id)))
    }

    /// The sheet of another site, for the same question.
    fn href_of_site(&self, id: &str) -> String {
        self.frame.link(&format!("/foncier/{}?{}", address::escape(id), self.words))
    }

    fn href_of_actor(&self, id: &str) -> String {
        self.frame.link(&format!("/collections/acteurs/items/{}?f=html", address::escape(id)))
    }

    fn download(&self) -> String {
        let ids: Vec<&str> = self.sites.iter().map(|site| site.id.as_str()).collect();
        format!("/analyses/sites?{}&site={}&rows=criteres&limit=10000&f=csv", self.words, ids.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::level::Level;
    use crate::pages::land::tests::place;
    use crate::pages::samples;
    use crate::pages::words::Language;

    fn sheet(id: &str, standing: Standing) -> SiteSheet {
        let criterion = |label: &str, state, points| CriterionRow {
            label: label.into(),
            told: format!("{label} <dit>"),
            state,
            points,
            weight: 2.0,
            scale: points.map(|_| "4 minutes, entre 30 et 3".into()),
            sources: vec!["Gares".into()],
            rows: Some("/collections/equipements/items/gare:1?f=html".into()),
            unseen: (state == "inconnu").then(|| "et 2 que rien ne nomme".into()),
        };
        SiteSheet {
            id: id.into(),
            name: Some("Ancienne <gare>".into()),
            commune: Some(place(Level::Commune, "44109", "Nantes")),
            bassin: Some(place(Level::Bassin, "44109", "Nantes")),
            score: matches!(standing, Standing::Kept { .. }).then_some((61.25, 0.8)),
            standing,
            facts: vec![("Statut".into(), "friche sans projet".into())],
            criteria: vec![criterion("gare", "connu", Some(12.5)), criterion("bâti", "inconnu", None)],
            sharers: vec![SharerRow {
                id: "33000000000011".into(),
                name: None,
                commune: None,
                why: "Complète le lieu.".into(),
                minutes: 7.6,
                score: 41.0,
            }],
            rank_rows: Some("/analyses/sites?site=a&rows=sites&f=csv".into()),
            criteria_rows: "/analyses/sites?site=a&rows=criteres&f=csv".into(),
            sharer_rows: Some("/analyses/partners?function=coworking&f=csv".into()),
            same_land: vec!["44109_77".into()],
            more: vec![("Et si ?".into(), "/et-si?zone=bassin:44109".into())],
        }
    }

    fn page(language: Language, sites: Vec<SiteSheet>) -> LandSitesPage {
        LandSitesPage {
            frame: samples::frame(language),
            kind: "Coworking".into(),
            sites,
            unknown: vec!["44109_404".into()],
            unsaid: vec!["Si le terrain est à vendre.".into()],
            words: "zone=departement:44&place=coworking".into(),
        }
    }

    #[test]
    fn each_figure_of_a_sheet_leads_to_its_rows() {
        for language in [Language::French, Language::English] {
            let kept = Standing::Kept { rank: 2, of: 30, is_undecided: true };
            let html = samples::checked(&page(language, vec![sheet("44109_1", kept)]));
            for told in [
                "gare:1?f=html",
                "entre 30 et 3",
                "12",
                "Ancienne &#60;gare&#62;",
                "44109_404",
                "à vendre",
                "que rien ne nomme",
                "/foncier/44109_77?zone=",
            ] {
                assert!(html.contains(told), "{told}");
            }
            assert!(html.contains("/collections/foncier/items/44109_1"));
        }
    }

    #[test]
    fn sites_stand_beside_each_other_and_those_set_aside_say_why() {
        let sites = vec![
            sheet("44109_1", Standing::Kept { rank: 1, of: 30, is_undecided: false }),
            sheet("44109_2", Standing::Excluded("Un projet y existe déjà.".into())),
            sheet("44109_3", Standing::Unscored),
        ];
        let page = page(Language::French, sites);
        assert_eq!(page.compared().len(), 2);
        let html = samples::checked(&page);
        assert!(html.contains("projet y existe") && html.contains("<table"));
        assert!(page.download().contains("site=44109_1,44109_2,44109_3"));
    }
}
