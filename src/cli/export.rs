//! `maillage export`: writes a layer of a snapshot to a file.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::ValueEnum;

use crate::cli::Failure;
use crate::cli::progress::Watch;
use crate::formats::flatgeobuf::write::{self as flatgeobuf, Options};
use crate::formats::geojson::Members;
use crate::formats::selection::Selection;
use crate::formats::table::Table;
use crate::formats::{csv, geojson};
use crate::snapshot::layers::Layer;
use crate::snapshot::{Snapshot, load, sheets};
use crate::tiles::archive;
use crate::tiles::atlas::{Atlas, Tileset};
use crate::tiles::contract::{self, Contract};
use crate::tiles::points::Grouping;

/// Write a layer of a snapshot to a file.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  maillage export --snapshot ./instantanes --layer bassins --format fgb --out bassins.fgb
  maillage export --snapshot ./instantanes --layer carte --format pmtiles --zooms 0-12 --out carte.pmtiles")]
pub struct Arguments {
    /// Folder of snapshots.
    #[arg(long, value_name = "FOLDER")]
    snapshot: PathBuf,
    /// communes, epci, bassins, departements, regions, acteurs, tiers-lieux, circuits-courts,
    /// ptce, foncier or equipements; as tiles also territoires (all levels) or carte (everything).
    #[arg(long)]
    layer: Tileset,
    #[arg(long, value_enum)]
    format: Format,
    /// First and last zoom of tiles, as in 0-12; those of the layer without it.
    #[arg(long, value_name = "FIRST-LAST")]
    zooms: Option<Zooms>,
    /// Outlines of territories as the map draws them at a zoom, 0 to 12.
    #[arg(long, value_name = "ZOOM", value_parser = clap::value_parser!(u8).range(0..=i64::from(sheets::DEEPEST)))]
    simplified: Option<u8>,
    /// File to write; standard output without it (not for tiles).
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Zooms from a text such as `0-12` or `5`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Zooms(RangeInclusive<u8>);

impl FromStr for Zooms {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        match (first.trim().parse(), last.trim().parse()) {
            (Ok(first), Ok(last)) if first <= last && last <= DEEPEST => Ok(Self(first..=last)),
            _ => Err(format!("expected two zooms from 0 to {DEEPEST}, the first one first, as in 0-12")),
        }
    }
}

/// The deepest zoom of an archive: clients enlarge its tiles beyond.
const DEEPEST: u8 = 14;

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// FlatGeobuf, with its spatial index.
    Fgb,
    /// GeoJSON (RFC 7946).
    Geojson,
    /// CSV (RFC 4180), lon/lat or WKT first.
    Csv,
    /// Vector tiles in one file (PMTiles 3), for any store of files to serve.
    Pmtiles,
}

/// Runs the verb.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let watch = Watch::new();
    watch.spin("lecture de l'instantané");
    let mut snapshot = load::current(&arguments.snapshot)?;
    if let Some(zoom) = arguments.simplified {
        simplify(&mut snapshot, arguments.layer, zoom)?;
    }
    watch.spin(&format!("écriture de {}", arguments.layer));
    let done = match arguments.format {
        Format::Fgb => write_layer(arguments, &snapshot, |rows, out| {
            flatgeobuf::write(rows, out, Options { index: true })
        }),
        Format::Geojson => write_layer(arguments, &snapshot, |rows, out| {
            geojson::write_collection(rows, &Members::default(), out)
        }),
        Format::Csv => write_layer(arguments, &snapshot, |rows, out| csv::write(rows, out)),
        Format::Pmtiles => write_tiles(arguments, &snapshot, &watch),
    };
    watch.done();
    done
}

/// Puts the outlines of a zoom in the place of the full ones.
fn simplify(snapshot: &mut Snapshot, layer: Tileset, zoom: u8) -> Result<(), Failure> {
    let Tileset::Layer(Layer::Territories(level)) = layer else {
        return Err(format!("--simplified : {layer} n'est pas une couche de territoires").into());
    };
    if !snapshot.sheets.has(level, zoom) {
        return Err(format!("--simplified {zoom} : {layer} n'est pas dessinée à ce zoom").into());
    }
    snapshot.territories = snapshot.sheets.drawn(&snapshot.territories, zoom);
    Ok(())
}

/// Where a layer is written to.
type Out = BufWriter<Box<dyn Write>>;

fn write_layer(
    arguments: &Arguments,
    snapshot: &Snapshot,
    write: impl FnOnce(&Selection<'_, dyn Table + '_>, &mut Out) -> io::Result<()>,
) -> Result<(), Failure> {
    let Tileset::Layer(layer) = arguments.layer else {
        let several = arguments.layer;
        return Err(format!("{several} a plusieurs couches : en nommer une, ou --format pmtiles").into());
    };
    let out: Box<dyn Write> = match &arguments.out {
        Some(path) => Box::new(File::create(path).map_err(|e| format!("{} : {e}", path.display()))?),
        None => Box::new(io::stdout().lock()),
    };
    let mut out = BufWriter::with_capacity(1 << 20, out);
    let table = snapshot.table(layer);
    write(&Selection::all(&*table).with_rows(snapshot.rows(layer).collect()), &mut out)?;
    out.flush()?;
    Ok(())
}

/// Writes beside, then renames: whoever serves the file never sees half of it.
fn write_tiles(arguments: &Arguments, snapshot: &Snapshot, watch: &Watch) -> Result<(), Failure> {
    let Some(path) = &arguments.out else {
        return Err("des tuiles s'écrivent dans un fichier : --out carte.pmtiles".into());
    };
    let contract = Contract::of_this_build();
    let [first, last] = contract::zooms(&arguments.layer.layers(contract, Grouping::Cells));
    let zooms = arguments.zooms.as_ref().map_or(first..=last, |zooms| zooms.0.clone());
    let atlas = Atlas::new(snapshot);
    let beside = beside(path);
    let named = |error: &dyn std::fmt::Display| format!("{} : {error}", beside.display());
    let file = File::create(&beside).map_err(|e| named(&e))?;
    let mut tell = |done: usize, all: usize| watch.count("tuiles", done as u64, all as u64);
    let written = archive::write(&atlas, snapshot, arguments.layer, zooms, file, &mut tell);
    let written = written.map_err(|error| {
        // Half an archive is of no use to anybody.
        drop(fs::remove_file(&beside));
        named(&error)
    })?;
    fs::rename(&beside, path).map_err(|e| named(&e))?;
    eprintln!("{} : {} tuiles, {} octets", path.display(), written.tiles, written.bytes);
    Ok(())
}

/// The file's name with `.part` after it.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooms_are_read_or_refused() {
        assert_eq!("0-12".parse(), Ok(Zooms(0..=12)));
        assert_eq!("7".parse(), Ok(Zooms(7..=7)));
        for wrong in ["12-0", "0-15", "a-b", "", "-1-3", "1-2-3"] {
            assert!(wrong.parse::<Zooms>().is_err(), "{wrong}");
        }
    }
}
