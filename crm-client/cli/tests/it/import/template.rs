//! Templates: what they contain, and that a filled one can be imported.

use calamine::{Data, Reader, Xlsx, open_workbook};

use crm_client::sandbox::Field;

use super::{Desk, counts};

#[test]
fn a_template_can_be_filled_in_and_imported() {
    let desk = Desk::new();
    let labels = (0..200).map(|it| (it, format!("行业第 {it} 类")));
    desk.0.sandbox.declare_field("Account", Field::picklist("industry", "行业", labels));
    let run = desk.0.run("import --template Account -o t.xlsx");
    assert_eq!((run.code, desk.writes()), (0, 0), "{run:?}");
    let mut book: Xlsx<_> = open_workbook(desk.path("t.xlsx")).unwrap();
    assert_eq!(book.sheet_names(), ["客户", "Instructions", "import-lists"]);
    // A list of more than 255 characters is in the hidden sheet.
    assert_eq!(book.worksheet_range("import-lists").unwrap().height(), 200);
    let rows = book.worksheet_range("客户").unwrap();
    let header: Vec<String> = rows.rows().next().unwrap().iter().map(Data::to_string).collect();
    assert_eq!(header[0], "客户名称 *");
    assert!(header.contains(&"owning_user".to_owned()) && header.last().unwrap() == "import:skip");
    let column =
        |name: &str| u16::try_from(header.iter().position(|it| it == name).unwrap()).unwrap();
    let (industry, last) = (column("行业"), column("import:skip"));
    desk.sheet("filled.xlsx", |sheet| {
        sheet.write_row(0, 0, &header)?;
        sheet.write_row(1, 0, ["示例"])?;
        sheet.write(1, last, "example")?;
        sheet.write(2, 0, "甲")?;
        sheet.write(2, industry, "行业第 150 类")?;
        Ok(())
    });
    let run = desk.import("Account filled.xlsx");
    assert_eq!(counts(&run), [1, 0, 0, 0, 0], "{run:?}");
    assert_eq!(desk.records("Account", "industry", "accountName = 甲"), ["150"]);
}

#[test]
fn an_untouched_template_imports_nothing() {
    let desk = Desk::new();
    desk.0.run("import --template Contact -o t.xlsx");
    let run = desk.import("Contact t.xlsx");
    assert!(run.code == 2 && run.stderr.contains("no rows after the headers"), "{run:?}");
    let run = desk.0.run("import --template Contact -o t.xlsx");
    assert!(run.code == 2 && run.stderr.contains("the file exists"), "{run:?}");
}

#[test]
fn a_template_has_the_name_of_an_excel_file() {
    let desk = Desk::new();
    let run = desk.0.run("import --template Account -o t.csv");
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("expected a name that ends with `.xlsx`"), "{run:?}");
    assert!(!desk.path("t.csv").exists());
}
