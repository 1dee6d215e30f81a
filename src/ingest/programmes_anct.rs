//! Laureates of two State programmes, *Fabriques de territoire* and *Manufactures de
//! proximité*, as the ANCT's map layers.
//!
//! One feature stands for a commune and may hold several laureates: their ids and names are
//! two lists of one text each. The point is the commune's, so none is taken. Other layers of
//! the same producer have the same properties: only the ids' prefix tells them apart.

use std::io::Read;

use crate::domain::actor::{Claim, Report, System};
use crate::domain::whereabouts::Whereabouts;
use crate::ingest::features::{self, Feature};
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::mends;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::SheetError;
use crate::ingest::text;

/// Properties of the features.
pub const SIGNATURE: &[&str] = &["id_geo", "lib_geo", "id_territoire", "liste_geo", "lib_territoire"];

/// The property whose text tells the programme.
pub const ID: &str = "id_territoire";

/// A programme and what its laureates are stated to be.
pub struct Programme {
    /// The source's id in `data/sources.toml`.
    pub source: &'static str,
    prefix: &'static str,
    claim: Claim,
    label: &'static str,
}

/// *Fabriques de territoire*: 2019 to 2023.
pub const FABRIQUES: Programme = Programme {
    source: "fabriques-de-territoire",
    prefix: "fabt-",
    claim: Claim::FabriqueDeTerritoire,
    label: "fabrique-de-territoire",
};

/// *Manufactures de proximité*: two rounds, 2021 and 2022.
pub const MANUFACTURES: Programme = Programme {
    source: "manufactures-de-proximite",
    prefix: "manuprox-",
    claim: Claim::ManufactureDeProximite,
    label: "manufacture-de-proximite",
};

/// Whether an id is a Fabrique's.
#[must_use]
pub fn is_fabrique(id: &str) -> bool {
    id.trim_start().starts_with(FABRIQUES.prefix)
}

/// Whether an id is a Manufacture's.
#[must_use]
pub fn is_manufacture(id: &str) -> bool {
    id.trim_start().starts_with(MANUFACTURES.prefix)
}

/// Reads a collection of Fabriques.
pub fn read_fabriques(
    input: Box<dyn Read + Send>,
    _separator: u8,
    out: &mut Outlet<'_>,
) -> Result<(), SheetError> {
    read(&FABRIQUES, input, out)
}

/// Reads a collection of Manufactures.
pub fn read_manufactures(
    input: Box<dyn Read + Send>,
    _separator: u8,
    out: &mut Outlet<'_>,
) -> Result<(), SheetError> {
    read(&MANUFACTURES, input, out)
}

fn read(programme: &Programme, input: impl Read, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    features::each(input, |rank, feature| match feature {
        Ok(feature) => laureates(programme, rank, &feature, out),
        Err(error) => out.refuse(rank, Reason::fault("objet GeoJSON illisible", error)),
    })
}

/// Offers each laureate of a feature: each counts as a row.
fn laureates(programme: &Programme, rank: u64, feature: &Feature, out: &mut Outlet<'_>) {
    let ids: Vec<&str> =
        feature.text(ID).unwrap_or_default().split(';').map(str::trim).filter(|id| !id.is_empty()).collect();
    if ids.is_empty() {
        out.refuse(rank, Reason::fault("identifiant de lauréat absent", ""));
        return;
    }
    let label = decoded(feature.text("lib_territoire").unwrap_or_default(), rank, out);
    let names = names(&label, ids.len());
    if names.is_none() {
        out.mend(
            rank,
            "noms et identifiants en nombres différents : libellé entier gardé pour chacun",
            &label[..],
        );
    }
    for (i, id) in ids.iter().enumerate() {
        if !id.starts_with(programme.prefix) {
            out.refuse(rank, Reason::fault("identifiant d'un autre programme", *id));
            continue;
        }
        let written = names.as_ref().map_or(label.as_str(), |names| names[i]);
        let mut report = Report::new(programme.source, *id).stating(programme.claim, None);
        report.name = name(written, rank, out);
        report.codes = vec![(System::Label, programme.label.to_owned())];
        report.whereabouts = Whereabouts {
            insee: feature.text("id_geo").map(str::to_owned),
            town: feature.text("lib_geo").map(str::to_owned),
            ..Whereabouts::default()
        };
        out.offer(rank, Item::Actor(Box::new(report)));
    }
}

/// One name for each of `count` ids, separated by semicolons or by newlines; `None` when
/// neither gives that many.
fn names(label: &str, count: usize) -> Option<Vec<&str>> {
    if count == 1 {
        return Some(vec![label]);
    }
    [';', '\n'].into_iter().find_map(|separator| {
        let names: Vec<&str> =
            label.split(separator).map(str::trim).filter(|name| !name.is_empty()).collect();
        (names.len() == count).then_some(names)
    })
}

/// The text behind HTML's escapes, whose semicolons would split a label.
fn decoded(label: &str, rank: u64, out: &mut Outlet<'_>) -> String {
    let plain = label.replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&");
    if plain != label {
        out.mend(rank, "libellé écrit en HTML : décodé", text::one_line(label));
    }
    plain
}

/// A laureate's name on one line, without the person who stands for it.
fn name(written: &str, rank: u64, out: &mut Outlet<'_>) -> Option<String> {
    let name = mends::name(written, rank, out)?;
    let lower = name.to_lowercase();
    // A sole trader's name is a person's.
    if lower.contains("entreprise individuelle") {
        out.mend(rank, "nom d'un entrepreneur individuel : écarté", "");
        return None;
    }
    match name.find("représenté") {
        Some(at) => {
            out.mend(rank, "personne nommée dans le libellé : retirée", "");
            let kept = name[..at].trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '"');
            Some(kept.to_owned()).filter(|kept| !kept.is_empty())
        }
        None => Some(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::catalogue;
    use crate::ingest::open::{self, Head};
    use crate::ingest::real::{Told, actor, real};

    fn told(features: &str) -> Told {
        let text = format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#);
        Told::by(read_fabriques, 0, text.as_bytes())
    }

    fn feature(ids: &str, label: &str) -> String {
        let label = serde_json::to_string(label).expect("a text");
        format!(
            r#"{{"type":"Feature","properties":{{"id_geo":"44109","lib_geo":"Nantes","id_territoire":"{ids}",
            "liste_geo":"Nantes (44109)","lib_territoire":{label}}},
            "geometry":{{"type":"Point","coordinates":[-1.5,47.2]}}}}"#
        )
    }

    fn names(told: &Told) -> Vec<&str> {
        told.items.iter().map(|item| actor(item).name.as_deref().unwrap_or("-")).collect()
    }

    #[test]
    fn several_laureates_in_one_feature_are_as_many_actors() {
        let told = told(&feature("fabt-24; fabt-147; fabt-200", "Pi; Le Lieu\n; Plan B"));
        assert_eq!(names(&told), ["Pi", "Le Lieu", "Plan B"]);
        let ids: Vec<_> = told.items.iter().map(|item| actor(item).local_id.as_str()).collect();
        assert_eq!((ids, told.ledger.read), (vec!["fabt-24", "fabt-147", "fabt-200"], 3));
        assert!(told.items.iter().all(|item| actor(item).whereabouts.insee.as_deref() == Some("44109")));
        assert!(told.items.iter().all(|item| actor(item).whereabouts.point.is_none()), "it is the commune's");
        assert_eq!(told.said(), [""; 0]);
    }

    #[test]
    fn fewer_names_than_ids_give_all_the_whole_label() {
        let told = told(&feature("fabt-1;fabt-2", "La Manufacture"));
        assert_eq!(names(&told), ["La Manufacture", "La Manufacture"]);
        assert_eq!(
            told.said(),
            [
                "1: noms et identifiants en nombres différents : libellé entier gardé pour chacun « La Manufacture »"
            ]
        );
    }

    #[test]
    fn labels_are_put_on_one_line_and_out_of_html() {
        let told = told(&feature("fabt-1", "Le Moulin\r\nVert&amp;Co, tiers-lieu"));
        assert_eq!(names(&told), ["Le Moulin Vert&Co, tiers-lieu"]);
        assert_eq!(told.said(), ["1: libellé écrit en HTML : décodé « Le Moulin Vert&amp;Co, tiers-lieu »"]);
    }

    #[test]
    fn persons_in_labels_are_not_kept() {
        let told = told(
            &[
                feature("fabt-1", "Bouillon vert\nreprésenté par Jean Dupont, trésorier"),
                feature("fabt-2", "Jean DUPONT entreprise individuelle pour la ferme"),
            ]
            .join(","),
        );
        assert_eq!(names(&told), ["Bouillon vert", "-"]);
        assert!(!format!("{told:?}").to_lowercase().contains("dupont"));
    }

    #[test]
    fn an_empty_geometry_does_not_lose_the_laureate() {
        let told = told(
            r#"{"type":"Feature","properties":{"id_geo":"97801","lib_geo":"NA","id_territoire":"fabt-364",
            "lib_territoire":"ANIS"},"geometry":{"type":"GeometryCollection","geometries":[]}}"#,
        );
        assert_eq!(names(&told), ["ANIS"]);
        assert_eq!(actor(&told.items[0]).whereabouts.town, None);
    }

    #[test]
    fn an_id_of_another_programme_or_none_is_refused() {
        let told = told(&[feature("pvd-01", "A"), feature("", "B")].join(","));
        assert_eq!(
            told.said(),
            ["1: identifiant d'un autre programme « pvd-01 »", "2: identifiant de lauréat absent «  »"]
        );
    }

    #[test]
    fn the_real_files_are_read_to_their_last_laureate() {
        for (file, source, count) in [("fabt", FABRIQUES.source, 382), ("manuprox", MANUFACTURES.source, 111)]
        {
            let Some(path) = real(&format!("tiers_lieux/anct_{file}_geom.geojson")) else { return };
            let (kind, told) = Told::of_file(&path);
            assert_eq!((kind.source, told.ledger.read, told.ledger.refused()), (source, count, 0));
        }
    }

    #[test]
    fn the_prefix_of_the_first_id_tells_the_programme() {
        let recognised = |id: &str| {
            let value = |name| if name == ID { id.to_owned() } else { String::new() };
            let properties = SIGNATURE.iter().map(|&name| (name.to_owned(), value(name))).collect();
            let head = Head::Features { properties, geometry: "Point".to_owned() };
            catalogue::recognise(&head).map(|kind| kind.source)
        };
        assert_eq!(recognised("fabt-51; fabt-52"), Some("fabriques-de-territoire"));
        assert_eq!(recognised("manuprox-1-29"), Some("manufactures-de-proximite"));
        assert_eq!(recognised("pvd-01-971-1"), None);
    }

    #[test]
    fn other_layers_of_the_producer_are_not_taken() {
        for file in ["pvd", "acv", "va", "pao"] {
            let Some(path) = real(&format!("programmes/anct_{file}_geom.geojson")) else { return };
            let kind = catalogue::recognise(&open::head(&path).expect("readable"));
            assert!(kind.is_none_or(|kind| kind.signature != SIGNATURE), "{file}");
        }
    }
}
