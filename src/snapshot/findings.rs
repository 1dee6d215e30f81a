//! What analyses found when the snapshot was made, kept as columns.
//!
//! A row is about a territory, whose place it has, or has a place of its own ([`FoundPlaces`]). This room does not know what the columns mean:
//! analyses fill them once ([`Gathering`]), and they come back from the snapshot's files as they
//! were.

use std::collections::BTreeMap;

use crate::domain::level::Level;
use crate::formats::table::{Column, Type, Value};
use crate::geometry::bbox::Bbox;
use crate::index::by_zone::ByZone;
use crate::snapshot::Snapshot;
use crate::snapshot::found_places::{End, FoundPlaces, PlaceIndexes};
use crate::snapshot::layers::Layer;
use crate::snapshot::layers::finding::Finding;
use crate::snapshot::layers::found_columns;
use crate::snapshot::territories::Territories;
use crate::snapshot::texts::Texts;

/// The row of a text that is not known.
const NO_TEXT: u32 = u32::MAX;
/// The integer that stands for none.
const NO_INTEGER: i64 = i64::MIN;
/// Between the items of a list: no item holds it.
const BETWEEN: char = '|';

/// All that was found, one table a finding.
#[derive(Debug)]
pub struct Findings(Vec<Found>);

/// One table.
#[derive(Debug)]
pub struct Found {
    finding: Finding,
    cells: Vec<Cells>,
    /// By row; empty where rows have places of their own.
    about: Vec<(Level, u32)>,
    /// By level, the rows of each territory.
    of: [ByZone; 5],
    /// Empty where rows are about territories.
    places: FoundPlaces,
    indexes: PlaceIndexes,
}

#[derive(Debug)]
enum Cells {
    Text(Words),
    Integer(Vec<i64>),
    /// NaN where it is not known.
    Number(Vec<f64>),
    Boolean(Vec<Option<bool>>),
    List(Words),
}

/// Texts, each different one once.
#[derive(Debug, Default)]
struct Words {
    known: Texts,
    /// By row, a rank among those known.
    of: Vec<u32>,
}

impl Words {
    fn get(&self, row: u32) -> Option<&str> {
        let rank = self.of[row as usize];
        if rank == NO_TEXT { None } else { self.known.get(rank) }
    }
}

/// A table that is being filled, row by row.
#[derive(Debug)]
pub struct Gathering {
    found: Found,
    /// By column, the rank of each text.
    ranks: Vec<BTreeMap<String, u32>>,
}

impl Gathering {
    /// Without any row.
    #[must_use]
    pub fn new(finding: Finding) -> Self {
        let columns = found_columns::of(finding);
        let cells = |column: &Column| match column.kind {
            Type::Text => Cells::Text(Words::default()),
            Type::Integer => Cells::Integer(Vec::new()),
            Type::Number => Cells::Number(Vec::new()),
            Type::Boolean => Cells::Boolean(Vec::new()),
            Type::List => Cells::List(Words::default()),
        };
        let found = Found {
            finding,
            cells: columns.iter().map(cells).collect(),
            about: Vec::new(),
            of: Default::default(),
            places: FoundPlaces::default(),
            indexes: FoundPlaces::default().indexes(0),
        };
        Self { found, ranks: vec![BTreeMap::new(); columns.len()] }
    }

    /// The columns to be told, in this order.
    #[must_use]
    pub fn columns(&self) -> &'static [Column] {
        found_columns::of(self.found.finding)
    }

    /// Adds a row about a territory; `cell` tells the cell of a column. One of another type than
    /// its column is not known.
    pub fn push<'a>(&mut self, about: (Level, u32), cell: impl Fn(usize, &Column) -> Value<'a>) {
        self.found.about.push(about);
        self.tell(cell);
    }

    /// Adds a row that has a place of its own. Such rows come along the Z curve of their first end, those
    /// without a place last.
    pub fn push_placed<'a>(&mut self, ends: &[End], cell: impl Fn(usize, &Column) -> Value<'a>) {
        self.found.places.push(ends);
        self.tell(cell);
    }

    fn tell<'a>(&mut self, cell: impl Fn(usize, &Column) -> Value<'a>) {
        for (rank, column) in found_columns::of(self.found.finding).iter().enumerate() {
            let value = cell(rank, column);
            let ranks = &mut self.ranks[rank];
            match (&mut self.found.cells[rank], value) {
                (Cells::Text(words), Value::Text(text)) => words.push(Some(&text), ranks),
                (Cells::List(words), Value::List(items)) => {
                    let joined = items.join(&BETWEEN.to_string());
                    words.push(Some(&joined), ranks);
                }
                (Cells::Text(words) | Cells::List(words), _) => words.push(None, ranks),
                (Cells::Integer(numbers), Value::Integer(number)) => numbers.push(number),
                (Cells::Integer(numbers), _) => numbers.push(NO_INTEGER),
                (Cells::Number(numbers), Value::Number(number)) => numbers.push(number),
                (Cells::Number(numbers), Value::Integer(number)) => numbers.push(number as f64),
                (Cells::Number(numbers), _) => numbers.push(f64::NAN),
                (Cells::Boolean(truths), Value::Boolean(truth)) => truths.push(Some(truth)),
                (Cells::Boolean(truths), _) => truths.push(None),
            }
        }
    }

    /// The table, with its rows by territory.
    #[must_use]
    pub fn done(self, territories: &Territories) -> Found {
        let Found { finding, mut cells, about, places, .. } = self.found;
        for column in &mut cells {
            if let Cells::Text(words) | Cells::List(words) = column {
                words.known.shrink();
            }
        }
        let of = Level::ALL.map(|level| {
            let many = territories.of(level).len() as u32;
            let here = about.iter().map(|&(of, row)| (of == level).then_some(row));
            ByZone::new(many, here)
        });
        let indexes = places.indexes(territories.of(Level::Commune).len() as u32);
        Found { finding, cells, about, of, places, indexes }
    }
}

impl Words {
    /// The empty text is none, as everywhere.
    fn push(&mut self, text: Option<&str>, ranks: &mut BTreeMap<String, u32>) {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            self.of.push(NO_TEXT);
            return;
        };
        let rank = ranks.get(text).copied().unwrap_or_else(|| {
            let next = ranks.len() as u32;
            self.known.push(Some(text));
            ranks.insert(text.to_owned(), next);
            next
        });
        self.of.push(rank);
    }
}

impl Found {
    /// What it is.
    #[must_use]
    pub fn finding(&self) -> Finding {
        self.finding
    }

    /// The territory that a row is about; none of a row that has a place of its own.
    #[must_use]
    pub fn about(&self, row: u32) -> Option<(Level, u32)> {
        self.about.get(row as usize).copied()
    }

    /// Rows with a place of their own whose shape meets a box, in order.
    #[must_use]
    pub fn within(&self, bbox: Bbox) -> Vec<u32> {
        self.places.within(&self.indexes, bbox)
    }

    /// Rows with a place of their own whose box meets a box, in order: those that tiles may draw.
    #[must_use]
    pub fn boxed(&self, bbox: Bbox) -> Vec<u32> {
        self.indexes.boxed(bbox)
    }

    /// The places of rows that have one of their own.
    #[must_use]
    pub fn places(&self) -> &FoundPlaces {
        &self.places
    }

    /// Whether rows stand in the order that tiles need.
    #[must_use]
    pub fn is_in_order(&self) -> bool {
        self.places.is_in_order()
    }

    /// The places of rows on the Z curve; none of rows about territories.
    #[must_use]
    pub fn mortons(&self) -> &[u64] {
        self.places.mortons()
    }

    /// Rows with a place of their own that have an end in a commune.
    #[must_use]
    pub fn of_commune(&self, commune: u32) -> &[u32] {
        if self.finding.is_placed() { self.indexes.of_commune(commune) } else { &[] }
    }

    /// The commune of the first end of a row that has a shape of its own.
    #[must_use]
    pub fn commune(&self, row: u32) -> Option<u32> {
        let is_shown = self.finding.is_placed() && !self.places.corners(row).is_empty();
        is_shown.then(|| self.places.ends(row).next()?.commune).flatten()
    }

    /// The rows about a territory, in order.
    #[must_use]
    pub fn of(&self, level: Level, territory: u32) -> &[u32] {
        self.of[level as usize].rows(territory)
    }

    /// The rows about some territories of a level.
    pub fn of_all<'a>(
        &'a self,
        level: Level,
        territories: impl Iterator<Item = u32> + 'a,
    ) -> impl Iterator<Item = u32> + 'a {
        territories.flat_map(move |territory| self.of(level, territory)).copied()
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> u32 {
        if self.finding.is_placed() { self.places.len() } else { self.about.len() as u32 }
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A cell.
    #[must_use]
    pub fn value(&self, row: u32, column: usize) -> Value<'_> {
        let at = row as usize;
        match &self.cells[column] {
            Cells::Text(words) => Value::text(words.get(row)),
            Cells::List(words) => words
                .get(row)
                .map_or(Value::List(Vec::new()), |text| Value::List(text.split(BETWEEN).collect())),
            Cells::Integer(numbers) if numbers[at] == NO_INTEGER => Value::Null,
            Cells::Integer(numbers) => Value::Integer(numbers[at]),
            Cells::Number(numbers) if numbers[at].is_nan() => Value::Null,
            Cells::Number(numbers) => Value::Number(numbers[at]),
            Cells::Boolean(truths) => truths[at].map_or(Value::Null, Value::Boolean),
        }
    }
}

impl Findings {
    /// Without anything found: of a snapshot that nobody has analysed.
    #[must_use]
    pub fn none(territories: &Territories) -> Self {
        Self(Finding::ALL.map(|finding| Gathering::new(finding).done(territories)).into())
    }

    /// These instead of what was there.
    #[must_use]
    pub fn with(mut self, found: impl IntoIterator<Item = Found>) -> Self {
        for found in found {
            let finding = found.finding;
            self.0[finding as usize] = found;
        }
        self
    }

    /// One of them.
    #[must_use]
    pub fn of(&self, finding: Finding) -> &Found {
        &self.0[finding as usize]
    }
}

impl Snapshot {
    /// What was found of a kind.
    #[must_use]
    pub fn found(&self, finding: Finding) -> &Found {
        self.findings.of(finding)
    }

    /// The same snapshot with what was found of it.
    #[must_use]
    pub fn with_found(self, found: impl IntoIterator<Item = Found>) -> Self {
        let findings = self.findings.with(found);
        Self { findings, ..self }
    }

    /// The territory that a row is about: itself, or that of a finding; none of what has a place
    /// of its own.
    #[must_use]
    pub fn territory_of(&self, layer: Layer, row: u32) -> Option<(Level, u32)> {
        match layer {
            Layer::Territories(level) => Some((level, row)),
            Layer::Found(finding) => self.found(finding).about(row),
            _ => None,
        }
    }
}
