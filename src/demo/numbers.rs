//! Official numbers that pass the official checks and were never given to anybody we know of.

/// Numbers of private bodies start here: SIREN that begin with 06 to 09, so that leading
/// zeros must survive the whole way.
const FIRST_PRIVATE: u32 = 6_000_000;
/// How many there are.
pub const PRIVATE: u32 = 4_000_000;
/// Prime to [`PRIVATE`], so that each rank has its own number and neighbours are far apart.
const STRIDE: u64 = 1_234_567;
/// Communes: SIREN that begin with 29.
const FIRST_COMMUNE: u32 = 29_000_000;
/// Groups of communes: SIREN that begin with 2009.
const FIRST_EPCI: u32 = 20_090_000;

/// The SIREN of the private body of a rank; ranks repeat after [`PRIVATE`].
#[must_use]
pub fn private_siren(rank: u32) -> String {
    let offset = u64::from(rank) * STRIDE % u64::from(PRIVATE);
    with_key(format!("{:08}", u64::from(FIRST_PRIVATE) + offset))
}

/// The SIREN of the commune of a rank.
#[must_use]
pub fn commune_siren(rank: usize) -> String {
    with_key(format!("{:08}", FIRST_COMMUNE as usize + rank))
}

/// The SIREN of the group of communes of a rank.
#[must_use]
pub fn epci_siren(rank: usize) -> String {
    with_key(format!("{:08}", FIRST_EPCI as usize + rank))
}

/// The SIRET of a unit's establishment: the first is 1.
#[must_use]
pub fn siret(siren: &str, rank: u32) -> String {
    with_key(format!("{siren}{rank:04}"))
}

/// A SIRET whose last digit is wrong.
#[must_use]
pub fn spoilt(siret: &str) -> String {
    let key = siret.bytes().last().map_or(0, |byte| (byte - b'0' + 1) % 10);
    format!("{}{key}", &siret[..siret.len() - 1])
}

/// The number of an association in the national register, of a rank below ten million.
#[must_use]
pub fn rna(rank: u32) -> String {
    format!("W96{:07}", rank % 10_000_000)
}

/// Adds the digit that makes Luhn's sum a multiple of ten.
fn with_key(digits: String) -> String {
    let sum: u32 = digits
        .bytes()
        .rev()
        .zip([2, 1].into_iter().cycle())
        .map(|(byte, weight)| {
            let product = u32::from(byte - b'0') * weight;
            product / 10 + product % 10
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::ids::{Rna, Siren, Siret};

    #[test]
    fn every_number_passes_the_official_check() {
        for rank in (0..PRIVATE).step_by(9973) {
            let siren = private_siren(rank);
            assert!(Siren::parse(&siren).is_some(), "{siren}");
            let siret = siret(&siren, 1 + rank % 40);
            assert!(Siret::parse(&siret).is_some(), "{siret}");
            assert!(Siret::parse(&spoilt(&siret)).is_none());
            assert!(Rna::parse(&rna(rank)).is_some());
        }
        assert!(Siren::parse(&commune_siren(34_999)).is_some());
        assert!(Siren::parse(&epci_siren(1_254)).is_some());
    }

    #[test]
    fn no_two_ranks_share_a_number() {
        let numbers: BTreeSet<String> = (0..50_000).map(private_siren).collect();
        assert_eq!(numbers.len(), 50_000);
    }
}
