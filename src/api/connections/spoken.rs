//! What `hyper` refuses before there is a request, told like every other refusal.
//!
//! It answers a head that is too long, or that is none, with a status and not a word, and closes.
//! Here such an answer is given its problem document (RFC 9457) on the way to the client, and what
//! the client still sends is read for a while: a connection closed over unread bytes is reset, and
//! the client would never see what it was told.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::http::StatusCode;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::api::connections::LONGEST_HEAD;
use crate::api::edge::LONGEST_ADDRESS;
use crate::api::problem::{MEDIA_TYPE, Problem};

/// How long, and how many bytes, are read from a client that was refused.
const HEARD_FOR: Duration = Duration::from_secs(2);
const HEARD_AT_MOST: usize = 16 << 20;

/// A connection to a client.
pub struct Spoken<S> {
    stream: S,
    /// A refusal that is being sent instead of a bare one.
    words: Vec<u8>,
    /// How many bytes of it are on their way.
    sent: usize,
    /// Set once a refusal was sent: until when the client is still heard.
    hearing: Option<(Pin<Box<Sleep>>, usize)>,
}

impl<S> Spoken<S> {
    pub fn over(stream: S) -> Self {
        Self { stream, words: Vec::new(), sent: 0, hearing: None }
    }
}

impl<S: AsyncWrite + Unpin> Spoken<S> {
    /// Sends what is left of a refusal.
    fn poll_words(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.sent < self.words.len() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(context, &self.words[self.sent..]))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.sent += written;
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Spoken<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Spoken<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_words(context))?;
        let Some(status) = bare_refusal(bytes) else {
            return Pin::new(&mut self.stream).poll_write(context, bytes);
        };
        (self.words, self.sent) = (told(status), 0);
        self.hearing = Some((Box::pin(sleep_until(Instant::now() + HEARD_FOR)), 0));
        // What could not be sent at once is sent when the connection is flushed.
        let _ = self.poll_words(context)?;
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match bytes {
            // A refusal has no body: it comes alone.
            [alone] => self.poll_write(context, alone),
            _ => {
                ready!(self.poll_words(context))?;
                Pin::new(&mut self.stream).poll_write_vectored(context, bytes)
            }
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_words(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_words(context))?;
        ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
        let Self { stream, hearing, .. } = &mut *self;
        let Some((until, heard)) = hearing else { return Poll::Ready(Ok(())) };
        let mut unheeded = [0; 16 * 1024];
        while *heard < HEARD_AT_MOST && until.as_mut().poll(context).is_pending() {
            let mut into = ReadBuf::new(&mut unheeded);
            match ready!(Pin::new(&mut *stream).poll_read(context, &mut into)) {
                Ok(()) if !into.filled().is_empty() => *heard += into.filled().len(),
                // It has said all, or has gone.
                _ => break,
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// The status of a refusal without a word: a whole head that tells of no body, and of no more
/// answers. Ours bear a type.
fn bare_refusal(bytes: &[u8]) -> Option<StatusCode> {
    let rest = bytes.strip_prefix(b"HTTP/1.1 4")?;
    let head = str::from_utf8(rest).ok().filter(|head| head.ends_with("\r\n\r\n"))?;
    let is_bare = head.contains("\r\ncontent-length: 0\r\n") && head.contains("\r\nconnection: close\r\n");
    let code = format!("4{}", head.get(..2)?);
    StatusCode::from_bytes(code.as_bytes()).ok().filter(|_| is_bare && !head.contains("content-type"))
}

/// The whole answer in its place.
fn told(status: StatusCode) -> Vec<u8> {
    let why = match status {
        StatusCode::URI_TOO_LONG => format!(
            "the address is too long: at most {LONGEST_ADDRESS} bytes of it are read; shorten the filter or \
             the zone, or send the zone as a drawing"
        ),
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => format!(
            "the address and the headers are too long: at most {LONGEST_ADDRESS} bytes of an address, 100 \
             headers, and {LONGEST_HEAD} bytes of both are read; shorten the filter or the zone, or send \
             the zone as a drawing"
        ),
        _ => "this is no request of HTTP/1.1: there is an error in its first line or in a header".to_owned(),
    };
    let body = Problem::Refused { status, why }.document().to_string();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {MEDIA_TYPE}\r\ncontent-length: {}\r\nconnection: close\r\n\
         access-control-allow-origin: *\r\nx-content-type-options: nosniff\r\n\r\n",
        body.len(),
    );
    [head.into_bytes(), body.into_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answer_without_a_word_is_a_bare_refusal() {
        let bare = "HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\
                    date: Sun, 22 Nov 2026 22:11:20 GMT\r\n\r\n";
        assert_eq!(bare_refusal(bare.as_bytes()), Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE));
        for other in [
            bare.replace("date:", "content-type: text/plain\r\ndate:"),
            bare.replace("length: 0", "length: 10"),
            bare.replace("connection: close\r\n", ""),
            bare.replace("431", "200"),
            bare.replace("\r\n\r\n", "\r\n"),
            format!("{bare}and more"),
            String::new(),
        ] {
            assert_eq!(bare_refusal(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn what_is_told_instead_is_a_whole_answer() {
        let whole = String::from_utf8(told(StatusCode::URI_TOO_LONG)).expect("text");
        let (head, body) = whole.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.starts_with("HTTP/1.1 414 URI Too Long\r\n"), "{head}");
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())), "{head}");
        let problem: serde_json::Value = serde_json::from_str(body).expect("JSON");
        assert_eq!(problem["status"], 414);
    }
}
