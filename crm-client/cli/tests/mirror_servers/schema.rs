//! Changes of entities and fields.

use crm_client::sandbox::{Entity, Field};
use serde_json::json;

use crate::mirror::Mirror;
use crate::server::Kind;
use crate::with_servers;

with_servers! {
    columns_are_added_and_widened
    names_of_the_crm_are_not_sql
    values_have_the_types_of_the_metadata
    an_interrupted_change_of_the_schema_is_repeated
    an_entity_with_very_many_fields_stops_no_other
}

fn an_entity_with_very_many_fields_stops_no_other(kind: Kind) {
    let Some(mirror) = Mirror::new(kind) else { return };
    // Rows have about 8,000 bytes for values that are not long. MySQL has at most 1017 columns.
    for (entity, count) in [("c__columns", 1100), ("c__row", 300)] {
        let mut wide = Entity::new(entity, "宽");
        let mut record = json!({ "c__name": "宽" });
        for number in 0..count {
            let name = format!("f{number:x}");
            record[&name] = json!(format!("{number:030}"));
            wide = wide.field(Field::string(name, "字段"));
        }
        mirror.sandbox.declare(wide);
        mirror.sandbox.insert(entity, &record);
    }
    let run = mirror.run("Account c__columns c__row Contact");
    assert_eq!(run.code, Some(6), "{run:?}");
    let skipped: &[&str] = match kind {
        Kind::Postgres => &["c__columns"],
        Kind::MySql => &["c__columns", "c__row"],
    };
    let reason = "the entity has too many fields for a table of this database";
    assert_eq!(run.stderr.matches(reason).count(), skipped.len(), "{run:?}");
    for entity in skipped {
        assert!(run.stderr.contains(&format!("skipped {entity}: ")), "{run:?}");
    }
    assert_ne!(mirror.query("SELECT COUNT(*) FROM \"Contact\""), ["0"]);
    let error = mirror.ok("verify Account Contact");
    assert!(error.contains(": 0 differences"), "{error}");
    // An entity that is not mirrored is not reported as equal.
    let error = mirror.fails(6, "verify");
    assert!(error.contains(": 0 differences") && error.contains("skipped c__"), "{error}");
}

fn columns_are_added_and_widened(kind: Kind) {
    let Some(mirror) = Mirror::new(kind) else { return };
    let sandbox = &mirror.sandbox;
    sandbox.declare_field("Account", Field::new("c__score", "评分", "number"));
    sandbox.declare_field("Account", Field::new("c__grade", "级别", "number"));
    sandbox.insert("Account", &json!({ "accountName": "甲", "c__score": 7.5, "c__grade": 1200 }));
    mirror.ok("Account");
    // A value that does not fit.
    sandbox.insert("Account", &json!({ "accountName": "乙", "c__score": "无" }));
    mirror.ok("Account");
    let scores = "SELECT c__score FROM \"Account_labels\" WHERE c__score IS NOT NULL ORDER BY _id";
    assert_eq!(mirror.query(scores), ["7.5", "无"]);
    mirror.verify();
    // Another type, and a new field.
    sandbox.declare_field("Account", Field::string("c__grade", "等级"));
    sandbox.declare_field("Account", Field::string("c__code", "编码"));
    sandbox.insert("Account", &json!({ "accountName": "丙", "c__grade": "A", "c__code": "X1" }));
    mirror.ok("Account --schema-every 0s");
    let grades =
        "SELECT c__grade, c__code FROM \"Account_labels\" WHERE c__grade IS NOT NULL ORDER BY _id";
    assert_eq!(mirror.query(grades), ["1200|null", "A|X1"]);
    mirror.verify();
    let changes = mirror.query("SELECT DISTINCT \"change\" FROM _schema_changes ORDER BY 1");
    let expected =
        ["column widened", "entity added", "field added", "label changed", "type changed"];
    assert_eq!(changes, expected);
}

fn names_of_the_crm_are_not_sql(kind: Kind) {
    let Some(mirror) = Mirror::new(kind) else { return };
    let sandbox = &mirror.sandbox;
    let name = "c__\"`'; DROP TABLE Account; -- ? :a \\";
    sandbox.declare(Entity::new(name, "x').y?").field(Field::string("c__a\"`b ?:c", "label'\\")));
    sandbox.insert(name, &json!({ "c__name": "'; DROP TABLE Account; --", "c__a\"`b ?:c": "1?" }));
    sandbox.declare(Entity::new("字".repeat(30), "长"));
    sandbox.declare(Entity::new("字".repeat(31), "更长"));
    sandbox.insert(&"字".repeat(31), &json!({ "c__name": "长" }));
    for field in ["ACCOUNTNAME".to_owned(), "_raw".to_owned(), "x".repeat(70), "x".repeat(71)] {
        sandbox.declare_field("Account", Field::picklist(&field, "选", [(1, "a?"), (2, "'b")]));
    }
    sandbox.insert("Account", &json!({ "accountName": "小", "_raw": 1, (&*"x".repeat(71)): 2 }));
    mirror.ok("");
    mirror.verify();
    let sql = "SELECT \"_raw_2_label\" FROM \"Account_labels\" WHERE \"accountName\" = '小'";
    assert_eq!(mirror.query(sql), ["a?"]);
    mirror.ok("--full --schema-every 0s");
    mirror.verify();
}

fn values_have_the_types_of_the_metadata(kind: Kind) {
    let Some(mirror) = Mirror::new(kind) else { return };
    let sandbox = &mirror.sandbox;
    for (name, data_type) in [
        ("c__int", "integer"),
        ("c__number", "number"),
        ("c__flag", "boolean"),
        ("c__day", "date"),
        ("c__time", "datetime"),
        ("c__text", "string"),
    ] {
        sandbox.declare_field("Account", Field::new(name, name, data_type));
    }
    sandbox.insert(
        "Account",
        &json!({
            "accountName": "值",
            "c__int": -7,
            "c__number": -12_345_678.25,
            "c__flag": true,
            "c__day": "1999-12-31",
            "c__time": "2026-01-31 08:00:05",
            "c__text": "零\u{0}字 \\ ' 😀 ",
        }),
    );
    sandbox.insert("Account", &json!({ "accountName": "无值" }));
    mirror.ok("Account");
    let sql = "SELECT c__int + 1, c__number * 4, CASE WHEN c__flag THEN 'yes' END, c__day, c__time, c__text \
               FROM \"Account\" WHERE \"accountName\" = '值'";
    let number = if kind == Kind::MySql { "-49382713.00000000" } else { "-49382713.00" };
    let expected = format!("-6|{number}|yes|1999-12-31|2026-01-31 08:00:05|零\u{fffd}字 \\ ' 😀 ");
    assert_eq!(mirror.query(sql), [expected]);
    mirror.verify();
}

/// Somebody has already made the change, such as a round that was interrupted before it could store that.
fn an_interrupted_change_of_the_schema_is_repeated(kind: Kind) {
    let Some(mirror) = Mirror::new(kind) else { return };
    let sandbox = &mirror.sandbox;
    sandbox.declare_field("Account", Field::new("c__score", "评分", "number"));
    sandbox.insert("Account", &json!({ "accountName": "甲", "c__score": 7.5 }));
    mirror.ok("Account");
    let text = if kind == Kind::MySql { "LONGTEXT" } else { "TEXT" };
    mirror.query("DROP VIEW \"Account_labels\"");
    mirror.query(&match kind {
        Kind::Postgres => format!("ALTER TABLE \"Account\" ALTER COLUMN c__score TYPE {text}"),
        Kind::MySql => format!("ALTER TABLE \"Account\" MODIFY c__score {text}"),
    });
    mirror.query(&format!("ALTER TABLE \"Account\" ADD c__code {text}"));
    sandbox.declare_field("Account", Field::string("c__score", "评级"));
    sandbox.declare_field("Account", Field::string("c__code", "编码"));
    sandbox.insert("Account", &json!({ "accountName": "乙", "c__score": "A", "c__code": "X" }));
    mirror.ok("Account --schema-every 0s");
    let sql =
        "SELECT c__score, c__code FROM \"Account_labels\" WHERE c__score IS NOT NULL ORDER BY _id";
    assert_eq!(mirror.query(sql), ["7.5|null", "A|X"]);
    mirror.verify();
}

mod views {
    use super::*;

    /// PostgreSQL changes no column that a view uses.
    #[test]
    fn a_view_of_somebody_else_stops_only_its_entity() {
        let Some(mirror) = Mirror::new(Kind::Postgres) else { return };
        let sandbox = &mirror.sandbox;
        sandbox.declare_field("Account", Field::new("c__score", "评分", "number"));
        mirror.ok("Account Contact");
        mirror.query("CREATE VIEW report AS SELECT c__score FROM \"Account_labels\"");
        mirror.query("CREATE VIEW other AS SELECT c__score FROM \"Account\"");
        sandbox.insert("Account", &json!({ "accountName": "甲", "c__score": "无" }));
        sandbox.insert("Contact", &json!({ "contactName": "乙" }));
        let error = mirror.fails(6, "Account Contact");
        assert!(error.contains("skipped Account: ") && error.contains("view report"), "{error}");
        assert_eq!(
            mirror.query("SELECT \"contactName\" FROM \"Contact\" WHERE \"contactName\" = '乙'"),
            ["乙"]
        );
        // The views of the mirror are still there.
        mirror.query("DROP VIEW report; SELECT COUNT(*) FROM \"Account_labels\"");
        let error = mirror.fails(6, "Account Contact");
        assert!(error.contains("skipped Account: ") && error.contains("view other"), "{error}");
        sandbox.declare_field("Account", Field::string("c__code", "编码"));
        let error = mirror.fails(6, "Account Contact --schema-every 0s");
        assert!(error.contains("drop that view"), "{error}");
        mirror.query("DROP VIEW other");
        mirror.ok("Account Contact");
        let sql = "SELECT c__score FROM \"Account_labels\" WHERE c__score IS NOT NULL";
        assert_eq!(mirror.query(sql), ["无"]);
        mirror.verify();
    }
}
