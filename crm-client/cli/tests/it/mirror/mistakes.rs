//! Databases that cannot be used, and rounds that fail.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use snapbox::cmd::cargo_bin;

use super::support::Mirror;
use crate::support::Server;

#[test]
fn a_database_of_another_version_is_refused() {
    let mirror = Mirror::with(10, 0);
    mirror.ok("Account");
    mirror.execute("UPDATE _mirror SET value = '99' WHERE name = 'version'");
    for line in ["Account", "verify", "status"] {
        let run = mirror.run(line);
        assert_eq!(run.code, 1, "{run:?}");
        assert!(
            run.stderr.contains("a mirror of version 99, and this crm uses version 1"),
            "{run:?}"
        );
    }
}

#[test]
fn a_mirror_of_another_crm_is_refused() {
    let mirror = Mirror::with(10, 0);
    mirror.ok("Account");
    let other = Server::start();
    let path = mirror.file();
    let run = other.run(&format!("mirror Account --to sqlite:{}", path.display()));
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("the database mirrors another CRM: its `base_url` is "), "{run:?}");
}

#[test]
fn other_files_are_refused_and_kept() {
    let mirror = Mirror::with(10, 0);
    fs::write(mirror.file(), "not a database, although it is as long as the header of one")
        .unwrap();
    let run = mirror.run("Account");
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("crm.db: the file is not a SQLite database"), "{run:?}");
    assert!(fs::read_to_string(mirror.file()).unwrap().starts_with("not a database"));
    fs::remove_file(mirror.file()).unwrap();
    let run = mirror.run("status");
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("crm.db: the file does not exist; create it with "), "{run:?}");
}

#[test]
fn a_table_that_was_changed_is_repaired_or_refused() {
    let mirror = Mirror::with(10, 5);
    mirror.ok("Account Contact");
    mirror.execute(
        "DROP VIEW Account_labels; ALTER TABLE Account DROP COLUMN phone; DROP TABLE Contact;",
    );
    mirror.ok("Account Contact --schema-every 0s");
    assert_eq!(mirror.query("SELECT COUNT(*), COUNT(phone) FROM Account_labels"), ["10|0"]);
    assert_eq!(mirror.query("SELECT COUNT(*) FROM Contact"), ["5"]);
    mirror.ok("verify");
    mirror.execute("ALTER TABLE Account DROP COLUMN _synced_at");
    let run = mirror.run("Account --schema-every 0s");
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("the table `Account` has no column `_synced_at`"), "{run:?}");
}

#[test]
fn an_unknown_entity_is_named() {
    let mirror = Mirror::with(10, 0);
    let run = mirror.run("Acount");
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("did you mean `Account`?"), "{run:?}");
}

#[test]
fn invalid_addresses_and_times_are_refused() {
    let mirror = Mirror::with(10, 0);
    for line in
        ["--to oracle://x", "--every 5", "--every x", "--overlap soon", "--since 2026-13-01"]
    {
        let run = mirror.run(line);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains("expected "), "{run:?}");
    }
    let run = mirror.run("--every 0s");
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("must be at least 1s"), "{run:?}");
}

#[test]
fn the_database_can_be_named_by_a_variable() {
    let mirror = Mirror::with(10, 0);
    let run = mirror.server.crm(["mirror", "Account"]).env("CRM_MIRROR", "sqlite:other.db");
    run.assert().success();
    assert!(mirror.server.folder.path().join("other.db").exists());
    let run = mirror.server.crm(["mirror", "Account"]).env("CRM_MIRROR", "x://secret").output();
    let error = String::from_utf8(run.unwrap().stderr).unwrap();
    assert!(error.contains("`CRM_MIRROR`: expected ") && !error.contains("secret"), "{error}");
}

#[test]
fn only_one_mirror_writes_at_a_time() {
    let mirror = Mirror::with(10, 0);
    mirror.ok("Account");
    let lock = fs::File::create(mirror.server.folder.path().join("crm.db.lock")).unwrap();
    fs4::FileExt::lock(&lock).unwrap();
    let run = mirror.run("Account");
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("another process writes to this database"), "{run:?}");
    // Readers do not wait.
    mirror.ok("status");
}

/// A limit of the file size has the same effect as a full disk.
#[cfg(unix)]
#[test]
fn a_full_disk_loses_nothing() {
    let mirror = Mirror::with(2000, 0);
    let crm = cargo_bin("crm");
    let script = format!("trap '' XFSZ; ulimit -f 600; exec {} mirror Account", crm.display());
    let run = mirror.server.crm([""]);
    drop(run);
    let sandbox = &mirror.server.sandbox;
    let output = Command::new("sh")
        .args(["-c", &script])
        .current_dir(mirror.server.folder.path())
        .env("CRM_BASE_URL", sandbox.base_url())
        .env("CRM_APP_ID", sandbox.app_id())
        .env("CRM_APP_KEY", sandbox.app_key())
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    mirror.ok("Account");
    assert_eq!(mirror.query("SELECT COUNT(*) FROM Account"), ["2000"]);
    mirror.ok("verify");
}

#[cfg(unix)]
#[test]
fn a_loop_survives_failures_and_stops_cleanly() {
    let mirror = Mirror::with(10, 0);
    let sandbox = &mirror.server.sandbox;
    let mut child = Command::new(cargo_bin("crm"))
        .args(["mirror", "Account", "--every", "1s"])
        .current_dir(mirror.server.folder.path())
        .env("CRM_BASE_URL", sandbox.base_url())
        .env("CRM_APP_ID", sandbox.app_id())
        .env("CRM_APP_KEY", sandbox.app_key())
        .env("NO_PROXY", "127.0.0.1")
        .env("LANG", "C")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut rounds = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut errors = BufReader::new(child.stderr.take().unwrap()).lines();
    let first = rounds.next().unwrap().unwrap();
    assert!(first.ends_with("  10 created, 0 updated, 0 deleted, 5 calls"), "{first}");
    sandbox.disconnect_blocking();
    let failed = errors.next().unwrap().unwrap();
    assert!(failed.contains("  failed: "), "{failed}");
    sandbox.reconnect_blocking().unwrap();
    // Rounds before the failure can still be in the pipe.
    sandbox.clear_journal();
    while sandbox.journal().is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    rounds.next().unwrap().unwrap();
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    mirror.ok("verify");
}

#[test]
fn a_verification_creates_and_changes_no_database() {
    let mirror = Mirror::with(10, 0);
    let run = mirror.run("verify");
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("crm.db: the file does not exist; create it with "), "{run:?}");
    assert!(!mirror.file().exists());
    let other = "CREATE TABLE mine (a)";
    mirror.execute(other);
    let before = fs::read(mirror.file()).unwrap();
    let run = mirror.run("verify");
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("the database is not a mirror"), "{run:?}");
    assert_eq!(fs::read(mirror.file()).unwrap(), before);
}

#[test]
fn options_can_stand_before_a_subcommand() {
    let mirror = Mirror::with(10, 0);
    mirror.ok("Account --to other.db");
    mirror.ok("--to other.db verify Account");
    mirror.ok("--quiet --to other.db status");
    assert!(!mirror.file().exists());
    let run = mirror.run("--every 5m verify");
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("`--every` is not an option of `verify`"), "{run:?}");
}

#[test]
fn a_misspelt_address_does_not_show_its_password() {
    let mirror = Mirror::with(0, 0);
    let run = mirror.run("--to postgre://me:p@ss@host/crm");
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("`postgre:…@host/crm`; expected `sqlite:FILE`"), "{run:?}");
    assert!(!run.stderr.contains("ss@"), "{run:?}");
}

#[test]
fn an_unknown_cursor_is_refused_and_another_one_is_used() {
    let mirror = Mirror::with(450, 0);
    let run = mirror.run("Account --cursor createdOm");
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("did you mean `createdOn`?"), "{run:?}");
    let cursor = || mirror.query("SELECT cursor_field FROM _entities");
    mirror.ok("Account");
    assert_eq!(cursor(), ["modifiedOn"]);
    mirror.ok("Account --cursor createdOn");
    assert_eq!(cursor(), ["createdOn"]);
    // Without the option, the field stays.
    assert!(mirror.ok("Account").contains(": 0 created, 0 updated, 0 deleted, 1 calls"));
    assert_eq!(cursor(), ["createdOn"]);
}
