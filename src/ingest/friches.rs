//! Brownfields: what the two shapes of Cartofriches have in common, in the words of the CNIG standard.
//!
//! Privacy comes first: an owner is named only when the row says that all owners are legal
//! persons, and a text that names a person or tells how to reach one is dropped.

use std::collections::BTreeSet;

use crate::domain::ids::CommuneCode;
use crate::domain::land::{Nature, Site, add_all, told_at};
use crate::domain::owner::Owners;
use crate::domain::owner_classes::{self, NATURAL_PERSON};
use crate::domain::parcel::ParcelId;
use crate::domain::whereabouts::{Precision, Whereabouts};
use crate::ingest::coordinates;
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Outlet;
use crate::ingest::site_names;
use crate::ingest::text;

/// The id of both shapes in `data/sources.toml`.
pub const SOURCE: &str = "cartofriches";

/// `site_type` in the standard; `mixte` alone is not in it but stands in every export.
const KINDS: [&str; 19] = [
    "friche industrielle",
    "friche commerciale",
    "friche hospitalière",
    "friche agro-industrielle",
    "friche carrière ou mine",
    "friche militaire",
    "friche d'habitat",
    "friche d'équipement public",
    "friche portuaire",
    "friche aéroportuaire",
    "friche ferroviaire",
    "friche logistique",
    "friche loisir tourisme hôtellerie",
    "friche enseignement",
    "friche cultuelle",
    "mixte - dominante habitat",
    "mixte - autre",
    "mixte",
    "autre",
];

/// Words met in exports and the standard's word for them.
const KIND_TWINS: [(&str, &str); 7] = [
    ("agro-industrielle", "friche agro-industrielle"),
    ("carrière ou mine", "friche carrière ou mine"),
    ("friche d'habitation", "friche d'habitat"),
    ("friche hospitaliere", "friche hospitalière"),
    ("friche loisir tourisme hotellerie", "friche loisir tourisme hôtellerie"),
    ("friche mixte", "mixte"),
    ("friche touristique", "friche loisir tourisme hôtellerie"),
];

const STATUSES: [&str; 5] =
    ["friche potentielle", "friche sans projet", "friche avec projet", "friche reconvertie", "autre"];

const POLLUTIONS: [&str; 6] = [
    "pollution inexistante",
    "pollution traitée",
    "pollution peu probable",
    "pollution supposée",
    "pollution avérée",
    "autre",
];

/// `site_occupation`.
const OCCUPATIONS: [&str; 6] = [
    "totalement inoccupé",
    "partiellement inoccupé",
    "occupation transitoire ou temporaire",
    "occupation illicite supposée",
    "occupation illicite avérée",
    "autre",
];

/// What stands for the name of a natural person.
const MASKED: &str = "_X_";

/// A row as either shape gives it, cells trimmed and "nothing" already `None`.
#[derive(Debug, Default)]
pub struct Entry {
    pub id: Option<String>,
    pub name: Option<String>,
    pub kind: Option<String>,
    pub status: Option<String>,
    pub checked: bool,
    pub occupation: Option<String>,
    pub surface_m2: Option<f64>,
    pub built_m2: Option<f64>,
    /// `bati_nombre`: zero is "none", which the tax files tell.
    pub buildings: Option<f64>,
    pub pollution: Option<String>,
    pub zoning: Option<String>,
    pub owner_classes: Vec<String>,
    /// `proprio_personne`.
    pub owner_persons: Option<String>,
    pub owners: Vec<String>,
    /// `site_actu_date`.
    pub updated: Option<String>,
    pub insee: Option<String>,
    pub town: Option<String>,
    /// The two numbers of the point, in the order written.
    pub point: Option<(f64, f64)>,
    /// The parcels named: the point is then theirs.
    pub parcels: Vec<String>,
}

/// The site that a row describes.
pub fn site(entry: Entry, line: u64, out: &mut Outlet<'_>) -> Result<Item, Reason> {
    let id = entry.id.clone().ok_or_else(|| Reason::fault("identifiant de site absent", ""))?;
    let owner = owner(&entry, line, out);
    let whereabouts = whereabouts(&entry, line, out);
    let parcels = parcels(&entry, line, out);
    let classes: Vec<&str> = entry.owner_classes.iter().map(String::as_str).filter(|c| is_class(c)).collect();
    let (owner_words, owners) = told_by(&classes);
    Ok(Item::Site(Box::new(Site {
        told: vec![told_at(SOURCE, &id)],
        id,
        nature: Nature::Brownfield,
        name: name(&entry, line, out),
        kind: entry.kind.and_then(|kind| kind_of(kind, line, out)),
        status: entry.status.and_then(|word| listed(word, &STATUSES, "statut de friche", line, out)),
        checked: entry.checked,
        occupation: entry.occupation.and_then(|word| listed(word, &OCCUPATIONS, "occupation", line, out)),
        surface_m2: entry.surface_m2.and_then(square_meters),
        built_m2: entry.built_m2.and_then(square_meters),
        buildings: entry.buildings.and_then(how_many),
        pollution: entry.pollution.and_then(|word| listed(word, &POLLUTIONS, "pollution", line, out)),
        zoning: entry.zoning.and_then(|zone| kept(zone, "urba_zone_type", line, out)).filter(|z| is_told(z)),
        owner_class: (!classes.is_empty()).then(|| classes.join("|")),
        owner_words,
        owners,
        owner,
        parcels,
        updated: entry.updated.and_then(|date| iso_date(date, line, out)),
        whereabouts,
        ..Site::default()
    })))
}

/// The owners of some classes in words, and their levels. A class that does not tell one, or that we
/// do not know, adds nothing.
fn told_by(classes: &[&str]) -> (Vec<String>, Owners) {
    let known = classes.iter().filter_map(|class| owner_classes::of_class(class));
    let (mut words, mut owners) = (Vec::new(), Owners::default());
    for (word, level) in known {
        add_all(&mut words, vec![word.to_owned()]);
        owners = level.map_or(owners, |level| owners.with(level));
    }
    (words, owners)
}

/// The parcels that can be read, each once.
fn parcels(entry: &Entry, line: u64, out: &mut Outlet<'_>) -> Vec<ParcelId> {
    let (mut parcels, mut known) = (Vec::new(), BTreeSet::new());
    for text in &entry.parcels {
        match ParcelId::parse(text) {
            Some(parcel) if known.insert(parcel) => parcels.push(parcel),
            Some(_) => {}
            None => out.mend(line, "référence de parcelle illisible : écartée", text.clone()),
        }
    }
    parcels
}

/// The site's name, where it surely is that of a place, a company or a public body. Unchecked entries of old inventories
/// often bear the name of whoever ran the place: of these it is kept only where all owners are legal persons, too.
fn name(entry: &Entry, line: u64, out: &mut Outlet<'_>) -> Option<String> {
    let name = entry.name.clone()?;
    if !entry.checked && !has_legal_owners_only(entry) {
        out.mend(line, "friche non vérifiée d'un propriétaire peut-être particulier : nom écarté", "");
        return None;
    }
    let name = kept(name, "site_nom", line, out)?;
    if !site_names::is_of_no_person(&name, entry.town.as_deref()) {
        // What is dropped is not shown in the report either.
        out.mend(line, "nom de friche qui peut être celui d'une personne : écarté", "");
        return None;
    }
    Some(name)
}

fn has_legal_owners_only(entry: &Entry) -> bool {
    entry.owner_persons.as_deref() == Some("personne morale")
}

/// Whether a word of a closed list says something.
fn is_told(word: &str) -> bool {
    !matches!(word, "inconnu" | "sans objet")
}

fn kind_of(word: String, line: u64, out: &mut Outlet<'_>) -> Option<String> {
    let plain = word.replace('’', "'");
    let twin = KIND_TWINS.iter().find(|(met, _)| *met == plain).map(|(_, standard)| (*standard).to_owned());
    let standard = twin.unwrap_or(plain);
    if standard != word && KINDS.contains(&standard.as_str()) {
        out.mend(line, "type de friche ramené au mot du standard", word);
    }
    listed(standard, &KINDS, "type de friche", line, out)
}

/// A word of a closed list; what is not in it is left empty and told.
fn listed(
    word: String,
    list: &[&str],
    what: &'static str,
    line: u64,
    out: &mut Outlet<'_>,
) -> Option<String> {
    if list.contains(&word.as_str()) {
        return Some(word);
    }
    if is_told(&word) {
        out.mend(line, "mot hors des listes du standard CNIG : laissé vide", format!("{what} : {word}"));
    }
    None
}

/// A free text that may be kept, repaired where it was read in the wrong encoding.
pub fn kept(cell: String, column: &'static str, line: u64, out: &mut Outlet<'_>) -> Option<String> {
    let cell = match text::unscrambled(&cell) {
        Some(mended) => {
            out.mend(line, "texte lu dans le mauvais codage : réparé", column);
            mended
        }
        None => cell,
    };
    // What is dropped is not shown in the report either: only its column is.
    if text::has_contact(&cell) {
        out.mend(line, "courriel ou téléphone dans un texte : texte écarté", column);
        return None;
    }
    if names_a_person(&cell) {
        out.mend(line, "personne physique nommée dans un texte : texte écarté", column);
        return None;
    }
    Some(text::one_line(&cell)).filter(|text| !text.is_empty())
}

/// Whether a text calls somebody Mr or Mrs. Old inventories name some sites after a person;
/// a name without its title cannot be told from a firm's.
fn names_a_person(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || "()/,;\"".contains(c)).any(|word| {
        let titled = word.strip_prefix("M.").is_some_and(|name| {
            name.is_empty() || 3 <= name.chars().take_while(|c| c.is_alphabetic()).count()
        });
        titled
            || ["MME", "MR", "MADAME", "MONSIEUR", "MLLE", "EPOUX", "VEUVE", "VVE"]
                .contains(&word.to_uppercase().as_str())
    })
}

/// The owners' names, when the row says that all of them are legal persons.
fn owner(entry: &Entry, line: u64, out: &mut Outlet<'_>) -> Option<String> {
    let legal = has_legal_owners_only(entry);
    if !legal || entry.owners.is_empty() {
        return None;
    }
    let natural = entry.owner_classes.iter().any(|class| class == NATURAL_PERSON)
        || entry.owners.iter().any(|name| name == MASKED);
    if natural {
        out.mend(line, "propriétaire dit personne morale et classé personne physique : nom écarté", "");
        return None;
    }
    let owners: Option<Vec<String>> =
        entry.owners.iter().map(|name| kept(name.replace('|', "/"), "proprio_nom", line, out)).collect();
    owners.map(|names| names.join("|"))
}

/// `P5a`: a letter, a digit, a small letter.
fn is_class(class: &str) -> bool {
    matches!(class.as_bytes(), [a, b, c] if a.is_ascii_uppercase() && b.is_ascii_digit() && c.is_ascii_lowercase())
}

pub fn square_meters(number: f64) -> Option<u32> {
    let whole = number.round();
    (1.0 <= whole && whole <= f64::from(u32::MAX)).then_some(whole as u32)
}

/// A count; `None` for what is none.
fn how_many(number: f64) -> Option<u32> {
    (0.0 <= number && number <= f64::from(u32::MAX) && number.fract() == 0.0).then_some(number as u32)
}

fn whereabouts(entry: &Entry, line: u64, out: &mut Outlet<'_>) -> Whereabouts {
    let insee = entry.insee.clone().map(|code| match CommuneCode::mend(&code) {
        Some((mended, true)) => {
            out.mend(line, "zéro de tête rendu au code de commune", code);
            mended.to_string()
        }
        _ => code,
    });
    let placed = entry.point.and_then(|(first, second)| {
        let placed = coordinates::in_france(first, second);
        match placed {
            None => {
                out.mend(line, "point hors de France : écarté, commune gardée", format!("{first} {second}"))
            }
            Some((_, true)) => out.mend(
                line,
                "latitude avant longitude : point remis à l'endroit",
                format!("{first} {second}"),
            ),
            Some((_, false)) => {}
        }
        placed
    });
    // Without a parcel the point is that of an address or of old records.
    let precision = if !entry.parcels.is_empty() { Precision::Exact } else { Precision::Estimated };
    Whereabouts {
        insee,
        town: entry.town.clone(),
        point: placed.map(|(position, _)| (position, precision)),
        ..Whereabouts::default()
    }
}

/// `2024-01-16` as it is, `16/01/2024` turned round; anything else is left empty and told.
fn iso_date(cell: String, line: u64, out: &mut Outlet<'_>) -> Option<String> {
    let iso = match cell.split_once('/').and_then(|(day, rest)| Some((day, rest.split_once('/')?))) {
        Some((day, (month, year))) => format!("{year}-{month}-{day}"),
        None => cell.clone(),
    };
    let shaped = iso.len() == 10
        && iso
            .bytes()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let within = |range: std::ops::Range<usize>, most: &str| {
        iso.get(range).is_some_and(|part| "01" <= part && part <= most)
    };
    if shaped && within(5..7, "12") && within(8..10, "31") {
        return Some(iso);
    }
    out.mend(line, "date illisible : laissée vide", cell);
    None
}
