//! A new snapshot while answers are under way: each is of one snapshot, whole.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::routing::get;
use http_body_util::BodyExt;
use maillage::api::state::{Current, Shared};
use maillage::demo::Plan;
use maillage::pages::routes::everything;
use maillage::snapshot::{load, store};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::worlds::{built, write_land};

/// A folder of snapshots, with that of one land.
fn written_land(seed: u64) -> TempDir {
    let (files, root) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    write_land(files.path(), &Plan { seed, communes: 60, actors: 2_000, others: 60 });
    store::write(&built(files.path()), root.path(), &mut |_| ()).expect("written");
    root
}

#[tokio::test]
async fn layers_and_handler_of_a_request_have_the_same_snapshot() {
    let folders = [7, 8].map(written_land);
    let snapshot = |rank: usize| load::current(folders[rank].path()).expect("loaded");
    let shared = Arc::new(Shared::new(snapshot(0)));
    let first = shared.current().snapshot.manifest.id.clone();
    let swap = {
        let (shared, other) = (Arc::clone(&shared), std::sync::Mutex::new(Some(snapshot(1))));
        Arc::new(move || {
            let other = other.lock().expect("nobody panicked").take();
            other.into_iter().for_each(|snapshot| shared.swap(snapshot));
        })
    };
    let swapping = move |Current(_): Current, request: Request, next: Next| {
        swap();
        next.run(request)
    };
    let told = async |Current(served): Current| served.snapshot.manifest.id.clone();
    let routes = axum::Router::new()
        .route("/", get(told))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), swapping))
        .with_state(Arc::clone(&shared));
    let told = async |routes: axum::Router| {
        let request = Request::get("/").body(Body::empty()).expect("a request");
        let body = routes.oneshot(request).await.expect("an answer").into_body();
        body.collect().await.expect("whole").to_bytes()
    };
    assert_eq!(told(routes.clone()).await, first, "the layer took it, then another came");
    assert_ne!(told(routes).await, first, "the next request has the other");
}

/// The body of an answer, with something done before each of its pieces is taken.
async fn read(shared: &Arc<Shared>, address: &str, mut between: impl FnMut()) -> Vec<u8> {
    let routes = everything(Arc::clone(shared));
    let request = Request::get(address).body(Body::empty()).expect("a request");
    let mut body = routes.oneshot(request).await.expect("an answer").into_body();
    let mut bytes = Vec::new();
    between();
    while let Some(frame) = body.frame().await {
        bytes.extend(frame.expect("a piece").into_data().expect("bytes"));
        between();
    }
    bytes
}

/// Two snapshots of different lands take turns, between any two pieces of any answer and from
/// another thread.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reload_never_mixes_two_snapshots_in_one_answer() {
    let folders = [5, 6].map(written_land);
    let snapshot = |rank: usize| load::current(folders[rank].path()).expect("loaded");
    let addresses = [
        "/collections/acteurs/items?limit=all",
        "/collections/acteurs/items?limit=all&f=csv",
        "/collections/communes/items?limit=1000&f=ndjson",
        "/collections/acteurs/items?limit=700&filter=famille%3D%27association%27",
        "/collections/acteurs/items?limit=300&near=-5.4,46.2",
        "/collections/acteurs/items?f=html",
        "/catalog.jsonld",
    ];
    let mut expected: Vec<[Vec<u8>; 2]> = Vec::new();
    for address in addresses {
        let mut both = [vec![], vec![]];
        for (rank, body) in both.iter_mut().enumerate() {
            *body = read(&Arc::new(Shared::new(snapshot(rank))), address, || ()).await;
        }
        assert_ne!(both[0], both[1], "{address}: the lands differ");
        expected.push(both);
    }
    let shared = Arc::new(Shared::new(snapshot(0)));
    let mut seen = [0, 0];
    for round in 0..21 {
        let (turning, address) = (Arc::clone(&shared), addresses[round % addresses.len()]);
        let other = snapshot(round % 2);
        let swapping = tokio::task::spawn_blocking(move || turning.swap(other));
        let mut spare = (0..2).map(|turn| snapshot((round + turn) % 2)).collect::<Vec<_>>();
        let between = || {
            spare.pop().into_iter().for_each(|snapshot| shared.swap(snapshot));
        };
        let body = read(&shared, address, between).await;
        swapping.await.expect("swapped");
        let which = expected[round % addresses.len()].iter().position(|whole| *whole == body);
        seen[which.unwrap_or_else(|| panic!("{address}: neither of the two"))] += 1;
    }
    assert!(0 < seen[0] && 0 < seen[1], "both were served: {seen:?}");
}
