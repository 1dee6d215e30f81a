//! `serves`: understood alike by all routes that take it.

use std::sync::Arc;

use crate::api::problem::Problem;
use crate::query::serves::{Serving, Target};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// Who serves what `serves` names.
pub fn serving(text: &str, snapshot: &Snapshot, layer: Layer) -> Result<Arc<Serving>, Problem> {
    if !layer.is_view_of_actors() {
        let why = format!(
            "only actors serve, and `{layer}` are none; ask acteurs, tiers-lieux, circuits-courts or ptce"
        );
        return Err(Problem::parameter("serves", why));
    }
    Ok(Arc::new(Serving::find(snapshot, &Target::parse(text, snapshot)?)))
}
