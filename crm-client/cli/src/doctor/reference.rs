//! The findings of the sandbox, to which those of a CRM are compared.

use crm_client::Credentials;
use crm_client::sandbox::{Entity, Field, Sandbox};
use serde_json::json;

use super::behavior::{self, ACCOUNT, CONTACT};
use super::catalog::{self, Catalog};
use super::cursor;
use super::redact::Redaction;
use super::reply::Reply;
use super::report::Report;
use crate::failure::Failure;
use crate::session::probe::Probe;

/// The number of records of an entity.
const RECORDS: usize = 5;

/// Examines a sandbox whose records show every behavior.
pub(crate) async fn report(entities: &[String]) -> Result<Report, Failure> {
    let sandbox = Sandbox::new();
    sandbox.declare_field(ACCOUNT, Field::new("since", "since", "date"));
    for name in entities {
        if sandbox.entity(name).is_none() && !name.is_empty() {
            sandbox.declare(Entity::new(name, name));
        }
    }
    let credentials = Credentials::sha1(sandbox.app_id(), sandbox.app_key());
    let probe = Probe::new(&sandbox.client_builder(), &credentials)?;
    let mut report = Report::new();
    let Ok(reply) = Reply::of(&probe, catalog::request()).await else { return Ok(report) };
    let catalog = Catalog::of(&reply);
    for name in entities.iter().map(String::as_str).chain([ACCOUNT, CONTACT]) {
        if let Some(entity) = catalog.entity(name) {
            insert(&sandbox, &entity.name, &entity.main);
        }
    }
    if entities.is_empty() {
        let user = sandbox.user();
        let redaction = Redaction::default();
        behavior::examine(&probe, &redaction, &catalog, Some(user.as_str()), &mut report).await;
    } else {
        cursor::examine_entities(&probe, &catalog, entities, &mut report).await;
    }
    Ok(report)
}

/// Adds records that were changed at different times.
fn insert(sandbox: &Sandbox, entity: &str, main: &str) {
    for number in 0..RECORDS {
        sandbox.insert(
            entity,
            &json!({
                main: format!("record {number}"),
                "since": "2026-01-01",
                "modifiedOn": format!("2026-01-0{} 12:00:00", number * 3 % RECORDS + 1),
            }),
        );
    }
}
