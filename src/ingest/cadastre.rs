//! Parcels as Etalab publishes the cadastre: `cadastre-44-parcelles.json.gz`, a collection of features.
//!
//! A département has one or two million parcels: each feature is read by itself, and the outline of a parcel that
//! no candidate is made of is not looked at. `contenance` may be absent, and is not always a whole number; a few
//! shapes are empty collections: such a parcel has its area alone.

use std::borrow::Cow;
use std::io::Read;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::domain::holding::Plot;
use crate::domain::parcel::ParcelId;
use crate::geometry::position::Position;
use crate::ingest::coordinates;
use crate::ingest::features::{self, Feature, Geometry};
use crate::ingest::friches::square_meters;
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::SheetError;

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "cadastre";

/// Properties that no other known collection has together.
pub const SIGNATURE: &[&str] = &["id", "commune", "prefixe", "section", "numero"];

/// Said of the parcels that no candidate is made of.
const OTHERS: &str = "parcelle dont aucun terrain candidat n'est fait";

/// A feature whose outline is not looked at yet.
#[derive(Deserialize)]
struct Unopened<'a> {
    #[serde(borrow)]
    properties: Properties<'a>,
    #[serde(borrow, default)]
    geometry: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Properties<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(default)]
    contenance: Value,
}

/// Reads a whole file.
pub fn read(input: Box<dyn Read + Send>, _: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    features::each_unread(input, |rank, text| {
        let plot = plot(text, rank, out);
        out.settle(rank, plot);
    })
}

fn plot(text: &str, rank: u64, out: &mut Outlet<'_>) -> Result<Item, Reason> {
    let feature: Unopened<'_> = serde_json::from_str(text)
        .map_err(|error| Reason::fault("objet GeoJSON illisible", error.to_string()))?;
    let Properties { id, contenance } = feature.properties;
    let parcel = ParcelId::parse(&id)
        .ok_or_else(|| Reason::fault("identifiant de parcelle illisible", id.as_ref()))?;
    if !out.wants_parcel(parcel) {
        return Err(Reason::out_of_scope(OTHERS));
    }
    let position = feature.geometry.and_then(inside);
    if position.is_none() {
        out.mend(rank, "contour de parcelle absent ou hors de France : surface seule gardée", id.as_ref());
    }
    let surface_m2 = contenance.as_f64().and_then(square_meters);
    Ok(Item::Plot(Box::new(Plot { parcel, surface_m2, position })))
}

/// A position inside an outline.
fn inside(geometry: &RawValue) -> Option<Position> {
    let geometry: Geometry = serde_json::from_str(geometry.get()).ok()?;
    let feature = Feature { properties: Map::new(), geometry: Some(geometry) };
    let position = feature.area()?.interior_position()?;
    coordinates::in_france(position.lon(), position.lat())
        .filter(|(_, turned)| !turned)
        .map(|(position, _)| position)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::catalogue;
    use crate::ingest::ledger::Ledger;
    use crate::ingest::open::Head;
    use crate::ingest::outlet::{Sink, Verdict};
    use crate::ingest::real::Told;

    const SQUARE: &str = "[[[-1.5,47.2],[-1.4,47.2],[-1.4,47.3],[-1.5,47.3],[-1.5,47.2]]]";

    fn feature(id: &str, contenance: &str, geometry: &str) -> String {
        format!(
            r#"{{"type":"Feature","id":"{id}","geometry":{geometry},"properties":{{"id":"{id}","commune":"44109",
            "prefixe":"000","section":"A","numero":"3"{contenance},"arpente":false,"created":null,"updated":"2019-04-26"}}}}"#
        )
    }

    fn collection(features: &[String]) -> String {
        format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
    }

    #[test]
    fn a_parcel_is_told_with_a_point_inside_and_its_area() {
        let polygon = format!(r#"{{"type":"Polygon","coordinates":{SQUARE}}}"#);
        let several = format!(r#"{{"type":"MultiPolygon","coordinates":[{SQUARE}]}}"#);
        let empty = r#"{"type":"GeometryCollection","geometries":[]}"#;
        let told = Told::by(
            read,
            0,
            collection(&[
                feature("441090000A0003", ",\"contenance\":619", &polygon),
                feature("441090000A0004", ",\"contenance\":65.3", &several),
                feature("441090000A0005", "", empty),
                feature("44109A5", ",\"contenance\":619", &polygon),
                feature("441090000A0006", ",\"contenance\":null", "null"),
            ])
            .as_bytes(),
        );
        let plots: Vec<&Plot> = told
            .items
            .iter()
            .filter_map(|item| if let Item::Plot(plot) = item { Some(plot.as_ref()) } else { None })
            .collect();
        assert_eq!(
            plots.iter().map(|plot| plot.surface_m2).collect::<Vec<_>>(),
            [Some(619), Some(65), None, None]
        );
        for plot in &plots[..2] {
            let [lon, lat] = plot.position.expect("inside").degrees();
            assert!((-1.5..=-1.4).contains(&lon) && (47.2..=47.3).contains(&lat));
        }
        assert!(plots[2..].iter().all(|plot| plot.position.is_none()));
        assert_eq!(
            told.said(),
            [
                "4: identifiant de parcelle illisible « 44109A5 »",
                "3: contour de parcelle absent ou hors de France : surface seule gardée « 441090000A0005 »",
                "5: contour de parcelle absent ou hors de France : surface seule gardée « 441090000A0006 »",
            ]
        );
    }

    #[test]
    fn an_outline_that_nobody_wants_is_not_looked_at() {
        struct Nobody;
        impl Sink for Nobody {
            fn take(&mut self, item: Item, _: &mut Vec<(&'static str, String)>) -> Verdict {
                panic!("not wanted: {item:?}")
            }
            fn wants_parcel(&self, _: ParcelId) -> bool {
                false
            }
        }
        let text = collection(&[feature("441090000A0003", "", r#"{"type":"Nonsense"}"#)]);
        let mut ledger = Ledger::default();
        read(Box::new(std::io::Cursor::new(text)), 0, &mut Outlet::new(&mut ledger, &mut Nobody))
            .expect("readable");
        assert_eq!((ledger.read, ledger.out_of_scope[OTHERS].count), (1, 1));
    }

    #[test]
    fn the_collection_is_recognised_by_its_properties() {
        let names = ["id", "commune", "prefixe", "section", "numero", "arpente"];
        let properties = names.map(|name| (name.to_owned(), String::new())).into();
        let head = Head::Features { properties, geometry: "Polygon".to_owned() };
        assert_eq!(catalogue::recognise(&head).map(|kind| kind.source), Some(SOURCE));
    }
}
