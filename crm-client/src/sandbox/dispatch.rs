//! Chooses the handler that answers a call.

use std::time::SystemTime;

use super::answer::{Answer, Refusal};
use super::call::Call;
use super::entity::Entity;
use super::handlers::web::Web;
use super::handlers::{metadata, query, records, trees};
use super::names;
use super::store::Store;
use crate::error::Code;

/// Calls the handler of an endpoint. `root` is the address of the server.
pub(super) fn answer(
    store: &mut Store,
    web: &mut Web,
    call: &Call<'_>,
    root: &str,
    now: SystemTime,
) -> Answer {
    match call.info.path {
        "entity/adv-query" => {
            let entity = checked_entity(store, call)?;
            query::adv_query(store, &entity, call)
        }
        "metadata/entity" => Ok(metadata::entity(store, call)),
        "metadata/field" => Ok(metadata::field(store, &entity(store, call)?, call)),
        "metadata/picklist" => Ok(metadata::picklist(&checked_entity(store, call)?, call)),
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
        "file/upload" => Ok(web.upload(call)),
        "file/download-url" => web.download_url(call, root, now),
        _ => records(store, call, now),
    }
}

/// Answers the five calls of a record, and all calls without a handler.
fn records(store: &mut Store, call: &Call<'_>, now: SystemTime) -> Answer {
    let entity = match entity(store, call) {
        Ok(entity) => entity,
        Err(refusal) if call.value("entity").is_some() => return Err(refusal),
        Err(_) => return sample(call),
    };
    names::check(store, &entity, call)?;
    match call.path().1 {
        "add" => records::add(store, &entity, call, now),
        "get" => records::get(store, &entity, call),
        "list" => Ok(records::list(store, &entity, call)),
        "update" => records::update(store, &entity, call, now),
        "delete" => records::delete(store, &entity, call),
        _ => sample(call),
    }
}

/// Answers a call with the vendor's sample of its reply.
fn sample(call: &Call<'_>) -> Answer {
    if call.sample.is_empty() {
        let message = "this call has no handler and no sample; define one with `Sandbox::endpoint`";
        return Err(Refusal::own(Code::NOT_SUPPORTED, message));
    }
    Ok(call.sample.into())
}

/// Like `entity`, with a check of the field names of the call.
fn checked_entity(store: &Store, call: &Call<'_>) -> Result<Entity, Refusal> {
    let entity = entity(store, call)?;
    names::check(store, &entity, call)?;
    Ok(entity)
}

/// Returns the entity that a call names, or the entity of its module.
fn entity(store: &Store, call: &Call<'_>) -> Result<Entity, Refusal> {
    let (name, entity) = match call.value("entity") {
        Some(name) => (name, store.entity(name)),
        None => (call.path().0, store.entity_of(call.path().0)),
    };
    entity.cloned().ok_or_else(|| names::no_entity(store, name))
}

#[test]
fn a_call_that_nothing_else_answers_is_answered_with_its_sample() {
    const SAMPLE: &str = r#"{"error_code":0,"data":{"id":"x"}}"#;
    let answer = |path, sample| {
        let info: &'static _ = Box::leak(Box::new(crate::endpoint::Info::get(path, "api-none")));
        let (query, record) = (Vec::new(), crate::values::Record::default());
        let call = Call { info, sample, query, record, filter: None, file: bytes::Bytes::new() };
        records(&mut Store::new(), &call, SystemTime::now()).map_err(Refusal::into_envelope)
    };
    for path in ["no-module/close", "no-module/add", "account/no-call"] {
        assert_eq!(answer(path, SAMPLE).as_deref(), Ok(SAMPLE.as_bytes()), "{path}");
        assert!(answer(path, "").is_err(), "{path}");
    }
}
