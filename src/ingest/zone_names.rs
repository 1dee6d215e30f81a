//! Names of départements and régions: the commune table gives their codes alone.

use std::collections::BTreeMap;

use crate::domain::level::Level;

const DECLARED: &str = include_str!("../../data/zone-names.toml");

/// Why a list of names cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ZoneNamesError {
    /// The text is no table of tables of texts.
    #[error("data/zone-names.toml: {0}")]
    Toml(#[from] toml::de::Error),
    /// A table bears no level's word.
    #[error("data/zone-names.toml: [{table}]: {why}")]
    Level { table: String, why: String },
    /// A zone without code or without name.
    #[error("data/zone-names.toml: [{table}]: `{code}` = `{name}`: give both a code and a name")]
    Empty { table: String, code: String, name: String },
}

/// The names that come with the program: level, code, name.
pub fn declared() -> Result<Vec<(Level, String, String)>, ZoneNamesError> {
    parse(DECLARED)
}

/// Reads one table a level, `code = "name"`. Sorted by level's word, then code.
pub fn parse(text: &str) -> Result<Vec<(Level, String, String)>, ZoneNamesError> {
    let tables: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(text)?;
    let mut names = Vec::new();
    for (table, zones) in tables {
        let level: Level =
            table.parse().map_err(|why| ZoneNamesError::Level { table: table.clone(), why })?;
        for (code, name) in zones {
            if code.trim().is_empty() || name.trim().is_empty() {
                return Err(ZoneNamesError::Empty { table, code, name });
            }
            names.push((level, code, name));
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::real::real;
    use crate::ingest::sheet::Sheet;

    fn name(level: Level, code: &str) -> Option<String> {
        let names = declared().expect("sound");
        names.into_iter().find(|(l, c, _)| (*l, c.as_str()) == (level, code)).map(|(_, _, name)| name)
    }

    #[test]
    fn every_departement_and_region_has_a_name_and_so_has_the_island() {
        let names = declared().expect("sound");
        let count = |level| names.iter().filter(|(l, ..)| *l == level).count();
        assert_eq!((count(Level::Departement), count(Level::Region)), (101 + 1, 18 + 1));
        assert_eq!(name(Level::Departement, "84").as_deref(), Some("Vaucluse"));
        assert_eq!(name(Level::Region, "84").as_deref(), Some("Auvergne-Rhône-Alpes"));
        assert_eq!(name(Level::Departement, "F1").as_deref(), Some("Belle-Houle (fictif)"));
        assert_eq!(name(Level::Region, "F1").as_deref(), Some("Mer fictive"));
    }

    #[test]
    fn an_error_names_the_entry() {
        let said = |text| parse(text).map_err(|error| error.to_string()).expect_err("unsound");
        assert!(said("[pays]\nfr = \"France\"").contains("[pays]: `pays` is no level"));
        assert!(said("[region]\n\"11\" = \" \"").contains("[region]: `11`"));
        assert!(said("[region]\n\"11\" = 11").contains("line 2"));
        assert!(said("[region]\n\"11\" = \"a\"\n\"11\" = \"b\"").contains("line 3"));
    }

    #[test]
    fn the_names_are_those_of_the_official_list() {
        let Some(path) = real("territoires/etalab_departements.csv") else { return };
        let sheet = Sheet::open(std::fs::File::open(path).expect("readable"), b',').expect("a table");
        let [code, label] = sheet.columns(["DEP", "LIBELLE"]).expect("its columns");
        let mut rows = 0;
        sheet
            .each(|row| {
                rows += 1;
                assert_eq!(name(Level::Departement, &row.value(code).expect("a code")), row.owned(label));
            })
            .expect("readable");
        assert_eq!(rows, 101);
    }
}
