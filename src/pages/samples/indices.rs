//! Indices with sample values.

use crate::analysis::robustness::RankInterval;
use crate::analysis::sensitivity::Parts;
use crate::analysis::standings::Standing;
use crate::domain::level::Level;
use crate::pages::frame::Frame;
use crate::pages::indices::{ChoiceRow, IndexPage, IndexPart, PartRow, PersonRow, PointsRow, StandingRow};
use crate::pages::samples::{frame, place};
use crate::pages::words::Language;

pub fn index_part() -> IndexPart {
    let row = |label: &str, value: Option<f64>| PartRow {
        label: label.into(),
        value,
        place: value.map(|value| value / 100.0),
        given: value.map(|value| value / 10.0),
        taken: value.map(|value| 10.0 - value / 10.0),
    };
    IndexPart {
        key: "emploi-inclusif".into(),
        label: "Emploi inclusif".into(),
        why: "47,0 sur 100, premier cinquième (63\u{202f}% des tirages).".into(),
        rows: vec![row("ESAT pour 10\u{202f}000 habitants", Some(61.5)), row("Un GEIQ à 30 min", None)],
        address: "/analyses/index?index=emploi-inclusif&zone=bassin:44109&rows=indicators&geometry=point"
            .into(),
    }
}

pub fn index(language: Language) -> IndexPage {
    let points = |rank: usize| PointsRow {
        key: format!("mesure-{rank}"),
        label: format!("Une mesure à {rank} min"),
        block: rank.is_multiple_of(2).then(|| format!("Bloc {rank}")),
        points: 100.0 / 6.0,
        opinion: Some([0.0, 0.5, 0.123]),
    };
    let interval = RankInterval { low: 12, median: 30, high: 1_214 };
    let standing = Standing { rank: 3, interval, class: 2, same_class: 0.63, first_tenth: 0.1 };
    let row = |rank: usize| StandingRow {
        place: place(Level::Bassin, "44109", "L’Île & Nantes"),
        score: (rank != 3).then_some(47.25),
        known: 0.8,
        standing: (rank != 3).then_some(standing),
        by_people: (rank != 3).then_some([31.0, 62.5]),
    };
    let choice = |label: &str| ChoiceRow {
        label: label.into(),
        mean_shift: 12.3,
        most_shift: 207,
        same_class: 0.81,
        same_first_tenth: 0.9,
    };
    let person = |name: Option<&str>| PersonRow {
        name: name.map(str::to_owned),
        written: "Ana;mesure-1:50".into(),
        without: "/indicateurs?indice=emploi-inclusif".into(),
    };
    IndexPage {
        frame: Frame { address: "/indicateurs?indice=emploi-inclusif".into(), ..frame(language) },
        at_hand: vec![("emploi-inclusif".into(), "Emploi inclusif".into())],
        key: "emploi-inclusif".into(),
        label: "Emploi inclusif".into(),
        note: "Bornes figées.".into(),
        level: Level::Bassin,
        points: (0..6).map(points).collect(),
        people: vec![person(Some("Ana <b>")), person(None)],
        sent: None,
        rows: (0..7).map(row).collect(),
        scored: 1_706,
        are_ranks_told: true,
        held: Some([0.61, 0.7]),
        choices: vec![choice("Mesures de poids égal"), choice("Sans : ESAT")],
        parts: Some(Parts { weights: 0.5, placing: 0.3, between: 0.1, together: 0.1 }),
        draws: 500,
        seed: 1,
        version: "0123456789abcdef".into(),
        page: 1,
        pages: 18,
        asked: "?index=emploi-inclusif&level=bassin".into(),
        address: "/indicateurs?indice=emploi-inclusif".into(),
    }
}
