//! Strings → Rust source: identifiers, raw strings, JSON for a macro, and valid characters.

use proc_macro2::{Ident, Span};

use crate::json::{Json, Value};

/// Returns an identifier. A keyword gets a trailing underscore, so that no raw identifier is public.
pub(crate) fn ident(name: &str) -> Ident {
    // `gen` is a keyword since the edition of 2024, which the parser does not know.
    let is_plain = name != "gen" && syn::parse_str::<Ident>(name).is_ok();
    let name = if is_plain { name.to_owned() } else { format!("{name}_") };
    Ident::new(&name, Span::call_site())
}

/// The words that cannot be identifiers in Rust, not even raw ones.
pub(crate) const RESERVED: [&str; 4] = ["self", "Self", "super", "crate"];

/// Returns the text of `r#"…"#`, with as many `#` as necessary.
pub(crate) fn raw_text(text: &str) -> String {
    let mut hashes = String::from("#");
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

/// Returns whether a character is allowed in generated source. Control characters can end a comment, and
/// the compiler rejects characters that change the direction of the text.
pub(crate) fn is_fit(it: char) -> bool {
    let turns = matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    it == '\t' || !(it.is_control() || turns)
}

/// Returns JSON as an argument of the macro `json!`.
pub(crate) fn json(json: &Json) -> String {
    match &json.value {
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let members: Vec<_> =
                members.iter().map(|(name, it)| format!("{name:?}: {}", self::json(it))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(self::json).collect();
            format!("[{}]", items.join(", "))
        }
        Value::String(it) => format!("{it:?}"),
        Value::Number(it) => it.clone(),
        Value::Bool(it) => it.to_string(),
        Value::Null | Value::BrokenString => "null".to_owned(),
    }
}
