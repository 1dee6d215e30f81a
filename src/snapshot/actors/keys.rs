//! Columns of actors whose cells hang on a small number: rows of one number have one value, so
//! that a question about a cell is asked once a number, not once a row.

use crate::domain::function::FunctionSet;
use crate::domain::level::Level;
use crate::snapshot::Snapshot;
use crate::snapshot::actors::Actors;
use crate::snapshot::layers::Layer;
use crate::snapshot::texts::Texts;

/// The numbers behind a column, by row.
#[derive(Debug, Clone, Copy)]
pub enum KeyColumn<'a> {
    Byte(&'a [u8]),
    Short(&'a [u16]),
    /// Below `count`; any number from there on stands for "none".
    Long {
        keys: &'a [u32],
        count: usize,
    },
    Flag(&'a [bool]),
    /// The rows with a byte other than 255 have one value together; the others hang on `keys`,
    /// all below `count`.
    Either {
        bytes: &'a [u8],
        keys: &'a [u32],
        count: usize,
    },
}

impl Snapshot {
    /// The numbers behind a column of a layer; `None` when its cells hang on no small number.
    #[must_use]
    pub fn key_column(&self, layer: Layer, column: &str) -> Option<KeyColumn<'_>> {
        if !layer.is_view_of_actors() {
            return None;
        }
        let actors = &self.actors;
        let communes = self.territories.of(Level::Commune).len();
        match column {
            "famille" => Some(KeyColumn::Byte(&actors.families)),
            "ess" => Some(KeyColumn::Either {
                bytes: &actors.families,
                keys: &actors.statements,
                count: actors.spelled_statements.len(),
            }),
            "forme_juridique" => Some(KeyColumn::Short(&actors.legal_forms)),
            "naf" => Some(KeyColumn::Long { keys: &actors.nafs, count: actors.naf_words.values().len() }),
            "effectif" => {
                Some(KeyColumn::Long { keys: &actors.employees, count: actors.employee_words.values().len() })
            }
            "declarations" => {
                Some(KeyColumn::Long { keys: &actors.statements, count: actors.spelled_statements.len() })
            }
            "precision" => Some(KeyColumn::Byte(&actors.precisions)),
            "diffusion" => Some(KeyColumn::Flag(&actors.masked)),
            "commune" | "commune_nom" | "epci" | "bassin" | "departement" | "region" => {
                Some(KeyColumn::Long { keys: &actors.communes, count: communes })
            }
            _ => None,
        }
    }
}

impl Snapshot {
    /// A column of a layer that is made of plain texts; `None` for all others.
    #[must_use]
    pub fn text_column(&self, layer: Layer, column: &str) -> Option<&Texts> {
        let actors = layer.is_view_of_actors().then_some(&self.actors)?;
        match column {
            "id" => Some(&actors.ids),
            "nom" => Some(&actors.names),
            "adresse" => Some(&actors.addresses),
            "site_web" => Some(&actors.websites),
            _ => None,
        }
    }
}

impl Actors {
    /// A number for the statements of each actor, by row: the same for the same statements.
    #[must_use]
    pub fn statement_keys(&self) -> &[u32] {
        &self.statements
    }

    /// What each actor does, by row.
    #[must_use]
    pub fn function_sets(&self) -> &[FunctionSet] {
        &self.functions
    }
}
