//! Where is it? A tiny folder of invented official files, one row a clue.
//!
//! Five squares in a row, two départements, two bassins and a city with arrondissements:
//! the third square belongs to the bassin of the fourth, whatever lies nearer.

use std::fs;
use std::path::Path;

use maillage::demo::numbers;
use maillage::domain::actor::{Claim, Report};
use maillage::domain::function::Functions;
use maillage::domain::ids::Rna;
use maillage::domain::level::Level;
use maillage::domain::whereabouts::Precision;
use maillage::query::facets::{By, count};
use maillage::query::selection::Question;
use maillage::snapshot::Snapshot;
use maillage::snapshot::crowd::Crowd;
use maillage::snapshot::layers::Layer;

use crate::worlds::built;

const COMMUNES: &str = "\
code_commune,nom,dep,reg,epci,epci_nom,bv2022,bv2022_nom,lat,lon,pmun,densite
01001,Aval,01,84,200000172,Rives,01001,Aval,46.05,5.05,900,Bourgs ruraux
01002,Bourg-Neuf,01,84,200000172,Rives,01001,Aval,46.05,5.15,500,Bourgs ruraux
01003,Saint-Cyr,01,84,200000172,Rives,26001,Saint-Cyr,46.05,5.25,300,Bourgs ruraux
26001,Saint-Cyr,26,84,ZZZZZZZZZ,,26001,Saint-Cyr,46.05,5.35,800,Bourgs ruraux
75056,Grandville,75,11,200054781,Métropole,75056,Grandville,46.05,5.45,9000,Bourgs ruraux
";

const PASSAGE: &str = "\
DEPCOM_HIST,DEPCOM
01001,01001
01009,01002
75110,75056
";

const POSTAL: &str = "\
Code_commune_INSEE,Nom_commune,Code_postal,Ligne_5,Libelle_acheminement
01002,BOURG NEUF,01200,,BOURG NEUF
01002,BOURG NEUF,01200,LES GRANGES,BOURG NEUF
01003,ST CYR,01200,,ST CYR
";

/// ID, postal code, town, commune code, département, point.
const TIERS_LIEUX: &str = "\
ID,NOM_TL,ADRESSE,CP,COMINIT,INSEECOM,NOMCOM,WEB,TYPO,PRECISION,INSEEDEP,lon,lat
code,A,1 rue X,,,01001,,,,,,,
old,B,2 rue X,,,01009,,,,,,,
arrondissement,C,3 rue X,,,75110,,,,,,,
zero,D,4 rue X,,,1003,,,,,,,
postal,E,5 rue X,01200,St-Cyr,0,,,,,,,
locality,F,6 rue X,01200,Les Granges,0,,,,,,,
name,G,7 rue X,,Saint Cyr,0,,,,,26,,
ambiguous,H,8 rue X,,Saint Cyr,0,,,,,,,
point,I,,,,0,,,,,,5.31,46.02
sea,J,,,,0,,,,,,-20.0,46.0
nothing,K,,,,0,,,,,,,
unknown,L,9 rue X,,Nulle-Part,99999,,,,,,,
neighbour,M,10 rue X,,,01002,,,,0.95,,5.22,46.05
stray,N,11 rue X,,,01001,,,,0.95,,8.0,48.0
";

const UNITS: &str = "\
siren,statutDiffusionUniteLegale,etatAdministratifUniteLegale,categorieJuridiqueUniteLegale,\
activitePrincipaleUniteLegale,nomenclatureActivitePrincipaleUniteLegale,economieSocialeSolidaireUniteLegale,\
identifiantAssociationUniteLegale,denominationUniteLegale,denominationUsuelle1UniteLegale,sigleUniteLegale
";

const ESTABLISHMENTS: &str = "\
siren,siret,statutDiffusionEtablissement,etatAdministratifEtablissement,trancheEffectifsEtablissement,\
numeroVoieEtablissement,indiceRepetitionEtablissement,typeVoieEtablissement,libelleVoieEtablissement,\
codePostalEtablissement,libelleCommuneEtablissement,codeCommuneEtablissement,codePaysEtrangerEtablissement,\
enseigne1Etablissement,denominationUsuelleEtablissement,activitePrincipaleEtablissement,\
nomenclatureActivitePrincipaleEtablissement,longitude,latitude,geo_score,geo_type
";

const SIAE: &str = "\
pk,siret,naf,kind,name,brand,address_line_1,post_code,city,department,lon,lat,geocoding_score,website,\
convention,updated_at
";

/// An establishment of the fixture: its rank, who is masked, where its point is.
struct Body {
    rank: u32,
    unit: &'static str,
    establishment: &'static str,
    lon: &'static str,
}

const OPEN: Body = Body { rank: 1, unit: "O", establishment: "O", lon: "5.06" };
const BY_UNIT: Body = Body { rank: 2, unit: "P", establishment: "O", lon: "5.061" };
const BY_ESTABLISHMENT: Body = Body { rank: 3, unit: "O", establishment: "P", lon: "5.062" };
const THEN_NAMED: Body = Body { rank: 4, unit: "O", establishment: "P", lon: "5.063" };
/// Masked, then named; both times with a point far from its commune: the report quotes strays.
const STRAY: Body = Body { rank: 5, unit: "P", establishment: "O", lon: "9.876543" };

impl Body {
    fn siret(&self) -> String {
        numbers::siret(&numbers::private_siren(self.rank), 1)
    }

    fn name(&self) -> String {
        format!("CERCLE NUMERO {}", self.rank)
    }

    fn unit_row(&self) -> String {
        let (siren, name) = (numbers::private_siren(self.rank), self.name());
        format!("{siren},{},A,9220,88.99B,NAFRev2,O,,{name},,\n", self.unit)
    }

    fn row(&self) -> String {
        let (siren, siret, name) = (numbers::private_siren(self.rank), self.siret(), self.name());
        let Self { establishment, lon, .. } = self;
        format!(
            "{siren},{siret},{establishment},A,03,7,,RUE,DU SECRET,01000,AVAL,01001,,{name},,88.99B,NAFRev2,\
             {lon},46.06,0.9,housenumber\n"
        )
    }

    /// The same body on the list of insertion enterprises, named and placed elsewhere.
    fn siae_row(&self, lon: &str) -> String {
        self.siae_row_of(&self.siret(), lon)
    }

    /// Another establishment of its unit, which SIRENE's file does not hold.
    fn branch(&self) -> String {
        self.siae_row_of(&numbers::siret(&numbers::private_siren(self.rank), 2), "5.17")
    }

    fn siae_row_of(&self, siret: &str, lon: &str) -> String {
        format!(
            "{},{siret},8899B,ACI,ATELIER VISIBLE,,9 quai du Secret,01200,Bourg-Neuf,01,{lon},46.05,0.95,\
             https://visible.example,1.0,2020-12-18T10:40:16Z\n",
            self.rank
        )
    }
}

fn outlines() -> String {
    let square = |code: &str, west: f64| {
        let east = west + 0.1;
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","nom":"{code}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west:.1},46.0],[{east:.1},46.0],[{east:.1},46.1],[{west:.1},46.1],[{west:.1},46.0]]]}}}}"#
        )
    };
    let codes = ["01001", "01002", "01003", "26001", "75056"];
    let squares: Vec<String> =
        codes.iter().enumerate().map(|(i, code)| square(code, 5.0 + 0.1 * i as f64)).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, squares.join(",\n"))
}

fn write(folder: &Path, file: &str, text: impl AsRef<[u8]>) {
    fs::write(folder.join(file), text).expect("written");
}

/// A folder with the territories and nobody in them.
fn land() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), "communes.csv", COMMUNES);
    write(folder.path(), "passage.csv", PASSAGE);
    write(folder.path(), "postal.csv", POSTAL);
    write(folder.path(), "contours.geojson", outlines());
    folder
}

fn with_tiers_lieux() -> Snapshot {
    let folder = land();
    write(folder.path(), "tiers-lieux.csv", TIERS_LIEUX);
    built(folder.path())
}

fn with_bodies() -> Snapshot {
    let folder = land();
    let bodies = [OPEN, BY_UNIT, BY_ESTABLISHMENT, THEN_NAMED, STRAY];
    let rows = |header: &str, row: fn(&Body) -> String| {
        let rows: String = bodies.iter().map(row).collect();
        format!("{header}{rows}")
    };
    write(folder.path(), "units.csv", rows(UNITS, Body::unit_row));
    write(folder.path(), "establishments.csv", rows(ESTABLISHMENTS, Body::row));
    let listed = [
        OPEN.siae_row("5.15"),
        THEN_NAMED.siae_row("5.16"),
        STRAY.siae_row("9.123456"),
        BY_UNIT.branch(),
        BY_ESTABLISHMENT.branch(),
    ];
    write(folder.path(), "siae.csv", format!("{SIAE}{}", listed.concat()));
    built(folder.path())
}

/// Commune code, bassin code, precision of an actor; `None` when it is nowhere.
fn found<'a>(snapshot: &'a Snapshot, id: &str) -> Option<(&'a str, &'a str, Precision)> {
    let row = snapshot.row_of_id(Layer::Acteurs, id).unwrap_or_else(|| panic!("{id} is no actor"));
    let territories = &snapshot.territories;
    let commune = snapshot.actors.commune(row)?;
    let bassin = territories.zone(commune, Level::Bassin).expect("a bassin");
    let code = |level, row| territories.get(level, row).code.as_str();
    let precision = snapshot.actors.precision(row).expect("a precision");
    Some((code(Level::Commune, commune), code(Level::Bassin, bassin), precision))
}

fn listed<'a>(snapshot: &'a Snapshot, id: &str) -> Option<(&'a str, &'a str, Precision)> {
    found(snapshot, &format!("tiers-lieux-2019:{id}"))
}

fn mended(snapshot: &Snapshot, what: &str) -> u64 {
    let ledgers = snapshot.manifest.sources.iter().map(|input| &input.ledger);
    ledgers.filter_map(|ledger| ledger.mended.get(what)).map(|tally| tally.count).sum()
}

#[test]
fn a_code_of_any_vintage_leads_to_the_commune_of_today() {
    let snapshot = with_tiers_lieux();
    assert_eq!(listed(&snapshot, "code"), Some(("01001", "01001", Precision::Commune)));
    assert_eq!(listed(&snapshot, "old"), Some(("01002", "01001", Precision::Commune)));
    assert_eq!(listed(&snapshot, "arrondissement"), Some(("75056", "75056", Precision::Commune)));
    assert_eq!(mended(&snapshot, "ancien code commune remplacé"), 2);
}

#[test]
fn a_lost_zero_is_given_back_and_counted() {
    let snapshot = with_tiers_lieux();
    assert_eq!(listed(&snapshot, "zero"), Some(("01003", "26001", Precision::Commune)));
    assert_eq!(mended(&snapshot, "zéro initial rendu au code commune"), 1);
}

#[test]
fn without_a_code_the_postal_code_and_the_name_tell_communes_of_one_postal_code_apart() {
    let snapshot = with_tiers_lieux();
    assert_eq!(listed(&snapshot, "postal"), Some(("01003", "26001", Precision::Commune)));
    assert_eq!(listed(&snapshot, "locality"), Some(("01002", "01001", Precision::Commune)));
}

#[test]
fn a_name_counts_within_its_departement_only() {
    let snapshot = with_tiers_lieux();
    assert_eq!(listed(&snapshot, "name"), Some(("26001", "26001", Precision::Commune)));
    assert_eq!(listed(&snapshot, "ambiguous"), None);
}

#[test]
fn a_point_without_any_other_clue_is_located_by_outline() {
    let snapshot = with_tiers_lieux();
    assert_eq!(listed(&snapshot, "point"), Some(("26001", "26001", Precision::Estimated)));
    assert_eq!(mended(&snapshot, "commune trouvée par le contour"), 1);
}

#[test]
fn what_cannot_be_placed_is_in_the_national_total_and_in_no_zone() {
    let snapshot = with_tiers_lieux();
    for id in ["ambiguous", "sea", "nothing", "unknown"] {
        assert_eq!(listed(&snapshot, id), None, "{id}");
    }
    assert_eq!(mended(&snapshot, "sans lieu : compté au total national"), 4);
    let counts = snapshot.layer_counts(Layer::TiersLieux);
    assert_eq!((counts.rows, counts.unplaced), (14, 4));
    let question = Question::of(Layer::TiersLieux);
    let by_bassin = count(&snapshot, &question, &[By::Level(Level::Bassin)]);
    assert_eq!(by_bassin.facets[0].counts.iter().map(|c| c.count).sum::<u64>(), 10);
}

/// The point lies in the neighbour's outline, which belongs to another bassin.
#[test]
fn the_bassin_comes_from_the_commune_table_and_not_from_the_polygon_around_the_point() {
    let snapshot = with_tiers_lieux();
    let row = snapshot.row_of_id(Layer::Acteurs, "tiers-lieux-2019:neighbour").expect("there");
    let position = snapshot.actors.position(row).expect("its own point");
    let third = snapshot.territories.row(Level::Commune, "01003").expect("there");
    assert!(snapshot.territories.get(Level::Commune, third).area.contains(position));
    assert_eq!(listed(&snapshot, "neighbour"), Some(("01002", "01001", Precision::Exact)));
    // And the other way round: a commune amid one bassin that the table puts in another.
    assert_eq!(listed(&snapshot, "zero").map(|found| found.1), Some("26001"));
}

#[test]
fn a_point_far_from_its_commune_is_put_aside_and_the_commune_kept() {
    let snapshot = with_tiers_lieux();
    assert_eq!(listed(&snapshot, "stray"), Some(("01001", "01001", Precision::Commune)));
    assert_eq!(mended(&snapshot, "point loin de sa commune : écarté, commune gardée"), 1);
}

#[test]
fn the_same_siret_from_two_sources_is_one_actor_with_the_statements_of_both() {
    let snapshot = with_bodies();
    let row = snapshot.row_of_id(Layer::Acteurs, &OPEN.siret()).expect("by its SIRET");
    let claims: Vec<Claim> = snapshot.actors.statements(row).iter().map(|s| s.claim).collect();
    assert_eq!(claims, [Claim::EssByLegalForm, Claim::EssByFlag, Claim::Siae]);
    assert_eq!(snapshot.actors.name(row), Some("CERCLE NUMERO 1"), "what the first said stays");
    assert_eq!(snapshot.actors.website(row), Some("https://visible.example"), "the other completes it");
    assert_eq!(snapshot.actors.len(), 7);
    let siae = snapshot.manifest.sources.iter().find(|input| input.source.id == "siae").expect("read");
    assert_eq!((siae.ledger.accepted, siae.ledger.merged), (2, 3));
}

#[test]
fn the_same_association_number_from_two_sources_is_one_actor() {
    let functions = Functions::embedded();
    let told = |source, claim, name: Option<&str>| {
        let mut report = Report::new(source, "1").stating(claim, None);
        report.rna = Rna::parse(&numbers::rna(7));
        report.name = name.map(str::to_owned);
        report
    };
    let mut crowd = Crowd::default();
    crowd.join(told("hve", Claim::HveDirectSale, None), None);
    crowd.join(told("siae", Claim::Siae, Some("Les Jardins")), None);
    let members = crowd.into_members(&functions);
    assert_eq!(members.len(), 1);
    assert_eq!(members[0].statements.len(), 2);
    assert_eq!(members[0].name.as_deref(), Some("Les Jardins"));
}

/// Partial diffusion holds on either side, and whoever else names the body later.
#[test]
fn a_masked_body_is_counted_in_its_commune_and_shown_nowhere() {
    let snapshot = with_bodies();
    let masked: Vec<u32> = (0..snapshot.actors.len()).filter(|&row| snapshot.actors.is_masked(row)).collect();
    assert_eq!(masked.len(), 5);
    for row in masked {
        let actors = &snapshot.actors;
        let (code, rank) =
            actors.id(row).strip_prefix("masque:").expect("opaque").split_once('-').expect("a rank");
        assert!(rank.parse::<u32>().is_ok(), "{}", actors.id(row));
        assert_eq!((actors.name(row), actors.address(row), actors.website(row)), (None, None, None));
        assert_eq!((actors.position(row), actors.precision(row)), (None, Some(Precision::Commune)));
        assert_eq!(actors.details(row).filter(|detail| !detail.is_empty()).count(), 0);
        let commune = snapshot.territories.get(Level::Commune, actors.commune(row).expect("counted"));
        assert_eq!((commune.code.as_str(), actors.anchor(row)), (code, Some(commune.point)));
        assert!(!actors.statements(row).is_empty(), "what is stated of it stays");
    }
    let question = Question::of(Layer::Acteurs);
    let counts = count(&snapshot, &question, &[By::Level(Level::Commune)]);
    let told: Vec<(&str, u64)> = counts.facets[0].counts.iter().map(|c| (c.key.as_str(), c.count)).collect();
    // In 01002 the branches of two units, one of which is masked with all it has.
    assert_eq!((told, counts.masked), (vec![("01001", 5), ("01002", 2)], 5));
}

#[test]
fn the_body_that_a_list_names_stays_masked_and_keeps_the_claim() {
    let snapshot = with_bodies();
    let of_list = |row: &u32| snapshot.actors.statements(*row).iter().any(|s| s.claim == Claim::Siae);
    let rows: Vec<u32> = (0..snapshot.actors.len()).filter(of_list).collect();
    assert_eq!(rows.iter().filter(|&&row| snapshot.actors.is_masked(row)).count(), 3);
}

/// The report quotes what it mends, and is public.
#[test]
fn the_report_tells_neither_who_nor_where_a_masked_body_is() {
    let snapshot = with_bodies();
    let report = serde_json::to_string(&snapshot.manifest).expect("plain data");
    assert_eq!(mended(&snapshot, "point loin de sa commune : écarté, commune gardée"), 2);
    for body in [BY_UNIT, BY_ESTABLISHMENT, THEN_NAMED, STRAY] {
        for secret in [&body.siret(), &body.name(), body.lon, "9.123456"] {
            assert!(!report.contains(secret), "{secret} is in the report");
        }
    }
    assert!(!report.contains("SECRET") && !report.contains("Secret"));
}
