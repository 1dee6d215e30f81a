//! Ties in the making: between ranks of a crowd, until each actor has its row.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::domain::ids::Siret;
use crate::domain::tie::{ActorRef, Tie, TieKind};
use crate::ingest::outlet::Verdict;
use crate::snapshot::actors::Actors;
use crate::snapshot::crowd::Crowd;
use crate::snapshot::manifest::Notice;
use crate::snapshot::ties::{HeldTie, Ties};

/// How many names a notice gives as examples.
const EXAMPLES: usize = 20;

/// What was told so far.
#[derive(Debug, Default)]
pub struct PendingTies {
    /// In the order told; ends are ranks of the crowd.
    told: Vec<HeldTie>,
    /// By ends, kind and product: the place in the list.
    known: HashMap<(u32, u32, TieKind, Option<String>), usize>,
    members: Vec<Members>,
}

/// The members of a pole, who may be told after it.
#[derive(Debug)]
struct Members {
    pole: u32,
    sirets: Vec<Siret>,
    source: &'static str,
    date: Option<String>,
}

impl PendingTies {
    /// Takes a tie between two ranks. One that is there already is completed.
    pub fn take(&mut self, [from, to]: [u32; 2], tie: Tie) -> Verdict {
        let Tie { kind, source, date, product, share, .. } = tie;
        let swapped = !kind.is_directed() && to < from;
        let (from, to) = if swapped { (to, from) } else { (from, to) };
        match self.known.entry((from, to, kind, product.clone())) {
            Entry::Occupied(known) => {
                let first = &mut self.told[*known.get()];
                first.date = first.date.take().or(date);
                first.share = first.share.or(share);
                Verdict::Merged
            }
            Entry::Vacant(vacant) => {
                vacant.insert(self.told.len());
                self.told.push(HeldTie { from, to, kind, source: source.to_owned(), date, product, share });
                Verdict::Accepted
            }
        }
    }

    /// Takes the members of a pole.
    pub fn members(&mut self, pole: u32, sirets: Vec<Siret>, source: &'static str, date: Option<String>) {
        self.members.push(Members { pole, sirets, source, date });
    }

    /// Binds members to their poles, now that all actors were told. Gives how many are unknown, or
    /// in partial diffusion, where there are any.
    pub fn bind(&mut self, crowd: &Crowd) -> Option<Notice> {
        let mut strangers = Vec::new();
        for Members { pole, sirets, source, date } in std::mem::take(&mut self.members) {
            for siret in sirets {
                match crowd.known(&ActorRef::Siret(siret)) {
                    Some((member, false)) if member != pole => {
                        let [from, to] = [ActorRef::Siret(siret), ActorRef::Siret(siret)];
                        let (kind, date) = (TieKind::MemberOf, date.clone());
                        let (product, share, service_area) = (None, None, None);
                        let tie = Tie { from, to, kind, source, date, product, share, service_area };
                        self.take([member, pole], tie);
                    }
                    // Whoever carries the pole is the pole.
                    Some((_, false)) => {}
                    Some((_, true)) => strangers.push(String::new()),
                    None => strangers.push(siret.to_string()),
                }
            }
        }
        let count = strangers.len() as u64;
        let what = "membres de pôles qui ne sont pas des acteurs connus : sans lien".to_owned();
        let examples = strangers.into_iter().filter(|siret| !siret.is_empty()).take(EXAMPLES).collect();
        (0 < count).then_some(Notice { what, count, examples })
    }

    /// The ties between rows, once `rows` gives the row of each rank. What binds an actor that
    /// turned out to be hidden is left out.
    #[must_use]
    pub fn settle(self, rows: &[u32], actors: &Actors) -> Ties {
        let at_rows =
            |tie: HeldTie| HeldTie { from: rows[tie.from as usize], to: rows[tie.to as usize], ..tie };
        let shown = |tie: &HeldTie| !actors.is_masked(tie.from) && !actors.is_masked(tie.to);
        Ties::new(self.told.into_iter().map(at_rows).filter(shown).collect())
    }
}
