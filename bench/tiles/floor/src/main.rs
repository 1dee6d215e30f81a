//! **What does axum itself cost?** Answers every address with the same body of so many bytes.
//!
//! `floor 127.0.0.1:8349 22000`. No file, no compression, no cache, no header but the least that
//! a tile has: whatever a tile server spends beyond this is its own.

use std::error::Error;

use axum::Router;
use axum::body::Bytes;
use axum::http::header;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let (Some(address), Some(size), None) = (words.next(), words.next(), words.next()) else {
        return Err("usage: floor ADDRESS BYTES".into());
    };
    let body = Bytes::from(vec![b'x'; size.parse()?]);
    let answer = move || {
        let body = body.clone();
        async move { ([(header::CONTENT_TYPE, "application/vnd.mapbox-vector-tile")], body) }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_io().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        axum::serve(listener, Router::new().fallback(answer)).await?;
        Ok(())
    })
}
