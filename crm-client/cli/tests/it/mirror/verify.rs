//! `verify`, `repair` and `status`.

use serde_json::Value;

use super::support::Mirror;

#[test]
fn differences_are_found_and_repaired() {
    let mirror = Mirror::with(450, 30);
    mirror.ok("Account Contact");
    mirror.ok("verify");
    mirror.execute(
        "UPDATE Account SET _raw = replace(_raw, 'Account00001', 'x'), accountName = 'x'
             WHERE accountName = 'Account00001';
         UPDATE Account SET phone = 'only the column' WHERE accountName = 'Account00002';
         DELETE FROM Account WHERE accountName = 'Account00003';
         UPDATE Contact SET _deleted_at = '2026-01-01 00:00:00' WHERE contactName = 'Contact00004';
         INSERT INTO Contact (_id, _raw) VALUES ('003-00000000-0000-0000-0000-000000000000', '{}');",
    );
    let run = mirror.run("verify --output csv");
    assert_eq!(run.code, 7, "{run:?}");
    let found: Vec<&str> = run.stdout.lines().skip(1).collect();
    let has = |entity: &str, kind: &str, fields: &str| {
        found.iter().any(|it| it.starts_with(entity) && it.ends_with(&format!(",{kind},{fields}")))
    };
    assert!(has("Account", "different", "accountName"), "{found:?}");
    assert!(has("Account", "missing", ""), "{found:?}");
    assert!(has("Contact", "undeleted", ""), "{found:?}");
    assert!(has("Contact", "deleted", ""), "{found:?}");
    assert_eq!(found.len(), 4, "{found:?}");
    // Only some entities can be compared.
    assert_eq!(mirror.run("verify Contact --output csv").stdout.lines().count(), 3);
    mirror.ok("repair");
    mirror.ok("verify");
    let sql = "SELECT COUNT(*), COUNT(phone) FROM Account WHERE _deleted_at IS NULL";
    assert_eq!(mirror.query(sql), ["450|0"]);
}

#[test]
fn verify_changes_nothing() {
    let mirror = Mirror::with(60, 0);
    mirror.ok("Account");
    mirror.execute("DELETE FROM Account WHERE accountName = 'Account00003'");
    assert_eq!(mirror.run("verify").code, 7);
    assert_eq!(mirror.run("verify").code, 7);
    let run = mirror.run("verify Contact");
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("`Contact` is not in the mirror"), "{run:?}");
}

#[test]
fn the_status_needs_no_call() {
    let mirror = Mirror::with(450, 30);
    mirror.ok("Account Contact");
    mirror.calls();
    let run = mirror.server.run("mirror status --to sqlite:crm.db --output json");
    assert_eq!(run.code, 0, "{run:?}");
    let rows: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    let cells = |row: &Value| [&row["entity"], &row["rows"], &row["state"]].map(Value::to_string);
    assert_eq!(cells(&rows[0]), ["\"Account\"", "450", "\"ok\""]);
    assert_eq!(cells(&rows[1]), ["\"Contact\"", "30", "\"ok\""]);
    assert!(run.stderr.contains("in the last 24 hours: 1 rounds, "), "{run:?}");
    assert_eq!(mirror.calls(), 0);
}
