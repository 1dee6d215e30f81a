//! Cells as people typed them: encodings, spaces and the many ways to say "nothing".

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// Words that stand for the absence of a value in official files. `[ND]` is INSEE's mark
/// for what partial diffusion hides: it must never be read as a name.
const NOTHING: [&str; 9] = ["", "NA", "N/A", "#N/A", "NaN", "[ND]", "null", "NULL", "0001-01-01"];

/// A cell in UTF-8: as is when it is valid, else read as Windows-1252, as most old exports are.
#[must_use]
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// A cell without surrounding spaces; `None` when it says that there is no value.
#[must_use]
pub fn value(cell: &str) -> Option<&str> {
    let trimmed = cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}' || c == '\u{feff}');
    (!NOTHING.contains(&trimmed)).then_some(trimmed)
}

/// Undoes UTF-8 that was read as Windows-1252 and written as UTF-8 again (`dÃ©pÃ´t`).
/// `None` when the text is not so damaged.
#[must_use]
pub fn unscrambled(text: &str) -> Option<String> {
    let suspect = text.contains('Ã') || text.contains("â€") || text.contains('Â');
    if !suspect {
        return None;
    }
    let (bytes, _, unmappable) = WINDOWS_1252.encode(text);
    if unmappable {
        return None;
    }
    String::from_utf8(bytes.into_owned()).ok().filter(|mended| mended != text)
}

/// On one line: newlines inside quoted cells become spaces.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number written by a spreadsheet as a float: `29600.0` → `29600`.
#[must_use]
pub fn without_float_tail(text: &str) -> &str {
    text.strip_suffix(".0").filter(|t| t.bytes().all(|b| b.is_ascii_digit())).unwrap_or(text)
}

/// Whether a text holds an e-mail address or a French phone number: free text that does
/// is not kept.
#[must_use]
pub fn has_contact(text: &str) -> bool {
    has_email(text) || has_phone(text)
}

fn has_email(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let host = text[at + 1..].split(|c: char| c.is_whitespace() || ",;:)>".contains(c)).next();
        let dotted = host.is_some_and(|h| h.trim_end_matches('.').contains('.'));
        before && dotted
    })
}

fn has_phone(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    (0..characters.len()).any(|start| {
        let free = start == 0 || !characters[start - 1].is_ascii_digit();
        free && phone_length(&characters[start..]).is_some()
    })
}

/// Ten digits from `0`, in pairs apart or not; or `+33` and nine.
fn phone_length(characters: &[char]) -> Option<()> {
    let (mut digits, rest) = match characters {
        ['+', '3', '3', rest @ ..] | ['0', '0', '3', '3', rest @ ..] => (1, rest),
        ['0', rest @ ..] => (1, rest),
        _ => return None,
    };
    let mut apart = false;
    for &c in rest {
        match c {
            '0'..='9' => {
                digits += 1;
                apart = false;
            }
            ' ' | '.' | '-' | '\u{a0}' | '\u{202f}' if !apart => apart = true,
            _ => break,
        }
    }
    (digits == 10).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_many_ways_to_say_nothing() {
        for nothing in ["", "  ", "NA", "[ND]", " #N/A ", "\u{a0}"] {
            assert_eq!(value(nothing), None, "{nothing:?}");
        }
        assert_eq!(value(" OUI  "), Some("OUI"));
    }

    #[test]
    fn old_encodings_are_read() {
        assert_eq!(decode(b"Is\xe8re"), "Isère");
        assert_eq!(unscrambled("dÃ©pÃ´t").as_deref(), Some("dépôt"));
        assert_eq!(unscrambled("À côté"), None);
        assert_eq!(unscrambled("ÂGE D'OR"), None);
    }

    #[test]
    fn contacts_are_seen_and_numbers_are_not_contacts() {
        for contact in ["a.b@asso.fr", "Tél. 02 40 12 34 56", "0612345678", "+33 6 12 34 56 78"] {
            assert!(has_contact(contact), "{contact}");
        }
        for plain in ["80746931700018", "44109", "@maillage", "12 rue du Port", "2020-01-02"] {
            assert!(!has_contact(plain), "{plain}");
        }
    }

    #[test]
    fn spreadsheet_floats_lose_their_tail() {
        assert_eq!(without_float_tail("29600.0"), "29600");
        assert_eq!(without_float_tail("47.0"), "47");
        assert_eq!(without_float_tail("v1.0"), "v1.0");
    }
}
