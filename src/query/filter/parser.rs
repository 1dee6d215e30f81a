//! CQL2 text (OGC 21-065r2, §8.2 and annex B) to a tree.
//!
//! Recursive descent over `OR`, `AND`, `NOT` and parentheses only; what can nest is counted on
//! the way down, so that no text makes the stack deep.

use crate::geometry::reference::Frame;
use crate::query::filter::dates::{is_date, is_timestamp};
use crate::query::filter::error::{FilterError, Place};
use crate::query::filter::lexer::{Kind, Token, tokens};
use crate::query::filter::tree::{
    Atom, Comparison, Expression, Fold, Ground, Items, Predicate, Relation, Scalar, SetRelation,
};
use crate::query::filter::{MOST_ITEMS, MOST_NESTED, shapes};

/// Words that are no property unless they stand between double quotes.
pub const KEYWORDS: [&str; 9] = ["AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS", "TRUE", "FALSE"];

/// The functions that there are, told to whoever calls another.
const FUNCTIONS: &str =
    "there are CASEI, ACCENTI, DATE, TIMESTAMP, S_INTERSECTS and its like, A_CONTAINS and its like";

/// The tree of a text whose length has been checked; its shapes are in the system of `frame`.
pub fn expression(text: &str, frame: &Frame) -> Result<Expression, FilterError> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0, frame };
    let expression = parser.disjunction()?;
    match parser.peek() {
        Kind::End => Ok(expression),
        _ => Err(parser.unexpected("AND, OR or the end of the filter")),
    }
}

/// A position in the tokens, of which the last is the end.
pub struct Parser<'f> {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    /// The system of the shapes that are read.
    pub(super) frame: &'f Frame,
}

impl Parser<'_> {
    pub(super) fn peek(&self) -> &Kind {
        &self.tokens[self.at].kind
    }

    fn peek_next(&self) -> &Kind {
        &self.tokens[(self.at + 1).min(self.tokens.len() - 1)].kind
    }

    pub(super) fn place(&self) -> Place {
        self.tokens[self.at].place.clone()
    }

    fn advance(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    /// The error of finding what stands here where something else is wanted.
    pub(super) fn unexpected(&self, expected: impl Into<String>) -> FilterError {
        let Token { kind, place } = &self.tokens[self.at];
        FilterError::Unexpected { place: place.clone(), found: kind.to_string(), expected: expected.into() }
    }

    pub(super) fn takes_sign(&mut self, sign: &str) -> bool {
        let is_it = matches!(self.peek(), Kind::Sign(found) if *found == sign);
        if is_it {
            self.advance();
        }
        is_it
    }

    pub(super) fn sign(&mut self, sign: &'static str) -> Result<(), FilterError> {
        if self.takes_sign(sign) { Ok(()) } else { Err(self.unexpected(format!("`{sign}`"))) }
    }

    fn is_word(kind: &Kind, word: &str) -> bool {
        matches!(kind, Kind::Word(found) if found.eq_ignore_ascii_case(word))
    }

    pub(super) fn takes_word(&mut self, word: &str) -> bool {
        let is_it = Self::is_word(self.peek(), word);
        if is_it {
            self.advance();
        }
        is_it
    }

    fn word(&mut self, word: &'static str) -> Result<(), FilterError> {
        if self.takes_word(word) { Ok(()) } else { Err(self.unexpected(word)) }
    }

    /// The word that stands here, if a parenthesis follows it.
    fn function(&self) -> Option<&str> {
        match (self.peek(), self.peek_next()) {
            (Kind::Word(word), Kind::Sign("(")) => Some(word),
            _ => None,
        }
    }

    pub(super) fn number(&mut self) -> Result<f64, FilterError> {
        let &Kind::Number(number) = self.peek() else { return Err(self.unexpected("a number")) };
        self.advance();
        Ok(number)
    }

    fn disjunction(&mut self) -> Result<Expression, FilterError> {
        let mut parts = vec![self.conjunction()?];
        while self.takes_word("OR") {
            parts.push(self.conjunction()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::Or(parts) })
    }

    fn conjunction(&mut self) -> Result<Expression, FilterError> {
        let mut parts = vec![self.factor()?];
        while self.takes_word("AND") {
            parts.push(self.factor()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::And(parts) })
    }

    fn factor(&mut self) -> Result<Expression, FilterError> {
        if MOST_NESTED < self.depth {
            return Err(FilterError::TooDeep(self.place()));
        }
        self.depth += 1;
        let factor = if self.takes_word("NOT") {
            Expression::Not(Box::new(self.factor()?))
        } else if self.takes_sign("(") {
            let inside = self.disjunction()?;
            self.sign(")")?;
            inside
        } else {
            self.primary()?
        };
        self.depth -= 1;
        Ok(factor)
    }

    fn primary(&mut self) -> Result<Expression, FilterError> {
        if let Some(word) = self.function().map(str::to_ascii_lowercase) {
            if let Some(how) = Relation::ALL.into_iter().find(|how| how.word() == word) {
                let [left, right] = self.pair(Self::ground)?;
                return Ok(Expression::Predicate(Predicate::Spatial { how, left, right }));
            }
            let is_it = |how: &SetRelation| how.word().eq_ignore_ascii_case(&word);
            if let Some(how) = SetRelation::ALL.into_iter().find(is_it) {
                let [left, right] = self.pair(Self::items)?;
                return Ok(Expression::Predicate(Predicate::Array { how, left, right }));
            }
        }
        let value = self.scalar()?;
        self.comparison(value)
    }

    /// What follows the left side of a comparison.
    fn comparison(&mut self, value: Scalar) -> Result<Expression, FilterError> {
        if self.takes_word("IS") {
            let negated = self.takes_word("NOT");
            self.word("NULL")?;
            return Ok(told(Predicate::IsNull(value), negated));
        }
        let negated = self.takes_word("NOT");
        if self.takes_word("LIKE") {
            let pattern = self.scalar()?;
            return Ok(told(Predicate::Like { value, pattern }, negated));
        }
        if self.takes_word("BETWEEN") {
            let low = self.scalar()?;
            self.word("AND")?;
            let high = self.scalar()?;
            return Ok(told(Predicate::Between { value, low, high }, negated));
        }
        if self.takes_word("IN") {
            let list = self.list()?;
            return Ok(told(Predicate::In { value, list }, negated));
        }
        if negated {
            return Err(self.unexpected("LIKE, BETWEEN or IN"));
        }
        let signed = |how: &Comparison| matches!(self.peek(), Kind::Sign(sign) if *sign == how.sign());
        if let Some(how) = Comparison::ALL.into_iter().find(signed) {
            self.advance();
            let right = self.scalar()?;
            return Ok(Expression::Predicate(Predicate::Compare { left: value, how, right }));
        }
        match value.atom {
            Atom::Boolean(constant) => Ok(Expression::Constant(constant)),
            _ => Err(self.unexpected("a comparison: =, <>, <, >, <=, >=, LIKE, BETWEEN, IN or IS NULL")),
        }
    }

    /// A value, with any number of `CASEI` and `ACCENTI` around it.
    fn scalar(&mut self) -> Result<Scalar, FilterError> {
        let place = self.place();
        let mut fold = Fold::default();
        let mut open = 0_usize;
        while let Some(word) = self.function() {
            match word.to_ascii_uppercase().as_str() {
                "CASEI" => fold.case = true,
                "ACCENTI" => fold.accents = true,
                _ => break,
            }
            self.advance();
            self.advance();
            open += 1;
        }
        let atom = self.atom()?;
        for _ in 0..open {
            self.sign(")")?;
        }
        Ok(Scalar { atom, fold, place })
    }

    fn atom(&mut self) -> Result<Atom, FilterError> {
        if let Some(word) = self.function() {
            let word = word.to_owned();
            return self.instant(&word);
        }
        let atom = match self.peek() {
            Kind::Text(text) => Atom::Text(text.clone()),
            &Kind::Number(number) => Atom::Number(number),
            word if Self::is_word(word, "TRUE") => Atom::Boolean(true),
            word if Self::is_word(word, "FALSE") => Atom::Boolean(false),
            _ => return Ok(Atom::Property(self.property()?)),
        };
        self.advance();
        Ok(atom)
    }

    fn property(&mut self) -> Result<String, FilterError> {
        let name = match self.peek() {
            Kind::Quoted(name) => name.clone(),
            Kind::Word(word) if !is_keyword(word) => word.clone(),
            _ => return Err(self.unexpected("a property or a value")),
        };
        self.advance();
        Ok(name)
    }

    /// `DATE('…')` or `TIMESTAMP('…')`: the only functions that give a value.
    fn instant(&mut self, word: &str) -> Result<Atom, FilterError> {
        let is_day = word.eq_ignore_ascii_case("DATE");
        if !is_day && !word.eq_ignore_ascii_case("TIMESTAMP") {
            let what = format!("the function `{word}`");
            return Err(FilterError::NotServed { place: self.place(), what, instead: FUNCTIONS });
        }
        self.advance();
        self.sign("(")?;
        let atom = match self.peek() {
            Kind::Text(day) if is_day && is_date(day) => Atom::Date(day.clone()),
            Kind::Text(instant) if !is_day && is_timestamp(instant) => Atom::Timestamp(instant.clone()),
            _ if is_day => return Err(self.unexpected("a day such as '2024-02-29'")),
            _ => return Err(self.unexpected("an instant such as '2024-02-29T12:00:00Z'")),
        };
        self.advance();
        self.sign(")")?;
        Ok(atom)
    }

    /// `name(a, b)`.
    fn pair<T>(
        &mut self,
        mut side: impl FnMut(&mut Self) -> Result<T, FilterError>,
    ) -> Result<[T; 2], FilterError> {
        self.advance();
        self.sign("(")?;
        let left = side(self)?;
        self.sign(",")?;
        let right = side(self)?;
        self.sign(")")?;
        Ok([left, right])
    }

    fn ground(&mut self) -> Result<Ground, FilterError> {
        if let Some(geometry) = shapes::geometry(self)? {
            return Ok(Ground::Literal(geometry));
        }
        let place = self.place();
        Ok(Ground::Property { name: self.property()?, place })
    }

    fn items(&mut self) -> Result<Items, FilterError> {
        if *self.peek() == Kind::Sign("(") {
            return Ok(Items::Literal(self.list()?));
        }
        let place = self.place();
        Ok(Items::Property { name: self.property()?, place })
    }

    /// Values between parentheses; there may be none.
    fn list(&mut self) -> Result<Vec<Scalar>, FilterError> {
        self.sign("(")?;
        let mut list = Vec::new();
        if self.takes_sign(")") {
            return Ok(list);
        }
        loop {
            if list.len() == MOST_ITEMS {
                return Err(FilterError::TooManyItems(self.place()));
            }
            list.push(self.scalar()?);
            if !self.takes_sign(",") {
                break;
            }
        }
        self.sign(")")?;
        Ok(list)
    }
}

/// Whether a word is a property only between double quotes.
#[must_use]
pub fn is_keyword(word: &str) -> bool {
    KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word))
}

fn told(predicate: Predicate, negated: bool) -> Expression {
    let told = Expression::Predicate(predicate);
    if negated { Expression::Not(Box::new(told)) } else { told }
}
