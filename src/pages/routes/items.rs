//! Fills the pages of features.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::api::asked::Asked as Parameters;
use crate::api::items::format::Format;
use crate::domain::actor::Family;
use crate::domain::level::Level;
use crate::pages::frame::{Door, Frame};
use crate::pages::items::{Asked, Cell, Choice, ItemPage, ItemRow, ItemsPage};
use crate::pages::notice::Trouble;
use crate::pages::routes::encodings::Told;
use crate::pages::routes::interface::read;
use crate::pages::routes::territory::label;
use crate::pages::routes::visit::{Visit, render};
use crate::pages::{address, figures};
use crate::snapshot::layers::Layer;
use crate::snapshot::layers::finding::Finding;

#[derive(Debug, Deserialize)]
struct Features {
    #[serde(rename = "numberMatched")]
    number_matched: u64,
    features: Vec<Feature>,
    #[serde(default)]
    links: Vec<Link>,
}

/// A feature without its shape: outlines are long.
#[derive(Debug, Deserialize)]
struct Feature {
    id: Value,
    #[serde(rename = "geometry")]
    _geometry: IgnoredAny,
    properties: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
struct Link {
    rel: String,
    href: String,
    #[serde(rename = "type")]
    media_type: String,
}

/// The columns of a list, beside the name.
fn columns(layer: Layer) -> &'static [&'static str] {
    match layer {
        Layer::Territories(Level::Commune) => &["code", "population", "surface_km2", "densite"],
        Layer::Territories(_) => &["code", "population", "surface_km2", "communes"],
        Layer::Acteurs | Layer::TiersLieux | Layer::CircuitsCourts | Layer::Ptce => {
            &["famille", "fonctions", "commune_nom", "precision"]
        }
        Layer::Foncier => &["type", "niveau_public", "statut", "surface_m2", "commune_nom"],
        Layer::Equipements => &["nature", "forme", "commune_nom", "precision"],
        Layer::Found(Finding::Lacunes) => &["niveau", "libelle", "verdict", "compte", "attendu"],
        Layer::Found(Finding::Constats) => &["niveau", "manques_surs", "manques_probables"],
        Layer::Found(Finding::MaillonsManquants) => {
            &["niveau", "filiere_nom", "etape_nom", "action", "proche_minutes"]
        }
        Layer::Found(Finding::Jumeaux) => &["niveau", "reponse", "rang", "jumeau_nom", "stabilite"],
        Layer::Found(Finding::Indicateurs) => &["niveau", "indice", "score", "classe"],
        Layer::Found(Finding::Grappes) => &["retenu", "acteurs", "familles", "bassin_nom", "rang"],
        Layer::Found(Finding::Liens) => &["genre", "produit", "communes_noms", "source", "date"],
        Layer::Found(Finding::Opportunites) => &["rang", "score", "minutes", "bassin_nom"],
        Layer::Found(Finding::Sites) => &["rang", "score", "fiabilite", "commune_nom", "departement_nom"],
    }
}

/// `/collections/{id}/items`
pub fn list(visit: &Visit, told: &Told) -> Result<String, Trouble> {
    let Features { number_matched, features, links } = read(told)?;
    let layer: Layer = told.layer.parse().map_err(|_| Trouble::NoPage)?;
    let frame = visit.frame(Some(Door::Layers));
    let page = |rel: &str| {
        let link = links.iter().find(|link| link.rel == rel)?;
        Some(frame.link(&of_page(&link.href)?))
    };
    let rows = features.iter().map(|feature| ItemRow {
        name: name(&frame, feature),
        href: frame.link(&format!("/collections/{layer}/items/{}", address::escape(&id(feature)))),
        cells: columns(layer).iter().map(|column| cell(visit, &frame, column, &feature.properties)).collect(),
    });
    let rows = rows.collect();
    render(&ItemsPage {
        layer: layer.name(),
        matched: number_matched,
        columns: columns(layer).to_vec(),
        rows,
        asked: form(visit, &told.address, layer),
        previous: page("prev"),
        next: page("next"),
        formats: forms(&links, &told.address),
        frame,
    })
}

/// `/collections/{id}/items/{id}`
pub fn one(visit: &Visit, told: &Told) -> Result<String, Trouble> {
    #[derive(Deserialize)]
    struct Point {
        geometry: Option<Geometry>,
    }
    #[derive(Deserialize)]
    struct Geometry {
        #[serde(rename = "type")]
        kind: String,
        coordinates: Value,
    }
    let feature: Feature = read(told)?;
    let Point { geometry } = read(told)?;
    let layer: Layer = told.layer.parse().map_err(|_| Trouble::NoPage)?;
    let frame = visit.frame(Some(Door::Layers));
    let point = geometry.filter(|geometry| geometry.kind == "Point");
    let place = point.and_then(|point| {
        let side = |at: usize| Some(format!("{:.5}", point.coordinates[at].as_f64()?));
        Some([side(0)?, side(1)?])
    });
    let known = layer.columns().iter().filter(|column| !feature.properties[column.name].is_null());
    let properties = known.map(|column| (column.name, cell(visit, &frame, column.name, &feature.properties)));
    render(&ItemPage {
        layer: layer.name(),
        id: id(&feature),
        name: name(&frame, &feature),
        place,
        properties: properties.collect(),
        geojson: format!("{}?f=geojson", told.address),
        frame,
    })
}

fn id(feature: &Feature) -> String {
    feature.id.as_str().map_or_else(|| feature.id.to_string(), str::to_owned)
}

fn name(frame: &Frame, feature: &Feature) -> String {
    let name = feature.properties.get("nom").and_then(Value::as_str);
    name.unwrap_or_else(|| frame.say("ogc.anonymous")).to_owned()
}

/// A value in the words of the page; codes of territories lead to their pages.
fn cell(visit: &Visit, frame: &Frame, column: &str, properties: &Map<String, Value>) -> Cell {
    let value = properties.get(column).unwrap_or(&Value::Null);
    let plain = |text: String| Cell { text, ..Cell::default() };
    match (column, value) {
        (_, Value::Null) => plain(figures::NONE.to_owned()),
        (_, Value::Bool(truth)) => plain(frame.say(if *truth { "ogc.yes" } else { "ogc.no" }).to_owned()),
        ("famille", Value::String(word)) => plain(frame.fill(&format!("family-one.{word}"), &[])),
        ("precision", Value::String(word)) => plain(frame.fill(&format!("quality-one.{word}"), &[])),
        ("position", Value::String(word)) => plain(frame.fill(&format!("land-position.{word}"), &[])),
        ("niveau_public", Value::Array(levels)) => {
            let levels = levels.iter().filter_map(Value::as_str);
            plain(
                levels
                    .map(|level| frame.fill(&format!("owner-level.{level}"), &[]))
                    .collect::<Vec<_>>()
                    .join(", "),
            )
        }
        ("fonctions", Value::Array(keys)) => {
            plain(keys.iter().map(|key| function(visit, key)).collect::<Vec<_>>().join(", "))
        }
        ("site_web", Value::String(site)) => {
            let href =
                Some(site.clone()).filter(|site| site.starts_with("https://") || site.starts_with("http://"));
            Cell { text: site.clone(), href, is_number: false }
        }
        ("commune" | "epci" | "bassin" | "departement" | "region", Value::String(code)) => {
            territory(visit, frame, column, code)
        }
        ("point_lon" | "point_lat", Value::Number(number)) => {
            plain(format!("{:.5}", number.as_f64().unwrap_or_default()))
        }
        (_, Value::Number(number)) => {
            let text = match number.as_u64() {
                Some(whole) => frame.integer(&whole),
                None => frame.one_decimal(&number.as_f64()),
            };
            Cell { text, href: None, is_number: true }
        }
        (_, Value::Array(items)) => {
            plain(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "))
        }
        (_, Value::String(text)) => plain(text.clone()),
        (_, Value::Object(_)) => plain(value.to_string()),
    }
}

fn function(visit: &Visit, key: &Value) -> String {
    let key = key.as_str().unwrap_or_default();
    let functions = &visit.snapshot().functions;
    functions.id(key).map_or_else(|| key.to_owned(), |id| label(functions.get(id), visit.language()))
}

fn territory(visit: &Visit, frame: &Frame, level: &str, code: &str) -> Cell {
    let found = level.parse::<Level>().ok().and_then(|level| {
        let row = visit.snapshot().territories.row(level, code)?;
        Some(visit.place(level, row))
    });
    match found {
        Some(place) => {
            let text = format!("{} ({code})", place.name);
            Cell { text, href: Some(frame.link(&place.address())), is_number: false }
        }
        None => Cell { text: code.to_owned(), ..Cell::default() },
    }
}

/// What was asked, for the form.
fn form(visit: &Visit, address: &str, layer: Layer) -> Asked {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let mut known = Parameters::read(query).unwrap_or_default();
    let mut asked = |name: &str| known.take(name).unwrap_or_default();
    let mut form =
        Asked { zone: asked("zone"), bbox: asked("bbox"), filter: asked("filter"), ..Asked::default() };
    if layer.is_view_of_actors() {
        let (family, function) = (asked("famille"), asked("fonctions"));
        form.families = Family::ALL
            .map(|known| Choice {
                key: known.word().to_owned(),
                label: visit.language().words().fill(&format!("family-one.{}", known.word()), &[]),
                chosen: known.word() == family,
            })
            .into();
        let functions = visit.snapshot().functions.list().iter();
        let choices = functions.map(|known| Choice {
            key: known.key.clone(),
            label: label(known, visit.language()),
            chosen: known.key == function,
        });
        form.functions = choices.collect();
    }
    form
}

/// A link of the API as a link of pages: from the root, in the form of a page.
fn of_page(href: &str) -> Option<String> {
    let path = &href[href.find("/collections/")?..];
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let kept: Vec<&str> =
        query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("f=")).collect();
    Some(format!("{path}?{}", kept.into_iter().chain(["f=html"]).collect::<Vec<_>>().join("&")))
}

/// The forms that the API gives the same question in, all of it at once.
fn forms(links: &[Link], address: &str) -> Vec<(&'static str, String)> {
    let address = without_paging(address);
    let is_given = |format: &Format| links.iter().any(|link| link.media_type == format.media_type());
    let given = Format::ALL.into_iter().filter(is_given);
    given.map(|format| (format.title(), format!("{address}&f={}", format.word()))).collect()
}

/// The same question from its beginning to its end. The nearest have none but their number.
fn without_paging(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let pairs = || query.split('&').filter(|pair| !pair.is_empty());
    if pairs().any(|pair| pair.starts_with("near=")) {
        return address.to_owned();
    }
    let is_paging = |pair: &&str| ["limit=", "offset=", "cursor="].iter().any(|name| pair.starts_with(name));
    let kept: Vec<&str> = pairs().filter(|pair| !is_paging(pair)).chain(["limit=all"]).collect();
    format!("{path}?{}", kept.join("&"))
}
