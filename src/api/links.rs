//! Addresses of this service as its clients know it: many follow whole ones only.

use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;

use crate::api::answer::Answer;

/// The address the client used, by its headers; empty when they do not tell.
#[must_use]
pub fn base_url(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let plain = |host: &&str| host.bytes().all(|b| b.is_ascii_alphanumeric() || b".:-[]".contains(&b));
    let host = text("x-forwarded-host").or_else(|| text("host")).filter(plain);
    let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    host.map(|host| format!("{scheme}://{host}")).unwrap_or_default()
}

/// JSON whose links (`href`) have the scheme and host that the client used.
#[must_use]
pub fn linked(mut body: Value, headers: &HeaderMap) -> Response {
    complete(&mut body, &base_url(headers));
    Answer::json(&body).respond(headers)
}

fn complete(value: &mut Value, base: &str) {
    match value {
        Value::Object(members) => members.iter_mut().for_each(|(name, member)| match member {
            Value::String(href) if name == "href" && href.starts_with('/') => *href = format!("{base}{href}"),
            other => complete(other, base),
        }),
        Value::Array(items) => items.iter_mut().for_each(|item| complete(item, base)),
        _ => {}
    }
}
