//! A question about sites as it is asked: what is to be made, where, what matters, what excludes.

use axum::http::HeaderMap;

use crate::analysis::site_exclusions::Exclusion;
use crate::analysis::sites::{METHOD, Question, Ranking};
use crate::analysis::sites_found::weighing;
use crate::api::analyses::sheet::{Sheet, number};
use crate::api::answer::Tag;
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::domain::function::FunctionId;
use crate::domain::place::{Criterion, MOST_WEIGHT, Places, Weights};
use crate::query::zone::{Spelled, Zone};
use crate::snapshot::Snapshot;

/// Square meters that somebody may want at most: a hundred hectares.
pub const MOST_M2: u32 = 1_000_000;
/// Minutes within which people may count as served at most.
pub const MOST_MINUTES: u32 = 60;
/// Sites that one question may name.
pub const MOST_SITES: usize = 20;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "zone, place, function, surface, built, minutes, exclude, weights, method, left_out, site, rows, limit, offset and f";

/// What a feature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// A site that could host the place.
    Sites,
    /// A criterion of such a site.
    Criteria,
    /// A site that is set aside.
    Excluded,
    /// A figure of the whole answer.
    Balance,
    /// A commune around one site.
    Communes,
    /// An actor near one site that could share the place.
    Actors,
    /// An everyday function near one site.
    Everyday,
}

impl Rows {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Sites,
        Self::Criteria,
        Self::Excluded,
        Self::Balance,
        Self::Communes,
        Self::Actors,
        Self::Everyday,
    ];

    /// The word in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sites => "sites",
            Self::Criteria => "criteres",
            Self::Excluded => "ecartes",
            Self::Balance => "bilan",
            Self::Communes => "communes",
            Self::Actors => "acteurs",
            Self::Everyday => "quotidien",
        }
    }
}

/// The question.
#[derive(Debug, Clone)]
pub struct SitesAsked {
    /// The whole country for `None`.
    pub zone: Option<Zone>,
    /// Rank of the kind of place.
    pub kind: usize,
    pub function: FunctionId,
    pub surface_m2: u32,
    pub built_m2: u32,
    pub minutes: u32,
    /// In the order of [`Exclusion::ALL`].
    pub excluding: Vec<Exclusion>,
    /// As asked, before anything is left out.
    pub weights: Weights,
    pub ranking: Ranking,
    /// In the order of [`Criterion::ALL`].
    pub left_out: Vec<Criterion>,
    /// Ids of the sites that are wanted; all for none.
    pub sites: Vec<String>,
    pub rows: Rows,
    pub sheet: Sheet,
}

impl SitesAsked {
    /// Reads the parameters. Nothing is computed.
    pub fn read(
        mut asked: Asked,
        headers: &HeaderMap,
        snapshot: &Snapshot,
        places: &Places,
    ) -> Result<Self, Problem> {
        let zone = asked.take("zone").map(|text| Zone::parse(&text, &snapshot.territories)).transpose()?;
        let kind = asked.take("place").map_or(Ok(0), |text| kind(&text, places))?;
        let own = &places.kinds()[kind];
        let function = function(asked.take("function").as_deref(), &own.function, snapshot)?;
        let surface_m2 = within(&mut asked, "surface", own.surface_m2, [0, MOST_M2])?;
        let built_m2 = within(&mut asked, "built", own.built_m2, [0, MOST_M2])?;
        let minutes = within(&mut asked, "minutes", own.minutes, [1, MOST_MINUTES])?;
        let excluding =
            asked.take("exclude").map_or(Ok(Exclusion::USUAL.to_vec()), |text| exclusions(&text))?;
        let weights =
            asked.take("weights").map_or(Ok(own.weights()), |text| weights(&text, own.weights()))?;
        let ranking = asked.take("method").map_or(Ok(Ranking::default()), |text| ranking(&text))?;
        let left_out = asked.take("left_out").map_or(Ok(Vec::new()), |text| criteria("left_out", &text))?;
        let sites = asked.take("site").map_or(Ok(Vec::new()), |text| sites(&text))?;
        let rows = asked.take("rows").map_or(Ok(Rows::Sites), |text| rows(&text))?;
        if matches!(rows, Rows::Communes | Rows::Actors | Rows::Everyday) && sites.len() != 1 {
            let why = format!("`rows={}` is about one site: name it", rows.word());
            return Err(Problem::parameter("site", why));
        }
        let sheet = Sheet::take_points(&mut asked, headers)?;
        asked.nothing_else(TAKEN)?;
        let read = Self {
            zone,
            kind,
            function,
            surface_m2,
            built_m2,
            minutes,
            excluding,
            weights,
            ranking,
            left_out,
            sites,
            rows,
            sheet,
        };
        if read.weighing().iter().all(|weight| *weight == 0.0) {
            let why = "nothing weighs: give one criterion a weight, such as gare:3, and do not leave it out";
            return Err(Problem::parameter("weights", why));
        }
        Ok(read)
    }

    /// What weighs in the end: nothing of what is left out, nor of what is not wanted.
    #[must_use]
    pub fn weighing(&self) -> Weights {
        let mut weights = weighing(self.weights, self.surface_m2, self.built_m2);
        for criterion in &self.left_out {
            weights[*criterion as usize] = 0.0;
        }
        weights
    }

    /// The question to be answered.
    #[must_use]
    pub fn question<'a>(&'a self, places: &'a Places) -> Question<'a> {
        Question {
            places,
            kind: &places.kinds()[self.kind],
            function: self.function,
            surface_m2: self.surface_m2,
            built_m2: self.built_m2,
            minutes: f64::from(self.minutes),
            weights: self.weighing(),
            ranking: self.ranking,
            excluding: &self.excluding,
        }
    }

    /// Parameters of the question itself, without rows and form; what is usual for the kind is left out.
    #[must_use]
    pub fn words(&self, snapshot: &Snapshot, places: &Places) -> String {
        let own = &places.kinds()[self.kind];
        let mut pairs: Vec<String> = Vec::new();
        pairs.extend(self.zone.as_ref().map(|zone| format!("zone={}", Spelled(zone, &snapshot.territories))));
        pairs.push(format!("place={}", own.key));
        let function = &snapshot.functions.get(self.function).key;
        if *function != own.function {
            pairs.push(format!("function={function}"));
        }
        for (name, value, usual) in [
            ("surface", self.surface_m2, own.surface_m2),
            ("built", self.built_m2, own.built_m2),
            ("minutes", self.minutes, own.minutes),
        ] {
            if value != usual {
                pairs.push(format!("{name}={value}"));
            }
        }
        let joined = |words: Vec<&'static str>| words.join(",");
        if self.excluding != Exclusion::USUAL {
            pairs.push(format!("exclude={}", joined(self.excluding.iter().map(|one| one.word()).collect())));
        }
        let usual = own.weights();
        let changed = Criterion::ALL.into_iter().filter(|&c| self.weights[c as usize] != usual[c as usize]);
        let changed: Vec<String> =
            changed.map(|c| format!("{}:{}", c.word(), self.weights[c as usize])).collect();
        if !changed.is_empty() {
            pairs.push(format!("weights={}", changed.join(",")));
        }
        if self.ranking != Ranking::default() {
            pairs.push(format!("method={}", self.ranking.word()));
        }
        if !self.left_out.is_empty() {
            pairs.push(format!("left_out={}", joined(self.left_out.iter().map(|one| one.word()).collect())));
        }
        pairs.join("&")
    }

    /// The address of another part of the same, without the service's own: the same for the same
    /// question, however it was asked.
    #[must_use]
    pub fn address(&self, snapshot: &Snapshot, places: &Places, sheet: &Sheet) -> String {
        let words = self.words(snapshot, places);
        let sites =
            if self.sites.is_empty() { String::new() } else { format!("&site={}", self.sites.join(",")) };
        let sheet = sheet.words();
        let sheet = sheet.trim_start_matches("geometry=point&");
        format!("/analyses/sites?{words}{sites}&rows={}&{sheet}", self.rows.word())
    }

    /// The tag of the answer: of all that decides its bytes.
    #[must_use]
    pub fn tag(&self, snapshot: &Snapshot, places: &Places, base: &str) -> Tag {
        let address = self.address(snapshot, places, &self.sheet);
        Tag::of([snapshot.manifest.id.as_str(), METHOD, base, &address])
    }
}

fn kind(text: &str, places: &Places) -> Result<usize, Problem> {
    places.of_key(text).ok_or_else(|| {
        let known: Vec<&str> = places.kinds().iter().map(|kind| kind.key.as_str()).collect();
        Problem::parameter(
            "place",
            format!("no kind of place is called `{text}`; there are {}", known.join(", ")),
        )
    })
}

fn function(asked: Option<&str>, usual: &str, snapshot: &Snapshot) -> Result<FunctionId, Problem> {
    let functions = &snapshot.functions;
    let key = asked.unwrap_or(usual);
    functions.id(key).ok_or_else(|| {
        let known: Vec<&str> = functions.list().iter().map(|function| function.key.as_str()).collect();
        let known = known.join(", ");
        Problem::parameter("function", format!("no function has the key `{key}`; ask for one of {known}"))
    })
}

fn exclusions(text: &str) -> Result<Vec<Exclusion>, Problem> {
    let mut read = Vec::new();
    for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        read.push(Exclusion::from_word(word).ok_or_else(|| {
            let words = Exclusion::ALL.map(Exclusion::word).join(", ");
            Problem::parameter("exclude", format!("`{word}` is no reason; use some of {words}, or none"))
        })?);
    }
    read.sort_unstable();
    read.dedup();
    Ok(read)
}

fn criterion(name: &'static str, word: &str) -> Result<Criterion, Problem> {
    Criterion::from_word(word).ok_or_else(|| {
        let words = Criterion::ALL.map(Criterion::word).join(", ");
        Problem::parameter(name, format!("`{word}` is no criterion; use some of {words}"))
    })
}

fn criteria(name: &'static str, text: &str) -> Result<Vec<Criterion>, Problem> {
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    let mut read = words.map(|word| criterion(name, word)).collect::<Result<Vec<_>, _>>()?;
    read.sort_unstable();
    read.dedup();
    Ok(read)
}

/// `gare:3,manque:2`: what is not named keeps its weight.
fn weights(text: &str, mut weights: Weights) -> Result<Weights, Problem> {
    let mut seen = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (word, value) = part.split_once(':').ok_or_else(|| {
            Problem::parameter("weights", format!("`{part}` is not criterion:weight, such as gare:3"))
        })?;
        let criterion = criterion("weights", word.trim())?;
        let weight = value.trim().parse().ok().filter(|weight| (0.0..=MOST_WEIGHT).contains(weight));
        let weight: f64 = weight.ok_or_else(|| {
            Problem::parameter("weights", format!("`{value}` is not a weight from 0 to {MOST_WEIGHT}"))
        })?;
        if seen.contains(&criterion) {
            return Err(Problem::parameter("weights", format!("`{word}` stands there twice; write it once")));
        }
        seen.push(criterion);
        // No weight is less than nothing, nor is it minus nothing.
        weights[criterion as usize] = weight.abs();
    }
    Ok(weights)
}

fn sites(text: &str) -> Result<Vec<String>, Problem> {
    let is_id = |id: &str| {
        !id.is_empty()
            && id.len() <= 64
            && id.chars().all(|c| c.is_ascii_alphanumeric() || "_-.:".contains(c))
    };
    let mut read: Vec<String> = Vec::new();
    for id in text.split(',').map(str::trim).filter(|id| !id.is_empty()) {
        if !is_id(id) {
            return Err(Problem::parameter(
                "site",
                format!("`{id}` is no id of a site, such as 44109_12345"),
            ));
        }
        if read.iter().all(|known| known != id) {
            read.push(id.to_owned());
        }
    }
    if MOST_SITES < read.len() {
        return Err(Problem::parameter("site", format!("{} sites; name {MOST_SITES} at most", read.len())));
    }
    Ok(read)
}

fn rows(text: &str) -> Result<Rows, Problem> {
    Rows::ALL.into_iter().find(|rows| rows.word() == text).ok_or_else(|| {
        let words = Rows::ALL.map(Rows::word).join(", ");
        Problem::parameter("rows", format!("`{text}` is not known; use one of {words}"))
    })
}

fn ranking(text: &str) -> Result<Ranking, Problem> {
    Ranking::ALL.into_iter().find(|ranking| ranking.word() == text).ok_or_else(|| {
        let words = Ranking::ALL.map(Ranking::word).join(" or ");
        Problem::parameter("method", format!("`{text}` is not known; use {words}"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_replace_those_that_they_name() {
        let usual = Places::embedded().kinds()[0].weights();
        let read = weights(" gare:0 , manque:2.5", usual).expect("sound");
        assert_eq!((read[Criterion::Gare as usize], read[Criterion::Manque as usize]), (0.0, 2.5));
        assert_eq!(read[Criterion::Besoin as usize], usual[Criterion::Besoin as usize]);
        for wrong in ["gare", "gare:", "gare:-1", "gare:11", "gare:NaN", "train:1", "gare:1,gare:2"] {
            assert!(weights(wrong, usual).is_err(), "{wrong}");
        }
    }

    #[test]
    fn ids_are_those_of_sites() {
        assert_eq!(sites("44109_1, 44109_1,2A004_7").expect("ids"), ["44109_1", "2A004_7"]);
        assert!(sites("44109_1;drop").is_err() && sites("é").is_err());
        let many: Vec<String> = (0..=MOST_SITES).map(|rank| format!("44109_{rank}")).collect();
        assert!(sites(&many.join(",")).is_err());
    }

    #[test]
    fn no_exclusion_at_all_may_be_asked_for() {
        assert_eq!(exclusions("").expect("none"), []);
        assert_eq!(
            exclusions("prive,trop-petit,prive").expect("two"),
            [Exclusion::TooSmall, Exclusion::Private]
        );
        assert!(exclusions("laid").is_err());
    }
}
