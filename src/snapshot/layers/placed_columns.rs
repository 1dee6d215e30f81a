//! The columns of what analyses find that has a place of its own: groups, ties, pairs. The same in
//! their answers and in the collections that keep them, but for what each says of itself.

use std::sync::LazyLock;

use crate::formats::table::{Column, Type};

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The column that lists the communes of a row's ends, one an end in their order.
pub const COMMUNES: &str = "communes";

/// The column that says how well each end is placed.
pub const PRECISIONS: &str = "precisions";

/// Stands in both for what is not known.
pub const UNKNOWN: &str = "?";

/// Of a group that could become a PTCE, or of a known one.
pub const GROUPS: &[Column] = &[
    column("id", Type::Text, "groupe: and the lowest id of a member, or ptce: and the id of the PTCE"),
    column(
        "genre",
        Type::Text,
        "groupe (found here: it could become a PTCE, to be checked) or ptce (known as one)",
    ),
    column("nom", Type::Text, "name of the PTCE, or of the commune of most members"),
    column("commune", Type::Text, "code of that commune"),
    column("bassin", Type::Text, "code of its bassin de vie"),
    column("bassin_nom", Type::Text, "name of its bassin de vie"),
    column("retenu", Type::Boolean, "whether nothing speaks against it; null for a known PTCE"),
    column(
        "ecarte",
        Type::Text,
        "why a group is not kept: familles, diversite, maillons, etendue or composition",
    ),
    column("acteurs", Type::Integer, "members"),
    column("membres", Type::List, "ids of the members"),
    column("membres_inconnus", Type::Integer, "members of a PTCE that are no known actor"),
    column(
        "sans_lieu",
        Type::Integer,
        "actors of its communes known by their commune alone: never counted as members",
    ),
    column(
        "classe",
        Type::Text,
        "density of the communes it was looked for in: dense, intermediaire or rural",
    ),
    column(
        "eps_m",
        Type::Number,
        "how near is near, in meters: halved where a group was too wide; null for a PTCE",
    ),
    column("diametre_m", Type::Number, "longest way between two members, in meters as the crow flies"),
    column("familles", Type::Integer, "families of activity met, of 8"),
    column(
        "familles_egales",
        Type::Number,
        "as how many equal families they are mixed (Hill's number of order one)",
    ),
    column("maillons", Type::List, "stages of chains that members hold"),
    column("composition", Type::Text, "the test of decree 2015-431: rempli, non-rempli or indetermine"),
    column("personnes_morales", Type::Integer, "legal persons for sure"),
    column("siege_ess", Type::Text, "an enterprise of the ESS: rempli, non-rempli or indetermine"),
    column("siege_autre", Type::Text, "an enterprise outside the ESS, told alike"),
    column("siege_public_ou_savoir", Type::Text, "an authority, research or training centre, told alike"),
    column("fonctions", Type::Integer, "different functions (or families, where only activity is known)"),
    column("fonctions_attendues", Type::Number, "what chance makes of it, on average of the draws"),
    column(
        "plus_que",
        Type::Number,
        "share of groups as large, dealt over the same places, with fewer functions",
    ),
    column("p_fonctions", Type::Number, "(1 + draws with as many functions or more) / (1 + draws)"),
    column("p_familles", Type::Number, "the same of the number of families"),
    column("p_familles_egales", Type::Number, "the same of how mixed they are"),
    column(
        "noyau",
        Type::List,
        "ids of members a few minutes' walk from each other: of such cores the most mixed",
    ),
    column("noyau_fonctions", Type::Integer, "different functions of the core"),
    column("noyau_attendues", Type::Number, "what chance makes of it"),
    column("noyau_tirages", Type::Integer, "draws: more where few cannot tell"),
    column("p", Type::Number, "the same as p_fonctions, of the core"),
    column("q", Type::Number, "p adjusted over all cores of the snapshot (Benjamini and Hochberg)"),
    column("ressort", Type::Boolean, "whether q is at most 0.05"),
    column(
        "accord_hdbscan",
        Type::Number,
        "what the group and HDBSCAN's nearest cluster have in common of what either has, 0 to 1; null where too many stand around",
    ),
    column("indice", Type::Number, "0 to 100; the six parts add up to it"),
    column("indice_connu", Type::Number, "share of the weight that is known"),
    column("part_diversite", Type::Number, "what the mix of families gives, in points"),
    column("part_maillons", Type::Number, "what stages of chains give"),
    column("part_ancrage", Type::Number, "what somebody to carry it gives"),
    column("part_hasard", Type::Number, "what being mixed beyond chance gives"),
    column("part_besoin", Type::Number, "what meeting gaps of the bassin gives; null where none is known"),
    column("part_liens", Type::Number, "what recorded ties give; null where none is recorded"),
    column("ancrage", Type::Text, "id of who could carry it"),
    column("ancrage_nom", Type::Text, "its name"),
    column("roles_manquants", Type::List, "stages that nobody of it holds and somebody elsewhere does"),
    column("plus_proches", Type::List, "by missing role, the id of the nearest who has it"),
    column(
        "plus_proches_m",
        Type::Text,
        "by missing role, how far that one is, in meters as the crow flies, joined by |",
    ),
    column("why", Type::Text, "in French sentences"),
    column("why_en", Type::Text, "in English sentences"),
    column("tirages", Type::Integer, "how often kinds were dealt out anew"),
    column("graine", Type::Integer, "what the draws came from"),
    column("method", Type::Text, "method and version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

/// What is told of one group at a time, or of known PTCE alone.
const OF_AN_ANSWER: [&str; 3] = ["genre", "membres_inconnus", "accord_hdbscan"];

/// Of a group in the collection.
pub static GROUPS_KEPT: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let own = [
        column("rang", Type::Integer, "by the index, 1 for the highest of those kept; null for others"),
        column("contour", Type::Text, "around its members, in WKT; null where they stand on a line"),
    ];
    kept(GROUPS, &OF_AN_ANSWER, ("why", &own))
});

/// Of two or three who could work together.
pub const OPPORTUNITIES: &[Column] = &[
    column("id", Type::Text, "paire or trio, and its rank"),
    column("forme", Type::Text, "paire or trio"),
    column("rang", Type::Integer, "from 1 in its form: the best, so that they do not all say the same"),
    column("why", Type::Text, "who and why, in a French sentence"),
    column("why_en", Type::Text, "who and why, in an English sentence"),
    column(
        "acteurs",
        Type::List,
        "ids, as in the collection acteurs; of a trio the second works with both others",
    ),
    column("noms", Type::List, "their names, where one is published, else ids"),
    column("communes", Type::List, "codes of their communes"),
    column("minutes", Type::Number, "by car between both; of a trio the longer of both ways"),
    column("score", Type::Number, "0 to 100; of a trio the smaller of its two pairs'"),
    column("complementarite", Type::Number, "points of the score, of a pair: one makes what the other uses"),
    column(
        "manque",
        Type::Number,
        "points: what the second brings is wanting in the bassin de vie of the first",
    ),
    column("reseau", Type::Number, "points: partners in common"),
    column("taille", Type::Number, "points: of comparable size"),
    column(
        "nouveaute",
        Type::Number,
        "points: few known partners of the first are of the kind of the second",
    ),
    column("donne", Type::List, "keys of the functions that give, pair by pair"),
    column("recoit", Type::List, "keys of the functions that receive"),
    column("origine", Type::List, "declare (by the catalogue) or etapes (of a chain)"),
    column("produits", Type::List, "meme-famille, inconnu (counts half) or sans-objet"),
    column(
        "manque_fonction",
        Type::List,
        "keys of the functions brought that are most wanting, where some are",
    ),
    column("partenaires_communs", Type::Integer, "of a pair: known partners of both"),
    column(
        "possibles",
        Type::Integer,
        "pairs of actors of the zone that are near enough and bound, known partners included",
    ),
    column(
        "ligne",
        Type::Text,
        "where they stand, as a line in WKT, longitude before latitude; null where one has no place",
    ),
    column("method", Type::Text, "method and version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

/// What depends on how the answer is asked for, or is the geometry.
const OF_A_QUESTION: [&str; 2] = ["forme", "ligne"];

/// Of a pair in the collection.
pub static OPPORTUNITIES_KEPT: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let own = [
        column("nom", Type::Text, "both names, where they are published, else ids"),
        column(
            "bassin",
            Type::Text,
            "code of the bassin de vie that both are in, and that it was looked for in",
        ),
        column("bassin_nom", Type::Text, "its name"),
        column(PRECISIONS, Type::List, "how well each is placed: exact, street, estimated or commune"),
    ];
    kept(OPPORTUNITIES, &OF_A_QUESTION, ("rang", &own))
});

/// Of a tie, as a source tells it.
pub const TIES: &[Column] = &[
    column("id", Type::Text, "lien: and a digest of both ends, kind and product"),
    column("nom", Type::Text, "both names, where they are published, else ids, and which way it goes"),
    column(
        "genre",
        Type::Text,
        "what the first is or does for the second: membre-de, fournit, transforme-pour, distribue, heberge, finance or partage-avec (no direction)",
    ),
    column("de", Type::Text, "id of the first, as in the collection acteurs"),
    column("de_nom", Type::Text, "its name, where one is published"),
    column("vers", Type::Text, "id of the second"),
    column("vers_nom", Type::Text, "its name, where one is published"),
    column("produit", Type::Text, "what goes along it, in the source's words; null where it does not say"),
    column(
        "part",
        Type::Number,
        "how much of what the second takes of the product comes from the first, 0 to 1; null where unknown",
    ),
    column("date", Type::Text, "year, month or day; null where the source does not say"),
    column("source", Type::Text, "id of the source that tells it"),
    column("distance_m", Type::Number, "between both as the crow flies; null where one has no place"),
    column(COMMUNES, Type::List, "codes of the communes of both, in their order; ? where not known"),
    column("communes_noms", Type::List, "their names"),
    column("meme_bassin", Type::Boolean, "whether both are in one bassin de vie; null where one is in none"),
    column(PRECISIONS, Type::List, "how well each is placed: exact, street, estimated, commune or ?"),
    column("why", Type::Text, "the tie in a French sentence"),
    column("why_en", Type::Text, "the tie in an English sentence"),
    column("snapshot", Type::Text, "the snapshot that it was read into"),
];

/// Columns without some, and some more before one of them.
fn kept(columns: &[Column], without: &[&str], (before, own): (&str, &[Column])) -> Vec<Column> {
    let mut kept: Vec<Column> =
        columns.iter().filter(|column| !without.contains(&column.name)).copied().collect();
    let at = kept.iter().position(|column| column.name == before).unwrap_or(kept.len());
    kept.splice(at..at, own.iter().copied());
    kept
}
