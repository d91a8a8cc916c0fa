//! Deleted records, hidden records, and records that exist again.

use crm_client::Code;
use crm_client::sandbox::Fault;

use super::support::Mirror;

#[test]
fn deleted_records_stay_with_the_time_of_the_deletion() {
    for accounts in [60, 450] {
        let mirror = Mirror::with(accounts, 0);
        mirror.ok("Account");
        let id = mirror.id("Account", "accountName", "Account00007");
        mirror.wait(mirror.client.account().delete(&id).into_future());
        // A small entity is read completely in every round.
        let line = if accounts < 200 { "Account" } else { "Account --sweep-every 0s" };
        let error = mirror.ok(line);
        assert!(error.contains(": 0 created, 0 updated, 1 deleted, "), "{error}");
        let sql = "SELECT _id, accountName FROM Account WHERE _deleted_at IS NOT NULL";
        assert_eq!(mirror.query(sql), [format!("{id}|Account00007")]);
        let shown = mirror.query("SELECT COUNT(*) FROM Account_labels");
        assert_eq!(shown, [(accounts - 1).to_string()]);
        assert_eq!(mirror.query("SELECT kind FROM _changes"), ["deleted"]);
        mirror.ok("verify");
    }
}

#[test]
fn a_hidden_record_is_not_deleted() {
    let mirror = Mirror::with(60, 0);
    mirror.ok("Account");
    let id = mirror.id("Account", "accountName", "Account00007");
    mirror.server.sandbox.hide_record(&id);
    let error = mirror.ok("Account");
    assert!(
        error.contains(" 0 deleted, ") && error.contains("1 records are not visible"),
        "{error}"
    );
    assert_eq!(mirror.query("SELECT COUNT(*) FROM Account WHERE _deleted_at IS NOT NULL"), ["0"]);
    let run = mirror.run("verify");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.contains("1 records of the mirror are not visible"), "{run:?}");
}

#[test]
fn without_rights_nothing_is_deleted() {
    let mirror = Mirror::with(60, 30);
    mirror.ok("Account Contact");
    let id = mirror.id("Account", "accountName", "Account00007");
    mirror.wait(mirror.client.account().delete(&id).into_future());
    mirror.server.sandbox.revoke_rights(&mirror.server.sandbox.user());
    let error = mirror.ok("Account Contact");
    assert!(error.contains(" 0 deleted, "), "{error}");
    mirror.server.sandbox.restore_rights(&mirror.server.sandbox.user());
    assert!(mirror.ok("Account Contact").contains(" 1 deleted, "));
}

#[test]
fn a_refused_entity_is_skipped_and_reported() {
    let mirror = Mirror::with(60, 30);
    mirror.ok("Account Contact");
    let refused = Fault::code(Code::INSUFFICIENT_RIGHTS).on("entity/adv-query");
    mirror.server.sandbox.inject(refused);
    let run = mirror.run("Account Contact");
    assert_eq!(run.code, 6, "{run:?}");
    assert!(run.stderr.contains("skipped Account: "), "{run:?}");
    let state = mirror.query("SELECT entity, problem IS NULL FROM _entities ORDER BY entity");
    assert_eq!(state, ["Account|0", "Contact|1"]);
    mirror.ok("Account Contact");
}

#[test]
fn many_missing_records_stop_the_deletion() {
    let mirror = Mirror::with(100, 0);
    mirror.ok("Account");
    for number in 0..20 {
        let id = mirror.id("Account", "accountName", &format!("Account{number:05}"));
        mirror.wait(mirror.client.account().delete(&id).into_future());
    }
    let run = mirror.run("Account");
    assert_eq!(run.code, 6, "{run:?}");
    assert!(run.stderr.contains("20 of 100 records are missing"), "{run:?}");
    assert_eq!(mirror.query("SELECT COUNT(*) FROM Account WHERE _deleted_at IS NOT NULL"), ["0"]);
    assert!(mirror.ok("Account --allow-deletions").contains(" 20 deleted, "));
}

#[test]
fn a_record_that_exists_again_is_restored() {
    let mirror = Mirror::new();
    mirror.ok("Account");
    let snapshot = mirror.server.sandbox.snapshot();
    let id = mirror.query("SELECT _id FROM Account").remove(0);
    mirror.wait(mirror.client.account().delete(&*id).into_future());
    assert!(mirror.ok("Account").contains(" 1 deleted, "));
    mirror.server.sandbox.restore(&snapshot).unwrap();
    let error = mirror.ok("Account");
    assert!(error.contains(" 0 created, ") && error.contains(", 1 restored"), "{error}");
    assert_eq!(mirror.query("SELECT kind FROM _changes ORDER BY id"), ["deleted", "restored"]);
    mirror.ok("verify");
}

#[test]
fn a_record_whose_lookup_is_refused_is_not_deleted() {
    let mirror = Mirror::new();
    mirror.ok("User");
    let sql =
        "INSERT INTO User (_id, _raw) VALUES ('027-00000000-0000-0000-0000-000000000000', '{}')";
    mirror.execute(sql);
    // The API has no call that returns a user, so only the query by the id can tell.
    let refused = Fault::code(Code::INVALID_PARAMETER).on("entity/adv-query").after(1);
    mirror.server.sandbox.inject(refused);
    let error = mirror.ok("User --sweep-every 0s");
    assert!(error.contains(" 0 deleted, ") && error.contains("1 records are not"), "{error}");
    assert!(mirror.ok("User --sweep-every 0s").contains(" 1 deleted, "));
}
