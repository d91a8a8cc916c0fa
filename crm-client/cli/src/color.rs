//! Colors, which `--color`, `NO_COLOR` and the terminal decide about.

use std::io::{self, IsTerminal};
use std::sync::OnceLock;

use clap::builder::styling::{AnsiColor, Effects, Style};

/// When to use colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

static COLOR: OnceLock<Color> = OnceLock::new();

impl Color {
    /// The names of all values.
    pub(crate) const NAMES: [&'static str; 3] = ["auto", "always", "never"];

    /// Returns the value with this name. Default: [`Color::Auto`].
    pub(crate) fn from_name(name: &str) -> Color {
        match name {
            "always" => Color::Always,
            "never" => Color::Never,
            _ => Color::Auto,
        }
    }

    /// Sets the value for this process. Only the first call has an effect.
    pub(crate) fn set(self) {
        let _ = COLOR.set(self);
    }

    fn get() -> Color {
        COLOR.get().copied().unwrap_or(Color::Auto)
    }

    /// Returns whether this stream is printed in color.
    pub(crate) fn applies_to(stream: &impl IsTerminal) -> bool {
        match Color::get() {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => stream.is_terminal() && !is_unwanted(),
        }
    }
}

/// Returns whether the environment asks for no colors, see <https://no-color.org>.
fn is_unwanted() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty())
        || std::env::var_os("TERM").is_some_and(|it| it == "dumb")
}

/// Marks text for standard error as the prefix of an error, if colors are used.
pub(crate) fn paint(text: &str) -> String {
    if !Color::applies_to(&io::stderr()) {
        return text.to_owned();
    }
    // As clap marks its errors.
    let style = Style::new().fg_color(Some(AnsiColor::Red.into())).effects(Effects::BOLD);
    format!("{style}{text}{style:#}")
}
