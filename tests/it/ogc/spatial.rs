//! CQL2: `basic-spatial-functions`, `basic-spatial-functions-plus`, `spatial-functions`.

use super::{LAYERS, count, exclude_each_other, matched};

const WORLD: &str = "BBOX(-180,-90,180,90)";
/// The world as a surface.
const SURFACE: &str = "POLYGON((-180 -90,180 -90,180 90,-180 90,-180 -90))";
/// A line and a point of the island, a bent line and a surface beside.
const LINE: &str = "LINESTRING(-5.7 46.0,-5.2 46.3)";
const POINT: &str = "POINT(-5.45 46.2)";
/// No such place.
const OFF_THE_GLOBE: &str = "POINT(90 180)";

fn asked(function: &str, shape: &str) -> String {
    format!("{function}(geometry,{shape})")
}

/// Both shapes are the whole world.
fn alike_of_the_world(layer: &str, function: &str) -> u64 {
    let [one, other] = [WORLD, SURFACE].map(|shape| count(layer, &asked(function, shape)));
    assert_eq!(one, other, "{layer} {function}");
    one
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
    "/conf/spatial-functions/s_intersects" fn s_intersects() {
        for layer in LAYERS {
            assert!(0 < alike_of_the_world(layer, "S_INTERSECTS"));
            assert!(matched(layer, &asked("S_INTERSECTS", LINE)).is_some());
            assert_eq!(matched(layer, &asked("S_INTERSECTS", OFF_THE_GLOBE)), None);
        }
        assert!(0 < count("communes", &asked("S_INTERSECTS", LINE)));
    }
    "/conf/spatial-functions/s_disjoint" fn s_disjoint() {
        for layer in LAYERS {
            assert_eq!(alike_of_the_world(layer, "S_DISJOINT"), 0);
            let known = count(layer, "geometry IS NOT NULL");
            for shape in [LINE, POINT] {
                let (apart, touching) = (asked("S_DISJOINT", shape), asked("S_INTERSECTS", shape));
                exclude_each_other(layer, &apart, &touching);
                assert_eq!(count(layer, &apart) + count(layer, &touching), known);
            }
            assert_eq!(matched(layer, &asked("S_DISJOINT", OFF_THE_GLOBE)), None);
        }
    }
    "/conf/spatial-functions/s_equals" fn s_equals() {
        for layer in LAYERS {
            for shape in [SURFACE, LINE, POINT] {
                assert_eq!(count(layer, &asked("S_EQUALS", shape)), 0, "{layer} {shape}");
            }
        }
        let page = super::told("/collections/acteurs/items?limit=1&precision=exact");
        let at = &page["features"][0]["geometry"]["coordinates"];
        assert!(0 < count("acteurs", &asked("S_EQUALS", &format!("POINT({} {})", at[0], at[1]))));
    }
    "/conf/spatial-functions/s_touches" fn s_touches() {
        for layer in LAYERS {
            alike_of_the_world(layer, "S_TOUCHES");
            exclude_each_other(layer, &asked("S_TOUCHES", LINE), &asked("S_DISJOINT", LINE));
        }
    }
    "/conf/spatial-functions/s_crosses" fn s_crosses() {
        for layer in LAYERS {
            alike_of_the_world(layer, "S_CROSSES");
        }
        assert!(0 < count("communes", &asked("S_CROSSES", LINE)));
        exclude_each_other("communes", &asked("S_CROSSES", LINE), &asked("S_TOUCHES", LINE));
    }
    "/conf/spatial-functions/s_within" fn s_within() {
        for layer in LAYERS {
            assert_eq!(alike_of_the_world(layer, "S_WITHIN"), count(layer, "geometry IS NOT NULL"));
            for shape in [LINE, "MULTIPOINT((-5.7 46.0),(-5.2 46.3))"] {
                assert!(matched(layer, &asked("S_WITHIN", shape)).is_some());
            }
        }
    }
    "/conf/spatial-functions/s_contains" fn s_contains() {
        for layer in LAYERS {
            assert_eq!(alike_of_the_world(layer, "S_CONTAINS"), 0);
            for shape in [WORLD, LINE] {
                exclude_each_other(layer, &asked("S_CONTAINS", shape), &asked("S_WITHIN", shape));
            }
        }
        assert_eq!(count("communes", &asked("S_CONTAINS", POINT)), count("communes", &asked("S_INTERSECTS", POINT)));
    }
    "/conf/spatial-functions/s_overlaps" fn s_overlaps() {
        for layer in ["acteurs", "foncier", "equipements"] {
            assert!(matched(layer, &asked("S_OVERLAPS", "MULTIPOINT((-5.7 46.0),(-5.2 46.3))")).is_some());
        }
        let part = "POLYGON((-5.6 46.0,-5.3 46.0,-5.3 46.2,-5.6 46.2,-5.6 46.0))";
        assert!(0 < count("communes", &asked("S_OVERLAPS", part)));
        exclude_each_other("communes", &asked("S_OVERLAPS", part), &asked("S_WITHIN", part));
    }
}
