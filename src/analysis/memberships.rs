//! Which project an actor might join, by who is in what: prediction on a bipartite graph.
//!
//! *Question.* Of the projects and networks that an actor is not in, which are its partners in?
//! *Method.* Network-based inference (Zhou, Ren, Medo and Zhang 2007): each project of the actor
//! gives a resource of 1 equally to its members, and each member gives what it got equally to its
//! projects; what arrives is the score. It adds up to the number of projects that the actor is in.
//! Divided by √(k_actor k_project) it no longer rewards projects that everybody is in.
//! *Edges.* An actor in no project has no score: nothing recorded is not nothing.
//! *Cost.* O(Σ members of its projects × their projects) an actor.

use crate::analysis::tie_graph::TieGraph;

/// Who is in what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memberships {
    actors: u32,
    graph: TieGraph,
}

impl Memberships {
    /// So many actors and projects, each membership a pair (actor, project), told once or more. `None` for a rank that is
    /// not there, or where there are too many to hold
    /// ([`MOST_NODES`](crate::analysis::tie_graph::MOST_NODES)).
    #[must_use]
    pub fn new(actors: usize, projects: usize, links: &[(u32, u32)]) -> Option<Self> {
        let is_there =
            |&(actor, project): &(u32, u32)| (actor as usize) < actors && (project as usize) < projects;
        let nodes = actors.checked_add(projects)?;
        let first = u32::try_from(nodes).ok().and(u32::try_from(actors).ok())?;
        if !links.iter().all(is_there) {
            return None;
        }
        let ties: Vec<(u32, u32)> = links.iter().map(|&(actor, project)| (actor, first + project)).collect();
        Some(Self { actors: first, graph: TieGraph::new(nodes, &ties)? })
    }

    /// The same as a graph in which projects stand after actors.
    #[must_use]
    pub fn graph(&self) -> &TieGraph {
        &self.graph
    }

    /// The projects that an actor is in, in order.
    pub fn projects(&self, actor: u32) -> impl Iterator<Item = u32> + '_ {
        let own = if actor < self.actors { self.graph.neighbours(actor) } else { &[] };
        own.iter().map(|node| node - self.actors)
    }

    /// The score of every project for an actor, those it is in included; `None` for one in no project. Over
    /// √(k_actor k_project) where `is_sober`; a project without members has 0.
    #[must_use]
    pub fn inference(&self, actor: u32, is_sober: bool) -> Option<Vec<f64>> {
        let own = if actor < self.actors { self.graph.neighbours(actor) } else { &[] };
        if own.is_empty() {
            return None;
        }
        let mut got = std::collections::BTreeMap::<u32, f64>::new();
        for &project in own {
            let share = 1.0 / self.graph.degree(project) as f64;
            self.graph
                .neighbours(project)
                .iter()
                .for_each(|&member| *got.entry(member).or_default() += share);
        }
        let mut scores = vec![0.0; self.graph.nodes() - self.actors as usize];
        for (member, resource) in got {
            let share = resource / self.graph.degree(member) as f64;
            for &project in self.graph.neighbours(member) {
                scores[(project - self.actors) as usize] += share;
            }
        }
        if is_sober {
            let own = own.len() as f64;
            for (node, score) in (self.actors..).zip(&mut scores) {
                *score /= (own * self.graph.degree(node).max(1) as f64).sqrt();
            }
        }
        Some(scores)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_given_arrives() {
        let links = [(0, 0), (0, 1), (1, 0), (1, 2), (2, 1), (2, 2), (2, 3), (0, 0)];
        let found = Memberships::new(4, 5, &links).expect("ranks that are there");
        let scores = found.inference(0, false).expect("in two projects");
        assert!((scores.iter().sum::<f64>() - 2.0).abs() < 1e-12);
        assert!(scores[3] < scores[2] && scores[4] == 0.0);
        assert_eq!(found.inference(3, false), None, "in no project");
        assert_eq!(found.inference(9, false), None);
        assert_eq!(found.projects(0).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(Memberships::new(1, 1, &[(0, 1)]), None);
        assert_eq!(Memberships::new(usize::MAX, 1, &[]), None);
    }

    #[test]
    fn a_project_that_everybody_is_in_says_less() {
        let mut links = vec![(0, 0), (1, 0), (1, 1), (1, 2)];
        links.extend((2..30).map(|actor| (actor, 1)));
        let found = Memberships::new(30, 3, &links).expect("ranks");
        let plain = found.inference(0, false).expect("in one");
        let sober = found.inference(0, true).expect("in one");
        assert_eq!(plain[1], plain[2], "one member tells of both alike");
        assert!(sober[1] < sober[2]);
    }
}
