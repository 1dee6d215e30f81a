//! How much of a chain there is, from those who make to those who eat, and which links lack.
//!
//! *Question.* Is the chain whole here, and if not, what is missing? *Method.* Goods go along a
//! path of stages; some stages may be skipped (a farm that sells directly needs no dairy). The
//! completeness is the share of stages held on the best path, since a chain is a path and not a
//! list to tick. *Edges.* A stage that nobody looked for is neither held nor missing: the answer
//! is a range, from "none of these" to "all of these". *Cost.* O(paths), a few dozen.

/// What is known of a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Held {
    /// Somebody holds it.
    Yes,
    /// It is looked for, and nobody known holds it.
    NoneKnown,
    /// Nothing that was read would tell.
    Unknown,
}

/// The best path of a chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Completeness {
    /// The share of its stages held if no unknown one is, and if all are: 0 to 1.
    pub least: f64,
    pub most: f64,
    /// The stages of the best path, by rank.
    pub path: Vec<usize>,
    /// Of these, those that nobody known holds.
    pub missing: Vec<usize>,
}

/// The completeness of a chain. `stages` tells what is known of each; `follows[a]` names the
/// stages to which goods may go from `a`, of higher rank only; the path goes from `first` to
/// `last`. `None` when there is no path, or for ranks that do not exist.
///
/// The best path has the largest share held, then the most stages held, then the fewest unknown,
/// then the lowest ranks.
#[must_use]
pub fn completeness(
    stages: &[Held],
    follows: &[&[usize]],
    first: usize,
    last: usize,
) -> Option<Completeness> {
    let sound = |(from, to): (usize, &&[usize])| to.iter().all(|&to| from < to && to < stages.len());
    if follows.len() != stages.len() || stages.len() <= last || !follows.iter().enumerate().all(sound) {
        return None;
    }
    let mut best: Option<Completeness> = None;
    let mut open = vec![vec![first]];
    while let Some(path) = open.pop() {
        let at = *path.last()?;
        if at == last {
            let found = along(stages, path);
            let is_better = best.as_ref().is_none_or(|best| is_better(&found, best));
            best = if is_better { Some(found) } else { best };
        } else if at < last {
            open.extend(follows[at].iter().filter(|&&to| to <= last).map(|&to| [&path[..], &[to]].concat()));
        }
    }
    best
}

fn along(stages: &[Held], path: Vec<usize>) -> Completeness {
    let count = |held: Held| path.iter().filter(|&&stage| stages[stage] == held).count() as f64;
    let many = path.len() as f64;
    let missing = path.iter().copied().filter(|&stage| stages[stage] == Held::NoneKnown).collect();
    let (held, unknown) = (count(Held::Yes), count(Held::Unknown));
    Completeness { least: held / many, most: (held + unknown) / many, missing, path }
}

fn is_better(found: &Completeness, best: &Completeness) -> bool {
    let held = |c: &Completeness| (c.least * c.path.len() as f64).round();
    let order = found.least.total_cmp(&best.least).then(held(found).total_cmp(&held(best)));
    let order = order.then(best.most.total_cmp(&found.most)).then(best.path.cmp(&found.path));
    order.is_gt()
}

#[cfg(test)]
mod tests {
    use super::*;

    const Y: Held = Held::Yes;
    const N: Held = Held::NoneKnown;
    const U: Held = Held::Unknown;

    /// Production, processing, storage, catering; each may be skipped.
    const FOLLOWS: [&[usize]; 4] = [&[1, 2, 3], &[2, 3], &[3], &[]];

    fn found(stages: [Held; 4]) -> Completeness {
        completeness(&stages, &FOLLOWS, 0, 3).expect("a path")
    }

    #[test]
    fn a_chain_is_a_path_not_a_list() {
        let whole = found([Y, N, N, Y]);
        assert_eq!((whole.least, whole.path, whole.missing), (1.0, vec![0, 3], vec![]), "sold directly");
        assert_eq!(found([Y, Y, N, Y]).path, [0, 1, 3], "of whole paths the one that more hold");
        assert_eq!(found([Y, Y, Y, N]).missing, [3]);
        assert_eq!(found([Y, Y, Y, N]).least, 0.75);
    }

    #[test]
    fn unknown_is_a_range() {
        let some = found([Y, U, N, U]);
        assert_eq!((some.least, some.most), (0.5, 1.0));
        assert!(some.missing.is_empty());
    }

    #[test]
    fn what_leads_nowhere_has_no_completeness() {
        assert_eq!(completeness(&[Y, Y], &[&[], &[]], 0, 1), None);
        assert_eq!(completeness(&[Y, Y], &[&[1], &[0]], 0, 1), None, "goods do not go back");
        assert_eq!(completeness(&[Y], &[&[]], 0, 1), None);
    }
}
