//! What a best set is on its page: each part of the answer from what was found.

use axum::http::HeaderMap;

use crate::analysis::ground::Ground;
use crate::analysis::site_sets::{Aim, METHOD, Step};
use crate::analysis::site_sets_told::{at_most_better, headline};
use crate::analysis::subjects::Subject;
use crate::analysis::what_if::{Change, Effect, effects};
use crate::analysis::what_if_chains::{told_turn, turns};
use crate::api::analyses::allies;
use crate::api::analyses::allies_asked::AlliesAsked;
use crate::api::analyses::site_sets::sets;
use crate::api::analyses::site_sets_asked::SiteSetsAsked;
use crate::api::analyses::site_sets_gains::GainsTable;
use crate::api::analyses::site_sets_places::{Place as SetPlace, PlacesTable};
use crate::api::analyses::site_sets_shelf::Found;
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::domain::level::Level;
use crate::pages::address;
use crate::pages::notice::Trouble;
use crate::pages::routes::land::ours;
use crate::pages::routes::site_sets_asked::MOST_BESIDE;
use crate::pages::routes::twins::said;
use crate::pages::routes::visit::Visit;
use crate::pages::site_sets::{BeforeAfter, ChosenRow, CurveRow, GainRow, NeedRow, SetRow, SetsAnswer};
use crate::pages::sketch::{Sketch, Spot, sketch};
use crate::pages::words::Language;

/// Communes that gain and territories whose need changes, on the page; the rest is in the files.
const SHOWN: usize = 15;

/// So many who could share a place are told.
const SHARERS: usize = 3;

/// Names and addresses of who could share a place, and the address of all of them.
type Sharers = (Vec<(String, String)>, Option<String>);

/// What an answer is told from.
pub struct Telling<'a> {
    pub visit: &'a Visit,
    pub asked: &'a SiteSetsAsked,
    pub found: &'a Found,
}

impl Telling<'_> {
    /// The answer, beside the best sets of other objectives; or what to ask instead.
    pub fn answer(
        &self,
        others: &[(Aim, Step)],
        here: [f64; 2],
    ) -> Result<Result<SetsAnswer, Problem>, Trouble> {
        let (visit, found) = (self.visit, &self.found.sets);
        let snapshot = visit.snapshot();
        let step = found.with(self.asked.more as usize);
        let named = match sets(snapshot, found, step, self.asked) {
            Ok(sets) => sets,
            Err(problem) => return Ok(Err(problem)),
        };
        let places = PlacesTable::rows(snapshot, found, step);
        let (needs, chains) = self.needs(step)?;
        let (gains, more_gains) = self.gains(step);
        Ok(Ok(SetsAnswer {
            sentence: said(visit.language(), headline(snapshot, found, step)),
            kept: self.kept(step),
            chosen: self.chosen(&places)?,
            sketch: self.plan(&places, here),
            curve: found.steps.iter().map(|one| self.point(one, one.more == step.more)).collect(),
            equity: self.equity(step),
            gains,
            more_gains,
            needs,
            chains,
            sets: self.beside(named, others),
            unsaid: self.unsaid(),
            method: METHOD,
        }))
    }

    fn words(&self, key: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        self.visit.language().words().fill(key, values)
    }

    fn commune_of(&self, candidate: u32) -> u32 {
        self.found.sets.candidates[candidate as usize]
    }

    fn names(&self, step: &Step) -> Vec<String> {
        let territories = &self.visit.snapshot().territories;
        let name = |candidate: u32| territories.get(Level::Commune, self.commune_of(candidate)).name.clone();
        self.found.sets.added(step).into_iter().map(name).collect()
    }

    /// Constraints in words, and what of them is not kept.
    fn kept(&self, step: &Step) -> Vec<String> {
        let (asked, frame) = (self.asked, self.visit.frame(None));
        let mut kept = Vec::new();
        if asked.keeping.one_in_each_epci {
            let many = frame.integer(&(step.epci_without.len() as u64));
            let k = step.more;
            kept.push(match step.epci_without.is_empty() {
                true => self.words("sets.kept-epci", &[]),
                false => self.words("sets.kept-epci-not", &[("n", &many), ("k", &k)]),
            });
        }
        if asked.keeping.nobody_beyond_twice {
            let people = frame.integer(&(step.people_too_far.round() as u64));
            kept.push(match step.people_too_far == 0.0 {
                true => self.words("sets.kept-twice", &[]),
                false => self.words("sets.kept-twice-not", &[("n", &people)]),
            });
        }
        if let (Some(spending), Some(cost)) = (asked.spending, step.cost) {
            let [cost, budget] = [cost, spending.budget]
                .map(|amount| frame.decimal(&Some(amount), &usize::from(amount.fract() != 0.0)));
            kept.push(self.words("sets.kept-budget", &[("cost", &cost), ("budget", &budget)]));
        }
        kept.extend(asked.is_on_land.then(|| self.words("sets.kept-land", &[])));
        kept
    }

    fn chosen(&self, places: &[SetPlace]) -> Result<Vec<ChosenRow>, Trouble> {
        let snapshot = self.visit.snapshot();
        let row = |(number, place): (usize, &SetPlace)| {
            let commune = self.commune_of(place.part.candidate);
            let land = self.found.land.as_ref().map(|land| {
                let sites = land.get(&commune).map_or(&[][..], Vec::as_slice);
                let best = sites.first().map(|&row| snapshot.sites.rows()[row as usize].thing.id.clone());
                (sites.len() as u64, best)
            });
            let (sharers, all_sharers) = self.sharers(commune)?;
            let people = |people: f64| people.round() as u64;
            Ok(ChosenRow {
                number,
                commune: self.visit.place(Level::Commune, commune),
                within: people(place.part.within),
                only: people(place.part.only),
                nearest: people(place.part.nearest),
                cost: self.found.sets.costs.get(place.part.candidate as usize).copied().flatten(),
                land,
                sharers,
                all_sharers,
            })
        };
        (1..).zip(places.iter().filter(|place| place.existing.is_none())).map(row).collect()
    }

    /// Who could share a place there: the first of the lists of cooperation, and where all of them are.
    fn sharers(&self, commune: u32) -> Result<Sharers, Trouble> {
        let snapshot = self.visit.snapshot();
        let Subject::Function(function) = self.asked.subject else { return Ok((Vec::new(), None)) };
        let key = &snapshot.functions.get(function).key;
        let code = &snapshot.territories.get(Level::Commune, commune).code;
        let pairs = [("function", key), ("commune", code)];
        let asked = Asked::of(pairs.map(|(name, value)| (name.to_owned(), value.clone())));
        let Ok(asked) = AlliesAsked::read(asked, &HeaderMap::new(), snapshot) else {
            return Ok((Vec::new(), None));
        };
        let all = allies::found(self.visit.served(), &asked, SHARERS).map_err(|error| ours(&error))?;
        let mut sharers: Vec<(String, String)> = Vec::new();
        for one in all.lists.iter().flat_map(|list| list.allies.iter().take(SHARERS)) {
            let id = snapshot.actors.id(one.actor);
            let href = format!("/collections/acteurs/items/{}", address::escape(id));
            let name = snapshot.actors.name(one.actor).unwrap_or(id).to_owned();
            if sharers.iter().all(|(_, known)| *known != href) {
                sharers.push((name, href));
            }
        }
        sharers.truncate(SHARERS);
        Ok((sharers, Some(format!("/partenaires?projet={key}&commune={code}"))))
    }

    /// Where they are, with the numbers of the list, and the communes that have one, without.
    fn plan(&self, places: &[SetPlace], here: [f64; 2]) -> Option<Sketch> {
        let territories = &self.visit.snapshot().territories;
        let spot = |place: &SetPlace, label: String, list| {
            let point = territories.get(Level::Commune, self.commune_of(place.part.candidate)).point;
            Spot { lon: point.lon(), lat: point.lat(), label, list }
        };
        let new = (1..).zip(places.iter().filter(|place| place.existing.is_none()));
        let numbered = new.map(|(number, place): (usize, _)| spot(place, number.to_string(), 0));
        let others = places.iter().filter(|place| place.existing.is_some());
        let others = others.map(|place| spot(place, String::new(), 1));
        sketch(here, &numbered.chain(others).collect::<Vec<_>>())
    }

    fn point(&self, step: &Step, is_chosen: bool) -> CurveRow {
        let all = self.found.sets.all_people();
        let frame = self.visit.frame(None);
        let proof = match at_most_better(step) {
            Some(0.0) => self.words("sets.proof-proven", &[]),
            Some(better) => {
                // Up: what may be better is never told as less.
                let share = frame.decimal(&Some((better * 1e3).ceil() / 10.0), &1);
                self.words("sets.proof-at-most", &[("share", &share)])
            }
            None => self.words("sets.proof-unknown", &[]),
        };
        CurveRow {
            more: step.more,
            names: self.names(step),
            covered: step.covered.round() as u64,
            share: step.covered / all,
            stepwise: step.greedy / all,
            cost: step.cost,
            proof,
            is_chosen,
        }
    }

    fn equity(&self, step: &Step) -> Vec<BeforeAfter> {
        let (found, frame) = (&self.found.sets, self.visit.frame(None));
        let before = found.before();
        let row = |key: &'static str, decimals: usize, of: &dyn Fn(&Step) -> Option<f64>| BeforeAfter {
            label: self.words(key, &[]),
            before: frame.decimal(&of(before), &decimals),
            after: frame.decimal(&of(step), &decimals),
        };
        let mut rows = vec![
            row("sets.share-within", 1, &|step| Some(100.0 * step.covered / found.all_people())),
            row("sets.beyond", 1, &|step| Some(100.0 * step.equity.beyond)),
            row("sets.mean", 1, &|step| step.equity.mean),
            row("sets.p90", 1, &|step| step.equity.p90),
            row("sets.worst", 1, &|step| step.worst),
            row("sets.without", 2, &|step| Some(100.0 * step.equity.without_way)),
            row("sets.gini", 2, &|step| step.equity.gini),
        ];
        if found.keeping.nobody_beyond_twice {
            rows.push(row("sets.too-far", 0, &|step| Some(step.people_too_far)));
        }
        rows
    }

    /// The communes that come nearer to a place, who comes within reach first; and how many more there are.
    fn gains(&self, step: &Step) -> (Vec<GainRow>, u64) {
        let found = &self.found.sets;
        let all = GainsTable::rows(found, step);
        let gaining: Vec<_> = all.iter().filter(|gain| gain.before != gain.after).collect();
        let row = |gain: &&crate::api::analyses::site_sets_gains::Gain| GainRow {
            commune: self.visit.place(Level::Commune, found.places[gain.place]),
            people: found.people[gain.place].round() as u64,
            before: gain.before,
            after: gain.after,
            is_reached: 0.0 < gain.reached,
        };
        let shown = gaining.iter().take(SHOWN).map(row).collect();
        (shown, gaining.len().saturating_sub(SHOWN) as u64)
    }

    /// What becomes of what is missing in the bassins around, and of chains: those whose verdict changes first.
    fn needs(&self, step: &Step) -> Result<(Vec<NeedRow>, Vec<String>), Trouble> {
        let (visit, found) = (self.visit, &self.found.sets);
        let snapshot = visit.snapshot();
        let change = |candidate: u32| Change { commune: self.commune_of(candidate), by: 1 };
        let changes: Vec<Change> = found.added(step).into_iter().map(change).collect();
        let ways = snapshot.ways.ways(&snapshot.territories).map_err(|error| ours(&error))?;
        let ground = Ground::of(snapshot, Level::Bassin);
        // More places than a question about changes takes: the fewest for everybody may be hundreds.
        let Ok(found) = effects(snapshot, &ways, &ground, found.subject, &changes) else {
            return Ok((Vec::new(), Vec::new()));
        };
        if changes.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let turns_verdict = |effect: &Effect| effect.before.verdict() != effect.after.verdict();
        let mut all = found.territories;
        all.sort_by(|a, b| {
            let order = turns_verdict(b).cmp(&turns_verdict(a));
            order.then(b.moved().total_cmp(&a.moved())).then(a.territory.cmp(&b.territory))
        });
        let row = |effect: Effect| NeedRow { place: visit.place(Level::Bassin, effect.territory), effect };
        let rows = all.into_iter().take(SHOWN).map(row).collect();
        let analysed = &visit.served().analysed;
        let chains = analysed.chains(snapshot, Level::Bassin).map_err(|error| ours(&error))?;
        let trade = analysed.trade(snapshot).map_err(|error| ours(&error))?;
        let turns = turns(snapshot, &trade.holders, &chains, found.subject, &changes);
        let language = usize::from(visit.language() == Language::English);
        Ok((rows, turns.iter().map(|turn| told_turn(snapshot, turn)[language].clone()).collect()))
    }

    /// The best set, those that somebody named, and the best of other objectives.
    fn beside(&self, named: Vec<Step>, others: &[(Aim, Step)]) -> Vec<SetRow> {
        let found = &self.found.sets;
        let label = |aim: Aim| {
            let aim = self.words(&format!("sets.aim-{}", aim.word()), &[]).to_lowercase();
            self.words("sets.best-of", &[("aim", &aim)])
        };
        let own = |(rank, step): (usize, Step)| {
            let label = if rank == 0 { self.words("sets.best", &[]) } else { format!("{rank}.") };
            (label, step)
        };
        let mut all: Vec<(String, Step)> = named.into_iter().enumerate().map(own).collect();
        all.extend(others.iter().map(|(aim, step)| (label(*aim), step.clone())));
        all.truncate(MOST_BESIDE);
        let steps: Vec<Step> = all.iter().map(|(_, step)| step.clone()).collect();
        let compared = found.compared(&steps);
        let row = |(rank, (label, step)): (usize, (String, Step))| SetRow {
            label,
            names: self.names(&step),
            share: compared.alone[rank] / found.all_people(),
            covered: compared.alone[rank].round() as u64,
            only: compared.only[rank].round() as u64,
            mean: step.equity.mean,
            p90: step.equity.p90,
            worst: step.worst,
            gini: step.equity.gini,
            cost: step.cost,
        };
        all.into_iter().enumerate().map(row).collect()
    }

    fn unsaid(&self) -> Vec<String> {
        let (found, frame) = (&self.found.sets, self.visit.frame(None));
        let mut unsaid = vec![self.words("sets.unsaid-exists", &[]), self.words("sets.unsaid-centre", &[])];
        unsaid.extend((!self.asked.is_on_land).then(|| self.words("sets.unsaid-land", &[])));
        if let Some(share) = found.share_estimated.filter(|share| 0.0 < *share) {
            let share = frame.decimal(&Some(100.0 * share), &0);
            unsaid.push(self.words("sets.unsaid-estimated", &[("share", &share)]));
        }
        if found.observed.unplaced != 0 {
            let many = frame.integer(&found.observed.unplaced);
            unsaid.push(self.words("sets.unsaid-unplaced", &[("n", &many)]));
        }
        unsaid.push(self.words("sets.unsaid-public", &[]));
        unsaid
    }
}
