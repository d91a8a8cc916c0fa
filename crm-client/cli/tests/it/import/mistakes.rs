//! Common mistakes in files: each is reported with its cell before the first write.

use rust_xlsxwriter::Format;

use super::{Desk, json};

/// Plans an import into `Account`, and returns the report of row 2.
fn reason(desk: &Desk, file: &str) -> String {
    let run = desk.run(&format!("Account {file} --plan"));
    let row = &json(&run)["rows"][0];
    assert_eq!((row["action"].as_str(), desk.writes()), (Some("refused"), 0), "{run:?}");
    format!("{} ; {}", row["reason"].as_str().unwrap(), row["remedy"].as_str().unwrap())
}

#[test]
fn names_the_cell_and_a_remedy_of_an_invalid_value() {
    let desk = Desk::new();
    for (header, value, expected) in [
        ("statementDate", "3/4/2024", "C2 “3/4/2024”: not a date ; write year, month and day"),
        ("amount", "十二万", "C2 “十二万”: not a number ; write digits"),
        (
            "stage",
            "不存在",
            "C2 “不存在”: the picklist has no such item ; use one of the items: 初步接洽",
        ),
        ("accountId", "无此客户", "C2 “无此客户”: no record has this name or id"),
        ("amount", "=cmd()", "C2 “=cmd()”: the cell begins with `=` like a formula"),
    ] {
        desk.file("a.csv", &format!("chanceName,phone,{header}\n甲,,{value}\n"));
        let run = desk.run("Chance a.csv --plan --ignore-unknown");
        let row = &json(&run)["rows"][0];
        let (reason, remedy) = (row["reason"].as_str().unwrap(), row["remedy"].as_str().unwrap());
        let found = format!("{reason} ; {remedy}");
        assert!(found.starts_with(expected), "{found}");
        assert_eq!((run.code, desk.writes()), (6, 0));
    }
}

#[test]
fn refuses_headers_that_are_no_field_or_that_are_repeated() {
    let desk = Desk::new();
    for (text, expected) in [
        ("客户名称,电活\n甲,1\n", "B1 “电活”: no field has this name; did you mean `phone`?"),
        ("客户名称,血型\n甲,A\n", "B1 “血型”: no field has this name; map it"),
        ("客户名称,phone,电话\n甲,1,2\n", "C1 “电话”: B1 is the field `phone`, too"),
        ("客户名称,\n甲,1\n", "B1: the header is empty, but B2 has a value"),
        ("所属用户,accountName\n甲,1\n", "A1 “所属用户”: several fields have this label"),
    ] {
        desk.file("a.csv", text);
        let run = desk.import("Account a.csv");
        assert!(run.code == 2 && run.stderr.contains(expected), "{expected}: {run:?}");
    }
    assert_eq!(desk.writes(), 0);
}

#[test]
fn reports_a_column_without_values() {
    let desk = Desk::new();
    desk.file("a.csv", "客户名称,电话\n甲,\n");
    let run = desk.run("Account a.csv --plan");
    assert!(run.stderr.contains("B1: the column `phone` has no values"), "{run:?}");
    assert_eq!(run.code, 7);
}

#[test]
fn refuses_other_kinds_of_files() {
    let desk = Desk::new();
    let files: [(&[u8], &str); 7] = [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old xls file"),
        (b"%PDF-1.7", "a PDF file"),
        (b"<html><table></table></html>", "a web page or XML"),
        (b"PK\x03\x04 no archive", "the xlsx file is damaged or encrypted"),
        (b"", "the file is empty"),
        (b"name\0\x01", "binary"),
        (b"accountName\n", "no rows after the headers"),
    ];
    for (bytes, expected) in files {
        std::fs::write(desk.path("a.csv"), bytes).unwrap();
        let run = desk.import("Account a.csv");
        assert!(run.code == 2 && run.stderr.contains(expected), "{expected}: {run:?}");
    }
    let run = desk.import("Account missing.csv");
    assert!(run.code == 1 && run.stderr.contains("missing.csv"), "{run:?}");
}

#[test]
fn refuses_rows_under_a_merged_cell() {
    let desk = Desk::new();
    desk.sheet("a.xlsx", |sheet| {
        sheet.write_row(0, 0, ["客户名称", "电话"])?;
        sheet.write_column(1, 0, ["甲", "乙"])?;
        sheet.merge_range(1, 1, 2, 1, "021", &Format::new())?;
        Ok(())
    });
    let run = desk.run("Account a.xlsx --plan");
    let rows = &json(&run)["rows"];
    assert_eq!(rows[0]["action"], "create", "{run:?}");
    assert_eq!(rows[1]["reason"], "B3: the cell is covered by a merged cell", "{run:?}");
}

#[test]
fn refuses_the_error_of_a_formula() {
    let desk = Desk::new();
    desk.sheet("a.xlsx", |sheet| {
        sheet.write_row(0, 0, ["客户名称", "员工人数"])?;
        sheet.write(1, 0, "甲")?;
        sheet.write_formula(1, 1, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!"))?;
        Ok(())
    });
    assert!(reason(&desk, "a.xlsx").starts_with("B2 “#DIV/0!”: "));
}

#[test]
fn refuses_a_number_that_the_spreadsheet_has_rounded() {
    let desk = Desk::new();
    desk.sheet("a.xlsx", |sheet| {
        sheet.write_row(0, 0, ["客户名称", "电话"])?;
        sheet.write(1, 0, "甲")?;
        sheet.write(1, 1, 310_101_199_001_011_234_f64)?;
        Ok(())
    });
    assert!(reason(&desk, "a.xlsx").contains("has more than 15 digits"));
}

#[test]
fn refuses_a_row_without_a_required_value() {
    let desk = Desk::new();
    desk.file("a.csv", "客户名称,电话\n,021\n");
    let found = reason(&desk, "a.csv");
    assert!(found.starts_with("A2: `accountName` (客户名称) is required"), "{found}");
}
