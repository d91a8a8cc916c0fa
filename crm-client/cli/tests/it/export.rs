//! `crm export`.

mod formats;
mod interrupted;
mod kill;
mod rows;
mod support;

use std::fs;

use serde_json::Value;

use crate::support::Server;
use support::{ROWS, contacts, read};

#[test]
fn writes_one_file_and_its_manifest() {
    let server = Server::start();
    let run = server.run("export Account");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.starts_with("Account.csv: 60 rows in "), "{run:?}");
    let text = read(&server, "Account.csv");
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    assert!(text.starts_with("accountId,accountName,phone,"), "{text}");
    let rows: Vec<_> = csv::Reader::from_reader(text.as_bytes()).into_records().collect();
    assert_eq!(rows.len(), 60);
    let manifest: Value =
        serde_json::from_str(&read(&server, "Account.csv.manifest.json")).unwrap();
    assert_eq!((&manifest["rows"], &manifest["key"]), (&60.into(), &"accountId".into()));
    assert_eq!(manifest["query"]["sort"], "createdOn:asc");
    assert!(!manifest.to_string().contains(server.sandbox.app_key()));
    let mut names: Vec<_> =
        fs::read_dir(server.folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["Account.csv", "Account.csv.manifest.json"]);
}

#[test]
fn an_existing_file_is_replaced_only_with_force() {
    let server = Server::start();
    fs::write(server.folder.path().join("a.csv"), "mine").unwrap();
    let run = server.run("export Account -o a.csv");
    assert_eq!(run.code, 2, "{run:?}");
    assert_eq!(run.stderr, "error: a.csv: the file exists; add `--force` to replace it\n");
    assert_eq!((read(&server, "a.csv").as_str(), server.sandbox.requests()), ("mine", 0));
    assert_eq!(server.run("export Account -o a.csv --force").code, 0);
    assert_eq!(read(&server, "a.csv").lines().next().unwrap().matches(',').count(), 15);
}

#[test]
fn an_unknown_name_is_reported_before_rows_are_fetched() {
    let server = Server::start();
    for (options, expected) in [
        (
            "--fields phone,acountName",
            "Account has no field `acountName`; did you mean `accountName`?",
        ),
        ("--sort createdOm:desc", "Account has no field `createdOm`; did you mean `createdOn`?"),
        ("--where phnoe~021", "Account has no field `phnoe`; did you mean `phone`?"),
        ("--where phone~", "expected a value after `~`"),
        ("--sort phone:up", "unknown direction `up`"),
        ("--fields phone,,address", "`--fields`: a name is missing"),
    ] {
        let run = server.run(&format!("export Account {options}"));
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains(expected), "{expected}: {run:?}");
    }
    let run = server.run("export Acount");
    assert!(run.code == 2 && run.stderr.contains("did you mean `Account`?"), "{run:?}");
    let completed = server.sandbox.completed_calls();
    assert!(completed.iter().all(|it| it.starts_with("metadata/")), "{completed:?}");
    assert_eq!(fs::read_dir(server.folder.path()).unwrap().count(), 0);
}

#[test]
fn exports_several_entities_into_a_folder() {
    let server = Server::start();
    let run = server.run("export Account User -o out --format ndjson");
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(read(&server, "out/Account.ndjson").lines().count(), 60);
    assert_eq!(read(&server, "out/User.ndjson").lines().count(), 12);
    let run = server.run("export --all -o out");
    assert_eq!(run.code, 0, "{run:?}");
    let files = fs::read_dir(server.folder.path().join("out")).unwrap();
    let names: Vec<String> =
        files.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names.iter().filter(|it| it.ends_with("csv")).count(), 15, "{names:?}");
    assert!(names.iter().all(|it| !it.contains("resume")), "{names:?}");
    let run = server.run("export --all -o out");
    assert!(run.code == 2 && run.stderr.contains("the file exists"), "{run:?}");
}

#[test]
fn a_refused_entity_does_not_stop_the_others() {
    let server = Server::start();
    server.sandbox.endpoint("entity/adv-query", |call| match call.param("entity") {
        Some("Account") => Err((crm_client::Code::INSUFFICIENT_RIGHTS, "权限不足".to_owned())),
        _ => Ok(Vec::<Value>::new()),
    });
    let run = server.run("export Account Contact User -o out");
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("the CRM refused 1 of 3 entities: Account"), "{run:?}");
    assert!(server.folder.path().join("out/User.csv").exists());
    assert!(!server.folder.path().join("out/Account.csv").exists());
}

#[test]
fn requests_each_page_of_many_once() {
    let server = contacts();
    let run = server.run("export Contact --fields contactName,phone --where 'phone~138'");
    assert_eq!(run.code, 2, "the quotes are a part of the filter here");
    let run = server.run("export Contact --fields contactName,phone --where phone~138");
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(read(&server, "Contact.csv").lines().count(), ROWS + 1);
    let pages: Vec<String> =
        server.sandbox.journal().iter().filter_map(|it| it.param("page_no")).collect();
    let last = ROWS / 200 + 1;
    for page in 1..=last {
        let count = pages.iter().filter(|it| **it == page.to_string()).count();
        assert!(count == 1, "page {page}: {count} times");
    }
}
