//! How two classes of actors fit each other: the parts of a score that hang on neither place nor ties.
//!
//! *Question.* Do they complete each other, do they resemble each other, or neither? *Method.* They
//! resemble each other by their functions or by their activity, whichever says more, as cosines; from
//! [`LEAST_LIKENESS`] on they may mutualise, and are no chain: a pair that is half of each is
//! neither twice. Needs that both declare say more than what they do: half of them in common is enough to
//! mutualise, whatever the trades, and their share is then the similarity of needs. *Cost.* O(functions²) a pair of classes.

use crate::analysis::ally_bonds::{Bonds, Bound};
use crate::analysis::ally_index::Class;
use crate::analysis::cooperation::conventions::{HalfLives, Unknowns, Weights};
use crate::analysis::cooperation::factors::{activity_cosine, jaccard, novelty, size};
use crate::analysis::cooperation::{Factor, List, PARTS, Part};
use crate::domain::function::{FunctionId, FunctionSet, Functions};

/// From this likeness on two do nearly the same.
pub const LEAST_LIKENESS: f64 = 0.5;

/// What scores are told by: all of it can be changed by whoever asks.
#[derive(Debug, Clone, PartialEq)]
pub struct Conventions {
    /// By list, in the order of [`List::ALL`].
    pub weights: [Weights; 2],
    pub half_lives: HalfLives,
    pub unknowns: Unknowns,
    /// Of the reranking.
    pub lambda: f64,
}

impl Default for Conventions {
    fn default() -> Self {
        Self {
            weights: List::ALL.map(Weights::of_list),
            half_lives: HalfLives::default(),
            unknowns: Unknowns::default(),
            lambda: 0.7,
        }
    }
}

/// Whoever looks for partners: an actor, or a project that does not exist yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Seeker {
    /// What it does, what it offers included.
    pub class: Class,
    /// Functions that it looks for: only those who fulfil one complete it. Empty: whatever does.
    pub needs: FunctionSet,
    /// Main functions of its known partners.
    pub partners: Vec<u32>,
    /// How bad the gap of each function is in its territory ([`gap`](crate::analysis::cooperation::factors::gap)),
    /// by rank in the catalogue; `None` where nothing can be concluded.
    pub gaps: Vec<Option<f64>>,
}

/// How somebody fits a seeker.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    pub list: List,
    /// What completes whom, in the chain list.
    pub bound: Option<Bound>,
    /// How alike both are; `None` when nothing is known of what one does.
    pub likeness: Option<f64>,
    /// The share of their declared needs that both have (Jaccard); `None` when one of them declares none.
    pub needs: Option<f64>,
    /// The function brought that is most wanting, and how bad the gap is.
    pub gap: Option<(FunctionId, f64)>,
    /// All but closure, which hangs on who it is.
    pub factors: [Factor; PARTS],
    pub half_life: f64,
}

/// How alike two actors are: the cosine of their functions or of their activities, whichever is
/// greater; `None` when neither is known of both.
#[must_use]
pub fn likeness(a: &Class, b: &Class) -> Option<f64> {
    let (ours, theirs) = (a.functions.0, b.functions.0);
    let many = |set: u64| f64::from(set.count_ones());
    let by_function =
        (ours != 0 && theirs != 0).then(|| many(ours & theirs) / (many(ours) * many(theirs)).sqrt());
    let by_activity = activity_cosine(a.naf.as_deref(), b.naf.as_deref());
    match (by_function, by_activity) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other),
    }
}

/// The one part that hangs on how many two employ: of two kinds of classes all others are the same.
#[must_use]
pub fn size_of_both(ours: &Class, theirs: &Class, unknowns: &Unknowns) -> Factor {
    let sizes = ours.size.zip(theirs.size);
    Factor::of(sizes.and_then(|(ours, theirs)| size(ours, theirs)), unknowns.size)
}

/// The list in which somebody of a class is for a seeker, and the parts of its score; `None` in neither.
#[must_use]
pub fn fit(
    seeker: &Seeker,
    theirs: &Class,
    bonds: &Bonds,
    functions: &Functions,
    conventions: &Conventions,
) -> Option<Fit> {
    let Conventions { unknowns, half_lives, .. } = conventions;
    let ours = &seeker.class;
    let likeness = likeness(ours, theirs);
    let is_alike = likeness.is_some_and(|likeness| LEAST_LIKENESS <= likeness);
    let needs = jaccard(&ours.needs, &theirs.needs);
    // Who looks for something in particular says so: being alike is then no objection.
    let may_complete = !is_alike || !seeker.needs.is_empty();
    let bound = may_complete
        .then(|| {
            let (ours, theirs) = ((ours.functions, ours.products), (theirs.functions, theirs.products));
            bonds.best(ours, theirs, seeker.needs, unknowns)
        })
        .flatten();
    let (list, half_life) = match bound {
        Some(bound) => {
            let stage = |id: FunctionId| functions.get(id).stage;
            let (giver, receiver) = (bound.bond.giver, bound.bond.receiver);
            (List::Chain, half_lives.between(stage(giver), stage(receiver)))
        }
        None if is_alike || needs.is_some_and(|needs| LEAST_LIKENESS <= needs) => {
            (List::Mutual, half_lives.usual)
        }
        None => return None,
    };
    // What it brings: in a chain its end of the bond, and not all that it does besides.
    let brings = bound.map_or(theirs.functions, |bound| {
        let ends = [bound.bond.giver, bound.bond.receiver].into_iter();
        let own = ends.filter(|id| theirs.functions.contains(*id));
        // Both ends may be its own: what the seeker has not is what it brings.
        let new: FunctionSet = own.clone().filter(|id| !ours.functions.contains(*id)).collect();
        if new.is_empty() { own.collect() } else { new }
    });
    let gap = brings
        .iter()
        .filter_map(|id| Some((id, (*seeker.gaps.get(usize::from(id.0))?)?)))
        .reduce(|best, other| if best.1 < other.1 { other } else { best });
    let family = theirs.functions.first().map(|id| u32::from(id.0));
    let mut factors = [Factor { value: 0.0, is_known: true }; PARTS];
    let mut put =
        |part: Part, found: Option<f64>, otherwise| factors[part as usize] = Factor::of(found, otherwise);
    put(Part::Complementarity, Some(bound.map_or(0.0, |bound| bound.complementarity)), 0.0);
    put(Part::Similarity, needs.or(likeness), unknowns.similarity);
    put(Part::Gap, gap.map(|gap| gap.1), unknowns.gap);
    put(Part::Closure, None, unknowns.closure);
    put(Part::Novelty, family.and_then(|family| novelty(&seeker.partners, family)), unknowns.novelty);
    factors[Part::Size as usize] = size_of_both(ours, theirs, unknowns);
    Some(Fit { list, bound, likeness, needs, gap, factors, half_life })
}
