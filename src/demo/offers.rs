//! Offers and needs of the island's bodies, and whom some of them serve.
//!
//! *Planted.* A need that one offer alone can meet, in the same commune and season; and a body that stands
//! outside of a bassin, near its border, and serves ten kilometers around itself, over the border.

use std::io;

use crate::demo::chance::{Chance, Purpose};
use crate::demo::ground::{Ground, degrees};
use crate::demo::samples::Known;
use crate::demo::sirene::Registered;
use crate::demo::table::{Format, Table};
use crate::demo::truths::{Offers, Truths};

/// A table of our own: see `ingest::offers`.
pub const OFFERS: Format = Format {
    file: "offres.csv",
    header: &[
        "offre_id",
        "offre_qui",
        "offre_sens",
        "offre_genre",
        "mots",
        "produit",
        "quantite",
        "unite",
        "du",
        "au",
        "minutes",
        "aire_service",
    ],
    separator: b';',
    crlf: false,
};

/// A kind, what it is about and its unit.
const THINGS: [(&str, &str, &str); 8] = [
    ("espace", "atelier", "m2"),
    ("espace", "salle de réunion", "h/semaine"),
    ("materiel", "légumerie", "h/semaine"),
    ("vehicule", "camion frigorifique", "jours/mois"),
    ("competence", "comptabilité", "h/mois"),
    ("surplus", "palettes", "kg"),
    ("achat", "électricité", "MWh"),
    ("emploi-partage", "animation", "h/semaine"),
];

/// The product that nobody else speaks of.
const RARE: &str = "presse à jus";

/// How far the planted body over the border goes, in meters.
pub const REACH: u32 = 10_000;

/// Writes the table.
pub fn write(ground: &Ground<'_>, registered: &Registered, truths: &mut Truths) -> io::Result<()> {
    let mut writer = Writer {
        ground,
        chance: Chance::new(ground.plan.seed, Purpose::Offers),
        table: Table::create(ground.folder, OFFERS)?,
        told: Offers::default(),
        rank: 0,
    };
    let bodies = &registered.samples.tied.list;
    let beyond = writer.over_the_border(bodies);
    if let Some((body, bassin)) = beyond.clone() {
        let area = writer.around(body, REACH);
        writer.dated(&body.siret, ["offre", "competence", "", "", "", ""], ("", ""), &area)?;
        writer.told.beyond = Some((body.siret.clone(), bassin));
        writer.told.sound += 1;
        writer.told.areas += 1;
    }
    for body in
        bodies.iter().filter(|body| beyond.as_ref().is_none_or(|(other, _)| other.siret != body.siret))
    {
        writer.drawn(body)?;
    }
    writer.planted(bodies)?;
    if let [one, ..] = &bodies[..] {
        writer.row(&one.siret, ["don", "espace", "", "", "", ""], "")?;
        truths.fault("offres : ni offre ni besoin");
    }
    truths.rows.insert(OFFERS.file, writer.table.finish()?);
    truths.offers = writer.told;
    Ok(())
}

struct Writer<'a> {
    ground: &'a Ground<'a>,
    chance: Chance,
    table: Table,
    told: Offers,
    rank: u32,
}

impl Writer<'_> {
    /// One body in two has an offer or a need; two in three of them say whom they serve.
    fn drawn(&mut self, body: &Known) -> io::Result<()> {
        let (kind, product, unit) = self.chance.pick(&THINGS);
        let side = if self.chance.one_in(2) { "offre" } else { "besoin" };
        let quantity = (1 + self.chance.below(40)).to_string();
        let season = match self.chance.below(3) {
            0 => ("2026-01-01", "2026-06-30"),
            1 => ("2026-05-01", "2026-12-31"),
            _ => ("", ""),
        };
        let kilometers = 1_000 * (5 + self.chance.below(26));
        let area = match self.chance.below(9) {
            0 => "national".to_owned(),
            1 | 2 => format!("zones:bassin:{}", self.bassin(body)),
            3..=5 => String::new(),
            _ => self.around(body, kilometers),
        };
        let spoken = self.chance.one_in(2);
        let minutes = if self.chance.one_in(3) { "20" } else { "" };
        self.told.sound += 1;
        self.told.areas += u64::from(!area.is_empty());
        let told = [side, kind, product, &quantity, unit, if spoken { minutes } else { "" }];
        self.dated(&body.siret, told, season, &area)
    }

    fn planted(&mut self, bodies: &[Known]) -> io::Result<()> {
        // Two bodies of one commune.
        let pair = bodies.iter().enumerate().find_map(|(at, one)| {
            let mut others = bodies[at + 1..].iter();
            others.find(|other| other.place.commune == one.place.commune).map(|other| (one, other))
        });
        if let Some((one, other)) = pair {
            let season = ("2026-09-01", "2026-10-31");
            self.dated(&one.siret, ["offre", "materiel", RARE, "12", "h/semaine", "15"], season, "")?;
            self.dated(&other.siret, ["besoin", "materiel", RARE, "8", "h/semaine", ""], season, "")?;
            self.told.pair = Some([one.siret.clone(), other.siret.clone()]);
            self.told.sound += 2;
        }
        Ok(())
    }

    /// The body nearest to a village of another bassin, and that bassin's code.
    fn over_the_border<'k>(&self, bodies: &'k [Known]) -> Option<(&'k Known, String)> {
        let world = &self.ground.world;
        let mut nearest: Option<(f64, &Known, usize)> = None;
        for body in bodies.iter().take(400) {
            let own = world.communes[body.place.commune].bassin;
            for commune in world.communes.iter().filter(|commune| commune.bassin != own) {
                let (lon, lat) = commune.point;
                let north = (lat - body.place.lat) * 111.2;
                let east = (lon - body.place.lon) * 111.2 * lat.to_radians().cos();
                let away = north.hypot(east);
                if nearest.is_none_or(|(before, ..)| away < before) {
                    nearest = Some((away, body, commune.bassin));
                }
            }
        }
        let (_, body, bassin) = nearest.filter(|(away, ..)| *away < 8.0)?;
        Some((body, world.bassins[bassin].code.clone()))
    }

    fn bassin(&self, body: &Known) -> &str {
        let world = &self.ground.world;
        &world.bassins[world.communes[body.place.commune].bassin].code
    }

    fn around(&self, body: &Known, meters: u32) -> String {
        format!("radius:{} {} {meters}", degrees(body.place.lon), degrees(body.place.lat))
    }

    fn row(&mut self, siret: &str, told: [&str; 6], area: &str) -> io::Result<()> {
        self.dated(siret, told, ("", ""), area)
    }

    fn dated(
        &mut self,
        siret: &str,
        [side, kind, product, quantity, unit, minutes]: [&str; 6],
        (from, until): (&str, &str),
        area: &str,
    ) -> io::Result<()> {
        self.rank += 1;
        self.table.row(&[
            ("offre_id", &format!("o-{}", self.rank)),
            ("offre_qui", siret),
            ("offre_sens", side),
            ("offre_genre", kind),
            ("produit", product),
            ("quantite", quantity),
            ("unite", unit),
            ("du", from),
            ("au", until),
            ("minutes", minutes),
            ("aire_service", area),
        ])
    }
}
