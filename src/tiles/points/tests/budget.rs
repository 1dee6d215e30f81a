//! Tiles above the budget: joined by coarser cells, never in silence, and counting the same.

use super::*;

#[test]
fn a_tile_above_the_budget_is_joined_declares_it_and_counts_the_same() {
    let budget = Contract::of_this_build().budget();
    // Twice the ceiling in some meters, and as many at one address.
    let spread =
        (0..2 * budget.features).map(|i| one(2.0 + (i % 141) as f64 * 1e-6, 47.0 + (i / 141) as f64 * 1e-6));
    let people: Vec<Someone> = spread.chain(vec![one(2.001, 47.001); budget.features]).collect();
    let (land, points) = made(&people);
    let odd = RowSet::of(land.actors.len(), |row| row % 2 == 1);
    for rows in [None, Some(&odd)] {
        let expected = rows.map_or(u64::from(land.actors.len()), |rows| rows.count().into());
        for zoom in 0..=14 {
            let features = drawn(&land, &points, zoom, rows, Grouping::Cells);
            assert_eq!(sum(&features, "count"), expected, "zoom {zoom}");
            let told: Vec<&Feature> = features.iter().filter(|f| f.layer == REDUCTION).collect();
            let [reduction] = told[..] else {
                assert!(told.is_empty() && zoom <= last_of_cells(), "zoom {zoom}: {told:?}");
                continue;
            };
            assert_eq!(reduction.text("layer"), Some("acteurs"));
            assert_eq!((reduction.number("rows"), reduction.number("features")), (expected, expected));
            assert!(features.len() as u64 <= reduction.number("cells").pow(2) + 1);
            assert!(features.len() <= budget.features + 1);
        }
    }
}

#[test]
fn bytes_have_a_limit_too() {
    let (land, people) = made(&crowd());
    let draw = |tile: &TileCoord| people.draw(&land, *tile, None, Grouping::Cells);
    let tile = tiles(&land, 6).into_iter().max_by_key(|tile| draw(tile).len()).expect("a tile");
    let whole = draw(&tile);
    for bytes in [600, 300, 100] {
        let budget = Budget { bytes, features: 10_000 };
        let lighter = people.draw_cells(&land, tile, None, budget);
        assert!(lighter.len() < whole.len());
        let lighter = features(&lighter);
        assert_eq!(sum(&lighter, "count"), sum(&features(&whole), "count"), "{bytes} bytes");
        assert_eq!(lighter.iter().filter(|f| f.layer == REDUCTION).count(), 1, "{bytes} bytes");
    }
}

#[test]
fn zones_above_the_budget_are_joined_and_count_the_same() {
    let (land, people) = made(&crowd());
    let communes = people.all_zones(&land, Level::Commune);
    for zoom in 0..=6 {
        let tiles = tiles(&land, zoom).into_iter();
        let features: Vec<Feature> = tiles
            .flat_map(|tile| features(&people.draw_zones_within(&land, tile, communes, NOTHING)))
            .collect();
        assert_eq!(sum(&features, "count"), communes.total(), "zoom {zoom}");
        let joined = features.iter().map(|f| f.number("zones") + u64::from(f.text("code").is_some()));
        assert_eq!(joined.sum::<u64>(), 8, "zoom {zoom}");
        assert!(features.iter().any(|f| f.layer == REDUCTION), "zoom {zoom}");
    }
}
