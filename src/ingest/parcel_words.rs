//! Parcels as people write them: `000AY64 000AY67`, `AB14 à AB17`, `ZC120 à 123`, `00012_114`.

use std::collections::BTreeSet;

use crate::domain::ids::CommuneCode;
use crate::domain::parcel::ParcelId;

/// A range of more parcels than this is a slip of the keyboard: only its ends are taken.
const LONGEST_RANGE: u32 = 200;

/// The parcels of a commune that a text names, each once, in the order written. What is no parcel says
/// nothing.
///
/// A parcel is an optional commune (five characters), an optional prefix (three digits), a section of
/// one or two letters, or in digits followed by `_`, and a number. `à` or `a` between two of one section
/// names those between too.
#[must_use]
pub fn parcels_in(commune: CommuneCode, text: &str) -> Vec<ParcelId> {
    let separator = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '/' | '+' | '&' | '(' | ')');
    let words = text.split(separator).filter(|word| !word.is_empty());
    let mut found: Vec<ParcelId> = Vec::new();
    let (mut last, mut ranging): (Option<Reference>, bool) = (None, false);
    for word in words {
        if ["à", "a", "À", "A", "-", "au"].contains(&word) {
            ranging = last.is_some();
            continue;
        }
        let bare = || {
            let number = number(word).filter(|_| ranging)?;
            last.map(|last| Reference { number, ..last })
        };
        let read = reference(commune, word).or_else(bare);
        if let (true, Some(from), Some(to)) = (ranging, last, read) {
            found.extend(between(from, to).filter_map(Reference::id));
        }
        found.extend(read.and_then(Reference::id));
        (last, ranging) = (read, false);
    }
    let mut seen = BTreeSet::new();
    found.retain(|parcel| seen.insert(*parcel));
    found
}

/// The parts of a parcel.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Reference<'a> {
    commune: CommuneCode,
    prefix: &'a str,
    section: &'a str,
    number: u32,
}

impl Reference<'_> {
    fn id(self) -> Option<ParcelId> {
        ParcelId::of_parts(self.commune, self.prefix, self.section, &self.number.to_string())
    }
}

/// Those strictly between two of one section.
fn between<'a>(from: Reference<'a>, to: Reference<'a>) -> impl Iterator<Item = Reference<'a>> {
    let fits = Reference { number: to.number, ..from } == to
        && to.number.checked_sub(from.number).is_some_and(|count| count <= LONGEST_RANGE);
    (from.number + 1..to.number).filter(move |_| fits).map(move |number| Reference { number, ..from })
}

fn reference(commune: CommuneCode, word: &str) -> Option<Reference<'_>> {
    if !word.is_ascii() {
        return None;
    }
    // Its own commune first, its zero lost or not: what follows must still be a prefix.
    let own = [5, 4].into_iter().find_map(|length| {
        let (head, rest) = word.split_at_checked(length)?;
        let (code, _) = CommuneCode::mend(head)?;
        let prefixed = 3 < rest.len() && rest.as_bytes()[..3].iter().all(u8::is_ascii_digit);
        let lettered = rest.as_bytes().get(3).is_some_and(u8::is_ascii_uppercase);
        (prefixed && lettered && code == commune).then_some((code, rest))
    });
    let (commune, rest) = own.unwrap_or((commune, word));
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if let Some((head, tail)) = rest.split_once('_') {
        // Alsace and Moselle: sections are numbers.
        let (prefix, section) = head.split_at_checked(3)?;
        let sound = head.bytes().all(|b| b.is_ascii_digit()) && (1..=2).contains(&section.len());
        return sound.then_some(Reference { commune, prefix, section, number: number(tail)? });
    }
    let (prefix, rest) = match digits {
        0 => ("000", rest),
        3 => rest.split_at(3),
        _ => return None,
    };
    let letters = rest.bytes().take_while(u8::is_ascii_uppercase).count();
    let (section, tail) = rest.split_at(letters);
    (1..=2).contains(&letters).then_some(Reference { commune, prefix, section, number: number(tail)? })
}

fn number(text: &str) -> Option<u32> {
    let sound = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|number| sound && 0 < *number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(commune: &str, text: &str) -> Vec<String> {
        let commune = CommuneCode::parse(commune).expect("a code");
        parcels_in(commune, text).iter().map(|parcel| parcel.to_string()[5..].to_owned()).collect()
    }

    #[test]
    fn the_ways_of_the_real_file_are_read() {
        assert_eq!(told("08190", "000AY64 000AY67"), ["000AY0064", "000AY0067"]);
        assert_eq!(told("69096", "69096000AS102"), ["000AS0102"]);
        assert_eq!(told("08402", "08402000AB233"), ["000AB0233"]);
        assert_eq!(told("16308", "000F534"), ["0000F0534"]);
        assert_eq!(told("76533", "AD7 AD10"), ["000AD0007", "000AD0010"]);
        assert_eq!(told("68270", "00012_114"), ["000120114"]);
        assert_eq!(told("57299", "0002_82"), ["000020082"]);
        assert_eq!(told("81005", "000AB6 et 000AB14"), ["000AB0006", "000AB0014"]);
        assert_eq!(told("33019", "000AM1139 Ou 000DN33"), ["000AM1139", "000DN0033"]);
    }

    #[test]
    fn ranges_are_filled_and_their_second_end_may_be_a_bare_number() {
        assert_eq!(told("59571", "000AO489 à\u{a0} 000AO491"), ["000AO0489", "000AO0490", "000AO0491"]);
        assert_eq!(told("59015", "000ZC120 à\u{a0} 122"), ["000ZC0120", "000ZC0121", "000ZC0122"]);
        assert_eq!(told("23035", "000AC161 a 000AC163"), ["000AC0161", "000AC0162", "000AC0163"]);
        // From one section to another, backwards, or endless: the ends alone.
        assert_eq!(told("01004", "A3 à B5"), ["0000A0003", "0000B0005"]);
        assert_eq!(told("01004", "A5 à A3"), ["0000A0005", "0000A0003"]);
        assert_eq!(told("01004", "A1 à A9999"), ["0000A0001", "0000A9999"]);
    }

    #[test]
    fn prose_names_no_parcel() {
        for text in
            ["", "120 à 123", "des investigations de contrôle", "non renseigné", "AB", "AB0", "ABC12", "à A"]
        {
            assert_eq!(told("39354", text), Vec::<String>::new(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,60}|[0-9AB_ à,]{0,40}") {
            let commune = CommuneCode::parse("01004").expect("a code");
            let found = parcels_in(commune, &text);
            prop_assert!(found.iter().all(|parcel| parcel.commune() == commune));
        }
    }
}
