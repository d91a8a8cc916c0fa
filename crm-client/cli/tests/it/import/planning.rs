//! Plans: what they say, and that they change nothing.

use super::{Desk, counts, json};

#[test]
fn a_plan_states_each_row_and_writes_nothing() {
    let desk = Desk::new();
    desk.file("a.csv", "accountName,phone,employees\n甲,021-1,10\n乙,021-2,x\n");
    assert_eq!(counts(&desk.import("Account a.csv --match accountName")), [1, 0, 0, 1, 0]);
    let before = desk.writes();
    desk.file(
        "b.csv",
        "accountName,phone,employees\n甲,021-9,10\n乙,021-2,20\n丙,,\n甲,021-9,10\n",
    );
    let run = desk.run("Account b.csv --match accountName --plan");
    assert_eq!((run.code, desk.writes()), (7, before), "{run:?}");
    let plan = json(&run);
    let actions: Vec<_> =
        plan["rows"].as_array().unwrap().iter().map(|it| it["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["update", "create", "create", "unchanged"]);
    let change = serde_json::json!([{ "field": "phone", "old": "021-1", "new": "021-9" }]);
    assert_eq!(plan["rows"][0]["changes"], change);
    assert_eq!(plan["totals"]["calls"], 3);
    assert_eq!(counts(&desk.import("Account b.csv --match accountName")), [2, 1, 1, 0, 0]);
    let run = desk.run("Account b.csv --match accountName --plan");
    assert_eq!((run.code, json(&run)["totals"]["calls"].as_u64()), (0, Some(0)), "{run:?}");
}

#[test]
fn an_import_without_a_terminal_needs_confirmation() {
    let desk = Desk::new();
    desk.file("a.csv", "accountName\n甲\n");
    for (options, expected) in [("", "add `--yes` to confirm"), ("--yes --read-only", "read-only")]
    {
        let run = desk.run(&format!("Account a.csv {options}"));
        assert!(run.code == 2 && run.stderr.contains(expected), "{run:?}");
    }
    let run = desk.run("Account a.csv --dry-run");
    assert_eq!((run.code, desk.writes()), (7, 0), "{run:?}");
}

#[test]
fn sweeps_or_queries_depending_on_the_number_of_calls() {
    let desk = Desk::new();
    desk.file("a.csv", "accountName\n甲\n");
    let queries = |line: &str| {
        let before = desk.0.sandbox.completed_calls().len();
        desk.run(line);
        let calls = desk.0.sandbox.completed_calls();
        calls[before..].iter().filter(|it| **it == "entity/adv-query").count()
    };
    assert_eq!(queries("Account a.csv --match accountName --no-normalize all --plan"), 1);
    // 60 records are one page. An advanced query has no total, so the next page may be fetched, too.
    assert!(queries("Account a.csv --match accountName --plan") <= 2);
}

#[test]
fn errors_and_plans_have_a_chinese_text() {
    let desk = Desk::new();
    desk.file("a.csv", "客户名称,员工人数\n甲,一百\n");
    let run = desk.run("Account a.csv --plan --lang zh");
    let row = &json(&run)["rows"][0];
    assert_eq!((row["action"].as_str(), row["cell"].as_str()), (Some("refused"), Some("B2")));
    assert_eq!(row["reason"], "B2 “一百”: 不是数字");
}
