//! What is found when a snapshot is made, so that it can be read as layers: all analyses by their
//! conventions, for all territories.
//!
//! *Question.* What would anybody ask first? *Method.* The same functions as behind `/analyses/…`,
//! with the same defaults: a row here and a row there are the same to the letter. *Edges.* What has
//! parameters (minutes, peers, weights, who comes) is asked there. Only gaps told, links that
//! nobody known holds and territories by themselves are kept: a verdict of every function on every
//! territory is one list a territory ([`Finding::Constats`]). What has a place of its own is found by
//! [`findings_placed`](crate::analysis::findings_placed). *Cost.* That of all analyses
//! together: some seconds of all cores for France.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use crate::analysis::amounts::{Amount, ByCommune, Scale};
use crate::analysis::chain_table::ChainTable;
use crate::analysis::chains::chains;
use crate::analysis::completeness::Held;
use crate::analysis::drawn::Drawn;
use crate::analysis::figures::Figures;
use crate::analysis::findings_placed::{groups_found, opportunities_found, ties_found};
use crate::analysis::gap_table::GapTable;
use crate::analysis::gaps::{self, Gaps, METHOD};
use crate::analysis::ground::Ground;
use crate::analysis::index_row::IndexRows;
use crate::analysis::indices::Index;
use crate::analysis::indices_at_hand::AT_HAND;
use crate::analysis::robustness::usual_draws;
use crate::analysis::sites_found::sites_found;
use crate::analysis::standings::Standings;
use crate::analysis::subjects::Subject;
use crate::analysis::supply::{METHOD as SUPPLY, Verdict};
use crate::analysis::told::word;
use crate::analysis::trade::Trade;
use crate::analysis::twin_table::{TwinTable, rows_of};
use crate::analysis::twins::{Answer, Land, Scope, Settings};
use crate::domain::level::Level;
use crate::formats::table::{Table, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::findings::{Found, Gathering};
use crate::snapshot::layers::finding::Finding;
use crate::snapshot::layers::found_columns::VERDICTS_OF;
use crate::snapshot::ways::UnreadWays;

/// Everything that is kept of a snapshot. The same on any number of cores.
pub fn found(snapshot: &Snapshot) -> Result<Vec<Found>, UnreadWays> {
    // Held, so that they are read once for all.
    let _ways = snapshot.ways.ways(&snapshot.territories)?;
    let ([gaps, verdicts], of_bassins) = gaps_found(snapshot)?;
    let about_territories =
        [gaps, verdicts, links_found(snapshot)?, twins_found(snapshot), standings_found(snapshot)?];
    let placed = [
        groups_found(snapshot, &of_bassins, threads().get()),
        ties_found(snapshot),
        opportunities_found(snapshot, &of_bassins, threads().get())?,
        sites_found(snapshot)?,
    ];
    Ok(about_territories.into_iter().chain(placed).collect())
}

/// Gaps told, every verdict, and all gaps of bassins: what is placed starts from them.
fn gaps_found(snapshot: &Snapshot) -> Result<([Found; 2], Vec<Arc<Gaps>>), UnreadWays> {
    let mut gaps = Gathering::new(Finding::Lacunes);
    let mut verdicts = Gathering::new(Finding::Constats);
    let subjects = Subject::all(snapshot);
    let mut of_bassins = Vec::new();
    for &level in Finding::Lacunes.levels() {
        let all = gaps::all(snapshot, &Ground::of(snapshot, level), &subjects)?;
        let rows = told(&all);
        let about: Vec<u32> = rows.iter().map(|&(_, territory)| territory).collect();
        let table = GapTable { snapshot, level, gaps: &all, rows, drawn: Drawn::Area };
        add(&mut gaps, level, &about, &table);
        for territory in 0..snapshot.territories.of(level).len() as u32 {
            let cell = |name: &str| verdict_cell(snapshot, level, territory, &all, name);
            verdicts.push((level, territory), |_, column| cell(column.name));
        }
        if level == Level::Bassin {
            of_bassins = all;
        }
    }
    let told = [gaps, verdicts].map(|gathering| gathering.done(&snapshot.territories));
    Ok((told, of_bassins))
}

/// Ranks of functions and rows of territories that are told to lack them.
fn told(all: &[Arc<Gaps>]) -> Vec<(usize, u32)> {
    let is_told = |verdict: Verdict| matches!(verdict, Verdict::SureGap | Verdict::ProbableGap);
    let of = |(rank, gaps): (usize, &Arc<Gaps>)| {
        let territories = (0..).zip(&gaps.territories);
        let told = territories.filter(|(_, gap)| is_told(gap.verdict()));
        told.map(|(territory, _)| (rank, territory)).collect::<Vec<_>>()
    };
    all.iter().enumerate().flat_map(of).collect()
}

/// A cell of [`Finding::Constats`], by its column.
fn verdict_cell<'a>(
    snapshot: &'a Snapshot,
    level: Level,
    row: u32,
    all: &[Arc<Gaps>],
    name: &str,
) -> Value<'a> {
    let territory = snapshot.territories.get(level, row);
    let text = |text: String| Value::Text(text.into());
    let subjects = |is_in: &dyn Fn(&Gaps) -> bool| {
        let wanted = all.iter().filter(|gaps| is_in(gaps));
        Value::List(wanted.map(|gaps| gaps.subject.key(snapshot)).collect())
    };
    match name {
        "id" => text(format!("{}:{}", level.word(), territory.code)),
        "niveau" => Value::text(Some(level.word())),
        "code" => Value::text(Some(&territory.code)),
        "nom" => Value::text(Some(&territory.name)),
        "population" => Value::Integer(territory.population as i64),
        "isoles" => subjects(&|gaps| gaps.territories[row as usize].is_isolated()),
        "method" => text(format!("{METHOD} ({SUPPLY})")),
        "snapshot" => Value::text(Some(&snapshot.manifest.id)),
        name => match VERDICTS_OF.iter().find(|(column, _)| *column == name) {
            Some((_, wanted)) => subjects(&|gaps| word(gaps.territories[row as usize].verdict()) == *wanted),
            None => Value::Null,
        },
    }
}

fn links_found(snapshot: &Snapshot) -> Result<Found, UnreadWays> {
    let mut gathering = Gathering::new(Finding::MaillonsManquants);
    let trade = Trade::of(snapshot)?;
    for &level in Finding::MaillonsManquants.levels() {
        let all = chains(snapshot, &trade, level)?;
        let rows: Vec<_> = all.all().filter(|at| all.link(*at).held == Held::NoneKnown).collect();
        let about: Vec<u32> = rows.iter().map(|at| at.territory).collect();
        let table = ChainTable { snapshot, chains: &all, rows, drawn: Drawn::Area };
        add(&mut gathering, level, &about, &table);
    }
    Ok(gathering.done(&snapshot.territories))
}

/// Levels whose territories are too many, or not to be compared, have none.
fn twins_found(snapshot: &Snapshot) -> Found {
    let mut gathering = Gathering::new(Finding::Jumeaux);
    let settings = Settings::default();
    for &level in Finding::Jumeaux.levels() {
        let Ok(land) = Land::new(Figures::of(snapshot, level), Scope::default()) else { continue };
        let whose: Vec<u32> = (0..land.figures().len() as u32).collect();
        let answers: Vec<Answer> = land.twins_of(&whose, &settings, threads().get());
        let rows = rows_of(&answers);
        let about: Vec<u32> = rows.iter().map(|&(at, _)| whose[at]).collect();
        let table = TwinTable {
            snapshot,
            land: &land,
            whose: &whose,
            answers: &answers,
            rows,
            rates: None,
            seed: settings.seed,
            drawn: Drawn::Point,
        };
        add(&mut gathering, level, &about, &table);
    }
    gathering.done(&snapshot.territories)
}

/// By each index at hand that the catalogue of functions has the words for.
fn standings_found(snapshot: &Snapshot) -> Result<Found, UnreadWays> {
    let mut gathering = Gathering::new(Finding::Indicateurs);
    let mut amounts: BTreeMap<Amount, ByCommune> = BTreeMap::new();
    for at_hand in AT_HAND {
        let Ok(index) = Index::parse(at_hand.text, &snapshot.functions) else { continue };
        for &level in Finding::Indicateurs.levels() {
            let scale = Scale::Level(level);
            let values = index.values(scale.many(snapshot), |amount| {
                let known = match amounts.entry(amount) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(room) => room.insert(amount.by_commune(snapshot)?),
                };
                Ok::<_, UnreadWays>(known.as_ref().map(|known| scale.sums(snapshot, known)))
            })?;
            let draws = usual_draws(scale.many(snapshot));
            let standings = Standings::of(&index, values, draws, threads());
            let rows = IndexRows::new(snapshot, &index, scale, &standings);
            for territory in 0..scale.many(snapshot) as u32 {
                // Sentences for 35,000 communes would weigh more than all else.
                let is_said = |name: &str| level != Level::Commune || !name.starts_with("why");
                let explained = (level != Level::Commune).then(|| rows.explained(territory)).flatten();
                let cell = |name: &str| rows.value(territory, explained.as_ref(), name);
                gathering.push((level, territory), |_, column| {
                    if is_said(column.name) { cell(column.name) } else { Value::Null }
                });
            }
        }
    }
    Ok(gathering.done(&snapshot.territories))
}

/// Adds the rows of a table, each about a territory; columns are found by their names.
fn add(gathering: &mut Gathering, level: Level, about: &[u32], table: &dyn Table) {
    let rank = |name: &str| table.columns().iter().position(|column| column.name == name);
    let ranks: Vec<Option<usize>> = gathering.columns().iter().map(|column| rank(column.name)).collect();
    for (row, &territory) in (0..).zip(about) {
        gathering.push((level, territory), |column, _| {
            ranks[column].map_or(Value::Null, |rank| table.value(row, rank))
        });
    }
}

fn threads() -> NonZero<usize> {
    thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)
}
