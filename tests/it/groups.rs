//! Groups that could become a PTCE: the planted one is found, nothing is called what it is not, and
//! nothing hangs on threads.

use std::collections::BTreeSet;

use maillage::analysis::groups::{Group, Settings, groups};
use maillage::analysis::groups_crowds::Crowds;
use maillage::demo::Plan;
use maillage::snapshot::Snapshot;

use crate::worlds::{built, island, write_land};

/// The group that holds most of some actors, and how many of them.
fn holding<'a>(snapshot: &Snapshot, list: &'a [Group], sirets: &[String]) -> Option<(&'a Group, usize)> {
    let planted: BTreeSet<&str> = sirets.iter().map(String::as_str).collect();
    let met = |group: &Group| {
        group.members.iter().filter(|&&row| planted.contains(snapshot.actors.id(row))).count()
    };
    list.iter().map(|group| (group, met(group))).max_by_key(|(_, met)| *met)
}

#[test]
fn the_planted_group_is_found_on_every_land_and_hardly_any_other_stands_out() {
    let (mut found, mut kept, mut standing, mut others, mut kept_all, mut groups_all) = (0, 0, 0, 0, 0, 0);
    let (mut unlikely, mut first) = (0, 0);
    let lands = 12;
    for seed in 0..lands {
        let files = tempfile::tempdir().expect("a folder");
        let truths = write_land(files.path(), &Plan { seed, ..Plan::island() });
        let snapshot = built(files.path());
        let settings = Settings::default();
        let all = groups(&snapshot, &settings, 2).expect("sound");
        let (group, met) = holding(&snapshot, &all.list, &truths.cluster.sirets).expect("some group");
        let chance = group.chance.as_ref().expect("kinds are known");
        let core = chance.core.as_ref().expect("they are within a walk");
        let ids = core.members.iter().map(|&row| snapshot.actors.id(row));
        let of_core = ids.filter(|id| truths.cluster.sirets.iter().any(|siret| siret == id)).count();
        println!(
            "seed {seed}: {met} of 12 in a group of {} ({:.0} m, {}), {} families, hill {:.2}, {} stages, functions p \
             {:.3}; core of {} with {of_core}: {} for {:.1}, p {:.5} q {:.4}",
            group.members.len(),
            group.diameter,
            group.class.word(),
            group.families_met(),
            group.hill(),
            group.stages,
            chance.functions.p_more(),
            core.members.len(),
            core.functions.observed,
            core.functions.expected,
            core.functions.p_more(),
            core.adjusted.unwrap_or(f64::NAN),
        );
        found += usize::from(8 <= met);
        let is_kept = group.shortfall(&settings).is_none();
        kept += usize::from(8 <= met && is_kept);
        standing += usize::from(8 <= met && is_kept && group.stands_out(&settings));
        let p = |group: &Group| group.chance.as_ref()?.core.as_ref().map(|core| core.functions.p_more());
        unlikely += usize::from(p(group).is_some_and(|p| p <= 0.05));
        first +=
            usize::from(all.list.iter().filter_map(p).all(|other| p(group).is_some_and(|own| own <= other)));
        let is_other = |other: &&Group| !std::ptr::eq(*other, group);
        let kept_others =
            all.list.iter().filter(is_other).filter(|other| other.shortfall(&settings).is_none());
        others += kept_others.clone().filter(|other| other.stands_out(&settings)).count();
        kept_all += kept_others.count();
        groups_all += all.list.len() - 1;
    }
    println!(
        "{lands} lands: found {found}, kept {kept}, p at most 0.05 {unlikely}, least p of its land {first}, standing out {standing}; of {groups_all} other groups {kept_all} kept, {others} standing out"
    );
    assert_eq!((found, kept), (lands as usize, lands as usize));
    // Its neighbours by chance are as many as those planted: few stand out once all cores are paid for.
    assert!(10 <= unlikely, "{unlikely}");
    assert!(8 <= first, "{first}");
    assert!(others <= 2, "{others} of {kept_all}");
}

#[test]
fn threads_change_nothing_and_each_actor_is_of_one_group_at_most() {
    let served = island().world.served();
    let settings = Settings { draws: 99, ..Settings::default() };
    let found = groups(&served.snapshot, &settings, 1).expect("sound");
    for threads in [2, 7] {
        let again = groups(&served.snapshot, &settings, threads).expect("sound");
        assert_eq!(
            (again.list, again.placeless, again.placed),
            (found.list.clone(), found.placeless.clone(), found.placed)
        );
    }
    let mut members: Vec<u32> = found.list.iter().flat_map(|group| group.members.clone()).collect();
    let all = members.len();
    members.sort_unstable();
    members.dedup();
    assert_eq!(members.len(), all);
    assert!(members.iter().all(|&row| served.snapshot.actors.has_own_place(row)));
}

#[test]
fn every_actor_is_in_a_crowd_or_counted_apart() {
    let served = island().world.served();
    let crowds = Crowds::of(&served.snapshot, 3);
    let placed: usize = crowds.list.iter().map(|crowd| crowd.rows.len()).sum();
    let placeless: u64 = crowds.placeless.iter().map(|&count| u64::from(count)).sum();
    assert_eq!(placed as u64 + placeless + crowds.unplaced, u64::from(served.snapshot.actors.len()));
}
