//! Views with sample values, for the tests of the pages.
//!
//! With `MAILLAGE_SAMPLES=folder`, the test below also writes every page there, to be looked
//! at in a browser before a server exists.

pub mod chains;
pub mod changes;
pub mod indices;
pub mod site_sets;

use askama::Template;

use crate::analysis::subjects::Reliability;
use crate::analysis::supply::Verdict;
use crate::domain::actor::Family;
use crate::domain::level::Level;
use crate::domain::source::{Licence, Source};
use crate::domain::territory::OutlineOrigin;
use crate::domain::whereabouts::Precision;
use crate::pages::complements;
use crate::pages::explore::{ExplorePage, Indicator, Order, View, ZoneRow};
use crate::pages::frame::{Door, Frame};
use crate::pages::gaps::{GapRow, GapsPart};
use crate::pages::home::HomePage;
use crate::pages::layers::{LayerRow, LayersPage};
use crate::pages::map::{self, MapView};
use crate::pages::notice::{NoticePage, Trouble};
use crate::pages::partners::{PartnerRow, PartnersPage, Wider};
use crate::pages::reading::{AccessibilityPage, LicencePage, MethodPage};
use crate::pages::search::{ActorHit, FunctionHit, SearchPage, TerritoryHit};
use crate::pages::territory::{FamilyRow, FunctionRow, Neighbour, Place, Quality, TerritoryPage, Whole};
use crate::pages::twins;
use crate::pages::words::Language;

/// Renders a page and checks what holds for every page.
pub fn checked(page: &impl Template) -> String {
    let html = page.render().expect("the page renders");
    assert!(html.starts_with("<!doctype html>"));
    assert_eq!(html.matches("<h1").count(), 1, "one title");
    assert!(html.contains("<html lang=\"fr\"") || html.contains("<html lang=\"en\""));
    let text = html.split("<script").map(|part| part.split_once("</script>").map_or(part, |(_, rest)| rest));
    let text: String = text.collect();
    assert!(!text.contains('{') && !text.contains('}'), "a word was not filled in");
    for room in [
        "nav.",
        "table.",
        "facts.",
        "family.",
        "quality.",
        "level.",
        "indicator.",
        "count.",
        "home.",
        "explore.",
        "territory.",
        "gaps.",
        "twins.",
        "complements.",
        "chains.",
        "indices.",
        "partners.",
        "suppliers.",
        "allies.",
        "land.",
        "search.",
        "sets.",
        "layers.",
        "layer.",
        "notice.",
        "site.",
    ] {
        let bare = text.match_indices(room).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + room.len()..].chars().next();
            before == Some('>') && after.is_some_and(|c| c.is_ascii_lowercase())
        });
        assert!(!bare, "a key of {room} stands in the page");
    }
    html
}

pub fn frame(language: Language) -> Frame {
    let source = |id: &str, title: &str, producer: &str, vintage: &str| Source {
        id: id.into(),
        title: title.into(),
        producer: producer.into(),
        vintage: vintage.into(),
        licence: Licence::LicenceOuverte,
        page: format!("https://example.org/{id}"),
    };
    Frame {
        language,
        address: "/".into(),
        door: None,
        snapshot: "3f2b0c0b87604a13831a9f21".into(),
        demonstration: true,
        partial: true,
        sources: vec![
            source("cog", "Code officiel géographique", "Insee", "2025"),
            source("siae", "Structures de l’inclusion", "Plateforme de l’inclusion", "2021-10"),
            source("sirene", "Base Sirene", "Insee", "2022-04"),
        ],
    }
}

pub fn map() -> MapView {
    MapView {
        level: Level::Bassin,
        bounds: [-2.2, 46.8, -0.9, 47.7],
        highlight: Some("44109".into()),
        actors: true,
        colored: false,
        values: Vec::new(),
        places: Vec::new(),
    }
}

fn place(level: Level, code: &str, name: &str) -> Place {
    Place { level, code: code.into(), name: name.into() }
}

/// As many rows as France has bassins, with figures that spread.
fn zone_rows() -> Vec<ZoneRow> {
    let names = ["Nantes", "Île-aux-Chênes", "Cœur-de-Plaine", "L’Haÿ", "Saint-Rémy-de-Provence", "Ussel"];
    let row = |n: u64| {
        let population = 1_500 + n * n * 7 % 90_000 + if n.is_multiple_of(97) { 400_000 } else { 0 };
        let actors = if n.is_multiple_of(61) { 0 } else { population * (4 + n * 31 % 37) / 10_000 };
        let name = names[(n % 6) as usize];
        ZoneRow { code: format!("{:05}", 1_000 + n), name: format!("{name} {n}"), population, actors }
    };
    (1..=1_707).map(row).collect()
}

pub fn home(language: Language) -> HomePage {
    HomePage {
        frame: frame(language),
        actors: 231_554,
        communes: 34_875,
        bassins: zone_rows(),
        bounds: map::METROPOLE,
        places: map::places_of_france(language),
    }
}

pub fn explore(language: Language) -> ExplorePage {
    let address = "/explorer/densite-ess".into();
    ExplorePage {
        frame: Frame { door: Some(Door::Explore), address, ..frame(language) },
        indicator: Indicator::EssDensity,
        level: Level::Bassin,
        rows: zone_rows(),
        unplaced: 312,
        order: Order::default(),
        view: View::Both,
        bounds: map::METROPOLE,
        places: map::places_of_france(language),
    }
}

fn functions() -> Vec<FunctionRow> {
    let rows = [
        ("tiers-lieu", "Tiers-lieu", 31),
        ("insertion", "Insertion par l’activité économique", 88),
        ("ressourcerie", "Ressourcerie et réemploi", 12),
        ("restauration", "Restauration collective", 204),
        ("circuit-court", "Vente directe et circuit court", 19),
        ("mobilite", "Mobilité solidaire", 4),
        ("energie", "Énergie citoyenne", 0),
        ("monnaie", "Monnaie locale", 0),
        ("petite-enfance", "Accueil de la petite enfance", 61),
        ("grand-age", "Aide et soins aux personnes âgées", 43),
    ];
    let row = |(key, label, actors): (&str, &str, u64)| FunctionRow {
        key: key.into(),
        label: label.into(),
        actors,
    };
    rows.map(row).into()
}

/// One function of each kind of answer.
fn gaps() -> GapsPart {
    let row = |label: &str, verdict, count, is_isolated: bool| GapRow {
        key: "ressourcerie".into(),
        label: label.into(),
        verdict,
        count,
        expected: 12.3,
        interval: [0.05, 1.27],
        beyond: (!is_isolated).then_some(0.123),
        reliability: Reliability::Fair,
        is_isolated,
    };
    GapsPart {
        level: Level::Bassin,
        rows: vec![
            row("Tiers-lieu", Verdict::SureGap, 0, true),
            row("Ressourcerie, recyclerie", Verdict::ProbableGap, 4, false),
            row("Réparation", Verdict::Undecided, 9, false),
            row("Vente directe", Verdict::NoGap, 14, false),
            row("Culture", Verdict::Surplus, 31, false),
        ],
        too_few: vec![("Fablab".into(), 0), ("Atelier partagé".into(), 1)],
        unmeasured: vec!["Aide alimentaire".into()],
        peers: 901,
        address: "/analyses/gaps?zone=bassin:44109&geometry=point&limit=100".into(),
        sensitivity: "/sensibilite?zone=bassin:44109".into(),
        what_if: Some("/et-si?zone=bassin:44109".into()),
    }
}

pub fn territory(language: Language) -> TerritoryPage {
    let neighbour = |code: &str, name: &str, population, actors| Neighbour {
        place: place(Level::Bassin, code, name),
        population,
        actors,
    };
    let family = |family, actors| FamilyRow { family, actors };
    TerritoryPage {
        frame: Frame { address: "/territoires/bassin-44109-nantes".into(), ..frame(language) },
        place: place(Level::Bassin, "44109", "Nantes"),
        population: 812_345,
        communes: 42,
        surface_km2: Some(1_204.6),
        density_label: None,
        parents: vec![
            place(Level::Departement, "44", "Loire-Atlantique"),
            place(Level::Region, "52", "Pays de la Loire"),
        ],
        neighbours: vec![
            neighbour("44131", "Pornic", 61_204, 204),
            neighbour("44184", "Saint-Nazaire", 183_110, 612),
            neighbour("85146", "Montaigu-Vendée", 54_001, 188),
        ],
        actors: 3_412,
        functions: functions(),
        without_function: 2_950,
        families: vec![
            family(Some(Family::Association), 2_801),
            family(Some(Family::Cooperative), 212),
            family(Some(Family::Mutuelle), 31),
            family(Some(Family::Fondation), 9),
            family(None, 359),
        ],
        quality: Quality { exact: 2_900, street: 112, estimated: 0, commune: 340, masked: 60 },
        outline: OutlineOrigin::Official,
        gaps: Some(gaps()),
        twins: Some(twins::tests::sample()),
        complements: Some(complements::tests::sample()),
        chains: Some(chains::part()),
        indices: vec![indices::index_part()],
        whole: Whole { actors: 231_554, population: 68_017_033 },
        map: Some(map()),
    }
}

pub fn partners(language: Language) -> PartnersPage {
    let row = |n: usize| PartnerRow {
        id: format!("1234567890001{n}"),
        name: (n != 3).then(|| format!("Recyclerie de l’Île nº {n}")),
        family: Some(Family::ALL[n % 5]),
        functions: vec!["Ressourcerie et réemploi".into(), "Insertion par l’activité économique".into()],
        commune: Some(place(Level::Commune, "44109", "Nantes")),
        precision: Some(Precision::ALL[n % 4]),
        website: n.is_multiple_of(2).then(|| "https://example.org/recyclerie".into()),
        sources: vec!["Structures de l’inclusion".into()],
    };
    let address = "/partenaires?lieu=bassin-44109&fonction=ressourcerie".into();
    PartnersPage {
        frame: Frame { door: Some(Door::Partners), address, ..frame(language) },
        asked: "bassin-44109".into(),
        zone: Some(place(Level::Bassin, "44109", "Nantes")),
        candidates: Vec::new(),
        function: Some("ressourcerie".into()),
        choices: functions(),
        actors: (0..9).map(row).collect(),
        total: 12,
        masked: 3,
        page: 1,
        pages: 1,
        wider: Vec::<Wider>::new(),
    }
}

pub fn search(language: Language) -> SearchPage {
    let hit = |level, code: &str, name: &str, population, within: Option<&str>| TerritoryHit {
        place: place(level, code, name),
        population,
        within: within.map(str::to_owned),
    };
    SearchPage {
        frame: Frame { address: "/rechercher?q=nantes".into(), ..frame(language) },
        query: "nantes".into(),
        territories: vec![
            hit(Level::Bassin, "44109", "Nantes", 812_345, None),
            hit(Level::Commune, "44109", "Nantes", 325_070, Some("Loire-Atlantique")),
            hit(Level::Commune, "38273", "Nantes-en-Ratier", 466, Some("Isère")),
        ],
        actors: vec![ActorHit {
            name: "Régie de quartiers de Nantes".into(),
            family: Some(Family::Association),
            commune: Some(place(Level::Commune, "44109", "Nantes")),
        }],
        functions: vec![FunctionHit { key: "tiers-lieu".into(), label: "Tiers-lieu".into() }],
        cut: false,
    }
}

pub fn layers(language: Language) -> LayersPage {
    let ids = [
        "communes",
        "epci",
        "bassins",
        "departements",
        "regions",
        "acteurs",
        "tiers-lieux",
        "circuits-courts",
        "ptce",
        "foncier",
        "equipements",
        "lacunes",
        "constats",
        "maillons-manquants",
        "jumeaux",
        "indicateurs",
        "grappes",
        "liens",
        "opportunites",
        "sites",
    ];
    let row = |id: &'static str| LayerRow {
        id,
        features: 34_875,
        unplaced: if id == "acteurs" { 312 } else { 0 },
        licences: vec![Licence::LicenceOuverte.label()],
        tiles: match id {
            "communes" | "epci" | "bassins" | "departements" | "regions" => "territoires",
            other => other,
        },
    };
    let address = "/donnees".into();
    LayersPage {
        frame: Frame { door: Some(Door::Layers), address, ..frame(language) },
        layers: ids.map(row).into(),
    }
}

#[test]
fn every_page_can_be_written_down() {
    let folder = std::env::var_os("MAILLAGE_SAMPLES").map(std::path::PathBuf::from);
    let write = |name: &str, language: Language, html: String| {
        if let Some(folder) = &folder {
            let path = folder.join(format!("{name}.{}.html", language.tag()));
            std::fs::write(path, html).expect("the folder of samples can be written");
        }
    };
    for language in [Language::French, Language::English] {
        write("home", language, checked(&home(language)));
        write("explore", language, checked(&explore(language)));
        write("explore-table", language, checked(&ExplorePage { view: View::Table, ..explore(language) }));
        write("territory", language, checked(&territory(language)));
        write("sensitivity", language, checked(&changes::sensitivity(language, false)));
        write("sensitivity-place", language, checked(&changes::sensitivity(language, true)));
        write("missing", language, checked(&changes::missing(language)));
        write("what-if", language, checked(&changes::what_if(language)));
        write("partners", language, checked(&partners(language)));
        write("site-sets", language, checked(&site_sets::page(language)));
        write("search", language, checked(&search(language)));
        write("layers", language, checked(&layers(language)));
        write("method", language, checked(&MethodPage { frame: frame(language) }));
        write("licence", language, checked(&LicencePage { frame: frame(language) }));
        write("accessibility", language, checked(&AccessibilityPage { frame: frame(language) }));
        let notice = NoticePage { frame: frame(language), trouble: Trouble::NoPage };
        write("notice", language, checked(&notice));
    }
}
