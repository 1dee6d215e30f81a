//! The offers and needs of a snapshot, in the order of their actors; and as bytes.
//!
//! They are few beside actors, and each is told in words: one JSON array, a document a row. Reading
//! checks all that the domain's types would refuse.

use serde::{Deserialize, Serialize};

use crate::domain::offer::{OfferKind, Period, Side};

/// The name of the file.
pub const NAME: &str = "offres.json";

/// An offer or a need of an actor that may be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOffer {
    /// The actor's row.
    pub row: u32,
    /// `source:id`.
    pub id: String,
    pub side: Side,
    pub kind: OfferKind,
    pub words: Option<String>,
    pub product: Option<String>,
    pub quantity: Option<f64>,
    pub unit: Option<String>,
    pub period: Period,
    pub minutes: Option<u16>,
    pub source: String,
}

/// All of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Offers(Vec<HeldOffer>);

/// As it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    row: u32,
    id: String,
    side: String,
    kind: String,
    words: Option<String>,
    product: Option<String>,
    quantity: Option<f64>,
    unit: Option<String>,
    from: Option<i32>,
    until: Option<i32>,
    minutes: Option<u16>,
    source: String,
}

/// Why bytes are no offers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not offers and needs: {0}")]
pub struct OffersError(String);

impl Offers {
    /// Sorts them by actor, then by id.
    #[must_use]
    pub fn new(mut list: Vec<HeldOffer>) -> Self {
        list.sort_by(|a, b| (a.row, &a.id).cmp(&(b.row, &b.id)));
        Self(list)
    }

    /// All, in order.
    #[must_use]
    pub fn list(&self) -> &[HeldOffer] {
        &self.0
    }

    /// Those of an actor.
    #[must_use]
    pub fn of(&self, row: u32) -> &[HeldOffer] {
        let start = self.0.partition_point(|held| held.row < row);
        let end = self.0.partition_point(|held| held.row <= row);
        &self.0[start..end]
    }

    /// The bytes of the file.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let written = |held: &HeldOffer| Written {
            row: held.row,
            id: held.id.clone(),
            side: held.side.word().to_owned(),
            kind: held.kind.word().to_owned(),
            words: held.words.clone(),
            product: held.product.clone(),
            quantity: held.quantity,
            unit: held.unit.clone(),
            from: held.period.from,
            until: held.period.until,
            minutes: held.minutes,
            source: held.source.clone(),
        };
        let list: Vec<Written> = self.0.iter().map(written).collect();
        let mut bytes = serde_json::to_vec(&list).expect("plain data");
        bytes.push(b'\n');
        bytes
    }

    /// Reads what [`Self::write`] wrote, of rows below `actors`.
    pub fn read(bytes: &[u8], actors: u32) -> Result<Self, OffersError> {
        let list: Vec<Written> = serde_json::from_slice(bytes).map_err(|e| OffersError(e.to_string()))?;
        let held = |one: Written| -> Option<HeldOffer> {
            let period = Period { from: one.from, until: one.until };
            let is_sound = one.row < actors
                && period.is_sound()
                && one.quantity.is_none_or(|quantity| quantity.is_finite() && 0.0 < quantity);
            is_sound.then_some(())?;
            Some(HeldOffer {
                side: Side::from_word(&one.side)?,
                kind: OfferKind::from_word(&one.kind)?,
                row: one.row,
                id: one.id,
                words: one.words,
                product: one.product,
                quantity: one.quantity,
                unit: one.unit,
                period,
                minutes: one.minutes,
                source: one.source,
            })
        };
        let list: Option<Vec<HeldOffer>> = list.into_iter().map(held).collect();
        let list = list.ok_or_else(|| OffersError("a row that no reader makes".to_owned()))?;
        if list.is_sorted_by(|a, b| (a.row, &a.id) < (b.row, &b.id)) {
            Ok(Self(list))
        } else {
            Err(OffersError("out of order".to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(row: u32, id: &str) -> HeldOffer {
        HeldOffer {
            row,
            id: id.to_owned(),
            side: Side::Need,
            kind: OfferKind::Space,
            words: Some("« 40 m² », à l'année".to_owned()),
            product: None,
            quantity: Some(40.0),
            unit: Some("m2".to_owned()),
            period: Period { from: Some(-3), until: None },
            minutes: Some(20),
            source: "offres".to_owned(),
        }
    }

    #[test]
    fn what_was_written_is_read_again_and_nothing_else() {
        let offers = Offers::new(vec![held(4, "b"), held(2, "z"), held(4, "a")]);
        let bytes = offers.write();
        assert_eq!(Offers::read(&bytes, 5), Ok(offers.clone()));
        assert!(Offers::read(&bytes, 4).is_err(), "an actor that is not there");
        for length in 0..bytes.len() - 1 {
            assert!(Offers::read(&bytes[..length], 5).is_err(), "{length}");
        }
        let text = String::from_utf8(bytes).expect("text");
        for (from, to) in [
            ("besoin", "don"),
            ("40.0", "-1.0"),
            ("\"row\":2", "\"row\":9"),
            ("\"id\":\"z\"", "\"idd\":\"z\""),
        ] {
            assert!(Offers::read(text.replace(from, to).as_bytes(), 10).is_err(), "{from}");
        }
        let ids: Vec<&str> = offers.of(4).iter().map(|held| held.id.as_str()).collect();
        assert_eq!((ids, offers.of(3).len()), (vec!["a", "b"], 0));
    }
}
