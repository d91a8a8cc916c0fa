//! Databases that cannot be used, and rounds that fail. No message has the password.

use std::process::Command;

use tempfile::TempDir;

use crate::mirror::{Mirror, finish};
use crate::server::{Kind, PASSWORD, Server, skip};
use crate::with_servers;

with_servers! {
    only_one_mirror_writes_at_a_time
    a_server_that_crashes_during_a_round_loses_nothing
    wrong_addresses_are_explained
    tables_that_somebody_has_changed_are_repaired_or_refused
    a_connection_that_an_administrator_ends_is_explained
    a_full_disk_loses_nothing
}

fn only_one_mirror_writes_at_a_time(kind: Kind) {
    let Some(mirror) = Mirror::new(kind) else { return };
    mirror.add_customers(300);
    let round = mirror.pause("Account", 1);
    let error = mirror.fails(1, "Account");
    assert!(
        error.contains("another process writes to this database; wait until it ends"),
        "{error}"
    );
    // Readers do not wait, and other databases are free.
    mirror.ok("status");
    let other = mirror.server.create_database();
    let address = mirror.server.address("crm", PASSWORD, &other);
    let run = mirror.run_on("Contact", &address);
    assert_eq!(run.code, Some(0), "{run:?}");
    mirror.go_on();
    let run = finish(round.wait_with_output().unwrap());
    assert_eq!(run.code, Some(0), "{run:?}");
    mirror.verify();
}

fn a_server_that_crashes_during_a_round_loses_nothing(kind: Kind) {
    let Some(server) = Server::start(kind) else { return };
    let mirror = Mirror::on(Box::new(server));
    mirror.add_customers(1000);
    let round = mirror.pause("Account", 3);
    mirror.server.crash();
    mirror.go_on();
    let run = finish(round.wait_with_output().unwrap());
    assert_eq!(run.code, Some(1), "{run:?}");
    let name = mirror.server.address("crm", "", &mirror.database).replace(":@", "@");
    let lost = format!("{name}: the connection to the database was lost: ");
    assert!(run.stderr.contains(&lost) && !run.stderr.contains(PASSWORD), "{run:?}");
    let error = mirror.fails(1, "Account");
    assert!(error.contains(": cannot connect: Connection refused"), "{error}");
    assert!(mirror.server.resume());
    mirror.ok("Account");
    mirror.verify();
}

fn wrong_addresses_are_explained(kind: Kind) {
    let Some(mirror) = Mirror::new(kind) else { return };
    let server = &mirror.server;
    let scheme = if kind == Kind::Postgres { "postgres" } else { "mysql" };
    let database = &mirror.database;
    for (address, code, expected) in [
        (server.address("crm", "wrong-secret", database), 1, "refuses the user or the password: "),
        (
            server.address("nobody-knows", "wrong-secret", database),
            1,
            "refuses the user or the password: ",
        ),
        (server.address("crm", PASSWORD, "missing"), 1, "the database does not exist; create it"),
        (format!("{scheme}://crm:wrong-secret@no-such-host.invalid/x"), 1, "unknown host: "),
        (
            format!("{scheme}://crm:wrong-secret@127.0.0.1:1/x"),
            1,
            "cannot connect: Connection refused",
        ),
        (format!("{scheme}://crm:wrong-secret@127.0.0.1:port/x"), 2, "invalid address: "),
        (format!("{scheme}://crm:wrong-secret@127.0.0.1/x?nothing=1"), 2, "invalid address: "),
        (
            format!("{scheme}://crm:wrong-secret@127.0.0.1/x?sslmode=on"),
            2,
            "unknown `sslmode` 'on'",
        ),
    ] {
        let run = mirror.run_on("Account", &address);
        assert_eq!(run.code, Some(code), "{address}: {run:?}");
        assert!(run.stderr.contains(expected), "{address}: {run:?}");
        assert!(!run.stderr.contains("secret") && !run.stderr.contains(PASSWORD), "{run:?}");
    }
    let error = mirror.fails(2, "status");
    assert!(error.contains("the database is not a mirror"), "{error}");
}

fn tables_that_somebody_has_changed_are_repaired_or_refused(kind: Kind) {
    let Some(mirror) = Mirror::new(kind) else { return };
    mirror.ok("Account Contact");
    let cascade = if kind == Kind::Postgres { "CASCADE" } else { "" };
    mirror.query(&format!(
        "ALTER TABLE \"Account\" DROP COLUMN phone {cascade}; DROP TABLE \"Contact\" {cascade}"
    ));
    // The first round may fail, and says what to do. The next one repairs the tables.
    let error = mirror.fails(1, "Account Contact");
    assert!(error.contains("somebody"), "{error}");
    mirror.ok("Account Contact");
    mirror.verify();
    mirror.query("SELECT phone FROM \"Account_labels\"");
    mirror.query("DROP TABLE _changes");
    mirror.ok("Account");
    // A type that does not fit is refused as long as it is there.
    mirror.query("DROP VIEW \"Account_labels\"");
    mirror.query(&match kind {
        Kind::Postgres => {
            "ALTER TABLE \"Account\" ALTER COLUMN phone TYPE integer USING 1".to_owned()
        }
        Kind::MySql => {
            "UPDATE \"Account\" SET phone = NULL; ALTER TABLE \"Account\" MODIFY phone INT"
                .to_owned()
        }
    });
    let error = mirror.fails(1, "repair Account");
    assert!(error.contains("phone") && error.contains("somebody has changed"), "{error}");
    mirror.query(&format!("DROP TABLE \"Account\" {cascade}"));
    mirror.ok("Account");
    mirror.verify();
}

fn a_connection_that_an_administrator_ends_is_explained(kind: Kind) {
    let Some(mirror) = Mirror::new(kind) else { return };
    mirror.add_customers(1000);
    let round = mirror.pause("Account", 3);
    // An administrator ends the connection.
    mirror.query(&match kind {
        Kind::Postgres => format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = '{}' AND application_name = 'crm mirror'",
            mirror.database
        ),
        Kind::MySql => {
            let sql = format!(
                "SELECT id FROM information_schema.processlist WHERE db = '{}' AND id <> connection_id()",
                mirror.database
            );
            format!("KILL {}", mirror.query(&sql).remove(0))
        }
    });
    mirror.go_on();
    let run = finish(round.wait_with_output().unwrap());
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("the connection to the database was lost: "), "{run:?}");
    mirror.ok("Account");
    mirror.verify();
}

fn a_full_disk_loses_nothing(kind: Kind) {
    let Some(disk) = Disk::mount() else { return };
    let Some(server) = Server::start(kind) else { return };
    let mirror = Mirror::on(Box::new(server));
    mirror.server.move_database(&mirror.database, disk.folder.path());
    mirror.add_customers(6000);
    let error = mirror.fails(1, "Account");
    let is_full = error.contains("the disk of the server is full; free some space there");
    // MariaDB can end because it cannot even undo the transaction.
    let is_lost = kind == Kind::MySql && error.contains("the connection to the database was lost");
    assert!(is_full || is_lost, "{error}");
    disk.enlarge();
    mirror.server.revive();
    mirror.ok("Account");
    mirror.verify();
}

/// A small disk in memory.
struct Disk {
    folder: TempDir,
}

impl Disk {
    fn mount() -> Option<Disk> {
        let disk = Disk { folder: tempfile::tempdir().unwrap() };
        if disk.run("mount", &["-t", "tmpfs", "-o", "size=2m", "tmpfs"]) {
            return Some(disk);
        }
        skip("a small disk cannot be mounted");
        None
    }

    fn enlarge(&self) {
        assert!(self.run("mount", &["-o", "remount,size=256m"]));
    }

    fn run(&self, program: &str, args: &[&str]) -> bool {
        let output = Command::new(program).args(args).arg(self.folder.path()).output();
        output.is_ok_and(|it| it.status.success())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        self.run("umount", &[]);
    }
}
