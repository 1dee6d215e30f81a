//! The columns of what analyses find: the same in their answers and in the collections that
//! keep them ([`Finding`]).

use std::sync::LazyLock;

use crate::formats::table::{Column, Type};
use crate::snapshot::layers::finding::Finding;
use crate::snapshot::layers::placed_columns;
use crate::snapshot::layers::site_columns;

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// Of a function in a territory: a gap, or whatever else is said.
pub const GAPS: &[Column] = &[
    column("id", Type::Text, "function and territory"),
    column("niveau", Type::Text, "level of the territory"),
    column("code", Type::Text, "code of the territory"),
    column("nom", Type::Text, "name of the territory"),
    column("fonction", Type::Text, "key of the function"),
    column("libelle", Type::Text, "the function in French"),
    column(
        "verdict",
        Type::Text,
        "what is said: manque-sur, manque-probable, indecis, pas-de-manque, plus-qu-ailleurs, trop-peu-attendu or non-mesure",
    ),
    column("population", Type::Integer, "inhabitants, whatever their age"),
    column("compte", Type::Integer, "known here; null where nothing was measured"),
    column("attendu", Type::Number, "how many the rate of the peers would give here"),
    column("ecart", Type::Number, "known less expected"),
    column("taux", Type::Number, "known per 10,000 inhabitants"),
    column("taux_lisse", Type::Number, "the same, drawn to the peers' rate (empirical Bayes)"),
    column("taux_bas", Type::Number, "lower end of the interval at 95 %, per 10,000"),
    column("taux_haut", Type::Number, "upper end of the interval at 95 %, per 10,000"),
    column("rapport_pairs", Type::Number, "known over expected at the peers' rate"),
    column("rapport_pays", Type::Number, "known over expected at the rate of the whole country"),
    column("p_manque", Type::Number, "probability that the rate is below 0.75 of the peers'"),
    column("p_plus", Type::Number, "probability that the rate is above 1.25 of the peers'"),
    column(
        "p_ajuste",
        Type::Number,
        "p of so low a count, adjusted over the territories (Benjamini and Hochberg); null where too few are expected to test",
    ),
    column("pairs", Type::Integer, "territories that it is compared with, itself included"),
    column("pairs_selon", Type::Text, "what these share"),
    column("acces", Type::Number, "within reach per 10,000 inhabitants, competition counted (E2SFCA)"),
    column("acces_dixieme", Type::Number, "what nine inhabitants in ten have or exceed"),
    column("hors_portee", Type::Number, "share of inhabitants with none within reach"),
    column("acces_moins_loin", Type::Number, "access if people go a third less far"),
    column("hors_portee_moins_loin", Type::Number, "share beyond reach if people go a third less far"),
    column("acces_plus_loin", Type::Number, "access if people go a third farther"),
    column("hors_portee_plus_loin", Type::Number, "share beyond reach if people go a third farther"),
    column("trajets_estimes", Type::Number, "share of the ways between communes told by distance alone"),
    column("chaud_froid", Type::Number, "z of Gi*: above 0 among the well served, below 0 among the others"),
    column("chaud_froid_p", Type::Number, "its two-sided p, adjusted over the territories"),
    column(
        "voisinage",
        Type::Text,
        "itself and those around (local Moran): bien-parmi-bien, peu-parmi-peu, bien-parmi-peu, peu-parmi-bien",
    ),
    column("isole", Type::Boolean, "a gap while all around are well served"),
    column(
        "reliability",
        Type::Text,
        "bonne, moyenne or faible: what share of what can tell it was read and placed",
    ),
    column("sources", Type::List, "sources that were read and can tell it"),
    column("sans_lieu", Type::Integer, "known in the country, in no known commune"),
    column("why", Type::Text, "the verdict in a French sentence"),
    column("why_en", Type::Text, "the verdict in an English sentence"),
    column("method", Type::Text, "methods and their versions"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

/// Of a stage of a chain in a territory.
pub const CHAINS: &[Column] = &[
    column("id", Type::Text, "chain, stage and territory"),
    column("niveau", Type::Text, "level of the territory"),
    column("code", Type::Text, "code of the territory"),
    column("nom", Type::Text, "name of the territory"),
    column("filiere", Type::Text, "key of the chain"),
    column("filiere_nom", Type::Text, "the chain in French"),
    column(
        "etape",
        Type::Text,
        "the stage: production, collection, processing, storage, distribution or catering",
    ),
    column("etape_nom", Type::Text, "the stage in French"),
    column(
        "etat",
        Type::Text,
        "tenu (somebody is known), aucun-connu (nobody known, though it was looked for) or inconnu (what was read cannot tell)",
    ),
    column("compte", Type::Integer, "known here, those in partial diffusion included; null where unknown"),
    column("acteurs", Type::List, "ids of some of them, never of those in partial diffusion"),
    column("noms", Type::Text, "their names, of those that have one"),
    column(
        "necessaire",
        Type::Boolean,
        "nobody known, and the best path of the chain passes here all the same",
    ),
    column("completude_min", Type::Number, "share of the stages of the best path that are held, 0 to 1"),
    column(
        "completude_max",
        Type::Number,
        "the same if all that is unknown were held, on the path that is best then",
    ),
    column("attendu", Type::Number, "how many its people would have at the rate of the whole country"),
    column(
        "action",
        Type::Text,
        "of a stage that nobody known holds: lien (a holder within 60 minutes) or creation (none)",
    ),
    column("depuis", Type::Text, "the commune where most people live: minutes are told from there"),
    column(
        "proche_id",
        Type::Text,
        "where nobody is known here, the nearest holder outside within 80 minutes",
    ),
    column("proche_nom", Type::Text, "its name, where it has one"),
    column("proche_commune", Type::Text, "its commune"),
    column("proche_minutes", Type::Number, "minutes to it"),
    column("second_id", Type::Text, "the second nearest"),
    column("second_nom", Type::Text, "its name, where it has one"),
    column("second_commune", Type::Text, "its commune"),
    column("second_minutes", Type::Number, "minutes to it"),
    column("trajets_estimes", Type::Number, "share of the ways between communes told by distance alone"),
    column(
        "reliability",
        Type::Text,
        "bonne, moyenne or faible: what share of what can tell it was read and placed",
    ),
    column("sources", Type::List, "sources that were read and can tell it"),
    column("sans_lieu", Type::Integer, "known in the country, in no known commune"),
    column("why", Type::Text, "the state in a French sentence"),
    column("why_en", Type::Text, "the state in an English sentence"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

/// Of a territory and one that resembles it, or of one that nobody resembles.
pub const TWINS: &[Column] = &[
    column("id", Type::Text, "territory, and the rank of the twin if there is one"),
    column("niveau", Type::Text, "level of the territories"),
    column("code", Type::Text, "code of the territory"),
    column("nom", Type::Text, "name of the territory"),
    column(
        "reponse",
        Type::Text,
        "what is said: jumeau, pas-de-jumeau (nobody near enough), aucun-ne-tient (none stays near when weights vary) or non-comparable",
    ),
    column("rang", Type::Integer, "1 for the nearest; null without a twin, as all that is of the twin"),
    column("jumeau", Type::Text, "code of the twin"),
    column("jumeau_nom", Type::Text, "name of the twin"),
    column("jumeau_departement", Type::Text, "code of the département of most of its people"),
    column("distance", Type::Number, "of the twin, or of who is nearest where there is none; no unit"),
    column("limite", Type::Number, "19 territories in 20 have their nearest within this distance"),
    column(
        "stabilite",
        Type::Number,
        "share of the draws of other weights in which it stays among the ten nearest",
    ),
    column("part_connue", Type::Number, "share of the weight of features that is known of both"),
    column(
        "part_habitants",
        Type::Number,
        "what people (how many, how dense, in towns) are of the square of the distance; the four parts add up to 1, or 0 without distance",
    ),
    column("part_espace", Type::Number, "what surface and communes are of it"),
    column("part_acteurs", Type::Number, "what actors and their families are of it"),
    column("part_fonctions", Type::Number, "what functions are of it"),
    column(
        "ecart_1",
        Type::Text,
        "the feature that separates them most, with both values, in French; the English is in why_en",
    ),
    column("ecart_2", Type::Text, "the second"),
    column("ecart_3", Type::Text, "the third"),
    column(
        "a_en_plus",
        Type::List,
        "functions that somebody fulfils there and nobody known fulfils here, those that complete the one asked for first",
    ),
    column("fonction", Type::Text, "the function asked for; null without, as the four below"),
    column("fait_mieux", Type::Boolean, "whether there is surely more of it there, by inhabitants"),
    column("taux_ici", Type::Number, "per 10,000 inhabitants, drawn to the country's (empirical Bayes)"),
    column("taux_jumeau", Type::Number, "the same of the twin"),
    column("taux_jumeau_bas", Type::Number, "the least that the twin's is, at 95 %"),
    column(
        "reliability",
        Type::Text,
        "bonne, moyenne or faible: what share of the functions was told by what was read, and how much is known of both",
    ),
    column("why", Type::Text, "in a French sentence"),
    column("why_en", Type::Text, "in an English sentence"),
    column("graine", Type::Integer, "what the draws came from"),
    column("method", Type::Text, "method and version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

/// Of a territory by an index.
pub const INDEX: &[Column] = &[
    column("id", Type::Text, "index, level and territory"),
    column("niveau", Type::Text, "level of the territory; pays is all communes as one"),
    column("code", Type::Text, "code of the territory"),
    column("nom", Type::Text, "name of the territory"),
    column("indice", Type::Text, "key of the index"),
    column(
        "version",
        Type::Text,
        "of the definition with its weights: another where anything differs that decides a score",
    ),
    column("population", Type::Integer, "inhabitants"),
    column(
        "score",
        Type::Number,
        "0 to 100 (from 1 where blocks are put together geometrically); null where less than two thirds of the weight is known",
    ),
    column("connu", Type::Number, "share of the weight that is known, 0 to 1"),
    column("classe", Type::Integer, "fifth of the territories, 1 for the best"),
    column("classe_tenue", Type::Number, "share of draws in which it is in the same fifth"),
    column("premier_dixieme", Type::Number, "share of draws in which it is in the first tenth"),
    column("rang_haut", Type::Integer, "one draw in twenty ranks it better; 1 for the best"),
    column("rang_median", Type::Integer, "rank in the median draw"),
    column("rang_bas", Type::Integer, "one draw in twenty ranks it worse"),
    column(
        "rangs_departages",
        Type::Boolean,
        "whether ranks may be told: false where the median interval is wider than a fifth of all",
    ),
    column("classes", Type::Integer, "territories that have a score"),
    column("score_personnes_bas", Type::Number, "the least score by the weights of one person alone"),
    column("score_personnes_haut", Type::Number, "the greatest score by the weights of one person alone"),
    column(
        "decomposition",
        Type::Text,
        "in JSON: each indicator's value, place, points given and taken, score without it; each block's factor",
    ),
    column(
        "reliability",
        Type::Text,
        "bonne from 95 % of the weight known on, moyenne from 80 %, else faible",
    ),
    column("sources", Type::List, "sources that were read and can tell its indicators"),
    column("why", Type::Text, "the score in a French sentence; of communes in /analyses/index only"),
    column("why_en", Type::Text, "the score in an English sentence; of communes in /analyses/index only"),
    column("tirages", Type::Integer, "draws that the interval is told from"),
    column("graine", Type::Integer, "their seed"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

/// Of a territory: every verdict on it, function by function.
pub const VERDICTS: &[Column] = &[
    column("id", Type::Text, "level and territory"),
    column("niveau", Type::Text, "level of the territory"),
    column("code", Type::Text, "code of the territory"),
    column("nom", Type::Text, "name of the territory"),
    column("population", Type::Integer, "inhabitants"),
    column("manques_surs", Type::List, "functions of which there are surely fewer than its peers have"),
    column("manques_probables", Type::List, "functions of which there are probably fewer"),
    column("indecis", Type::List, "functions of which chance may explain the difference"),
    column("sans_manque", Type::List, "functions of which there are as many as elsewhere"),
    column("plus_qu_ailleurs", Type::List, "functions of which there are surely more"),
    column(
        "trop_peu_attendu",
        Type::List,
        "functions of which so few are expected that none would say nothing",
    ),
    column("non_mesure", Type::List, "functions that nothing read can tell: unknown, not absent"),
    column("isoles", Type::List, "gaps while all around are well served"),
    column("method", Type::Text, "methods and their versions"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

/// The columns of [`VERDICTS`] that list functions, and the verdict that each is about.
pub const VERDICTS_OF: [(&str, &str); 7] = [
    ("manques_surs", "manque-sur"),
    ("manques_probables", "manque-probable"),
    ("indecis", "indecis"),
    ("sans_manque", "pas-de-manque"),
    ("plus_qu_ailleurs", "plus-qu-ailleurs"),
    ("trop_peu_attendu", "trop-peu-attendu"),
    ("non_mesure", "non-mesure"),
];

/// What only an answer to a question about a function has.
const OF_A_FUNCTION_ASKED: [&str; 5] =
    ["fonction", "fait_mieux", "taux_ici", "taux_jumeau", "taux_jumeau_bas"];

/// What is long, or of people that were asked: told by `/analyses/index`.
const OF_AN_ANSWER: [&str; 3] = ["score_personnes_bas", "score_personnes_haut", "decomposition"];

/// The columns of a collection.
#[must_use]
pub fn of(finding: Finding) -> &'static [Column] {
    static TWINS_KEPT: LazyLock<Vec<Column>> = LazyLock::new(|| without(TWINS, &OF_A_FUNCTION_ASKED));
    static INDEX_KEPT: LazyLock<Vec<Column>> = LazyLock::new(|| without(INDEX, &OF_AN_ANSWER));
    match finding {
        Finding::Lacunes => GAPS,
        Finding::Constats => VERDICTS,
        Finding::MaillonsManquants => CHAINS,
        Finding::Jumeaux => &TWINS_KEPT,
        Finding::Indicateurs => &INDEX_KEPT,
        Finding::Grappes => &placed_columns::GROUPS_KEPT,
        Finding::Liens => placed_columns::TIES,
        Finding::Opportunites => &placed_columns::OPPORTUNITIES_KEPT,
        Finding::Sites => &site_columns::SITES_KEPT,
    }
}

fn without(columns: &[Column], names: &[&str]) -> Vec<Column> {
    columns.iter().filter(|column| !names.contains(&column.name)).copied().collect()
}
