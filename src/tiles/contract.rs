//! The promise made to those who draw the tiles: `tiles/layers.toml`, read and checked.
//!
//! Zooms are decided there and nowhere else. The attributes are compared with decoded tiles
//! by a test, and told to clients as TileJSON 3 (<https://github.com/mapbox/tilejson-spec>).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::domain::level::Level;
use crate::geometry::bbox::Bbox;
use crate::tiles::budget::Budget;
use crate::tiles::coord::MAX_ZOOM;

/// All layers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Whom a map must name.
    pub attribution: String,
    /// Attributes by set; a name that ends with `*` stands for all that begin alike.
    attributes: BTreeMap<String, BTreeMap<String, Attribute>>,
    /// What a tile may weigh.
    budget: Budget,
    /// First and last zoom of each level that points are counted by.
    zones: BTreeMap<String, [u8; 2]>,
    #[serde(rename = "layer")]
    layers: Vec<Layer>,
}

/// One attribute.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    #[serde(rename = "type")]
    pub kind: AttributeType,
    /// What it means, in English.
    pub meaning: String,
}

/// The type of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttributeType {
    Text,
    Integer,
    Number,
}

/// What a layer draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    Point,
    Line,
    Polygon,
}

/// One layer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    pub name: String,
    /// The tiles it is in: layers of one group travel together; `*`: any tile.
    pub group: String,
    pub shape: Shape,
    /// First and last zoom; clients enlarge the last one beyond.
    zooms: [u8; 2],
    /// The last zoom at which points are counted by cells.
    clusters_until: Option<u8>,
    /// The name of its set of attributes.
    attributes: String,
    pub description: String,
}

/// Why a text is no [`Contract`].
#[derive(Debug, thiserror::Error)]
pub enum ContractError {
    /// Not TOML, or not of this form.
    #[error("tiles/layers.toml: {0}")]
    Form(#[from] toml::de::Error),
    /// Two layers of one name.
    #[error("tiles/layers.toml: layer `{0}` is declared twice")]
    Twice(String),
    /// Zooms upside down or too deep.
    #[error("tiles/layers.toml: zooms of layer `{0}` must satisfy first <= last <= {MAX_ZOOM}")]
    Zooms(String),
    /// A set of attributes that is not declared.
    #[error("tiles/layers.toml: layer `{layer}` names the attributes `{set}`; declare [attributes.{set}]")]
    Attributes { layer: String, set: String },
    /// Not a level of territories.
    #[error("tiles/layers.toml: zones: {0}")]
    Level(String),
    /// A zoom that no level or several levels have.
    #[error("tiles/layers.toml: zones: zoom {zoom} must have one level, it has {levels}")]
    Zones { zoom: u8, levels: usize },
}

/// What a TileJSON tells beside the contract.
#[derive(Debug, Clone, Copy)]
pub struct Edition<'a> {
    /// What the tiles are called.
    pub name: &'a str,
    /// The address of a tile, with `{z}`, `{x}` and `{y}`.
    pub tiles: &'a str,
    /// What they are drawn from.
    pub snapshot: &'a str,
    /// How many things match, and how many of them are in no tile.
    pub total: u64,
    pub unplaced: u64,
    /// Where they are.
    pub bounds: Bbox,
    /// What stands for `*` in the names of attributes.
    pub keys: &'a Keys,
}

/// What the `*` of an attribute's name stands for, by how the name begins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys {
    /// `m_`: functions of the catalogue.
    pub functions: Vec<String>,
    /// `v_`: all that can be missing, public services too.
    pub subjects: Vec<String>,
    /// `e_`: chains of the catalogue.
    pub chains: Vec<String>,
    /// `s_` and `c_`: indices at hand.
    pub indices: Vec<String>,
}

impl Keys {
    fn of(&self, start: &str) -> &[String] {
        match start {
            "m_" => &self.functions,
            "v_" => &self.subjects,
            "e_" => &self.chains,
            "s_" | "c_" => &self.indices,
            _ => &[],
        }
    }
}

impl Contract {
    /// The contract of this build.
    ///
    /// # Panics
    /// Never: a test reads the same text.
    #[must_use]
    pub fn of_this_build() -> &'static Self {
        static CONTRACT: LazyLock<Contract> =
            LazyLock::new(|| Contract::parse(Contract::source()).expect("a test reads the same text"));
        &CONTRACT
    }

    /// Reads and checks.
    pub fn parse(text: &str) -> Result<Self, ContractError> {
        let contract: Self = toml::from_str(text)?;
        for (rank, layer) in contract.layers.iter().enumerate() {
            let name = layer.name.clone();
            if contract.layers[..rank].iter().any(|other| other.name == name) {
                return Err(ContractError::Twice(name));
            }
            let [first, last] = layer.zooms;
            if last < first || MAX_ZOOM < last {
                return Err(ContractError::Zooms(name));
            }
            if !contract.attributes.contains_key(&layer.attributes) {
                return Err(ContractError::Attributes { layer: name, set: layer.attributes.clone() });
            }
        }
        for word in contract.zones.keys() {
            word.parse::<Level>().map_err(ContractError::Level)?;
        }
        for zoom in 0..=contract.last_zoom() {
            let levels = contract.levels_at(zoom).count();
            if levels != 1 {
                return Err(ContractError::Zones { zoom, levels });
            }
        }
        Ok(contract)
    }

    /// What a tile may weigh.
    #[must_use]
    pub fn budget(&self) -> Budget {
        self.budget
    }

    /// The level that points are counted by at a zoom, if nobody asks for another.
    #[must_use]
    pub fn zones_at(&self, zoom: u8) -> Option<Level> {
        self.levels_at(zoom).next()
    }

    fn levels_at(&self, zoom: u8) -> impl Iterator<Item = Level> {
        let here = move |[first, last]: &[u8; 2]| *first <= zoom && zoom <= *last;
        self.zones.iter().filter(move |(_, zooms)| here(zooms)).filter_map(|(word, _)| word.parse().ok())
    }

    /// The deepest zoom of any layer.
    fn last_zoom(&self) -> u8 {
        self.layers.iter().map(|layer| layer.zooms[1]).max().unwrap_or(0)
    }

    /// All layers, in the order of the file.
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// A layer by its name.
    #[must_use]
    pub fn layer(&self, name: &str) -> Option<&Layer> {
        self.layers.iter().find(|layer| layer.name == name)
    }

    /// The layers that travel together; none for an unknown group.
    pub fn group(&self, group: &str) -> impl Iterator<Item = &Layer> {
        self.layers.iter().filter(move |layer| layer.group == group)
    }

    /// The attributes of a layer, by name.
    #[must_use]
    pub fn attributes(&self, layer: &Layer) -> &BTreeMap<String, Attribute> {
        &self.attributes[&layer.attributes]
    }

    /// The text it was read from.
    #[must_use]
    pub fn source() -> &'static str {
        include_str!("../../tiles/layers.toml")
    }

    /// The TileJSON 3 of tiles that hold these layers.
    #[must_use]
    pub fn tilejson(&self, layers: &[&Layer], edition: &Edition<'_>) -> Value {
        let [first, last] = zooms(layers);
        let Edition { name, tiles, snapshot, total, unplaced, bounds, keys: _ } = edition;
        json!({
            "tilejson": "3.0.0",
            "name": name,
            "tiles": [tiles],
            "vector_layers": self.vector_layers(layers, edition.keys),
            "bounds": bounds.sides(),
            "minzoom": first,
            "maxzoom": last,
            "attribution": self.attribution,
            "maillage": { "snapshot": snapshot, "total": total, "unplaced": unplaced },
        })
    }

    /// What TileJSON and archives tell of layers and their attributes.
    #[must_use]
    pub fn vector_layers(&self, layers: &[&Layer], keys: &Keys) -> Value {
        layers.iter().map(|layer| self.vector_layer(layer, keys)).collect()
    }

    fn vector_layer(&self, layer: &Layer, keys: &Keys) -> Value {
        let mut fields = Map::new();
        for (name, attribute) in self.attributes(layer) {
            let kind = Value::from(attribute.kind.tilejson());
            match name.strip_suffix('*') {
                None => drop(fields.insert(name.clone(), kind)),
                Some(start) => {
                    fields.extend(keys.of(start).iter().map(|key| (format!("{start}{key}"), kind.clone())));
                }
            }
        }
        json!({
            "id": layer.name,
            "description": layer.description,
            "minzoom": layer.zooms[0],
            "maxzoom": layer.zooms[1],
            "fields": fields,
        })
    }
}

/// The first and last zoom at which any of the layers is drawn; `[0, 0]` without layers.
#[must_use]
pub fn zooms(layers: &[&Layer]) -> [u8; 2] {
    let first = layers.iter().map(|layer| layer.zooms[0]).min().unwrap_or(0);
    let last = layers.iter().map(|layer| layer.zooms[1]).max().unwrap_or(0);
    [first, last]
}

impl Layer {
    /// First and last zoom.
    #[must_use]
    pub fn zooms(&self) -> [u8; 2] {
        self.zooms
    }

    /// Whether tiles of a zoom hold it.
    #[must_use]
    pub fn is_drawn_at(&self, zoom: u8) -> bool {
        self.zooms[0] <= zoom && zoom <= self.zooms[1]
    }

    /// The last zoom at which its points are counted by cells.
    #[must_use]
    pub fn clusters_until(&self) -> Option<u8> {
        self.clusters_until
    }

    /// Whether its points are counted by cells at a zoom.
    #[must_use]
    pub fn is_clustered_at(&self, zoom: u8) -> bool {
        self.clusters_until.is_some_and(|last| zoom <= last)
    }
}

impl AttributeType {
    /// The word of JSON Schema.
    #[must_use]
    pub fn json(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Integer => "integer",
            Self::Number => "number",
        }
    }

    /// The word that GDAL and others read types from.
    fn tilejson(self) -> &'static str {
        match self {
            Self::Text => "String",
            Self::Integer | Self::Number => "Number",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contract_of_this_build_is_sound() {
        let contract = Contract::parse(include_str!("../../tiles/layers.toml")).expect("sound");
        for level in crate::domain::level::Level::ALL {
            let layer = contract.layer(level.layer()).expect("each level is a layer");
            let labels =
                contract.layer(&crate::tiles::territories::labels_layer(level)).expect("with labels");
            assert_eq!((layer.zooms[1], &layer.attributes), (labels.zooms[1], &labels.attributes));
        }
    }

    #[test]
    fn faults_are_named() {
        let reason = |text: &str| Contract::parse(text).expect_err(text).to_string();
        let layer = |name: &str, zooms: &str, set: &str| {
            format!(
                "[[layer]]\nname='{name}'\ngroup='g'\nshape='point'\nzooms={zooms}\nattributes='{set}'\n\
                 description=''\n"
            )
        };
        let head = "attribution=''\n[attributes.a]\n[budget]\nbytes=1\nfeatures=1\n[zones]\nepci=[0,14]\n";
        let with = |layers: &[String]| format!("{head}{}", layers.concat());
        assert!(Contract::parse(&with(&[layer("x", "[0,14]", "a")])).is_ok());
        let twice = with(&[layer("x", "[0,14]", "a"), layer("x", "[0,14]", "a")]);
        assert_eq!(reason(&twice), "tiles/layers.toml: layer `x` is declared twice");
        let down = with(&[layer("x", "[9,3]", "a")]);
        assert_eq!(reason(&down), "tiles/layers.toml: zooms of layer `x` must satisfy first <= last <= 22");
        let unknown = with(&[layer("x", "[0,14]", "b")]);
        assert!(reason(&unknown).ends_with("names the attributes `b`; declare [attributes.b]"));
        let sound = with(&[layer("x", "[0,14]", "a")]);
        let early = sound.replace("epci=[0,14]", "epci=[0,13]");
        assert_eq!(reason(&early), "tiles/layers.toml: zones: zoom 14 must have one level, it has 0");
        let both = sound.replace("epci=[0,14]", "epci=[0,14]\nbassin=[5,5]");
        assert_eq!(reason(&both), "tiles/layers.toml: zones: zoom 5 must have one level, it has 2");
        assert!(reason(&sound.replace("epci=", "canton=")).contains("`canton` is no level of territory"));
        assert!(reason(&with(&["[[layer]]\nnom='x'".to_owned()])).contains("unknown field `nom`"));
    }

    #[test]
    fn a_tilejson_tells_all_layers_and_attributes_of_its_group() {
        let edition = Edition {
            name: "acteurs",
            tiles: "http://127.0.0.1:8080/tiles/abc/acteurs/{z}/{x}/{y}",
            snapshot: "abc",
            total: 12,
            unplaced: 2,
            bounds: Bbox::new(-5.0, 41.0, 10.0, 51.5).expect("a box"),
            keys: &Keys { functions: vec!["amap".into(), "recyclerie".into()], ..Keys::default() },
        };
        let contract = Contract::of_this_build();
        let group = |name| contract.group(name).collect::<Vec<_>>();
        let territories = contract.tilejson(&group("territoires"), &edition);
        assert_eq!(territories["vector_layers"].as_array().map(Vec::len), Some(10));
        insta::with_settings!({ snapshot_path => "../../tests/golden", prepend_module_to_snapshot => false }, {
            insta::assert_json_snapshot!("tilejson", contract.tilejson(&group("acteurs"), &edition));
        });
    }
}
