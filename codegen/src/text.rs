//! Tokens or JSON → text: formatted, spaced, and under a header that says where it comes from.

use proc_macro2::TokenStream;
use serde_json::Value;

use crate::JSON_HEADER;

/// The text of a generated file of Rust; `header` is the beginning of its first line.
pub(crate) fn file(header: &str, origin: &str, tokens: TokenStream) -> String {
    let file = syn::parse2(tokens).expect("emitters write Rust");
    let code = prettyplease::unparse(&file);
    let mut text = format!("{header}{origin}. Do not edit.\n");
    text.reserve(code.len() + code.len() / 16);
    let mut previous = "";
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        if needs_blank(previous, line) {
            text.push('\n');
        }
        text.push_str(line);
        if is_doc(line) && line.ends_with('(') {
            text.push_str(&rest(&mut lines));
        }
        text.push('\n');
        previous = line;
    }
    text
}

fn is_doc(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("#[doc = ") || line.starts_with("#![doc = ")
}

/// The rest of a doc attribute, which the printer breaks where its text is long: on the same line, as
/// the lines of a doc are.
fn rest<'a>(lines: &mut impl Iterator<Item = &'a str>) -> String {
    let mut parts = Vec::new();
    for line in lines.map(str::trim).take_while(|it| *it != ")]") {
        parts.push(line);
    }
    parts.join(" ") + ")]"
}

/// The text of a generated JSON file. Members are in the order of their names, behind the header.
pub(crate) fn json(origin: &str, mut object: Value) -> String {
    // They are so in any case, unless someone has switched `serde_json` to another order.
    object.sort_all_objects();
    let text = serde_json::to_string_pretty(&object).expect("a value is JSON");
    let members = text.trim_start_matches("{\n");
    format!("{JSON_HEADER}{origin}. Do not edit.\",\n{members}\n")
}

/// The printer sets items without a blank line between them. One goes behind the file's own doc and
/// attributes, behind whatever closes with a brace, and before what opens with a doc, an attribute or
/// a `fn`.
fn needs_blank(previous: &str, line: &str) -> bool {
    let (previous, line) = (previous.trim_start(), line.trim_start());
    if previous.starts_with("//!") {
        return !line.starts_with("//!") && !is_doc(line);
    }
    if previous.starts_with("///") {
        return false;
    }
    let opens = || ["///", "#[", "fn ", "impl "].iter().any(|it| line.starts_with(it));
    let inner = previous.starts_with("#![") && !line.starts_with("#![");
    let import = previous.starts_with("use ") && !line.starts_with("use ");
    let closed = previous == "}" || previous.ends_with("{}");
    !line.starts_with('}') && (closed || inner || import || previous.ends_with(';') && opens())
}
