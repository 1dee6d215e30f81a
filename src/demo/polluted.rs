//! Polluted sites whose owner defaulted, as the ADEME publishes them.

use std::io;

use serde_json::json;

use crate::demo::chance::{Chance, Purpose};
use crate::demo::ground::{Ground, degrees};
use crate::demo::names::SECRET;
use crate::demo::parcels::Parcel;
use crate::demo::truths::Truths;

/// The file.
pub const FILE: &str = "sites_pollues_ademe.geojson";

/// Writes the file. The first site lies on the parcel of a brownfield.
pub fn write(ground: &Ground<'_>, friches: &[Parcel], truths: &mut Truths) -> io::Result<()> {
    let chance = &mut Chance::new(ground.plan.seed, Purpose::Polluted);
    let mut features = Vec::new();
    for rank in 1..=ground.plan.scaled(419, 6) {
        let shared = friches.first().filter(|_| rank == 1);
        let place = match shared {
            Some(friche) => friche.place.clone(),
            None => {
                let commune = ground.commune(chance);
                ground.spot(chance, commune)
            }
        };
        let commune = &ground.world.communes[place.commune];
        let parcels = match shared {
            Some(friche) => json!([format!("000{}{}", friche.section, friche.number)]),
            None if rank.is_multiple_of(3) => json!([]),
            None => json!([format!("000AD{} \u{e0}\u{a0} 000AD{}", rank, rank + 2)]),
        };
        let unplaced = rank.is_multiple_of(4);
        if unplaced {
            truths.fault("sites pollués : sans géométrie");
        }
        let point = json!({"type": "Point", "coordinates": [place.lon, place.lat]});
        let silence = chance.pick(&["non renseigné", "Non renseigné", "-", "non connue"]);
        features.push(json!({
            "type": "Feature",
            "id": rank.to_string(),
            "geometry": if unplaced { json!(null) } else { point },
            "properties": {
                "_id": rank.to_string(),
                "Nom_site": if rank.is_multiple_of(2) { SECRET.to_owned() } else { format!("FONDERIE {rank}") },
                "Code_INSEE": commune.code,
                "Commune": commune.name,
                "Departement": ground.world.departement_code(place.commune),
                "CoordXLambert2Etendue": degrees(place.lon),
                "CoordYLambert2Etendue": degrees(place.lat),
                "Surface_site_m2": if rank.is_multiple_of(3) { silence.to_owned() } else { (900 * rank).to_string() },
                "Superficie_bati_m2": if rank.is_multiple_of(2) { silence } else { "0" },
                "Usage_actuel_site": if rank == 1 { "Friche" } else { silence },
                "Etat_operation": chance.pick(&["Terminée", "En cours"]),
                "Typologie_intervention_ADEME": "Gestion et élimination de déchets",
                "Numeros_parcelles_cadastrales": parcels,
            },
        }));
    }
    truths.rows.insert(FILE, features.len() as u64);
    let collection = json!({"type": "FeatureCollection", "features": features});
    std::fs::write(ground.folder.join(FILE), format!("{collection}\n"))
}
