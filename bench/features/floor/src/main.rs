//! **What does serialising the same bytes cost, and sending them?** Holds answers as structs, found and
//! chosen already, and serialises one anew for each request; or holds their bytes and only sends them.
//!
//! `floor-features 127.0.0.1:8349 FOLDER` answers `/serialised/box-1000/17` and `/sent/box-1000/17` with what
//! `FOLDER/box-1000/17.json` says, and `/` with nothing once it is ready. No index, no filter, no count, no
//! compression, no header but the type: whatever a server of features spends beyond this, it spends on finding
//! them, or on writing them worse than serde_json.
//!
//! To be a floor: texts stand in memory in the order in which they are written, and the size of the body is
//! known beforehand, so that it is allocated once.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Number, Value};

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

/// What is held of an answer.
struct Held {
    bytes: Bytes,
    told: Collection<'static>,
}

async fn answer(State(answers): State<Arc<BTreeMap<String, Held>>>, address: Uri) -> Response {
    if address.path() == "/" {
        return StatusCode::NO_CONTENT.into_response();
    }
    let (how, name) = address.path().split_at(address.path()[1..].find('/').map_or(0, |rank| rank + 1));
    let Some(held) = answers.get(name) else {
        return (StatusCode::NOT_FOUND, "ours has not answered this: measure maillage first").into_response();
    };
    let body = match how {
        "/sent" => held.bytes.clone(),
        _ => match serialised(held) {
            Ok(body) => body.into(),
            Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
    };
    ([(header::CONTENT_TYPE, "application/geo+json")], body).into_response()
}

fn serialised(held: &Held) -> serde_json::Result<Vec<u8>> {
    let mut body = Vec::with_capacity(held.bytes.len());
    serde_json::to_writer(&mut body, &held.told)?;
    Ok(body)
}

/// Every answer of the folder, by its address.
fn read(folder: &Path) -> Result<BTreeMap<String, Held>, Box<dyn Error>> {
    let mut answers = BTreeMap::new();
    for kind in std::fs::read_dir(folder)? {
        let kind = kind?;
        for file in std::fs::read_dir(kind.path())? {
            let path = file?.path();
            let rank = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            // Held until the process ends: the texts of the structs are borrowed from it.
            let bytes: &'static [u8] = std::fs::read(&path)?.leak();
            let held = Held { bytes: Bytes::from_static(bytes), told: serde_json::from_slice(bytes)? };
            answers.insert(format!("/{}/{rank}", kind.file_name().to_string_lossy()), held);
        }
    }
    Ok(answers)
}

/// An answer: its members in their order, one of which may be features.
struct Collection<'a>(Vec<(Cow<'a, str>, Member<'a>)>);

#[derive(Serialize)]
#[serde(untagged)]
enum Member<'a> {
    Features(Vec<Feature<'a>>),
    Other(Value),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Feature<'a> {
    r#type: &'a str,
    #[serde(borrow)]
    id: Cow<'a, str>,
    geometry: Option<Geometry<'a>>,
    properties: Properties<'a>,
}

#[derive(Serialize, Deserialize)]
struct Geometry<'a> {
    r#type: &'a str,
    coordinates: [f64; 2],
}

struct Properties<'a>(Vec<(Cow<'a, str>, Cell<'a>)>);

#[derive(Serialize)]
#[serde(untagged)]
enum Cell<'a> {
    Null,
    Truth(bool),
    Number(Number),
    Text(Cow<'a, str>),
    List(Vec<Text<'a>>),
}

/// A text that is borrowed where it has no escapes.
#[derive(Serialize, Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Serialize for Collection<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_map(self.0.iter().map(|(name, member)| (name, member)))
    }
}

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_map(self.0.iter().map(|(name, cell)| (name, cell)))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Collection<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Collection<'de>;

            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(Text(name)) = map.next_key()? {
                    let member = match &*name {
                        "features" => Member::Features(map.next_value()?),
                        _ => Member::Other(map.next_value()?),
                    };
                    members.push((name, member));
                }
                Ok(Collection(members))
            }
        }
        from.deserialize_map(Members)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Properties<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Cells;
        impl<'de> Visitor<'de> for Cells {
            type Value = Properties<'de>;

            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut cells = Vec::new();
                while let Some((Text(name), cell)) = map.next_entry()? {
                    cells.push((name, cell));
                }
                Ok(Properties(cells))
            }
        }
        from.deserialize_map(Cells)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Cell<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Cell<'de>;

            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("a text, a number, a truth value, null or a list of texts")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Cell::Null)
            }

            fn visit_bool<E>(self, truth: bool) -> Result<Self::Value, E> {
                Ok(Cell::Truth(truth))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Cell::Number(number.into()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Cell::Number(number.into()))
            }

            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Self::Value, E> {
                Number::from_f64(number).map(Cell::Number).ok_or_else(|| E::custom("not finite"))
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cell::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cell::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = list.next_element().map_err(A::Error::custom)? {
                    texts.push(text);
                }
                Ok(Cell::List(texts))
            }
        }
        from.deserialize_any(Any)
    }
}
