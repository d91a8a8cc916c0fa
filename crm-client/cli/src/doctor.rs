//! The diagnosis of `crm doctor`: the connection, and the behavior of a CRM where the vendor documents
//! nothing. Every request is a read, and there are at most ten.
//!
//! A report has no values of records, no ids, no secrets and no names of hosts, so that it can be
//! published.

mod behavior;
mod catalog;
mod clock;
mod connection;
mod cursor;
mod key;
mod print;
mod proxy;
mod quota;
mod redact;
mod reference;
mod reply;
mod report;
mod shape;
mod trouble;
mod user;

use crate::failure::Failure;
use crate::session::Session;
use crate::session::probe::Probe;
use catalog::Catalog;
pub(crate) use print::print;
use redact::Redaction;
pub(crate) use report::Report;

/// Examines the CRM of a session, and returns what was found. With `entities`, only the connection and
/// the incremental reading of these entities are examined.
///
/// # Errors
///
/// Fails if no client can be created. If the CRM cannot be used, the report has the reason.
pub(crate) async fn examine(session: &Session<'_>, entities: &[String]) -> Result<Report, Failure> {
    let probe = session.probe()?;
    let redaction = Redaction::of(session);
    let mut report = Report::new();
    let catalog = connection::examine(session, &probe, &redaction, &mut report).await;
    if let Some(catalog) = catalog {
        examine_behavior(session, &probe, &redaction, &catalog, entities, &mut report).await;
        let expected = reference::report(entities).await?;
        report.compare(&expected);
    }
    report.set_calls(probe.sent());
    Ok(report)
}

async fn examine_behavior(
    session: &Session<'_>,
    probe: &Probe,
    redaction: &Redaction,
    catalog: &Catalog,
    entities: &[String],
    report: &mut Report,
) {
    if !entities.is_empty() {
        cursor::examine_entities(probe, catalog, entities, report).await;
        report.add(quota::check(&catalog.headers));
        return;
    }
    let user = user::examine(session, probe, report).await;
    behavior::examine(probe, redaction, catalog, user.as_deref(), report).await;
}
