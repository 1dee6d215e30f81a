//! The forms of features: the same features in each, found by `f` and by `Accept`; those nearest
//! to a place; those of some days.

use std::io::Write;

use maillage::formats::flatgeobuf::fault::FgbError;
use maillage::formats::flatgeobuf::read::Reader;
use maillage::geometry::position::Position;
use serde_json::{Value, json};

use crate::asking::{Answered, found, get, get_with};
use crate::worlds::island;

fn ask(address: &str) -> Answered {
    get(&island().world.shared, address)
}

fn told(address: &str) -> Value {
    found(&island().world.shared, address)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn lines(body: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(body).expect("UTF-8");
    text.lines()
        .map(|line| serde_json::from_str(line.trim_start_matches('\x1e')).expect("a feature"))
        .collect()
}

#[test]
fn every_form_holds_the_same_features() {
    for layer in ["acteurs", "communes", "foncier", "ptce"] {
        for question in ["limit=50", "limit=all", "limit=7&offset=3", "limit=10000&bbox=-5.6,46.1,-5.3,46.3"]
        {
            let at = |form: &str| ask(&format!("/collections/{layer}/items?{question}&f={form}"));
            let features = list(&at("geojson").json()["features"]).to_vec();
            assert_eq!(lines(&at("ndjson").body), features, "{layer} {question}");
            let sequence = at("geojsonseq");
            assert_eq!(lines(&sequence.body), features);
            assert_eq!(sequence.body.iter().filter(|&&byte| byte == 0x1e).count(), features.len());
            let csv = at("csv");
            let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(&csv.body[..])
                .into_records()
                .map(|row| row.expect("sound"))
                .collect();
            let id = usize::from(layer != "communes") * 2;
            let codes: Vec<&str> = rows.iter().map(|row| &row[id]).collect();
            let expected: Vec<&str> = features.iter().filter_map(|feature| feature["id"].as_str()).collect();
            assert_eq!(codes, expected, "{layer} {question}");
            let mut file = tempfile::NamedTempFile::new().expect("a file");
            file.write_all(&at("fgb").body).expect("written");
            let reader = Reader::open(file.path()).expect("a FlatGeobuf file");
            let mut count = 0;
            let every: Result<(), FgbError> = reader.each(|_| {
                count += 1;
                Ok(())
            });
            every.expect("whole");
            assert_eq!(count, features.len(), "{layer} {question}");
        }
    }
}

#[test]
fn accept_chooses_and_nothing_acceptable_lists_what_there_is() {
    let address = "/collections/acteurs/items?limit=2";
    for (accept, kind) in [
        ("application/geo+json", "application/geo+json"),
        ("application/json", "application/geo+json"),
        ("text/csv", "text/csv; charset=utf-8; header=present"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("application/geo+json-seq", "application/geo+json-seq"),
        ("application/flatgeobuf", "application/flatgeobuf"),
        ("text/csv;q=0.4, application/flatgeobuf;q=0.6", "application/flatgeobuf"),
        ("*/*", "application/geo+json"),
    ] {
        let answered = get_with(&island().world.shared, address, &[("accept", accept)]);
        assert_eq!(answered.header("content-type"), kind, "{accept}");
        assert!(answered.header("vary").contains("accept"));
    }
    for address in [address, "/collections/communes/items/F1001"] {
        let refused = get_with(&island().world.shared, address, &[("accept", "image/png")]);
        assert_eq!(refused.status, 406, "{address}");
        let detail = refused.json()["detail"].as_str().expect("words").to_owned();
        assert!(detail.contains("text/csv") && detail.contains("application/flatgeobuf"), "{detail}");
    }
}

/// The links of an answer's headers, by relation.
fn header_links(answered: &Answered) -> Vec<(String, String)> {
    let links = answered.headers.get_all("link").iter().map(|link| link.to_str().expect("text"));
    let link = |link: &str| {
        let (href, rest) = link.strip_prefix('<').and_then(|link| link.split_once('>')).expect("an address");
        let rel = rest.split("rel=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a relation");
        (rel.to_owned(), href.to_owned())
    };
    links.map(link).collect()
}

#[test]
fn forms_without_links_inside_have_them_in_their_headers() {
    for form in ["csv", "ndjson", "fgb"] {
        let mut address = Some(format!("/collections/communes/items?limit=25&f={form}"));
        let mut seen = 0;
        while let Some(at) = address {
            let page = ask(&at);
            let number = |name: &str| page.header(name).parse::<usize>().expect("a number");
            assert_eq!(number("ogc-numbermatched"), 60, "{at}");
            seen += number("ogc-numberreturned");
            let links = header_links(&page);
            assert!(links.iter().any(|(rel, _)| rel == "self"));
            assert!(3 <= links.iter().filter(|(rel, _)| rel == "alternate").count());
            address = links.into_iter().find(|(rel, _)| rel == "next").map(|(_, href)| href);
        }
        assert_eq!(seen, 60, "{form}");
    }
}

#[test]
fn one_feature_has_every_form_and_its_links() {
    let feature = told("/collections/communes/items/F1001");
    let rels: Vec<&str> = list(&feature["links"]).iter().filter_map(|link| link["rel"].as_str()).collect();
    // The four other forms, and the page that people read.
    assert_eq!(rels, ["self", "alternate", "alternate", "alternate", "alternate", "alternate", "collection"]);
    let own = list(&feature["links"])[0]["href"].as_str().expect("an address");
    assert_eq!(told(own), feature);
    let csv = String::from_utf8(ask("/collections/communes/items/F1001?f=csv").body).expect("UTF-8");
    assert_eq!(csv.lines().count(), 2);
    assert_eq!(ask("/collections/communes/items/F1001?limit=1").status, 400);
}

/// A feature's place, if it has one.
fn position(feature: &Value) -> Option<Position> {
    let at = list(&feature["geometry"]["coordinates"]);
    Position::from_degrees(at.first()?.as_f64()?, at.get(1)?.as_f64()?)
}

#[test]
fn the_nearest_are_those_a_loop_finds_in_its_order() {
    let from = Position::from_degrees(-5.41, 46.21).expect("on the globe");
    for (question, limit) in [
        ("acteurs/items?", 25),
        ("tiers-lieux/items?", 9),
        ("foncier/items?", 7),
        ("equipements/items?", 500),
        ("acteurs/items?zone=departement:F1&filter=famille%3D%27association%27", 40),
    ] {
        let all = told(&format!("/collections/{question}&limit=10000"));
        let mut expected: Vec<(f64, usize, &Value)> = list(&all["features"])
            .iter()
            .enumerate()
            .filter_map(|(rank, f)| Some((from.distance(position(f)?).value(), rank, &f["id"])))
            .collect();
        expected.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        expected.truncate(limit);
        let page = told(&format!("/collections/{question}&near=-5.41,46.21&limit={limit}"));
        let found = list(&page["features"]);
        let ids: Vec<&Value> = found.iter().map(|feature| &feature["id"]).collect();
        assert_eq!(ids, expected.iter().map(|(_, _, id)| *id).collect::<Vec<_>>(), "{question}");
        for (feature, (meters, _, _)) in found.iter().zip(&expected) {
            let told = feature["properties"]["distance_m"].as_f64().expect("a distance");
            assert!((told - meters).abs() <= 0.051, "{told} for {meters}");
        }
        assert_eq!(page["numberMatched"], all["numberMatched"]);
        assert!(list(&page["links"]).iter().all(|link| link["rel"] != "next"));
        let csv = ask(&format!("/collections/{question}&near=-5.41,46.21&limit={limit}&f=csv"));
        let mut rows = csv::Reader::from_reader(&csv.body[..]);
        assert_eq!(rows.headers().expect("a header").iter().next_back(), Some("distance_m"));
        assert_eq!(rows.records().count(), expected.len());
    }
}

#[test]
fn datetime_asks_for_the_day_of_the_last_update() {
    let all = told("/collections/foncier/items?limit=10000");
    let days: Vec<&str> =
        list(&all["features"]).iter().filter_map(|f| f["properties"]["mise_a_jour"].as_str()).collect();
    let matched = |datetime: &str| {
        told(&format!("/collections/foncier/items?limit=1&datetime={datetime}"))["numberMatched"].clone()
    };
    let count = |holds: &dyn Fn(&str) -> bool| json!(days.iter().filter(|day| holds(day)).count());
    assert!(days.contains(&"2023-10-10"));
    // The island was surveyed on the second of these days.
    for day in ["2023-10-09", "2023-10-10", "2023-10-11"] {
        assert_eq!(matched(day), count(&|known| known == day), "{day}");
        assert_eq!(matched(&format!("{day}T12:00:00Z")), count(&|known| known == day));
        assert_eq!(matched(&format!("{day}/..")), count(&|known| day <= known));
        assert_eq!(matched(&format!("../{day}")), count(&|known| known <= day));
        assert_eq!(matched(&format!("/{day}")), count(&|known| known <= day));
        assert_eq!(
            matched(&format!("2000-01-01/{day}T00:00:00%2B02:00")),
            count(&|known| "2000-01-01" <= known && known <= day)
        );
    }
    let everybody = told("/collections/acteurs/items?limit=1");
    let then = told("/collections/acteurs/items?limit=1&datetime=1900-01-01");
    assert_eq!(then["numberMatched"], everybody["numberMatched"], "no such day: no effect");
}
