//! The columns of sites that could host a place: the same in the answer and in the collection that keeps it, but for what
//! each says of itself.

use std::sync::LazyLock;

use crate::formats::table::{Column, Type};

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// Of a site in an answer, in the order served.
pub const SITES: &[Column] = &[
    column("id", Type::Text, "the site, as in the collection foncier"),
    column("rang", Type::Integer, "its rank among those kept in the zone, from 1"),
    column("score", Type::Number, "out of 100: the mean of what is known, by weights"),
    column("fiabilite", Type::Number, "share of the weight that is known, 0 to 1"),
    column(
        "devance",
        Type::Number,
        "share of weights drawn around those chosen by which the one before has the better score; null of the first",
    ),
    column(
        "indecis",
        Type::Boolean,
        "whether that share is below 0.9: who comes first of both hangs on the weights",
    ),
    column(
        "proximite",
        Type::Number,
        "closeness by TOPSIS, 0 to 1, where it was asked and all that takes part is known",
    ),
    column("nom", Type::Text, "its name, where one is published"),
    column("commune", Type::Text, "code of its commune"),
    column("commune_nom", Type::Text, "its commune"),
    column("bassin", Type::Text, "code of its bassin de vie"),
    column(
        "nature",
        Type::Text,
        "friche, site-pollue or parcelle-publique (whether it is free is to be asked)",
    ),
    column("type", Type::Text, "its kind; null when unknown"),
    column("statut", Type::Text, "its status in the inventory"),
    column("surface_m2", Type::Integer, "its land, m²; null when unknown"),
    column("bati_m2", Type::Integer, "what is built, m²; null when unknown"),
    column("proprietaires", Type::List, "kinds of owners; inconnu for a legal person of an untold kind"),
    column("precision", Type::Text, "how its place is known"),
    column("mise_a_jour", Type::Text, "when somebody last looked, YYYY-MM-DD"),
    column("pour", Type::List, "criteria that speak for it, the heaviest first"),
    column("contre", Type::List, "criteria that speak against it, the heaviest first"),
    column("inconnus", Type::List, "criteria that weigh and are unknown, the heaviest first"),
    column("habitants_10", Type::Integer, "people within 10 minutes"),
    column("habitants_20", Type::Integer, "people within 20 minutes"),
    column("habitants_30", Type::Integer, "people within 30 minutes"),
    column("sans_lieu_10", Type::Integer, "of these, people without such a place near"),
    column("sans_lieu_20", Type::Integer, "of these, people without such a place near"),
    column("sans_lieu_30", Type::Integer, "of these, people without such a place near"),
    column(
        "besoin",
        Type::Number,
        "people without such a place near, weighted by time; null when not measured",
    ),
    column(
        "manque",
        Type::Number,
        "probability that the bassin lacks the function; null where nothing can be concluded",
    ),
    column("partenaires", Type::Number, "actors within 20 minutes that could share it"),
    column("gare", Type::Number, "minutes to the nearest station; null when unknown or none"),
    column(
        "centralite",
        Type::Number,
        "people of the commune over those of the most populous one of its bassin, or over 20,000 if that has more",
    ),
    column("services", Type::Number, "minutes to the nearest France services; null when unknown or none"),
    column("quotidien", Type::Number, "everyday functions within 10 minutes"),
    column("artificialise", Type::Number, "1 built over already, 0 not; null when unknown"),
    column("proprietaire", Type::Number, "what its owners are worth, 0 to 1; null when unknown"),
    column("bati", Type::Number, "what is built over what is wanted; null when unknown"),
    column("taille", Type::Number, "times the land wanted; null when unknown"),
    column("sol", Type::Number, "soundness of the soil, 0 to 1; null when unknown"),
    column("besoin_points", Type::Number, "points of the score; null when unknown or without weight"),
    column("manque_points", Type::Number, "points of the score"),
    column("partenaires_points", Type::Number, "points of the score"),
    column("gare_points", Type::Number, "points of the score"),
    column("centralite_points", Type::Number, "points of the score"),
    column("services_points", Type::Number, "points of the score"),
    column("quotidien_points", Type::Number, "points of the score"),
    column("artificialise_points", Type::Number, "points of the score"),
    column("proprietaire_points", Type::Number, "points of the score"),
    column("bati_points", Type::Number, "points of the score"),
    column("taille_points", Type::Number, "points of the score"),
    column("sol_points", Type::Number, "points of the score; all points add up to it"),
    column("why", Type::Text, "what is for and against it, in a French sentence"),
    column("why_en", Type::Text, "what is for and against it, in an English sentence"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

/// What depends on how the answer is asked for.
const OF_A_QUESTION: [&str; 1] = ["proximite"];

/// Of a site in the collection, whose rank is that of its département.
pub static SITES_KEPT: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let own = [
        column("lieu", Type::Text, "the kind of place that it was asked for: the first of the table"),
        column("departement", Type::Text, "code of the département that it is ranked in"),
        column("departement_nom", Type::Text, "its name"),
        column("retenus", Type::Integer, "how many sites of the département are kept"),
        column(
            "meme_terrain",
            Type::List,
            "ids of other entries of the inventories that name the very same parcels: the same land told twice",
        ),
    ];
    let told = SITES.iter().filter(|column| !OF_A_QUESTION.contains(&column.name)).copied();
    let (id, rest): (Vec<Column>, Vec<Column>) = told.partition(|column| column.name == "id");
    id.into_iter().chain(own).chain(rest).collect()
});
