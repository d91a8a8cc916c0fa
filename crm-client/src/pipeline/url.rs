//! The URL of a request, and the limit of its length.

use std::borrow::Cow;

use percent_encoding::utf8_percent_encode;

use super::core::Core;
use crate::values::ENCODED;

/// The parameter with the field names. It is the longest parameter of most requests.
const FIELDS: &str = "fields";

/// Returns the base URL with the path and all parameters, encoded.
pub(super) fn url(base_url: &str, path: &str, query: &[(Cow<'_, str>, Cow<'_, str>)]) -> String {
    // This capacity is sufficient for most URLs.
    let mut url = String::with_capacity(512);
    url.push_str(base_url);
    url.push_str(path);
    for (index, (name, value)) in query.iter().enumerate() {
        url.push(if index == 0 { '?' } else { '&' });
        url.extend(utf8_percent_encode(name, ENCODED));
        url.push('=');
        url.extend(utf8_percent_encode(value, ENCODED));
    }
    url
}

/// Checks the length of the URL, including the parameters that signing adds later.
pub(super) fn check_len(
    core: &Core,
    path: &str,
    query: &[(Cow<'_, str>, Cow<'_, str>)],
) -> Result<(), String> {
    // The additional byte is the `?` or the `&` before the parameter.
    let signature = core.credentials.placeholders().map(|(name, value)| 1 + param_len(name, value));
    let params = query.iter().map(|(name, value)| 1 + param_len(name, value));
    let bytes = core.base_url.len() + path.len() + params.chain(signature).sum::<usize>();
    if bytes <= core.max_url_bytes {
        return Ok(());
    }
    let problem = format!(
        "the URL has {}, more than the limit of {}",
        in_bytes(bytes),
        digits(core.max_url_bytes)
    );
    let params = query.iter().map(|(name, value)| (param_len(name, value), name));
    Err(match params.max() {
        Some((bytes, name)) => {
            let remedy = if name == FIELDS { "request fewer fields" } else { "shorten it" };
            format!("{problem}; `{name}` is the longest parameter ({}); {remedy}", in_bytes(bytes))
        }
        None => format!("{problem}; raise `max_url_bytes`"),
    })
}

/// Returns the number of bytes of `name=value`, encoded.
fn param_len(name: &str, value: &str) -> usize {
    let len = |text| utf8_percent_encode(text, ENCODED).map(str::len).sum::<usize>();
    len(name) + 1 + len(value)
}

fn in_bytes(number: usize) -> String {
    let unit = if number == 1 { "byte" } else { "bytes" };
    format!("{} {unit}", digits(number))
}

/// Formats a number with a comma as the thousands separator.
fn digits(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[test]
fn separates_thousands_with_commas() {
    assert_eq!(
        [1, 999, 8000, 12_345, 1_234_567].map(digits).join(" "),
        "1 999 8,000 12,345 1,234,567"
    );
}
