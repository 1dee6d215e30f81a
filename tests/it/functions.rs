//! The catalogue that comes with the program: it is read, says what was meant, and names only
//! codes that exist in the official nomenclatures.

use std::collections::BTreeSet;
use std::path::PathBuf;

use maillage::domain::actor::{Code, System};
use maillage::domain::function::rules::nests;
use maillage::domain::function::{Functions, Stage};

/// The folder of official files; `None` (and a printed line) where it is absent.
fn real(file: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/real"));
    let path = std::env::var_os("MAILLAGE_REAL").map_or_else(beside, PathBuf::from).join(file);
    if !path.exists() {
        println!("skipped: no {file} (set MAILLAGE_REAL to the folder of official files)");
        return None;
    }
    Some(path)
}

/// The distinct values of a column.
fn column(file: &str, name: &str) -> Option<BTreeSet<String>> {
    let mut reader = csv::Reader::from_path(real(file)?).expect("an official file opens");
    let headers = reader.headers().expect("it has headers").clone();
    let at = headers.iter().position(|h| h.trim_start_matches('\u{feff}') == name).expect(name);
    Some(reader.records().map(|row| row.expect("a sound row")[at].trim().to_owned()).collect())
}

fn named(functions: &Functions, system: System) -> BTreeSet<String> {
    let clauses = functions.list().iter().flat_map(|f| &f.sources).flat_map(|rule| &rule.clauses);
    let stages = functions.chains().iter().flat_map(|chain| &chain.stages);
    let clauses = clauses.chain(stages.flat_map(|stage| &stage.who.only));
    clauses.filter(|(s, _)| *s == system).flat_map(|(_, codes)| codes.clone()).collect()
}

fn keys(functions: &Functions, codes: &[(System, &str)]) -> Vec<String> {
    let codes: Vec<Code> = codes.iter().map(|(system, code)| (*system, (*code).to_owned())).collect();
    functions.of_codes(&codes).iter().map(|id| functions.get(id).key.clone()).collect()
}

#[test]
fn the_embedded_catalogue_is_sound() {
    match Functions::parse(include_str!("../../data/functions.toml")) {
        Ok(functions) => assert!((40..=64).contains(&functions.list().len())),
        Err(faults) => panic!("{}", faults.iter().map(|f| format!("{f}\n")).collect::<String>()),
    }
}

#[test]
fn codes_fulfil_the_functions_that_were_meant() {
    use System::{Canteen, Farm, Kitchen, Label, Legal, Naf, Siae, TiersLieu};
    let functions = Functions::embedded();
    type Case<'a> = (&'a [(System, &'a str)], &'a [&'a str]);
    let cases: &[Case] = &[
        (&[(Siae, "ACI"), (Naf, "88.99B"), (Legal, "9220")], &["chantier-insertion", "action-sociale"]),
        (&[(Siae, "ACI"), (Naf, "38.32Z")], &["ressourcerie", "valorisation-dechets", "chantier-insertion"]),
        (&[(Naf, "38.32Z"), (Legal, "5499")], &["valorisation-dechets"]),
        (&[(Naf, "47.79Z"), (Legal, "9220")], &["ressourcerie"]),
        (&[(Naf, "47.79Z"), (Legal, "5499")], &[]),
        (&[(Label, "tiers-lieu"), (TiersLieu, "Tiers lieux à dominante fablab")], &["fablab", "tiers-lieu"]),
        (&[(Label, "manufacture-de-proximite")], &["manufacture", "tiers-lieu"]),
        (&[(Canteen, "Secondaire collège"), (Kitchen, "central")], &["cuisine-centrale", "cantine-scolaire"]),
        (&[(Farm, "vente-directe"), (Farm, "Maraichage")], &["vente-directe", "production-alimentaire"]),
        (&[(Farm, "vente-directe"), (Farm, "Viticulture")], &["vin", "vente-directe"]),
        (&[(Naf, "77.31Z"), (Legal, "6316")], &["cuma"]),
        (&[(Naf, "10.51C"), (Legal, "6317")], &["transformation-alimentaire"]),
        (&[(Naf, "88.91A")], &["petite-enfance"]),
        (&[(Naf, "88.91B")], &["handicap"]),
        (&[(Naf, "01.70Z"), (Legal, "9220")], &[]),
        (&[(Naf, "94.99Z"), (Legal, "9220")], &[]),
        (&[(Naf, "88.10C"), (Legal, "9220")], &[]),
    ];
    for (codes, expected) in cases {
        assert_eq!(keys(&functions, codes), *expected, "{codes:?}");
    }
}

/// 94.99Z covers a third of associations and says nothing of what they do.
#[test]
fn no_function_follows_from_membership_organisations_alone() {
    let functions = Functions::embedded();
    for beginning in ["94.99Z", "94.99", "94.9", "94"] {
        assert!(keys(&functions, &[(System::Naf, beginning)]).is_empty(), "{beginning}");
    }
}

#[test]
fn the_food_chain_has_every_stage_that_goods_pass() {
    let functions = Functions::embedded();
    let food = functions.of_chain("food");
    for stage in Stage::ALL.into_iter().filter(|stage| stage.carries_goods()) {
        let there = food.iter().any(|id| functions.get(id).stage == Some(stage));
        assert!(there, "{}", stage.word());
    }
    assert!(food.iter().all(|id| functions.of_any_chain().contains(id)));
    let finance = functions.id("finance").expect("declared");
    assert!(!functions.of_any_chain().contains(finance), "a bank is not part of a chain");
}

#[test]
fn every_code_named_exists_in_the_official_nomenclature() {
    let functions = Functions::embedded();
    let official = [
        (System::Naf, "nomenclatures/nafrev2_sous_classes.csv", "code_point"),
        (System::Legal, "nomenclatures/categories_juridiques_2026.csv", "code"),
        (System::Bpe, "equipements/typequ_2024.csv", "typequ"),
        (System::TiersLieu, "tiers_lieux/cget_tiers_lieux_2019.csv", "TYPO"),
        (System::Kitchen, "alimentation/ma_cantine_td_2023.csv", "canteen_production_type"),
    ];
    for (system, file, name) in official {
        let Some(codes) = column(file, name) else { continue };
        for code in named(&functions, system) {
            let begins = |official: &String| nests(system) && official.starts_with(&code);
            assert!(codes.iter().any(|official| *official == code || begins(official)), "{code} in {file}");
        }
    }
}

/// Sectors are separated by commas; none holds one, so every sector is a whole part of a cell.
#[test]
fn every_canteen_sector_is_mapped_and_every_sector_mapped_exists() {
    let functions = Functions::embedded();
    let Some(cells) = column("alimentation/ma_cantine_td_2023.csv", "canteen_sector_list") else { return };
    let sectors: BTreeSet<String> =
        cells.iter().flat_map(|cell| cell.split(',')).map(|s| s.trim().to_owned()).collect();
    let sectors: BTreeSet<String> = sectors.into_iter().filter(|sector| !sector.is_empty()).collect();
    assert_eq!(named(&functions, System::Canteen), sectors);
}

#[test]
fn every_farm_type_named_exists() {
    let functions = Functions::embedded();
    let file = "alimentation/hve_exploitations_2022_sans_nom.csv";
    let mut known = BTreeSet::from(["vente-directe".to_owned()]);
    for name in ["activite_animale", "activite_vegetale"] {
        let Some(kinds) = column(file, name) else { return };
        known.extend(kinds);
    }
    for kind in named(&functions, System::Farm) {
        assert!(known.contains(&kind), "{kind}");
    }
}

/// Nanoseconds that this thread has spent on a processor: unlike a clock on the wall, the
/// same on a busy machine. `None` where the kernel does not tell.
fn on_cpu_ns() -> Option<u128> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok()
}

/// Called for each of millions of actors. The bound is ten times what was measured.
#[test]
fn a_look_up_takes_well_under_two_microseconds() {
    let functions = Functions::embedded();
    let letters = ["88.99B", "47.79Z", "94.99Z", "01.13Z", "86.21Z", "70.22Z", "10.51C", "93.12Z"];
    let forms = ["9220", "5499", "5560", "6316", "9300", "8210", "5710", "1000"];
    let of = |naf: &str, form: &str| [(System::Naf, naf.to_owned()), (System::Legal, form.to_owned())];
    let actors: Vec<[Code; 2]> = letters.iter().flat_map(|naf| forms.map(|form| of(naf, form))).collect();
    let rounds = 5_000;
    let Some(start) = on_cpu_ns() else { return println!("skipped: no account of processor time") };
    let mut found = 0;
    for _ in 0..rounds {
        found += actors.iter().filter(|codes| !functions.of_codes(*codes).is_empty()).count();
    }
    let each = (on_cpu_ns().expect("told before") - start) / (rounds * actors.len()) as u128;
    println!("{each} ns an actor of two codes, {found} with a function");
    assert!(each < 2_000, "{each} ns");
}
