//! What the tax office tells of a parcel: who holds what right on it, and what stands there.

use crate::domain::ids::Siren;
use crate::domain::owner::OwnerLevel;
use crate::domain::parcel::ParcelId;
use crate::geometry::position::Position;

/// One legal person's right on one parcel. A parcel has as many as it has rights and parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Holding {
    pub parcel: ParcelId,
    /// Of the whole parcel, in square meters: the same in each of its rows.
    pub surface_m2: Option<u32>,
    pub holder: Holder,
    /// The commune's name as written.
    pub town: Option<String>,
}

/// Who holds it.
#[derive(Debug, Clone, PartialEq)]
pub enum Holder {
    Owner(LandOwner),
    /// Somebody whose right is not property: `bail emphytéotique`, `usufruit`.
    Other(&'static str),
}

/// An owner. Bears a name only where its level is a public one, or held by public bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LandOwner {
    pub word: &'static str,
    pub level: OwnerLevel,
    pub siren: Option<Siren>,
    pub name: Option<String>,
}

/// A parcel as the plan draws it.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    pub parcel: ParcelId,
    /// `contenance`, in square meters.
    pub surface_m2: Option<u32>,
    /// A position inside; `None` when its outline cannot be used.
    pub position: Option<Position>,
}

/// What a right is called. `None`: property, whole or bare, or land let out to build on.
///
/// The codes are those of the tax office (*code droit*): `P` owner, `N` bare owner, `B`, `F` and `V` who let
/// out, `C` trustee, `X` La Poste in its own; all others use what another owns.
#[must_use]
pub fn other_right(code: char) -> Option<&'static str> {
    Some(match code {
        'P' | 'N' | 'B' | 'F' | 'V' | 'C' | 'X' => return None,
        'U' => "usufruit",
        'R' => "bail à construction",
        'T' | 'D' => "domaine congéable",
        'W' => "bail à réhabilitation",
        'A' => "location-attribution",
        'E' => "bail emphytéotique",
        'K' => "antichrèse",
        'L' => "logement de fonction",
        'G' => "gestion",
        'S' => "syndic de copropriété",
        'H' => "part d'une société transparente",
        'O' => "autorisation d'occupation temporaire",
        'Y' => "occupation par La Poste",
        'M' => "occupation",
        _ => "autre droit",
    })
}
