//! How long the suppliers of a département and of a région take at national size: reads a folder of official
//! files (`maillage demo --national`), gives service areas to as many actors as asked, and times the questions.
//!
//! `cargo run --release --example suppliers_national FOLDER 300000 20`

use std::error::Error;
use std::num::NonZero;
use std::path::PathBuf;
use std::time::Instant;

use maillage::analysis::perimeter::Perimeter;
use maillage::analysis::suppliers::{Question, suppliers};
use maillage::domain::function::Functions;
use maillage::domain::level::Level;
use maillage::domain::purchase::Purchases;
use maillage::domain::service_area::ServiceArea;
use maillage::geometry::units::Meters;
use maillage::query::serves::{Serving, Target};
use maillage::query::zone::Zone;
use maillage::snapshot::actors::{Actor, Actors};
use maillage::snapshot::build;
use maillage::snapshot::{Parts, Snapshot};

fn main() -> Result<(), Box<dyn Error>> {
    let threads = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let mut arguments = std::env::args().skip(1);
    let usage = "suppliers_national FOLDER AREAS TIMES";
    let folder = PathBuf::from(arguments.next().ok_or(usage)?);
    let areas: u32 = arguments.next().ok_or(usage)?.parse()?;
    let times: usize = arguments.next().ok_or(usage)?.parse()?;
    let parts = build::build(&folder, Functions::embedded(), &mut |_| ())?;
    let step = (parts.actors.len() / areas.max(1)).max(1);
    let mut actors = Actors::default();
    for row in 0..parts.actors.len() {
        let planted = row.is_multiple_of(step).then(|| area(&parts, row, row / step)).flatten();
        actors.push(&Actor { service_area: planted, ..actor(&parts, row) });
    }
    let snapshot = Snapshot::new(Parts { actors, ..parts });
    let many = snapshot.service_areas().len();
    println!("{} actors, {many} service areas", snapshot.actors.len());
    let purchases = Purchases::embedded(&snapshot.functions);
    let ways = snapshot.ways.ways(&snapshot.territories)?;
    for level in [Level::Bassin, Level::Departement, Level::Region] {
        let count = snapshot.territories.of(level).len() as u32;
        for key in ["legumes", "espaces-verts", "blanchisserie"] {
            let purchase = &purchases.list()[purchases.of_key(key).ok_or(key)?];
            let question = Question { purchases: &purchases, purchase, labels: &[], minutes: 30.0 };
            let mut seconds = Vec::new();
            let mut found = 0;
            for time in 0..times as u32 {
                let communes = snapshot.territories.communes(level, time % count);
                let start = Instant::now();
                let perimeter = Perimeter::new(&snapshot, communes, None);
                found += suppliers(&snapshot, &perimeter, &ways, &question, threads).suppliers.len();
                seconds.push(start.elapsed().as_secs_f64());
            }
            told(&format!("suppliers {key} {level}"), seconds, found);
        }
        let mut seconds = Vec::new();
        let mut found = 0;
        for time in 0..times.min(5) as u32 {
            let zone = Zone::of(vec![(level, time % count)], &snapshot.territories);
            let start = Instant::now();
            found += Serving::find(&snapshot, &Target::Zone(zone)).rows().count() as usize;
            seconds.push(start.elapsed().as_secs_f64());
        }
        told(&format!("serves {level}"), seconds, found);
    }
    Ok(())
}

fn told(what: &str, mut seconds: Vec<f64>, found: usize) {
    seconds.sort_by(f64::total_cmp);
    let (middle, last) = (seconds[seconds.len() / 2], seconds[seconds.len() - 1]);
    println!("{what}: median {:.1} ms, most {:.1} ms, {found} found", middle * 1e3, last * 1e3);
}

/// Discs of one to sixty kilometers, lists, and one in a hundred the whole country.
fn area(parts: &Parts, row: u32, rank: u32) -> Option<ServiceArea> {
    let commune = parts.actors.commune(row)?;
    let listed = |level: Level| {
        let zone = parts.territories.zone(commune, level)?;
        Some(ServiceArea::Zones(vec![(level, parts.territories.get(level, zone).code.clone())]))
    };
    match rank % 100 {
        0 => Some(ServiceArea::National),
        1..=9 => listed(Level::Departement),
        10..=29 => listed(Level::Bassin),
        kind => {
            let reach = Meters::new(f64::from(1 + kind * 7 % 60) * 1_000.0)?;
            Some(ServiceArea::Radius { from: parts.actors.position(row)?, reach })
        }
    }
}

fn actor(parts: &Parts, row: u32) -> Actor {
    let actors = &parts.actors;
    Actor {
        id: actors.id(row).to_owned(),
        name: actors.name(row).map(str::to_owned),
        address: None,
        website: None,
        family: actors.family(row),
        legal_form: actors.legal_form(row),
        naf: actors.naf(row).map(str::to_owned),
        employees: actors.employees(row).map(str::to_owned),
        functions: actors.functions(row),
        statements: actors.statements(row).to_vec(),
        details: actors.details(row).map(str::to_owned).collect(),
        service_area: None,
        commune: actors.commune(row),
        position: actors.anchor(row),
        precision: actors.precision(row),
        masked: actors.is_masked(row),
    }
}
