//! How many of what: exact counts of a layer by family, function, zone or precision.

use std::fmt;
use std::str::FromStr;

use crate::domain::actor::Family;
use crate::domain::function::{FunctionId, MOST};
use crate::domain::level::Level;
use crate::domain::whereabouts::Precision;
use crate::query::selection::{Question, rows};
use crate::snapshot::Snapshot;
use crate::snapshot::census::Counts;
use crate::snapshot::layers::Layer;

/// What rows are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Family of the ESS law. Actors only.
    Family,
    /// Each function fulfilled. Actors only. An actor with two counts in both.
    Function,
    /// How well it is placed.
    Precision,
    /// Zone of a level.
    Level(Level),
}

impl FromStr for By {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "family" => Ok(Self::Family),
            "function" => Ok(Self::Function),
            "precision" => Ok(Self::Precision),
            other => other.parse().map(Self::Level).map_err(|_| {
                let levels = Level::ALL.map(Level::word).join(", ");
                format!(
                    "`{other}` is nothing to count by; use family, function, precision or one of {levels}"
                )
            }),
        }
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Family => f.write_str("family"),
            Self::Function => f.write_str("function"),
            Self::Precision => f.write_str("precision"),
            Self::Level(level) => f.write_str(level.word()),
        }
    }
}

/// One count.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Count {
    pub key: String,
    pub label: String,
    pub count: u64,
}

/// The matching rows, told apart by one thing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Facet {
    #[serde(serialize_with = "spelled")]
    pub by: By,
    /// Rows without a value to be counted by.
    pub without: u64,
    /// Whether a row may count under several keys.
    pub overlapping: bool,
    /// Keys that occur, in the order of their kind (catalogue, law, code).
    pub counts: Vec<Count>,
}

fn spelled<S: serde::Serializer>(by: &By, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(by)
}

/// The counts of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Rows that match.
    pub total: u64,
    /// Of these, in no known commune.
    pub unplaced: u64,
    /// Of these, in partial diffusion.
    pub masked: u64,
    /// In the order asked.
    pub facets: Vec<Facet>,
}

/// Counts under way: one number a key, one list a facet.
struct Column {
    by: By,
    ranks: Vec<u64>,
    without: u64,
    /// Whether a row may count under several keys.
    overlapping: bool,
}

impl Column {
    fn new(by: By, snapshot: &Snapshot, layer: Layer) -> Self {
        let keys = match by {
            By::Family => Family::ALL.len(),
            By::Function => MOST,
            By::Precision => Precision::ALL.len(),
            By::Level(level) => snapshot.territories.of(level).len(),
        };
        let has_ends = layer_has_ends(layer);
        let overlapping = by == By::Function || has_ends && matches!(by, By::Level(_));
        Self { by, ranks: vec![0; keys], without: 0, overlapping }
    }

    fn add(&mut self, rank: Option<u32>) {
        match rank.and_then(|rank| self.ranks.get_mut(rank as usize)) {
            Some(count) => *count += 1,
            None => self.without += 1,
        }
    }

    fn facet(self, snapshot: &Snapshot) -> Facet {
        let Self { by, ranks, without, overlapping } = self;
        let counts = (0..).zip(ranks).filter(|(_, count)| 0 < *count).map(|(rank, count)| {
            let (key, label) = name(snapshot, by, rank);
            Count { key, label, count }
        });
        Facet { by, without, overlapping, counts: counts.collect() }
    }
}

/// Counts the matching rows by any number of things, in one pass over them.
#[must_use]
pub fn count(snapshot: &Snapshot, question: &Question, by: &[By]) -> Counted {
    let layer = question.layer;
    let mut counted = Counted { total: 0, unplaced: 0, masked: 0, facets: Vec::new() };
    let mut columns: Vec<Column> = by.iter().map(|&by| Column::new(by, snapshot, layer)).collect();
    let mut count = |row: u32| {
        counted.total += 1;
        counted.unplaced += u64::from(!is_placed(snapshot, layer, row));
        counted.masked += u64::from(layer.is_view_of_actors() && snapshot.actors.is_masked(row));
        columns.iter_mut().for_each(|column| tally(snapshot, layer, row, column));
    };
    // Sums do not hang on the order of rows: those of a zone are taken commune by commune.
    match question.communes_alone() {
        Some(zone) if layer == Layer::Acteurs => {
            let census = snapshot.census();
            for commune in zone.communes() {
                let (counts, all) = (census.commune(commune), snapshot.rows_of_commune(layer, commune).len());
                counted.total += all as u64;
                counted.masked += u64::from(counts.masked());
                columns.iter_mut().for_each(|column| sum(snapshot, commune, counts, all as u64, column));
            }
        }
        Some(zone) => zone
            .communes()
            .flat_map(|commune| snapshot.rows_of_commune(layer, commune))
            .for_each(|&row| count(row)),
        None => rows(snapshot, question).page(0, usize::MAX).for_each(count),
    }
    counted.facets = columns.into_iter().map(|column| column.facet(snapshot)).collect();
    counted
}

fn is_placed(snapshot: &Snapshot, layer: Layer, row: u32) -> bool {
    layer.is_about_territories() || snapshot.commune_of(layer, row).is_some()
}

/// Adds all actors of a commune under their keys.
fn sum(snapshot: &Snapshot, commune: u32, counts: Counts<'_>, all: u64, column: &mut Column) {
    let kinds = match column.by {
        By::Family => counts.families(),
        By::Function => counts.functions(),
        By::Precision => counts.precisions(),
        By::Level(level) => {
            let zone = snapshot.territories.zone(commune, level);
            match zone.and_then(|zone| column.ranks.get_mut(zone as usize)) {
                Some(count) => *count += all,
                None => column.without += all,
            }
            return;
        }
    };
    let (without, kinds) = kinds.split_last().expect("those of none are last");
    column.without += u64::from(*without);
    column.ranks.iter_mut().zip(kinds).for_each(|(count, kind)| *count += u64::from(*kind));
}

/// Adds a row under its keys.
fn tally(snapshot: &Snapshot, layer: Layer, row: u32, column: &mut Column) {
    let actors = layer.is_view_of_actors().then_some(&snapshot.actors);
    match column.by {
        By::Family => column.add(actors.and_then(|a| a.family(row)).map(|family| family as u32)),
        By::Function => {
            let functions = actors.map(|a| a.functions(row)).unwrap_or_default();
            if functions.is_empty() {
                column.add(None);
            }
            functions.iter().for_each(|id| column.add(Some(id.0.into())));
        }
        By::Precision => column.add(precision(snapshot, layer, row).map(|precision| precision as u32)),
        By::Level(level) if layer_has_ends(layer) => {
            // In every zone that it has an end in: as many as a question about the zone finds.
            let Layer::Found(finding) = layer else { return };
            let zones = snapshot.found(finding).places().zones(row, level, &snapshot.territories);
            if zones.is_empty() {
                column.add(None);
            }
            zones.into_iter().for_each(|zone| column.add(Some(zone)));
        }
        By::Level(level) => column.add(match snapshot.territory_of(layer, row) {
            Some((own, row)) => snapshot.territories.get(own, row).parents[level as usize],
            None => {
                snapshot.commune_of(layer, row).and_then(|commune| snapshot.territories.zone(commune, level))
            }
        }),
    }
}

/// Whether rows have ends, each in a zone of its own.
fn layer_has_ends(layer: Layer) -> bool {
    matches!(layer, Layer::Found(finding) if finding.is_placed())
}

fn precision(snapshot: &Snapshot, layer: Layer, row: u32) -> Option<Precision> {
    match layer {
        Layer::Territories(_) | Layer::Found(_) => None,
        Layer::Foncier => snapshot.sites.rows()[row as usize].precision,
        Layer::Equipements => snapshot.equipment.rows()[row as usize].precision,
        Layer::Acteurs | Layer::TiersLieux | Layer::CircuitsCourts | Layer::Ptce => {
            snapshot.actors.precision(row)
        }
    }
}

fn name(snapshot: &Snapshot, by: By, rank: u32) -> (String, String) {
    let same = |word: &str| (word.to_owned(), word.to_owned());
    match by {
        By::Family => same(Family::ALL[rank as usize].word()),
        By::Precision => same(Precision::ALL[rank as usize].word()),
        By::Function => {
            let function = snapshot.functions.get(FunctionId(rank as u8));
            (function.key.clone(), function.label_fr.clone())
        }
        By::Level(level) => {
            let territory = snapshot.territories.get(level, rank);
            (territory.code.clone(), territory.name.clone())
        }
    }
}
