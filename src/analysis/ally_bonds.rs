//! What could bind two functions: one completes the other, or they are stages that follow each other.
//!
//! *Question.* Why would those who do this work with those who do that? *Method.* The catalogue
//! says which function completes which and why: such a bond is of strength 1. Stages of a common
//! chain are bound as readily as one gives to the other (`cooperation::conventions::Adjacency`); money goes to any
//! stage, support to any but catering: a school's or a hospital's kitchen is no project that a shared desk would help,
//! and lists of partners were full of them. Where goods pass, both should be about the same products: families of
//! products are the chains whose first stage the catalogue narrows (vegetables, milk…), and an
//! actor belongs to those whose narrowed stages it may hold. *Edges.* An actor of no
//! family is of unknown products; two of different families do not go together. *Cost.* O(functions²).

use crate::analysis::cooperation::conventions::{Adjacency, Unknowns};
use crate::analysis::cooperation::factors::complementarity;
use crate::domain::chain::Chain;
use crate::domain::function::{Function, FunctionId, FunctionSet, Functions, Stage};

/// How strong a bond is that the catalogue declares.
pub const DECLARED: f64 = 1.0;

/// A set of families of products, one bit each: ranks in the catalogue's chains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Products(pub u16);

/// Where a bond comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Whoever asks looks for this function.
    Asked,
    /// The catalogue says that one completes the other, and why.
    Declared,
    /// One stage can follow the other.
    Stages,
}

/// What binds two functions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bond {
    pub origin: Origin,
    /// Who gives, and who receives: one of each actor.
    pub giver: FunctionId,
    pub receiver: FunctionId,
    /// 0 to 1.
    pub strength: f64,
    /// Whether goods go along it, so that products must agree.
    pub is_of_goods: bool,
}

/// How well the products of two agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Agreement {
    /// No goods go along the bond.
    NoGoods,
    Same,
    Unknown,
    Different,
}

impl Agreement {
    /// The word in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NoGoods => "sans-objet",
            Self::Same => "meme-famille",
            Self::Unknown => "inconnu",
            Self::Different => "incompatible",
        }
    }
}

/// A bond with how well products agree, and what both are worth together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    pub bond: Bond,
    pub agreement: Agreement,
    /// The part of the score: strength × agreement × (0.7 + 0.3 × trade).
    pub complementarity: f64,
}

/// All bonds between functions of a catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Bonds {
    many: usize,
    table: Vec<Option<Bond>>,
}

impl Bonds {
    /// Of a catalogue.
    #[must_use]
    pub fn of(functions: &Functions, adjacency: &Adjacency) -> Self {
        let many = functions.list().len();
        let ids = || (0..many as u8).map(FunctionId);
        let table = ids().flat_map(|a| ids().map(move |b| bond(functions, adjacency, a, b))).collect();
        Self { many, table }
    }

    /// What binds two functions; the same asked the other way round. Nothing binds one to itself.
    #[must_use]
    pub fn between(&self, a: FunctionId, b: FunctionId) -> Option<Bond> {
        let (a, b) = (usize::from(a.0), usize::from(b.0));
        if a < self.many && b < self.many { self.table[a * self.many + b] } else { None }
    }

    /// The best of what binds two actors, of such functions and products. Where functions are
    /// looked for (`needs`), only those who fulfil one of them are bound.
    #[must_use]
    pub fn best(
        &self,
        (ours, our_products): (FunctionSet, Products),
        (theirs, their_products): (FunctionSet, Products),
        needs: FunctionSet,
        unknowns: &Unknowns,
    ) -> Option<Bound> {
        let agreement = |bond: &Bond| match our_products.0 & their_products.0 {
            _ if !bond.is_of_goods => Agreement::NoGoods,
            0 if our_products.0 == 0 || their_products.0 == 0 => Agreement::Unknown,
            0 => Agreement::Different,
            _ => Agreement::Same,
        };
        let worth = |bond: Bond| {
            let agreement = agreement(&bond);
            let product = match agreement {
                Agreement::NoGoods | Agreement::Same => 1.0,
                Agreement::Unknown => unknowns.product,
                Agreement::Different => 0.0,
            };
            let complementarity = complementarity(bond.strength, product, unknowns.trade)?;
            Some(Bound { bond, agreement, complementarity })
        };
        let asked = |theirs: FunctionId| {
            let (giver, receiver) = (theirs, ours.first().unwrap_or(theirs));
            let why = ours.iter().find_map(|ours| self.between(ours, theirs));
            why.map_or(
                Bond { origin: Origin::Asked, giver, receiver, strength: DECLARED, is_of_goods: false },
                |bond| Bond { strength: DECLARED, ..bond },
            )
        };
        let mut best: Option<Bound> = None;
        for their in theirs.iter() {
            let bonds: &mut dyn Iterator<Item = Bond> = if needs.is_empty() {
                &mut ours.iter().filter_map(|our| self.between(our, their))
            } else {
                &mut needs.contains(their).then(|| asked(their)).into_iter()
            };
            for bound in bonds.filter_map(worth) {
                if best.is_none_or(|best| best.complementarity < bound.complementarity) {
                    best = Some(bound);
                }
            }
        }
        best.filter(|bound| 0.0 < bound.complementarity)
    }
}

fn bond(functions: &Functions, adjacency: &Adjacency, a: FunctionId, b: FunctionId) -> Option<Bond> {
    if a == b {
        return None;
    }
    let (one, other) = (functions.get(a), functions.get(b));
    let is_of_goods = is_of_goods(functions, one, other);
    let of = |origin, giver, receiver, strength| Bond { origin, giver, receiver, strength, is_of_goods };
    let adds =
        |giver: &Function, receiver: FunctionId| giver.completes.iter().any(|c| c.function == receiver);
    let declared = match (adds(one, b), adds(other, a)) {
        (true, _) => Some(of(Origin::Declared, a, b, DECLARED)),
        (_, true) => Some(of(Origin::Declared, b, a, DECLARED)),
        _ => None,
    };
    let staged = || {
        let (first, second) = (one.stage?, other.stage?);
        let goes_around = |function: &Function| function.chains.is_empty();
        let share = one.chains.iter().any(|chain| other.chains.contains(chain));
        if !share && !goes_around(one) && !goes_around(other) {
            return None;
        }
        let (there, back) = (adjacency.gives(first, second), adjacency.gives(second, first));
        // Of equals the one that stands first in the catalogue gives: the same whoever asks.
        let is_there = back < there || (there == back && a < b);
        let (giver, receiver) = if is_there { (first, second) } else { (second, first) };
        if (giver, receiver) == (Stage::Support, Stage::Catering) {
            return None;
        }
        Some(if is_there { of(Origin::Stages, a, b, there) } else { of(Origin::Stages, b, a, back) })
    };
    declared.or_else(staged).filter(|bond| 0.0 < bond.strength)
}

/// Whether goods of several families may go between two functions: both are stages that goods pass of a common
/// chain which the catalogue divides into families. What a chain without families is about is one family.
fn is_of_goods(functions: &Functions, one: &Function, other: &Function) -> bool {
    let carries = |function: &Function| function.stage.is_some_and(|stage| stage.carries_goods());
    let is_divided = |word: &String| {
        let of_word = functions.of_chain(word);
        // By the first stage: storage, say, is of several chains.
        families(functions).any(|(_, chain)| chain.stages[0].who.functions.meets(of_word))
    };
    let shared: Vec<&String> = one.chains.iter().filter(|word| other.chains.contains(word)).collect();
    carries(one) && carries(other) && !shared.is_empty() && shared.into_iter().all(is_divided)
}

/// The families of products: chains whose first stage is narrowed, with their ranks.
pub fn families(functions: &Functions) -> impl Iterator<Item = (usize, &Chain)> {
    let is_family = |chain: &Chain| chain.stages.first().is_some_and(|stage| !stage.who.only.is_empty());
    functions.chains().iter().enumerate().filter(move |(_, chain)| is_family(chain))
}

/// Products that are known and of no family: wine, say.
pub const OTHERS: Products = Products(1 << 15);

/// The families of products of an actor: those of which it may hold a stage, narrowed to them or open to all, as a
/// kitchen's is. `grown` is what a farm says that it grows and raises: a farm whose products are known
/// and of no family is of [`OTHERS`].
pub fn products_of<'a>(
    functions: &Functions,
    of: FunctionSet,
    naf: Option<&str>,
    grown: impl Iterator<Item = &'a str> + Clone,
) -> Products {
    let mut found = Products::default();
    for (rank, chain) in families(functions) {
        if chain.stages.iter().any(|stage| stage.who.is(of, naf, grown.clone())) {
            found.0 |= 1 << rank;
        }
    }
    let is_farm = naf.is_some_and(|naf| naf.starts_with("01.")) || grown.clone().next().is_some();
    if found.0 == 0 && is_farm { OTHERS } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(functions: &Functions, key: &str) -> FunctionId {
        functions.id(key).expect("in the catalogue")
    }

    fn set(functions: &Functions, key: &str) -> FunctionSet {
        FunctionSet::default().with(id(functions, key))
    }

    #[test]
    fn bonds_have_no_direction_but_a_giver() {
        let functions = Functions::embedded();
        let bonds = Bonds::of(&functions, &Adjacency::default());
        let ids = || (0..functions.list().len() as u8).map(FunctionId);
        for (a, b) in ids().flat_map(|a| ids().map(move |b| (a, b))) {
            let (there, back) = (bonds.between(a, b), bonds.between(b, a));
            assert_eq!(there.map(|bond| bond.strength), back.map(|bond| bond.strength));
            assert!(a != b || there.is_none());
        }
        let (mends, sells) = (id(&functions, "reparation"), id(&functions, "ressourcerie"));
        let bond = bonds.between(sells, mends).expect("declared");
        assert_eq!((bond.origin, bond.giver, bond.receiver), (Origin::Declared, mends, sells));
        assert_eq!(bonds.between(FunctionId(63), sells), None);
        assert!(!bond.is_of_goods, "reuse is one family");
        let stores = bonds.between(id(&functions, "logistique"), sells).expect("stages of reuse");
        assert!(!stores.is_of_goods && stores.origin == Origin::Stages);
    }

    #[test]
    fn goods_of_other_families_do_not_go_together() {
        let functions = Functions::embedded();
        let bonds = Bonds::of(&functions, &Adjacency::default());
        let unknowns = Unknowns::default();
        let (grows, works) =
            (set(&functions, "production-alimentaire"), set(&functions, "transformation-alimentaire"));
        let best = |ours: u16, theirs: u16| {
            bonds.best((grows, Products(ours)), (works, Products(theirs)), FunctionSet::default(), &unknowns)
        };
        assert_eq!(best(0b10, 0b110).expect("the same").agreement, Agreement::Same);
        assert_eq!(best(0, 0b110).expect("unknown").agreement, Agreement::Unknown);
        assert_eq!(best(0b1, 0b110), None);
        assert!(best(0, 0).expect("unknown").complementarity < best(1, 1).expect("same").complementarity);
    }

    #[test]
    fn who_looks_for_something_is_bound_to_those_who_have_it_alone() {
        let functions = Functions::embedded();
        let bonds = Bonds::of(&functions, &Adjacency::default());
        let (ours, theirs) = (set(&functions, "ressourcerie"), set(&functions, "reparation"));
        let best = |needs| {
            let none = Products::default();
            bonds.best((ours, none), (theirs, none), needs, &Unknowns::default())
        };
        assert_eq!(best(set(&functions, "petite-enfance")), None);
        assert!(best(theirs).is_some());
    }

    #[test]
    fn what_a_farm_grows_says_its_families() {
        let functions = Functions::embedded();
        let grows = set(&functions, "production-alimentaire");
        let of = |naf, grown: &[&str]| products_of(&functions, grows, naf, grown.iter().copied());
        let rank = |key: &str| families(&functions).find(|(_, chain)| chain.key == key).expect("a family").0;
        assert_eq!(of(None, &["Maraichage"]), Products(1 << rank("legumes")));
        assert_eq!(of(Some("01.41Z"), &[]), Products(1 << rank("lait")));
        assert_eq!(of(None, &[]), Products(0));
        assert_eq!(of(None, &["Viticulture"]), OTHERS, "known, and no canteen takes it");
        let cooks = products_of(&functions, set(&functions, "cantine-scolaire"), None, std::iter::empty());
        assert!(cooks.0 & 1 << rank("legumes") != 0 && cooks.0 & OTHERS.0 == 0);
        assert!(families(&functions).all(|(_, chain)| chain.key != "reemploi"));
    }
}
