//! The log's lines on requests, gathered in memory and written together: a line costs as little as
//! the request that it tells of.
//!
//! Whoever runs the server takes them a few times a second ([`Journal::take`]). While nobody does,
//! lines are kept up to a bound; those beyond it are counted, and the next line taken says how many.

use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

/// Bytes that wait to be taken.
const MOST: usize = 4 << 20;

/// What there is to say of a request: nothing of what was asked, nothing of who asked.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub id: &'a str,
    pub method: &'a str,
    /// As declared, never as asked for.
    pub route: &'a str,
    pub status: u16,
    pub bytes: u64,
    /// Until the answer began.
    pub answered_us: u64,
    /// Until it was sent: what is more is the client's pace.
    pub sent_us: u64,
}

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// An object a line, for machines.
    #[default]
    Json,
    /// For people before a terminal.
    Plain,
    /// No line is kept.
    Silent,
}

/// Lines that wait to be written.
#[derive(Debug, Default)]
pub struct Journal(Mutex<Pending>);

#[derive(Debug, Default)]
struct Pending {
    text: String,
    form: Form,
    left_out: u64,
}

impl Journal {
    /// From now on lines are of this form.
    pub fn set_form(&self, form: Form) {
        self.pending().form = form;
    }

    /// Adds a line.
    pub fn add(&self, line: Line<'_>) {
        let mut pending = self.pending();
        if pending.form == Form::Silent {
            return;
        }
        if MOST <= pending.text.len() {
            pending.left_out += 1;
            return;
        }
        let Line { id, method, route, status, bytes, answered_us, sent_us } = line;
        let form = pending.form;
        let text = &mut pending.text;
        // Nothing in these needs an escape: ids and methods are plain words, routes are ours.
        let written = match form {
            Form::Json => writeln!(
                text,
                r#"{{"level":"INFO","message":"request","id":"{id}","method":"{method}","route":"{route}","status":{status},"bytes":{bytes},"answered_us":{answered_us},"sent_us":{sent_us}}}"#
            ),
            Form::Plain => writeln!(text, "{status} {method} {route} {bytes} B {answered_us} µs"),
            Form::Silent => Ok(()),
        };
        debug_assert!(written.is_ok(), "memory takes all");
    }

    /// The lines that wait, in the order in which they came.
    #[must_use]
    pub fn take(&self) -> String {
        let mut pending = self.pending();
        let left_out = std::mem::take(&mut pending.left_out);
        let mut text = std::mem::take(&mut pending.text);
        if left_out != 0 {
            text.push_str(&match pending.form {
                Form::Json => format!("{{\"level\":\"WARN\",\"message\":\"requests left out of the log\",\"count\":{left_out}}}\n"),
                Form::Plain | Form::Silent => format!("{left_out} requests were left out of the log\n"),
            });
        }
        text
    }

    fn pending(&self) -> std::sync::MutexGuard<'_, Pending> {
        // Lines are whole even if somebody panicked between two of them.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: Line<'_> = Line {
        id: "7",
        method: "GET",
        route: "/search",
        status: 200,
        bytes: 5,
        answered_us: 40,
        sent_us: 41,
    };

    #[test]
    fn lines_are_taken_once_in_the_form_that_is_wanted() {
        let journal = Journal::default();
        journal.add(LINE);
        let taken: serde_json::Value = serde_json::from_str(&journal.take()).expect("one object");
        assert_eq!((&taken["route"], &taken["answered_us"]), (&"/search".into(), &40.into()));
        journal.set_form(Form::Plain);
        journal.add(LINE);
        assert_eq!(journal.take(), "200 GET /search 5 B 40 µs\n");
        assert_eq!(journal.take(), "");
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let journal = Journal::default();
        let enough = MOST / 100;
        (0..enough).for_each(|_| journal.add(LINE));
        let taken = journal.take();
        let last: serde_json::Value =
            serde_json::from_str(taken.lines().last().expect("a line")).expect("an object");
        let kept = taken.lines().count() - 1;
        assert_eq!(last["count"], enough - kept);
        assert!(taken.len() < MOST + 1_000);
    }
}
