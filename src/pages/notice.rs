//! Pages for what went wrong: said plainly, with a way on.

use askama::Template;

use crate::pages::frame::Frame;

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// 404: no page has this address.
    NoPage,
    /// 404: no territory has this level and code.
    NoTerritory { asked: String },
    /// 400: a part of the address cannot be understood; the detail says which and what to write.
    BadAddress { detail: String },
    /// 500 or 503: our fault. The cause is in the log, not here.
    Ours,
}

/// An answer that is not the one asked for.
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub struct NoticePage {
    pub frame: Frame,
    pub trouble: Trouble,
}

impl NoticePage {
    fn title(&self) -> &'static str {
        let words = self.frame.words();
        match self.trouble {
            Trouble::NoPage => words.say("notice.no-page"),
            Trouble::NoTerritory { .. } => words.say("notice.no-territory"),
            Trouble::BadAddress { .. } => words.say("notice.bad-address"),
            Trouble::Ours => words.say("notice.ours"),
        }
    }

    fn text(&self) -> String {
        match &self.trouble {
            Trouble::NoPage => self.frame.say("notice.no-page-text").to_owned(),
            Trouble::NoTerritory { asked } => {
                self.frame.fill("notice.no-territory-text", &[("asked", asked)])
            }
            Trouble::BadAddress { detail } => {
                self.frame.fill("notice.bad-address-text", &[("detail", detail)])
            }
            Trouble::Ours => self.frame.say("notice.ours-text").to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples;
    use crate::pages::words::Language;

    #[test]
    fn trouble_is_told_in_both_languages_with_a_way_on() {
        let troubles = [
            Trouble::NoPage,
            Trouble::NoTerritory { asked: "bassin-<i>".into() },
            Trouble::BadAddress { detail: "`maille`".into() },
            Trouble::Ours,
        ];
        for trouble in troubles {
            for language in [Language::French, Language::English] {
                let page = NoticePage { frame: samples::frame(language), trouble: trouble.clone() };
                let html = samples::checked(&page);
                assert!(html.contains("name=\"q\"") && !html.contains("<i>"));
            }
        }
    }
}
