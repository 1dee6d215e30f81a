//! What Vite has built, inside the program, and what stands in for it when it has not.
//!
//! `cargo build` works without Node: then there is no `web/dist`, pages bear no script, and
//! their styles are those of the sources, without the web font.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use rust_embed::RustEmbed;
use serde::Deserialize;

#[derive(RustEmbed)]
#[folder = "web/dist/"]
#[allow_missing = true]
struct Built;

/// The styles as written, in the order of `web/src/main.ts`.
const PLAIN_STYLES: &str = concat!(
    include_str!("../../web/src/styles/tokens.css"),
    include_str!("../../web/src/styles/page.css"),
    include_str!("../../web/src/styles/parts.css"),
    include_str!("../../web/src/styles/map.css"),
    include_str!("../../web/src/styles/print.css"),
);

const FAVICON: &str = include_str!("../../web/src/icons/favicon.svg");

/// What a page's head links to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// The module that brings the islands to life; `None` without Node.
    pub script: Option<String>,
    pub styles: Vec<String>,
    /// Fonts that the first screen needs.
    pub fonts: Vec<String>,
}

/// One file, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    pub bytes: Cow<'static, [u8]>,
    /// Its media type.
    pub mime: &'static str,
    /// Whether its name changes with its content, so that it may be kept for ever.
    pub immutable: bool,
}

/// A part of Vite's manifest.
#[derive(Debug, Deserialize)]
struct Chunk {
    file: String,
    #[serde(default)]
    css: Vec<String>,
    #[serde(default)]
    assets: Vec<String>,
}

/// The entry of all pages.
#[must_use]
pub fn entry() -> &'static Entry {
    static ENTRY: LazyLock<Entry> = LazyLock::new(|| {
        let manifest = Built::get(".vite/manifest.json");
        manifest.and_then(|file| entry_of(&file.data)).unwrap_or_else(plain_entry)
    });
    &ENTRY
}

/// The font of the map's labels; `None` without Node.
#[must_use]
pub fn label_font() -> Option<Asset> {
    let begins = |path: &Cow<'_, str>| path.starts_with("atkinson-hyperlegible-next-latin-700-normal");
    file(&Built::iter().find(begins)?)
}

/// The file at `/assets/{path}`; `None` when there is none.
#[must_use]
pub fn file(path: &str) -> Option<Asset> {
    let plain = |text: &'static str, mime| Asset { bytes: text.as_bytes().into(), mime, immutable: false };
    match path {
        "base.css" => Some(plain(PLAIN_STYLES, "text/css; charset=utf-8")),
        "favicon.svg" => Some(plain(FAVICON, "image/svg+xml")),
        _ if path.starts_with('.') => None,
        _ => Built::get(path).map(|file| Asset { bytes: file.data, mime: mime(path), immutable: true }),
    }
}

fn plain_entry() -> Entry {
    Entry { styles: vec!["/assets/base.css".to_owned()], ..Entry::default() }
}

fn entry_of(manifest: &[u8]) -> Option<Entry> {
    let chunks: BTreeMap<String, Chunk> = serde_json::from_slice(manifest).ok()?;
    let Chunk { file, css, assets } = chunks.get("src/main.ts")?;
    let address = |path: &String| format!("/assets/{path}");
    let fonts = assets.iter().filter(|path| path.ends_with(".woff2"));
    Some(Entry {
        script: Some(address(file)),
        styles: css.iter().map(address).collect(),
        fonts: fonts.map(address).collect(),
    })
}

fn mime(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "map") => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_names_script_styles_and_fonts() {
        let manifest = br#"{"src/main.ts":{"file":"main-a1.js","isEntry":true,"css":["main-b2.css"],
            "assets":["text-c3.woff2"]},"src/map/island.ts":{"file":"island-d4.js"}}"#;
        let entry = entry_of(manifest).expect("an entry");
        assert_eq!(entry.script.as_deref(), Some("/assets/main-a1.js"));
        assert_eq!(entry.styles, ["/assets/main-b2.css"]);
        assert_eq!(entry.fonts, ["/assets/text-c3.woff2"]);
    }

    #[test]
    fn without_a_build_pages_are_styled_all_the_same() {
        assert_eq!(entry_of(b"{}"), None);
        assert_eq!(plain_entry().script, None);
        let styles = file("base.css").expect("the plain styles");
        assert!(styles.mime.starts_with("text/css") && 1_000 < styles.bytes.len());
        assert!(!PLAIN_STYLES.contains("@import"), "one file, no further request");
    }

    #[test]
    fn all_that_the_entry_names_can_be_fetched() {
        let Entry { script, styles, fonts } = entry();
        for address in script.iter().chain(styles).chain(fonts) {
            let path = address.strip_prefix("/assets/").expect("below /assets/");
            assert!(file(path).is_some(), "{path}");
        }
    }

    #[test]
    fn the_manifest_and_strange_paths_are_not_served() {
        for path in [".vite/manifest.json", "../Cargo.toml", "", "nothing.js"] {
            assert_eq!(file(path), None, "{path}");
        }
    }
}
