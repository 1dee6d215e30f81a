//! Pages to be read: method, licence, accessibility. Short and true.

use askama::Template;

use crate::pages::frame::Frame;
use crate::pages::words::Language;

/// `/methode`: what is counted, what is hidden, how sure a place is.
#[derive(Debug, Clone, Template)]
#[template(path = "method.html")]
pub struct MethodPage {
    pub frame: Frame,
}

/// `/licence`: of the program, of the data.
#[derive(Debug, Clone, Template)]
#[template(path = "licence.html")]
pub struct LicencePage {
    pub frame: Frame,
}

/// `/accessibilite`: what was done, what was tested, what is missing.
#[derive(Debug, Clone, Template)]
#[template(path = "accessibility.html")]
pub struct AccessibilityPage {
    pub frame: Frame,
}

impl MethodPage {
    fn french(&self) -> bool {
        self.frame.language == Language::French
    }
}

impl LicencePage {
    fn french(&self) -> bool {
        self.frame.language == Language::French
    }
}

impl AccessibilityPage {
    fn french(&self) -> bool {
        self.frame.language == Language::French
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples;

    #[test]
    fn every_reading_exists_in_both_languages() {
        let [french, english] = [Language::French, Language::English].map(|language| {
            let frame = || samples::frame(language);
            [
                samples::checked(&MethodPage { frame: frame() }),
                samples::checked(&LicencePage { frame: frame() }),
                samples::checked(&AccessibilityPage { frame: frame() }),
            ]
        });
        assert!(french.iter().zip(&english).all(|(a, b)| a != b));
    }
}
