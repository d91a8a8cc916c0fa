//! Single reads without retries, whose number is limited, for `crm doctor`.

use std::cell::Cell;
use std::time::Duration;

use bytes::Bytes;
use crm_client::filter::Filter;
use crm_client::{Client, ClientBuilder, Credentials, Error, RawRequest};
use http::Response;

use super::{Session, invalid};
use crate::failure::Failure;

/// The number of requests that a probe sends at most.
const MAX_CALLS: u32 = 10;

/// The time limit of a request.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A key that no application has.
const WRONG_KEY: &str = "WrongKeyOfCrmDoctor";

/// A read that is sent as it is, without a check of its parameters.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    path: &'static str,
    params: Vec<(&'static str, String)>,
    filter: Option<Filter>,
}

impl Read {
    /// Creates a `GET` request.
    pub(crate) fn get(path: &'static str) -> Read {
        Read { path, params: Vec::new(), filter: None }
    }

    /// Creates an advanced query of an entity.
    pub(crate) fn query(entity: &str, filter: impl Into<Filter>) -> Read {
        let filter = Some(filter.into());
        Read { path: "entity/adv-query", params: Vec::new(), filter }.param("entity", entity)
    }

    /// Adds a parameter.
    pub(crate) fn param(mut self, name: &'static str, value: impl Into<String>) -> Read {
        self.params.push((name, value.into()));
        self
    }

    fn request(self) -> RawRequest {
        let request = match &self.filter {
            Some(filter) => RawRequest::post(self.path).safe().body(filter),
            None => RawRequest::get(self.path),
        };
        self.params.into_iter().fold(request, |request, (name, value)| request.query(name, value))
    }
}

/// Sends reads one by one.
pub(crate) struct Probe {
    client: Client,
    /// A client whose signatures are wrong.
    wrong: Client,
    sent: Cell<u32>,
}

impl Probe {
    /// Creates a probe of a CRM.
    pub(crate) fn new(
        builder: &ClientBuilder,
        credentials: &Credentials,
    ) -> Result<Probe, Failure> {
        let build = |builder: ClientBuilder| {
            let builder = builder.max_attempts(1).timeout(TIMEOUT);
            builder.build().map_err(|error| invalid(&error))
        };
        let wrong = builder.clone().credentials(credentials.with_key(WRONG_KEY));
        Ok(Probe { client: build(builder.clone())?, wrong: build(wrong)?, sent: Cell::new(0) })
    }

    /// Returns the number of requests that can still be sent.
    pub(crate) fn left(&self) -> u32 {
        MAX_CALLS.saturating_sub(self.sent.get())
    }

    /// Returns the number of requests that were sent.
    pub(crate) fn sent(&self) -> u32 {
        self.sent.get()
    }

    /// Sends a request. Returns `None` if all requests are used up.
    pub(crate) async fn send(&self, read: Read) -> Option<Result<Response<Bytes>, Error>> {
        self.send_with(&self.client, read).await
    }

    /// Sends a request whose signature is wrong.
    pub(crate) async fn send_wrong(&self, read: Read) -> Option<Result<Response<Bytes>, Error>> {
        self.send_with(&self.wrong, read).await
    }

    async fn send_with(
        &self,
        client: &Client,
        read: Read,
    ) -> Option<Result<Response<Bytes>, Error>> {
        if self.left() == 0 {
            return None;
        }
        self.sent.set(self.sent.get() + 1);
        Some(client.call(read.request()).send_raw().await)
    }
}

impl Session<'_> {
    /// Creates a probe of the CRM of this session.
    pub(crate) fn probe(&self) -> Result<Probe, Failure> {
        Probe::new(&self.builder, &self.credentials)
    }

    /// Returns the credentials, whose key never appears in any output.
    pub(crate) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Returns the id or the name of the user on whose behalf calls are made, as it is configured.
    pub(crate) fn configured_user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// Returns whether the CRM is the embedded one, which needs no network.
    pub(crate) fn is_embedded(&self) -> bool {
        self.embedded.is_some()
    }
}
