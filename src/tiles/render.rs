//! A tile as bytes: which layers, at which zoom, with which attributes.
//!
//! Raw MVT; compression and caching are the edge's business. An empty tile is no bytes at all.

use crate::domain::level::Level;
use crate::snapshot::territories::Territories;
use crate::tiles::contract::Contract;
use crate::tiles::coord::TileCoord;
use crate::tiles::territories::{TerritoryIndex, labels, labels_layer, surfaces};

/// The territories of all levels that are drawn at the tile's zoom, and their labels.
#[must_use]
pub fn render_territories(territories: &Territories, index: &TerritoryIndex, tile: TileCoord) -> Vec<u8> {
    let contract = Contract::of_this_build();
    let is_drawn = |name: &str| contract.layer(name).is_some_and(|layer| layer.is_drawn_at(tile.zoom()));
    let mut bytes = Vec::new();
    for level in Level::ALL.into_iter().rev() {
        if is_drawn(level.layer()) {
            surfaces(territories, index, level, tile).finish(&mut bytes);
        }
        if is_drawn(&labels_layer(level)) {
            labels(territories, index, level, tile).finish(&mut bytes);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::snapshot::actors::morton_of;
    use crate::tiles::sample::{at, features, territories, tiles_of};

    /// The tiles that own a point of every twentieth of a degree of the land.
    fn tiles(zoom: u8) -> Vec<TileCoord> {
        let lines = (0..80).flat_map(|x| (0..10).map(move |y| (f64::from(x) / 20.0, f64::from(y) / 20.0)));
        let codes: Vec<u64> = lines.map(|(x, y)| morton_of(Some(at(x, 47.0 + y)))).collect();
        tiles_of(&codes, zoom)
    }

    #[test]
    fn a_layer_is_drawn_at_its_zooms_only() {
        let territories = territories();
        let index = TerritoryIndex::new(&territories);
        for zoom in 0..=15 {
            let own = Level::ALL.into_iter().flat_map(|level| territories.of(level));
            let codes: Vec<u64> = own.map(|territory| morton_of(Some(territory.point))).collect();
            let found: BTreeSet<String> = tiles_of(&codes, zoom)
                .into_iter()
                .flat_map(|tile| features(&render_territories(&territories, &index, tile)))
                .map(|feature| feature.layer)
                .collect();
            let promised = Contract::of_this_build().group("territoires").filter(|l| l.is_drawn_at(zoom));
            assert_eq!(found, promised.map(|l| l.name.clone()).collect(), "zoom {zoom}");
        }
    }

    #[test]
    fn nothing_is_no_bytes() {
        let land = territories();
        let far = TileCoord::new(9, 0, 0).expect("inside");
        assert!(render_territories(&land, &TerritoryIndex::new(&land), far).is_empty());
    }

    #[test]
    fn the_same_snapshot_gives_the_same_bytes() {
        let draw = || -> Vec<Vec<u8>> {
            let territories = territories();
            let index = TerritoryIndex::new(&territories);
            (0..=9).flat_map(tiles).map(|tile| render_territories(&territories, &index, tile)).collect()
        };
        assert_eq!(draw(), draw());
    }
}
