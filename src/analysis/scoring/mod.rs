//! How sites stand by criteria that people weigh: scores that add up, and how far they can be trusted.
//!
//! Scores are weighted means on fixed goalposts (`weighted`), so that no site's score depends on which
//! others are shown. TOPSIS (`topsis`) is beside, which does. AHP (`ahp`) only draws weights out of
//! judgements.

pub mod ahp;
pub mod closeness;
pub mod topsis;
pub mod weighted;
pub mod without;
