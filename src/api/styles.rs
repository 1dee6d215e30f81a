//! `/styles/maillage`: our map's style for any other map, with its symbols and its font.
//!
//! QGIS, Maputnik or a page of somebody else's draw our tiles from this one address. Addresses in
//! it are absolute, all of them ours.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;

use crate::api::answer::Answer;
use crate::api::assets;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served, Shared};
use crate::domain::level::Level;
use crate::tiles::marks::Symbols;
use crate::tiles::sprite::{Sprite, sprite};
use crate::tiles::style;

/// The address of the labels' font: that of `/assets` changes with its bytes, this one does not.
const FONT: &str = "/styles/maillage/noms.woff2";

pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/styles/maillage", get(whole))
        .route(FONT, get(font))
        .route("/styles/maillage/{file}", get(symbols))
}

async fn whole(Current(served): Current, headers: HeaderMap) -> Response {
    let font = assets::label_font().map(|_| FONT);
    let body = style::served(&base_url(&headers), font, center(&served));
    Answer::json(&body).respond(&headers)
}

async fn font(headers: HeaderMap) -> Result<Response, Problem> {
    let without = || Problem::NotFound("this program was built without its font".to_owned());
    let font = assets::label_font().ok_or_else(without)?;
    Ok(Answer::of(font.mime, font.bytes.into_owned()).respond(&headers))
}

/// The sprite in both sizes, under the four names that MapLibre makes of one address.
async fn symbols(Path(file): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    static SPRITES: LazyLock<[Sprite; 2]> =
        LazyLock::new(|| [1, 2].map(|scale| sprite(Symbols::of_this_build(), scale)));
    let [one, two] = &*SPRITES;
    let answer = match file.as_str() {
        "sprite.json" => Answer::json(&one.index),
        "sprite@2x.json" => Answer::json(&two.index),
        "sprite.png" => Answer::of("image/png", one.png.clone()),
        "sprite@2x.png" => Answer::of("image/png", two.png.clone()),
        _ => return Err(Problem::NotFound(format!("the style has no file `{file}`"))),
    };
    Ok(answer.respond(&headers))
}

/// The point of the most populous région: of the whole country there may be no middle, with
/// départements around the world.
fn center(served: &Served) -> [f64; 2] {
    let regions = served.snapshot.territories.of(Level::Region);
    let largest = regions.iter().max_by_key(|region| region.population);
    largest.map_or([0.0, 0.0], |region| region.point.degrees())
}
