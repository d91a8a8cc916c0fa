//! The rows of an export: repeated ones, labels, the order, and awkward values.

use crm_client::Code;
use crm_client::sandbox::behavior::{Behavior, FieldSupport};
use serde_json::{Value, json};

use super::support::{ROWS, contacts, read};
use crate::support::Server;

/// Lets the CRM return these pages of customers.
fn answer(server: &Server, pages: Vec<Vec<Value>>) {
    server.sandbox.endpoint("entity/adv-query", move |call| {
        let page: usize = call.param("page_no").map_or(1, |it| it.parse().unwrap());
        Ok::<_, (Code, String)>(pages.get(page - 1).cloned().unwrap_or_default())
    });
}

fn customer(number: usize) -> Value {
    json!({ "accountId": format!("002-{number:036}"), "accountName": format!("客户{number}") })
}

fn manifest(server: &Server, name: &str) -> Value {
    serde_json::from_str(&read(server, &format!("{name}.manifest.json"))).unwrap()
}

#[test]
fn leaves_out_rows_that_the_crm_repeats() {
    let server = Server::start();
    let code = manifest_code(&server);
    let customer = |number| {
        let mut row = customer(number);
        row["accountId"] = format!("{code:03}-{number:036}").into();
        row
    };
    // Three records were added between the two pages.
    let pages = vec![(0..200).map(customer).collect(), (197..300).map(customer).collect()];
    answer(&server, pages);
    // The key is known even if it is not exported.
    let run = server.run("export Account --fields accountName");
    assert_eq!(run.code, 0, "{run:?}");
    let text = read(&server, "Account.csv");
    let names: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(names, (0..300).map(|it| format!("客户{it}")).collect::<Vec<_>>());
    let manifest = manifest(&server, "Account.csv");
    assert_eq!((&manifest["rows"], &manifest["repeated_rows"]), (&300.into(), &3.into()));
}

/// Returns the code of customers.
fn manifest_code(server: &Server) -> u64 {
    let run = server.run("metadata entity --output json");
    let entities: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    let account = entities.iter().find(|it| it["entity"] == "Account").unwrap();
    account["code"].as_u64().unwrap()
}

#[test]
fn rows_without_a_key_are_all_exported() {
    let server = Server::start();
    let same = || vec![json!({ "accountName": "同名" }); 200];
    let other = vec![json!({ "accountName": "同名" }); 10];
    answer(&server, vec![same(), other]);
    let run = server.run("export Account --fields accountName");
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(read(&server, "Account.csv").lines().count(), 211);
    assert_eq!(manifest(&server, "Account.csv")["key"], Value::Null);
}

#[test]
fn the_order_is_stable_if_the_entity_has_the_time_of_creation() {
    let server = contacts();
    assert_eq!(server.run("export Contact").code, 0);
    assert_eq!(manifest(&server, "Contact.csv")["query"]["sort"], "createdOn:asc,contactId:asc");
    assert_eq!(server.run("export Contact -o a.csv --sort phone:desc").code, 0);
    assert_eq!(manifest(&server, "a.csv")["query"]["sort"], "phone:desc,contactId:asc");
    let text = read(&server, "a.csv");
    let mut phones: Vec<&str> =
        text.lines().skip(1).filter_map(|it| it.split(',').nth(3)).collect();
    let expected = phones.clone();
    phones.sort_unstable_by(|a, b| b.cmp(a));
    assert!(phones == expected && phones.len() == ROWS);
}

#[test]
fn a_refused_order_is_left_out_and_reported() {
    let server = contacts();
    let behavior = Behavior::default().sorting("Contact", "createdOn", FieldSupport::Refused);
    server.sandbox.set_behavior(behavior);
    let run = server.run("export Contact");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.starts_with("the CRM refuses the order `createdOn:asc`; "), "{run:?}");
    assert_eq!(read(&server, "Contact.csv").lines().count(), ROWS + 1);
    assert_eq!(manifest(&server, "Contact.csv")["query"]["sort"], Value::Null);
    let run = server.run("export Contact -o a.csv --sort createdOn");
    assert_eq!(run.code, 3, "an order of the user is not left out: {run:?}");
}

#[test]
fn labels_replace_numbers_and_names_are_added_to_references() {
    let server = Server::start();
    let run = server.run("export Account --labels --fields accountName,typeCode,owning_user");
    assert_eq!(run.code, 0, "{run:?}");
    let text = read(&server, "Account.csv");
    let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = rows.headers().unwrap();
    assert_eq!(
        header,
        ["accountName", "typeCode", "owning_user", "owning_user.userName"].as_slice()
    );
    for row in rows.records() {
        let row = row.unwrap();
        assert!(["正式客户", "潜在客户", "合作伙伴"].contains(&&row[1]), "{row:?}");
        assert!(row[2].starts_with("027-") && !row[3].is_empty(), "{row:?}");
    }
}

#[test]
fn names_that_the_crm_does_not_return_are_left_out_and_reported() {
    for refuses in [true, false] {
        let server = Server::start();
        server.sandbox.endpoint("entity/adv-query", move |call| {
            if refuses && call.param("fields").is_some_and(|it| it.contains('.')) {
                return Err((Code::BUSINESS_FAILURE, "字段不存在".to_owned()));
            }
            let user = "027-000000000000000000000000000000000001";
            let is_first = call.param("page_no").is_none_or(|it| it == "1");
            let row = json!({ "accountName": "甲", "owning_user": user });
            Ok(if is_first { vec![row] } else { Vec::new() })
        });
        let run = server.run("export Account --labels --fields accountName,owning_user -o -");
        assert_eq!(run.code, 0, "{run:?}");
        assert!(run.stderr.contains("does not return names of references"), "{run:?}");
        assert!(run.stdout.starts_with("\u{feff}accountName,owning_user\n甲,027-"), "{run:?}");
    }
}

#[test]
fn text_is_neither_a_formula_nor_an_escape() {
    let server = Server::start();
    let hostile = json!([
        { "accountName": "=HYPERLINK(\"http://x\")", "phone": "+86 21 3424", "address": "a\nb,\"c\"" },
        { "accountName": "@SUM(1)", "phone": "\u{1b}[31m", "address": null },
    ]);
    server.sandbox.answer("entity/adv-query", &hostile);
    let run = server.run("export Account --fields accountName,phone,address");
    assert_eq!(run.code, 0, "{run:?}");
    let text = read(&server, "Account.csv");
    let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
    assert_eq!(&rows[0], &["'=HYPERLINK(\"http://x\")", "+86 21 3424", "a\nb,\"c\""][..]);
    assert_eq!(&rows[1], &["'@SUM(1)", "\u{1b}[31m", ""][..]);
}

#[test]
fn an_unreadable_row_is_an_error() {
    let server = Server::start();
    server.sandbox.answer("entity/adv-query", &json!([{ "accountName": "甲" }, [1]]));
    let run = server.run("export Account");
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("page 1: a row is not a record"), "{run:?}");
}

#[test]
fn too_many_fields_are_an_error_with_a_remedy() {
    let server = Server::start();
    let mut account = server.sandbox.entity("Account").unwrap();
    for number in 0..400 {
        let name = format!("c__a_rather_long_name_{number}");
        account = account.field(crm_client::sandbox::Field::string(name, "字段"));
    }
    server.sandbox.declare(account);
    let run = server.run("export Account");
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("select fields with `--fields`"), "{run:?}");
}
