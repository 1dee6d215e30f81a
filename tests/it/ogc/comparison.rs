//! CQL2: `basic-cql2`, `advanced-comparison-operators`, `case-` and `accent-insensitive-comparison`,
//! `property-property`.

use super::{LAYERS, columns, count, exclude_each_other, literal, matched};

/// `=` and `<>`, `>` and `<=`, `<` and `>=` hold of no feature together, and of all that have a
/// value one of them does.
fn opposites(layer: &str, left: &str, right: &str, known: &str) {
    let known = count(layer, known);
    for [one, other] in [["=", "<>"], [">", "<="], ["<", ">="]] {
        let (one, other) = (format!("{left} {one} {right}"), format!("{left} {other} {right}"));
        exclude_each_other(layer, &one, &other);
        assert_eq!(count(layer, &one) + count(layer, &other), known, "{layer}: {one}");
    }
}

fn texts(layer: &str) -> Vec<String> {
    columns(layer).into_iter().filter(|(_, kind)| kind == "string").map(|(name, _)| name).collect()
}

fn numbers(layer: &str) -> Vec<String> {
    let is_number = |kind: &str| kind == "integer" || kind == "number";
    columns(layer).into_iter().filter(|(_, kind)| is_number(kind)).map(|(name, _)| name).collect()
}

abstract_tests! {
    "/conf/basic-cql2/basic-test" fn basic_test() {
        for layer in LAYERS {
            for (name, _) in columns(layer) {
                assert!(matched(layer, &format!("{name} IS NULL")).is_some(), "{layer}.{name}");
            }
            assert_eq!(matched(layer, "THIS IS NOT A FILTER"), None);
        }
    }
    "/conf/basic-cql2/comparison" fn comparison() {
        for layer in LAYERS {
            for (name, kind) in columns(layer) {
                let Some(value) = literal(&kind) else { continue };
                if kind == "boolean" {
                    exclude_each_other(layer, &format!("{name} = {value}"), &format!("{name} <> {value}"));
                } else {
                    opposites(layer, &name, value, &format!("{name} IS NOT NULL"));
                }
            }
        }
        assert!(0 < count("foncier", "mise_a_jour >= DATE('2000-01-01')"));
        opposites("foncier", "mise_a_jour", "DATE('2023-10-10')", "mise_a_jour IS NOT NULL");
    }
    "/conf/basic-cql2/is-null" fn is_null() {
        for layer in LAYERS {
            let all = count(layer, "TRUE");
            for (name, _) in columns(layer) {
                let (without, with) = (format!("{name} IS NULL"), format!("{name} IS NOT NULL"));
                exclude_each_other(layer, &without, &with);
                assert_eq!(count(layer, &without) + count(layer, &with), all, "{layer}.{name}");
            }
        }
    }
    "/conf/basic-cql2/boolean" fn boolean() {
        for layer in LAYERS {
            assert!(0 < count(layer, "true"));
            assert_eq!(count(layer, "false"), 0);
            assert_eq!(count(layer, "true") , count(layer, "NOT false"));
        }
    }
    "/conf/advanced-comparison-operators/like" fn like() {
        for layer in LAYERS {
            for name in texts(layer) {
                assert_eq!(count(layer, &format!("{name} LIKE '%'")), count(layer, &format!("{name} IS NOT NULL")));
                exclude_each_other(layer, &format!("{name} LIKE '%e%'"), &format!("{name} NOT LIKE '%e%'"));
                assert!(count(layer, &format!("{name} LIKE '_%e'")) <= count(layer, &format!("{name} LIKE '%e'")));
            }
        }
    }
    "/conf/advanced-comparison-operators/between" fn between() {
        for layer in LAYERS {
            for name in numbers(layer) {
                let known = count(layer, &format!("{name} IS NOT NULL"));
                let inside = format!("{name} BETWEEN 1 AND 1000");
                assert_eq!(count(layer, &inside), count(layer, &format!("{name} >= 1 AND {name} <= 1000")));
                assert_eq!(count(layer, &inside) + count(layer, &format!("{name} NOT BETWEEN 1 AND 1000")), known);
            }
        }
    }
    "/conf/advanced-comparison-operators/in" fn r#in() {
        let each = ["association", "cooperative", "mutuelle"];
        let sum: u64 = each.iter().map(|word| count("acteurs", &format!("famille = '{word}'"))).sum();
        assert_eq!(count("acteurs", "famille IN ('association','cooperative','mutuelle')"), sum);
        for layer in LAYERS {
            for (name, kind) in columns(layer) {
                let Some(value) = literal(&kind).filter(|_| kind != "boolean") else { continue };
                exclude_each_other(layer, &format!("{name} IN ({value})"), &format!("{name} NOT IN ({value})"));
            }
        }
    }
    "/conf/case-insensitive-comparison/casei" fn casei() {
        for layer in LAYERS {
            for name in texts(layer) {
                let fold = |word: &str| count(layer, &format!("CASEI({name}) = CASEI('{word}')"));
                assert_eq!(fold("exact"), fold("EXACT"), "{layer}.{name}");
            }
        }
        assert!(0 < count("acteurs", "CASEI(famille) = CASEI('ASSOCIATION')"));
        assert_eq!(count("acteurs", "famille = 'ASSOCIATION'"), 0);
    }
    "/conf/case-insensitive-comparison/casei-like" fn casei_like() {
        let plain = count("acteurs", "famille LIKE 'assoc%'");
        assert!(0 < plain);
        assert_eq!(count("acteurs", "CASEI(famille) LIKE CASEI('ASSOC%')"), plain);
        assert_eq!(count("acteurs", "famille LIKE 'ASSOC%'"), 0);
    }
    "/conf/accent-insensitive-comparison/accenti" fn accenti() {
        let plain = count("acteurs", "famille = 'association'");
        assert_eq!(count("acteurs", "ACCENTI(famille) = ACCENTI('àssociâtion')"), plain);
        assert_eq!(count("acteurs", "famille = 'àssociâtion'"), 0);
    }
    "/conf/accent-insensitive-comparison/accenti-like" fn accenti_like() {
        let plain = count("acteurs", "famille LIKE 'assoc%'");
        assert_eq!(count("acteurs", "ACCENTI(famille) LIKE ACCENTI('àssôc%')"), plain);
    }
    "/conf/accent-insensitive-comparison/accenti-casei" fn accenti_casei() {
        let plain = count("acteurs", "famille = 'association'");
        assert_eq!(count("acteurs", "ACCENTI(CASEI(famille)) = ACCENTI(CASEI('ÀSSOCIÂTION'))"), plain);
    }
    "/conf/accent-insensitive-comparison/accenti-casei-like" fn accenti_casei_like() {
        let plain = count("acteurs", "famille LIKE 'assoc%'");
        assert_eq!(count("acteurs", "ACCENTI(CASEI(famille)) LIKE ACCENTI(CASEI('ÀSSÔC%'))"), plain);
    }
    "/conf/property-property/comparison-value-property" fn comparison_value_property() {
        for layer in LAYERS {
            for (name, kind) in columns(layer) {
                let Some(value) = literal(&kind).filter(|_| kind != "boolean") else { continue };
                opposites(layer, value, &name, &format!("{name} IS NOT NULL"));
                assert_eq!(count(layer, &format!("{value} > {name}")), count(layer, &format!("{name} < {value}")));
            }
        }
    }
    "/conf/property-property/comparison-property-property" fn comparison_property_property() {
        for layer in LAYERS {
            for (name, kind) in columns(layer).into_iter().filter(|(_, kind)| kind != "array") {
                let known = count(layer, &format!("{name} IS NOT NULL"));
                assert_eq!(count(layer, &format!("{name} = {name}")), known, "{layer}.{name}");
                assert_eq!(count(layer, &format!("{name} <> {name}")), 0, "{layer}.{name}");
                if kind != "boolean" {
                    assert_eq!(count(layer, &format!("{name} < {name}")), 0, "{layer}.{name}");
                    assert_eq!(count(layer, &format!("{name} >= {name}")), known, "{layer}.{name}");
                }
            }
        }
    }
    "/conf/property-property/comparison-value-value" fn comparison_value_value() {
        for layer in LAYERS {
            let all = count(layer, "TRUE");
            for value in ["'foo'", "3.14", "1", "true", "DATE('2022-04-14')", "TIMESTAMP('2022-04-14T14:48:46Z')"] {
                assert_eq!(count(layer, &format!("{value} = {value}")), all, "{value}");
                assert_eq!(count(layer, &format!("{value} <> {value}")), 0, "{value}");
            }
        }
    }
}
