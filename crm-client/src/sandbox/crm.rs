//! The type `Crm`: the records, files and settings, and who may call.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{DATE, HOST};
use http::{HeaderValue, Request, Response};
use serde::{Deserialize, Serialize};

use super::answer::{self, Refusal};
use super::audit;
use super::call::Call;
use super::custom::{Custom, CustomCall};
use super::dispatch;
use super::entity::USER;
use super::gate;
use super::handlers::web::Web;
use super::stage::Stage;
use super::store::Store;
use crate::error::Code;
use crate::values::Record;

/// The start of the year 10000. HTTP dates cannot express later times, nor times before the epoch.
const YEAR_10000: u64 = 253_402_300_800;

/// The users of a new sandbox: name and phone number.
const USERS: [(&str, &str); 3] =
    [("老黄", "13700000000"), ("小李", "13700000001"), ("王经理", "13700000002")];

/// The time at which the users of a new sandbox were created: the start of 2025 in China.
fn installed() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_735_660_800)
}

/// The records, files and settings of a sandbox.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Crm {
    pub(super) store: Store,
    pub(super) web: Web,
    #[serde(skip)]
    pub(super) custom: Custom,
    /// The users without rights.
    pub(super) powerless: BTreeSet<String>,
    pub(super) is_enabled: bool,
    /// The number of calls that are still accepted, if it is limited.
    pub(super) quota: Option<u64>,
    /// The difference between its clock and the system clock.
    pub(super) ahead: Duration,
    /// The paths of the calls that were carried out, oldest first.
    #[serde(skip)]
    pub(super) completed_calls: Vec<&'static str>,
}

impl Crm {
    pub(super) fn new() -> Crm {
        let mut crm = Crm {
            store: Store::new(),
            web: Web::default(),
            custom: Custom::default(),
            powerless: BTreeSet::new(),
            is_enabled: true,
            quota: None,
            ahead: Duration::ZERO,
            completed_calls: Vec::new(),
        };
        for (name, mobile) in USERS {
            let mut user = Record::default();
            user.put("userName", name);
            user.put("mobile", mobile);
            crm.insert_at(installed(), USER, user);
        }
        crm
    }

    /// Adds a record, created now on behalf of the first user if it does not state otherwise.
    pub(super) fn insert(&mut self, entity: &str, record: Record) -> String {
        self.insert_at(self.now(), entity, record)
    }

    fn insert_at(&mut self, now: SystemTime, entity: &str, mut record: Record) -> String {
        if self.store.behavior.sets_audit_fields {
            audit::created(&mut record, self.store.first_user(), now);
        }
        self.store.add(entity, record)
    }

    pub(super) fn now(&self) -> SystemTime {
        let now = SystemTime::now();
        now.checked_add(self.ahead).unwrap_or(now)
    }

    /// Answers a request as of the given time.
    pub(super) fn handle(&mut self, request: &Request<Bytes>, now: SystemTime) -> Response<Bytes> {
        let link = self.web.follow(request, now);
        let mut response = link.unwrap_or_else(|| self.call(request, now));
        let behavior = &self.store.behavior;
        behavior.add_headers(response.headers_mut());
        let since = now.duration_since(SystemTime::UNIX_EPOCH);
        if behavior.sends_date
            && since.is_ok_and(|it| it.as_secs() < YEAR_10000)
            && let Ok(date) = HeaderValue::try_from(httpdate::fmt_http_date(now))
        {
            response.headers_mut().insert(DATE, date);
        }
        response
    }

    /// Answers a request that does not follow a link of a previous call.
    fn call(&mut self, request: &Request<Bytes>, now: SystemTime) -> Response<Bytes> {
        let path = gate::path(request);
        let (is_custom, behavior) = (self.custom.has(path), &self.store.behavior);
        let answer = gate::admit(request, is_custom, behavior, now).and_then(|call| {
            self.let_in(&call).map_err(|it| it.at(Stage::Access))?;
            if let Some(envelope) = self.custom.next_reply(path) {
                return Ok(envelope);
            }
            if let Some(handler) = self.custom.handler(path) {
                return handler(&CustomCall::new(request, call.query, now));
            }
            let (store, web) = (&mut self.store, &mut self.web);
            let envelope = dispatch::answer(store, web, &call, &root(request), now)?;
            self.completed_calls.push(call.info.path);
            Ok(envelope)
        });
        match answer {
            Ok(envelope) => answer::response(envelope),
            Err(refusal) => {
                let stage = refusal.stage();
                let mut response = answer::response(refusal.into_envelope());
                response.extensions_mut().insert(stage);
                *response.status_mut() = self.store.behavior.status();
                response
            }
        }
    }

    fn let_in(&mut self, call: &Call<'_>) -> Result<(), Refusal> {
        if !self.is_enabled {
            return Err(Refusal::own(Code::NOT_ENABLED, "the OpenAPI is switched off"));
        }
        match call.user() {
            Some(user) if !self.store.is_user(user) => {
                let message = "there is no such `op_user`";
                return Err(Refusal::own(Code::INSUFFICIENT_RIGHTS, message));
            }
            Some(user) if self.powerless.contains(user) => {
                return Err(Refusal::own(Code::INSUFFICIENT_RIGHTS, "`op_user` has no rights"));
            }
            Some(_) | None => {}
        }
        if let Some(left) = &mut self.quota {
            let Some(less) = left.checked_sub(1) else {
                return Err(Refusal::own(Code::RATE_LIMITED, "the quota is used up"));
            };
            *left = less;
        }
        Ok(())
    }
}

/// Returns the address of the server, as the request states it.
fn root(request: &Request<Bytes>) -> String {
    let host = request.headers().get(HOST).and_then(|it| it.to_str().ok());
    match (request.uri().scheme_str(), request.uri().authority(), host) {
        (Some(scheme), Some(authority), _) => format!("{scheme}://{authority}"),
        (_, _, host) => format!("http://{}", host.unwrap_or("localhost")),
    }
}
