//! The formats of an export, and standard output.

use std::fs;

#[cfg(feature = "excel")]
use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::{Value, json};

use super::support::{ROWS, contacts, read, shell};
use crate::support::Server;

#[test]
fn ndjson_has_the_values_of_the_crm() {
    let server = Server::start();
    let rows = json!([{ "phone": "021", "c": 1, "accountName": null }, { "accountName": "甲" }]);
    server.sandbox.answer("entity/adv-query", &rows);
    let run = server.run("export Account --fields accountName,phone -o a.jsonl");
    assert_eq!(run.code, 0, "{run:?}");
    let expected = "{\"accountName\":null,\"phone\":\"021\"}\n{\"accountName\":\"甲\"}\n";
    assert_eq!(read(&server, "a.jsonl"), expected);
}

#[test]
fn an_entity_without_records_has_a_header() {
    let server = Server::start();
    server.sandbox.answer("entity/adv-query", &json!([]));
    assert_eq!(server.run("export Account --fields accountName,phone").code, 0);
    assert_eq!(read(&server, "Account.csv"), "\u{feff}accountName,phone\n");
}

#[cfg(feature = "excel")]
#[test]
fn a_workbook_has_exact_values_and_no_formulas() {
    let server = Server::start();
    let long = "长".repeat(40_000);
    let rows = json!([
        {
            "accountName": "=1+1", "phone": 13_800_000_000_u64, "address": "_x0041_ \r\n b",
            "typeCode": 2, "employees": 0.1, "website": "https://example.com/", "isDeleted": true,
        },
        {
            "accountName": "上海", "phone": "021", "address": long, "typeCode": 9,
            "employees": 12_345_678_901_234_567_u64, "website": null, "isDeleted": false,
        },
    ]);
    server.sandbox.answer("entity/adv-query", &rows);
    let fields = "accountName,phone,address,typeCode,employees,website,isDeleted";
    let run = server.run(&format!("export Account --labels -o a.xlsx --fields {fields}"));
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.contains("1 cells are longer"), "{run:?}");
    let mut book: Xlsx<_> = open_workbook(server.folder.path().join("a.xlsx")).unwrap();
    assert_eq!(book.sheet_names(), ["Account", "Long texts"]);
    let sheet = book.worksheet_range("Account").unwrap();
    let text = |text: &str| Data::String(text.to_owned());
    let first: Vec<Data> = sheet.rows().nth(1).unwrap().to_vec();
    assert_eq!(first[..2], [text("=1+1"), text("13800000000")]);
    assert_eq!(
        first[3..],
        [text("合作伙伴"), Data::Float(0.1), text("https://example.com/"), Data::Bool(true)]
    );
    let second: Vec<Data> = sheet.rows().nth(2).unwrap().to_vec();
    assert_eq!(second[..2], [text("上海"), text("021")]);
    assert_eq!(
        second[3..],
        [Data::Float(9.0), text("12345678901234567"), Data::Empty, Data::Bool(false)]
    );
    let start = second[2].to_string();
    assert!(
        start.ends_with("[continued on the sheet Long texts]") && start.chars().count() == 32_767
    );
    let parts = book.worksheet_range("Long texts").unwrap();
    let parts: String = parts.rows().skip(1).map(|row| row[4].to_string()).collect();
    assert_eq!(parts, long);
    for sheet in ["Account", "Long texts"] {
        assert!(book.worksheet_formula(sheet).unwrap().is_empty());
    }
}

#[cfg(feature = "excel")]
#[test]
fn a_workbook_has_all_rows_of_many_pages() {
    let server = contacts();
    let run = server.run("export Contact --format xlsx --fields contactName,phone");
    assert_eq!(run.code, 0, "{run:?}");
    let mut book: Xlsx<_> = open_workbook(server.folder.path().join("Contact.xlsx")).unwrap();
    let sheet = book.worksheet_range("Contact").unwrap();
    assert_eq!(sheet.rows().count(), ROWS + 1);
    let names: std::collections::HashSet<_> = sheet.rows().map(|it| it[0].to_string()).collect();
    assert_eq!(names.len(), ROWS + 1);
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_format_that_is_not_built_is_an_error_with_a_remedy() {
    let server = Server::start();
    let run = server.run("export Account --format parquet");
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("cargo install --features parquet"), "{run:?}");
}

#[test]
fn prints_rows_on_standard_output() {
    let server = contacts();
    let run = server.run("export Contact --format ndjson -o - --fields contactName");
    assert_eq!((run.code, run.stdout.lines().count()), (0, ROWS), "{}", run.stderr);
    for line in run.stdout.lines() {
        serde_json::from_str::<Value>(line).unwrap();
    }
    let run = server.run("export Contact --format xlsx -o -");
    assert!(run.code == 2 && run.stderr.contains("name a file or a folder"), "{run:?}");
    assert_eq!(fs::read_dir(server.folder.path()).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error_and_a_full_device_is_one() {
    let server = contacts();
    let (code, error) =
        shell(&server, "{ \"$CRM\" export Contact -o -; echo $? >&2; } | head -n 1");
    assert_eq!((code, error.as_str()), (Some(0), "0\n"));
    if fs::exists("/dev/full").unwrap() {
        let (code, error) = shell(&server, "\"$CRM\" export Contact -o - > /dev/full");
        assert_eq!(code, Some(1), "{error}");
        assert!(error.contains("standard output: "), "{error}");
    }
}

#[test]
fn names_that_do_not_fit_the_format_or_a_folder_are_refused() {
    let server = Server::start();
    for (line, expected) in [
        ("Account -o a.xls", "no format has the extension `.xls`; expected csv, ndjson, "),
        ("Account Contact -o all.xlsx", "all.xlsx: several entities need a folder"),
        ("Account -o no/such/a.csv", "no/such: the folder does not exist; create it"),
    ] {
        let run = server.run(&format!("export {line}"));
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains(expected), "{run:?}");
    }
    assert_eq!(server.run("export Account -o a.txt --format csv").code, 0);
    assert_eq!(server.run("export Account Contact -o v1.2").code, 0);
}
