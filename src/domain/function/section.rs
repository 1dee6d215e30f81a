//! A table of a TOML file, read field by field; what is wrong is written down and reading goes on.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::function::file::Fault;

/// A value and where it stands.
pub(in crate::domain) type Node<'i> = Spanned<DeValue<'i>>;

/// The faults of one text, so far.
pub(in crate::domain) struct Faults<'i> {
    text: &'i str,
    list: Vec<Fault>,
}

impl<'i> Faults<'i> {
    pub(in crate::domain) fn of(text: &'i str) -> Self {
        Self { text, list: vec![] }
    }

    /// Writes a fault down at an offset of the text.
    pub(in crate::domain) fn add(&mut self, at: usize, key: impl Into<String>, what: impl Into<String>) {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        self.list.push(Fault { line, key: key.into(), what: what.into() });
    }

    /// The faults in the order of the file.
    pub(in crate::domain) fn finish(mut self) -> Vec<Fault> {
        self.list.sort();
        self.list.dedup();
        self.list
    }
}

/// A table, what to call it in a fault, and where it begins.
pub(in crate::domain) struct Section<'t, 'i> {
    pub(in crate::domain) path: String,
    pub(in crate::domain) at: usize,
    table: &'t DeTable<'i>,
}

/// A text and where it stands.
#[derive(Debug, Clone, Copy)]
pub(in crate::domain) struct Said<'t> {
    pub(in crate::domain) text: &'t str,
    pub(in crate::domain) at: usize,
}

impl<'t, 'i> Section<'t, 'i> {
    /// A value as a table whose fields are all known.
    pub(in crate::domain) fn read(
        node: &'t Node<'i>,
        path: &str,
        fields: &[&str],
        faults: &mut Faults,
    ) -> Option<Self> {
        let Some(table) = node.get_ref().as_table() else {
            faults.add(node.span().start, path, "écrire une table : { champ = \"valeur\" }");
            return None;
        };
        let section = Self { path: path.to_owned(), at: node.span().start, table };
        section.refuse_strangers(fields, faults);
        Some(section)
    }

    /// The file itself.
    pub(in crate::domain) fn root(table: &'t DeTable<'i>, fields: &[&str], faults: &mut Faults) -> Self {
        let section = Self { path: String::new(), at: 0, table };
        section.refuse_strangers(fields, faults);
        section
    }

    fn refuse_strangers(&self, fields: &[&str], faults: &mut Faults) {
        for key in self.table.keys() {
            if !fields.contains(&key.get_ref().as_ref()) {
                let what = format!("champ inconnu : l'ôter, ou choisir parmi {}", fields.join(", "));
                faults.add(key.span().start, self.key(key.get_ref()), what);
            }
        }
    }

    /// How a field of this table is called in a fault.
    pub(in crate::domain) fn key(&self, field: &str) -> String {
        if self.path.is_empty() { field.to_owned() } else { format!("{}.{field}", self.path) }
    }

    /// The fields in the order of the alphabet, each with where its name stands.
    pub(in crate::domain) fn fields(&self) -> impl Iterator<Item = (&'t str, Range<usize>, &'t Node<'i>)> {
        self.table.iter().map(|(key, node)| (key.get_ref().as_ref(), key.span(), node))
    }

    /// A field, if it is there.
    pub(in crate::domain) fn get(&self, field: &str) -> Option<&'t Node<'i>> {
        self.table.get(field)
    }

    /// A text that is not blank, if the field is there.
    pub(in crate::domain) fn text_if_any(&self, field: &str, faults: &mut Faults) -> Option<Said<'t>> {
        said(self.get(field)?, &self.key(field), faults)
    }

    /// A text that must be there and not be blank.
    pub(in crate::domain) fn text(&self, field: &str, faults: &mut Faults) -> Option<Said<'t>> {
        if self.get(field).is_none() {
            faults.add(self.at, self.key(field), format!("champ absent : ajouter {field} = \"…\""));
        }
        self.text_if_any(field, faults)
    }

    /// A list, empty if the field is not there.
    pub(in crate::domain) fn list(&self, field: &str, faults: &mut Faults) -> &'t [Node<'i>] {
        let Some(node) = self.get(field) else { return &[] };
        match node.get_ref().as_array() {
            Some(array) => array,
            None => {
                faults.add(node.span().start, self.key(field), "écrire une liste entre crochets : […]");
                &[]
            }
        }
    }

    /// A list of texts that are not blank, empty if the field is not there.
    pub(in crate::domain) fn texts(&self, field: &str, faults: &mut Faults) -> Vec<Said<'t>> {
        let key = self.key(field);
        self.list(field, faults).iter().filter_map(|node| said(node, &key, faults)).collect()
    }

    /// Yes or no; no if the field is not there.
    pub(in crate::domain) fn flag(&self, field: &str, faults: &mut Faults) -> bool {
        let Some(node) = self.get(field) else { return false };
        node.get_ref().as_bool().unwrap_or_else(|| {
            faults.add(node.span().start, self.key(field), "écrire true ou false, sans guillemets");
            false
        })
    }
}

fn said<'t>(node: &'t Node<'_>, key: &str, faults: &mut Faults) -> Option<Said<'t>> {
    let at = node.span().start;
    match node.get_ref().as_str() {
        None => faults.add(at, key, "écrire un texte entre guillemets"),
        Some(text) if text.trim() != text || text.is_empty() => {
            faults.add(at, key, "texte vide ou bordé d'espaces : écrire le texte seul");
        }
        Some(text) => return Some(Said { text, at }),
    }
    None
}
