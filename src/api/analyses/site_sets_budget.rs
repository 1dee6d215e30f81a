//! What may be spent on a best set, as it is asked: `budget=10&costs=dense:3,intermediaire:2,rural:1`.

use std::fmt;

use crate::analysis::site_sets::Aim;
use crate::analysis::site_sets_spending::{CostClass, MOST_COST, Spending};
use crate::api::asked::Asked;
use crate::api::problem::Problem;

/// Takes `budget` and `costs` out of what is asked: both or none.
pub fn take(asked: &mut Asked, aim: Aim) -> Result<Option<Spending>, Problem> {
    let (budget, costs) = (asked.take("budget"), asked.take("costs"));
    let (budget, costs) = match (budget, costs) {
        (None, None) => return Ok(None),
        (Some(_), None) => {
            let why = "say what a place takes of the budget: costs=dense:3,intermediaire:2,rural:1";
            return Err(Problem::parameter("costs", why));
        }
        (None, Some(_)) => {
            return Err(Problem::parameter("budget", "say what places may cost together: budget=10"));
        }
        (Some(budget), Some(costs)) => (budget, costs),
    };
    if aim == Aim::Fewest {
        let why =
            "objective=minimum asks how many are needed, whatever they cost; leave budget and costs out";
        return Err(Problem::parameter("budget", why));
    }
    Ok(Some(Spending { budget: amount("budget", &budget)?, costs: of_classes(&costs)? }))
}

fn amount(name: &'static str, text: &str) -> Result<f64, Problem> {
    let amount = text.trim().parse::<f64>().ok().filter(|amount| (0.0..=MOST_COST).contains(amount));
    let why = || format!("`{text}` is no number from 0 to {MOST_COST}");
    // `-0` is 0, and is spelled so.
    amount.map(|amount| amount + 0.0).ok_or_else(|| Problem::parameter(name, why()))
}

fn of_classes(text: &str) -> Result<[f64; 3], Problem> {
    let mut costs = [None; 3];
    for pair in text.split(',').filter(|pair| !pair.trim().is_empty()) {
        let (class, cost) = pair.split_once(':').unwrap_or((pair, ""));
        let rank = CostClass::ALL.iter().position(|known| known.word() == class.trim());
        let Some(rank) = rank else {
            let why = format!("`{class}` is no class; use dense, intermediaire and rural");
            return Err(Problem::parameter("costs", why));
        };
        if costs[rank].replace(amount("costs", cost)?).is_some() {
            return Err(Problem::parameter("costs", format!("`{class}` stands there twice")));
        }
    }
    let [Some(dense), Some(intermediate), Some(rural)] = costs else {
        let why = "each class has its cost: dense, intermediaire and rural; one that is not told is not free";
        return Err(Problem::parameter("costs", why));
    };
    Ok([dense, intermediate, rural])
}

/// The spending as it stands in addresses.
pub struct Spelled<'a>(pub &'a Option<Spending>);

impl fmt::Display for Spelled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(Spending { budget, costs }) = self.0 else { return Ok(()) };
        let told: Vec<String> = CostClass::ALL
            .iter()
            .zip(costs)
            .map(|(class, cost)| format!("{}:{cost}", class.word()))
            .collect();
        write!(f, "&budget={budget}&costs={}", told.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)], aim: Aim) -> Result<Option<Spending>, String> {
        let mut asked = Asked::of(pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())));
        take(&mut asked, aim).map_err(|problem| problem.to_string())
    }

    #[test]
    fn a_budget_and_what_places_take_of_it_come_together() {
        let costs = ("costs", "rural:1, dense:3,intermediaire:2.5");
        let found = read(&[("budget", "10"), costs], Aim::Covered).expect("sound");
        assert_eq!(found, Some(Spending { budget: 10.0, costs: [3.0, 2.5, 1.0] }));
        let spelled = Spelled(&found).to_string();
        assert_eq!(spelled, "&budget=10&costs=dense:3,intermediaire:2.5,rural:1");
        assert_eq!(read(&[], Aim::Fewest), Ok(None));
        for (pairs, word) in [
            (&[("budget", "10")][..], "costs=dense"),
            (&[costs], "budget=10"),
            (&[("budget", "-1"), costs], "from 0"),
            (&[("budget", "NaN"), costs], "from 0"),
            (&[("budget", "1"), ("costs", "dense:1,rural:1")], "each class"),
            (&[("budget", "1"), ("costs", "dense:1,dense:1")], "twice"),
            (&[("budget", "1"), ("costs", "bourg:1")], "no class"),
        ] {
            let why = read(pairs, Aim::Covered).expect_err("refused");
            assert!(why.contains(word), "{why}");
        }
        assert!(read(&[("budget", "10"), costs], Aim::Fewest).expect_err("refused").contains("how many"));
    }
}
