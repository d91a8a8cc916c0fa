//! `crm sql`, and the queries that are part of the tool.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::{Value, json};

use super::support::Mirror;

fn mirrored() -> Mirror {
    let mirror = Mirror::new();
    mirror.ok("");
    mirror
}

fn rows(mirror: &Mirror, line: &str) -> Vec<Value> {
    let run = mirror.server.run(&format!("sql crm.db {line}"));
    assert_eq!(run.code, 0, "{run:?}");
    serde_json::from_str(&run.stdout).unwrap()
}

/// Returns all rows of a table.
fn table(mirror: &Mirror, entity: &str) -> Vec<Value> {
    let raw = mirror.query(&format!("SELECT _raw FROM {entity} WHERE _deleted_at IS NULL"));
    raw.iter().map(|it| serde_json::from_str(it).unwrap()).collect()
}

/// Returns an amount in cents.
#[allow(clippy::cast_possible_truncation, reason = "amounts are small")]
fn cents(amount: &Value) -> i64 {
    (amount.as_f64().unwrap() * 100.0).round() as i64
}

#[test]
fn prints_rows_in_all_formats() {
    let mirror = mirrored();
    let sql = "SELECT 1 AS a, 2.5 AS a, NULL AS n, '上海' AS t";
    let run = |format: &str| {
        let run = mirror.server.crm(["sql", "crm.db", sql, "--output", format]).output().unwrap();
        String::from_utf8(run.stdout).unwrap()
    };
    assert_eq!(run("json"), "[\n  {\"a\":1,\"a_2\":2.5,\"n\":null,\"t\":\"上海\"}\n]\n");
    assert_eq!(run("ndjson"), "{\"a\":1,\"a_2\":2.5,\"n\":null,\"t\":\"上海\"}\n");
    assert_eq!(run("csv"), "a,a_2,n,t\n1,2.5,,上海\n");
    assert!(run("table").starts_with("a  a_2  n  t\n"));
}

#[test]
fn reads_the_query_from_a_file() {
    let mirror = mirrored();
    fs::write(
        mirror.server.folder.path().join("q.sql"),
        "-- all\nSELECT count(*) AS n FROM User;\n",
    )
    .unwrap();
    assert_eq!(rows(&mirror, "@q.sql"), [json!({ "n": 12 })]);
}

#[test]
fn mistakes_are_marked_and_nothing_is_changed() {
    let mirror = mirrored();
    for (sql, expected) in [
        (
            "SELECT acountName FROM Account",
            "no such column: acountName\n  SELECT acountName FROM Account\n         ^^^^^^^^^^",
        ),
        ("SELECT 上 FROM", "invalid query: "),
        ("", "the query is empty"),
        ("; /* nothing */", "the query is empty"),
        ("DELETE FROM Account", "only queries are allowed"),
        ("PRAGMA user_version = 3", "only queries are allowed"),
        ("SELECT 1; DROP TABLE Account", "there are several statements"),
    ] {
        let output = mirror.server.crm(["sql", "crm.db", sql]).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(expected), "{error}");
    }
    assert_eq!(mirror.query("SELECT count(*) FROM Account"), ["60"]);
    fs::write(mirror.server.folder.path().join("text.db"), "no database ".repeat(100)).unwrap();
    for (file, expected) in [
        (".", ".: this is a folder; name the file of a database"),
        ("text.db", "text.db: the file is not a SQLite database; name another file"),
    ] {
        let run = mirror.server.run(&format!("sql {file} --run idle"));
        assert!(run.code != 0 && run.stderr.contains(expected), "{run:?}");
    }
    let run = mirror.server.run("sql other.db --run idle");
    assert!(run.stderr.contains("other.db: the file does not exist"), "{run:?}");
}

#[test]
fn values_are_safe_in_a_terminal_and_in_a_spreadsheet() {
    let mirror = mirrored();
    let sql = "SELECT '=1+1' AS a, char(27) || '[31m' AS b";
    let output = mirror.server.crm(["sql", "crm.db", sql, "--output", "csv"]).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("'=1+1"));
    let output = mirror.server.crm(["sql", "crm.db", sql, "--output", "table"]).output().unwrap();
    assert!(!String::from_utf8(output.stdout).unwrap().contains('\u{1b}'));
}

#[test]
fn a_query_that_lacks_a_table_names_the_entities() {
    let mirror = Mirror::new();
    mirror.ok("Account");
    let run = mirror.server.run("sql crm.db --run overdue");
    assert_eq!(run.code, 2, "{run:?}");
    let expected =
        "mirror the entities with `crm mirror Returnmoneyplan Returnmoneyrecord Account User`";
    assert!(run.stderr.contains(expected), "{run:?}");
}

#[test]
fn every_query_has_a_header_and_runs() {
    let mirror = mirrored();
    let list = mirror.server.run("sql --list --output json");
    let list: Vec<Value> = serde_json::from_str(&list.stdout).unwrap();
    assert_eq!(list.len(), 4);
    for query in list {
        let name = query["name"].as_str().unwrap();
        let shown = mirror.server.run(&format!("sql --show {name}")).stdout;
        assert!(shown.starts_with("-- ") && shown.contains("\n-- Needs: "), "{shown}");
        for entity in query["needs"].as_str().unwrap().split(',') {
            assert!(shown.contains(entity), "{name} {entity}");
        }
        rows(&mirror, &format!("--run {name}"));
    }
}

#[test]
fn duplicates_have_an_equal_name_or_phone() {
    let mirror = Mirror::new();
    for (name, phone) in [
        ("企能软件 有限公司", "021-34240127"),
        ("企能软件（有限公司）", ""),
        ("企能软件股份有限公司", "010-1"),
        ("别的公司", "+86 021 34240127"),
        ("唯一", "999"),
    ] {
        mirror.server.sandbox.insert("Account", &json!({ "accountName": name, "phone": phone }));
    }
    mirror.ok("Account");
    let found = rows(&mirror, "--run duplicates");
    let has = |same: &str, value: &str, records: u64| {
        found
            .iter()
            .any(|it| it["same"] == same && it["value"] == value && it["records"] == records)
    };
    assert!(has("name", "企能软件", 3) && has("phone", "02134240127", 2), "{found:?}");
    assert!(
        !found.iter().any(|it| it["customers"].as_str().unwrap().contains("唯一")),
        "{found:?}"
    );
}

#[test]
fn idle_opportunities_are_open_and_unchanged() {
    let mirror = mirrored();
    let before = (jiff::Timestamp::now() - jiff::SignedDuration::from_hours(30 * 24)).to_string();
    let is_idle = |it: &&Value| {
        let changed = it["modifiedOn"].as_str().unwrap().replace(' ', "T");
        ![4, 5].contains(&it["stage"].as_i64().unwrap()) && changed < before
    };
    let chances = table(&mirror, "Chance");
    let expected: BTreeSet<&str> =
        chances.iter().filter(is_idle).map(|it| it["chanceName"].as_str().unwrap()).collect();
    let found = rows(&mirror, "--run idle");
    let found: BTreeSet<&str> =
        found.iter().map(|it| it["opportunity"].as_str().unwrap()).collect();
    assert!(!expected.is_empty());
    assert_eq!(found, expected);
}

#[test]
fn overdue_plans_are_not_completely_paid() {
    let mirror = mirrored();
    let records = table(&mirror, "Returnmoneyrecord");
    let received = |plan: &str| -> i64 {
        let is_received =
            |it: &&Value| it["returnmoneyplanId"] == plan && it["returnMoneyStatus"] == 2;
        records.iter().filter(is_received).map(|it| cents(&it["amount"])).sum()
    };
    let mut expected = BTreeMap::new();
    for plan in table(&mirror, "Returnmoneyplan") {
        let id = plan["returnmoneyplanId"].as_str().unwrap().to_owned();
        if plan["returnMoneyStatus"] != 2 {
            expected.insert(id.clone(), cents(&plan["amount"]) - received(&id));
        }
    }
    let today = jiff::ZonedDateTime::now().strftime("%Y-%m-%d").to_string();
    let plans = table(&mirror, "Returnmoneyplan");
    let is_late = |id: &String| {
        plans.iter().any(|it| {
            it["returnmoneyplanId"] == **id && *it["predictReceivedDate"].as_str().unwrap() < *today
        })
    };
    expected.retain(|id, _| is_late(id));
    let found: BTreeMap<String, i64> = rows(&mirror, "--run overdue")
        .iter()
        .map(|it| (it["plan"].as_str().unwrap().to_owned(), cents(&it["outstanding"])))
        .collect();
    assert!(!expected.is_empty());
    assert_eq!(found, expected);
}

#[test]
fn the_pipeline_has_the_sums_of_each_owner_and_month() {
    let mirror = mirrored();
    let mut expected: BTreeMap<(String, String), i64> = BTreeMap::new();
    let users = table(&mirror, "User");
    for chance in table(&mirror, "Chance") {
        if [4, 5].contains(&chance["stage"].as_i64().unwrap()) {
            continue;
        }
        let owner = users.iter().find(|it| it["userId"] == chance["owningUser"]).unwrap();
        let owner = owner["userName"].as_str().unwrap().to_owned();
        let month = chance["statementDate"].as_str().unwrap()[..7].to_owned();
        *expected.entry((owner, month)).or_default() += cents(&chance["amount"]);
    }
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let found: BTreeMap<(String, String), i64> = rows(&mirror, "--run pipeline")
        .iter()
        .map(|it| ((text(it, "owner"), text(it, "month")), cents(&it["amount"])))
        .collect();
    assert_eq!(found, expected);
}
