//! A CRM in memory to test against, behind the feature `sandbox`.
//!
//! The sandbox answers every endpoint of the API. It checks every request against the same endpoint
//! table from which the client is generated: path, method, parameters, body, signature and the age of
//! the timestamp. It stores records of every entity and uploaded files. A new sandbox has three users,
//! and some roles, departments, areas and classifications.
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
//! # What a test can do
//!
//! | to | use |
//! |---|---|
//! | start without records, or with hundreds of invented ones | [`new`](Sandbox::new), [`demo`](Sandbox::demo) |
//! | listen on a loopback port, also without a runtime | [`start`](Sandbox::start), [`start_blocking`](Sandbox::start_blocking) |
//! | define entities, fields and picklists; refuse unknown fields | [`declare`](Sandbox::declare), [`declare_field`](Sandbox::declare_field), [`check_field_names`](Sandbox::check_field_names) |
//! | add records | [`insert`](Sandbox::insert) |
//! | save the contents in a file, and restore them | [`snapshot`](Sandbox::snapshot), [`restore`](Sandbox::restore) |
//! | let time pass, so that signatures, tokens and URLs expire | [`advance`](Sandbox::advance) |
//! | refuse calls (410, 490, 491) | [`revoke_rights`](Sandbox::revoke_rights), [`hide_record`](Sandbox::hide_record), [`disable_api`](Sandbox::disable_api), [`set_quota`](Sandbox::set_quota) |
//! | behave differently where the vendor documents nothing | [`set_behavior`](Sandbox::set_behavior), [`Behavior`] |
//! | send a reply of the test's own | [`answer`](Sandbox::answer), [`answer_times`](Sandbox::answer_times) |
//! | add an endpoint | [`endpoint`](Sandbox::endpoint) |
//! | delay, break or lose replies; refuse connections | [`inject`](Sandbox::inject), [`disconnect`](Sandbox::disconnect) |
//! | see the requests, and why a signature is wrong | [`journal`](Sandbox::journal), [`SignatureCheck`] |
//! | count requests and completed calls | [`requests`](Sandbox::requests), [`completed_calls`](Sandbox::completed_calls) |
//!
//! # What is the sandbox's own choice
//!
//! The vendor does not document the following cases, so a server may behave differently. Do not rely
//! on them outside of tests. Messages that the vendor does not document begin with `sandbox:`. A
//! [`Behavior`] changes the choices that have a link.
//!
//! | case | answer |
//! |---|---|
//! | unknown path, wrong method | 403 |
//! | unknown `appid`, bad `sign`, unknown `sign_type`, stale or malformed `timestamp` | 400; see [`signature_refusal`](Behavior::signature_refusal) |
//! | no `appid`, no `sign`, or a `sign_type` without `timestamp` | 402 |
//! | unknown `op_user` | 410 |
//! | a missing record | 400; see [`unknown_record_refusal`](Behavior::unknown_record_refusal) and [`unknown_record_as_null`](Behavior::unknown_record_as_null) |
//! | a missing entity, field, file, area or classification | 400 |
//! | a second customer or contact with an equal main field, unless forced | 400 |
//! | a new record without a required field (the main field is always required) | 402; a missing reference to `User` becomes `op_user` |
//! | an update that sets such a field to null or to white space | 402 |
//! | a value that is neither a string nor null, in a string field | 401 |
//! | any other value that does not match the type of its field | stored without changes |
//! | a field that is not creatable in a new record | ignored |
//! | the key field in a body | ignored |
//! | a field that is in a body twice | the last one counts |
//! | a parameter whose value is empty or white space | missing |
//! | a parameter that is given twice | 401 |
//! | a JSON body whose `content-type` is missing, is not `application/json`, or has a charset other than UTF-8 | 401 |
//! | a file as `multipart/…` | 401; any other content type, or none, is accepted |
//! | a body on a call that takes none | 401 |
//! | a body that follows a head that is refused | not read; the reply does not wait for it. A body of at most 16 KiB is read if only the signature is wrong, to find out whether it was signed |
//! | a body that is incomplete or broken; one that takes more than 30 seconds | HTTP 400; HTTP 408; the connection is then closed |
//! | two minutes without a complete head of a request | the connection is closed |
//! | a URL above 65,534 bytes; more than 100 headers; another malformed head | HTTP 414; 431; 400, without a body |
//! | a JSON body above 8 MiB, a file above 20 MiB | 401; 400 |
//! | a body that is not what the endpoint takes | 401 |
//! | a filter without a member that it needs | 402 |
//! | a `page_no` or a `page_size` below 1 | 401 |
//! | a `page_size` above 200 | 401; see [`large_pages`](Behavior::large_pages) |
//! | a page after the last one | an empty list |
//! | no condition in a filter, or more than ten; an array or an object as a value | 401 |
//! | `>` and `<` between other values than two numbers or two strings | false |
//! | `cl` on a number | searches its digits |
//! | `=` between a number and a string | false; `<>` and `nc` are true for a missing value |
//! | a `sort` without a direction | ascending, nulls first |
//! | an advanced query without `sort` | newest first |
//! | an unknown field name of an entity that a test [declared](Sandbox::declare) | 400, with a suggestion, also for a dotted path through a field that is not a reference; see [`field_name_check`](Behavior::field_name_check) |
//! | an unknown field name of another entity | accepted; the field is null |
//! | the audit fields `createdOn`, `modifiedOn`, `createdBy`, `modifiedBy`, `owningUser`, `isDeleted` | set by the sandbox; see [`audit_fields`](Behavior::audit_fields) |
//! | dates and date-times | `yyyy-MM-dd` and `yyyy-MM-dd HH:mm:ss` in the time zone of China (UTC+8); see [`dates`](Behavior::dates) and [`date_times`](Behavior::date_times) |
//! | a field without a value | `null`; see [`nulls`](Behavior::nulls) |
//! | a reference | the id as a string; see [`references`](Behavior::references) |
//! | a condition or a sort key on any field | applied; see [`filtering`](Behavior::filtering), [`sorting`](Behavior::sorting) and [`without_field`](Behavior::without_field) |
//! | an update without an effect | sets `modifiedOn` and `modifiedBy` |
//! | a deleted record | is gone; `isDeleted` is false in all others |
//! | the totals of an advanced query | missing; see [`query_totals`](Behavior::query_totals) |
//! | white space around a name in `fields` | ignored |
//! | the key of a record that was not asked for | in a list, but not in `get` |
//! | `qname` with a `*` elsewhere than at its start, or without one | any text there, see [`wildcards`](Behavior::wildcards); the same text |
//! | an entity or a field in `cascade_delete` that no record has | ignored |
//! | records that refer to a deleted one and are not in `cascade_delete`; those that refer to one that the cascade deletes | stay |
//! | a reference to a missing record, an unknown picklist value | stored without changes; a dotted path through it is null |
//! | `customentity/*` with a system entity | like a custom entity |
//! | the key field in `metadata/field` | a reference to the entity itself that cannot be set |
//! | a login token that was used, a link while the OpenAPI is switched off | good until its end |
//! | a file without a name; a name with `/`, `\`, `?` or `#` | is named `unnamed`; each becomes `_` |
//! | the paths of files, and the addresses of links | made up; links lead to the sandbox itself, and expire after 300 seconds |
//! | a picklist item that is edited by a value that none has | added with that value |
//! | a login with a wrong name or password, or a wrong token | 400, or HTTP 403 of a page |
//! | a parameter that the endpoint does not have | ignored |
//! | which calls a quota counts | those that are let in |
//! | names and codes of entities that the vendor does not tell, data types of numbers and of audit fields | made up |
//! | the HTTP status of a refused call | 200; see [`refusal_status`](Behavior::refusal_status) |
//! | response headers | `Content-Type` and `Date`; see [`date_header`](Behavior::date_header) and [`response_header`](Behavior::response_header) |

mod access;
mod answer;
mod audit;
pub mod behavior;
mod blocking;
mod body;
mod call;
mod control;
mod crm;
mod custom;
mod define;
mod demo;
mod dispatch;
mod entity;
mod failures;
mod field;
mod filter;
mod found;
mod gate;
mod handlers;
mod journal;
mod names;
mod present;
mod records;
mod server;
mod signature;
mod snapshot;
mod stage;
mod store;
mod switches;
mod system;
mod time;

use std::fmt;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};

use crate::error::TransportError;
use crate::transport::{ResponseFuture, Transport};
pub use behavior::Behavior;
pub use custom::CustomCall;
pub use entity::Entity;
pub use field::Field;
pub use journal::Exchange;
use server::background::Background;
pub use server::fault::{Fault, FaultId};
use server::outcome::Ending;
use server::socket::{self, Socket};
use server::state::State;
pub use signature::{SignatureCheck, SignatureReason};
pub use snapshot::SnapshotError;
pub use stage::Stage;

/// A CRM in memory. The [module](self) describes what it does, and [the
/// guide](crate::guide::testing) how tests use it.
///
/// ```
/// use crm_client::sandbox::Sandbox;
/// use serde_json::json;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// let sandbox = Sandbox::new();
/// let crm = sandbox.client_builder().build()?;
/// sandbox.insert("Account", &json!({ "accountName": "杨志永" }));
/// sandbox.set_quota(Some(1));
/// assert_eq!(crm.account().list(["accountName"]).await?.data.len(), 1);
/// assert!(crm.account().list(["accountName"]).await.unwrap_err().is_rate_limited());
/// assert_eq!((sandbox.completed_calls(), sandbox.requests()), (vec!["account/list"], 2));
/// # Ok(())
/// # }
/// ```
///
/// Clones share everything. A sandbox is also a [`Transport`], so a client can use it without a
/// socket. [`client_builder`](Sandbox::client_builder) does that.
#[derive(Clone)]
pub struct Sandbox {
    state: Arc<State>,
    socket: Option<Arc<Socket>>,
    /// The runtime of the socket, if the sandbox has its own. It ends after the socket.
    background: Option<Arc<Background>>,
}

impl Sandbox {
    /// Creates a sandbox without a socket. It has three users and no other records.
    ///
    /// ```
    /// # use crm_client::sandbox::Sandbox;
    /// let sandbox = Sandbox::new();
    /// assert_eq!(sandbox.requests(), 0);
    /// ```
    #[must_use]
    pub fn new() -> Sandbox {
        Sandbox { state: Arc::new(State::new()), socket: None, background: None }
    }

    /// Creates a sandbox that listens on a free port of the loopback interface, until its last
    /// clone is dropped.
    ///
    /// ```
    /// # use crm_client::sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert!(sandbox.base_url().starts_with("http://127.0.0.1:"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if no port is free.
    ///
    /// # Panics
    ///
    /// Panics outside of a Tokio runtime, or in a runtime without I/O.
    pub async fn start() -> io::Result<Sandbox> {
        let Sandbox { state, .. } = Sandbox::new();
        let socket = Socket::listen(&state).await?;
        Ok(Sandbox { state, socket: Some(Arc::new(socket)), background: None })
    }

    /// Returns the number of requests that the sandbox received.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// crm.area().root().await?;
    /// assert_eq!(sandbox.requests(), 1);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn requests(&self) -> usize {
        self.state.requests()
    }

    /// Returns the paths of the calls that were carried out, oldest first, such as `account/add`.
    ///
    /// A call whose reply was lost is included. Refused calls are not, and neither are calls with a
    /// reply or an endpoint that a test defines.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// crm.area().root().await?;
    /// assert_eq!(sandbox.completed_calls(), ["area/root"]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn completed_calls(&self) -> Vec<&'static str> {
        self.state.lock().crm.completed_calls.clone()
    }

    /// Returns the file that was uploaded to a path.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// let path = crm.file().upload("note.txt", b"a note").await?.file_path;
    /// assert_eq!(sandbox.file(&path).unwrap(), "a note");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn file(&self, path: &str) -> Option<Bytes> {
        self.state.lock().crm.web.file(path)
    }

    /// Answers a request, with faults. Use it to serve the sandbox from another server. The body of the request is read with the
    /// limits of the sandbox: its size, and 30 seconds.
    ///
    /// ```
    /// # use bytes::Bytes;
    /// # use crm_client::sandbox::Sandbox;
    /// # use http_body_util::{BodyExt, Full};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::new();
    /// let request = http::Request::get("/gw/area/root").body(Full::<Bytes>::default())?;
    /// let response = sandbox.answer_http(request).await?;
    /// let body = response.into_body().collect().await?.to_bytes();
    /// assert!(String::from_utf8_lossy(&body).contains("error_code"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if a fault closes the connection. The server must then close it without a response.
    pub async fn answer_http<B>(
        &self,
        request: Request<B>,
    ) -> io::Result<Response<impl hyper::body::Body<Data = Bytes, Error = io::Error> + use<B>>>
    where
        B: hyper::body::Body<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        socket::answer(&self.state, request, socket::BODY_LIMIT).await
    }

    /// Answers a request without faults, even if the sandbox is disconnected.
    ///
    /// ```
    /// # use crm_client::sandbox::Sandbox;
    /// let request = http::Request::get("https://sandbox.invalid/gw/area/root");
    /// let response = Sandbox::new().handle(&request.body(bytes::Bytes::new()).unwrap());
    /// assert!(String::from_utf8_lossy(response.body()).contains("error_code"));
    /// ```
    #[must_use]
    pub fn handle(&self, request: &Request<Bytes>) -> Response<Bytes> {
        self.state.handle(request)
    }
}

impl Default for Sandbox {
    fn default() -> Sandbox {
        Sandbox::new()
    }
}

impl Transport for Sandbox {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(async move {
            match self.state.exchange(&request).await {
                Ending::Whole(response) => Ok(response),
                Ending::Cut(_) => Err(TransportError::other("the sandbox cut the body off")),
                Ending::Closed => Err(TransportError::other("the sandbox closed the connection")),
                Ending::Refused => Err(TransportError::connect("the sandbox refuses it")),
            }
        })
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}
