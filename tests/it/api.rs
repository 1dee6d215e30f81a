//! What programs are answered: every matching feature once, figures that agree, and refusals
//! that say what to change.

use std::collections::BTreeSet;

use maillage::domain::level::Level;
use maillage::snapshot::layers::Layer;
use serde_json::{Value, json};

use crate::asking::{ask, get_with, list, text, told};
use crate::worlds::island;

fn next(page: &Value) -> Option<String> {
    let link = list(&page["links"]).iter().find(|link| link["rel"] == "next")?;
    Some(text(&link["href"]).to_owned())
}

/// All features of an address, by following its `next` links.
fn walk(first: &str) -> Vec<Value> {
    let mut features = Vec::new();
    let mut address = Some(first.to_owned());
    let mut matched = None;
    while let Some(at) = address {
        let page = told(&at);
        assert_eq!(list(&page["features"]).len() as u64, page["numberReturned"].as_u64().expect("a number"));
        let before = matched.replace(page["numberMatched"].clone());
        assert!(before.is_none_or(|before| before == page["numberMatched"]), "{at}: pages of one question");
        features.extend(list(&page["features"]).iter().cloned());
        address = next(&page);
    }
    assert_eq!(matched, Some(json!(features.len())), "{first}");
    features
}

fn ids(features: &[Value]) -> Vec<String> {
    features.iter().map(|feature| text(&feature["id"]).to_owned()).collect()
}

#[test]
fn the_collections_are_those_of_the_layers_with_their_counts() {
    let served = island().world.served();
    let collections = told("/collections");
    let listed: Vec<&str> = list(&collections["collections"]).iter().map(|c| text(&c["id"])).collect();
    assert_eq!(listed, Layer::ALL.map(Layer::name));
    for layer in Layer::ALL {
        let one = told(&format!("/collections/{layer}"));
        assert_eq!(one["count"], served.snapshot.layer_counts(layer).rows, "{layer}");
        assert_eq!(one["fictitious"], true);
        let columns = told(&format!("/collections/{layer}/queryables"));
        let feature = &told(&format!("/collections/{layer}/items?limit=1"))["features"][0];
        let keys =
            |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<BTreeSet<_>>();
        let mut queryable = keys(&columns["properties"]);
        assert!(queryable.remove("geometry"), "{layer}: the shape can be asked too");
        assert_eq!(keys(&feature["properties"]), queryable, "{layer}");
    }
}

#[test]
fn next_links_lead_through_all_features_without_loss_or_twin() {
    for (layer, limit) in
        [("acteurs", 97), ("communes", 7), ("foncier", 11), ("tiers-lieux", 33), ("ptce", 1)]
    {
        let walked = ids(&walk(&format!("/collections/{layer}/items?limit={limit}")));
        let at_once = ids(list(&told(&format!("/collections/{layer}/items?limit=10000"))["features"]));
        assert_eq!(walked, at_once, "{layer}");
        assert_eq!(walked.iter().collect::<BTreeSet<_>>().len(), walked.len(), "{layer}: ids are unique");
    }
}

#[test]
fn next_links_keep_the_question() {
    let territories = &island().world.served().snapshot.territories;
    let bassin = &territories.of(Level::Bassin)[0];
    let [west, south, east, north] = bassin.area.bbox().expect("an outline").sides();
    let question = format!("zone=bassin:{}&bbox={west},{south},{east},{north}", bassin.code);
    let walked = walk(&format!("/collections/acteurs/items?limit=10&{question}"));
    assert!(20 < walked.len(), "{} actors make several pages", walked.len());
    assert!(walked.iter().all(|actor| actor["properties"]["bassin"] == bassin.code));
}

/// A feature's point, if it has one.
fn point(feature: &Value) -> Option<[f64; 2]> {
    let degrees = list(&feature["geometry"]["coordinates"]);
    Some([degrees.first()?.as_f64()?, degrees.get(1)?.as_f64()?])
}

#[test]
fn a_box_finds_what_a_loop_over_all_points_finds() {
    let boxes = [
        [-5.6, 46.1, -5.3, 46.3],
        [-5.4, 46.0, -5.39, 46.4],
        [-180.0, -90.0, 180.0, 90.0],
        [170.0, -90.0, -170.0, 90.0],
        [-5.45, 46.2, -5.45, 46.2],
    ];
    for layer in ["acteurs", "tiers-lieux", "circuits-courts", "foncier", "equipements"] {
        let all = list(&told(&format!("/collections/{layer}/items?limit=10000"))["features"]).to_vec();
        let mut hits = 0;
        for [west, south, east, north] in boxes {
            let inside = |[lon, lat]: [f64; 2]| {
                let across =
                    if west <= east { west <= lon && lon <= east } else { west <= lon || lon <= east };
                across && south <= lat && lat <= north
            };
            let expected: Vec<Value> = all.iter().filter(|f| point(f).is_some_and(inside)).cloned().collect();
            let address = format!("/collections/{layer}/items?limit=50&bbox={west},{south},{east},{north}");
            assert_eq!(ids(&walk(&address)), ids(&expected), "{address}");
            hits += expected.len();
        }
        assert!(0 < hits, "{layer}");
    }
}

#[test]
fn a_zone_is_any_union_of_territories_and_each_row_is_in_it_once() {
    let matched = |zone: &str| {
        told(&format!("/collections/acteurs/items?limit=1&zone={zone}"))["numberMatched"].clone()
    };
    let territories = &island().world.served().snapshot.territories;
    let bassins: Vec<String> =
        territories.of(Level::Bassin).iter().map(|bassin| format!("bassin:{}", bassin.code)).collect();
    let departement = format!("departement:{}", territories.of(Level::Departement)[0].code);
    let all = matched(&bassins.join(","));
    assert_eq!(all, matched(&departement));
    assert_eq!(
        all,
        matched(&format!("{},{departement}", bassins[0])),
        "what two of them share is there once"
    );
    let communes =
        told(&format!("/collections/communes/items?limit=1&zone={}", bassins[0]))["numberMatched"].clone();
    assert_eq!(communes, territories.of(Level::Bassin)[0].communes);
}

#[test]
fn counts_take_every_condition_that_features_take() {
    let box_of_france = "bbox=50000,6580000,75000,6600000&bbox-crs=%5BEPSG:2154%5D";
    for (layer, query) in [
        ("communes", box_of_france),
        ("acteurs", box_of_france),
        ("acteurs", "bbox=46.15,-5.5,46.3,-5.3&bbox-crs=%5BEPSG:4326%5D"),
        ("acteurs", "famille=association"),
        ("acteurs", "famille=association&filter=ess%3Dtrue&zone=departement:F1&bbox=-5.5,46.15,-5.3,46.3"),
    ] {
        let all = told(&format!("/counts/{layer}"))["numberMatched"].as_u64().expect("a number");
        let features = told(&format!("/collections/{layer}/items?limit=1&{query}"));
        let counts = told(&format!("/counts/{layer}?by=commune&{query}"));
        assert_eq!(counts["numberMatched"], features["numberMatched"], "{layer} {query}");
        let facet = &counts["facets"][0];
        let placed = list(&facet["counts"]).iter().filter_map(|count| count["count"].as_u64());
        let sum = placed.sum::<u64>() + facet["without"].as_u64().expect("a number");
        assert_eq!(counts["numberMatched"], sum, "{layer} {query}");
        assert!(0 < sum && sum < all, "{layer} {query}: {sum} of {all}");
    }
    // Brownfields of the island were surveyed on this one day; of other land no day is known.
    let updated = |datetime| told(&format!("/counts/foncier?datetime={datetime}"))["numberMatched"].clone();
    assert_eq!(updated("2023-10-10"), told("/counts/foncier?nature=friche")["numberMatched"]);
    assert_eq!(updated("2023-10-11/.."), 0);
}

#[test]
fn limits_are_clamped_and_pages_beyond_the_last_are_empty() {
    let page = |query: &str| told(&format!("/collections/communes/items?{query}"));
    assert_eq!(page("limit=0")["numberReturned"], 1);
    assert_eq!(page("limit=999999")["numberReturned"], 60);
    assert_eq!(page("")["numberReturned"], 60);
    let beyond = page("offset=1000");
    assert_eq!((&beyond["numberReturned"], &beyond["numberMatched"]), (&json!(0), &json!(60)));
    assert_eq!(next(&beyond), None);
    assert_eq!(next(&page("limit=30&offset=30")), None, "the last page knows that it is");
    let csv = ask("/collections/communes/items?f=csv&limit=10");
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert_eq!(String::from_utf8(csv.body).expect("UTF-8").lines().count(), 11);
}

/// Status, and words that must be told: the value, and what to use instead.
const REFUSALS: [(&str, u16, &[&str]); 32] = [
    (
        "/collections/acteurs/items?colour=red",
        400,
        &["colour", "bbox, bbox-crs, zone, serves, filter", "near, crs, limit, cursor, offset and f"],
    ),
    (
        "/counts/acteurs?limit=1",
        400,
        &["limit", "bbox, bbox-crs, zone, serves, filter, filter-lang, filter-crs, datetime, by", "property"],
    ),
    ("/collections/acteurs/items?zone=44109", 400, &["44109", "bassin:44109"]),
    ("/collections/acteurs/items?zone=bassin:00000", 400, &["00000", "/search?q=00000"]),
    ("/collections/acteurs/items?zone=canton:1", 400, &["canton", "bassin"]),
    ("/collections/acteurs/items?zone=", 400, &["zone", "level:code"]),
    ("/collections/acteurs/items?bbox=1,2,3", 400, &["bbox", "west,south,east,north"]),
    ("/collections/acteurs/items?bbox=1,2,3,x", 400, &["bbox", "`x`"]),
    ("/collections/acteurs/items?bbox=1,2,3,NaN", 400, &["bbox"]),
    ("/collections/acteurs/items?bbox=2,49,3,48", 400, &["bbox", "49", "48"]),
    ("/collections/acteurs/items?limit=-1", 400, &["limit", "-1"]),
    ("/collections/acteurs/items?limit=many", 400, &["limit", "many"]),
    ("/collections/acteurs/items?offset=1.5", 400, &["offset", "1.5"]),
    ("/collections/acteurs/items?f=shp", 400, &["shp", "geojson, ndjson", "csv, fgb"]),
    ("/counts/acteurs?by=size", 400, &["size", "family", "bassin"]),
    ("/search", 400, &["q", "/search?q="]),
    ("/collections/acteurs/items/1?famille=association", 400, &["famille", "crs and f"]),
    ("/search?q=a&colour=red", 400, &["colour", "q, limit and kind"]),
    ("/search?q=%zz", 400, &["%zz", "%25"]),
    ("/counts/acteurs?famille=associations", 400, &["famille", "association"]),
    ("/counts/acteurs?famille=association&filter=(", 400, &["filter", "character"]),
    ("/collections/acteurs/items?ess=true&filter=ess&filter-lang=sql", 400, &["filter-lang", "sql"]),
    ("/tilejson/acteurs?colour=red", 400, &["colour", "zone, filter, filter-lang, filter-crs and by"]),
    ("/tilejson/acteurs?zone=a&zone=b", 400, &["zone", "twice"]),
    ("/collections/actors", 404, &["actors", "acteurs"]),
    ("/collections/actors/items", 404, &["actors", "acteurs"]),
    ("/collections/acteurs/items/12345678900000", 404, &["12345678900000"]),
    ("/counts/actors", 404, &["actors", "acteurs"]),
    ("/zones/canton/1", 404, &["canton", "bassin"]),
    ("/zones/bassin/00000", 404, &["00000"]),
    ("/tilejson/actors", 404, &["actors"]),
    ("/tiles/0123456789abcdef/acteurs/0/0/0", 404, &["0123456789abcdef", "/tilejson/acteurs"]),
];

#[test]
fn a_refusal_is_a_problem_that_says_what_to_change() {
    for (address, status, words) in REFUSALS {
        let answered = ask(address);
        assert_eq!(answered.status.as_u16(), status, "{address}");
        assert_eq!(answered.header("content-type"), "application/problem+json", "{address}");
        let problem = answered.json();
        assert_eq!(problem["status"], status, "{address}");
        for word in words {
            assert!(text(&problem["detail"]).contains(word), "{address}: {}", problem["detail"]);
        }
    }
}

#[test]
fn a_problem_looks_like_this() {
    let problem = ask("/collections/acteurs/items?bbox=2,49,3,48").json();
    let expected = json!({
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "parameter bbox: latitudes must satisfy -90 <= south <= north <= 90, got 49 and 48",
    });
    assert_eq!(problem, expected);
}

/// Whatever is asked, the fault is the client's and the service goes on.
#[test]
fn nothing_that_is_asked_is_an_internal_error() {
    let long = format!("/collections/acteurs/items?zone={}", vec!["bassin:F1001"; 1_001].join(","));
    let id = &island().world.served().atlas.edition;
    let tiles = ["0/0/1", "23/0/0", "256/0/0", "-1/0/0", "1/2/0", "4294967296/0/0", "0/0/0.png", "x/y/z"];
    let tiles = tiles.map(|tile| format!("/tiles/{id}/acteurs/{tile}"));
    let others = [
        "/collections/acteurs/items?limit=1&limit=2",
        "/collections/acteurs/items?offset=18446744073709551615&limit=10000",
        "/collections/acteurs/items?bbox=1e400,0,0,0",
        "/collections/acteurs/items?zone=bassin:%00",
        "/collections/acteurs/items?zone=%ff",
        "/collections/%ff/items",
        "/collections/acteurs/items/..%2f..%2fetc",
        "/collections/acteurs/items/%00",
        "/search?q=%ff",
        "/search?q=",
        "/zones/bassin/%20",
        "/zones/bassin/'%20or%201=1",
    ];
    for address in others.into_iter().map(str::to_owned).chain(tiles).chain([long]) {
        let status = ask(&address).status;
        assert!(!status.is_server_error(), "{address}: {status}");
    }
    assert_eq!(ask("/health").status, 200);
}

#[test]
fn what_the_client_has_already_is_not_sent_again() {
    let id = &island().world.served().atlas.edition;
    let tile = format!("/tiles/{id}/acteurs/0/0/0");
    for address in
        ["/collections", "/collections/communes/items", "/counts/acteurs", "/search?q=a", "/health", &tile]
    {
        let shared = &island().world.shared;
        let first = ask(address);
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') && 10 < tag.len(), "{address}: {tag}");
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let again = get_with(shared, address, &[("if-none-match", &known)]);
            assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{address} with {known}");
            assert_eq!(again.header("etag").trim_start_matches("W/"), tag);
        }
        let other = get_with(shared, address, &[("if-none-match", "\"other\"")]);
        assert!(other.status == 200 && other.body == first.body, "{address}");
    }
}

#[test]
fn tile_addresses_bear_an_edition_and_last_forever() {
    let id = &island().world.served().atlas.edition;
    let contract = get_with(&island().world.shared, "/tilejson/acteurs", &[("host", "atlas.example")]).json();
    let template = text(&contract["tiles"][0]).to_owned();
    assert_eq!(template, format!("http://atlas.example/tiles/{id}/acteurs/{{z}}/{{x}}/{{y}}"));
    let tile = ask(&format!("/tiles/{id}/acteurs/0/0/0"));
    assert_eq!(tile.header("content-type"), "application/vnd.mapbox-vector-tile");
    assert!(tile.header("cache-control").contains("immutable"));
    let empty = ask(&format!("/tiles/{id}/acteurs/14/0/0"));
    assert_eq!((empty.status.as_u16(), empty.body.len()), (204, 0));
    assert!(!ask("/collections").header("cache-control").contains("immutable"));
}

#[test]
fn a_territory_tells_what_is_counted_in_it() {
    let served = island().world.served();
    for level in Level::ALL {
        for territory in served.snapshot.territories.of(level) {
            let zone = told(&format!("/zones/{level}/{}", territory.code));
            assert_eq!(
                (text(&zone["nom"]), zone["population"].as_u64()),
                (&*territory.name, Some(territory.population))
            );
            for layer in ["acteurs", "tiers-lieux", "foncier"] {
                let question = format!("zone={level}:{}", territory.code);
                let counts = told(&format!("/counts/{layer}?by=precision&{question}"));
                assert_eq!(
                    zone["counts"][layer], counts["numberMatched"],
                    "{layer} in {level} {}",
                    territory.code
                );
            }
            let by_family = list(&zone["acteurs"]["by_family"]["counts"]).iter().map(|c| c["count"].as_u64());
            let sum = by_family.flatten().sum::<u64>()
                + zone["acteurs"]["by_family"]["without"].as_u64().expect("a number");
            assert_eq!(Some(sum), zone["counts"]["acteurs"].as_u64());
            for neighbour in list(&zone["neighbours"]) {
                let other = told(&format!("/zones/{level}/{}", text(&neighbour["code"])));
                let back = list(&other["neighbours"]).iter().any(|n| n["code"] == territory.code.as_str());
                assert!(back, "{level} {} and {}", territory.code, neighbour["code"]);
            }
        }
    }
}

#[test]
fn the_planted_gap_can_be_read_from_the_counts() {
    let truths = &island().truths;
    let functions = |bassin: &str| {
        let counts = told(&format!("/counts/acteurs?by=function&zone=bassin:{bassin}"));
        list(&counts["facets"][0]["counts"])
            .iter()
            .map(|c| text(&c["key"]).to_owned())
            .collect::<BTreeSet<_>>()
    };
    assert!(!functions(&truths.childcare.bassin).contains("petite-enfance"));
    let elsewhere = told("/counts/acteurs?by=function");
    assert!(list(&elsewhere["facets"][0]["counts"]).iter().any(|count| count["key"] == "petite-enfance"));
    assert!(!functions(&truths.processing.bassin).contains("transformation-alimentaire"));
    assert!(functions(&truths.processing.neighbour).contains("transformation-alimentaire"));
}

#[test]
fn health_tells_which_snapshot_is_served() {
    let served = island().world.served();
    let health = told("/health");
    assert_eq!(health["status"], "ok");
    assert_eq!(health["snapshot"], served.snapshot.manifest.id.as_str());
    assert_eq!(health["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(list(&health["layers"]).len(), Layer::ALL.len());
}
