//! A question about best sets of places as it is asked: where, of what, how near, how many, what is told.

use axum::http::HeaderMap;

use crate::analysis::drawn::Drawn;
use crate::analysis::site_sets::{Aim, Keeping, METHOD, MOST};
use crate::analysis::site_sets_spending::Spending;
use crate::analysis::subjects::Subject;
use crate::api::analyses::gaps_asked::subjects;
use crate::api::analyses::sheet::{Sheet, number};
use crate::api::analyses::site_sets_budget;
use crate::api::answer::Tag;
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::domain::level::Level;
use crate::query::zone::{Spelled, Zone};
use crate::snapshot::Snapshot;
use crate::snapshot::ways::REACH_MINUTES;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "zone, function, minutes, k, objective, keeping, budget, costs, candidates, sets, rows, geometry, limit, offset and f";

/// Minutes unless somebody says otherwise.
pub const MINUTES: u32 = 20;

/// How many more unless somebody says otherwise.
pub const MORE: u32 = 3;

/// The function unless somebody says otherwise.
pub const FUNCTION: &str = "tiers-lieu";

/// Who is a candidate: every commune of the zone, or those where land is known that could host a place.
pub const CANDIDATES: [&str; 2] = ["communes", "foncier"];

/// What a set may be asked to keep: one in each EPCI, nobody beyond twice the minutes.
pub const KEEPING: [&str; 2] = ["un-par-epci", "personne-au-dela-du-double"];

/// Sets that are compared with the best one at most, and communes of each.
pub const MOST_SETS: [usize; 2] = [4, 50];

/// What a feature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// A place of the set.
    Places,
    /// A number of places.
    Curve,
    /// A commune of the zone, and what it gains.
    Communes,
    /// A set: the best one, and those that are named.
    Sets,
}

impl Rows {
    /// All.
    pub const ALL: [Self; 4] = [Self::Places, Self::Curve, Self::Communes, Self::Sets];

    /// The word in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Places => "lieux",
            Self::Curve => "courbe",
            Self::Communes => "communes",
            Self::Sets => "ensembles",
        }
    }
}

/// The question.
#[derive(Debug, Clone)]
pub struct SiteSetsAsked {
    pub zone: Zone,
    pub subject: Subject,
    pub minutes: u32,
    pub more: u32,
    pub aim: Aim,
    pub keeping: Keeping,
    pub spending: Option<Spending>,
    /// Whether only communes where land is known are candidates.
    pub is_on_land: bool,
    /// Rows of the communes of sets to compare, as they were named.
    pub sets: Vec<Vec<u32>>,
    pub rows: Rows,
    pub sheet: Sheet,
}

impl SiteSetsAsked {
    /// Reads the parameters. Nothing is computed.
    pub fn read(mut asked: Asked, headers: &HeaderMap, snapshot: &Snapshot) -> Result<Self, Problem> {
        let Some(zone) = asked.take("zone") else {
            return Err(Problem::parameter("zone", "say where: level:code, such as departement:44"));
        };
        let zone = Zone::parse(&zone, &snapshot.territories)?;
        let function = asked.take("function").unwrap_or_else(|| FUNCTION.to_owned());
        let [subject] = subjects(&function, snapshot)?[..] else {
            return Err(Problem::parameter("function", "name one function at a time"));
        };
        let minutes = within(&mut asked, "minutes", MINUTES, [1, REACH_MINUTES.into()])?;
        let more = within(&mut asked, "k", MORE, [1, MOST as u32])?;
        let aim = one_of(&mut asked, "objective", &Aim::ALL, Aim::word)?.unwrap_or_default();
        let keeping = keeping(asked.take("keeping").as_deref())?;
        let spending = site_sets_budget::take(&mut asked, aim)?;
        let candidates = one_of(&mut asked, "candidates", &CANDIDATES, |word| word)?;
        let sets = asked.take("sets").map_or(Ok(vec![]), |text| sets(&text, &zone, snapshot))?;
        let rows = one_of(&mut asked, "rows", &Rows::ALL, Rows::word)?.unwrap_or(Rows::Places);
        let is_drawn = asked.pairs().any(|(name, _)| name == "geometry");
        let sheet = Sheet::take(&mut asked, headers)?;
        asked.nothing_else(TAKEN)?;
        // Places of a set are drawn as points unless asked otherwise: they are places.
        let drawn = if is_drawn || rows == Rows::Communes { sheet.drawn } else { Drawn::Point };
        Ok(Self {
            zone,
            subject,
            minutes,
            more,
            aim,
            keeping,
            spending,
            is_on_land: candidates == Some(CANDIDATES[1]),
            sets,
            rows,
            sheet: Sheet { drawn, ..sheet },
        })
    }

    /// The address of another part of the same, without the service's own: the same for the same
    /// question, however it was asked.
    #[must_use]
    pub fn address(&self, snapshot: &Snapshot, sheet: &Sheet) -> String {
        let Self { more, rows, .. } = self;
        let code = |row: &u32| snapshot.territories.get(Level::Commune, *row).code.as_str();
        let set = |set: &Vec<u32>| set.iter().map(code).collect::<Vec<_>>().join(",");
        let sets: Vec<String> = self.sets.iter().map(set).collect();
        let sets = if sets.is_empty() { String::new() } else { format!("&sets={}", sets.join("%3B")) };
        let question = self.question(snapshot);
        format!("/analyses/site-sets?{question}&k={more}{sets}&rows={}&{}", rows.word(), sheet.words())
    }

    /// What decides the sets, as it stands in addresses: all but how many and what is told of them.
    #[must_use]
    pub fn question(&self, snapshot: &Snapshot) -> String {
        let Self { minutes, aim, .. } = self;
        let zone = Spelled(&self.zone, &snapshot.territories);
        let kept = [self.keeping.one_in_each_epci, self.keeping.nobody_beyond_twice];
        let kept: Vec<&str> =
            KEEPING.into_iter().zip(kept).filter(|(_, is)| *is).map(|(word, _)| word).collect();
        let kept = if kept.is_empty() { String::new() } else { format!("&keeping={}", kept.join(",")) };
        let land = if self.is_on_land { "&candidates=foncier" } else { "" };
        let spent = site_sets_budget::Spelled(&self.spending);
        let (function, aim) = (self.subject.key(snapshot), aim.word());
        format!("zone={zone}&function={function}&minutes={minutes}&objective={aim}{kept}{spent}{land}")
    }

    /// How far the curve is to go: to all numbers where it is told, else to those that are.
    #[must_use]
    pub fn most(&self) -> usize {
        match self.rows {
            Rows::Curve => MOST,
            Rows::Places | Rows::Communes => self.more as usize,
            Rows::Sets => self.sets.iter().map(Vec::len).fold(self.more as usize, usize::max).min(MOST),
        }
    }

    /// The tag of the answer: of all that decides its bytes.
    #[must_use]
    pub fn tag(&self, snapshot: &Snapshot, base: &str) -> Tag {
        let address = self.address(snapshot, &self.sheet);
        Tag::of([snapshot.manifest.id.as_str(), METHOD, base, &address])
    }
}

/// Sets joined by semicolons, of codes of communes joined by commas.
fn sets(text: &str, zone: &Zone, snapshot: &Snapshot) -> Result<Vec<Vec<u32>>, Problem> {
    let wrong = |why: String| Problem::parameter("sets", why);
    let [most, most_communes] = MOST_SETS;
    let told: Vec<&str> = text.split(';').filter(|set| !set.trim().is_empty()).take(most + 1).collect();
    if most < told.len() {
        return Err(wrong(format!("{most} sets at most")));
    }
    let commune = |code: &str| {
        let row = snapshot.territories.row(Level::Commune, code).filter(|row| zone.contains(*row));
        row.ok_or_else(|| wrong(format!("`{code}` is no commune of the zone")))
    };
    let set = |set: &str| {
        let codes: Vec<&str> = set.split(',').map(str::trim).take(most_communes + 1).collect();
        if most_communes < codes.len() {
            return Err(wrong(format!("{most_communes} communes in a set at most")));
        }
        codes.into_iter().map(commune).collect()
    };
    told.into_iter().map(set).collect()
}

fn keeping(text: Option<&str>) -> Result<Keeping, Problem> {
    let mut keeping = Keeping::default();
    for word in text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty()) {
        match KEEPING.iter().position(|known| *known == word) {
            Some(0) => keeping.one_in_each_epci = true,
            Some(_) => keeping.nobody_beyond_twice = true,
            None => {
                let why = format!("`{word}` is not known; use {}", KEEPING.join(" or "));
                return Err(Problem::parameter("keeping", why));
            }
        }
    }
    Ok(keeping)
}

fn within(
    asked: &mut Asked,
    name: &'static str,
    usual: u32,
    [least, most]: [u32; 2],
) -> Result<u32, Problem> {
    let Some(text) = asked.take(name) else { return Ok(usual) };
    let found = number(name, &text)? as u32;
    if (least..=most).contains(&found) {
        return Ok(found);
    }
    Err(Problem::parameter(name, format!("{found} is not from {least} to {most}")))
}

fn one_of<T: Copy>(
    asked: &mut Asked,
    name: &'static str,
    all: &[T],
    word: impl Fn(T) -> &'static str,
) -> Result<Option<T>, Problem> {
    let Some(text) = asked.take(name) else { return Ok(None) };
    let found = all.iter().copied().find(|one| word(*one) == text);
    found.map(Some).ok_or_else(|| {
        let words: Vec<&str> = all.iter().map(|one| word(*one)).collect();
        Problem::parameter(name, format!("`{text}` is not known; use {}", words.join(" or ")))
    })
}
