//! The national commune table: the spine that everything else hangs on.
//!
//! One row a commune of the current official code (COG), with the zones it belongs to, a
//! point, its municipal population, its density class and the area of the town that attracts it.
//! Membership in a bassin de vie is read here and nowhere else.

use std::io::Read;

use crate::domain::ids::CommuneCode;
use crate::domain::territory::{Commune, Density, ZoneRef};
use crate::geometry::position::Position;
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "communes";

/// Columns that no other known file has together.
pub const SIGNATURE: &[&str] = &["code_commune", "nom", "dep", "reg", "epci", "bv2022", "pmun", "densite"];

/// What stands for an EPCI in the rows of the few communes outside any.
const NO_EPCI: &str = "ZZZZZZZZZ";

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let columns = sheet.columns([
        "code_commune",
        "nom",
        "dep",
        "reg",
        "epci",
        "epci_nom",
        "bv2022",
        "bv2022_nom",
        "lat",
        "lon",
        "pmun",
        "densite",
    ])?;
    let attraction = sheet.optional("aav2020");
    sheet.each(|row| {
        let commune = commune(&row, columns, attraction, out);
        out.settle(row.line, commune);
    })
}

fn commune(
    row: &Row<'_>,
    columns: [usize; 12],
    attraction: Option<usize>,
    out: &mut Outlet<'_>,
) -> Result<Item, Reason> {
    let [
        code,
        name,
        departement,
        region,
        epci,
        epci_name,
        bassin,
        bassin_name,
        lat,
        lon,
        population,
        density,
    ] = columns;
    let code = row.owned(code).unwrap_or_default();
    // A table whose zeros were eaten has lost those of départements and bassins too, some
    // beyond repair (`1` is Ain as well as Guadeloupe): it is better exported again.
    let code = CommuneCode::parse(&code).ok_or_else(|| {
        Reason::fault("code de commune invalide (zéro de tête perdu ? exporter la colonne en texte)", code)
    })?;
    let needed = |column, what| row.owned(column).ok_or_else(|| Reason::fault(what, code.to_string()));
    let name = needed(name, "nom de commune absent")?;
    let departement = needed(departement, "département absent")?;
    let region = needed(region, "région absente")?;
    let bassin_code = needed(bassin, "bassin de vie absent")?;
    let point = point(row, lon, lat)
        .ok_or_else(|| Reason::fault("point de commune absent ou faux", code.to_string()))?;
    let population = population_of(row, population)?;
    let epci = row.owned(epci).filter(|epci| epci != NO_EPCI);
    Ok(Item::Commune(Box::new(Commune {
        code,
        name,
        departement,
        region,
        epci: epci.map(|code| ZoneRef { code, name: row.owned(epci_name).unwrap_or_default() }),
        bassin: ZoneRef { code: bassin_code, name: row.owned(bassin_name).unwrap_or_default() },
        point,
        population,
        density: density_of(row, density, out),
        attraction: attraction.and_then(|column| row.owned(column)),
    })))
}

fn point(row: &Row<'_>, lon: usize, lat: usize) -> Option<Position> {
    Position::from_degrees(row.number(lon)?, row.number(lat)?)
}

fn population_of(row: &Row<'_>, column: usize) -> Result<u32, Reason> {
    let whole = row.number(column).filter(|n| n.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(n));
    let cell = || row.owned(column).unwrap_or_default();
    whole.map(|n| n as u32).ok_or_else(|| Reason::fault("population absente ou fausse", cell()))
}

fn density_of(row: &Row<'_>, column: usize, out: &mut Outlet<'_>) -> Option<Density> {
    let label = row.value(column)?;
    let class = Density::from_label(&label);
    if class.is_none() {
        out.mend(row.line, "classe de densité inconnue : laissée vide", label);
    }
    class
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::real::{Told, real};

    const HEADER: &str = "code_commune,nom,dep,reg,epci,epci_nom,bv2022,bv2022_nom,lat,lon,pmun,densite";
    const ZONES: &str = "44,52,244400404,Nantes Métropole,44109,Nantes";

    fn told(rows: &[String]) -> Told {
        Told::by(read, b',', format!("{HEADER}\n{}\n", rows.join("\n")).as_bytes())
    }

    fn communes(told: &Told) -> Vec<&Commune> {
        told.items
            .iter()
            .filter_map(|item| if let Item::Commune(commune) = item { Some(commune.as_ref()) } else { None })
            .collect()
    }

    #[test]
    fn a_row_is_a_commune_and_its_zones() {
        let told = told(&[format!("44109,Nantes,{ZONES},47.23,-1.55,325070,Grands centres urbains")]);
        let [nantes] = communes(&told)[..] else { panic!("one commune, got {told:?}") };
        assert_eq!(nantes.code.as_str(), "44109");
        assert_eq!((nantes.departement.as_str(), nantes.region.as_str()), ("44", "52"));
        assert_eq!(nantes.epci.as_ref().map(|z| z.name.as_str()), Some("Nantes Métropole"));
        assert_eq!((nantes.bassin.code.as_str(), nantes.bassin.name.as_str()), ("44109", "Nantes"));
        assert_eq!(nantes.point.degrees(), [-1.55, 47.23]);
        assert_eq!((nantes.population, nantes.density), (325_070, Some(Density::GrandCentreUrbain)));
        assert!(told.said().is_empty(), "{:?}", told.said());
    }

    #[test]
    fn an_island_without_epci_has_none() {
        let told =
            told(&["22016,Île-de-Bréhat,22,53,ZZZZZZZZZ,Sans objet,22162,Paimpol,48.85,-3,402,".into()]);
        assert_eq!(communes(&told)[0].epci, None);
        assert_eq!(communes(&told)[0].density, None);
        assert!(told.said().is_empty(), "{:?}", told.said());
    }

    #[test]
    fn the_area_of_a_town_is_read_where_the_table_tells_it() {
        let rows = format!("{HEADER},aav2020\n44109,Nantes,{ZONES},47.23,-1.55,1,,008\n");
        let rows = format!("{rows}44110,Ici,{ZONES},47.23,-1.55,1,,000\n44111,Là,{ZONES},47.23,-1.55,1,,\n");
        let told = Told::by(read, b',', rows.as_bytes());
        let areas: Vec<_> = communes(&told).iter().map(|c| c.attraction.as_deref()).collect();
        assert_eq!(areas, [Some("008"), Some("000"), None]);
    }

    #[test]
    fn an_unknown_density_class_is_left_empty_and_told() {
        let told = told(&[
            format!("44109,Nantes,{ZONES},47.23,-1.55,1, Bourgs ruraux"),
            format!("44109,Nantes,{ZONES},47.23,-1.55,1,- undefined"),
        ]);
        assert_eq!(communes(&told)[0].density, Some(Density::BourgRural));
        assert_eq!(communes(&told)[1].density, None);
        assert_eq!(told.said(), ["3: classe de densité inconnue : laissée vide « - undefined »"]);
    }

    #[test]
    fn a_bad_row_is_refused_with_its_reason_and_the_next_is_read() {
        let told = told(&[
            "1004,Ambérieu,1,84,,,1004,Ambérieu,46,5,1,".into(),
            "01004,Ambérieu,01,84,,,,,46,5,1,".into(),
            format!("01004,Ambérieu,{ZONES},46,loin,1,"),
            format!("01004,Ambérieu,{ZONES},46,5,1 200,"),
            format!("01004,Ambérieu,{ZONES},46,5,-3,"),
            format!("01004,Ambérieu,{ZONES},46,5"),
            format!("01004,Ambérieu,{ZONES},46,5,15554.0,"),
        ]);
        assert_eq!(
            told.said(),
            [
                "3: bassin de vie absent « 01004 »",
                "2: code de commune invalide (zéro de tête perdu ? exporter la colonne en texte) « 1004 »",
                "4: point de commune absent ou faux « 01004 »",
                "5: population absente ou fausse « 1 200 »",
                "6: population absente ou fausse « -3 »",
                "7: population absente ou fausse «  »",
            ]
        );
        assert_eq!(communes(&told).iter().map(|c| c.population).collect::<Vec<_>>(), [15_554]);
        assert_eq!(told.ledger.read, 7);
    }

    #[test]
    fn a_mark_of_byte_order_old_letters_and_an_empty_last_line_change_nothing() {
        let mut text = b"\xef\xbb\xbf".to_vec();
        text.extend_from_slice(HEADER.replace(',', ";").as_bytes());
        text.extend_from_slice(b"\r\n09122;Foix;09;76;;;09122;Foix;42,96;1,6;9;Petites villes\r\n");
        text.extend_from_slice(
            b"38185;Grenoble-Is\xe8re;38;84;;;38185;Grenoble;45,18;5,72;9;\r\n;;;;;;;;;;;\r\n\r\n",
        );
        let told = Told::by(read, b';', &text);
        let names: Vec<_> = communes(&told).iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["Foix", "Grenoble-Isère"]);
        assert_eq!(communes(&told)[0].point.degrees(), [1.6, 42.96]);
        assert_eq!(told.ledger.read, 2);
    }

    #[test]
    fn the_real_table_is_the_whole_of_france() {
        let Some(path) = real("territoires/referentiel_communes_2025_derive.csv") else { return };
        let (kind, told) = Told::of_file(&path);
        assert_eq!((kind.source, told.ledger.read, told.ledger.accepted), (SOURCE, 34_875, 34_875));
        assert!(told.said().is_empty(), "{:?}", told.said());
        let communes = communes(&told);
        assert_eq!(communes.iter().map(|c| u64::from(c.population)).sum::<u64>(), 68_017_033);
        let distinct = |of: fn(&Commune) -> &str| {
            communes.iter().map(|c| of(c)).collect::<std::collections::BTreeSet<_>>().len()
        };
        assert_eq!(distinct(|c| &c.bassin.code), 1_707);
        assert_eq!((distinct(|c| &c.departement), distinct(|c| &c.region)), (101, 18));
        let without: Vec<_> = communes.iter().filter(|c| c.epci.is_none()).map(|c| c.code.as_str()).collect();
        assert_eq!(without, ["22016", "29083", "29155", "85113"]);
        assert!(communes.iter().all(|c| c.density.is_some() && c.attraction.is_some()));
    }
}
