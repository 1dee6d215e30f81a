//! What was found, in a tile: the territories it is about, with what is said of each.
//!
//! A collection has a row a finding, a tile a surface a territory: whatever is said of it stands in
//! its attributes, so that a map shades it by any of them and no surface lies on another.

use std::collections::BTreeSet;

use crate::domain::level::Level;
use crate::formats::table::Value;
use crate::snapshot::Snapshot;
use crate::snapshot::findings::Found;
use crate::snapshot::layers::finding::Finding;
use crate::snapshot::layers::found_columns::{self, VERDICTS_OF};
use crate::tiles::atlas::Ask;
use crate::tiles::contract::{Contract, Keys};
use crate::tiles::coord::TileCoord;
use crate::tiles::encode::Layer;
use crate::tiles::points::Grouping;
use crate::tiles::territories::TerritoryTiles;

/// What can be missing beside the functions of the catalogue.
const PUBLIC_SERVICES: &str = "france-services";

/// The words of a gap.
const SURE: &str = "manque-sur";

/// What the names of attributes may end with.
#[must_use]
pub fn keys(snapshot: &Snapshot) -> Keys {
    let functions: Vec<String> = snapshot.functions.list().iter().map(|f| f.key.clone()).collect();
    let subjects = functions.iter().cloned().chain([PUBLIC_SERVICES.to_owned()]).collect();
    let chains = snapshot.functions.chains().iter().map(|chain| chain.key.clone()).collect();
    let standings = Telling::new(snapshot, Finding::Indicateurs);
    let indices: BTreeSet<String> =
        (0..standings.found.len()).filter_map(|row| standings.text(row, "indice")).collect();
    Keys { functions, subjects, chains, indices: indices.into_iter().collect() }
}

/// The level that is drawn at a zoom where none is asked for: bassins de vie as soon as they can be
/// told apart, and never communes, of which little is said.
fn level_at(zoom: u8) -> Level {
    match zoom {
        0..=1 => Level::Region,
        2..=3 => Level::Departement,
        _ => Level::Bassin,
    }
}

/// A tile of a finding: of the level asked for, or of the one that suits the zoom. Of a part of the
/// rows, only the territories that these are about.
#[must_use]
pub fn draw(snapshot: &Snapshot, tiles: &TerritoryTiles, finding: Finding, ask: Ask<'_>) -> Vec<u8> {
    let Ask { tile, part, by, .. } = ask;
    let level = match by {
        Grouping::Zones(Some(level)) => level,
        Grouping::Zones(None) | Grouping::Cells => level_at(tile.zoom()),
    };
    let contract = Contract::of_this_build();
    if !contract.layer(finding.name()).is_some_and(|layer| layer.is_drawn_at(tile.zoom())) {
        return Vec::new();
    }
    let telling = Telling::new(snapshot, finding);
    let rows = |territory: u32| {
        let rows = telling.found.of(level, territory).iter().copied();
        rows.filter(|&row| part.is_none_or(|part| part.rows.contains(row)))
    };
    let mut layer = Layer::new(finding.name());
    tiles.surfaces(
        &snapshot.territories,
        tile,
        level,
        &mut layer,
        // A map of gaps shows where there is none, too; a part shows what was asked for.
        |territory| part.is_none() || rows(territory).next().is_some(),
        |layer, territory| telling.tell(layer, level, territory, rows(territory)),
    );
    let mut bytes = Vec::new();
    layer.finish(&mut bytes);
    bytes
}

/// Whether a tile may hold something of a finding: where there are territories.
#[must_use]
pub fn is_near(tiles: &TerritoryTiles, tile: TileCoord) -> bool {
    [Level::Region, Level::Departement, Level::Bassin].into_iter().any(|level| tiles.is_near(level, tile))
}

/// A finding and where its columns are.
struct Telling<'a> {
    snapshot: &'a Snapshot,
    found: &'a Found,
}

impl<'a> Telling<'a> {
    fn new(snapshot: &'a Snapshot, finding: Finding) -> Self {
        Self { snapshot, found: snapshot.found(finding) }
    }

    fn value(&self, row: u32, name: &str) -> Value<'_> {
        let columns = found_columns::of(self.found.finding());
        let rank = columns.iter().position(|column| column.name == name);
        rank.map_or(Value::Null, |rank| self.found.value(row, rank))
    }

    fn text(&self, row: u32, name: &str) -> Option<String> {
        match self.value(row, name) {
            Value::Text(text) => Some(text.into_owned()),
            _ => None,
        }
    }

    /// The attributes of a territory.
    fn tell(&self, layer: &mut Layer, level: Level, territory: u32, rows: impl Iterator<Item = u32>) {
        let it = self.snapshot.territories.get(level, territory);
        for (name, text) in [("niveau", level.word()), ("code", &it.code), ("nom", &it.name)] {
            let key = layer.key(name);
            layer.text(key, text);
        }
        match self.found.finding() {
            Finding::Lacunes => self.gaps(layer, rows),
            Finding::Constats => rows.for_each(|row| self.verdicts(layer, row)),
            Finding::MaillonsManquants => self.links(layer, rows),
            Finding::Jumeaux => rows.for_each(|row| self.twin(layer, row)),
            Finding::Indicateurs => rows.for_each(|row| self.standing(layer, row)),
            // Points and lines of their own: `placed`, `lines`.
            Finding::Grappes | Finding::Liens | Finding::Opportunites | Finding::Sites => {}
        }
    }

    fn gaps(&self, layer: &mut Layer, rows: impl Iterator<Item = u32>) {
        let (mut sure, mut probable) = (0, 0);
        for row in rows {
            let (function, verdict) = (self.text(row, "fonction"), self.text(row, "verdict"));
            let Some((function, verdict)) = function.zip(verdict) else { continue };
            *(if verdict == SURE { &mut sure } else { &mut probable }) += 1;
            let key = layer.key(&format!("v_{function}"));
            layer.text(key, &verdict);
        }
        for (name, count) in [("surs", sure), ("probables", probable)] {
            let key = layer.key(name);
            layer.integer(key, count);
        }
    }

    fn verdicts(&self, layer: &mut Layer, row: u32) {
        for (column, verdict) in VERDICTS_OF {
            let Value::List(functions) = self.value(row, column) else { continue };
            for function in functions {
                let key = layer.key(&format!("v_{function}"));
                layer.text(key, verdict);
            }
        }
    }

    /// Stages by chain: rows of a chain stand together.
    fn links(&self, layer: &mut Layer, rows: impl Iterator<Item = u32>) {
        let mut by_chain: Vec<(String, Vec<String>)> = Vec::new();
        let (mut missing, mut needed) = (0, 0);
        for row in rows {
            let Some((chain, stage)) = self.text(row, "filiere").zip(self.text(row, "etape")) else {
                continue;
            };
            missing += 1;
            needed += u64::from(self.value(row, "necessaire") == Value::Boolean(true));
            match by_chain.iter_mut().find(|(known, _)| *known == chain) {
                Some((_, stages)) => stages.push(stage),
                None => by_chain.push((chain, vec![stage])),
            }
        }
        for (chain, stages) in by_chain {
            let key = layer.key(&format!("e_{chain}"));
            layer.text(key, &stages.join("|"));
        }
        for (name, count) in [("manquants", missing), ("necessaires", needed)] {
            let key = layer.key(name);
            layer.integer(key, count);
        }
    }

    fn twin(&self, layer: &mut Layer, row: u32) {
        let rank = match self.value(row, "rang") {
            Value::Integer(rank) => rank,
            _ => 0,
        };
        if rank <= 1
            && let Some(answer) = self.text(row, "reponse")
        {
            let key = layer.key("reponse");
            layer.text(key, &answer);
        }
        if let Some(twin) = self.text(row, "jumeau") {
            let key = layer.key(&format!("jumeau_{rank}"));
            layer.text(key, &twin);
        }
    }

    fn standing(&self, layer: &mut Layer, row: u32) {
        let Some(index) = self.text(row, "indice") else { return };
        if let Value::Number(score) = self.value(row, "score") {
            let key = layer.key(&format!("s_{index}"));
            layer.number(key, score);
        }
        if let Value::Integer(class) = self.value(row, "classe") {
            let key = layer.key(&format!("c_{index}"));
            layer.integer(key, class.unsigned_abs());
        }
    }
}
