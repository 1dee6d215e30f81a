//! Commune contours as published on data.gouv.fr: a collection whose features bear `code` and `nom`.
//!
//! Départements and régions are published with the same two names: the length of the first
//! code tells them apart. Etalab's generalised contours (three decimals, 1 km) bear more
//! names and are not taken: unions of them would show gaps wider than a village.
//!
//! The code is that of the year of drawing; whoever takes the contour carries it to today's.
//! A shape is taken as drawn: one outline of 2018 (14174) touches itself at a point.

use std::io::Read;

use crate::domain::ids::CommuneCode;
use crate::domain::territory::Contour;
use crate::ingest::features::{self, Feature};
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::SheetError;

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "contours-communes";

/// Properties that commune contours have, and départements and régions too.
pub const SIGNATURE: &[&str] = &["code", "nom"];

/// Properties of generalised contours.
pub const WITHOUT: &[&str] = &["departement", "region"];

/// Whether the first code of a collection is that of a commune.
#[must_use]
pub fn is_commune_code(code: &str) -> bool {
    CommuneCode::parse(code).is_some()
}

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, _: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    features::each(input, |rank, feature| out.settle(rank, contour(feature)))
}

fn contour(feature: Result<Feature, String>) -> Result<Item, Reason> {
    let feature = feature.map_err(|error| Reason::fault("objet GeoJSON illisible", error))?;
    let code = feature.text("code").unwrap_or_default();
    let code = CommuneCode::parse(code).ok_or_else(|| Reason::fault("code de commune invalide", code))?;
    let area = feature.area();
    let area =
        area.ok_or_else(|| Reason::fault("contour absent, vide ou hors du globe", code.to_string()))?;
    Ok(Item::Contour(Box::new(Contour { code, area })))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::ingest::catalogue;
    use crate::ingest::open::{self, Head};
    use crate::ingest::real::{Told, real};

    fn told(features: &str) -> Told {
        Told::by(read, 0, format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#).as_bytes())
    }

    fn source_of(properties: &[(&str, &str)]) -> Option<&'static str> {
        let properties: BTreeMap<String, String> =
            properties.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        let head = Head::Features { properties, geometry: "Polygon".to_owned() };
        catalogue::recognise(&head).map(|kind| kind.source)
    }

    #[test]
    fn only_contours_of_communes_are_recognised() {
        assert_eq!(source_of(&[("code", "01004"), ("nom", "Ambérieu")]), Some(SOURCE));
        assert_eq!(source_of(&[("code", "2A004"), ("nom", "Ajaccio")]), Some(SOURCE));
        for other in ["01", "971", "200069193", ""] {
            assert_eq!(source_of(&[("code", other), ("nom", "x")]), None, "{other:?}");
        }
        let generalised = [("code", "01004"), ("nom", "Ambérieu"), ("departement", "01"), ("region", "84")];
        assert_eq!(source_of(&generalised), None);
        assert_eq!(source_of(&[("BV2022", "01004"), ("nom", "Ambérieu")]), None);
    }

    #[test]
    fn a_feature_without_a_shape_or_a_code_is_refused_and_the_next_is_read() {
        let told = told(
            r#"{"properties":{"code":"01001","nom":"A"},"geometry":null},
            {"properties":{"code":1004,"nom":"B"},"geometry":{"type":"Point","coordinates":[1,2]}},
            {"properties":{"code":"01005","nom":"C"},"geometry":{"type":"Polygon","coordinates":[]}},
            {"properties":{"code":"01006","nom":"D"},"geometry":{"type":"LineString","coordinates":[[0,0],[1,1]]}},
            {"properties":{"code":"01007","nom":"E"},"geometry":
                {"type":"MultiPolygon","coordinates":[[[[5,45],[6,45],[6,46],[5,45]]]]}}"#,
        );
        let said = told.said();
        assert_eq!(
            said[..3],
            [
                "2: code de commune invalide «  »",
                "1: contour absent, vide ou hors du globe « 01001 »",
                "3: contour absent, vide ou hors du globe « 01005 »",
            ]
        );
        assert!(said[3].starts_with("4: objet GeoJSON illisible « "), "{said:?}");
        assert_eq!((told.ledger.read, told.items.len()), (5, 1));
        let Item::Contour(contour) = &told.items[0] else { panic!("a contour") };
        assert_eq!((contour.code.as_str(), contour.area.0.len()), ("01007", 1));
    }

    #[test]
    fn the_real_contours_are_read_whole_and_their_near_twins_are_not_taken() {
        let Some(path) = real("contours/communes_2018_francegeojson.geojson.gz") else { return };
        let (kind, told) = Told::of_file(&path);
        assert_eq!((kind.source, told.ledger.read, told.ledger.accepted), (SOURCE, 35_357, 35_357));
        let code = |item: &Item| if let Item::Contour(contour) = item { Some(contour.code) } else { None };
        assert_eq!(told.items.iter().filter_map(code).collect::<BTreeSet<_>>().len(), 35_357);
        for twin in [
            "communes_2022_1000m_etalab.geojson.gz",
            "bassins_de_vie_2022_derive.geojson.gz",
            "departements-version-simplifiee_2018.geojson",
            "regions-version-simplifiee_2018.geojson",
        ] {
            let Some(path) = real(&format!("contours/{twin}")) else { continue };
            let head = open::head(&path).expect("readable");
            assert_ne!(head, Head::Other, "{twin}");
            assert!(catalogue::recognise(&head).is_none(), "{twin}");
        }
    }
}
