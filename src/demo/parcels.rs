//! Parcels and premises of legal persons as the tax office publishes them, the plan of the cadastre, and
//! what hampers building.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::demo::best_sites;
use crate::demo::chance::{Chance, Purpose};
use crate::demo::ground::{Ground, Place};
use crate::demo::names::{self, SECRET, capitals};
use crate::demo::table::{Format, Table};
use crate::demo::truths::Truths;

/// Parcels, with the columns of 2025.
pub const PARCELS: Format = Format {
    file: "parcelles_personnes_morales.csv",
    header: &[
        "Département",
        "Code Direction",
        "Code Commune",
        "Nom de la commune",
        "Préfixe",
        "Section",
        "N° plan",
        "N° voirie",
        "Indice de répétition",
        "Code voie Majic",
        "Code voie rivoli",
        "Nature voie",
        "Nom voie",
        "Contenance",
        "SUF",
        "Nature culture",
        "Contenance SUF",
        "Code droit - par",
        "N° Majic - par",
        "N° SIREN - par",
        "Groupe personne - par",
        "Forme juridique - par",
        "Forme juridique abrégée - par",
        "Dénomination - par",
    ],
    separator: b';',
    crlf: false,
};

/// Premises, with the columns to 2023.
pub const PREMISES: Format = Format {
    file: "locaux_personnes_morales.csv",
    header: &[
        "Département (Champ géographique)",
        "Code Direction (Champ géographique)",
        "Code Commune (Champ géographique)",
        "Nom Commune (Champ géographique)",
        "Préfixe (Références cadastrales)",
        "Section (Références cadastrales)",
        "N° plan (Références cadastrales)",
        "Bâtiment (Identification du local)",
        "Entrée (Identification du local)",
        "Niveau (Identification du local)",
        "Porte (Identification du local)",
        "N° voirie (Adresse du local)",
        "Indice de répétition (Adresse du local)",
        "Code voie MAJIC (Adresse du local)",
        "Code voie rivoli (Adresse du local)",
        "Nature voie (Adresse du local)",
        "Nom voie (Adresse du local)",
        "Code droit (Propriétaire(s) du local)",
        "N° MAJIC (Propriétaire(s) du local)",
        "N° SIREN (Propriétaire(s) du local)",
        "Groupe personne (Propriétaire(s) du local)",
        "Forme juridique (Propriétaire(s) du local)",
        "Forme juridique abrégée (Propriétaire(s) du local)",
        "Dénomination (Propriétaire(s) du local)",
    ],
    separator: b';',
    crlf: true,
};

/// What hampers building.
pub const LIMITS: Format = Format {
    file: "contraintes_foncieres.csv",
    header: &["terrain", "inondation", "protection", "pente_pct", "acces_route"],
    separator: b';',
    crlf: false,
};

/// The plan.
pub const CADASTRE: &str = "cadastre-F1-parcelles.json.gz";

/// The section of the parcels that are planted in communes of before.
const FORMER: &str = "ZB";

/// The group of the département in the files.
const DEPARTEMENT: Holder = Holder { group: "3 - Département", form: "7220", name: "DEPARTEMENT DE L'ILE" };

/// A parcel to be drawn and held.
pub struct Parcel {
    /// Section and number.
    pub section: &'static str,
    pub number: u32,
    pub place: Place,
    pub surface: u32,
}

/// Who holds a parcel.
#[derive(Clone, Copy)]
struct Holder {
    group: &'static str,
    form: &'static str,
    /// Empty for a commune or a group of communes: theirs is put there.
    name: &'static str,
}

/// Holders and how often each: no département, whose land is planted.
const HOLDERS: [(u32, Holder); 9] = [
    (50, Holder { group: "4 - Commune", form: "7210", name: "" }),
    (10, Holder { group: "9 - Etablissement public", form: "7346", name: "" }),
    (8, Holder { group: "1 - Etat", form: "7113", name: "ETAT" }),
    (3, Holder { group: "2 - Région", form: "7230", name: "REGION DES EMBRUNS" }),
    (6, Holder { group: "5 - Office HLM", form: "5599", name: "HABITAT DE L'ILE" }),
    (3, Holder { group: "6 - SEM", form: "5515", name: "SEM DES QUAIS" }),
    (6, Holder { group: "9 - Etablissement public", form: "7364", name: "CENTRE HOSPITALIER DE L'ILE" }),
    (20, Holder { group: "0 - Personne morale", form: "6540", name: SECRET }),
    (10, Holder { group: "7 - Copropriétaire", form: "9110", name: "LES COPROPRIETAIRES" }),
];

/// The three files that are written together.
struct Office<'a> {
    ground: &'a Ground<'a>,
    held: Table,
    premises: Table,
    plan: Plan,
}

/// Writes the files. `friches` are the parcels of brownfields that a commune owns, by their rank; each is in the
/// files of the tax office too.
pub fn write(ground: &Ground<'_>, friches: &[Parcel], truths: &mut Truths) -> io::Result<()> {
    let chance = &mut Chance::new(ground.plan.seed, Purpose::Parcels);
    let mut office = Office {
        ground,
        held: Table::create(ground.folder, PARCELS)?,
        premises: Table::create(ground.folder, PREMISES)?,
        plan: Plan::create(ground)?,
    };
    for parcel in friches {
        office.hold(parcel, HOLDERS[0].1, 1)?;
        office.plan.draw(ground, parcel)?;
    }
    for number in 1..=ground.plan.scaled(40_000, 130) {
        let commune = ground.commune(chance);
        let parcel = Parcel {
            section: "ZA",
            number: 1 + (number - 1) % 9_999,
            place: ground.spot(chance, commune),
            surface: 150 + chance.below(6_000),
        };
        let holder = chance.weighted(&HOLDERS, |(often, _)| *often).1;
        let public = !holder.group.starts_with(['0', '7']);
        *if public { &mut truths.land.public } else { &mut truths.land.private } += 1;
        office.hold(&parcel, holder, 1 + chance.below(3))?;
        if number.is_multiple_of(7) {
            office.right(&parcel, HOLDERS[4].1, "E - Emphytéote", "A")?;
        }
        if number.is_multiple_of(11) {
            office.right(&parcel, HOLDERS[8].1, "P - Propriétaire", "A")?;
        }
        for door in 0..chance.below(4) {
            office.stands(&parcel, holder, door)?;
        }
        // One in five is known by its commune alone.
        if !number.is_multiple_of(5) {
            office.plan.draw(ground, &parcel)?;
        }
    }
    for (former, number) in ground.world.former.iter().zip(1..) {
        // The tax office's file still has the commune of before.
        let place = ground.beside(former.now, 220.0, 140.0);
        let parcel = Parcel { section: FORMER, number, place, surface: 900 };
        office.hold(&parcel, HOLDERS[0].1, 1)?;
        office.plan.draw(ground, &parcel)?;
        truths.land.public += 1;
    }
    office.departement(truths)?;
    let Office { held, premises, plan, .. } = office;
    truths.rows.insert(PARCELS.file, held.finish()?);
    truths.rows.insert(PREMISES.file, premises.finish()?);
    truths.rows.insert(CADASTRE, plan.finish()?);
    Ok(())
}

impl Office<'_> {
    /// Truth 9: what the département owns.
    fn departement(&mut self, truths: &mut Truths) -> io::Result<()> {
        let ground = self.ground;
        let planted = best_sites::planted(ground);
        let mut limits = Table::create(ground.folder, LIMITS)?;
        let barred = [("rouge", "aucune", "1", "oui"), ("hors zone", "réserve naturelle", "2", "oui")]
            .into_iter()
            .chain([("hors zone", "aucune", "22.5", "oui"), ("hors zone", "aucune", "1", "oui")]);
        let all = planted.best.iter().map(|&at| (at, None));
        let all = all.chain(planted.decoys.iter().map(|&at| (at, None)));
        let all = all.chain(planted.barred.iter().copied().zip(barred.map(Some)));
        for ((commune, bar), number) in all.zip(1..) {
            // The last one is barred by its size.
            let surface = if number == 14 { 120 } else { 4_000 };
            let place = ground.beside(commune, 150.0, 60.0);
            let parcel = Parcel { section: "DP", number, place, surface };
            self.hold(&parcel, DEPARTEMENT, 2)?;
            self.stands(&parcel, DEPARTEMENT, 0)?;
            self.plan.draw(ground, &parcel)?;
            let id = id(ground, &parcel);
            let (flood, protection, slope, road) = bar.unwrap_or(("hors zone", "aucune", "1.5", "oui"));
            let cells = [("terrain", id.as_str()), ("inondation", flood), ("protection", protection)];
            limits.row(&[cells[0], cells[1], cells[2], ("pente_pct", slope), ("acces_route", road)])?;
            truths.land.public += 1;
            match number {
                1..=3 => truths.land.best.push(id),
                4..=10 => truths.land.decoys.push(id),
                _ => truths.land.barred.push(id),
            }
        }
        truths.rows.insert(LIMITS.file, limits.finish()?);
        Ok(())
    }

    /// A parcel in so many fiscal parts, each with the whole parcel's area.
    fn hold(&mut self, parcel: &Parcel, holder: Holder, parts: u32) -> io::Result<()> {
        ["A", "B", "C"]
            .into_iter()
            .take(parts as usize)
            .try_for_each(|part| self.right(parcel, holder, "P - Propriétaire", part))
    }

    fn right(&mut self, parcel: &Parcel, holder: Holder, right: &str, part: &str) -> io::Result<()> {
        let commune = &self.ground.world.communes[parcel.place.commune];
        let (siren, name) = self.holder(parcel, holder);
        let code = code(self.ground, parcel);
        self.held.row(&[
            ("Département", &code[..2]),
            ("Code Direction", "0"),
            ("Code Commune", &code[2..]),
            ("Nom de la commune", &capitals(&commune.name)),
            ("Section", parcel.section),
            ("N° plan", &parcel.number.to_string()),
            ("Contenance", &parcel.surface.to_string()),
            ("SUF", part),
            ("Nature culture", "S - Sols"),
            ("Contenance SUF", &(parcel.surface / 2).to_string()),
            ("Code droit - par", right),
            ("N° SIREN - par", &siren),
            ("Groupe personne - par", holder.group),
            ("Forme juridique - par", holder.form),
            ("Dénomination - par", &name),
        ])
    }

    fn stands(&mut self, parcel: &Parcel, holder: Holder, door: u32) -> io::Result<()> {
        let commune = &self.ground.world.communes[parcel.place.commune];
        let (siren, name) = self.holder(parcel, holder);
        let code = code(self.ground, parcel);
        self.premises.row(&[
            ("Département (Champ géographique)", &code[..2]),
            ("Code Direction (Champ géographique)", "0"),
            ("Code Commune (Champ géographique)", &code[2..]),
            ("Nom Commune (Champ géographique)", &capitals(&commune.name)),
            ("Préfixe (Références cadastrales)", "   "),
            ("Section (Références cadastrales)", parcel.section),
            ("N° plan (Références cadastrales)", &format!("{:04}", parcel.number)),
            ("Bâtiment (Identification du local)", "A"),
            ("Entrée (Identification du local)", "01"),
            ("Niveau (Identification du local)", "00"),
            ("Porte (Identification du local)", &format!("{:05}", 1_001 + door)),
            ("Code droit (Propriétaire(s) du local)", "P"),
            ("N° SIREN (Propriétaire(s) du local)", &siren),
            ("Groupe personne (Propriétaire(s) du local)", &holder.group[..1]),
            ("Forme juridique (Propriétaire(s) du local)", holder.form),
            ("Dénomination (Propriétaire(s) du local)", &name),
        ])
    }

    /// SIREN and name. The tax office's own number where the body has none of ours.
    fn holder(&self, parcel: &Parcel, holder: Holder) -> (String, String) {
        let world = &self.ground.world;
        let commune = &world.communes[parcel.place.commune];
        let epci = commune.epci.filter(|_| holder.form == "7346").map(|rank| &world.epcis[rank]);
        match (holder.name, epci) {
            ("", Some(epci)) => (epci.code.clone(), capitals(&epci.name)),
            ("", None) => {
                (commune.siren.clone(), format!("COMMUNE {}", capitals(&names::of_town(&commune.name))))
            }
            (name, _) => (format!("U{:08}", parcel.number), capitals(name)),
        }
    }
}

/// The commune's code: the planted parcels of communes that others joined bear the old one.
fn code(ground: &Ground<'_>, parcel: &Parcel) -> String {
    let Place { commune, .. } = parcel.place;
    let is_prefix = |code: &str| code[2..].bytes().all(|byte| byte.is_ascii_digit());
    let former = ground.world.former.iter().find(|former| former.now == commune && is_prefix(&former.code));
    let old = former.filter(|_| parcel.section == FORMER);
    old.map_or_else(|| ground.world.communes[commune].code.clone(), |former| former.code.clone())
}

/// The parcel's id in the tax office's files.
fn id(ground: &Ground<'_>, parcel: &Parcel) -> String {
    format!("{}000{:0>2}{:04}", code(ground, parcel), parcel.section, parcel.number)
}

/// The plan, being drawn.
struct Plan {
    out: BufWriter<GzEncoder<File>>,
    drawn: u64,
}

impl Plan {
    fn create(ground: &Ground<'_>) -> io::Result<Self> {
        // The compressed file holds no time: same parcels, same bytes.
        let zipped = GzEncoder::new(File::create(ground.folder.join(CADASTRE))?, Compression::new(6));
        let mut out = BufWriter::new(zipped);
        out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        Ok(Self { out, drawn: 0 })
    }

    /// A square. A parcel of a commune that was joined has the code of today, and the old one as its prefix.
    fn draw(&mut self, ground: &Ground<'_>, parcel: &Parcel) -> io::Result<()> {
        let now = &ground.world.communes[parcel.place.commune].code;
        let told = code(ground, parcel);
        let prefix = if told == *now { "000" } else { &told[2..] };
        let id = format!("{now}{prefix}{:0>2}{:04}", parcel.section, parcel.number);
        let half = f64::from(parcel.surface).sqrt() / 2.0 / 111_200.0;
        let (east, north) = (half * ground.world.comb.stretch, half);
        let Place { lon, lat, .. } = parcel.place;
        let corner = |x: f64, y: f64| format!("[{:.7},{:.7}]", lon + x * east, lat + y * north);
        let ring =
            [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0)].map(|(x, y)| corner(x, y));
        let comma = if self.drawn == 0 { "" } else { "," };
        self.drawn += 1;
        // Its area is missing here and there, as in the real plan.
        let area = if self.drawn.is_multiple_of(11) {
            String::new()
        } else {
            format!(",\"contenance\":{}", parcel.surface)
        };
        write!(
            self.out,
            "{comma}\n{{\"type\":\"Feature\",\"id\":\"{id}\",\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{}]]}},\
            \"properties\":{{\"id\":\"{id}\",\"commune\":\"{now}\",\"prefixe\":\"{prefix}\",\"section\":\"{}\",\
            \"numero\":\"{}\"{area},\"arpente\":false,\"created\":\"2019-04-26\",\"updated\":\"2024-02-13\"}}}}",
            ring.join(","),
            parcel.section,
            parcel.number
        )
    }

    fn finish(mut self) -> io::Result<u64> {
        self.out.write_all(b"\n]}\n")?;
        self.out.into_inner()?.finish()?;
        Ok(self.drawn)
    }
}
