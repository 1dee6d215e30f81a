//! Reads and checks `purchases.toml`: all faults at once, each with its line, key and way out.

use toml::de::DeTable;

use crate::domain::actor::System;
use crate::domain::chain::Who;
use crate::domain::function::file::{Fault, misfit, slug};
use crate::domain::function::section::{Faults, Node, Said, Section};
use crate::domain::function::{FunctionSet, Functions, Stage};
use crate::domain::purchase::{Purchase, Purchases, plain_words};

/// What to do with a function, a chain or a stage that the catalogue does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strangers {
    /// A fault: whoever writes both files wants to know.
    Refused,
    /// Of no matter: the table is read beside another catalogue than its own.
    LeftOut,
}

/// The most purchases of a table.
const MOST: usize = 500;

const FIELDS: [&str; 15] = [
    "key",
    "label_fr",
    "label_en",
    "words_fr",
    "words_en",
    "cpv",
    "functions",
    "naf",
    "chain",
    "stages",
    "usual",
    "names",
    "labour",
    "social",
    "note",
];

impl Purchases {
    /// Reads a table for a catalogue of functions.
    ///
    /// # Errors
    /// All faults of the file, in its order.
    pub fn parse(text: &str, functions: &Functions) -> Result<Self, Vec<Fault>> {
        Self::read(text, functions, Strangers::Refused)
    }

    /// [`Self::parse`], with a choice.
    ///
    /// # Errors
    /// All faults of the file, in its order.
    pub fn read(text: &str, functions: &Functions, strangers: Strangers) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::of(text);
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            let at = error.span().map_or(0, |span| span.start);
            let what = format!("ce n'est pas du TOML ({}) : voir https://toml.io/fr/", error.message());
            faults.add(at, "", what);
        }
        if !errors.is_empty() {
            return Err(faults.finish());
        }
        let root = Section::root(document.get_ref(), &["purchase", "silent", "others"], &mut faults);
        let silent = codes(&root, "silent", System::Naf, &mut faults);
        let others = root.texts("others", &mut faults);
        for other in others.iter().filter(|other| plain_words(other.text).is_empty()) {
            let what = format!("« {} » : écrire au moins un mot de trois lettres", other.text);
            faults.add(other.at, "others", what);
        }
        let others = others.iter().map(|other| plain_words(other.text)).collect();
        let nodes = root.list("purchase", &mut faults);
        if nodes.is_empty() {
            faults.add(
                0,
                "purchase",
                "aucun achat : écrire chacun sous [[purchase]], entre doubles crochets",
            );
        }
        if let Some(extra) = nodes.get(MOST) {
            let what = format!("{} achats : en garder {MOST} au plus", nodes.len());
            faults.add(extra.span().start, "purchase", what);
        }
        let reading = Reading { functions, strangers };
        let mut list: Vec<Purchase> = Vec::new();
        for (node, rank) in nodes.iter().zip(1..) {
            let Some((purchase, at)) = reading.purchase(node, rank, &mut faults) else { continue };
            if list.iter().any(|other| other.key == purchase.key) {
                let key = format!("{}.key", purchase.key);
                faults.add(at, key, "clé déjà prise plus haut : en choisir une autre");
            }
            list.push(purchase);
        }
        let faults = faults.finish();
        if faults.is_empty() {
            Ok(Self { list, silent, others, source: text.to_owned() })
        } else {
            Err(faults)
        }
    }
}

struct Reading<'f> {
    functions: &'f Functions,
    strangers: Strangers,
}

impl Reading<'_> {
    /// A purchase, and where its key stands.
    fn purchase(&self, node: &Node<'_>, rank: usize, faults: &mut Faults) -> Option<(Purchase, usize)> {
        let own = node.get_ref().as_table().and_then(|t| t.get("key")).and_then(|k| k.get_ref().as_str());
        let path = own.map_or_else(|| format!("purchase[{rank}]"), str::to_owned);
        let section = Section::read(node, &path, &FIELDS, faults)?;
        let key = section.text("key", faults);
        if let Some(key) = key {
            slug(key, &section.key("key"), faults);
        }
        let label_fr = section.text("label_fr", faults);
        let label_en = section.text("label_en", faults);
        let mut words = section.texts("words_fr", faults);
        if words.is_empty() {
            faults.add(section.at, section.key("words_fr"), "aucun mot : dire comment les gens l'appellent");
        }
        words.extend(section.texts("words_en", faults));
        let cpv = section.texts("cpv", faults);
        for code in &cpv {
            let sound = (2..=8).contains(&code.text.len()) && code.text.bytes().all(|b| b.is_ascii_digit());
            if !sound {
                let what = "écrire le début d'un code CPV : 2 à 8 chiffres, sans la clé de contrôle";
                faults.add(code.at, section.key("cpv"), format!("« {} » : {what}", code.text));
            }
        }
        let functions = self.set(&section, "functions", faults);
        let naf = codes(&section, "naf", System::Naf, faults);
        let stages = self.stages(&section, faults);
        let usual = self.set(&section, "usual", faults);
        let names = section.texts("names", faults);
        for name in &names {
            let plain = plain_words(name.text);
            if plain.len() != 1 || plain[0] != name.text {
                let what = "un seul mot : minuscules sans accent, sans « s » ni « x » à la fin, trois lettres au moins";
                faults.add(name.at, section.key("names"), format!("« {} » : {what}", name.text));
            }
        }
        if ["functions", "naf", "chain", "stages", "usual"].iter().all(|field| section.get(field).is_none()) {
            let what = "personne ne le fait : ajouter naf, functions, chain et stages, ou usual";
            faults.add(section.at, &section.path, what);
        }
        let [is_labour, is_social] = ["labour", "social"].map(|field| section.flag(field, faults));
        let note = section.get("note").and_then(|node| {
            let note = Section::read(node, &section.key("note"), &["fr", "en"], faults)?;
            let (french, english) = (note.text("fr", faults), note.text("en", faults));
            Some((french?.text.to_owned(), english?.text.to_owned()))
        });
        let (note_fr, note_en) = note.unzip();
        let purchase = Purchase {
            key: key?.text.to_owned(),
            label_fr: label_fr?.text.to_owned(),
            label_en: label_en?.text.to_owned(),
            words: owned(&words),
            cpv: owned(&cpv),
            functions,
            naf,
            stages,
            usual,
            names: owned(&names),
            is_labour,
            is_social,
            note_fr,
            note_en,
        };
        Some((purchase, key?.at))
    }

    fn set(&self, section: &Section, field: &str, faults: &mut Faults) -> FunctionSet {
        let mut set = FunctionSet::default();
        for said in section.texts(field, faults) {
            match self.functions.id(said.text) {
                Some(id) => set = set.with(id),
                None => self.stranger(said, section.key(field), "n'est la clé d'aucune fonction", faults),
            }
        }
        set
    }

    fn stages(&self, section: &Section, faults: &mut Faults) -> Vec<Who> {
        let chain = section.text_if_any("chain", faults);
        let stages = section.texts("stages", faults);
        let Some(named) = chain else {
            if let Some(first) = stages.first() {
                let what = "des étapes sans filière : ajouter chain = \"…\"";
                faults.add(first.at, section.key("chain"), what);
            }
            return Vec::new();
        };
        if stages.is_empty() {
            let what = "une filière sans étape : ajouter stages = [\"production\"]";
            faults.add(named.at, section.key("stages"), what);
        }
        let Some(chain) = self.functions.chains().iter().find(|chain| chain.key == named.text) else {
            self.stranger(named, section.key("chain"), "n'est la clé d'aucune filière", faults);
            return Vec::new();
        };
        let mut found = Vec::new();
        for said in stages {
            let stage = Stage::ALL.into_iter().find(|stage| stage.word() == said.text);
            let held = stage.and_then(|stage| chain.stages.iter().find(|held| held.stage == stage));
            match held {
                Some(held) => found.push(held.who.clone()),
                None => {
                    self.stranger(said, section.key("stages"), "n'est une étape de cette filière", faults)
                }
            }
        }
        found
    }

    fn stranger(&self, said: Said, key: String, what: &str, faults: &mut Faults) {
        if self.strangers == Strangers::Refused {
            faults.add(said.at, key, format!("« {} » {what} : voir data/functions.toml", said.text));
        }
    }
}

fn codes(section: &Section, field: &str, system: System, faults: &mut Faults) -> Vec<String> {
    let said = section.texts(field, faults);
    for code in &said {
        if let Some(what) = misfit(system, code.text) {
            faults.add(code.at, section.key(field), format!("« {} » : {what}", code.text));
        }
    }
    owned(&said)
}

fn owned(said: &[Said]) -> Vec<String> {
    said.iter().map(|said| said.text.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_are_told_at_once_with_line_and_key() {
        let text = "silent = [\"8\"]\nothers = [\"a b\"]\n[[purchase]]\nkey = \"Linge\"\nlabel_fr = \"Linge\"\nwords_fr = []\n\
                    cpv = [\"983-1\"]\nfunctions = [\"lavage\"]\nstages = [\"processing\"]\nlabour = \"oui\"\n\
                    prix = 3\n\n[[purchase]]\nkey = \"vide\"\nlabel_fr = \"Rien\"\nlabel_en = \"Nothing\"\n\
                    words_fr = [\"rien\"]\nchain = \"legumes\"\nstages = [\"finance\"]\n";
        let faults = Purchases::parse(text, &Functions::embedded()).expect_err("faults");
        let told: Vec<(usize, &str)> = faults.iter().map(|fault| (fault.line, fault.key.as_str())).collect();
        assert_eq!(
            told,
            [
                (1, "silent"),
                (2, "others"),
                (3, "Linge.label_en"),
                (3, "Linge.words_fr"),
                (4, "Linge.key"),
                (7, "Linge.cpv"),
                (8, "Linge.functions"),
                (9, "Linge.chain"),
                (10, "Linge.labour"),
                (11, "Linge.prix"),
                (19, "vide.stages"),
            ],
            "{faults:#?}"
        );
    }

    #[test]
    fn what_another_catalogue_lacks_is_left_out_where_that_was_chosen() {
        let text = "[[purchase]]\nkey = \"a\"\nlabel_fr = \"A\"\nlabel_en = \"A\"\nwords_fr = [\"aaa\"]\n\
                    usual = [\"inconnue\"]\n";
        let functions = Functions::embedded();
        assert_eq!(Purchases::parse(text, &functions).expect_err("a stranger").len(), 1);
        let read = Purchases::read(text, &functions, Strangers::LeftOut).expect("read");
        assert!(read.list()[0].usual.is_empty());
    }

    #[test]
    fn the_embedded_table_has_no_stranger() {
        let functions = Functions::embedded();
        let source = Purchases::embedded(&functions).source().to_owned();
        assert_eq!(Purchases::parse(&source, &functions).map(|_| ()), Ok(()));
    }
}
