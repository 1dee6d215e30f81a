//! The island that does not exist: official files from a seed, with planted truths.
//!
//! It lies in the bay of Biscay, where there is only water: département `F1`, some sixty
//! communes, seven living zones, four groups of communes. Its files have the headers,
//! separators and faults of the real ones and go through the same ingest. Nothing in them is
//! true: names are put together from syllables and no number was given to anybody.
//!
//! What was planted, for the analyses and the tests to find again, is in [`truths::Truths`]:
//! 1. a living zone without childcare (88.91A), though its people call for more than six;
//! 2. one with food producers and caterers but no processing (10.*), beside one with two;
//! 3. twelve complementary bodies within a short walk: a cluster about to form;
//! 4. three friches that belong to a commune, by the station of a zone without tiers-lieu;
//! 5. units in partial diffusion, whose names must never be seen ([`names::SECRET`]);
//! 6. so many rows of each fault;
//! 7. ties that favour the near and different, and a broker between two companies ([`ties`]);
//! 8. an offer that meets a need, and a body that serves over a border ([`offers`]);
//! 9. fourteen parcels of the département: three from which more people are near than from any other three,
//!    seven out of the way, and four well placed that something bars ([`best_sites`]).
//!
//! Contours are of an earlier year: three communes that merged since still have theirs under
//! their old codes, and one that was split from its neighbour has none. One commune has an
//! islet and is in no group of communes.

pub mod activity;
pub mod best_sites;
pub mod chance;
pub mod contours;
pub mod equipments;
pub mod food;
pub mod ground;
pub mod growth;
pub mod inclusion;
pub mod land;
pub mod names;
pub mod numbers;
pub mod offers;
pub mod parcels;
pub mod places;
pub mod plot;
pub mod polluted;
pub mod register;
pub mod samples;
pub mod shape;
pub mod sirene;
pub mod spine;
pub mod table;
pub mod ties;
pub mod truths;
pub mod zones;

use std::io;
use std::path::Path;

use crate::demo::ground::Ground;
use crate::demo::shape::{Honeycomb, Rim};
use crate::demo::truths::Truths;

/// How large a land to invent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Another seed, another land.
    pub seed: u64,
    /// Communes of today: from 40 to 40,000.
    pub communes: u32,
    /// Establishments in SIRENE that are to be kept, masked ones included: from 400 to
    /// 3,000,000. Other sources add a few.
    pub actors: u32,
    /// The other sources have as many rows as France has for so many communes.
    pub others: u32,
}

/// Up to here a land is an island in the bay; beyond, it needs the ocean.
const ISLAND: u32 = 300;

impl Plan {
    /// The demonstration island.
    #[must_use]
    pub fn island() -> Self {
        Self { seed: 2_014_856, communes: 60, actors: 1_500, others: 60 }
    }

    /// A land the size of France, for measuring.
    #[must_use]
    pub fn national() -> Self {
        Self { seed: 2_014_856, communes: 35_000, actors: 2_500_000, others: 35_000 }
    }

    /// The same land with more or fewer actors, those of the other sources in proportion.
    #[must_use]
    pub fn with_actors(self, actors: u32) -> Self {
        let others = u64::from(self.others) * u64::from(actors) / u64::from(self.actors.max(1));
        Self { actors, others: u32::try_from(others).unwrap_or(u32::MAX), ..self }
    }

    /// How many living zones: as many communes in each as in France, and at least seven.
    #[must_use]
    pub fn bassins(&self) -> usize {
        (self.communes as usize * 10 / 205).max(7)
    }

    /// How many groups of communes.
    #[must_use]
    pub fn epcis(&self) -> usize {
        (self.communes as usize * 10 / 279).max(4)
    }

    /// How many départements; three make a région.
    #[must_use]
    pub fn departements(&self) -> usize {
        (self.communes as usize).div_ceil(999).min(9)
    }

    /// Scales a count that the other sources have for the 34,875 communes of France, and never
    /// below `least`.
    #[must_use]
    pub fn scaled(&self, in_france: u32, least: u32) -> u32 {
        let share = u64::from(in_france) * u64::from(self.others) / 34_875;
        u32::try_from(share).unwrap_or(u32::MAX).max(least)
    }

    /// How many rows of one kind of fault.
    #[must_use]
    pub fn faults(&self) -> u32 {
        1 + self.communes / 2_500
    }

    /// The honeycomb it is drawn on. The cells of the island are larger, for it to be seen.
    #[must_use]
    pub fn honeycomb(&self) -> Honeycomb {
        let (lon, lat, cell_km2): (f64, f64, f64) =
            if self.communes <= ISLAND { (-5.5, 46.2, 36.0) } else { (-10.6, 46.15, 11.0) };
        let spacing_km = (cell_km2 / 0.75_f64.sqrt()).sqrt();
        let stretch = 1.0 / lat.to_radians().cos();
        Honeycomb { seed: self.seed, lon, lat, spacing: spacing_km / 111.2, stretch }
    }

    /// How far the land goes. The ocean has room between Brittany and Galicia for little
    /// more than a rounded rectangle.
    #[must_use]
    pub fn rim(&self) -> Rim {
        let (longer, ragged): (f64, f64) = if self.communes <= ISLAND { (1.35, 0.22) } else { (1.69, 0.06) };
        let width = (f64::from(self.communes) * 0.245 * longer).sqrt();
        Rim { half_width: width, half_height: width / longer, ragged }
    }
}

/// Writes the files of a plan into a folder that exists, and tells what was planted. The
/// same plan gives the same bytes. Memory does not grow with the number of actors.
pub fn write(folder: &Path, plan: &Plan) -> io::Result<Truths> {
    let fits = (40..=40_000).contains(&plan.communes) && (400..=3_000_000).contains(&plan.actors);
    if !fits {
        let words = format!("a plan has 40 to 40,000 communes and 400 to 3,000,000 actors, got {plan:?}");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, words));
    }
    let ground = Ground::new(folder, plan);
    let mut truths = Truths::of(&ground);
    spine::write(&ground, &mut truths)?;
    contours::write(&ground, &mut truths)?;
    let mut registered = sirene::write(&ground, &mut truths)?;
    inclusion::write(&ground, &mut registered, &mut truths)?;
    places::write(&ground, &registered.samples, &mut truths)?;
    food::write(&ground, &registered.samples, &mut truths)?;
    equipments::write(&ground, &mut truths)?;
    let friches = land::write(&ground, &mut truths)?;
    parcels::write(&ground, &friches, &mut truths)?;
    polluted::write(&ground, &friches, &mut truths)?;
    ties::write(&ground, &registered, &mut truths)?;
    offers::write(&ground, &registered, &mut truths)?;
    Ok(truths)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::PathBuf;

    use super::*;
    use crate::demo::table::Format;
    use crate::domain::actor::Family;
    use crate::domain::ids::{CommuneCode, Siret};

    fn written(plan: &Plan) -> (tempfile::TempDir, Truths) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let truths = write(folder.path(), plan).expect("written");
        (folder, truths)
    }

    /// The rows of a table, by column.
    fn rows(folder: &Path, format: Format) -> Vec<BTreeMap<String, String>> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(format.separator)
            .from_path(folder.join(format.file))
            .expect("there");
        reader.deserialize().map(|row| row.expect("a row")).collect()
    }

    /// A real official file, or `None`, said in a line.
    fn real(path: &str) -> Option<PathBuf> {
        let folder = std::env::var_os("MAILLAGE_REAL")
            .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real"), PathBuf::from);
        let file = folder.join(path);
        if !file.is_file() {
            println!("skipped: no real file at {} (set MAILLAGE_REAL)", file.display());
        }
        file.is_file().then_some(file)
    }

    fn real_header(path: &str, separator: u8) -> Option<Vec<String>> {
        let mut text = fs::read(real(path)?).expect("readable");
        if path.ends_with(".gz") {
            let mut plain = Vec::new();
            let mut unzipped = flate2::read::MultiGzDecoder::new(&text[..]);
            io::Read::read_to_end(&mut unzipped, &mut plain).expect("whole");
            text = plain;
        }
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(&text[..]);
        Some(reader.headers().expect("a header").iter().map(str::to_owned).collect())
    }

    /// Every file and its bytes.
    fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
        let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
        files
            .map(|e| (e.file_name().to_string_lossy().into_owned(), fs::read(e.path()).expect("readable")))
            .collect()
    }

    #[test]
    fn the_same_plan_gives_the_same_bytes_and_another_seed_others() {
        let plan = Plan::island();
        let ((one, truths), (two, again)) = (written(&plan), written(&plan));
        assert_eq!(truths, again);
        let one = bytes(one.path());
        assert_eq!(one.len(), 25);
        assert!(one == bytes(two.path()), "two runs differ");
        let (other, _) = written(&Plan { seed: 3, ..plan });
        let other = bytes(other.path());
        let alike: Vec<&String> = one.keys().filter(|file| one[*file] == other[*file]).collect();
        assert_eq!(alike, ["notes.csv"]);
    }

    #[test]
    fn fewer_actors_live_on_the_same_land() {
        let plan = Plan { communes: 700, others: 700, actors: 4_000, ..Plan::island() };
        let ((all, crowd), (few, handful)) = (written(&plan), written(&plan.with_actors(400)));
        let (all, few) = (bytes(all.path()), bytes(few.path()));
        let ground = ["communes_2025.csv", "passage_communes_2025.csv", contours::FILE];
        assert!(ground.iter().all(|file| all[*file] == few[*file]));
        assert_eq!((crowd.sirene.kept, handful.sirene.kept), (4_000, 400));
        assert!(handful.rows[food::FARMS.file] * 5 < crowd.rows[food::FARMS.file], "the others follow");
    }

    #[test]
    fn every_header_is_the_official_one() {
        let known = [
            (spine::COMMUNES, "territoires/referentiel_communes_2025_derive.csv"),
            (spine::PASSAGE, "territoires/passage_commune_historique_vers_2025_cogiter.csv"),
            (spine::POSTAL, "territoires/laposte_hexasmal.csv"),
            (inclusion::SIAE, "ess_acteurs/siae_emplois_inclusion_2021.csv"),
            (inclusion::ESAT, "ess_acteurs/esat_liste_officielle.csv"),
            (places::TIERS_LIEUX, "tiers_lieux/cget_tiers_lieux_2019.csv"),
            (food::CANTEENS, "alimentation/ma_cantine_td_2023.csv"),
            (food::FARMS, "alimentation/hve_exploitations_2022_sans_nom.csv"),
            (land::FRICHES, "friches/cartofriches_2024-03_points.csv.gz"),
            (equipments::SERVICES, "programmes/france_services_20240801.csv"),
            (equipments::STATIONS, "gares/sncf_liste_des_gares.csv"),
        ];
        for (format, path) in known {
            if let Some(official) = real_header(path, format.separator) {
                assert_eq!(format.header, official, "{path}");
            }
        }
    }

    #[test]
    fn the_stock_files_have_the_columns_of_2022_in_their_order_and_those_added_since() {
        let known = [
            (register::UNITS, "formats_sirene/StockUniteLegale_2022-04_pm.csv", 35),
            (register::ESTABLISHMENTS, "formats_sirene/StockEtablissement_2022-04_pm.csv", 54),
        ];
        for (format, path, columns) in known {
            assert_eq!(format.header.len(), columns);
            assert_eq!(format.header.iter().collect::<BTreeSet<_>>().len(), columns);
            if let Some(before) = real_header(path, b',') {
                let kept: Vec<&str> =
                    format.header.iter().copied().filter(|c| before.iter().any(|b| b == c)).collect();
                assert_eq!(kept, before, "{path}");
            }
        }
    }

    #[test]
    fn no_commune_of_the_island_exists() {
        let (folder, _) = written(&Plan::island());
        let Some(table) = real("territoires/cog_communes_2025_cogiter.csv") else { return };
        let real = names::capitals(&fs::read_to_string(table).expect("readable"));
        for commune in rows(folder.path(), spine::COMMUNES) {
            let name = format!(",{},", names::capitals(&commune["nom"]));
            assert!(!real.contains(&name), "{name} is a commune of France");
        }
    }

    #[test]
    fn a_border_lies_between_two_communes_or_on_the_coast() {
        for plan in [Plan::island(), Plan { communes: 700, ..Plan::island() }] {
            let (folder, _) = written(&plan);
            let file = fs::File::open(folder.path().join(contours::FILE)).expect("there");
            let all: serde_json::Value =
                serde_json::from_reader(flate2::read::GzDecoder::new(file)).expect("a collection");
            let mut segments: BTreeMap<[String; 2], Vec<String>> = BTreeMap::new();
            for feature in all["features"].as_array().expect("features") {
                let geometry = &feature["geometry"];
                let pieces = match geometry["type"].as_str() {
                    Some("Polygon") => vec![&geometry["coordinates"]],
                    _ => geometry["coordinates"].as_array().expect("pieces").iter().collect(),
                };
                for piece in pieces {
                    let ring = piece[0].as_array().expect("a ring");
                    assert_eq!(ring.first(), ring.last());
                    for pair in ring.windows(2) {
                        let segment = [pair[0].to_string(), pair[1].to_string()];
                        let code = feature["properties"]["code"].to_string();
                        segments.entry(segment).or_default().push(code);
                    }
                }
            }
            // The same way round twice would be an overlap.
            assert!(segments.values().all(|codes| codes.len() == 1));
            let alone = segments.keys().filter(|[a, b]| !segments.contains_key(&[b.clone(), a.clone()]));
            let land = Ground::new(folder.path(), &plan).world.land;
            let sea =
                |&cell: &shape::Cell| shape::neighbours(cell).iter().filter(|n| !land.contains(n)).count();
            let coast: usize = land.iter().map(sea).sum();
            assert_eq!(alone.count(), 32 * coast + 6 * 8, "coast of {} communes", plan.communes);
        }
    }

    /// Active units of the ESS by the statistical definition, by SIREN.
    fn ess_units(folder: &Path) -> BTreeMap<String, BTreeMap<String, String>> {
        let units = rows(folder, register::UNITS).into_iter().filter(|unit| {
            let form: u16 = unit["categorieJuridiqueUniteLegale"].parse().expect("four digits");
            let by_form =
                Family::of_legal_form(form).is_some() && unit["activitePrincipaleUniteLegale"] != "94.91Z";
            unit["etatAdministratifUniteLegale"] == "A"
                && form != 1000
                && (by_form || unit["economieSocialeSolidaireUniteLegale"] == "O")
        });
        units.map(|unit| (unit["siren"].clone(), unit)).collect()
    }

    #[test]
    fn sirene_holds_what_the_truths_say() {
        let plan = Plan::island();
        let (folder, truths) = written(&plan);
        let units = ess_units(folder.path());
        let told = &truths.sirene;
        let kept: Vec<_> = rows(folder.path(), register::ESTABLISHMENTS)
            .into_iter()
            .filter(|row| units.contains_key(&row["siren"]))
            .filter(|row| {
                row["etatAdministratifEtablissement"] == "A" && Siret::parse(&row["siret"]).is_some()
            })
            .collect();
        assert_eq!(kept.len() as u64, told.kept);
        assert_eq!(told.kept, u64::from(plan.actors));
        let masked = kept.iter().filter(|row| {
            row["statutDiffusionEtablissement"] == "P"
                || units[&row["siren"]]["statutDiffusionUniteLegale"] == "P"
        });
        assert_eq!(masked.count() as u64, told.masked);
        assert!(24 <= told.masked);
        let old: BTreeSet<&String> = truths.merged.iter().map(|(old, _)| old).collect();
        let with_old = kept.iter().filter(|row| old.contains(&row["codeCommuneEtablissement"])).count();
        assert_eq!(with_old as u64, told.old_codes);
        assert!(0 < told.old_codes);
        let sirets: BTreeSet<&String> = kept.iter().map(|row| &row["siret"]).collect();
        assert_eq!(sirets.len(), kept.len(), "a SIRET is given once");
    }

    #[test]
    fn the_planted_truths_are_in_the_files() {
        let (folder, truths) = written(&Plan::island());
        let mut bassin: BTreeMap<String, String> = rows(folder.path(), spine::COMMUNES)
            .into_iter()
            .map(|row| (row["code_commune"].clone(), row["bv2022"].clone()))
            .collect();
        for (old, new) in &truths.merged {
            bassin.insert(old.clone(), bassin[new].clone());
        }
        let units = ess_units(folder.path());
        let establishments = rows(folder.path(), register::ESTABLISHMENTS);
        let count = |zone: &str, fits: &dyn Fn(&str) -> bool| {
            let here = |code: &str| bassin.get(code).is_some_and(|code| code == zone);
            let all = establishments.iter().filter(|row| {
                row["etatAdministratifEtablissement"] == "A"
                    && units.contains_key(&row["siren"])
                    && here(&row["codeCommuneEtablissement"])
                    && fits(&row["activitePrincipaleEtablissement"])
            });
            u32::try_from(all.count()).expect("a few")
        };
        assert_eq!(count(&truths.childcare.bassin, &|naf| naf == truths.childcare.naf), 0);
        assert!(6.0 < truths.childcare.expected, "{}", truths.childcare.expected);
        let food = &truths.processing;
        assert_eq!(count(&food.bassin, &|naf| naf.starts_with("10.")), 0);
        assert_eq!(count(&food.bassin, &|naf| naf == "01.13Z"), food.producers);
        assert_eq!(count(&food.bassin, &|naf| naf.starts_with("56.2")), food.caterers);
        assert!(2 <= food.producers && 2 <= food.caterers);
        assert_eq!(count(&food.neighbour, &|naf| naf.starts_with("10.")), 2);
        assert_eq!((food.sirets.len(), truths.cluster.sirets.len()), (2, 12));
        assert_eq!((truths.brownfield.sites.len(), truths.brownfield.station.len()), (3, 8));
        let hosted = rows(folder.path(), places::TIERS_LIEUX);
        let hosted =
            hosted.iter().filter(|row| bassin.get(&row["INSEECOM"]) == Some(&truths.brownfield.bassin));
        assert_eq!(hosted.count(), 0);
        assert!(truths.poles.iter().any(|(_, members)| *members == 6), "{:?}", truths.poles);
    }

    #[test]
    fn ids_and_codes_are_read_by_the_domain() {
        let (folder, truths) = written(&Plan::island());
        let bad = |format: Format, column: &str| {
            let all = rows(folder.path(), format).into_iter().map(|row| row[column].clone());
            all.filter(|siret| !siret.is_empty() && Siret::parse(siret).is_none()).count() as u64
        };
        assert_eq!(bad(register::ESTABLISHMENTS, "siret"), truths.faults["SIRENE : SIRET invalide"]);
        assert_eq!(bad(inclusion::SIAE, "siret"), truths.faults["SIAE : SIRET invalide"]);
        assert_eq!(bad(inclusion::ESAT, "ET-SIRET") + bad(food::CANTEENS, "canteen_siret"), 0);
        let codes = rows(folder.path(), spine::COMMUNES);
        assert!(codes.iter().all(|row| CommuneCode::parse(&row["code_commune"]).is_some()));
        let shared: usize = truths.shared.values().map(Vec::len).sum();
        assert!(20 <= shared, "{shared} SIRET are told twice");
    }

    #[test]
    fn contacts_are_planted_once_and_nowhere_else() {
        let (folder, truths) = written(&Plan::island());
        let texts: Vec<String> =
            bytes(folder.path()).into_values().filter_map(|text| String::from_utf8(text).ok()).collect();
        for contact in &truths.contacts {
            assert_eq!(texts.iter().map(|text| text.matches(contact.as_str()).count()).sum::<usize>(), 1);
        }
        assert_eq!(texts.iter().map(|text| text.matches('@').count()).sum::<usize>(), 1);
    }

    #[test]
    fn points_are_in_the_communes_they_name() {
        let plan = Plan::island();
        let (folder, _) = written(&plan);
        let ground = Ground::new(folder.path(), &plan);
        let mut chance = chance::Chance::new(1, chance::Purpose::Places);
        for (rank, commune) in ground.world.communes.iter().enumerate() {
            let ring = ground.world.comb.outline(&commune.cells[..1], &ground.world.land).remove(0);
            let exterior = ring.into_iter().map(shape::degrees);
            let at =
                |(lon, lat)| crate::geometry::position::Position::from_degrees(lon, lat).expect("a place");
            let piece =
                crate::geometry::area::Polygon { exterior: exterior.map(at).collect(), holes: vec![] };
            let area = crate::geometry::area::Area(vec![piece]);
            assert!(area.contains(at(commune.point)), "{}", commune.code);
            for _ in 0..60 {
                let place = ground.spot(&mut chance, rank);
                assert!(area.contains(at((place.lon, place.lat))), "{} {place:?}", commune.code);
            }
        }
    }

    #[test]
    fn a_plan_beyond_the_codes_is_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for plan in [Plan { communes: 39, ..Plan::island() }, Plan { actors: 4_000_000, ..Plan::island() }] {
            assert!(write(folder.path(), &plan).is_err());
        }
    }
}
