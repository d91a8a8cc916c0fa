//! Tokens or JSON → text: formatted, with blank lines, and under a header that names the source.

use proc_macro2::TokenStream;
use serde_json::Value;

use crate::file::JSON_HEADER;

/// Returns the text of a generated Rust file. `header` is the beginning of its first line.
pub(crate) fn file(header: &str, origin: &str, tokens: TokenStream) -> String {
    let file = syn::parse2(tokens).expect("emitters write Rust");
    let code = prettyplease::unparse(&file);
    let mut text = format!("{header}{origin}. Do not edit.\n");
    text.reserve(code.len() + code.len() / 16);
    let mut previous = "";
    for line in code.lines() {
        if needs_blank(previous, line) {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        previous = line;
    }
    text
}

/// Returns the text of a generated JSON file, with its members sorted by name after the header.
pub(crate) fn json(origin: &str, mut object: Value) -> String {
    // Members are sorted already, unless a crate enables the feature `preserve_order` of `serde_json`.
    object.sort_all_objects();
    let text = serde_json::to_string_pretty(&object).expect("a value is JSON");
    let members = text.trim_start_matches("{\n");
    format!("{JSON_HEADER}{origin}. Do not edit.\",\n{members}\n")
}

/// Returns whether a blank line is missing between two lines, because the printer writes none: after the
/// doc and attributes of the file, after an item that ends with a brace, and before an item that begins
/// with a doc, an attribute or a `fn`.
fn needs_blank(previous: &str, line: &str) -> bool {
    let indent = line.len() - line.trim_start().len();
    let (previous, line) = (previous.trim_start(), line.trim_start());
    if previous.starts_with("//!") {
        return !line.starts_with("//!");
    }
    if previous.starts_with("///") || line.starts_with('}') {
        return false;
    }
    let opens = || ["///", "#[", "fn ", "impl ", "impl<"].iter().any(|it| line.starts_with(it));
    let inner = previous.starts_with("#![") && !line.starts_with("#![");
    let import = previous.starts_with("use ") && !line.starts_with("use ");
    // Deeper lines are the arms and statements of a function.
    let closed = indent <= 4 && (previous == "}" || previous.ends_with("{}"));
    closed || inner || import || previous.ends_with(';') && opens()
}
