//! What is asked of one cell, and the answer: yes, no, or unknown.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::formats::table::Value;
use crate::query::filter::fold::folded;
use crate::query::filter::pattern::Pattern;
use crate::query::filter::tree::{Comparison, Fold, SetRelation};

/// A value that a filter names, made alike already where it is to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    Text(String),
    Number(f64),
    Boolean(bool),
}

/// A question about a cell, whose texts are first made alike by `fold`.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    pub fold: Fold,
    pub ask: Ask,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    IsNull,
    Compare(Comparison, Constant),
    Between(Constant, Constant),
    OneOf(OneOf),
    Like(Pattern),
    Set(SetRelation, BTreeSet<String>),
}

/// The values of an `IN`.
#[derive(Debug, Clone, PartialEq)]
pub enum OneOf {
    Texts(BTreeSet<String>),
    Others(Vec<Constant>),
}

impl Test {
    /// The answer; `None` when it is unknown.
    #[must_use]
    pub fn truth(&self, value: &Value<'_>) -> Option<bool> {
        let order = |constant: &Constant| order(value, self.fold, constant);
        match &self.ask {
            Ask::IsNull => Some(is_null(value)),
            Ask::Compare(how, constant) => order(constant).map(|order| how.holds(order)),
            Ask::Between(low, high) => Some(order(low)?.is_ge() && order(high)?.is_le()),
            Ask::OneOf(OneOf::Others(constants)) => (!is_null(value))
                .then(|| constants.iter().any(|constant| order(constant) == Some(Ordering::Equal))),
            Ask::OneOf(OneOf::Texts(texts)) => {
                text(value).map(|text| texts.contains(&*folded(text, self.fold)))
            }
            Ask::Like(pattern) => text(value).map(|text| pattern.matches(&folded(text, self.fold))),
            Ask::Set(how, items) => match value {
                Value::List(list) => Some(relates(*how, list, items)),
                _ => None,
            },
        }
    }
}

/// Whether a cell is unknown: a number that is not finite is.
#[must_use]
pub fn is_null(value: &Value<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Number(number) => !number.is_finite(),
        Value::Text(_) | Value::Integer(_) | Value::Boolean(_) | Value::List(_) => false,
    }
}

fn text<'a>(value: &'a Value<'_>) -> Option<&'a str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// How a cell compares with a constant; `None` when it is unknown. Texts are compared by code
/// points.
fn order(value: &Value<'_>, fold: Fold, constant: &Constant) -> Option<Ordering> {
    match (value, constant) {
        (Value::Text(text), Constant::Text(other)) => Some(folded(text, fold).as_ref().cmp(other)),
        (Value::Integer(whole), Constant::Number(number)) => Some(order_of_numbers(*whole, *number)),
        (Value::Number(one), Constant::Number(other)) if one.is_finite() => one.partial_cmp(other),
        (Value::Boolean(one), Constant::Boolean(other)) => Some(one.cmp(other)),
        _ => None,
    }
}

/// How two cells compare; `None` when one is unknown.
#[must_use]
pub fn order_of_cells(left: (&Value<'_>, Fold), right: (&Value<'_>, Fold)) -> Option<Ordering> {
    match (left.0, right.0) {
        (Value::Text(one), Value::Text(other)) => Some(folded(one, left.1).cmp(&folded(other, right.1))),
        (Value::Integer(one), Value::Integer(other)) => Some(one.cmp(other)),
        (Value::Integer(one), Value::Number(other)) if other.is_finite() => {
            Some(order_of_numbers(*one, *other))
        }
        (Value::Number(one), Value::Integer(other)) if one.is_finite() => {
            Some(order_of_numbers(*other, *one).reverse())
        }
        (Value::Number(one), Value::Number(other)) if one.is_finite() && other.is_finite() => {
            one.partial_cmp(other)
        }
        (Value::Boolean(one), Value::Boolean(other)) => Some(one.cmp(other)),
        _ => None,
    }
}

/// How a whole number compares with a finite one, to the last unit.
fn order_of_numbers(whole: i64, number: f64) -> Ordering {
    // The doubles that are whole numbers of 64 bits: -2^63 is one, 2^63 is the first beyond.
    let beyond = 9_223_372_036_854_775_808.0;
    if beyond <= number {
        Ordering::Less
    } else if number < -beyond {
        Ordering::Greater
    } else {
        whole.cmp(&(number.trunc() as i64)).then(0.0.partial_cmp(&number.fract()).unwrap_or(Ordering::Equal))
    }
}

/// How a list relates to a set, order and twins left aside.
fn relates(how: SetRelation, list: &[&str], items: &BTreeSet<String>) -> bool {
    let has = |item: &String| list.contains(&item.as_str());
    let all_in = || list.iter().all(|item| items.contains(*item));
    match how {
        SetRelation::Contains => items.iter().all(has),
        SetRelation::ContainedBy => all_in(),
        SetRelation::Equals => items.iter().all(has) && all_in(),
        SetRelation::Overlaps => list.iter().any(|item| items.contains(*item)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_compared_to_the_last_unit() {
        let big = 9_007_199_254_740_993_i64; // 2^53 + 1, which no double is
        assert_eq!(order_of_numbers(big, 9_007_199_254_740_992.0), Ordering::Greater);
        assert_eq!(order_of_numbers(3, 3.5), Ordering::Less);
        assert_eq!(order_of_numbers(-3, -3.5), Ordering::Greater);
        assert_eq!(order_of_numbers(0, -0.0), Ordering::Equal);
        assert_eq!(order_of_numbers(i64::MAX, 9_223_372_036_854_775_808.0), Ordering::Less);
        assert_eq!(order_of_numbers(i64::MIN, -9_223_372_036_854_775_808.0), Ordering::Equal);
        assert_eq!(order_of_numbers(i64::MIN, -1e300), Ordering::Greater);
    }
}
