//! Repairs that several readers make of what people typed, each told in the report.
//!
//! What is dropped because it may be personal (an e-mail, a phone) is counted without being
//! quoted: the report is public.

use crate::domain::ids::Siret;
use crate::ingest::outlet::Outlet;
use crate::ingest::text;

/// No address of a page is longer: what is, is a paragraph.
const LONGEST_URL: usize = 300;

/// A SIRET, its spaces taken out and its lost leading zero given back. `None` when it fails
/// its check: the row is then known by its source's own id.
pub fn siret(text: &str, line: u64, out: &mut Outlet<'_>) -> Option<Siret> {
    if let Some(siret) = Siret::parse(text) {
        return Some(siret);
    }
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mended = match digits.len() {
        13 => Siret::parse(&format!("0{digits}")),
        _ => Siret::parse(&digits),
    };
    let what = match mended {
        Some(_) => "SIRET réparé : espaces ôtées ou zéro initial rendu",
        None => "SIRET invalide : gardé sous l'identifiant de la source",
    };
    out.mend(line, what, text);
    mended
}

/// A name on one line; `None` when it holds an e-mail or a phone.
pub fn name(text: &str, line: u64, out: &mut Outlet<'_>) -> Option<String> {
    without_contact(text, "nom contenant un courriel ou un téléphone : écarté", line, out)
}

/// An address on one line; `None` when it holds an e-mail or a phone.
pub fn address(text: &str, line: u64, out: &mut Outlet<'_>) -> Option<String> {
    without_contact(text, "adresse contenant un courriel ou un téléphone : écartée", line, out)
}

fn without_contact(text: &str, what: &'static str, line: u64, out: &mut Outlet<'_>) -> Option<String> {
    if may_hold_contact(text) && text::has_contact(text) {
        out.mend(line, what, "");
        return None;
    }
    let tidy = !text.contains("  ") && !text.contains(|c: char| c.is_whitespace() && c != ' ');
    let line = if tidy { text.trim().to_owned() } else { text::one_line(text) };
    Some(line).filter(|line| !line.is_empty())
}

/// Spares almost every name of the largest files the full search.
fn may_hold_contact(text: &str) -> bool {
    text.contains('@') || 9 <= text.bytes().filter(u8::is_ascii_digit).count()
}

/// The first `http(s)` address of a cell. One written without its protocol is completed; one
/// with an `@` (a person's) and what is no address at all are dropped.
pub fn website(text: &str, line: u64, out: &mut Outlet<'_>) -> Option<String> {
    let words = || text.split(|c: char| c.is_whitespace() || c == '|').filter(|word| !word.is_empty());
    if let Some(url) = words().find(|word| has_protocol(word)) {
        return sound(url.to_owned(), line, out);
    }
    let mut alone = words();
    match (alone.next(), alone.next()) {
        (Some(host), None) if looks_like_a_host(host) => {
            out.mend(line, "adresse web sans protocole : http:// ajouté", host);
            sound(format!("http://{host}"), line, out)
        }
        _ => {
            out.mend(line, "adresse web illisible : écartée", "");
            None
        }
    }
}

fn has_protocol(word: &str) -> bool {
    let starts = |with: &str| word.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    starts("http://") || starts("https://")
}

fn looks_like_a_host(word: &str) -> bool {
    let host = word.split('/').next().unwrap_or_default();
    let plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    let top = host.rsplit_once('.').map_or("", |(_, top)| top);
    plain && 2 <= top.len() && top.bytes().all(|b| b.is_ascii_alphabetic())
}

fn sound(url: String, line: u64, out: &mut Outlet<'_>) -> Option<String> {
    let strange = |c: char| matches!(c, '@' | '<' | '>' | '"') || c.is_control();
    if LONGEST_URL < url.len() || url.contains(strange) {
        out.mend(line, "adresse web illisible : écartée", "");
        return None;
    }
    Some(url)
}

/// A postal code of five digits, and whether its leading zero had to be given back.
#[must_use]
pub fn postal_code(text: &str) -> Option<(String, bool)> {
    let text = text::without_float_tail(text);
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    match text.len() {
        5 if digits => Some((text.to_owned(), false)),
        4 if digits => Some((format!("0{text}"), true)),
        _ => None,
    }
}

/// A NAF rév. 2 sub-class with its dot: `8899B` and `88.99B` → `88.99B`.
#[must_use]
pub fn naf(text: &str) -> Option<String> {
    let (division, class) = match text.as_bytes() {
        [a, b, b'.', class @ ..] | [a, b, class @ ..] => ([a, b], class),
        _ => return None,
    };
    let sound = division.into_iter().all(u8::is_ascii_digit)
        && matches!(class, [c, d, e] if c.is_ascii_digit() && d.is_ascii_digit() && e.is_ascii_uppercase());
    sound.then(|| format!("{}.{}", &text[..2], &text[text.len() - 3..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::item::Item;
    use crate::ingest::ledger::Ledger;
    use crate::ingest::outlet::{Sink, Verdict};

    struct Nowhere;

    impl Sink for Nowhere {
        fn take(&mut self, _: Item, _: &mut Vec<(&'static str, String)>) -> Verdict {
            Verdict::Accepted
        }
    }

    /// What a repair gives, and the words of the report.
    fn told<T>(mend: impl FnOnce(&mut Outlet<'_>) -> T) -> (T, Vec<String>) {
        let mut ledger = Ledger::default();
        let given = mend(&mut Outlet::new(&mut ledger, &mut Nowhere));
        let said =
            ledger.mended.iter().map(|(what, tally)| format!("{what} « {} »", tally.examples[0].detail));
        (given, said.collect())
    }

    #[test]
    fn a_siret_gets_its_zero_back_and_loses_its_spaces() {
        for text in ["541094900019", "5410949 00019"] {
            assert_eq!(told(|out| siret(text, 1, out)).0, None, "two zeros are lost: {text}");
        }
        let (zero, said) = told(|out| siret("0541094900019", 1, out));
        assert_eq!(zero.map(|s| s.to_string()).as_deref(), Some("00541094900019"));
        assert_eq!(said, ["SIRET réparé : espaces ôtées ou zéro initial rendu « 0541094900019 »"]);
        assert!(told(|out| siret("807 469 317 00018", 1, out)).0.is_some());
        let (bad, said) = told(|out| siret("12345678901234", 1, out));
        assert_eq!(bad, None);
        assert_eq!(said, ["SIRET invalide : gardé sous l'identifiant de la source « 12345678901234 »"]);
    }

    #[test]
    fn a_name_with_a_contact_is_dropped_and_the_contact_is_not_quoted() {
        let (given, said) = told(|out| name("Le Fournil, 06 12 34 56 78", 1, out));
        assert_eq!(given, None);
        assert_eq!(said, ["nom contenant un courriel ou un téléphone : écarté «  »"]);
        assert_eq!(told(|out| name("Le\n Boc@l  ", 1, out)), (Some("Le Boc@l".into()), Vec::new()));
        assert_eq!(told(|out| address("ecrire a lea@fournil.example", 1, out)).0, None);
    }

    #[test]
    fn only_addresses_of_pages_are_websites() {
        let given = |text: &str| told(|out| website(text, 1, out)).0;
        assert_eq!(given("https://a.example/x").as_deref(), Some("https://a.example/x"));
        assert_eq!(given("Le studio\u{a0}http://a.example/").as_deref(), Some("http://a.example/"));
        assert_eq!(given("https://a.example/|a.example]]").as_deref(), Some("https://a.example/"));
        assert_eq!(given("www.a-b.example").as_deref(), Some("http://www.a-b.example"));
        for no in ["en cours", "Madame DUPONT", "lea@a.example", "http://a.example/@lea", "ftp://a.example"] {
            assert_eq!(given(no), None, "{no}");
        }
        let (_, said) = told(|out| website("Madame DUPONT", 1, out));
        assert_eq!(said, ["adresse web illisible : écartée «  »"], "a person's name is not quoted");
    }

    #[test]
    fn codes_are_put_right_or_not_taken() {
        assert_eq!(postal_code("1150"), Some(("01150".into(), true)));
        assert_eq!(postal_code("29600.0"), Some(("29600".into(), false)));
        assert_eq!(postal_code("0"), None);
        assert_eq!(naf("8899B").as_deref(), Some("88.99B"));
        assert_eq!(naf("88.99B").as_deref(), Some("88.99B"));
        for no in ["57.10", "88é9B", "NAP", "8899b", "88.9é"] {
            assert_eq!(naf(no), None, "{no}");
        }
    }
}
