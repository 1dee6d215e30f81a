//! Counts of a zone follow from those of its communes, and are those of its rows.

use maillage::domain::level::Level;

use crate::asking::found;
use crate::worlds::island;

#[test]
fn what_communes_sum_to_is_what_is_counted_row_by_row() {
    let world = &island().world;
    let served = world.served();
    let zones = [Level::Commune, Level::Bassin, Level::Departement].into_iter().flat_map(|level| {
        let territories = served.snapshot.territories.of(level).iter();
        territories.map(move |territory| format!("{level}:{}", territory.code))
    });
    let mut counted = 0;
    for zone in zones {
        let by = "by=function,family,precision,commune,epci,region";
        let sums = found(&world.shared, &format!("/counts/acteurs?{by}&zone={zone}"));
        // Everybody has an id: a filter that all pass has the rows read.
        let rows =
            found(&world.shared, &format!("/counts/acteurs?{by}&zone={zone}&filter=id%20IS%20NOT%20NULL"));
        assert_eq!(sums, rows, "{zone}");
        counted += sums["numberMatched"].as_u64().expect("a number");
    }
    assert!(0 < counted);
}
