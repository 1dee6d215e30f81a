//! Samples of what holds and of what would change.

use crate::analysis::access::Reach;
use crate::analysis::steadiness::Tested;
use crate::analysis::subjects::Reliability;
use crate::analysis::supply::Verdict;
use crate::analysis::what_if::{Effect, State};
use crate::domain::level::Level;
use crate::pages::frame::Frame;
use crate::pages::map::{METROPOLE, places_of_france};
use crate::pages::missing::{self, MissingPage, MissingRow};
use crate::pages::samples::{frame, place};
use crate::pages::sensitivity::{FunctionHeld, HeldRow, SensitivityPage};
use crate::pages::what_if::{Choice, EffectRow, WhatIfAnswer, WhatIfPage};
use crate::pages::words::Language;

pub fn sensitivity(language: Language, of_a_place: bool) -> SensitivityPage {
    let held = |verdicts, access| HeldRow { label: "Tiers-lieu".into(), held: Tested { verdicts, access } };
    let (sure, none) = (Verdict::SureGap, Verdict::NoGap);
    let function = FunctionHeld {
        key: "tiers-lieu".into(),
        label: "Tiers-lieu".into(),
        gaps: 41,
        beside: [40, 32, 12],
        hold: 11,
        low: 702,
        low_holds: 512,
    };
    SensitivityPage {
        frame: Frame { address: "/sensibilite".into(), ..frame(language) },
        place: of_a_place.then(|| place(Level::Bassin, "44109", "Nantes")),
        functions: if of_a_place { Vec::new() } else { vec![function] },
        rows: if of_a_place {
            vec![
                held([sure; 4], [Some(0.41), Some(0.2), Some(0.8)]),
                held([sure, none, none, none], [None; 3]),
            ]
        } else {
            Vec::new()
        },
        address: "/analyses/sensitivity?level=bassin&geometry=point&limit=10000".into(),
    }
}

pub fn missing(language: Language) -> MissingPage {
    let row = |code: &str, name: &str, verdict, expected: Option<f64>| MissingRow {
        code: code.into(),
        name: name.into(),
        population: 812_345,
        verdict,
        count: Some(9),
        expected,
        interval: expected.map(|_| [0.11, 0.32]),
        beyond: Some(0.25),
    };
    let tiers_lieu = missing::Choice { key: "tiers-lieu".into(), label: "Tiers-lieu".into() };
    MissingPage {
        frame: Frame { address: "/manques?fonction=tiers-lieu".into(), ..frame(language) },
        functions: vec![tiers_lieu.clone(), missing::Choice { key: "esat".into(), label: "ESAT".into() }],
        chosen: tiers_lieu,
        level: Level::Bassin,
        rows: vec![
            row("83137", "Toulon", Verdict::SureGap, Some(23.8)),
            row("62498", "Lens", Verdict::ProbableGap, Some(13.6)),
            row("44109", "Nantes", Verdict::Surplus, Some(31.0)),
            row("44131", "Pornic", Verdict::TooFewExpected, Some(1.2)),
            row("97411", "Saint-Denis", Verdict::TooFewExpected, None),
        ],
        reliability: Reliability::Fair,
        unplaced: 12,
        bounds: METROPOLE,
        places: places_of_france(language),
    }
}

pub fn what_if(language: Language) -> WhatIfPage {
    let choice = |key: &str, label: &str| Choice { key: key.into(), label: label.into(), is_chosen: true };
    let state = |count, mean, beyond| State {
        count,
        finding: Err(Verdict::TooFewExpected),
        reach: Some(Reach { mean, tenth: 0.0, beyond }),
    };
    let effect = Effect {
        territory: 0,
        population: 812_345,
        before: state(0, 0.0, 1.0),
        after: state(1, 1.2e-5, 0.25),
        reached: 600_000,
        lost: 0,
    };
    let nantes = place(Level::Bassin, "44109", "Nantes");
    let address = "/et-si?zone=bassin:44109&fonction=ressourcerie&commune=44109&nombre=1".into();
    WhatIfPage {
        frame: Frame { address, ..frame(language) },
        place: Some(nantes.clone()),
        functions: vec![choice("ressourcerie", "Ressourcerie, recyclerie")],
        communes: vec![choice("44109", "Nantes")],
        by: 1,
        answer: Some(WhatIfAnswer {
            function: "Ressourcerie, recyclerie".into(),
            commune: place(Level::Commune, "44109", "Nantes"),
            by: 1,
            reached: 600_000,
            lost: 0,
            rows: vec![EffectRow { place: nantes, effect }],
            others: 12,
            chains: vec!["Filière « Réemploi » : l'étape Collecte serait tenue.".into()],
            address: "/analyses/whatif?function=ressourcerie&add=44109&geometry=point&limit=1000".into(),
        }),
        trouble: None,
    }
}
