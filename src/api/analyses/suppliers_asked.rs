//! A question about suppliers as it is asked: what is bought, where, from whom.

use axum::http::HeaderMap;

use crate::analysis::drawn::Drawn;
use crate::analysis::purchase_reading::COMPETITORS;
use crate::analysis::supplier_labels::Label;
use crate::analysis::suppliers::{METHOD, REACH_MINUTES};
use crate::api::analyses::sheet::{Sheet, number};
use crate::api::answer::Tag;
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::domain::purchase::Purchases;
use crate::query::zone::{Spelled, Zone};
use crate::snapshot::Snapshot;
use crate::snapshot::ways;

/// How many competitors somebody may ask for.
pub const MOST_COMPETITORS: u32 = 50;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "achat, cpv, zone, label, minutes, concurrents, rows, limit, offset and f";

/// What a feature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    Suppliers,
    /// The ways that the code of public procurement opens.
    Reading,
}

impl Rows {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Suppliers, Self::Reading];

    /// The word in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Suppliers => "fournisseurs",
            Self::Reading => "lecture",
        }
    }
}

/// The question.
#[derive(Debug, Clone)]
pub struct SuppliersAsked {
    /// Rank of the purchase.
    pub purchase: usize,
    /// `None` where a drawing is all there is.
    pub zone: Option<Zone>,
    pub labels: Vec<Label>,
    pub minutes: u32,
    pub competitors: u32,
    pub rows: Rows,
    pub sheet: Sheet,
}

impl SuppliersAsked {
    /// Reads the parameters. Nothing is computed. `is_drawn`: a drawing comes with the question, and a zone may
    /// be left out.
    pub fn read(
        mut asked: Asked,
        headers: &HeaderMap,
        snapshot: &Snapshot,
        purchases: &Purchases,
        is_drawn: bool,
    ) -> Result<Self, Problem> {
        let purchase = purchase(asked.take("achat"), asked.take("cpv"), purchases)?;
        let zone = asked.take("zone").map(|text| Zone::parse(&text, &snapshot.territories)).transpose()?;
        if zone.is_none() && !is_drawn {
            let why = "say where: level:code, such as bassin:44109, or send a drawing";
            return Err(Problem::parameter("zone", why));
        }
        let labels = asked.take("label").map_or(Ok(Vec::new()), |text| labels(&text))?;
        let minutes = within(&mut asked, "minutes", REACH_MINUTES, [0, ways::REACH_MINUTES.into()])?;
        let competitors = within(&mut asked, "concurrents", COMPETITORS, [1, MOST_COMPETITORS])?;
        let rows = asked.take("rows").map_or(Ok(Rows::Suppliers), |text| rows(&text))?;
        // Suppliers are points: there is nothing to choose.
        if asked.take("geometry").is_some() {
            return Err(Problem::UnknownParameter("geometry".to_owned(), TAKEN));
        }
        let sheet = Sheet { drawn: Drawn::Point, ..Sheet::take(&mut asked, headers)? };
        asked.nothing_else(TAKEN)?;
        Ok(Self { purchase, zone, labels, minutes, competitors, rows, sheet })
    }

    /// The address of another part of the same, without the service's own.
    #[must_use]
    pub fn address(&self, snapshot: &Snapshot, purchases: &Purchases, sheet: &Sheet) -> String {
        let mut pairs = vec![format!("achat={}", purchases.list()[self.purchase].key)];
        pairs.extend(self.zone.as_ref().map(|zone| format!("zone={}", Spelled(zone, &snapshot.territories))));
        if !self.labels.is_empty() {
            let words: Vec<&str> = self.labels.iter().map(|label| label.word()).collect();
            pairs.push(format!("label={}", words.join(",")));
        }
        let Self { minutes, competitors, rows, .. } = self;
        pairs.push(format!("minutes={minutes}&concurrents={competitors}&rows={}", rows.word()));
        pairs.push(sheet.words().trim_start_matches("geometry=point&").to_owned());
        format!("/analyses/suppliers?{}", pairs.join("&"))
    }

    /// The tag of the answer: of all that decides its bytes.
    #[must_use]
    pub fn tag(&self, snapshot: &Snapshot, purchases: &Purchases, base: &str) -> Tag {
        let address = self.address(snapshot, purchases, &self.sheet);
        Tag::of([snapshot.manifest.id.as_str(), METHOD, base, &address])
    }
}

/// The one purchase that a key, words or a code mean.
pub fn purchase(
    words: Option<String>,
    code: Option<String>,
    purchases: &Purchases,
) -> Result<usize, Problem> {
    let (name, text, found) = match (words, code) {
        (Some(words), None) => {
            let found = purchases.of_key(words.trim()).map(|rank| vec![rank]);
            let found = found.unwrap_or_else(|| purchases.of_words(&words));
            ("achat", words, found)
        }
        (None, Some(code)) => {
            let found = purchases.of_cpv(&code).ok_or_else(|| {
                Problem::parameter(
                    "cpv",
                    format!("`{code}` is no CPV code: two to eight digits, such as 77310000"),
                )
            })?;
            ("cpv", code, found)
        }
        (None, None) => {
            return Err(Problem::parameter("achat", "say what is bought, in words or by `cpv`"));
        }
        (Some(_), Some(_)) => {
            return Err(Problem::parameter("cpv", "say what is bought by `achat` or by `cpv`, not both"));
        }
    };
    let keys = |ranks: &[usize]| -> String {
        ranks.iter().map(|&rank| purchases.list()[rank].key.as_str()).collect::<Vec<_>>().join(", ")
    };
    match found[..] {
        [one] => Ok(one),
        [] => {
            let all: Vec<usize> = (0..purchases.list().len()).collect();
            Err(Problem::parameter(
                name,
                format!("`{text}` means no purchase of the table; ask for one of {}", keys(&all)),
            ))
        }
        _ => Err(Problem::parameter(
            name,
            format!("`{text}` means several purchases; ask for one of {}", keys(&found)),
        )),
    }
}

/// Labels joined by commas.
pub fn labels(text: &str) -> Result<Vec<Label>, Problem> {
    let label = |word: &str| {
        Label::from_word(word).ok_or_else(|| {
            let words = Label::ALL.map(Label::word).join(", ");
            let bio = if word == "bio" { " (organic farming is told by no source that is read)" } else { "" };
            Problem::parameter("label", format!("`{word}` is not known{bio}; use some of {words}"))
        })
    };
    let mut labels = text
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(label)
        .collect::<Result<Vec<_>, _>>()?;
    labels.sort_unstable();
    labels.dedup();
    Ok(labels)
}

fn rows(text: &str) -> Result<Rows, Problem> {
    Rows::ALL.into_iter().find(|rows| rows.word() == text).ok_or_else(|| {
        let words = Rows::ALL.map(Rows::word).join(" or ");
        Problem::parameter("rows", format!("`{text}` is not known; use {words}"))
    })
}

fn within(
    asked: &mut Asked,
    name: &'static str,
    otherwise: u32,
    [least, most]: [u32; 2],
) -> Result<u32, Problem> {
    let Some(text) = asked.take(name) else { return Ok(otherwise) };
    let found = number(name, &text)? as u32;
    if !(least..=most).contains(&found) {
        return Err(Problem::parameter(name, format!("{found} is not between {least} and {most}")));
    }
    Ok(found)
}
