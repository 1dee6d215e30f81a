//! Fills the page of groups that could become a PTCE.

use crate::analysis::cluster_table::said as said_of_group;
use crate::analysis::colocated::{Settings as PairSettings, conclusion, said as said_of_pair};
use crate::analysis::groups::Settings;
use crate::analysis::groups_described::{Described, Describing};
use crate::analysis::groups_index::{Part, WEIGHTS, index};
use crate::analysis::groups_opinion::opinion;
use crate::api::analyses::{clusters, colocation};
use crate::domain::level::Level;
use crate::pages::address;
use crate::pages::groups::{GroupItem, GroupsPage};
use crate::pages::notice::Trouble;
use crate::pages::routes::sensitivity::zone;
use crate::pages::routes::twins::said;
use crate::pages::routes::visit::{Visit, render};
use crate::query::zone::Zone;

/// So many are shown; all are in the files.
const SHOWN: usize = 20;
const PAIRS: usize = 10;

/// `/grappes?zone=bassin:44109`: of one territory, or of the country.
pub fn page(visit: &Visit) -> Result<String, Trouble> {
    let snapshot = visit.snapshot();
    let asked = zone(visit)?;
    let place = asked.as_ref().map(|(place, _)| place.clone());
    let within = asked.map(|(place, row)| Zone::of(vec![(place.level, row)], &snapshot.territories));
    let is_in = |commune: u32| within.as_ref().is_none_or(|zone| zone.contains(commune));
    let of = place.as_ref().map_or(String::new(), |place| {
        format!("zone={}&", address::zone(place.level, &address::escape(&place.code)))
    });
    let settings = Settings::default();
    let ours = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "groups cannot be found");
        Trouble::Ours
    };
    let groups = clusters::found(visit.served(), &settings).map_err(|error| ours(&error))?;
    let index = index(WEIGHTS).map_err(|error| ours(&error))?;
    let lacking = visit.served().analysed.lacking(snapshot);
    let describing = Describing::new(snapshot, &groups, &index, lacking.as_ref().map(|all| all.as_slice()));
    let found = describing.groups(is_in, false);
    let standing = found.iter().filter(|one| one.group.stands_out(&settings)).count() as u64;
    let pairs = colocation::found(visit.served(), within.as_ref(), &PairSettings::default());
    let pairs = pairs.map_err(|error| ours(&error))?;
    let label =
        |id| [&snapshot.functions.get(id).label_fr, &snapshot.functions.get(id).label_en].map(String::as_str);
    let together = pairs.pairs.iter().filter(|pair| conclusion(pair) == "ensemble" && pair.from != pair.to);
    let nearest = PairSettings::default().nearest;
    let told = together.map(|pair| said_of_pair(pair, label(pair.from), label(pair.to), nearest));
    render(&GroupsPage {
        frame: visit.frame(None),
        place,
        groups: found.iter().take(SHOWN).map(|one| item(visit, &settings, one)).collect(),
        kept: found.len() as u64,
        standing,
        found: describing.found(is_in) as u64,
        poles: describing.poles(is_in).iter().take(SHOWN).map(|one| item(visit, &settings, one)).collect(),
        pairs: told.take(PAIRS).map(|told| said(visit.language(), told)).collect(),
        address: format!("/analyses/clusters?{of}geometry=point&limit=10000"),
        pairs_address: format!("/analyses/colocation?{of}geometry=point&limit=10000"),
    })
}

fn item(visit: &Visit, settings: &Settings, one: &Described) -> GroupItem {
    let snapshot = visit.snapshot();
    let language = visit.language();
    let commune = || snapshot.territories.get(Level::Commune, one.commune).name.clone();
    let name = one.pole.and_then(|pole| snapshot.actors.name(pole).map(str::to_owned));
    let given = one.score.as_ref().map_or(Vec::new(), |score| score.given.clone());
    let parts = Part::ALL
        .into_iter()
        .zip(given)
        .filter_map(|(part, given)| Some((said(language, part.labels().map(str::to_owned)), given?)));
    GroupItem {
        name: name.unwrap_or_else(commune),
        said: said(language, said_of_group(snapshot, settings, one)),
        score: one.score.as_ref().map(|score| score.score),
        parts: parts.collect(),
        opinion: one.pole.is_none().then(|| opinion(snapshot, &one.group)).flatten(),
        place: snapshot
            .territories
            .zone(one.commune, Level::Bassin)
            .map(|row| visit.place(Level::Bassin, row)),
    }
}
