//! Farms certified *haute valeur environnementale* that sell directly.
//!
//! The ministry's list names farms, and a farm's name is often its farmer's: no name is
//! read. Only rows whose `vente_directe` says `OUI`, however padded, are ours. The list has
//! no id: one is made of what the row says, with a rank among rows that say the same.

use std::collections::BTreeMap;
use std::io::Read;

use unicode_normalization::UnicodeNormalization;

use crate::domain::actor::{Claim, Report, System};
use crate::domain::ids::CommuneCode;
use crate::domain::whereabouts::Whereabouts;
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::mends;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};
use crate::ingest::text;

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "hve";

/// Columns that no other known file has together.
pub const SIGNATURE: &[&str] =
    &["code_postal", "commune", "activite_animale", "activite_vegetale", "vente_directe", "date_certif"];

/// How many rows have said the same so far, by id without rank.
type Twins = BTreeMap<String, u32>;

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let columns = sheet.columns([
        "code_postal",
        "departement",
        "commune",
        "activite_animale",
        "activite_vegetale",
        "vente_directe",
        "date_certif",
    ])?;
    let mut twins = Twins::new();
    sheet.each(|row| {
        let actor = actor(&row, columns, &mut twins, out);
        out.settle(row.line, actor);
    })
}

fn actor(
    row: &Row<'_>,
    columns: [usize; 7],
    twins: &mut Twins,
    out: &mut Outlet<'_>,
) -> Result<Item, Reason> {
    let [postal_code, departement, town, animal, vegetal, sale, date] = columns;
    let sale = row.value(sale).ok_or(Reason::out_of_scope("vente directe non renseignée"))?.to_uppercase();
    if !sale.starts_with("OUI") {
        return Err(Reason::out_of_scope("pas de vente directe"));
    }
    let place = row.value(postal_code);
    let town = row.value(town).map(|name| text::one_line(&name));
    let date = row.value(date).and_then(|date| date.get(..10).map(str::to_owned));
    let farming: Vec<_> = [("activite-animale", animal), ("activite-vegetale", vegetal)]
        .into_iter()
        .flat_map(|(key, column)| activities(row, column).into_iter().map(move |activity| (key, activity)))
        .collect();
    let said = [place.as_deref(), town.as_deref(), date.as_deref()];
    let said = said.into_iter().flatten().chain(farming.iter().map(|(_, activity)| &activity[..]));
    let mut report = Report::new(SOURCE, local_id(said, twins)).stating(Claim::HveDirectSale, date.clone());
    report.codes = vec![(System::Farm, "vente-directe".to_owned())];
    report.codes.extend(farming.iter().map(|(_, activity)| (System::Farm, activity.clone())));
    report.details = farming;
    report.whereabouts = Whereabouts {
        insee: place.as_deref().and_then(|code| insee_in_place_of_postal_code(code, row.line, out)),
        postal_code: place.as_deref().and_then(mends::postal_code).map(|(code, _)| code),
        town,
        departement: row.owned(departement),
        point: None,
    };
    Ok(Item::Actor(Box::new(report)))
}

/// Corsican commune codes stand in for some postal codes; no postal code has a letter.
fn insee_in_place_of_postal_code(code: &str, line: u64, out: &mut Outlet<'_>) -> Option<String> {
    let lettered = code.bytes().any(|b| b.is_ascii_uppercase());
    CommuneCode::parse(code).filter(|_| lettered)?;
    out.mend(line, "code commune écrit à la place du code postal : lu comme tel", code);
    Some(code.to_owned())
}

/// The activities of a cell.
fn activities(row: &Row<'_>, column: usize) -> Vec<String> {
    let cell = row.owned(column).unwrap_or_default();
    cell.split([',', ';', '|']).map(text::one_line).filter(|activity| !activity.is_empty()).collect()
}

/// An id of plain letters, digits and hyphens: the words, and the rank among twins from the
/// second on.
fn local_id<'a>(words: impl Iterator<Item = &'a str>, twins: &mut Twins) -> String {
    let mut id = String::new();
    for c in words.flat_map(|word| word.nfd().chain(['-'])).flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => id.push(c),
            // The marks that decomposition sets apart.
            '\u{300}'..='\u{36f}' => {}
            _ if id.ends_with('-') => {}
            _ => id.push('-'),
        }
    }
    let rank = twins.entry(id.clone()).or_insert(0);
    *rank += 1;
    format!("{id}{rank}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::hostile;
    use crate::ingest::real::{Told, actor, real};

    const HEADER: &str = "code_postal,region,departement,commune,activite_animale,activite_vegetale,vente_directe,date_certif\n";

    fn told(rows: &str) -> Told {
        Told::by(read, b',', format!("{HEADER}{rows}").as_bytes())
    }

    #[test]
    fn yes_is_yes_however_padded_and_nothing_else_is() {
        let row = |sale| format!("01160,R,Ain,Vandeins,Ovins,Viticulture,{sale},2021-03-05 00:00:00\n");
        for yes in ["OUI", "OUI  ", " oui ", "OUI (HUILE D'OLIVE)"] {
            assert_eq!(told(&row(yes)).items.len(), 1, "{yes:?}");
        }
        for no in ["NON  ", "NON", " NON"] {
            assert_eq!(told(&row(no)).said(), ["2: pas de vente directe «  »"], "{no:?}");
        }
        assert_eq!(told(&row("  ")).said(), ["2: vente directe non renseignée «  »"]);
    }

    #[test]
    fn a_farm_is_told_by_what_it_grows_and_never_by_name() {
        let told =
            told("01160,R,Ain,\"\nSaint-Paul \",\"Ovins, Caprins\",Viticulture,OUI,2021-03-05 00:00:00\n");
        let report = actor(&told.items[0]);
        let codes: Vec<_> = report.codes.iter().map(|(_, code)| code.as_str()).collect();
        assert_eq!(codes, ["vente-directe", "Ovins", "Caprins", "Viticulture"]);
        let keys: Vec<_> = report.details.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, ["activite-animale", "activite-animale", "activite-vegetale"]);
        assert_eq!((report.name.as_deref(), report.whereabouts.town.as_deref()), (None, Some("Saint-Paul")));
        assert_eq!(report.statements[0].date.as_deref(), Some("2021-03-05"));
        assert_eq!(report.local_id, "01160-saint-paul-2021-03-05-ovins-caprins-viticulture-1");
    }

    #[test]
    fn twins_have_ids_of_their_own_that_do_not_hang_on_other_rows() {
        let twin = "33330,R,Gironde,Saint-Émilion,,Viticulture,OUI,2020-07-31 00:00:00\n";
        let other = "33250,R,Gironde,Pauillac,,Viticulture,OUI,2020-07-31 00:00:00\n";
        let ids = |text: &str| -> Vec<String> {
            told(text).items.iter().map(|item| actor(item).local_id.clone()).collect()
        };
        let apart = ids(&[twin, twin].concat());
        assert_eq!(
            apart,
            ["33330-saint-emilion-2020-07-31-viticulture-1", "33330-saint-emilion-2020-07-31-viticulture-2"]
        );
        let mixed = ids(&[other, twin, other, twin].concat());
        assert_eq!([&mixed[1], &mixed[3]], [&apart[0], &apart[1]]);
    }

    #[test]
    fn a_commune_code_in_the_postal_column_is_seen() {
        let told = told("2B290,R,Haute-Corse,San Martino,,Viticulture,OUI,2020-07-31\n");
        let whereabouts = &actor(&told.items[0]).whereabouts;
        assert_eq!((whereabouts.insee.as_deref(), whereabouts.postal_code.as_deref()), (Some("2B290"), None));
        assert_eq!(told.said(), ["2: code commune écrit à la place du code postal : lu comme tel « 2B290 »"]);
    }

    #[test]
    fn no_cell_stops_the_reader() {
        hostile::is_survived_by(read, b',', HEADER);
    }

    #[test]
    fn the_real_file_has_5_008_farms_of_direct_sale_under_several_spellings() {
        let Some(path) = real("alimentation/hve_exploitations_2022_sans_nom.csv") else { return };
        let (kind, told) = Told::of_file(&path);
        assert_eq!((kind.source, told.ledger.read, told.ledger.faulty()), (SOURCE, 18_546, 0));
        assert_eq!(told.ledger.accepted, 2_533 + 2_464 + 6 + 4 + 1);
        let ids: std::collections::BTreeSet<_> =
            told.items.iter().map(|item| &actor(item).local_id).collect();
        assert_eq!(ids.len(), 5_008);
        assert_eq!(told.ledger.out_of_scope["vente directe non renseignée"].count, 2_953 + 40);
    }
}
