//! Fills the page of what would change.

use crate::analysis::ground::Ground;
use crate::analysis::subjects::Subject;
use crate::analysis::what_if::{Change, Effect, Effects, WhatIfError, effects};
use crate::analysis::what_if_chains::{told_turn, turns};
use crate::api::analyses::what_if_asked::spelled;
use crate::domain::level::Level;
use crate::pages::address;
use crate::pages::notice::Trouble;
use crate::pages::routes::gaps::told;
use crate::pages::routes::sensitivity::zone;
use crate::pages::routes::visit::{Visit, render};
use crate::pages::what_if::{Choice, EffectRow, WhatIfAnswer, WhatIfPage};
use crate::pages::words::Language;
use crate::snapshot::ways::UnreadWays;

/// Bassins on the page; the rest is in the file.
const SHOWN: usize = 15;

/// As many at most come or leave at once.
const MOST: i32 = 999;

/// `/et-si?zone=bassin:44109&fonction=ressourcerie&commune=44109&nombre=1`
pub fn page(visit: &Visit) -> Result<String, Trouble> {
    let bassin = zone(visit)?.map(|(place, row)| home(visit, place.level, row));
    let by = visit.parameter("nombre")?.unwrap_or("1").trim().replace('−', "-");
    let wrong = |name: &str, text: &str| Trouble::BadAddress { detail: format!("{name}={text}") };
    let by: i32 =
        by.parse().ok().filter(|by| (-MOST..=MOST).contains(by)).ok_or_else(|| wrong("nombre", &by))?;
    let mut view = WhatIfPage {
        frame: visit.frame(None),
        place: bassin.map(|row| visit.place(Level::Bassin, row)),
        functions: Vec::new(),
        communes: Vec::new(),
        by,
        answer: None,
        trouble: None,
    };
    let Some(bassin) = bassin else { return render(&view) };
    let snapshot = visit.snapshot();
    let communes = snapshot.territories.communes(Level::Bassin, bassin);
    // The largest commune first, as whoever asks thinks of the town.
    let largest =
        communes.iter().max_by_key(|&&row| snapshot.territories.get(Level::Commune, row).population);
    let commune = match visit.parameter("commune")? {
        None => largest.copied(),
        Some(code) => {
            let row = snapshot.territories.row(Level::Commune, code);
            Some(row.ok_or_else(|| wrong("commune", code))?)
        }
    };
    let asked = visit.parameter("fonction")?;
    let subject = asked.map(|key| Subject::of_key(snapshot, key).ok_or_else(|| wrong("fonction", key)));
    let subject = subject.transpose()?;
    view.functions = functions(visit, subject);
    let choice = |&row: &u32| {
        let territory = snapshot.territories.get(Level::Commune, row);
        Choice { key: territory.code.clone(), label: territory.name.clone(), is_chosen: Some(row) == commune }
    };
    let elsewhere = commune.filter(|row| !communes.contains(row));
    view.communes = communes.iter().chain(&elsewhere).map(choice).collect();
    view.communes.sort_by(|a, b| (&a.label, &a.key).cmp(&(&b.label, &b.key)));
    if let (Some(subject), Some(commune)) = (subject, commune)
        && by != 0
    {
        match answer(visit, bassin, subject, Change { commune, by })? {
            Ok(answer) => view.answer = Some(answer),
            Err(error) => view.trouble = Some(trouble(&view, error)),
        }
    }
    render(&view)
}

/// The bassin that a territory is in, or the one of its first commune.
fn home(visit: &Visit, level: Level, row: u32) -> u32 {
    let territories = &visit.snapshot().territories;
    let first = territories.communes(level, row).first();
    let bassin = first.and_then(|&commune| territories.zone(commune, Level::Bassin));
    if level == Level::Bassin { row } else { bassin.unwrap_or_default() }
}

fn functions(visit: &Visit, chosen: Option<Subject>) -> Vec<Choice> {
    let snapshot = visit.snapshot();
    let measured = Subject::all(snapshot).into_iter().filter(|subject| subject.is_measured(snapshot));
    let choice = |subject: Subject| Choice {
        key: subject.key(snapshot).to_owned(),
        label: told(visit, subject),
        is_chosen: Some(subject) == chosen,
    };
    measured.map(choice).collect()
}

fn answer(
    visit: &Visit,
    bassin: u32,
    subject: Subject,
    change: Change,
) -> Result<Result<WhatIfAnswer, WhatIfError>, Trouble> {
    let snapshot = visit.snapshot();
    let ways = snapshot.ways.ways(&snapshot.territories).map_err(|error| {
        tracing::error!(%error, "ways between communes cannot be read");
        Trouble::Ours
    })?;
    let ground = Ground::of(snapshot, Level::Bassin);
    let Effects { territories, .. } = match effects(snapshot, &ways, &ground, subject, &[change]) {
        Ok(effects) => effects,
        Err(error) => return Ok(Err(error)),
    };
    let row = |effect: Effect| EffectRow { place: visit.place(Level::Bassin, effect.territory), effect };
    let is_here = |row: &EffectRow| row.effect.territory == bassin;
    let mut rows: Vec<EffectRow> = territories.into_iter().map(row).collect();
    // Stable: of the same change the order of rows stays.
    rows.sort_by(|a, b| is_here(b).cmp(&is_here(a)).then(b.effect.moved().total_cmp(&a.effect.moved())));
    let reached = rows.iter().map(|row| row.effect.reached).sum();
    let lost = rows.iter().map(|row| row.effect.lost).sum();
    let others = rows.len().saturating_sub(SHOWN) as u64;
    rows.truncate(SHOWN);
    let unread = |error: UnreadWays| {
        tracing::error!(%error, "ways between communes cannot be read");
        Trouble::Ours
    };
    let analysed = &visit.served().analysed;
    let chains = analysed.chains(snapshot, Level::Bassin).map_err(unread)?;
    let trade = analysed.trade(snapshot).map_err(unread)?;
    let turns = turns(snapshot, &trade.holders, &chains, subject, &[change]);
    let language = usize::from(visit.language() == Language::English);
    let chains = turns.iter().map(|turn| told_turn(snapshot, turn)[language].clone()).collect();
    let name = if change.by < 0 { "remove" } else { "add" };
    let who = spelled(&snapshot.territories, &change);
    Ok(Ok(WhatIfAnswer {
        function: told(visit, subject),
        commune: visit.place(Level::Commune, change.commune),
        by: change.by,
        reached,
        lost,
        rows,
        others,
        chains,
        address: format!(
            "/analyses/whatif?function={}&{name}={}&geometry=point&limit=1000",
            subject.key(snapshot),
            address::escape(&who)
        ),
    }))
}

fn trouble(view: &WhatIfPage, error: WhatIfError) -> String {
    let key = match error {
        WhatIfError::TooFew { known, .. } => {
            return view.frame.fill("whatif.too-few", &[("n", &view.frame.integer(&known))]);
        }
        WhatIfError::NotMeasured | WhatIfError::TooMany => "whatif.not-measured",
    };
    view.frame.say(key).to_owned()
}
