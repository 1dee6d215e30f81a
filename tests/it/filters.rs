//! What a filter finds is what a loop finds: on random filters over every layer, and through
//! the service, with counts, pages and links that agree and refusals that say what to write.

use maillage::formats::table::{ShapeKind, Table, Type, Value};
use maillage::query::filter::tree::Expression;
use maillage::query::filter::{Filter, Language, parse};
use maillage::query::selection::Question;
use maillage::query::zone::Zone;
use maillage::snapshot::Snapshot;
use maillage::snapshot::layers::Layer;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value as Json, json};

use crate::asking::{Answered, found, get};
use crate::filters_oracle::truth;
use crate::worlds::island;

fn ask(address: &str) -> Answered {
    get(&island().world.shared, address)
}

fn told(address: &str) -> Json {
    found(&island().world.shared, address)
}

/// As it stands in an address.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// Conditions on the cells of a layer, made of what its cells hold.
fn conditions(snapshot: &Snapshot, layer: Layer) -> Vec<Expression> {
    let table = snapshot.table(layer);
    let rows: Vec<u32> = snapshot.rows(layer).collect();
    let mut written =
        vec!["TRUE".to_owned(), "FALSE".to_owned(), "geometry IS NULL".to_owned(), "1 < 2".to_owned()];
    for (rank, column) in table.columns().iter().enumerate() {
        let name = column.name;
        written.push(format!("{name} IS NULL"));
        let known = rows.iter().map(|&row| table.value(row, rank)).filter(|value| *value != Value::Null);
        let known: Vec<Value<'_>> = known.collect();
        let picked = [0, known.len() / 3, known.len() / 2].map(|at| known.get(at));
        for value in picked.into_iter().flatten() {
            written.extend(about(name, value));
        }
        if column.kind == Type::Text {
            written.push(format!("{name} <> {}", table.columns()[0].name));
            written.push(format!("CASEI({name}) >= ACCENTI({})", table.columns()[1].name));
        }
    }
    if let Layer::Territories(_) = layer {
        written.extend(["population > communes", "surface_km2 <= population"].map(str::to_owned));
    }
    written.extend(places(&*table, &rows));
    written.iter().map(|text| parse(text, Language::Text).unwrap_or_else(|e| panic!("{text}: {e}"))).collect()
}

/// Conditions that a cell of this value answers with yes, and some that it does not.
fn about(name: &str, value: &Value<'_>) -> Vec<String> {
    let signs = ["=", "<>", "<", ">", "<=", ">="];
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    match value {
        Value::Text(text) => {
            let start: String = text.chars().take(3).collect();
            let end: String = text.chars().skip(2).collect();
            let (plain, capitals) = (quoted(text), quoted(&text.to_uppercase()));
            let mut all: Vec<String> = signs.map(|sign| format!("{name} {sign} {plain}")).to_vec();
            all.extend([
                format!("{plain} < {name}"),
                format!("{name} IN ({plain}, 'zzz')"),
                format!("{name} BETWEEN {} AND {plain}", quoted(&start)),
                format!("{name} LIKE {}", quoted(&format!("{start}%"))),
                format!("{name} LIKE {}", quoted(&format!("__{end}"))),
                format!("{name} NOT LIKE {}", quoted(&format!("%{end}%"))),
                format!("CASEI({name}) = CASEI({capitals})"),
                format!("ACCENTI(CASEI({name})) LIKE CASEI(ACCENTI({}))", quoted(&format!("%{end}"))),
                format!("ACCENTI({name}) IN (ACCENTI({plain}))"),
            ]);
            all
        }
        Value::Integer(_) | Value::Number(_) => {
            let number =
                if let Value::Integer(whole) = value { whole.to_string() } else { format!("{value:?}") };
            let number = number.trim_start_matches("Number(").trim_end_matches(')').to_owned();
            let mut all: Vec<String> = signs.map(|sign| format!("{name} {sign} {number}")).to_vec();
            all.push(format!("{number} >= {name}"));
            all.push(format!("{name} BETWEEN 0.5 AND {number}"));
            all.push(format!("{name} NOT IN ({number}, 3)"));
            all
        }
        Value::Boolean(yes) => signs.map(|sign| format!("{name} {sign} {yes}")).to_vec(),
        Value::List(list) => {
            let one = list.first().map(|item| quoted(item)).unwrap_or_default();
            let all: Vec<String> = list.iter().map(|item| quoted(item)).collect();
            let lists = [
                String::new(),
                one.clone(),
                all.join(", "),
                format!("{one}{}'zzz'", if one.is_empty() { "" } else { ", " }),
            ];
            let functions = ["A_CONTAINS", "A_CONTAINEDBY", "A_EQUALS", "A_OVERLAPS"];
            let pairs = functions.iter().flat_map(|function| lists.iter().map(move |list| (function, list)));
            pairs
                .flat_map(|(function, list)| {
                    [format!("{function}({name}, ({list}))"), format!("{function}(({list}), {name})")]
                })
                .collect()
        }
        Value::Null => unreachable!("known values only"),
    }
}

/// Conditions on where the rows are: boxes, triangles and points on their own positions.
fn places(table: &dyn Table, rows: &[u32]) -> Vec<String> {
    use maillage::formats::table::Shape;
    let at = |row: &u32| match table.shape(*row)? {
        Shape::Point(position) => Some(position.degrees()),
        Shape::Line(line) => Some(line[0].degrees()),
        Shape::Area(area) => area.interior_position().map(|position| position.degrees()),
    };
    let known: Vec<[f64; 2]> = rows.iter().filter_map(at).collect();
    let (Some(a), Some(b)) = (known.first(), known.get(known.len() / 2)) else { return vec![] };
    let c = known[known.len() - 1];
    let bbox = |one: &[f64; 2], other: &[f64; 2]| {
        let (low, high) =
            ([one[0].min(other[0]), one[1].min(other[1])], [one[0].max(other[0]), one[1].max(other[1])]);
        format!("BBOX({}, {}, {}, {})", low[0], low[1], high[0], high[1])
    };
    let wide = format!("BBOX({}, {}, {}, {})", a[0] - 0.2, a[1] - 0.2, a[0] + 0.2, a[1] + 0.2);
    let mut written = Vec::new();
    for bbox in [bbox(a, b), bbox(b, &c), wide] {
        written
            .extend(["S_INTERSECTS", "S_DISJOINT", "S_WITHIN"].map(|how| format!("{how}(geometry, {bbox})")));
    }
    match table.shape_kind() {
        ShapeKind::Point => {
            let point = format!("POINT({} {})", b[0], b[1]);
            let [ax, ay] = a;
            let triangle = format!("POLYGON(({ax} {ay}, {} {}, {} {}, {ax} {ay}))", b[0], b[1], c[0], c[1]);
            for shape in [point, triangle] {
                written.extend(
                    ["S_INTERSECTS", "S_DISJOINT", "S_WITHIN", "S_TOUCHES"]
                        .map(|how| format!("{how}(geometry, {shape})")),
                );
            }
        }
        ShapeKind::Line => {}
        ShapeKind::Area => {
            written.push(format!("S_CONTAINS(geometry, POINT({} {}))", b[0], b[1]));
            written.push(format!("S_INTERSECTS(geometry, POINT({} {}))", a[0], a[1]));
        }
    }
    written
}

/// Random filters made of conditions.
fn filters(conditions: Vec<Expression>) -> impl Strategy<Value = Expression> {
    prop::sample::select(conditions).prop_recursive(4, 10, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::Or),
            inner.prop_map(|part| Expression::Not(Box::new(part))),
        ]
    })
}

fn by_loop(filter: &Expression, snapshot: &Snapshot, layer: Layer) -> Vec<u32> {
    let table = snapshot.table(layer);
    snapshot.rows(layer).filter(|&row| truth(filter, &*table, row) == Some(true)).collect()
}

fn rows_of(filter: &Expression, snapshot: &Snapshot, layer: Layer) -> Vec<u32> {
    let compiled = Filter::compile(filter, snapshot, layer).unwrap_or_else(|e| panic!("{filter}: {e}"));
    compiled.rows(snapshot).iter().collect()
}

#[test]
fn each_condition_finds_what_a_loop_finds_and_so_does_its_negation() {
    let served = island().world.served();
    for layer in Layer::ALL {
        let mut found = 0;
        for condition in conditions(&served.snapshot, layer) {
            let negated = Expression::Not(Box::new(condition.clone()));
            for filter in [condition, negated] {
                let expected = by_loop(&filter, &served.snapshot, layer);
                assert_eq!(rows_of(&filter, &served.snapshot, layer), expected, "{layer}: {filter}");
                found += usize::from(!expected.is_empty());
            }
        }
        assert!(50 < found, "{layer}: {found} conditions find something");
    }
}

#[test]
fn random_filters_find_what_a_loop_finds_and_go_round() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    for layer in Layer::ALL {
        let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(48) });
        let random = filters(conditions(snapshot, layer));
        let outcome = runner.run(&random, |filter| {
            let canonical = filter.to_string();
            prop_assert_eq!(parse(&canonical, Language::Text), Ok(filter.clone()));
            prop_assert_eq!(parse(&filter.to_json().to_string(), Language::Json), Ok(filter.clone()));
            prop_assert_eq!(rows_of(&filter, snapshot, layer), by_loop(&filter, snapshot, layer));
            Ok(())
        });
        outcome.unwrap_or_else(|fault| panic!("{layer}: {fault}"));
    }
}

#[test]
fn a_drawn_surface_meets_the_outlines_that_it_would_meet_without_an_index() {
    use geo::Intersects;
    use maillage::domain::level::Level;
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let [west, south, east, north] = served.atlas.bounds.sides();
    let corner = (0.0..1.0_f64, 0.0..1.0_f64);
    let corner = corner.prop_map(move |(x, y)| (west + x * (east - west), south + y * (north - south)));
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(64) });
    let outcome = runner.run(&prop::collection::vec(corner, 3..8), |mut ring| {
        ring.push(ring[0]);
        let drawn = geo::Polygon::new(ring.iter().copied().collect(), vec![]);
        let spelled: Vec<String> = ring.iter().map(|(x, y)| format!("{x} {y}")).collect();
        let filter = format!("S_INTERSECTS(geometry, POLYGON(({})))", spelled.join(", "));
        let tree = parse(&filter, Language::Text).expect("a filter");
        for level in Level::ALL {
            let layer = Layer::Territories(level);
            let meets = |row: &u32| snapshot.territories.get(level, *row).area.to_geo().intersects(&drawn);
            let expected: Vec<u32> = snapshot.rows(layer).filter(meets).collect();
            prop_assert_eq!(rows_of(&tree, snapshot, layer), expected, "{} {}", layer, &filter);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|fault| panic!("{fault}"));
}

#[test]
fn the_rows_of_a_layer_are_the_same_as_a_list_and_as_a_set() {
    let served = island().world.served();
    for layer in Layer::ALL {
        let list: Vec<u32> = served.snapshot.rows(layer).collect();
        assert_eq!(served.snapshot.row_set(layer).iter().collect::<Vec<_>>(), list, "{layer}");
    }
}

#[test]
fn a_filter_a_zone_and_a_box_narrow_one_another() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let bassin = &snapshot.territories.of(maillage::domain::level::Level::Bassin)[0];
    let zone = Zone::parse(&format!("bassin:{}", bassin.code), &snapshot.territories).expect("a zone");
    let bbox = bassin.area.bbox().expect("an outline");
    for layer in [Layer::Acteurs, Layer::TiersLieux, Layer::Foncier] {
        let tree = parse("precision <> 'commune'", Language::Text).expect("a filter");
        let filter = Filter::compile(&tree, snapshot, layer).expect("compiled");
        let all = Question {
            bbox: Some(bbox),
            zone: Some(zone.clone()),
            filter: Some(filter),
            ..Question::of(layer)
        };
        let table = snapshot.table(layer);
        let boxed = snapshot.rows_within(layer, bbox);
        let expected: Vec<u32> = boxed
            .into_iter()
            .filter(|&row| snapshot.commune_of(layer, row).is_some_and(|c| zone.contains(c)))
            .filter(|&row| truth(&tree, &*table, row) == Some(true))
            .collect();
        assert_eq!(all.row_set(snapshot).iter().collect::<Vec<_>>(), expected, "{layer}");
    }
}

#[test]
fn pages_counts_and_facets_of_a_filter_agree() {
    let filters = [
        "famille = 'association' AND precision IN ('exact', 'street')",
        "ess = TRUE AND NOT A_CONTAINS(fonctions, ('petite-enfance'))",
        "CASEI(ACCENTI(nom)) LIKE '%e%' OR effectif IS NULL",
    ];
    let served = island().world.served();
    for filter in filters {
        let tree = parse(filter, Language::Text).expect(filter);
        let expected = by_loop(&tree, &served.snapshot, Layer::Acteurs).len();
        assert!(40 < expected, "{filter}: {expected}");
        let as_json = tree.to_json().to_string();
        let asked = [
            format!("filter={}", encoded(filter)),
            format!("filter-lang=cql2-text&filter={}", encoded(filter)),
            format!("filter-lang=cql2-json&filter={}", encoded(&as_json)),
        ];
        for asked in asked {
            let mut seen = Vec::new();
            let mut address = Some(format!("/collections/acteurs/items?limit=37&{asked}"));
            while let Some(at) = address {
                let page = told(&at);
                assert_eq!(page["numberMatched"], expected, "{at}");
                seen.extend(page["features"].as_array().expect("a list").iter().map(|f| f["id"].to_string()));
                let links = page["links"].as_array().expect("a list").iter();
                let next = links.into_iter().find(|link| link["rel"] == "next");
                address = next.map(|link| link["href"].as_str().expect("a text").to_owned());
            }
            assert_eq!(seen.len(), expected, "{asked}");
            let counts = told(&format!("/counts/acteurs?by=family&{asked}"));
            assert_eq!(counts["numberMatched"], expected);
            let family = &counts["facets"][0];
            let families = family["counts"].as_array().expect("a list").iter();
            let sum: u64 = families.filter_map(|count| count["count"].as_u64()).sum();
            assert_eq!(sum + family["without"].as_u64().expect("a number"), expected as u64);
        }
        let whole = ask(&format!("/collections/acteurs/items?f=csv&limit=all&filter={}", encoded(filter)));
        assert_eq!(String::from_utf8(whole.body).expect("UTF-8").lines().count(), expected + 1);
    }
}

/// The filter, the language, and words that must be told.
const REFUSALS: [(&str, &str, &[&str]); 14] = [
    (
        "famile = 'association'",
        "",
        &["character 1", "`famile`", "did you mean `famille`", "/collections/acteurs/queryables"],
    ),
    ("nom = 'a' AND bassins = '1'", "", &["character 15", "`bassin`"]),
    ("code_bassin = '1'", "", &["`code_bassin`", "queryables"]),
    ("famille = 3", "", &["character 11", "found 3", "a text"]),
    ("3 > famille", "", &["character 1:", "found 3", "a text"]),
    ("ess = 'oui'", "", &["character 7", "TRUE or FALSE"]),
    ("fonctions = 'epicerie'", "", &["character 1", "A_CONTAINS(fonctions"]),
    ("A_CONTAINS(nom, ('a'))", "", &["character 12", "`nom` is no list"]),
    ("CASEI(ess) = TRUE", "", &["CASEI and ACCENTI are for texts"]),
    ("geometry = 'a'", "", &["S_INTERSECTS"]),
    ("nom = 'a'", "&filter-lang=cql", &["filter-lang", "`cql`", "cql2-text or cql2-json"]),
    (
        "nom = 'a'",
        "&filter-crs=http://www.opengis.net/def/crs/EPSG/0/27572",
        &["filter-crs", "27572", "CRS84"],
    ),
    ("nom = 'a'", "&filter-lang=cql2-json", &["filter", "no JSON", "cql2-text"]),
    (
        "{\"op\":\"=\",\"args\":[{\"property\":\"famile\"},\"a\"]}",
        "&filter-lang=cql2-json",
        &["/args/0", "`famille`"],
    ),
];

#[test]
fn a_filter_that_cannot_be_is_refused_with_what_to_write() {
    for (filter, more, words) in REFUSALS {
        for resource in ["/collections/acteurs/items", "/counts/acteurs"] {
            let answered = ask(&format!("{resource}?filter={}{more}", encoded(filter)));
            assert_eq!(answered.status.as_u16(), 400, "{filter}");
            assert_eq!(answered.header("content-type"), "application/problem+json");
            let detail = answered.json()["detail"].as_str().expect("a text").to_owned();
            for word in words {
                assert!(detail.contains(word), "{filter}: {detail}");
            }
        }
    }
    for broken in ["filter=%ff", "filter=%", "filter=nom%3D%27%ff", "filter=", "filter=%00"] {
        let status = ask(&format!("/collections/acteurs/items?{broken}")).status;
        assert_eq!(status.as_u16(), 400, "{broken}");
    }
    let crs84 = "filter-crs=http://www.opengis.net/def/crs/OGC/1.3/CRS84";
    assert_eq!(ask(&format!("/counts/acteurs?{crs84}&filter=ess=TRUE")).status.as_u16(), 200);
}

#[test]
fn all_that_queryables_tell_can_be_asked() {
    for layer in Layer::ALL {
        let schema = told(&format!("/collections/{layer}/queryables"));
        assert!(
            schema["$id"]
                .as_str()
                .is_some_and(|id| id.ends_with(&format!("/collections/{layer}/queryables")))
        );
        assert_eq!(schema["properties"]["geometry"]["x-ogc-role"], "primary-geometry");
        for (name, property) in schema["properties"].as_object().expect("an object") {
            let matched = |filter: &str| {
                told(&format!("/counts/{layer}?by=precision&filter={}", encoded(filter)))["numberMatched"]
                    .as_u64()
                    .expect("a number")
            };
            let (known, unknown) =
                (matched(&format!("{name} IS NOT NULL")), matched(&format!("{name} IS NULL")));
            assert_eq!(known + unknown, matched("TRUE"), "{layer}: {name}");
            if let Some(words) = property["enum"].as_array() {
                let one_by_one: u64 = words
                    .iter()
                    .map(|word| matched(&format!("{name} = '{}'", word.as_str().expect("a text"))))
                    .sum();
                assert_eq!(one_by_one, known, "{layer}: {name} has no other value");
            }
        }
    }
    let functions = &told("/collections/acteurs/queryables")["properties"]["fonctions"]["items"]["enum"];
    assert!(functions.as_array().is_some_and(|keys| keys.contains(&json!("petite-enfance"))));
}
