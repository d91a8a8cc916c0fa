//! Response headers that may be about a quota. The vendor documents none.

use http::HeaderMap;
use serde_json::{Map, Value};

use super::report::{Check, Mark};
use crate::lang::tr;

/// The number of characters of a value that are shown.
const SHOWN: usize = 20;

/// Creates the check of the headers.
pub(crate) fn check(headers: &HeaderMap) -> Check {
    let found = found(headers);
    let text = if found.is_empty() {
        tr!("no response header is about a quota", "应答头中没有配额信息")
    } else {
        let pairs = found.iter().map(|(name, value)| format!("{name}: {}", shown(value)));
        pairs.collect::<Vec<_>>().join(", ")
    };
    let title = tr!("quota headers", "配额应答头");
    Check::connection("quota_headers", title, Mark::Good, text).value(found)
}

/// Returns the headers whose names look like those of a rate limit.
fn found(headers: &HeaderMap) -> Map<String, Value> {
    let words = ["retry-after", "ratelimit", "rate-limit", "quota", "limit-remaining"];
    let is_quota = |name: &str| words.iter().any(|it| name.contains(it));
    let found = headers.iter().filter(|(name, _)| is_quota(name.as_str()));
    found
        .map(|(name, value)| {
            let value = value.to_str().ok().filter(|it| is_harmless(it));
            (name.as_str().to_owned(), value.map_or(Value::Null, Value::from))
        })
        .collect()
}

/// Returns whether a value consists of numbers and short words only, and so identifies nobody.
fn is_harmless(value: &str) -> bool {
    value.len() <= SHOWN && value.bytes().all(|it| it.is_ascii_digit() || b" ,;=w".contains(&it))
}

fn shown(value: &Value) -> &str {
    value.as_str().unwrap_or("…")
}
