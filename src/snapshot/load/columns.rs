//! From the columns of the layers' files back to territories, actors, sites and equipment:
//! the other half of `snapshot::layers`.

use std::fs::File;
use std::io::BufReader;

use crate::domain::actor::{Family, Statement};
use crate::domain::function::{FunctionSet, Functions};
use crate::domain::land::{Equipment, EquipmentKind, Limits, Nature, Site};
use crate::domain::level::Level;
use crate::domain::owner::OwnerLevel;
use crate::domain::parcel::ParcelId;
use crate::domain::service_area::ServiceArea;
use crate::domain::territory::{Density, OutlineOrigin};
use crate::domain::whereabouts::{Precision, Whereabouts};
use crate::formats::flatgeobuf::fault::FgbError;
use crate::formats::flatgeobuf::field::{Field, List};
use crate::formats::flatgeobuf::read::Reader;
use crate::formats::flatgeobuf::row::Row;
use crate::geometry::position::Position;
use crate::ingest::catalogue;
use crate::snapshot::actors::Actor;
use crate::snapshot::places::Placed;
use crate::snapshot::territories::{Territories, Territory};

type Open = Reader<BufReader<File>>;

/// Codes that become rows once all levels are read.
pub struct Links {
    parents: [Option<String>; 5],
    neighbours: Vec<String>,
}

/// Turns codes into rows. A code of no territory is no link.
pub fn link(levels: &mut [Vec<Territory>; 5], links: [Vec<Links>; 5]) {
    let rows = |levels: &[Vec<Territory>; 5], level: usize, code: &str| {
        let found = levels[level].binary_search_by(|t| t.code.as_str().cmp(code));
        found.ok().and_then(|row| u32::try_from(row).ok())
    };
    for (own, of_level) in links.into_iter().enumerate() {
        for (row, Links { parents, neighbours }) in of_level.into_iter().enumerate() {
            let mut found = [None; 5];
            for (level, code) in parents.iter().enumerate() {
                found[level] = code.as_ref().and_then(|code| rows(levels, level, code));
            }
            let neighbours = neighbours.iter().filter_map(|code| rows(levels, own, code)).collect();
            // A zone contains itself; communes are in no other commune.
            found[own] = u32::try_from(row).ok();
            levels[own][row].parents = found;
            levels[own][row].neighbours = neighbours;
        }
    }
}

/// A word that must be one of a list.
fn word<T>(
    row: &Row<'_>,
    text: Option<&str>,
    known: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, FgbError> {
    text.map(|text| known(text).ok_or_else(|| row.fault(format!("`{text}` is no known word")))).transpose()
}

fn required(row: &Row<'_>, column: &str, text: Option<&str>) -> Result<String, FgbError> {
    text.map(str::to_owned).ok_or_else(|| row.fault(format!("`{column}` is empty")))
}

/// The columns of a level.
pub struct TerritoryColumns {
    code: Field<str>,
    name: Field<str>,
    population: Field<i64>,
    surface: Field<f64>,
    communes: Field<i64>,
    density: Field<str>,
    attraction: Field<str>,
    parents: [(Level, Field<str>); 4],
    outline: Field<str>,
    point: [Field<f64>; 2],
    neighbours: Field<List>,
}

impl TerritoryColumns {
    pub fn find(file: &Open) -> Result<Self, FgbError> {
        Ok(Self {
            code: file.field("code")?,
            name: file.field("nom")?,
            population: file.field("population")?,
            surface: file.field("surface_km2")?,
            communes: file.field("communes")?,
            density: file.field("densite")?,
            attraction: file.field("aav")?,
            parents: [
                (Level::Epci, file.field("epci")?),
                (Level::Bassin, file.field("bassin")?),
                (Level::Departement, file.field("departement")?),
                (Level::Region, file.field("region")?),
            ],
            outline: file.field("contour")?,
            point: [file.field("point_lon")?, file.field("point_lat")?],
            neighbours: file.field("voisins")?,
        })
    }

    pub fn territory(&self, mut row: Row<'_>) -> Result<(Territory, Links), FgbError> {
        let area = row.take_area()?.unwrap_or_default();
        let row = &row;
        let point = self.point.map(|field| row.get(field).unwrap_or(f64::NAN));
        let origin = word(row, row.get(self.outline), OutlineOrigin::from_word)?;
        let whole = |field| row.get(field).unwrap_or_default();
        let mut parents: [Option<String>; 5] = Default::default();
        for (level, field) in self.parents {
            parents[level as usize] = row.get(field).map(str::to_owned);
        }
        let neighbours = row.get(self.neighbours).into_iter().flatten().map(str::to_owned).collect();
        let territory = Territory {
            code: required(row, "code", row.get(self.code))?,
            name: required(row, "nom", row.get(self.name))?,
            population: u64::try_from(whole(self.population))
                .map_err(|_| row.fault("a negative population"))?,
            surface_km2: row.get(self.surface),
            communes: u32::try_from(whole(self.communes))
                .map_err(|_| row.fault("a strange count of communes"))?,
            density: word(row, row.get(self.density), Density::from_label)?,
            attraction: row.get(self.attraction).map(str::to_owned),
            point: Position::from_degrees(point[0], point[1])
                .ok_or_else(|| row.fault("no representative point"))?,
            area,
            origin: origin.unwrap_or(OutlineOrigin::Missing),
            parents: [None; 5],
            neighbours: Vec::new(),
        };
        Ok((territory, Links { parents, neighbours }))
    }
}

/// The columns of anything that lies in a commune.
struct Standing {
    precision: Field<str>,
    commune: Field<str>,
}

impl Standing {
    fn find(file: &Open) -> Result<Self, FgbError> {
        Ok(Self { precision: file.field("precision")?, commune: file.field("commune")? })
    }

    /// The commune's row and the precision; a code of no commune is a fault.
    fn of(
        &self,
        row: &Row<'_>,
        territories: &Territories,
    ) -> Result<(Option<u32>, Option<Precision>), FgbError> {
        let commune = word(row, row.get(self.commune), |code| territories.row(Level::Commune, code))?;
        Ok((commune, word(row, row.get(self.precision), Precision::from_word)?))
    }
}

/// The columns of the actors.
pub struct ActorColumns {
    id: Field<str>,
    name: Field<str>,
    family: Field<str>,
    legal_form: Field<str>,
    naf: Field<str>,
    employees: Field<str>,
    functions: Field<List>,
    statements: Field<List>,
    address: Field<str>,
    website: Field<str>,
    details: Field<List>,
    service_area: Field<str>,
    diffusion: Field<str>,
    standing: Standing,
}

impl ActorColumns {
    pub fn find(file: &Open) -> Result<Self, FgbError> {
        Ok(Self {
            id: file.field("id")?,
            name: file.field("nom")?,
            family: file.field("famille")?,
            legal_form: file.field("forme_juridique")?,
            naf: file.field("naf")?,
            employees: file.field("effectif")?,
            functions: file.field("fonctions")?,
            statements: file.field("declarations")?,
            address: file.field("adresse")?,
            website: file.field("site_web")?,
            details: file.field("details")?,
            service_area: file.field("aire_service")?,
            diffusion: file.field("diffusion")?,
            standing: Standing::find(file)?,
        })
    }

    pub fn actor(
        &self,
        row: &Row<'_>,
        territories: &Territories,
        functions: &Functions,
    ) -> Result<Actor, FgbError> {
        let (commune, precision) = self.standing.of(row, territories)?;
        // Masked actors have no shape of their own: they count at their commune's point.
        let at_commune = commune.map(|commune| territories.get(Level::Commune, commune).point);
        let owned = |field| row.get(field).map(str::to_owned);
        Ok(Actor {
            id: required(row, "id", row.get(self.id))?,
            name: owned(self.name),
            address: owned(self.address),
            website: owned(self.website),
            family: word(row, row.get(self.family), Family::from_word)?,
            legal_form: word(row, row.get(self.legal_form), |text| text.parse().ok())?,
            naf: owned(self.naf),
            employees: owned(self.employees),
            functions: self.functions(row, functions)?,
            statements: self.statements(row)?,
            service_area: self.service_area(row)?,
            details: row.get(self.details).into_iter().flatten().map(str::to_owned).collect(),
            commune,
            position: row.position()?.or(at_commune),
            precision,
            masked: row.get(self.diffusion).is_some(),
        })
    }

    fn service_area(&self, row: &Row<'_>) -> Result<Option<ServiceArea>, FgbError> {
        let parse = |text| ServiceArea::parse(text).map_err(|error| row.fault(error.to_string()));
        row.get(self.service_area).map(parse).transpose()
    }

    fn functions(&self, row: &Row<'_>, functions: &Functions) -> Result<FunctionSet, FgbError> {
        row.get(self.functions).into_iter().flatten().try_fold(FunctionSet::default(), |set, key| {
            let id = functions.id(key).ok_or_else(|| row.fault(format!("`{key}` is no known function")))?;
            Ok(set.with(id))
        })
    }

    fn statements(&self, row: &Row<'_>) -> Result<Vec<Statement>, FgbError> {
        let parse = |text: &str| {
            let statement = Statement::parse(text, catalogue::source_id);
            statement.ok_or_else(|| row.fault(format!("`{text}` is no statement of a known source")))
        };
        row.get(self.statements).into_iter().flatten().map(parse).collect()
    }
}

/// The columns of the sites.
pub struct SiteColumns {
    texts: [Field<str>; 14],
    lists: [Field<List>; 5],
    counts: [Field<i64>; 4],
    checked: Field<bool>,
    slope: Field<f64>,
    road: Field<bool>,
    standing: Standing,
}

impl SiteColumns {
    pub fn find(file: &Open) -> Result<Self, FgbError> {
        Ok(Self {
            texts: [
                file.field("id")?,
                file.field("nature")?,
                file.field("nom")?,
                file.field("type")?,
                file.field("statut")?,
                file.field("occupation")?,
                file.field("pollution")?,
                file.field("intervention")?,
                file.field("inondation")?,
                file.field("protection")?,
                file.field("zonage")?,
                file.field("proprio_type")?,
                file.field("proprio_nom")?,
                file.field("mise_a_jour")?,
            ],
            lists: [
                file.field("proprietaires")?,
                file.field("niveau_public")?,
                file.field("droits")?,
                file.field("parcelles")?,
                file.field("sources")?,
            ],
            counts: [
                file.field("surface_m2")?,
                file.field("bati_m2")?,
                file.field("batiments")?,
                file.field("locaux")?,
            ],
            checked: file.field("verifiee")?,
            slope: file.field("pente_pct")?,
            road: file.field("acces_route")?,
            standing: Standing::find(file)?,
        })
    }

    pub fn site(&self, row: &Row<'_>, territories: &Territories) -> Result<Placed<Site>, FgbError> {
        let [
            id,
            nature,
            name,
            kind,
            status,
            occupation,
            pollution,
            intervention,
            flood,
            protection,
            zoning,
            owner_class,
            owner,
            updated,
        ] = self.texts.map(|field| row.get(field).map(str::to_owned));
        let [owner_words, levels, rights, parcels, told] = self
            .lists
            .map(|field| row.get(field).into_iter().flatten().map(str::to_owned).collect::<Vec<String>>());
        let [surface_m2, built_m2, buildings, premises] =
            self.counts.map(|field| row.get(field).and_then(|count| u32::try_from(count).ok()));
        let (commune, precision) = self.standing.of(row, territories)?;
        let level = |word: &String| {
            OwnerLevel::from_word(word).ok_or_else(|| row.fault(format!("`{word}` is no level of owners")))
        };
        let parcel =
            |text: &String| ParcelId::parse(text).ok_or_else(|| row.fault(format!("`{text}` is no parcel")));
        let thing = Site {
            id: required(row, "id", id.as_deref())?,
            nature: word(row, nature.as_deref(), Nature::from_word)?.unwrap_or_default(),
            told,
            name,
            kind,
            status,
            checked: row.get(self.checked).unwrap_or_default(),
            occupation,
            surface_m2,
            built_m2,
            buildings,
            premises,
            pollution,
            intervention,
            limits: Limits { flood, protection, slope: row.get(self.slope), road: row.get(self.road) },
            zoning,
            owner_class,
            owner_words,
            owners: levels.iter().map(level).collect::<Result<_, _>>()?,
            owner,
            rights,
            parcels: parcels.iter().map(parcel).collect::<Result<_, _>>()?,
            updated,
            whereabouts: Whereabouts::default(),
        };
        Ok(Placed { thing, commune, position: row.position()?, precision })
    }
}

/// The columns of the equipment.
pub struct EquipmentColumns {
    id: Field<str>,
    kind: Field<str>,
    name: Field<str>,
    form: Field<str>,
    standing: Standing,
}

impl EquipmentColumns {
    pub fn find(file: &Open) -> Result<Self, FgbError> {
        Ok(Self {
            id: file.field("id")?,
            kind: file.field("nature")?,
            name: file.field("nom")?,
            form: file.field("forme")?,
            standing: Standing::find(file)?,
        })
    }

    pub fn equipment(&self, row: &Row<'_>, territories: &Territories) -> Result<Placed<Equipment>, FgbError> {
        let kind = word(row, row.get(self.kind), EquipmentKind::from_word)?;
        let kind = kind.ok_or_else(|| row.fault("`nature` is empty"))?;
        let id = required(row, "id", row.get(self.id))?;
        let id = id.strip_prefix(kind.word()).and_then(|rest| rest.strip_prefix(':')).map(str::to_owned);
        let (commune, precision) = self.standing.of(row, territories)?;
        let thing = Equipment {
            kind,
            id: id.ok_or_else(|| row.fault("`id` does not begin with its kind"))?,
            name: required(row, "nom", row.get(self.name))?,
            form: row.get(self.form).map(str::to_owned),
            whereabouts: Whereabouts::default(),
        };
        Ok(Placed { thing, commune, position: row.position()?, precision })
    }
}
