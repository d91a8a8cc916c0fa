//! References by id, name or another field, and users by name.

use super::{Desk, counts, json};

#[test]
fn finds_records_by_name_id_or_another_field() {
    let desk = Desk::new();
    let id = desk
        .0
        .sandbox
        .insert("Account", &serde_json::json!({ "accountName": "甲", "phone": "77" }));
    for (header, value) in [("客户", "甲"), ("accountId", id.as_str()), ("accountId.phone", "77")]
    {
        desk.file("a.csv", &format!("contactName,{header}\n张{header},{value}\n"));
        let run = desk.import("Contact a.csv");
        assert_eq!(counts(&run), [1, 0, 0, 0, 0], "{header}: {run:?}");
        let found = desk.records("Contact", "accountId", &format!("contactName = 张{header}"));
        assert_eq!(found, [id.as_str()], "{header}");
    }
}

#[test]
fn refuses_missing_and_ambiguous_names_with_candidates() {
    let desk = Desk::new();
    let add =
        |name: &str| desk.0.sandbox.insert("Account", &serde_json::json!({ "accountName": name }));
    let (first, second) = (add("双胞胎"), add("双胞胎"));
    add("上海独一软件");
    desk.file("a.csv", "contactName,accountId\n张,双胞胎\n李,独一软件\n");
    let run = desk.run("Contact a.csv --plan");
    let plan = json(&run);
    let text = |row: usize, key: &str| plan["rows"][row][key].as_str().unwrap().to_owned();
    assert_eq!(text(0, "reason"), "B2 “双胞胎”: several records have this name");
    assert!(
        text(0, "remedy").contains(first.as_str()) && text(0, "remedy").contains(second.as_str())
    );
    assert_eq!(text(1, "reason"), "B3 “独一软件”: no record has this name or id");
    assert_eq!(text(1, "remedy"), "similar names: 上海独一软件");
}

#[test]
fn finds_users_by_name() {
    let desk = Desk::new();
    let user = desk.0.run("user list --fields userId,userName --page-size 1 --output csv");
    let line = user.stdout.lines().nth(1).unwrap().to_owned();
    let (id, name) = line.split_once(',').unwrap();
    desk.file("a.csv", &format!("accountName,owning_user\n甲,{name}\n乙,无此人\n"));
    let run = desk.import("Account a.csv");
    assert_eq!(counts(&run), [1, 0, 0, 1, 0], "{run:?}");
    assert_eq!(desk.records("Account", "owning_user", "accountName = 甲"), [id]);
}
