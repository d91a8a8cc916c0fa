//! Untrusted text of a CRM → one line of a doc comment, without Markdown and code.

use crate::rust::is_fit;

/// Returns a display name on one line, without invisible characters, and with Markdown escaped.
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

/// Returns the display name, or the internal name if the display name is blank.
pub(super) fn title(title: &str, name: &str) -> String {
    let title = plain(title);
    if title.is_empty() { code(name) } else { title }
}

/// Returns an internal name as inline code, or in quotation marks if it contains special characters.
pub(super) fn code(name: &str) -> String {
    let is_fit = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | '.');
    if !name.is_empty() && name.chars().all(is_fit) {
        format!("`{name}`")
    } else {
        plain(&format!("\"{}\"", name.escape_debug()))
    }
}
