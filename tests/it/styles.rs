//! The map's style as other programs take it: whole addresses, all of them answered.

use axum::http::StatusCode;

use crate::asking::{found, get, get_with};
use crate::worlds::island;

const HOST: [(&str, &str); 2] = [("host", "atlas.example"), ("x-forwarded-proto", "https")];

#[test]
fn all_that_the_style_names_is_answered() {
    let shared = &island().world.shared;
    let style = get_with(shared, "/styles/maillage", &HOST).json();
    let path = |address: &str| address.strip_prefix("https://atlas.example").expect("ours").to_owned();
    let sources = style["sources"].as_object().expect("sources");
    for (name, source) in sources {
        let tiles = found(shared, &path(source["url"].as_str().expect("a TileJSON")));
        let held: Vec<&str> = tiles["vector_layers"]
            .as_array()
            .expect("layers")
            .iter()
            .filter_map(|layer| layer["id"].as_str())
            .collect();
        for layer in style["layers"].as_array().expect("layers").iter().filter(|l| l["source"] == *name) {
            let drawn = layer["source-layer"].as_str().expect("a layer of the tiles");
            assert!(held.contains(&drawn), "{} draws {drawn}", layer["id"]);
        }
    }
    assert_eq!(sources.len(), 26);
    let sprite = path(style["sprite"].as_str().expect("a sprite"));
    let index = found(shared, &format!("{sprite}.json"));
    assert_eq!(index["cooperative"]["width"], 20);
    assert_eq!(found(shared, &format!("{sprite}@2x.json"))["cooperative"]["width"], 40);
    for file in ["sprite.png", "sprite@2x.png"] {
        let png = get(shared, &format!("/styles/maillage/{file}"));
        assert_eq!((png.header("content-type"), &png.body[1..4]), ("image/png", &b"PNG"[..]));
        let again =
            get_with(shared, &format!("/styles/maillage/{file}"), &[("if-none-match", png.header("etag"))]);
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    }
    // Without Node there is no font, and the style names none.
    if let Some(font) = style["font-faces"]["Maillage"].as_str() {
        let font = get(shared, &path(font));
        assert_eq!((font.status, font.header("content-type")), (StatusCode::OK, "font/woff2"));
    } else {
        assert_eq!(get(shared, "/styles/maillage/noms.woff2").status, StatusCode::NOT_FOUND);
    }
}

#[test]
fn a_file_that_the_style_has_not_is_said_to_be_missing() {
    for file in ["sprite", "sprite@3x.png", "glyphs"] {
        let missing = get(&island().world.shared, &format!("/styles/maillage/{file}"));
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        assert_eq!(missing.header("content-type"), "application/problem+json", "{file}");
    }
}
