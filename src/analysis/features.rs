//! What territories are compared by, and what is known of each: four blocks of features.
//!
//! *Question.* In what may two places be alike? *Method.* People, land, actors and functions; what
//! has a heavy tail is compared by its logarithm; a rate is drawn to the country's (`rates`), and
//! left out where nearly nothing of a territory's own would be left of it. *Edges.* What a territory
//! has no figure of is unknown, never zero. *Cost.* O(territories × features).

use crate::analysis::better::PER;
use crate::analysis::figures::Figures;
use crate::analysis::rates::Prior;
use crate::domain::actor::Family;
use crate::domain::function::FunctionId;

/// Where a territory's own count weighs less than this beside the country's rate, on average, a
/// rate tells populations apart and not territories.
const LEAST_OWN: f64 = 0.2;

/// What territories are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// Inhabitants; compared by its logarithm.
    People,
    /// Inhabitants by square kilometer; by its logarithm.
    Density,
    /// The share of inhabitants in urban communes.
    Urban,
    /// The share of inhabitants in the attraction area of a town.
    Attracted,
    /// Whether it is overseas: 1 or 0.
    Overseas,
    /// Square kilometers; by its logarithm.
    Surface,
    /// The share of inhabitants in the most populous commune: one centre, or many.
    Largest,
    /// Actors by 10,000 inhabitants, of all kinds or of a family, drawn to the country's.
    Actors,
    Family(Family),
    /// Actors of a function by 10,000 inhabitants, drawn to the country's.
    Function(FunctionId),
}

/// How many blocks of features there are: people, land, families of actors, functions.
pub const BLOCKS: usize = 4;

impl Feature {
    /// Which block it is of.
    #[must_use]
    pub fn block(self) -> usize {
        match self {
            Self::People | Self::Density | Self::Urban | Self::Attracted | Self::Overseas => 0,
            Self::Surface | Self::Largest => 1,
            Self::Actors | Self::Family(_) => 2,
            Self::Function(_) => 3,
        }
    }

    /// What is compared, of what is shown.
    #[must_use]
    pub fn scaled(self, value: f64) -> Option<f64> {
        match self {
            Self::People | Self::Density | Self::Surface => (0.0 < value).then(|| value.ln()),
            Self::Urban | Self::Attracted | Self::Overseas | Self::Largest => Some(value),
            Self::Actors | Self::Family(_) | Self::Function(_) => Some(value),
        }
    }
}

/// What a rate is made of; none for what is no rate.
#[must_use]
pub fn counted(figures: &Figures, feature: Feature) -> Option<&[f64]> {
    match feature {
        Feature::Actors => Some(&figures.actors),
        Feature::Family(family) => figures.families.get(family as usize).map(Vec::as_slice),
        Feature::Function(id) => figures.functions.get(usize::from(id.0)).map(Vec::as_slice),
        _ => None,
    }
}

/// Each feature with what is known of each territory.
#[must_use]
pub fn columns(figures: &Figures) -> Vec<(Feature, Vec<Option<f64>>)> {
    let people = &figures.people;
    let known = |value: f64| Some(value).filter(|value| value.is_finite());
    let over = |part: &[f64], whole: &[f64]| -> Vec<Option<f64>> {
        part.iter().zip(whole).map(|(part, whole)| known(part / whole)).collect()
    };
    let density = people.iter().zip(&figures.km2).map(|(people, km2)| known(people / (*km2)?));
    let mut columns = vec![
        (Feature::People, people.iter().copied().map(known).collect()),
        (Feature::Density, density.collect()),
        (Feature::Urban, over(&figures.urban, &figures.classed)),
        (Feature::Attracted, over(&figures.attracted, &figures.surveyed)),
        (Feature::Overseas, figures.overseas.iter().map(|&is| Some(f64::from(u8::from(is)))).collect()),
        (Feature::Surface, figures.km2.clone()),
        (Feature::Largest, over(&figures.largest, people)),
    ];
    let families = Family::ALL.into_iter().map(Feature::Family).zip(&figures.families);
    let functions = (0..).map(|id| Feature::Function(FunctionId(id))).zip(&figures.functions);
    let actors = std::iter::once((Feature::Actors, &figures.actors)).chain(families);
    let counted = actors.filter(|_| figures.is_registered).chain(functions);
    columns.extend(counted.filter_map(|(feature, counts)| Some((feature, smoothed(counts, people)?))));
    columns
}

/// Rates drawn to the country's; `None` where nothing was counted, or all have the same but for
/// chance and their population.
fn smoothed(counts: &[f64], people: &[f64]) -> Option<Vec<Option<f64>>> {
    let prior = Prior::of(counts, people)?;
    let own = people.iter().map(|people| prior.weight(*people)).sum::<f64>() / people.len() as f64;
    if own < LEAST_OWN {
        return None;
    }
    let rate = |(count, people): (&f64, &f64)| (0.0 < *people).then(|| PER * prior.smoothed(*count, *people));
    Some(counts.iter().zip(people).map(rate).collect())
}
