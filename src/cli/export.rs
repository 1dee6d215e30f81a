//! `maillage export`: writes a layer of a snapshot to a file.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::Failure;
use crate::cli::progress::Watch;
use crate::formats::flatgeobuf::write::{self as flatgeobuf, Options};
use crate::formats::geojson::Members;
use crate::formats::selection::Selection;
use crate::formats::{csv, geojson};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;
use crate::snapshot::load;
use crate::snapshot::sheets::DEEPEST;

/// Write a layer of a snapshot to a file.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: maillage export --snapshot ./instantanes --layer bassins --format fgb --out bassins.fgb"
)]
pub struct Arguments {
    /// Folder of snapshots.
    #[arg(long, value_name = "FOLDER")]
    snapshot: PathBuf,
    /// communes, epci, bassins, departements, regions, acteurs, tiers-lieux, circuits-courts,
    /// ptce, foncier or equipements.
    #[arg(long)]
    layer: Layer,
    #[arg(long, value_enum)]
    format: Format,
    /// Outlines of territories as the map draws them at a zoom, 0 to 12.
    #[arg(long, value_name = "ZOOM", value_parser = clap::value_parser!(u8).range(0..=i64::from(DEEPEST)))]
    simplified: Option<u8>,
    /// File to write; standard output without it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// FlatGeobuf, with its spatial index.
    Fgb,
    /// GeoJSON (RFC 7946).
    Geojson,
    /// CSV (RFC 4180), lon/lat or WKT first.
    Csv,
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
    let out: Box<dyn Write> = match &arguments.out {
        Some(path) => Box::new(File::create(path).map_err(|e| format!("{} : {e}", path.display()))?),
        None => Box::new(std::io::stdout().lock()),
    };
    let mut out = BufWriter::with_capacity(1 << 20, out);
    let table = snapshot.table(arguments.layer);
    let rows = Selection::all(&*table).with_rows(snapshot.rows(arguments.layer).collect());
    match arguments.format {
        Format::Fgb => flatgeobuf::write(&rows, &mut out, Options { index: true })?,
        Format::Geojson => geojson::write_collection(&rows, &Members::default(), &mut out)?,
        Format::Csv => csv::write(&rows, &mut out)?,
    }
    out.flush()?;
    watch.done();
    Ok(())
}

/// Puts the outlines of a zoom in the place of the full ones.
fn simplify(snapshot: &mut Snapshot, layer: Layer, zoom: u8) -> Result<(), Failure> {
    let Layer::Territories(level) = layer else {
        return Err(format!("--simplified : {layer} n'est pas une couche de territoires").into());
    };
    if !snapshot.sheets.has(level, zoom) {
        return Err(format!("--simplified {zoom} : {layer} n'est pas dessinée à ce zoom").into());
    }
    snapshot.territories = snapshot.sheets.drawn(&snapshot.territories, zoom);
    Ok(())
}
