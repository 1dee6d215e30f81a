//! Bodies that are made while they are sent: memory is that of a few pieces, whatever is written.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use http_body::Frame;
use tokio::sync::mpsc::{Receiver, channel};

/// Pieces that wait for a slow client before the writer waits too.
const WAITING: usize = 4;

/// The pieces of a body, each made when it is asked for.
pub trait Pieces: Iterator<Item = io::Result<Bytes>> + Send + Unpin + 'static {}

impl<I: Iterator<Item = io::Result<Bytes>> + Send + Unpin + 'static> Pieces for I {}

/// A body whose pieces are made where it is sent: each in a fraction of a millisecond.
pub fn light(pieces: impl Pieces) -> Body {
    Body::new(Light(pieces))
}

/// A body whose pieces are made in a thread of their own. When the client goes away, the thread
/// ends with the piece that it is at.
pub fn heavy(pieces: impl Pieces) -> Body {
    let (sender, receiver) = channel(WAITING);
    tokio::task::spawn_blocking(move || {
        for piece in pieces {
            // An error tells the client by a body that ends before its end.
            let is_over = piece.is_err();
            if sender.blocking_send(piece).is_err() || is_over {
                return;
            }
        }
    });
    Body::new(Heavy(receiver))
}

struct Light<P>(P);

impl<P: Pieces> http_body::Body for Light<P> {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        Poll::Ready(self.0.next().map(|piece| piece.map(Frame::data)))
    }
}

struct Heavy(Receiver<io::Result<Bytes>>);

impl http_body::Body for Heavy {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.0.poll_recv(context).map(|piece| piece.map(|bytes| bytes.map(Frame::data)))
    }
}
