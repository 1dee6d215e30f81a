//! What is found when a snapshot is made that has a place of its own: groups, ties, pairs.
//!
//! The same rows as `/analyses/clusters`, `/analyses/ties` and `/analyses/opportunities` give by their
//! conventions. *Order.* Along the Z curve of the first end, then by id, those without a place last.
//! Of pairs it is a selection, which the collection says: so many a bassin de vie
//! ([`USUAL_LINES`]), and each actor in so many of its bassin at most ([`USUAL_MOST`]).

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use crate::analysis::allies::{DEFAULT_REACH, shortages};
use crate::analysis::ally_bonds::Bonds;
use crate::analysis::ally_fit::Conventions;
use crate::analysis::ally_index::{AllyIndex, known_ties};
use crate::analysis::cluster_table::ClusterTable;
use crate::analysis::cooperation::conventions::Adjacency;
use crate::analysis::drawn::Drawn;
use crate::analysis::gaps::Gaps;
use crate::analysis::groups::{Settings, groups};
use crate::analysis::groups_described::{Described, Describing, lacking};
use crate::analysis::groups_index::{WEIGHTS, index};
use crate::analysis::opportunities::{
    Land, Opportunities, Pair, Question, USUAL_LINES, USUAL_MOST, opportunities,
};
use crate::analysis::opportunity_table::OpportunityTable;
use crate::analysis::tie_table::{TieRow, TieTable, precisions};
use crate::domain::function::FunctionSet;
use crate::domain::level::Level;
use crate::domain::whereabouts::Precision;
use crate::formats::table::{Table, Value};
use crate::geometry::area::Area;
use crate::snapshot::Snapshot;
use crate::snapshot::actors::morton_of;
use crate::snapshot::findings::{Found, Gathering};
use crate::snapshot::found_places::End;
use crate::snapshot::layers::finding::Finding;
use crate::snapshot::layers::placed_columns::PRECISIONS;
use crate::snapshot::ways::UnreadWays;

/// A row before rows are sorted: where it is, and its cells in the order of the columns.
pub(super) struct Row {
    pub(super) ends: Vec<End>,
    pub(super) cells: Vec<Cell>,
}

/// A cell that borrows nothing from the table it was told by.
pub(super) enum Cell {
    Plain(Value<'static>),
    List(Vec<String>),
}

impl Cell {
    pub(super) fn of(value: Value<'_>) -> Self {
        match value {
            Value::Null => Self::Plain(Value::Null),
            Value::Text(text) => Self::Plain(Value::Text(text.into_owned().into())),
            Value::Integer(number) => Self::Plain(Value::Integer(number)),
            Value::Number(number) => Self::Plain(Value::Number(number)),
            Value::Boolean(truth) => Self::Plain(Value::Boolean(truth)),
            Value::List(items) => Self::List(items.into_iter().map(str::to_owned).collect()),
        }
    }

    fn value(&self) -> Value<'_> {
        match self {
            Self::Plain(value) => value.clone(),
            Self::List(items) => Value::List(items.iter().map(String::as_str).collect()),
        }
    }
}

impl Row {
    fn id(&self) -> &str {
        if let Some(Cell::Plain(Value::Text(id))) = self.cells.first() { id } else { "" }
    }

    fn morton(&self) -> u64 {
        let is_shown = self.ends.iter().all(|end| end.position.is_some());
        morton_of(self.ends.first().and_then(|end| end.position).filter(|_| is_shown))
    }
}

pub(super) fn gathered(snapshot: &Snapshot, finding: Finding, mut rows: Vec<Row>) -> Found {
    rows.sort_by(|a, b| a.morton().cmp(&b.morton()).then_with(|| a.id().cmp(b.id())));
    let mut gathering = Gathering::new(finding);
    for Row { ends, cells } in rows {
        gathering.push_placed(&ends, |rank, _| cells[rank].value());
    }
    gathering.done(&snapshot.territories)
}

/// A cell of a table by its column's name; unknown where the table has no such column.
pub(super) fn cell<'a>(table: &'a dyn Table, row: u32, name: &str) -> Value<'a> {
    let rank = table.columns().iter().position(|column| column.name == name);
    rank.map_or(Value::Null, |rank| table.value(row, rank))
}

/// An actor as an end.
fn end(snapshot: &Snapshot, actor: u32) -> End {
    let actors = &snapshot.actors;
    End {
        commune: actors.commune(actor),
        position: actors.position(actor),
        is_own: actors.precision(actor).is_some_and(|precision| precision != Precision::Commune),
    }
}

/// Recorded ties. O(ties log ties).
#[must_use]
pub fn ties_found(snapshot: &Snapshot) -> Found {
    let rows = snapshot.ties.iter().map(|tie| TieRow::of(snapshot, tie)).collect();
    let table = TieTable { snapshot, rows };
    let row = |row: u32| Row {
        ends: [table.rows[row as usize].tie.from, table.rows[row as usize].tie.to]
            .map(|actor| end(snapshot, actor))
            .into(),
        cells: (0..table.columns().len()).map(|column| Cell::of(table.value(row, column))).collect(),
    };
    gathered(snapshot, Finding::Liens, (0..table.len()).map(row).collect())
}

/// Groups that could become a PTCE, kept and set aside. The cost is that of
/// [`groups`](crate::analysis::groups::groups) with its draws. None where there is nothing to deal.
#[must_use]
pub fn groups_found(snapshot: &Snapshot, gaps: &[Arc<Gaps>], threads: usize) -> Found {
    let settings = Settings::default();
    let (Ok(found), Ok(index)) = (groups(snapshot, &settings, threads), index(WEIGHTS)) else {
        return gathered(snapshot, Finding::Grappes, Vec::new());
    };
    let lacking: Vec<FunctionSet> = lacking(snapshot, gaps);
    let described = Describing::new(snapshot, &found, &index, Some(&lacking)).groups(|_| true, true);
    let opinions = vec![None; described.len()];
    let mut ranks = 0..;
    let ranks: Vec<Option<i64>> =
        described.iter().map(|one| one.is_kept().then(|| ranks.next()).flatten()).collect();
    let table =
        ClusterTable { snapshot, settings: &settings, rows: &described, opinions, drawn: Drawn::Point };
    let columns = Gathering::new(Finding::Grappes).columns();
    let row = |(row, one): (u32, &Described)| Row {
        ends: vec![End { commune: Some(one.commune), position: Some(one.middle), is_own: true }],
        cells: columns
            .iter()
            .map(|column| {
                Cell::of(match column.name {
                    "rang" => ranks[row as usize].map_or(Value::Null, |rank| Value::Integer(rank + 1)),
                    "contour" => outline(&one.area).map_or(Value::Null, |text| Value::Text(text.into())),
                    name => cell(&table, row, name),
                })
            })
            .collect(),
    };
    gathered(snapshot, Finding::Grappes, (0..).zip(&described).map(row).collect())
}

/// The first piece of an area in well-known text, longitude before latitude.
fn outline(area: &Area) -> Option<String> {
    let ring = &area.0.first()?.exterior;
    let corners: Vec<String> = ring
        .iter()
        .chain(ring.first())
        .map(|corner| format!("{:.7} {:.7}", corner.lon(), corner.lat()))
        .collect();
    Some(format!("POLYGON (({}))", corners.join(", ")))
}

/// The best pairs of each bassin de vie, by all cores; the same on any number of them.
pub fn opportunities_found(
    snapshot: &Snapshot,
    gaps: &[Arc<Gaps>],
    threads: usize,
) -> Result<Found, UnreadWays> {
    let ties = known_ties(snapshot);
    let allies = AllyIndex::of(snapshot, ties);
    let ways = snapshot.ways.ways(&snapshot.territories)?;
    let bonds = Bonds::of(&snapshot.functions, &Adjacency::default());
    let wanting = |commune: u32| {
        let bassin = snapshot.territories.zone(commune, Level::Bassin);
        (bassin, shortages(gaps, &snapshot.functions, bassin))
    };
    let id = |row: u32| snapshot.actors.id(row);
    let land = Land {
        index: &allies,
        bonds: &bonds,
        functions: &snapshot.functions,
        ways: &ways,
        id: &id,
        shortages: &wanting,
    };
    let conventions = Conventions::default();
    let of_bassin = |bassin: u32| {
        let question = Question {
            communes: snapshot.territories.communes(Level::Bassin, bassin),
            minutes: f64::from(DEFAULT_REACH),
            many: USUAL_LINES as usize,
            most: USUAL_MOST as usize,
            brings: FunctionSet::default(),
            trios: false,
            // Nobody waits: however many there are, all are looked at.
            at_most: u64::MAX,
            conventions: &conventions,
        };
        let found = opportunities(&land, &question);
        found.map_or(Vec::new(), |found| pairs_of(snapshot, bassin, &found))
    };
    let many = snapshot.territories.of(Level::Bassin).len() as u32;
    let next = AtomicU32::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let bassin = next.fetch_add(1, Ordering::Relaxed);
            if many <= bassin {
                return done;
            }
            done.push((bassin, of_bassin(bassin)));
        }
    };
    let mut found: Vec<(u32, Vec<Row>)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a search does not panic")).collect()
    });
    found.sort_by_key(|(bassin, _)| *bassin);
    let rows = found.into_iter().flat_map(|(_, rows)| rows).collect();
    Ok(gathered(snapshot, Finding::Opportunites, rows))
}

/// The pairs of a bassin as rows.
fn pairs_of(snapshot: &Snapshot, bassin: u32, found: &Opportunities) -> Vec<Row> {
    let territory = snapshot.territories.get(Level::Bassin, bassin);
    let table = OpportunityTable { snapshot, found, rows: (0..found.pairs.len()).collect() };
    let row = |(row, pair): (u32, &Pair)| {
        let of = |name: &str| {
            Cell::of(match name {
                "id" => Value::Text(format!("bassin:{}:paire:{}", territory.code, row + 1).into()),
                "nom" => {
                    let of = |actor: u32| snapshot.actors.name(actor).unwrap_or(snapshot.actors.id(actor));
                    Value::Text(pair.actors.map(of).join(" ↔ ").into())
                }
                "bassin" => Value::text(Some(&territory.code)),
                "bassin_nom" => Value::text(Some(&territory.name)),
                PRECISIONS => precisions(snapshot, &pair.actors),
                name => cell(&table, row, name),
            })
        };
        let columns = Gathering::new(Finding::Opportunites).columns();
        Row {
            ends: pair.actors.map(|actor| end(snapshot, actor)).into(),
            cells: columns.iter().map(|column| of(column.name)).collect(),
        }
    };
    (0..).zip(&found.pairs).map(row).collect()
}
