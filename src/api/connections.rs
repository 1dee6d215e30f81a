//! Connections: how many at a time, how long each may be silent, and how they end.
//!
//! HTTP/1.1 in clear: encryption and HTTP/2 are for the proxy in front. Its own loop instead of
//! `axum::serve`, which sets no limit on how long a header may take.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::api::edge::LONGEST_ADDRESS;

/// Connections at a time; others wait at the door.
const MOST_CONNECTIONS: usize = 4_096;

/// How long a client may take to send a header, the first and those that follow.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long answers under way may take when the server is asked to end.
const LAST_CALL: Duration = Duration::from_secs(10);

/// Bytes of an address and its headers together.
const LONGEST_HEAD: usize = LONGEST_ADDRESS + 64 * 1024;

/// How long to wait when the system gives no connection (too many open files, for one).
const BREATH: Duration = Duration::from_millis(50);

/// Serves until it is stopped, then lets answers under way end.
pub async fn serve(listener: TcpListener, routes: Router, stop: impl Future<Output = ()>) -> io::Result<()> {
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let ending = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let place = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            found = place => found,
            () = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(BREATH).await;
            continue;
        };
        // An answer is one piece or a stream of large ones: waiting for more to send helps nobody.
        stream.set_nodelay(true)?;
        let service = TowerToHyperService::new(routes.clone());
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(PATIENCE)
            .max_buf_size(LONGEST_HEAD)
            .serve_connection(TokioIo::new(stream), service);
        let connection = ending.watch(connection);
        tokio::spawn(async move {
            // A client that breaks off is no event: what it asked is in the log.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    tokio::select! {
        () = ending.shutdown() => {}
        () = tokio::time::sleep(LAST_CALL) => tracing::warn!("answers under way were broken off"),
    }
    Ok(())
}
