//! What was planted, for the tests to find again.

use std::collections::BTreeMap;

use crate::demo::ground::Ground;

/// How many masked units are written down at most: enough to look for, small enough to keep.
pub const MASKED_KEPT: usize = 1_000;

/// Everything known of the invented land.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Truths {
    pub communes: usize,
    pub bassins: usize,
    pub epcis: usize,
    pub departements: usize,
    pub regions: usize,
    pub population: u64,
    /// Old code and the one of today.
    pub merged: Vec<(String, String)>,
    /// The commune without contour, and the one whose contour covers it.
    pub split: (String, String),
    /// The commune in two pieces, which is in no group of communes.
    pub islander: String,
    pub sirene: Sirene,
    pub childcare: Childcare,
    pub processing: Processing,
    pub cluster: Cluster,
    pub brownfield: Brownfield,
    pub land: Land,
    /// Units in partial diffusion: the first [`MASKED_KEPT`].
    pub masked: Vec<Masked>,
    /// Words that must be found nowhere: an e-mail address, a phone number.
    pub contacts: Vec<String>,
    /// SIRET told by SIRENE and by another source too.
    pub shared: BTreeMap<&'static str, Vec<String>>,
    /// Id of each PTCE and its number of members.
    pub poles: Vec<(String, usize)>,
    pub ties: Ties,
    pub offers: Offers,
    /// Rows of each file, the header apart; features of each collection.
    pub rows: BTreeMap<&'static str, u64>,
    /// Rows of each planted fault.
    pub faults: BTreeMap<&'static str, u64>,
}

/// The two stock files, by what each row is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sirene {
    pub units: u64,
    pub establishments: u64,
    /// Active ESS establishments, masked ones and those of unknown communes included.
    pub kept: u64,
    /// In partial diffusion, on either side.
    pub masked: u64,
    /// Units in by their legal category alone.
    pub by_form_only: u64,
    /// Units in by INSEE's flag alone.
    pub by_flag_only: u64,
    /// Units with a number in the register of associations.
    pub with_rna: u64,
    /// Ceased units, each with its closed establishment.
    pub ceased: u64,
    /// Closed establishments of active units.
    pub closed: u64,
    /// Sound units of no concern: companies, public bodies.
    pub not_ess: u64,
    /// Associations whose activity the definition leaves out (94.91Z).
    pub excluded: u64,
    /// Natural persons.
    pub persons: u64,
    /// Establishments under a commune's old code.
    pub old_codes: u64,
    /// Establishments whose commune code does not exist: kept, placed nowhere.
    pub unplaced: u64,
    /// Rows that are refused: a wrong SIRET, or an establishment without its unit.
    pub faulty: u64,
}

/// Truth 1.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Childcare {
    /// Code of the bassin without any.
    pub bassin: String,
    pub naf: &'static str,
    /// How many its population would have at the rate of all other bassins together.
    pub expected: f64,
}

/// Truth 2.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Processing {
    /// Code of the bassin without any.
    pub bassin: String,
    pub producers: u32,
    pub caterers: u32,
    /// Code of the bassin beside it.
    pub neighbour: String,
    /// The two processors of the neighbour.
    pub sirets: Vec<String>,
}

/// Truth 3.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cluster {
    pub bassin: String,
    pub commune: String,
    /// Degrees.
    pub centre: (f64, f64),
    pub radius_m: f64,
    pub sirets: Vec<String>,
}

/// Truth 4.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Brownfield {
    pub bassin: String,
    pub station: String,
    pub sites: Vec<String>,
}

/// Truth 9: parcels, by their id. The département owns the fourteen of the three lists, and no other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Land {
    /// More people are within twenty minutes of these three than of any other three of these and of `decoys`.
    pub best: Vec<String>,
    /// Out of the way.
    pub decoys: Vec<String>,
    /// In a red zone, in a nature reserve, on a slope of 22.5 %, of 120 m²: each well placed otherwise.
    pub barred: Vec<String>,
    /// Parcels that are candidates by themselves, these fourteen included.
    pub public: u64,
    /// Parcels that are not, for whose they are.
    pub private: u64,
}

/// Two companies of bodies that nothing binds but their broker.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ties {
    pub broker: String,
    /// SIRET of the two companies: in a ring, each with its first.
    pub sides: Vec<Vec<String>>,
    /// Rows of the file that tell a tie, each once.
    pub sound: u64,
}

/// What bodies offer and lack, and whom some of them serve.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Offers {
    /// SIRET of who offers and who needs a thing that nobody else speaks of.
    pub pair: Option<[String; 2]>,
    /// SIRET of who serves over a border, and code of the bassin beyond.
    pub beyond: Option<(String, String)>,
    /// Rows that tell an offer or a need.
    pub sound: u64,
    /// Of these, how many say whom the body serves.
    pub areas: u64,
}

/// Truth 5: one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    pub siret: String,
    /// Code of today.
    pub commune: String,
    /// What must never be seen, in capitals; empty when INSEE hides it already.
    pub secret: String,
}

impl Truths {
    /// What is known before the first row.
    #[must_use]
    pub fn of(ground: &Ground<'_>) -> Self {
        let world = &ground.world;
        let scheme = &ground.scheme;
        let code = |commune: usize| world.communes[commune].code.clone();
        let bassin = |rank: usize| world.bassins[rank].code.clone();
        let clustered = &world.communes[scheme.cluster];
        Self {
            communes: world.communes.len(),
            bassins: world.bassins.len(),
            epcis: world.epcis.len(),
            departements: world.departements,
            regions: world.departements.div_ceil(3),
            population: ground.population(),
            merged: world.former.iter().map(|former| (former.code.clone(), code(former.now))).collect(),
            split: (code(world.split.0), code(world.split.1)),
            islander: code(world.islander),
            childcare: Childcare { bassin: bassin(scheme.childless), naf: "88.91A", expected: 0.0 },
            processing: Processing {
                bassin: bassin(scheme.unprocessed),
                neighbour: bassin(scheme.processing),
                ..Processing::default()
            },
            cluster: Cluster {
                bassin: bassin(clustered.bassin),
                commune: clustered.code.clone(),
                centre: clustered.point,
                ..Cluster::default()
            },
            brownfield: Brownfield { bassin: bassin(scheme.brownfield), ..Brownfield::default() },
            ..Self::default()
        }
    }

    /// Whether a function was kept from a bassin, or made scarce there.
    #[must_use]
    pub fn lacks(&self, function: &str, bassin: &str) -> bool {
        match function {
            "petite-enfance" => bassin == self.childcare.bassin,
            "transformation-alimentaire" => {
                bassin == self.processing.bassin || bassin == self.processing.neighbour
            }
            "tiers-lieu" | "coworking" | "fablab" => bassin == self.brownfield.bassin,
            _ => false,
        }
    }

    /// Counts rows of a planted fault.
    pub fn fault(&mut self, what: &'static str) {
        *self.faults.entry(what).or_default() += 1;
    }
}
