//! The sources of settings.

use std::fmt;

use crate::lang::tr;

/// A value and its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setting<T> {
    /// The value.
    pub value: T,
    /// The profile, the variable or the option that sets it.
    pub source: Source,
}

/// The source of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The profile with this name.
    Profile(String),
    /// This environment variable.
    Env(&'static str),
    /// An option, or an answer of the user.
    Given,
}

impl Source {
    /// Returns the name of the source for scripts.
    pub(crate) fn id(&self) -> &str {
        match self {
            Source::Profile(_) => "profile",
            Source::Env(name) => name,
            Source::Given => "option",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Profile(name) => f.write_str(&tr!("profile `{name}`", "配置 `{name}`")),
            Source::Env(name) => write!(f, "`{name}`"),
            Source::Given => f.write_str(&tr!("option", "选项")),
        }
    }
}
