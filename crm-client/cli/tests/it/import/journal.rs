//! The journal: one process at a time, one version, and runs that are finished once.

use std::process::Stdio;

use super::{Desk, counts};

#[test]
fn importing_a_finished_file_again_writes_nothing() {
    let desk = Desk::new();
    desk.file("a.csv", "accountName,employees\n甲,1\n乙,x\n");
    for _ in 0..2 {
        let run = desk.import("Account a.csv");
        assert_eq!((run.code, counts(&run), desk.writes()), (6, [1, 0, 0, 1, 0], 1), "{run:?}");
    }
    let run = desk.import("Account a.csv --again");
    assert_eq!((run.code, counts(&run), desk.writes()), (6, [0, 0, 0, 2, 0], 1), "{run:?}");
}

#[test]
fn refuses_a_second_process_and_other_files() {
    let desk = Desk::new();
    desk.file("a.csv", "accountName\n甲\n");
    let lock = std::fs::File::create(desk.path("journal.db.lock")).unwrap();
    fs4::FileExt::lock(&lock).unwrap();
    let run = desk.import("Account a.csv");
    assert!(run.code == 1 && run.stderr.contains("another import uses this journal"), "{run:?}");
    drop(lock);
    desk.file("journal.db", "not a database, but a line that is as long as the header of one would be, with some more words");
    let run = desk.import("Account a.csv");
    assert!(run.code == 1 && run.stderr.contains("the journal cannot be used"), "{run:?}");
    std::fs::remove_file(desk.path("journal.db")).unwrap();
    for (name, sql, expected) in [
        ("version", "PRAGMA user_version = 99", "the journal has version 99"),
        ("other", "PRAGMA application_id = 7", "not a journal of `crm import`"),
    ] {
        let path = desk.path(name);
        let run = desk.0.run(&format!("import Account a.csv --yes --journal {name}"));
        assert_eq!(run.code, if name == "version" { 0 } else { 6 }, "{run:?}");
        rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap();
        let run = desk.0.run(&format!("import Account a.csv --yes --journal {name}"));
        assert!(run.code == 2 && run.stderr.contains(expected), "{run:?}");
    }
}

#[test]
fn two_runs_at_the_same_time_create_each_record_once() {
    let desk = Desk::new();
    let rows: Vec<_> = (0..200).map(|it| format!("公司{it}")).collect();
    desk.file("a.csv", &format!("accountName\n{}\n", rows.join("\n")));
    let start = || {
        let server = &desk.0;
        std::process::Command::new(env!("CARGO_BIN_EXE_crm"))
            .args("import Account a.csv --match accountName --yes --journal journal.db".split(' '))
            .env_clear()
            .env("HOME", server.folder.path())
            .env("CRM_BASE_URL", server.sandbox.base_url())
            .env("CRM_APP_ID", server.sandbox.app_id())
            .env("CRM_APP_KEY", server.sandbox.app_key())
            .env("CRM_USER", server.sandbox.user().as_str())
            .env("NO_PROXY", "127.0.0.1")
            .current_dir(server.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let codes = [start(), start()].map(|mut it| it.wait().unwrap().code());
    assert!(codes.contains(&Some(0)), "{codes:?}");
    assert_eq!(desk.writes(), 200);
}

#[cfg(unix)]
#[test]
fn only_the_user_can_read_the_journal() {
    use std::os::unix::fs::PermissionsExt;

    let desk = Desk::new();
    desk.file("a.csv", "accountName\n甲\n");
    desk.import("Account a.csv");
    let mode = std::fs::metadata(desk.path("journal.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn the_error_file_can_be_corrected_and_imported() {
    let desk = Desk::new();
    desk.file("a.csv", "accountName,employees,website\n甲,1,\n\"乙,\"\"1\"\"\",x,=1+1\n");
    assert_eq!(counts(&desk.import("Account a.csv")), [1, 0, 0, 1, 0]);
    let errors = desk.read("a.errors.csv");
    desk.file("a.errors.csv", &errors.replace(",x,", ",5,"));
    let run = desk.import("Account a.errors.csv");
    assert_eq!((run.code, counts(&run)), (0, [1, 0, 0, 0, 0]), "{run:?}");
    let found = desk.records("Account", "accountName,employees,website", "employees = 5");
    assert_eq!(found, ["\"乙,\"\"1\"\"\",5,'=1+1"]);
    assert!(!super::exists(&desk.path("a.errors.errors.csv")));
}

#[test]
fn an_embedded_crm_tells_that_it_keeps_no_journal() {
    let desk = Desk::new();
    desk.file("a.csv", "accountName\n甲\n");
    let run = |line: &str| {
        let line = format!("import {line} --yes --sandbox=crm.json --lang en");
        crate::support::finish(desk.0.crm(line.split_whitespace()))
    };
    let first = run("Account a.csv");
    assert_eq!(first.code, 0, "{first:?}");
    assert!(first.stderr.contains("name one with `--journal`"), "{first:?}");
    for line in ["--undo 1", "--runs"] {
        let later = run(line);
        assert_eq!(later.code, 2, "{later:?}");
        assert!(later.stderr.contains("`--sandbox` keeps no journal; "), "{later:?}");
    }
    desk.file("b.csv", "accountName\n乙\n");
    let kept = run("Account b.csv --journal kept.db");
    assert!(kept.stderr.contains("run 1 begins; "), "{kept:?}");
    let undone = run("--undo 1 --journal kept.db");
    assert_eq!(undone.code, 0, "{undone:?}");
}
