//! Our half of `bench/access/run.py`: reads what it wrote, times the access of all places, and
//! writes it for comparison. Numbers are little-endian, one after the other.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use maillage::analysis::access::{Decay, Trip, two_step};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("two_step FOLDER TIMES")?);
    let times: u32 = arguments.next().ok_or("two_step FOLDER TIMES")?.parse()?;
    let (demand, supply) = (floats(&folder.join("demand.f64"))?, floats(&folder.join("supply.f64"))?);
    let minutes = floats(&folder.join("minutes.f64"))?;
    let (from, to) = (ranks(&folder.join("from.u32"))?, ranks(&folder.join("to.u32"))?);
    let ends = from.into_iter().zip(to);
    let trips: Vec<Trip> =
        ends.zip(minutes).map(|((demand, supply), minutes)| Trip { demand, supply, minutes }).collect();
    let decay = Decay::steps(&[(10.0, 1.0), (20.0, 0.68), (30.0, 0.22)])?;
    for time in 0..times {
        let start = Instant::now();
        let found = two_step(&demand, &supply, &trips, &decay)?;
        println!("{}", start.elapsed().as_secs_f64());
        if time == 0 {
            let bytes: Vec<u8> = found.access.iter().flat_map(|access| access.to_le_bytes()).collect();
            fs::write(folder.join("access.f64"), bytes)?;
        }
    }
    Ok(())
}

fn floats(path: &Path) -> Result<Vec<f64>, Box<dyn Error>> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect())
}

fn ranks(path: &Path) -> Result<Vec<u32>, Box<dyn Error>> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(bytes.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
}
