//! The document on questions whose answers are computed: this is a table of them and of what each takes.

use serde_json::{Value, json};

use crate::analysis::allies::DEFAULT_REACH;
use crate::analysis::ally_fit::Conventions;
use crate::analysis::chains_told::{self, STATES};
use crate::analysis::colocated;
use crate::analysis::cooperation::List;
use crate::analysis::drawn::Drawn;
use crate::analysis::groups::Settings as ClusterSettings;
use crate::analysis::groups_index::WEIGHTS;
use crate::analysis::links::REACH;
use crate::analysis::opportunities::USUAL_MOST;
use crate::analysis::peers::Likeness;
use crate::analysis::site_sets::{self, Aim};
use crate::analysis::site_sets_spending::MOST_COST;
use crate::analysis::supplying::DEFAULT_EACH;
use crate::analysis::told::{VERDICTS, likeness, word};
use crate::analysis::twins::{Scope, Settings};
use crate::api::analyses::allies_asked::MOST_MINUTES;
use crate::api::analyses::clusters_asked::{self, FARTHEST, Sort, WHICH};
use crate::api::analyses::colocation::{self, MOST_NEAREST};
use crate::api::analyses::opportunities::LINES;
use crate::api::analyses::sheet::{DEFAULT_LIMIT, MOST_AREAS, MOST_POINTS};
use crate::api::analyses::site_sets_asked::{self, Rows};
use crate::api::analyses::supplying::MOST_EACH;
use crate::api::analyses::whose::LEVELS;
use crate::api::items::format::Format;
use crate::api::openapi::operation::{Get, Group, Refusal};
use crate::api::openapi::parameters::{Parameter, one_of, query, text};
use crate::domain::function::Stage;
use crate::domain::level::Level;
use crate::snapshot::ways::REACH_MINUTES;

/// An analysis that is a table of features.
struct Analysis {
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    description: &'static str,
    /// What it takes besides its part and its form.
    parameters: &'static [&'static str],
}

/// What every one of them takes of its part and its form.
const SHEET: [&str; 3] = ["analysisLimit", "analysisOffset", "analysisFormat"];

const ANALYSES: &[Analysis] = &[
    Analysis {
        path: "/analyses/gaps",
        id: "getGaps",
        summary: "What is missing where, how sure that is, and why",
        description: "Each function in each territory of a level, judged beside territories of the same kind: one feature a pair, sure gaps first. Four answers are kept apart: not measured, too few expected to conclude, gap (sure or probable), no gap. Each feature bears its figures, an interval, how far people have to go, its sources, its reliability, the version of the method and the snapshot.",
        parameters: &["zone", "analysisLevel", "function", "verdict", "reachSteps", "peers", "geometry"],
    },
    Analysis {
        path: "/analyses/sensitivity",
        id: "getSensitivity",
        summary: "Which conclusions hold when the choices behind them are others",
        description: "Each function in each territory of a level, judged beside four groups of peers from the closest to the whole country, and its access beside that of its peers with reaches a third shorter and a third longer: one feature a pair, in the order of `/analyses/gaps`.",
        parameters: &["zone", "analysisLevel", "function", "holds", "geometry"],
    },
    Analysis {
        path: "/analyses/whatif",
        id: "getWhatIf",
        summary: "What would change if somebody came, left or moved",
        description: "One function, and who would come to which commune, leave one or move: one feature a territory whose people reach a place of change, before and after, those that it changes most first.",
        parameters: &["oneFunction", "add", "remove", "move", "analysisLevel", "geometry"],
    },
    Analysis {
        path: "/analyses/twins",
        id: "getTwins",
        summary: "Which territories resemble one, and in what they differ",
        description: "Up to five territories like each of those asked about, of another département unless asked otherwise: one feature a territory and twin, drawn as the twin, and one with the reason for who has none. Each bears its distance, how steady it is when weights vary, the three features that separate the two most with both values, what the twin has that is not known here, its reliability, the version of the method and the snapshot. With `function` it says whether the twin surely has more of it by inhabitants.",
        parameters: &["zone", "comparedLevel", "departements", "betterOn", "seed", "geometry"],
    },
    Analysis {
        path: "/analyses/complements",
        id: "getComplements",
        summary: "Which territories near one have what it lacks and lack what it has",
        description: "Territories within an hour that each have more than their share of what the other has less of: one feature a territory and partner, drawn as the partner, and one with the reason for who has none. Each bears what would be given and received, the smaller of which is the score, the minutes between the most populous communes, its reliability, the version of the method and the snapshot.",
        parameters: &["zone", "comparedLevel", "geometry"],
    },
    Analysis {
        path: "/analyses/chains",
        id: "getChains",
        summary: "Which link of a chain is missing where, and who nearby holds it",
        description: "Each stage of each chain in each territory of a level: held, held by nobody known, or not known; missing links first. Each feature bears how whole the chain is on its best path, whether the path needs the stage, the two nearest holders outside with minutes, its sources, its reliability, the version of the method and the snapshot. Communes are too small for a chain and are refused.",
        parameters: &["zone", "analysisLevel", "chain", "stage", "state", "needed", "geometry"],
    },
    Analysis {
        path: "/analyses/partners",
        id: "getPartners",
        summary: "Who could work with an actor or a project, and why",
        description: "For an actor, or for a project that does not exist yet (functions and a commune), two lists that are never added: *chaine*, who completes it, and *mutualisation*, who is alike. One feature a partner, the lists by turns, each with the reason before the number, six parts that add up to the score, minutes with their band, its reliability, the version of the method and the snapshot; one for a list that is empty, which says where there are some; one a partner already known. Actors in partial diffusion or without a name that may be told, other establishments of the legal unit and known partners are left out and counted. Either `actor`, or `function` and `commune`, must be told.",
        parameters: &[
            "seeker",
            "seekerFunction",
            "seekerCommune",
            "employees",
            "needs",
            "offers",
            "list",
            "partnerMinutes",
            "weights",
            "half_lives",
            "lambda",
        ],
    },
    Analysis {
        path: "/analyses/opportunities",
        id: "getOpportunities",
        summary: "The best pairs and trios of a zone, and which gap each closes",
        description: "Of all actors of a zone that are near each other, those who should be brought to one table first: one feature a pair or trio, pairs first, each with its sentence, the parts of its score, the functions that bind them and where they stand as a line. Nobody stands in more than so many. Known partners, establishments of one legal unit and actors in partial diffusion or without a name are in none. A zone must be named, and one with too many pairs to look at is refused.",
        parameters: &[
            "pairsZone",
            "brings",
            "partnerMinutes",
            "many",
            "most",
            "weights",
            "half_lives",
            "lambda",
        ],
    },
    Analysis {
        path: "/analyses/ties",
        id: "getTies",
        summary: "How actors stand among recorded ties, and who holds a network together",
        description: "With `actor`, that actor then its recorded partners; with `zone` or neither, all actors that some source ties. One feature an actor: its partners, the network that ties lead to from it, into how many pieces the others would fall without it, the share of the shortest ways between them that pass through it, in a sentence. Who holds most together stands first. Recorded ties only: a tie that nobody wrote down is not absent.",
        parameters: &["tiedActor", "zone"],
    },
    Analysis {
        path: "/analyses/variety",
        id: "getVariety",
        summary: "How diverse the activities of a territory are, and which are near to them",
        description: "One feature a territory: as diverse as how many equal activities (Hill's numbers), how much of that is between activities of one division (related variety), and the activities no more present than elsewhere that are nearest to what is done there, the activity itself left out. Actors by NAF sub-class; with fewer than 30 nothing is said.",
        parameters: &["zone", "comparedLevel", "geometry"],
    },
    Analysis {
        path: "/analyses/clusters",
        id: "getClusters",
        summary: "Which groups of actors could become a PTCE, to be checked, and the PTCE that are known",
        description: "Actors with a place of their own that stand near each other (DBSCAN by legal plane and density of the commune, wide groups parted), of four families of activity, as mixed as three equal ones, on three stages of chains, and whose composition does not fail the decree's test; highest index first. Each bears its members, its families and stages, the test in three values (what was read may not see ordinary companies), what chance makes of such a group by dealing functions out anew, HDBSCAN's second opinion, an index with contributions that add up, who could carry it, which role it lacks and who is nearest that has it. Known PTCE come after, with their members.",
        parameters: &[
            "zone",
            "clusterKind",
            "clusterWhich",
            "eps",
            "minPoints",
            "leastFamilies",
            "hill",
            "leastStages",
            "draws",
            "seed",
            "clusterWeights",
            "geometry",
        ],
    },
    Analysis {
        path: "/analyses/colocation",
        id: "getColocation",
        summary: "Which functions stand beside each other more than chance would have it",
        description: "Co-location quotients of the main functions of actors among the nearest of each (those as far as the last share what is left), over the share of all others: 1 is chance. Tested by dealing functions out anew over the same places, adjusted over all pairs. One row a pair and direction, without geometry; only the legal plane of most actors of the zone is looked at.",
        parameters: &["zone", "nearest", "colocationDraws", "seed", "geometry"],
    },
    Analysis {
        path: "/analyses/supplying",
        id: "getSupplying",
        summary: "Which canteen of a zone gets from whom, if each producer supplies so many",
        description: "Those who hold the last stage of a chain in a zone are matched with those who hold its first within reach, so that most are supplied and all drive least: one feature a canteen, with its producer, or why it has none. No source tells quantities: how many canteens a producer supplies is a supposition of whoever asks. A zone must be named, and one with too many ways between places is refused.",
        parameters: &["canteensZone", "chain", "each", "withinMinutes"],
    },
    Analysis {
        path: "/analyses/site-sets",
        id: "getSiteSets",
        summary: "Where one to ten more places would serve a zone best, and whom",
        description: "The communes of a zone that should have a place of a function, with those that exist there and around kept open: most people within some minutes, the shortest mean way, the shortest longest way, or the fewest places for everybody. As `lieux` one feature a place of the best set of `k` more; as `courbe` one row a number of places, from none to ten more, with its set, what it covers, how much better another could be at most, and the ways of the zone's people (mean, nine in ten, share beyond, Gini); as `communes` one feature a commune with its minutes before and after; as `ensembles` one row a set, the best one and those that are named. Proven optima are said to be proven. Asked with `Accept: text/event-stream`, it tells how far the search is (events `progress`), then where the answer is (`answer`, with its `address`) or why there is none (`problem`); whoever hangs up ends it. A zone must be named; of a function that no source read can tell nothing is said.",
        parameters: &[
            "sitesZone",
            "sitesFunction",
            "sitesMinutes",
            "more",
            "objective",
            "keeping",
            "budget",
            "costs",
            "candidates",
            "comparedSets",
            "sitesRows",
            "geometry",
        ],
    },
];

/// The path items.
#[must_use]
pub fn paths() -> Vec<(&'static str, Value)> {
    let content = Format::ALL.map(|format| {
        let schema = if format == Format::GeoJson { Some("FeatureCollection") } else { None };
        (format.media_type(), schema)
    });
    let item = |analysis: &Analysis| {
        let Analysis { path, id, summary, description, parameters } = *analysis;
        let parameters = &[parameters, &SHEET].concat();
        let refusals = &[Refusal::NotAcceptable];
        let get =
            Get { group: Group::Analyses, id, summary, description, parameters, content: &content, refusals };
        (path, get.item())
    };
    ANALYSES.iter().map(item).collect()
}

/// The parameters that only these take.
pub(super) fn parameters() -> Vec<Parameter> {
    let words = |words: &[&str]| json!({ "type": "array", "items": one_of(words), "minItems": 1 });
    let level = json!({ "type": "string", "enum": Level::ALL.map(Level::word), "default": "bassin" });
    vec![
        query(["analysisLevel", "level"], "The territories that are judged.", level, Value::Null),
        query(
            ["function"; 2],
            "Only these functions: keys of the catalogue, or `france-services`, joined by commas.",
            json!({ "type": "array", "items": text(), "minItems": 1 }),
            json!(["tiers-lieu"]),
        ),
        query(
            ["comparedLevel", "level"],
            "The territories that are compared with each other; not communes, which are too many and too small.",
            json!({ "type": "string", "enum": LEVELS.map(Level::word), "default": "bassin" }),
            Value::Null,
        ),
        query(
            ["departements"; 2],
            "Among whom twins are looked for: territories of other départements, or all.",
            json!({ "type": "string", "enum": Scope::ALL.map(Scope::word), "default": Scope::default().word() }),
            json!("tous"),
        ),
        query(
            ["betterOn", "function"],
            "Say of each twin whether it does better on this one: a key of the catalogue of functions, or `france-services`.",
            text(),
            json!("tiers-lieu"),
        ),
        query(
            ["seed"; 2],
            "What the draws of weights come from; told again with the answer.",
            json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX, "default": Settings::default().seed }),
            Value::Null,
        ),
        query(
            ["clusterKind", "kind"],
            "Groups that were found, known PTCE, or both.",
            json!({ "type": "string", "enum": Sort::ALL.map(Sort::word), "default": Sort::Both.word() }),
            json!("groupes"),
        ),
        query(
            ["clusterWhich", "which"],
            "Only groups that nothing speaks against, or all that were found.",
            json!({ "type": "string", "enum": WHICH, "default": WHICH[0] }),
            Value::Null,
        ),
        query(
            ["eps"; 2],
            "How near is near, in meters: in dense communes, in those of intermediate density, in rural ones.",
            json!({ "type": "array", "items": { "type": "number", "minimum": 1, "maximum": FARTHEST }, "minItems": 3, "maxItems": 3, "default": ClusterSettings::default().eps }),
            json!([1500, 4000, 8000]),
        ),
        query(
            ["minPoints", "min_points"],
            "So many actors within that, itself included, make a place dense.",
            json!({ "type": "integer", "minimum": 2, "maximum": clusters_asked::MOST_POINTS, "default": ClusterSettings::default().min_points }),
            Value::Null,
        ),
        query(
            ["leastFamilies", "families"],
            "Families of activity that a group has at least, of 8.",
            json!({ "type": "integer", "minimum": 0, "maximum": 8, "default": ClusterSettings::default().families }),
            Value::Null,
        ),
        query(
            ["hill"; 2],
            "As how many equal families a group is mixed at least (Hill's number of order one).",
            json!({ "type": "number", "minimum": 0, "maximum": 8, "default": ClusterSettings::default().hill }),
            Value::Null,
        ),
        query(
            ["leastStages", "stages"],
            "Stages of chains that a group holds at least, of 8.",
            json!({ "type": "integer", "minimum": 0, "maximum": 8, "default": ClusterSettings::default().stages }),
            Value::Null,
        ),
        query(
            ["draws"; 2],
            "How often functions are dealt out anew; 0 for not at all.",
            json!({ "type": "integer", "minimum": 0, "maximum": clusters_asked::MOST_DRAWS, "default": ClusterSettings::default().draws }),
            Value::Null,
        ),
        query(
            ["clusterWeights", "weights"],
            "Weights of the parts of the index: mix, stages, anchor, beyond chance, need of the bassin, known ties.",
            json!({ "type": "array", "items": { "type": "number", "minimum": 0, "maximum": 1000 }, "minItems": 6, "maxItems": 6, "default": WEIGHTS }),
            Value::Null,
        ),
        query(
            ["nearest"; 2],
            "How many nearest are looked at.",
            json!({ "type": "integer", "minimum": 1, "maximum": MOST_NEAREST, "default": colocated::Settings::default().nearest }),
            Value::Null,
        ),
        query(
            ["colocationDraws", "draws"],
            "How often functions are dealt out anew; 0 for not at all.",
            json!({ "type": "integer", "minimum": 0, "maximum": colocation::MOST_DRAWS, "default": colocated::Settings::default().draws }),
            Value::Null,
        ),
        query(
            ["verdict"; 2],
            "Only what is said to be so, joined by commas.",
            words(&VERDICTS.map(word)),
            json!(["manque-sur", "manque-probable"]),
        ),
        query(
            ["chain"; 2],
            "Only these chains: keys of the catalogue, joined by commas.",
            json!({ "type": "array", "items": text(), "minItems": 1 }),
            json!(["legumes"]),
        ),
        query(
            ["seeker", "actor"],
            "Who looks for partners: the id of an actor, as in the collection `acteurs`.",
            text(),
            Value::Null,
        ),
        query(
            ["tiedActor", "actor"],
            "Whose ties: the id of an actor, as in the collection `acteurs`. Not with `zone`.",
            text(),
            Value::Null,
        ),
        query(
            ["seekerFunction", "function"],
            "What a project would do: keys of the catalogue of functions, joined by commas; with `commune`.",
            json!({ "type": "array", "items": text(), "minItems": 1 }),
            json!(["ressourcerie"]),
        ),
        query(
            ["seekerCommune", "commune"],
            "Where a project would be: the code of a commune of today.",
            text(),
            json!("44109"),
        ),
        query(["employees"; 2], "How many a project would employ: a band of SIRENE.", text(), json!("02")),
        query(
            ["needs"; 2],
            "Functions looked for: the chain list is then of those who fulfil one of them. Keys, joined by commas.",
            json!({ "type": "array", "items": text(), "minItems": 1 }),
            json!(["logistique"]),
        ),
        query(
            ["offers"; 2],
            "Functions that it would fulfil besides. Keys, joined by commas.",
            json!({ "type": "array", "items": text(), "minItems": 1 }),
            json!(["tiers-lieu"]),
        ),
        query(
            ["list"; 2],
            "One of the two lists; both without it.",
            json!({ "type": "string", "enum": List::ALL.map(List::word) }),
            json!("chaine"),
        ),
        query(
            ["partnerMinutes", "minutes"],
            "How far partners are looked for.",
            json!({ "type": "integer", "minimum": 1, "maximum": MOST_MINUTES, "default": DEFAULT_REACH }),
            Value::Null,
        ),
        query(
            ["weights"; 2],
            "Weights of the parts: `part:weight` for both lists or `list.part:weight` for one, joined by commas; those not named stay as they are, and only shares count.",
            json!({ "type": "array", "items": text(), "minItems": 1 }),
            json!(["chaine.manque:0.4", "nouveaute:0"]),
        ),
        query(
            ["half_lives"; 2],
            "After how many minutes half of a score is left: `usual`, `equipment`, `supply`, `logistics` or `support`, a colon, and minutes or `none`. Joined by commas.",
            json!({ "type": "array", "items": text(), "minItems": 1 }),
            json!(["supply:45", "support:none"]),
        ),
        query(
            ["lambda"; 2],
            "How the first lines are ordered: 1 by score alone, less to show unlike partners sooner.",
            json!({ "type": "number", "minimum": 0, "maximum": 1, "default": Conventions::default().lambda }),
            Value::Null,
        ),
        query(
            ["pairsZone", "zone"],
            "Where those are who could work together: `level:code`, several joined by commas.",
            text(),
            json!("bassin:44109"),
        ),
        query(
            ["brings", "function"],
            "Only pairs bound by one of these: keys of the catalogue of functions, joined by commas.",
            json!({ "type": "array", "items": text(), "minItems": 1 }),
            json!(["logistique"]),
        ),
        query(
            ["many"; 2],
            "Pairs, and trios, at most.",
            json!({ "type": "integer", "minimum": 1, "maximum": LINES[1], "default": LINES[0] }),
            Value::Null,
        ),
        query(
            ["most"; 2],
            "Pairs, and trios, in which an actor may stand.",
            json!({ "type": "integer", "minimum": 1, "maximum": LINES[1], "default": USUAL_MOST }),
            Value::Null,
        ),
        query(
            ["canteensZone", "zone"],
            "Whose canteens: `level:code`, several joined by commas.",
            text(),
            json!("bassin:44109"),
        ),
        query(
            ["each"; 2],
            "Canteens that a producer is supposed to supply.",
            json!({ "type": "integer", "minimum": 1, "maximum": MOST_EACH, "default": DEFAULT_EACH }),
            Value::Null,
        ),
        query(
            ["withinMinutes", "minutes"],
            "Minutes at most between a producer and a canteen.",
            json!({ "type": "integer", "minimum": 1, "maximum": REACH_MINUTES, "default": REACH as u32 }),
            Value::Null,
        ),
        query(
            ["sitesZone", "zone"],
            "Whom places are for: `level:code`, several joined by commas.",
            text(),
            json!("bassin:44109"),
        ),
        query(
            ["sitesFunction", "function"],
            "What the places do: a key of the catalogue of functions, or `france-services`.",
            json!({ "type": "string", "default": site_sets_asked::FUNCTION }),
            Value::Null,
        ),
        query(
            ["sitesMinutes", "minutes"],
            "Within reach is at most so many minutes.",
            json!({ "type": "integer", "minimum": 1, "maximum": REACH_MINUTES, "default": site_sets_asked::MINUTES }),
            Value::Null,
        ),
        query(
            ["more", "k"],
            "How many places besides those that exist; of the fewest, that many are told.",
            json!({ "type": "integer", "minimum": 1, "maximum": site_sets::MOST, "default": site_sets_asked::MORE }),
            Value::Null,
        ),
        query(
            ["objective"; 2],
            "What makes a set good: most people within the minutes, the shortest mean way, the shortest longest way, or the fewest places for everybody.",
            json!({ "type": "string", "enum": Aim::ALL.map(Aim::word), "default": Aim::default().word() }),
            Value::Null,
        ),
        query(
            ["keeping"; 2],
            "What a set keeps where it can, joined by commas: one place in each EPCI of the zone; nobody farther than twice the minutes.",
            words(&site_sets_asked::KEEPING),
            json!(["un-par-epci"]),
        ),
        query(
            ["budget"; 2],
            "What the places that are added may cost together, in the unit of `costs`; not with the fewest.",
            json!({ "type": "number", "minimum": 0, "maximum": MOST_COST }),
            Value::Null,
        ),
        query(
            ["costs"; 2],
            "What a place takes of the budget, by the class of its commune (density grid of INSEE in three levels), each class told.",
            text(),
            json!("dense:3,intermediaire:2,rural:1"),
        ),
        query(
            ["candidates"; 2],
            "Where a place may be: in every commune of the zone, or where land is known that could host it.",
            json!({ "type": "string", "enum": site_sets_asked::CANDIDATES, "default": site_sets_asked::CANDIDATES[0] }),
            Value::Null,
        ),
        query(
            ["comparedSets", "sets"],
            "Sets to compare with the best one, joined by semicolons: codes of communes of the zone joined by commas.",
            text(),
            json!("44109,44036;44055"),
        ),
        query(
            ["sitesRows", "rows"],
            "What a feature is: a place of the set, a number of places, a commune of the zone, or a set.",
            json!({ "type": "string", "enum": Rows::ALL.map(Rows::word), "default": Rows::Places.word() }),
            json!("courbe"),
        ),
        query(
            ["stage"; 2],
            "Only these stages of chains, joined by commas.",
            words(&Stage::ALL.map(Stage::word)),
            json!(["processing"]),
        ),
        query(
            ["state"; 2],
            "Only stages in these states, joined by commas.",
            words(&STATES.map(chains_told::word)),
            json!(["aucun-connu"]),
        ),
        query(
            ["needed"; 2],
            "Only stages that nobody known holds and that the chain cannot do without, or only the others.",
            json!({ "type": "boolean" }),
            Value::Null,
        ),
        query(
            ["oneFunction", "function"],
            "The function of those who come or leave: a key of the catalogue, or `france-services`.",
            text(),
            json!("tiers-lieu"),
        ),
        query(
            ["add"; 2],
            "Communes to which somebody comes, by code; `44109*3` for three. Joined by commas.",
            json!({ "type": "array", "items": text() }),
            json!(["44109"]),
        ),
        query(
            ["remove"; 2],
            "Communes that somebody leaves, told alike, or ids of actors who leave.",
            json!({ "type": "array", "items": text() }),
            Value::Null,
        ),
        query(
            ["move"; 2],
            "Who moves where: a commune or the id of an actor, `@`, a commune. Joined by commas.",
            json!({ "type": "array", "items": text() }),
            Value::Null,
        ),
        query(
            ["holds"; 2],
            "Only conclusions that all groups of peers agree on (`true`), or all the rest (`false`).",
            json!({ "type": "boolean" }),
            Value::Null,
        ),
        query(
            ["reachSteps", "minutes"],
            "How far people go: three steps in minutes that grow, 60 at most, which weigh 1, 0.68 and 0.22. Without it those of each function. With five functions at most.",
            json!({ "type": "array", "items": { "type": "number", "minimum": 0, "exclusiveMinimum": true, "maximum": 60 }, "minItems": 3, "maxItems": 3 }),
            json!([10, 20, 30]),
        ),
        query(
            ["peers"; 2],
            "What the territories that one is compared with share at most: less of it makes wider groups. With five functions at most.",
            json!({ "type": "string", "enum": Likeness::ALL.map(likeness), "default": likeness(Likeness::Kind) }),
            Value::Null,
        ),
        query(
            ["geometry"; 2],
            "What stands for a territory: its outline, or a point inside of it.",
            json!({ "type": "string", "enum": Drawn::ALL.map(Drawn::word), "default": Drawn::Area.word() }),
            json!("point"),
        ),
        query(
            ["analysisLimit", "limit"],
            format!(
                "Features at once. More than {MOST_AREAS} outlines, or {MOST_POINTS} points, are answered with as many."
            ),
            json!({ "type": "integer", "minimum": 1, "maximum": MOST_POINTS, "default": DEFAULT_LIMIT }),
            Value::Null,
        ),
        query(
            ["analysisOffset", "offset"],
            "Features to pass over; `next` links do so.",
            json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX, "default": 0 }),
            Value::Null,
        ),
        query(
            ["analysisFormat", "f"],
            "The format, instead of the header `Accept`.",
            one_of(&Format::ALL.map(Format::word)),
            json!("csv"),
        ),
    ]
}
