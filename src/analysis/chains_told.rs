//! Chains in words: the word of a state and of what to do, and why in a sentence made from the figures.

use crate::analysis::chain_lines::{At, Chains, Link};
use crate::analysis::completeness::Held;
use crate::analysis::links::{Holder, REACH, Remedy};
use crate::domain::function::Stage;
use crate::domain::level::Level;
use crate::snapshot::Snapshot;
use crate::snapshot::ways::REACH_MINUTES;

/// All states, from what calls for somebody to act on.
pub const STATES: [Held; 3] = [Held::NoneKnown, Held::Unknown, Held::Yes];

/// Fewer expected than this, and that nobody is known is no surprise anywhere.
const FEW: f64 = 3.0;

/// The word of a state in addresses and answers.
#[must_use]
pub fn word(held: Held) -> &'static str {
    match held {
        Held::Yes => "tenu",
        Held::NoneKnown => "aucun-connu",
        Held::Unknown => "inconnu",
    }
}

/// The word of what to do, in answers.
#[must_use]
pub fn remedy_word(remedy: &Remedy) -> &'static str {
    match remedy {
        Remedy::Link { .. } => "lien",
        Remedy::Create { .. } => "creation",
    }
}

/// A stage in French and in English.
#[must_use]
pub fn stage_labels(stage: Stage) -> [&'static str; 2] {
    match stage {
        Stage::Production => ["Production", "Production"],
        Stage::Collection => ["Collecte", "Collection"],
        Stage::Processing => ["Transformation", "Processing"],
        Stage::Storage => ["Stockage et logistique", "Storage and logistics"],
        Stage::Distribution => ["Distribution", "Distribution"],
        Stage::Catering => ["Restauration", "Catering"],
        Stage::Finance => ["Financement", "Finance"],
        Stage::Support => ["Appui", "Support"],
    }
}

/// Why a stage is said to be so, in French.
#[must_use]
pub fn french(snapshot: &Snapshot, chains: &Chains, at: At) -> String {
    Told { snapshot, chains, at, words: &FRENCH }.whole()
}

/// Why a stage is said to be so, in English.
#[must_use]
pub fn english(snapshot: &Snapshot, chains: &Chains, at: At) -> String {
    Told { snapshot, chains, at, words: &ENGLISH }.whole()
}

/// The phrases of a language.
struct Words {
    known: fn(u32) -> String,
    colon: &'static str,
    masked: &'static str,
    none: &'static str,
    unread: &'static str,
    partial: &'static str,
    nobody: &'static str,
    nearest: &'static str,
    nearest_known: &'static str,
    then: &'static str,
    unnamed: &'static str,
    minutes_from: &'static str,
    minutes: &'static str,
    create: &'static str,
    nowhere: &'static str,
    needed: &'static str,
    spared: &'static str,
    expected: fn(f64) -> String,
}

const FRENCH: Words = Words {
    known: |count| format!("{count} {} ici", if count < 2 { "connu" } else { "connus" }),
    colon: " : ",
    masked: ", en diffusion partielle",
    none: "Aucun connu ici.",
    unread: "On ne sait pas : rien de ce qui a été lu ne dit qui tient cette étape.",
    partial: "On ne sait pas : ce qui a été lu n'en voit qu'une petite part, et personne ici.",
    nobody: "On ne sait pas : personne n'est connu dans tout le pays, et rien ne s'en conclut.",
    nearest: "Le plus proche : ",
    nearest_known: "Le plus proche que l'on connaisse : ",
    then: " ; ensuite ",
    unnamed: "structure sans nom publié",
    minutes_from: "à environ {n} minutes depuis {from}",
    minutes: "à environ {n} minutes",
    create: " Personne à moins de {n} minutes : à créer plutôt qu'à relier.",
    nowhere: " Personne à moins de {n} minutes : à créer.",
    needed: " La filière ne s'en passe pas.",
    spared: " La filière peut s'en passer.",
    expected: |expected| {
        let number = format!("{expected:.1}").replace('.', ",");
        let surprise =
            if expected < FEW { " : trop peu pour que n'en connaître aucun surprenne" } else { "" };
        format!(" Au taux du pays on en attendrait {number} ici{surprise}.")
    },
};

const ENGLISH: Words = Words {
    known: |count| format!("{count} known here"),
    colon: ": ",
    masked: ", in partial diffusion",
    none: "None known here.",
    unread: "Not known: nothing that was read tells who holds this stage.",
    partial: "Not known: what was read sees few of them, and nobody here.",
    nobody: "Not known: nobody is known in the whole country, and nothing follows from it.",
    nearest: "The nearest: ",
    nearest_known: "The nearest that is known: ",
    then: "; next ",
    unnamed: "a body whose name is not published",
    minutes_from: "about {n} minutes from {from}",
    minutes: "about {n} minutes",
    create: " Nobody within {n} minutes: to be created rather than linked.",
    nowhere: " Nobody within {n} minutes: to be created.",
    needed: " The chain cannot do without.",
    spared: " The chain can do without.",
    expected: |expected| {
        let surprise = if expected < FEW { ": too few for their absence to surprise" } else { "" };
        format!(" At the country's rate {expected:.1} would be expected here{surprise}.")
    },
};

struct Told<'a> {
    snapshot: &'a Snapshot,
    chains: &'a Chains,
    at: At,
    words: &'static Words,
}

impl Told<'_> {
    fn whole(&self) -> String {
        let (link, words) = (self.chains.link(self.at), self.words);
        match link.held {
            Held::Yes => self.here(link),
            Held::Unknown => {
                let observed = &self.chains.found[self.at.chain].observed[self.at.stage];
                let why = match (observed.rules_read, observed.known) {
                    (0, _) => words.unread,
                    (_, 0) => words.nobody,
                    _ => words.partial,
                };
                format!("{why}{}", self.outside(link, words.nearest_known))
            }
            Held::NoneKnown => {
                let missing = match link.remedy() {
                    Some(Remedy::Create { nearest: None }) => {
                        words.nowhere.replace("{n}", &REACH_MINUTES.to_string())
                    }
                    Some(Remedy::Create { nearest: Some(_) }) => {
                        words.create.replace("{n}", &format!("{REACH:.0}"))
                    }
                    _ => String::new(),
                };
                let need = if link.is_needed { words.needed } else { words.spared };
                let expected = link.expected.map_or(String::new(), words.expected);
                format!("{}{missing}{}{need}{expected}", words.none, self.outside(link, words.nearest))
            }
        }
    }

    fn here(&self, link: &Link) -> String {
        let names: Vec<&str> = link.named.iter().filter_map(|&row| self.snapshot.actors.name(row)).collect();
        let known = (self.words.known)(link.count);
        match (names.is_empty(), link.named.is_empty()) {
            (false, _) => {
                let more = if names.len() < link.count as usize { "…" } else { "." };
                format!("{known}{}{}{more}", self.words.colon, names.join(", "))
            }
            (true, true) => format!("{known}{}.", self.words.masked),
            (true, false) => format!("{known}."),
        }
    }

    fn outside(&self, link: &Link, start: &str) -> String {
        let [first, rest @ ..] = link.outside.as_slice() else { return String::new() };
        let origin = self.chains.origins[self.at.territory as usize];
        let from =
            origin.map_or("", |commune| self.snapshot.territories.get(Level::Commune, commune).name.as_str());
        let nearest = self.holder(first, self.words.minutes_from).replace("{from}", from);
        let then = rest.first().map(|second| self.holder(second, self.words.minutes));
        let then = then.map_or(String::new(), |second| format!("{}{second}", self.words.then));
        format!(" {start}{nearest}{then}.")
    }

    fn holder(&self, holder: &Holder, minutes: &str) -> String {
        let Snapshot { actors, territories, .. } = self.snapshot;
        let name = actors.name(holder.actor).unwrap_or(self.words.unnamed);
        let commune = actors.commune(holder.actor);
        let place = commune.map_or("", |commune| territories.get(Level::Commune, commune).name.as_str());
        let length = holder.minutes.map_or(String::new(), |minutes| format!("{minutes:.0}"));
        format!("{name} ({place}), {}", minutes.replace("{n}", &length))
    }
}
