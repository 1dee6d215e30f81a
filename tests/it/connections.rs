//! Over a real connection: what is refused before there is a request is told too.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread;

use maillage::api::{connections, edge};
use maillage::pages::routes::everything;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::worlds::island;

/// What comes back for some bytes, until the server closes.
async fn answered(address: SocketAddr, sent: Vec<u8>) -> String {
    let talk = move || {
        let mut to = TcpStream::connect(address).expect("connected");
        let mut from = to.try_clone().expect("both ways");
        let reading = thread::spawn(move || {
            let mut text = String::new();
            from.read_to_string(&mut text).expect("not reset");
            text
        });
        to.write_all(&sent).expect("heard to the end");
        reading.join().expect("no panic")
    };
    tokio::task::spawn_blocking(talk).await.expect("no panic")
}

fn get(filter: usize, headers: &str) -> Vec<u8> {
    let filter = "(".repeat(filter);
    format!("GET /counts/acteurs?filter={filter} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n")
        .into_bytes()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_that_is_no_request_is_told_what_is_wrong() {
    let shared = Arc::clone(&island().world.shared);
    let routes = edge::around(everything(Arc::clone(&shared)), &shared);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(connections::serve(listener, routes, async {
        let _ = stopped.await;
    }));
    let many: String = (0..150).map(|rank| format!("x-{rank}: 1\r\n")).collect();
    for (sent, status, words) in [
        (get(8_000, ""), 400, "nested"),
        (get(40_000, ""), 414, "32768"),
        (get(70_000, ""), 414, "32768"),
        (get(1 << 20, ""), 431, "98304"),
        (get(1, &format!("x: {}\r\n", "a".repeat(200_000))), 431, "98304"),
        (get(1, &many), 431, "100 headers"),
        (b"GET /two words HTTP/1.1\r\n\r\n".to_vec(), 400, "first line"),
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n".to_vec(), 400, "HTTP/1.1"),
    ] {
        let text = answered(address, sent).await;
        let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{words}: {head}");
        let head = head.to_lowercase();
        assert!(head.contains("content-type: application/problem+json"), "{words}: {head}");
        assert!(head.contains("access-control-allow-origin: *"), "{words}: {head}");
        let problem: Value = serde_json::from_str(body).expect("JSON");
        assert_eq!(problem["status"], status);
        assert!(problem["detail"].as_str().expect("words").contains(words), "{words}: {problem}");
    }
    let healthy = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert!(answered(address, healthy.to_vec()).await.starts_with("HTTP/1.1 200 OK"), "it still serves");
    stop.send(()).expect("it is still there");
    serving.await.expect("no panic").expect("ended in order");
}
