//! A CRM in memory to test against, behind the feature `sandbox`.
//!
//! It checks every request against the same endpoint table that the client is generated with: path,
//! method, missing and malformed parameters, the signature and its 30 seconds. It keeps customers,
//! and knows a few users.
//!
//! ```
//! use crm_client::sandbox::Sandbox;
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! let sandbox = Sandbox::new();
//! let crm = sandbox.client_builder().build()?;
//!
//! let added = crm.account().add(&json!({ "accountName": "杨志永" })).await?;
//! let record = crm.account().get(&added.account_id, ["accountName"]).await?;
//! assert_eq!(record.get::<String>("accountName")?, "杨志永");
//! # Ok(())
//! # }
//! ```
//!
//! # What is the sandbox's own choice
//!
//! The vendor documents no code for the following, so a server may well answer otherwise. Do not
//! rely on it outside a test. Messages in the sandbox's own words begin with `sandbox:`.
//!
//! | case | answer |
//! |---|---|
//! | unknown path, wrong method | 403 |
//! | unknown `appid`, bad `sign`, unknown `sign_type`, stale or malformed `timestamp` | 400 |
//! | no `appid`, no `sign`, or no `timestamp` beside a `sign_type` | 402 |
//! | unknown `op_user` | 410 |
//! | a record that is not there | 400 |
//! | a second record with the very same main field, unless forced | 400 |
//! | a record without its main field | 402 |
//! | a main field that is no text | 401 |
//! | a body that is no JSON object | 401 |
//! | a `page_no` below 1, a `page_size` below 1 or above 200 | 401 |
//! | a name in `fields` that the record does not have | the field is null |
//! | white space around a name in `fields` | ignored |
//! | the key of a record that was not asked for | in a list, but not in `get` |
//! | `qname` with a `*` elsewhere than at its start, or without one | any text there; the same text |
//! | an entity in `cascade_delete` of which there are no records | ignored |
//! | a parameter that the endpoint does not have | ignored |
//! | the HTTP status | always 200 |

mod crm;
mod gate;
mod socket;
mod store;

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response};

use crate::{Client, ClientBuilder, Credentials, Id, ResponseFuture, Transport};
use socket::Socket;
use store::Store;

/// A CRM in memory. See the [module](self) for what it does.
///
/// Clones share their records. A sandbox is also a [`Transport`], so a client can be plugged into it
/// without a socket; the [`client_builder`](Sandbox::client_builder) does so.
#[derive(Clone)]
pub struct Sandbox {
    state: Arc<State>,
    socket: Option<Arc<Socket>>,
}

struct State {
    store: Mutex<Store>,
    requests: AtomicUsize,
}

impl Sandbox {
    /// An in-process sandbox, with a few users and no other records.
    #[must_use]
    pub fn new() -> Sandbox {
        let state = State { store: Mutex::new(Store::new()), requests: AtomicUsize::new(0) };
        Sandbox { state: Arc::new(state), socket: None }
    }

    /// A sandbox that also listens on a free port of the loopback interface, until its last clone is
    /// dropped.
    ///
    /// # Errors
    ///
    /// No port can be listened on.
    ///
    /// # Panics
    ///
    /// It is not called in a Tokio runtime, or in one without I/O.
    pub async fn start() -> io::Result<Sandbox> {
        let Sandbox { state, .. } = Sandbox::new();
        let socket = Socket::listen(state.clone()).await?;
        Ok(Sandbox { state, socket: Some(Arc::new(socket)) })
    }

    /// Where its API stands.
    #[must_use]
    pub fn base_url(&self) -> String {
        match &self.socket {
            Some(socket) => format!("http://{}/gw/", socket.address()),
            None => "https://sandbox.invalid/gw/".to_owned(),
        }
    }

    /// The id of the one application it knows.
    #[must_use]
    pub fn app_id(&self) -> &'static str {
        gate::APP_ID
    }

    /// The key of that application.
    #[must_use]
    pub fn app_key(&self) -> &'static str {
        gate::APP_KEY
    }

    /// A user on whose behalf calls can be made.
    #[must_use]
    pub fn user(&self) -> Id {
        self.state.store().first_user()
    }

    /// A client that is ready to be built: signed with SHA-1, for the [`user`](Sandbox::user).
    pub fn client_builder(&self) -> ClientBuilder {
        let builder = Client::builder()
            .base_url(self.base_url())
            .credentials(Credentials::sha1(self.app_id(), self.app_key()))
            .op_user(self.user());
        match self.socket {
            Some(_) => builder.on_loopback(),
            None => builder.transport(self.clone()),
        }
    }

    /// How many requests have come so far.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.state.requests.load(Ordering::Relaxed)
    }

    /// Answers a request.
    #[must_use]
    pub fn handle(&self, request: &Request<Bytes>) -> Response<Bytes> {
        self.state.handle(request)
    }
}

impl State {
    fn handle(&self, request: &Request<Bytes>) -> Response<Bytes> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let answer = gate::admit(request, SystemTime::now())
            .and_then(|call| crm::answer(&mut self.store(), &call));
        let body = answer.unwrap_or_else(crm::Refusal::into_envelope);
        let mut response = Response::new(Bytes::from(body));
        let json = HeaderValue::from_static("application/json; charset=utf-8");
        response.headers_mut().insert(CONTENT_TYPE, json);
        response
    }

    /// Nothing that holds the lock panics half-way through a change.
    fn store(&self) -> std::sync::MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Sandbox {
    fn default() -> Sandbox {
        Sandbox::new()
    }
}

impl Transport for Sandbox {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(async move { Ok(self.handle(&request)) })
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}
