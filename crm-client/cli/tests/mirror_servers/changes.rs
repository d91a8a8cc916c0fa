//! Records that are created, changed, deleted and restored.

use serde_json::json;

use crate::mirror::Mirror;
use crate::server::Kind;
use crate::with_servers;

with_servers! {
    a_mirror_follows_the_crm
    all_entities_of_a_crm_are_mirrored
    a_killed_round_is_repeated
}

fn a_mirror_follows_the_crm(kind: Kind) {
    let Some(mirror) = Mirror::new(kind) else { return };
    mirror.add_customers(430);
    mirror.ok("Account");
    mirror.verify();
    assert!(mirror.watch().is_empty());
    let count =
        |sql: &str| mirror.query(&format!("SELECT COUNT(*) FROM \"Account\" {sql}")).remove(0);
    let all: usize = count("").parse().unwrap();
    let names = mirror
        .query("SELECT \"accountName\" FROM \"Account\" WHERE \"accountName\" LIKE '客户00007%'");
    assert_eq!(names, ["客户00007 😀'\"\\"]);
    let snapshot = mirror.sandbox.snapshot();
    let account = mirror.client.account();
    let (changed, deleted) = (mirror.id("客户00009"), mirror.id("客户00010"));
    mirror.wait(
        account.update(&changed, json!({ "accountName": "改" })).force_update(true).into_future(),
    );
    mirror.wait(account.delete(&deleted).into_future());
    mirror.sandbox.insert("Account", &json!({ "accountName": "新" }));
    let error = mirror.ok("Account --full");
    assert!(error.contains(": 1 created, 1 updated, 1 deleted, "), "{error}");
    let kinds = mirror.query("SELECT kind FROM _changes ORDER BY kind");
    assert_eq!(kinds, ["created", "deleted", "updated"]);
    assert_eq!(mirror.watch().len(), 3);
    assert!(mirror.watch().is_empty());
    assert_eq!(count(""), (all + 1).to_string());
    assert_eq!(count("WHERE _deleted_at IS NOT NULL"), "1");
    mirror.verify();
    let newest = mirror.query("SELECT COUNT(*) FROM \"Account_labels\"").remove(0);
    assert_eq!(newest, all.to_string());
    // Nothing has changed, so nothing is written.
    let error = mirror.ok("Account --full");
    assert!(error.contains(": 0 created, 0 updated, 0 deleted, "), "{error}");
    mirror.sandbox.restore(&snapshot).unwrap();
    let error = mirror.ok("Account --full");
    assert!(error.contains(", 1 restored"), "{error}");
    mirror.verify();
    let error = mirror.ok("repair Account");
    assert!(error.contains(": 0 created, 0 updated, 0 deleted, "), "{error}");
    mirror.verify();
}

fn all_entities_of_a_crm_are_mirrored(kind: Kind) {
    let Some(mirror) = Mirror::new(kind) else { return };
    mirror.ok("");
    mirror.verify();
    let labels = mirror.query(
        "SELECT COUNT(*) FROM \"Account_labels\" WHERE \"typeCode\" IS NOT NULL AND \"typeCode_label\" IS NULL",
    );
    assert_eq!(labels, ["0"]);
    let names = mirror
        .query("SELECT COUNT(*) FROM \"Contact_labels\" WHERE \"accountId_name\" IS NOT NULL");
    assert_ne!(names, ["0"]);
    let status = mirror.run("status --output ndjson");
    assert_eq!(status.code, Some(0), "{status:?}");
    assert!(status.stdout.lines().count() > 5, "{status:?}");
    assert!(status.stdout.lines().all(|it| it.contains("\"state\":\"ok\"")), "{status:?}");
    assert!(status.stderr.contains(": 1 rounds, "), "{status:?}");
}

fn a_killed_round_is_repeated(kind: Kind) {
    let Some(mirror) = Mirror::new(kind) else { return };
    mirror.add_customers(1000);
    let mut round = mirror.pause("Account", 3);
    round.kill().unwrap();
    round.wait().unwrap();
    // The lock of the killed process is not in the way.
    mirror.ok("Account");
    mirror.verify();
}
