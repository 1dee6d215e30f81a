//! For the readers' tests: rows of cells that nobody should write, and that some file does.

use crate::domain::actor::Report;
use crate::ingest::catalogue::ReadFile;
use crate::ingest::item::Item;
use crate::ingest::real::Told;
use crate::ingest::text;

/// Sound values among them, so that a row sometimes gets past its first check.
const CELLS: [&str; 36] = [
    "",
    "  ",
    "\u{a0}",
    "\u{feff}",
    "é",
    "😀😀😀😀😀",
    "2023-01-0é",
    "[ND]",
    "NaN",
    "inf",
    "-1e999",
    "0",
    "9",
    "0.93",
    "1,5",
    "88.9é",
    "94.20Z",
    "00000000000000",
    "99999999999999999999999999",
    "80746931700018",
    "807469317",
    "44109",
    "9é",
    "97",
    "A",
    "O",
    "P",
    "OUI",
    "ACI",
    "9220",
    "NAFRev2",
    "a;b|c,d",
    "line\nof \"two\"\r\n",
    "Lea, 06 12 34 56 78",
    "lea@asso.example",
    "https://asso.example/@lea",
];

/// Reads 3,000 such rows, some too short or too long, some in no encoding: every row must be
/// accounted for and no contact kept in what is shown.
pub fn is_survived_by(read: ReadFile, separator: u8, header: &str) {
    let width = header.trim_end().split(char::from(separator)).count();
    let mut file = header.as_bytes().to_vec();
    let mut state = 1_u32;
    let mut below = |bound: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % bound
    };
    for _ in 0..3_000 {
        let length = if below(8) == 0 { below(2 * width) } else { width };
        for rank in 0..length {
            if rank != 0 {
                file.push(separator);
            }
            file.extend(format!("\"{}\"", CELLS[below(CELLS.len())].replace('"', "\"\"")).bytes());
        }
        file.extend(if below(20) == 0 { &b"\xff\xe9\n"[..] } else { b"\n" });
    }
    let told = Told::by(read, separator, &file);
    assert!(2_500 < told.ledger.read, "{} rows only", told.ledger.read);
    for report in told.items.iter().filter_map(report) {
        let shown = [&report.name, &report.address, &report.website].into_iter().flatten();
        assert_eq!(shown.clone().find(|text| text::has_contact(text)), None);
        assert!(report.website.as_ref().is_none_or(|url| !url.contains('@')), "{:?}", report.website);
    }
}

fn report(item: &Item) -> Option<&Report> {
    match item {
        Item::Actor(report) | Item::Establishment { report, .. } => Some(report),
        Item::Pole(pole) => Some(&pole.report),
        _ => None,
    }
}
