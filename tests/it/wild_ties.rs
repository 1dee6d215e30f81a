//! No number makes a part of a cooperation's score panic, and what comes out is within its bounds or said to be unknown.

use maillage::analysis::cooperation::conventions::Weights;
use maillage::analysis::cooperation::factors::{complementarity, cosine, gap, percentiles, size, trade};
use maillage::analysis::cooperation::{Factor, gate, proximity, score};
use maillage::analysis::diversity::{evenness, hill, shannon, simpson, simpson_unbiased, variety};
use maillage::analysis::relatedness::{Itself, density, presence, relatedness};
use maillage::analysis::rerank::{Settings, rerank};
use proptest::prelude::*;

use crate::wild_numbers::{finite, list, wild};

fn is_share(found: Option<f64>) -> bool {
    found.is_none_or(|found| (0.0..=1.0 + 1e-12).contains(&found))
}

proptest! {
    #[test]
    fn parts_and_gates(a in wild(), b in wild(), c in wild()) {
        for found in [proximity(a, b), gate(None, a, b), complementarity(a, b, c), gap(a, b, c), size(a, b)] {
            prop_assert!(is_share(found), "{a} {b} {c}: {found:?}");
        }
        let factors = [Factor { value: a, is_known: true }; 6];
        if let Some((weights, found)) = Weights::of([a, b, c, 1.0, a, b])
            .and_then(|weights| Some((weights, score(c, &weights, &factors)?)))
        {
            prop_assert!((0.0..=100.0 + 1e-9).contains(&found.total));
            prop_assert!((found.contributions.iter().sum::<f64>() - found.total).abs() < 1e-12);
            prop_assert!(found.known(&weights).is_finite());
        }
    }

    #[test]
    fn lists_of_numbers(a in list(), b in list(), order in wild(), kinds in 0_usize..20) {
        prop_assert!(is_share(cosine(&a, &b)));
        prop_assert!(percentiles(&a).iter().all(|rank| (0.0..=1.0).contains(rank)));
        for found in [shannon(&a), evenness(&a, kinds), hill(&a, order), simpson(&a), simpson_unbiased(&a)] {
            prop_assert!(finite(found), "{a:?}: {found:?}");
        }
        let families: Vec<u32> = (0..12).map(|kind| kind / 4).collect();
        if let Some(found) = variety(&a, &families) {
            prop_assert!((found.total - found.unrelated - found.related).abs() < 1e-9);
        }
        let members: Vec<[u32; 1]> = (0..12).map(|member| [member % 3]).collect();
        let settings = Settings { lambda: order, ..Settings::default() };
        if let Some(found) = rerank(&a, &members, |one, other| b[one] * b[other], &settings) {
            prop_assert!(found.len() <= 9);
        }
    }

    #[test]
    fn tables_of_numbers(rows in prop::collection::vec(list(), 12), strength in wild(), least in wild()) {
        if let Some(found) = trade(&rows, &rows[0]) {
            prop_assert!(found.iter().flatten().all(|rank| (0.0..=1.0).contains(rank)));
        }
        if let Some(present) = presence(&rows, strength, least) {
            let phi = relatedness(&present).expect("a table");
            for itself in [Itself::LeftOut, Itself::Kept] {
                let found = density(&present, &phi, itself).expect("as wide");
                prop_assert!(found.iter().flatten().all(|density| is_share(*density)));
            }
        }
    }
}
