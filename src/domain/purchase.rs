//! Purchases: what a public buyer calls a need, and who does such a thing (`data/purchases.toml`).
//!
//! A purchase is told by plain words or by a code of the Common Procurement Vocabulary (CPV), and leads
//! to functions, activities and stages of chains. Who has one of them *declares* the trade. Others
//! *usually* have it: kinds of bodies (ESAT, insertion enterprises) whose activity code tells the kind of
//! help and not the trade. The two are never mixed.

pub mod file;

use crate::domain::chain::Who;
use crate::domain::function::{FunctionSet, Functions};

/// The table that comes with the program.
const EMBEDDED: &str = include_str!("../../data/purchases.toml");

/// A kind of purchase, as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    /// Stable key: lower case, hyphens.
    pub key: String,
    pub label_fr: String,
    pub label_en: String,
    /// What people call it, in either language.
    pub words: Vec<String>,
    /// Beginnings of CPV codes: two to eight digits.
    pub cpv: Vec<String>,
    /// Those who fulfil one of these do it.
    pub functions: FunctionSet,
    /// Those whose NAF code begins so do it.
    pub naf: Vec<String>,
    /// Those who hold one of these stages of a chain do it.
    pub stages: Vec<Who>,
    /// Those who fulfil one of these usually do it, where their activity code does not tell a trade.
    pub usual: FunctionSet,
    /// Beginnings of words which, in the name of one of those, tell that trade and no other.
    pub names: Vec<String>,
    /// Whether most of its cost is work: then a social clause weighs.
    pub is_labour: bool,
    /// Whether it is a social, health or cultural service, as article L. 2113-15 asks.
    pub is_social: bool,
    /// What whoever reads the answer should know.
    pub note_fr: Option<String>,
    pub note_en: Option<String>,
}

/// How it is known that an actor does what is bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// Its activity, or what it is listed for, is that trade.
    Declared,
    /// Its kind often has that trade, and its name speaks of it: to be asked first.
    Named,
    /// Its kind often has that trade, and nothing that was read tells its own.
    Usual,
}

impl Fit {
    /// The word in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Declared => "declare",
            Self::Named => "nom",
            Self::Usual => "usuel",
        }
    }
}

/// All purchases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchases {
    list: Vec<Purchase>,
    /// Beginnings of NAF codes that tell no trade.
    silent: Vec<String>,
    /// Beginnings of words, one after the other, that tell a trade which is nowhere bought.
    others: Vec<Vec<String>>,
    source: String,
}

impl Purchases {
    /// The table that comes with the program, for a catalogue of functions. What it says of functions
    /// and chains that the catalogue lacks is left out: a region's own catalogue may have others.
    #[must_use]
    pub fn embedded(functions: &Functions) -> Self {
        Self::read(EMBEDDED, functions, file::Strangers::LeftOut).unwrap_or_else(|faults| {
            panic!("data/purchases.toml: {}", faults.first().map(ToString::to_string).unwrap_or_default())
        })
    }

    /// All of them, in the order of the file.
    #[must_use]
    pub fn list(&self) -> &[Purchase] {
        &self.list
    }

    /// The file that it was read from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The rank of the purchase that bears a key.
    #[must_use]
    pub fn of_key(&self, key: &str) -> Option<usize> {
        self.list.iter().position(|purchase| purchase.key == key)
    }

    /// The purchases that a CPV code means: those with the longest beginning of it; where there is none,
    /// those whose own codes begin so. A check digit (`-8`) and zeros at the end are of no matter.
    ///
    /// `None` when the text is no CPV code: two to eight digits.
    #[must_use]
    pub fn of_cpv(&self, text: &str) -> Option<Vec<usize>> {
        let digits = text.split('-').next().unwrap_or_default().trim();
        let sound = (2..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if !sound {
            return None;
        }
        let asked = digits.trim_end_matches('0');
        let asked = if asked.len() < 2 { &digits[..2] } else { asked };
        let longest = |purchase: &Purchase| {
            purchase.cpv.iter().filter(|own| digits.starts_with(own.as_str())).map(String::len).max()
        };
        let best = self.list.iter().filter_map(longest).max();
        let meant = |purchase: &Purchase| match best {
            Some(best) => longest(purchase) == Some(best),
            None => purchase.cpv.iter().any(|own| own.starts_with(asked)),
        };
        Some((0..self.list.len()).filter(|&rank| meant(&self.list[rank])).collect())
    }

    /// The purchases that words call, those that most words call first, then in the order of the file.
    /// Case and accents are of no matter, nor is an `s` at the end; words of two letters say nothing.
    #[must_use]
    pub fn of_words(&self, text: &str) -> Vec<usize> {
        let asked = plain_words(text);
        let score = |purchase: &Purchase| {
            let own = purchase.words.iter().chain([&purchase.label_fr, &purchase.label_en, &purchase.key]);
            let own: Vec<String> = own.flat_map(|text| plain_words(text)).collect();
            asked.iter().filter(|word| own.contains(word)).count()
        };
        let mut found: Vec<(usize, usize)> =
            self.list.iter().map(score).enumerate().filter(|(_, score)| 0 < *score).collect();
        found.sort_by_key(|&(rank, score)| (std::cmp::Reverse(score), rank));
        let best = found.first().map_or(0, |(_, score)| *score);
        found.into_iter().filter(|(_, score)| *score == best).map(|(rank, _)| rank).collect()
    }

    /// How an actor of these functions, activity, name and farm products fits a purchase; `None` where nothing says
    /// that it does, or where its name tells the trade of another purchase, or one that nobody buys.
    pub fn fit<'a, P: Iterator<Item = &'a str>>(
        &self,
        purchase: &Purchase,
        functions: FunctionSet,
        naf: Option<&str>,
        name: impl FnOnce() -> Option<&'a str>,
        products: impl Fn() -> P,
    ) -> Option<Fit> {
        let begins = |codes: &[String]| naf.is_some_and(|naf| codes.iter().any(|code| naf.starts_with(code)));
        let declared = functions.meets(purchase.functions)
            || begins(&purchase.naf)
            || purchase.stages.iter().any(|who| who.is(functions, naf, products()));
        if declared {
            return Some(Fit::Declared);
        }
        let is_silent = naf.is_none() || begins(&self.silent);
        if !functions.meets(purchase.usual) || !is_silent {
            return None;
        }
        let words = name().map(plain_words).unwrap_or_default();
        if self.others.iter().any(|other| is_spoken(other, &words)) {
            return None;
        }
        let speaks = |purchase: &Purchase| {
            words.iter().any(|word| purchase.names.iter().any(|start| word.starts_with(start)))
        };
        if speaks(purchase) {
            return Some(Fit::Named);
        }
        (!self.list.iter().any(speaks)).then_some(Fit::Usual)
    }
}

/// Whether words of a name, one after the other, begin so.
fn is_spoken(starts: &[String], words: &[String]) -> bool {
    let begin = |words: &[String]| words.iter().zip(starts).all(|(word, start)| word.starts_with(start));
    !starts.is_empty() && words.windows(starts.len()).any(begin)
}

/// The words of a text: lower case, without accents, without the `s` of the plural.
#[must_use]
pub fn plain_words(text: &str) -> Vec<String> {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = text.nfd().filter(char::is_ascii).collect::<String>().to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| 2 < word.len());
    words.map(|word| word.strip_suffix(['s', 'x']).unwrap_or(word).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_hand() -> Purchases {
        Purchases::embedded(&Functions::embedded())
    }

    fn keys(purchases: &Purchases, ranks: &[usize]) -> Vec<String> {
        ranks.iter().map(|&rank| purchases.list()[rank].key.clone()).collect()
    }

    #[test]
    fn a_code_means_the_purchase_of_its_longest_beginning() {
        let purchases = at_hand();
        let of = |code: &str| keys(&purchases, &purchases.of_cpv(code).expect("a code"));
        assert_eq!(of("77310000-6"), ["espaces-verts"]);
        assert_eq!(of("98310000"), ["blanchisserie"]);
        assert_eq!(of("15331100"), ["legumes"]);
        assert_eq!(of("99999999"), [""; 0]);
        assert!(1 < of("15000000").len(), "a division means all that is under it");
        for wrong in ["", "7", "773100001", "7731000a", "légumes"] {
            assert_eq!(purchases.of_cpv(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn words_call_a_purchase_without_accents_or_plurals() {
        let purchases = at_hand();
        let of = |words: &str| keys(&purchases, &purchases.of_words(words));
        assert_eq!(of("Entretien des espaces verts"), ["espaces-verts"]);
        assert_eq!(of("LEGUME"), ["legumes"]);
        assert_eq!(of("vegetables"), ["legumes"]);
        assert_eq!(of("location et lavage de linge"), ["blanchisserie"]);
        assert_eq!(of("satellites"), [""; 0]);
    }

    #[test]
    fn a_trade_that_is_told_is_never_guessed() {
        let functions = Functions::embedded();
        let purchases = at_hand();
        let laundry = &purchases.list()[purchases.of_key("blanchisserie").expect("declared")];
        let esat = FunctionSet::default().with(functions.id("esat").expect("a function"));
        let fit = |functions, naf| purchases.fit(laundry, functions, naf, || None, std::iter::empty);
        assert_eq!(fit(FunctionSet::default(), Some("96.01A")), Some(Fit::Declared));
        assert_eq!(fit(esat, Some("88.10C")), Some(Fit::Usual));
        assert_eq!(fit(esat, None), Some(Fit::Usual));
        assert_eq!(fit(esat, Some("81.30Z")), None, "it keeps gardens");
        assert_eq!(fit(FunctionSet::default(), Some("88.10C")), None);
        let named = |name| purchases.fit(laundry, esat, None, || Some(name), std::iter::empty);
        assert_eq!(named("ESAT Le Port"), Some(Fit::Usual));
        assert_eq!(named("ESAT Blanchisserie du Port"), Some(Fit::Named));
        assert_eq!(named("Les Jardins de Cocagne"), None, "its name tells another trade");
        assert_eq!(named("Banque alimentaire du Port"), None, "a trade that nobody buys");
        assert_eq!(named("Alimentaire, mon cher Banquier"), Some(Fit::Usual), "not one after the other");
    }

    #[test]
    fn every_purchase_is_found_by_its_own_label_and_codes() {
        let purchases = at_hand();
        for (rank, purchase) in purchases.list().iter().enumerate() {
            assert!(purchases.of_words(&purchase.label_fr).contains(&rank), "{}", purchase.key);
            for code in &purchase.cpv {
                assert!(purchases.of_cpv(code).is_some_and(|found| found.contains(&rank)), "{code}");
            }
        }
    }
}
