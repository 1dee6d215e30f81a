//! The tax office's files of legal persons: what the file of parcels and that of premises have in common, old
//! columns (to the situation of 2023) and new ones.
//!
//! Columns are found by how their names begin, for each year has its own ending: `N° SIREN (Propriétaire(s)
//! parcelle)`, `N° SIREN - par`. A name of an owner is kept for public bodies, social landlords and mixed
//! companies only: any other may be a person's (a joint estate, a family's company).

use std::borrow::Cow;
use std::io::Read;

use crate::domain::holding::{Holder, LandOwner, other_right};
use crate::domain::ids::Siren;
use crate::domain::owner::{OwnerLevel, of_legal_form, of_tax_group};
use crate::domain::parcel::{ParcelId, commune_of};
use crate::ingest::friches;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};
use crate::ingest::text;

/// Where the parts of a parcel's id stand.
#[derive(Debug, Clone, Copy)]
pub struct ParcelColumns {
    departement: usize,
    direction: Option<usize>,
    commune: usize,
    town: Option<usize>,
    prefix: Option<usize>,
    section: usize,
    number: usize,
}

/// Where it stands who holds what.
#[derive(Debug, Clone, Copy)]
pub struct HolderColumns {
    right: Option<usize>,
    siren: Option<usize>,
    group: usize,
    form: Option<usize>,
    name: Option<usize>,
}

impl ParcelColumns {
    /// Finds them, whatever the year.
    pub fn find<R: Read>(sheet: &Sheet<R>) -> Result<Self, SheetError> {
        Ok(Self {
            departement: sheet.beginning("Département")?,
            direction: sheet.beginning("Code Direction").ok(),
            commune: sheet.beginning("Code Commune")?,
            town: sheet.beginning("Nom Commune").or_else(|_| sheet.beginning("Nom de la commune")).ok(),
            prefix: sheet.beginning("Préfixe").ok(),
            section: sheet.beginning("Section")?,
            number: sheet.beginning("N° plan")?,
        })
    }

    /// The parcel of a row.
    pub fn parcel(&self, row: &Row<'_>) -> Result<ParcelId, Reason> {
        // A section may be called `NA`: these cells are read as they are.
        let plain = |column: usize| text::decode(row.bytes(column));
        let maybe = |column: Option<usize>| column.map_or(Cow::Borrowed(""), plain);
        let (departement, direction, commune) =
            (plain(self.departement), maybe(self.direction), plain(self.commune));
        let (prefix, section, number) = (maybe(self.prefix), plain(self.section), plain(self.number));
        let parcel = commune_of(&departement, &direction, &commune)
            .and_then(|commune| ParcelId::of_parts(commune, &prefix, &section, &number));
        parcel.ok_or_else(|| {
            let written = [departement, commune, prefix, section, number].join(" ");
            Reason::fault("référence cadastrale illisible", text::one_line(&written))
        })
    }

    /// The commune's name as written.
    #[must_use]
    pub fn town(&self, row: &Row<'_>) -> Option<String> {
        row.owned(self.town?)
    }
}

impl HolderColumns {
    /// Finds them, whatever the year.
    pub fn find<R: Read>(sheet: &Sheet<R>) -> Result<Self, SheetError> {
        Ok(Self {
            right: sheet.beginning("Code droit").ok(),
            siren: sheet.beginning("N° SIREN").ok(),
            group: sheet.beginning("Groupe personne")?,
            form: sheet.beginning("Forme juridique").ok(),
            name: sheet.beginning("Dénomination").ok(),
        })
    }

    /// Who a row says holds the parcel. A row without a right is an owner's: the files are of owners.
    pub fn holder(&self, row: &Row<'_>, out: &mut Outlet<'_>) -> Result<Holder, Reason> {
        let cell = |column: Option<usize>| column.and_then(|column| row.value(column));
        // The oldest files bear the code alone, newer ones its words too: `P - Propriétaire`.
        let right = cell(self.right).and_then(|right| right.chars().next());
        if let Some(word) = right.and_then(other_right) {
            return Ok(Holder::Other(word));
        }
        let group = row.value(self.group).unwrap_or_default();
        let (word, level) = group_of(&group)
            .and_then(of_tax_group)
            .ok_or_else(|| Reason::fault("groupe de personne inconnu", group.as_ref()))?;
        let better = cell(self.form).and_then(|form| of_legal_form(&form));
        let (word, level) = better.filter(|_| level.is_public()).unwrap_or((word, level));
        Ok(Holder::Owner(LandOwner {
            word,
            level,
            siren: cell(self.siren).and_then(|siren| self.siren(&siren, row.line, out)),
            name: cell(self.name)
                .filter(|_| level != OwnerLevel::Private)
                .and_then(|name| friches::kept(name.replace('|', "/"), "Dénomination", row.line, out)),
        }))
    }

    /// A SIREN. `U` and digits are the tax office's own numbers and no SIREN.
    fn siren(&self, text: &str, line: u64, out: &mut Outlet<'_>) -> Option<Siren> {
        let siren = Siren::parse(text);
        if siren.is_none() && !text.starts_with(['U', 'u']) {
            out.mend(line, "SIREN invalide : propriétaire gardé sans lui", "");
        }
        siren
    }
}

/// The figure of a group: `4`, or `4 - Commune` since 2024.
fn group_of(text: &str) -> Option<u8> {
    let mut letters = text.chars();
    let figure = letters.next()?.to_digit(10)?;
    let alone = letters.next().is_none_or(|next| !next.is_alphanumeric());
    alone.then(|| u8::try_from(figure).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_a_figure_with_or_without_its_words() {
        assert_eq!(
            ["4", "4 - Commune", "0", "9-Établissements publics"].map(group_of),
            [Some(4), Some(4), Some(0), Some(9)]
        );
        assert_eq!(["", "12", "Commune", "4a"].map(group_of), [None; 4]);
    }
}
