//! Fills the page of indices, and their part in the portrait of a bassin.

use axum::body::Bytes;
use axum::response::{IntoResponse, Redirect, Response};

use crate::analysis::amounts::Scale;
use crate::analysis::indices::{Index, Person, Recipe};
use crate::analysis::indices_at_hand::AT_HAND;
use crate::analysis::indices_told::{english, french, known};
use crate::analysis::robustness::DRAWS;
use crate::analysis::sensitivity::{Changed, Otherwise};
use crate::analysis::standings::Standings;
use crate::api::analyses::index_asked::{REPEATED, Weighed};
use crate::api::analyses::index_sensitivity::held;
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::domain::level::Level;
use crate::pages::address;
use crate::pages::explore::LEVELS;
use crate::pages::frame::Frame;
use crate::pages::indices::{
    ChoiceRow, IndexPage, IndexPart, PartRow, PersonRow, PointsRow, StandingRow, label, note,
};
use crate::pages::notice::Trouble;
use crate::pages::routes::visit::{Visit, render};
use crate::pages::words::Language;
use crate::snapshot::ways::UnreadWays;

/// Territories on one page.
const PAGE: usize = 100;

/// Bytes of a definition as a form sends it: all of them escaped.
pub const LARGEST_FORM: usize = 200 << 10;

/// What the address asks for.
struct Asks {
    key: Option<String>,
    weights: Option<String>,
    people: Vec<String>,
    level: Level,
    page: usize,
}

/// `/indicateurs`: what a form has sent is answered with the address that says the same shortly.
pub async fn page(visit: Visit) -> Response {
    match shortly(&visit) {
        Some(address) => Redirect::to(&visit.frame(None).link(&address)).into_response(),
        None => visit.answer(|visit| indices(visit, None)).await,
    }
}

/// The same by a definition that was pasted.
pub async fn sent(visit: Visit, body: Bytes) -> Response {
    visit
        .answer(move |visit| {
            let form = String::from_utf8_lossy(&body).into_owned();
            let text = Asked::read(&form).map_err(told)?.take("definition").unwrap_or_default();
            indices(visit, Some(text.replace("\r\n", "\n")))
        })
        .await
}

/// A fault of the address or of a definition, in words.
fn told(fault: Problem) -> Trouble {
    match fault {
        Problem::Internal(_) => Trouble::Ours,
        fault => Trouble::BadAddress { detail: fault.to_string() },
    }
}

fn unread(error: UnreadWays) -> Trouble {
    tracing::error!(%error, "ways between communes cannot be read");
    Trouble::Ours
}

/// The address that says what the fields of a form say; `None` when there are no fields.
fn shortly(visit: &Visit) -> Option<String> {
    let mut asked = Asked::read_with(visit.query(), &["personne"]).ok()?;
    let fields: Vec<(String, String)> = asked
        .pairs()
        .filter_map(|(name, value)| Some((name.strip_prefix("points-")?.to_owned(), value.replace(',', "."))))
        .collect();
    let is_form = !fields.is_empty();
    let key = asked.take("indice").unwrap_or_default();
    // Another index has other indicators: its own weights then.
    let is_same = asked.take("avant").is_none_or(|before| before == key);
    let points: Vec<String> = fields
        .iter()
        .map(|(key, points)| (key, points.trim()))
        .map(|(key, points)| format!("{key}:{}", if points.is_empty() { "0" } else { points }))
        .collect();
    // Colons and commas may stand in a query: an address that can be read is one that is shared.
    let plain = |text: &str| address::escape(text).replace("%3A", ":").replace("%2C", ",");
    let mut pairs = vec![format!("indice={}", address::escape(&key))];
    let mut people = asked.take_all("personne");
    let adds = asked.take("faire").as_deref() == Some("ajouter");
    if is_same && adds {
        let name = asked.take("nom").unwrap_or_default().replace(';', " ");
        people.push(format!("{};{}", name.trim(), points.join(",")));
    } else if is_same && people.is_empty() {
        pairs.push(format!("poids={}", plain(&points.join(","))));
    }
    if is_same {
        pairs.extend(people.iter().map(|person| format!("personne={}", plain(person))));
    }
    if let Some(level) = asked.take("maille").filter(|level| level != Level::Bassin.word()) {
        pairs.push(format!("maille={}", address::escape(&level)));
    }
    is_form.then(|| format!("/indicateurs?{}", pairs.join("&")))
}

fn asks(visit: &Visit) -> Result<Asks, Trouble> {
    let mut asked = Asked::read_with(visit.query(), &["personne"]).map_err(told)?;
    let word = asked.take("maille").unwrap_or_else(|| Level::Bassin.word().to_owned());
    let level = LEVELS.into_iter().find(|level| level.word() == word);
    let words = LEVELS.map(Level::word).join(", ");
    Ok(Asks {
        key: asked.take("indice").filter(|key| !key.is_empty()),
        weights: asked.take("poids"),
        people: asked.take_all("personne"),
        level: level.ok_or_else(|| Trouble::BadAddress { detail: format!("maille={word} ; {words}") })?,
        page: asked.take("page").and_then(|text| text.parse().ok()).unwrap_or(1),
    })
}

/// In the words of the programs' address.
fn weighed(visit: &Visit, asks: &Asks, sent: Option<&str>) -> Result<Weighed, Trouble> {
    let mut pairs = Vec::new();
    if sent.is_none() {
        pairs.extend(asks.key.iter().map(|key| format!("index={}", address::escape(key))));
    }
    pairs.extend(asks.weights.iter().map(|weights| format!("weights={}", address::escape(weights))));
    pairs.extend(asks.people.iter().map(|person| format!("person={}", address::escape(person))));
    let mut asked = Asked::read_with(&pairs.join("&"), REPEATED).map_err(told)?;
    Weighed::take(&mut asked, visit.snapshot(), sent).map_err(told)
}

fn indices(visit: &Visit, sent: Option<String>) -> Result<String, Trouble> {
    let asks = asks(visit)?;
    let weighed = weighed(visit, &asks, sent.as_deref())?;
    let (snapshot, index, frame) = (visit.snapshot(), &weighed.index, visit.frame(None));
    let (shelf, scale) = (&visit.served().analysed.indices, Scale::Level(asks.level));
    let standings = shelf.standings(snapshot, index, scale, DRAWS).map_err(unread)?;
    let sensitivity = shelf.sensitivity(snapshot, index, scale, DRAWS).map_err(unread)?;
    let order = standings.best_first();
    let pages = order.len().div_ceil(PAGE).max(1);
    let page = asks.page.clamp(1, pages);
    let rows = order.iter().skip((page - 1) * PAGE).take(PAGE);
    let at_hand = AT_HAND.iter().filter_map(|at_hand| {
        let index = Index::parse(at_hand.text, &snapshot.functions).ok()?;
        Some((at_hand.key.to_owned(), label(&index.named, &frame)))
    });
    render(&IndexPage {
        at_hand: at_hand.collect(),
        key: index.named.key.clone(),
        label: label(&index.named, &frame),
        note: note(index, &frame),
        level: asks.level,
        points: points(index, &frame),
        people: people(&asks, index, &frame),
        rows: rows.map(|&row| standing(visit, index, &standings, asks.level, row)).collect(),
        scored: standings.scored.into(),
        are_ranks_told: standings.are_ranks_told,
        held: held(&standings),
        choices: sensitivity.choices.iter().map(|changed| choice(index, changed, &frame)).collect(),
        parts: sensitivity.parts,
        draws: standings.draws.into(),
        seed: index.seed,
        version: weighed.version(snapshot),
        page: page as u64,
        pages: pages as u64,
        asked: format!("?{}&level={}", weighed.words(), asks.level),
        address: address_without(&asks, None),
        sent,
        frame,
    })
}

/// The address of the page, without one of the people.
fn address_without(asks: &Asks, person: Option<usize>) -> String {
    let mut pairs = Vec::new();
    pairs.extend(asks.key.iter().map(|key| format!("indice={}", address::escape(key))));
    pairs.extend(asks.weights.iter().map(|weights| format!("poids={}", address::escape(weights))));
    let people = asks.people.iter().enumerate().filter(|(rank, _)| Some(*rank) != person);
    pairs.extend(people.map(|(_, person)| format!("personne={}", address::escape(person))));
    if asks.level != Level::Bassin {
        pairs.push(format!("maille={}", asks.level));
    }
    format!("/indicateurs?{}", pairs.join("&"))
}

fn points(index: &Index, frame: &Frame) -> Vec<PointsRow> {
    let indicators = index.composite().indicators();
    let all = index.points();
    let row = |rank: usize| {
        let (named, block) = (&index.recipes[rank].named, indicators[rank].block);
        let is_first = rank == 0 || indicators[rank - 1].block != block;
        let opinion = index.opinions.as_ref().map(|opinions| opinions[rank]);
        PointsRow {
            key: named.key.clone(),
            label: label(named, frame),
            block: is_first.then(|| label(&index.blocks[block], frame)),
            points: all[rank],
            opinion: opinion.map(|opinion| [opinion.least, opinion.most, opinion.spread]),
        }
    };
    (0..all.len()).map(row).collect()
}

fn people(asks: &Asks, index: &Index, frame: &Frame) -> Vec<PersonRow> {
    let people = asks.people.iter().enumerate().zip(&index.people);
    let row = |((rank, written), person): ((usize, &String), &Person)| PersonRow {
        name: person.name.clone(),
        written: written.clone(),
        without: frame.link(&address_without(asks, Some(rank))),
    };
    people.map(row).collect()
}

fn standing(visit: &Visit, index: &Index, all: &Standings, level: Level, row: u32) -> StandingRow {
    let values = &all.rows[row as usize];
    let by_people = if index.people.is_empty() { None } else { index.explained(values) };
    StandingRow {
        place: visit.place(level, row),
        score: all.scores[row as usize],
        known: known(index, values),
        standing: all.places[row as usize],
        by_people: by_people.and_then(|explained| explained.by_people),
    }
}

fn choice(index: &Index, changed: &Changed, frame: &Frame) -> ChoiceRow {
    let of = |key: &str, rank: usize| {
        let indicator = label(&index.recipes[rank].named, frame);
        frame.fill(key, &[("indicator", &indicator)])
    };
    let label = match changed.otherwise {
        Otherwise::Between => frame.say("indices.other-between").to_owned(),
        Otherwise::ByRank => frame.say("indices.by-rank").to_owned(),
        Otherwise::Equal => frame.say("indices.equal").to_owned(),
        Otherwise::Half(rank) => of("indices.half", rank),
        Otherwise::HalfMore(rank) => of("indices.half-more", rank),
        Otherwise::Without(rank) => of("indices.without", rank),
    };
    let &Changed { mean_shift, most_shift, same_class, same_first_tenth, .. } = changed;
    ChoiceRow { label, mean_shift, most_shift, same_class, same_first_tenth }
}

/// The indices at hand in the portrait of a bassin; none of other levels.
pub fn parts(visit: &Visit, level: Level, row: u32) -> Result<Vec<IndexPart>, Trouble> {
    if level != Level::Bassin {
        return Ok(Vec::new());
    }
    let (snapshot, frame) = (visit.snapshot(), visit.frame(None));
    let zone = address::zone(level, &address::escape(&snapshot.territories.get(level, row).code));
    let part = |text: &str, key: &str| -> Result<Option<IndexPart>, Trouble> {
        // A region's own catalogue may lack a function that an index counts.
        let Ok(index) = Index::parse(text, &snapshot.functions) else { return Ok(None) };
        let shelf = &visit.served().analysed.indices;
        let all = shelf.standings(snapshot, &index, Scale::Level(level), DRAWS).map_err(unread)?;
        let values = &all.rows[row as usize];
        let explained = index.explained(values);
        let say = if frame.language == Language::English { english } else { french };
        let indicator = |(rank, recipe): (usize, &Recipe)| PartRow {
            label: label(&recipe.named, &frame),
            value: values[rank],
            place: explained.as_ref().and_then(|explained| explained.places[rank]),
            given: explained.as_ref().and_then(|explained| explained.scored.given[rank]),
            taken: explained.as_ref().and_then(|explained| explained.scored.taken[rank]),
        };
        Ok(Some(IndexPart {
            key: key.to_owned(),
            label: label(&index.named, &frame),
            why: say(&index, &all, row as usize, explained.as_ref()),
            rows: index.recipes.iter().enumerate().map(indicator).collect(),
            address: format!("/analyses/index?index={key}&zone={zone}&rows=indicators&geometry=point"),
        }))
    };
    let parts = AT_HAND.iter().map(|at_hand| part(at_hand.text, at_hand.key));
    parts.filter_map(Result::transpose).collect()
}
