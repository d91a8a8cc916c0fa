//! Restores the terminal after a secret was asked for.

/// Restores the settings of the terminal when it is dropped.
#[cfg(unix)]
pub(super) struct Restore(Option<rustix::termios::Termios>);

#[cfg(unix)]
impl Restore {
    /// Keeps the current settings of the terminal.
    pub(super) fn new() -> Restore {
        Restore(rustix::termios::tcgetattr(std::io::stdin()).ok())
    }
}

#[cfg(unix)]
impl Drop for Restore {
    fn drop(&mut self) {
        if let Some(settings) = &self.0 {
            let now = rustix::termios::OptionalActions::Now;
            // If this fails, there is no terminal any more.
            let _ = rustix::termios::tcsetattr(std::io::stdin(), now, settings);
        }
    }
}

/// A console of Windows needs no restoration: its settings do not outlive the process.
#[cfg(not(unix))]
pub(super) struct Restore;

#[cfg(not(unix))]
impl Restore {
    /// Does nothing.
    pub(super) fn new() -> Restore {
        Restore
    }
}
