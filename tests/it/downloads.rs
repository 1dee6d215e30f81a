//! Whole layers and zones as streams: nothing is cut, and what is known is not sent again.

use crate::asking::{Answered, get, get_with};
use crate::worlds::island;

fn ask(address: &str) -> Answered {
    get(&island().world.shared, address)
}

/// A download is the whole of what it says, however large, and can be asked for again.
#[test]
fn a_download_is_whole_and_has_a_tag() {
    let whole = ask("/collections/acteurs/items?f=csv&limit=all");
    let rows: Vec<_> = csv::Reader::from_reader(&whole.body[..])
        .into_records()
        .collect::<Result<_, _>>()
        .expect("every row is sound");
    let matched = ask("/collections/acteurs/items?limit=1").json()["numberMatched"].as_u64();
    assert_eq!(Some(rows.len() as u64), matched);
    let zone = ask("/collections/acteurs/items?f=geojson&limit=all&zone=departement:F1").json();
    let features = zone["features"].as_array().map(Vec::len);
    assert_eq!(features.map(|n| n as u64), zone["numberMatched"].as_u64());
    let tag = whole.header("etag").to_owned();
    let again = get_with(
        &island().world.shared,
        "/collections/acteurs/items?f=csv&limit=all",
        &[("if-none-match", &tag)],
    );
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
}

#[test]
fn every_form_that_a_page_offers_is_given() {
    for (question, forms) in [
        ("zone=departement:F1", 5),
        ("near=-5.4,46.2&limit=3", 5),
        ("near=-5.4,46.2&zone=departement:F1", 5),
        // FlatGeobuf has longitude first.
        ("crs=%5BEPSG:4326%5D", 4),
    ] {
        let page = ask(&format!("/collections/acteurs/items?{question}&f=html"));
        assert_eq!(page.status, 200, "{question}");
        let text = String::from_utf8(page.body).expect("UTF-8").replace("&amp;", "&").replace("&#38;", "&");
        let hrefs = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let offered: Vec<&str> =
            hrefs.filter(|href| href.contains("/items?") && href.contains("&f=")).collect();
        let data: Vec<&str> = offered.into_iter().filter(|href| !href.contains("f=html")).collect();
        assert_eq!(data.len(), forms, "{question}: {data:?}");
        for href in data {
            assert_eq!(ask(href).status, 200, "{question}: {href}");
        }
    }
}
