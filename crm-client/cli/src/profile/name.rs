//! Names of profiles.

use crate::failure::Failure;
use crate::lang::tr;

/// The name of the first profile if the user gives none.
pub(crate) const DEFAULT: &str = "default";

/// The largest number of characters of a name.
const MAX: usize = 40;

/// Checks the name of a new profile.
///
/// # Errors
///
/// Fails if the name is empty or too long, or if it has characters that shells treat specially.
pub(crate) fn check(name: &str) -> Result<(), Failure> {
    let is_valid = |it: char| it.is_alphanumeric() || matches!(it, '-' | '_' | '.');
    if (1..=MAX).contains(&name.chars().count()) && name.chars().all(is_valid) {
        return Ok(());
    }
    Err(Failure::usage(tr!(
        "`{name}`: invalid name of a profile; use 1 to {MAX} letters, digits, `-`, `_` or `.`",
        "`{name}`：配置名称无效；请使用 1 到 {MAX} 个字母、数字、`-`、`_` 或 `.`"
    )))
}

/// Returns the most similar name, if one is similar.
pub(super) fn similar<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scores = names.into_iter().map(|it| (strsim::jaro_winkler(name, it), it));
    let best = scores.filter(|(score, _)| *score > 0.75).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, name)| name)
}
