//! Properties as parameters: `?famille=association&commune=F1001` is a filter for whoever knows
//! no CQL2, GDAL among them (OGC API Features, part 3, *queryables as query parameters*).

use axum::extract::{Path, Request};
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::api::asked::Asked;
use crate::api::filters::encoded;
use crate::api::problem::Problem;
use crate::domain::actor::Family;
use crate::domain::owner::OwnerLevel;
use crate::domain::whereabouts::Precision;
use crate::formats::table::{Column, Type};
use crate::ingest::land_limits::FLOODS;
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
        "niveau_public" => Some(OwnerLevel::ALL.map(OwnerLevel::word).to_vec()),
        "inondation" => Some(FLOODS.to_vec()),
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
    let part = |wanted: &str| parts.iter().find(|(name, _)| name == wanted).map(|(_, part)| part.as_str());
    // What may not be asked in this way is the route's to refuse, whatever stands in its query.
    let is_asked = match *request.method() {
        Method::GET | Method::HEAD => true,
        // A drawing.
        Method::POST => !request.uri().path().ends_with("/items"),
        _ => false,
    };
    // One feature is asked for by its id, and by nothing else.
    let layer = part("layer").filter(|_| is_asked && part("id").is_none());
    let layer = layer.and_then(|layer| layer.parse::<Layer>().ok());
    if let Some(layer) = layer {
        match joined(layer, request.uri()) {
            Ok(None) => {}
            Ok(Some(address)) => *request.uri_mut() = address,
            Err(problem) => return problem.into_response(),
        }
    }
    next.run(request).await
}

/// The address with its filter; `None` when it names no property, or when it cannot be read: then
/// it is for the route to say why.
fn joined(layer: Layer, address: &Uri) -> Result<Option<Uri>, Problem> {
    let Ok(mut asked) = Asked::read(address.query().unwrap_or_default()) else { return Ok(None) };
    let mut conditions = Vec::new();
    for column in layer.columns() {
        if let Some(value) = asked.take(column.name) {
            conditions.push(condition(column, &value)?);
        }
    }
    if conditions.is_empty() {
        return Ok(None);
    }
    if let Some(filter) = asked.take("filter") {
        let language = asked.take("filter-lang").map_or(Ok(Language::Text), |language| language.parse());
        let language = language.map_err(|why: String| Problem::parameter("filter-lang", why))?;
        conditions.insert(0, filter::parse(&filter, language)?);
    }
    let whole = if conditions.len() == 1 { conditions.remove(0) } else { Expression::And(conditions) };
    let mut kept: Vec<String> =
        asked.pairs().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    kept.push(format!("filter={}", encoded(&whole.to_string())));
    Ok(format!("{}?{}", address.path(), kept.join("&")).parse().ok())
}

/// `column = value`; of a list, that it holds the value.
fn condition(column: &Column, value: &str) -> Result<Expression, Problem> {
    let Column { name, kind, .. } = column;
    let refused = |what: &str| Problem::Parameter { name, why: format!("`{value}` is not {what}") };
    let quoted = || format!("'{}'", value.replace('\'', "''"));
    let text = match kind {
        Type::Text | Type::List if value.is_empty() => return Err(refused("a value")),
        Type::Text | Type::List if words(column).is_some_and(|words| !words.contains(&value)) => {
            return Err(refused(&format!("one of {}", words(column).unwrap_or_default().join(", "))));
        }
        Type::Text => format!("\"{name}\" = {}", quoted()),
        Type::List => format!("A_CONTAINS(\"{name}\", ({}))", quoted()),
        Type::Integer => {
            let number: i64 = value.parse().map_err(|_| refused("a whole number"))?;
            format!("\"{name}\" = {number}")
        }
        Type::Number => {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn filter_of(address: &str) -> Option<String> {
        let address = address.parse().expect("an address");
        let joined = joined(Layer::Acteurs, &address).expect("values that can be understood")?;
        let mut asked = Asked::read(joined.query().expect("a query")).expect("pairs");
        Some(asked.take("filter").expect("a filter"))
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
    }

    #[test]
    fn a_value_of_another_type_and_a_filter_that_is_none_are_refused() {
        let refused = |layer, query: &str| {
            let address = format!("/collections/{layer}/items?{query}").parse().expect("an address");
            joined(layer, &address).is_err()
        };
        for query in [
            "famille=associations",
            "ess=oui",
            "precision=",
            "nom=",
            "nom=a&filter=%28",
            "nom=a&filter=b&filter-lang=c",
        ] {
            assert!(refused(Layer::Acteurs, query), "{query}");
        }
        for query in ["surface_m2=grande", "surface_m2=0.5", "surface_m2="] {
            assert!(refused(Layer::Foncier, query), "{query}");
        }
    }
}
