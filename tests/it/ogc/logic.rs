//! CQL2: predicates joined by `AND`, `OR` and `NOT`, arrays, and the two encodings.

use maillage::query::filter::{Language, parse};

use super::{LAYERS, count, exclude_each_other};

/// Predicates of each class, for the features of `acteurs`.
const BASIC: [&str; 5] =
    ["famille = 'association'", "nom < 'M'", "ess IS NULL", "effectif <> '00'", "commune IS NOT NULL"];
const ADVANCED: [&str; 4] =
    ["nom LIKE 'A%'", "famille IN ('association','mutuelle')", "naf NOT LIKE '9%'", "nom NOT IN ('X')"];
const FOLDED: [&str; 4] = [
    "CASEI(famille) = CASEI('ASSOCIATION')",
    "CASEI(nom) LIKE CASEI('%ESS%')",
    "CASEI(nom) < CASEI('m')",
    "famille IS NULL",
];
const PLAIN: [&str; 4] = [
    "ACCENTI(famille) = ACCENTI('associâtion')",
    "ACCENTI(CASEI(nom)) LIKE ACCENTI(CASEI('%ré%'))",
    "ACCENTI(nom) LIKE ACCENTI('É%')",
    "famille IS NOT NULL",
];
const SPATIAL: [&str; 4] = [
    "S_INTERSECTS(geometry,BBOX(-5.6,46.0,-5.3,46.2))",
    "S_INTERSECTS(geometry,POINT(-5.45 46.2))",
    "famille = 'association'",
    "geometry IS NULL",
];
const SHAPES: [&str; 4] = [
    "S_WITHIN(geometry,POLYGON((-5.6 46.0,-5.3 46.0,-5.3 46.2,-5.6 46.0)))",
    "S_DISJOINT(geometry,LINESTRING(-5.7 46.0,-5.2 46.3))",
    "S_TOUCHES(geometry,BBOX(-5.6,46.0,-5.3,46.2))",
    "nom IS NOT NULL",
];
const ARRAYS: [&str; 4] = [
    "A_CONTAINS(fonctions,('culture'))",
    "A_OVERLAPS(fonctions,('culture','sport'))",
    "A_CONTAINEDBY(fonctions,('culture','sport'))",
    "A_EQUALS(fonctions,('culture'))",
];
const PAIRS: [&str; 4] =
    ["'association' = famille", "nom < commune_nom", "commune_nom = commune_nom", "1 = 1"];

/// The expression that the standards build of four predicates, each of which it doubts: by the
/// laws of logic it must count as when it is told the other way round.
fn joined(predicates: &[&str]) {
    for first in 0..predicates.len() {
        let at = |step: usize| predicates[(first + step) % predicates.len()];
        let (p1, p2, p3, p4) = (at(0), at(1), at(2), at(3));
        let told = format!("((NOT ({p1}) AND {p2}) OR ({p3} AND NOT ({p4})) OR NOT ({p1} AND {p4}))");
        let denied = format!("(({p1} OR NOT ({p2})) AND (NOT ({p3}) OR {p4}) AND ({p1} AND {p4}))");
        exclude_each_other("acteurs", &told, &denied);
        assert_eq!(count("acteurs", &format!("NOT {told}")), count("acteurs", &denied), "{told}");
        let parts =
            [format!("NOT ({p1}) AND {p2}"), format!("{p3} AND NOT ({p4})"), format!("NOT ({p1} AND {p4})")];
        let most: u64 = parts.iter().map(|part| count("acteurs", part)).sum();
        let all = count("acteurs", &told);
        assert!(parts.iter().all(|part| count("acteurs", part) <= all) && all <= most, "{told}");
    }
}

abstract_tests! {
    "/conf/basic-cql2/logical" fn basic_logical() {
        joined(&BASIC);
    }
    "/conf/advanced-comparison-operators/logical" fn advanced_logical() {
        joined(&ADVANCED);
    }
    "/conf/case-insensitive-comparison/logical" fn casei_logical() {
        joined(&FOLDED);
    }
    "/conf/accent-insensitive-comparison/logical" fn accenti_logical() {
        joined(&PLAIN);
    }
    "/conf/basic-spatial-functions/logical" fn basic_spatial_logical() {
        joined(&SPATIAL);
    }
    "/conf/property-property/logical" fn property_logical() {
        joined(&PAIRS);
    }
    "/conf/array-functions/array-predicates" fn array_predicates() {
        let [contains, overlaps, contained, equals] = ARRAYS.map(|predicate| count("acteurs", predicate));
        assert!(0 < equals && equals <= contains && contains <= overlaps, "{equals} {contains} {overlaps}");
        assert!(equals <= contained);
        let both = "A_CONTAINS(fonctions,('culture')) AND A_CONTAINEDBY(fonctions,('culture'))";
        assert_eq!(count("acteurs", both), equals);
    }
    "/conf/array-functions/logical" fn array_logical() {
        joined(&ARRAYS);
    }
    "/conf/cql2-text/validate" fn cql2_text_validate() {
        for predicates in [&BASIC[..], &ADVANCED, &FOLDED, &PLAIN, &SPATIAL, &SHAPES, &ARRAYS, &PAIRS] {
            for predicate in predicates {
                let tree = parse(predicate, Language::Text).expect("CQL2");
                let again = parse(&tree.to_string(), Language::Text).expect("what was printed");
                assert_eq!(again.to_string(), tree.to_string(), "{predicate}");
            }
        }
    }
    "/conf/cql2-text/escaping" fn cql2_text_escaping() {
        for layer in LAYERS {
            assert_eq!(count(layer, "nom = 'l''île\\'qui n''est pas'"), 0, "{layer}");
        }
        let quoted = count("acteurs", "nom LIKE '%''%'");
        let other = count("acteurs", "nom LIKE '%\\'%'");
        assert_eq!(quoted, other, "two ways to write one quote");
    }
    "/conf/cql2-json/validate" fn cql2_json_validate() {
        // `count` asks each of them in JSON too, and compares.
        for predicates in [&BASIC[..], &ADVANCED, &FOLDED, &PLAIN, &SPATIAL, &SHAPES, &ARRAYS, &PAIRS] {
            for predicate in predicates {
                count("acteurs", predicate);
            }
        }
    }
}
