//! Exports that fail or are stopped, and continue.

use std::fs;
use std::io::Read;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use crm_client::sandbox::Fault;

use super::support::{ROWS, command, contacts, read, shell};
use crate::support::Server;

/// The pages that were requested since the journal was cleared.
fn pages(server: &Server) -> Vec<u32> {
    let journal = server.sandbox.journal();
    journal.iter().filter_map(|it| it.param("page_no")?.parse().ok()).collect()
}

#[test]
fn continues_after_a_network_error() {
    let server = contacts();
    let query = "entity/adv-query";
    server.sandbox.inject(Fault::reset().on(query).after(9).times(usize::MAX));
    let run = server.run("export Contact");
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.stderr.contains("run the same command again to continue after "), "{run:?}");
    assert!(!server.folder.path().join("Contact.csv").exists());
    server.sandbox.clear_faults();
    server.sandbox.clear_journal();
    let run = server.run("export Contact");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.contains("Contact.csv: continuing after "), "{run:?}");
    assert!(pages(&server).into_iter().min() > Some(1), "{:?}", pages(&server));
    // Afterwards, because the server can receive requests of an export after its end, and would count them.
    assert_eq!(server.run("export Contact -o expected.csv").code, 0);
    assert!(read(&server, "Contact.csv") == read(&server, "expected.csv"));
}

#[test]
fn another_query_starts_again() {
    let server = contacts();
    let query = "entity/adv-query";
    server.sandbox.inject(Fault::reset().on(query).after(9).times(usize::MAX));
    assert_eq!(server.run("export Contact").code, 4);
    server.sandbox.clear_faults();
    let run = server.run("export Contact --fields phone,contactName");
    assert_eq!(run.code, 0, "{run:?}");
    let expected = "Contact.csv: the interrupted export has another query; starting again\n";
    assert!(run.stderr.starts_with(expected), "{run:?}");
    let text = read(&server, "Contact.csv");
    assert_eq!(text.lines().next(), Some("\u{feff}phone,contactName"));
    assert_eq!(text.lines().count(), ROWS + 1);
}

#[test]
fn continues_with_the_next_entity() {
    let server = contacts();
    // The first query of users is after those of the contacts.
    let refuse = |server: &Server| {
        let fault = Fault::reset().on("entity/adv-query").after(18).times(usize::MAX);
        server.sandbox.inject(fault);
    };
    refuse(&server);
    let line = "export Contact User Product -o out";
    let run = server.run(line);
    assert_eq!(run.code, 4, "{run:?}");
    server.sandbox.clear_faults();
    server.sandbox.clear_journal();
    let run = server.run(line);
    assert_eq!(run.code, 0, "{run:?}");
    if run.stderr.contains("already exported") {
        let entities = server.sandbox.journal();
        let asked =
            |it: &crm_client::sandbox::Exchange| it.param("entity").as_deref() == Some("Contact");
        assert!(!entities.iter().any(asked));
    }
    assert_eq!(read(&server, "out/Contact.csv").lines().count(), ROWS + 1);
    assert!(server.folder.path().join("out/Product.csv").exists());
}

#[cfg(unix)]
#[test]
fn ctrl_c_says_how_to_continue() {
    let server = contacts();
    let slow = Fault::slow(Duration::from_millis(150)).on("entity/adv-query").times(usize::MAX);
    server.sandbox.inject(slow);
    let mut child = command(&server, "export Contact").spawn().unwrap();
    let journal = server.folder.path().join("Contact.csv.resume");
    while !fs::read_to_string(&journal).is_ok_and(|it| it.lines().count() > 2) {
        sleep(Duration::from_millis(5));
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let code = child.wait().unwrap().code();
    let mut error = String::new();
    child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
    assert_eq!(code, Some(130), "{error}");
    let expected = "error: interrupted; run the same command again to continue after ";
    assert!(error.starts_with(expected), "{error}");
    assert!(!server.folder.path().join("Contact.csv").exists());
    server.sandbox.clear_faults();
    assert_eq!(server.run("export Contact").code, 0);
    assert_eq!(read(&server, "Contact.csv").lines().count(), ROWS + 1);
}

/// A limit of the file size has the same effect as a full disk: a part of the data is written, and the
/// rest is an error.
#[cfg(unix)]
#[test]
fn a_full_disk_loses_nothing() {
    for format in ["csv", "ndjson", "xlsx"] {
        let server = contacts();
        assert_eq!(server.run(&format!("export Contact -o expected.{format}")).code, 0);
        let line = format!("export Contact -o full.{format}");
        let limited = format!("trap '' XFSZ; ulimit -f 250; exec \"$CRM\" {line}");
        let (code, error) = shell(&server, &limited);
        assert_eq!(code, Some(1), "{error}");
        assert!(error.contains("run the same command again to continue after "), "{error}");
        assert!(!server.folder.path().join(format!("full.{format}")).exists());
        let run = server.run(&line);
        assert_eq!(run.code, 0, "{run:?}");
        let read =
            |name: &str| fs::read(server.folder.path().join(format!("{name}.{format}"))).unwrap();
        assert!(read("full") == read("expected"), "{format}");
    }
}

#[cfg(unix)]
#[test]
fn only_one_process_exports_to_a_file() {
    let server = contacts();
    let slow = Fault::slow(Duration::from_millis(300)).on("entity/adv-query").times(usize::MAX);
    server.sandbox.inject(slow);
    let mut child = command(&server, "export Contact").spawn().unwrap();
    while !server.folder.path().join("Contact.csv.resume").exists() {
        sleep(Duration::from_millis(5));
    }
    let run = server.run("export Contact");
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("another process exports to this file"), "{run:?}");
    assert!(child.wait().unwrap().success());
    assert_eq!(read(&server, "Contact.csv").lines().count(), ROWS + 1);
}
