//! Completes the names of profiles, entities and fields.

use std::ffi::{OsStr, OsString};
use std::sync::Arc;

use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use super::line::Line;
use super::metadata::{self, Name};
use crate::profile::File;
use crate::safe;

/// What an argument names.
#[derive(Clone, Copy)]
enum Kind {
    Profile,
    Entity,
    /// Fields, separated by commas.
    Fields,
    /// A field with `=` and a value.
    Assignment,
    /// An entity first, and then its fields with `=` and a value.
    EntityOrAssignment,
}

/// Adds the completion of names to all commands.
pub(super) fn add(mut program: Command, words: &[OsString]) -> Command {
    // Commands define their arguments when they are built.
    program.build();
    add_to(program, &Arc::new(Line::new(words)))
}

fn add_to(command: Command, line: &Arc<Line>) -> Command {
    let has = |name: &str| command.get_arguments().any(|it| it.get_long() == Some(name));
    let values = match (has("entity"), has("data")) {
        (true, false) => Some(Kind::Entity),
        (false, true) => Some(Kind::Assignment),
        (true, true) => Some(Kind::EntityOrAssignment),
        (false, false) => None,
    };
    let command = command.mut_args(|arg| match kind(&arg, values) {
        Some(kind) => {
            let line = line.clone();
            arg.add(ArgValueCompleter::new(move |word: &OsStr| complete(kind, &line, word)))
        }
        None => arg,
    });
    command.mut_subcommands(|it| add_to(it, line))
}

/// Returns what an argument names. `values` is what the unnamed values of the command are.
fn kind(arg: &Arg, values: Option<Kind>) -> Option<Kind> {
    if !arg.get_action().takes_values() {
        return None;
    }
    match (arg.get_long(), arg.get_id().as_str()) {
        (Some("profile" | "default"), _) => Some(Kind::Profile),
        (Some("entity"), _) | (None, "entity" | "entities") => Some(Kind::Entity),
        (Some("fields"), _) => Some(Kind::Fields),
        (None, "values") => values,
        _ => None,
    }
}

fn complete(kind: Kind, line: &Line, word: &OsStr) -> Vec<CompletionCandidate> {
    let Some(word) = word.to_str() else { return Vec::new() };
    let last = if matches!(kind, Kind::Fields) { word.rsplit(',').next() } else { None };
    let start = last.unwrap_or(word);
    let before = &word[..word.len() - start.len()];
    let (names, end) = match kind {
        Kind::Profile => (profiles(), ""),
        Kind::Entity => (metadata::entities(line), ""),
        Kind::Fields => (metadata::fields(line), ""),
        Kind::EntityOrAssignment if metadata::fields(line).is_empty() => {
            (metadata::entities(line), "")
        }
        Kind::Assignment | Kind::EntityOrAssignment => (metadata::fields(line), "="),
    };
    let is_new = |name: &str| before.split(',').all(|it| it != name);
    let names = names.into_iter().filter(|it| is_harmless(&it.name));
    let names = names.filter(|it| it.name.starts_with(start) && is_new(&it.name));
    let candidate = |Name { name, label }| {
        let label = Some(label).filter(|it| !it.is_empty());
        let help = label.map(|it| safe::line(&it).into_owned().into());
        CompletionCandidate::new(format!("{before}{name}{end}")).help(help)
    };
    names.map(candidate).collect()
}

/// Returns whether a shell reads a name as one plain word. A CRM could send other names on purpose.
fn is_harmless(name: &str) -> bool {
    !name.starts_with('-')
        && name.chars().all(|it| it.is_alphanumeric() || matches!(it, '_' | '-' | '.'))
}

fn profiles() -> Vec<Name> {
    let profiles = File::read().map(|it| it.profiles).unwrap_or_default();
    profiles.into_iter().map(|(name, _)| Name { name, label: String::new() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_shell_would_execute_are_not_completed() {
        assert!(is_harmless("c__lead") && is_harmless("ownerId.createdOn") && is_harmless("客户"));
        for name in ["$(reboot)", "a b", "a;b", "`a`", "--all", "a\nb", "a\u{1b}[2J", "a'b", "*"] {
            assert!(!is_harmless(name), "{name:?}");
        }
    }

    #[test]
    fn completes_the_last_field_of_a_list() {
        let words = ["crm", "--sandbox", "account", "list", "--fields"].map(OsString::from);
        let line = Line::new(&words);
        let candidates = complete(Kind::Fields, &line, OsStr::new("phone,account"));
        let values: Vec<_> = candidates.iter().map(|it| it.get_value().to_owned()).collect();
        assert!(values.contains(&OsString::from("phone,accountName")), "{values:?}");
        assert!(complete(Kind::Fields, &line, OsStr::new("phone,phone")).is_empty());
    }
}
