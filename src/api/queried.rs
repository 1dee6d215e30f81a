//! Properties as parameters: `?famille=association&commune=F1001` is a filter for whoever knows
//! no CQL2, GDAL among them (OGC API Features, part 3, *queryables as query parameters*).

use axum::extract::{Path, Request};
use axum::http::Uri;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::api::encoding::pairs;
use crate::api::filters::encoded;
use crate::api::problem::Problem;
use crate::domain::actor::Family;
use crate::domain::whereabouts::Precision;
use crate::formats::table::{Column, Type};
use crate::query::filter::tree::Expression;
use crate::query::filter::{self, Language};
use crate::snapshot::layers::Layer;

/// The conformance class.
pub const CONFORMANCE: &[&str] =
    &["http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters"];

/// All the values of a column, where they are a few words of ours.
#[must_use]
pub fn words(column: &Column) -> Option<Vec<&'static str>> {
    match column.name {
        "famille" => Some(Family::ALL.map(Family::word).to_vec()),
        "precision" => Some(Precision::ALL.map(Precision::word).to_vec()),
        _ => None,
    }
}

/// Joins such parameters to the `filter` of the request, so that what follows knows one way only
/// to ask for rows.
pub async fn as_filter(
    Path(parts): Path<Vec<(String, String)>>,
    mut request: Request,
    next: Next,
) -> Response {
    let layer =
        parts.iter().find(|(name, _)| name == "layer").and_then(|(_, layer)| layer.parse::<Layer>().ok());
    if let Some(layer) = layer {
        match joined(layer, request.uri()) {
            Ok(None) => {}
            Ok(Some(address)) => *request.uri_mut() = address,
            Err(problem) => return problem.into_response(),
        }
    }
    next.run(request).await
}

/// The address with its filter; `None` when it names no property, or when its filter cannot be
/// read: then it is for the route to say why.
fn joined(layer: Layer, address: &Uri) -> Result<Option<Uri>, Problem> {
    let mut conditions = Vec::new();
    let mut kept = Vec::new();
    let (mut filter, mut language) = (None, Language::Text);
    for (name, value) in pairs(address) {
        let name = decoded(name);
        let column = layer.columns().iter().find(|column| column.name == name);
        match (column, name.as_str()) {
            (Some(column), _) => conditions.push(condition(column, &decoded(value))?),
            (None, "filter") => filter = Some(decoded(value)),
            (None, "filter-lang") if filter_language(value).is_some() => {
                language = filter_language(value).unwrap_or_default();
            }
            (None, _) => kept.push(format!("{name}={value}")),
        }
    }
    if conditions.is_empty() {
        return Ok(None);
    }
    if let Some(text) = filter {
        let Ok(tree) = filter::parse(&text, language) else { return Ok(None) };
        conditions.insert(0, tree);
    }
    let whole = if conditions.len() == 1 { conditions.remove(0) } else { Expression::And(conditions) };
    kept.push(format!("filter={}", encoded(&whole.to_string())));
    Ok(format!("{}?{}", address.path(), kept.join("&")).parse().ok())
}

fn filter_language(text: &str) -> Option<Language> {
    text.parse().ok()
}

/// `column = value`; of a list, that it holds the value.
fn condition(column: &Column, value: &str) -> Result<Expression, Problem> {
    let Column { name, kind, .. } = column;
    let refused = |what: &str| Problem::Parameter { name, why: format!("`{value}` is not {what}") };
    let quoted = || format!("'{}'", value.replace('\'', "''"));
    let text = match kind {
        Type::Text | Type::List if value.is_empty() => return Err(refused("a value")),
        Type::Text => {
            if let Some(words) = words(column).filter(|words| !words.contains(&value)) {
                return Err(refused(&format!("one of {}", words.join(", "))));
            }
            format!("\"{name}\" = {}", quoted())
        }
        Type::List => format!("A_CONTAINS(\"{name}\", ({}))", quoted()),
        Type::Integer | Type::Number => {
            let number: f64 = value.parse().map_err(|_| refused("a number"))?;
            if !number.is_finite() {
                return Err(refused("a number"));
            }
            format!("\"{name}\" = {number}")
        }
        Type::Boolean => match value {
            "true" | "false" => format!("\"{name}\" = {value}"),
            _ => return Err(refused("true or false")),
        },
    };
    Ok(filter::parse(&text, Language::Text)?)
}

/// A part of a query as it was meant: `+` is a space, `%XX` a byte; what is no UTF-8 is lost.
#[must_use]
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let escaped = || u8::from_str_radix(std::str::from_utf8(after.get(..2)?).ok()?, 16).ok();
        match first {
            b'+' => bytes.push(b' '),
            b'%' => match escaped() {
                Some(byte) => {
                    bytes.push(byte);
                    rest = &after[2..];
                }
                None => bytes.push(b'%'),
            },
            plain => bytes.push(*plain),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter_of(address: &str) -> Option<String> {
        let address = address.parse().expect("an address");
        let joined = joined(Layer::Acteurs, &address).expect("values that can be understood")?;
        let filter = pairs(&joined).find(|(name, _)| *name == "filter").map(|(_, value)| decoded(value));
        Some(filter.expect("a filter"))
    }

    #[test]
    fn properties_are_joined_to_the_filter_in_either_encoding() {
        let asked = |query: &str| filter_of(&format!("/collections/acteurs/items?{query}"));
        assert_eq!(asked("limit=1&bbox=1,2,3,4"), None);
        assert_eq!(asked("famille=association").as_deref(), Some("famille = 'association'"));
        assert_eq!(
            asked("nom=L%27%C3%8Ele+verte&filter=ess%3DTRUE%20OR%20naf%3D'x'").as_deref(),
            Some("(ess = TRUE OR naf = 'x') AND nom = 'L''Île verte'")
        );
        let json = encoded(r#"{"op":"=","args":[{"property":"ess"},true]}"#);
        assert_eq!(
            asked(&format!("fonctions=tiers-lieu&filter={json}&filter-lang=cql2-json")).as_deref(),
            Some("ess = TRUE AND A_CONTAINS(fonctions, ('tiers-lieu'))")
        );
        assert_eq!(asked("famille=association&filter=%28"), None, "the route says what is wrong with `(`");
    }

    #[test]
    fn a_value_of_another_type_is_refused() {
        let refused = |layer, query: &str| {
            let address = format!("/collections/{layer}/items?{query}").parse().expect("an address");
            joined(layer, &address).is_err()
        };
        for query in ["famille=associations", "ess=oui", "precision=", "nom="] {
            assert!(refused(Layer::Acteurs, query), "{query}");
        }
        for query in ["surface_m2=grande", "surface_m2=inf", "surface_m2="] {
            assert!(refused(Layer::Foncier, query), "{query}");
        }
    }

    #[test]
    fn escapes_are_read_and_what_is_none_is_kept() {
        assert_eq!(decoded("a+b%20%C3%A9%2"), "a b é%2");
        assert_eq!(decoded("%zz%"), "%zz%");
    }
}
