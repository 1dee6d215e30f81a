//! `maillage serve`: pages for people, an API for programs, one snapshot at a time.

use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::api::edge::journal::Form;
use crate::api::state::{self, Shared};
use crate::api::{connections, edge};
use crate::cli::Failure;
use crate::cli::progress::Watch;
use crate::pages::routes::everything;
use crate::snapshot::load;

/// How often `--watch` looks for another snapshot.
const GLANCE: Duration = Duration::from_secs(2);

/// Serve a snapshot: pages for people, an API for programs.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: maillage serve --snapshot ./instantanes --listen 127.0.0.1:8080\n\
    SIGHUP loads the snapshot that is current by then; answers under way keep theirs.")]
pub struct Arguments {
    /// Folder of snapshots.
    #[arg(long, value_name = "FOLDER")]
    snapshot: PathBuf,
    /// Address and port.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Load every new snapshot as soon as it is current.
    #[arg(long)]
    watch: bool,
    /// What drawn tiles may take in memory, in MiB; with 0 each is drawn anew.
    #[arg(long, value_name = "MIB", default_value_t = state::TILE_CACHE >> 20)]
    tile_cache: u64,
}

/// How long a line on a request may wait in memory.
const JOURNAL: Duration = Duration::from_millis(250);

/// Runs the verb until it is interrupted.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    log();
    let watch = Watch::new();
    watch.spin("lecture de l'instantané");
    let snapshot = load::current(&arguments.snapshot);
    watch.done();
    let snapshot = snapshot?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let shared = Shared::with_tile_cache(snapshot, arguments.tile_cache.saturating_mul(1 << 20));
    runtime.block_on(serve(arguments, Arc::new(shared)))
}

/// Lines for people on a terminal, JSON for machines elsewhere.
fn log() {
    let lines = tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false);
    if std::io::stderr().is_terminal() {
        lines.init();
    } else {
        lines.json().flatten_event(true).init();
    }
}

async fn serve(arguments: &Arguments, shared: Arc<Shared>) -> Result<(), Failure> {
    let listener = TcpListener::bind(arguments.listen)
        .await
        .map_err(|e| format!("{} : {e} ; choisir une autre adresse avec --listen", arguments.listen))?;
    println!("Maillage : http://{}", listener.local_addr()?);
    prepare(&shared);
    if !tracing::enabled!(tracing::Level::INFO) {
        shared.journal.set_form(Form::Silent);
    } else if std::io::stderr().is_terminal() {
        shared.journal.set_form(Form::Plain);
    }
    tokio::spawn(write_journal(Arc::clone(&shared)));
    tokio::spawn(reload(arguments.snapshot.clone(), arguments.watch, Arc::clone(&shared)));
    connections::serve(listener, service(Arc::clone(&shared)), interrupted()).await?;
    write_lines(&shared);
    Ok(())
}

/// Writes the log's lines on requests a few times a second.
async fn write_journal(shared: Arc<Shared>) {
    let mut tick = tokio::time::interval(JOURNAL);
    loop {
        tick.tick().await;
        let shared = Arc::clone(&shared);
        // Standard error may be a pipe that nobody reads.
        let written = tokio::task::spawn_blocking(move || write_lines(&shared)).await;
        debug_assert!(written.is_ok(), "writing does not panic");
    }
}

fn write_lines(shared: &Shared) {
    let lines = shared.journal.take();
    if !lines.is_empty() {
        // Nobody is left to be told that the log cannot be written.
        let _ = std::io::stderr().write_all(lines.as_bytes());
    }
}

/// Takes the census and sorts the names beside the first requests: who asks before waits for it.
/// What is missing where is found when somebody asks: a server of maps never holds the ways.
fn prepare(shared: &Arc<Shared>) {
    let served = shared.current();
    tokio::task::spawn_blocking(move || {
        served.snapshot.census();
        served.names();
    });
}

/// Everything that is served, with what every answer has in common.
fn service(shared: Arc<Shared>) -> axum::Router {
    edge::around(everything(Arc::clone(&shared)), &shared)
}

/// Loads the current snapshot on SIGHUP, and when it changes if asked to watch. A snapshot
/// that cannot be loaded leaves the one being served.
async fn reload(folder: PathBuf, watch: bool, shared: Arc<Shared>) {
    let Ok(mut hangup) = signal(SignalKind::hangup()) else {
        tracing::warn!("SIGHUP is not available: restart to load another snapshot");
        return;
    };
    let mut glance = tokio::time::interval(GLANCE);
    loop {
        let asked = tokio::select! {
            _ = hangup.recv() => true,
            _ = glance.tick() => false,
        };
        if !asked && !watch {
            continue;
        }
        let served = shared.current().snapshot.manifest.id.clone();
        let folder = folder.clone();
        let loaded = tokio::task::spawn_blocking(move || {
            let changed = load::current_id(&folder).is_ok_and(|id| id != served);
            (asked || changed).then(|| load::current(&folder))
        });
        match loaded.await {
            Ok(Some(Ok(snapshot))) => {
                tracing::info!(snapshot = %snapshot.manifest.id, "snapshot loaded");
                shared.swap(snapshot);
                prepare(&shared);
            }
            Ok(Some(Err(error))) => {
                tracing::error!(%error, "the snapshot cannot be loaded; the previous one stays")
            }
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "loading was interrupted; the previous snapshot stays"),
        }
    }
}

async fn interrupted() {
    let mut terminate = match signal(SignalKind::terminate()) {
        Ok(terminate) => terminate,
        Err(_) => return drop(tokio::signal::ctrl_c().await),
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
