//! Fills the suppliers of a purchase.

use std::num::NonZero;
use std::thread;

use crate::analysis::capacity::band;
use crate::analysis::perimeter::Perimeter;
use crate::analysis::purchase_reading::{COMPETITORS, read};
use crate::analysis::supplier_labels::Label;
use crate::analysis::suppliers::{Found, Question, REACH_MINUTES, Standing, Supplier, places, suppliers};
use crate::analysis::suppliers_told::{self, NOT_LOCAL, between};
use crate::domain::level::Level;
use crate::domain::purchase::{Purchase, Purchases};
use crate::pages::address;
use crate::pages::notice::Trouble;
use crate::pages::routes::twins::said;
use crate::pages::routes::visit::{Visit, render};
use crate::pages::suppliers::{Choice, SupplierGroup, SupplierRow, SuppliersAnswer, SuppliersPage};
use crate::pages::words::Language;
use crate::query::search::{CEILING, Found as Hit, Kind};

/// Suppliers on one page.
const PAGE: usize = 100;

/// `/fournisseurs?achat=&lieu=&label=&minutes=&page=`
pub fn page(visit: &Visit) -> Result<String, Trouble> {
    let snapshot = visit.snapshot();
    let purchases = visit.served().analysed.purchases(snapshot);
    let typed = |name| Ok::<_, Trouble>(visit.parameter(name)?.unwrap_or_default().trim().to_owned());
    let [purchase, place, label] = [typed("achat")?, typed("lieu")?, typed("label")?];
    let label = match label.as_str() {
        "" => None,
        word => Some(Label::from_word(word).ok_or_else(|| wrong("label", word))?),
    };
    let minutes = match visit.parameter("minutes")? {
        None => REACH_MINUTES,
        Some(text) => {
            text.parse().ok().filter(|minutes| *minutes <= 80).ok_or_else(|| wrong("minutes", text))?
        }
    };
    let zones = meant_place(visit, &place)?;
    let ranks = match purchases.of_key(&purchase) {
        Some(rank) => vec![rank],
        None => purchases.of_cpv(&purchase).unwrap_or_else(|| purchases.of_words(&purchase)),
    };
    let choice = |rank: usize| {
        let one = &purchases.list()[rank];
        let label = said(visit.language(), [one.label_fr.clone(), one.label_en.clone()]);
        Choice { key: one.key.clone(), label, is_chosen: ranks[..] == [rank] }
    };
    let mut view = SuppliersPage {
        frame: visit.frame(None),
        purchase,
        place,
        minutes,
        labels: label_choices(visit.language(), label),
        purchases: (0..purchases.list().len()).map(choice).collect(),
        zone: None,
        places: Vec::new(),
        meant: if ranks.len() == 1 { Vec::new() } else { ranks.iter().map(|&rank| choice(rank)).collect() },
        answer: None,
    };
    match zones[..] {
        [(level, row)] => {
            view.zone = Some(visit.place(level, row));
            view.place = format!("{level}-{}", snapshot.territories.get(level, row).code);
            if let [rank] = ranks[..] {
                view.answer = Some(answer(visit, &purchases, rank, (level, row), label, minutes)?);
            }
        }
        _ => view.places = zones.iter().map(|&(level, row)| visit.place(level, row)).collect(),
    }
    render(&view)
}

fn wrong(name: &str, text: &str) -> Trouble {
    Trouble::BadAddress { detail: format!("{name}={text}") }
}

fn label_choices(language: Language, chosen: Option<Label>) -> Vec<Choice> {
    let words = language.words();
    let all = Choice {
        key: String::new(),
        label: words.say("suppliers.any-label").to_owned(),
        is_chosen: chosen.is_none(),
    };
    let named = Label::ALL.into_iter().map(|label| Choice {
        key: label.word().to_owned(),
        label: words.fill(&format!("suppliers.label-{}", label.word()), &[]),
        is_chosen: chosen == Some(label),
    });
    std::iter::once(all).chain(named).collect()
}

/// The territories that a place as typed may mean: its own address part, or whatever bears the name.
pub(super) fn meant_place(visit: &Visit, typed: &str) -> Result<Vec<(Level, u32)>, Trouble> {
    let snapshot = visit.snapshot();
    let part = typed.replacen(':', "-", 1);
    let known = address::parse_territory(&part);
    let known = known.and_then(|(level, code)| Some((level, snapshot.territories.row(level, code)?)));
    if let Some(known) = known {
        return Ok(vec![known]);
    }
    let before = visit.parameter("dans")?.and_then(address::parse_territory);
    let before = before.and_then(|(level, code)| Some((level, snapshot.territories.row(level, code)?)));
    if let Some((level, row)) =
        before.filter(|&(level, row)| snapshot.territories.get(level, row).name == typed)
    {
        return Ok(vec![(level, row)]);
    }
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let found = visit.served().names().find_of(snapshot, typed, Some(Kind::Territory), CEILING);
    let territory = |hit| match hit {
        Hit::Territory { level, row } => Some((level, row)),
        Hit::Actor { .. } | Hit::Function { .. } => None,
    };
    Ok(found.into_iter().filter_map(territory).collect())
}

fn answer(
    visit: &Visit,
    purchases: &Purchases,
    rank: usize,
    (level, row): (Level, u32),
    label: Option<Label>,
    minutes: u32,
) -> Result<SuppliersAnswer, Trouble> {
    let snapshot = visit.snapshot();
    let purchase = &purchases.list()[rank];
    let perimeter = Perimeter::new(snapshot, snapshot.territories.communes(level, row), None);
    let ways = snapshot.ways.ways(&snapshot.territories).map_err(|error| {
        tracing::error!(%error, "suppliers cannot be told");
        Trouble::Ours
    })?;
    let labels: Vec<Label> = label.into_iter().collect();
    let question = Question { purchases, purchase, labels: &labels, minutes: f64::from(minutes) };
    let threads = thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let found = suppliers(snapshot, &perimeter, &ways, &question, threads);
    let language = visit.language();
    let pages = found.suppliers.len().div_ceil(PAGE).max(1) as u64;
    let page = visit.parameter("page")?.and_then(|text| text.parse().ok()).unwrap_or(1).clamp(1, pages);
    let reading = read(&found.market, COMPETITORS).into_iter().map(|advice| {
        (advice.standing.word(), said(language, suppliers_told::advice(&advice, &found.market, COMPETITORS)))
    });
    let zone = address::zone(level, &address::escape(&snapshot.territories.get(level, row).code));
    let label = label.map(|label| format!("&label={}", label.word())).unwrap_or_default();
    Ok(SuppliersAnswer {
        purchase: said(language, [purchase.label_fr.clone(), purchase.label_en.clone()]),
        sentence: said(language, suppliers_told::found(purchase, &found, minutes)),
        sizes: said(language, suppliers_told::sizes(&found.market.employees, &found.places)),
        note: note(language, purchase),
        elsewhere: found.elsewhere.into(),
        groups: groups(visit, &found, page as usize),
        total: found.suppliers.len() as u64,
        reading: reading.collect(),
        not_local: said(language, NOT_LOCAL.map(str::to_owned)),
        address: format!("/analyses/suppliers?achat={}&zone={zone}{label}&minutes={minutes}", purchase.key),
        page,
        pages,
    })
}

fn note(language: Language, purchase: &Purchase) -> Option<String> {
    Some(said(language, [purchase.note_fr.clone()?, purchase.note_en.clone()?]))
}

fn groups(visit: &Visit, found: &Found, page: usize) -> Vec<SupplierGroup> {
    let shown = found.suppliers.iter().zip(1..).skip((page - 1) * PAGE).take(PAGE);
    let shown: Vec<(&Supplier, u64)> = shown.collect();
    let of = |title: &'static str, wanted: fn(Standing) -> bool| SupplierGroup {
        title,
        rows: shown
            .iter()
            .filter(|(one, _)| wanted(one.standing))
            .map(|&(one, number)| supplier(visit, one, number))
            .collect(),
    };
    vec![
        of("suppliers.inside", |standing| standing == Standing::Inside),
        of("suppliers.serving", |standing| matches!(standing, Standing::Serves { .. })),
        of("suppliers.near", |standing| standing == Standing::WithinReach),
    ]
}

fn supplier(visit: &Visit, one: &Supplier, number: u64) -> SupplierRow {
    let snapshot = visit.snapshot();
    let actors = &snapshot.actors;
    let words = visit.language().words();
    let labels =
        Label::ALL.into_iter().filter(|label| *label != Label::Ess && label.is_of(snapshot, one.row));
    SupplierRow {
        number,
        name: actors.name(one.row).map(str::to_owned),
        commune: actors.commune(one.row).map(|commune| visit.place(Level::Commune, commune)),
        why: said(visit.language(), suppliers_told::supplier(one)),
        labels: labels.map(|label| words.fill(&format!("suppliers.label-{}", label.word()), &[])).collect(),
        employees: actors.employees(one.row).and_then(band).map(between),
        places: places(snapshot, one.row),
        website: actors.website(one.row).map(str::to_owned),
    }
}
