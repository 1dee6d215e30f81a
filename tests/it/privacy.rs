//! What must be seen nowhere is seen nowhere: e-mails, phones, `[ND]`, and every word that
//! was planted with the units in partial diffusion, in the snapshot, the exports, the tiles,
//! the answers and the log. Those units are counted all the same.

use std::collections::BTreeMap;
use std::fs;

use maillage::demo::Plan;
use maillage::demo::names::SECRET;
use maillage::demo::truths::Truths;
use maillage::domain::level::Level;
use maillage::formats::geojson::{self, Members};
use maillage::formats::selection::Selection;
use maillage::geometry::mercator::cell_of_morton;
use maillage::pages::address;
use maillage::snapshot::actors::MORTON_ZOOM;
use maillage::snapshot::layers::Layer;
use maillage::snapshot::territories::Territory;

use crate::asking::{found, get};
use crate::program::{Server, maillage, succeeds};
use crate::worlds::{World, island, real, write_land};

/// An e-mail address, and the words around it for the message.
fn email(text: &str) -> Option<&str> {
    text.match_indices('@').find_map(|(at, _)| {
        let before = text[..at].chars().next_back()?;
        let local = before.is_ascii_alphanumeric() || "._%+-".contains(before);
        let host: &str =
            text[at + 1..].split(|c: char| !c.is_ascii_alphanumeric() && !".-".contains(c)).next()?;
        let (name, top) = host.trim_end_matches('.').rsplit_once('.')?;
        let dotted = !name.is_empty() && 2 <= top.len() && top.bytes().all(|b| b.is_ascii_alphabetic());
        (local && dotted).then(|| around(text, at))
    })
}

/// A French phone number: `0` and nine digits, in pairs apart or not; or `+33` and nine. Ten
/// digits inside a longer number, or behind a point or a `_`, are of an id or a figure.
fn phone(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    (0..bytes.len())
        .find(|&at| {
            let inside = |b: u8| b.is_ascii_alphanumeric() || b"._".contains(&b);
            let free = at == 0 || !inside(bytes[at - 1]);
            free && (rest_is_pairs(&bytes[at..]) || is_abroad(&bytes[at..]))
        })
        .map(|at| around(text, at))
}

/// `0`, a digit that is not zero, four pairs, and no more.
fn rest_is_pairs(bytes: &[u8]) -> bool {
    let [b'0', b'1'..=b'9', rest @ ..] = bytes else { return false };
    four_pairs(rest)
}

/// `+33` or `0033`, a digit that is not zero, four pairs.
fn is_abroad(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"+33").or_else(|| bytes.strip_prefix(b"0033")) else { return false };
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    let rest = rest.strip_prefix(b"(0)").unwrap_or(rest);
    matches!(rest, [b'1'..=b'9', rest @ ..] if four_pairs(rest))
}

/// Kept apart by one and the same mark, or not at all: dates within ids are not.
fn four_pairs(rest: &[u8]) -> bool {
    let marks: [&[u8]; 6] = [b"", b" ", b".", b"-", b"/", "\u{a0}".as_bytes()];
    marks.into_iter().any(|mark| {
        let mut rest = rest;
        (0..4).all(|_| {
            let Some([b'0'..=b'9', b'0'..=b'9', after @ ..]) = rest.strip_prefix(mark) else { return false };
            rest = after;
            true
        }) && !rest.first().is_some_and(u8::is_ascii_digit)
    })
}

fn around(text: &str, at: usize) -> &str {
    let (mut start, mut end) = (at.saturating_sub(40), (at + 40).min(text.len()));
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    &text[start..end]
}

#[test]
fn contacts_are_recognised_and_numbers_of_other_kinds_are_not() {
    for text in ["a@b.fr", "écrire à lea.martin@asso.example.", "mailto:x_y+z@un.deux.org?subject"] {
        assert!(email(text).is_some(), "{text}");
    }
    for text in ["siae@siae:2021-01-01", "@nantes", "a@b", "cantine@ma-cantine", "rendez-vous @ Paris"] {
        assert_eq!(email(text), None);
    }
    for text in ["05 36 49 12 34", "tél:0536491234.", "+33 5 36 49 12 34", "0033536491234", "05.36.49.12.34"]
    {
        assert!(phone(text).is_some(), "{text}");
    }
    for text in
        ["80746931700018", "W751000123", "47.0612345678", "2020-07-31 00:00:00", "cedex-05-2021-09-09"]
    {
        assert_eq!(phone(text), None);
    }
}

/// The words that were planted to be seen nowhere, in lower case.
fn secrets(truths: &Truths) -> Vec<String> {
    let mut secrets = vec![SECRET.to_lowercase(), "[nd]".to_owned(), "zeliane".to_owned()];
    secrets.extend(truths.contacts.iter().map(|contact| contact.to_lowercase()));
    for masked in &truths.masked {
        secrets.push(masked.siret.clone());
        secrets.push(masked.siret[..9].to_owned());
        secrets.extend((!masked.secret.is_empty()).then(|| masked.secret.to_lowercase()));
    }
    secrets
}

/// Looks for contacts and secrets in anything that leaves the house. Binary forms hold texts
/// as they are: what is no UTF-8 between them is skipped.
fn has_none(what: &str, bytes: &[u8], secrets: &[String]) {
    let text = String::from_utf8_lossy(bytes);
    assert_eq!(email(&text), None, "e-mail in {what}");
    assert_eq!(phone(&text), None, "phone in {what}");
    has_no_secret(what, bytes, secrets);
}

fn has_no_secret(what: &str, bytes: &[u8], secrets: &[String]) {
    let lower = String::from_utf8_lossy(bytes).to_lowercase();
    for secret in secrets {
        let at = lower.find(secret.as_str());
        assert!(at.is_none(), "`{secret}` in {what}: {:?}", at.map(|at| around(&lower, at)));
    }
}

#[test]
fn what_was_planted_is_in_the_official_files() {
    let files = tempfile::tempdir().expect("a folder");
    let truths = write_land(files.path(), &Plan::island());
    let mut all = String::new();
    for entry in fs::read_dir(files.path()).expect("a folder") {
        all += &String::from_utf8_lossy(&fs::read(entry.expect("an entry").path()).expect("read"))
            .to_lowercase();
    }
    for secret in secrets(&truths) {
        assert!(all.contains(&secret), "{secret} was not planted");
    }
    assert!(24 <= truths.masked.len());
    assert!(email(&all).is_some() && phone(&all).is_some());
}

/// The island, built by the program into a folder.
fn built_island() -> (tempfile::TempDir, Truths) {
    let (files, root) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let truths = write_land(files.path(), &Plan::island());
    let report = succeeds({
        let mut command = maillage(["build", "--data"]);
        command.arg(files.path()).arg("--out").arg(root.path());
        command
    });
    has_none("the report", &report.stdout, &secrets(&truths));
    has_none("the builder's log", &report.stderr, &secrets(&truths));
    (root, truths)
}

#[test]
fn the_snapshot_and_its_exports_hold_nothing_that_was_planted() {
    let (root, truths) = built_island();
    let secrets = secrets(&truths);
    let id = fs::read_to_string(root.path().join("current")).expect("current");
    for entry in fs::read_dir(root.path().join(id.trim())).expect("a snapshot") {
        let path = entry.expect("an entry").path();
        // Outlines are numbers, which may look like an address or a telephone; never like a name.
        if path.ends_with("contours.sheets") {
            has_no_secret("contours.sheets", &fs::read(&path).expect("read"), &secrets);
            continue;
        }
        has_none(&path.display().to_string(), &fs::read(&path).expect("read"), &secrets);
    }
    for layer in Layer::ALL {
        for format in ["fgb", "geojson", "csv"] {
            let mut command = maillage(["export", "--layer", layer.name(), "--format", format, "--snapshot"]);
            command.arg(root.path());
            let exported = succeeds(command).stdout;
            assert!(!exported.is_empty());
            has_none(&format!("{layer}.{format}"), &exported, &secrets);
        }
    }
}

/// Pages for people, those of territories apart. What is searched for is repeated: no secret is.
const PAGES: [&str; 7] = [
    "/",
    "/explorer/densite-ess",
    "/partenaires",
    "/donnees",
    "/rechercher?q=cercle",
    "/methode",
    "/nulle-part",
];

/// Everything that the service can be asked of a world, tiles apart.
fn questions(world: &World) -> Vec<String> {
    let served = world.served();
    let mut all: Vec<String> = ["/health", "/collections", "/tilejson/territoires"].map(str::to_owned).into();
    for layer in Layer::ALL {
        all.push(format!("/collections/{layer}"));
        all.push(format!("/collections/{layer}/items?limit=10000"));
        all.push(format!("/collections/{layer}/items?limit=10000&f=csv"));
        all.push(format!("/counts/{layer}?by=commune"));
    }
    for level in Level::ALL {
        for Territory { code, name, .. } in served.snapshot.territories.of(level) {
            all.push(format!("/zones/{level}/{code}"));
            all.push(address::territory(level, code, name));
            all.extend((1..=3).map(|page| format!("/partenaires?lieu={level}-{code}&page={page}")));
        }
    }
    all.extend(PAGES.map(str::to_owned));
    for word in
        [SECRET, "cercle", "CERCLE%20OMBRECLOSE%201", "nd", "[ND]", "accueil", "05%2036%2049", "P", "masque"]
    {
        all.push(format!("/search?q={word}"));
    }
    all
}

#[test]
fn no_answer_of_the_service_holds_what_was_planted() {
    let island = island();
    let mut secrets = secrets(&island.truths);
    for question in questions(&island.world) {
        let answered = get(&island.world.shared, &question);
        assert!(answered.status == 200 || question == "/nulle-part", "{question}: {}", answered.status);
        has_none(&question, &answered.body, &secrets);
    }
    // Asked by number, the service knows nobody; the number asked for is not ours to hide.
    secrets.clear();
    for masked in &island.truths.masked {
        let item = get(&island.world.shared, &format!("/collections/acteurs/items/{}", masked.siret));
        assert_eq!(item.status.as_u16(), 404);
        let search = found(&island.world.shared, &format!("/search?q={}", masked.siret));
        assert_eq!(search["results"].as_array().map(Vec::len), Some(0), "{}", masked.siret);
    }
}

/// The tiles of some groups that hold rows of any layer, as served.
fn tiles(world: &World, groups: &[&str], zooms: &[u8], mut each: impl FnMut(&str, &[u8])) {
    let served = world.served();
    let snapshot = &served.snapshot;
    let id = &served.atlas.edition;
    for &zoom in zooms {
        let shift = 2 * u32::from(MORTON_ZOOM - zoom);
        let mortons = [snapshot.actors.mortons(), snapshot.sites.mortons(), snapshot.equipment.mortons()];
        let mut codes: Vec<u64> = mortons.concat();
        codes.retain(|&code| code != u64::MAX);
        codes.iter_mut().for_each(|code| *code >>= shift);
        codes.sort_unstable();
        codes.dedup();
        for (x, y) in codes.into_iter().map(cell_of_morton) {
            for group in groups {
                let address = format!("/tiles/{id}/{group}/{zoom}/{x}/{y}");
                each(&address, &get(&world.shared, &address).body);
            }
        }
    }
}

#[test]
fn no_tile_of_the_island_holds_what_was_planted() {
    let island = island();
    let mut secrets = secrets(&island.truths);
    // Not even the opaque number of a masked actor.
    secrets.push("masque:".to_owned());
    let mut texts = 0;
    let layers = Layer::ALL.into_iter().filter(|layer| !matches!(layer, Layer::Territories(_)));
    let groups: Vec<&str> = layers.map(Layer::name).chain(["territoires"]).collect();
    tiles(&island.world, &groups, &(0..=14).collect::<Vec<u8>>(), |address, bytes| {
        texts += usize::from(!bytes.is_empty());
        has_none(address, bytes, &secrets);
    });
    assert!(1_000 < texts, "{texts} tiles are a poor sample");
}

#[test]
fn the_log_of_a_session_holds_nothing_that_was_planted() {
    let (root, truths) = built_island();
    let server = Server::start(root.path(), &[]);
    let questions = questions(&island().world);
    for question in questions.iter().filter(|question| !question.contains("commune-")) {
        let expected = if question == "/nulle-part" { 404 } else { 200 };
        assert_eq!(server.get(question).0, expected, "{question}");
    }
    for masked in truths.masked.iter().take(5) {
        assert_eq!(server.get(&format!("/collections/acteurs/items/{}", masked.siret)).0, 404);
    }
    assert_eq!(server.get("/collections/acteurs/items?bbox=1,2").0, 400);
    server.signal("HUP");
    std::thread::sleep(std::time::Duration::from_millis(300));
    has_none("the log", server.log().as_bytes(), &secrets(&truths));
}

#[test]
fn planted_units_are_counted_in_their_communes() {
    let island = island();
    let mut expected: BTreeMap<&str, u64> = BTreeMap::new();
    for masked in &island.truths.masked {
        *expected.entry(&masked.commune).or_default() += 1;
    }
    assert_eq!(expected.values().sum::<u64>(), island.truths.sirene.masked);
    for (commune, masked) in expected {
        let zone = format!("zone=commune:{commune}");
        let counts = found(&island.world.shared, &format!("/counts/acteurs?{zone}"));
        assert_eq!(counts["masked"], masked, "{commune}");
        let page = found(&island.world.shared, &format!("/collections/acteurs/items?limit=10000&{zone}"));
        assert_eq!(page["numberMatched"], counts["numberMatched"], "{commune}");
        let features = page["features"].as_array().expect("a list");
        let hidden: Vec<_> = features.iter().filter(|f| !f["properties"]["diffusion"].is_null()).collect();
        assert_eq!(hidden.len() as u64, masked, "{commune}");
        for feature in hidden {
            assert!(feature["geometry"].is_null(), "{feature}");
            for column in ["nom", "adresse", "site_web"] {
                assert!(feature["properties"][column].is_null(), "{feature}");
            }
        }
    }
}

/// A box around a masked unit does not tell that it is there.
#[test]
fn no_box_finds_a_masked_unit() {
    let island = island();
    let page = found(&island.world.shared, "/collections/acteurs/items?limit=10000&bbox=-180,-90,180,90");
    let features = page["features"].as_array().expect("a list");
    assert!(1_000 < features.len());
    assert!(features.iter().all(|f| f["properties"]["diffusion"].is_null() && !f["geometry"].is_null()));
}

#[test]
fn nothing_built_from_the_real_files_holds_a_contact_or_a_hidden_value() {
    let Some(world) = real() else { return };
    let served = world.served();
    let snapshot = &served.snapshot;
    let hidden = ["[nd]".to_owned()];
    let root = tempfile::tempdir().expect("a folder");
    let folder = maillage::snapshot::store::write(snapshot, root.path(), &mut |_| ()).expect("written");
    has_none("manifest.json", &fs::read(folder.join("manifest.json")).expect("read"), &hidden);
    for layer in Layer::ALL.into_iter().filter(|layer| !matches!(layer, Layer::Territories(_))) {
        let file = format!("{layer}.fgb");
        has_none(&file, &fs::read(folder.join(&file)).expect("read"), &hidden);
        let table = snapshot.table(layer);
        let rows = Selection::all(&*table).with_rows(snapshot.rows(layer).collect());
        let mut exported = Vec::new();
        geojson::write_collection(&rows, &Members::default(), &mut exported).expect("written");
        has_none(layer.name(), &exported, &hidden);
    }
    // Where every row is told by itself; views of the actors show the same rows.
    tiles(world, &["acteurs", "foncier", "equipements"], &[14], |address, bytes| {
        has_none(address, bytes, &hidden)
    });
}
