//! Whatever is sent, nothing panics and nothing grows: seeded mutations of a corpus through every
//! parser of what clients write. Short in `make test`; `make fuzz` goes on for as long as
//! `MAILLAGE_FUZZ_SECONDS` says, from another seed each round.

use std::time::{Duration, Instant};

use maillage::analysis::indices::Index;
use maillage::api::drawn::Drawn;
use maillage::api::filters::encoded;
use maillage::api::items::cursor;
use maillage::geometry::bbox::Bbox;
use maillage::query::drawn;
use maillage::query::filter::{Filter, Language, MOST_BYTES, parse};
use maillage::query::serves::{Serving, Target};
use maillage::query::zone::Zone;
use maillage::snapshot::Snapshot;
use maillage::snapshot::layers::Layer;

use crate::asking::{at_the_edge, get};
use crate::worlds::island;

/// Inputs of each parser in a short run.
const SHORT: u64 = 3_000;

/// Longer inputs are cut: limits on length have tests of their own.
const LONGEST: usize = 4 * MOST_BYTES;

/// One of so many filters that compile is answered too.
const ANSWERED: u64 = 8;

/// A parser, what it is fed with, and what must hold beside not panicking. A parser that is new
/// gets its line here.
struct Fed {
    name: &'static str,
    corpus: &'static [&'static str],
    feed: fn(&Snapshot, &str, u64),
}

const TARGETS: [Fed; 9] = [
    Fed { name: "filter in text", corpus: TEXTS, feed: filter_text },
    Fed { name: "filter in JSON", corpus: JSONS, feed: filter_json },
    Fed { name: "bbox", corpus: BOXES, feed: bbox },
    Fed { name: "zone", corpus: ZONES, feed: zone },
    Fed { name: "serves", corpus: PLACES, feed: serves },
    Fed { name: "cursor", corpus: CURSORS, feed: cursor },
    Fed { name: "drawing", corpus: DRAWINGS, feed: drawing },
    Fed { name: "index", corpus: INDICES, feed: index },
    Fed { name: "address", corpus: ADDRESSES, feed: address },
];

const TEXTS: &[&str] = &[
    "famille = 'association' AND NOT (commune IN ('F1001', 'F1002') OR nom IS NULL)",
    "CASEI(ACCENTI(nom)) LIKE casei('%l''été\\_%') AND \"nom\" <> 'a'",
    "population BETWEEN -1.5e3 AND 2e+5 OR 12 >= population",
    "A_CONTAINS(fonctions, ('petite-enfance', 'x')) OR A_OVERLAPS((), declarations)",
    "S_INTERSECTS(geometry, POLYGON((-3 46, -2.5 46, -2.5 46.5, -3 46), (-2.9 46.1, -2.8 46.1, -2.8 46.2, -2.9 46.1)))",
    "S_WITHIN(geometry, BBOX(-4, 45, -2, 47)) AND S_DISJOINT(geometry, MULTIPOINT((1 2), 3 4))",
    "S_TOUCHES(GEOMETRYCOLLECTION(POINT Z (1 2 3), LINESTRING(0 0, 1 1)), geometry)",
    "mise_a_jour >= DATE('2024-02-29') OR mise_a_jour < TIMESTAMP('2024-02-29T23:59:59.5Z')",
    "S_INTERSECTS(geometry, MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)), ((2 2, 3 2, 3 3, 2 2))))",
];

const JSONS: &[&str] = &[
    r#"{"op":"and","args":[{"op":"=","args":[{"property":"famille"},"association"]},{"op":"not","args":[{"op":"isNull","args":[{"property":"nom"}]}]}]}"#,
    r#"{"op":"like","args":[{"op":"casei","args":[{"property":"nom"}]},{"op":"casei","args":["%\u00e9\\%"]}]}"#,
    r#"{"op":"between","args":[{"property":"population"},-1.5e3,2e5]}"#,
    r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[[[-3,46],[-2.5,46],[-2.5,46.5],[-3,46]]]}]}"#,
    r#"{"op":"s_within","args":[{"property":"geometry"},{"bbox":[-4,45,-2,47]}]}"#,
    r#"{"op":"a_containedBy","args":[{"property":"fonctions"},["a",{"op":"accenti","args":["b"]}]]}"#,
    r#"{"op":">","args":[{"property":"mise_a_jour"},{"timestamp":"2024-02-29T12:00:00Z"}]}"#,
];

const BOXES: &[&str] =
    &["-5,41,10,52", "177,-19,-178,-16", " 1e0 , -0.0,1.5e1,9e1", "1,2,3,4,5,6", "NaN,inf,-inf,1"];
const ZONES: &[&str] =
    &["bassin:F1B01,epci:200000001", "commune:F1001, departement:F1,region:99", "canton:1,:,a:b:c"];
const PLACES: &[&str] = &["-3.1,46.2", "bassin:F1B01", "180,-90", "1e3,1e-400", "commune:F1001,-2.5"];
const CURSORS: &[&str] =
    &["0123456789abcdef01234567", "FFFFFFFF00000000ffffffff", "0000000000000000", "é1234567-9abcdef.1234567"];
const DRAWINGS: &[&str] = &[
    r#"{"type":"Polygon","coordinates":[[[-3,46],[-2.5,46,7],[-2.5,46.5],[-3,46]],[[-2.9,46.1],[-2.8,46.1],[-2.8,46.2],[-2.9,46.1]]]}"#,
    r#"{"type":"MultiPolygon","coordinates":[[[[-3,46],[-2,46],[-2,47],[-3,46]]],[[[-3,46],[-2,47],[-2,46],[-3,46]]]]}"#,
    r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":[1,"b"]},"geometry":{"type":"Polygon","coordinates":[[[-3,45],[-2,46],[-3,46],[-3,45]]]}}]}"#,
];
const INDICES: &[&str] = &[
    "key = 'a'\nlabel_fr = 'a'\nlabel_en = 'b'\n[[block]]\nkey = 'b'\nlabel_fr = 'c'\nlabel_en = 'd'\n[[indicator]]\nkey = 'e'\nlabel_fr = 'f'\nlabel_en = 'g'\nblock = 'b'\ncount = 'within:20:esat'\nper = 'people'\nworst = 1e3\nbest = 0\n[[person]]\ne = 3\n",
    r#"{"key":"a","label_fr":"a","label_en":"b","between":"arithmetic","seed":3,"block":[{"key":"b","label_fr":"c","label_en":"d"}],"indicator":[{"key":"e","label_fr":"f","label_en":"g","block":"b","count":"function:esat","per":"km2","times":1e3,"worst":0,"best":1.5}],"person":[{"name":"x","e":1}]}"#,
];
const ADDRESSES: &[&str] = &[
    "/collections/acteurs/items?bbox=-5,41,10,52&zone=bassin:F1B01&limit=3&offset=2&f=geojson",
    "/counts/acteurs?by=family,function&serves=-3,46&filter=nom%20IS%20NULL&filter-lang=cql2-text",
    "/analyses/chains?zone=bassin:F1001&level=epci&chain=legumes,cantines&stage=processing&state=aucun-connu&needed=true&geometry=point&limit=3&offset=1&f=csv",
    "/analyses/partners?function=ressourcerie,reparation&commune=F1001&employees=02&needs=logistique&offers=tiers-lieu&list=chaine&minutes=45&weights=chaine.manque:0.4,nouveaute:0&half_lives=supply:45,support:none&lambda=0.5&limit=3&offset=1&f=csv",
    "/analyses/opportunities?zone=bassin:F1001&function=reparation&minutes=45&many=5&most=2&weights=manque:0.4&half_lives=supply:45&lambda=0.5&limit=3&offset=1&f=csv",
    "/analyses/ties?zone=bassin:F1001&limit=3&offset=1&f=csv",
    "/analyses/variety?zone=bassin:F1001&level=bassin&geometry=point&limit=3&offset=1&f=csv",
    "/analyses/supplying?zone=bassin:F1001&chain=legumes&each=3&minutes=60&limit=3&offset=1&f=csv",
    "/analyses/site-sets?zone=bassin:F1001&function=tiers-lieu&minutes=20&k=3&objective=couverture&keeping=un-par-epci,personne-au-dela-du-double&budget=6&costs=dense:3,intermediaire:2,rural:1&candidates=communes&sets=F1001,F1002;F1003&rows=ensembles&limit=3&f=csv",
    "/foncier/ensembles?zone=bassin:F1B01&function=tiers-lieu&minutes=20&k=3&objective=couverture&keeping=un-par-epci&budget=6&c-dense=3&c-intermediaire=2&c-rural=1&comparer=trajet-moyen&sets=F1001,F1002;F1003",
    "/analyses/suppliers?achat=espaces+verts&zone=bassin:F1001&label=esat,ea&minutes=30&concurrents=3&rows=lecture&limit=3&offset=1&f=csv",
    "/analyses/suppliers?cpv=77310000-6&zone=departement:F1&f=geojson",
    "/analyses/matches?zone=bassin:F1001&kind=materiel&minutes=30&limit=3&f=csv",
    "/analyses/sites?zone=bassin:F1001&place=atelier&function=ressourcerie&surface=400&built=200&minutes=30&exclude=trop-petit,prive&weights=gare:3,sol:0.5&left_out=besoin&site=F1001_1,F1002_2&rows=criteres&limit=3&offset=1&f=csv",
    "/foncier?zone=departement:F1&place=social&exclude=prive&exclude=pollue&p-gare=3&garder=F1001_1,F1002_2&page=2",
    "/opportunites?zone=bassin:F1001&fonction=reparation&minutes=45",
    "/opportunites?lieu=Port",
    "/fournisseurs?achat=linge&lieu=bassin-F1001&label=esat&minutes=30&page=2",
    "/analyses/gaps?zone=bassin:F1001&level=epci&function=tiers-lieu,esat&verdict=manque-sur&geometry=point&limit=3&offset=1&f=csv",
    "/analyses/twins?zone=bassin:F1B01&level=bassin&departements=tous&function=esat&seed=3&geometry=point&limit=3&f=csv",
    "/analyses/complements?zone=bassin:F1B01&level=epci&geometry=point&limit=3&offset=1&f=ndjson",
    "/analyses/clusters?zone=bassin:F1B01&kind=groupes&which=tous&eps=300,800,1500&min_points=4&families=2&hill=1.5&stages=1&draws=9&seed=3&weights=1,2,3,4,5,6&geometry=area&limit=3&offset=1&f=csv",
    "/analyses/colocation?zone=bassin:F1B01&nearest=3&draws=9&seed=2&limit=3&offset=1&f=csv",
    "/analyses/index?index=emploi-inclusif&level=epci&weights=esat-20-min:3&person=Ana;geiq-30-min:1&between=arithmetic&draws=20&rows=indicators&f=csv",
    "/indicateurs?indice=emploi-inclusif&maille=epci&poids=esat-20-min:3&personne=Ana;geiq-30-min:1&page=2",
    "/search?q=saint+%C3%A9tienne&limit=5&kind=territoire",
    "/zones/bassin/F1B01",
    "/tiles/acteurs/3/2/1?by=zone&filter=ess%3Dtrue",
    "/collections/communes/items/F1001",
    "/rechercher?q=%27%22%3Cscript&lang=en",
];

/// Pieces that matter to a parser.
const PIECES: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    "\"",
    "\\",
    ",",
    ":",
    "%",
    "&",
    "=",
    "NOT ",
    " AND ",
    "CASEI(",
    "POLYGON((",
    "\"op\":",
    "null",
    "1e999",
    "-0",
    "9007199254740993",
    "é",
    "\u{0}",
    "\u{301}",
    "\u{10ffff}",
    "%ff",
    "-180",
    "90.0000001",
];

/// Steps of SplitMix64 (Steele, Lea and Flood 2014): enough to choose mutations.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.roll() % bound.max(1) as u64) as usize
    }
}

/// A member of the corpus with one to eight faults.
fn mutated(corpus: &[&str], dice: &mut Dice) -> String {
    let mut bytes = corpus[dice.below(corpus.len())].as_bytes().to_vec();
    for _ in 0..=dice.below(8) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + dice.below(24)).min(bytes.len());
        match dice.below(7) {
            0 if at < bytes.len() => bytes[at] = dice.roll() as u8,
            1 => bytes.insert(at, dice.roll() as u8),
            2 => drop(bytes.drain(at..end)),
            3 => drop(bytes.splice(at..at, PIECES[dice.below(PIECES.len())].bytes())),
            4 => {
                let again = bytes[at..end].repeat(1 + dice.below(40));
                bytes.splice(at..at, again);
            }
            5 => {
                let other = corpus[dice.below(corpus.len())].as_bytes();
                let from = dice.below(other.len());
                bytes.splice(at..end, other[from..].iter().copied());
            }
            _ => {
                let digit = bytes.iter().skip(at).position(u8::is_ascii_digit);
                if let Some(digit) = digit {
                    bytes[at + digit] = b"0123456789-.e"[dice.below(13)];
                }
            }
        }
        bytes.truncate(LONGEST);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn filter_text(snapshot: &Snapshot, text: &str, round: u64) {
    filter(snapshot, text, Language::Text, round);
}

fn filter_json(snapshot: &Snapshot, text: &str, round: u64) {
    filter(snapshot, text, Language::Json, round);
}

/// What parses goes round in both encodings; what compiles is answered.
fn filter(snapshot: &Snapshot, text: &str, language: Language, round: u64) {
    let Ok(tree) = parse(text, language) else { return };
    // The one text may be longer than what was written: then it is too long to be read.
    let (spelled, as_json) = (tree.to_string(), tree.to_json().to_string());
    if spelled.len() <= MOST_BYTES {
        assert_eq!(parse(&spelled, Language::Text).as_ref(), Ok(&tree), "{text}");
    }
    if as_json.len() <= MOST_BYTES {
        assert_eq!(parse(&as_json, Language::Json).as_ref(), Ok(&tree), "{text}");
    }
    let layer = Layer::ALL[round as usize % Layer::ALL.len()];
    for layer in [layer, Layer::Acteurs] {
        if let Ok(filter) = Filter::compile(&tree, snapshot, layer)
            && round.is_multiple_of(ANSWERED)
        {
            let found = filter.rows(snapshot);
            assert!(found.count() <= snapshot.table(layer).len());
        }
    }
}

fn bbox(snapshot: &Snapshot, text: &str, _: u64) {
    if let Ok(bbox) = text.parse::<Bbox>() {
        let rows = snapshot.rows_within(Layer::Foncier, bbox);
        assert!(rows.is_sorted());
    }
}

fn zone(snapshot: &Snapshot, text: &str, _: u64) {
    if let Ok(zone) = Zone::parse(text, &snapshot.territories) {
        assert_ne!(zone.communes().count(), 0);
    }
}

fn serves(snapshot: &Snapshot, text: &str, _: u64) {
    if let Ok(target) = Target::parse(text, snapshot) {
        let serving = Serving::find(snapshot, &target);
        assert_eq!(serving.rows().clone().and(serving.stated()), *serving.rows());
    }
}

/// What is read is what was given out: another digit anywhere, and it is refused.
fn cursor(snapshot: &Snapshot, text: &str, round: u64) {
    let (id, layer) = (&snapshot.manifest.id, Layer::ALL[round as usize % Layer::ALL.len()]);
    if let Ok(row) = cursor::read(text, id, layer) {
        assert_eq!(cursor::after(row, id, layer), text.to_ascii_lowercase());
    }
    let ours = cursor::after(round as u32, id, layer);
    assert_eq!(cursor::read(&ours, id, layer).ok(), Some(round as u32));
    let at = round as usize % ours.len();
    let digit = text.chars().find(char::is_ascii_hexdigit).unwrap_or('0').to_ascii_lowercase();
    let changed = format!("{}{digit}{}", &ours[..at], &ours[at + 1..]);
    assert_eq!(cursor::read(&changed, id, layer).is_ok(), changed == ours, "{changed} for {ours}");
}

/// What is read has weights that sum to one, and says of any values what adds up.
fn index(snapshot: &Snapshot, text: &str, round: u64) {
    match Index::parse(text, &snapshot.functions) {
        Err(fault) => assert!(fault.line(text).is_none_or(|line| line <= text.lines().count() + 1), "{text}"),
        Ok(index) => {
            let whole: f64 = index.composite().weights().iter().sum();
            assert!((whole - 1.0).abs() < 1e-9, "{text}");
            let values: Vec<Option<f64>> = index.recipes.iter().map(|_| Some(round as f64)).collect();
            let explained = index.explained(&values).expect("all is known");
            let given: f64 = explained.scored.given.iter().flatten().sum();
            assert!((index.composite().least() + given - explained.scored.score).abs() < 1e-9, "{text}");
        }
    }
}

fn drawing(snapshot: &Snapshot, text: &str, round: u64) {
    let Ok(Drawn(area)) = Drawn::parse(text.as_bytes()) else { return };
    if round.is_multiple_of(ANSWERED)
        && let Ok(found) = drawn::Drawn::resolve(&area, snapshot, Layer::Foncier)
    {
        assert_eq!(found.inside().clone().and(found.undetermined()).count(), 0);
    }
}

/// Through the routes: an answer, and never one that is our fault.
fn address(_: &Snapshot, text: &str, round: u64) {
    if !round.is_multiple_of(ANSWERED) {
        return;
    }
    let plain = |c: char| if c.is_ascii_graphic() { c.to_string() } else { encoded(&c.to_string()) };
    let address: String = text.chars().flat_map(|c| plain(c).chars().collect::<Vec<_>>()).collect();
    let address = format!("/{}", address.trim_start_matches('/'));
    if address.parse::<axum::http::Uri>().is_ok() {
        let answered = get(&island().world.shared, &address);
        assert_ne!(answered.status, 500, "{address}");
    }
}

#[test]
fn nothing_that_is_sent_makes_a_parser_panic() {
    let served = island().world.served();
    let seconds = std::env::var("MAILLAGE_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let until = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut round = 0_u64;
    let mut slowest = (Duration::ZERO, "", String::new());
    loop {
        for target in &TARGETS {
            let mut dice = Dice(round.wrapping_mul(0x1234_5678_9abc_def1) ^ target.name.len() as u64);
            let input = mutated(target.corpus, &mut dice);
            let start = Instant::now();
            (target.feed)(&served.snapshot, &input, round);
            if slowest.0 < start.elapsed() {
                slowest = (start.elapsed(), target.name, input);
            }
        }
        round += 1;
        if until.map_or(SHORT <= round, |until| until <= Instant::now()) {
            break;
        }
    }
    let (time, name, input) = slowest;
    let input: String = input.chars().take(200).collect();
    println!(
        "{round} inputs for each of {} parsers; the slowest took {time:?} ({name}): {input}",
        TARGETS.len()
    );
}

/// The worst of each kind that an address can hold is told what is wrong. What is longer than the
/// 65,534 bytes that `hyper` reads never becomes a request: see `connections.rs`.
#[test]
fn the_worst_of_each_kind_is_told_what_is_wrong() {
    let nested = |count: usize| "(".repeat(count);
    for (text, status, words) in [
        (nested(60_000), 414, "32768"),
        (nested(20_000), 400, "8192"),
        (nested(8_000), 400, "nested"),
        ("x".repeat(30_000), 400, "8192"),
        (format!("S_INTERSECTS(geometry,POLYGON{})", nested(4_000)), 400, "character"),
    ] {
        let request = axum::http::Request::get(format!("/counts/acteurs?filter={text}"));
        let request = request.body(axum::body::Body::empty()).expect("a request");
        let answered = at_the_edge(&island().world.shared, request);
        assert_eq!(answered.status, status, "{words}");
        assert_eq!(answered.header("content-type"), "application/problem+json");
        let detail = answered.json()["detail"].as_str().expect("a text").to_owned();
        assert!(detail.contains(words), "{detail}");
    }
}
