//! `crm doctor ENTITY…`: whether entities can be read incrementally.

use crm_client::sandbox::Behavior;
use crm_client::sandbox::behavior::FieldSupport;
use serde_json::json;

use super::diagnose_with;
use crate::support::Server;

#[test]
fn examines_the_named_entities_only() {
    let server = Server::start();
    let behavior = Behavior::default().sorting("Chance", "modifiedOn", FieldSupport::Ignored);
    server.sandbox.set_behavior(behavior);
    let diagnosis = diagnose_with(&server, &["SalesOrder", "Chance", "c__lead", "Invoice"], &[]);
    assert_eq!((diagnosis.run.code, &diagnosis.report["calls"]), (0, &json!(9)));
    for entity in ["SalesOrder", "c__lead", "Invoice"] {
        for (part, value) in [("exists", "exists"), ("filter", "applied"), ("sort", "applied")] {
            let finding = diagnosis.finding(&format!("modified_on.{entity}.{part}"));
            assert_eq!(finding, ("found", &json!(value)), "{entity} {part}");
        }
    }
    let differences = [("modified_on.Chance.sort".to_owned(), "ignored".to_owned())];
    assert_eq!(diagnosis.differences(), differences);
}

#[test]
fn names_an_unknown_entity() {
    let server = Server::start();
    let diagnosis = diagnose_with(&server, &["Nothing"], &[]);
    let check = diagnosis.check("modified_on.Nothing.exists");
    assert_eq!(check["status"], "not_determined");
    assert_eq!(check["summary"], "the CRM has no such entity");
}

#[test]
fn accepts_at_most_four_entities() {
    let server = Server::start();
    let run = server.run("doctor A B C D E");
    assert_eq!((run.code, server.sandbox.requests()), (2, 0), "{run:?}");
}
