//! Reference systems (OGC API Features, part 2): coordinates, boxes and filters in each, the order
//! of the axes, and what a system cannot say.

use maillage::geometry::plane_box::PlaneBox;
use maillage::geometry::position::Position;
use maillage::geometry::projection::Grid;
use maillage::geometry::reference::{Crs, Frame};
use serde_json::Value;

use crate::asking::{Answered, found, get};
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

fn encoded(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The systems that reach the island, which lies in the bay of Biscay.
const THERE: [Crs; 4] = [Crs::Crs84, Crs::Wgs84, Crs::WebMercator, Crs::Plane(Grid::Lambert93)];

/// Every pair of numbers of a geometry.
fn pairs(coordinates: &Value, into: &mut Vec<[f64; 2]>) {
    match list(coordinates) {
        [Value::Number(a), Value::Number(b)] => {
            into.push([a, b].map(|number| number.as_f64().expect("a number")));
        }
        parts => parts.iter().for_each(|part| pairs(part, into)),
    }
}

fn places(features: &Value) -> Vec<[f64; 2]> {
    let mut all = Vec::new();
    list(features).iter().for_each(|feature| pairs(&feature["geometry"]["coordinates"], &mut all));
    all
}

#[test]
fn each_system_says_the_same_places_in_its_own_coordinates() {
    for layer in ["acteurs", "communes", "foncier"] {
        let plain = places(&told(&format!("/collections/{layer}/items?limit=50"))["features"]);
        for crs in THERE {
            let address = format!("/collections/{layer}/items?limit=50&crs={}", encoded(crs.uri()));
            let answered = ask(&address);
            assert_eq!(answered.header("content-crs"), format!("<{}>", crs.uri()), "{address}");
            let places = places(&answered.json()["features"]);
            assert_eq!(places.len(), plain.len(), "{address}");
            let frame = Frame::new(crs);
            for (place, expected) in places.iter().zip(&plain) {
                let [lon, lat] = frame.degrees(*place).expect("on the globe");
                let near = |a: f64, b: f64| (a - b).abs() < 2e-8;
                assert!(
                    near(lon, expected[0]) && near(lat, expected[1]),
                    "{crs:?}: {place:?} for {expected:?}"
                );
            }
        }
    }
    let [lat, lon] = places(&told("/collections/acteurs/items?limit=9&crs=%5BEPSG:4326%5D")["features"])[0];
    assert!(40.0 < lat && lon < 0.0, "EPSG:4326 has latitude first: {lat} {lon}");
}

#[test]
fn every_answer_with_features_names_its_system() {
    let id =
        told("/collections/communes/items?limit=1")["features"][0]["id"].as_str().expect("an id").to_owned();
    for form in ["geojson", "ndjson", "geojsonseq", "csv", "fgb"] {
        for address in [
            format!("/collections/communes/items?f={form}"),
            format!("/collections/communes/items/{id}?f={form}"),
        ] {
            let plain = ask(&address);
            assert_eq!(plain.header("content-crs"), format!("<{}>", Crs::Crs84.uri()), "{address}");
            let lambert = ask(&format!("{address}&crs=%5BEPSG:2154%5D"));
            assert_eq!(lambert.header("content-crs"), "<http://www.opengis.net/def/crs/EPSG/0/2154>");
            assert!(lambert.body != plain.body && lambert.status == 200, "{address}");
        }
    }
    let csv = |crs: &str| {
        let text = String::from_utf8(ask(&format!("/collections/acteurs/items?f=csv&limit=1{crs}")).body);
        text.expect("UTF-8")
            .lines()
            .next()
            .expect("a header")
            .split(',')
            .take(2)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(csv(""), "lon lat");
    assert_eq!(csv("&crs=%5BEPSG:4326%5D"), "lat lon");
    assert_eq!(csv("&crs=%5BEPSG:2154%5D"), "x y");
}

fn ids(page: &Value) -> Vec<&str> {
    list(&page["features"]).iter().filter_map(|feature| feature["id"].as_str()).collect()
}

#[test]
fn a_box_in_another_system_finds_what_lies_in_it_there() {
    let all = told("/collections/acteurs/items?limit=10000");
    let degrees = told("/collections/acteurs/items?limit=10000&bbox=-5.5,46.15,-5.3,46.3");
    let turned =
        told("/collections/acteurs/items?limit=10000&bbox=46.15,-5.5,46.3,-5.3&bbox-crs=%5BEPSG:4326%5D");
    assert_eq!(ids(&turned), ids(&degrees));
    for crs in [Crs::WebMercator, Crs::Plane(Grid::Lambert93)] {
        let frame = Frame::new(crs);
        let corner =
            |lon, lat| frame.plane(Position::from_degrees(lon, lat).expect("on the globe")).expect("there");
        let (low, high) = (corner(-5.5, 46.15), corner(-5.3, 46.3));
        let (low, high) = ([low[0].round(), low[1].round()], [high[0].round(), high[1].round()]);
        let is_in = |feature: &&Value| {
            let mut at = Vec::new();
            pairs(&feature["geometry"]["coordinates"], &mut at);
            at.first().is_some_and(|&[lon, lat]| {
                let [x, y] =
                    frame.plane(Position::from_degrees(lon, lat).expect("on the globe")).expect("there");
                low[0] <= x && x <= high[0] && low[1] <= y && y <= high[1]
            })
        };
        let expected: Vec<&str> =
            list(&all["features"]).iter().filter(is_in).filter_map(|f| f["id"].as_str()).collect();
        let address = format!(
            "/collections/acteurs/items?limit=10000&bbox={},{},{},{}&bbox-crs={}",
            low[0],
            low[1],
            high[0],
            high[1],
            encoded(crs.uri())
        );
        let found = told(&address);
        assert_eq!(ids(&found), expected, "{address}");
        assert!(100 < expected.len() && expected.len() < ids(&all).len(), "{}", expected.len());
        // With heights, which nothing here has.
        let high_up = format!(
            "/collections/acteurs/items?limit=10000&bbox={},{},0,{},{},9&bbox-crs={}",
            low[0],
            low[1],
            high[0],
            high[1],
            encoded(crs.uri())
        );
        assert_eq!(told(&high_up)["numberMatched"], found["numberMatched"]);
    }
    // The grid is turned here: the degrees around the box hold more than the box.
    let communes = told(
        "/collections/communes/items?limit=1000&bbox=50000,6580000,75000,6600000&bbox-crs=%5BEPSG:2154%5D",
    );
    let frame = Frame::new(Crs::Plane(Grid::Lambert93));
    let plane = PlaneBox::new(frame, [50_000.0, 6_580_000.0], [75_000.0, 6_600_000.0]).expect("a box");
    let served = island().world.served();
    let territories = &served.snapshot.territories;
    let expected: Vec<&str> = territories
        .of(maillage::domain::level::Level::Commune)
        .iter()
        .filter(|commune| plane.meets(&commune.area))
        .map(|commune| commune.code.as_str())
        .collect();
    assert_eq!(ids(&communes), expected);
}

#[test]
fn what_a_system_does_not_reach_is_a_problem_before_a_byte() {
    for (query, words) in [
        ("crs=%5BEPSG:2975%5D", ["does not reach", "CRS84"]),
        ("crs=%5BEPSG:5490%5D&f=csv&limit=all", ["does not reach", "zone or bbox"]),
        ("bbox=0,0,1,1&bbox-crs=%5BEPSG:4471%5D", ["does not reach", "bbox-crs"]),
        ("bbox=5,5,1,1&bbox-crs=%5BEPSG:2154%5D", ["smaller", "first"]),
    ] {
        let answered = ask(&format!("/collections/acteurs/items?{query}"));
        assert_eq!(answered.status, 400, "{query}");
        let detail = answered.json()["detail"].as_str().expect("words").to_owned();
        assert!(words.iter().all(|word| detail.contains(word)), "{query}: {detail}");
    }
    let nothing = ask("/collections/acteurs/items?crs=%5BEPSG:2975%5D&bbox=55,-22,56,-20");
    assert_eq!(nothing.status, 200, "of nothing, all is reached");
}

#[test]
fn shapes_of_a_filter_are_in_the_system_that_is_named() {
    let matched = |filter: &str, crs: &str| {
        let address = format!(
            "/collections/acteurs/items?limit=1&filter={}&filter-crs={}",
            encoded(filter),
            encoded(crs)
        );
        told(&address)["numberMatched"].as_u64().expect("a number")
    };
    let frame = Frame::new(Crs::Plane(Grid::Lambert93));
    let corners = [[-5.5, 46.15], [-5.3, 46.15], [-5.3, 46.3], [-5.5, 46.3], [-5.5, 46.15]];
    let polygon = |place: &dyn Fn([f64; 2]) -> [f64; 2]| {
        let corners = corners.map(|corner| place(corner).map(|number| number.to_string()).join(" "));
        format!("S_INTERSECTS(geometry, POLYGON(({})))", corners.join(", "))
    };
    let plain = matched(&polygon(&|corner| corner), Crs::Crs84.uri());
    assert!(100 < plain, "{plain}");
    assert_eq!(matched(&polygon(&|[lon, lat]| [lat, lon]), Crs::Wgs84.uri()), plain);
    let plane = |[lon, lat]: [f64; 2]| {
        frame.plane(Position::from_degrees(lon, lat).expect("on the globe")).expect("there")
    };
    assert_eq!(matched(&polygon(&plane), Crs::Plane(Grid::Lambert93).uri()), plain);
    let [a, b] = [plane([-5.4, 46.2]), plane([-5.35, 46.25])];
    let boxed = format!("S_INTERSECTS(geometry, BBOX({}, {}, {}, {}))", a[0], a[1], b[0], b[1]);
    assert!(0 < matched(&boxed, "[EPSG:2154]"));
    let json = format!(
        r#"{{"op":"s_intersects","args":[{{"property":"geometry"}},{{"type":"Polygon","coordinates":[[{}]]}}]}}"#,
        corners.map(|corner| format!("{:?}", plane(corner))).join(",")
    );
    let address = format!(
        "/collections/acteurs/items?limit=1&filter-lang=cql2-json&filter={}&filter-crs=%5BEPSG:2154%5D",
        encoded(&json)
    );
    assert_eq!(told(&address)["numberMatched"], plain);
    let far = format!(
        "/collections/acteurs/items?filter={}&filter-crs=%5BEPSG:2154%5D",
        encoded("S_INTERSECTS(geometry, POINT(1e12 5))")
    );
    assert_eq!(ask(&far).status, 400);
}
