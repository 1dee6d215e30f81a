//! The interface for programs, told to people: the standards followed, and every operation.

use askama::Template;

use crate::pages::frame::Frame;

/// `/conformance`
#[derive(Debug, Clone, Template)]
#[template(path = "conformance.html")]
pub struct ConformancePage {
    pub frame: Frame,
    /// Standards, each with its classes: the last part of the URI, and the URI.
    pub standards: Vec<(&'static str, Vec<(String, String)>)>,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterRow {
    pub name: String,
    pub in_path: bool,
    /// Type, bounds and values, in a few words.
    pub shape: String,
    pub description: String,
    pub example: Option<String>,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationRow {
    /// `getFeatures`; its title is in the words of pages, under `operation`.
    pub id: String,
    pub method: String,
    pub path: String,
    pub description: String,
    pub parameters: Vec<ParameterRow>,
    /// Media types of a good answer.
    pub media: Vec<String>,
    /// Statuses it may answer.
    pub statuses: Vec<String>,
}

/// `/api`
#[derive(Debug, Clone, Template)]
#[template(path = "interface.html")]
pub struct InterfacePage {
    pub frame: Frame,
    /// Groups of operations, by the word of the group.
    pub groups: Vec<(String, Vec<OperationRow>)>,
}

impl ConformancePage {
    fn sentence(&self) -> String {
        let classes: usize = self.standards.iter().map(|(_, classes)| classes.len()).sum();
        self.frame.fill("ogc.conformance-text", &[("n", &classes)])
    }
}

impl InterfacePage {
    fn group(&self, word: &str) -> String {
        self.frame.fill(&format!("operations.{word}"), &[])
    }

    fn title(&self, operation: &OperationRow) -> String {
        self.frame.fill(&format!("operation.{}", operation.id), &[])
    }
}
