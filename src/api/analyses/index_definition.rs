//! `/analyses/index/definition`: the file of an index at hand, to be copied and changed.

use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::indices_at_hand::{AT_HAND, AtHand};
use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::problem::Problem;

/// What TOML is sent as.
pub const TOML: &str = "application/toml";

/// The file as it is in the program, or the same in JSON.
pub async fn definition(mut asked: Asked, headers: HeaderMap) -> Result<Response, Problem> {
    let key = asked.take("index").unwrap_or_else(|| AT_HAND[0].key.to_owned());
    let format = asked.take("f");
    asked.nothing_else("index and f")?;
    let keys = || AT_HAND.map(|at_hand| at_hand.key).join(", ");
    let unknown =
        || Problem::parameter("index", format!("no index has the key `{key}`; there are {}", keys()));
    let AtHand { text, .. } = AtHand::of_key(&key).ok_or_else(unknown)?;
    let answer = match format.as_deref() {
        None | Some("toml") => Answer::of(TOML, text.as_bytes().to_vec()),
        Some("json") => {
            let table: toml::Table =
                text.parse().map_err(|error: toml::de::Error| Problem::Internal(error.into()))?;
            Answer::json(&serde_json::to_value(table).map_err(|error| Problem::Internal(error.into()))?)
        }
        Some(other) => {
            return Err(Problem::parameter("f", format!("`{other}` is not served; use toml or json")));
        }
    };
    Ok(answer.respond(&headers))
}
