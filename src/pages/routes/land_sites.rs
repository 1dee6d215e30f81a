//! Fills the sheet of a site, and a few of them beside each other.

use axum::http::HeaderMap;

use crate::analysis::allies::Ally;
use crate::analysis::allies_told::{ally, ends};
use crate::analysis::same_land::same_land_as;
use crate::analysis::site_measures::owners_of;
use crate::analysis::site_neighbours::sharers;
use crate::analysis::site_owner::labels;
use crate::analysis::site_words::{UNSAID, label, unit};
use crate::analysis::sites::{Found, Kept, Question, sites};
use crate::analysis::sites_told::{Teller, excluded};
use crate::api::analyses::allies;
use crate::api::analyses::allies_asked::AlliesAsked;
use crate::api::analyses::site_sources::origin;
use crate::api::analyses::sites::found;
use crate::api::asked::Asked;
use crate::domain::level::Level;
use crate::domain::place::Criterion;
use crate::pages::address;
use crate::pages::figures;
use crate::pages::frame::Door;
use crate::pages::land_sites::{CriterionRow, LandSitesPage, SharerRow, SiteSheet, Standing};
use crate::pages::notice::Trouble;
use crate::pages::routes::land::ours;
use crate::pages::routes::land_asked::{LandAsked, MOST_COMPARED, read};
use crate::pages::routes::twins::said;
use crate::pages::routes::visit::{Visit, render};

/// So many who could share the place are told of each list.
const SHARERS: usize = 6;

/// `/foncier/{id}?zone=…`
pub fn one(visit: &Visit, id: &str) -> Result<String, Trouble> {
    if visit.snapshot().sites.rows().iter().all(|placed| placed.thing.id != id) {
        return Err(Trouble::NoPage);
    }
    let asked = read(visit, None)?;
    page(visit, &asked, vec![id.to_owned()])
}

/// `/foncier/comparer?sites=a,b&zone=…`
pub fn several(visit: &Visit) -> Result<String, Trouble> {
    let mut asked = read(visit, None)?;
    let ids = std::mem::take(&mut asked.kept);
    if ids.is_empty() {
        return Err(Trouble::BadAddress { detail: format!("sites=a,b (1 – {MOST_COMPARED})") });
    }
    page(visit, &asked, ids)
}

fn page(visit: &Visit, read: &LandAsked, ids: Vec<String>) -> Result<String, Trouble> {
    let (snapshot, language) = (visit.snapshot(), visit.language());
    let question = read.asked.question(&read.places);
    let all = found(visit.served(), &read.asked, &question).map_err(|error| ours(&error))?;
    let words = read.asked.words(snapshot, &read.places);
    let telling = Telling { visit, question: &question, found: &all, words: &words };
    let (mut sheets, mut unknown) = (Vec::new(), Vec::new());
    for id in ids {
        let row = snapshot.sites.rows().iter().position(|placed| placed.thing.id == id);
        match row {
            Some(row) => sheets.push(telling.sheet(row as u32)?),
            None => unknown.push(id),
        }
    }
    let kind = &read.places.kinds()[read.asked.kind];
    render(&LandSitesPage {
        frame: visit.frame(Some(Door::Land)),
        kind: said(language, [kind.label_fr.clone(), kind.label_en.clone()]),
        sites: sheets,
        unknown,
        unsaid: UNSAID.iter().map(|told| said(language, told.map(str::to_owned))).collect(),
        words: words.clone(),
    })
}

struct Telling<'a> {
    visit: &'a Visit,
    question: &'a Question<'a>,
    found: &'a Found,
    words: &'a str,
}

impl Telling<'_> {
    fn sheet(&self, row: u32) -> Result<SiteSheet, Trouble> {
        let Self { visit, question, found, .. } = *self;
        let snapshot = visit.snapshot();
        let placed = &snapshot.sites.rows()[row as usize];
        let of = found.kept.len() as u64;
        let rank = found.kept.iter().position(|kept| kept.row == row);
        let reasons = found.excluded.iter().find(|one| one.row == row);
        let (standing, kept) = match (rank, reasons) {
            (Some(rank), _) => {
                let kept = &found.kept[rank];
                let rank = rank as u64 + 1;
                (Standing::Kept { rank, of, is_undecided: kept.is_undecided() }, Some(kept.clone()))
            }
            (None, Some(one)) => {
                (Standing::Excluded(said(visit.language(), excluded(&one.reasons))), self.alone(row)?)
            }
            // Elsewhere than in the zone that was asked, or nothing is known of it.
            (None, None) => (Standing::Unscored, self.alone(row)?),
        };
        let all = visit.served().analysed.surroundings(snapshot);
        let teller = Teller { snapshot, all: &all, question };
        let criteria = |kept: &Kept| {
            Criterion::ALL.into_iter().map(|criterion| self.criterion(&teller, kept, criterion)).collect()
        };
        let is_kept = matches!(standing, Standing::Kept { .. });
        Ok(SiteSheet {
            id: placed.thing.id.clone(),
            name: placed.thing.name.clone(),
            commune: placed.commune.map(|commune| visit.place(Level::Commune, commune)),
            bassin: placed
                .commune
                .and_then(|commune| snapshot.territories.zone(commune, Level::Bassin))
                .map(|bassin| visit.place(Level::Bassin, bassin)),
            score: kept.as_ref().filter(|_| is_kept).map(|kept| (kept.scored.score, kept.scored.reliability)),
            standing,
            facts: self.facts(row),
            criteria: kept.as_ref().map(criteria).unwrap_or_default(),
            sharers: self.sharers(placed.commune)?,
            rank_rows: is_kept.then(|| self.file(row, "sites", is_kept)),
            criteria_rows: self.file(row, "criteres", is_kept),
            sharer_rows: placed.commune.map(|commune| self.sharer_rows(commune)),
            same_land: same_land_as(snapshot, row).into_iter().map(str::to_owned).collect(),
            more: self.more(row, placed.commune),
        })
    }

    /// Rows about a site as a file. What is set aside is told by the question that sets nothing aside, of its commune.
    fn file(&self, row: u32, rows: &str, is_kept: bool) -> String {
        let snapshot = self.visit.snapshot();
        let placed = &snapshot.sites.rows()[row as usize];
        let (id, words) = (&placed.thing.id, self.words);
        let commune = placed.commune.filter(|_| !is_kept);
        let words = commune.map_or_else(
            || words.to_owned(),
            |commune| {
                let code = &snapshot.territories.get(Level::Commune, commune).code;
                let asked = |pair: &&str| !pair.starts_with("zone=") && !pair.starts_with("exclude=");
                let kept: Vec<&str> = words.split('&').filter(asked).collect();
                format!("zone=commune:{code}&exclude=&{}", kept.join("&"))
            },
        );
        format!("/analyses/sites?{words}&site={id}&rows={rows}&limit=10000&f=csv")
    }

    /// The rows of who could share the place, with their scores.
    fn sharer_rows(&self, commune: u32) -> String {
        let snapshot = self.visit.snapshot();
        let function = &snapshot.functions.get(self.question.function).key;
        let code = &snapshot.territories.get(Level::Commune, commune).code;
        format!("/analyses/partners?function={function}&commune={code}&limit=1000&f=csv")
    }

    /// What is known of a site that is set aside, had nothing set it aside.
    fn alone(&self, row: u32) -> Result<Option<Kept>, Trouble> {
        let snapshot = self.visit.snapshot();
        let Some(commune) = snapshot.sites.rows()[row as usize].commune else { return Ok(None) };
        let all = self.visit.served().analysed.surroundings(snapshot);
        let ways = snapshot.ways.ways(&snapshot.territories).map_err(|error| ours(&error))?;
        let question = Question { excluding: &[], ..self.question.clone() };
        let found = sites(snapshot, &all, &ways, Some(&[commune]), &question);
        Ok(found.kept.into_iter().find(|kept| kept.row == row))
    }

    fn facts(&self, row: u32) -> Vec<(String, String)> {
        let visit = self.visit;
        let (snapshot, language) = (visit.snapshot(), visit.language());
        let words = language.words();
        let placed = &snapshot.sites.rows()[row as usize];
        let site = &placed.thing;
        let unknown = || words.say("land.unknown").to_owned();
        let meters = |area: Option<u32>| {
            area.map_or_else(unknown, |area| format!("{} m²", figures::integer(language, area.into())))
        };
        let text = |text: &Option<String>| text.clone().unwrap_or_else(unknown);
        let owners: Vec<String> = owners_of(snapshot, row)
            .into_iter()
            .map(|owner| owner.map_or_else(unknown, |owner| said(language, labels(owner).map(str::to_owned))))
            .collect();
        let owners = if owners.is_empty() { unknown() } else { owners.join(", ") };
        let owners = match &site.owner {
            Some(name) => format!("{owners} ({name})"),
            None => owners,
        };
        let precision = placed.precision.map_or_else(unknown, |precision| {
            words.fill(&format!("land.precision-{}", precision.word()), &[])
        });
        let yes_or_no = |truth: Option<bool>| match truth {
            Some(true) => words.say("land.yes").to_owned(),
            Some(false) => words.say("land.no").to_owned(),
            None => unknown(),
        };
        let count =
            |many: Option<u32>| many.map_or_else(unknown, |many| figures::integer(language, many.into()));
        let slope = site.limits.slope;
        let slope = slope.map_or_else(unknown, |slope| format!("{} %", figures::decimal(language, slope, 1)));
        let parcels: Vec<String> = site.parcels.iter().map(ToString::to_string).collect();
        let parcels = if parcels.is_empty() { unknown() } else { parcels.join(", ") };
        let fact = |key: &'static str, value: String| (words.say(key).to_owned(), value);
        let mut facts = vec![
            fact("land.fact-kind", text(&site.kind)),
            fact("land.fact-status", text(&site.status)),
            fact("land.fact-occupation", text(&site.occupation)),
            fact("land.fact-surface", meters(site.surface_m2)),
            fact("land.fact-built", meters(site.built_m2)),
            fact("land.fact-buildings", count(site.buildings)),
            fact("land.fact-zoning", text(&site.zoning)),
            fact("land.fact-soil", text(&site.pollution)),
            fact("land.fact-flood", text(&site.limits.flood)),
            fact("land.fact-protection", text(&site.limits.protection)),
            fact("land.fact-slope", slope),
            fact("land.fact-road", yes_or_no(site.limits.road)),
            fact("land.fact-owner", owners),
            fact("land.fact-parcels", parcels),
            fact("land.fact-precision", precision),
            fact("land.fact-updated", text(&site.updated)),
            fact("land.fact-told", site.told.join(", ")),
        ];
        // What few sites have is not asked of all.
        facts.extend(site.intervention.iter().map(|told| fact("land.fact-intervention", told.clone())));
        if !site.rights.is_empty() {
            facts.push(fact("land.fact-rights", site.rights.join(", ")));
        }
        facts
    }

    fn criterion(&self, teller: &Teller, kept: &Kept, criterion: Criterion) -> CriterionRow {
        let language = self.visit.language();
        let snapshot = self.visit.snapshot();
        let at = criterion as usize;
        let posts = self.question.places.goalposts(criterion);
        let number = |number: f64| {
            let decimals = if number.fract() == 0.0 || 100.0 <= number.abs() { 0 } else { 2 };
            figures::decimal(language, number, decimals)
        };
        let unit = said(language, unit(criterion).map(str::to_owned));
        let scale = kept.measures[at].value().map(|value| {
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("value", &number(value)),
                ("unit", &unit),
                ("bad", &number(posts.bad)),
                ("good", &number(posts.good)),
            ];
            language.words().fill("land.between", &values)
        });
        let origin = origin(teller, kept, criterion, self.words);
        let titled = |id: &String| {
            let input = snapshot.manifest.sources.iter().find(|input| input.source.id == *id);
            input.map_or_else(
                || id.clone(),
                |input| format!("{} ({})", input.source.title, input.source.vintage),
            )
        };
        let for_people = |address: String| {
            let form = if address.starts_with("/analyses/") { "csv" } else { "html" };
            let mark = if address.contains('?') { '&' } else { '?' };
            format!("{address}{mark}f={form}")
        };
        CriterionRow {
            label: said(language, label(criterion).map(str::to_owned)),
            told: said(language, teller.value(kept, criterion)),
            state: kept.measures[at].word(),
            points: kept.scored.parts[at].filter(|_| 0.0 < self.question.weights[at]),
            weight: self.question.weights[at],
            scale,
            sources: origin.sources.iter().map(titled).collect(),
            rows: origin.address.map(for_people),
            unseen: self.unseen(kept, criterion),
        }
    }

    /// How many the rows of a criterion do not show, since nothing may name them.
    fn unseen(&self, kept: &Kept, criterion: Criterion) -> Option<String> {
        let snapshot = self.visit.snapshot();
        let commune = snapshot.sites.rows()[kept.row as usize].commune?;
        let ways = snapshot.ways.ways(&snapshot.territories).ok()?;
        let masked = match criterion {
            Criterion::Partenaires => sharers(snapshot, &ways, self.question, commune).masked,
            _ => 0,
        };
        (0 < masked).then(|| self.visit.language().words().fill("land.unseen", &[("many", &masked)]))
    }

    /// Who could share the place, by the score of cooperation: the first of both lists.
    fn sharers(&self, commune: Option<u32>) -> Result<Vec<SharerRow>, Trouble> {
        let visit = self.visit;
        let snapshot = visit.snapshot();
        let Some(commune) = commune else { return Ok(Vec::new()) };
        let pairs = [
            ("function", snapshot.functions.get(self.question.function).key.clone()),
            ("commune", snapshot.territories.get(Level::Commune, commune).code.clone()),
        ];
        let asked = Asked::of(pairs.map(|(name, value)| (name.to_owned(), value)));
        let Ok(asked) = AlliesAsked::read(asked, &HeaderMap::new(), snapshot) else { return Ok(Vec::new()) };
        let all = allies::found(visit.served(), &asked, SHARERS).map_err(|error| ours(&error))?;
        let row = |one: &Ally| {
            let actors = &snapshot.actors;
            let own = actors.commune(one.actor);
            SharerRow {
                id: actors.id(one.actor).to_owned(),
                name: actors.name(one.actor).map(str::to_owned),
                commune: own.map(|own| visit.place(Level::Commune, own)),
                why: said(
                    visit.language(),
                    ally(one, &snapshot.functions, ends(snapshot, Some(commune), own)),
                ),
                minutes: one.way.minutes,
                score: one.score.total,
            }
        };
        Ok(all.lists.iter().flat_map(|list| list.allies.iter().take(SHARERS)).map(row).collect())
    }

    fn more(&self, row: u32, commune: Option<u32>) -> Vec<(String, String)> {
        let visit = self.visit;
        let snapshot = visit.snapshot();
        let words = visit.language().words();
        let id = &snapshot.sites.rows()[row as usize].thing.id;
        let function = &snapshot.functions.get(self.question.function).key;
        let link = |text: &str| address::in_language(text, visit.language());
        let said = |key: &'static str| words.say(key).to_owned();
        let Some(commune) = commune else { return Vec::new() };
        let code = &snapshot.territories.get(Level::Commune, commune).code;
        let mut more = Vec::new();
        if let Some(bassin) = snapshot.territories.zone(commune, Level::Bassin) {
            let bassin = &snapshot.territories.get(Level::Bassin, bassin).code;
            let href = format!("/et-si?zone=bassin:{bassin}&fonction={function}&commune={code}&nombre=1");
            more.push((said("land.what-if"), link(&href)));
        }
        more.push((
            said("land.all-sharers"),
            link(&format!("/partenaires?projet={function}&commune={code}")),
        ));
        let file =
            |rows: &str| format!("/analyses/sites?{}&site={id}&rows={rows}&limit=10000&f=csv", self.words);
        more.push((said("land.communes-file"), file("communes")));
        more.push((said("land.actors-file"), file("acteurs")));
        more
    }
}
