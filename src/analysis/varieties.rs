//! How diverse the activities of each territory are, and which are near to what is done there.
//!
//! *Question.* Of how many equal activities is this territory made, are they related, and what could it take up
//! next? *Method.* Actors by NAF sub-class; Hill's numbers, and entropy divided between
//! divisions (unrelated variety) and within them (related variety): `diversity`. Activities present are those
//! of a shrunken quotient of at least 1 where three or more were to be expected, and what is absent is ranked
//! by density around it, itself left out: `relatedness`. *Edges.* 94.99Z says nothing of what is
//! done, and is counted apart with those of unknown activity. Where fewer than [`LEAST`] are counted nothing is
//! said. An activity that is near is no advice: it is one that others, made alike, have.
//! *Cost.* O(actors + territories × activities²).

use std::collections::BTreeMap;

use crate::analysis::diversity::{Variety, hill, simpson_unbiased, variety};
use crate::analysis::relatedness::{
    Itself, LEAST_EXPECTED, STRENGTH, density, opportunities, presence, relatedness,
};
use crate::domain::level::Level;
use crate::snapshot::Snapshot;

/// The version of the method.
pub const METHOD: &str = "maillage-variety-1";

/// Of fewer actors nothing is said.
pub const LEAST: u64 = 30;

/// So many activities that are near are told.
const NEAREST: usize = 5;

/// Says nothing of what an association does.
const VAGUE: &str = "94.99Z";

/// The activities of a territory.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub territory: u32,
    /// Actors of an activity that says something, and others.
    pub counted: u64,
    pub untold: u64,
    /// `None` where too few are counted.
    pub diversity: Option<Diversity>,
}

/// What is said of activities.
#[derive(Debug, Clone, PartialEq)]
pub struct Diversity {
    /// Hill's numbers of order 0, 1 and 2: sub-classes present, and as diverse as so many equal ones.
    pub hill: [f64; 3],
    /// The chance that two actors differ in activity.
    pub simpson: f64,
    pub variety: Variety,
    /// Activities that are not more present than elsewhere, the nearest to what is first, with their density.
    pub near: Vec<(String, f64)>,
}

/// All territories of a level, in order.
#[must_use]
pub fn varieties(snapshot: &Snapshot, level: Level) -> Vec<Told> {
    let actors = &snapshot.actors;
    let mut codes = BTreeMap::<&str, usize>::new();
    for row in 0..actors.len() {
        actors.naf(row).filter(|naf| *naf != VAGUE).map(|naf| codes.entry(naf).or_default());
    }
    (0..).zip(codes.values_mut()).for_each(|(rank, at)| *at = rank);
    let territories = snapshot.territories.of(level).len();
    let mut counts = vec![vec![0.0; codes.len()]; territories];
    let mut untold = vec![0_u64; territories];
    for row in 0..actors.len() {
        let zone = actors.commune(row).and_then(|commune| snapshot.territories.zone(commune, level));
        let Some(zone) = zone.map(|zone| zone as usize) else { continue };
        match actors.naf(row).and_then(|naf| codes.get(naf)) {
            Some(&at) => counts[zone][at] += 1.0,
            None => untold[zone] += 1,
        }
    }
    let names: Vec<&str> = codes.keys().copied().collect();
    let divisions: Vec<u32> =
        names.iter().map(|code| code.get(..2).and_then(|d| d.parse().ok()).unwrap_or(0)).collect();
    let present = presence(&counts, STRENGTH, LEAST_EXPECTED).unwrap_or_default();
    let phi = relatedness(&present).unwrap_or_default();
    let around = density(&present, &phi, Itself::LeftOut).unwrap_or_default();
    let told = |at: usize| {
        let (row, counted) = (&counts[at], counts[at].iter().sum::<f64>() as u64);
        let diversity = || {
            let near =
                opportunities(&present[at], &around[at]).into_iter().filter(|(_, density)| 0.0 < *density);
            Some(Diversity {
                hill: [hill(row, 0.0)?, hill(row, 1.0)?, hill(row, 2.0)?],
                simpson: simpson_unbiased(row)?,
                variety: variety(row, &divisions)?,
                near: near.take(NEAREST).map(|(code, density)| (names[code].to_owned(), density)).collect(),
            })
        };
        let diversity = if LEAST <= counted { diversity() } else { None };
        Told { territory: at as u32, counted, untold: untold[at], diversity }
    };
    (0..territories).map(told).collect()
}

/// What is said of a territory, in French and in English.
#[must_use]
pub fn sentence(name: &str, told: &Told) -> [String; 2] {
    let Some(Diversity { hill, variety, near, .. }) = &told.diversity else {
        let Told { counted, untold, .. } = told;
        return [
            format!(
                "{name} : {counted} acteurs d'activité connue, {untold} autres ; trop peu pour en dire la diversité."
            ),
            format!(
                "{name}: {counted} actors of a known activity, {untold} others; too few to tell how diverse they are."
            ),
        ];
    };
    let share = 100.0 * if 0.0 < variety.total { variety.related / variety.total } else { 0.0 };
    let codes: Vec<&str> = near.iter().map(|(code, _)| code.as_str()).collect();
    let codes = if codes.is_empty() { "–".to_owned() } else { codes.join(", ") };
    let [all, equal] = [hill[0], hill[1]];
    let comma = format!("{equal:.1}").replace('.', ",");
    [
        format!(
            "{name} : {all:.0} activités, aussi divers que {comma} activités également présentes ; {share:.0}\u{202f}% de cette \
             diversité est entre activités d'une même division. Proches de ce qui s'y fait, et pas plus présentes qu'ailleurs : {codes}."
        ),
        format!(
            "{name}: {all:.0} activities, as diverse as {equal:.1} equally present; {share:.0}% of this diversity is between \
             activities of one division. Near to what is done there, and no more present than elsewhere: {codes}."
        ),
    ]
}
