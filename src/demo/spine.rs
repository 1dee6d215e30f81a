//! Who is where: the commune table, the passage table, La Poste's table, and a stray file.

use std::io;

use crate::demo::ground::Ground;
use crate::demo::names::capitals;
use crate::demo::table::{Format, Table};
use crate::demo::truths::Truths;

/// The national commune table.
pub const COMMUNES: Format = Format::plain(
    "communes_2025.csv",
    &[
        "code_commune",
        "nom",
        "dep",
        "reg",
        "epci",
        "epci_nom",
        "bv2022",
        "bv2022_nom",
        "ze2020",
        "uu2020",
        "aav2020",
        "lat",
        "lon",
        "siren_commune",
        "pmun",
        "densite",
        "ruralite",
        "centralite",
        "pmun_source",
    ],
);

/// Old codes and today's.
pub const PASSAGE: Format = Format::plain("passage_communes_2025.csv", &["DEPCOM_HIST", "DEPCOM"]);

/// La Poste's *base officielle des codes postaux* ("hexasmal").
pub const POSTAL: Format = Format::windows(
    "codes_postaux.csv",
    &[
        "Code_commune_INSEE",
        "Nom_commune",
        "Code_postal",
        "Libelle_acheminement",
        "Ligne_5",
        "coordonnees_gps",
    ],
);

/// A file that no reader knows, for the report to say so.
pub const NOTES: Format = Format::plain("notes.csv", &["carnet", "remarque"]);

/// Writes the four files.
pub fn write(ground: &Ground<'_>, truths: &mut Truths) -> io::Result<()> {
    truths.rows.insert(COMMUNES.file, communes(ground)?);
    truths.rows.insert(PASSAGE.file, passage(ground)?);
    truths.rows.insert(POSTAL.file, postal(ground)?);
    truths.rows.insert(NOTES.file, notes(ground)?);
    Ok(())
}

fn communes(ground: &Ground<'_>) -> io::Result<u64> {
    let world = &ground.world;
    let mut table = Table::create(ground.folder, COMMUNES)?;
    for (rank, commune) in world.communes.iter().enumerate() {
        let departement = world.departement_code(rank);
        let bassin = &world.bassins[commune.bassin];
        let epci = commune.epci.map(|epci| &world.epcis[epci]);
        let pole = bassin.pole == rank;
        let classes = Classes::of(commune.population);
        table.row(&[
            ("code_commune", &commune.code),
            ("nom", &commune.name),
            ("dep", &departement),
            ("reg", &world.region(rank).0),
            ("epci", epci.map_or("ZZZZZZZZZ", |epci| &epci.code)),
            ("epci_nom", epci.map_or("Sans objet", |epci| &epci.name)),
            ("bv2022", &bassin.code),
            ("bv2022_nom", &bassin.name),
            ("ze2020", &format!("{departement}01")),
            ("uu2020", &if pole { bassin.code.clone() } else { format!("{departement}000") }),
            ("aav2020", if pole { "900" } else { "000" }),
            ("lat", &format!("{:.6}", commune.point.1)),
            ("lon", &format!("{:.6}", commune.point.0)),
            ("siren_commune", &commune.siren),
            ("pmun", &commune.population.to_string()),
            ("densite", classes.density),
            ("ruralite", classes.rurality),
            ("centralite", if pole { classes.centrality } else { "Communes non centre" }),
            ("pmun_source", "données fictives"),
        ])?;
    }
    table.finish()
}

struct Classes {
    density: &'static str,
    rurality: &'static str,
    centrality: &'static str,
}

impl Classes {
    fn of(population: u32) -> Self {
        let (density, rurality, centrality) = match population {
            100_000.. => ("Grands centres urbains", "Hors champ : DOM ou commune urbaine", "majeur"),
            15_000.. => {
                ("Centres urbains intermédiaires", "Hors champ : DOM ou commune urbaine", "structurant")
            }
            5_000.. => ("Petites villes", "Les petites polarités mixtes", "intermédiaire"),
            1_200.. => ("Bourgs ruraux", "Les petites polarités mixtes", "local"),
            400.. => ("Rural à habitat dispersé", "Les ruralités résidentielles mixtes", ""),
            _ => ("Rural à habitat très dispersé", "Les ruralités productives agricoles", ""),
        };
        let centrality = match centrality {
            "majeur" => "Centre majeur d'équipements et de services",
            "structurant" => "Centre structurant d'équipements et de services",
            "intermédiaire" => "Centre intermédiaire d'équipements et de services",
            _ => "Centre local d'équipements et de services",
        };
        Self { density, rurality, centrality }
    }
}

fn passage(ground: &Ground<'_>) -> io::Result<u64> {
    let world = &ground.world;
    let today = world.communes.iter().map(|commune| (&commune.code, &commune.code));
    let former = world.former.iter().map(|former| (&former.code, &world.communes[former.now].code));
    let mut pairs: Vec<_> = today.chain(former).collect();
    pairs.sort();
    let mut table = Table::create(ground.folder, PASSAGE)?;
    for (old, new) in pairs {
        table.row(&[("DEPCOM_HIST", old), ("DEPCOM", new)])?;
    }
    table.finish()
}

fn postal(ground: &Ground<'_>) -> io::Result<u64> {
    let world = &ground.world;
    let mut table = Table::create(ground.folder, POSTAL)?;
    let mut row = |rank: usize, part: &str, point: (f64, f64)| {
        let commune = &world.communes[rank];
        let name = capitals(&commune.name).replace(['-', '\''], " ");
        table.row(&[
            ("Code_commune_INSEE", &commune.code),
            ("Nom_commune", &name),
            ("Code_postal", &commune.postal_code),
            ("Libelle_acheminement", &name),
            ("Ligne_5", &capitals(part).replace(['-', '\''], " ")),
            ("coordonnees_gps", &format!("{:.6}, {:.6}", point.1, point.0)),
        ])
    };
    for (rank, commune) in world.communes.iter().enumerate() {
        row(rank, "", commune.point)?;
    }
    // A commune that joined another stays a line of its address.
    for former in &world.former {
        row(former.now, &former.name, former.point)?;
    }
    table.finish()
}

fn notes(ground: &Ground<'_>) -> io::Result<u64> {
    let mut table = Table::create(ground.folder, NOTES)?;
    let remarks = [
        "Données fictives : aucune de ces communes, aucun de ces organismes n'existe.",
        "Ce fichier n'est d'aucun format connu : le rapport doit le dire, sans deviner.",
    ];
    for (rank, remark) in (1..).zip(remarks) {
        table.row(&[("carnet", &format!("{rank}")), ("remarque", remark)])?;
    }
    table.finish()
}
