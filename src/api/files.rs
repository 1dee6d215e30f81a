//! `/files/{edition}/{layer}.fgb`: whole layers as files, under addresses that never change.
//!
//! The FlatGeobuf file is the snapshot's own, read as it is sent, with ranges (RFC 9110, section
//! 14): GDAL opens it where it stands. GeoJSON and CSV are written as they are sent, always the same
//! bytes. Beside each stands its checksum, as `sha256sum` writes it.

mod range;

use std::io;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use crate::api::answer::{Answer, AsItIs, FOREVER, Tag, takes_any};
use crate::api::asked::Asked;
use crate::api::files::range::{Asks, asked_range};
use crate::api::items::format::Format;
use crate::api::items::opened::codec;
use crate::api::items::pieces::{Beside, Pieces, Walk};
use crate::api::items::selecting::Selecting;
use crate::api::problem::Problem;
use crate::api::state::{Served, Shared};
use crate::api::stream;
use crate::formats::geojson::Members;
use crate::geometry::reference::{Crs, Frame};
use crate::snapshot::build::hex;
use crate::snapshot::layers::Layer;

/// The forms of whole layers.
pub const FORMS: [Format; 3] = [Format::FlatGeobuf, Format::GeoJson, Format::Csv];
/// After the name of a file, for its checksum.
const CHECKSUM: &str = ".sha256";
/// Bytes read at a time.
const PIECE: u64 = 128 << 10;

pub fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/files/{edition}/{file}", get(file))
}

/// Where a layer stands as a file.
#[must_use]
pub fn address(edition: &str, layer: Layer, format: Format) -> String {
    format!("/files/{edition}/{}", name(layer, format))
}

fn name(layer: Layer, format: Format) -> String {
    format!("{layer}.{}", format.word())
}

/// What is known of a file once it was written.
#[derive(Debug, Clone)]
struct Sum {
    bytes: u64,
    sha256: String,
}

/// The sums of the files that no manifest knows, each made once however many ask.
#[derive(Debug, Default)]
pub struct Summed([[OnceLock<Sum>; FORMS.len()]; Layer::ALL.len()]);

/// A file that is asked for.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    layer: Layer,
    format: Format,
}

async fn file(
    State(shared): State<Arc<Shared>>,
    Path((edition, file)): Path<(String, String)>,
    asked: Asked,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    asked.nothing_else("no parameter: it is the whole layer; /collections/{layer}/items takes some")?;
    let served = shared.current();
    let current = &served.snapshot.manifest.id;
    let (of, sums) = file.strip_suffix(CHECKSUM).map_or((&*file, false), |of| (of, true));
    let wanted = Wanted::of(of).ok_or_else(|| {
        let forms = FORMS.map(Format::word).join(", .");
        Problem::NotFound(format!("there is no file `{file}`; there is one a layer, as .{forms}"))
    })?;
    if edition != *current {
        let now = address(current, wanted.layer, wanted.format);
        return Err(Problem::NotFound(format!(
            "files of `{edition}` are not served any more; ask for {now}"
        )));
    }
    let is_head = method == Method::HEAD;
    if sums {
        let sum = wanted.summed(&served).await?;
        let line = format!("{}  {of}\n", sum.sha256);
        let mut answer = Answer::of("text/plain; charset=utf-8", line.into_bytes());
        answer.immutable = true;
        return Ok(answer.respond(&headers));
    }
    let tag = Tag::of(["file", current, of]);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, FOREVER));
    }
    let mut response = match wanted.format {
        Format::FlatGeobuf => wanted.stored(served, &tag, &headers, is_head)?,
        _ => wanted.written(served, is_head).await?,
    };
    let head = response.headers_mut();
    head.extend(tag.heading(FOREVER));
    let kind = HeaderValue::from_static(wanted.format.media_type());
    if response.status() != StatusCode::RANGE_NOT_SATISFIABLE {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    Ok(response)
}

impl Wanted {
    fn of(file: &str) -> Option<Self> {
        let (layer, form) = file.split_once('.')?;
        let format = FORMS.into_iter().find(|format| format.word() == form)?;
        Some(Self { layer: layer.parse().ok()?, format })
    }

    /// The snapshot's own file, or the range of it that is asked for.
    fn stored(
        self,
        served: Arc<Served>,
        tag: &Tag,
        headers: &HeaderMap,
        is_head: bool,
    ) -> Result<Response, Problem> {
        let Self { layer, .. } = self;
        let whole = served.snapshot.manifest.layer(layer.name()).map(|file| file.bytes);
        let whole = whole.filter(|_| !served.snapshot.files.is_empty());
        let whole =
            whole.ok_or_else(|| Problem::NotFound("this snapshot was never written to files".to_owned()))?;
        let (status, first, last) = match asked_range(headers, tag, whole) {
            Asks::Whole => (StatusCode::OK, 0, whole),
            Asks::Part { first, end } => (StatusCode::PARTIAL_CONTENT, first, end),
            Asks::Nothing => {
                let mut response = Problem::Unsatisfiable(whole).into_response();
                response.headers_mut().insert(header::CONTENT_RANGE, text(format!("bytes */{whole}")));
                return Ok(response);
            }
        };
        let body = if is_head { Body::empty() } else { stream::heavy(Read { served, layer, first, last }) };
        let mut response = (status, body).into_response();
        // What is coded has other ranges.
        response.extensions_mut().insert(AsItIs);
        let head = response.headers_mut();
        head.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        head.insert(header::CONTENT_LENGTH, HeaderValue::from(last - first));
        if status == StatusCode::PARTIAL_CONTENT {
            let range = format!("bytes {first}-{}/{whole}", last - 1);
            head.insert(header::CONTENT_RANGE, text(range));
        }
        Ok(response)
    }

    /// The layer, written as it is sent. Its length is told once it is known.
    async fn written(self, served: Arc<Served>, is_head: bool) -> Result<Response, Problem> {
        let bytes = if is_head {
            Some(self.summed(&served).await?.bytes)
        } else {
            self.cell(&served).and_then(OnceLock::get).map(|sum| sum.bytes)
        };
        let body = if is_head {
            Body::empty()
        } else {
            let pieces = tokio::task::spawn_blocking(move || self.pieces(&served)).await;
            stream::heavy(pieces.map_err(|error| Problem::Internal(error.into()))??)
        };
        let mut response = body.into_response();
        let head = response.headers_mut();
        head.insert(header::ACCEPT_RANGES, HeaderValue::from_static("none"));
        if let Some(bytes) = bytes {
            head.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
        }
        Ok(response)
    }

    fn pieces(self, served: &Arc<Served>) -> Result<Pieces, Problem> {
        let Self { layer, format } = self;
        let selecting = Selecting::take(layer, &mut Asked::default());
        let found = served.questions.find(&served.snapshot, &selecting)?;
        let table = served.snapshot.table(layer);
        let left = found.len() as usize;
        let rows = Box::new(std::iter::empty());
        let codec = codec(format, &*table, Frame::new(Crs::Crs84), &Members::default(), (left as u64, rows));
        let walk = Walk::Along { found, from: 0, left };
        Ok(Pieces::new(Arc::clone(served), layer, walk, Beside::default(), codec))
    }

    /// Where the sum of a written file is kept.
    fn cell(self, served: &Served) -> Option<&OnceLock<Sum>> {
        let layer = Layer::ALL.iter().position(|layer| *layer == self.layer)?;
        let form = FORMS.iter().position(|format| *format == self.format)?;
        Some(&served.summed.0[layer][form])
    }

    /// The size and the checksum: of the manifest, or of a first writing that nobody reads.
    async fn summed(self, served: &Arc<Served>) -> Result<Sum, Problem> {
        if self.format == Format::FlatGeobuf {
            let file = served.snapshot.manifest.layer(self.layer.name());
            let sum = file.map(|file| Sum { bytes: file.bytes, sha256: file.sha256.clone() });
            return sum
                .ok_or_else(|| Problem::NotFound("this snapshot was never written to files".to_owned()));
        }
        let served = Arc::clone(served);
        let work = tokio::task::spawn_blocking(move || {
            let pieces = self.pieces(&served)?;
            let cell = self.cell(&served).ok_or_else(|| Problem::NotFound("no such file".to_owned()))?;
            Ok(cell.get_or_init(|| sum(pieces)).clone())
        });
        work.await.map_err(|error| Problem::Internal(error.into()))?
    }
}

/// Reads all pieces. None of a layer fails: in degrees every place can be written.
fn sum(pieces: Pieces) -> Sum {
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    for piece in pieces.flatten() {
        bytes += piece.len() as u64;
        hash.update(&piece);
    }
    Sum { bytes, sha256: hex(&hash.finalize()) }
}

/// A part of a snapshot's file, a piece at a time.
struct Read {
    served: Arc<Served>,
    layer: Layer,
    first: u64,
    /// The first byte that is not sent.
    last: u64,
}

impl Iterator for Read {
    type Item = io::Result<Bytes>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut piece = vec![0; PIECE.min(self.last - self.first) as usize];
        if piece.is_empty() {
            return None;
        }
        Some(match self.served.snapshot.files.read_at(self.layer, self.first, &mut piece) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => {
                self.first += read as u64;
                piece.truncate(read);
                Ok(Bytes::from(piece))
            }
            Err(error) => Err(error),
        })
    }
}

fn text(value: String) -> HeaderValue {
    HeaderValue::try_from(value).expect("digits")
}
