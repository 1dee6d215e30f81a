//! The rows that a plan finds.

use crate::domain::function::FunctionSet;
use crate::formats::table::{Table, Value};
use crate::index::rows::RowSet;
use crate::query::filter::cell::{Test, order_of_cells};
use crate::query::filter::plan::{Ask, Plan};
use crate::query::filter::spatial;
use crate::query::filter::tree::SetRelation;
use crate::snapshot::Snapshot;
use crate::snapshot::actors::keys::KeyColumn;
use crate::snapshot::layers::Layer;

/// A layer of a snapshot, asked.
pub struct Evaluator<'a> {
    snapshot: &'a Snapshot,
    layer: Layer,
    table: Box<dyn Table + 'a>,
}

impl<'a> Evaluator<'a> {
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, layer: Layer) -> Self {
        Self { snapshot, layer, table: snapshot.table(layer) }
    }

    /// The rows of a set that satisfy a plan.
    #[must_use]
    pub fn rows(&self, plan: &Plan, among: &RowSet) -> RowSet {
        match plan {
            Plan::All(parts) => self.all(parts, among),
            Plan::Any(parts) => {
                let nothing = RowSet::none(among.table_len());
                let (found, _) = parts.iter().fold((nothing, among.clone()), |(found, left), part| {
                    let more = self.rows(part, &left);
                    (found.or(&more), left.minus(&more))
                });
                found
            }
            Plan::Constant(true) => among.clone(),
            Plan::Constant(false) => RowSet::none(among.table_len()),
            Plan::Condition { ask, wanted } => self.asked(ask, *wanted, among),
        }
    }

    /// The index says first which rows are near the shapes; only these are looked at further.
    fn all(&self, parts: &[Plan], among: &RowSet) -> RowSet {
        let mut left = among.clone();
        let mut shapes = Vec::new();
        for part in parts {
            let Plan::Condition { ask: Ask::Shape { how, geometry }, wanted } = part else { continue };
            let shape = (*how, geometry);
            if let Some(near) = spatial::near(self.snapshot, self.layer, shape, *wanted, &left) {
                left = near;
                shapes.push((part, shape));
            }
        }
        let is_begun = |part: &Plan| shapes.iter().any(|(begun, _)| std::ptr::eq(*begun, part));
        for part in parts.iter().filter(|part| !is_begun(part)) {
            left = self.rows(part, &left);
        }
        for (_, shape) in shapes {
            left = spatial::related(self.snapshot, self.layer, shape, &left);
        }
        left
    }

    fn asked(&self, ask: &Ask, wanted: bool, among: &RowSet) -> RowSet {
        let table = &*self.table;
        match ask {
            Ask::Cell { column, test } => self.cells(*column, test, wanted, among),
            Ask::Cells { left, how, right } => among.kept(|row| {
                let (one, other) = (table.value(row, left.0), table.value(row, right.0));
                let order = order_of_cells((&one, left.1), (&other, right.1));
                order.is_some_and(|order| how.holds(order) == wanted)
            }),
            Ask::Functions { how, keys, with_stranger } => {
                let sets = self.snapshot.actors.function_sets();
                among.kept(|row| fulfils(sets[row as usize], *how, *keys, *with_stranger) == wanted)
            }
            Ask::NoShape => among.kept(|row| spatial::shape(table, row).is_none() == wanted),
            Ask::Shape { how, geometry } => {
                spatial::rows(self.snapshot, self.layer, (*how, geometry), wanted, among)
            }
        }
    }

    /// Cells of a column: where rows of one key have one value, each value is asked once.
    fn cells(&self, column: usize, test: &Test, wanted: bool, among: &RowSet) -> RowSet {
        let table = &*self.table;
        let ask = |row| test.truth(&table.value(row, column)) == Some(wanted);
        let name = table.columns()[column].name;
        if let Some(texts) = self.snapshot.text_column(self.layer, name) {
            return among.kept(|row| test.truth(&Value::text(texts.get(row))) == Some(wanted));
        }
        match self.snapshot.key_column(self.layer, name) {
            None => among.kept(ask),
            Some(KeyColumn::Byte(keys)) => once_a_key(among, 256, |row| keys[row as usize].into(), ask),
            Some(KeyColumn::Short(keys)) => once_a_key(among, 65_536, |row| keys[row as usize].into(), ask),
            Some(KeyColumn::Long { keys, count }) => {
                once_a_key(among, count + 1, |row| (keys[row as usize] as usize).min(count), ask)
            }
            Some(KeyColumn::Flag(keys)) => once_a_key(among, 2, |row| keys[row as usize].into(), ask),
            Some(KeyColumn::Either { bytes, keys, count }) => {
                let key = |row: usize| if bytes[row] == u8::MAX { keys[row] as usize } else { count };
                once_a_key(among, count + 1, |row| key(row as usize).min(count), ask)
            }
        }
    }
}

/// The rows for whose key the answer is yes. `ask` is asked once for each key, of the first row
/// that has it.
fn once_a_key(among: &RowSet, count: usize, key: impl Fn(u32) -> usize, ask: impl Fn(u32) -> bool) -> RowSet {
    const UNASKED: u8 = 2;
    let mut answers = vec![UNASKED; count];
    among.kept(|row| {
        let answer = &mut answers[key(row)];
        if *answer == UNASKED {
            *answer = ask(row).into();
        }
        *answer == 1
    })
}

/// How the functions of an actor relate to those named.
fn fulfils(functions: FunctionSet, how: SetRelation, keys: FunctionSet, with_stranger: bool) -> bool {
    let (FunctionSet(own), FunctionSet(named)) = (functions, keys);
    match how {
        SetRelation::Contains => !with_stranger && own & named == named,
        SetRelation::ContainedBy => own & !named == 0,
        SetRelation::Equals => !with_stranger && own == named,
        SetRelation::Overlaps => own & named != 0,
    }
}
