//! Friches, as Cartofriches publishes them.

use std::io;

use crate::demo::chance::{Chance, Purpose};
use crate::demo::ground::{Ground, Place};
use crate::demo::names::{self, SECRET, capitals};
use crate::demo::parcels::Parcel;
use crate::demo::table::{Format, Table};
use crate::demo::truths::Truths;

/// Cartofriches, points.
pub const FRICHES: Format = Format::plain(
    "friches.csv",
    &[
        "pk",
        "site_id",
        "id_from_file",
        "site_nom",
        "site_type",
        "site_adresse",
        "site_identif_date",
        "site_actu_date",
        "site_occupation",
        "site_url",
        "site_ademe_url",
        "site_securite",
        "site_statut",
        "site_surface",
        "site_reconv_type",
        "site_projet_etude",
        "site_projet",
        "site_numero_basias",
        "site_numero_basol",
        "activite_libelle",
        "activite_code",
        "activite_fin_annee",
        "comm_nom",
        "comm_insee",
        "dep",
        "bati_type",
        "bati_nombre",
        "bati_surface",
        "bati_pollution",
        "bati_vacance",
        "bati_patrimoine",
        "bati_etat",
        "local_ancienne_annee",
        "local_recent_annee",
        "date_mutation",
        "proprio_type",
        "proprio_personne",
        "proprio_nom",
        "sol_pollution_annee",
        "sol_pollution_existe",
        "sol_pollution_origine",
        "sol_pollution_commentaire",
        "sol_depollution_fiche",
        "l_idtup",
        "unite_fonciere_surface",
        "l_idpar",
        "l_catpro3txt",
        "urba_zone_type",
        "urba_zone_lib",
        "urba_zone_formdomi",
        "urba_doc_type",
        "desserte_distance_route",
        "desserte_distance_ferroviaire",
        "urba_datappro",
        "desserte_distance_fluvial",
        "desserte_distance_maritime",
        "desserte_commentaire",
        "producteur_fk",
        "source_nom",
        "source_producteur",
        "nature",
        "date_creation",
        "source_url",
        "nom_prodcartofriches",
        "source_r",
        "is_observatoire",
        "is_user",
        "is_mte_pv",
        "is_aap",
        "is_ademe",
        "is_mte",
        "is_mte_non_expertise",
        "checked",
        "urba_zone_formdomi_txt",
        "lon",
        "lat",
    ],
);

/// A friche.
struct Friche {
    kind: &'static str,
    status: &'static str,
    owner_class: &'static str,
    owner: String,
    owner_words: &'static str,
    pollution: &'static str,
    surface: u32,
    checked: bool,
    place: Place,
}

/// Writes the file. Gives the parcels of the brownfields that a commune owns.
pub fn write(ground: &Ground<'_>, truths: &mut Truths) -> io::Result<Vec<Parcel>> {
    let mut communal = Vec::new();
    let chance = &mut Chance::new(ground.plan.seed, Purpose::Land);
    let mut table = Table::create(ground.folder, FRICHES)?;
    let count = ground.plan.scaled(23_878, 40);
    for rank in 1..=count {
        let friche = any_friche(ground, chance, rank);
        if friche.owner.contains(&capitals(SECRET)) {
            truths.fault("friches : propriétaire personne physique nommé");
        }
        row(ground, &mut table, chance, (rank, &friche))?;
        communal.extend(friche.parcel(rank));
    }
    // Truth 4: by the station of a bassin without tiers-lieu.
    let pole = ground.world.bassins[ground.scheme.brownfield].pole;
    for (rank, (east, north)) in (count + 1..).zip([(180.0, 150.0), (420.0, -90.0), (-240.0, 300.0)]) {
        let friche = Friche {
            kind: "friche ferroviaire",
            status: "friche sans projet",
            owner_class: "{P5a}",
            owner: owned_by_commune(ground, pole),
            owner_words: "{COMMUNE}",
            pollution: "pollution inexistante",
            surface: 4_000 + 1_500 * (rank - count),
            checked: true,
            place: ground.beside(pole, east, north),
        };
        truths.brownfield.sites.push(row(ground, &mut table, chance, (rank, &friche))?);
        communal.extend(friche.parcel(rank));
    }
    truths.rows.insert(FRICHES.file, table.finish()?);
    Ok(communal)
}

impl Friche {
    /// Its parcel, when a commune owns it.
    fn parcel(&self, rank: u32) -> Option<Parcel> {
        let Self { surface, ref place, .. } = *self;
        let parcel = Parcel { section: "AB", number: number(rank), place: place.clone(), surface };
        (self.owner_class == "{P5a}").then_some(parcel)
    }
}

/// The number of a brownfield's parcel.
fn number(rank: u32) -> u32 {
    1 + (rank - 1) % 9_999
}

fn owned_by_commune(ground: &Ground<'_>, commune: usize) -> String {
    format!("{{\"COMMUNE {}\"}}", capitals(&names::of_town(&ground.world.communes[commune].name)))
}

/// Any friche; half of them unchecked entries of old inventories.
fn any_friche(ground: &Ground<'_>, chance: &mut Chance, rank: u32) -> Friche {
    let commune = ground.commune(chance);
    let checked = !chance.one_in(2);
    let (owner_class, owner, owner_words) = match chance.below(10) {
        0..=3 if rank.is_multiple_of(9) => {
            ("{X1a}", format!("{{\"{}\"}}", capitals(SECRET)), "{\"PERSONNE PHYSIQUE\"}")
        }
        0..=3 => ("{X1a}", "{_X_}".to_owned(), "{\"PERSONNE PHYSIQUE\"}"),
        4..=5 => ("{P5a}", owned_by_commune(ground, commune), "{COMMUNE}"),
        6..=7 => ("{G1a}", "{\"SCI DES QUAIS\"}".to_owned(), "{\"SCI - SOCIETE CIVILE IMMOBILIERE\"}"),
        _ => ("{M1a}", "{\"ANCIENNES CONSERVERIES\"}".to_owned(), "{\"PERSONNE MORALE AUTRE\"}"),
    };
    let kinds = ["inconnu", "friche industrielle", "friche d'habitat", "friche commerciale"];
    Friche {
        kind: if checked { chance.pick(&kinds) } else { "inconnu" },
        status: if checked {
            chance.pick(&[
                "friche sans projet",
                "friche sans projet",
                "friche avec projet",
                "friche reconvertie",
            ])
        } else {
            "friche potentielle"
        },
        owner_class,
        owner,
        owner_words,
        pollution: chance.pick(&["inconnu", "inconnu", "pollution peu probable", "pollution avérée"]),
        surface: 400 + chance.below(40_000),
        checked,
        place: ground.spot(chance, commune),
    }
}

/// Writes a friche and gives its id.
fn row(
    ground: &Ground<'_>,
    table: &mut Table,
    chance: &mut Chance,
    (rank, friche): (u32, &Friche),
) -> io::Result<String> {
    let commune = &ground.world.communes[friche.place.commune];
    let id = format!("{}_{rank}", commune.code);
    let person = if friche.owner_class == "{X1a}" { "personne physique" } else { "personne morale" };
    let parcel = format!("{{{}000AB{:04}}}", commune.code, number(rank));
    let truth = |value| if value { "True" } else { "False" };
    // Old inventories name a site after whoever ran it.
    let works = names::body(chance, "Ancienne usine {d}", "");
    let name =
        if rank.is_multiple_of(7) { format!("{} Marcel, station service", capitals(SECRET)) } else { works };
    table.row(&[
        ("pk", &rank.to_string()),
        ("site_id", &id),
        ("site_nom", &name),
        ("site_type", friche.kind),
        ("site_actu_date", "2023-10-10"),
        ("site_statut", friche.status),
        ("comm_nom", &capitals(&commune.name)),
        ("comm_insee", &commune.code),
        ("dep", &ground.world.departement_code(friche.place.commune)),
        ("bati_type", "inconnu"),
        ("bati_nombre", &(rank % 4).to_string()),
        ("bati_surface", &(friche.surface / 4).to_string()),
        ("proprio_type", friche.owner_class),
        ("proprio_personne", person),
        ("proprio_nom", &friche.owner),
        ("sol_pollution_existe", friche.pollution),
        ("unite_fonciere_surface", &format!("{}.5", friche.surface)),
        ("l_idpar", &parcel),
        ("l_catpro3txt", friche.owner_words),
        ("urba_zone_type", if friche.checked { "U" } else { "" }),
        ("source_nom", "Observatoire de démonstration"),
        ("nature", if friche.checked { "observatoire local" } else { "MTE non vérifié" }),
        ("is_observatoire", truth(friche.checked)),
        ("checked", truth(friche.checked)),
        ("lon", &format!("{:.12}", friche.place.lon)),
        ("lat", &format!("{:.12}", friche.place.lat)),
    ])?;
    Ok(id)
}
