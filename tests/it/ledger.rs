//! The account of every source: rows read = accepted + merged + refused, each refusal and
//! each repair under the words that people read in the report.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use maillage::demo::truths::Truths;
use maillage::domain::level::Level;
use maillage::domain::territory::OutlineOrigin;
use maillage::ingest::ledger::Tally;
use maillage::snapshot::Snapshot;
use maillage::snapshot::manifest::{Input, Manifest};

use crate::worlds::{island, real, real_folder};

/// The official files that issue 2 lists, by source, with their rows (laureates for the two
/// programmes, whose features may hold several).
const REAL: [(&str, &str, u64); 25] = [
    ("communes", "territoires/referentiel_communes_2025_derive.csv", 34_875),
    ("passage-communes", "territoires/passage_commune_historique_vers_2025_cogiter.csv", 39_161),
    ("codes-postaux", "territoires/laposte_hexasmal.csv", 39_201),
    ("contours-communes", "contours/communes_2018_francegeojson.geojson.gz", 35_357),
    ("sirene-unites", "formats_sirene/StockUniteLegale_2022-04_pm.csv", 488),
    ("sirene-etablissements", "formats_sirene/StockEtablissement_2022-04_pm.csv", 78),
    ("siae", "ess_acteurs/siae_emplois_inclusion_2021.csv", 3_853),
    ("esat", "ess_acteurs/esat_liste_officielle.csv", 1_504),
    ("tiers-lieux-2019", "tiers_lieux/cget_tiers_lieux_2019.csv", 1_512),
    ("fabriques-de-territoire", "tiers_lieux/anct_fabt_geom.geojson", 382),
    ("manufactures-de-proximite", "tiers_lieux/anct_manuprox_geom.geojson", 111),
    ("ma-cantine", "alimentation/ma_cantine_td_2023.csv", 10_317),
    ("hve", "alimentation/hve_exploitations_2022_sans_nom.csv", 18_546),
    ("cartofriches", "friches/cartofriches_standard_echantillon_2024-10.csv", 2_594),
    ("cartofriches", "friches/cartofriches_2024-03_points.csv.gz", 23_878),
    ("ademe-sites-pollues", "friches/ademe_sites_pollues_responsables_defaillants.geojson", 419),
    // No row of these is in the folder.
    ("parcelles-personnes-morales", "", 0),
    ("locaux-personnes-morales", "", 0),
    ("cadastre", "", 0),
    ("contraintes-foncieres", "", 0),
    ("france-services", "programmes/france_services_20240801.csv", 2_845),
    ("gares-sncf", "gares/sncf_liste_des_gares.csv", 3_884),
    // No official list of PTCE exists: the island has one in a format of our own.
    ("ptce", "", 0),
    ("liens", "", 0),
    ("offres", "", 0),
];

/// Files that look like ours and are not: another vintage, another grain, another producer.
const LOOKALIKES: [&str; 6] = [
    "contours/communes_2022_1000m_etalab.geojson.gz",
    "contours/departements-version-simplifiee_2018.geojson",
    "contours/regions-version-simplifiee_2018.geojson",
    "programmes/anct_pvd_geom.geojson",
    "territoires/cog2026_commune.csv",
    "tiers_lieux/ftl2023_echantillon_numerique.csv",
];

#[test]
fn every_row_of_every_source_of_the_island_is_accounted_for() {
    balances(&island().world.served().snapshot.manifest);
}

#[test]
fn every_row_of_every_real_source_is_accounted_for() {
    let Some(world) = real() else { return };
    balances(&world.served().snapshot.manifest);
}

#[test]
fn the_real_folder_is_read_file_by_file_to_the_last_row() {
    let (Some(world), Some(folder)) = (real(), real_folder()) else { return };
    let served = world.served();
    let manifest = &served.snapshot.manifest;
    let read: Vec<_> = manifest
        .sources
        .iter()
        .map(|input| (input.source.id.as_str(), input.path.as_str(), input.ledger.read))
        .collect();
    let expected: Vec<_> = REAL.into_iter().filter(|(_, path, _)| !path.is_empty()).collect();
    assert_eq!(read, expected);
    for (source, path, rows) in expected {
        let programme = source.ends_with("territoire") || source.ends_with("proximite");
        let counted = rows_of(&folder.join(path));
        // A feature of a programme holds one laureate or several.
        assert!(if programme { counted < rows } else { counted == rows }, "{path}: {counted} against {rows}");
    }
    assert!(!manifest.fictitious);
}

#[test]
fn files_of_no_known_format_are_reported_and_not_guessed() {
    if let Some(world) = real() {
        let served = world.served();
        let unknown = &served.snapshot.manifest.unknown;
        assert!(unknown.iter().any(|path| path == "README.md"));
        for path in LOOKALIKES {
            assert!(unknown.iter().any(|other| other == path), "{path} was taken for another file");
        }
        assert!(unknown.is_sorted());
    }
    assert_eq!(island().world.served().snapshot.manifest.unknown, ["notes.csv"]);
}

#[test]
fn the_real_spine_is_the_official_one() {
    let Some(world) = real() else { return };
    let served = world.served();
    let territories = &served.snapshot.territories;
    let counts = Level::ALL.map(|level| territories.of(level).len());
    assert_eq!(counts, [34_875, 1_255, 1_707, 101, 18]);
    let overseas: std::collections::BTreeSet<_> = territories
        .of(Level::Commune)
        .iter()
        .filter(|commune| commune.code.starts_with("97"))
        .map(|commune| commune.parents[Level::Bassin as usize].expect("a bassin"))
        .collect();
    assert_eq!(overseas.len(), 26);
    for level in Level::ALL {
        let population: u64 = territories.of(level).iter().map(|territory| territory.population).sum();
        let outside = if level == Level::Epci { 68_017_033 - population } else { 0 };
        assert_eq!(population + outside, 68_017_033, "{level}");
        assert!(outside < 30_000, "the communes outside any EPCI are four islands");
    }
}

#[test]
fn every_territory_has_an_outline() {
    for snapshot in [Some(&island().world), real()].into_iter().flatten().map(|world| world.served()) {
        for level in Level::ALL {
            for territory in snapshot.snapshot.territories.of(level) {
                assert!(territory.origin != OutlineOrigin::Missing, "{level} {}", territory.code);
                assert!(territory.area.bbox().is_some(), "{level} {}", territory.code);
                assert!(territory.surface_km2.is_some_and(|km2| 0.0 < km2), "{level} {}", territory.code);
            }
        }
    }
}

#[test]
fn the_island_is_read_as_it_was_written() {
    let island = island();
    let served = island.world.served();
    let (snapshot, truths) = (&served.snapshot, &island.truths);
    assert!(snapshot.manifest.fictitious);
    for (file, rows) in &truths.rows {
        let Some(input) = input_at(&snapshot.manifest, file) else {
            assert_eq!(*file, "notes.csv");
            continue;
        };
        // One feature of each programme holds two laureates.
        let twice = u64::from(file.contains("fabriques") || file.contains("manufactures"));
        assert_eq!(input.ledger.read, rows + twice, "{file}");
    }
    let counts = Level::ALL.map(|level| snapshot.territories.of(level).len());
    let planted = [truths.communes, truths.epcis, truths.bassins, truths.departements, truths.regions];
    assert_eq!(counts, planted);
    let population: u64 = snapshot.territories.of(Level::Region).iter().map(|t| t.population).sum();
    assert_eq!(population, truths.population);
}

/// Every fault that was planted is found as often as it was planted, under its reason.
#[test]
fn planted_faults_are_refused_or_mended_with_their_reason() {
    let island = island();
    let served = island.world.served();
    let manifest = &served.snapshot.manifest;
    let planted = |fault: &str| island.truths.faults[fault];
    let mended: [(&str, &str, &str); 7] = [
        (
            "SIRENE : commune inconnue",
            "StockEtablissement_utf8.csv",
            "code commune inconnu : placé autrement si possible",
        ),
        ("SIAE : SIRET invalide", "siae.csv", "SIRET invalide : gardé sous l'identifiant de la source"),
        ("SIAE : géocodage peu sûr", "siae.csv", "géocodage peu sûr : point écarté, commune gardée"),
        (
            "SIAE : courriel et téléphone",
            "siae.csv",
            "adresse contenant un courriel ou un téléphone : écartée",
        ),
        ("SIAE : courriel et téléphone", "siae.csv", "adresse web illisible : écartée"),
        ("tiers-lieux : code commune « 0 »", "tiers_lieux_2019.csv", "commune trouvée par le nom"),
        (
            "tiers-lieux : géocodage peu sûr",
            "tiers_lieux_2019.csv",
            "géocodage peu sûr : point écarté, commune gardée",
        ),
    ];
    for (fault, file, reason) in mended {
        assert_eq!(tallied(manifest, file, reason), planted(fault), "{fault}");
    }
    let refused = [
        ("SIRENE : SIRET invalide", "StockEtablissement_utf8.csv", "SIRET invalide"),
        ("gares : fermée aux voyageurs", "gares.csv", "gare de fret, fermée aux voyageurs"),
    ];
    for (fault, file, reason) in refused {
        assert_eq!(tallied(manifest, file, reason), planted(fault), "{fault}");
    }
    let merged = |file: &str| input_at(manifest, file).expect("read").ledger.merged;
    assert_eq!(merged("gares.csv"), planted("gares : une ligne du fichier par voie ferrée"));
    let shared = |file: &str| island.truths.shared[file].len() as u64;
    assert_eq!(merged("siae.csv"), shared("siae.csv") + planted("SIAE : SIRET répété sous un autre type"));
    assert_eq!(merged("esat.csv"), shared("esat.csv"));
    assert_eq!(merged("cantines_2023.csv"), shared("cantines_2023.csv"));
    assert_eq!(merged("ptce.csv"), island.truths.poles.len() as u64);
}

#[test]
fn what_sirene_leaves_out_is_counted_by_reason() {
    let island = island();
    let served = island.world.served();
    let manifest = &served.snapshot.manifest;
    let told = &island.truths.sirene;
    let units = |reason| tallied(manifest, "StockUniteLegale_utf8.csv", reason);
    assert_eq!(units("unité légale cessée"), told.ceased);
    assert_eq!(units("personne physique : non conservée"), told.persons);
    assert_eq!(units("hors ESS : ni catégorie juridique de l'ESS, ni indicateur « O »"), told.not_ess);
    let establishments = input_at(manifest, "StockEtablissement_utf8.csv").expect("read");
    assert_eq!(establishments.ledger.accepted, told.kept);
    let reason = |reason| tallied(manifest, "StockEtablissement_utf8.csv", reason);
    assert_eq!(reason("établissement fermé"), told.ceased + told.closed);
    assert_eq!(reason("ancien code commune remplacé"), told.old_codes);
    assert_eq!(reason("sans lieu : compté au total national"), told.unplaced);
    let orphans = island.truths.faults["SIRENE : établissement sans unité légale"];
    let elsewhere = told.persons + told.not_ess + told.excluded + orphans;
    assert_eq!(reason("unité légale absente du fichier des unités, ou écartée de celui-ci"), elsewhere);
}

#[test]
fn the_split_commune_of_the_island_has_an_estimated_outline() {
    let island = island();
    let served = island.world.served();
    let origin = |code: &str| {
        let territories = &served.snapshot.territories;
        territories.get(Level::Commune, territories.row(Level::Commune, code).expect("a commune")).origin
    };
    let Truths { split: (without, neighbour), islander, .. } = &island.truths;
    assert_eq!((origin(without), origin(neighbour)), (OutlineOrigin::Estimated, OutlineOrigin::Estimated));
    assert_eq!(origin(islander), OutlineOrigin::Official);
    let estimated = of_origin(&served.snapshot, OutlineOrigin::Estimated);
    let notice = served.snapshot.manifest.notices.iter().find(|notice| notice.what.contains("estimé"));
    assert_eq!(notice.map(|notice| notice.count), Some(estimated));
}

fn of_origin(snapshot: &Snapshot, origin: OutlineOrigin) -> u64 {
    snapshot.territories.of(Level::Commune).iter().filter(|commune| commune.origin == origin).count() as u64
}

fn balances(manifest: &Manifest) {
    assert!(!manifest.sources.is_empty());
    for Input { path, ledger, .. } in &manifest.sources {
        assert_eq!(ledger.read, ledger.accepted + ledger.merged + ledger.refused(), "{path}");
        assert!(0 < ledger.read, "{path} is empty");
        let reasons: BTreeMap<_, _> = ledger.faults.iter().chain(&ledger.out_of_scope).collect();
        assert!(reasons.values().all(|tally| is_exemplified(tally)), "{path}: {reasons:?}");
        assert!(ledger.mended.values().all(is_exemplified), "{path}: {:?}", ledger.mended);
    }
}

/// A reason has occurred, and shows the line of its first rows: the header is line 1.
fn is_exemplified(tally: &Tally) -> bool {
    let lines: Vec<u64> = tally.examples.iter().map(|example| example.line).collect();
    0 < tally.count && lines.len() as u64 == tally.count.min(3) && lines.iter().all(|&line| 1 <= line)
}

fn input_at<'a>(manifest: &'a Manifest, path: &str) -> Option<&'a Input> {
    manifest.sources.iter().find(|input| input.path == path)
}

/// How many rows of a file have a reason, whether refused or mended.
fn tallied(manifest: &Manifest, path: &str, reason: &str) -> u64 {
    let ledger = &input_at(manifest, path).unwrap_or_else(|| panic!("{path} was not read")).ledger;
    let found =
        [&ledger.faults, &ledger.out_of_scope, &ledger.mended].into_iter().find_map(|t| t.get(reason));
    found.map_or(0, |tally| tally.count)
}

/// The rows of a table or the features of a collection, counted by somebody else's reader.
fn rows_of(path: &Path) -> u64 {
    let mut bytes = Vec::new();
    let file = BufReader::new(File::open(path).expect("an official file"));
    let is_gzip = path.extension().is_some_and(|extension| extension == "gz");
    let mut reader: Box<dyn Read> =
        if is_gzip { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    reader.read_to_end(&mut bytes).expect("a whole file");
    if path.to_string_lossy().contains(".geojson") {
        let mark: &[u8] = b"\"Feature\"";
        return bytes.windows(mark.len()).filter(|window| *window == mark).count() as u64;
    }
    let header = bytes.split(|&b| b == b'\n').next().unwrap_or_default();
    let count = |mark: u8| header.iter().filter(|&&b| b == mark).count();
    let delimiter = if count(b',') < count(b';') { b';' } else { b',' };
    let mut table = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(&bytes[..]);
    table.byte_records().count() as u64
}
