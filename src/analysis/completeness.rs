//! How much of a chain there is, from those who make to those who eat, and which links lack.
//!
//! *Question.* Is the chain whole here, and if not, what is missing? *Method.* Goods go along a
//! path of stages; some stages may be skipped (a farm that sells directly needs no dairy). The
//! completeness is the share of stages held on the best path, since a chain is a path and not a
//! list to tick. *Edges.* A stage that nobody looked for is neither held nor missing: the answer
//! is a range, from "none of these" to "all of these". *Cost.* O(stages × ways between them).

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
    /// The share of its stages that are held: 0 to 1.
    pub least: f64,
    /// What it would be if all unknown stages were held, on the path that is best then.
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
    let known = |stage: usize| match stages[stage] {
        Held::Yes => Worth { held: 1, doubts: 0 },
        Held::NoneKnown => Worth { held: 0, doubts: 0 },
        Held::Unknown => Worth { held: 0, doubts: -1 },
    };
    let hoped = |stage: usize| Worth { held: i64::from(stages[stage] != Held::NoneKnown), doubts: 0 };
    let (least, path) = best(follows, first, last, known)?;
    let (most, _) = best(follows, first, last, hoped)?;
    let missing = path.iter().copied().filter(|&stage| stages[stage] == Held::NoneKnown).collect();
    Some(Completeness { least, most, path, missing })
}

/// What a path is worth beside others of as many stages: more held, then fewer doubts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Worth {
    held: i64,
    /// Stages unknown, less than nothing each.
    doubts: i64,
}

/// The best path and its share held. Of paths of one length the best from a stage on is the
/// stage and the best from one of those that follow: so lengths are kept apart, and no path is
/// walked twice, however many there are.
fn best(
    follows: &[&[usize]],
    first: usize,
    last: usize,
    worth: impl Fn(usize) -> Worth,
) -> Option<(f64, Vec<usize>)> {
    // By stage, then by number of stages to the end: the worth, and the stage that follows.
    let mut ways: Vec<Vec<Option<(Worth, usize)>>> = vec![vec![None; last + 2]; last + 1];
    ways[last][1] = Some((worth(last), last));
    for stage in (first..last).rev() {
        let own = worth(stage);
        for length in 2..last + 2 {
            let from = |&next: &usize| {
                let (rest, _) = (*ways.get(next)?)[length - 1]?;
                Some((Worth { held: own.held + rest.held, doubts: own.doubts + rest.doubts }, next))
            };
            let candidates = follows[stage].iter().filter_map(from);
            let better = |a: &(Worth, usize), b: &(Worth, usize)| a.0.cmp(&b.0).then(b.1.cmp(&a.1));
            ways[stage][length] = candidates.max_by(better);
        }
    }
    let shares = (1..last + 2).filter_map(|length| Some((length, (*ways.get(first)?)[length]?.0)));
    let (length, found) = shares.max_by(|&(m, a), &(n, b)| {
        // a/m beside b/n, without rounding; the most held comes with the longer of equal shares.
        let share = (a.held * n as i64).cmp(&(b.held * m as i64));
        share.then(a.held.cmp(&b.held)).then(a.doubts.cmp(&b.doubts)).then(n.cmp(&m))
    })?;
    let mut path = vec![first];
    for left in (2..=length).rev() {
        path.push((*ways.get(*path.last()?)?)[left]?.1);
    }
    Some((found.held as f64 / length as f64, path))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
        assert_eq!(found([N, U, U, Y]).most, 0.75, "on the path that is best if they are held");
    }

    #[test]
    fn what_leads_nowhere_has_no_completeness() {
        assert_eq!(completeness(&[Y, Y], &[&[], &[]], 0, 1), None);
        assert_eq!(completeness(&[Y, Y], &[&[1], &[0]], 0, 1), None, "goods do not go back");
        assert_eq!(completeness(&[Y], &[&[]], 0, 1), None);
        assert_eq!(completeness(&[], &[], 0, 0), None);
        assert_eq!(completeness(&[Y, Y], &[&[1], &[]], 1, 0), None);
        assert_eq!(completeness(&[Y], &[&[]], 0, 0).map(|whole| whole.least), Some(1.0));
    }

    #[test]
    fn as_many_paths_as_there_are_atoms_take_no_time() {
        let follows: Vec<Vec<usize>> = (0..270).map(|stage| (stage + 1..270).collect()).collect();
        let follows: Vec<&[usize]> = follows.iter().map(Vec::as_slice).collect();
        let stages: Vec<Held> = (0..270).map(|stage| [Y, N, U][stage % 3]).collect();
        let found = completeness(&stages, &follows, 0, 269).expect("a path");
        assert_eq!((found.path.len(), found.most), (91, 1.0));
    }

    proptest! {
        #[test]
        fn the_best_path_is_the_best_of_all_paths(
            stages in prop::collection::vec(prop::sample::select(vec![Y, N, U]), 6),
            ways in prop::collection::vec(prop::bool::ANY, 36),
        ) {
            let follows: Vec<Vec<usize>> =
                (0..6).map(|a| (a + 1..6).filter(|b| ways[6 * a + b]).collect()).collect();
            let follows: Vec<&[usize]> = follows.iter().map(Vec::as_slice).collect();
            let (mut all, mut open) = (Vec::new(), vec![vec![0_usize]]);
            while let Some(path) = open.pop() {
                let at = path[path.len() - 1];
                if at == 5 {
                    all.push(path);
                } else {
                    open.extend(follows[at].iter().map(|&to| [&path[..], &[to]].concat()));
                }
            }
            let count = |path: &[usize], held: Held| path.iter().filter(|&&s| stages[s] == held).count();
            let share = |path: &Vec<usize>| count(path, Y) as f64 / path.len() as f64;
            let hoped = |path: &Vec<usize>| (count(path, Y) + count(path, U)) as f64 / path.len() as f64;
            let key = |path: &Vec<usize>| (count(path, Y), 6 - count(path, U));
            let best = all.iter().max_by(|a, b| {
                share(a).total_cmp(&share(b)).then(key(a).cmp(&key(b))).then(b.cmp(a))
            });
            let found = completeness(&stages, &follows, 0, 5);
            prop_assert_eq!(found.as_ref().map(|found| found.least), best.map(share));
            prop_assert_eq!(found.as_ref().map(|found| found.most), all.iter().map(hoped).reduce(f64::max));
            // Of equal shares of nothing the shortest is taken, whatever its ranks.
            if found.as_ref().is_some_and(|found| 0.0 < found.least) {
                prop_assert_eq!(found.map(|found| found.path), best.cloned());
            }
        }
    }
}
