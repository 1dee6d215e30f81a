//! `maillage check`: reads the sources and prints the report without writing.

use std::path::PathBuf;

use crate::cli::Failure;
use crate::cli::build::read;
use crate::cli::report;

/// Read official files and print the report, without writing anything.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: maillage check --data ./officiel")]
pub struct Arguments {
    /// Folder of official files; each is recognised by its header.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// Another catalogue of functions than the embedded one.
    #[arg(long, value_name = "FILE")]
    functions: Option<PathBuf>,
}

/// Runs the verb.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let snapshot = read(&arguments.data, arguments.functions.as_deref())?;
    print!("{}", report::text(&snapshot));
    Ok(())
}
