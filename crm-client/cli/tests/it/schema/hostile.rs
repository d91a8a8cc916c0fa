//! Names and labels of a CRM are untrusted in every format.

use std::fs;

use serde_json::json;

use crate::support::{Run, Server};

/// Texts that mean something in a terminal, a spreadsheet, HTML, Markdown or Mermaid.
const LABELS: [&str; 8] = [
    "a\u{1b}[2J\u{9b}31m\u{7}b",
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "<script>alert(1)</script>&lt;\"'",
    "| [x](javascript:1) `code` **b** <b>",
    "\"] } %%{init: {\"theme\":\"x\"}}%% erDiagram",
    "two\nlines\r\n# heading\u{202e}",
    "]]></text></svg><svg onload=\"x\">",
    "-+=@",
];

/// A CRM in which all labels, and a field's and a type's name, are hostile.
fn server() -> Server {
    let server = Server::start();
    let entities = LABELS.iter().zip(1..).map(|(label, code)| {
        json!({ "code": code, "entity": format!("E{code}"), "name": label, "type": 2,
            "name_field": label })
    });
    let all: Vec<_> = entities.collect();
    let fields = LABELS.iter().zip(1..).flat_map(|(label, code)| {
        let field = |name: String, kind: &str, target: Option<String>| {
            json!({ "field": name, "name": label, "type": 1, "data_type": kind,
                "reference_to": target, "nullable": true, "creatable": true, "updatable": true })
        };
        [
            field(format!("f{code}"), "reference", Some(format!("E{code}"))),
            field(format!("g{label}"), label, Some((*label).to_owned())),
            field(format!("p{code}"), "picklist", None),
        ]
    });
    let fields: Vec<_> = fields.collect();
    let items =
        LABELS.iter().zip(1..).map(|(label, value)| json!({ "value": value, "label": label }));
    let picklist = json!([{ "field": "p1", "values": items.collect::<Vec<_>>() }]);
    server.sandbox.endpoint("metadata/entity", move |_| Ok(json!(all.clone())));
    server.sandbox.endpoint("metadata/field", move |_| Ok(json!(fields.clone())));
    server.sandbox.endpoint("metadata/picklist", move |_| Ok(picklist.clone()));
    server
}

fn run(server: &Server, format: &str) -> String {
    let run: Run = server.run(&format!("schema show --format {format}"));
    assert_eq!(run.code, 0, "{format}: {run:?}");
    run.stdout
}

#[test]
fn no_format_has_control_characters() {
    let server = server();
    for format in ["table", "json", "ndjson", "markdown", "mermaid", "svg"] {
        let text = run(&server, format);
        let is_hidden = |it: char| it.is_control() && it != '\n' || it == '\u{202e}';
        assert!(!text.contains(is_hidden), "{format}");
    }
    let list = server.run("schema list --format table");
    assert!(!list.stdout.contains('\u{1b}') && list.stdout.contains("a\\u{1b}[2J"), "{list:?}");
}

#[test]
fn csv_has_no_formula() {
    let text = run(&server(), "csv");
    assert!(
        text.contains("'=HYPERLINK") && !text.contains(",=") && !text.contains(",\"="),
        "{text}"
    );
}

#[test]
fn svg_has_only_the_elements_of_the_picture() {
    let text = run(&server(), "svg");
    let names = ["svg", "title", "style", "rect", "path", "text", "g"];
    let elements = text
        .split('<')
        .skip(1)
        .map(|it| it.trim_start_matches('/').split([' ', '>', '/']).next().unwrap_or_default());
    for element in elements {
        assert!(names.contains(&element), "{element}");
    }
    assert_eq!(text.matches("<svg").count(), 1);
    assert!(!text.contains("onload=\""), "{text}");
    // Every ampersand begins one of these.
    let entities = ["amp;", "lt;", "gt;", "quot;", "#39;"];
    assert!(text.split('&').skip(1).all(|it| entities.iter().any(|name| it.starts_with(name))));
}

#[test]
fn mermaid_has_only_the_lines_of_the_diagram() {
    let text = run(&server(), "mermaid");
    assert!(!text.contains('%') && !text.contains('<') && !text.contains('`'), "{text}");
    for line in text.lines().skip(1) {
        let is_box = line.ends_with("\"] {") || line.ends_with("\"]") || line == "    }";
        let is_field = line.starts_with("        ") && line.matches('"').count() == 2;
        let is_relation = line.contains(" }o--") && line.matches('"').count() == 2;
        assert!(is_box || is_field || is_relation, "{line}");
    }
}

#[test]
fn markdown_has_only_the_tables_of_the_dictionary() {
    let text = run(&server(), "markdown");
    for line in text.lines() {
        let is_known = line.is_empty() || line.starts_with(['#', '|']) || line == "Picklists:";
        assert!(is_known, "{line}");
        if line.starts_with("| ") {
            let cells = line.replace("\\|", "").matches('|').count() - 1;
            assert!([3, 5, 7].contains(&cells), "{line}");
        }
        let plain = line.replace("\\<", "").replace("\\[", "").replace("\\`", "");
        assert!(!plain.contains(['<', '[', '`']), "{line}");
    }
    assert_eq!(text.matches("\n# ").count(), 0, "{text}");
}

#[test]
fn structs_have_no_code_in_labels() {
    let server = server();
    let run = server.run("structs --out crm.rs");
    // The generator refuses field names that requests cannot contain.
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:?}");
    assert!(!run.stderr.contains('\u{1b}'), "{run:?}");
    assert!(!server.folder.path().join("crm.rs").exists());
}

#[test]
fn xlsx_is_written() {
    let server = server();
    let run = server.run("schema show -o hostile.xlsx");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(fs::metadata(server.folder.path().join("hostile.xlsx")).unwrap().len() > 4_000);
}
