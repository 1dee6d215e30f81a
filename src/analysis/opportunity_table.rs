//! Pairs and trios of a zone as a table of features: one row each, pairs first.

use crate::analysis::allies_told::ends;
use crate::analysis::ally_bonds::Origin;
use crate::analysis::cooperation::Part;
use crate::analysis::opportunities::{METHOD, Opportunities, Pair};
use crate::analysis::opportunities_told::{pair, trio};
use crate::domain::function::FunctionId;
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::placed_columns::OPPORTUNITIES;

/// Some rows of an answer: ranks among pairs, then trios.
pub struct OpportunityTable<'a> {
    pub snapshot: &'a Snapshot,
    pub found: &'a Opportunities,
    pub rows: Vec<usize>,
}

/// A name for a sentence, in both languages; of who has none, what it does and where.
#[must_use]
pub fn called(snapshot: &Snapshot, actor: u32) -> [String; 2] {
    let actors = &snapshot.actors;
    if let Some(name) = actors.name(actor).filter(|name| !name.is_empty()) {
        return [name.to_owned(), name.to_owned()];
    }
    let function = actors.main_function(actor).map(|id| snapshot.functions.get(id));
    let commune = actors.commune(actor).map(|row| &snapshot.territories.get(Level::Commune, row).name);
    let place = commune.map_or("?", String::as_str);
    let label = |of: Option<&String>| of.map_or("?", String::as_str).to_owned();
    let (french, english) = (label(function.map(|f| &f.label_fr)), label(function.map(|f| &f.label_en)));
    [format!("{french} (nom non publié, {place})"), format!("{english} (name not published, {place})")]
}

impl OpportunityTable<'_> {
    /// The pairs of a row: one of a pair, two of a trio.
    fn pairs(&self, row: u32) -> &[Pair] {
        let at = self.rows[row as usize];
        match at.checked_sub(self.found.pairs.len()) {
            None => std::slice::from_ref(&self.found.pairs[at]),
            Some(at) => &self.found.trios[at].pairs,
        }
    }

    fn actors(&self, row: u32) -> Vec<u32> {
        let at = self.rows[row as usize];
        match at.checked_sub(self.found.pairs.len()) {
            None => self.found.pairs[at].actors.to_vec(),
            Some(at) => self.found.trios[at].actors.to_vec(),
        }
    }

    fn name(&self, actor: u32) -> &str {
        let actors = &self.snapshot.actors;
        // A list has no empty item, and none with a bar.
        actors.name(actor).filter(|name| !name.is_empty() && !name.contains('|')).unwrap_or(actors.id(actor))
    }

    fn why(&self, row: u32) -> [String; 2] {
        let actors = &self.snapshot.actors;
        let told = |of: &Pair| {
            let ends = ends(self.snapshot, actors.commune(of.actors[0]), actors.commune(of.actors[1]));
            pair(of.actors.map(|actor| called(self.snapshot, actor)), of, &self.snapshot.functions, ends)
        };
        match self.pairs(row) {
            [one, other] => trio([told(one), told(other)]),
            [one, ..] => told(one),
            [] => [String::new(), String::new()],
        }
    }

    fn line(&self, row: u32) -> Option<String> {
        let place = |actor: u32| {
            let position = self.snapshot.actors.position(actor)?;
            Some(format!("{:.7} {:.7}", position.lon(), position.lat()))
        };
        let places: Vec<String> = self.actors(row).into_iter().map(place).collect::<Option<_>>()?;
        Some(format!("LINESTRING ({})", places.join(", ")))
    }
}

impl Table for OpportunityTable<'_> {
    fn name(&self) -> &'static str {
        "opportunites"
    }

    fn columns(&self) -> &[Column] {
        OPPORTUNITIES
    }

    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Point
    }

    fn len(&self) -> u32 {
        self.rows.len() as u32
    }

    /// That of the first of a pair, and of the one in the middle of a trio.
    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        let actors = self.actors(row);
        let actor = if actors.len() == 3 { actors[1] } else { actors[0] };
        self.snapshot.actors.position(actor).map(Shape::Point)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let (pairs, snapshot) = (self.pairs(row), self.snapshot);
        let at = self.rows[row as usize];
        let (form, rank) = match at.checked_sub(self.found.pairs.len()) {
            None => ("paire", at + 1),
            Some(at) => ("trio", at + 1),
        };
        let text = |text: String| Value::Text(text.into());
        let points = |part: Part| match pairs {
            [pair] => Value::Number(pair.score.contributions[part as usize]),
            _ => Value::Null,
        };
        let key = |id: FunctionId| snapshot.functions.get(id).key.as_str();
        let bounds = || pairs.iter().filter_map(|pair| pair.fit.bound);
        match OPPORTUNITIES[column].name {
            "id" => text(format!("{form}:{rank}")),
            "forme" => Value::text(Some(form)),
            "rang" => Value::Integer(rank as i64),
            "why" => text(self.why(row)[0].clone()),
            "why_en" => text(self.why(row)[1].clone()),
            "acteurs" => {
                Value::List(self.actors(row).into_iter().map(|actor| snapshot.actors.id(actor)).collect())
            }
            "noms" => Value::List(self.actors(row).into_iter().map(|actor| self.name(actor)).collect()),
            "communes" => {
                let commune = |actor: u32| snapshot.actors.commune(actor);
                let communes = self.actors(row).into_iter().filter_map(commune);
                Value::List(
                    communes.map(|row| snapshot.territories.get(Level::Commune, row).code.as_str()).collect(),
                )
            }
            "minutes" => Value::Number(pairs.iter().map(|pair| pair.way.minutes).fold(0.0, f64::max)),
            "score" => Value::Number(pairs.iter().map(|pair| pair.score.total).fold(f64::INFINITY, f64::min)),
            "complementarite" => points(Part::Complementarity),
            "manque" => points(Part::Gap),
            "reseau" => points(Part::Closure),
            "taille" => points(Part::Size),
            "nouveaute" => points(Part::Novelty),
            "donne" => Value::List(bounds().map(|bound| key(bound.bond.giver)).collect()),
            "recoit" => Value::List(bounds().map(|bound| key(bound.bond.receiver)).collect()),
            "origine" => Value::List(
                bounds()
                    .map(|bound| if bound.bond.origin == Origin::Stages { "etapes" } else { "declare" })
                    .collect(),
            ),
            "produits" => Value::List(bounds().map(|bound| bound.agreement.word()).collect()),
            "manque_fonction" => {
                let gaps = pairs.iter().filter_map(|pair| pair.fit.gap).filter(|gap| 0.0 < gap.1);
                Value::List(gaps.map(|gap| key(gap.0)).collect())
            }
            "partenaires_communs" => match pairs {
                [pair] => Value::Integer(pair.shared as i64),
                _ => Value::Null,
            },
            "possibles" => Value::Integer(self.found.possible as i64),
            "ligne" => self.line(row).map_or(Value::Null, text),
            "method" => Value::text(Some(METHOD)),
            _ => Value::text(Some(&snapshot.manifest.id)),
        }
    }
}
