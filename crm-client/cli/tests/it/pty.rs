//! Runs the binary in a pseudo-terminal.

use std::process::Command;

use rexpect::session::{PtySession, spawn_command};
use snapbox::cmd::cargo_bin;

use crate::support::Server;

/// The time in which an expected text must appear, in milliseconds.
const TIMEOUT: u64 = 30_000;

/// A terminal with a shell that runs `crm`, and prints its exit code and the settings of the terminal
/// afterwards.
pub struct Terminal {
    session: PtySession,
    /// Everything that the terminal has shown.
    shown: String,
}

impl Terminal {
    /// Runs `crm` with these words as arguments. Its home folder is the folder of the server.
    pub fn start(server: &Server, line: &str, env: &[(&str, &str)]) -> Terminal {
        let mut command = Command::new("/bin/sh");
        // Without echo, no test could see that a key is echoed.
        let script = format!(
            "trap : INT; stty echo cols 80; {} {line}; echo \"code=$?\"; stty -a",
            cargo_bin("crm").display()
        );
        command.args(["-c", &script]).env_clear().current_dir(server.folder.path());
        command.env("PATH", "/usr/bin:/bin").env("LANG", "C").env("NO_COLOR", "1");
        command.env("HOME", server.folder.path()).env("NO_PROXY", "127.0.0.1");
        command.envs(env.iter().copied());
        let session = spawn_command(command, Some(TIMEOUT)).unwrap();
        Terminal { session, shown: String::new() }
    }

    /// Waits until the terminal shows this string.
    #[track_caller]
    pub fn expect(&mut self, text: &str) -> &mut Terminal {
        // The reader takes each byte for a character.
        let bytes: String = text.bytes().map(char::from).collect();
        match self.session.exp_string(&bytes) {
            Ok(before) => self.shown += &(decode(&before) + text),
            Err(error) => panic!("`{text}` did not appear after:\n{}\n{error}", self.shown),
        }
        self
    }

    /// Enters a line.
    pub fn enter(&mut self, line: &str) -> &mut Terminal {
        self.session.send_line(line).unwrap();
        self
    }

    /// Presses Ctrl and this key.
    pub fn control(&mut self, key: char) -> &mut Terminal {
        self.session.send_control(key).unwrap();
        self
    }

    /// Waits for the end of `crm`. Returns its exit code and everything that the terminal has shown,
    /// with the settings of the terminal at the end.
    #[track_caller]
    pub fn finish(mut self) -> (i32, String) {
        self.expect("code=");
        let rest = decode(&self.session.exp_eof().unwrap());
        let code = rest.lines().next().unwrap().trim().parse().unwrap();
        self.shown.push_str(&rest);
        (code, self.shown)
    }
}

/// Returns the text of characters that are bytes.
fn decode(bytes: &str) -> String {
    let bytes: Vec<u8> = bytes.chars().filter_map(|it| u8::try_from(it).ok()).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}
