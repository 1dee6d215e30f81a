//! Where a place could be made, found when the snapshot is made: all sites that stand, for the kind of place that comes first.
//!
//! *Question.* Which sites would anybody see who asks for a third place in a département, and changes nothing? *Method.*
//! That of [`sites`](crate::analysis::sites), asked once for the country: a score hangs on no other site, so that what is left
//! to be told by département is the order, and by how much one is before the next. The rows are those of
//! `/analyses/sites?zone=departement:…`. *Edges.* A site in no known commune is in no département and has no rank: it is not
//! kept. Sites that are set aside are counted by `rows=bilan` there. *Cost.* That of one question for the country.

use crate::analysis::findings_placed::{Cell, Row, cell, gathered};
use crate::analysis::same_land::all_same_land;
use crate::analysis::scoring::closeness::drawn_weights;
use crate::analysis::site_exclusions::Exclusion;
use crate::analysis::site_surroundings::AllSurroundings;
use crate::analysis::sites::{DRAWS, Kept, Question, Ranking, SEED, criteria, outrank, sites};
use crate::analysis::sites_table::SitesTable;
use crate::analysis::sites_told::Teller;
use crate::domain::level::Level;
use crate::domain::place::{Criterion, Places, Weights};
use crate::domain::whereabouts::Precision;
use crate::formats::table::Value;
use crate::snapshot::Snapshot;
use crate::snapshot::findings::{Found, Gathering};
use crate::snapshot::found_places::End;
use crate::snapshot::layers::finding::Finding;
use crate::snapshot::ways::UnreadWays;

/// Weights without what nothing is wanted of: land or built area of which none is asked.
#[must_use]
pub fn weighing(mut weights: Weights, surface_m2: u32, built_m2: u32) -> Weights {
    for (criterion, wanted) in [(Criterion::Taille, surface_m2), (Criterion::Bati, built_m2)] {
        if wanted == 0 {
            weights[criterion as usize] = 0.0;
        }
    }
    weights
}

/// What is asked of a kind of place when nothing is changed; `None` where the catalogue has no such function.
#[must_use]
pub fn usual<'a>(snapshot: &Snapshot, places: &'a Places, kind: usize) -> Option<Question<'a>> {
    let kind = places.kinds().get(kind)?;
    Some(Question {
        places,
        kind,
        function: snapshot.functions.id(&kind.function)?,
        surface_m2: kind.surface_m2,
        built_m2: kind.built_m2,
        minutes: f64::from(kind.minutes),
        weights: weighing(kind.weights(), kind.surface_m2, kind.built_m2),
        ranking: Ranking::default(),
        excluding: &Exclusion::USUAL,
    })
}

/// All sites that stand, each ranked in its département.
pub fn sites_found(snapshot: &Snapshot) -> Result<Found, UnreadWays> {
    let places = Places::embedded();
    let Some(question) = usual(snapshot, &places, 0) else {
        return Ok(gathered(snapshot, Finding::Sites, Vec::new()));
    };
    let Some(criteria) = criteria(&question) else {
        return Ok(gathered(snapshot, Finding::Sites, Vec::new()));
    };
    let ways = snapshot.ways.ways(&snapshot.territories)?;
    let all = AllSurroundings::of(snapshot);
    let found = sites(snapshot, &all, &ways, None, &question);
    let mut by_departement: Vec<Vec<Kept>> =
        vec![Vec::new(); snapshot.territories.of(Level::Departement).len()];
    for kept in found.kept {
        let commune = snapshot.sites.rows()[kept.row as usize].commune;
        let own = commune.and_then(|commune| snapshot.territories.zone(commune, Level::Departement));
        if let Some(own) = own {
            by_departement[own as usize].push(kept);
        }
    }
    let drawn = drawn_weights(&criteria, DRAWS, SEED);
    let teller = Teller { snapshot, all: &all, question: &question };
    let same = all_same_land(snapshot);
    let mut rows = Vec::new();
    for (departement, mut kept) in (0..).zip(by_departement) {
        outrank(&mut kept, &drawn);
        rows.extend(told(&teller, departement, &kept, &same));
    }
    Ok(gathered(snapshot, Finding::Sites, rows))
}

/// The sites of a département as rows, the best first.
fn told(teller: &Teller, departement: u32, kept: &[Kept], same: &[Vec<u32>]) -> Vec<Row> {
    let snapshot = teller.snapshot;
    let land = snapshot.sites.rows();
    let territory = snapshot.territories.get(Level::Departement, departement);
    let ranked: Vec<(usize, &Kept)> = kept.iter().enumerate().collect();
    let table = SitesTable { teller, kept: &ranked };
    let columns = Gathering::new(Finding::Sites).columns();
    let row = |(row, one): (u32, &Kept)| {
        let placed = &land[one.row as usize];
        let of = |name: &str| {
            Cell::of(match name {
                "lieu" => Value::text(Some(&teller.question.kind.key)),
                "departement" => Value::text(Some(&territory.code)),
                "departement_nom" => Value::text(Some(&territory.name)),
                "retenus" => Value::Integer(kept.len() as i64),
                "meme_terrain" => {
                    let others = same[one.row as usize].iter();
                    Value::List(others.map(|&other| land[other as usize].thing.id.as_str()).collect())
                }
                name => cell(&table, row, name),
            })
        };
        Row {
            ends: vec![End {
                commune: placed.commune,
                position: placed.position,
                is_own: placed.precision.is_some_and(|precision| precision != Precision::Commune),
            }],
            cells: columns.iter().map(|column| of(column.name)).collect(),
        }
    };
    (0..).zip(kept).map(row).collect()
}
