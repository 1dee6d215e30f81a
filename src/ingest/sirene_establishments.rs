//! SIRENE's establishments (`StockEtablissement`, INSEE), each joined to a unit told before.
//!
//! The file holds some 43 million rows: closed ones, and those of units that are not ours,
//! leave the loop before anything is allocated. Coordinates are text in the legal grid of
//! the commune's département, absent before Sirene 4; Etalab's geocoded variant has its own
//! in WGS 84. An establishment in partial diffusion has no name, no address and no point.

use std::io::Read;

use crate::domain::actor::{Report, System};
use crate::domain::ids::{Siren, Siret};
use crate::domain::whereabouts::{Precision, Whereabouts};
use crate::geometry::position::Position;
use crate::geometry::projection::{Grid, Projector};
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::mends;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "sirene-etablissements";

/// Columns that no other known file has together.
pub const SIGNATURE: &[&str] = &[
    "siret",
    "statutDiffusionEtablissement",
    "etatAdministratifEtablissement",
    "codeCommuneEtablissement",
    "activitePrincipaleEtablissement",
];

/// Below this score Etalab's geocoder was guessing.
const TRUSTED_SCORE: f64 = 0.6;

struct Columns {
    siren: usize,
    siret: usize,
    status: usize,
    state: usize,
    employees: usize,
    postal_code: usize,
    town: usize,
    insee: usize,
    country: usize,
    naf: usize,
    nomenclature: usize,
    /// Number, repetition, kind and name.
    street: [usize; 4],
    names: [usize; 2],
    /// Since Sirene 4.
    grid: Option<[usize; 2]>,
    /// Etalab's variant: longitude, latitude, score, kind of match.
    geocoded: Option<[usize; 4]>,
}

impl Columns {
    fn of<R: Read>(sheet: &Sheet<R>) -> Result<Self, SheetError> {
        let column = |name| sheet.columns([name]).map(|[rank]| rank);
        let street = ["numeroVoie", "indiceRepetition", "typeVoie", "libelleVoie"];
        let names = ["enseigne1", "denominationUsuelle"];
        let grid = ["coordonneeLambertAbscisse", "coordonneeLambertOrdonnee"];
        Ok(Self {
            siren: column("siren")?,
            siret: column("siret")?,
            status: column("statutDiffusionEtablissement")?,
            state: column("etatAdministratifEtablissement")?,
            employees: column("trancheEffectifsEtablissement")?,
            postal_code: column("codePostalEtablissement")?,
            town: column("libelleCommuneEtablissement")?,
            insee: column("codeCommuneEtablissement")?,
            country: column("codePaysEtrangerEtablissement")?,
            naf: column("activitePrincipaleEtablissement")?,
            nomenclature: column("nomenclatureActivitePrincipaleEtablissement")?,
            street: columns(sheet, street)?,
            names: columns(sheet, names)?,
            grid: columns(sheet, grid).ok(),
            geocoded: sheet.columns(["longitude", "latitude", "geo_score", "geo_type"]).ok(),
        })
    }
}

/// The ranks of columns by the names that they bear before `Etablissement`.
fn columns<const N: usize, R: Read>(sheet: &Sheet<R>, stems: [&str; N]) -> Result<[usize; N], SheetError> {
    let names = stems.map(|stem| format!("{stem}Etablissement"));
    sheet.columns(std::array::from_fn(|i| names[i].as_str()))
}

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let columns = Columns::of(&sheet)?;
    let projectors = Grid::PLANE.map(|grid| (grid, Projector::new(grid)));
    sheet.each(|row| {
        let establishment = identity(&row, &columns, out).map(|(siren, siret)| {
            let report = Box::new(report(&row, &columns, siret, &projectors, out));
            Item::Establishment { siren, report }
        });
        out.settle(row.line, establishment);
    })
}

/// The ids of a row that is ours, on bytes alone.
fn identity(row: &Row<'_>, columns: &Columns, out: &Outlet<'_>) -> Result<(Siren, Siret), Reason> {
    match row.bytes(columns.state).trim_ascii() {
        b"A" => {}
        b"F" => return Err(Reason::out_of_scope("établissement fermé")),
        other => {
            let state = String::from_utf8_lossy(other);
            return Err(Reason::fault("état administratif inconnu", state));
        }
    }
    let abroad = row.bytes(columns.insee).trim_ascii().is_empty()
        && !row.bytes(columns.country).trim_ascii().is_empty();
    if abroad {
        return Err(Reason::out_of_scope("établissement à l'étranger"));
    }
    let written = std::str::from_utf8(row.bytes(columns.siret)).unwrap_or_default().trim();
    let siret = Siret::parse(written).ok_or_else(|| Reason::fault("SIRET invalide", written))?;
    let unit = std::str::from_utf8(row.bytes(columns.siren)).unwrap_or_default().trim();
    let siren = Siren::parse(unit).filter(|&siren| siren == siret.siren());
    let siren = siren.ok_or_else(|| Reason::fault("SIREN invalide ou étranger au SIRET", unit))?;
    if !out.knows_unit(siren) {
        return Err(Reason::out_of_scope(
            "unité légale absente du fichier des unités, ou écartée de celui-ci",
        ));
    }
    Ok((siren, siret))
}

fn report(
    row: &Row<'_>,
    columns: &Columns,
    siret: Siret,
    projectors: &[(Grid, Projector)],
    out: &mut Outlet<'_>,
) -> Report {
    let mut report = Report::new(SOURCE, siret.to_string());
    report.siret = Some(siret);
    // Anything but a plain `O` is partial diffusion: what is unsure stays hidden.
    report.masked = row.bytes(columns.status).trim_ascii() != b"O";
    report.employees = row.owned(columns.employees).filter(|band| band != "NN");
    let rev2 = row.bytes(columns.nomenclature).trim_ascii().eq_ignore_ascii_case(b"NAFRev2");
    report.naf = row.value(columns.naf).filter(|_| rev2).and_then(|code| mends::naf(&code));
    report.codes.extend(report.naf.clone().map(|code| (System::Naf, code)));
    report.whereabouts = Whereabouts {
        insee: row.owned(columns.insee),
        town: row.owned(columns.town),
        ..Whereabouts::default()
    };
    if report.masked {
        return report;
    }
    let line = row.line;
    let name = columns.names.into_iter().find_map(|column| row.value(column));
    report.name = name.and_then(|text| mends::name(&text, line, out));
    report.address = mends::address(&street(row, columns), line, out);
    report.whereabouts.postal_code = row.owned(columns.postal_code);
    report.whereabouts.point = point(row, columns, projectors, out);
    report
}

/// Number, repetition, kind and name of the street, as far as they are told.
fn street(row: &Row<'_>, columns: &Columns) -> String {
    let mut street = String::new();
    for part in columns.street.into_iter().filter_map(|column| row.value(column)) {
        if !street.is_empty() {
            street.push(' ');
        }
        street.push_str(&part);
    }
    street
}

fn point(
    row: &Row<'_>,
    columns: &Columns,
    projectors: &[(Grid, Projector)],
    out: &mut Outlet<'_>,
) -> Option<(Position, Precision)> {
    let surveyed = columns.grid.and_then(|xy| in_grid(row, xy, columns.insee, projectors));
    match surveyed {
        Some(position) => Some((position, Precision::Exact)),
        None => columns.geocoded.and_then(|columns| geocoded(row, columns, out)),
    }
}

/// The point in the legal grid of the commune's département.
fn in_grid(
    row: &Row<'_>,
    [x, y]: [usize; 2],
    insee: usize,
    projectors: &[(Grid, Projector)],
) -> Option<Position> {
    let (x, y) = (row.number(x)?, row.number(y)?);
    let grid = grid_of(row.bytes(insee))?;
    let (_, projector) = projectors.iter().find(|(known, _)| *known == grid)?;
    // Zero stands for "unknown" in some extracts.
    (x != 0.0 && y != 0.0).then(|| projector.to_position(x, y))?
}

/// The grid of a commune code's département; `None` overseas where none is legal.
fn grid_of(insee: &[u8]) -> Option<Grid> {
    let code = std::str::from_utf8(insee).ok()?.trim();
    if !(code.starts_with("97") || code.starts_with("98")) {
        return code.get(..2).map(Grid::of_departement);
    }
    Some(Grid::of_departement(code.get(..3)?)).filter(|&grid| grid != Grid::Lambert93)
}

/// Etalab's point, where the house or the street was found.
fn geocoded(row: &Row<'_>, columns: [usize; 4], out: &mut Outlet<'_>) -> Option<(Position, Precision)> {
    let [lon, lat, score, kind] = columns;
    let position = Position::from_degrees(row.number(lon)?, row.number(lat)?)?;
    let precision = match row.value(kind)?.as_ref() {
        "housenumber" => Precision::Exact,
        "street" => Precision::Street,
        _ => return None,
    };
    let score = row.number(score).unwrap_or(0.0);
    if score < TRUSTED_SCORE {
        out.mend(row.line, "géocodage peu sûr : point écarté, commune gardée", format!("{score:.2}"));
        return None;
    }
    Some((position, precision))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::hostile;
    use crate::ingest::ledger::Ledger;
    use crate::ingest::outlet::{Sink, Verdict};
    use crate::ingest::real::{Told, real};

    const BEFORE_SIRENE_4: &str = "siren,nic,siret,statutDiffusionEtablissement,dateCreationEtablissement,\
        trancheEffectifsEtablissement,anneeEffectifsEtablissement,\
        activitePrincipaleRegistreMetiersEtablissement,dateDernierTraitementEtablissement,etablissementSiege,\
        nombrePeriodesEtablissement,complementAdresseEtablissement,numeroVoieEtablissement,\
        indiceRepetitionEtablissement,typeVoieEtablissement,libelleVoieEtablissement,codePostalEtablissement,\
        libelleCommuneEtablissement,libelleCommuneEtrangerEtablissement,distributionSpecialeEtablissement,\
        codeCommuneEtablissement,codeCedexEtablissement,libelleCedexEtablissement,\
        codePaysEtrangerEtablissement,libellePaysEtrangerEtablissement,complementAdresse2Etablissement,\
        numeroVoie2Etablissement,indiceRepetition2Etablissement,typeVoie2Etablissement,\
        libelleVoie2Etablissement,codePostal2Etablissement,libelleCommune2Etablissement,\
        libelleCommuneEtranger2Etablissement,distributionSpeciale2Etablissement,codeCommune2Etablissement,\
        codeCedex2Etablissement,libelleCedex2Etablissement,codePaysEtranger2Etablissement,\
        libellePaysEtranger2Etablissement,dateDebut,etatAdministratifEtablissement,enseigne1Etablissement,\
        enseigne2Etablissement,enseigne3Etablissement,denominationUsuelleEtablissement,\
        activitePrincipaleEtablissement,nomenclatureActivitePrincipaleEtablissement,\
        caractereEmployeurEtablissement";

    /// The header since Sirene 4: six more columns, some in the middle.
    fn sirene_4() -> String {
        BEFORE_SIRENE_4
            .replace(
                "typeVoieEtablissement,",
                "dernierNumeroVoieEtablissement,indiceRepetitionDernierNumeroVoieEtablissement,typeVoieEtablissement,",
            )
            .replace(
                "complementAdresse2Etablissement",
                "identifiantAdresseEtablissement,coordonneeLambertAbscisseEtablissement,\
                 coordonneeLambertOrdonneeEtablissement,complementAdresse2Etablissement",
            )
            .replace(
                "caractereEmployeurEtablissement",
                "activitePrincipaleNAF25Etablissement,caractereEmployeurEtablissement",
            )
    }

    fn geo_sirene() -> String {
        format!(
            "{BEFORE_SIRENE_4},longitude,latitude,geo_score,geo_type,geo_adresse,geo_id,geo_ligne,geo_l4,geo_l5"
        )
    }

    /// An open establishment in Nantes, with some cells changed.
    fn row(header: &str, changes: &[(&str, &str)]) -> String {
        let usual = [
            ("siren", "807469317"),
            ("siret", "80746931700018"),
            ("statutDiffusionEtablissement", "O"),
            ("etatAdministratifEtablissement", "A"),
            ("trancheEffectifsEtablissement", "11"),
            ("numeroVoieEtablissement", "5"),
            ("indiceRepetitionEtablissement", "B"),
            ("typeVoieEtablissement", "RUE"),
            ("libelleVoieEtablissement", "DU PORT"),
            ("codePostalEtablissement", "44000"),
            ("libelleCommuneEtablissement", "NANTES"),
            ("codeCommuneEtablissement", "44109"),
            ("enseigne1Etablissement", "LES JARDINS"),
            ("activitePrincipaleEtablissement", "88.99B"),
            ("nomenclatureActivitePrincipaleEtablissement", "NAFRev2"),
            ("coordonneeLambertAbscisseEtablissement", "355577.8"),
            ("coordonneeLambertOrdonneeEtablissement", "6689723.1"),
        ];
        let cell = |name: &str| {
            let found = changes.iter().chain(&usual).find(|(column, _)| *column == name);
            found.map_or("", |(_, value)| *value)
        };
        let cells: Vec<&str> = header.split(',').map(cell).collect();
        cells.join(",") + "\n"
    }

    fn told(header: &str, changes: &[(&str, &str)]) -> Told {
        Told::by(read, b',', format!("{header}\n{}", row(header, changes)).as_bytes())
    }

    fn report(told: &Told) -> &Report {
        let [Item::Establishment { report, .. }] = &told.items[..] else { panic!("none: {told:?}") };
        report
    }

    #[test]
    fn both_headers_are_read_by_name() {
        assert_eq!((BEFORE_SIRENE_4.split(',').count(), sirene_4().split(',').count()), (48, 54));
        let (old, new) = (told(BEFORE_SIRENE_4, &[]), told(&sirene_4(), &[]));
        assert_eq!(report(&old).address.as_deref(), Some("5 B RUE DU PORT"));
        assert_eq!(report(&new).address, report(&old).address);
        assert_eq!(report(&new).codes, [(System::Naf, "88.99B".to_owned())]);
        assert_eq!(
            (report(&new).employees.as_deref(), report(&new).name.as_deref()),
            (Some("11"), Some("LES JARDINS"))
        );
        assert_eq!(report(&old).whereabouts.point, None);
        let (position, precision) = report(&new).whereabouts.point.expect("a point");
        assert_eq!(precision, Precision::Exact);
        assert!(
            (position.lon() + 1.5536).abs() < 0.01 && (position.lat() - 47.2173).abs() < 0.01,
            "{position:?}"
        );
    }

    #[test]
    fn the_grid_is_that_of_the_departement() {
        let changes = [
            ("codeCommuneEtablissement", "97411"),
            ("coordonneeLambertAbscisseEtablissement", "338000"),
            ("coordonneeLambertOrdonneeEtablissement", "7690000"),
        ];
        let told = told(&sirene_4(), &changes);
        let (position, _) = report(&told).whereabouts.point.expect("a point");
        assert!((position.lon() - 55.45).abs() < 0.1 && (position.lat() + 20.88).abs() < 0.1, "{position:?}");
        assert_eq!(grid_of(b"97502"), None, "Saint-Pierre-et-Miquelon has no grid here");
        assert_eq!(grid_of(b"2A004"), Some(Grid::Lambert93));
        assert_eq!(grid_of(b"97801"), Some(Grid::Antilles));
        assert_eq!(grid_of("9é".as_bytes()), None);
    }

    #[test]
    fn coordinates_that_are_no_numbers_are_none() {
        for strange in ["[ND]", "", "NaN", "inf", "0"] {
            let told = told(&sirene_4(), &[("coordonneeLambertAbscisseEtablissement", strange)]);
            assert_eq!(report(&told).whereabouts.point, None, "{strange:?}");
        }
    }

    #[test]
    fn an_establishment_in_partial_diffusion_has_nothing_but_its_commune() {
        for status in ["P", "N", ""] {
            let told = told(&sirene_4(), &[("statutDiffusionEtablissement", status)]);
            let report = report(&told);
            assert!(report.masked);
            assert_eq!((&report.name, &report.address, &report.website), (&None, &None, &None));
            assert_eq!((report.whereabouts.point, &report.whereabouts.postal_code), (None, &None));
            assert_eq!(report.whereabouts.insee.as_deref(), Some("44109"));
        }
    }

    #[test]
    fn the_mark_of_hiding_is_never_a_name_or_an_address() {
        let hidden =
            ["enseigne1Etablissement", "denominationUsuelleEtablissement", "numeroVoieEtablissement"];
        let told = told(&sirene_4(), &hidden.map(|column| (column, "[ND]")));
        assert_eq!(
            (report(&told).name.as_deref(), report(&told).address.as_deref()),
            (None, Some("B RUE DU PORT"))
        );
    }

    #[test]
    fn etalabs_points_are_as_good_as_what_was_found() {
        let of = |kind, score| {
            let changes =
                [("longitude", "-1.55"), ("latitude", "47.2"), ("geo_type", kind), ("geo_score", score)];
            report(&told(&geo_sirene(), &changes)).whereabouts.point.map(|(_, precision)| precision)
        };
        assert_eq!(of("housenumber", "0.9"), Some(Precision::Exact));
        assert_eq!(of("street", "0.7"), Some(Precision::Street));
        assert_eq!((of("municipality", "0.9"), of("housenumber", "0.3")), (None, None));
    }

    #[test]
    fn what_is_not_ours_leaves_with_its_reason() {
        let said = |changes: &[(&str, &str)]| told(&sirene_4(), changes).said().concat();
        assert!(said(&[("etatAdministratifEtablissement", "F")]).contains("établissement fermé"));
        assert!(said(&[("etatAdministratifEtablissement", "")]).contains("état administratif inconnu"));
        let abroad = [("codeCommuneEtablissement", ""), ("codePaysEtrangerEtablissement", "99131")];
        assert!(said(&abroad).contains("établissement à l'étranger"));
        assert!(said(&[("siret", "80746931700019")]).contains("SIRET invalide « 80746931700019 »"));
        assert!(
            said(&[("siren", "751870494")]).contains("SIREN invalide ou étranger au SIRET « 751870494 »")
        );
        let post_office = [("siren", "356000000"), ("siret", "35600000049837")];
        assert_eq!(said(&post_office), "", "La Poste has its own check");
        assert_eq!(said(&[("trancheEffectifsEtablissement", "NN")]), "");
    }

    struct Stranger;

    impl Sink for Stranger {
        fn take(&mut self, item: Item, _: &mut Vec<(&'static str, String)>) -> Verdict {
            panic!("not to be told: {item:?}")
        }

        fn knows_unit(&self, _: Siren) -> bool {
            false
        }
    }

    #[test]
    fn establishments_of_unknown_units_are_not_even_told() {
        let text = format!("{BEFORE_SIRENE_4}\n{}", row(BEFORE_SIRENE_4, &[]));
        let mut ledger = Ledger::default();
        let input = Box::new(std::io::Cursor::new(text.into_bytes()));
        read(input, b',', &mut Outlet::new(&mut ledger, &mut Stranger)).expect("readable");
        assert_eq!((ledger.read, ledger.refused()), (1, 1));
        assert!(ledger.balances());
    }

    #[test]
    fn no_cell_stops_the_reader() {
        hostile::is_survived_by(read, b',', &format!("{}\n", sirene_4()));
    }

    #[test]
    fn the_real_sample_of_2022_is_read_to_its_last_row() {
        let Some(path) = real("formats_sirene/StockEtablissement_2022-04_pm.csv") else { return };
        let (kind, told) = Told::of_file(&path);
        assert_eq!((kind.source, told.ledger.read, told.ledger.faulty()), (SOURCE, 78, 0));
        assert_eq!(told.ledger.out_of_scope["établissement fermé"].count, 64);
    }

    #[test]
    fn three_hundred_thousand_rows_are_read_and_accounted_for() {
        let header = sirene_4();
        let closed = row(&header, &[("etatAdministratifEtablissement", "F")]);
        let ten = [closed.repeat(6), row(&header, &[]).repeat(4)].concat();
        let text = format!("{header}\n{}", ten.repeat(30_000));
        let start = std::time::Instant::now();
        let told = Told::by(read, b',', text.as_bytes());
        let rate = 300_000.0 / start.elapsed().as_secs_f64();
        println!("{rate:.0} rows/s, {} bytes a row, all open ones told", text.len() / 300_000);
        let (mut ledger, input) = (Ledger::default(), std::io::Cursor::new(text.clone().into_bytes()));
        let start = std::time::Instant::now();
        read(Box::new(input), b',', &mut Outlet::new(&mut ledger, &mut Stranger)).expect("readable");
        println!("{:.0} rows/s, units unknown", 300_000.0 / start.elapsed().as_secs_f64());
        assert_eq!((told.ledger.read, told.ledger.accepted), (300_000, 120_000));
        assert_eq!(ledger.refused(), 300_000);
    }
}
