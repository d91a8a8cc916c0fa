//! Options that are needed before the arguments are parsed: for the texts of the help, and for the
//! format of a mistake in the arguments.

use std::ffi::OsString;

use crate::color::Color;
use crate::lang::Lang;

/// Returns the language of `--lang`, or of the environment.
pub(crate) fn lang(args: &[OsString]) -> Lang {
    match value(args, "--lang") {
        Some(name) => Lang::from_name(&name),
        None => Lang::from_env(|name| std::env::var(name).ok()),
    }
}

/// Returns the value of `--color`.
pub(crate) fn color(args: &[OsString]) -> Color {
    value(args, "--color").map_or(Color::Auto, |name| Color::from_name(&name))
}

/// Returns whether errors are wanted as JSON: with `--output json` or `--output ndjson`.
pub(crate) fn wants_json(args: &[OsString]) -> bool {
    value(args, "--output").is_some_and(|it| it == "json" || it == "ndjson")
}

/// Returns the value of the last option with this name.
fn value(args: &[OsString], name: &str) -> Option<String> {
    let args = args.iter().skip(1).map(|it| it.to_string_lossy()).take_while(|it| it != "--");
    let (mut found, mut is_next) = (None, false);
    for arg in args {
        if is_next {
            found = Some(arg.clone().into_owned());
        }
        is_next = arg == name;
        if let Some(value) = arg.strip_prefix(name).and_then(|it| it.strip_prefix('=')) {
            found = Some(value.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn finds_both_forms_of_an_option() {
        assert_eq!(lang(&args("crm --lang zh account")), Lang::Zh);
        assert_eq!(lang(&args("crm account list --lang=zh")), Lang::Zh);
        assert!(wants_json(&args("crm x --output json")));
        assert!(wants_json(&args("crm --output=ndjson x")));
        assert!(!wants_json(&args("crm --output table x --output-json")));
        assert!(!wants_json(&args("crm raw -- --output json")));
    }
}
