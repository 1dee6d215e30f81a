//! Ties between bodies of the island: nearer ones more often, of different activities, and a planted
//! broker.
//!
//! *Planted.* Two companies of ten bodies that know each other in a ring and through their first
//! one, and a broker that alone binds the two: without it they are two components. No other tie
//! touches them. All other ties follow one law: each body has four draws among those of its
//! bassin with another activity, by weights that fall with the square of the distance; so that who is
//! near and different is more likely bound, and who is near and alike never.

use std::io;

use crate::demo::chance::{Chance, Purpose};
use crate::demo::ground::Ground;
use crate::demo::numbers;
use crate::demo::samples::Known;
use crate::demo::sirene::Registered;
use crate::demo::table::{Format, Table};
use crate::demo::truths::{Ties, Truths};

/// A table of our own: see `ingest::ties`.
pub const TIES: Format = Format {
    file: "liens.csv",
    header: &["lien_de", "lien_genre", "lien_vers", "produit", "part", "lien_date", "aire_service"],
    separator: b';',
    crlf: false,
};

/// How many bodies each of the two companies has, and how many times each other body draws.
const COMPANY: usize = 10;
const DRAWS: usize = 4;

/// Kinds and how usual each is.
const KINDS: [(u32, &str); 6] = [
    (9, "fournit"),
    (3, "transforme-pour"),
    (3, "distribue"),
    (3, "heberge"),
    (2, "finance"),
    (3, "partage-avec"),
];

const PRODUCTS: [&str; 5] = ["légumes", "pain", "réemploi", "linge", "bois"];

/// Writes the table.
pub fn write(ground: &Ground<'_>, registered: &Registered, truths: &mut Truths) -> io::Result<()> {
    let mut writer = Writer {
        chance: Chance::new(ground.plan.seed, Purpose::Ties),
        table: Table::create(ground.folder, TIES)?,
        told: Ties::default(),
    };
    let bodies = &registered.samples.tied.list;
    let planted = bodies.len().min(2 * COMPANY + 1);
    let (company, others) = bodies.split_at(planted);
    writer.planted(company)?;
    writer.drawn(ground, others)?;
    writer.faults(others, registered.next, truths)?;
    truths.rows.insert(TIES.file, writer.table.finish()?);
    truths.ties = writer.told;
    Ok(())
}

struct Writer {
    chance: Chance,
    table: Table,
    told: Ties,
}

impl Writer {
    fn planted(&mut self, company: &[Known]) -> io::Result<()> {
        let Some((broker, rest)) = company.split_first() else { return Ok(()) };
        let (one, other) = rest.split_at(rest.len() / 2);
        for side in [one, other] {
            for (at, body) in side.iter().enumerate() {
                let next = &side[(at + 1) % side.len()];
                self.row(&body.siret, "fournit", &next.siret, "")?;
                if 1 < at && at + 1 < side.len() {
                    self.row(&side[0].siret, "heberge", &body.siret, "")?;
                }
            }
            if let Some(first) = side.first() {
                self.row(&broker.siret, "finance", &first.siret, "")?;
            }
            self.told.sides.push(side.iter().map(|body| body.siret.clone()).collect());
        }
        self.told.broker.clone_from(&broker.siret);
        Ok(())
    }

    fn drawn(&mut self, ground: &Ground<'_>, bodies: &[Known]) -> io::Result<()> {
        let bassin = |body: &Known| ground.world.communes[body.place.commune].bassin;
        let mut by_bassin: Vec<Vec<&Known>> = vec![Vec::new(); ground.world.bassins.len()];
        bodies.iter().for_each(|body| by_bassin[bassin(body)].push(body));
        for body in bodies {
            let candidates: Vec<(&Known, f64)> = by_bassin[bassin(body)]
                .iter()
                .filter(|other| other.naf[..2] != body.naf[..2])
                .map(|&other| (other, 1.0 / (1.0 + kilometers(body, other)).powi(2)))
                .collect();
            let total: f64 = candidates.iter().map(|(_, weight)| weight).sum();
            let mut met: Vec<&str> = Vec::new();
            for _ in 0..DRAWS {
                let mut left = total * self.chance.unit();
                let found = candidates.iter().find(|(_, weight)| {
                    left -= weight;
                    left < 0.0
                });
                let Some((other, _)) = found.filter(|(other, _)| !met.contains(&other.siret.as_str())) else {
                    continue;
                };
                met.push(&other.siret);
                let kind = self.chance.weighted(&KINDS, |kind| kind.0).1;
                self.row(&body.siret, kind, &other.siret, "")?;
            }
        }
        Ok(())
    }

    /// Each once: an end that nobody knows, a kind that is none, an actor bound to itself, a share of
    /// more than all, a tie said twice.
    fn faults(&mut self, bodies: &[Known], next: u32, truths: &mut Truths) -> io::Result<()> {
        let [one, other, ..] = bodies else { return Ok(()) };
        let stranger = numbers::siret(&numbers::private_siren(next + 7), 1);
        let masked = truths.masked.first().map(|masked| masked.siret.clone());
        let sound = self.told.sound;
        self.row(&one.siret, "fournit", &stranger, "")?;
        truths.fault("liens : bout inconnu");
        if let Some(masked) = masked {
            self.row(&one.siret, "fournit", &masked, "")?;
            truths.fault("liens : diffusion partielle");
        }
        self.row(&one.siret, "aime", &other.siret, "")?;
        truths.fault("liens : genre inconnu");
        self.row(&one.siret, "finance", &one.siret, "")?;
        truths.fault("liens : avec lui-même");
        self.told.sound = sound;
        self.row(&one.siret, "membre-de", &other.siret, "1.5")?;
        truths.fault("liens : part de plus de tout");
        let sound = self.told.sound;
        self.row(&one.siret, "membre-de", &other.siret, "")?;
        truths.fault("liens : dit deux fois");
        self.told.sound = sound;
        Ok(())
    }

    fn row(&mut self, from: &str, kind: &str, to: &str, share: &str) -> io::Result<()> {
        let goods = matches!(kind, "fournit" | "transforme-pour" | "distribue");
        let product = if goods { self.chance.pick(&PRODUCTS) } else { "" };
        let drawn = if kind == "fournit" && self.chance.one_in(3) {
            format!("{:.2}", self.chance.between(0.05, 0.95))
        } else {
            String::new()
        };
        let year = (2015 + self.chance.below(11)).to_string();
        self.told.sound += 1;
        self.table.row(&[
            ("lien_de", from),
            ("lien_genre", kind),
            ("lien_vers", to),
            ("produit", product),
            ("part", if share.is_empty() { &drawn } else { share }),
            ("lien_date", &year),
        ])
    }
}

/// Between two bodies, on a plane: near enough to draw by.
fn kilometers(one: &Known, other: &Known) -> f64 {
    let north = (one.place.lat - other.place.lat) * 111.2;
    let east = (one.place.lon - other.place.lon) * 111.2 * one.place.lat.to_radians().cos();
    north.hypot(east)
}
