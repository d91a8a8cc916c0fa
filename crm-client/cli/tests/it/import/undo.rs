//! Undoing runs, and the list of runs.

use serde_json::Value;

use super::{Desk, counts, json};

fn actions(desk: &Desk, line: &str) -> (i32, Vec<String>) {
    let run = desk.run(line);
    let Value::Array(rows) = json(&run) else { panic!("{run:?}") };
    let action = |it: &Value| {
        format!("{} {}", it["action"].as_str().unwrap(), it["reason"].as_str().unwrap())
    };
    (run.code, rows.iter().map(|it| action(it).trim().to_owned()).collect())
}

#[test]
fn deletes_what_the_run_created_and_reverts_what_it_updated() {
    let desk = Desk::new();
    desk.0.sandbox.insert("Account", &serde_json::json!({ "accountName": "旧", "phone": "1" }));
    desk.file("a.csv", "accountName,phone\n新,5\n旧,2\n旧,3\n");
    assert_eq!(counts(&desk.import("Account a.csv --match accountName")), [1, 2, 0, 0, 0]);
    let before = desk.writes();
    let (code, plan) = actions(&desk, "--undo 1 --plan");
    assert_eq!((code, plan, desk.writes()), (7, vec!["revert".into(), "delete".into()], before));
    let run = desk.run("--undo 1");
    assert!(run.code == 2 && run.stderr.contains("add `--yes` to confirm"), "{run:?}");
    assert_eq!(actions(&desk, "--undo 1 --yes").0, 0);
    assert_eq!(
        desk.records("Account", "accountName,phone", "accountName = 旧 or accountName = 新"),
        ["旧,1"]
    );
    // The file can be imported again.
    assert_eq!(counts(&desk.import("Account a.csv --match accountName")), [1, 2, 0, 0, 0]);
    let runs = json(&desk.run("--runs"));
    assert_eq!((runs[0]["run"].as_i64(), runs[0]["state"].as_str()), (Some(2), Some("finished")));
    assert_eq!((runs[1]["state"].as_str(), runs[1]["created"].as_i64()), (Some("undone"), Some(1)));
}

#[test]
fn keeps_what_somebody_has_changed_since() {
    let desk = Desk::new();
    desk.file("a.csv", "accountName,phone\n甲,1\n乙,2\n丙,3\n");
    desk.import("Account a.csv");
    let ids: Vec<String> = desk
        .read("a.result.csv")
        .lines()
        .skip(1)
        .map(|it| it.split(',').nth(2).unwrap().to_owned())
        .collect();
    // The CRM stores times in seconds.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    // One record is changed in a field of the import, and one in another field.
    let client = |line: &str| assert_eq!(desk.0.run(line).code, 0, "{line}");
    client(&format!("account update {} phone=9", ids[0]));
    client(&format!("account update {} website=x", ids[1]));
    let (code, done) = actions(&desk, "--undo 1 --yes");
    assert_eq!((code, done.len()), (6, 3), "{done:?}");
    assert_eq!(done[0], "delete");
    assert!(done[1].starts_with("keep the record was changed on "), "{done:?}");
    assert_eq!(done[2], "keep `phone` was changed since, to “9”");
    // Nothing is left to do, and the others stay.
    assert_eq!(actions(&desk, "--undo 1 --yes").1.len(), 2);
}

#[test]
fn refuses_an_unknown_run() {
    let run = Desk::new().run("--undo 7 --yes");
    assert!(run.code == 2 && run.stderr.contains("the journal has no run 7"), "{run:?}");
}
