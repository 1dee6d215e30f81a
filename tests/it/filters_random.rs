//! Filters drawn from the grammar itself, not from what cells hold: every operator with any
//! literal, on every column of its type, beside the definition read row by row.

use maillage::formats::table::{Column, ShapeKind, Type, Value};
use maillage::query::filter::tree::Expression;
use maillage::query::filter::{Filter, Language, parse};
use maillage::snapshot::Snapshot;
use maillage::snapshot::layers::Layer;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

use crate::filters_oracle::truth;
use crate::worlds::island;

type Written = BoxedStrategy<String>;

/// Texts that cells hold, their parts, and texts that none holds.
fn texts(snapshot: &Snapshot, layer: Layer) -> Written {
    let table = snapshot.table(layer);
    let mut held: Vec<String> = Vec::new();
    for (rank, _) in table.columns().iter().enumerate().filter(|(_, column)| column.kind == Type::Text) {
        let values = snapshot.rows(layer).step_by(97).map(|row| table.value(row, rank));
        held.extend(
            values.filter_map(
                |value| if let Value::Text(text) = value { Some(text.into_owned()) } else { None },
            ),
        );
    }
    let held = select(held);
    let part = (held.clone(), 0..4_usize, 1..6_usize)
        .prop_map(|(text, skip, take)| text.chars().skip(skip).take(take).collect::<String>());
    prop_oneof![held.clone(), held.prop_map(|text| text.to_uppercase()), part, "[a-zéÈœß'\\\\ ]{0,4}"].boxed()
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// A literal, or one without case or accents.
fn literals(texts: &Written) -> Written {
    let folds = select(vec!["", "", "CASEI", "ACCENTI", "CASEI(ACCENTI"]);
    (folds, texts.clone()).prop_map(|(fold, text)| folded(fold, &quoted(&text))).boxed()
}

fn folded(fold: &str, inside: &str) -> String {
    match fold {
        "" => inside.to_owned(),
        fold => format!("{fold}({inside}){}", ")".repeat(fold.matches('(').count())),
    }
}

fn patterns(texts: &Written) -> Written {
    let wild = select(vec!["%", "_", "%_", "", "\\%", "\\_", "\\\\"]);
    (wild.clone(), texts.clone(), wild, any::<bool>())
        .prop_map(|(before, text, after, both)| {
            quoted(&format!("{before}{text}{}{after}", if both { before } else { "" }))
        })
        .boxed()
}

fn numbers() -> Written {
    prop_oneof![
        (-5..400_i32).prop_map(|n| n.to_string()),
        (0..2_000_000_i64).prop_map(|n| format!("{}.5", n)),
        (-1e6..1e6_f64).prop_map(|n| n.to_string()),
        select(vec!["0", "-0.0", "1e3", "9007199254740993", "-1e300"]).prop_map(str::to_owned),
    ]
    .boxed()
}

fn signs() -> impl Strategy<Value = &'static str> {
    select(vec!["=", "<>", "<", ">", "<=", ">="])
}

/// What can be asked with values of one type: `values` are literals, `columns` those of the type.
fn comparisons(columns: Vec<&'static str>, values: Written) -> Written {
    let column = select(columns).prop_map(str::to_owned);
    let side = prop_oneof![3 => column.clone(), 2 => values.clone()];
    prop_oneof![
        3 => (side.clone(), signs(), side.clone()).prop_map(|(a, how, b)| format!("{a} {how} {b}")),
        1 => (side.clone(), select(vec!["", "NOT "]), values.clone(), values.clone())
            .prop_map(|(a, not, b, c)| format!("{a} {not}BETWEEN {b} AND {c}")),
        1 => (side, select(vec!["", "NOT "]), prop::collection::vec(values, 0..4))
            .prop_map(|(a, not, list)| format!("{a} {not}IN ({})", list.join(", "))),
        1 => (column, select(vec!["", "NOT "])).prop_map(|(a, not)| format!("{a} IS {not}NULL")),
    ]
    .boxed()
}

fn places(snapshot: &Snapshot, layer: Layer) -> Written {
    let bounds = snapshot.territories.of(maillage::domain::level::Level::Departement)[0].area.bbox();
    let [west, south, east, north] = bounds.expect("an outline").sides();
    let corner = (0.0..1.0_f64, 0.0..1.0_f64).prop_map(move |(x, y)| {
        // Whole steps: the definition is exact on them.
        let step = |degrees: f64| (degrees * 1e7).round() / 1e7;
        (step(west + x * (east - west)), step(south + y * (north - south)))
    });
    let of_box = |(a, b): ((f64, f64), (f64, f64))| {
        format!("BBOX({}, {}, {}, {})", a.0.min(b.0), a.1.min(b.1), a.0.max(b.0), a.1.max(b.1))
    };
    let boxes = (corner.clone(), corner.clone()).prop_map(of_box);
    let points = corner.clone().prop_map(|(x, y)| format!("POINT({x} {y})"));
    match snapshot.table(layer).shape_kind() {
        ShapeKind::Point => {
            let triangle = prop::array::uniform3(corner).prop_map(|[a, b, c]| {
                format!("POLYGON(({} {}, {} {}, {} {}, {} {}))", a.0, a.1, b.0, b.1, c.0, c.1, a.0, a.1)
            });
            let how = select(vec!["S_INTERSECTS", "S_DISJOINT", "S_WITHIN", "S_TOUCHES"]);
            (how, prop_oneof![boxes, points, triangle])
                .prop_map(|(how, shape)| format!("{how}(geometry, {shape})"))
                .boxed()
        }
        ShapeKind::Line => {
            let how = select(vec!["S_INTERSECTS", "S_DISJOINT", "S_WITHIN"]);
            (how, boxes).prop_map(|(how, shape)| format!("{how}(geometry, {shape})")).boxed()
        }
        ShapeKind::Area => {
            let how = select(vec!["S_INTERSECTS", "S_DISJOINT", "S_WITHIN"]);
            prop_oneof![
                (how, boxes).prop_map(|(how, shape)| format!("{how}(geometry, {shape})")),
                points.prop_map(|point| format!("S_CONTAINS(geometry, {point})")),
            ]
            .boxed()
        }
    }
}

/// Any filter on a layer.
fn filters(snapshot: &Snapshot, layer: Layer) -> Written {
    let columns: Vec<Column> = snapshot.table(layer).columns().to_vec();
    let of = |kinds: &[Type]| -> Vec<&'static str> {
        columns.iter().filter(|column| kinds.contains(&column.kind)).map(|column| column.name).collect()
    };
    let texts = texts(snapshot, layer);
    let named = select(of(&[Type::Text]));
    let folds = select(vec!["", "CASEI", "ACCENTI", "ACCENTI(CASEI"]);
    let alike = (folds, named).prop_map(|(fold, name)| folded(fold, name)).boxed();
    let mut kinds: Vec<Written> = vec![
        comparisons(of(&[Type::Text]), literals(&texts)),
        (alike.clone(), select(vec!["LIKE", "NOT LIKE"]), patterns(&texts))
            .prop_map(|(a, how, b)| format!("{a} {how} {b}"))
            .boxed(),
        (alike.clone(), signs(), alike).prop_map(|(a, how, b)| format!("{a} {how} {b}")).boxed(),
        places(snapshot, layer),
        select(vec!["TRUE", "FALSE", "geometry IS NULL", "geometry IS NOT NULL"])
            .prop_map(str::to_owned)
            .boxed(),
    ];
    let numeric = of(&[Type::Integer, Type::Number]);
    if !numeric.is_empty() {
        kinds.push(comparisons(numeric, numbers()));
    }
    let flags = of(&[Type::Boolean]);
    if !flags.is_empty() {
        kinds.push(comparisons(flags, select(vec!["TRUE", "false"]).prop_map(str::to_owned).boxed()));
    }
    let lists = of(&[Type::List]);
    if !lists.is_empty() {
        let keys: Vec<String> =
            snapshot.functions.list().iter().map(|function| function.key.clone()).collect();
        let item = prop_oneof![4 => select(keys), 1 => texts].prop_map(|text| quoted(&text));
        let how = select(vec!["A_CONTAINS", "A_CONTAINEDBY", "A_EQUALS", "A_OVERLAPS"]);
        let parts = (how, select(lists), prop::collection::vec(item, 0..4), any::<bool>());
        let written = parts.prop_map(|(how, name, items, first)| {
            let items = format!("({})", items.join(", "));
            if first { format!("{how}({name}, {items})") } else { format!("{how}({items}, {name})") }
        });
        kinds.push(written.boxed());
    }
    let condition = prop::strategy::Union::new(kinds);
    let joined = |word: &'static str| {
        move |parts: Vec<String>| parts.iter().map(|part| format!("({part})")).collect::<Vec<_>>().join(word)
    };
    condition
        .prop_recursive(4, 8, 3, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 2..4).prop_map(joined(" AND ")),
                prop::collection::vec(inner.clone(), 2..4).prop_map(joined(" OR ")),
                inner.prop_map(|part| format!("NOT ({part})")),
            ]
        })
        .boxed()
}

#[test]
fn what_the_grammar_can_say_is_answered_as_a_loop_answers_it() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    for layer in Layer::ALL {
        let table = snapshot.table(layer);
        let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(96) });
        let outcome = runner.run(&filters(snapshot, layer), |text| {
            let tree: Expression =
                parse(&text, Language::Text).map_err(|e| TestCaseError::fail(format!("{text}: {e}")))?;
            prop_assert_eq!(parse(&tree.to_string(), Language::Text), Ok(tree.clone()), "{}", &text);
            let as_json = tree.to_json().to_string();
            prop_assert_eq!(parse(&as_json, Language::Json), Ok(tree.clone()), "{}", &text);
            let compiled = Filter::compile(&tree, snapshot, layer)
                .map_err(|e| TestCaseError::fail(format!("{text}: {e}")))?;
            let found: Vec<u32> = compiled.rows(snapshot).iter().collect();
            let expected: Vec<u32> =
                snapshot.rows(layer).filter(|&row| truth(&tree, &*table, row) == Some(true)).collect();
            prop_assert_eq!(found, expected, "{}", &text);
            Ok(())
        });
        outcome.unwrap_or_else(|fault| panic!("{layer}: {fault}"));
    }
}
