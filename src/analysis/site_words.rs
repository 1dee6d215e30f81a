//! What criteria and exclusions are called, in French and in English, and what no source says of any site.

use crate::analysis::site_exclusions::Exclusion;
use crate::domain::place::Criterion;

/// What no source that is read tells of any site: to be gone and seen.
pub const UNSAID: [[&str; 2]; 6] = [
    [
        "Si le terrain est à vendre, à louer ou déjà promis : un propriétaire public n'est pas un propriétaire disponible.",
        "Whether the land is for sale, to let or already promised: a public owner is not an available one.",
    ],
    [
        "L'état du bâti, de la toiture, des réseaux, et ce que coûterait la remise en état.",
        "The state of the building, its roof and networks, and what repairs would cost.",
    ],
    [
        "Les règles du plan local d'urbanisme au-delà du type de zone, les servitudes, l'amiante.",
        "What the town plan says beyond the kind of zone, easements, asbestos.",
    ],
    [
        "L'accès à pied, à vélo ou en poids lourd, les arrêts de car : les minutes sont en voiture, estimées d'après la distance.",
        "Access on foot, by bicycle or lorry, bus stops: minutes are by car, estimated from the distance.",
    ],
    [
        "Les commerces et équipements hors de l'ESS et de France services : aucune source lue ne les donne.",
        "Shops and facilities outside of the ESS and France services: no source that is read gives them.",
    ],
    [
        "Ce que veulent les habitants et les voisins : la liste sert à aller voir, pas à décider.",
        "What people and neighbours want: the list serves to go and see, not to decide.",
    ],
];

/// What a criterion is called.
#[must_use]
pub fn label(criterion: Criterion) -> [&'static str; 2] {
    match criterion {
        Criterion::Besoin => ["habitants sans un tel lieu à proximité", "people without such a place near"],
        Criterion::Manque => ["lacune du bassin de vie", "gap of the bassin de vie"],
        Criterion::Partenaires => ["structures qui pourraient le partager", "bodies that could share it"],
        Criterion::Gare => ["gare", "station"],
        Criterion::Centralite => ["centralité de la commune", "centrality of the commune"],
        Criterion::Services => ["France services", "France services"],
        Criterion::Quotidien => ["fonctions du quotidien à 10 min", "everyday functions within 10 min"],
        Criterion::Artificialise => ["sol déjà artificialisé", "built over already"],
        Criterion::Proprietaire => ["propriétaire public", "public owner"],
        Criterion::Bati => ["bâti à la taille voulue", "building of the size wanted"],
        Criterion::Taille => ["terrain à l'échelle du projet", "land on the scale of the project"],
        Criterion::Sol => ["sol sain", "sound soil"],
    }
}

/// The unit of its values.
#[must_use]
pub fn unit(criterion: Criterion) -> [&'static str; 2] {
    match criterion {
        Criterion::Besoin => ["habitants pondérés par le temps", "people weighted by time"],
        Criterion::Manque => ["probabilité", "probability"],
        Criterion::Partenaires => ["structures à 20 min", "bodies within 20 min"],
        Criterion::Gare | Criterion::Services => ["minutes en voiture", "minutes by car"],
        Criterion::Centralite => [
            "part de la commune la plus peuplée du bassin, ou de 20\u{202f}000 habitants",
            "share of the most populous commune of the bassin, or of 20,000 people",
        ],
        Criterion::Quotidien => ["fonctions", "functions"],
        Criterion::Artificialise => ["1 oui, 0 non", "1 yes, 0 no"],
        Criterion::Proprietaire | Criterion::Sol => ["de 0 à 1", "from 0 to 1"],
        Criterion::Bati => ["part du bâti voulu", "share of what is wanted"],
        Criterion::Taille => ["fois le terrain voulu", "times the land wanted"],
    }
}

/// What a reason to set a site aside is called.
#[must_use]
pub fn reason(exclusion: Exclusion) -> [&'static str; 2] {
    match exclusion {
        Exclusion::TooSmall => ["terrain trop petit", "land too small"],
        Exclusion::TooLittleBuilt => ["bâti trop petit", "building too small"],
        Exclusion::Reconverted => ["déjà reconverti", "made something of already"],
        Exclusion::HasProject => ["un projet y existe déjà", "there is a project already"],
        Exclusion::Unchecked => ["potentiel que personne n'a vérifié", "potential that nobody checked"],
        Exclusion::Flood => ["zone rouge d'inondation", "red zone of floods"],
        Exclusion::Protected => ["site protégé", "protected"],
        Exclusion::Polluted => ["pollution avérée", "polluted for sure"],
        Exclusion::Private => ["un propriétaire privé", "a private owner"],
        Exclusion::Steep => ["pente de plus de 15 %", "slope of more than 15%"],
        Exclusion::NoAccess => ["aucune route n'y mène", "no road leads there"],
        Exclusion::Remediated => {
            ["site pollué où l'ADEME est intervenue", "polluted site where the ADEME has worked"]
        }
        Exclusion::PlainParcel => [
            "parcelle publique qu'aucun inventaire de friches ne signale",
            "public parcel that no inventory of brownfields has",
        ],
    }
}
