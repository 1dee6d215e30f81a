//! A question about groups as it is asked: where, kept ones or all, by which conventions.

use axum::http::HeaderMap;

use crate::analysis::groups::{METHOD, Settings};
use crate::analysis::groups_index::WEIGHTS;
use crate::api::analyses::sheet::{Sheet, number};
use crate::api::answer::Tag;
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::query::zone::{Spelled, Zone};
use crate::snapshot::Snapshot;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "zone, kind, which, eps, min_points, families, hill, stages, draws, seed, weights, geometry, limit, \
                     offset and f";

/// `eps` in meters at most: farther is not near.
pub const FARTHEST: f64 = 50_000.0;
/// `min_points` at most.
pub const MOST_POINTS: usize = 1_000;
/// Draws at most.
pub const MOST_DRAWS: usize = 9_999;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Groups,
    Poles,
    Both,
}

impl Sort {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Groups, Self::Poles, Self::Both];

    /// The word in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Groups => "groupes",
            Self::Poles => "ptce",
            Self::Both => "tous",
        }
    }
}

/// Words for groups that are kept, and for all that were found.
pub const WHICH: [&str; 2] = ["retenus", "tous"];

/// The question.
#[derive(Debug, Clone)]
pub struct ClustersAsked {
    pub zone: Option<Zone>,
    pub sort: Sort,
    /// Groups that are not kept too.
    pub all: bool,
    pub settings: Settings,
    pub weights: [f64; 6],
    pub sheet: Sheet,
}

impl ClustersAsked {
    /// Reads the parameters. Nothing is computed.
    pub fn read(mut asked: Asked, headers: &HeaderMap, snapshot: &Snapshot) -> Result<Self, Problem> {
        let zone = asked.take("zone").map(|text| Zone::parse(&text, &snapshot.territories)).transpose()?;
        let sort = asked.take("kind").map_or(Ok(Sort::Both), |text| sort(&text))?;
        let all = asked.take("which").map_or(Ok(false), |text| which(&text))?;
        let mut settings = Settings::default();
        if let Some(text) = asked.take("eps") {
            settings.eps =
                numbers("eps", &text, "three numbers of meters, in towns, around them and elsewhere")?;
            if !settings.eps.iter().all(|eps| (1.0..=FARTHEST).contains(eps)) {
                return Err(Problem::parameter("eps", format!("each is from 1 to {FARTHEST} meters")));
            }
        }
        if let Some(text) = asked.take("min_points") {
            settings.min_points = whole("min_points", &text, 2, MOST_POINTS)?;
        }
        if let Some(text) = asked.take("families") {
            settings.families = whole("families", &text, 0, 8)? as u32;
        }
        if let Some(text) = asked.take("stages") {
            settings.stages = whole("stages", &text, 0, 8)? as u32;
        }
        if let Some(text) = asked.take("hill") {
            let [hill] = numbers("hill", &text, "one number")?;
            settings.hill = hill;
            if !(0.0..=8.0).contains(&settings.hill) {
                return Err(Problem::parameter("hill", "from 0 to 8 equal families"));
            }
        }
        if let Some(text) = asked.take("draws") {
            settings.draws = whole("draws", &text, 0, MOST_DRAWS)? as u32;
        }
        if let Some(text) = asked.take("seed") {
            settings.seed = number("seed", &text)? as u64;
        }
        let weights = asked.take("weights").map_or(Ok(WEIGHTS), |text| weights(&text))?;
        let sheet = Sheet::take(&mut asked, headers)?;
        asked.nothing_else(TAKEN)?;
        Ok(Self { zone, sort, all, settings, weights, sheet })
    }

    /// Whether a commune is asked about.
    #[must_use]
    pub fn contains(&self, commune: u32) -> bool {
        self.zone.as_ref().is_none_or(|zone| zone.contains(commune))
    }

    /// The address of another part of the same, without the service's own: the same for the same
    /// question, however it was asked.
    #[must_use]
    pub fn address(&self, snapshot: &Snapshot, sheet: &Sheet) -> String {
        let Settings { eps, min_points, families, hill, stages, draws, seed, .. } = self.settings;
        let zone = self.zone.as_ref().map(|zone| format!("zone={}&", Spelled(zone, &snapshot.territories)));
        let joined = |numbers: &[f64]| numbers.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
        format!(
            "/analyses/clusters?{}kind={}&which={}&eps={}&min_points={min_points}&families={families}&hill={hill}\
             &stages={stages}&draws={draws}&seed={seed}&weights={}&{}",
            zone.unwrap_or_default(),
            self.sort.word(),
            WHICH[usize::from(self.all)],
            joined(&eps),
            joined(&self.weights),
            sheet.words()
        )
    }

    /// The tag of the answer: of all that decides its bytes.
    #[must_use]
    pub fn tag(&self, snapshot: &Snapshot, base: &str) -> Tag {
        let address = self.address(snapshot, &self.sheet);
        Tag::of([snapshot.manifest.id.as_str(), METHOD, base, &address])
    }
}

fn sort(text: &str) -> Result<Sort, Problem> {
    Sort::ALL.into_iter().find(|sort| sort.word() == text).ok_or_else(|| {
        let words = Sort::ALL.map(Sort::word).join(", ");
        Problem::parameter("kind", format!("`{text}` is not known; use one of {words}"))
    })
}

fn which(text: &str) -> Result<bool, Problem> {
    let found = WHICH.iter().position(|word| *word == text).map(|rank| rank == 1);
    found.ok_or_else(|| {
        Problem::parameter("which", format!("`{text}` is not known; use {}", WHICH.join(" or ")))
    })
}

fn whole(name: &'static str, text: &str, least: usize, most: usize) -> Result<usize, Problem> {
    let found = number(name, text)?;
    let is_sound = (least..=most).contains(&found);
    is_sound
        .then_some(found)
        .ok_or_else(|| Problem::parameter(name, format!("`{text}` is not from {least} to {most}")))
}

/// So many numbers between commas.
fn numbers<const MANY: usize>(name: &'static str, text: &str, what: &str) -> Result<[f64; MANY], Problem> {
    let numbers: Option<Vec<f64>> =
        text.split(',').map(|part| part.trim().parse().ok().filter(|v: &f64| v.is_finite())).collect();
    let numbers: Option<[f64; MANY]> = numbers.and_then(|numbers| numbers.try_into().ok());
    numbers.ok_or_else(|| Problem::parameter(name, format!("`{text}` is not {what}, between commas")))
}

fn weights(text: &str) -> Result<[f64; 6], Problem> {
    let weights: [f64; 6] = numbers("weights", text, "six weights")?;
    let is_sound =
        weights.iter().all(|weight| (0.0..=1_000.0).contains(weight)) && weights.iter().any(|w| 0.0 < *w);
    is_sound
        .then_some(weights)
        .ok_or_else(|| Problem::parameter("weights", "each is from 0 to 1000, and one at least above 0"))
}
