//! The verbs of the command line. Exit codes: 0 done · 1 it failed, the reason is on standard
//! error · 2 the command was misspelled.

pub mod build;
pub mod check;
pub mod demo;
pub mod export;
pub mod progress;
pub mod report;
pub mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// An open atlas of territorial cooperation for the social and solidarity economy.
#[derive(Debug, Parser)]
#[command(
    name = "maillage",
    version,
    after_help = "Exit codes: 0 done, 1 failed (reason on standard error), 2 misspelled command."
)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Write the demonstration island in the official formats.
    Demo(demo::Arguments),
    /// Read official files and print the report, without writing anything.
    Check(check::Arguments),
    /// Read official files and write a snapshot.
    Build(build::Arguments),
    /// Serve a snapshot: pages for people, an API for programs.
    Serve(serve::Arguments),
    /// Write a layer of a snapshot to a file.
    Export(export::Arguments),
}

/// Why a verb failed: one message, ready to be read.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs the program.
#[must_use]
pub fn run() -> ExitCode {
    let done = match Arguments::parse().verb {
        Verb::Demo(arguments) => demo::run(&arguments),
        Verb::Check(arguments) => check::run(&arguments),
        Verb::Build(arguments) => build::run(&arguments),
        Verb::Serve(arguments) => serve::run(&arguments),
        Verb::Export(arguments) => export::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("maillage : {failure}");
            ExitCode::FAILURE
        }
    }
}
