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
    /// So many establishments in SIRENE over the same communes, the other sources in proportion:
    /// from 400 to 3,000,000.
    #[arg(long, value_name = "NUMBER")]
    actors: Option<u32>,
}

/// Runs the verb.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let base = if arguments.national { Plan::national() } else { Plan::island() };
    let sized = arguments.actors.map_or(base, |actors| base.with_actors(actors));
    let plan = Plan { seed: arguments.seed.unwrap_or(base.seed), ..sized };
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
