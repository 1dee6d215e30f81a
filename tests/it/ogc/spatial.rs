//! CQL2: `basic-spatial-functions` and `basic-spatial-functions-plus`.

use super::{LAYERS, count, matched};

const WORLD: &str = "BBOX(-180,-90,180,90)";
/// A line and a point of the island.
const LINE: &str = "LINESTRING(-5.7 46.0,-5.2 46.3)";
const POINT: &str = "POINT(-5.45 46.2)";
/// No such place.
const OFF_THE_GLOBE: &str = "POINT(90 180)";

fn asked(function: &str, shape: &str) -> String {
    format!("{function}(geometry,{shape})")
}

abstract_tests! {
    "/conf/basic-spatial-functions/s_intersects" fn basic_s_intersects() {
        for layer in LAYERS {
            assert_eq!(count(layer, &asked("S_INTERSECTS", WORLD)), count(layer, "geometry IS NOT NULL"));
            assert!(matched(layer, &asked("S_INTERSECTS", POINT)).is_some());
            assert_eq!(matched(layer, &asked("S_INTERSECTS", OFF_THE_GLOBE)), None);
            let halves = "S_INTERSECTS(geometry,BBOX(-180,-90,-90,90)) AND S_INTERSECTS(geometry,BBOX(90,-90,180,90))";
            assert_eq!(count(layer, halves), 0);
        }
    }
    "/conf/basic-spatial-functions-plus/s_intersects" fn plus_s_intersects() {
        for layer in LAYERS {
            assert_eq!(matched(layer, &asked("S_INTERSECTS", "MULTIPOINT((-5.4 46.2),(90 180))")), None);
            for shape in [
                LINE,
                "MULTILINESTRING((-5.7 46.0,-5.2 46.3),(0 45,180 45))",
                "POLYGON((-6 45,-5 45,-5 47,-6 47,-6 45),(-5.5 46.1,-5.4 46.1,-5.4 46.2,-5.5 46.2,-5.5 46.1))",
                "MULTIPOLYGON(((-6 45,-5 45,-5 47,-6 47,-6 45)),((0 0,10 0,10 10,0 10,0 0)))",
                "GEOMETRYCOLLECTION(POINT(-5.45 46.2),POLYGON((0 0,10 0,10 10,0 10,0 0)))",
                "MULTIPOINT((-5.45 46.2),(0 0))",
            ] {
                assert!(matched(layer, &asked("S_INTERSECTS", shape)).is_some(), "{layer} {shape}");
            }
        }
        let hole = "POLYGON((-6 45,-5 45,-5 47,-6 47,-6 45),(-5.6 46.0,-5.3 46.0,-5.3 46.2,-5.6 46.2,-5.6 46.0))";
        let around = count("acteurs", &asked("S_INTERSECTS", "BBOX(-6,45,-5,47)"));
        let inside = count("acteurs", &asked("S_INTERSECTS", "BBOX(-5.6,46.0,-5.3,46.2)"));
        assert!(0 < inside && inside < around);
        assert_eq!(count("acteurs", &asked("S_INTERSECTS", hole)), around - inside);
    }
}
