//! Sites in words, in French and in English, made of the figures.

use crate::analysis::site_criteria::Measure;
use crate::analysis::site_exclusions::Exclusion;
use crate::analysis::site_measures::{built_of, owners_of};
use crate::analysis::site_owner::labels;
use crate::analysis::site_surroundings::AllSurroundings;
use crate::analysis::site_words::{label, reason};
use crate::analysis::sites::{FIRST, Found, Kept, Question};
use crate::domain::land::EquipmentKind;
use crate::domain::level::Level;
use crate::domain::place::Criterion;
use crate::snapshot::Snapshot;

/// From this worth on a criterion speaks for a site, and up to this one against it.
pub const FOR: f64 = 0.6;
pub const AGAINST: f64 = 0.3;
/// So many reasons are told of each sort.
const TOLD: usize = 4;

/// Tells sites of one answer.
pub struct Teller<'a> {
    pub snapshot: &'a Snapshot,
    pub all: &'a AllSurroundings,
    pub question: &'a Question<'a>,
}

/// The reasons for a site, against it, and what is unknown of it; those that weigh most first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reasons {
    pub plus: Vec<Criterion>,
    pub minus: Vec<Criterion>,
    pub unknown: Vec<Criterion>,
}

impl Teller<'_> {
    /// What a criterion says of a site.
    #[must_use]
    pub fn value(&self, kept: &Kept, criterion: Criterion) -> [String; 2] {
        let site = &self.snapshot.sites.rows()[kept.row as usize].thing;
        let measure = kept.measures[criterion as usize];
        let both = |french: &str, english: &str| [french.to_owned(), english.to_owned()];
        match (criterion, measure) {
            (Criterion::Besoin, Measure::Known(_)) => self.need(kept),
            (Criterion::Besoin, _) => {
                both("habitants sans un tel lieu : non mesuré", "people without such a place: not measured")
            }
            (Criterion::Manque, Measure::Known(p)) => [
                format!("lacune du bassin de vie : probabilité {}", comma(p, 2)),
                format!("gap of the bassin de vie: probability {p:.2}"),
            ],
            (Criterion::Manque, _) => both(
                "lacune du bassin de vie (on ne peut conclure)",
                "gap of the bassin de vie (nothing can be concluded)",
            ),
            (Criterion::Partenaires, Measure::Known(0.0)) => both(
                "aucune structure connue à 20 min pour le partager",
                "no known body within 20 min to share it",
            ),
            (Criterion::Partenaires, Measure::Known(n)) => [
                format!("{} à 20 min pour le partager", counted(n, "structure", "structures")),
                format!("{} within 20 min to share it", counted_en(n, "body", "bodies")),
            ],
            (Criterion::Partenaires, _) => {
                both("structures voisines : inconnues", "neighbouring bodies: unknown")
            }
            (Criterion::Gare, _) => self.near(kept, EquipmentKind::Station, ["gare", "station"]),
            (Criterion::Services, _) => {
                self.near(kept, EquipmentKind::FranceServices, ["France services", "France services"])
            }
            (Criterion::Centralite, Measure::Known(_)) => self.centrality(kept),
            (Criterion::Centralite, _) => both("centralité inconnue", "centrality unknown"),
            (Criterion::Quotidien, Measure::Known(0.0)) => both(
                "aucune fonction du quotidien connue à 10 min",
                "no known everyday function within 10 min",
            ),
            (Criterion::Quotidien, Measure::Known(n)) => [
                format!("{} du quotidien à 10 min", counted(n, "fonction", "fonctions")),
                format!("{} within 10 min", counted_en(n, "everyday function", "everyday functions")),
            ],
            (Criterion::Quotidien, _) => {
                both("fonctions du quotidien : inconnues", "everyday functions: unknown")
            }
            (Criterion::Artificialise, Measure::Known(1.0)) => {
                both("sol déjà artificialisé", "built over already")
            }
            (Criterion::Artificialise, Measure::Known(_)) => {
                both("terrain en zone agricole ou naturelle", "land in an agricultural or natural zone")
            }
            (Criterion::Artificialise, _) => both("artificialisation inconnue", "unknown whether built over"),
            (Criterion::Proprietaire, _) => self.owner(kept),
            (Criterion::Bati, _) => match built_of(site) {
                Some(0) => both("aucun bâtiment connu sur le terrain", "no known building on the land"),
                Some(built) => [
                    format!("bâti de {} m²", grouped(built.into())),
                    format!("{} m² built", spaced(built.into())),
                ],
                None => both("surface bâtie inconnue", "built area unknown"),
            },
            (Criterion::Taille, _) => match site.surface_m2 {
                Some(own) => [
                    format!("terrain de {} m²", grouped(own.into())),
                    format!("{} m² of land", spaced(own.into())),
                ],
                None => both("surface du terrain inconnue", "area of the land unknown"),
            },
            (Criterion::Sol, _) => match site.pollution.as_deref() {
                Some(word) => [format!("sol : {word}"), format!("soil: {}", soil_in_english(word))],
                None => both("pollution du sol inconnue", "pollution of the soil unknown"),
            },
        }
    }

    fn centrality(&self, kept: &Kept) -> [String; 2] {
        let territories = &self.snapshot.territories;
        let commune = self.snapshot.sites.rows()[kept.row as usize].commune;
        let bassin = commune.and_then(|commune| territories.zone(commune, Level::Bassin));
        let people = commune.map_or(0, |commune| territories.get(Level::Commune, commune).population);
        let most = bassin.map_or(0, |bassin| self.all.most_populous[bassin as usize]);
        if people == most {
            return [
                format!("commune de {} habitants, la plus peuplée de son bassin", grouped(people)),
                format!("commune of {} people, the most populous of its bassin", spaced(people)),
            ];
        }
        [
            format!(
                "commune de {} habitants, la plus peuplée de son bassin en a {}",
                grouped(people),
                grouped(most)
            ),
            format!(
                "commune of {} people, the most populous of its bassin has {}",
                spaced(people),
                spaced(most)
            ),
        ]
    }

    fn need(&self, kept: &Kept) -> [String; 2] {
        let minutes = self.question.minutes;
        let function = self.snapshot.functions.get(self.question.function);
        let [_, _, unserved] = kept.around.unserved.map(|people| people.round() as u64);
        let [_, _, people] = kept.around.people.map(|people| people.round() as u64);
        if unserved == 0 {
            return [
                format!(
                    "les {} habitants à 30 min ont tous « {} » à {minutes} min",
                    grouped(people),
                    function.label_fr
                ),
                format!(
                    "all {} people within 30 min have “{}” within {minutes} min",
                    spaced(people),
                    function.label_en
                ),
            ];
        }
        [
            format!(
                "{} habitants à 30 min, sur {}, n'ont pas « {} » à {minutes} min",
                grouped(unserved),
                grouped(people),
                function.label_fr
            ),
            format!(
                "{} people within 30 min, of {}, have no “{}” within {minutes} min",
                spaced(unserved),
                spaced(people),
                function.label_en
            ),
        ]
    }

    fn near(&self, kept: &Kept, kind: EquipmentKind, [french, english]: [&str; 2]) -> [String; 2] {
        match (
            kept.measures
                [if kind == EquipmentKind::Station { Criterion::Gare } else { Criterion::Services } as usize],
            self.all.sites[kept.row as usize].nearest[kind as usize],
        ) {
            (Measure::Known(minutes), Some(near)) => {
                let name = &self.snapshot.equipment.rows()[near.equipment as usize].thing.name;
                let minutes = minutes.round();
                [
                    format!("{french} « {name} » à {minutes} min"),
                    format!("{english} “{name}” {minutes} min away"),
                ]
            }
            (Measure::Absent, _) => {
                [format!("aucune {french} à moins de 100 km"), format!("no {english} within 100 km")]
            }
            _ => [format!("{french} : inconnu"), format!("{english}: unknown")],
        }
    }

    fn owner(&self, kept: &Kept) -> [String; 2] {
        let owners = owners_of(self.snapshot, kept.row);
        let told = |language: usize, unknown: &'static str| {
            let each: Vec<&str> =
                owners.iter().map(|owner| owner.map_or(unknown, |owner| labels(owner)[language])).collect();
            each.join(", ")
        };
        match owners[..] {
            [] => ["propriétaire inconnu".to_owned(), "owner unknown".to_owned()],
            [_] => [
                format!("propriétaire : {}", told(0, "une personne morale, sans autre précision")),
                format!("owner: {}", told(1, "a legal person, nothing else is said")),
            ],
            _ => [
                format!("plusieurs propriétaires : {}", told(0, "une personne morale")),
                format!("several owners: {}", told(1, "a legal person")),
            ],
        }
    }

    /// What speaks for a site and against it, among what weighs.
    #[must_use]
    pub fn reasons(&self, kept: &Kept) -> Reasons {
        let weight = |criterion: Criterion| self.question.weights[criterion as usize];
        let weighing = || Criterion::ALL.into_iter().filter(|&criterion| 0.0 < weight(criterion));
        let worth = |criterion: Criterion| kept.scored.places[criterion as usize];
        let most_first = |mut list: Vec<(Criterion, f64)>| -> Vec<Criterion> {
            list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            list.into_iter().take(TOLD).map(|(criterion, _)| criterion).collect()
        };
        let gained = weighing().filter_map(|c| Some((c, worth(c).filter(|w| FOR <= *w)? * weight(c))));
        let lost =
            weighing().filter_map(|c| Some((c, (1.0 - worth(c).filter(|w| *w <= AGAINST)?) * weight(c))));
        let unknown = weighing().filter(|&c| worth(c).is_none()).map(|c| (c, weight(c)));
        Reasons {
            plus: most_first(gained.collect()),
            minus: most_first(lost.collect()),
            unknown: most_first(unknown.collect()),
        }
    }

    /// Why a site stands where it stands.
    #[must_use]
    pub fn why(&self, kept: &Kept) -> [String; 2] {
        let Reasons { plus, minus, unknown } = self.reasons(kept);
        let mut told = [
            format!(
                "{} sur 100, d'après {} % de ce qui pèse",
                kept.scored.score.round(),
                (kept.scored.reliability * 100.0).round()
            ),
            format!(
                "{} out of 100, by {}% of what weighs",
                kept.scored.score.round(),
                (kept.scored.reliability * 100.0).round()
            ),
        ];
        for (list, [french, english]) in
            [(plus, ["pour", "for"]), (minus, ["contre", "against"]), (unknown, ["inconnu", "unknown"])]
        {
            if list.is_empty() {
                continue;
            }
            let each: Vec<[String; 2]> =
                list.into_iter().map(|criterion| self.value(kept, criterion)).collect();
            let joined = |language: usize| {
                each.iter().map(|one| one[language].as_str()).collect::<Vec<_>>().join(", ")
            };
            told[0].push_str(&format!(" ; {french} : {}", joined(0)));
            told[1].push_str(&format!("; {english}: {}", joined(1)));
        }
        told.map(|told| told + ".")
    }
}

/// Why a site is set aside.
#[must_use]
pub fn excluded(reasons: &[Exclusion]) -> [String; 2] {
    [0, 1].map(|language| {
        let each: Vec<&str> = reasons.iter().map(|one| reason(*one)[language]).collect();
        let mut told = each.join(", ");
        if let Some(first) = told.get(..1) {
            told.replace_range(..1, &first.to_uppercase());
        }
        told + "."
    })
}

/// How many sites were looked at, kept and set aside.
#[must_use]
pub fn found(found: &Found) -> [String; 2] {
    let (examined, kept) = (found.examined() as f64, found.kept.len() as f64);
    let many = found.excluded.len();
    let why = |language: usize| {
        let of = |exclusion: &Exclusion| (found.excluded_for(*exclusion), reason(*exclusion)[language]);
        let each = Exclusion::ALL.iter().map(of).filter(|(many, _)| 0 < *many);
        each.map(|(many, why)| format!("{why} : {}", grouped(many as u64))).collect::<Vec<_>>().join(", ")
    };
    let mut told = [
        format!(
            "{}, {}",
            counted(examined, "site examiné", "sites examinés"),
            counted(kept, "retenu", "retenus")
        ),
        format!("{} looked at, {} kept", counted_en(examined, "site", "sites"), spaced(kept as u64)),
    ];
    if 0 < many {
        told[0].push_str(&format!(", {} ({})", counted(many as f64, "écarté", "écartés"), why(0)));
        told[1].push_str(&format!(", {} set aside ({})", spaced(many as u64), why(1).replace(" : ", ": ")));
    }
    told.map(|told| told + ".")
}

/// How much of the land was looked at by whoever makes the inventory.
#[must_use]
pub fn surveyed(found: &Found) -> [String; 2] {
    let Found { communes, surveyed, .. } = found;
    let percent = if *communes == 0 { 0.0 } else { 100.0 * f64::from(*surveyed) / f64::from(*communes) };
    let percent =
        if 0.0 < percent && percent < 1.0 { "moins de 1".to_owned() } else { format!("{percent:.0}") };
    [
        format!(
            "L'inventaire couvre {percent} % des communes ({} sur {} ont au moins un site) : ailleurs personne n'a regardé, ou n'a rien trouvé.",
            grouped((*surveyed).into()),
            grouped((*communes).into())
        ),
        format!(
            "The inventory covers {}% of the communes ({} of {} have a site at least): elsewhere nobody looked, or found anything.",
            percent.replace("moins de", "less than"),
            spaced((*surveyed).into()),
            spaced((*communes).into())
        ),
    ]
}

/// How many of the first ones stay without a criterion.
#[must_use]
pub fn without(found: &Found, criterion: Criterion) -> Option<[String; 2]> {
    let stay = (*found.remaining.get(criterion as usize)?)?;
    let first = found.kept.len().min(FIRST);
    let [french, english] = label(criterion);
    Some([
        format!("Sans « {french} », {stay} des {first} premiers restent."),
        format!("Without “{english}”, {stay} of the first {first} stay."),
    ])
}

fn soil_in_english(word: &str) -> &str {
    match word {
        "pollution inexistante" => "no pollution",
        "pollution traitée" => "pollution treated",
        "pollution peu probable" => "pollution unlikely",
        "pollution supposée" => "pollution supposed",
        "pollution avérée" => "pollution proven",
        other => other,
    }
}

/// A whole number with the thin spaces of French.
fn grouped(number: u64) -> String {
    thousands(number, '\u{202f}')
}

/// A whole number with the commas of English.
fn spaced(number: u64) -> String {
    thousands(number, ',')
}

fn thousands(number: u64, mark: char) -> String {
    let digits = number.to_string();
    let mut told = String::new();
    for (rank, digit) in digits.chars().enumerate() {
        if 0 < rank && (digits.len() - rank).is_multiple_of(3) {
            told.push(mark);
        }
        told.push(digit);
    }
    told
}

fn comma(number: f64, decimals: usize) -> String {
    format!("{number:.decimals$}").replace('.', ",")
}

fn counted(number: f64, one: &str, many: &str) -> String {
    // French counts nought and one alike.
    format!("{} {}", grouped(number as u64), if number < 2.0 { one } else { many })
}

fn counted_en(number: f64, one: &str, many: &str) -> String {
    format!("{} {}", spaced(number as u64), if number == 1.0 { one } else { many })
}
