//! A cadastral parcel's id: commune, prefix, section and number, in fourteen characters.

use std::fmt;

use crate::domain::ids::CommuneCode;

/// The id that the cadastre, the *Fichiers fonciers* and the CNIG standard share (`idu`):
/// `44109000AB0012` is commune 44109, prefix `000`, section `AB`, number 12.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParcelId([u8; 14]);

impl ParcelId {
    /// `None` unless fourteen characters: a commune's code, three digits, two letters or digits,
    /// four digits that are not all zero.
    ///
    /// ```
    /// # use maillage::domain::parcel::ParcelId;
    /// assert!(ParcelId::parse("44109000AB0012").is_some());
    /// assert!(ParcelId::parse("974080000A0012").is_some());
    /// assert!(ParcelId::parse("44109AB12").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 14] = text.as_bytes().try_into().ok()?;
        CommuneCode::parse(text.get(..5)?)?;
        let sign = |b: &u8| b.is_ascii_digit() || b.is_ascii_uppercase();
        let sound = bytes[5..8].iter().all(u8::is_ascii_digit)
            && bytes[8..10].iter().all(sign)
            && bytes[10..].iter().all(u8::is_ascii_digit)
            && bytes[10..] != *b"0000";
        sound.then_some(Self(bytes))
    }

    /// From the parts that files give apart: a blank prefix is `000`; section and number are
    /// padded with zeros on the left, and a section's letters made capitals. `None` when a part
    /// is missing, too long or of another kind.
    #[must_use]
    pub fn of_parts(commune: CommuneCode, prefix: &str, section: &str, number: &str) -> Option<Self> {
        let [prefix, section, number] = [prefix, section, number].map(str::trim);
        let fits = prefix.len() <= 3
            && (1..=2).contains(&section.len())
            && (1..=4).contains(&number.len())
            && [prefix, section, number].iter().all(|part| part.is_ascii());
        if !fits {
            return None;
        }
        Self::parse(&format!("{commune}{prefix:0>3}{:0>2}{number:0>4}", section.to_uppercase()))
    }

    /// The commune that the id begins with: that of the file's year.
    #[must_use]
    pub fn commune(&self) -> CommuneCode {
        CommuneCode::parse(&self.as_str()[..5]).expect("checked when parsed")
    }

    /// The same parcel once its commune has been absorbed by another: the prefix tells the old
    /// commune by its last three characters. An id that has a prefix already stays, and so does
    /// one whose commune stands on its own.
    ///
    /// ```
    /// # use maillage::domain::{ids::CommuneCode, parcel::ParcelId};
    /// let before = ParcelId::parse("49102000AB0012").unwrap();
    /// let now = CommuneCode::parse("49015").unwrap();
    /// assert_eq!(before.under(now).as_str(), "49015102AB0012");
    /// ```
    #[must_use]
    pub fn under(self, commune: CommuneCode) -> Self {
        if commune == self.commune() || &self.as_str()[5..8] != "000" {
            return self;
        }
        let moved = format!("{commune}{}{}", &self.as_str()[2..5], &self.as_str()[8..]);
        Self::parse(&moved).unwrap_or(self)
    }

    /// The fourteen characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("checked to be ASCII when parsed")
    }
}

/// The code of a commune from a département and a number within it, as tax files write them.
///
/// Overseas, the département is `97` and the commune's three digits begin with the third one
/// (`97`, `408`), or the département has all three (`974`, `408`), or the third one is the
/// `direction` (`97`, `4`, `08`). Zeros that a spreadsheet ate are given back. `None` when no code
/// comes of it.
///
/// ```
/// # use maillage::domain::parcel::commune_of;
/// for (departement, direction, commune) in
///     [("97", "4", "408"), ("974", "0", "408"), ("97", "4", "08"), ("974", "", "8")]
/// {
///     let code = commune_of(departement, direction, commune).unwrap();
///     assert_eq!(code.as_str(), "97408");
/// }
/// assert_eq!(commune_of("1", "0", "4").unwrap().as_str(), "01004");
/// ```
#[must_use]
pub fn commune_of(departement: &str, direction: &str, commune: &str) -> Option<CommuneCode> {
    let [departement, direction, commune] = [departement, direction, commune].map(str::trim);
    let short = !commune.is_empty() && commune.len() <= 3 && commune.is_ascii();
    if !short {
        return None;
    }
    let overseas = departement.len() == 3 && departement.starts_with("97") && departement.is_ascii();
    let third = match departement {
        _ if overseas => &departement[2..],
        "97" => direction,
        "" => return None,
        _ => return CommuneCode::parse(&format!("{departement:0>2}{commune:0>3}")),
    };
    // Three digits that do not begin with a zero are whole.
    if commune.len() == 3 && !commune.starts_with('0') {
        let same = !overseas || commune.starts_with(third);
        return CommuneCode::parse(&format!("97{commune}")).filter(|_| same);
    }
    let number = commune.strip_prefix('0').filter(|rest| rest.len() == 2).unwrap_or(commune);
    CommuneCode::parse(&format!("97{third}{number:0>2}"))
}

impl fmt::Display for ParcelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ParcelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParcelId({})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_parts(commune: &str, prefix: &str, section: &str, number: &str) -> Option<String> {
        let commune = CommuneCode::parse(commune).expect("a code");
        ParcelId::of_parts(commune, prefix, section, number).map(|id| id.to_string())
    }

    #[test]
    fn parts_are_padded_and_a_blank_prefix_is_zeros() {
        assert_eq!(of_parts("44109", "   ", "AB", "12").as_deref(), Some("44109000AB0012"));
        assert_eq!(of_parts("97408", "", " A", "0003").as_deref(), Some("974080000A0003"));
        assert_eq!(of_parts("2A004", "7", "zc", "1").as_deref(), Some("2A004007ZC0001"));
        // A real section that spreadsheets take for "nothing"; one of Alsace-Moselle, in digits.
        assert_eq!(of_parts("44109", "000", "NA", "5").as_deref(), Some("44109000NA0005"));
        assert_eq!(of_parts("68270", "000", "12", "114").as_deref(), Some("68270000120114"));
    }

    #[test]
    fn what_is_no_parcel_is_none() {
        for (prefix, section, number) in [
            ("000", "", "1"),
            ("000", "ABC", "1"),
            ("000", "AB", ""),
            ("000", "AB", "0"),
            ("000", "AB", "12345"),
        ] {
            assert_eq!(of_parts("44109", prefix, section, number), None, "{prefix} {section} {number}");
        }
        for text in ["", "44109000AB001", "44109000AB00123", "99", "44109000É0012", "4410900 AB0012"] {
            assert_eq!(ParcelId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn communes_overseas_come_out_the_same_whatever_the_year() {
        let code = |departement, direction, commune| {
            commune_of(departement, direction, commune).map(|code| code.to_string())
        };
        assert_eq!(code("97", "1", "103").as_deref(), Some("97103"));
        assert_eq!(code("976", "", "608").as_deref(), Some("97608"));
        assert_eq!(code("974", "", "008").as_deref(), Some("97408"));
        assert_eq!(code("2A", "0", "004").as_deref(), Some("2A004"));
        assert_eq!(code("974", "", "103"), None, "another département's commune");
        assert_eq!(code("97", "", "08"), None, "nothing tells which département");
        assert_eq!(code("44", "0", "1090"), None);
        assert_eq!(code("44", "0", ""), None);
        assert_eq!(code("", "", "109"), None);
    }

    #[test]
    fn a_parcel_follows_its_commune_into_the_one_that_absorbed_it() {
        let parcel = |text| ParcelId::parse(text).expect("sound");
        let code = |text| CommuneCode::parse(text).expect("sound");
        assert_eq!(parcel("49015102AB0012").under(code("49015")), parcel("49015102AB0012"));
        assert_eq!(parcel("49102007AB0012").under(code("49015")), parcel("49102007AB0012"));
    }
}
