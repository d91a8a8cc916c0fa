//! The findings about every behavior, with a sandbox for each.

use crm_client::Code;
use crm_client::sandbox::behavior::{
    FieldSupport, LargePages, NullForm, ReferenceForm, TimeForm, Wildcards,
};
use crm_client::sandbox::{Behavior, Field, Sandbox};
use serde_json::json;

use super::{Diagnosis, diagnose, diagnose_with};
use crate::support::Server;

/// Diagnoses the demo CRM with this behavior. Its customers have a date.
fn with(behavior: Behavior) -> Diagnosis {
    let server = Server::start();
    server.sandbox.declare_field("Account", Field::new("c__since", "客户自", "date"));
    server
        .sandbox
        .insert("Account", &json!({ "accountName": "企能软件", "c__since": "2026-03-31" }));
    server.sandbox.set_behavior(behavior);
    diagnose(&server)
}

/// Checks that a behavior is the only difference from the sandbox, with these values.
fn differs(behavior: Behavior, expected: &[(&str, &str)]) -> Diagnosis {
    let diagnosis = with(behavior);
    let expected: Vec<_> =
        expected.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect();
    assert_eq!(diagnosis.differences(), expected, "{:#}", diagnosis.report);
    assert_eq!((diagnosis.run.code, diagnosis.run.stderr.as_str()), (0, ""));
    diagnosis
}

#[test]
fn a_sandbox_does_not_differ_from_the_sandbox() {
    let diagnosis = differs(Behavior::default(), &[]);
    assert_eq!(diagnosis.report["calls"], 10);
    for (id, value) in [
        ("refusal_status", "200"),
        ("wrong_signature", "code 400"),
        ("unknown_record", "code 400"),
        ("nulls", "null"),
        ("dates", "yyyy-MM-dd"),
        ("date_times", "yyyy-MM-dd HH:mm:ss"),
        ("references", "id"),
        ("query_totals", "missing"),
        ("large_page", "refused with code 401"),
        ("star_at_end", "wildcard"),
        ("modified_on.Account.exists", "exists"),
        ("modified_on.Account.filter", "applied"),
        ("modified_on.Account.sort", "applied"),
        ("modified_on.Contact.exists", "exists"),
        ("modified_on.Contact.filter", "applied"),
        ("modified_on.Contact.sort", "applied"),
    ] {
        assert_eq!(diagnosis.finding(id), ("found", &json!(value)), "{id}");
    }
    for id in ["server", "key", "user", "clock"] {
        assert_eq!(diagnosis.finding(id).0, "ok", "{id}");
    }
    assert_eq!(diagnosis.finding("proxy"), ("ok", &json!("none")));
    assert_eq!(diagnosis.finding("tls"), ("warning", &json!("not_used")));
    let types = json!(["boolean", "date", "datetime", "number", "picklist", "reference", "string"]);
    assert_eq!(diagnosis.check("data_types")["value"], types);
}

#[test]
fn finds_the_status_of_refusals() {
    differs(Behavior::default().refusal_status(422), &[("refusal_status", "422")]);
}

#[test]
fn finds_the_refusal_of_a_wrong_signature() {
    let behavior = Behavior::default().signature_refusal(Code(405), "签名错误");
    let diagnosis = differs(behavior, &[("wrong_signature", "code 405")]);
    assert_eq!(diagnosis.check("wrong_signature")["server_message"], "签名错误");
}

#[test]
fn finds_the_answer_to_an_unknown_id() {
    let behavior = Behavior::default().unknown_record_refusal(Code(404), "记录不存在");
    let diagnosis = differs(behavior, &[("unknown_record", "code 404")]);
    assert_eq!(diagnosis.check("unknown_record")["server_message"], "记录不存在");
    let behavior = Behavior::default().unknown_record_as_null();
    differs(behavior, &[("unknown_record", "success with null")]);
}

#[test]
fn finds_the_representation_of_nulls() {
    differs(Behavior::default().nulls(NullForm::Absent), &[("nulls", "absent")]);
    differs(Behavior::default().nulls(NullForm::EmptyString), &[("nulls", "empty string")]);
}

#[test]
fn finds_the_form_of_dates() {
    for (form, value) in
        [(TimeForm::Iso8601, "ISO 8601 with a time zone"), (TimeForm::Milliseconds, "milliseconds")]
    {
        differs(Behavior::default().dates(form), &[("dates", value)]);
        differs(Behavior::default().date_times(form), &[("date_times", value)]);
    }
}

#[test]
fn finds_the_form_of_references() {
    let behavior = Behavior::default().references(ReferenceForm::IdAndName);
    differs(behavior, &[("references", "object {id, name}")]);
    let behavior = Behavior::default().references(ReferenceForm::Name);
    differs(behavior, &[("references", "other text")]);
}

#[test]
fn finds_the_totals_of_a_query() {
    let totals = "total_size, page_size, page_no";
    differs(Behavior::default().query_totals(true), &[("query_totals", totals)]);
}

#[test]
fn finds_what_happens_to_a_large_page() {
    let behavior = Behavior::default().large_pages(LargePages::Capped);
    differs(behavior, &[("large_page", "reduced to 200")]);
    let behavior = Behavior::default().large_pages(LargePages::Accepted);
    differs(behavior, &[("large_page", "accepted")]);
}

#[test]
fn finds_whether_a_star_at_the_end_is_a_wildcard() {
    let behavior = Behavior::default().wildcards(Wildcards::Leading);
    differs(behavior, &[("star_at_end", "no wildcard")]);
}

#[test]
fn finds_entities_without_a_cursor_field() {
    let behavior = Behavior::default().without_field("Account", "modifiedOn");
    let diagnosis = differs(behavior, &[("modified_on.Account.exists", "missing")]);
    assert_eq!(diagnosis.finding("modified_on.Account.sort").0, "not_determined");
    assert_eq!(diagnosis.finding("query_totals").0, "found");

    // Without metadata, a refused query does not prove that the field is missing.
    let behavior = Behavior::default().without_field("Contact", "modifiedOn");
    let refused = "refused with code 400";
    let expected = [("modified_on.Contact.filter", refused), ("modified_on.Contact.sort", refused)];
    let diagnosis = differs(behavior, &expected);
    assert_eq!(diagnosis.finding("modified_on.Contact.exists").0, "not_determined");
}

#[test]
fn finds_whether_a_query_can_filter_and_sort_by_the_cursor_field() {
    use FieldSupport::{Ignored, Refused};

    for entity in ["Account", "Contact"] {
        let [filter, sort] = ["filter", "sort"].map(|it| format!("modified_on.{entity}.{it}"));
        let behavior = || Behavior::default();
        let filtering = |support| behavior().filtering(entity, "modifiedOn", support);
        differs(filtering(Ignored), &[(&filter, "ignored")]);
        differs(behavior().sorting(entity, "modifiedOn", Ignored), &[(&sort, "ignored")]);
        let both = filtering(Ignored).sorting(entity, "modifiedOn", Ignored);
        differs(both, &[(&filter, "ignored"), (&sort, "ignored")]);
        differs(filtering(Refused), &[(&filter, "refused with code 400")]);
        let sorting = behavior().sorting(entity, "modifiedOn", Refused);
        differs(sorting, &[(&sort, "refused with code 400")]);
    }
}

#[test]
fn shows_headers_that_may_be_about_a_quota() {
    let behavior = Behavior::default()
        .response_header("X-RateLimit-Limit", "1000")
        .response_header("X-RateLimit-Remaining", "7")
        .response_header("X-Quota-Owner", "Shanghai Software")
        .response_header("X-Other", "9");
    let diagnosis = differs(behavior, &[]);
    let expected = json!({
        "x-ratelimit-limit": "1000", "x-ratelimit-remaining": "7", "x-quota-owner": null,
    });
    assert_eq!(diagnosis.check("quota_headers")["value"], expected);
    assert_eq!(with(Behavior::default()).check("quota_headers")["value"], json!({}));
}

#[test]
fn needs_a_date_header_to_check_the_clock() {
    let diagnosis = differs(Behavior::default().date_header(false), &[]);
    assert_eq!(diagnosis.finding("clock"), ("not_determined", &json!(null)));
    assert!(diagnosis.check("clock")["summary"].as_str().unwrap().contains("no `Date` header"));
}

#[test]
fn an_empty_crm_leaves_findings_undetermined_with_a_reason() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let server = Server::with(sandbox);
    let diagnosis = diagnose(&server);
    assert_eq!((diagnosis.run.code, diagnosis.differences()), (0, Vec::new()));
    for id in ["nulls", "dates", "date_times", "references", "star_at_end"] {
        let (status, value) = diagnosis.finding(id);
        assert_eq!((status, value), ("not_determined", &json!(null)), "{id}");
        assert_ne!(diagnosis.check(id)["summary"], "", "{id}");
    }
    for id in ["refusal_status", "wrong_signature", "unknown_record", "query_totals", "large_page"]
    {
        assert_eq!(diagnosis.finding(id).0, "found", "{id}");
    }
    for part in ["filter", "sort"] {
        let finding = diagnosis.finding(&format!("modified_on.Account.{part}")).0;
        assert_eq!(finding, "not_determined", "{part}");
    }
}

#[test]
fn a_user_without_rights_leaves_findings_undetermined() {
    let server = Server::start();
    server.sandbox.revoke_rights(&server.sandbox.user());
    let diagnosis = diagnose(&server);
    assert_eq!(diagnosis.run.code, 0);
    assert_eq!(diagnosis.finding("user"), ("warning", &json!("no_rights")));
    for id in ["unknown_record", "large_page", "star_at_end"] {
        assert_eq!(diagnosis.finding(id).0, "not_determined", "{id}");
    }
    // Queries need no user.
    for id in ["nulls", "references", "query_totals", "modified_on.Account.filter"] {
        assert_eq!(diagnosis.finding(id).0, "found", "{id}");
    }
}

#[test]
fn a_profile_without_a_user_still_gets_a_report() {
    let server = Server::start();
    let diagnosis = diagnose_with(&server, &[], &[("CRM_USER", "")]);
    assert_eq!(diagnosis.run.code, 0);
    assert_eq!(diagnosis.finding("user"), ("warning", &json!("none")));
    assert_eq!(diagnosis.finding("date_times").0, "found");
    assert_eq!(diagnosis.finding("star_at_end").0, "not_determined");
}

#[test]
fn a_field_that_a_list_refuses_is_not_blamed_on_the_user() {
    let server = Server::start();
    server.sandbox.endpoint("account/list", |call| match call.param("fields") {
        Some("accountName") => Ok(json!([{ "accountId": "x", "accountName": "企能软件" }])),
        _ => Err((Code::BUSINESS_FAILURE, "字段错误".to_owned())),
    });
    let diagnosis = diagnose(&server);
    assert_eq!(diagnosis.finding("user").0, "ok");
    assert_eq!(diagnosis.finding("unknown_record").0, "found");
    assert_eq!(diagnosis.finding("modified_on.Account.sort"), ("found", &json!("applied")));
}
