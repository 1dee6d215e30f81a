//! A tie in words, in French and in English: who, what, whom, and who says so.

use crate::domain::tie::TieKind;

/// What a kind of tie says of its first end, before the second: in French, in English.
#[must_use]
pub fn verb(kind: TieKind) -> [&'static str; 2] {
    match kind {
        TieKind::MemberOf => ["est membre de", "is a member of"],
        TieKind::Supplies => ["fournit", "supplies"],
        TieKind::ProcessesFor => ["transforme pour", "processes for"],
        TieKind::Distributes => ["distribue ce que fait", "distributes what is made by"],
        TieKind::Hosts => ["héberge", "hosts"],
        TieKind::Finances => ["finance", "finances"],
        TieKind::SharesWith => ["partage des moyens avec", "shares means with"],
    }
}

/// What a source tells beside the two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saying<'a> {
    pub kind: TieKind,
    pub product: Option<&'a str>,
    pub date: Option<&'a str>,
    pub source: &'a str,
}

/// The sentence: `names` of both ends, each in both languages.
#[must_use]
pub fn tie(names: [[String; 2]; 2], said: &Saying<'_>) -> [String; 2] {
    let [[one, one_en], [other, other_en]] = names;
    let [verb, verb_en] = verb(said.kind);
    let product = said.product.map(|product| format!(" ({product})")).unwrap_or_default();
    let date = said.date.map(|date| format!(", {date}")).unwrap_or_default();
    let source = said.source;
    [
        format!("{one} {verb} {other}{product} : source « {source} »{date}."),
        format!("{one_en} {verb_en} {other_en}{product}: source “{source}”{date}."),
    ]
}
