//! Changes of entities, fields and picklists.

use crm_client::sandbox::{Entity, Field};
use serde_json::json;

use super::support::Mirror;

fn changes(mirror: &Mirror) -> Vec<String> {
    mirror.query("SELECT entity, field, change, before, after FROM _schema_changes ORDER BY id")
}

#[test]
fn a_new_field_is_filled_for_all_records() {
    let mirror = Mirror::with(450, 0);
    mirror.ok("Account");
    mirror.server.sandbox.declare_field("Account", Field::string("c__code", "编码"));
    let id = mirror.id("Account", "accountName", "Account00007");
    mirror.wait(mirror.client.account().update(&id, json!({ "c__code": "A1" })).into_future());
    let error = mirror.ok("Account --schema-every 0s");
    assert!(error.contains(": 0 created, 1 updated, "), "{error}");
    assert_eq!(mirror.query("SELECT COUNT(*), COUNT(c__code) FROM Account"), ["450|1"]);
    assert_eq!(changes(&mirror)[1..], ["Account|c__code|field added|null|null"]);
    mirror.ok("verify");
}

#[test]
fn a_new_entity_is_added() {
    let mirror = Mirror::with(10, 0);
    mirror.ok("");
    mirror.server.sandbox.declare(Entity::new("c__visit", "拜访"));
    mirror.server.sandbox.insert("c__visit", &json!({ "c__name": "首次拜访" }));
    assert!(mirror.ok("--schema-every 0s").contains(": 1 created, "));
    assert_eq!(mirror.query("SELECT c__name FROM c__visit"), ["首次拜访"]);
    assert!(changes(&mirror).contains(&"c__visit|null|entity added|null|null".to_owned()));
}

#[test]
fn a_changed_type_keeps_all_values() {
    let mirror = Mirror::with(0, 0);
    let sandbox = &mirror.server.sandbox;
    sandbox.declare_field("Account", Field::new("c__score", "评分", "number"));
    let first = sandbox.insert("Account", &json!({ "accountName": "甲", "c__score": 7.50 }));
    mirror.ok("Account");
    sandbox.declare_field("Account", Field::string("c__score", "评级"));
    sandbox.insert("Account", &json!({ "accountName": "乙", "c__score": "七" }));
    mirror.ok("Account --schema-every 0s");
    let rows =
        mirror.query("SELECT accountName, c__score, typeof(c__score) FROM Account ORDER BY _id");
    assert_eq!(rows, ["甲|7.5|text", "乙|七|text"]);
    let found = changes(&mirror);
    for change in ["label changed|评分|评级", "type changed|number|string"] {
        assert!(found.contains(&format!("Account|c__score|{change}")), "{found:?}");
    }
    // The view is still there.
    let sql = format!("SELECT c__score FROM Account_labels WHERE _id = '{first}'");
    assert_eq!(mirror.query(&sql), ["7.5"]);
    mirror.ok("verify");
}

#[test]
fn a_value_that_does_not_fit_makes_the_column_text() {
    let mirror = Mirror::with(0, 0);
    let sandbox = &mirror.server.sandbox;
    sandbox.declare_field("Account", Field::new("c__score", "评分", "number"));
    sandbox.insert("Account", &json!({ "accountName": "甲", "c__score": 7 }));
    mirror.ok("Account");
    sandbox.insert("Account", &json!({ "accountName": "乙", "c__score": "无" }));
    mirror.ok("Account");
    let rows = mirror.query("SELECT c__score, typeof(c__score) FROM Account ORDER BY _id");
    assert_eq!(rows, ["7|text", "无|text"]);
    assert_eq!(changes(&mirror)[1..], ["Account|c__score|column widened|decimal|text"]);
    mirror.ok("verify");
}

#[test]
fn a_removed_field_keeps_its_values() {
    let mirror = Mirror::with(0, 0);
    let sandbox = &mirror.server.sandbox;
    let without = sandbox.entity("Account").unwrap();
    sandbox.declare_field("Account", Field::string("c__code", "编码"));
    sandbox.insert("Account", &json!({ "accountName": "甲", "c__code": "A1" }));
    mirror.ok("Account");
    sandbox.declare(without);
    mirror.ok("Account --schema-every 0s");
    assert_eq!(mirror.query("SELECT c__code FROM Account"), ["A1"]);
    assert_eq!(changes(&mirror)[1..], ["Account|c__code|field removed|null|null"]);
    mirror.ok("verify");
    sandbox.declare_field("Account", Field::string("c__code", "编码"));
    mirror.ok("Account --schema-every 0s");
    assert_eq!(changes(&mirror)[2..], ["Account|c__code|field restored|null|null"]);
    mirror.ok("verify");
}

#[test]
fn a_renamed_label_is_in_the_view() {
    let mirror = Mirror::new();
    mirror.ok("Account");
    let call = mirror.client.metadata().picklist_edit("Account", "typeCode", "重要客户");
    mirror.wait(call.value(1).into_future());
    mirror.ok("Account --schema-every 0s");
    let found = changes(&mirror);
    assert!(found.last().unwrap().starts_with("Account|typeCode|item renamed|"), "{found:?}");
    let sql = "SELECT DISTINCT typeCode_label FROM Account_labels WHERE typeCode = 1";
    assert_eq!(mirror.query(sql), ["重要客户"]);
}

#[test]
fn names_of_the_crm_are_not_sql() {
    let mirror = Mirror::with(0, 0);
    let sandbox = &mirror.server.sandbox;
    let name = "c__\"; DROP TABLE Account; --";
    sandbox.declare(Entity::new(name, "x').y").field(Field::string("c__a\"b", "label'")));
    sandbox.insert(name, &json!({ "c__name": "'; DROP TABLE Account; --", "c__a\"b": "1" }));
    sandbox.declare_field("Account", Field::string("ACCOUNTNAME", "大写"));
    sandbox.declare_field("Account", Field::string("_raw", "原始"));
    sandbox.insert("Account", &json!({ "accountName": "小", "ACCOUNTNAME": "大", "_raw": "r" }));
    mirror.ok("");
    let sql = "SELECT accountName, ACCOUNTNAME_2, _raw_2 FROM Account";
    assert_eq!(mirror.query(sql), ["小|大|r"]);
    let columns = mirror.query("SELECT column_name FROM _columns WHERE field = 'c__a\"b'");
    assert_eq!(columns, ["c__a\"b"]);
    mirror.ok("verify");
}

#[test]
fn numbers_keep_all_digits() {
    let mirror = Mirror::with(0, 0);
    let sandbox = &mirror.server.sandbox;
    sandbox.declare_field("Account", Field::new("c__score", "评分", "number"));
    sandbox
        .insert("Account", &json!({ "accountName": "甲", "c__score": 9_007_199_254_740_993_i64 }));
    mirror.ok("Account");
    let score = || mirror.query("SELECT CAST(c__score AS TEXT) FROM Account ORDER BY accountName");
    assert_eq!(score(), ["9007199254740993"]);
    let line = "account add accountName=乙 c__score:=12345678901234567.89";
    assert_eq!(mirror.server.run(line).code, 0);
    mirror.ok("Account");
    assert_eq!(score(), ["12345678901234567.89", "9007199254740993"]);
}

#[test]
fn names_that_a_database_reserves_get_another_table() {
    let mirror = Mirror::with(10, 0);
    let sandbox = &mirror.server.sandbox;
    sandbox.declare_field("Account", Field::new("a\0b", "零", "string"));
    let names = ["sqlite_sequence", "_changes", "a\0b\u{1b}", "Account_labels"];
    for name in names {
        sandbox.declare(Entity::new(name, "名称").field(Field::new("n", "名称", "string")));
        sandbox.insert(name, &json!({ "n": "甲" }));
    }
    mirror.ok("");
    let sql = "SELECT table_name FROM _entities";
    let mut tables = mirror.query(sql);
    tables.sort();
    let expected =
        ["Account", "Account_labels", "Contact", "a_b_", "changes_2", "entity_sqlite_sequence_2"];
    let own: Vec<&String> = tables.iter().filter(|it| expected.contains(&it.as_str())).collect();
    assert_eq!(own, expected);
    for table in expected.into_iter().filter(|it| *it != "Contact") {
        assert_ne!(mirror.query(&format!("SELECT COUNT(*) FROM \"{table}\"")), ["0"], "{table}");
    }
    mirror.ok("verify");
}

#[test]
fn a_removed_entity_does_not_stop_the_others() {
    let mirror = Mirror::with(10, 0);
    let sandbox = &mirror.server.sandbox;
    let without = sandbox.snapshot();
    sandbox.declare(Entity::new("c__lead", "线索").field(Field::string("c__phone", "电话")));
    sandbox.insert("c__lead", &json!({ "c__phone": "021" }));
    mirror.ok("Account c__lead");
    sandbox.restore(&without).unwrap();
    sandbox.insert("Account", &json!({ "accountName": "新" }));
    for line in ["c__lead Account --schema-every 0s", "c__lead Account"] {
        let run = mirror.run(line);
        assert_eq!(run.code, 6, "{run:?}");
        let expected = "skipped c__lead: the CRM does not have this entity any more; its rows";
        assert!(run.stderr.contains(expected), "{run:?}");
    }
    assert_eq!(mirror.query("SELECT COUNT(*) FROM Account WHERE accountName = '新'"), ["1"]);
    assert_eq!(mirror.query("SELECT COUNT(*) FROM c__lead WHERE _deleted_at IS NULL"), ["1"]);
    // Without names, only the entities of the CRM are mirrored.
    mirror.ok("");
}
