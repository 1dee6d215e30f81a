//! A question about partners as it is asked.

use axum::http::HeaderMap;

use crate::analysis::allies::{DEFAULT_REACH, METHOD, WIDER};
use crate::analysis::ally_fit::Conventions;
use crate::analysis::cooperation::conventions::Weights;
use crate::analysis::cooperation::factors::employees as size_of;
use crate::analysis::cooperation::{List, Part};
use crate::api::analyses::sheet::{Sheet, number};
use crate::api::answer::Tag;
use crate::api::asked::Asked;
use crate::api::filters::encoded;
use crate::api::problem::Problem;
use crate::domain::function::{FunctionSet, Functions};
use crate::domain::level::Level;
use crate::snapshot::Snapshot;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "actor, or function and commune (with employees); needs, offers, list, minutes, weights, \
                     half_lives, lambda, limit, offset and f";

/// The farthest that partners are looked for, in minutes.
pub const MOST_MINUTES: u32 = WIDER[WIDER.len() - 1];

/// The words of half-lives, in the order of [`HalfLives`](crate::analysis::cooperation::conventions::HalfLives).
pub const LIVES: [&str; 5] = ["usual", "equipment", "supply", "logistics", "support"];

/// Who asks.
#[derive(Debug, Clone, PartialEq)]
pub enum Who {
    Actor(u32),
    /// Something that does not exist yet.
    Project {
        functions: FunctionSet,
        commune: u32,
        employees: Option<String>,
    },
}

/// The question.
#[derive(Debug, Clone, PartialEq)]
pub struct AlliesAsked {
    pub who: Who,
    pub needs: FunctionSet,
    pub offers: FunctionSet,
    /// One of the lists; `None` for both.
    pub list: Option<List>,
    pub minutes: u32,
    pub conventions: Conventions,
    pub sheet: Sheet,
}

impl AlliesAsked {
    /// Reads the parameters. Nothing is computed.
    pub fn read(mut asked: Asked, headers: &HeaderMap, snapshot: &Snapshot) -> Result<Self, Problem> {
        let who = who(&mut asked, snapshot)?;
        let needs = functions_asked(&mut asked, "needs", &snapshot.functions)?.unwrap_or_default();
        let offers = functions_asked(&mut asked, "offers", &snapshot.functions)?.unwrap_or_default();
        let list = match asked.take("list") {
            None => None,
            Some(text) => Some(List::ALL.into_iter().find(|list| list.word() == text).ok_or_else(|| {
                Problem::parameter("list", format!("`{text}` is not known; use chaine or mutualisation"))
            })?),
        };
        let minutes = match asked.take("minutes") {
            None => DEFAULT_REACH,
            Some(text) => number("minutes", &text)? as u32,
        };
        if !(1..=MOST_MINUTES).contains(&minutes) {
            let why = format!("{minutes} is not between 1 and {MOST_MINUTES}: ways beyond are not known");
            return Err(Problem::parameter("minutes", why));
        }
        let mut conventions = Conventions::default();
        if let Some(text) = asked.take("weights") {
            conventions.weights = weights(&text)?;
        }
        if let Some(text) = asked.take("half_lives") {
            put_half_lives(&text, &mut conventions)?;
        }
        if let Some(text) = asked.take("lambda") {
            let lambda = text.parse().ok().filter(|lambda| (0.0..=1.0).contains(lambda));
            conventions.lambda = lambda.ok_or_else(|| {
                Problem::parameter("lambda", format!("`{text}` is not between 0 and 1: 1 is by score alone"))
            })?;
        }
        let sheet = Sheet::take_points(&mut asked, headers)?;
        asked.nothing_else(TAKEN)?;
        Ok(Self { who, needs, offers, list, minutes, conventions, sheet })
    }

    /// The address of another part of the same, without the service's own: the same for the same
    /// question, however it was asked.
    #[must_use]
    pub fn address(&self, snapshot: &Snapshot, sheet: &Sheet) -> String {
        let mut words = match &self.who {
            Who::Actor(row) => format!("actor={}", encoded(snapshot.actors.id(*row))),
            Who::Project { functions, commune, employees } => {
                let band = employees.as_ref().map(|band| format!("&employees={}", encoded(band)));
                format!(
                    "function={}&commune={}{}",
                    keys(*functions, &snapshot.functions),
                    snapshot.territories.get(Level::Commune, *commune).code,
                    band.unwrap_or_default()
                )
            }
        };
        let mut put = |name: &str, value: String| {
            if !value.is_empty() {
                words.push_str(&format!("&{name}={value}"));
            }
        };
        put("needs", keys(self.needs, &snapshot.functions));
        put("offers", keys(self.offers, &snapshot.functions));
        put("list", self.list.map_or(String::new(), |list| list.word().to_owned()));
        put("minutes", self.minutes.to_string());
        words.push_str(&weights_words(&self.conventions));
        let part = sheet.words();
        let part = part.trim_start_matches("geometry=point&");
        format!("/analyses/partners?{words}&{part}")
    }

    /// The tag of the answer: of all that decides its bytes.
    #[must_use]
    pub fn tag(&self, snapshot: &Snapshot, base: &str) -> Tag {
        let address = self.address(snapshot, &self.sheet);
        Tag::of([snapshot.manifest.id.as_str(), METHOD, base, &address])
    }
}

fn who(asked: &mut Asked, snapshot: &Snapshot) -> Result<Who, Problem> {
    let functions = functions_asked(asked, "function", &snapshot.functions)?;
    let (commune, employees) = (asked.take("commune"), asked.take("employees"));
    if let Some(id) = asked.take("actor") {
        if functions.is_some() || commune.is_some() || employees.is_some() {
            let why = "it stands alone: what the actor does and where is known; add `offers` for what it also would do";
            return Err(Problem::parameter("actor", why));
        }
        return actor(&id, snapshot).map(Who::Actor);
    }
    let functions = functions.ok_or_else(|| {
        Problem::parameter(
            "actor",
            "say who asks: actor=ID as in the collection acteurs, or function=KEY and commune=CODE",
        )
    })?;
    let code = commune.ok_or_else(|| {
        Problem::parameter("commune", "say where the project would be: the code of a commune")
    })?;
    let commune = snapshot
        .territories
        .row(Level::Commune, &code)
        .ok_or_else(|| Problem::parameter("commune", format!("no commune of today has the code `{code}`")))?;
    if let Some(band) = employees.as_ref().filter(|band| size_of(band).is_none()) {
        let why = format!(
            "`{band}` is no band of SIRENE: 00, 01, 02, 03, 11, 12, 21, 22, 31, 32, 41, 42, 51, 52 or 53"
        );
        return Err(Problem::parameter("employees", why));
    }
    Ok(Who::Project { functions, commune, employees })
}

fn actor(id: &str, snapshot: &Snapshot) -> Result<u32, Problem> {
    let row = snapshot.actor_of_id(id).ok_or_else(|| {
        Problem::parameter(
            "actor",
            format!("no actor has the id `{id}`; ids are those of the collection acteurs"),
        )
    })?;
    if snapshot.actors.is_masked(row) {
        let why = "it is in partial diffusion: nothing is said of it, nor to it";
        return Err(Problem::parameter("actor", why));
    }
    if snapshot.actors.commune(row).is_none() {
        let why = "its commune is not known: ask with function=KEY and commune=CODE instead";
        return Err(Problem::parameter("actor", why));
    }
    Ok(row)
}

/// Takes functions out of what is asked: keys of the catalogue.
pub fn functions_asked(
    asked: &mut Asked,
    name: &'static str,
    functions: &Functions,
) -> Result<Option<FunctionSet>, Problem> {
    let Some(text) = asked.take(name) else { return Ok(None) };
    let id = |key: &str| {
        functions.id(key).ok_or_else(|| {
            Problem::parameter(
                name,
                format!("`{key}` is no function of the catalogue; see /collections/acteurs/queryables"),
            )
        })
    };
    text.split(',').map(id).collect::<Result<FunctionSet, Problem>>().map(Some)
}

/// `manque:0.4` of both lists, or `chaine.manque:0.4` of one; those not named stay as they are.
pub fn weights(text: &str) -> Result<[Weights; 2], Problem> {
    let mut given = List::ALL.map(|list| Weights::of_list(list).given());
    for item in text.split(',') {
        let problem = || {
            let parts = Part::ALL.map(Part::word).join(", ");
            Problem::parameter(
                "weights",
                format!(
                    "`{item}` is not understood; write part:weight, the part being one of {parts}, with chaine. or mutualisation. before it for one list, and the weight not negative"
                ),
            )
        };
        let (name, weight) = item.split_once(':').ok_or_else(problem)?;
        let weight: f64 = weight.parse().map_err(|_| problem())?;
        let (lists, part) = match name.split_once('.') {
            None => (List::ALL.to_vec(), name),
            Some((list, part)) => {
                let list = List::ALL.into_iter().find(|known| known.word() == list).ok_or_else(problem)?;
                (vec![list], part)
            }
        };
        let part = Part::ALL.into_iter().find(|known| known.word() == part).ok_or_else(problem)?;
        if !(weight.is_finite() && 0.0 <= weight) {
            return Err(problem());
        }
        lists.into_iter().for_each(|list| given[list as usize][part as usize] = weight);
    }
    let [chain, mutual] = given.map(Weights::of);
    chain
        .zip(mutual)
        .map(|(chain, mutual)| [chain, mutual])
        .ok_or_else(|| Problem::parameter("weights", "at least one weight of each list must be above 0"))
}

/// Puts half-lives of an address among conventions: `supply:45,support:none`.
pub fn put_half_lives(text: &str, conventions: &mut Conventions) -> Result<(), Problem> {
    let lives = &mut conventions.half_lives;
    for item in text.split(',') {
        let problem = || {
            let words = LIVES.join(", ");
            Problem::parameter(
                "half_lives",
                format!(
                    "`{item}` is not understood; write word:minutes, the word being one of {words}, and the minutes above 0, or none"
                ),
            )
        };
        let (name, value) = item.split_once(':').ok_or_else(problem)?;
        let value = match value {
            "none" => f64::INFINITY,
            value => value
                .parse()
                .ok()
                .filter(|value: &f64| value.is_finite() && 0.0 < *value)
                .ok_or_else(problem)?,
        };
        match name {
            "usual" => lives.usual = value,
            "equipment" => lives.equipment = value,
            "supply" => lives.supply = value,
            "logistics" => lives.logistics = value,
            "support" => lives.support = value,
            _ => return Err(problem()),
        }
    }
    Ok(())
}

fn keys(set: FunctionSet, functions: &Functions) -> String {
    set.iter().map(|id| functions.get(id).key.as_str()).collect::<Vec<_>>().join(",")
}

/// What was changed of the conventions, as it stands in an address: each with an `&` before it.
#[must_use]
pub fn weights_words(conventions: &Conventions) -> String {
    let usual = Conventions::default();
    let mut words = String::new();
    if conventions.weights != usual.weights {
        let of_list = |list: List| {
            let weights = conventions.weights[list as usize].given();
            let told = Part::ALL.into_iter().zip(weights);
            told.map(move |(part, weight)| format!("{}.{}:{weight}", list.word(), part.word()))
        };
        let told: Vec<String> = List::ALL.into_iter().flat_map(of_list).collect();
        words.push_str(&format!("&weights={}", told.join(",")));
    }
    if conventions.half_lives != usual.half_lives {
        let lives = &conventions.half_lives;
        let values = [lives.usual, lives.equipment, lives.supply, lives.logistics, lives.support];
        let word = |value: f64| if value.is_finite() { value.to_string() } else { "none".to_owned() };
        let told = LIVES.into_iter().zip(values).map(|(name, value)| format!("{name}:{}", word(value)));
        words.push_str(&format!("&half_lives={}", told.collect::<Vec<_>>().join(",")));
    }
    if conventions.lambda != usual.lambda {
        words.push_str(&format!("&lambda={}", conventions.lambda));
    }
    words
}
