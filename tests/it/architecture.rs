//! The rooms of `src` and the rules between them, as ARCHITECTURE.md tells them.
//!
//! The rules are functions of paths and texts, so that planted faults can show that each of
//! them bites. Sources are read as tokens, without comments and quoted texts: prose that
//! speaks of a room imports nothing.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::Path;

use crate::rust_tokens::{Token, tokens};

/// What stands on which floor. Imports go to a lower floor or stay in the room.
const FLOORS: [(&str, u8); 17] = [
    ("main", 9),
    ("lib", 9),
    ("cli", 8),
    ("api", 7),
    ("pages", 7),
    ("analysis", 6),
    ("tiles", 6),
    ("query", 6),
    ("snapshot", 5),
    ("ingest", 4),
    ("formats", 4),
    ("index", 3),
    ("network", 3),
    ("demo", 3),
    ("domain", 2),
    ("geometry", 1),
    ("config", 1),
];

/// The one step sideways: pages are answers too, and take the current snapshot, the ETags and
/// the headers where programs' answers have theirs. Never the other way round.
const BESIDE: (&str, &str) = ("pages", "api");

/// The rooms that may know HTTP and the runtime under it.
const ONLINE: [&str; 3] = ["cli", "api", "pages"];

/// Crates of the server, and those whose names begin so (`tower_http`, `axum_extra`).
const SERVER: [&str; 4] = ["axum", "tokio", "tower", "hyper"];

/// Names that say nothing of what is inside.
const DRAWERS: [&str; 6] = ["util", "utils", "common", "misc", "helper", "helpers"];

/// The most lines before the tests of a file that is not a table.
const LONG: usize = 400;

/// What must be there for a documented path to be checked as one of ours.
const TOP: [&str; 8] = ["src", "data", "tiles", "web", "tests", "benches", "bench", ".ci"];

/// A rule broken somewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Fault {
    path: String,
    line: usize,
    what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

/// `src/domain/actor.rs` → `domain`, `src/config.rs` → `config`.
fn room(path: &str) -> &str {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    let first = inside.split('/').next().unwrap_or(inside);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// How many modules a file is below the crate: 1 for `src/domain/mod.rs` and `src/config.rs`.
fn depth(path: &str) -> usize {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    match inside {
        "main.rs" | "lib.rs" => 0,
        _ => inside.split('/').filter(|part| *part != "mod.rs").count(),
    }
}

/// All faults of one file of `src`.
fn faults_of_file(path: &str, text: &str) -> Vec<Fault> {
    let tokens = tokens(text);
    let mut told = faults_of_shape(path, text);
    for (line, to) in imports(path, &tokens) {
        told.extend(forbidden(room(path), &to).map(|what| (line, what)));
    }
    if !ONLINE.contains(&room(path)) {
        let named = server_crates(&tokens).into_iter();
        told.extend(
            named.map(|(line, name)| (line, format!("`{name}` belongs to {} only", ONLINE.join(", ")))),
        );
    }
    let hides = "`pub use` hides where things are: import from the defining module";
    told.extend(re_exports(&tokens).into_iter().map(|line| (line, hides.to_owned())));
    told.into_iter().map(|(line, what)| Fault { path: path.to_owned(), line, what }).collect()
}

/// What is wrong with the place, the name, the first line and the length of a file.
fn faults_of_shape(path: &str, text: &str) -> Vec<(usize, String)> {
    let mut told = vec![];
    if floor(room(path)).is_none() {
        told.push((1, format!("`{}` is no room: add it to the table and to DESIGN", room(path))));
    }
    let purpose = text.lines().next().and_then(|line| line.strip_prefix("//! "));
    if purpose.is_none_or(|words| words.len() < 10) {
        told.push((1, "the first line must say what the file is for: //! …".to_owned()));
    }
    let parts = path.trim_end_matches(".rs").split('/');
    for drawer in parts.filter(|part| DRAWERS.contains(part)) {
        told.push((1, format!("`{drawer}` names a drawer, not what is inside")));
    }
    let length = lines_before_tests(text);
    if length > LONG && !is_table(text) {
        told.push((LONG, format!("{length} lines before the tests: split, or say that it is a table")));
    }
    told
}

/// Why a room may not import another; `None` when it may.
fn forbidden(from: &str, to: &str) -> Option<String> {
    let Some(target) = floor(to) else {
        return Some(format!("`crate::{to}` is no room: import from the defining module"));
    };
    if from == to || (from, to) == BESIDE {
        return None;
    }
    if to == "demo" && from != "cli" {
        return Some("`demo` is for `cli` and the tests only".to_owned());
    }
    let own = floor(from)?;
    (own <= target).then(|| {
        let way = if own == target { "sideways" } else { "up" };
        format!("{way} from `{from}` (floor {own}) to `{to}` (floor {target})")
    })
}

/// The rooms that a file names by path, each with its line.
fn imports(path: &str, tokens: &[Token]) -> Vec<(usize, String)> {
    let mut found = vec![];
    for (at, token) in tokens.iter().enumerate() {
        let after = &tokens[at + 1..];
        match token.text {
            // `$crate` and `maillage` (in the binary) are the same crate by other names.
            "crate" | "maillage" => found.extend(roots(after)),
            "super" if at == 0 || tokens[at - 1].text != "::" || before(tokens, at, 2) != "super" => {
                found.extend(climb(after, depth(path)));
            }
            _ => {}
        }
    }
    found.sort();
    found.dedup();
    found
}

fn before<'t>(tokens: &[Token<'t>], at: usize, back: usize) -> &'t str {
    at.checked_sub(back).map_or("", |at| tokens[at].text)
}

/// The first names after `crate`: one, or one for each branch of a brace.
fn roots(after: &[Token]) -> Vec<(usize, String)> {
    let name = |token: &Token| (token.line, token.text.trim_start_matches("r#").to_owned());
    match after {
        [colons, brace, rest @ ..] if colons.text == "::" && brace.text == "{" => {
            let mut names = vec![];
            let mut deep = 0;
            let mut first = true;
            for token in rest {
                match token.text {
                    "{" => deep += 1,
                    "}" if deep == 0 => break,
                    "}" => deep -= 1,
                    "," if deep == 0 => first = true,
                    // `{self, …}` names the crate itself, which is no room.
                    _ if first => {
                        first = false;
                        names.push(name(token));
                    }
                    _ => {}
                }
            }
            names
        }
        [colons, first, ..] if colons.text == "::" => vec![name(first)],
        _ => vec![],
    }
}

/// The room that `super::super::…` reaches when it leaves this one.
fn climb(after: &[Token], depth: usize) -> Vec<(usize, String)> {
    let mut rest = after;
    let mut steps = 1;
    while let [colons, word, beyond @ ..] = rest {
        if colons.text != "::" || word.text != "super" {
            break;
        }
        steps += 1;
        rest = beyond;
    }
    // Inside a `mod tests` one step is spent on leaving it, so a name that is no room is
    // taken for a module of this one.
    let leaves = depth > 0 && depth <= steps;
    let reached = if leaves { roots(rest) } else { vec![] };
    reached.into_iter().filter(|(_, name)| floor(name).is_some()).collect()
}

/// Where crates of the server are named in a path.
fn server_crates(tokens: &[Token]) -> Vec<(usize, String)> {
    let of_server = |text: &str| {
        SERVER.iter().any(|name| text.strip_prefix(name).is_some_and(|r| r.is_empty() || r.starts_with('_')))
    };
    let next = |at: usize| tokens.get(at + 1).map_or("", |token| token.text);
    let named = |at: usize| {
        // Not a field, nor a later step of a path: `state.tower`, `crate::pages::tower`.
        let word = |text: &str| text.ends_with(|c: char| c == '>' || c == '_' || c.is_alphanumeric());
        let starts = match before(tokens, at, 1) {
            "::" => before(tokens, at, 2) == "use" || !word(before(tokens, at, 2)),
            sign => sign != ".",
        };
        starts && (next(at) == "::" || matches!(before(tokens, at, 1), "use" | "crate"))
    };
    let found = tokens.iter().enumerate().filter(|(at, token)| of_server(token.text) && named(*at));
    found.map(|(_, token)| (token.line, token.text.to_owned())).collect()
}

/// `pub use`, `pub(crate) use`.
fn re_exports(tokens: &[Token]) -> Vec<usize> {
    let mut lines = vec![];
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.text == "use") {
        let mut back = at;
        if before(tokens, back, 1) == ")" {
            back = tokens[..back].iter().rposition(|t| t.text == "(").unwrap_or(0);
        }
        if before(tokens, back, 1) == "pub" {
            lines.push(token.line);
        }
    }
    lines
}

fn lines_before_tests(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let opens = |pair: &[&str]| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod tests");
    lines.windows(2).position(opens).unwrap_or(lines.len())
}

/// Whether the first paragraph says that the file is a table.
fn is_table(text: &str) -> bool {
    let paragraph = text.lines().map_while(|line| line.strip_prefix("//! "));
    let words = paragraph.collect::<Vec<_>>().join(" ").to_lowercase();
    words.contains("is a table") || words.starts_with("a table") || words.starts_with("the table")
}

/// Paths that a page names and that do not exist. A path stands between backticks or is the
/// target of a link, and begins with a top folder or a room; patterns are not paths.
fn missing_paths(page: &str, exists: impl Fn(&str) -> bool) -> Vec<Fault> {
    let mut faults = vec![];
    for (text, line) in page.lines().zip(1..) {
        let quoted = text.split('`').skip(1).step_by(2);
        let linked = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
        for word in quoted.chain(linked) {
            let path = word.trim_start_matches("./").trim_end_matches('/');
            let plain = path.chars().all(|c| c.is_alphanumeric() || "/._-".contains(c));
            let first = path.split('/').next().unwrap_or_default();
            let in_room = floor(first).is_some() && path.contains('/');
            let file = path.ends_with(".rs") && !path.contains('/');
            let ours = TOP.contains(&first) || in_room || file;
            let place = if in_room || file { format!("src/{path}") } else { path.to_owned() };
            if plain && ours && !exists(&place) && !exists(path) {
                let what = format!("`{path}` does not exist");
                faults.push(Fault { path: "ARCHITECTURE.md".to_owned(), line, what });
            }
        }
    }
    faults
}

/// Every Rust file under a folder, with paths as the repository writes them.
fn sources(root: &Path, folder: &str, found: &mut Vec<(String, String)>) {
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return };
    let names: BTreeSet<String> =
        entries.map(|e| e.expect("readable").file_name().into_string().expect("UTF-8")).collect();
    for name in names {
        let path = format!("{folder}/{name}");
        if root.join(&path).is_dir() {
            sources(root, &path, found);
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(root.join(&path)).expect(&path);
            found.push((path, text));
        }
    }
}

#[test]
fn every_file_of_src_keeps_the_rules_of_the_house() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![];
    sources(root, "src", &mut files);
    assert!(files.len() > 10, "found only {} files", files.len());
    let mut faults: Vec<Fault> = files.iter().flat_map(|(path, text)| faults_of_file(path, text)).collect();
    if let Ok(page) = fs::read_to_string(root.join("ARCHITECTURE.md")) {
        faults.extend(missing_paths(&page, |path| root.join(path).exists()));
    }
    assert!(faults.is_empty(), "\n{}", faults.iter().map(|f| format!("{f}\n")).collect::<String>());
}

mod planted {
    use super::*;

    const FIRST: &str = "//! What this file is for.\n";

    fn told(path: &str, code: &str) -> Vec<String> {
        faults_of_file(path, &format!("{FIRST}{code}")).iter().map(Fault::to_string).collect()
    }

    #[test]
    fn imports_that_run_down_or_stay_are_fine() {
        let cases = [
            ("src/snapshot/build.rs", "use crate::ingest::item::Item;\nuse crate::snapshot::actors::Actors;"),
            ("src/analysis/gaps.rs", "use crate::{domain::{actor, level}, geometry::units::Meters};"),
            ("src/main.rs", "fn main() { maillage::cli::run() }"),
            ("src/cli/serve.rs", "use crate::demo::island;\nuse tokio::net::TcpListener;"),
            ("src/pages/home.rs", "use axum::Router;\nfn f() { tower::util::x() }"),
            ("src/domain/actor.rs", "pub(crate) fn f() {}\npub(in crate::domain) fn g() {}"),
            ("src/domain/function/file.rs", "use super::rules::Rule;\nuse super::super::actor::Code;"),
            ("src/geometry/area.rs", "mod tests { use super::super::position::Position; use super::*; }"),
            ("src/index/tree.rs", "let tower = 1; let x = tower.tokio; struct Axum;"),
        ];
        for (path, code) in cases {
            assert!(told(path, code).is_empty(), "{:?}", told(path, code));
        }
    }

    #[test]
    fn an_import_that_runs_up_is_a_fault_however_it_is_written() {
        let ways = [
            "use crate::api::problem::Problem;",
            "use crate :: api;",
            "pub fn f() { let p = crate::api::problem::make(); }",
            "use crate::{domain::actor::Actor, api::problem::Problem};",
            "use crate::{domain::{actor::Actor, level::Level}, api};",
            "use {std::fs, crate::api::problem};",
            "use crate::\n    api::problem;",
            "use crate::api as a;",
            "use super::super::api::problem;",
            "use maillage::api::problem;",
            "#[cfg(test)]\nmod tests {\n    use crate::api::problem;\n}",
            "macro_rules! m { () => { $crate::api::f() } }",
            "type T<'a> = &'a crate::api::X;",
            "const C: char = '\"'; type T = crate::api::X;",
            "const S: &str = \"\\\\\"; type T = crate::api::X;",
            "const S: &str = r#\"\"quoted\"\"#; type T = crate::api::X;",
            "/* one /* inside */ other */ type T = crate::api::X;",
        ];
        for code in ways {
            let told = told("src/snapshot/build.rs", code);
            assert_eq!(told.len(), 1, "{code}: {told:?}");
            assert!(told[0].contains("up from `snapshot` (floor 5) to `api` (floor 7)"), "{told:?}");
        }
    }

    #[test]
    fn the_line_of_the_fault_is_told() {
        let told =
            told("src/domain/actor.rs", "\n/* a\nb */\nuse crate::{\n    geometry::units,\n    index,\n};\n");
        assert_eq!(told, ["src/domain/actor.rs:7: up from `domain` (floor 2) to `index` (floor 3)"]);
    }

    #[test]
    fn pages_stand_beside_the_api_and_take_its_answers() {
        assert_eq!(told("src/pages/bassin.rs", "use crate::api::answer::Answer;"), [""; 0]);
    }

    #[test]
    fn rooms_of_one_floor_do_not_import_each_other() {
        for (path, code) in [
            ("src/api/items.rs", "use crate::pages::frame;"),
            ("src/tiles/render.rs", "use crate::query::filter;"),
            ("src/ingest/siae.rs", "use crate::formats::table;"),
            ("src/geometry/bbox.rs", "use crate::config::Config;"),
        ] {
            let told = told(path, code);
            assert!(told.len() == 1 && told[0].contains("sideways"), "{told:?}");
        }
    }

    #[test]
    fn the_island_is_for_the_command_line_only() {
        for path in ["src/snapshot/build.rs", "src/api/items.rs", "src/ingest/open.rs", "src/index/tree.rs"] {
            let told = told(path, "use crate::demo::island;");
            assert!(told.len() == 1 && told[0].contains("`demo` is for `cli`"), "{told:?}");
        }
    }

    #[test]
    fn the_crate_root_offers_nothing_but_rooms() {
        for code in ["use crate::Actor;", "use crate::*;", "use crate::{domain, Actor};"] {
            assert_eq!(told("src/snapshot/build.rs", code).len(), 1, "{code}");
        }
        let hidden = "is no room";
        assert!(told("src/plumbing/pipe.rs", "")[0].contains(hidden));
        assert!(told("src/plumbing.rs", "")[0].contains(hidden));
    }

    #[test]
    fn the_server_stays_upstairs() {
        let ways = [
            "use tokio::sync::RwLock;",
            "use axum;",
            "use ::axum::Router;",
            "use {std::fs, axum::Router};",
            "fn f() { ::tokio::spawn(x) }",
            "#[tokio::main]\nasync fn main() {}",
            "use tower_http::trace::TraceLayer;",
        ];
        for code in ways {
            for path in ["src/snapshot/store.rs", "src/tiles/render.rs", "src/main.rs"] {
                let told = told(path, code);
                assert!(told.len() == 1 && told[0].contains("cli, api, pages only"), "{code}: {told:?}");
            }
        }
    }

    #[test]
    fn prose_imports_nothing() {
        let code = r####"
            // See crate::api::f and axum::Router.
            /// [`crate::api::f`] /* "
            /* use crate::api; /* nested */ use tokio::net; */
            const A: &str = "use crate::api; \" pub use crate::cli;";
            const B: &str = r#"use crate::api; " tokio::spawn"#;
            const C: &[u8] = b"crate::api";
            const D: char = '\''; const E: char = '"'; const F: u8 = b'"';
            fn f<'a>(x: &'a str) -> &'a str { x }
        "####;
        assert!(told("src/domain/actor.rs", code).is_empty(), "{:?}", told("src/domain/actor.rs", code));
    }

    #[test]
    fn a_file_says_what_it_is_for() {
        for text in ["", "use std::fs;\n", "\n//! What this file is for.\n", "//!\n", "// What it is for.\n"]
        {
            let faults = faults_of_file("src/domain/actor.rs", text);
            assert!(faults.len() == 1 && faults[0].what.starts_with("the first line"), "{text:?}");
        }
    }

    #[test]
    fn drawers_are_no_names() {
        for path in ["src/utils.rs", "src/domain/utils.rs", "src/api/helpers/mod.rs", "src/misc.rs"] {
            assert!(told(path, "").iter().any(|t| t.contains("drawer")), "{path}");
        }
        assert!(told("src/domain/utilities_of_the_field.rs", "").is_empty());
    }

    #[test]
    fn re_exports_are_faults() {
        let ways = ["pub use self::actor::Actor;", "pub(crate) use a::B;", "pub\nuse a::B;"];
        for code in ways {
            assert_eq!(told("src/domain/mod.rs", code).len(), 1, "{code}");
        }
        assert!(
            told("src/domain/mod.rs", "pub mod a;\nuse std::fmt;\npub fn f() { use std::io; }").is_empty()
        );
    }

    #[test]
    fn a_long_file_is_a_table_or_a_fault() {
        let long = "fn f() {}\n".repeat(400);
        assert_eq!(told("src/domain/actor.rs", &long).len(), 1);
        let table = format!("//! Codes of INSEE: this is a table.\n//!\n//! Read it.\n{long}");
        assert!(faults_of_file("src/domain/actor.rs", &table).is_empty());
        let late = format!("//! Codes of INSEE.\n//!\n//! This is a table.\n{long}");
        assert_eq!(faults_of_file("src/domain/actor.rs", &late).len(), 1);
        let tests = format!("fn f() {{}}\n#[cfg(test)]\nmod tests {{\n{long}}}\n");
        assert!(told("src/domain/actor.rs", &tests).is_empty());
    }

    #[test]
    fn a_documented_path_exists() {
        let page = "See `src/domain/actor.rs`, `ingest/siae.rs` and [tiles](tiles/layers.toml#z).\n\
                    Not `src/{a,b}`, `src/*.rs`, `/collections/x`, `cargo test` or `domain`.\n\
                    But `src/gone.rs`, `api/gone`, `lost.rs` and [this](data/gone.csv).\n";
        let there = ["src/domain/actor.rs", "src/ingest/siae.rs", "tiles/layers.toml"];
        let faults = missing_paths(page, |path| there.contains(&path));
        let told: Vec<String> = faults.iter().map(Fault::to_string).collect();
        assert_eq!(
            told,
            [
                "ARCHITECTURE.md:3: `src/gone.rs` does not exist",
                "ARCHITECTURE.md:3: `api/gone` does not exist",
                "ARCHITECTURE.md:3: `lost.rs` does not exist",
                "ARCHITECTURE.md:3: `data/gone.csv` does not exist",
            ]
        );
    }
}
