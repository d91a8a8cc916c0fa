//! The in-memory CRM: checks the caller's rights and passes each call to its handler.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{DATE, HOST};
use http::{HeaderValue, Request, Response};

use super::answer::{self, Answer, Refusal};
use super::call::Call;
use super::entity::Entity;
use super::gate;
use super::handlers::web::Web;
use super::handlers::{metadata, query, records, trees};
use super::store::Store;
use crate::error::Code;

/// The second from which on HTTP has no words for a time, as it has none before the epoch.
const YEAR_10000: u64 = 253_402_300_800;

/// The records, files and settings of a sandbox.
#[derive(Debug)]
pub(super) struct Crm {
    pub(super) store: Store,
    pub(super) web: Web,
    /// The users that may do nothing.
    pub(super) powerless: BTreeSet<String>,
    pub(super) is_enabled: bool,
    /// How many calls are left, where they are counted.
    pub(super) quota: Option<u64>,
    /// How far its clock is ahead of the system's.
    pub(super) ahead: Duration,
    /// The paths of the calls that were carried out, oldest first.
    pub(super) acted: Vec<&'static str>,
}

impl Crm {
    pub(super) fn new() -> Crm {
        Crm {
            store: Store::new(),
            web: Web::default(),
            powerless: BTreeSet::new(),
            is_enabled: true,
            quota: None,
            ahead: Duration::ZERO,
            acted: Vec::new(),
        }
    }

    pub(super) fn now(&self) -> SystemTime {
        let now = SystemTime::now();
        now.checked_add(self.ahead).unwrap_or(now)
    }

    /// Answers a request as of the given time.
    pub(super) fn handle(&mut self, request: &Request<Bytes>, now: SystemTime) -> Response<Bytes> {
        let link = self.web.follow(request, now);
        let mut response = link.unwrap_or_else(|| self.call(request, now));
        let since = now.duration_since(SystemTime::UNIX_EPOCH);
        if since.is_ok_and(|it| it.as_secs() < YEAR_10000)
            && let Ok(date) = HeaderValue::try_from(httpdate::fmt_http_date(now))
        {
            response.headers_mut().insert(DATE, date);
        }
        response
    }

    /// Answers a request that follows none of the links that calls gave out.
    fn call(&mut self, request: &Request<Bytes>, now: SystemTime) -> Response<Bytes> {
        let answer = gate::admit(request, now).and_then(|call| {
            self.let_in(&call)?;
            let envelope = self.answer(&call, &root(request), now)?;
            self.acted.push(call.info.path);
            Ok(envelope)
        });
        answer::response(answer.unwrap_or_else(Refusal::into_envelope))
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

    fn answer(&mut self, call: &Call<'_>, root: &str, now: SystemTime) -> Answer {
        let Crm { store, web, .. } = self;
        match call.info.path {
            "entity/adv-query" => query::adv_query(store, &entity(store, call)?, call),
            "metadata/entity" => Ok(metadata::entity(store, call)),
            "metadata/field" => Ok(metadata::field(&entity(store, call)?, call)),
            "metadata/picklist" => Ok(metadata::picklist(&entity(store, call)?, call)),
            "metadata/picklist-edit" => metadata::picklist_edit(store, call),
            "metadata/picklist-remove" => metadata::picklist_remove(store, call),
            "metadata/field-modify" => metadata::field_modify(store, call),
            "subject/type" => Ok(trees::subject_type()),
            "subject/data" => trees::subject_data(call),
            "area/root" => Ok(trees::area_root()),
            "area/subarea" => trees::area_subarea(call),
            "user/privileges-tree" => Ok(trees::roles()),
            "user/bizunit-tree" => Ok(trees::departments()),
            "user/login-token" => web.login_token(call, root, now),
            "file/upload" => web.upload(call),
            "file/download-url" => web.download_url(call, root, now),
            _ => records(store, call),
        }
    }
}

/// The calls that are alike for every kind of record, and those that nothing else answers.
fn records(store: &mut Store, call: &Call<'_>) -> Answer {
    let entity = match entity(store, call) {
        Ok(entity) => entity,
        Err(refusal) if call.value("entity").is_some() => return Err(refusal),
        Err(_) => return sample(call),
    };
    match call.path().1 {
        "add" => records::add(store, &entity, call),
        "get" => records::get(store, &entity, call),
        "list" => Ok(records::list(store, &entity, call)),
        "update" => records::update(store, &entity, call),
        "delete" => records::delete(store, &entity, call),
        _ => sample(call),
    }
}

/// All that is known of any other call: the vendor's sample of its reply.
fn sample(call: &Call<'_>) -> Answer {
    if call.sample.is_empty() {
        let message = "it does not know how to answer this call, of which there is no sample";
        return Err(Refusal::own(Code::NOT_SUPPORTED, message));
    }
    Ok(call.sample.into())
}

/// The entity that a call names, or that its module is about.
fn entity(store: &Store, call: &Call<'_>) -> Result<Entity, Refusal> {
    let entity = match call.value("entity") {
        Some(name) => store.entity(name),
        None => store.entity_of(call.path().0),
    };
    entity.cloned().ok_or_else(|| Refusal::business("there is no such entity"))
}

/// The address of the server, as the request has it.
fn root(request: &Request<Bytes>) -> String {
    let host = request.headers().get(HOST).and_then(|it| it.to_str().ok());
    match (request.uri().scheme_str(), request.uri().authority(), host) {
        (Some(scheme), Some(authority), _) => format!("{scheme}://{authority}"),
        (_, _, host) => format!("http://{}", host.unwrap_or("localhost")),
    }
}

#[test]
fn a_call_that_nothing_else_answers_is_answered_with_its_sample() {
    const SAMPLE: &str = r#"{"error_code":0,"data":{"id":"x"}}"#;
    let answer = |path, sample| {
        let info: &'static _ = Box::leak(Box::new(crate::endpoint::Info::get(path, "api-none")));
        let (query, record) = (Vec::new(), crate::values::Record::default());
        let call = Call { info, sample, query, record, filter: None, file: Bytes::new() };
        records(&mut Store::new(), &call).map_err(Refusal::into_envelope)
    };
    for path in ["no-module/close", "no-module/add", "account/no-call"] {
        assert_eq!(answer(path, SAMPLE).as_deref(), Ok(SAMPLE.as_bytes()), "{path}");
        assert!(answer(path, "").is_err(), "{path}");
    }
}
