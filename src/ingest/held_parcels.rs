//! The tax office's file of the parcels of legal persons: a row a parcel, fiscal part (SUF) and right.
//!
//! A parcel so appears several times, each time with the whole of its area: it is one parcel, and its area is
//! not added up. Sole owners who are natural persons are not in the file.

use std::io::Read;

use crate::domain::holding::Holding;
use crate::ingest::friches::square_meters;
use crate::ingest::holdings::{HolderColumns, ParcelColumns};
use crate::ingest::item::Item;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::{Row, Sheet, SheetError};

/// The source's id in `data/sources.toml`.
pub const SOURCE: &str = "parcelles-personnes-morales";

/// Columns of the files to the situation of 2023, that no other known file has together.
pub const SIGNATURE: &[&str] =
    &["Département (Champ géographique)", "Contenance (Caractéristiques parcelle)"];

/// Columns of the files since the situation of 2024.
pub const CURRENT_SIGNATURE: &[&str] = &["Département", "Code Commune", "N° plan", "Contenance"];

/// Reads a whole file of either form.
pub fn read(input: Box<dyn Read + Send>, separator: u8, out: &mut Outlet<'_>) -> Result<(), SheetError> {
    let sheet = Sheet::open(input, separator)?;
    let (parcels, holders) = (ParcelColumns::find(&sheet)?, HolderColumns::find(&sheet)?);
    // The first area is the parcel's; a later one is the fiscal part's.
    let surface = sheet.beginning("Contenance")?;
    sheet.each(|row| {
        let holding = holding(&row, parcels, holders, surface, out);
        out.settle(row.line, holding);
    })
}

fn holding(
    row: &Row<'_>,
    parcels: ParcelColumns,
    holders: HolderColumns,
    surface: usize,
    out: &mut Outlet<'_>,
) -> Result<Item, Reason> {
    Ok(Item::Holding(Box::new(Holding {
        parcel: parcels.parcel(row)?,
        surface_m2: row.number(surface).and_then(square_meters),
        holder: holders.holder(row, out)?,
        town: parcels.town(row),
    })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::holding::{Holder, LandOwner};
    use crate::domain::owner::OwnerLevel;
    use crate::ingest::catalogue;
    use crate::ingest::open::Head;
    use crate::ingest::real::Told;
    use crate::ingest::sheet::header_of;

    /// As the files to 2023 write them.
    pub const OLD: &str = "\"Département (Champ géographique)\";\"Code Direction (Champ géographique)\";\
        \"Code Commune (Champ géographique)\";\"Nom Commune (Champ géographique)\";\
        \"Préfixe (Références cadastrales)\";\"Section (Références cadastrales)\";\"N° plan (Références cadastrales)\";\
        \"N° de voirie (Adresse parcelle)\";\"Indice de répétition (Adresse parcelle)\";\
        \"Code voie MAJIC (Adresse parcelle)\";\"Code voie rivoli (Adresse parcelle)\";\"Nature voie (Adresse parcelle)\";\
        \"Nom voie (Adresse parcelle)\";\"Contenance (Caractéristiques parcelle)\";\"SUF (Evaluation SUF)\";\
        \"Nature culture (Evaluation SUF)\";\"Contenance (Evaluation SUF)\";\"Code droit (Propriétaire(s) parcelle)\";\
        \"N° MAJIC (Propriétaire(s) parcelle)\";\"N° SIREN (Propriétaire(s) parcelle)\";\
        \"Groupe personne (Propriétaire(s) parcelle)\";\"Forme juridique (Propriétaire(s) parcelle)\";\
        \"Forme juridique abrégée (Propriétaire(s) parcelle)\";\"Dénomination (Propriétaire(s) parcelle)\"";

    const NEW: &str = "Département;Code Direction;Code Commune;Nom de la commune;Préfixe;Section;N° plan;N° voirie;\
        Indice de répétition;Code voie Majic;Code voie rivoli;Nature voie;Nom voie;Contenance;SUF;Nature culture;\
        Contenance SUF;Code droit - par;N° Majic - par;N° SIREN - par;Groupe personne - par;Forme juridique - par;\
        Forme juridique abrégée - par;Dénomination - par";

    fn told(header: &str, rows: &[&str]) -> Told {
        Told::by(read, b';', format!("{header}\n{}\n", rows.join("\n")).as_bytes())
    }

    fn holdings(told: &Told) -> Vec<&Holding> {
        told.items
            .iter()
            .filter_map(|item| if let Item::Holding(held) = item { Some(held.as_ref()) } else { None })
            .collect()
    }

    fn owner(holding: &Holding) -> &LandOwner {
        let Holder::Owner(owner) = &holding.holder else { panic!("no owner: {holding:?}") };
        owner
    }

    #[test]
    fn both_forms_are_recognised_and_nothing_else_is() {
        let recognised = |header: &str| {
            let (columns, separator) = header_of(header.as_bytes());
            catalogue::recognise(&Head::Table { columns, separator }).map(|kind| kind.source)
        };
        assert_eq!(recognised(OLD), Some(SOURCE));
        assert_eq!(recognised(NEW), Some(SOURCE));
        assert_eq!(recognised(&format!("\u{feff}{NEW}")), Some(SOURCE));
        assert_eq!(recognised("Département;Code Commune;Nom de la commune;Section"), None);
    }

    #[test]
    fn both_forms_tell_the_same_parcel() {
        let old = told(
            OLD,
            &[
                "\"44\";\"0\";\"109\";\"NANTES\";\"   \";\"AB\";\"0012\";\"\";\"\";\"\";\"\";\"\";\"\";1200;\"A\";\"S\";700;\
            \"P\";\"PBABCD\";\"214401093\";4;\"7210\";\"COM\";\"COMMUNE D'EXEMPLE\"",
            ],
        );
        let new = told(
            NEW,
            &[
                "44;0;109;NANTES;;AB;12;;;;;;;1200;A;S;700;P - Propriétaire;PBABCD;214401093;4 - Commune;7210;COM;\
            COMMUNE D'EXEMPLE",
            ],
        );
        assert_eq!(holdings(&old), holdings(&new));
        let [held] = holdings(&old)[..] else { panic!("one, got {old:?}") };
        assert_eq!((held.parcel.as_str(), held.surface_m2), ("44109000AB0012", Some(1_200)));
        let owner = owner(held);
        assert_eq!((owner.level, owner.name.as_deref()), (OwnerLevel::Commune, Some("COMMUNE D'EXEMPLE")));
        assert_eq!(owner.siren.map(|siren| siren.to_string()).as_deref(), Some("214401093"));
    }

    #[test]
    fn a_file_in_latin_1_is_read() {
        let text = format!("{OLD}\n97;4;408;LE PORT;;A;3;;;;;;;90;;;;P;;;2;;;R\u{c9}GION D'EXEMPLE\n");
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).expect("latin-1")).collect();
        let told = Told::by(read, b';', &latin);
        let [held] = holdings(&told)[..] else { panic!("one, got {told:?}") };
        assert_eq!(held.parcel.as_str(), "974080000A0003");
        assert_eq!(owner(held).name.as_deref(), Some("RÉGION D'EXEMPLE"));
    }

    #[test]
    fn names_are_kept_for_public_groups_only() {
        let row = |group: &str, form: &str| {
            format!("44;0;109;NANTES;;AB;12;;;;;;;1200;;;;P;;U12345678;{group};{form};;UNTEL JEANNE")
        };
        let rows: Vec<String> = (0..=9).map(|group| row(&group.to_string(), "")).collect();
        let told = told(NEW, &rows.iter().map(String::as_str).collect::<Vec<_>>());
        let named: Vec<bool> = holdings(&told).iter().map(|held| owner(held).name.is_some()).collect();
        assert_eq!(named, [false, true, true, true, true, true, true, false, false, true]);
        assert!(holdings(&told).iter().all(|held| owner(held).siren.is_none()), "U… is no SIREN");
        assert!(told.said().is_empty(), "{:?}", told.said());
    }

    #[test]
    fn a_group_of_communes_is_told_by_its_legal_form_and_a_private_company_is_not() {
        let row = |group: &str| format!("44;0;109;NANTES;;AB;12;;;;;;;1200;;;;P;;;{group};7346;;X");
        let told = told(NEW, &[&row("9"), &row("0"), &row("4")]);
        let levels: Vec<OwnerLevel> = holdings(&told).iter().map(|held| owner(held).level).collect();
        assert_eq!(levels, [OwnerLevel::Epci, OwnerLevel::Private, OwnerLevel::Epci]);
    }

    #[test]
    fn who_only_uses_a_parcel_does_not_own_it() {
        let row = |right: &str| format!("44;0;109;NANTES;;AB;12;;;;;;;1200;;;;{right};;;5;;;OFFICE");
        let told = told(NEW, &[&row("E"), &row("U - Usufruitier"), &row("N"), &row("")]);
        let others: Vec<Option<&str>> = holdings(&told)
            .iter()
            .map(|held| if let Holder::Other(word) = held.holder { Some(word) } else { None })
            .collect();
        assert_eq!(others, [Some("bail emphytéotique"), Some("usufruit"), None, None]);
    }

    #[test]
    fn a_section_called_na_is_one_and_a_broken_reference_is_a_fault() {
        let row = |section: &str, plan: &str, group: &str| {
            format!("44;0;109;NANTES;;{section};{plan};;;;;;;0;;;;P;;123456789;{group};;;X")
        };
        let told =
            told(NEW, &[&row("NA", "5", "1"), &row("", "5", "1"), &row("AB", "", "1"), &row("AB", "1", "?")]);
        let [held] = holdings(&told)[..] else { panic!("one, got {told:?}") };
        assert_eq!((held.parcel.as_str(), held.surface_m2), ("44109000NA0005", None));
        assert_eq!(
            told.said(),
            [
                "5: groupe de personne inconnu « ? »",
                "3: référence cadastrale illisible « 44 109 5 »",
                "4: référence cadastrale illisible « 44 109 AB »",
                "2: SIREN invalide : propriétaire gardé sans lui «  »",
            ]
        );
    }
}
