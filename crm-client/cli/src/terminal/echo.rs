//! Hides what is typed while a secret is asked for.

#[cfg(unix)]
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// Hides what is typed until it is dropped.
#[cfg(unix)]
pub(super) struct Hidden(Option<Termios>);

#[cfg(unix)]
impl Hidden {
    /// Turns the echo off.
    pub(super) fn new() -> Hidden {
        let settings = tcgetattr(std::io::stdin()).ok();
        if let Some(mut hidden) = settings.clone() {
            hidden.local_modes.remove(LocalModes::ECHO);
            // If this fails, there is no terminal.
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &hidden);
        }
        Hidden(settings)
    }
}

#[cfg(unix)]
impl Drop for Hidden {
    fn drop(&mut self) {
        if let Some(settings) = &self.0 {
            // If this fails, there is no terminal any more.
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, settings);
        }
    }
}

/// The reader of secrets hides what is typed in a console of Windows, whose settings do not outlive the
/// process.
#[cfg(not(unix))]
pub(super) struct Hidden;

#[cfg(not(unix))]
impl Hidden {
    /// Does nothing.
    pub(super) fn new() -> Hidden {
        Hidden
    }
}
