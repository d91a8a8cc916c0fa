//! Text from a CRM → text for a doc: one line that says no more than itself.

use crate::rust::is_fit;

/// A display name: on one line, nothing in it unseen, and none of its characters taken for Markdown.
pub(super) fn plain(text: &str) -> String {
    let seen: String = text.chars().map(|it| if is_fit(it) { it } else { ' ' }).collect();
    let words: Vec<&str> = seen.split_whitespace().collect();
    let mut plain = String::new();
    for it in words.join(" ").chars() {
        let first = plain.is_empty() && matches!(it, '#' | '+' | '-' | '=');
        if first || matches!(it, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '&') {
            plain.push('\\');
        }
        plain.push(it);
    }
    plain
}

/// A display name, or the internal one where there is none.
pub(super) fn title(title: &str, name: &str) -> String {
    let title = plain(title);
    if title.is_empty() { code(name) } else { title }
}

/// An internal name: as code, if it looks like any, and never nothing.
pub(super) fn code(name: &str) -> String {
    let is_fit = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | '.');
    if !name.is_empty() && name.chars().all(is_fit) {
        format!("`{name}`")
    } else {
        plain(&format!("\"{}\"", name.escape_debug()))
    }
}
