//! `/collections/{layer}/items/{id}`: one feature, in every form.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::asked::Asked;
use crate::api::filters::encoded;
use crate::api::items::format::Format;
use crate::api::items::links::{self, Leads};
use crate::api::items::opened::{codec, put_common, reaches_all};
use crate::api::items::page::{crs, refuse_crs_of_flatgeobuf};
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Served, Shared};
use crate::formats::codec;
use crate::formats::geojson::{Features, Members};
use crate::formats::selection::Selection;
use crate::geometry::reference::{Crs, Frame};
use crate::snapshot::layers::Layer;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "crs and f";

/// A feature as it is asked for.
struct One {
    layer: Layer,
    id: String,
    crs: Crs,
    format: Format,
}

/// One feature. What the client has already is not looked for.
pub async fn item(
    State(shared): State<Arc<Shared>>,
    Path((layer, id)): Path<(String, String)>,
    mut asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let layer: Layer = layer.parse().map_err(Problem::NotFound)?;
    let crs = crs(&mut asked)?;
    let format = Format::asked(asked.take("f").as_deref(), &headers)?;
    asked.nothing_else(TAKEN)?;
    refuse_crs_of_flatgeobuf(crs, format)?;
    let one = One { layer, id, crs, format };
    let served = shared.current();
    let base = base_url(&headers);
    let tag = Tag::of([&served.snapshot.manifest.id, &base, &one.address(format)]);
    let mut response = if tag.is_known(&headers) {
        tag.not_modified(&headers, UNTIL_ASKED)
    } else {
        // The id is looked for among all: not on the threads that answer everybody.
        let (leads, of) = (one.leads(&base), Arc::clone(&served));
        let work = tokio::task::spawn_blocking(move || one.written(&of, &leads));
        let (body, links) = work.await.map_err(|error| Problem::Internal(error.into()))??;
        if takes_any(&headers) {
            return Ok(tag.not_modified(&headers, UNTIL_ASKED));
        }
        let kind = HeaderValue::from_static(format.media_type());
        (tag.heading(UNTIL_ASKED), [(header::CONTENT_TYPE, kind)], links, body).into_response()
    };
    put_common(response.headers_mut(), crs);
    Ok(response)
}

impl One {
    fn address(&self, format: Format) -> String {
        let Self { layer, id, crs, .. } = self;
        let crs = if *crs == Crs::default() { String::new() } else { format!("crs={}&", encoded(crs.uri())) };
        format!("/collections/{layer}/items/{}?{crs}f={}", encoded(id), format.word())
    }

    fn leads(&self, base: &str) -> Vec<Leads> {
        let to = |rel, format: Format| Leads {
            rel,
            href: format!("{base}{}", self.address(format)),
            media_type: format.media_type(),
        };
        let others = Format::ALL
            .into_iter()
            .filter(|&format| format != self.format && refuse_crs_of_flatgeobuf(self.crs, format).is_ok());
        let collection = format!("{base}/collections/{}", self.layer);
        let mut leads = vec![to("self", self.format)];
        leads.extend(others.map(|format| to("alternate", format)));
        leads.push(links::for_people(&leads[0]));
        leads.push(Leads { rel: "collection", href: collection, media_type: "application/json" });
        leads
    }

    /// The feature, with its links inside or beside.
    fn written(&self, served: &Served, leads: &[Leads]) -> Result<(Vec<u8>, HeaderMap), Problem> {
        let Self { layer, id, crs, format } = self;
        let row = served.snapshot.row_of_id(*layer, id);
        let row = row.ok_or_else(|| Problem::NotFound(format!("no feature `{id}` in {layer}")))?;
        let table = served.snapshot.table(*layer);
        let frame = Frame::new(*crs);
        reaches_all(&frame, &*table, [row].into_iter())?;
        let (mut body, mut headers) = (Vec::new(), HeaderMap::new());
        let internal = |error: std::io::Error| Problem::Internal(error.into());
        if *format == Format::GeoJson {
            Features::new(&*table, frame).put(&*table, row, &mut body).map_err(internal)?;
            // Its last brace makes room for one member more.
            body.pop();
            body.extend_from_slice(br#","links":"#);
            let members = links::members(leads);
            body.extend(serde_json::to_vec(&members).map_err(|error| Problem::Internal(error.into()))?);
            body.push(b'}');
        } else {
            let one = Selection::all(&*table).with_rows(vec![row]);
            let mut codec = codec(*format, &one, frame, &Members::default(), (1, Box::new(0..1)));
            codec::write(&mut *codec, &one, &mut body).map_err(internal)?;
            links::put_headers(leads, &mut headers);
        }
        Ok((body, headers))
    }
}
