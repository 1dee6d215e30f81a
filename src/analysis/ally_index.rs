//! All actors of a snapshot, ready to be asked whom one could work with.
//!
//! Actors that a score cannot tell apart (same functions, activity, band of employees,
//! products and declared needs) are one class: a score is told once a class and commune, and not once an actor. Most of a
//! country is then never looked at. *Cost.* O(actors log actors) once, some twenty bytes an actor.

use std::collections::HashMap;

use crate::analysis::ally_bonds::{Products, products_of};
use crate::analysis::cooperation::factors::employees;
use crate::analysis::tie_graph::TieGraph;
use crate::domain::function::FunctionSet;
use crate::domain::level::Level;
use crate::domain::offer::Side;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// Keys of the details in which a farm says what it grows and raises.
const GROWN: [&str; 2] = ["activite-animale=", "activite-vegetale="];

/// What a score can know of an actor, its place and its ties apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    pub functions: FunctionSet,
    pub naf: Option<String>,
    /// Employees; `None` when unknown.
    pub size: Option<f64>,
    pub products: Products,
    /// What it says that it needs, in order: one number for each kind and product of the snapshot. Empty where it
    /// declares nothing.
    pub needs: Vec<u32>,
    /// In partial diffusion, or without a name that may be told: counted, never proposed.
    pub is_withheld: bool,
}

/// Those of one class in one commune.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run<'a> {
    pub class: u32,
    /// In order.
    pub rows: &'a [u32],
}

/// The actors of a snapshot by commune and class.
#[derive(Debug, Clone, PartialEq)]
pub struct AllyIndex {
    classes: Vec<Class>,
    /// By class: those that differ by how many they employ alone are of one kind.
    kinds: Vec<u32>,
    class_of: Vec<u32>,
    communes: Vec<Option<u32>>,
    /// Rows by commune, class and row.
    rows: Vec<u32>,
    /// The class of each run and where it starts in `rows`, by commune.
    runs: Vec<(u32, u32)>,
    /// Where the runs of each commune start.
    starts: Vec<u32>,
    /// Legal units (nine digits) with their rows, sorted.
    units: Vec<(u32, u32)>,
    /// Known ties, nodes being rows.
    pub ties: TieGraph,
}

impl AllyIndex {
    /// Of a snapshot with its known ties.
    #[must_use]
    pub fn of(snapshot: &Snapshot, ties: TieGraph) -> Self {
        let actors = &snapshot.actors;
        let (mut classes, mut class_of) = (Vec::new(), Vec::with_capacity(actors.len() as usize));
        let (mut kinds, mut known, mut known_kinds) = (Vec::new(), HashMap::new(), HashMap::new());
        let declared = needs(snapshot);
        for row in 0..actors.len() {
            let products = products(snapshot, row);
            let functions = actors.functions(row);
            let (naf, band) = (actors.naf(row), actors.employees(row));
            let is_withheld = !actors.may_be_proposed(row);
            let needs: &[u32] = declared.get(&row).map_or(&[], Vec::as_slice);
            // Numbered in the order of rows: nothing hangs on the order of the map.
            let class =
                *known.entry((functions, naf, band, products, needs, is_withheld)).or_insert_with(|| {
                    let size = band.and_then(employees);
                    let next = known_kinds.len() as u32;
                    let kind = (functions, naf, products, needs, is_withheld);
                    kinds.push(*known_kinds.entry(kind).or_insert(next));
                    let (naf, needs) = (naf.map(str::to_owned), needs.to_vec());
                    classes.push(Class { functions, naf, size, products, needs, is_withheld });
                    classes.len() as u32 - 1
                });
            class_of.push(class);
        }
        let communes = snapshot.territories.of(Level::Commune).len() as u32;
        let (mut rows, mut runs, mut starts) = (Vec::new(), Vec::<(u32, u32)>::new(), vec![0]);
        for commune in 0..communes {
            let mut here = snapshot.rows_of_commune(Layer::Acteurs, commune).to_vec();
            here.sort_by_key(|&row| (class_of[row as usize], row));
            for of_class in here.chunk_by(|a, b| class_of[*a as usize] == class_of[*b as usize]) {
                runs.push((class_of[of_class[0] as usize], rows.len() as u32));
                rows.extend_from_slice(of_class);
            }
            starts.push(runs.len() as u32);
        }
        let unit = |row: u32| Some((siren(actors.id(row))?, row));
        let mut units: Vec<(u32, u32)> = (0..actors.len()).filter_map(unit).collect();
        units.sort_unstable();
        let communes = (0..actors.len()).map(|row| actors.commune(row)).collect();
        Self { classes, kinds, class_of, communes, rows, runs, starts, units, ties }
    }

    /// All classes.
    #[must_use]
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// The kind of a class: what all classes have in common that differ by how many they employ alone.
    #[must_use]
    pub fn kind_of(&self, class: u32) -> u32 {
        self.kinds[class as usize]
    }

    /// The class of a row.
    #[must_use]
    pub fn class_of(&self, row: u32) -> u32 {
        self.class_of[row as usize]
    }

    /// The commune of a row; `None` when placed nowhere.
    #[must_use]
    pub fn commune(&self, row: u32) -> Option<u32> {
        self.communes[row as usize]
    }

    /// The actors of a commune, class by class.
    pub fn runs(&self, commune: u32) -> impl Iterator<Item = Run<'_>> {
        let at = commune as usize;
        let span = match self.starts.get(at..at.saturating_add(2)) {
            Some(&[start, end]) => start as usize..end as usize,
            _ => 0..0,
        };
        span.map(|run| {
            let (class, start) = self.runs[run];
            let end = self.runs.get(run + 1).map_or(self.rows.len(), |next| next.1 as usize);
            Run { class, rows: &self.rows[start as usize..end] }
        })
    }

    /// The establishments of the legal unit of an id; none for what is no SIRET.
    pub fn unit(&self, id: &str) -> impl Iterator<Item = u32> + '_ {
        let unit = siren(id);
        let first = unit.map_or(self.units.len(), |unit| self.units.partition_point(|of| of.0 < unit));
        self.units[first..].iter().take_while(move |of| Some(of.0) == unit).map(|of| of.1)
    }
}

/// What actors say that they need: a number a kind and product, in the order of first mention; by row, sorted.
fn needs(snapshot: &Snapshot) -> HashMap<u32, Vec<u32>> {
    let mut numbers = HashMap::new();
    let mut found: HashMap<u32, Vec<u32>> = HashMap::new();
    for held in snapshot.offers.list().iter().filter(|held| held.side == Side::Need) {
        let next = numbers.len() as u32;
        let number = *numbers.entry((held.kind, held.product.as_deref())).or_insert(next);
        found.entry(held.row).or_default().push(number);
    }
    for needs in found.values_mut() {
        needs.sort_unstable();
        needs.dedup();
    }
    found
}

/// The nine digits of the legal unit of a SIRET.
fn siren(id: &str) -> Option<u32> {
    let is_siret = id.len() == 14 && id.bytes().all(|byte| byte.is_ascii_digit());
    is_siret.then(|| id[..9].parse().ok()).flatten()
}

/// The families of products of an actor.
#[must_use]
pub fn products(snapshot: &Snapshot, row: u32) -> Products {
    let functions = snapshot.actors.functions(row);
    // Most actors have nothing to do with goods: their details are not read.
    if !functions.meets(snapshot.food_chain) {
        return Products::default();
    }
    let details: Vec<&str> = snapshot.actors.details(row).collect();
    let grown = details.iter().filter_map(|detail| GROWN.iter().find_map(|key| detail.strip_prefix(key)));
    products_of(&snapshot.functions, functions, snapshot.actors.naf(row), grown)
}

/// The ties that a snapshot knows, of all kinds, as a graph whose nodes are rows.
#[must_use]
pub fn known_ties(snapshot: &Snapshot) -> TieGraph {
    let ties: Vec<(u32, u32)> = snapshot.ties.ends().map(|(from, to, _)| (from, to)).collect();
    TieGraph::new(snapshot.actors.len() as usize, &ties).unwrap_or_default()
}
