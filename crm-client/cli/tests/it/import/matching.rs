//! Matches of rows with records, and of rows with each other.

use super::{Desk, counts, json};

#[test]
fn different_spellings_match_unless_a_normalization_is_disabled() {
    let desk = Desk::new();
    desk.file("a.csv", "accountName,phone\n上海甲贸易有限公司,+86 21 5459 0135\n");
    assert_eq!(counts(&desk.import("Account a.csv --match accountName,phone")), [1, 0, 0, 0, 0]);
    desk.file("b.csv", "accountName,phone\n 上海甲贸易,021-54590135\n");
    let run = desk.run("Account b.csv --match accountName,phone --plan");
    assert_eq!(json(&run)["rows"][0]["action"], "update", "{run:?}");
    for without in ["suffix", "phone", "all"] {
        let line =
            format!("Account b.csv --match accountName,phone --no-normalize {without} --plan");
        let run = desk.run(&line);
        assert_eq!(json(&run)["rows"][0]["action"], "create", "{without}: {run:?}");
    }
}

#[test]
fn skips_updates_or_refuses_a_match() {
    let desk = Desk::new();
    desk.file("a.csv", "accountName,phone\n甲,1\n");
    desk.import("Account a.csv");
    desk.file("b.csv", "accountName,phone\n甲,2\n");
    for (action, expected, phone) in [
        ("skip", [0, 0, 1, 0, 0], "1"),
        ("fail", [0, 0, 0, 1, 0], "1"),
        ("update", [0, 1, 0, 0, 0], "2"),
    ] {
        let run = desk.import(&format!("Account b.csv --match accountName --on-match {action}"));
        assert_eq!(counts(&run), expected, "{action}: {run:?}");
        assert_eq!(desk.records("Account", "phone", "accountName = 甲"), [phone]);
    }
}

#[test]
fn rows_with_the_same_key_are_applied_in_their_order() {
    let desk = Desk::new();
    let rows: Vec<_> = (1..30).map(|it| format!("甲,{it}")).collect();
    desk.file("a.csv", &format!("accountName,phone\n{}\n", rows.join("\n")));
    let run = desk.import("Account a.csv --match accountName --concurrency 8");
    assert_eq!(counts(&run), [1, 28, 0, 0, 0], "{run:?}");
    assert_eq!(desk.records("Account", "phone", "accountName = 甲"), ["29"]);
}

#[test]
fn refuses_a_row_that_several_records_match() {
    let desk = Desk::new();
    for name in ["甲乙有限公司", "甲乙"] {
        desk.0.sandbox.insert("Account", &serde_json::json!({ "accountName": name }));
    }
    desk.file("a.csv", "accountName\n甲乙\n");
    let run = desk.run("Account a.csv --match accountName --plan");
    let reason = json(&run)["rows"][0]["reason"].as_str().unwrap().to_owned();
    assert!(reason.starts_with("2 records match this row: 002-"), "{reason}");
}

#[test]
fn updates_by_id_and_refuses_an_unknown_id() {
    let desk = Desk::new();
    let id = desk.0.sandbox.insert("Account", &serde_json::json!({ "accountName": "甲" }));
    let unknown = "002-00000000-0000-4000-8000-999999999999";
    desk.file("a.csv", &format!("accountId,accountName,phone\n{id},甲,5\n{unknown},乙,6\n,丙,7\n"));
    let run = desk.import("Account a.csv --match accountId");
    assert_eq!(counts(&run), [1, 1, 0, 1, 0], "{run:?}");
    assert_eq!(desk.records("Account", "phone", "accountName = 甲"), ["5"]);
    assert!(desk.read("a.errors.csv").contains("no record has this id"));
}

#[test]
fn what_the_crm_refuses_is_reported_with_its_reason() {
    let desk = Desk::new();
    desk.file("a.csv", "accountName,phone\n甲,1\n甲,2\n");
    // Without a match key, every row creates a record, and the CRM refuses the second one.
    let run = desk.import("Account a.csv --concurrency 1");
    assert_eq!((run.code, counts(&run)), (6, [1, 0, 0, 1, 0]), "{run:?}");
    let errors = desk.read("a.errors.csv");
    assert!(errors.starts_with("accountName,phone,import:reason,import:remedy\n甲,2,"), "{errors}");
    assert!(errors.contains("error 400"), "{errors}");
}

#[test]
fn options_about_matches_need_match_fields() {
    let desk = Desk::new();
    desk.file("a.csv", "accountName\n甲\n");
    for line in ["--on-match skip", "--no-normalize all"] {
        let run = desk.import(&format!("Account a.csv {line}"));
        assert_eq!((run.code, desk.writes()), (2, 0), "{run:?}");
        assert!(run.stderr.contains("missing arguments: --match"), "{run:?}");
    }
}
