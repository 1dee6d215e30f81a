//! `maillage build`: reads the sources and writes a snapshot.

use std::path::{Path, PathBuf};

use crate::analysis::findings;
use crate::cli::progress::Watch;
use crate::cli::{Failure, report};
use crate::domain::function::Functions;
use crate::snapshot::build::Step;
use crate::snapshot::{Snapshot, build, store};

/// Read official files and write a snapshot.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: maillage build --data ./officiel --out ./instantanes")]
pub struct Arguments {
    /// Folder of official files; each is recognised by its header.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// Folder of snapshots. The one in use stays so until the new one is whole.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Another catalogue of functions than the embedded one.
    #[arg(long, value_name = "FILE")]
    functions: Option<PathBuf>,
    /// Do not print the report.
    #[arg(long)]
    quiet: bool,
}

/// Runs the verb.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let snapshot = read(&arguments.data, arguments.functions.as_deref())?;
    let mut watch = Watch::new();
    let written = store::write(&snapshot, &arguments.out, &mut |step| watch.step(step));
    watch.done();
    let folder = written?;
    if !arguments.quiet {
        print!("{}", report::text(&snapshot));
        println!("\nÉcrit dans {}", folder.display());
    }
    Ok(())
}

/// Reads a folder of official files.
pub fn read(data: &Path, functions: Option<&Path>) -> Result<Snapshot, Failure> {
    let functions = match functions {
        None => Functions::embedded(),
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|e| format!("{} : {e}", path.display()))?;
            Functions::parse(&text).map_err(|faults| {
                let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
                format!("{} :\n{}", path.display(), lines.join("\n"))
            })?
        }
    };
    let mut watch = Watch::new();
    let parts = build::build(data, functions, &mut |step| watch.step(step));
    watch.done();
    let snapshot = Snapshot::new(parts?);
    let mut watch = Watch::new();
    watch.step(Step::Analysing);
    let found = findings::found(&snapshot);
    watch.done();
    Ok(snapshot.with_found(found?))
}
