//! The sandbox on a loopback socket.

use std::convert::Infallible;
use std::io;
use std::mem;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::{JoinHandle, JoinSet};

use super::State;

/// The largest body it reads: more than the largest upload that the vendor allows.
const MAX_BODY: usize = 32 << 20;

/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1024;

/// A socket that is listened on until this is dropped, but for when it is shut.
pub(super) struct Socket {
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
    pub(super) async fn listen(state: &Arc<State>) -> io::Result<Socket> {
        let held = hold((Ipv4Addr::LOCALHOST, 0).into())?;
        let address = held.local_addr()?;
        let line = tokio::sync::Mutex::new(Line::Shut(Some(held)));
        let socket = Socket { address, line, connections: Arc::default() };
        socket.open(state).await?;
        Ok(socket)
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Listens, if it does not already.
    pub(super) async fn open(&self, state: &Arc<State>) -> io::Result<()> {
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
    pub(super) async fn shut(&self) {
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

async fn answer(
    state: Arc<State>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let response = if let Ok(body) = Limited::new(body, MAX_BODY).collect().await {
        state.handle(&Request::from_parts(head, body.to_bytes()))
    } else {
        let mut response = Response::default();
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        response
    };
    Ok(response.map(Full::new))
}
