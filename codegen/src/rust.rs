//! Text → what can stand in Rust: identifiers, literals, and the characters of either and of docs.

use proc_macro2::{Ident, Literal, Span};

/// Rust's own words are written raw, and the few that cannot be get an underscore.
pub(crate) fn ident(name: &str) -> Ident {
    match name {
        "self" | "Self" | "super" | "crate" => Ident::new(&format!("{name}_"), Span::call_site()),
        // A keyword since the edition of 2024, which the parser does not know.
        "gen" => Ident::new_raw(name, Span::call_site()),
        _ => syn::parse_str(name).unwrap_or_else(|_| Ident::new_raw(name, Span::call_site())),
    }
}

/// A literal of a text, raw where there is something in it to be escaped.
pub(crate) fn literal(text: &str) -> Literal {
    if text.contains(['"', '\\']) { raw_string(text) } else { Literal::string(text) }
}

/// `r#"…"#`, with as many `#` as the text calls for.
pub(crate) fn raw_string(text: &str) -> Literal {
    let mut hashes = String::from("#");
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}").parse().unwrap_or_else(|_| Literal::string(text))
}

/// Whether a character can stand in Rust as it is: control characters end a comment or break it, and
/// the compiler refuses those that change the direction of the text.
pub(crate) fn is_fit(it: char) -> bool {
    let turns = matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    it == '\t' || !(it.is_control() || turns)
}
