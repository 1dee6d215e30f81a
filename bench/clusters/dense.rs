//! Our half of `bench/clusters/run.py`: reads what it wrote, times DBSCAN of all points, and writes
//! labels and core points for comparison. Also times `geo`'s, which stands on an R-tree, and all
//! groups of a snapshot.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use geo::{Dbscan, MultiPoint, Point};
use maillage::analysis::colocation::Colocation;
use maillage::analysis::dbscan::dbscan;
use maillage::analysis::groups::{Settings, groups};
use maillage::analysis::groups_crowds::Crowds;
use maillage::analysis::relabelling::Draws;
use maillage::snapshot::load;

const USAGE: &str =
    "dense points FOLDER EPS MIN_POINTS TIMES [geo] | dense groups SNAPSHOT THREADS [colocation]";

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    match given.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["points", folder, eps, min_points, times] => {
            points(Path::new(folder), eps.parse()?, min_points.parse()?, times.parse()?)
        }
        ["points", folder, eps, min_points, times, "geo"] => {
            by_geo(Path::new(folder), eps.parse()?, min_points.parse()?, times.parse()?)
        }
        ["groups", snapshot, threads] => all(snapshot.into(), threads.parse()?, false),
        ["groups", snapshot, threads, "colocation"] => all(snapshot.into(), threads.parse()?, true),
        _ => Err(USAGE.into()),
    }
}

fn read(folder: &Path) -> Result<Vec<[f64; 2]>, Box<dyn Error>> {
    let path = folder.join("points.f64");
    let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let numbers: Vec<f64> = bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
    Ok(numbers.as_chunks().0.to_vec())
}

fn points(folder: &Path, eps: f64, min_points: usize, times: u32) -> Result<(), Box<dyn Error>> {
    let points = read(folder)?;
    for time in 0..times {
        let start = Instant::now();
        let found = dbscan(&points, eps, min_points)?;
        println!("{}", start.elapsed().as_secs_f64());
        if time == 0 {
            let label = |label: &Option<u32>| label.map_or(-1, |label| label as i32).to_le_bytes();
            fs::write(folder.join("labels.i32"), found.labels.iter().flat_map(label).collect::<Vec<u8>>())?;
            let flag = |flags: &[bool]| flags.iter().map(|flag| u8::from(*flag)).collect::<Vec<u8>>();
            fs::write(folder.join("core.u8"), flag(&found.core))?;
            fs::write(folder.join("ambiguous.u8"), flag(&found.ambiguous))?;
        }
    }
    Ok(())
}

fn by_geo(folder: &Path, eps: f64, min_points: usize, times: u32) -> Result<(), Box<dyn Error>> {
    let points = MultiPoint::new(read(folder)?.into_iter().map(|[x, y]| Point::new(x, y)).collect());
    for _ in 0..times {
        let start = Instant::now();
        black_box(points.dbscan(eps, min_points));
        println!("{}", start.elapsed().as_secs_f64());
    }
    Ok(())
}

fn all(snapshot: PathBuf, threads: usize, with_colocation: bool) -> Result<(), Box<dyn Error>> {
    let snapshot = load::current(&snapshot)?;
    let start = Instant::now();
    let crowds = Crowds::of(&snapshot, threads);
    let placed: usize = crowds.list.iter().map(|crowd| crowd.rows.len()).sum();
    println!("{placed} placed of {}: {:.2} s", snapshot.actors.len(), start.elapsed().as_secs_f64());
    let start = Instant::now();
    let settings = Settings::default();
    let found = groups(&snapshot, &settings, threads)?;
    let kept = found.list.iter().filter(|group| group.shortfall(&settings).is_none());
    let standing = kept.clone().filter(|group| group.stands_out(&settings)).count();
    println!(
        "{} groups, {} kept, {standing} standing out: {:.2} s",
        found.list.len(),
        kept.count(),
        start.elapsed().as_secs_f64()
    );
    if with_colocation {
        for crowd in crowds.list.iter().filter(|crowd| !crowd.rows.is_empty()) {
            let known =
                crowd.points.iter().zip(&crowd.kinds).filter_map(|(point, kind)| Some((*point, (*kind)?)));
            let (points, kinds): (Vec<_>, Vec<_>) = known.filter(|(_, kind)| *kind < 64).unzip();
            let start = Instant::now();
            let around = Colocation::new(&points, &kinds, 64, 10, threads)?;
            let looked = start.elapsed().as_secs_f64();
            black_box(around.tested(Draws { many: 199, seed: 1, threads })?);
            println!(
                "{} of a kind: {looked:.2} s, then {:.2} s",
                points.len(),
                start.elapsed().as_secs_f64()
            );
        }
    }
    Ok(())
}
