//! What a build read, refused, repaired and wrote, for a person.

use std::fmt::Write;

use crate::ingest::ledger::{Ledger, Tally};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;
use crate::snapshot::manifest::Input;

/// The whole report as text.
#[must_use]
pub fn text(snapshot: &Snapshot) -> String {
    let mut out = String::new();
    let manifest = &snapshot.manifest;
    let nature = if manifest.fictitious { " · données fictives" } else { "" };
    put(&mut out, format_args!("Instantané {}{nature}\n", manifest.id));
    put(
        &mut out,
        format_args!(
            "{:<32} {:>10} {:>10} {:>10} {:>10}\n",
            "source", "lues", "acceptées", "fusionnées", "refusées"
        ),
    );
    for input in &manifest.sources {
        source(&mut out, input);
    }
    if !manifest.unknown.is_empty() {
        put(&mut out, format_args!("\nFichiers inconnus, laissés de côté ({}) :\n", manifest.unknown.len()));
        for path in &manifest.unknown {
            put(&mut out, format_args!("  {path}\n"));
        }
    }
    for notice in &manifest.notices {
        put(&mut out, format_args!("\n{} : {}\n", notice.what, notice.count));
        put(&mut out, format_args!("  {}\n", notice.examples.join(", ")));
    }
    put(
        &mut out,
        format_args!("\n{:<32} {:>10} {:>10} {:>10}\n", "couche", "objets", "sans lieu", "masqués"),
    );
    for layer in Layer::ALL {
        let counts = snapshot.layer_counts(layer);
        put(
            &mut out,
            format_args!(
                "{:<32} {:>10} {:>10} {:>10}\n",
                layer.name(),
                counts.rows,
                counts.unplaced,
                counts.masked
            ),
        );
    }
    out
}

fn source(out: &mut String, Input { source, path, ledger, .. }: &Input) {
    let Ledger { read, accepted, merged, .. } = ledger;
    put(
        out,
        format_args!(
            "{:<32} {read:>10} {accepted:>10} {merged:>10} {:>10}   {path}\n",
            source.id,
            ledger.refused()
        ),
    );
    if !ledger.balances() {
        put(out, format_args!("  ! lignes lues ≠ acceptées + fusionnées + refusées\n"));
    }
    tallies(out, "refusées", &ledger.faults);
    tallies(out, "hors champ", &ledger.out_of_scope);
    tallies(out, "réparées", &ledger.mended);
}

fn tallies(out: &mut String, kind: &str, tallies: &std::collections::BTreeMap<String, Tally>) {
    for (what, Tally { count, examples }) in tallies {
        let examples: Vec<String> = examples
            .iter()
            .map(|e| {
                if e.detail.is_empty() {
                    e.line.to_string()
                } else {
                    format!("{} « {} »", e.line, e.detail)
                }
            })
            .collect();
        put(out, format_args!("    {count:>8} {kind} : {what} (ligne {})\n", examples.join(", ")));
    }
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("writing to a string cannot fail");
}
