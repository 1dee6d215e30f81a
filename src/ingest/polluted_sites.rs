//! Polluted sites whose owner defaulted, where the ADEME works in the owner's place.
//!
//! What the file tells is what was done there, not what the soil is like: it goes into words of its own and
//! never into the pollution of the CNIG standard. Attributes in Lambert II étendu repeat the point and are not read;
//! the point comes from old records, and is good to some hundred meters. A site bears the name of whoever ran
//! it, who may be a person: the name is kept only where it says what the place was.

use std::io::Read;

use encoding_rs::WINDOWS_1252;
use serde_json::Value;

use crate::domain::ids::CommuneCode;
use crate::domain::land::{Nature, Site, told_at};
use crate::domain::parcel::ParcelId;
use crate::domain::whereabouts::{Precision, Whereabouts};
use crate::ingest::coordinates;
use crate::ingest::features::{self, Feature};
use crate::ingest::friches::{self, square_meters};
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Outlet;
use crate::ingest::parcel_words::parcels_in;
use crate::ingest::sheet::SheetError;
use crate::ingest::site_names;
use crate::ingest::text;

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "ademe-sites-pollues";

/// Properties that no other known collection has together.
pub const SIGNATURE: &[&str] = &["Nom_site", "Code_INSEE", "Etat_operation", "Typologie_intervention_ADEME"];

/// The ways in which the file says nothing, in small letters.
const UNSAID: [&str; 8] =
    ["-", "nr", "non renseigné", "non renseignée", "non connu", "non connue", "inconnu", "sans objet"];

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, _: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    features::each(input, |rank, feature| {
        let site = feature.map_err(|error| Reason::fault("objet GeoJSON illisible", error));
        let site = site.and_then(|feature| site_of(&feature, rank, out));
        out.settle(rank, site);
    })
}

fn site_of(feature: &Feature, rank: u64, out: &mut Outlet<'_>) -> Result<Item, Reason> {
    let id = said(feature, "_id").ok_or_else(|| Reason::fault("identifiant `_id` absent", ""))?;
    let insee = said(feature, "Code_INSEE").unwrap_or_default();
    let (commune, mended) =
        CommuneCode::mend(&insee).ok_or_else(|| Reason::fault("code de commune invalide", insee.as_str()))?;
    if mended {
        out.mend(rank, "zéro de tête rendu au code de commune", insee);
    }
    let point = feature.position().and_then(|position| {
        let (lon, lat) = (position.lon(), position.lat());
        let placed = coordinates::in_france(lon, lat).filter(|(_, turned)| !turned);
        if placed.is_none() {
            out.mend(rank, "point hors de France : écarté, commune gardée", format!("{lon} {lat}"));
        }
        placed.map(|(position, _)| (position, Precision::Estimated))
    });
    Ok(Item::Site(Box::new(Site {
        id: format!("ademe_{id}"),
        nature: Nature::PollutedSite,
        told: vec![told_at(SOURCE, &id)],
        name: name(feature, rank, out),
        checked: true,
        occupation: said(feature, "Usage_actuel_site")
            .and_then(|usage| friches::kept(usage, "Usage_actuel_site", rank, out)),
        surface_m2: number(feature, "Surface_site_m2").and_then(square_meters),
        built_m2: match number(feature, "Superficie_bati_m2") {
            // It has other words for "unknown".
            Some(0.0) => Some(0),
            other => other.and_then(square_meters),
        },
        intervention: intervention(feature),
        parcels: parcels(commune, feature, rank, out),
        whereabouts: Whereabouts {
            insee: Some(commune.to_string()),
            town: said(feature, "Commune"),
            point,
            ..Whereabouts::default()
        },
        ..Site::default()
    })))
}

/// A text property, its twice-read letters mended; `None` for the many ways to say nothing.
fn said(feature: &Feature, name: &str) -> Option<String> {
    let text = text::one_line(&remade(feature.text(name)?));
    (!text.is_empty() && !UNSAID.contains(&text.to_lowercase().as_str())).then_some(text)
}

/// Undoes letters that were read as Windows-1252 and whose first half was then taken for an `à`: `faà§on`.
fn remade(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let second = letters.peek().filter(|_| letter == 'à').and_then(|next| {
            let alone = next.to_string();
            let (bytes, _, unmappable) = WINDOWS_1252.encode(&alone);
            let half = bytes.first().copied().filter(|byte| !unmappable && (0x80..=0xbf).contains(byte))?;
            std::str::from_utf8(&[0xc3, half]).ok().map(str::to_owned)
        });
        match second {
            Some(whole) => {
                made.push_str(&whole);
                letters.next();
            }
            None => made.push(letter),
        }
    }
    made
}

fn number(feature: &Feature, name: &str) -> Option<f64> {
    match feature.properties.get(name)? {
        Value::Number(number) => number.as_f64(),
        _ => said(feature, name)?.replace(',', ".").parse().ok(),
    }
    .filter(|number: &f64| number.is_finite())
}

/// The site's name, where it surely is that of a place or a company.
fn name(feature: &Feature, rank: u64, out: &mut Outlet<'_>) -> Option<String> {
    let name = said(feature, "Nom_site")?;
    if !site_names::is_of_no_person(&name, said(feature, "Commune").as_deref()) {
        // What is dropped is not shown in the report either.
        out.mend(rank, "nom de site qui peut être celui d'une personne : écarté", "");
        return None;
    }
    friches::kept(name, "Nom_site", rank, out)
}

/// What was done, and whether it is over: `Terminée : Gestion et élimination de déchets`.
fn intervention(feature: &Feature) -> Option<String> {
    let state = said(feature, "Etat_operation").map(|state| {
        let mut letters = state.chars();
        letters
            .next()
            .map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
    });
    match (state, said(feature, "Typologie_intervention_ADEME")) {
        (Some(state), Some(kinds)) => Some(format!("{state} : {kinds}")),
        (state, kinds) => state.or(kinds),
    }
}

/// The parcels named: a list of texts, each of which may hold several or a range.
fn parcels(commune: CommuneCode, feature: &Feature, rank: u64, out: &mut Outlet<'_>) -> Vec<ParcelId> {
    let texts: Vec<&str> = match feature.properties.get("Numeros_parcelles_cadastrales") {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(text)) => vec![text],
        _ => vec![],
    };
    let written = remade(&texts.join(" "));
    let parcels = parcels_in(commune, &written);
    if parcels.is_empty() && !written.trim().is_empty() {
        out.mend(rank, "références de parcelles illisibles : écartées", "");
    }
    parcels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::real::{Told, real};

    fn told(features: &str) -> Told {
        Told::by(read, 0, format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#).as_bytes())
    }

    fn sites(told: &Told) -> Vec<&Site> {
        told.items
            .iter()
            .filter_map(|item| if let Item::Site(site) = item { Some(site.as_ref()) } else { None })
            .collect()
    }

    #[test]
    fn what_was_done_is_told_and_the_soil_is_not_judged() {
        let told = told(
            r#"{"properties":{"_id":"1","Nom_site":"USINE DU LAC","Code_INSEE":"8190","Commune":"Givet",
            "Etat_operation":"terminée","Typologie_intervention_ADEME":"Gestion et élimination de déchets",
            "Surface_site_m2":"19700","Superficie_bati_m2":"0","Usage_actuel_site":"Mis à  disposition",
            "CoordXLambert2Etendue":777397.3,"CoordYLambert2Etendue":2574527.8,
            "Numeros_parcelles_cadastrales":["000AY34","000AY36 à  000AY38"]},
            "geometry":{"type":"Point","coordinates":[4.81,50.14]}}"#,
        );
        let [site] = sites(&told)[..] else { panic!("one, got {told:?}") };
        assert_eq!((site.id.as_str(), site.nature), ("ademe_1", Nature::PollutedSite));
        assert_eq!(site.told, ["ademe-sites-pollues:1"]);
        assert_eq!(site.intervention.as_deref(), Some("Terminée : Gestion et élimination de déchets"));
        assert_eq!((&site.pollution, &site.kind, &site.status), (&None, &None, &None));
        assert_eq!((site.surface_m2, site.built_m2), (Some(19_700), Some(0)));
        assert_eq!(site.occupation.as_deref(), Some("Mis à disposition"));
        assert_eq!(site.whereabouts.insee.as_deref(), Some("08190"));
        assert_eq!(
            site.whereabouts.point.map(|(at, p)| (at.degrees(), p)),
            Some(([4.81, 50.14], Precision::Estimated))
        );
        let parcels: Vec<&str> = site.parcels.iter().map(ParcelId::as_str).collect();
        assert_eq!(parcels, ["08190000AY0034", "08190000AY0036", "08190000AY0037", "08190000AY0038"]);
        assert_eq!(told.said(), ["1: zéro de tête rendu au code de commune « 8190 »"]);
    }

    #[test]
    fn nothing_said_stays_unknown_and_a_site_without_a_point_keeps_its_commune() {
        let told = told(
            r#"{"properties":{"_id":"2","Nom_site":"-","Code_INSEE":"44109","Surface_site_m2":"Non renseigné",
            "Superficie_bati_m2":"non connue","Usage_actuel_site":"non renseigné","Etat_operation":"En cours",
            "Typologie_intervention_ADEME":"non renseigné","Numeros_parcelles_cadastrales":["des investigations"]},
            "geometry":null},
            {"properties":{"_id":"3","Nom_site":"x","Code_INSEE":"?"},"geometry":null},
            {"properties":{"Nom_site":"x","Code_INSEE":"44109"},"geometry":null}"#,
        );
        let [site] = sites(&told)[..] else { panic!("one, got {told:?}") };
        assert_eq!(
            (&site.name, site.surface_m2, site.built_m2, &site.occupation),
            (&None, None, None, &None)
        );
        assert_eq!(site.intervention.as_deref(), Some("En cours"));
        assert_eq!((site.whereabouts.point, site.parcels.len()), (None, 0));
        assert_eq!(
            told.said(),
            [
                "2: code de commune invalide « ? »",
                "3: identifiant `_id` absent «  »",
                "1: références de parcelles illisibles : écartées «  »",
            ]
        );
    }

    #[test]
    fn a_name_that_may_be_a_persons_is_dropped_unseen() {
        let named = |id: u32, name: &str| {
            format!(
                r#"{{"properties":{{"_id":"{id}","Nom_site":"{name}","Code_INSEE":"44109"}},"geometry":null}}"#
            )
        };
        let names = [
            "JEANNE UNTEL",
            "UNTEL",
            "Garage de M. Untel",
            "UNTEL Marcel, STATION SERVICE",
            "FONDERIES DE L'OUEST",
            "UNION FRANà‡AISE DES USINES",
        ];
        let features: Vec<String> = (1..).zip(names).map(|(id, name)| named(id, name)).collect();
        let told = told(&features.join(","));
        let kept: Vec<_> = sites(&told).iter().filter_map(|site| site.name.as_deref()).collect();
        assert_eq!(kept, ["FONDERIES DE L'OUEST", "UNION FRANÇAISE DES USINES"]);
        assert!(!format!("{:?}", told.ledger).to_lowercase().contains("untel"));
    }

    #[test]
    fn the_real_collection_is_read_whole() {
        let Some(path) = real("friches/ademe_sites_pollues_responsables_defaillants.geojson") else { return };
        let (kind, told) = Told::of_file(&path);
        assert_eq!((kind.source, told.ledger.read, told.ledger.accepted), (SOURCE, 419, 419));
        let sites = sites(&told);
        assert_eq!(sites.iter().filter(|site| site.whereabouts.point.is_none()).count(), 29);
        assert_eq!(told.ledger.mended["zéro de tête rendu au code de commune"].count, 22);
        assert!(sites.iter().all(|site| site.pollution.is_none() && site.owners.is_unknown()));
        for (what, tally) in &told.ledger.mended {
            println!("{} × {what}", tally.count);
        }
        let count = |holds: &dyn Fn(&Site) -> bool| sites.iter().filter(|site| holds(site)).count();
        println!("named {}, of parcels {}", count(&|s| s.name.is_some()), count(&|s| !s.parcels.is_empty()));
        println!(
            "surface {}, intervention {}",
            count(&|s| s.surface_m2.is_some()),
            count(&|s| s.intervention.is_some())
        );
    }
}
