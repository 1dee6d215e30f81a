//! Our half of `bench/siting/run.py`: reads what it wrote, finds the best sets, and says how long it took.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

use maillage::analysis::siting::best::{Sited, least_mean, most_covered};
use maillage::analysis::siting::rules::Rules;
use maillage::analysis::siting::search::Effort;
use maillage::analysis::siting::ways::Ways;
use microlp::{ComparisonOp, OptimizationDirection, Problem};

const USAGE: &str = "best_sets covered|mean|covered-by-microlp FOLDER CANDIDATES COUNT REACH TIMES";

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [question, folder, candidates, count, reach, times] = &given[..] else { return Err(USAGE.into()) };
    let (candidates, count, reach): (usize, usize, f64) =
        (candidates.parse()?, count.parse()?, reach.parse()?);
    let weights = read(&Path::new(folder).join("weights.f64"))?;
    let cells = read(&Path::new(folder).join("lengths.f64"))?;
    let ways = Ways::of_table(candidates, &cells)?;
    for _ in 0..times.parse()? {
        let start = Instant::now();
        let rules = Rules::count(count);
        match question.as_str() {
            "covered" => told(&most_covered(&weights, &ways, reach, &rules, Effort::default())?, start),
            "mean" => told(&least_mean(&weights, &ways, 1e9, &rules, Effort::default())?, start),
            "covered-by-microlp" => {
                let best = by_microlp(&weights, &ways, reach, count)?;
                println!("{} {best} {best} true 0 0", start.elapsed().as_secs_f64());
            }
            _ => return Err(USAGE.into()),
        }
    }
    Ok(())
}

/// Seconds, value, bound, whether proven, the greedy choice alone, parts.
fn told(found: &Sited, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    let Sited { value, bound, is_proven, greedy_value, parts, .. } = found;
    println!("{seconds} {value} {bound} {is_proven} {greedy_value} {parts}");
}

fn by_microlp(weights: &[f64], ways: &Ways, reach: f64, count: usize) -> Result<f64, Box<dyn Error>> {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let open: Vec<_> = (0..ways.candidates()).map(|_| problem.add_binary_var(0.0)).collect();
    problem.add_constraint(open.iter().map(|x| (*x, 1.0)), ComparisonOp::Eq, count as f64);
    for (place, weight) in weights.iter().enumerate() {
        let within = ways.within(place, reach);
        if !within.is_empty() {
            let served = problem.add_var(*weight, (0.0, 1.0));
            let by = within.iter().map(|way| (open[way.0 as usize], -1.0));
            problem.add_constraint(by.chain([(served, 1.0)]), ComparisonOp::Le, 0.0);
        }
    }
    let solved = problem.solve()?.into_solution().map_err(|_| "stopped without a limit")?;
    Ok(solved.objective().round())
}

fn read(path: &Path) -> Result<Vec<f64>, Box<dyn Error>> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect())
}
