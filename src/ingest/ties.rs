//! Ties between actors, in a format of our own.
//!
//! No official file says who supplies, hosts or finances whom. Whoever keeps such a list writes
//! it so, in UTF-8, separated by `;` (`data/schemas/liens.schema.json` says the same to programs):
//!
//! ```text
//! lien_de;lien_genre;lien_vers;produit;part;lien_date;aire_service
//! 80746931700018;fournit;75187049400026;légumes;0.4;2024;radius:-1.55 47.22 30000
//! ```
//!
//! * `lien_de` and `lien_vers` name two actors, each by SIRET, RNA number or id of ours
//!   (`hve:12`); the tie goes from the first to the second;
//! * `lien_genre` is a word of [`TieKind`]: `membre-de`, `fournit`, `transforme-pour`,
//!   `distribue`, `heberge`, `finance`, `partage-avec`;
//! * `produit` (may be empty): what goes along it, in a few words;
//! * `part` (may be empty): how much of what the second takes of it comes from the first, above 0
//!   and at most 1;
//! * `lien_date` (may be empty): the year, month or day at which it was so: `2024`, `2024-03`…
//! * `aire_service` (the column may be absent): whom the **first** end serves, as
//!   [`ServiceArea`] is written.
//!
//! A row whose ends are not both actors of the atlas is sound, and out of scope: it is counted
//! under its reason and kept nowhere, for an end of which nothing else is known may be a natural
//! person. So is a row of which an end is in partial diffusion. Rows that say the same tie again
//! (same ends, kind and product) are merged: what the first left unsaid is completed.

use std::io::Read;

use crate::domain::service_area::ServiceArea;
use crate::domain::tie::{ActorRef, Tie, TieKind, is_date};
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};
use crate::ingest::text;

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "liens";

/// The format's columns.
pub const SIGNATURE: &[&str] = &["lien_de", "lien_genre", "lien_vers"];

/// All columns that are read, those that may be absent last.
pub const COLUMNS: [&str; 7] =
    ["lien_de", "lien_genre", "lien_vers", "produit", "part", "lien_date", "aire_service"];

/// The most letters of a product.
const LONGEST: usize = 80;

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let [from, kind, to, product, share, date, area] = COLUMNS;
    let ends = sheet.columns([from, kind, to])?;
    let rest = [product, share, date, area].map(|name| sheet.optional(name));
    sheet.each(|row| {
        let tie = tie(&row, ends, rest, out);
        out.settle(row.line, tie.map(|tie| Item::Tie(Box::new(tie))));
    })
}

fn tie(
    row: &Row<'_>,
    [from, kind, to]: [usize; 3],
    [product, share, date, area]: [Option<usize>; 4],
    out: &mut Outlet<'_>,
) -> Result<Tie, Reason> {
    let from = end(row, from)?;
    let to = end(row, to)?;
    let word = row.value(kind).unwrap_or_default();
    let kind = TieKind::from_word(&word).ok_or_else(|| Reason::fault("genre de lien inconnu", word))?;
    if from == to {
        return Err(Reason::fault("un acteur n'est pas lié à lui-même", ""));
    }
    Ok(Tie {
        from,
        to,
        kind,
        source: SOURCE,
        product: product.and_then(|column| words(row, column, LONGEST, out)),
        share: share.and_then(|column| part(row, column, out)),
        date: date.and_then(|column| dated(row, column, out)),
        service_area: area.and_then(|column| service_area(row, column, out)),
    })
}

/// An actor that a cell names.
pub(super) fn end(row: &Row<'_>, column: usize) -> Result<ActorRef, Reason> {
    let Some(told) = row.value(column) else { return Err(Reason::fault("acteur absent", "")) };
    // Whatever stands there may be a person's: it is not quoted.
    ActorRef::parse(&told)
        .ok_or_else(|| Reason::fault("acteur illisible : ni SIRET, ni RNA, ni identifiant", ""))
}

/// A few words on one line; what holds a contact is dropped, what is longer than `most` too.
pub(super) fn words(row: &Row<'_>, column: usize, most: usize, out: &mut Outlet<'_>) -> Option<String> {
    let told = text::one_line(&row.value(column)?);
    if text::has_contact(&told) {
        out.mend(row.line, "texte contenant un courriel ou un téléphone : écarté", "");
        return None;
    }
    if most < told.chars().count() {
        out.mend(row.line, "texte trop long : écarté", "");
        return None;
    }
    Some(told).filter(|told| !told.is_empty())
}

/// A date that [`is_date`].
pub(super) fn dated(row: &Row<'_>, column: usize, out: &mut Outlet<'_>) -> Option<String> {
    let told = row.owned(column)?;
    if is_date(&told) {
        return Some(told);
    }
    out.mend(row.line, "date illisible : écartée", "");
    None
}

/// Whom somebody serves, where that is told.
pub(super) fn service_area(row: &Row<'_>, column: usize, out: &mut Outlet<'_>) -> Option<ServiceArea> {
    let area = ServiceArea::parse(&row.value(column)?).ok();
    if area.is_none() {
        out.mend(row.line, "aire de service illisible : écartée", "");
    }
    area
}

fn part(row: &Row<'_>, column: usize, out: &mut Outlet<'_>) -> Option<f64> {
    row.value(column)?;
    let share = row.number(column).filter(|share| 0.0 < *share && *share <= 1.0);
    if share.is_none() {
        out.mend(row.line, "part hors de ]0, 1] : écartée", "");
    }
    share
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::hostile;
    use crate::ingest::real::Told;

    const HEADER: &str = "lien_de;lien_genre;lien_vers;produit;part;lien_date;aire_service\n";

    fn told(rows: &str) -> Told {
        Told::by(read, b';', format!("{HEADER}{rows}").as_bytes())
    }

    #[test]
    fn a_row_is_a_directed_tie() {
        let told = told("80746931700018;fournit;hve:12;légumes;0,4;2024-03;national\n");
        let Item::Tie(tie) = &told.items[0] else { panic!("no tie") };
        assert_eq!(tie.from, ActorRef::parse("80746931700018").expect("a SIRET"));
        assert_eq!((&tie.to, tie.kind), (&ActorRef::Id("hve:12".to_owned()), TieKind::Supplies));
        assert_eq!((tie.product.as_deref(), tie.share), (Some("légumes"), Some(0.4)));
        assert_eq!(tie.date.as_deref(), Some("2024-03"));
        assert_eq!(tie.service_area, Some(ServiceArea::National));
        assert_eq!(told.said(), [""; 0]);
    }

    #[test]
    fn what_is_no_tie_is_refused_and_what_is_unsound_in_one_is_dropped() {
        let told = told(
            "Ferme de Léa;fournit;hve:12;;;;\nhve:1;aime;hve:2;;;;\nhve:1;finance;hve:1;;;;\n;finance;hve:1;;;;\n\
             hve:1;finance;hve:2;lea@asso.example;1,5;hier;partout\n",
        );
        assert_eq!(told.items.len(), 1);
        assert_eq!(
            told.said(),
            [
                "5: acteur absent «  »",
                "2: acteur illisible : ni SIRET, ni RNA, ni identifiant «  »",
                "3: genre de lien inconnu « aime »",
                "4: un acteur n'est pas lié à lui-même «  »",
                "6: aire de service illisible : écartée «  »",
                "6: date illisible : écartée «  »",
                "6: part hors de ]0, 1] : écartée «  »",
                "6: texte contenant un courriel ou un téléphone : écarté «  »",
            ]
        );
    }

    #[test]
    fn no_cell_stops_the_reader() {
        hostile::is_survived_by(read, b';', HEADER);
    }
}
