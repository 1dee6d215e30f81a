//! Communes of a zone where land is known that could host a place: candidates of a best set of places.

use crate::analysis::site_exclusions::Exclusion;
use crate::analysis::sites::{Question, Ranking, sites};
use crate::analysis::subjects::Subject;
use crate::api::analyses::site_sets::Land;
use crate::api::analyses::site_sets_asked::SiteSetsAsked;
use crate::api::problem::Problem;
use crate::api::state::Served;
use crate::network::ways::Ways;

/// By commune, the rows of the sites of the zone that could host a place, the best first, as `/analyses/sites`
/// keeps and ranks them unless it is asked otherwise.
pub fn land(served: &Served, asked: &SiteSetsAsked, ways: &Ways) -> Result<Land, Problem> {
    let snapshot = &served.snapshot;
    let Subject::Function(function) = asked.subject else {
        let why = "land is known to fit functions of the catalogue alone; ask for candidates=communes";
        return Err(Problem::parameter("candidates", why));
    };
    let places = served.analysed.places();
    let key = asked.subject.key(snapshot);
    let kind = places.kinds().iter().find(|kind| kind.function == key).or(places.kinds().first());
    let Some(kind) = kind else {
        return Err(Problem::parameter(
            "candidates",
            "no kind of place is declared; ask for candidates=communes",
        ));
    };
    let question = Question {
        places: &places,
        kind,
        function,
        surface_m2: kind.surface_m2,
        built_m2: kind.built_m2,
        minutes: asked.minutes.into(),
        weights: kind.weights(),
        ranking: Ranking::default(),
        excluding: &Exclusion::USUAL,
    };
    let communes: Vec<u32> = asked.zone.communes().collect();
    let found = sites(snapshot, &served.analysed.surroundings(snapshot), ways, Some(&communes), &question);
    let mut land = Land::new();
    for kept in &found.kept {
        if let Some(commune) = snapshot.sites.rows()[kept.row as usize].commune {
            land.entry(commune).or_default().push(kept.row);
        }
    }
    if land.is_empty() {
        let why = format!(
            "of {} sites known in this zone none could host it: see /analyses/sites, or ask for candidates=communes",
            found.examined()
        );
        return Err(Problem::parameter("candidates", why));
    }
    Ok(land)
}
