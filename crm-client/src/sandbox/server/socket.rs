//! The HTTP server on a loopback socket.

use std::io;
use std::mem;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, DATE};
use http::{HeaderValue, Request, Response};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Frame;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::{JoinHandle, JoinSet};

use super::outcome::Ending;
use super::receive;
use super::state::State;

/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1024;

/// The time limits of a connection.
#[derive(Clone, Copy)]
struct Limits {
    /// For the head of a request, since the connection was made or since the previous request.
    head: Duration,
    /// For the body of a request.
    body: Duration,
}

/// Connection pools must close an idle connection first, or a request can be lost in one that is about
/// to be closed. That of reqwest does so after 90 seconds.
const LIMITS: Limits = Limits { head: Duration::from_secs(120), body: BODY_LIMIT };

/// The time limit of the body of a request.
pub(in crate::sandbox) const BODY_LIMIT: Duration = Duration::from_secs(30);

/// A listening socket. It can be shut and opened again.
pub(in crate::sandbox) struct Socket {
    address: SocketAddr,
    limits: Limits,
    /// Locked while the socket is opened or shut.
    line: tokio::sync::Mutex<Line>,
    connections: Arc<Connections>,
}

enum Line {
    Open(JoinHandle<()>),
    /// Not listening. The port is held if possible, so that no other program gets it.
    Shut(Option<TcpSocket>),
}

/// The open connections, which are closed with the socket.
#[derive(Default)]
struct Connections(Mutex<JoinSet<()>>);

impl Socket {
    pub(in crate::sandbox) async fn listen(state: &Arc<State>) -> io::Result<Socket> {
        Socket::listen_with(state, LIMITS).await
    }

    async fn listen_with(state: &Arc<State>, limits: Limits) -> io::Result<Socket> {
        let held = hold((Ipv4Addr::LOCALHOST, 0).into())?;
        let address = held.local_addr()?;
        let line = tokio::sync::Mutex::new(Line::Shut(Some(held)));
        let socket = Socket { address, limits, line, connections: Arc::default() };
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
        let server = serve(listener, state.clone(), self.connections.clone(), self.limits);
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

async fn serve(
    listener: TcpListener,
    state: Arc<State>,
    connections: Arc<Connections>,
    limits: Limits,
) {
    let mut http = http1::Builder::new();
    // The behavior of the sandbox decides whether a response has the header `Date`.
    http.timer(TokioTimer::new()).header_read_timeout(limits.head).auto_date_header(false);
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // It was this one connection that failed, or there are too many: then others must end.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let state = state.clone();
        let service = service_fn(move |request| {
            let state = state.clone();
            async move { answer(&state, request, limits.body).await }
        });
        let connection = http.serve_connection(TokioIo::new(stream), service);
        let mut connections = connections.lock();
        connections.spawn(async move {
            // An error means that the client closed the connection.
            let _ = connection.await;
        });
        while connections.try_join_next().is_some() {}
    }
}

pub(in crate::sandbox) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// Answers a request whose body must arrive within `limit`. An error closes the connection.
pub(in crate::sandbox) async fn answer<B>(
    state: &State,
    request: Request<B>,
    limit: Duration,
) -> io::Result<Response<Body>>
where
    B: hyper::body::Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let admit = |request: &Request<Bytes>, length| state.admit_body(request, length);
    let mut response = match receive::receive(request, admit, limit).await {
        Ok(request) => respond(state, &request).await?,
        Err(broken) => broken.into_response().map(whole),
    };
    let headers = response.headers_mut();
    if state.sends_date()
        && !headers.contains_key(DATE)
        && let Ok(date) = HeaderValue::try_from(httpdate::fmt_http_date(SystemTime::now()))
    {
        headers.insert(DATE, date);
    }
    Ok(response)
}

/// Returns the response to a request. An error closes the connection.
async fn respond(state: &State, request: &Request<Bytes>) -> io::Result<Response<Body>> {
    let mut response = match state.exchange(request).await {
        Ending::Whole(response) => response.map(whole),
        Ending::Cut(response) => cut(response),
        Ending::Closed | Ending::Refused => return Err(io::ErrorKind::ConnectionReset.into()),
    };
    if receive::is_held_back(request) {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
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
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

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

    /// Sends this to a sandbox with short limits, and returns all that it answers until it closes
    /// the connection, without the headers that do not matter here.
    async fn answer_to(request: &[u8]) -> String {
        let limit = Duration::from_millis(100);
        let mut sandbox = Sandbox::new();
        let limits = Limits { head: limit, body: limit };
        let socket = Socket::listen_with(&sandbox.state, limits).await.unwrap();
        let mut stream = TcpStream::connect(socket.address()).await.unwrap();
        sandbox.socket = Some(Arc::new(socket));
        stream.write_all(request).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert_eq!(sandbox.requests(), 0);
        answer
    }

    #[tokio::test]
    async fn a_connection_is_closed_if_no_whole_head_arrives_in_time() {
        for head in ["", "GET /gw/area/root HTTP/1.1\r\nhost: x\r\n"] {
            let answer = tokio::time::timeout(Duration::from_secs(20), answer_to(head.as_bytes()));
            assert_eq!(answer.await.unwrap(), "", "{head}");
        }
    }

    #[tokio::test]
    async fn a_body_that_takes_too_long_is_answered_with_408() {
        let (id, key) = (Sandbox::new().app_id(), Sandbox::new().app_key());
        let head =
            format!("POST /gw/file/upload?appid={id}&sign={key}&name=a HTTP/1.1\r\nhost: x\r\n");
        for body in ["content-length: 5\r\n\r\nab", "transfer-encoding: chunked\r\n\r\n5\r\nab"] {
            let request = format!("{head}{body}");
            let answer =
                tokio::time::timeout(Duration::from_secs(20), answer_to(request.as_bytes()));
            let answer = answer.await.unwrap();
            assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
            assert!(answer.ends_with("sandbox: the body took too long"), "{answer}");
        }
    }
}
