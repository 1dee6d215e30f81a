//! With whom an actor or a project could work: two lists, the reason before the number.

use askama::Template;

use crate::pages::address;
use crate::pages::frame::Frame;
use crate::pages::sketch::{HEIGHT, Sketch, WIDTH};
use crate::pages::territory::Place;

/// Something to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub key: String,
    pub label: String,
}

/// Whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeekerView {
    pub name: String,
    pub commune: Place,
    /// Labels in the page's language.
    pub functions: Vec<String>,
}

/// An actor or a commune that the words typed may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    pub href: String,
    pub name: String,
    pub place: String,
}

/// One part of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct PartView {
    pub label: String,
    pub points: f64,
    pub is_known: bool,
}

/// Somebody one could work with.
#[derive(Debug, Clone, PartialEq)]
pub struct AllyView {
    pub id: String,
    pub name: Option<String>,
    pub commune: Option<Place>,
    pub functions: Vec<String>,
    /// In the page's language.
    pub why: String,
    pub score: f64,
    pub gate: f64,
    pub parts: Vec<PartView>,
    pub reliability: String,
}

/// One of both lists.
#[derive(Debug, Clone, PartialEq)]
pub struct ListView {
    pub key: &'static str,
    pub title: String,
    pub total: u64,
    pub allies: Vec<AllyView>,
    /// Said of an empty list.
    pub nobody: String,
    /// Minutes and how many there are within them, where there are more than here.
    pub wider: Vec<(u32, u64)>,
}

/// Somebody that was kept, or is known already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptView {
    pub id: String,
    pub name: Option<String>,
    pub commune: Option<Place>,
}

/// What was asked, as it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AskedView {
    pub actor: String,
    /// Key of the function of a project.
    pub project: String,
    pub commune: String,
    pub need: String,
    pub minutes: u32,
    pub weights: String,
    /// Lines of each list.
    pub lines: usize,
    /// Ids kept, in order.
    pub kept: Vec<String>,
}

/// `/partenaires?acteur=ID&minutes=30&garder=ID,ID`, or `?projet=ressourcerie&commune=44109`.
#[derive(Debug, Clone, Template)]
#[template(path = "allies.html")]
pub struct AlliesPage {
    pub frame: Frame,
    pub asked: AskedView,
    pub choices: Vec<Choice>,
    /// `None` when nobody is settled.
    pub seeker: Option<SeekerView>,
    pub candidates: Vec<Meant>,
    /// Why there is no answer.
    pub trouble: String,
    pub lists: Vec<ListView>,
    /// Who is where.
    pub sketch: Option<Sketch>,
    pub known: Vec<KeptView>,
    /// How the actor stands among recorded ties, and the same for programs; empty of a project.
    pub standing: String,
    pub ties: String,
    pub left_out: String,
    pub kept: Vec<KeptView>,
    /// The same for programs.
    pub api: String,
}

/// The minutes to choose from.
pub const REACHES: [u32; 5] = [15, 30, 45, 60, 80];

/// Lines of each list at first, and where all are wanted.
pub const LINES: [usize; 2] = [10, 50];

impl AlliesPage {
    fn reaches(&self) -> [u32; REACHES.len()] {
        REACHES
    }

    fn sentence(&self, list: &ListView) -> String {
        let minutes = u64::from(self.asked.minutes);
        let (all, shown) = (self.frame.integer(&list.total), self.frame.integer(&(list.allies.len() as u64)));
        let key = if list.allies.len() as u64 == list.total { "allies.all" } else { "allies.some" };
        self.frame.fill(key, &[("all", &all), ("shown", &shown), ("minutes", &self.frame.integer(&minutes))])
    }

    /// The list within more minutes.
    fn href_within(&self, minutes: &u32) -> String {
        self.href(&AskedView { minutes: *minutes, ..self.asked.clone() })
    }

    fn href_longer(&self) -> Option<String> {
        let more = self.lists.iter().any(|list| (list.allies.len() as u64) < list.total);
        (more && self.asked.lines < LINES[1])
            .then(|| self.href(&AskedView { lines: LINES[1], ..self.asked.clone() }))
    }

    fn is_kept(&self, id: &str) -> bool {
        self.asked.kept.iter().any(|kept| kept == id)
    }

    /// The same with somebody kept, or let go.
    fn href_turned(&self, id: &str) -> String {
        let mut kept: Vec<String> = self.asked.kept.iter().filter(|kept| *kept != id).cloned().collect();
        if kept.len() == self.asked.kept.len() {
            kept.push(id.to_owned());
        }
        self.href(&AskedView { kept, ..self.asked.clone() }) + "#ma-liste"
    }

    fn kept_words(&self) -> String {
        self.asked.kept.join(",")
    }

    /// The list that was kept, in an open format.
    fn kept_download(&self, format: &str) -> String {
        let ids: Vec<String> =
            self.asked.kept.iter().map(|id| format!("'{}'", id.replace('\'', "''"))).collect();
        let filter = address::escape(&format!("id IN ({})", ids.join(",")));
        format!("/collections/acteurs/items?filter={filter}&f={format}&limit=all")
    }

    /// The page that answers another question.
    #[must_use]
    pub fn href_to(&self, asked: &AskedView) -> String {
        self.href(asked)
    }

    fn href(&self, asked: &AskedView) -> String {
        self.frame.link(&format!("/partenaires?{}", asked.words()))
    }

    fn href_of_item(&self, id: &str) -> String {
        self.frame.link(&format!("/collections/acteurs/items/{}?f=html", address::escape(id)))
    }

    fn size(&self) -> [u32; 2] {
        [WIDTH as u32, HEIGHT as u32]
    }

    /// A length of the plan, to a tenth.
    fn drawn(&self, length: &f64) -> String {
        format!("{length:.1}")
    }

    fn points(&self, points: &f64) -> String {
        self.frame.decimal(&Some(*points), &1)
    }

    fn share(&self, share: &f64) -> String {
        self.frame.decimal(&Some(*share * 100.0), &0)
    }
}

impl AskedView {
    /// As it stands in an address.
    #[must_use]
    pub fn words(&self) -> String {
        let mut words = Vec::new();
        let mut put = |name: &str, value: &str| {
            if !value.is_empty() {
                words.push(format!("{name}={}", address::escape(value)));
            }
        };
        put("acteur", &self.actor);
        put("projet", &self.project);
        put("commune", &self.commune);
        put("besoin", &self.need);
        put("minutes", &self.minutes.to_string());
        put("poids", &self.weights);
        if self.lines != LINES[0] {
            put("lignes", &self.lines.to_string());
        }
        put("garder", &self.kept.join(","));
        words.join("&")
    }
}
