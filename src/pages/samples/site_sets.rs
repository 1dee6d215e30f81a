//! A sample of best sets of places.

use crate::domain::level::Level;
use crate::pages::frame::Door;
use crate::pages::land::Choice;
use crate::pages::samples;
use crate::pages::site_sets::{
    BeforeAfter, ChosenRow, CurveRow, GainRow, NeedRow, SetRow, SetsAnswer, SetsAskedView, SetsPage,
};
use crate::pages::sketch::{Spot, sketch};
use crate::pages::territory::Place;
use crate::pages::words::Language;

/// Two places more in a département, and another set beside.
pub fn page(language: Language) -> SetsPage {
    let choice = |key: &str, is_chosen| Choice { key: key.into(), label: key.into(), is_chosen };
    let place = |level, code: &str, name: &str| Place { level, code: code.into(), name: name.into() };
    let commune = |code: &str, name: &str| place(Level::Commune, code, name);
    let chosen = |number, code: &str, name: &str| ChosenRow {
        number,
        commune: commune(code, name),
        within: 41_000,
        only: 22_000,
        nearest: 18_000,
        cost: Some(1.5),
        land: Some((3, Some("44038_1".into()))),
        sharers: vec![("Atelier <du> Lac".into(), "/collections/acteurs/items/a1".into())],
        all_sharers: Some("/partenaires?projet=tiers-lieu&commune=44038".into()),
    };
    let curve = |more: usize, share: f64| CurveRow {
        more,
        names: vec!["Chauvé".into()],
        covered: (share * 1e6) as u64,
        share,
        stepwise: share - 0.01,
        cost: None,
        proof: "prouvé".into(),
        is_chosen: more == 2,
    };
    let set = |label: &str| SetRow {
        label: label.into(),
        names: vec!["Chauvé".into(), "La Marne".into()],
        share: 0.94,
        covered: 940_000,
        only: 1_000,
        mean: Some(11.2),
        p90: Some(19.0),
        worst: None,
        gini: Some(0.31),
        cost: Some(3.0),
    };
    let effect = samples::changes::what_if(language).answer.expect("an answer").rows[0].effect;
    SetsPage {
        frame: crate::pages::frame::Frame { door: Some(Door::Land), ..samples::frame(language) },
        asked: SetsAskedView {
            typed: "Loire-Atlantique".into(),
            functions: vec![choice("tiers-lieu", true), choice("ressourcerie", false)],
            function: "tiers-lieu".into(),
            minutes: 20,
            more: 2,
            aims: vec![choice("couverture", true), choice("trajet-moyen", false)],
            keeping: vec![choice("un-par-epci", true)],
            candidates: vec![choice("communes", true), choice("foncier", false)],
            budget: Some(10.0),
            costs: vec![(choice("dense", false), Some(3.0)), (choice("rural", false), None)],
            beside: vec![choice("trajet-moyen", true)],
            named: "44009,44036".into(),
            question: "zone=departement:44&function=tiers-lieu&minutes=20&objective=couverture".into(),
        },
        zone: Some(place(Level::Departement, "44", "Loire-Atlantique")),
        places: vec![],
        answer: Some(SetsAnswer {
            sentence: "84 % aujourd’hui ; avec Chauvé et Cordemais 94 %.".into(),
            kept: vec!["Au moins un lieu par intercommunalité.".into()],
            chosen: vec![chosen(1, "44038", "Chauvé"), chosen(2, "44045", "Cordemais <x>")],
            sketch: sketch([-1.6, 47.2], &[Spot { lon: -1.9, lat: 47.1, label: "1".into(), list: 0 }]),
            curve: vec![curve(0, 0.84), curve(1, 0.9), curve(2, 0.94), curve(3, 0.95)],
            equity: vec![BeforeAfter { label: "Gini".into(), before: "0,40".into(), after: "0,31".into() }],
            gains: vec![GainRow {
                commune: commune("44038", "Chauvé"),
                people: 2_900,
                before: Some(27.4),
                after: None,
                is_reached: true,
            }],
            more_gains: 12,
            needs: vec![NeedRow { place: place(Level::Bassin, "44109", "Nantes"), effect }],
            chains: vec!["Un maillon se ferme.".into()],
            sets: vec![set("Meilleur"), set("Trajet moyen")],
            unsaid: vec!["Trajets estimés.".into()],
            method: crate::analysis::site_sets::METHOD,
        }),
        trouble: None,
    }
}
