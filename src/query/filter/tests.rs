//! The grammar, expression by expression: each form of the standard's examples, in words of our
//! own, is parsed, printed, parsed again, written as JSON and read back; and what is hostile is refused.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::query::filter::error::FilterError;
use crate::query::filter::tree::Expression;
use crate::query::filter::{Language, parse};

fn text(filter: &str) -> Expression {
    parse(filter, Language::Text).unwrap_or_else(|error| panic!("{filter}: {error}"))
}

fn json(filter: &Value) -> Expression {
    parse(&filter.to_string(), Language::Json).unwrap_or_else(|error| panic!("{filter}: {error}"))
}

fn refusal(filter: &str) -> String {
    parse(filter, Language::Text).expect_err(filter).to_string()
}

/// Forms of the examples of clauses 6 to 8 (`schema/examples/text`) that are served, with the one
/// text that each prints as.
const FORMS: [(&str, &str); 45] = [
    // Clause 6 and examples 1 to 6: comparisons.
    ("ville='Nantes'", "ville = 'Nantes'"),
    ("maj >= date('1970-01-01')", "maj >= DATE('1970-01-01')"),
    ("geometry IS NOT NULL", "geometry IS NOT NULL"),
    ("ns:champ = 'L8_2019'", "ns:champ = 'L8_2019'"),
    ("a:x < 0.1 AND b:y=28 AND b:z=203", "a:x < 0.1 AND b:y = 28 AND b:z = 203"),
    ("a:x=0.1 OR a:x=0.2", "a:x = 0.1 OR a:x = 0.2"),
    ("a:x IN (0.1,0.2)", "a:x IN (0.1, 0.2)"),
    ("    x BETWEEN 0.1 AND 0.2\nAND y=28\nAND z=203", "x BETWEEN 0.1 AND 0.2 AND y = 28 AND z = 203"),
    ("    x >= 0.1\nAND x <= 0.2", "x >= 0.1 AND x <= 0.2"),
    // Examples 9 to 19: booleans, precedence, parentheses.
    ("etages>5", "etages > 5"),
    ("taxes <= 500", "taxes <= 500"),
    ("nom NOT LIKE '%Jean%'", "nom NOT LIKE '%Jean%'"),
    ("ouvert = true", "ouvert = TRUE"),
    ("etages>5 AND ouvert=true", "etages > 5 AND ouvert = TRUE"),
    (
        "ouvert=true AND (etages>5\n OR m LIKE 'brique%'\n OR m LIKE '%brique')",
        "ouvert = TRUE AND (etages > 5 OR m LIKE 'brique%' OR m LIKE '%brique')",
    ),
    ("(etages>5 AND m='bois') OR ouvert=true", "etages > 5 AND m = 'bois' OR ouvert = TRUE"),
    ("NOT (etages<5) OR ouvert=true", "NOT etages < 5 OR ouvert = TRUE"),
    ("(nom LIKE 'a%' OR nom LIKE 'A%') AND etages<4", "(nom LIKE 'a%' OR nom LIKE 'A%') AND etages < 4"),
    ("(a=1 AND b=2) AND c=3", "(a = 1 AND b = 2) AND c = 3"),
    ("NOT (a=1 AND b=2)", "NOT (a = 1 AND b = 2)"),
    ("NOT NOT a=1", "NOT NOT a = 1"),
    // Clause 7, examples 26 to 44 and 70, 71, 86: advanced comparison, case and accents.
    ("ville IN ('Toulouse','Nantes','Le Mans')", "ville IN ('Toulouse', 'Nantes', 'Le Mans')"),
    ("categorie NOT IN (1,2,3,4)", "categorie NOT IN (1, 2, 3, 4)"),
    ("CASEI(voie) IN (CASEI('Οδος'),CASEI('Straße'))", "CASEI(voie) IN (CASEI('Οδος'), CASEI('Straße'))"),
    ("ACCENTI(etat) = ACCENTI('arrêté')", "ACCENTI(etat) = ACCENTI('arrêté')"),
    ("accenti(casei(nom)) LIKE casei(accenti('%épi%'))", "CASEI(ACCENTI(nom)) LIKE CASEI(ACCENTI('%épi%'))"),
    ("\"id\" <> 'fa7e-19'", "id <> 'fa7e-19'"),
    ("NOT \"nom\" LIKE 'foo%'", "nom NOT LIKE 'foo%'"),
    ("\"valeur\" NOT BETWEEN 10 AND 20", "valeur NOT BETWEEN 10 AND 20"),
    ("NOT \"valeur\" IS NULL", "valeur IS NOT NULL"),
    ("(NOT nom LIKE 'foo%' AND valeur > 10)", "nom NOT LIKE 'foo%' AND valeur > 10"),
    ("\"nom\" LIKE CASEI('FOO%')", "nom LIKE CASEI('FOO%')"),
    ("hauteur > gabarit", "hauteur > gabarit"),
    // Examples 7, 8, 23 to 25, 45 to 52, 83, 84: shapes.
    ("S_INTERSECTS(geometry,POINT(36.31 32.28))", "S_INTERSECTS(geometry, POINT(36.31 32.28))"),
    ("s_within(lieu,BBOX(-118,33.8,-117.9,34))", "S_WITHIN(lieu, BBOX(-118, 33.8, -117.9, 34))"),
    (
        "S_INTERSECTS(geometry, BBOX(-128.09, -1.1, -99999.0, 180.0, 90.0, 100000.0))",
        "S_INTERSECTS(geometry, BBOX(-128.09, -1.1, 180, 90))",
    ),
    (
        "S_EQUALS(POLYGON Z ((0 0 1, 1 0 2, 1 1 3, 0 0 1), (0.1 0.05 0, 0.2 0.05 0, 0.2 0.1 0, 0.1 0.05 0)), \"geometry\")",
        "S_EQUALS(POLYGON((0 0, 1 0, 1 1, 0 0), (0.1 0.05, 0.2 0.05, 0.2 0.1, 0.1 0.05)), geometry)",
    ),
    (
        "S_DISJOINT(geometry, MULTIPOLYGON (((1 2, -1.1 0.0, 3 4.5, 1 2))))",
        "S_DISJOINT(geometry, MULTIPOLYGON(((1 2, -1.1 0, 3 4.5, 1 2))))",
    ),
    (
        "S_TOUCHES(geometry, MULTILINESTRING ((-1.9 -0.99, 75.29 1.5),(-1.9 -1.1, 1.5 8.5)))",
        "S_TOUCHES(geometry, MULTILINESTRING((-1.9 -0.99, 75.29 1.5), (-1.9 -1.1, 1.5 8.5)))",
    ),
    ("S_CROSSES(geometry, LINESTRING (172 1.5, 1 -90))", "S_CROSSES(geometry, LINESTRING(172 1.5, 1 -90))"),
    ("S_OVERLAPS(geometry, MULTIPOINT ((1 2), (3 4)))", "S_OVERLAPS(geometry, MULTIPOINT((1 2), (3 4)))"),
    (
        "S_CONTAINS(GEOMETRYCOLLECTION (POINT (1.9 2), LINESTRING (1 2, 3 4)), geometry)",
        "S_CONTAINS(GEOMETRYCOLLECTION(POINT(1.9 2), LINESTRING(1 2, 3 4)), geometry)",
    ),
    // Clause 7.15 and examples 79 to 81: arrays.
    ("A_CONTAINS(ns:ids, ('ca','us'))", "A_CONTAINS(ns:ids, ('ca', 'us'))"),
    ("a_containedby(\"valeurs\", ())", "A_CONTAINEDBY(valeurs, ())"),
    ("A_EQUALS(('a', TRUE, 1.0, 8), \"valeurs\")", "A_EQUALS(('a', TRUE, 1, 8), valeurs)"),
];

#[test]
fn every_form_of_the_standard_goes_round_in_both_encodings() {
    for (written, canonical) in FORMS {
        let tree = text(written);
        assert_eq!(tree.to_string(), canonical, "{written}");
        assert_eq!(text(canonical), tree, "{written}");
        assert_eq!(json(&tree.to_json()), tree, "{written}");
    }
}

#[test]
fn json_says_the_same_as_text() {
    let property = |name: &str| json!({ "property": name });
    let cases = [
        (json!({ "op": "like", "args": [property("nom"), "Epi%"] }), "nom LIKE 'Epi%'"),
        (json!({ "op": "not", "args": [{ "op": "isNull", "args": [property("nom")] }] }), "nom IS NOT NULL"),
        (
            json!({ "op": "and", "args": [
                { "op": "between", "args": [property("x"), 0.1, 0.2] },
                { "op": "or", "args": [true, { "op": "=", "args": [property("y"), 28] }] },
            ] }),
            "x BETWEEN 0.1 AND 0.2 AND (TRUE OR y = 28)",
        ),
        (
            json!({ "op": "in", "args": [{ "op": "casei", "args": [property("voie")] }, [
                { "op": "casei", "args": ["Straße"] }, { "op": "accenti", "args": ["é"] },
            ]] }),
            "CASEI(voie) IN (CASEI('Straße'), ACCENTI('é'))",
        ),
        (
            json!({ "op": ">=", "args": [property("maj"), { "date": "2015-01-01" }] }),
            "maj >= DATE('2015-01-01')",
        ),
        (
            json!({ "op": "<", "args": [property("maj"), { "timestamp": "2012-08-10T05:30:00Z" }] }),
            "maj < TIMESTAMP('2012-08-10T05:30:00Z')",
        ),
        (
            json!({ "op": "s_within", "args": [property("geometry"), { "bbox": [-118, 33.8, -117.9, 34] }] }),
            "S_WITHIN(geometry, BBOX(-118, 33.8, -117.9, 34))",
        ),
        (
            json!({ "op": "s_intersects", "args": [property("geometry"), {
                "type": "Polygon", "coordinates": [[[-10, -10], [10, -10, 5], [10, 10], [-10, -10]]],
            }] }),
            "S_INTERSECTS(geometry, POLYGON((-10 -10, 10 -10, 10 10, -10 -10)))",
        ),
        (
            json!({ "op": "a_containedBy", "args": [property("f"), ["a", "b"]] }),
            "A_CONTAINEDBY(f, ('a', 'b'))",
        ),
    ];
    for (written, said) in cases {
        assert_eq!(json(&written), text(said), "{written}");
    }
}

#[test]
fn awkward_texts_and_names_go_round() {
    let awkward =
        ["", "'", "''", "\\", "\\'", "a\\", "\\\\", "\\\\'", "100\\%", "l'été", "\n\t", "\u{0}", "\"", "é😀"];
    for value in awkward {
        for name in ["nom", "and", "POINT", "a b", "été", "x\"y", "1er", "a-b", ""] {
            let tree = json(&json!({ "op": "=", "args": [{ "property": name }, value] }));
            assert_eq!(text(&tree.to_string()), tree, "{tree}");
        }
    }
    for number in [
        46.251_110_000_000_004,
        0.0,
        -0.5,
        1e300,
        -1e-300,
        1e15,
        0.1 + 0.2,
        f64::MAX,
        f64::MIN_POSITIVE,
        123_456_789.125,
    ] {
        let tree = json(&json!({ "op": "=", "args": [{ "property": "n" }, number] }));
        assert_eq!(text(&tree.to_string()), tree, "{tree}");
    }
}

#[test]
fn a_fault_is_named_with_its_place_and_the_way_out() {
    let cases: [(&str, &[&str]); 22] = [
        ("", &["character 1", "the end of the filter", "a property or a value"]),
        ("nom", &["character 4", "the end", "a comparison", "IS NULL"]),
        ("nom = ", &["character 7", "the end", "a value"]),
        ("nom = 'Épi", &["character 7", "never closed", "another '"]),
        ("nom = 'a' AND", &["character 14", "the end"]),
        ("nom = 'a' famille = 'b'", &["character 11", "`famille`", "AND, OR or the end"]),
        ("(nom = 'a'", &["character 11", "the end", "`)`"]),
        ("nom = 'a')", &["character 10", "`)`"]),
        ("nom LIKE", &["character 9"]),
        ("nom NOT = 'a'", &["character 9", "LIKE, BETWEEN or IN"]),
        ("nom IS 'a'", &["character 8", "NULL"]),
        ("n BETWEEN 1 OR 2", &["character 13", "`OR`", "AND"]),
        ("nom == 'a'", &["character 6", "`=`"]),
        ("n + 1 = 2", &["character 3", "arithmetic is not served"]),
        ("n = 1e999", &["character 5", "finite"]),
        ("n ; 1", &["character 3", "';'"]),
        ("avg(n) < 4", &["character 1", "`avg`", "not served", "CASEI"]),
        ("d = DATE('2024-02-30')", &["character 10", "2024-02-30", "a day such as"]),
        ("T_AFTER(d, DATE('2024-02-29'))", &["T_AFTER", "not served"]),
        ("S_INTERSECTS(geometry, POINT(200 0))", &["character 30", "-180 to 180"]),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 0, 0 0)))", &["character 32", "ring of 3"]),
        ("S_INTERSECTS(geometry, BBOX(1,2,3))", &["character 24", "west, south, east and north"]),
    ];
    for (filter, words) in cases {
        let told = refusal(filter);
        for word in words {
            assert!(told.contains(word), "{filter}: {told}");
        }
    }
    let cases = [
        (r#"{"op":"=","args":[{"property":"a"}]}"#, "`=` with 1 arguments"),
        (r#"{"op":"=","args":[{"property":"a"},null]}"#, "at /args/1 of the JSON: found null"),
        (r#"{"op":"+","args":[1,2]}"#, "the operation `+` is not served"),
        (r#"{"op":"and","args":[true]}"#, "two conditions or more"),
        (r#"{"op":"in","args":[{"property":"a"},3]}"#, "at /args/1"),
        ("3", "at the root of the JSON: found the number 3"),
        (r#"{"op":"=","args":[{"property":"a"},1e999]}"#, "a finite number"),
        (r#"{"op":"=" "args":[]}"#, "no JSON"),
        ("a = 1", "filter-lang=cql2-text"),
    ];
    for (filter, words) in cases {
        let told = parse(filter, Language::Json).expect_err(filter).to_string();
        assert!(told.contains(words), "{filter}: {told}");
    }
}

#[test]
fn hostile_filters_are_refused_at_once_on_a_small_stack() {
    let ins = |count: usize| vec!["a IN (1)"; count].join(" OR ");
    let nested = |count: usize| format!("{}a=1{}", "(".repeat(count), ")".repeat(count));
    let json_not =
        |count: usize| format!("{}true{}", r#"{"op":"not","args":["#.repeat(count), "]}".repeat(count));
    let texts = [
        nested(100_000),
        nested(33),
        nested(4_000),
        "(".repeat(8_000),
        format!("{}a=1", "NOT ".repeat(2_000)),
        format!("{}a=1", "NOT ".repeat(33)),
        "a".repeat(1_000_000),
        format!("a = '{}'", "x".repeat(1_000_000)),
        ins(10_000),
        ins(65),
        format!("a IN ({})", vec!["1"; 1_001].join(",")),
        format!("a IN ({})", vec!["1"; 10_000].join(",")),
        format!("{}a{} = 'x'", "CASEI(".repeat(1_000), ")".repeat(999)),
        format!("S_INTERSECTS(geometry, {})", "GEOMETRYCOLLECTION(".repeat(400)),
        format!("S_INTERSECTS(geometry, POLYGON{})", "(".repeat(8_000)),
        "'".repeat(8_191),
        "\\".repeat(8_000),
        "a = 1 OR ".repeat(900),
    ];
    let jsons = [
        json_not(100_000),
        json_not(500),
        json_not(33),
        "[".repeat(8_000),
        r#"{"a":"#.repeat(1_000),
        format!(
            r#"{{"op":"=","args":[{}"a"{},1]}}"#,
            r#"{"op":"casei","args":["#.repeat(90),
            "]}".repeat(90)
        ),
        format!(r#"{{"op":"in","args":[{{"property":"a"}},[{}]]}}"#, vec!["1"; 1_001].join(",")),
    ];
    let job = move || {
        let told = |filter: &str, language| {
            let start = Instant::now();
            let error = parse(filter, language).expect_err(&filter[..filter.len().min(60)]);
            assert!(start.elapsed() < Duration::from_secs(1), "{error}");
            error
        };
        let of_texts: Vec<FilterError> = texts.iter().map(|filter| told(filter, Language::Text)).collect();
        assert!(matches!(of_texts[0], FilterError::TooLong(200_003)), "{}", of_texts[0]);
        assert!(matches!(of_texts[1], FilterError::TooDeep(_)), "{}", of_texts[1]);
        assert!(matches!(of_texts[5], FilterError::TooDeep(_)), "{}", of_texts[5]);
        assert!(matches!(of_texts[9], FilterError::TooManyPredicates(65)), "{}", of_texts[9]);
        assert!(matches!(of_texts[10], FilterError::TooManyItems(_)), "{}", of_texts[10]);
        let of_jsons: Vec<FilterError> = jsons.iter().map(|filter| told(filter, Language::Json)).collect();
        assert!(matches!(of_jsons[2], FilterError::TooDeep(_)), "{}", of_jsons[2]);
        // What is just inside the limits is answered.
        for fine in [nested(32), format!("{}a=1", "NOT ".repeat(32)), ins(64)] {
            let tree = parse(&fine, Language::Text).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(parse(&tree.to_string(), Language::Text), Ok(tree.clone()));
            assert_eq!(parse(&tree.to_json().to_string(), Language::Json), Ok(tree));
        }
    };
    let small = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(job).expect("a thread");
    small.join().expect("no panic");
}
