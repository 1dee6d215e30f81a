//! Reads and checks the chains of `functions.toml`: their stages, and which may follow which.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::actor::System;
use crate::domain::chain::{Chain, ChainStage, MOST, NARROWED_BY, Who};
use crate::domain::function::file::{misfit, slug, word};
use crate::domain::function::section::{Faults, Node, Said, Section};
use crate::domain::function::{Function, FunctionId, FunctionSet, Stage};

const FIELDS: [&str; 7] = ["key", "label_fr", "label_en", "of", "follows", "partial", "only"];

/// What a chain may be narrowed by at a stage.
type Only = BTreeMap<Stage, Vec<(System, Vec<String>)>>;

/// The chains among checked functions. What cannot be read is a fault, and no chain.
pub(super) fn read(nodes: &[Node<'_>], functions: &[Function], faults: &mut Faults) -> Vec<Chain> {
    if let Some(extra) = nodes.get(MOST) {
        let what = format!("{} filières : en garder {MOST} au plus", nodes.len());
        faults.add(extra.span().start, "chain", what);
    }
    let mut keys = BTreeSet::new();
    let mut chains = Vec::new();
    for (node, rank) in nodes.iter().zip(1..) {
        let Some((key, chain)) = chain(node, rank, functions, faults) else { continue };
        if !keys.insert(key.text) {
            let what = "clé déjà prise plus haut : en choisir une autre";
            faults.add(key.at, format!("{}.key", key.text), what);
        }
        chains.push(chain);
    }
    chains
}

fn chain<'t>(
    node: &'t Node<'_>,
    rank: usize,
    functions: &[Function],
    faults: &mut Faults,
) -> Option<(Said<'t>, Chain)> {
    let own = node.get_ref().as_table().and_then(|t| t.get("key")).and_then(|k| k.get_ref().as_str());
    let path = own.map_or_else(|| format!("chain[{rank}]"), str::to_owned);
    let section = Section::read(node, &path, &FIELDS, faults)?;
    let key = section.text("key", faults);
    if let Some(key) = key {
        slug(key, &section.key("key"), faults);
    }
    let label_fr = section.text("label_fr", faults);
    let label_en = section.text("label_en", faults);
    let of = section.text("of", faults);
    let follows = follows(&section, faults);
    let partial = stages(&section, "partial", faults);
    let only = only(&section, faults);
    let named = named(&follows);
    let at = section.get("follows").map_or(section.at, |node| node.span().start);
    for stray in partial.iter().chain(only.keys()).filter(|stage| !named.contains(stage)) {
        let what = format!("« {} » n'est pas une étape de cette filière : voir follows", stray.word());
        faults.add(section.at, &path, what);
    }
    if let Some(what) = misled(&follows, &named) {
        faults.add(at, section.key("follows"), what);
        return None;
    }
    let of = of?;
    let mut found = Vec::new();
    for &stage in &named {
        let holding = holding(functions, of.text, stage);
        if holding.is_empty() {
            let what = format!(
                "aucune fonction de « {} » ne tient l'étape {} : l'ôter, ou donner cette étape à une fonction",
                of.text,
                stage.word()
            );
            faults.add(at, section.key("follows"), what);
        }
        let then = follows.get(&stage).into_iter().flatten();
        let then = then.filter_map(|to| named.iter().position(|stage| stage == to)).collect();
        let only = only.get(&stage).cloned().unwrap_or_default();
        let who = Who { functions: holding, only };
        found.push(ChainStage { stage, who, is_partial: partial.contains(&stage), then });
    }
    let chain = Chain {
        key: key?.text.to_owned(),
        label_fr: label_fr?.text.to_owned(),
        label_en: label_en?.text.to_owned(),
        stages: found,
    };
    Some((key?, chain))
}

/// The functions of a chain's word that hold a stage.
fn holding(functions: &[Function], of: &str, stage: Stage) -> FunctionSet {
    let holds = |function: &Function| {
        function.stage == Some(stage) && function.chains.iter().any(|chain| chain == of)
    };
    (0..).map(FunctionId).zip(functions).filter(|(_, function)| holds(function)).map(|(id, _)| id).collect()
}

/// By stage, those that may follow it.
fn follows(section: &Section, faults: &mut Faults) -> BTreeMap<Stage, Vec<Stage>> {
    let Some(node) = section.get("follows") else {
        let what = "champ absent : ajouter follows = { production = [\"distribution\"] }, par exemple";
        faults.add(section.at, section.key("follows"), what);
        return BTreeMap::new();
    };
    let words = Stage::ALL.map(Stage::word);
    let Some(table) = Section::read(node, &section.key("follows"), &words, faults) else {
        return BTreeMap::new();
    };
    let mut follows = BTreeMap::new();
    for from in Stage::ALL.into_iter().filter(|stage| table.get(stage.word()).is_some()) {
        follows.insert(from, stages(&table, from.word(), faults));
    }
    follows
}

/// A list of stages.
fn stages(section: &Section, field: &str, faults: &mut Faults) -> Vec<Stage> {
    let said = section.texts(field, faults);
    said.into_iter()
        .filter_map(|said| word(said, &section.key(field), &Stage::ALL, Stage::word, faults))
        .collect()
}

/// All stages that are named, in the order of goods.
fn named(follows: &BTreeMap<Stage, Vec<Stage>>) -> Vec<Stage> {
    let all: BTreeSet<Stage> =
        follows.iter().flat_map(|(from, to)| [*from].into_iter().chain(to.iter().copied())).collect();
    all.into_iter().collect()
}

/// What keeps the ways from leading from one stage to one other; `None` when they do.
fn misled(follows: &BTreeMap<Stage, Vec<Stage>>, named: &[Stage]) -> Option<String> {
    if named.len() < 2 {
        return Some("deux étapes au moins : follows = { production = [\"distribution\"] }".to_owned());
    }
    if let Some(stage) = named.iter().find(|stage| !stage.carries_goods()) {
        return Some(format!("« {} » ne voit pas passer de biens : l'ôter", stage.word()));
    }
    for (from, to) in follows {
        if let Some(back) = to.iter().find(|to| *to <= from) {
            let (from, back) = (from.word(), back.word());
            return Some(format!("de « {from} » à « {back} » : les biens vont dans l'ordre des étapes"));
        }
    }
    let followed: BTreeSet<Stage> = follows.values().flatten().copied().collect();
    let first: Vec<&str> = named.iter().filter(|s| !followed.contains(s)).map(|s| s.word()).collect();
    let goes_on = |stage: &Stage| follows.get(stage).is_some_and(|to| !to.is_empty());
    let last: Vec<&str> = named.iter().filter(|s| !goes_on(s)).map(|s| s.word()).collect();
    // Ways go up only: something is first and something last.
    if 1 < first.len() {
        return Some(format!("rien ne mène à {} : une seule étape commence", first.join(", ")));
    }
    if 1 < last.len() {
        return Some(format!("rien ne suit {} : une seule étape finit", last.join(", ")));
    }
    None
}

/// By stage, the codes that it is narrowed to.
fn only(section: &Section, faults: &mut Faults) -> Only {
    let mut only = Only::new();
    let Some(node) = section.get("only") else { return only };
    let words = Stage::ALL.map(Stage::word);
    let Some(table) = Section::read(node, &section.key("only"), &words, faults) else { return only };
    let systems = System::KEYS.into_iter().filter(|(system, _)| NARROWED_BY.contains(system));
    let systems: Vec<(System, &str)> = systems.collect();
    let fields: Vec<&str> = systems.iter().map(|(_, key)| *key).collect();
    for stage in Stage::ALL {
        let Some(node) = table.get(stage.word()) else { continue };
        let Some(codes) = Section::read(node, &table.key(stage.word()), &fields, faults) else { continue };
        let mut clauses = Vec::new();
        for &(system, field) in &systems {
            let said = codes.texts(field, faults);
            for code in &said {
                if let Some(what) = misfit(system, code.text) {
                    faults.add(code.at, codes.key(field), format!("« {} » : {what}", code.text));
                }
            }
            if !said.is_empty() {
                clauses.push((system, said.iter().map(|code| code.text.to_owned()).collect()));
            }
        }
        if clauses.is_empty() {
            faults.add(codes.at, table.key(stage.word()), "aucun code : en écrire un, ou ôter cette étape");
        }
        only.insert(stage, clauses);
    }
    only
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::function::Functions;

    const FUNCTIONS: &str = r#"
[[function]]
key = "ferme"
label_fr = "Ferme"
label_en = "Farm"
need = "all"
catchment = "daily"
stage = "production"
chains = ["food"]
sources = [{ naf = ["01"] }]

[[function]]
key = "epicerie"
label_fr = "Épicerie"
label_en = "Grocery"
need = "all"
catchment = "daily"
stage = "distribution"
chains = ["food"]
sources = [{ naf = ["47"] }]
"#;
    const CHAIN: &str = r#"[[chain]]
key = "panier"
label_fr = "De la ferme au panier"
label_en = "From farm to basket"
of = "food"
follows = { production = ["distribution"] }
partial = ["production"]
only = { production = { naf = ["01.13Z"], farm = ["Maraichage"] } }
"#;

    fn faults(chains: &str) -> Vec<(usize, String)> {
        let text = format!("{chains}{FUNCTIONS}");
        let faults = Functions::parse(&text).expect_err(chains);
        faults.into_iter().map(|fault| (fault.line, fault.key)).collect()
    }

    #[test]
    fn a_sound_chain_is_read() {
        let functions = Functions::parse(&format!("{CHAIN}{FUNCTIONS}")).expect("sound");
        let [chain] = functions.chains() else { panic!("one chain") };
        assert_eq!(
            chain.stages.iter().map(|s| s.stage).collect::<Vec<_>>(),
            [Stage::Production, Stage::Distribution]
        );
        assert_eq!((&chain.stages[0].then, &chain.stages[1].then), (&vec![1], &vec![]));
        assert!(chain.stages[0].is_partial && !chain.stages[1].is_partial);
        assert_eq!(chain.stages[0].who.only.len(), 2);
        assert!(Functions::parse(FUNCTIONS).expect("sound").chains().is_empty());
    }

    #[test]
    fn each_fault_has_its_line_and_key() {
        let cases = [
            ("\"panier\"", "\"Panier\"", 2, "Panier.key"),
            ("of = \"food\"", "of = \"wine\"", 6, "panier.follows"),
            ("of = \"food\"", "", 1, "panier.of"),
            ("[\"distribution\"] }", "[\"shop\"] }", 6, "panier.follows.production"),
            ("{ production = [\"distribution\"] }", "{}", 6, "panier.follows"),
            (
                "{ production = [\"distribution\"] }",
                "{ distribution = [\"production\"] }",
                6,
                "panier.follows",
            ),
            ("{ production = [\"distribution\"] }", "{ production = [\"finance\"] }", 6, "panier.follows"),
            ("[\"distribution\"] }", "[\"distribution\", \"catering\"] }", 6, "panier.follows"),
            ("[\"production\"]", "[\"storage\"]", 1, "panier"),
            ("\"01.13Z\"", "\"0113Z\"", 8, "panier.only.production.naf"),
            ("naf = [\"01.13Z\"]", "legal = [\"92\"]", 8, "panier.only.production.legal"),
            ("{ naf = [\"01.13Z\"], farm = [\"Maraichage\"] }", "{}", 8, "panier.only.production"),
            ("partial", "parts", 7, "panier.parts"),
        ];
        for (sound, damaged, line, key) in cases {
            let text = CHAIN.replacen(sound, damaged, 1);
            assert_ne!(text, CHAIN, "{sound}");
            assert!(faults(&text).contains(&(line, key.to_owned())), "{damaged}: {:?}", faults(&text));
        }
        assert_eq!(faults(&format!("{CHAIN}{CHAIN}")), [(10, "panier.key".to_owned())]);
        let many: String =
            (0..=MOST).map(|rank| CHAIN.replace("panier", &format!("panier-{rank}"))).collect();
        assert_eq!(faults(&many), [(81, "chain".to_owned())]);
    }
}
