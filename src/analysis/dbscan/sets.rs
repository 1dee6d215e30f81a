//! Things that turn out to be one: union and find (Tarjan 1975), with halved paths.

/// Disjoint sets of so many things.
#[derive(Debug, Clone)]
pub struct Sets {
    parent: Vec<u32>,
    size: Vec<u32>,
}

impl Sets {
    /// Each alone.
    #[must_use]
    pub fn new(many: usize) -> Self {
        Self { parent: (0..many as u32).collect(), size: vec![1; many] }
    }

    /// The one that stands for the set of a thing.
    pub fn find(&mut self, mut one: usize) -> usize {
        while self.parent[one] as usize != one {
            let above = self.parent[self.parent[one] as usize];
            self.parent[one] = above;
            one = above as usize;
        }
        one
    }

    /// Whether two are of one set.
    pub fn are_one(&mut self, a: usize, b: usize) -> bool {
        self.find(a) == self.find(b)
    }

    /// Makes one set of two; `false` when they were one.
    pub fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return false;
        }
        let (small, large) = if self.size[a] < self.size[b] { (a, b) } else { (b, a) };
        self.parent[small] = large as u32;
        self.size[large] += self.size[small];
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn two_are_one_when_a_way_of_joins_leads_from_one_to_the_other(
            joins in prop::collection::vec((0..12_usize, 0..12_usize), 0..14)
        ) {
            let mut sets = Sets::new(12);
            let mut label: Vec<usize> = (0..12).collect();
            for (a, b) in joins {
                prop_assert_eq!(sets.join(a, b), label[a] != label[b]);
                let (from, to) = (label[a], label[b]);
                label.iter_mut().filter(|l| **l == from).for_each(|l| *l = to);
            }
            for a in 0..12 {
                for b in 0..12 {
                    prop_assert_eq!(sets.are_one(a, b), label[a] == label[b]);
                }
            }
        }
    }
}
