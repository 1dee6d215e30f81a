//! Reads and checks `functions.toml`: all faults at once, each with its line, key and way out.

use std::collections::BTreeMap;
use std::fmt;

use toml::de::DeTable;

use crate::domain::actor::System;
use crate::domain::function::chains;
use crate::domain::function::rules::Rule;
use crate::domain::function::section::{Faults, Node, Said, Section};
use crate::domain::function::{Catchment, Complement, Function, FunctionId, Functions, MOST, Need, Stage};

/// What is wrong at one place of a file, for whoever writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// From 1.
    pub line: usize,
    /// The function's key and the field: `fablab.need`.
    pub key: String,
    /// What is wrong and what to write instead, in French.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ligne {}, « {} » : {}", self.line, self.key, self.what)
    }
}

/// The kinds of SIAE that readers emit.
const SIAE: [&str; 7] = ["ACI", "EI", "AI", "ETTI", "GEIQ", "EA", "EATT"];
/// The ways to run a kitchen in *ma cantine*.
const KITCHENS: [&str; 4] = ["central", "central_serving", "site", "site_cooked_elsewhere"];
/// The labels that readers emit.
const LABELS: [&str; 5] =
    ["esat", "tiers-lieu", "fabrique-de-territoire", "manufacture-de-proximite", "ptce"];

const FIELDS: [&str; 10] = [
    "key",
    "label_fr",
    "label_en",
    "need",
    "catchment",
    "stage",
    "chains",
    "completes",
    "sources",
    "declared_only",
];

/// A function and what can only be checked once all are read.
struct Draft<'t> {
    function: Function,
    key: Said<'t>,
    links: Vec<Link<'t>>,
}

struct Link<'t> {
    to: Said<'t>,
    why_fr: String,
    why_en: String,
}

impl Functions {
    /// Reads a catalogue.
    ///
    /// # Errors
    /// All faults of the file, in its order. A text that is not TOML has only the faults of
    /// its syntax: what is around them cannot be trusted.
    pub fn parse(text: &str) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::of(text);
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            let at = error.span().map_or(0, |span| span.start);
            let what = format!("ce n'est pas du TOML ({}) : voir https://toml.io/fr/", error.message());
            faults.add(at, around(text, at), what);
        }
        if !errors.is_empty() {
            return Err(faults.finish());
        }
        let root = Section::root(document.get_ref(), &["function", "chain"], &mut faults);
        let nodes = root.get("function").and_then(|node| node.get_ref().as_array());
        let nodes = nodes.map(|array| array.as_ref()).unwrap_or_default();
        if nodes.is_empty() {
            let at = root.get("function").map_or(0, |node| node.span().start);
            let what = "aucune fonction : écrire chacune sous [[function]], entre doubles crochets";
            faults.add(at, "function", what);
        }
        if let Some(extra) = nodes.get(MOST) {
            let what = format!("{} fonctions : en garder {MOST} au plus", nodes.len());
            faults.add(extra.span().start, "function", what);
        }
        let drafts: Vec<Draft> =
            nodes.iter().zip(1..).filter_map(|(node, rank)| draft(node, rank, &mut faults)).collect();
        let list = linked(drafts, &mut faults);
        let chains = chains::read(root.list("chain", &mut faults), &list, &mut faults);
        let faults = faults.finish();
        if faults.is_empty() { Ok(Self::new(list, chains, text)) } else { Err(faults) }
    }
}

/// What stands before `=` on the line of an offset: the nearest thing to a key in a text
/// that is not TOML.
fn around(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    line.split('=').next().unwrap_or_default().trim().chars().take(40).collect()
}

fn draft<'t>(node: &'t Node<'_>, rank: usize, faults: &mut Faults) -> Option<Draft<'t>> {
    // Faults are told under the function's own key where it has one.
    let own = node.get_ref().as_table().and_then(|t| t.get("key")).and_then(|k| k.get_ref().as_str());
    let path = own.map_or_else(|| format!("function[{rank}]"), str::to_owned);
    let section = Section::read(node, &path, &FIELDS, faults)?;

    let key = section.text("key", faults);
    if let Some(key) = key {
        slug(key, &section.key("key"), faults);
    }
    let label_fr = section.text("label_fr", faults);
    let label_en = section.text("label_en", faults);
    let need = section.text("need", faults);
    let need = need.and_then(|said| word(said, &section.key("need"), &Need::ALL, Need::word, faults));
    let catchment = section.text("catchment", faults);
    let catchment = catchment
        .and_then(|said| word(said, &section.key("catchment"), &Catchment::ALL, Catchment::word, faults));
    let (stage, chains) = chain(&section, faults);
    let links = links(&section, faults);
    let sources = sources(&section, faults);

    let function = Function {
        key: key?.text.to_owned(),
        label_fr: label_fr?.text.to_owned(),
        label_en: label_en?.text.to_owned(),
        // Whatever stands in for a faulty word never gets out: the file is refused.
        need: need.unwrap_or(Need::All),
        catchment: catchment.unwrap_or(Catchment::Daily),
        stage,
        chains,
        completes: vec![],
        sources,
    };
    Some(Draft { function, key: key?, links })
}

/// The stage and the chains: one does not go without the other where goods pass.
fn chain(section: &Section, faults: &mut Faults) -> (Option<Stage>, Vec<String>) {
    let said = section.text_if_any("stage", faults);
    let stage = said.and_then(|said| word(said, &section.key("stage"), &Stage::ALL, Stage::word, faults));
    let chains = section.texts("chains", faults);
    for &chain in &chains {
        slug(chain, &section.key("chains"), faults);
    }
    let at = section.get("chains").map_or(section.at, |node| node.span().start);
    if let (Some(first), None) = (chains.first(), said) {
        faults.add(first.at, section.key("stage"), "une filière sans étape : ajouter stage = \"…\"");
    }
    if stage.is_some_and(Stage::carries_goods) && chains.is_empty() {
        faults.add(
            at,
            section.key("chains"),
            "une étape sans filière : ajouter chains = [\"food\"], par exemple",
        );
    }
    (stage, chains.iter().map(|chain| chain.text.to_owned()).collect())
}

fn links<'t>(section: &Section<'t, '_>, faults: &mut Faults) -> Vec<Link<'t>> {
    let path = section.key("completes");
    let nodes = section.list("completes", faults);
    let link = |node| {
        let link = Section::read(node, &path, &["function", "why_fr", "why_en"], faults)?;
        let to = link.text("function", faults);
        let why_fr = link.text("why_fr", faults);
        let why_en = link.text("why_en", faults);
        Some(Link { to: to?, why_fr: why_fr?.text.to_owned(), why_en: why_en?.text.to_owned() })
    };
    nodes.iter().filter_map(link).collect()
}

fn sources(section: &Section, faults: &mut Faults) -> Vec<Rule> {
    let declared_only = section.flag("declared_only", faults);
    let nodes = section.list("sources", faults);
    let at = section.get("sources").map_or(section.at, |node| node.span().start);
    match (declared_only, nodes.is_empty()) {
        (false, true) => {
            let what = "aucune source : ajouter sources = [{ naf = [\"…\"] }], ou declared_only = true si \
                        aucun code officiel ne dit cette fonction";
            faults.add(at, section.key("sources"), what);
        }
        (true, false) => {
            let what = "declared_only = true et des sources à la fois : ôter l'un des deux";
            faults.add(at, section.key("sources"), what);
        }
        _ => {}
    }
    nodes.iter().filter_map(|node| rule(node, &section.key("sources"), faults)).collect()
}

fn rule(node: &Node<'_>, path: &str, faults: &mut Faults) -> Option<Rule> {
    let systems = System::KEYS.map(|(_, key)| key);
    let section = Section::read(node, path, &systems, faults)?;
    let mut clauses = vec![];
    for (system, field) in System::KEYS {
        let Some(node) = section.get(field) else { continue };
        let codes = section.texts(field, faults);
        let key = section.key(field);
        if codes.is_empty() && node.get_ref().as_array().is_some_and(|array| array.is_empty()) {
            faults.add(node.span().start, &key, "aucun code : en écrire un, ou ôter ce champ");
        }
        for code in &codes {
            if let Some(what) = misfit(system, code.text) {
                faults.add(code.at, &key, format!("« {} » : {what}", code.text));
            }
        }
        clauses.push((system, codes.iter().map(|code| code.text.to_owned()).collect()));
    }
    if section.fields().next().is_none() {
        faults.add(section.at, path, "une règle vide : y nommer un système, { naf = [\"…\"] }");
    }
    Some(Rule { clauses })
}

/// Checks what several functions say of each other, and links them.
fn linked(drafts: Vec<Draft>, faults: &mut Faults) -> Vec<Function> {
    let mut ranks = BTreeMap::new();
    for (rank, draft) in drafts.iter().enumerate() {
        if ranks.insert(draft.key.text, rank).is_some() {
            let key = format!("{}.key", draft.key.text);
            faults.add(draft.key.at, key, "clé déjà prise plus haut : en choisir une autre");
        }
    }
    let completes: Vec<_> = (0..drafts.len()).map(|own| complements(own, &drafts, &ranks, faults)).collect();
    let whole = drafts.into_iter().zip(completes);
    whole.map(|(draft, completes)| Function { completes, ..draft.function }).collect()
}

fn complements(
    own: usize,
    drafts: &[Draft],
    ranks: &BTreeMap<&str, usize>,
    faults: &mut Faults,
) -> Vec<Complement> {
    let key = drafts[own].key.text;
    let says_so_too = |rank: usize| drafts[rank].links.iter().any(|link| link.to.text == key);
    let mut completes: Vec<Complement> = vec![];
    for Link { to, why_fr, why_en } in &drafts[own].links {
        let rank = ranks.get(to.text).copied();
        // Ranks beyond the most are already a fault of their own.
        let function = FunctionId(rank.and_then(|rank| u8::try_from(rank).ok()).unwrap_or(u8::MAX));
        let what = match rank {
            None => "n'est la clé d'aucune fonction : en nommer une de ce fichier",
            Some(_) if to.text == key => "ne se complète pas elle-même : ôter ce lien",
            Some(rank) if rank < own && says_so_too(rank) => {
                "dit déjà plus haut compléter celle-ci : dire un lien d'un seul côté"
            }
            Some(_) if completes.iter().any(|c| c.function == function) => {
                "est nommée deux fois : ôter l'un des deux liens"
            }
            Some(_) => {
                let (why_fr, why_en) = (why_fr.clone(), why_en.clone());
                completes.push(Complement { function, why_fr, why_en });
                continue;
            }
        };
        faults.add(to.at, format!("{key}.completes"), format!("« {} » {what}", to.text));
    }
    completes
}

pub(super) fn word<T: Copy>(
    said: Said,
    key: &str,
    all: &[T],
    word: fn(T) -> &'static str,
    faults: &mut Faults,
) -> Option<T> {
    let found = all.iter().copied().find(|&value| word(value) == said.text);
    if found.is_none() {
        let words: Vec<_> = all.iter().map(|&value| word(value)).collect();
        let what = format!("« {} » n'est pas connu : choisir parmi {}", said.text, words.join(", "));
        faults.add(said.at, key, what);
    }
    found
}

pub(in crate::domain) fn slug(said: Said, key: &str, faults: &mut Faults) {
    let plain =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !said.text.split('-').all(plain) {
        let what = "minuscules sans accent et chiffres, séparés de traits d'union : « tiers-lieu »";
        faults.add(said.at, key, format!("« {} » : {what}", said.text));
    }
}

/// What is wrong with a code of a system; `None` when it may exist.
pub(in crate::domain) fn misfit(system: System, code: &str) -> Option<String> {
    let one_of =
        |words: &[&str]| (!words.contains(&code)).then(|| format!("choisir parmi {}", words.join(", ")));
    match system {
        System::Naf => (!is_naf(code)).then(|| {
            "écrire un code NAF rév. 2 avec son point, ou son début : 88.91A, 88.91, 88.9 ou 88".to_owned()
        }),
        System::Legal => (!(1..=4).contains(&code.len()) || !all_digits(code))
            .then(|| "écrire une catégorie juridique de 4 chiffres, ou son début : 9220, 92".to_owned()),
        System::Bpe => (!is_bpe(code))
            .then(|| "écrire un type d'équipement de la BPE, ou son début : D502, D5 ou D".to_owned()),
        System::Siae => one_of(&SIAE),
        System::Kitchen => one_of(&KITCHENS),
        System::Label => one_of(&LABELS),
        // Free texts of their sources: nothing to check a spelling against.
        System::TiersLieu | System::Canteen | System::Farm => None,
    }
}

/// `88`, `88.9`, `88.91` or `88.91A`.
fn is_naf(code: &str) -> bool {
    let (division, rest) = code.split_once('.').unwrap_or((code, "0"));
    let (digits, letter) = match rest.strip_suffix(|c: char| c.is_ascii_uppercase()) {
        Some(digits) => (digits, true),
        None => (rest, false),
    };
    let length = if letter { digits.len() == 2 } else { (1..=2).contains(&digits.len()) };
    division.len() == 2 && all_digits(division) && all_digits(digits) && length
}

/// `D`, `D5` or `D502`.
fn is_bpe(code: &str) -> bool {
    let (domain, rest) = code.split_at_checked(1).unwrap_or_default();
    matches!(domain, "A" | "B" | "C" | "D" | "E" | "F" | "G")
        && all_digits(rest)
        && matches!(rest.len(), 0 | 1 | 3)
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sound function on lines 1 to 6, that each case damages.
    const SOUND: &str = r#"[[function]]
key = "creche"
label_fr = "Crèche"
label_en = "Nursery"
need = "under_3"
catchment = "daily"
sources = [{ naf = ["88.91A"] }]
"#;

    fn faults(text: &str) -> Vec<(usize, String)> {
        let faults = Functions::parse(text).expect_err(text);
        assert!(faults.iter().all(|fault| !fault.what.is_empty()));
        faults.into_iter().map(|fault| (fault.line, fault.key)).collect()
    }

    fn other(lines: &str) -> String {
        let other = SOUND.replace("\"creche\"", "\"ecole\"");
        format!("{SOUND}{other}{lines}")
    }

    #[test]
    fn a_sound_file_is_read() {
        let functions = Functions::parse(SOUND).expect("sound");
        let creche = functions.id("creche").expect("declared");
        assert_eq!(functions.get(creche).need, Need::Under3);
        let codes = [(System::Naf, "88.91A".to_owned())];
        assert_eq!(functions.of_codes(&codes).first(), Some(creche));
        assert!(functions.of_any_chain().is_empty());
    }

    #[test]
    fn each_fault_has_its_line_and_key() {
        let cases = [
            // What to replace in the sound file, by what, then line and key.
            ("need = \"under_3\"", "need = \"babies\"", 5, "creche.need"),
            ("need = \"under_3\"", "need = 3", 5, "creche.need"),
            ("need = \"under_3\"", "", 1, "creche.need"),
            ("catchment = \"daily\"", "catchment = \"weekly\"", 6, "creche.catchment"),
            ("key = \"creche\"", "key = \"Crèche 2\"", 2, "Crèche 2.key"),
            ("key = \"creche\"", "key = \"creche-\"", 2, "creche-.key"),
            ("key = \"creche\"", "", 1, "function[1].key"),
            ("\"Crèche\"", "\"  \"", 3, "creche.label_fr"),
            ("\"Nursery\"", "\"\"", 4, "creche.label_en"),
            ("label_en", "label_de", 1, "creche.label_en"),
            ("sources = [", "colour = \"red\"\nsources = [", 7, "creche.colour"),
            ("sources = [", "stage = \"cooking\"\nsources = [", 7, "creche.stage"),
            ("sources = [", "stage = \"catering\"\nsources = [", 1, "creche.chains"),
            ("sources = [", "chains = [\"food\"]\nsources = [", 7, "creche.stage"),
            ("[{ naf = [\"88.91A\"] }]", "[]", 7, "creche.sources"),
            ("sources = [{ naf = [\"88.91A\"] }]", "", 1, "creche.sources"),
            ("sources = [", "declared_only = true\nsources = [", 8, "creche.sources"),
            ("sources = [", "declared_only = 1\nsources = [", 7, "creche.declared_only"),
            ("{ naf", "{ ape", 7, "creche.sources.ape"),
            ("{ naf = [\"88.91A\"] }", "{}", 7, "creche.sources"),
            ("{ naf = [\"88.91A\"] }", "\"88.91A\"", 7, "creche.sources"),
            ("[\"88.91A\"]", "[]", 7, "creche.sources.naf"),
            ("[\"88.91A\"]", "\"88.91A\"", 7, "creche.sources.naf"),
            ("\"88.91A\"", "\"8891A\"", 7, "creche.sources.naf"),
            ("\"88.91A\"", "\n  \"88.10A\",\n  \"88.9A\",\n", 9, "creche.sources.naf"),
            ("naf = [\"88.91A\"]", "siae = [\"ACIE\"]", 7, "creche.sources.siae"),
            ("naf = [\"88.91A\"]", "legal = [\"92200\"]", 7, "creche.sources.legal"),
            ("naf = [\"88.91A\"]", "bpe = [\"D50\"]", 7, "creche.sources.bpe"),
            ("naf = [\"88.91A\"]", "kitchen = [\"sur place\"]", 7, "creche.sources.kitchen"),
            ("naf = [\"88.91A\"]", "label = [\"pole\"]", 7, "creche.sources.label"),
            ("need = \"under_3\"", "need = under_3", 5, "need"),
            ("need = \"under_3\"", "key = \"again\"", 5, "key"),
        ];
        for (sound, damaged, line, key) in cases {
            let text = SOUND.replacen(sound, damaged, 1);
            assert_ne!(text, SOUND, "{sound}");
            assert!(faults(&text).contains(&(line, key.to_owned())), "{damaged}: {:?}", faults(&text));
        }
        assert_eq!(faults(""), [(1, "function".to_owned())]);
        assert_eq!(faults("function = 1"), [(1, "function".to_owned())]);
        assert_eq!(faults(&SOUND.replace("[[function]]", "\n[function]")), [(2, "function".to_owned())]);
        assert_eq!(faults(&format!("title = \"x\"\n{SOUND}")), [(1, "title".to_owned())]);
    }

    #[test]
    fn faults_between_functions_have_their_line_and_key() {
        let link = |to: &str| format!("{{ function = \"{to}\", why_fr = \"p\", why_en = \"b\" }}");
        let completing = |links: &str| faults(&other(&format!("completes = [{links}]")));
        let key = "ecole.completes".to_owned();
        assert_eq!(completing(&link("lycee")), [(15, key.clone())]);
        assert_eq!(completing(&link("ecole")), [(15, key.clone())]);
        assert_eq!(completing(&format!("{}, {}", link("creche"), link("creche"))), [(15, key.clone())]);
        assert_eq!(
            completing("{ function = \"creche\", why_fr = \"\", why_en = \"b\" }"),
            [(15, "ecole.completes.why_fr".to_owned())]
        );
        assert_eq!(
            completing("{ function = \"creche\", why_fr = \"p\" }"),
            [(15, "ecole.completes.why_en".to_owned())]
        );
        assert_eq!(faults(&format!("{SOUND}{SOUND}")), [(9, "creche.key".to_owned())]);
        let both = SOUND.to_owned() + &format!("completes = [{}]\n", link("ecole"));
        let both = both + &SOUND.replace("\"creche\"", "\"ecole\"");
        assert!(Functions::parse(&both).is_ok());
        assert_eq!(faults(&format!("{both}completes = [{}]", link("creche"))), [(16, key)]);
    }

    #[test]
    fn all_faults_are_told_at_once_in_the_order_of_the_file() {
        let text = SOUND.replace("under_3", "x").replace("daily", "y").replace("88.91A", "z");
        let lines: Vec<usize> = faults(&text).into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [5, 6, 7]);
        let two = faults("a = \nb = 1\nc = ]\n");
        assert!(two.len() >= 2 && two.is_sorted(), "{two:?}");
    }

    #[test]
    fn a_fault_says_what_to_write() {
        let text = SOUND.replace("daily", "weekly");
        let fault = &Functions::parse(&text).expect_err("faulty")[0];
        let words = "« weekly » n'est pas connu : choisir parmi daily, rare";
        assert_eq!(fault.to_string(), format!("ligne 6, « creche.catchment » : {words}"));
    }

    #[test]
    fn sixty_four_functions_are_the_most() {
        let many = |n| (0..n).map(|i| SOUND.replace("\"creche\"", &format!("\"f{i}\""))).collect::<String>();
        assert_eq!(Functions::parse(&many(64)).map(|f| f.list().len()), Ok(64));
        assert_eq!(faults(&many(65)), [(64 * 7 + 1, "function".to_owned())]);
        assert_eq!(faults(&many(300)).len(), 1);
    }

    proptest::proptest! {
        /// Whatever is typed, a file is read or its faults are told.
        #[test]
        fn no_text_panics(cut in 0..400_usize, with in "[\\[\\]{}\"=., a-z0-9é\n]{0,12}") {
            let text = other("completes = [{ function = \"creche\", why_fr = \"p\", why_en = \"b\" }]\n");
            let cut = text.floor_char_boundary(cut.min(text.len()));
            let text = format!("{}{with}{}", &text[..cut], &text[cut..]);
            let last = text.lines().count().max(1) + 1;
            if let Err(faults) = Functions::parse(&text) {
                proptest::prop_assert!(!faults.is_empty());
                proptest::prop_assert!(faults.iter().all(|f| (1..=last).contains(&f.line)));
            }
        }
    }
}
