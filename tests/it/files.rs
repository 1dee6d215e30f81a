//! Whole layers as files: the bytes of the snapshot, any range of them, checksums, lengths.

use std::process::Command;

use axum::body::Body;
use axum::http::Request;
use maillage::demo::Plan;
use maillage::snapshot::layers::Layer;
use maillage::snapshot::store;
use sha2::{Digest, Sha256};

use crate::asking::{Answered, at_the_edge, get, get_with};
use crate::program::Server;
use crate::worlds::{built, island, write_land};

fn edition() -> String {
    island().world.served().snapshot.manifest.id.clone()
}

fn ask(file: &str) -> Answered {
    get(&island().world.shared, &format!("/files/{}/{file}", edition()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn each_file_has_its_checksum_beside_it_and_never_changes() {
    for layer in Layer::ALL {
        for form in ["fgb", "geojson", "csv"] {
            let name = format!("{layer}.{form}");
            let file = ask(&name);
            assert_eq!(file.status, 200, "{name}");
            assert!(file.header("cache-control").contains("immutable"), "{name}");
            let sums = String::from_utf8(ask(&format!("{name}.sha256")).body).expect("UTF-8");
            assert_eq!(sums, format!("{}  {name}\n", hex(&Sha256::digest(&file.body))));
            assert!(ask(&name).body == file.body, "{name}");
            let address = format!("/files/{}/{name}", edition());
            let head = Request::head(&address).body(Body::empty()).expect("a request");
            let head = at_the_edge(&island().world.shared, head);
            assert_eq!(head.header("content-length"), file.body.len().to_string(), "{name}");
            assert!(head.body.is_empty() && head.header("etag") == file.header("etag"));
            let known = get_with(&island().world.shared, &address, &[("if-none-match", file.header("etag"))]);
            assert_eq!((known.status.as_u16(), known.body.len()), (304, 0));
        }
        let manifest = &island().world.served().snapshot.manifest;
        let listed = manifest.layer(layer.name()).expect("every layer");
        assert_eq!(ask(&format!("{layer}.fgb")).body.len() as u64, listed.bytes);
    }
}

#[test]
fn any_range_of_a_file_is_that_part_of_it() {
    let whole = ask("acteurs.fgb");
    let address = format!("/files/{}/acteurs.fgb", edition());
    let bytes = whole.body.len();
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let ranged = |range: &str, other: (&str, &str)| {
        let headers = [("range", range), ("accept-encoding", "gzip"), other];
        let request = headers
            .iter()
            .fold(Request::get(&address), |request, (name, value)| request.header(*name, *value));
        at_the_edge(&island().world.shared, request.body(Body::empty()).expect("a request"))
    };
    let plain = ("accept", "*/*");
    for (range, first, end) in [
        ("bytes=0-7".to_owned(), 0, 8),
        ("bytes=100000-300000".to_owned(), 100_000, 300_001),
        (format!("bytes={}-", bytes - 5), bytes - 5, bytes),
        ("bytes=-5".to_owned(), bytes - 5, bytes),
        (format!("bytes=0-{}", 10 * bytes), 0, bytes),
    ] {
        let part = ranged(&range, plain);
        assert_eq!(part.status, 206, "{range}");
        assert_eq!(part.header("content-range"), format!("bytes {first}-{}/{bytes}", end - 1));
        assert_eq!(part.header("content-length"), (end - first).to_string());
        assert!(part.header("content-encoding").is_empty());
        assert!(part.body == whole.body[first..end], "{range}");
    }
    let beyond = ranged(&format!("bytes={bytes}-"), plain);
    assert_eq!(beyond.status, 416);
    assert_eq!(beyond.header("content-range"), format!("bytes */{bytes}"));
    assert_eq!(beyond.header("content-type"), "application/problem+json");
    let same = ranged("bytes=0-7", ("if-range", whole.header("etag")));
    assert_eq!(same.status, 206);
    let other = ranged("bytes=0-7", ("if-range", "\"other\""));
    assert!(other.status == 200 && other.body == whole.body);
}

#[test]
fn what_is_no_file_says_what_there_is() {
    for (address, words) in [
        (format!("/files/{}/acteurs.shp", edition()), [".fgb", ".csv"]),
        (format!("/files/{}/actors.fgb", edition()), ["actors.fgb", ".geojson"]),
        ("/files/0123456789abcdef/acteurs.fgb".to_owned(), ["0123456789abcdef", "/files/"]),
        ("/files/0123456789abcdef/..%2f..%2fmanifest.json".to_owned(), ["manifest.json", ".fgb"]),
    ] {
        let answered = get(&island().world.shared, &address);
        assert_eq!(answered.status, 404, "{address}");
        let detail = answered.json()["detail"].as_str().expect("words").to_owned();
        assert!(words.iter().all(|word| detail.contains(word)), "{address}: {detail}");
    }
    let limited = get(&island().world.shared, &format!("/files/{}/acteurs.csv?limit=1", edition()));
    assert_eq!(limited.status, 400);
}

/// By ranges over HTTP, as `/vsicurl/` does: the layer is never downloaded whole by hand.
#[test]
fn gdal_reads_a_layer_where_it_stands() {
    if !Command::new("ogrinfo").arg("--version").output().is_ok_and(|output| output.status.success()) {
        return println!("skipped: no ogrinfo (install gdal-bin)");
    }
    let (files, root) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    write_land(files.path(), &Plan { seed: 5, communes: 40, actors: 4_000, others: 40 });
    let snapshot = built(files.path());
    store::write(&snapshot, root.path(), &mut |_| ()).expect("written");
    let server = Server::start(root.path(), &[]);
    let url = server.url(&format!("/files/{}/acteurs.fgb", server.snapshot()));
    let output = Command::new("ogrinfo").args(["-ro", "-al", "-so"]).arg(format!("/vsicurl/{url}")).output();
    let output = output.expect("it starts");
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    let rows = snapshot.layer_counts(Layer::Acteurs).rows;
    assert!(
        words.contains(&format!("Feature Count: {rows}\n")),
        "{words}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
