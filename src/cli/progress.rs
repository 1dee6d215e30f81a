//! Bars for whoever watches a terminal; silence for everyone else.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use crate::snapshot::build::Step;

/// Shows the steps of a build.
pub struct Watch {
    bar: Option<ProgressBar>,
}

impl Watch {
    /// Bars on a terminal, nothing elsewhere.
    #[must_use]
    pub fn new() -> Self {
        Self { bar: std::io::stderr().is_terminal().then(|| ProgressBar::new(0)) }
    }

    /// Shows one step.
    pub fn step(&mut self, step: Step<'_>) {
        let Some(bar) = &self.bar else { return };
        match step {
            Step::Reading { path, bytes } => {
                let style = "{spinner} {msg:44} {bar:30} {bytes:>10}/{total_bytes:10} {elapsed}";
                bar.set_style(ProgressStyle::with_template(style).expect("a constant"));
                bar.reset();
                bar.set_length(bytes);
                bar.set_message(path.file_name().unwrap_or_default().to_string_lossy().into_owned());
            }
            Step::Bytes(read) => bar.inc(read),
            Step::Assembling => spin(bar, "assemblage et index"),
            Step::Analysing => spin(bar, "analyses"),
            Step::Writing(file) => spin(bar, &format!("écriture de {file}")),
        }
    }

    /// Says what is being done where there is nothing to count.
    pub fn spin(&self, message: &str) {
        if let Some(bar) = &self.bar {
            spin(bar, message);
            bar.enable_steady_tick(std::time::Duration::from_millis(120));
        }
    }

    /// Shows how many of how many are done.
    pub fn count(&self, what: &'static str, done: u64, all: u64) {
        if let Some(bar) = &self.bar {
            let style = "{spinner} {msg} {bar:30} {pos}/{len} {elapsed} (reste {eta})";
            bar.set_style(ProgressStyle::with_template(style).expect("a constant"));
            bar.set_message(what);
            bar.set_length(all);
            bar.set_position(done);
        }
    }

    /// Clears the line.
    pub fn done(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Default for Watch {
    fn default() -> Self {
        Self::new()
    }
}

fn spin(bar: &ProgressBar, message: &str) {
    bar.set_style(ProgressStyle::with_template("{spinner} {msg} {elapsed}").expect("a constant"));
    bar.set_message(message.to_owned());
    bar.tick();
}
