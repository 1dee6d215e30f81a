//! Where is it? From the clues of a row to a commune and a position.
//!
//! Membership in any zone comes from the commune, and the commune from the official tables:
//! a current code, else an old one through the passage table, else postal code and name, else
//! name within the département; only a point without any of these is located by outline.

use std::collections::{BTreeMap, HashMap};

use crate::domain::ids::CommuneCode;
use crate::domain::territory::Commune;
use crate::domain::whereabouts::{Precision, Route, Whereabouts};
use crate::geometry::position::Position;
use crate::geometry::units::Meters;
use crate::index::outlines::OutlineIndex;
use crate::snapshot::names::folded;
use crate::snapshot::territories::Territory;

/// A repair made on the way, with the value that needed it.
pub type Note = (&'static str, String);

/// A point farther than this from its commune's box is a mistake of whoever geocoded it.
const STRAY: f64 = 5_000.0;

/// Where something is found to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Row of the commune.
    pub commune: u32,
    pub position: Position,
    /// The commune's own point: all that may be told of a masked actor.
    pub commune_point: Position,
    pub precision: Precision,
    pub route: Route,
}

/// The tables that place things.
#[derive(Default)]
pub struct Gazetteer {
    codes: BTreeMap<CommuneCode, u32>,
    current_codes: Vec<CommuneCode>,
    passages: HashMap<CommuneCode, u32>,
    postal_names: HashMap<(String, String), u32>,
    /// A name within a département; `None` when two communes share it.
    names: HashMap<(String, String), Option<u32>>,
    departements: HashMap<String, String>,
}

impl Gazetteer {
    /// From communes sorted by code; `departements` gives (code, name).
    #[must_use]
    pub fn new<'a>(communes: &[Commune], departements: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut gazetteer = Self::default();
        for (row, commune) in (0..).zip(communes) {
            gazetteer.codes.insert(commune.code, row);
            gazetteer.current_codes.push(commune.code);
            gazetteer.name(&commune.departement, &commune.name, row);
        }
        for (code, name) in departements {
            gazetteer.departements.insert(folded(name), code.to_owned());
            gazetteer.departements.insert(folded(code), code.to_owned());
        }
        gazetteer
    }

    fn name(&mut self, departement: &str, name: &str, row: u32) {
        let key = (departement.to_owned(), folded(name));
        let entry = self.names.entry(key).or_insert(Some(row));
        if *entry != Some(row) {
            *entry = None;
        }
    }

    /// The row of a current code.
    #[must_use]
    pub fn row(&self, code: CommuneCode) -> Option<u32> {
        self.codes.get(&code).copied()
    }

    /// The row of a code of any vintage.
    #[must_use]
    pub fn row_of_any(&self, code: CommuneCode) -> Option<u32> {
        self.row(code).or_else(|| self.passages.get(&code).copied())
    }

    /// The current code that took the place of a code of any vintage.
    #[must_use]
    pub fn current(&self, code: CommuneCode) -> Option<CommuneCode> {
        let row = self.row_of_any(code)?;
        self.current_codes.get(row as usize).copied()
    }

    /// Adds a line of the passage table. False when the current code is not one.
    pub fn add_passage(&mut self, old: CommuneCode, new: CommuneCode) -> bool {
        let Some(row) = self.row(new) else { return false };
        self.passages.insert(old, row);
        true
    }

    /// Adds a postal code and town name. False when the commune is unknown.
    pub fn add_postal(&mut self, code: CommuneCode, postal_code: &str, town: &str) -> bool {
        let Some(row) = self.row_of_any(code) else { return false };
        self.postal_names.entry((postal_code.to_owned(), folded(town))).or_insert(row);
        true
    }

    /// The commune of a row's clues, points apart.
    #[must_use]
    pub fn commune(&self, clues: &Whereabouts, notes: &mut Vec<Note>) -> Option<(u32, Route)> {
        self.by_code(clues, notes).or_else(|| self.by_postal_name(clues)).or_else(|| self.by_name(clues))
    }

    fn by_code(&self, clues: &Whereabouts, notes: &mut Vec<Note>) -> Option<(u32, Route)> {
        let text = clues.insee.as_deref()?;
        let Some((code, mended)) = CommuneCode::mend(text) else {
            notes.push(("code commune illisible : placé autrement si possible", text.to_owned()));
            return None;
        };
        let found = match self.row(code) {
            Some(row) => Some((row, Route::Code)),
            None => self.passages.get(&code).map(|&row| (row, Route::OldCode)),
        };
        match found {
            None => notes.push(("code commune inconnu : placé autrement si possible", text.to_owned())),
            Some(_) if mended => notes.push(("zéro initial rendu au code commune", text.to_owned())),
            Some((_, Route::OldCode)) => notes.push(("ancien code commune remplacé", text.to_owned())),
            Some(_) => {}
        }
        found
    }

    fn by_postal_name(&self, clues: &Whereabouts) -> Option<(u32, Route)> {
        let (postal_code, town) = (clues.postal_code.as_ref()?, clues.town.as_ref()?);
        let key = (postal_code.clone(), folded(town));
        self.postal_names.get(&key).map(|&row| (row, Route::PostalName))
    }

    fn by_name(&self, clues: &Whereabouts) -> Option<(u32, Route)> {
        let departement = self.departements.get(&folded(clues.departement.as_ref()?))?;
        let key = (departement.clone(), folded(clues.town.as_ref()?));
        self.names.get(&key).copied().flatten().map(|row| (row, Route::Name))
    }
}

/// Places things with the tables and the outlines of the communes.
pub struct Locator {
    pub gazetteer: Gazetteer,
    outlines: OutlineIndex,
}

impl Locator {
    /// With the outlines of `communes`, in the gazetteer's order.
    #[must_use]
    pub fn new(gazetteer: Gazetteer, communes: &[Territory]) -> Self {
        let outlines = OutlineIndex::new((0..).zip(communes.iter().map(|commune| &commune.area)));
        Self { gazetteer, outlines }
    }

    /// Where a row's clues lead; `None`: nowhere.
    #[must_use]
    pub fn place(&self, clues: &Whereabouts, communes: &[Territory], notes: &mut Vec<Note>) -> Option<Place> {
        match self.gazetteer.commune(clues, notes) {
            Some((commune, route)) => {
                if route == Route::PostalName || route == Route::Name {
                    notes.push(("commune trouvée par le nom", clues.town.clone().unwrap_or_default()));
                }
                Some(in_commune(commune, route, clues, &communes[commune as usize], notes))
            }
            None => {
                let (position, precision) = clues.point?;
                let commune = self.outlines.around(position, |row| &communes[row as usize].area)?;
                notes.push(("commune trouvée par le contour", spelled(position)));
                let commune_point = communes[commune as usize].point;
                Some(Place { commune, position, commune_point, precision, route: Route::Outline })
            }
        }
    }
}

fn in_commune(
    commune: u32,
    route: Route,
    clues: &Whereabouts,
    territory: &Territory,
    notes: &mut Vec<Note>,
) -> Place {
    let commune_point = territory.point;
    let at_commune =
        Place { commune, position: commune_point, commune_point, precision: Precision::Commune, route };
    match clues.point {
        None => at_commune,
        Some((position, precision)) if is_near(position, territory) => {
            Place { position, precision, ..at_commune }
        }
        Some((position, _)) => {
            notes.push(("point loin de sa commune : écarté, commune gardée", spelled(position)));
            at_commune
        }
    }
}

/// Whether a point is in the commune's box or close to it. Without an outline, anything is.
fn is_near(position: Position, territory: &Territory) -> bool {
    let Some(bbox) = territory.area.bbox() else { return true };
    let [west, south, east, north] = bbox.sides();
    let nearest =
        Position::from_degrees(position.lon().clamp(west, east), position.lat().clamp(south, north));
    nearest.is_none_or(|nearest| position.distance(nearest) <= Meters::new(STRAY).expect("a constant"))
}

fn spelled(position: Position) -> String {
    format!("{}, {}", position.lon(), position.lat())
}
