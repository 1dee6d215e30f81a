//! Tiers-lieux, the two programmes that label them, and PTCE.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use serde_json::json;

use crate::demo::chance::{Chance, Purpose};
use crate::demo::ground::{Ground, degrees};
use crate::demo::names;
use crate::demo::samples::{Known, Samples};
use crate::demo::table::{Format, Table};
use crate::demo::truths::Truths;

/// Tiers-lieux of 2019 (CGET).
pub const TIERS_LIEUX: Format = Format::plain(
    "tiers_lieux_2019.csv",
    &[
        "ID",
        "NOM_TL",
        "ADRESSE",
        "CP",
        "COMINIT",
        "INSEECOM",
        "NOMCOM",
        "WEB",
        "TWITTER",
        "FACEBOOK",
        "TYPO",
        "GEOCOD",
        "PRECISION",
        "METRO",
        "NOMMETRO",
        "INSEEREG",
        "NOMREG",
        "INSEEMETRO",
        "INSEEDEP",
        "NOMCOMMETRO",
        "POPCOM",
        "COMCLASS",
        "INSEE_ZE",
        "NOM_ZE",
        "CLASS_ZE",
        "POP_ZE",
        "lon",
        "lat",
    ],
);

/// PTCE have no official file: a table of our own, lists joined by `|`.
pub const PTCE: Format = Format {
    file: "ptce.csv",
    header: &[
        "ptce_id",
        "ptce_nom",
        "porteur_siret",
        "ptce_annee",
        "membres_siret",
        "communes",
        "aire_service",
        "site_web",
    ],
    separator: b';',
    crlf: false,
};

/// *Fabriques de territoire*.
pub const FABRIQUES: &str = "fabriques_de_territoire.geojson";
/// *Manufactures de proximité*.
pub const MANUFACTURES: &str = "manufactures_de_proximite.geojson";

const TYPES: [(u32, &str); 3] =
    [(11, "Tiers lieux à dominante coworking"), (4, "Tiers lieux à dominante fablab"), (1, "")];

/// Writes the four files.
pub fn write(ground: &Ground<'_>, samples: &Samples, truths: &mut Truths) -> io::Result<()> {
    let mut chance = Chance::new(ground.plan.seed, Purpose::Places);
    tiers_lieux(ground, &mut chance, truths)?;
    let fabriques = Programme { file: FABRIQUES, name: "fabt_geom", prefix: "fabt-" };
    fabriques.write(ground, &mut chance, ground.plan.scaled(342, 6), truths)?;
    let manufactures = Programme { file: MANUFACTURES, name: "manuprox_geom", prefix: "manuprox-1-" };
    manufactures.write(ground, &mut chance, ground.plan.scaled(98, 4), truths)?;
    ptce(ground, samples, truths)
}

/// Where a random inhabitant lives, but never where truth 4 wants no tiers-lieu.
fn commune(ground: &Ground<'_>, chance: &mut Chance) -> usize {
    loop {
        let commune = ground.commune(chance);
        if ground.world.communes[commune].bassin != ground.scheme.brownfield {
            return commune;
        }
    }
}

fn tiers_lieux(ground: &Ground<'_>, chance: &mut Chance, truths: &mut Truths) -> io::Result<()> {
    let mut table = Table::create(ground.folder, TIERS_LIEUX)?;
    for rank in 1..=ground.plan.scaled(1_512, 22) {
        let at = commune(ground, chance);
        let (world, place) = (&ground.world, ground.spot(chance, at));
        let town = &world.communes[at];
        let (street, zeroed) = (names::street(chance).line, rank.is_multiple_of(10));
        let precision = if rank.is_multiple_of(12) { 0.45 } else { 0.9 };
        let faults = [
            (zeroed, "tiers-lieux : code commune « 0 »"),
            (precision < 0.6, "tiers-lieux : géocodage peu sûr"),
        ];
        faults.into_iter().filter(|(there, _)| *there).for_each(|(_, what)| truths.fault(what));
        let pattern =
            chance.pick(&["Le Tiers-lieu {d}", "La Fabrique {d}", "Coworking {d}", "L'Atelier {d}"]);
        let name = names::body(chance, pattern, &town.name);
        let (region, region_name) = world.region(at);
        table.row(&[
            ("ID", &rank.to_string()),
            ("NOM_TL", &name),
            ("ADRESSE", &street),
            ("CP", &town.postal_code),
            ("COMINIT", &town.name),
            ("INSEECOM", if zeroed { "0" } else { &town.code }),
            ("NOMCOM", &town.name),
            ("WEB", &if rank.is_multiple_of(3) { names::website(&name) } else { String::new() }),
            ("TYPO", chance.weighted(&TYPES, |kind| kind.0).1),
            ("GEOCOD", &format!("{street} {} {}", town.postal_code, town.name)),
            ("PRECISION", &precision.to_string()),
            ("INSEEREG", &region),
            ("NOMREG", region_name),
            ("INSEEDEP", &world.departement_code(at)),
            ("COMCLASS", if town.population < 5_000 { "0-5000" } else { "5000-20000" }),
            ("lon", &degrees(place.lon)),
            ("lat", &degrees(place.lat)),
        ])?;
    }
    truths.rows.insert(TIERS_LIEUX.file, table.finish()?);
    Ok(())
}

/// A layer of the ANCT: one feature a commune, at its centre, with one laureate or several.
struct Programme {
    file: &'static str,
    name: &'static str,
    prefix: &'static str,
}

impl Programme {
    fn write(
        &self,
        ground: &Ground<'_>,
        chance: &mut Chance,
        count: u32,
        truths: &mut Truths,
    ) -> io::Result<()> {
        let mut out = BufWriter::new(File::create(ground.folder.join(self.file))?);
        writeln!(out, "{{\n\"type\": \"FeatureCollection\",\n\"name\": \"{}\",", self.name)?;
        let crs = "urn:ogc:def:crs:OGC:1.3:CRS84";
        writeln!(out, "\"crs\": {},", json!({"type": "name", "properties": {"name": crs}}))?;
        write!(out, "\"features\": [")?;
        for rank in 1..=count {
            // The second feature has two laureates.
            let (mut ids, mut labels) = (vec![], vec![]);
            for part in 0..if rank == 2 { 2 } else { 1 } {
                ids.push(format!("{}{}", self.prefix, rank + part * count));
                let pattern = chance.pick(&["La Fabrique {d}", "Les Ateliers {d}", "Le Comptoir {d}"]);
                labels.push(names::body(chance, pattern, ""));
            }
            let town = &ground.world.communes[commune(ground, chance)];
            let feature = json!({
                "type": "Feature",
                "properties": {
                    "id_geo": town.code, "lib_geo": town.name, "id_territoire": ids.join("; "),
                    "liste_geo": format!("{} ({})", town.name, town.code), "lib_territoire": labels.join("; "),
                },
                "geometry": { "type": "Point", "coordinates": [town.point.0, town.point.1] },
            });
            write!(out, "{}\n{feature}", if rank == 1 { "" } else { "," })?;
        }
        writeln!(out, "\n]\n}}")?;
        truths.fault("programmes : deux lauréats dans un objet");
        truths.rows.insert(self.file, u64::from(count));
        out.flush()
    }
}

/// Whom a pole serves: each kind in turn, none of which stops at a border, but for those that
/// serve their territory.
fn service_area(rank: usize, (lon, lat): (f64, f64)) -> String {
    let at = |east: f64, north: f64| format!("{:.6} {:.6}", lon + east, lat + north);
    match rank % 4 {
        2 => format!("radius:{} 18000", at(0.0, 0.0)),
        3 => format!("surface:{} {} {}", at(-0.2, -0.12), at(0.25, -0.1), at(0.02, 0.2)),
        0 => "national".to_owned(),
        _ => String::new(),
    }
}

fn ptce(ground: &Ground<'_>, samples: &Samples, truths: &mut Truths) -> io::Result<()> {
    let mut table = Table::create(ground.folder, PTCE)?;
    for ((&bassin, members), rank) in samples.members.iter().zip(1_usize..) {
        // The first has all of them; others are smaller.
        let members = &members[..members.len().min(if rank == 1 { 6 } else { 3 + rank % 3 })];
        let sirets: Vec<&str> = members.iter().map(|member: &Known| member.siret.as_str()).collect();
        let towns = ground.world.communes_of(bassin);
        let codes: Vec<&str> = towns.iter().map(|&at| ground.world.communes[at].code.as_str()).collect();
        let id = format!("ptce-{rank:02}");
        table.row(&[
            ("ptce_id", &id),
            ("ptce_nom", &format!("Pôle coopératif {}", names::of_town(&ground.world.bassins[bassin].name))),
            ("porteur_siret", sirets.first().copied().unwrap_or("")),
            ("ptce_annee", if rank.is_multiple_of(2) { "2014" } else { "2023" }),
            ("membres_siret", &sirets.join("|")),
            ("communes", &codes.join("|")),
            ("aire_service", &service_area(rank, ground.world.communes[towns[0]].point)),
        ])?;
        truths.poles.push((id, sirets.len()));
    }
    truths.rows.insert(PTCE.file, table.finish()?);
    Ok(())
}
