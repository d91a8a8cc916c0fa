//! Files that are unusual but valid, and files that want to do harm.

use std::io::Write;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use zip::write::SimpleFileOptions;

use super::{Desk, counts};

#[test]
fn finds_headers_below_a_title() {
    let desk = Desk::new();
    desk.sheet("a.xlsx", |sheet| {
        sheet.merge_range(0, 0, 0, 2, "2026 年展会名单", &Format::new())?;
        sheet.write_row(2, 0, ["客户名称", "电话"])?;
        sheet.write_row(3, 0, ["甲", "021-1"])?;
        Ok(())
    });
    let run = desk.import("Account a.xlsx");
    assert_eq!((run.code, counts(&run)), (0, [1, 0, 0, 0, 0]), "{run:?}");
    assert!(run.stderr.contains("the headers are in row 3"), "{run:?}");
    assert!(desk.read("a.result.csv").starts_with("row,outcome,id,reason,remedy\n4,created,002-"));
}

#[test]
fn reads_dates_numbers_and_long_digits_of_a_sheet() {
    let desk = Desk::new();
    desk.sheet("a.xlsx", |sheet| {
        let date = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_row(0, 0, ["chanceName", "statementDate", "amount", "quantity"])?;
        sheet.write(1, 0, 13_800_000_000_f64)?;
        sheet.write_with_format(1, 1, &ExcelDateTime::from_ymd(2024, 1, 3)?, &date)?;
        sheet.write(1, 2, 1234.5)?;
        sheet.write_formula(1, 3, rust_xlsxwriter::Formula::new("=1+1").set_result("2"))?;
        Ok(())
    });
    let run = desk.import("Chance a.xlsx");
    assert_eq!(counts(&run), [1, 0, 0, 0, 0], "{run:?}");
    let fields = "chanceName,statementDate,amount,quantity";
    let found = desk.records("Chance", fields, "chanceName = 13800000000");
    assert_eq!(found, ["13800000000,2024-01-03,1234.5,2"]);
}

#[test]
fn imports_the_first_visible_sheet_or_the_named_one() {
    let desk = Desk::new();
    let mut book = Workbook::new();
    for (name, is_hidden) in [("隐藏", true), ("一", false), ("二", false)] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.set_hidden(is_hidden).write(0, 0, "客户名称").unwrap();
        sheet.write(1, 0, format!("{name}公司")).unwrap();
        if !is_hidden && name == "一" {
            sheet.set_active(true);
        }
    }
    book.save(desk.path("a.xlsx")).unwrap();
    for (option, expected) in
        [("", "一公司"), ("--sheet 二", "二公司"), ("--sheet 隐藏", "隐藏公司")]
    {
        let run = desk.import(&format!("Account a.xlsx {option}"));
        assert_eq!(counts(&run), [1, 0, 0, 0, 0], "{run:?}");
        assert_eq!(
            desk.records("Account", "accountName", &format!("accountName = {expected}")).len(),
            1
        );
    }
    let run = desk.import("Account a.xlsx --sheet 三");
    assert!(run.code == 2 && run.stderr.contains("the sheets are: 隐藏, 一, 二"), "{run:?}");
}

/// Replaces a part of an Excel file.
fn with_part(desk: &Desk, name: &str, part: &str, xml: impl FnOnce(&mut dyn Write)) {
    desk.sheet("base.xlsx", |sheet| sheet.write(0, 0, "客户名称").map(|_| ()));
    let file = std::fs::File::open(desk.path("base.xlsx")).unwrap();
    let mut old = zip::ZipArchive::new(file).unwrap();
    let mut new = zip::ZipWriter::new(std::fs::File::create(desk.path(name)).unwrap());
    let mut xml = Some(xml);
    let options = SimpleFileOptions::default().compression_level(Some(1));
    for index in 0..old.len() {
        let mut old_part = old.by_index(index).unwrap();
        let part_name = old_part.name().unwrap().into_owned();
        new.start_file(&*part_name, options).unwrap();
        if part_name == part {
            xml.take().unwrap()(&mut new);
        } else {
            std::io::copy(&mut old_part, &mut new).unwrap();
        }
    }
    new.finish().unwrap();
}

const SHEET: &str = "xl/worksheets/sheet1.xml";
const TEXTS: &str = "xl/sharedStrings.xml";
const START: &str = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>客户名称</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c></row>"#;
const END: &str = "</sheetData></worksheet>";

#[test]
fn skips_a_million_empty_rows() {
    let desk = Desk::new();
    with_part(&desk, "a.xlsx", SHEET, |out| {
        out.write_all(START.as_bytes()).unwrap();
        for row in 3..1_048_576 {
            write!(out, r#"<row r="{row}"><c r="A{row}" s="1"/></row>"#).unwrap();
        }
        out.write_all(END.as_bytes()).unwrap();
    });
    let run = desk.import("Account a.xlsx");
    assert_eq!((run.code, counts(&run)), (0, [1, 0, 0, 0, 0]), "{run:?}");
}

#[test]
fn refuses_a_formula_without_a_stored_result() {
    let desk = Desk::new();
    with_part(&desk, "a.xlsx", SHEET, |out| {
        let row = r#"<row r="3"><c r="A3"><f>A2</f></c></row>"#;
        write!(out, "{START}{row}{END}").unwrap();
    });
    let run = desk.import("Account a.xlsx");
    assert_eq!((run.code, counts(&run)), (6, [1, 0, 0, 1, 0]), "{run:?}");
    assert!(desk.read("a.result.csv").contains("A3: the formula has no stored result"));
}

#[test]
fn refuses_a_file_that_needs_too_much_memory() {
    let desk = Desk::new();
    with_part(&desk, "a.xlsx", TEXTS, |out| {
        let blanks = vec![b' '; 1 << 20];
        (0..130).for_each(|_| out.write_all(&blanks).unwrap());
    });
    let size = std::fs::metadata(desk.path("a.xlsx")).unwrap().len();
    assert!(size < 2 << 20, "{size}");
    let run = desk.import("Account a.xlsx");
    assert!(run.code == 2 && run.stderr.contains("after decompression"), "{run:?}");
    with_part(&desk, "a.xlsx", TEXTS, |out| {
        out.write_all(b"<sst uniqueCount=\"99999999999\"></sst>").unwrap();
    });
    let run = desk.import("Account a.xlsx");
    assert!(run.code == 2 && run.stderr.contains("after decompression"), "{run:?}");
}

#[test]
fn imports_what_an_export_has_protected_against_formulas() {
    let desk = Desk::new();
    let run = desk.0.run("export Account -o accounts.csv --fields accountName,phone");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(desk.read("accounts.csv").contains("'=1+1软件"));
    let run = desk.import("Account accounts.csv --match accountName");
    assert_eq!((counts(&run), desk.writes()), ([0, 0, 60, 0, 0], 0), "{run:?}");
}

#[test]
fn maps_columns_and_sets_constants_and_defaults() {
    let desk = Desk::new();
    desk.file("a.csv", "公司,座机,备注\n甲,021-1,\n乙,,好\n");
    let run = desk.import("Account a.csv --write-map map.toml");
    assert_eq!((run.code, desk.writes()), (0, 0), "{run:?}");
    assert!(desk.read("map.toml").contains("description"), "{}", desk.read("map.toml"));
    let run = desk.import("Account a.csv --write-map map.toml");
    assert!(run.code == 2 && run.stderr.contains("the file exists"), "{run:?}");
    desk.file(
        "map.toml",
        "[columns]\n\"公司\" = \"accountName\"\n\"座机\" = \"phone\"\n\"备注\" = false\n[defaults]\nphone = \"无\"\n",
    );
    let run = desk.import("Account a.csv --map map.toml --set typeCode=潜在客户");
    assert_eq!(counts(&run), [2, 0, 0, 0, 0], "{run:?}");
    let found = desk.records(
        "Account",
        "phone,typeCode,description",
        "accountName = 甲 or accountName = 乙",
    );
    assert_eq!(found, ["无,1,", "021-1,1,"]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_wait_for_a_pipe() {
    use std::os::unix::fs::OpenOptionsExt;

    let desk = Desk::new();
    let pipe = desk.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let line = "import Account pipe --plan --sandbox=crm.json";
    let mut terminal = crate::pty::Terminal::start(&desk.0, line, &[]);
    // A pipe can be opened without waiting as soon as somebody reads it.
    let flags = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    let open = || std::fs::OpenOptions::new().write(true).custom_flags(flags).open(&pipe);
    let _writer = std::iter::repeat_with(open).find_map(Result::ok);
    terminal.control('c');
    assert_eq!(terminal.finish().0, 130);
}
