//! Why a site is set aside: a hard reason, said, and never a low mark.
//!
//! *Question.* Which sites could not host the place at all? *Method.* Each reason is a fact that a source
//! states; a site may have several. *Edges.* What is unknown excludes nothing: a site whose area nobody
//! published is not too small, and one of which nobody says whether a road leads there has no lack of access.

/// A reason to set a site aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exclusion {
    /// Its land is smaller than what is wanted.
    TooSmall,
    /// What is built is smaller than what is wanted.
    TooLittleBuilt,
    /// Somebody has made something else of it already.
    Reconverted,
    /// Somebody has a project there.
    HasProject,
    /// An entry of an old inventory that nobody went to see.
    Unchecked,
    /// In a red zone of a flood risk plan.
    Flood,
    /// Protected: nature, monuments.
    Protected,
    /// Its soil is polluted for sure.
    Polluted,
    /// One of its owners is private.
    Private,
    /// Its mean slope is above [`STEEP`].
    Steep,
    /// A source says that no road leads there.
    NoAccess,
    /// A parcel that a public body owns, and no inventory of brownfields has.
    PlainParcel,
    /// The ADEME has worked there on a pollution: its soil has to be asked about first.
    Remediated,
}

/// Percent of slope beyond which nothing is built.
pub const STEEP: f64 = 15.0;

impl Exclusion {
    /// All reasons, in the order told.
    pub const ALL: [Self; 13] = [
        Self::TooSmall,
        Self::TooLittleBuilt,
        Self::Reconverted,
        Self::HasProject,
        Self::Unchecked,
        Self::Flood,
        Self::Protected,
        Self::Polluted,
        Self::Private,
        Self::Steep,
        Self::NoAccess,
        Self::PlainParcel,
        Self::Remediated,
    ];

    /// Those that hold unless somebody says otherwise.
    pub const USUAL: [Self; 10] = [
        Self::TooSmall,
        Self::TooLittleBuilt,
        Self::Reconverted,
        Self::HasProject,
        Self::Unchecked,
        Self::Flood,
        Self::Protected,
        Self::Steep,
        Self::NoAccess,
        Self::Remediated,
    ];

    /// The word in parameters and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::TooSmall => "trop-petit",
            Self::TooLittleBuilt => "bati-trop-petit",
            Self::Reconverted => "reconvertie",
            Self::HasProject => "avec-projet",
            Self::Unchecked => "non-verifiee",
            Self::Flood => "inondation",
            Self::Protected => "protege",
            Self::Polluted => "pollue",
            Self::Private => "prive",
            Self::Steep => "pente",
            Self::NoAccess => "sans-acces",
            Self::PlainParcel => "parcelle",
            Self::Remediated => "site-pollue",
        }
    }

    /// The reason that bears a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|exclusion| exclusion.word() == word)
    }
}

/// What is known of a site that may exclude it; `None` where nobody says.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Facts {
    pub surface_m2: Option<u32>,
    pub built_m2: Option<u32>,
    pub is_reconverted: bool,
    pub has_project: bool,
    pub is_checked: bool,
    pub is_flooded: Option<bool>,
    pub is_protected: Option<bool>,
    pub is_polluted: Option<bool>,
    pub is_private: Option<bool>,
    /// Mean slope, percent.
    pub slope: Option<f64>,
    /// Whether a road leads there.
    pub has_access: Option<bool>,
    pub is_plain_parcel: bool,
    pub is_remediated: bool,
}

/// The reasons among `wanted` that hold of a site, in the order of [`Exclusion::ALL`]. `surface_m2` and `built_m2`
/// are what is wanted at least: 0 where it does not matter.
#[must_use]
pub fn exclusions(facts: &Facts, wanted: &[Exclusion], surface_m2: u32, built_m2: u32) -> Vec<Exclusion> {
    let holds = |exclusion: &Exclusion| match exclusion {
        Exclusion::TooSmall => facts.surface_m2.is_some_and(|own| own < surface_m2),
        Exclusion::TooLittleBuilt => facts.built_m2.is_some_and(|own| own < built_m2),
        Exclusion::Reconverted => facts.is_reconverted,
        Exclusion::HasProject => facts.has_project,
        Exclusion::Unchecked => !facts.is_checked,
        Exclusion::Flood => facts.is_flooded == Some(true),
        Exclusion::Protected => facts.is_protected == Some(true),
        Exclusion::Polluted => facts.is_polluted == Some(true),
        Exclusion::Private => facts.is_private == Some(true),
        Exclusion::Steep => facts.slope.is_some_and(|slope| STEEP < slope),
        Exclusion::NoAccess => facts.has_access == Some(false),
        Exclusion::PlainParcel => facts.is_plain_parcel,
        Exclusion::Remediated => facts.is_remediated,
    };
    Exclusion::ALL.into_iter().filter(|exclusion| wanted.contains(exclusion) && holds(exclusion)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_excludes_nothing() {
        let unknown = Facts { is_checked: true, ..Facts::default() };
        assert_eq!(exclusions(&unknown, &Exclusion::USUAL, 300, 200), []);
        assert_eq!(exclusions(&unknown, &Exclusion::ALL, 300, 200), []);
        assert_eq!(exclusions(&Facts { slope: Some(15.0), ..unknown }, &Exclusion::ALL, 300, 200), []);
    }

    #[test]
    fn each_reason_is_its_own_and_limits_are_inclusive() {
        let all = Facts {
            surface_m2: Some(299),
            built_m2: Some(199),
            is_reconverted: true,
            has_project: true,
            is_checked: false,
            is_flooded: Some(true),
            is_protected: Some(true),
            is_polluted: Some(true),
            is_private: Some(true),
            slope: Some(15.1),
            has_access: Some(false),
            is_plain_parcel: true,
            is_remediated: true,
        };
        assert_eq!(exclusions(&all, &Exclusion::ALL, 300, 200), Exclusion::ALL);
        for one in Exclusion::ALL {
            assert_eq!(exclusions(&all, &[one], 300, 200), [one]);
            assert_eq!(Exclusion::from_word(one.word()), Some(one));
        }
        let enough =
            Facts { surface_m2: Some(300), built_m2: Some(200), is_checked: true, ..Facts::default() };
        assert_eq!(exclusions(&enough, &Exclusion::USUAL, 300, 200), []);
        assert_eq!(exclusions(&all, &[Exclusion::TooSmall, Exclusion::TooLittleBuilt], 0, 0), []);
    }
}
