//! What the client did wrong, in the words of RFC 9457; what we did wrong goes to the log.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::analysis::index_file::IndexError;
use crate::api::drawn::DrawnError;
use crate::api::edge::LONGEST_ADDRESS;
use crate::geometry::bbox::BboxError;
use crate::query::drawn::TooIntricate;
use crate::query::filter::error::FilterError;
use crate::query::serves::ServesError;
use crate::query::zone::ZoneError;

/// The type of a problem document.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Why a request has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    #[error("parameter bbox: {0}")]
    Bbox(#[from] BboxError),
    #[error("parameter zone: {0}")]
    Zone(#[from] ZoneError),
    #[error("parameter filter: {0}")]
    Filter(#[from] FilterError),
    #[error("parameter serves: {0}")]
    Serves(#[from] ServesError),
    #[error("{0}")]
    Drawing(#[from] DrawnError),
    /// An index that is none.
    #[error("definition{}: {fault}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
    Definition { line: Option<usize>, fault: IndexError },
    #[error("{0}")]
    TooIntricate(#[from] TooIntricate),
    /// The body, in bytes at most.
    #[error("the body is longer than {0} bytes, which is the most that this resource takes")]
    TooLarge(usize),
    /// A parameter whose value cannot be understood.
    #[error("parameter {name}: {why}")]
    Parameter { name: &'static str, why: String },
    /// A parameter that no route of this kind takes.
    #[error("unknown parameter `{0}`; this resource takes {1}")]
    UnknownParameter(String, &'static str),
    /// A query string that is no list of names and values.
    #[error("the query string cannot be read: {0}")]
    Query(String),
    #[error("{0}")]
    NotFound(String),
    /// What was there is not served any more.
    #[error("{0}")]
    Gone(String),
    /// No form that the client takes.
    #[error("{0}")]
    NotAcceptable(String),
    /// A part of a file that it has not.
    #[error("the file has {0} bytes, numbered from 0: none of those asked for")]
    Unsatisfiable(u64),
    /// Too much is being worked on.
    #[error("too much is being worked on at this moment; ask again in a second")]
    Busy,
    #[error("the question took more than {0} seconds; narrow it by zone, bbox or filter")]
    TooSlow(u64),
    /// An address of so many bytes.
    #[error(
        "the address has {0} bytes; at most {LONGEST_ADDRESS} are read: shorten the filter or the zone, or send the zone as a drawing"
    )]
    AddressTooLong(usize),
    /// What the framework refused, in its words.
    #[error("{why}")]
    Refused { status: StatusCode, why: String },
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Problem {
    /// A parameter whose value cannot be understood, and why.
    pub fn parameter(name: &'static str, why: impl Into<String>) -> Self {
        Self::Parameter { name, why: why.into() }
    }

    /// The members of RFC 9457.
    #[must_use]
    pub fn document(&self) -> Value {
        let status = self.status();
        json!({
            "type": "about:blank",
            "title": status.canonical_reason().unwrap_or_default(),
            "status": status.as_u16(),
            "detail": self.to_string(),
        })
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Bbox(_)
            | Self::Zone(_)
            | Self::Filter(_)
            | Self::Serves(_)
            | Self::Definition { .. }
            | Self::TooIntricate(_)
            | Self::Parameter { .. }
            | Self::Query(_)
            | Self::UnknownParameter(..) => StatusCode::BAD_REQUEST,
            Self::Drawing(DrawnError::TooManyVertices) | Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Drawing(_) => StatusCode::BAD_REQUEST,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Gone(_) => StatusCode::GONE,
            Self::NotAcceptable(_) => StatusCode::NOT_ACCEPTABLE,
            Self::AddressTooLong(_) => StatusCode::URI_TOO_LONG,
            Self::Refused { status, .. } => *status,
            Self::Unsatisfiable(_) => StatusCode::RANGE_NOT_SATISFIABLE,
            Self::Busy | Self::TooSlow(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if let Self::Internal(source) = &self {
            tracing::error!(error = %source, "request failed");
        }
        let (status, body) = (self.status(), self.document());
        let kind = HeaderValue::from_static(MEDIA_TYPE);
        let mut response =
            (status, [(header::CONTENT_TYPE, kind)], Json(body).into_response().into_body()).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
