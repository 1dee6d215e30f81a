//! A question about an index as it is asked: which one, whose weights, where, how many draws.

use crate::analysis::amounts::Scale;
use crate::analysis::composite::Between;
use crate::analysis::index_file::MOST_PEOPLE;
use crate::analysis::index_row::version;
use crate::analysis::indices::{Index, METHOD, Person};
use crate::analysis::indices_at_hand::{AT_HAND, AtHand};
use crate::analysis::robustness::{LEAST_DRAWS, most_draws, usual_draws};
use crate::api::analyses::sheet::{Sheet, number};
use crate::api::answer::Tag;
use crate::api::asked::Asked;
use crate::api::filters::encoded;
use crate::api::problem::Problem;
use crate::domain::level::Level;
use crate::query::zone::{Spelled, Zone};
use crate::snapshot::Snapshot;
use axum::http::HeaderMap;

/// What may stand several times in an address.
pub const REPEATED: &[&str] = &["person"];

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str =
    "index, version, level, zone, weights, person, between, seed, draws, rows, geometry, limit, offset and f";

/// What a row of the answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// A territory.
    Territories,
    /// An indicator of a territory.
    Indicators,
}

/// Which index, by which weights.
#[derive(Debug, Clone)]
pub struct Weighed {
    pub index: Index,
    /// The text that was sent, if it is nobody's at hand.
    pub is_sent: bool,
    /// The parameters that say so, always in the same order.
    address: Vec<String>,
}

/// The question.
#[derive(Debug, Clone)]
pub struct IndexAsked {
    pub weighed: Weighed,
    pub scale: Scale,
    pub zone: Option<Zone>,
    pub draws: u32,
    pub rows: Rows,
    pub sheet: Sheet,
}

impl Weighed {
    /// Takes `index`, `weights`, `person`, `between` and `seed` out of what is asked. `sent` is the
    /// definition that came with the question, in place of one at hand.
    pub fn take(asked: &mut Asked, snapshot: &Snapshot, sent: Option<&str>) -> Result<Self, Problem> {
        let mut address = Vec::new();
        let text = match (sent, asked.take("index")) {
            (Some(text), None) => text,
            (Some(_), Some(_)) => {
                let why = "the definition is in the body; leave `index` out, or ask by GET";
                return Err(Problem::parameter("index", why));
            }
            (None, key) => {
                let at_hand = key.map_or(Ok(AT_HAND[0]), |key| at_hand(&key))?;
                address.push(format!("index={}", at_hand.key));
                at_hand.text
            }
        };
        let mut index = Index::parse(text, &snapshot.functions)
            .map_err(|fault| Problem::Definition { line: fault.line(text), fault })?;
        let people = asked.take_all("person");
        if MOST_PEOPLE < people.len() {
            return Err(Problem::parameter("person", format!("at most {MOST_PEOPLE} have a say")));
        }
        if !people.is_empty() {
            let read: Vec<Person> =
                people.iter().map(|text| person(&index, text)).collect::<Result<_, _>>()?;
            address.extend(people.iter().map(|text| format!("person={}", encoded(text))));
            index = index.by_people(read).ok_or_else(|| Problem::parameter("person", NO_POINTS))?;
        }
        if let Some(text) = asked.take("weights") {
            let mut all = index.points();
            let mut given = points(&index, "weights", &text)?;
            given.iter().for_each(|&(rank, points)| all[rank] = points);
            given.sort_by_key(|given| given.0);
            let spelled =
                given.iter().map(|(rank, points)| format!("{}:{points}", index.recipes[*rank].named.key));
            address.push(format!("weights={}", spelled.collect::<Vec<_>>().join(",")));
            index = index.weighing(&all).ok_or_else(|| Problem::parameter("weights", NO_POINTS))?;
        }
        if let Some(word) = asked.take("between") {
            let between = match word.as_str() {
                "geometric" => Between::Geometric,
                "arithmetic" => Between::Arithmetic,
                _ => {
                    let why = format!("`{word}` is not known; use geometric or arithmetic");
                    return Err(Problem::parameter("between", why));
                }
            };
            address.push(format!("between={word}"));
            index = index.between(between);
        }
        if let Some(text) = asked.take("seed") {
            index.seed = number("seed", &text)? as u64;
            address.push(format!("seed={}", index.seed));
        }
        Ok(Self { index, is_sent: sent.is_some(), address })
    }

    /// The parameters that say which index by which weights, joined.
    #[must_use]
    pub fn words(&self) -> String {
        self.address.join("&")
    }

    /// The version of the definition with these weights: the same for all that decides a score.
    #[must_use]
    pub fn version(&self, snapshot: &Snapshot) -> String {
        version(snapshot, &self.index)
    }
}

impl IndexAsked {
    /// Reads the parameters. Nothing is computed.
    pub fn read(
        mut asked: Asked,
        headers: &HeaderMap,
        snapshot: &Snapshot,
        sent: Option<&str>,
    ) -> Result<Self, Problem> {
        let zone = asked.take("zone").map(|text| Zone::parse(&text, &snapshot.territories)).transpose()?;
        let scale = take_scale(&mut asked)?;
        let draws = take_draws(&mut asked, scale.many(snapshot))?;
        let rows = match asked.take("rows").as_deref() {
            None | Some("territories") => Rows::Territories,
            Some("indicators") => Rows::Indicators,
            Some(other) => {
                let why = format!("`{other}` is not known; use territories or indicators");
                return Err(Problem::parameter("rows", why));
            }
        };
        let sheet = Sheet::take(&mut asked, headers)?;
        let weighed = Weighed::take(&mut asked, snapshot, sent)?;
        if let Some(other) = asked.take("version").filter(|version| *version != weighed.version(snapshot)) {
            let why = format!(
                "the definition with these weights has the version {}, not `{other}`; send the definition that \
                 `{other}` was told of, or leave version out",
                weighed.version(snapshot)
            );
            return Err(Problem::parameter("version", why));
        }
        if zone.is_some() && scale == Scale::Country {
            let why = "the whole country is one row; leave zone out, or ask for another level";
            return Err(Problem::parameter("zone", why));
        }
        asked.nothing_else(TAKEN)?;
        Ok(Self { weighed, scale, zone, draws, rows, sheet })
    }

    /// The address of another part of the same, without the service's own: the same for the same
    /// question, however it was asked.
    #[must_use]
    pub fn address(&self, snapshot: &Snapshot, sheet: &Sheet) -> String {
        let mut pairs = self.weighed.address.clone();
        // What was sent has no address: whoever follows a link sends it again, and the same.
        pairs.extend(self.weighed.is_sent.then(|| format!("version={}", self.weighed.version(snapshot))));
        pairs.push(format!("level={}", self.scale.word()));
        if let Some(zone) = &self.zone {
            pairs.push(format!("zone={}", Spelled(zone, &snapshot.territories)));
        }
        pairs.push(format!("draws={}", self.draws));
        if self.rows == Rows::Indicators {
            pairs.push("rows=indicators".to_owned());
        }
        pairs.push(sheet.words());
        format!("/analyses/index?{}", pairs.join("&"))
    }

    /// The tag of the answer: of all that decides its bytes, labels and names of a definition that
    /// was sent included.
    #[must_use]
    pub fn tag(&self, snapshot: &Snapshot, base: &str, sent: Option<&str>) -> Tag {
        let address = self.address(snapshot, &self.sheet);
        Tag::of([snapshot.manifest.id.as_str(), METHOD, base, &address, sent.unwrap_or_default()])
    }
}

const NO_POINTS: &str = "points are not negative, and some indicator has some";

fn at_hand(key: &str) -> Result<AtHand, Problem> {
    let keys = || AT_HAND.map(|at_hand| at_hand.key).join(", ");
    let unknown = || {
        let why = format!("no index has the key `{key}`; there are {}, or POST a definition", keys());
        Problem::parameter("index", why)
    };
    AtHand::of_key(key).ok_or_else(unknown)
}

/// Takes `level` out of what is asked: bassins unless it says another, or the whole country.
pub fn take_scale(asked: &mut Asked) -> Result<Scale, Problem> {
    let Some(word) = asked.take("level") else { return Ok(Scale::Level(Level::Bassin)) };
    if word == Scale::Country.word() {
        return Ok(Scale::Country);
    }
    let level = word.parse().map(Scale::Level);
    level.map_err(|why: String| Problem::parameter("level", format!("{why}, or pays for the whole country")))
}

/// Takes `draws` out of what is asked: fewer unless it says so where territories are many.
pub fn take_draws(asked: &mut Asked, territories: usize) -> Result<u32, Problem> {
    let most = most_draws(territories) as usize;
    let Some(text) = asked.take("draws") else { return Ok(usual_draws(territories)) };
    let draws = number("draws", &text)?;
    if (LEAST_DRAWS as usize..=most).contains(&draws) {
        return Ok(draws as u32);
    }
    let why = format!("{draws} draws of {territories} territories; use {LEAST_DRAWS} to {most}");
    Err(Problem::parameter("draws", why))
}

/// `name;key:points,key:points`, the name left out by whoever wants.
fn person(index: &Index, text: &str) -> Result<Person, Problem> {
    let (name, list) = text.split_once(';').map_or((None, text), |(name, list)| (Some(name), list));
    let mut all = vec![0.0; index.recipes.len()];
    for (rank, points) in points(index, "person", list)? {
        all[rank] = points;
    }
    let person = Person::new(name.map(str::to_owned), all);
    person.ok_or_else(|| Problem::parameter("person", format!("`{list}`: {NO_POINTS}")))
}

/// `key:points,key:points`: ranks of indicators, each once.
fn points(index: &Index, name: &'static str, text: &str) -> Result<Vec<(usize, f64)>, Problem> {
    let mut found: Vec<(usize, f64)> = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let refused = |why: String| Problem::parameter(name, why);
        let Some((key, points)) = part.split_once(':') else {
            return Err(refused(format!("`{part}` is no `indicator:points`")));
        };
        let keys = || index.recipes.iter().map(|r| r.named.key.as_str()).collect::<Vec<_>>().join(", ");
        let unknown = || refused(format!("`{key}` is no indicator of this index; there are {}", keys()));
        let rank = index.rank(key).ok_or_else(unknown)?;
        let number = points.parse().ok().filter(|points: &f64| points.is_finite() && 0.0 <= *points);
        let number =
            number.ok_or_else(|| refused(format!("`{points}` of `{key}` is no number from 0 on")))?;
        if found.iter().any(|(known, _)| *known == rank) {
            return Err(refused(format!("`{key}` has points twice; give them once")));
        }
        found.push((rank, number));
    }
    Ok(found)
}
