//! A sample of the chains of a bassin.

use crate::analysis::chain_lines::Summary;
use crate::analysis::completeness::Held;
use crate::pages::chains::{ChainRow, ChainsPart, ChainsTold, Near, Step};

/// One stage of each state.
pub fn part() -> ChainsPart {
    let step = |label: &str, held, is_needed| Step {
        label: label.into(),
        held,
        count: u64::from(held == Held::Yes),
        is_needed,
        near: Vec::new(),
        is_to_create: false,
    };
    let near = |name: Option<&str>, minutes| Near {
        name: name.map(str::to_owned),
        address: "/collections/acteurs/items/12345678200014".into(),
        commune: "Port-Neuf".into(),
        minutes,
    };
    let missing = Step {
        near: vec![near(Some("Légumerie de la Pointe"), 24.3), near(None, 31.0)],
        ..step("Transformation", Held::NoneKnown, true)
    };
    let steps = vec![
        step("Production", Held::Yes, false),
        step("Collecte", Held::NoneKnown, false),
        missing,
        step("Restauration", Held::Unknown, false),
    ];
    let whole = vec![step("Collecte", Held::Yes, false), step("Distribution", Held::Yes, false)];
    let row = |label: &str, steps, completeness, supplied| ChainRow {
        label: label.into(),
        steps,
        completeness,
        supplied,
    };
    let supplied = Some(Summary { supplied: 3, out_of_reach: 11, crowded_out: 1 });
    ChainsPart::Told(ChainsTold {
        rows: vec![
            row("De la ferme à la cantine", steps, [1.0 / 3.0, 2.0 / 3.0], supplied),
            row("Réemploi", whole, [1.0, 1.0], None),
        ],
        origin: "Nantes".into(),
        address: "/analyses/chains?zone=bassin:44109&geometry=point&limit=100".into(),
    })
}
