//! What several people think weighs how much, and how far they are apart.
//!
//! *Question.* Whose weights are those of an index? *Method.* Everybody shares out points; shares
//! are compared, whatever the number of points; the group's are their mean (budget allocation,
//! OECD and JRC 2008), and each person's are kept beside it. *Unit.* Shares that sum to 1.
//! *Edges.* Who gives no point has no say. *Cost.* O(people × indicators).

/// The weight of one indicator for a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Opinion {
    /// The mean share: the group's weight.
    pub mean: f64,
    /// The least and the most that somebody gives it.
    pub least: f64,
    pub most: f64,
    /// The standard deviation of the shares, of those asked.
    pub spread: f64,
}

/// The shares of one person's points; `None` for points that are negative or not finite, or when
/// there are none.
#[must_use]
pub fn shares(points: &[f64]) -> Option<Vec<f64>> {
    let all: f64 = points.iter().sum();
    let is_sound = points.iter().all(|points| 0.0 <= *points) && all.is_finite() && 0.0 < all;
    is_sound.then(|| points.iter().map(|points| points / all).collect())
}

/// The group's opinion of each indicator, from everybody's points. `None` when nobody was asked,
/// when somebody's points are none ([`shares`]), or when lengths differ.
#[must_use]
pub fn consensus(people: &[Vec<f64>]) -> Option<Vec<Opinion>> {
    let shares: Vec<Vec<f64>> = people.iter().map(|points| shares(points)).collect::<Option<_>>()?;
    let wide = shares.first()?.len();
    if shares.iter().any(|shares| shares.len() != wide) {
        return None;
    }
    let many = shares.len() as f64;
    let opinion = |at: usize| {
        let of_it = || shares.iter().map(|shares| shares[at]);
        let mean = of_it().sum::<f64>() / many;
        Opinion {
            mean,
            least: of_it().fold(f64::INFINITY, f64::min),
            most: of_it().fold(0.0, f64::max),
            spread: (of_it().map(|share| (share - mean).powi(2)).sum::<f64>() / many).sqrt(),
        }
    };
    Some((0..wide).map(opinion).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_one_voice_whatever_their_points() {
        let found = consensus(&[vec![1.0, 3.0], vec![75.0, 25.0]]).expect("sound");
        assert_eq!((found[0].mean, found[1].mean), (0.5, 0.5));
        assert_eq!((found[0].least, found[0].most, found[0].spread), (0.25, 0.75, 0.25));
    }

    #[test]
    fn what_is_no_opinion_is_refused() {
        assert_eq!(consensus(&[]), None);
        assert_eq!(consensus(&[vec![1.0], vec![1.0, 1.0]]), None);
        assert_eq!(consensus(&[vec![0.0, 0.0]]), None);
        assert_eq!(consensus(&[vec![1.0, -1.0]]), None);
        assert_eq!(consensus(&[vec![f64::NAN, 1.0]]), None);
    }
}
