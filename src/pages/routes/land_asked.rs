//! What the pages about land are asked, read as the API reads it.

use std::sync::Arc;

use axum::http::HeaderMap;

use crate::analysis::site_exclusions::Exclusion;
use crate::analysis::site_words::{label, reason};
use crate::api::analyses::sites_asked::SitesAsked;
use crate::api::asked::Asked;
use crate::domain::place::{Criterion, MOST_WEIGHT, Places};
use crate::pages::land::{AskedView, Choice, Weighed};
use crate::pages::notice::Trouble;
use crate::pages::routes::territory::label as of_function;
use crate::pages::routes::twins::said;
use crate::pages::routes::visit::Visit;

/// Sites at most that stand beside each other.
pub const MOST_COMPARED: usize = 4;

/// Parameters that mean the same for programs.
const SHARED: [&str; 8] = ["place", "function", "surface", "built", "minutes", "weights", "left_out", "zone"];

/// A question as a page was asked it.
pub struct LandAsked {
    pub asked: SitesAsked,
    pub places: Arc<Places>,
    /// Ids kept to be compared, or named.
    pub kept: Vec<String>,
}

/// Reads the question of a visit; `zone` stands for what was typed for a place, where that is known.
pub fn read(visit: &Visit, zone: Option<String>) -> Result<LandAsked, Trouble> {
    let bad = |why: &dyn std::fmt::Display| Trouble::BadAddress { detail: why.to_string() };
    let places = visit.served().analysed.places();
    let mut given = Asked::read_with(visit.query(), &["exclude"]).map_err(|why| bad(&why))?;
    let mut pairs: Vec<(String, String)> = Vec::new();
    let excluded = given.take_all("exclude");
    // Weights and sizes of a form are those of the kind that it was filled in for.
    let kind = given.take("place").filter(|kind| !kind.is_empty());
    let is_same = given.take("pour").is_none_or(|before| kind.as_ref().is_none_or(|kind| *kind == before));
    let mut weights: Vec<String> = Vec::new();
    for criterion in Criterion::ALL {
        if let Some(weight) =
            given.take(&format!("p-{}", criterion.word())).filter(|weight| !weight.is_empty())
        {
            weights.push(format!("{}:{weight}", criterion.word()));
        }
    }
    for name in SHARED {
        let value = given.take(name).filter(|value| !value.is_empty());
        let hangs_on_kind = matches!(name, "surface" | "built" | "minutes" | "weights");
        pairs.extend(value.filter(|_| is_same || !hangs_on_kind).map(|value| (name.to_owned(), value)));
    }
    pairs.extend(kind.map(|kind| ("place".to_owned(), kind)));
    if is_same && !weights.is_empty() {
        pairs.retain(|(name, _)| name != "weights");
        pairs.push(("weights".to_owned(), weights.join(",")));
    }
    if !excluded.is_empty() {
        pairs.push(("exclude".to_owned(), excluded.join(",")));
    }
    if let Some(zone) = zone {
        pairs.retain(|(name, _)| name != "zone");
        pairs.push(("zone".to_owned(), zone));
    }
    let kept = given.take("garder").or_else(|| given.take("sites")).unwrap_or_default();
    let mut ids: Vec<String> = Vec::new();
    for id in kept.split(',').filter(|id| !id.is_empty() && id.len() <= 64).take(MOST_COMPARED) {
        if ids.iter().all(|known| known != id) {
            ids.push(id.to_owned());
        }
    }
    let asked = SitesAsked::read(Asked::of(pairs), &HeaderMap::new(), visit.snapshot(), &places);
    Ok(LandAsked { asked: asked.map_err(|why| bad(&why))?, places, kept: ids })
}

/// The question as the form shows it.
pub fn view(visit: &Visit, read: &LandAsked, typed: String) -> AskedView {
    let LandAsked { asked, places, kept } = read;
    let (snapshot, language) = (visit.snapshot(), visit.language());
    let own = &places.kinds()[asked.kind];
    let both = |french: &str, english: &str| said(language, [french.to_owned(), english.to_owned()]);
    let kinds = places.kinds().iter().map(|kind| Choice {
        key: kind.key.clone(),
        label: both(&kind.label_fr, &kind.label_en),
        is_chosen: kind.key == own.key,
    });
    let usual = snapshot.functions.id(&own.function) == Some(asked.function);
    let any = Choice {
        key: String::new(),
        label: language.words().say("land.usual-function").to_owned(),
        is_chosen: usual,
    };
    let functions = snapshot.functions.list().iter().map(|function| Choice {
        key: function.key.clone(),
        label: of_function(function, language),
        is_chosen: !usual && snapshot.functions.id(&function.key) == Some(asked.function),
    });
    let always = |exclusion: &Exclusion| matches!(exclusion, Exclusion::TooSmall | Exclusion::TooLittleBuilt);
    let exclusions =
        Exclusion::ALL.into_iter().filter(|exclusion| !always(exclusion)).map(|exclusion| Choice {
            key: exclusion.word().to_owned(),
            label: said(language, reason(exclusion).map(str::to_owned)),
            is_chosen: asked.excluding.contains(&exclusion),
        });
    let weighed = |criterion: Criterion| {
        let weight = asked.weights[criterion as usize];
        let with = |weight: f64| {
            let mut changed = asked.clone();
            changed.weights[criterion as usize] = weight;
            let is_question = changed.weighing().iter().any(|weight| 0.0 < *weight);
            is_question.then(|| changed.words(snapshot, places))
        };
        let posts = places.goalposts(criterion);
        Weighed {
            key: criterion.word(),
            label: said(language, label(criterion).map(str::to_owned)),
            why: both(&posts.why_fr, &posts.why_en),
            weight,
            less: (0.0 < weight).then(|| with((weight - 1.0).max(0.0))).flatten(),
            more: (weight < MOST_WEIGHT).then(|| with((weight + 1.0).min(MOST_WEIGHT))).flatten(),
        }
    };
    AskedView {
        typed,
        kind: own.key.clone(),
        kinds: kinds.collect(),
        kind_why: both(&own.why_fr, &own.why_en),
        functions: std::iter::once(any).chain(functions).collect(),
        function: snapshot.functions.get(asked.function).key.clone(),
        surface: asked.surface_m2,
        built: asked.built_m2,
        minutes: asked.minutes,
        exclusions: exclusions.collect(),
        weights: Criterion::ALL.map(weighed).into(),
        words: asked.words(snapshot, places),
        kept: kept.clone(),
    }
}
