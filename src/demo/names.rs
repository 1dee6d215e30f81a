//! Names that sound like the coast and belong to nobody: communes, streets and bodies.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::demo::chance::Chance;

/// The word in every name, street and owner that partial diffusion or the privacy rules
/// must keep from being shown. Found anywhere in what is served, it is a leak.
pub const SECRET: &str = "Ombreclose";

const STARTS: [&str; 48] = [
    "Ald", "Arm", "Averl", "Balm", "Bren", "Brév", "Calv", "Carn", "Corl", "Darn", "Delv", "Dorm", "Elz",
    "Escl", "Falv", "Fern", "Galv", "Gorm", "Guern", "Halv", "Hern", "Isv", "Jarl", "Kerd", "Kerv", "Land",
    "Lorv", "Malv", "Marl", "Merv", "Norl", "Olv", "Orm", "Pelv", "Penv", "Quarl", "Relv", "Rosv", "Salv",
    "Serl", "Talv", "Torm", "Trév", "Ulv", "Valm", "Verl", "Vorn", "Yvern",
];

const ENDS: [&str; 40] = [
    "ac", "agne", "aie", "aise", "ande", "anne", "aou", "arche", "asque", "atte", "aude", "aure", "aze",
    "eau", "elle", "enne", "ergue", "esse", "ette", "euil", "iac", "ière", "igny", "ille", "ine", "ique",
    "isse", "oc", "oire", "oisse", "ole", "onde", "onne", "osse", "ouan", "oué", "ouse", "uche", "ude",
    "uze",
];

/// `*` is the root of the name.
const FORMS: [&str; 26] = [
    "Saint-*",
    "Sainte-*",
    "Port-*",
    "Le Bourg-*",
    "*-sur-Mer",
    "*-la-Lande",
    "*-les-Dunes",
    "*-le-Vieux",
    "*-le-Neuf",
    "*-les-Bains",
    "*-en-Marais",
    "*-Plage",
    "*-les-Salines",
    "*-aux-Bois",
    "*-la-Tour",
    "*-le-Phare",
    "*-du-Large",
    "*-les-Pins",
    "*-l'Abbaye",
    "*-les-Moulins",
    "La Chapelle-*",
    "Château-*",
    "Villeneuve-*",
    "Les Essarts-*",
    "Grand-*",
    "Petit-*",
];

/// With their "de": *la Ressourcerie **du Phare***.
pub const OF_THINGS: [&str; 40] = [
    "de la Lande",
    "du Phare",
    "des Genêts",
    "de l'Estran",
    "des Goélands",
    "de la Criée",
    "du Vieux Moulin",
    "des Salines",
    "de la Dune",
    "du Grand Large",
    "des Trois Vents",
    "de la Presqu'île",
    "du Marais",
    "des Ajoncs",
    "de la Houle",
    "du Bocage",
    "des Tamaris",
    "de la Jetée",
    "du Four à Pain",
    "des Bruyères",
    "de l'Écluse",
    "du Sémaphore",
    "des Cormorans",
    "de la Grande Ourse",
    "du Passage",
    "des Embruns",
    "de la Tourbière",
    "du Lavoir",
    "des Fougères",
    "de l'Anse Bleue",
    "du Chenal",
    "des Alizés",
    "de la Corderie",
    "du Verger",
    "des Galets",
    "de la Source",
    "du Tilleul",
    "des Quatre Chemins",
    "de la Balise",
    "du Pré Salé",
];

const STREETS: [(&str, &str); 8] = [
    ("RUE", "Rue"),
    ("RUE", "Rue"),
    ("AV", "Avenue"),
    ("CHE", "Chemin"),
    ("PL", "Place"),
    ("IMP", "Impasse"),
    ("RTE", "Route"),
    ("AVENUE", "Avenue"),
];

/// Gives each commune a name that no other bears.
pub struct Gazetteer {
    used: BTreeSet<String>,
}

impl Gazetteer {
    /// Names still to be given.
    #[must_use]
    pub fn new() -> Self {
        Self { used: BTreeSet::new() }
    }

    /// A new name; towns mostly get a short one.
    pub fn name(&mut self, chance: &mut Chance, town: bool) -> String {
        let mut plain = town || chance.one_in(2);
        loop {
            let root = format!("{}{}", chance.pick(&STARTS), chance.pick(&ENDS));
            let name = if plain { root } else { chance.pick(&FORMS).replace('*', &root) };
            if self.used.insert(name.clone()) {
                return name;
            }
            plain = false;
        }
    }
}

impl Default for Gazetteer {
    fn default() -> Self {
        Self::new()
    }
}

/// An address as its parts are written in SIRENE, and in one line elsewhere.
pub struct Street {
    pub number: String,
    /// Abbreviated or in full, as both live side by side.
    pub kind: &'static str,
    /// In capitals without accents.
    pub name: String,
    /// `12 Rue des Genêts`.
    pub line: String,
}

/// A place in a street.
pub fn street(chance: &mut Chance) -> Street {
    let number = (1 + chance.below(80)).to_string();
    let (kind, word) = chance.pick(&STREETS);
    let thing = chance.pick(&OF_THINGS);
    Street { line: format!("{number} {word} {thing}"), name: capitals(thing), number, kind }
}

/// Fills a pattern: `{c}` is the commune and `{d}` something of the landscape, each with its
/// "de".
pub fn body(chance: &mut Chance, pattern: &str, commune: &str) -> String {
    let named = if pattern.contains("{d}") {
        pattern.replace("{d}", chance.pick(&OF_THINGS))
    } else {
        pattern.to_owned()
    };
    named.replace("{c}", &of_town(commune))
}

/// A commune with its "de": *d'Ormique*, *du Bourg-Ormique*, *des Essarts-Valmande*.
#[must_use]
pub fn of_town(name: &str) -> String {
    if let Some(rest) = name.strip_prefix("Le ") {
        return format!("du {rest}");
    }
    if let Some(rest) = name.strip_prefix("Les ") {
        return format!("des {rest}");
    }
    let vowel = name.starts_with(['A', 'E', 'I', 'O', 'U', 'Y']);
    if vowel { format!("d'{name}") } else { format!("de {name}") }
}

/// A web site that cannot exist (RFC 2606).
#[must_use]
pub fn website(name: &str) -> String {
    let letters = capitals(name).to_ascii_lowercase();
    let words: Vec<&str> =
        letters.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!("https://{}.example/", words.join("-"))
}

/// Capitals without accents, as older files have them.
#[must_use]
pub fn capitals(text: &str) -> String {
    text.nfd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::chance::Purpose;

    #[test]
    fn thirty_five_thousand_communes_have_each_a_name() {
        let mut gazetteer = Gazetteer::new();
        let mut chance = Chance::new(1, Purpose::Names);
        let names: BTreeSet<String> = (0..35_003).map(|i| gazetteer.name(&mut chance, i < 1700)).collect();
        assert_eq!(names.len(), 35_003);
        assert!(names.iter().all(|name| !name.contains('*')));
    }

    #[test]
    fn towns_and_sites_are_spelt_as_usual() {
        let towns = ["Ormique", "Le Bourg-Talvac", "Les Essarts-Valmande", "Calvesse"].map(of_town);
        assert_eq!(towns, ["d'Ormique", "du Bourg-Talvac", "des Essarts-Valmande", "de Calvesse"]);
        assert_eq!(website("L'Épicerie d'Ormique"), "https://l-epicerie-d-ormique.example/");
    }

    #[test]
    fn capitals_have_no_accents() {
        assert_eq!(capitals("Les Essarts-Brévière"), "LES ESSARTS-BREVIERE");
    }
}
