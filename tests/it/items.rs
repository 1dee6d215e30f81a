//! Pages of features: each item once whatever the page, links that keep the question, tags that
//! tell the truth, one snapshot an answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use maillage::api;
use maillage::api::state::Shared;
use maillage::demo::Plan;
use maillage::domain::level::Level;
use maillage::snapshot::layers::Layer;
use maillage::snapshot::{load, store};
use proptest::prelude::*;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::asking::{Answered, at_the_edge, found, get, get_with};
use crate::worlds::{built, island, write_land};

fn ask(address: &str) -> Answered {
    get(&island().world.shared, address)
}

fn told(address: &str) -> Value {
    found(&island().world.shared, address)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn link(page: &Value, rel: &str) -> Option<String> {
    let link = list(&page["links"]).iter().find(|link| link["rel"] == rel)?;
    Some(link["href"].as_str().expect("an address").to_owned())
}

fn ids(page: &Value) -> Vec<String> {
    list(&page["features"]).iter().map(|f| f["id"].as_str().expect("an id").to_owned()).collect()
}

/// A value as it stands in an address, every byte encoded.
fn encoded(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// All ids by following links of one kind, each page checked for the count.
fn walked(first: &str, rel: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut address = Some(first.to_owned());
    while let Some(at) = address {
        let page = told(&at);
        assert_eq!(page["numberReturned"], json!(list(&page["features"]).len()), "{at}");
        pages.push(ids(&page));
        address = link(&page, rel);
        if let Some(next) = &address {
            assert!(next.contains("cursor=") || rel == "prev", "{next}");
        }
    }
    pages
}

/// Questions of every kind: everything, a view, a box, a zone, a filter, all at once.
fn questions() -> Vec<String> {
    let served = island().world.served();
    let bassin = &served.snapshot.territories.of(Level::Bassin)[0].code;
    let filter = encoded("famille = 'association' OR nom LIKE '%é%'");
    vec![
        "acteurs?".to_owned(),
        "ptce?".to_owned(),
        "communes?".to_owned(),
        "tiers-lieux?bbox=-5.6,46.1,-5.3,46.3".to_owned(),
        format!("acteurs?zone=bassin:{bassin}"),
        format!("acteurs?filter={filter}"),
        format!("circuits-courts?zone=bassin:{bassin}&bbox=-6,45,-5,47&filter={filter}"),
        "foncier?datetime=2020-01-01/..".to_owned(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// By cursors, forwards and backwards, and by offsets.
    #[test]
    fn paging_gives_each_item_once_whatever_the_page_size(rank in 0..8_usize, limit in 1..900_usize) {
        let question = &questions()[rank];
        let limit = if question.starts_with("acteurs") { limit.max(40) } else { limit };
        let (layer, rest) = question.split_once('?').expect("a question");
        let at_once = told(&format!("/collections/{layer}/items?{rest}&limit=10000"));
        let all = ids(&at_once);
        prop_assert_eq!(json!(all.len()), at_once["numberMatched"].clone());
        let first = format!("/collections/{layer}/items?{rest}&limit={limit}");
        let pages = walked(&first, "next");
        prop_assert_eq!(pages.concat(), all.clone(), "{}", first);
        // From a page in the middle back to the first: the pages before it, in reverse.
        let middle = pages.len() / 2;
        let back = walked(&format!("{first}&offset={}", middle * limit), "prev");
        let expected: Vec<Vec<String>> = pages[..=middle].iter().rev().cloned().collect();
        prop_assert_eq!(back, expected, "{}", first);
    }
}

#[test]
fn a_cursor_that_is_damaged_or_of_another_snapshot_says_to_start_again() {
    let next = link(&told("/collections/acteurs/items?limit=10"), "next").expect("a next page");
    let cursor = next.split("cursor=").nth(1).expect("a cursor").split('&').next().expect("a value");
    assert!(cursor.len() < 30 && cursor.bytes().all(|b| b.is_ascii_alphanumeric()), "{cursor}");
    let refused = |cursor: &str, layer: &str| {
        let answered = ask(&format!("/collections/{layer}/items?cursor={cursor}"));
        assert_eq!(answered.header("content-type"), "application/problem+json");
        let detail = answered.json()["detail"].as_str().expect("words").to_owned();
        assert!(detail.contains("start again without `cursor`"), "{detail}");
        answered.status.as_u16()
    };
    let other_row = format!("{}00000008{}", &cursor[..8], &cursor[16..]);
    let other_snapshot = format!("00000000{}", &cursor[8..]);
    assert_eq!(refused(&other_row, "acteurs"), 400);
    assert_eq!(refused("", "acteurs"), 400);
    assert_eq!(refused("%F0%9F%98%80", "acteurs"), 400);
    assert_eq!(refused(&cursor[1..], "acteurs"), 400);
    assert_eq!(refused(cursor, "communes"), 400, "of another collection");
    assert_eq!(refused(&other_snapshot, "acteurs"), 410);
    assert_eq!(ask(&format!("/collections/acteurs/items?offset=3&cursor={cursor}")).status, 400);
}

#[test]
fn an_offset_beyond_the_bound_is_told_of_cursors() {
    assert_eq!(ask("/collections/acteurs/items?offset=100000").status, 200);
    let beyond = ask("/collections/acteurs/items?offset=100001");
    assert_eq!(beyond.status, 400);
    assert!(beyond.json()["detail"].as_str().is_some_and(|words| words.contains("`next`")));
}

#[test]
fn links_keep_every_parameter_and_are_whole_addresses() {
    let filter = "nom LIKE '%é%' OR nom <> 'a&b=c+d%20#?\"' OR precision IS NULL";
    let crs = "http://www.opengis.net/def/crs/EPSG/0/4326";
    let address = format!(
        "/collections/acteurs/items?limit=7&filter={}&crs={}&bbox-crs={}&bbox=45,-6,47,-5&zone={}",
        encoded(filter),
        encoded(crs),
        encoded(crs),
        encoded("departement:F1")
    );
    let page = get_with(&island().world.shared, &address, &[("host", "atlas.example")]).json();
    for rel in ["self", "next", "alternate"] {
        let href = link(&page, rel).expect(rel);
        let (path, query) = href.split_once('?').expect("a query");
        assert_eq!(path, "http://atlas.example/collections/acteurs/items", "{rel}");
        let mut asked = maillage::api::asked::Asked::read(query).expect("readable");
        assert_eq!(asked.take("filter").as_deref(), Some(filter), "{rel}");
        assert_eq!(asked.take("crs").as_deref(), Some(crs));
        assert_eq!(asked.take("bbox-crs").as_deref(), Some(crs));
        assert_eq!(asked.take("bbox").as_deref(), Some("45,-6,47,-5"));
        assert_eq!(asked.take("zone").as_deref(), Some("departement:F1"));
        assert_eq!(asked.take("limit").as_deref(), Some("7"));
    }
    let own = link(&page, "self").expect("itself").replace("http://atlas.example", "");
    assert_eq!(told(&own)["features"], page["features"]);
    assert_eq!(told(&own)["numberMatched"], page["numberMatched"]);
}

#[test]
fn what_is_known_is_told_before_a_row_is_looked_for() {
    let files = tempfile::tempdir().expect("a folder");
    write_land(files.path(), &Plan { seed: 5, communes: 40, actors: 400, others: 40 });
    let shared = Arc::new(Shared::new(built(files.path())));
    let address = format!("/collections/acteurs/items?filter={}", encoded("nom LIKE '%a%'"));
    let tag = get(&shared, &address).header("etag").to_owned();
    let again = Arc::new(Shared::new(built(files.path())));
    let known = get_with(&again, &address, &[("if-none-match", &tag)]);
    assert_eq!((known.status.as_u16(), known.body.len(), known.header("etag")), (304, 0, tag.as_str()));
    assert!(again.current().questions.is_empty(), "nothing was looked for");
    assert_eq!(get_with(&again, &address, &[("if-none-match", "\"other\"")]).status, 200);
    assert!(!again.current().questions.is_empty());
    let wrong = get_with(&again, "/collections/acteurs/items?filter=(", &[("if-none-match", "*")]);
    assert_eq!(wrong.status, 400, "any answer is no wrong answer");
}

/// Addresses in groups: those of one group are one page, written in several ways.
const SAME: [&[(&str, &str)]; 5] = [
    &[
        ("/collections/acteurs/items", ""),
        ("/collections/acteurs/items?", "*/*"),
        ("/collections/acteurs/items?limit=100&offset=0", "application/json"),
        ("/collections/acteurs/items?f=json", "text/csv"),
        ("/collections/acteurs/items?f=geojson&limit=0100", ""),
    ],
    &[
        ("/collections/acteurs/items?zone=departement:F1&bbox=-6,45,-5,47", ""),
        ("/collections/acteurs/items?bbox=-6%2C45,-5,47&zone=departement%3AF1", ""),
        ("/collections/acteurs/items?crs=%5BOGC%3ACRS84%5D&bbox=-6,45,-5,47&zone=departement:F1", ""),
    ],
    &[("/collections/acteurs/items?f=csv", ""), ("/collections/acteurs/items", "text/csv")],
    &[("/collections/acteurs/items?limit=99", ""), ("/collections/acteurs/items?limit=99&f=json", "")],
    &[
        ("/collections/acteurs/items?limit=all&f=csv", ""),
        ("/collections/acteurs/items?limit=all", "text/csv"),
    ],
];

#[test]
fn two_answers_with_the_same_tag_are_the_same_bytes() {
    let mut by_tag: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for group in SAME {
        let mut tags = BTreeSet::new();
        for (address, accept) in group {
            let headers: &[(&str, &str)] = &[("accept", accept)];
            let headers = if accept.is_empty() { &[] } else { headers };
            let answered = get_with(&island().world.shared, address, headers);
            assert_eq!(answered.status, 200, "{address}");
            let tag = answered.header("etag").to_owned();
            tags.insert(tag.clone());
            let known = by_tag.entry(tag).or_insert_with(|| answered.body.clone());
            assert!(*known == answered.body, "{address} with {accept}");
        }
        assert_eq!(tags.len(), 1, "{group:?}");
    }
    assert_eq!(by_tag.len(), SAME.len());
    let elsewhere = get_with(&island().world.shared, SAME[0][0].0, &[("host", "a.example")]);
    assert!(!by_tag.contains_key(elsewhere.header("etag")), "its links are others");
}

/// What is sent with everything around it: compression and its kin.
fn around(address: &str, headers: &[(&str, &str)]) -> Answered {
    let request =
        headers.iter().fold(Request::get(address), |request, (name, value)| request.header(*name, *value));
    at_the_edge(&island().world.shared, request.body(Body::empty()).expect("a request"))
}

#[test]
fn a_tag_is_strong_only_where_the_bytes_are_as_we_wrote_them() {
    let address = "/collections/acteurs/items?limit=50";
    let plain = around(address, &[]);
    let tag = plain.header("etag").to_owned();
    assert!(tag.starts_with('"') && plain.header("content-encoding").is_empty());
    for coding in ["gzip", "br", "zstd"] {
        let coded = around(address, &[("accept-encoding", coding)]);
        assert_eq!(coded.header("content-encoding"), coding);
        assert_eq!(coded.header("etag"), format!("W/{tag}"), "{coding}");
        let headers = [("accept-encoding", coding), ("if-none-match", &*format!("W/{tag}"))];
        let known = around(address, &headers);
        assert_eq!((known.status.as_u16(), known.header("etag")), (304, &*format!("W/{tag}")));
        assert!(known.header("vary").contains("accept"), "{}", known.header("vary"));
    }
    let served = island().world.served();
    let tile =
        around(&format!("/tiles/{}/acteurs/5/15/11", served.atlas.edition), &[("accept-encoding", "gzip")]);
    assert_eq!(tile.header("content-encoding"), "gzip");
    assert!(tile.header("etag").starts_with('"'), "a tile's coding is part of its tag");
}

#[test]
fn head_says_what_get_would() {
    for address in ["/collections/communes/items?limit=2&f=csv", "/collections/acteurs/items?limit=3"] {
        let get = ask(address);
        let request = Request::head(address).body(Body::empty()).expect("a request");
        let head = at_the_edge(&island().world.shared, request);
        assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
        for name in ["etag", "content-type", "content-crs", "link"] {
            assert_eq!(head.header(name), get.header(name), "{name} of {address}");
        }
        assert_eq!(head.header("content-length"), get.body.len().to_string());
    }
}

#[test]
fn what_cannot_be_read_is_a_problem_in_our_words() {
    for (query, word) in [
        ("limit=1&limit=2", "twice"),
        ("filter=%ff", "UTF-8"),
        ("filter=%zz", "%zz"),
        ("near=1", "longitude,latitude"),
        ("near=1,2&limit=all", "limit"),
        ("datetime=yesterday", "2024-05-31"),
        ("crs=EPSG:2154", "EPSG/0/2154"),
        ("bbox-crs=x&bbox=1,2,3,4", "EPSG/0/2154"),
        ("crs=%5BEPSG:4326%5D&f=fgb", "longitude first"),
    ] {
        let answered = ask(&format!("/collections/acteurs/items?{query}"));
        assert_eq!(answered.status, 400, "{query}");
        assert_eq!(answered.header("content-type"), "application/problem+json", "{query}");
        let detail = answered.json()["detail"].as_str().expect("words").to_owned();
        assert!(detail.contains(word), "{query}: {detail}");
    }
    let near_areas = ask("/collections/communes/items?near=1,2");
    assert_eq!(near_areas.status, 400);
}

/// The body of an answer, with something done before each of its pieces is taken.
async fn read(shared: &Arc<Shared>, address: &str, mut between: impl FnMut()) -> Vec<u8> {
    let routes = api::routes().with_state(Arc::clone(shared));
    let request = Request::get(address).body(Body::empty()).expect("a request");
    let mut body = routes.oneshot(request).await.expect("an answer").into_body();
    let mut bytes = Vec::new();
    between();
    while let Some(frame) = body.frame().await {
        bytes.extend(frame.expect("a piece").into_data().expect("bytes"));
        between();
    }
    bytes
}

/// Two snapshots of different lands take turns, between any two pieces of any answer and from
/// another thread.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reload_never_mixes_two_snapshots_in_one_answer() {
    let folders = [5, 6].map(|seed| {
        let (files, root) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        write_land(files.path(), &Plan { seed, communes: 60, actors: 2_000, others: 60 });
        store::write(&built(files.path()), root.path(), &mut |_| ()).expect("written");
        root
    });
    let snapshot = |rank: usize| load::current(folders[rank].path()).expect("loaded");
    let addresses = [
        "/collections/acteurs/items?limit=all",
        "/collections/acteurs/items?limit=all&f=csv",
        "/collections/communes/items?limit=1000&f=ndjson",
        "/collections/acteurs/items?limit=700&filter=famille%3D%27association%27",
        "/collections/acteurs/items?limit=300&near=-5.4,46.2",
    ];
    let mut expected: Vec<[Vec<u8>; 2]> = Vec::new();
    for address in addresses {
        let mut both = [vec![], vec![]];
        for (rank, body) in both.iter_mut().enumerate() {
            *body = read(&Arc::new(Shared::new(snapshot(rank))), address, || ()).await;
        }
        assert_ne!(both[0], both[1], "{address}: the lands differ");
        expected.push(both);
    }
    let shared = Arc::new(Shared::new(snapshot(0)));
    let mut seen = [0, 0];
    for round in 0..12 {
        let (turning, address) = (Arc::clone(&shared), addresses[round % addresses.len()]);
        let other = snapshot(round % 2);
        let swapping = tokio::task::spawn_blocking(move || turning.swap(other));
        let mut spare = (0..2).map(|turn| snapshot((round + turn) % 2)).collect::<Vec<_>>();
        let between = || {
            spare.pop().into_iter().for_each(|snapshot| shared.swap(snapshot));
        };
        let body = read(&shared, address, between).await;
        swapping.await.expect("swapped");
        let which = expected[round % addresses.len()].iter().position(|whole| *whole == body);
        seen[which.unwrap_or_else(|| panic!("{address}: neither of the two"))] += 1;
    }
    assert!(0 < seen[0] && 0 < seen[1], "both were served: {seen:?}");
}

#[test]
fn what_a_table_tells_at_once_is_what_it_tells_cell_by_cell() {
    use maillage::formats::geojson::Features;
    use maillage::formats::selection::Selection;
    use maillage::geometry::reference::{Crs, Frame};
    let served = island().world.served();
    for layer in Layer::ALL {
        let table = served.snapshot.table(layer);
        let at_once = Features::new(&*table, Frame::new(Crs::Crs84));
        // Without its last column a selection asks for each cell.
        let last = table.columns().len() - 1;
        let names: Vec<&str> = table.columns()[..last].iter().map(|column| column.name).collect();
        let by_cell = Selection::all(&*table).with_columns(|column| names.contains(&column.name));
        let features = Features::new(&by_cell, Frame::new(Crs::Crs84));
        for row in served.snapshot.rows(layer).take(500) {
            let (mut one, mut other) = (Vec::new(), Vec::new());
            at_once.put(&*table, row, &mut one).expect("written");
            features.put(&by_cell, row, &mut other).expect("written");
            let (mut one, other): (Value, Value) =
                (serde_json::from_slice(&one).expect("JSON"), serde_json::from_slice(&other).expect("JSON"));
            let properties = one["properties"].as_object_mut().expect("properties");
            assert!(properties.remove(table.columns()[last].name).is_some());
            assert_eq!(one, other, "{layer}, row {row}");
        }
    }
}
