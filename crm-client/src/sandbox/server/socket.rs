//! The HTTP server on a loopback socket.

use std::io;
use std::mem;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::{JoinHandle, JoinSet};

use super::outcome::Ending;
use super::state::State;

/// The largest body it reads: more than the largest upload that the vendor allows.
const MAX_BODY: usize = 32 << 20;

/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1024;

/// A socket that is listened on until this is dropped, but for when it is shut.
pub(in crate::sandbox) struct Socket {
    address: SocketAddr,
    /// Whoever opens or shuts it has it for as long as that takes.
    line: tokio::sync::Mutex<Line>,
    connections: Arc<Connections>,
}

enum Line {
    Open(JoinHandle<()>),
    /// Nobody listens, but the port is held where it can be, so that nobody else gets it.
    Shut(Option<TcpSocket>),
}

/// They end with the set, and the set ends with the socket and the task that listens.
#[derive(Default)]
struct Connections(Mutex<JoinSet<()>>);

impl Socket {
    pub(in crate::sandbox) async fn listen(state: &Arc<State>) -> io::Result<Socket> {
        let held = hold((Ipv4Addr::LOCALHOST, 0).into())?;
        let address = held.local_addr()?;
        let line = tokio::sync::Mutex::new(Line::Shut(Some(held)));
        let socket = Socket { address, line, connections: Arc::default() };
        socket.open(state).await?;
        Ok(socket)
    }

    pub(in crate::sandbox) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Listens, if it does not already.
    pub(in crate::sandbox) async fn open(&self, state: &Arc<State>) -> io::Result<()> {
        let mut line = self.line.lock().await;
        let held = match &mut *line {
            Line::Open(_) => return Ok(()),
            Line::Shut(held) => held.take(),
        };
        let held = held.map_or_else(|| hold(self.address), Ok)?;
        let listener = held.listen(BACKLOG)?;
        let server = serve(listener, state.clone(), self.connections.clone());
        *line = Line::Open(tokio::spawn(server));
        Ok(())
    }

    /// Closes every connection, and listens no more.
    pub(in crate::sandbox) async fn shut(&self) {
        let mut line = self.line.lock().await;
        let server = match mem::replace(&mut *line, Line::Shut(None)) {
            Line::Open(server) => server,
            shut @ Line::Shut(_) => {
                *line = shut;
                return;
            }
        };
        server.abort();
        // The listener is closed when the task is gone, and not before.
        let _ = server.await;
        let mut connections = mem::take(&mut *self.connections.lock());
        connections.shutdown().await;
        *line = Line::Shut(hold(self.address).ok());
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        match self.line.get_mut() {
            Line::Open(server) => server.abort(),
            Line::Shut(_) => {}
        }
    }
}

impl Connections {
    fn lock(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a port, at which nobody is there yet.
fn hold(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // Connections that were closed keep a port for a while, though not from whoever says this;
    // Windows means something else by it.
    socket.set_reuseaddr(cfg!(not(windows)))?;
    socket.bind(address)?;
    Ok(socket)
}

async fn serve(listener: TcpListener, state: Arc<State>, connections: Arc<Connections>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // It was this one connection that failed, or there are too many: then others must end.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let state = state.clone();
        let service = service_fn(move |request| answer(state.clone(), request));
        let mut connections = connections.lock();
        connections.spawn(async move {
            // A client that goes away is its own affair.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

type Body = UnsyncBoxBody<Bytes, io::Error>;

/// An error closes the connection.
async fn answer(state: Arc<State>, request: Request<Incoming>) -> io::Result<Response<Body>> {
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return Ok(response.map(whole));
    };
    match state.exchange(&Request::from_parts(head, body.to_bytes())).await {
        Ending::Whole(response) => Ok(response.map(whole)),
        Ending::Cut(response) => Ok(cut(response)),
        Ending::Closed | Ending::Refused => Err(io::ErrorKind::ConnectionReset.into()),
    }
}

fn whole(body: Bytes) -> Body {
    Full::new(body).map_err(|never| match never {}).boxed_unsync()
}

/// The length of all of it, and half of it.
fn cut(mut response: Response<Bytes>) -> Response<Body> {
    let length = response.body().len();
    // Even of an empty body something is missing.
    response.headers_mut().insert(CONTENT_LENGTH, length.max(1).into());
    response.map(|body| Half::Unsent(body.slice(..length / 2)).boxed_unsync())
}

/// A body that breaks off. Its length is not told from it, but from the header.
enum Half {
    Unsent(Bytes),
    Sent,
    Over,
}

impl hyper::body::Body for Half {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match mem::replace(&mut *self, Half::Over) {
            Half::Unsent(body) => {
                *self = Half::Sent;
                Poll::Ready(Some(Ok(Frame::data(body))))
            }
            Half::Sent => {
                // An error now would keep back what was handed over; a pause has it written out.
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Half::Over => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::{Fault, Sandbox};

    #[tokio::test]
    async fn a_request_that_hangs_is_let_go_with_its_client() {
        let sandbox = Sandbox::start().await.unwrap();
        let idle = Arc::strong_count(&sandbox.state);
        for fault in [Fault::hang(), Fault::slow(Duration::from_secs(600))] {
            sandbox.inject(fault);
            let limit = Duration::from_millis(100);
            let crm = sandbox.client_builder().timeout(limit).build().unwrap();
            assert!(crm.user().list(["userName"]).await.unwrap_err().is_timeout());
            drop(crm);
            for _ in 0..1000 {
                if Arc::strong_count(&sandbox.state) == idle {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            assert_eq!(Arc::strong_count(&sandbox.state), idle);
        }
    }

    #[tokio::test]
    async fn a_request_that_hangs_is_let_go_with_the_last_clone() {
        let sandbox = Sandbox::start().await.unwrap();
        let (state, url) = (Arc::downgrade(&sandbox.state), sandbox.base_url());
        sandbox.inject(Fault::hang());
        let call =
            tokio::spawn(reqwest::Client::builder().no_proxy().build().unwrap().get(url).send());
        while sandbox.requests() == 0 {
            tokio::task::yield_now().await;
        }
        drop(sandbox);
        assert!(call.await.unwrap().is_err());
        assert_eq!(state.strong_count(), 0);
    }
}
