//! **What does serialising the same bytes cost?** Holds answers as structs, found and chosen already, and
//! serialises one anew for each request.
//!
//! `floor-features 127.0.0.1:8349 FOLDER` answers `/box-1000/17` with what `FOLDER/box-1000/17.json` says.
//! No index, no filter, no count, no cache, no compression, no header but the type: whatever a server of
//! features spends beyond this, it spends on finding them, or on writing them worse than serde_json.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Number, Value};

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let (Some(address), Some(folder), None) = (words.next(), words.next(), words.next()) else {
        return Err("usage: floor-features ADDRESS FOLDER".into());
    };
    let answers = Arc::new(read(Path::new(&folder))?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_io().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        axum::serve(listener, Router::new().fallback(answer).with_state(answers)).await?;
        Ok(())
    })
}

async fn answer(State(answers): State<Arc<BTreeMap<String, Collection>>>, address: Uri) -> Response {
    let Some(found) = answers.get(address.path()) else { return StatusCode::NOT_FOUND.into_response() };
    match serde_json::to_vec(found) {
        Ok(body) => ([(header::CONTENT_TYPE, "application/geo+json")], body).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Every answer of the folder, by its address.
fn read(folder: &Path) -> Result<BTreeMap<String, Collection>, Box<dyn Error>> {
    let mut names = Names::default();
    let mut answers = BTreeMap::new();
    for kind in std::fs::read_dir(folder)? {
        let kind = kind?;
        for file in std::fs::read_dir(kind.path())? {
            let path = file?.path();
            let rank = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let told = serde_json::from_slice(&std::fs::read(&path)?)?;
            answers.insert(
                format!("/{}/{rank}", kind.file_name().to_string_lossy()),
                Collection::of(told, &mut names)?,
            );
        }
    }
    Ok(answers)
}

/// An answer: its members, then its features if it has some.
struct Collection {
    members: Map<String, Value>,
    features: Option<Vec<Feature>>,
}

#[derive(Serialize)]
struct Feature {
    r#type: &'static str,
    id: Box<str>,
    geometry: Option<Geometry>,
    properties: Properties,
}

#[derive(Serialize, Deserialize)]
struct Geometry {
    r#type: Box<str>,
    coordinates: [f64; 2],
}

struct Properties(Box<[(&'static str, Cell)]>);

#[derive(Serialize)]
#[serde(untagged)]
enum Cell {
    Null,
    Truth(bool),
    Number(Number),
    Text(Box<str>),
    List(Box<[Box<str>]>),
}

/// A feature as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "type")]
    _kind: String,
    id: Box<str>,
    geometry: Option<Geometry>,
    properties: Map<String, Value>,
}

/// The names of properties, held once: as a struct's would be.
#[derive(Default)]
struct Names(BTreeSet<&'static str>);

impl Names {
    fn held(&mut self, name: String) -> &'static str {
        if let Some(held) = self.0.get(name.as_str()) {
            return held;
        }
        let held: &'static str = name.leak();
        self.0.insert(held);
        held
    }
}

impl Collection {
    fn of(mut members: Map<String, Value>, names: &mut Names) -> Result<Self, Box<dyn Error>> {
        let Some(features) = members.shift_remove("features") else {
            return Ok(Self { members, features: None });
        };
        let written: Vec<Written> = serde_json::from_value(features)?;
        let features =
            written.into_iter().map(|feature| Feature::of(feature, names)).collect::<Result<_, _>>()?;
        Ok(Self { members, features: Some(features) })
    }
}

impl Feature {
    fn of(written: Written, names: &mut Names) -> Result<Self, Box<dyn Error>> {
        let cells = written.properties.into_iter().map(|(name, value)| Ok((names.held(name), cell(value)?)));
        let properties = Properties(cells.collect::<Result<_, Box<dyn Error>>>()?);
        Ok(Self { r#type: "Feature", id: written.id, geometry: written.geometry, properties })
    }
}

fn cell(value: Value) -> Result<Cell, Box<dyn Error>> {
    Ok(match value {
        Value::Null => Cell::Null,
        Value::Bool(truth) => Cell::Truth(truth),
        Value::Number(number) => Cell::Number(number),
        Value::String(text) => Cell::Text(text.into()),
        list @ Value::Array(_) => Cell::List(serde_json::from_value(list)?),
        Value::Object(_) => {
            return Err("a property is an object: main.rs knows texts, numbers and lists of texts".into());
        }
    })
}

impl Serialize for Collection {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut map = out.serialize_map(None)?;
        for (name, value) in &self.members {
            map.serialize_entry(name, value)?;
        }
        if let Some(features) = &self.features {
            map.serialize_entry("features", features)?;
        }
        map.end()
    }
}

impl Serialize for Properties {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_map(self.0.iter().map(|(name, cell)| (name, cell)))
    }
}
