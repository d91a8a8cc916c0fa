//! Rows as JSON objects, one per line. Workbooks and Parquet files are made from such rows, too.

/// Appends a row. A missing field is left out.
pub(super) fn row(names: &[String], cells: &[Option<&str>], out: &mut Vec<u8>) {
    let start = out.len();
    for (name, json) in names.iter().zip(cells) {
        let Some(json) = json else { continue };
        out.push(if out.len() == start { b'{' } else { b',' });
        out.extend_from_slice(string(name).as_bytes());
        out.push(b':');
        // Strings have no line breaks, so these are only between the parts of an array or object.
        out.extend(json.bytes().map(|it| if matches!(it, b'\n' | b'\r') { b' ' } else { it }));
    }
    if out.len() == start {
        out.push(b'{');
    }
    out.extend_from_slice(b"}\n");
}

/// Returns text as a JSON string.
pub(super) fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[test]
fn every_row_is_one_line() {
    let names = ["a".to_owned(), "b\"".to_owned(), "c".to_owned()];
    let mut out = Vec::new();
    row(&names, &[Some("1"), None, Some("[1,\r\n2]")], &mut out);
    row(&names, &[None, Some("\"上\\n海\""), None], &mut out);
    row(&names, &[None, None, None], &mut out);
    let expected = "{\"a\":1,\"c\":[1,  2]}\n{\"b\\\"\":\"上\\n海\"}\n{}\n";
    assert_eq!(String::from_utf8(out).unwrap(), expected);
    assert_eq!(crate::cells::text(&string("a\"\n")), "a\"\n");
}
