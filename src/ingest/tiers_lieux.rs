//! Tiers-lieux of 2019, as gathered by the CGET's mission on coworking.
//!
//! The list was geocoded in three ways that its `PRECISION` column mixes: most rows have the
//! national address base's score from 0 to 1, some the accuracy of an older geocoder from 1
//! to 9 (4 a town, 6 a street, 8 and 9 a building), some have no figure at all. A row
//! without an address was geocoded at its town's center whatever the score. The columns
//! `CONTACT` and `MAIL` of the original file are never read.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use crate::domain::actor::{Claim, Report, System};
use crate::domain::whereabouts::{Precision, Whereabouts};
use crate::geometry::position::Position;
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::mends;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "tiers-lieux-2019";

/// Columns that no other known file has together.
pub const SIGNATURE: &[&str] = &["NOM_TL", "INSEECOM", "TYPO", "PRECISION"];

/// From this many different addresses on one point, the point is none of theirs.
const CROWD: usize = 3;

struct Columns {
    id: usize,
    name: usize,
    address: usize,
    postal_code: usize,
    declared_town: usize,
    insee: usize,
    town: usize,
    website: usize,
    typology: usize,
    precision: usize,
    departement: usize,
    lon: usize,
    lat: usize,
}

impl Columns {
    fn of<R: Read>(sheet: &Sheet<R>) -> Result<Self, SheetError> {
        let column = |name| sheet.columns([name]).map(|[rank]| rank);
        // The producer's file says LONG and LAT, its copies lon and lat.
        let [lon, lat] = sheet.columns(["lon", "lat"]).or_else(|_| sheet.columns(["LONG", "LAT"]))?;
        Ok(Self {
            id: column("ID")?,
            name: column("NOM_TL")?,
            address: column("ADRESSE")?,
            postal_code: column("CP")?,
            declared_town: column("COMINIT")?,
            insee: column("INSEECOM")?,
            town: column("NOMCOM")?,
            website: column("WEB")?,
            typology: column("TYPO")?,
            precision: column("PRECISION")?,
            departement: column("INSEEDEP")?,
            lon,
            lat,
        })
    }
}

/// Reads a whole file. All rows are held until the last: only then is it known which point
/// many share.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let columns = Columns::of(&sheet)?;
    let mut rows = Vec::new();
    let outcome = sheet.each(|row| rows.push((row.line, actor(&row, &columns, out))));
    let crowded = crowded(&rows);
    for (line, row) in rows {
        let report = row.map(|mut report| {
            if let Some((position, precision)) = &mut report.whereabouts.point
                && *precision < Precision::Estimated
                && crowded.contains(position)
            {
                *precision = Precision::Estimated;
                out.mend(line, "point partagé par des adresses différentes : tenu pour approché", "");
            }
            Item::Actor(Box::new(report))
        });
        out.settle(line, report);
    }
    outcome
}

fn actor(row: &Row<'_>, columns: &Columns, out: &mut Outlet<'_>) -> Result<Report, Reason> {
    let line = row.line;
    let id = row.value(columns.id).ok_or_else(|| Reason::fault("identifiant absent", ""))?;
    let mut report = Report::new(SOURCE, id.as_ref()).stating(Claim::TiersLieu, None);
    report.name = row.value(columns.name).and_then(|text| mends::name(&text, line, out));
    report.address = row.value(columns.address).and_then(|text| mends::address(&text, line, out));
    report.website = row.value(columns.website).and_then(|text| mends::website(&text, line, out));
    report.codes.extend(row.owned(columns.typology).map(|typology| (System::TiersLieu, typology)));
    report.codes.push((System::Label, "tiers-lieu".to_owned()));
    let postal_code = row.value(columns.postal_code).and_then(|text| mends::postal_code(&text));
    let placed = postal_code.is_some();
    report.whereabouts = Whereabouts {
        insee: row.owned(columns.insee).filter(|code| code != "0"),
        postal_code: postal_code.map(|(code, _)| code),
        town: row.owned(columns.declared_town).or_else(|| row.owned(columns.town)),
        // Found from the point: wrong where the point is (overseas rows put in Corsica), so
        // only for rows that have nothing better.
        departement: row.owned(columns.departement).filter(|_| !placed),
        point: None,
    };
    let known = report.whereabouts.insee.is_some() || (placed && report.whereabouts.town.is_some());
    report.whereabouts.point = point(row, columns, known, out);
    Ok(report)
}

/// The point, unless it is unsure and the commune is known without it.
fn point(
    row: &Row<'_>,
    columns: &Columns,
    known: bool,
    out: &mut Outlet<'_>,
) -> Option<(Position, Precision)> {
    let position = Position::from_degrees(row.number(columns.lon)?, row.number(columns.lat)?)?;
    let figure = row.number(columns.precision);
    let addressed = row.value(columns.address).is_some();
    match figure.and_then(precision) {
        Some(precision) if addressed => Some((position, precision)),
        _ if !known => {
            out.mend(row.line, "point peu sûr gardé comme approché : seul indice de lieu", "");
            Some((position, Precision::Estimated))
        }
        Some(_) => {
            out.mend(
                row.line,
                "géocodage sans adresse, au centre du bourg : point écarté, commune gardée",
                "",
            );
            None
        }
        None => {
            let score = figure.map_or("aucun".to_owned(), |score| score.to_string());
            out.mend(row.line, "géocodage peu sûr : point écarté, commune gardée", score);
            None
        }
    }
}

/// How good a point is by its figure, on either of the two scales; `None`: not to be trusted.
fn precision(figure: f64) -> Option<Precision> {
    match figure {
        8.0..=9.0 | 0.8..=1.0 => Some(Precision::Exact),
        6.0..8.0 | 0.6..0.8 => Some(Precision::Street),
        _ => None,
    }
}

/// The points that stand for many different addresses.
fn crowded(rows: &[(u64, Result<Report, Reason>)]) -> BTreeSet<Position> {
    let mut addresses: BTreeMap<Position, BTreeSet<String>> = BTreeMap::new();
    for report in rows.iter().filter_map(|(_, row)| row.as_ref().ok()) {
        if let Some((position, _)) = report.whereabouts.point {
            addresses.entry(position).or_default().insert(address_key(report));
        }
    }
    let crowds = addresses.into_iter().filter(|(_, different)| CROWD <= different.len());
    crowds.map(|(position, _)| position).collect()
}

/// What tells two addresses apart whatever the spelling: the house number; else the words.
fn address_key(report: &Report) -> String {
    let address = report.address.as_deref().unwrap_or_default();
    let number: String =
        address.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    if number.is_empty() { address.to_lowercase() } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::hostile;
    use crate::ingest::real::{Told, actor, real};

    const HEADER: &str = "ID,NOM_TL,ADRESSE,CP,COMINIT,INSEECOM,NOMCOM,WEB,TYPO,PRECISION,INSEEDEP,CONTACT,\
                          MAIL,lon,lat\n";

    fn told(rows: &str) -> Told {
        Told::by(read, b',', format!("{HEADER}{rows}").as_bytes())
    }

    fn precisions(told: &Told) -> Vec<Option<Precision>> {
        told.items.iter().map(|item| actor(item).whereabouts.point.map(|(_, precision)| precision)).collect()
    }

    #[test]
    fn a_row_is_told_whole_and_its_contact_is_not() {
        let told = told(
            "1,Le Hangar,9 rue du Quai,44300,Nantes,44109,Nantes,www.hangar.example,À dominante fablab,0.94,44,\
             Lea Martin,lea@hangar.example,-1.5,47.2\n",
        );
        let report = actor(&told.items[0]);
        assert_eq!(report.website.as_deref(), Some("http://www.hangar.example"));
        assert_eq!(
            report.codes,
            [(System::TiersLieu, "À dominante fablab".into()), (System::Label, "tiers-lieu".into())]
        );
        assert_eq!(precisions(&told), [Some(Precision::Exact)]);
        let text = format!("{told:?}");
        assert!(!text.contains("Martin") && !text.contains("lea@"), "{text}");
    }

    #[test]
    fn a_commune_code_of_zero_is_none_and_one_of_four_digits_is_given_as_it_is() {
        let told = told(
            "1,A,1 rue X,0,MOULINS,0,Moulins,,,0.99,03,,,3.3,46.5\n\
             2,B,1 rue X,01000,Bourg,1053,Bourg-en-Bresse,,,0.99,01,,,5.2,46.2\n\
             3,C,1 rue X,75010,Paris,75110,Paris,,,0.99,75,,,2.3,48.8\n",
        );
        let places: Vec<_> = told.items.iter().map(|item| &actor(item).whereabouts).collect();
        assert_eq!((places[0].insee.as_deref(), places[0].postal_code.as_deref()), (None, None));
        assert_eq!(
            (places[0].town.as_deref(), places[0].departement.as_deref()),
            (Some("MOULINS"), Some("03"))
        );
        assert_eq!((places[1].insee.as_deref(), places[2].insee.as_deref()), (Some("1053"), Some("75110")));
    }

    #[test]
    fn an_unsure_point_is_dropped_unless_it_is_the_only_clue() {
        let told = told(
            "1,A,1 rue X,44000,Nantes,44109,Nantes,,,0.41,44,,,-1.5,47.2\n\
             2,B,1 rue X,44000,Nantes,44109,Nantes,,,0.7,44,,,-1.5,47.2\n\
             3,C,,,,0,,,,,0,,,2.34,48.89\n\
             4,D,3 impasse Y,97418,Le Tampon,0,Le Tampon,,,0.57,2A,,,9.1,41.9\n",
        );
        assert_eq!(precisions(&told), [None, Some(Precision::Street), Some(Precision::Estimated), None]);
        assert_eq!(actor(&told.items[3]).whereabouts.departement, None, "Corsica is not told of Réunion");
        assert_eq!(
            told.said(),
            [
                "2: géocodage peu sûr : point écarté, commune gardée « 0.41 »",
                "5: géocodage peu sûr : point écarté, commune gardée « 0.57 »",
                "4: point peu sûr gardé comme approché : seul indice de lieu «  »",
            ]
        );
    }

    #[test]
    fn both_scales_of_precision_are_understood() {
        let row = |figure| format!("1,A,1 rue X,31000,Toulouse,0,,,,{figure},31,,,1.4,43.6\n");
        let of = |figure| precisions(&told(&row(figure)))[0];
        assert_eq!(["9", "8"].map(of), [Some(Precision::Exact); 2]);
        assert_eq!((of("6"), of("4")), (Some(Precision::Street), None));
    }

    #[test]
    fn a_point_found_without_an_address_is_the_towns() {
        let told = told("1,A,,86000,Poitiers,86194,Poitiers,,,0.98,86,,,0.33,46.57\n");
        assert_eq!(precisions(&told), [None]);
        assert_eq!(
            told.said(),
            ["2: géocodage sans adresse, au centre du bourg : point écarté, commune gardée «  »"]
        );
    }

    #[test]
    fn a_point_of_many_addresses_is_none_of_theirs_but_neighbours_of_one_house_keep_it() {
        let row = |id, address| format!("{id},N{id},{address},69009,Lyon,69389,Lyon,,,0.9,69,,,4.8,45.7\n");
        let house = [row(1, "24 avenue J"), row(2, "24 Ave. J"), row(3, "24 avenue J bât 3")].concat();
        assert_eq!(precisions(&told(&house)), [Some(Precision::Exact); 3]);
        let crowd = [row(1, "24 avenue J"), row(2, "3 rue K"), row(3, "quai L")].concat();
        let told = told(&crowd);
        assert_eq!(precisions(&told), [Some(Precision::Estimated); 3]);
        assert_eq!(told.said()[0], "2: point partagé par des adresses différentes : tenu pour approché «  »");
    }

    #[test]
    fn no_cell_stops_the_reader() {
        hostile::is_survived_by(read, b',', HEADER);
    }

    #[test]
    fn the_real_file_is_read_to_its_last_row() {
        let Some(path) = real("tiers_lieux/cget_tiers_lieux_2019.csv") else { return };
        let (kind, told) = Told::of_file(&path);
        assert_eq!((kind.source, told.ledger.read, told.ledger.refused()), (SOURCE, 1_512, 0));
        let count = |precision| precisions(&told).into_iter().filter(|&p| p == precision).count();
        let mended: BTreeMap<_, _> =
            told.ledger.mended.iter().map(|(what, tally)| (what.as_str(), tally.count)).collect();
        println!("{mended:#?}");
        assert_eq!(count(Some(Precision::Estimated)), 46);
        assert_eq!(mended["point peu sûr gardé comme approché : seul indice de lieu"], 46);
        let dropped = mended["géocodage peu sûr : point écarté, commune gardée"]
            + mended["géocodage sans adresse, au centre du bourg : point écarté, commune gardée"];
        assert_eq!(count(None) as u64, dropped);
        let sites = told.items.iter().filter(|item| actor(item).website.is_some()).count();
        println!(
            "{sites} with a website, exact {}, street {}",
            count(Some(Precision::Exact)),
            count(Some(Precision::Street))
        );
    }
}
