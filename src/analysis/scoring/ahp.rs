//! Weights drawn out of judgements two by two: AHP, refused where the judgements contradict each other.
//!
//! *Question.* What do people mean to weigh who can say only "this matters three times as much as that"?
//! *Method.* Saaty (1980): the principal eigenvector of the table of judgements, by power iteration;
//! consistency index (λ − n) / (n − 1) over that of random tables; and the geometric mean of rows
//! (Crawford and Williams 1985) beside. *Edges.* A ratio above 0.10 is refused, with the judgement that
//! is most at odds with all others and what these would have it be. Two criteria cannot contradict each
//! other. Only weights are drawn out: sites are scored by `weighted`. *Cost.* O(n²) a step.

/// Above this the judgements contradict each other.
pub const MOST_RATIO: f64 = 0.10;

/// The mean index of random tables (Saaty 1980), from one criterion to ten. Beyond, what is published differs
/// (1.51 or 1.52 for eleven, 1.48 or 1.54 for twelve), and nobody judges that many two by two.
const RANDOM: [f64; 10] = [0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49];

/// No judgement says more: an eigenvector would take too many steps.
const MOST_TIMES: f64 = 1e3;

/// What a table of judgements says.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// By the principal eigenvector; they sum to 1.
    pub weights: Vec<f64>,
    /// By the geometric mean of each row; they sum to 1.
    pub by_geometric_mean: Vec<f64>,
    /// The principal eigenvalue: the number of criteria where nothing contradicts.
    pub eigenvalue: f64,
    /// (λ − n) / (n − 1), at least 0.
    pub index: f64,
    /// The index over that of random tables.
    pub ratio: f64,
    /// The judgement that the others contradict most; `None` where none is contradicted.
    pub at_odds: Option<AtOdds>,
}

/// A judgement at odds with the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AtOdds {
    pub first: usize,
    pub second: usize,
    /// How many times as much the first was said to matter.
    pub told: f64,
    /// What the weights would have it be.
    pub meant: f64,
}

/// Why judgements give no weights.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum AhpError {
    #[error(
        "judgements are a square table, of one criterion to ten: beyond, what random tables give is not agreed upon; judge groups of criteria, then criteria of each"
    )]
    Shape,
    #[error(
        "the judgement on {0} and {1} is to be a number between 1/1000 and 1000, and the inverse of that on {1} and {0}"
    )]
    Judgement(usize, usize),
    #[error(
        "judgements contradict each other: consistency ratio {ratio:.2}, 0.10 at most; criterion {first} was said \
         to matter {told} times as much as {second}, the others would have it {meant:.2}", first = .at_odds.first,
        second = .at_odds.second, told = .at_odds.told, meant = .at_odds.meant
    )]
    Inconsistent { ratio: f64, at_odds: AtOdds },
}

/// What a table says: `judgements[i][j]` is how many times as much criterion i matters as j.
pub fn judged(judgements: &[Vec<f64>]) -> Result<Judged, AhpError> {
    let many = judgements.len();
    if many == 0 || RANDOM.len() < many || judgements.iter().any(|row| row.len() != many) {
        return Err(AhpError::Shape);
    }
    for (first, row) in judgements.iter().enumerate() {
        for (second, &there) in row.iter().enumerate().skip(first) {
            let back = judgements[second][first];
            let is_inverse = (there * back - 1.0).abs() < 1e-6;
            let is_sound = (1.0 / MOST_TIMES..=MOST_TIMES).contains(&there) && is_inverse;
            if !is_sound || first == second && there != 1.0 {
                return Err(AhpError::Judgement(first, second));
            }
        }
    }
    let by_geometric_mean = normal(
        judgements
            .iter()
            .map(|row| (row.iter().map(|told| told.ln()).sum::<f64>() / many as f64).exp())
            .collect(),
    );
    let (weights, eigenvalue) = principal(judgements, by_geometric_mean.clone());
    let index = if many < 2 { 0.0 } else { ((eigenvalue - many as f64) / (many - 1) as f64).max(0.0) };
    let ratio = if many < 3 { 0.0 } else { index / RANDOM[many - 1] };
    let at_odds = most_at_odds(judgements, &weights);
    Ok(Judged { weights, by_geometric_mean, eigenvalue, index, ratio, at_odds })
}

/// The weights that judgements mean, unless they contradict each other.
pub fn weights_of(judgements: &[Vec<f64>]) -> Result<Judged, AhpError> {
    let judged = judged(judgements)?;
    match judged.at_odds {
        Some(at_odds) if MOST_RATIO < judged.ratio => {
            Err(AhpError::Inconsistent { ratio: judged.ratio, at_odds })
        }
        _ => Ok(judged),
    }
}

/// The principal eigenvector, summing to 1, and its eigenvalue. A table of positive numbers has one,
/// and powers of it go there (Perron).
fn principal(judgements: &[Vec<f64>], first: Vec<f64>) -> (Vec<f64>, f64) {
    let mut weights = first;
    let mut eigenvalue = judgements.len() as f64;
    for _ in 0..10_000 {
        let product: Vec<f64> = judgements
            .iter()
            .map(|row| row.iter().zip(&weights).map(|(told, weight)| told * weight).sum())
            .collect();
        eigenvalue = product.iter().sum();
        let next = normal(product);
        let change = next.iter().zip(&weights).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        weights = next;
        if change < 1e-15 {
            break;
        }
    }
    (weights, eigenvalue)
}

fn normal(mut values: Vec<f64>) -> Vec<f64> {
    let sum: f64 = values.iter().sum();
    values.iter_mut().for_each(|value| *value /= sum);
    values
}

/// The judgement farthest, by ratio, from what the weights say; ties to the first.
fn most_at_odds(judgements: &[Vec<f64>], weights: &[f64]) -> Option<AtOdds> {
    let mut found = None;
    let mut most = 1e-9;
    for first in 0..weights.len() {
        for second in first + 1..weights.len() {
            let (told, meant) = (judgements[first][second], weights[first] / weights[second]);
            let odds = (told / meant).ln().abs();
            if most < odds {
                (found, most) = (Some(AtOdds { first, second, told, meant }), odds);
            }
        }
    }
    found
}
