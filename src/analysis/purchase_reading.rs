//! Should a lot be reserved, the purchase split, a social clause written? What known suppliers say of it.
//!
//! *Question.* Of a purchase and the suppliers that are known for it: which of the ways that the French code of
//! public procurement opens could be taken, by which rule, and on which figures. *Method.* A way is *possible*
//! where as many suppliers as a competition asks for declare the trade and meet the rule's condition; *to ask*
//! where they are as many only with those whose kind usually has the trade; *thin* where there are some, but
//! fewer; else *none known*. How many a competition asks for is a choice ([`COMPETITORS`]), not law.
//!
//! *Rules*, as they read in the code (2023, to be checked by the buyer):
//! * L. 2113-12: a contract or lot may be reserved for *entreprises adaptées* and ESAT; L. 2113-13: for the
//!   structures of L. 5132-4 of the labour code (ACI, EI, AI, ETTI: a GEIQ is not one of them); R. 2113-7: where
//!   at least half of the workers are disabled or disadvantaged; L. 2113-14: the same lot for both at once.
//! * L. 2113-15: social and other listed services alone, for enterprises of the social and solidarity economy.
//! * L. 2113-10 and L. 2113-11: lots are the rule; not to split has to be justified.
//! * L. 2112-2: conditions of performance that are linked to the object may concern employment.
//!
//! *Never offered*: to judge offers by where bidders are. L. 3 asks for equal treatment; where a supplier is, is
//! used here to know whom a purchase would reach, before it is written.

use crate::analysis::capacity::Spread;

/// The method's name and version.
pub const METHOD: &str = "lecture-achat 1";

/// How many suppliers a competition should have at least.
pub const COMPETITORS: u32 = 3;

/// How many, by how it is known that they do what is bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Their activity is that trade.
    pub declared: u32,
    /// Their kind usually has it; to be asked.
    pub usual: u32,
}

impl Count {
    /// Both.
    #[must_use]
    pub fn all(self) -> u32 {
        self.declared + self.usual
    }

    /// Each part of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { declared: self.declared + other.declared, usual: self.usual + other.usual }
    }
}

/// What is known of a purchase and of those who could supply it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Market {
    /// Whether most of its cost is work.
    pub is_labour: bool,
    /// Whether it is a social, health or cultural service.
    pub is_social: bool,
    /// All suppliers.
    pub suppliers: Count,
    /// ESAT and *entreprises adaptées* among them.
    pub disability: Count,
    /// Structures of L. 5132-4 among them.
    pub insertion: Count,
    /// Of the social and solidarity economy among them.
    pub solidarity: Count,
    /// Bodies through which somebody could be hired under a clause, of whatever trade: AI, ETTI, GEIQ.
    pub hiring: u32,
    /// Suppliers that serve all of the perimeter, and a part of it only, by a stated area.
    pub whole: u32,
    pub partial: u32,
    pub employees: Spread,
}

/// A way to buy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// A lot for ESAT and *entreprises adaptées*.
    ReserveDisability,
    /// A lot for insertion.
    ReserveInsertion,
    /// A lot for both together.
    ReserveBoth,
    /// A lot for the social and solidarity economy.
    ReserveSolidarity,
    /// Lots.
    Lots,
    /// A condition of performance.
    Clause,
}

impl Way {
    /// The word in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ReserveDisability => "reserver-handicap",
            Self::ReserveInsertion => "reserver-insertion",
            Self::ReserveBoth => "reserver-les-deux",
            Self::ReserveSolidarity => "reserver-ess",
            Self::Lots => "allotir",
            Self::Clause => "clause-sociale",
        }
    }

    /// The articles, of the code of public procurement.
    #[must_use]
    pub fn rules(self) -> &'static [&'static str] {
        match self {
            Self::ReserveDisability => &["L. 2113-12", "R. 2113-7"],
            Self::ReserveInsertion => &["L. 2113-13", "R. 2113-7"],
            Self::ReserveBoth => &["L. 2113-14", "L. 2113-12", "L. 2113-13", "R. 2113-7"],
            Self::ReserveSolidarity => &["L. 2113-15"],
            Self::Lots => &["L. 2113-10", "L. 2113-11"],
            Self::Clause => &["L. 2112-2"],
        }
    }
}

/// How well a way stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// As many declare the trade as a competition asks for.
    Possible,
    /// As many only with those that have to be asked.
    ToAsk,
    /// Some, but fewer.
    Thin,
    /// None is known, which is not "there is none".
    NoneKnown,
    /// The rule is not made for this purchase.
    OutOfScope,
}

impl Standing {
    /// The word in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::ToAsk => "a-demander",
            Self::Thin => "peu-de-candidats",
            Self::NoneKnown => "aucun-connu",
            Self::OutOfScope => "sans-objet",
        }
    }
}

/// A way, how it stands, and what that hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advice {
    pub way: Way,
    pub standing: Standing,
    /// Those that it hangs on.
    pub count: Count,
}

/// Reads a purchase: each way once, in the order of [`Way`]. Reserving for both at once is told only where it
/// adds something: where neither alone is possible. `competitors` is [`COMPETITORS`] unless somebody says otherwise.
#[must_use]
pub fn read(market: &Market, competitors: u32) -> Vec<Advice> {
    let advice = |way, standing, count| Advice { way, standing, count };
    let standing = |count| standing(count, competitors);
    let [disability, insertion] = [market.disability, market.insertion];
    let mut told = vec![
        advice(Way::ReserveDisability, standing(disability), disability),
        advice(Way::ReserveInsertion, standing(insertion), insertion),
    ];
    let both = disability.plus(insertion);
    let better = told.iter().all(|alone| standing(both) < alone.standing);
    if better {
        told.push(advice(Way::ReserveBoth, standing(both), both));
    }
    let solidarity = if market.is_social { standing(market.solidarity) } else { Standing::OutOfScope };
    told.push(advice(Way::ReserveSolidarity, solidarity, market.solidarity));
    let lots = if market.suppliers.all() == 0 { Standing::NoneKnown } else { Standing::Possible };
    told.push(advice(Way::Lots, lots, market.suppliers));
    let clause = match (market.is_labour, market.hiring) {
        (false, _) => Standing::OutOfScope,
        (true, 0) => Standing::NoneKnown,
        (true, _) => Standing::Possible,
    };
    told.push(advice(Way::Clause, clause, Count { declared: market.hiring, usual: 0 }));
    told
}

/// How a number of suppliers stands against how many a competition asks for (one at least).
#[must_use]
pub fn standing(count: Count, competitors: u32) -> Standing {
    let competitors = competitors.max(1);
    match count {
        Count { declared, .. } if competitors <= declared => Standing::Possible,
        count if competitors <= count.all() => Standing::ToAsk,
        count if 0 < count.all() => Standing::Thin,
        _ => Standing::NoneKnown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(declared: u32, usual: u32) -> Count {
        Count { declared, usual }
    }

    fn told(market: &Market) -> Vec<(Way, Standing)> {
        read(market, COMPETITORS).iter().map(|advice| (advice.way, advice.standing)).collect()
    }

    #[test]
    fn those_who_usually_have_a_trade_never_make_a_way_possible() {
        assert_eq!(standing(of(3, 0), 3), Standing::Possible);
        assert_eq!(standing(of(2, 40), 3), Standing::ToAsk);
        assert_eq!(standing(of(0, 2), 3), Standing::Thin);
        assert_eq!(standing(of(0, 0), 3), Standing::NoneKnown);
        assert_eq!(standing(of(0, 0), 0), Standing::NoneKnown, "nobody is no competition");
    }

    #[test]
    fn both_together_is_told_where_it_helps() {
        let market = Market { disability: of(2, 0), insertion: of(1, 0), ..Market::default() };
        assert!(told(&market).contains(&(Way::ReserveBoth, Standing::Possible)));
        let market = Market { disability: of(3, 0), insertion: of(1, 0), ..Market::default() };
        assert!(told(&market).iter().all(|(way, _)| *way != Way::ReserveBoth));
    }

    #[test]
    fn a_rule_is_out_of_scope_where_it_was_not_made_for_the_purchase() {
        let market = Market { solidarity: of(9, 0), suppliers: of(9, 0), hiring: 4, ..Market::default() };
        let found = told(&market);
        assert!(found.contains(&(Way::ReserveSolidarity, Standing::OutOfScope)));
        assert!(found.contains(&(Way::Clause, Standing::OutOfScope)));
        let found = told(&Market { is_social: true, is_labour: true, ..market });
        assert!(found.contains(&(Way::ReserveSolidarity, Standing::Possible)));
        assert!(found.contains(&(Way::Clause, Standing::Possible)));
    }

    #[test]
    fn every_way_names_its_articles() {
        for advice in read(&Market { disability: of(2, 0), insertion: of(1, 0), ..Market::default() }, 3) {
            assert!(advice.way.rules().iter().all(|rule| rule.contains(". 2")), "{:?}", advice.way);
        }
    }
}
