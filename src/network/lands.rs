//! Which places are on one piece of land.
//!
//! *Method.* Communes that share a border of their outlines are on one land, and so are those
//! that a bridge joins; communes where no road arrives are each a land of their own. *Edges.* A
//! commune without outline has no border to share: nothing is known of its land, and nothing is
//! refused for it. *Cost.* O(borders).

/// The land of each place, by rank; `None` where nothing is known.
#[must_use]
pub fn lands(
    neighbours: &[&[u32]],
    has_outline: impl Fn(usize) -> bool,
    bridges: &[[u32; 2]],
    apart: &[u32],
) -> Vec<Option<u32>> {
    let mut heads: Vec<u32> = (0..neighbours.len() as u32).collect();
    let is_apart = |rank: u32| apart.contains(&rank);
    let borders = (0..).zip(neighbours).flat_map(|(a, list)| list.iter().map(move |&b| [a, b]));
    for [a, b] in borders.chain(bridges.iter().copied()) {
        let known = (a as usize) < heads.len() && (b as usize) < heads.len();
        if known && !is_apart(a) && !is_apart(b) {
            let (a, b) = (head(&mut heads, a), head(&mut heads, b));
            // The lower rank stands for the land, so that the order of borders is no matter.
            heads[a.max(b) as usize] = a.min(b);
        }
    }
    let land = |rank: usize| {
        let is_known = has_outline(rank) || is_apart(rank as u32);
        is_known.then(|| head(&mut heads, rank as u32))
    };
    (0..neighbours.len()).map(land).collect()
}

fn head(heads: &mut [u32], mut rank: u32) -> u32 {
    while heads[rank as usize] != rank {
        let next = heads[heads[rank as usize] as usize];
        heads[rank as usize] = next;
        rank = next;
    }
    rank
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_and_bridges_join_and_what_no_road_reaches_is_alone() {
        // 0–1, 2–3, 4 alone, 5 without outline, 6 bordered by 0 but apart.
        let neighbours: [&[u32]; 7] = [&[1, 6], &[0], &[3], &[2], &[], &[], &[0]];
        let has_outline = |rank| rank != 5;
        let found = lands(&neighbours, has_outline, &[], &[6]);
        assert_eq!(found, [Some(0), Some(0), Some(2), Some(2), Some(4), None, Some(6)]);
        let found = lands(&neighbours, has_outline, &[[3, 1], [9, 0]], &[]);
        assert_eq!(found, [Some(0), Some(0), Some(0), Some(0), Some(4), None, Some(0)]);
    }
}
