//! Offers and needs of actors, in a format of our own.
//!
//! No official file has them. Whoever collects some writes them so, in UTF-8, separated by `;`
//! (`data/schemas/offres.schema.json` says the same to programs):
//!
//! ```text
//! offre_id;offre_qui;offre_sens;offre_genre;mots;produit;quantite;unite;du;au;minutes;aire_service
//! o-1;80746931700018;offre;materiel;Légumerie libre le jeudi;légumerie;8;h/semaine;2026-01-01;2026-06-30;30;
//! ```
//!
//! * `offre_id` is unique in the file;
//! * `offre_qui` names the actor, by SIRET, RNA number or id of ours;
//! * `offre_sens` is `offre` or `besoin`; `offre_genre` a word of [`OfferKind`]: `espace`, `materiel`,
//!   `vehicule`, `competence`, `surplus`, `achat`, `emploi-partage`;
//! * all others may be empty: `mots` (in its own words), `produit` (by which an offer meets a need),
//!   `quantite` above 0 with its `unite`, `du` and `au` (days, both included, `YYYY-MM-DD`), `minutes` (the
//!   farthest it would go), `aire_service` (whom the actor serves, as
//!   [`ServiceArea`](crate::domain::service_area::ServiceArea) is written).
//!
//! A row of nobody who is known, or of a unit in partial diffusion, is out of scope: counted, kept nowhere.

use std::io::Read;

use crate::domain::offer::{Offer, OfferKind, Period, Side, day};
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};
use crate::ingest::ties::{end, service_area, words};

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "offres";

/// The format's columns.
pub const SIGNATURE: &[&str] = &["offre_id", "offre_qui", "offre_sens", "offre_genre"];

/// All columns that are read.
pub const COLUMNS: [&str; 12] = [
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
];

/// The most letters of an id, of a word and of a sentence.
const LONGEST: [usize; 3] = [60, 80, 300];

/// The farthest that anybody would go, in minutes.
const FARTHEST: f64 = 600.0;

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let [id, who, side, kind, rest @ ..] = COLUMNS;
    let told = sheet.columns([id, who, side, kind])?;
    let rest = rest.map(|name| sheet.optional(name));
    sheet.each(|row| {
        let offer = offer(&row, told, rest, out);
        out.settle(row.line, offer.map(|offer| Item::Offer(Box::new(offer))));
    })
}

fn offer(
    row: &Row<'_>,
    [id, who, side, kind]: [usize; 4],
    [sentence, product, quantity, unit, from, until, minutes, area]: [Option<usize>; 8],
    out: &mut Outlet<'_>,
) -> Result<Offer, Reason> {
    let [short, word, long] = LONGEST;
    let id =
        words(row, id, short, out).ok_or_else(|| Reason::fault("identifiant absent ou trop long", ""))?;
    let who = end(row, who)?;
    let told = row.value(side).unwrap_or_default();
    let side = Side::from_word(&told).ok_or_else(|| Reason::fault("ni offre ni besoin", ""))?;
    let told = row.value(kind).unwrap_or_default();
    let kind = OfferKind::from_word(&told).ok_or_else(|| Reason::fault("genre d'offre inconnu", ""))?;
    let period = Period { from: dated(row, from, out), until: dated(row, until, out) };
    if !period.is_sound() {
        return Err(Reason::fault("période qui finit avant de commencer", id));
    }
    let above = |column: Option<usize>, most: f64, out: &mut Outlet<'_>| {
        let column = column?;
        row.value(column)?;
        let number = row.number(column).filter(|number| 0.0 < *number && *number <= most);
        if number.is_none() {
            out.mend(row.line, "nombre illisible ou hors de ses bornes : écarté", "");
        }
        number
    };
    Ok(Offer {
        id,
        who,
        side,
        kind,
        words: sentence.and_then(|column| words(row, column, long, out)),
        product: product.and_then(|column| words(row, column, word, out)),
        quantity: above(quantity, 1e12, out),
        unit: unit.and_then(|column| words(row, column, word, out)),
        period,
        minutes: above(minutes, FARTHEST, out).map(|minutes| minutes.ceil() as u16),
        source: SOURCE,
        service_area: area.and_then(|column| service_area(row, column, out)),
    })
}

fn dated(row: &Row<'_>, column: Option<usize>, out: &mut Outlet<'_>) -> Option<i32> {
    let text = row.owned(column?)?;
    let parts: Vec<&str> = text.split('-').collect();
    let read = || match parts[..] {
        [year, month, of_month] if year.len() == 4 => {
            day(year.parse().ok()?, month.parse().ok()?, of_month.parse().ok()?)
        }
        _ => None,
    };
    let found = read();
    if found.is_none() {
        out.mend(row.line, "date illisible : écartée", "");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::service_area::ServiceArea;
    use crate::ingest::hostile;
    use crate::ingest::real::Told;

    const HEADER: &str =
        "offre_id;offre_qui;offre_sens;offre_genre;mots;produit;quantite;unite;du;au;minutes;aire_service\n";

    fn told(rows: &str) -> Told {
        Told::by(read, b';', format!("{HEADER}{rows}").as_bytes())
    }

    #[test]
    fn a_row_is_an_offer_or_a_need() {
        let told = told(
            "o-1;80746931700018;offre;materiel;Libre le jeudi;légumerie;8;h;2026-01-01;2026-06-30;30;national\n",
        );
        let Item::Offer(offer) = &told.items[0] else { panic!("no offer") };
        assert_eq!((offer.side, offer.kind), (Side::Offer, OfferKind::Equipment));
        assert_eq!((offer.quantity, offer.unit.as_deref(), offer.minutes), (Some(8.0), Some("h"), Some(30)));
        assert_eq!(offer.period, Period { from: day(2026, 1, 1), until: day(2026, 6, 30) });
        assert_eq!(offer.service_area, Some(ServiceArea::National));
        assert_eq!(told.said(), [""; 0]);
    }

    #[test]
    fn what_is_none_is_refused_and_what_is_unsound_in_one_is_dropped() {
        let told = told(
            ";hve:1;offre;espace;;;;;;;;\no;Léa;offre;espace;;;;;;;;\no;hve:1;don;espace;;;;;;;;\n\
             o;hve:1;offre;amour;;;;;;;;\no;hve:1;offre;espace;;;;;2026-02-01;2026-01-01;;\n\
             o;hve:1;offre;espace;appeler le 06 12 34 56 78;;-3;;2026-02-30;;9999;ici\n",
        );
        assert_eq!(told.items.len(), 1);
        assert_eq!(
            told.said(),
            [
                "3: acteur illisible : ni SIRET, ni RNA, ni identifiant «  »",
                "5: genre d'offre inconnu «  »",
                "2: identifiant absent ou trop long «  »",
                "4: ni offre ni besoin «  »",
                "6: période qui finit avant de commencer « o »",
                "7: aire de service illisible : écartée «  »",
                "7: date illisible : écartée «  »",
                "7: nombre illisible ou hors de ses bornes : écarté «  »",
                "7: nombre illisible ou hors de ses bornes : écarté «  »",
                "7: texte contenant un courriel ou un téléphone : écarté «  »",
            ]
        );
    }

    #[test]
    fn no_cell_stops_the_reader() {
        hostile::is_survived_by(read, b';', HEADER);
    }
}
