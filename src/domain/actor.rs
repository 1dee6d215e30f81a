//! Actors: legal units at a place, and what sources state of them.

use std::fmt;

use crate::domain::ids::{Rna, Siren, Siret};
use crate::domain::service_area::ServiceArea;
use crate::domain::whereabouts::Whereabouts;

/// The families of the ESS law (2014-856, article 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    Association,
    Cooperative,
    Mutuelle,
    Fondation,
    /// A commercial company that chose ESS principles in its statutes.
    SocieteEss,
}

impl Family {
    /// All families, in the order of the law.
    pub const ALL: [Self; 5] =
        [Self::Association, Self::Cooperative, Self::Mutuelle, Self::Fondation, Self::SocieteEss];

    /// The word in files, parameters and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Association => "association",
            Self::Cooperative => "cooperative",
            Self::Mutuelle => "mutuelle",
            Self::Fondation => "fondation",
            Self::SocieteEss => "societe-ess",
        }
    }

    /// The family that bears a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.word() == word)
    }

    /// The family of a legal category (INSEE, level 3, four digits), after the statistical
    /// definition: which categories are in is rebuilt from labels and re-uses (see
    /// data/functions.toml's note on sources); freeze only after reading INSEE's annex.
    #[must_use]
    pub fn of_legal_form(form: u16) -> Option<Self> {
        match form {
            9210 | 9220..=9223 | 9230 | 9240 | 9260 | 5195 => Some(Self::Association),
            9300 => Some(Self::Fondation),
            8210 | 8250 | 8290 | 6411 => Some(Self::Mutuelle),
            5191..=5194
            | 5196
            | 6100
            | 6595
            | 6596
            | 5203
            | 5307
            | 5309
            | 5443
            | 5451
            | 5453
            | 5454
            | 5455
            | 5458..=5460
            | 5543
            | 5547
            | 5551..=5555
            | 5558..=5560
            | 5643
            | 5647
            | 5651..=5655
            | 5658..=5660
            | 6316..=6318
            | 6543
            | 6551
            | 6554
            | 6558
            | 6560 => Some(Self::Cooperative),
            _ => None,
        }
    }
}

/// Why somebody counts an actor in. An actor has as many as sources speak of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claim {
    /// ESS by its legal category (and activity not excluded).
    EssByLegalForm,
    /// ESS by INSEE's flag in SIRENE.
    EssByFlag,
    /// ESS on ESS France's list.
    EssByList,
    /// Under an insertion agreement (SIAE).
    Siae,
    /// Accredited as an *établissement et service d'aide par le travail*.
    Esat,
    /// Listed as a tiers-lieu.
    TiersLieu,
    /// Labelled *Fabrique de territoire*.
    FabriqueDeTerritoire,
    /// Labelled *Manufacture de proximité*.
    ManufactureDeProximite,
    /// Declares a collective canteen.
    Canteen,
    /// Certified *haute valeur environnementale* and selling directly.
    HveDirectSale,
    /// Labelled *pôle territorial de coopération économique*.
    Ptce,
}

impl Claim {
    /// All claims.
    pub const ALL: [Self; 11] = [
        Self::EssByLegalForm,
        Self::EssByFlag,
        Self::EssByList,
        Self::Siae,
        Self::Esat,
        Self::TiersLieu,
        Self::FabriqueDeTerritoire,
        Self::ManufactureDeProximite,
        Self::Canteen,
        Self::HveDirectSale,
        Self::Ptce,
    ];

    /// The word in files and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::EssByLegalForm => "ess-forme-juridique",
            Self::EssByFlag => "ess-insee",
            Self::EssByList => "ess-liste",
            Self::Siae => "siae",
            Self::Esat => "esat",
            Self::TiersLieu => "tiers-lieu",
            Self::FabriqueDeTerritoire => "fabrique-de-territoire",
            Self::ManufactureDeProximite => "manufacture-de-proximite",
            Self::Canteen => "cantine",
            Self::HveDirectSale => "hve-vente-directe",
            Self::Ptce => "ptce",
        }
    }

    /// The claim that bears a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|claim| claim.word() == word)
    }

    /// Whether the claim says by itself that the actor belongs to the ESS.
    #[must_use]
    pub fn means_ess(self) -> bool {
        matches!(self, Self::EssByLegalForm | Self::EssByFlag | Self::EssByList)
    }
}

/// One claim, by one source, at one date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Statement {
    pub claim: Claim,
    /// The source's id in `data/sources.toml`.
    pub source: &'static str,
    /// The date the row gives (`YYYY-MM-DD` or a year); `None`: the source's vintage.
    pub date: Option<String>,
}

/// `claim@source` or `claim@source:date`, as written in files.
impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.claim.word(), self.source)?;
        self.date.as_ref().map_or(Ok(()), |date| write!(f, ":{date}"))
    }
}

impl Statement {
    /// The statement written as [`Self::to_string`] does; `known` finds a source by its id.
    #[must_use]
    pub fn parse(text: &str, known: impl Fn(&str) -> Option<&'static str>) -> Option<Self> {
        let (claim, rest) = text.split_once('@')?;
        let (source, date) = match rest.split_once(':') {
            Some((source, date)) => (source, Some(date.to_owned())),
            None => (rest, None),
        };
        Some(Self { claim: Claim::from_word(claim)?, source: known(source)?, date })
    }
}

/// A nomenclature whose codes `data/functions.toml` maps to functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum System {
    /// NAF rév. 2 sub-class, with its dot: `88.99B`.
    Naf,
    /// Legal category, four digits.
    Legal,
    /// Kind of SIAE: ACI, EI, AI, ETTI, GEIQ, EA, EATT.
    Siae,
    /// A source's own typology of tiers-lieux.
    TiersLieu,
    /// Sector of a canteen.
    Canteen,
    /// Production type of a canteen: central kitchen, site…
    Kitchen,
    /// Kind of farm.
    Farm,
    /// Type of equipment in INSEE's BPE: `D506`.
    Bpe,
    /// A label or programme of its own: `esat`, `fabrique-de-territoire`, `ptce`…
    Label,
}

impl System {
    /// All systems with their keys in `data/functions.toml`.
    pub const KEYS: [(Self, &str); 9] = [
        (Self::Naf, "naf"),
        (Self::Legal, "legal"),
        (Self::Siae, "siae"),
        (Self::TiersLieu, "tiers_lieu"),
        (Self::Canteen, "canteen"),
        (Self::Kitchen, "kitchen"),
        (Self::Farm, "farm"),
        (Self::Bpe, "bpe"),
        (Self::Label, "label"),
    ];
}

/// A code in a nomenclature.
pub type Code = (System, String);

/// What one row of one source says of one actor.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The source's id.
    pub source: &'static str,
    /// The row's own id within the source: unique, stable as far as the source is.
    pub local_id: String,
    pub siret: Option<Siret>,
    pub rna: Option<Rna>,
    /// The legal unit, where the row names no establishment.
    pub siren: Option<Siren>,
    pub name: Option<String>,
    pub family: Option<Family>,
    /// Legal category, four digits.
    pub legal_form: Option<u16>,
    /// NAF rév. 2 with its dot.
    pub naf: Option<String>,
    /// SIRENE's band: `01` is 1 or 2 employees… `None`: unknown, which is not zero.
    pub employees: Option<String>,
    pub address: Option<String>,
    pub website: Option<String>,
    /// Codes that functions are mapped from.
    pub codes: Vec<Code>,
    pub statements: Vec<Statement>,
    /// Figures and words of the source's own that are worth keeping: `("capacite", "45")`.
    /// The first item is a key in lower case with hyphens.
    pub details: Vec<(&'static str, String)>,
    /// In partial diffusion: name, address and position are dropped at the door.
    pub masked: bool,
    /// Whom it serves, where a source says so; `None`: unknown, not nobody.
    pub service_area: Option<ServiceArea>,
    pub whereabouts: Whereabouts,
}

impl Report {
    /// A report with everything still to be said.
    #[must_use]
    pub fn new(source: &'static str, local_id: impl Into<String>) -> Self {
        Self {
            source,
            local_id: local_id.into(),
            siret: None,
            rna: None,
            siren: None,
            name: None,
            family: None,
            legal_form: None,
            naf: None,
            employees: None,
            address: None,
            website: None,
            codes: Vec::new(),
            statements: Vec::new(),
            details: Vec::new(),
            masked: false,
            service_area: None,
            whereabouts: Whereabouts::default(),
        }
    }

    /// Adds a claim of the report's own source.
    #[must_use]
    pub fn stating(mut self, claim: Claim, date: Option<String>) -> Self {
        self.statements.push(Statement { claim, source: self.source, date });
        self
    }
}

/// A PTCE: an actor with members and a territory, not a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Pole {
    pub report: Report,
    /// Members by SIRET.
    pub members: Vec<Siret>,
    /// Communes of its territory, any vintage.
    pub communes: Vec<String>,
}
