//! Rows of SIRENE's two stock files, with the headers of 2026.
//!
//! The order of the columns is that of 2022 with the newer ones where INSEE put them;
//! readers go by name.

use std::io;
use std::path::Path;

use crate::demo::names::Street;
use crate::demo::numbers;
use crate::demo::table::{Format, Table};
use crate::geometry::projection::{Grid, Projector};

/// What partial diffusion puts in place of a value.
pub const HIDDEN: &str = "[ND]";

/// `StockUniteLegale`, 35 columns.
pub const UNITS: Format = Format::plain(
    "StockUniteLegale_utf8.csv",
    &[
        "siren",
        "statutDiffusionUniteLegale",
        "unitePurgeeUniteLegale",
        "dateCreationUniteLegale",
        "sigleUniteLegale",
        "sexeUniteLegale",
        "prenom1UniteLegale",
        "prenom2UniteLegale",
        "prenom3UniteLegale",
        "prenom4UniteLegale",
        "prenomUsuelUniteLegale",
        "pseudonymeUniteLegale",
        "identifiantAssociationUniteLegale",
        "trancheEffectifsUniteLegale",
        "anneeEffectifsUniteLegale",
        "dateDernierTraitementUniteLegale",
        "nombrePeriodesUniteLegale",
        "categorieEntreprise",
        "anneeCategorieEntreprise",
        "dateDebut",
        "etatAdministratifUniteLegale",
        "nomUniteLegale",
        "nomUsageUniteLegale",
        "denominationUniteLegale",
        "denominationUsuelle1UniteLegale",
        "denominationUsuelle2UniteLegale",
        "denominationUsuelle3UniteLegale",
        "categorieJuridiqueUniteLegale",
        "activitePrincipaleUniteLegale",
        "nomenclatureActivitePrincipaleUniteLegale",
        "activitePrincipaleNAF25UniteLegale",
        "nicSiegeUniteLegale",
        "economieSocialeSolidaireUniteLegale",
        "societeMissionUniteLegale",
        "caractereEmployeurUniteLegale",
    ],
);

/// `StockEtablissement`, 54 columns.
pub const ESTABLISHMENTS: Format = Format::plain(
    "StockEtablissement_utf8.csv",
    &[
        "siren",
        "nic",
        "siret",
        "statutDiffusionEtablissement",
        "dateCreationEtablissement",
        "trancheEffectifsEtablissement",
        "anneeEffectifsEtablissement",
        "activitePrincipaleRegistreMetiersEtablissement",
        "dateDernierTraitementEtablissement",
        "etablissementSiege",
        "nombrePeriodesEtablissement",
        "complementAdresseEtablissement",
        "numeroVoieEtablissement",
        "indiceRepetitionEtablissement",
        "dernierNumeroVoieEtablissement",
        "indiceRepetitionDernierNumeroVoieEtablissement",
        "typeVoieEtablissement",
        "libelleVoieEtablissement",
        "codePostalEtablissement",
        "libelleCommuneEtablissement",
        "libelleCommuneEtrangerEtablissement",
        "distributionSpecialeEtablissement",
        "codeCommuneEtablissement",
        "codeCedexEtablissement",
        "libelleCedexEtablissement",
        "codePaysEtrangerEtablissement",
        "libellePaysEtrangerEtablissement",
        "identifiantAdresseEtablissement",
        "coordonneeLambertAbscisseEtablissement",
        "coordonneeLambertOrdonneeEtablissement",
        "complementAdresse2Etablissement",
        "numeroVoie2Etablissement",
        "indiceRepetition2Etablissement",
        "typeVoie2Etablissement",
        "libelleVoie2Etablissement",
        "codePostal2Etablissement",
        "libelleCommune2Etablissement",
        "libelleCommuneEtranger2Etablissement",
        "distributionSpeciale2Etablissement",
        "codeCommune2Etablissement",
        "codeCedex2Etablissement",
        "libelleCedex2Etablissement",
        "codePaysEtranger2Etablissement",
        "libellePaysEtranger2Etablissement",
        "dateDebut",
        "etatAdministratifEtablissement",
        "enseigne1Etablissement",
        "enseigne2Etablissement",
        "enseigne3Etablissement",
        "denominationUsuelleEtablissement",
        "activitePrincipaleEtablissement",
        "nomenclatureActivitePrincipaleEtablissement",
        "activitePrincipaleNAF25Etablissement",
        "caractereEmployeurEtablissement",
    ],
);

/// A legal unit.
#[derive(Debug, Clone)]
pub struct Unit {
    pub siren: String,
    /// In partial diffusion.
    pub masked: bool,
    /// As written; in capitals.
    pub name: String,
    /// First name of a natural person, whose surname is `name`.
    pub first_name: Option<&'static str>,
    pub form: u16,
    pub naf: &'static str,
    /// INSEE's ESS flag: `O`, `N` or nothing.
    pub flag: &'static str,
    /// Empty when it has none.
    pub rna: String,
    pub band: &'static str,
    pub year: u32,
    pub active: bool,
}

/// Where an establishment says it is.
pub struct Address {
    pub street: Street,
    pub postal_code: String,
    pub town: String,
    /// Today's code, an old one, or one that does not exist.
    pub commune: String,
    /// Degrees.
    pub point: Option<(f64, f64)>,
}

/// An establishment.
pub struct Establishment<'a> {
    pub unit: &'a Unit,
    pub siret: String,
    pub masked: bool,
    /// Masked, yet with an address that nobody blanked.
    pub forgotten: bool,
    pub active: bool,
    /// A name of its own.
    pub sign: &'a str,
    pub address: &'a Address,
}

/// The two files.
pub struct Register {
    units: Table,
    establishments: Table,
    lambert: Projector,
}

impl Register {
    /// Starts both.
    pub fn create(folder: &Path) -> io::Result<Self> {
        let (units, establishments) = (Table::create(folder, UNITS)?, Table::create(folder, ESTABLISHMENTS)?);
        Ok(Self { units, establishments, lambert: Projector::new(Grid::Lambert93) })
    }

    /// Writes a unit.
    pub fn unit(&mut self, unit: &Unit) -> io::Result<()> {
        let person = unit.first_name.is_some();
        let (surname, name) = if person { (unit.name.as_str(), "") } else { ("", unit.name.as_str()) };
        let seat = &numbers::siret(&unit.siren, 1)[9..];
        self.units.row(&[
            ("siren", &unit.siren),
            ("statutDiffusionUniteLegale", diffusion(unit.masked)),
            ("dateCreationUniteLegale", &format!("{}-03-01", unit.year)),
            ("sigleUniteLegale", if unit.masked { HIDDEN } else { "" }),
            ("sexeUniteLegale", if person { HIDDEN } else { "" }),
            ("prenom1UniteLegale", unit.first_name.unwrap_or("")),
            ("identifiantAssociationUniteLegale", &unit.rna),
            ("trancheEffectifsUniteLegale", unit.band),
            ("anneeEffectifsUniteLegale", if unit.band.is_empty() { "" } else { "2023" }),
            ("dateDernierTraitementUniteLegale", "2025-11-14T09:12:31.000"),
            ("nombrePeriodesUniteLegale", "2"),
            ("dateDebut", &format!("{}-03-01", unit.year)),
            ("etatAdministratifUniteLegale", if unit.active { "A" } else { "C" }),
            ("nomUniteLegale", surname),
            ("denominationUniteLegale", name),
            ("categorieJuridiqueUniteLegale", &unit.form.to_string()),
            ("activitePrincipaleUniteLegale", unit.naf),
            ("nomenclatureActivitePrincipaleUniteLegale", "NAFRev2"),
            ("activitePrincipaleNAF25UniteLegale", &naf_2025(unit.naf)),
            ("nicSiegeUniteLegale", seat),
            ("economieSocialeSolidaireUniteLegale", unit.flag),
            ("societeMissionUniteLegale", if unit.form == 5710 { "N" } else { "" }),
            ("caractereEmployeurUniteLegale", employer(unit.band)),
        ])
    }

    /// Writes an establishment; its unit comes before it.
    pub fn establishment(&mut self, told: &Establishment<'_>) -> io::Result<()> {
        let Establishment { unit, siret, masked, forgotten, active, sign, address } = told;
        let hide = *masked && !forgotten;
        let shown = |value: &'_ str| if hide { HIDDEN.to_owned() } else { value.to_owned() };
        let [x, y] = self.coordinates(address, hide);
        self.establishments.row(&[
            ("siren", &unit.siren),
            ("nic", &siret[9..]),
            ("siret", siret),
            ("statutDiffusionEtablissement", diffusion(*masked)),
            ("dateCreationEtablissement", &format!("{}-03-01", unit.year)),
            ("trancheEffectifsEtablissement", unit.band),
            ("anneeEffectifsEtablissement", if unit.band.is_empty() { "" } else { "2023" }),
            ("dateDernierTraitementEtablissement", "2025-11-14T09:12:31.000"),
            ("etablissementSiege", if siret[9..].starts_with("0001") { "true" } else { "false" }),
            ("nombrePeriodesEtablissement", "2"),
            ("numeroVoieEtablissement", &shown(&address.street.number)),
            ("typeVoieEtablissement", &shown(address.street.kind)),
            ("libelleVoieEtablissement", &shown(&address.street.name)),
            ("codePostalEtablissement", &shown(&address.postal_code)),
            ("libelleCommuneEtablissement", &address.town),
            ("codeCommuneEtablissement", &address.commune),
            ("identifiantAdresseEtablissement", if hide { HIDDEN } else { "" }),
            ("coordonneeLambertAbscisseEtablissement", &x),
            ("coordonneeLambertOrdonneeEtablissement", &y),
            ("dateDebut", &format!("{}-03-01", unit.year)),
            ("etatAdministratifEtablissement", if *active { "A" } else { "F" }),
            ("enseigne1Etablissement", sign),
            ("activitePrincipaleEtablissement", unit.naf),
            ("nomenclatureActivitePrincipaleEtablissement", "NAFRev2"),
            ("activitePrincipaleNAF25Etablissement", &naf_2025(unit.naf)),
            ("caractereEmployeurEtablissement", employer(unit.band)),
        ])
    }

    /// Lambert-93 as text: a masked point is text too.
    fn coordinates(&self, address: &Address, hide: bool) -> [String; 2] {
        match address.point {
            _ if hide => [HIDDEN.to_owned(), HIDDEN.to_owned()],
            Some((lon, lat)) => match self.lambert.from_degrees(lon, lat) {
                Some((x, y)) => [format!("{x:.2}"), format!("{y:.2}")],
                None => [String::new(), String::new()],
            },
            None => [String::new(), String::new()],
        }
    }

    /// Ends both: rows of units, rows of establishments.
    pub fn finish(self) -> io::Result<(u64, u64)> {
        Ok((self.units.finish()?, self.establishments.finish()?))
    }
}

fn diffusion(masked: bool) -> &'static str {
    if masked { "P" } else { "O" }
}

fn employer(band: &str) -> &'static str {
    if matches!(band, "" | "NN" | "00") { "N" } else { "O" }
}

/// In NAF 2025 no code ends in Z: a likely twin.
fn naf_2025(naf: &str) -> String {
    let (stem, letter) = naf.split_at(naf.len() - 1);
    let twin = match letter {
        "A" => "G",
        "B" => "H",
        "C" => "J",
        _ => "Y",
    };
    format!("{stem}{twin}")
}
