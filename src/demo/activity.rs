//! What the bodies of the land do: an invented but likely mix (a table, hence its length).

/// An activity, how usual it is, and who does it.
pub struct Activity {
    /// NAF rév. 2, with its dot.
    pub naf: &'static str,
    pub weight: u32,
    /// Legal categories and how usual each is.
    pub forms: &'static [(u32, u16)],
    /// Names: `{c}` is the commune, `{d}` something of the landscape.
    pub names: &'static [&'static str],
}

const ASSOCIATION: &[(u32, u16)] = &[(1, 9220)];
const MOSTLY_ASSOCIATION: &[(u32, u16)] = &[(12, 9220), (1, 9230), (1, 9300)];
const WORKERS: &[(u32, u16)] = &[(4, 5458), (4, 5460), (3, 5710), (2, 9220)];
const COMMERCIAL: &[(u32, u16)] = &[(5, 5710), (2, 5499), (2, 5460)];
const INSERTION: &[(u32, u16)] = &[(10, 9220), (2, 5460), (2, 5710)];

const fn of(
    naf: &'static str,
    weight: u32,
    forms: &'static [(u32, u16)],
    names: &'static [&'static str],
) -> Activity {
    Activity { naf, weight, forms, names }
}

/// All of them.
pub const ACTIVITIES: &[Activity] = &[
    of(
        "94.99Z",
        300,
        ASSOCIATION,
        &["Comité des fêtes {c}", "Les Amis {d}", "Collectif {d}", "Foyer rural {c}"],
    ),
    of(
        "93.12Z",
        170,
        ASSOCIATION,
        &["Club nautique {c}", "Football club {c}", "Les Sportifs {d}", "Judo {c}"],
    ),
    of("90.01Z", 85, ASSOCIATION, &["Compagnie {d}", "Théâtre {d}", "Chœur {c}"]),
    of("88.91A", 48, MOSTLY_ASSOCIATION, &["Crèche {d}", "Les Petits {d}", "Multi-accueil {c}"]),
    of("88.99B", 45, INSERTION, &["Chantier {d}", "Centre social {c}", "Entraide {d}"]),
    of("85.51Z", 35, ASSOCIATION, &["Yoga {d}", "Voile et loisirs {c}"]),
    of("88.10A", 30, MOSTLY_ASSOCIATION, &["Aide à domicile {c}", "Présence {d}"]),
    of("01.13Z", 26, &[(3, 5460), (2, 5458), (3, 9220), (3, 5710)], &["Les Jardins {d}", "Maraîchers {c}"]),
    of("85.59A", 22, WORKERS, &["Atelier des savoirs {c}", "Formations {d}"]),
    of("38.32Z", 16, INSERTION, &["Ressourcerie {d}", "Recyclerie {c}"]),
    of("01.61Z", 15, &[(1, 6316)], &["CUMA {d}", "CUMA {c}"]),
    of("95.29Z", 14, &[(4, 9220), (1, 5460)], &["Atelier de réparation {d}", "Repair café {c}"]),
    of("64.19Z", 12, &[(3, 5191), (2, 5193), (2, 5194)], &["Caisse locale {c}"]),
    of("47.11B", 12, COMMERCIAL, &["Épicerie coopérative {d}", "L'Épicerie {c}"]),
    of("56.29B", 11, INSERTION, &["Cuisine {d}", "Restauration partagée {c}"]),
    of("81.30Z", 11, INSERTION, &["Espaces verts {d}", "Brigade nature {c}"]),
    of("87.10A", 10, MOSTLY_ASSOCIATION, &["Résidence {d}"]),
    of("91.02Z", 10, ASSOCIATION, &["Musée {d}", "Patrimoine {c}"]),
    of("55.20Z", 10, MOSTLY_ASSOCIATION, &["Village vacances {d}"]),
    of("91.01Z", 9, ASSOCIATION, &["Bibliothèque pour tous {c}"]),
    of("35.11Z", 9, &[(3, 5710), (2, 5460)], &["Énergie citoyenne {d}", "Centrale villageoise {c}"]),
    of("87.30A", 8, MOSTLY_ASSOCIATION, &["Maison de retraite {d}"]),
    of("65.12Z", 8, &[(3, 8210), (1, 6411)], &["Mutuelle {d}"]),
    of("56.10A", 8, INSERTION, &["Café associatif {d}", "La Cantine {d}"]),
    of("70.22Z", 8, WORKERS, &["Coopérative d'activités {d}", "Couveuse {c}"]),
    of("88.10C", 8, MOSTLY_ASSOCIATION, &["Ateliers {d}"]),
    of("49.39B", 6, MOSTLY_ASSOCIATION, &["Mobilité solidaire {d}", "Transport solidaire {c}"]),
    of("77.11A", 4, COMMERCIAL, &["Autopartage {d}"]),
    of("10.39A", 4, WORKERS, &["Conserverie {d}", "Légumerie {c}"]),
    of("10.71C", 4, WORKERS, &["Fournil {d}"]),
    of("10.51C", 3, &[(3, 6317), (1, 5560)], &["Fromagerie {d}", "Laiterie {c}"]),
    of("46.31Z", 3, COMMERCIAL, &["Plateforme paysanne {d}"]),
    of("52.10B", 3, WORKERS, &["Entrepôt partagé {d}"]),
    of("62.01Z", 6, WORKERS, &["Numérique {d}", "Logiciels libres {c}"]),
    of("43.39Z", 5, WORKERS, &["Écoconstruction {d}"]),
    of("78.20Z", 5, INSERTION, &["Intérim d'insertion {d}"]),
    of("78.30Z", 4, &[(3, 9223), (1, 9220)], &["Groupement d'employeurs {d}"]),
    of("68.20A", 4, COMMERCIAL, &["Habitat participatif {d}"]),
    of("58.14Z", 3, WORKERS, &["Gazette {d}"]),
];

/// The activity of a code.
#[must_use]
pub fn named(naf: &str) -> Option<&'static Activity> {
    ACTIVITIES.iter().find(|activity| activity.naf == naf)
}

/// Twelve that complete each other, of one neighbourhood: code, category, name.
pub const COMPLEMENTARY: [(&str, u16, &str); 12] = [
    ("38.32Z", 9220, "Ressourcerie de la Rade"),
    ("95.29Z", 9220, "Atelier de réparation de la Rade"),
    ("47.11B", 5460, "Épicerie coopérative de la Rade"),
    ("01.13Z", 5460, "Maraîchage de la Rade"),
    ("10.39A", 5458, "Conserverie de la Rade"),
    ("52.10B", 5710, "Plateforme logistique de la Rade"),
    ("56.29B", 9220, "Cuisine partagée de la Rade"),
    ("85.59A", 5460, "Formations de la Rade"),
    ("70.22Z", 5458, "Coopérative d'activités de la Rade"),
    ("49.39B", 9220, "Mobilité solidaire de la Rade"),
    ("35.11Z", 5710, "Énergie citoyenne de la Rade"),
    ("90.01Z", 9220, "Scène de la Rade"),
];

/// Food, planted where the plot needs it: two growers and two caterers.
pub const GROWN_AND_COOKED: [(&str, u16, &str); 4] = [
    ("01.13Z", 5460, "Maraîchers du Levant"),
    ("01.13Z", 9220, "Jardins du Couchant"),
    ("56.29B", 9220, "Cuisine du Levant"),
    ("56.29B", 5460, "Tables du Couchant"),
];

/// The two processors beside them.
pub const PROCESSED: [(&str, u16, &str); 2] =
    [("10.39A", 5458, "Légumerie de la Pointe"), ("10.51C", 6317, "Laiterie de la Pointe")];

/// Bodies that are not of the ESS: category, code, name.
pub const OTHERS: [(u16, &str, &str); 6] = [
    (5710, "47.71Z", "Boutique {d}"),
    (5499, "43.21A", "Électricité {c}"),
    (6540, "68.20B", "SCI {d}"),
    (7210, "84.11Z", "Commune {c}"),
    (5599, "46.69B", "Négoce {d}"),
    (9110, "81.10Z", "Copropriété {d}"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_planted_is_a_known_activity() {
        let planted = COMPLEMENTARY.iter().chain(&GROWN_AND_COOKED).chain(&PROCESSED);
        assert!(planted.clone().all(|(naf, _, _)| named(naf).is_some()));
        assert_eq!(planted.count(), 18);
    }
}
