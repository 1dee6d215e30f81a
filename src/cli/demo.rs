//! `maillage demo`: writes the island that does not exist, in the official formats.

use std::path::PathBuf;

use crate::cli::Failure;
use crate::cli::progress::Watch;
use crate::demo::{self, Plan};
use crate::snapshot::build::FICTITIOUS_MARK;

/// Write the demonstration island in the official formats.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: maillage demo --out ./ile && maillage build --data ./ile --out ./instantanes"
)]
pub struct Arguments {
    /// Folder to write the files to.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// The same seed gives the same files; without it, the plan's own.
    #[arg(long)]
    seed: Option<u64>,
    /// As large as the whole country, for measurements: 35,000 communes, 2.5 million actors.
    #[arg(long)]
    national: bool,
}

/// Runs the verb.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let base = if arguments.national { Plan::national() } else { Plan::island() };
    let plan = Plan { seed: arguments.seed.unwrap_or(base.seed), ..base };
    std::fs::create_dir_all(&arguments.out).map_err(|e| format!("{} : {e}", arguments.out.display()))?;
    let watch = Watch::new();
    watch.spin("écriture des fichiers de l'île");
    demo::write(&arguments.out, &plan)?;
    watch.done();
    std::fs::write(
        arguments.out.join(FICTITIOUS_MARK),
        "Territoire et acteurs inventés, pour la démonstration. Rien ici n'existe.\n",
    )?;
    Ok(())
}
