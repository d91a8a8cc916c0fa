//! The records that a round reads, and the number of its calls.

use std::time::Duration;

use crm_client::Code;
use crm_client::sandbox::behavior::{FieldSupport, TimeForm};
use crm_client::sandbox::{Behavior, Fault, Field};
use serde_json::json;

use super::support::Mirror;

#[test]
fn mirrors_all_entities_with_typed_columns() {
    let mirror = Mirror::new();
    let error = mirror.ok("");
    assert!(error.starts_with("sqlite:crm.db: 839 created, 0 updated, 0 deleted, "), "{error}");
    assert_eq!(mirror.query("SELECT COUNT(*) FROM Account WHERE _deleted_at IS NULL"), ["60"]);
    let types = mirror.query("SELECT name, type FROM pragma_table_info('Chance')");
    for column in ["_id|TEXT", "chanceName|TEXT", "statementDate|DATE", "modifiedOn|DATETIME"] {
        assert!(types.iter().any(|it| it == column), "{column}: {types:?}");
    }
    let sql = "SELECT typeof(_raw), json_extract(_raw, '$.accountName') = accountName FROM Account";
    assert!(mirror.query(sql).iter().all(|it| it == "text|1"));
    // Views have the labels of picklists and the names of references.
    let sql = "SELECT COUNT(*), COUNT(typeCode_label), COUNT(owningUser_name) FROM Account_labels";
    assert_eq!(mirror.query(sql), ["60|60|60"]);
}

#[test]
fn an_idle_round_is_one_call_for_each_entity() {
    let mirror = Mirror::with(250, 30);
    mirror.ok("Account Contact");
    mirror.calls();
    let error = mirror.ok("Account Contact");
    assert!(error.contains(": 0 created, 0 updated, 0 deleted, 2 calls"), "{error}");
    assert_eq!(mirror.calls(), 2);
}

#[test]
fn a_round_reads_only_what_has_changed() {
    let mirror = Mirror::with(1000, 0);
    // Each record counts once, although some rows are read twice.
    assert!(mirror.ok("Account").contains(": 1000 created, "));
    let id = mirror.id("Account", "accountName", "Account00007");
    mirror.wait(mirror.client.account().update(&id, json!({ "phone": "021" })).into_future());
    mirror.wait(mirror.client.account().add(json!({ "accountName": "新客户" })).into_future());
    mirror.calls();
    let error = mirror.ok("Account");
    assert!(error.contains(": 1 created, 1 updated, 0 deleted, 1 calls"), "{error}");
    assert_eq!(mirror.query("SELECT COUNT(*) FROM Account WHERE phone = '021'"), ["1"]);
    let log = "SELECT kind, record, before IS NULL, after IS NULL FROM _changes ORDER BY kind";
    let log = mirror.query(log);
    assert_eq!(log.len(), 2);
    assert!(log[0].starts_with("created|") && log[0].ends_with("|1|0"), "{log:?}");
    assert_eq!(log[1], format!("updated|{id}|0|0"));
}

#[test]
fn a_second_with_more_rows_than_a_page_is_read_completely() {
    let mirror = Mirror::with(300, 0);
    mirror.ok("Account");
    for number in 0..500 {
        let (time, name) = ("2026-06-01 12:00:00", format!("同时{number}"));
        let record = json!({ "accountName": name, "createdOn": time, "modifiedOn": time });
        mirror.server.sandbox.insert("Account", &record);
    }
    let error = mirror.ok("Account");
    assert!(error.contains(": 500 created, "), "{error}");
    assert_eq!(
        mirror.query("SELECT COUNT(*) FROM Account WHERE accountName LIKE '同时%'"),
        ["500"]
    );
    mirror.ok("verify");
}

#[test]
fn a_row_that_becomes_visible_late_is_found_within_the_overlap() {
    let mirror = Mirror::with(300, 0);
    mirror.ok("Account");
    let newest = mirror.query("SELECT MAX(modifiedOn) FROM Account").remove(0);
    let late = |minutes: i64| {
        let time: jiff::civil::DateTime = newest.replace(' ', "T").parse().unwrap();
        let time = time.saturating_sub(jiff::SignedDuration::from_mins(minutes));
        let time = time.strftime("%Y-%m-%d %H:%M:%S").to_string();
        json!({ "accountName": format!("晚{minutes}"), "createdOn": time, "modifiedOn": time })
    };
    mirror.server.sandbox.insert("Account", &late(4));
    mirror.server.sandbox.insert("Account", &late(8));
    let error = mirror.ok("Account --overlap 5m");
    assert!(error.contains(": 1 created, "), "{error}");
    let error = mirror.ok("Account --overlap 10m");
    assert!(error.contains(": 1 created, "), "{error}");
}

#[test]
fn a_change_that_the_time_does_not_show_is_found_by_a_complete_reading() {
    let mirror = Mirror::with(300, 0);
    mirror.ok("Account");
    let record = json!({
        "accountName": "旧",
        "createdOn": "2020-01-01 00:00:00",
        "modifiedOn": "2020-01-01 00:00:00",
    });
    mirror.server.sandbox.insert("Account", &record);
    assert!(mirror.ok("Account").contains(": 0 created, "));
    let run = mirror.run("verify --output ndjson");
    assert_eq!((run.code, run.stdout.lines().count()), (7, 1), "{run:?}");
    assert!(run.stdout.contains(r#""difference":"missing""#), "{run:?}");
    assert!(mirror.ok("Account --sweep-every 0s").contains(": 1 created, "));
    mirror.ok("verify");
}

#[test]
fn an_entity_without_the_time_of_changes_is_compared_completely() {
    let mirror = Mirror::with(450, 0);
    let behavior = || Behavior::default().without_field("Account", "modifiedOn");
    mirror.server.sandbox.set_behavior(behavior());
    mirror.ok("Account");
    let id = mirror.id("Account", "accountName", "Account00007");
    mirror.wait(mirror.client.account().update(&id, json!({ "phone": "021" })).into_future());
    assert!(mirror.ok("Account").contains(": 0 created, 1 updated, "));
}

#[test]
fn a_time_that_the_crm_ignores_is_not_used() {
    for (filtering, sorting) in [
        (FieldSupport::Ignored, FieldSupport::Supported),
        (FieldSupport::Refused, FieldSupport::Supported),
        (FieldSupport::Supported, FieldSupport::Refused),
        (FieldSupport::Supported, FieldSupport::Ignored),
    ] {
        let mirror = Mirror::with(450, 0);
        let behavior = Behavior::default().filtering("Account", "modifiedOn", filtering).sorting(
            "Account",
            "modifiedOn",
            sorting,
        );
        mirror.server.sandbox.set_behavior(behavior);
        mirror.ok("Account");
        let id = mirror.id("Account", "accountName", "Account00007");
        mirror.wait(mirror.client.account().update(&id, json!({ "phone": "021" })).into_future());
        let error = mirror.ok("Account");
        assert!(error.contains(": 0 created, 1 updated, "), "{filtering:?} {sorting:?}: {error}");
        mirror.ok("verify");
    }
}

#[test]
fn all_forms_of_times_work() {
    for form in [TimeForm::Plain, TimeForm::Iso8601, TimeForm::Milliseconds] {
        let mirror = Mirror::with(450, 0);
        mirror.server.sandbox.set_behavior(Behavior::default().date_times(form));
        mirror.ok("Account");
        let id = mirror.id("Account", "accountName", "Account00007");
        mirror.wait(mirror.client.account().update(&id, json!({ "phone": "021" })).into_future());
        mirror.calls();
        let error = mirror.ok("Account");
        assert!(error.contains(": 0 created, 1 updated, 0 deleted, 1 calls"), "{form:?}: {error}");
    }
}

#[test]
fn an_interrupted_first_reading_continues() {
    let mirror = Mirror::with(2000, 0);
    let query = "entity/adv-query";
    mirror.server.sandbox.inject(Fault::reset().on(query).after(6).times(usize::MAX));
    let run = mirror.run("Account");
    assert_eq!(run.code, 4, "{run:?}");
    mirror.server.sandbox.clear_faults();
    let read: usize = mirror.query("SELECT COUNT(*) FROM Account").remove(0).parse().unwrap();
    assert!((800..2000).contains(&read), "{read}");
    mirror.calls();
    mirror.ok("Account");
    assert!(mirror.calls() < 11);
    assert_eq!(mirror.query("SELECT COUNT(*) FROM Account"), ["2000"]);
    mirror.ok("verify");
}

#[test]
fn the_rate_adapts_to_the_quota() {
    let mirror = Mirror::with(1000, 0);
    let limited = Fault::code(crm_client::Code::RATE_LIMITED).on("entity/adv-query");
    mirror.server.sandbox.inject(limited.after(3).times(2));
    mirror.ok("Account");
    assert_eq!(mirror.query("SELECT COUNT(*) FROM Account"), ["1000"]);
}

#[test]
fn a_time_in_the_future_does_not_hide_later_changes() {
    let mirror = Mirror::with(450, 0);
    let time = "2999-01-01 00:00:00";
    let record = json!({ "accountName": "未来", "createdOn": time, "modifiedOn": time });
    mirror.server.sandbox.insert("Account", &record);
    mirror.ok("Account");
    let id = mirror.id("Account", "accountName", "Account00007");
    mirror.server.sandbox.advance(Duration::from_secs(20));
    mirror.wait(mirror.client.account().update(&id, json!({ "phone": "021" })).into_future());
    assert!(mirror.ok("Account --overlap 1d").contains(": 0 created, 1 updated, "));
}

#[test]
fn records_before_a_day_are_left_out_on_request() {
    let mirror = Mirror::with(4420, 30);
    mirror.ok("Account Contact --since 2026-01-02");
    assert_eq!(
        mirror.query("SELECT COUNT(*), MIN(modifiedOn) FROM Account"),
        ["100|2026-01-02 08:00:00"]
    );
    assert_eq!(mirror.query("SELECT COUNT(*) FROM Contact"), ["0"]);
    mirror.ok("verify");
    assert_eq!(mirror.run("--since yesterday").code, 2);
}

#[test]
fn an_earlier_day_adds_records_and_a_later_one_is_refused() {
    let mirror = Mirror::with(4420, 30);
    mirror.ok("Account --since 2026-01-02");
    let error = mirror.ok("Account --since 2026-01-01");
    assert!(error.contains(": 4320 created, 0 updated, 0 deleted, "), "{error}");
    assert_eq!(mirror.query("SELECT COUNT(*) FROM _changes WHERE kind = 'created'"), ["4320"]);
    mirror.ok("verify");
    mirror.ok("Contact");
    for line in ["Account --since 2026-01-02", "Contact --since 2026-01-02"] {
        let run = mirror.run(line);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains("the mirror has older records of "), "{run:?}");
    }
    // Nothing is missing in the next rounds.
    mirror.ok("Account Contact --sweep-every 0s");
    assert_eq!(mirror.query("SELECT COUNT(*) FROM Account WHERE _deleted_at IS NULL"), ["4420"]);
}

#[test]
fn a_crm_that_ignores_the_number_of_the_page_is_not_read_forever() {
    for has_time in [false, true] {
        let mirror = Mirror::with(0, 0);
        let rows: Vec<_> = (0..200)
            .map(|it| {
                let id = format!("002-00000000-0000-4000-8000-{it:012}");
                let time = has_time.then_some("2026-01-01 08:00:00");
                json!({ "accountId": id, "accountName": "甲", "modifiedOn": time })
            })
            .collect();
        mirror
            .server
            .sandbox
            .endpoint("entity/adv-query", move |_| Ok::<_, (Code, String)>(rows.clone()));
        let run = mirror.run("Account");
        assert_eq!(run.code, 6, "{run:?}");
        assert!(run.stderr.contains("the CRM returns page 1 again as page 2"), "{run:?}");
    }
}

#[test]
fn a_row_without_an_id_stops_only_its_entity() {
    let mirror = Mirror::with(10, 10);
    mirror.server.sandbox.endpoint("entity/adv-query", |call| {
        let rows = match call.param("entity") {
            Some("Account") => json!([{ "accountId": null, "accountName": "甲" }]),
            _ => json!([{ "contactId": "003-00000000-0000-4000-8000-000000000001" }]),
        };
        Ok::<_, (Code, String)>(rows)
    });
    let run = mirror.run("Account Contact");
    assert_eq!(run.code, 6, "{run:?}");
    assert!(run.stderr.contains("skipped Account: a row cannot be read"), "{run:?}");
    assert_eq!(mirror.query("SELECT COUNT(*) FROM Contact"), ["1"]);
    let run = mirror.run("verify");
    assert_eq!(run.code, 6, "{run:?}");
    assert!(run.stderr.contains("skipped Account: no round has read it completely"), "{run:?}");
}

#[test]
fn an_entity_with_too_many_fields_for_a_url_stops_only_itself() {
    let mirror = Mirror::with(10, 10);
    for number in 0..500 {
        let field = Field::string(format!("c__a_field_with_a_name_{number}"), "长");
        mirror.server.sandbox.declare_field("Account", field);
    }
    let run = mirror.run("Account Contact");
    assert_eq!(run.code, 6, "{run:?}");
    assert!(run.stderr.contains("skipped Account: entity/adv-query: not sent: the URL"), "{run:?}");
    assert_eq!(mirror.query("SELECT COUNT(*) FROM Contact"), ["10"]);
}
