//! The key of an application: a secret, or the command that prints it.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use secrecy::{ExposeSecret, SecretString};

use super::source::Source;
use crate::failure::{Failure, Status};
use crate::lang::tr;

/// The largest number of bytes that a command may print.
const MAX_OUTPUT: u64 = 64 * 1024;

/// The key of an application. `Debug` shows `<secret>`.
#[derive(Clone)]
pub(crate) struct AppKey(SecretString);

impl AppKey {
    /// Creates a key, without the white space around it.
    pub(crate) fn new(key: impl AsRef<str>) -> AppKey {
        AppKey(SecretString::from(key.as_ref().trim()))
    }

    /// Returns the key, for a signature or for the file.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for AppKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<secret>")
    }
}

impl PartialEq for AppKey {
    fn eq(&self, other: &AppKey) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for AppKey {}

/// A key, or how to get it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Key {
    /// The key itself.
    Value(AppKey),
    /// A command for the shell, which prints the key in the first line of its output.
    Command(String),
}

/// A command can contain a password, so it is not shown either.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Key::Value(_) => "Value(<secret>)",
            Key::Command(_) => "Command(<secret>)",
        })
    }
}

impl Key {
    /// Returns the key. A command is run.
    ///
    /// # Errors
    ///
    /// Fails if the command cannot be run, fails, or prints no key. The message shows neither the command
    /// nor its output, because both can contain secrets.
    pub(crate) fn read(&self, source: &Source) -> Result<AppKey, Failure> {
        match self {
            Key::Value(key) => Ok(key.clone()),
            Key::Command(command) => run(command).map_err(|problem| {
                let subject = match source {
                    Source::Env(name) => (*name).to_owned(),
                    Source::Profile(name) => {
                        tr!(
                            "`app_key_command` of profile `{name}`",
                            "配置 `{name}` 的 `app_key_command`"
                        )
                    }
                    Source::Given => "--app-key-command".to_owned(),
                };
                Failure::new(
                    Status::Failed,
                    tr!(
                        "{subject}: {problem}; run the command in a shell to find the cause",
                        "{subject}：{problem}；请在终端中运行该命令以查找原因"
                    ),
                )
            }),
        }
    }
}

/// Runs a command and returns the first line of its output, or the problem.
fn run(command: &str) -> Result<AppKey, String> {
    let failed =
        |error: io::Error| tr!("the command cannot be run: {}", "无法运行该命令：{}", error.kind());
    let mut child = shell(command)
        // What the command prints can be a part of the key.
        .stderr(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let mut line = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        let mut output = BufReader::new(stdout.take(MAX_OUTPUT));
        output.read_until(b'\n', &mut line).map_err(failed)?;
        io::copy(&mut output, &mut io::sink()).map_err(failed)?;
        if output.get_ref().limit() == 0 {
            // The command may never end, so it is not waited for unless it can be stopped.
            if child.kill().is_ok() {
                let _ = child.wait();
            }
            return Err(tr!("the output is too long", "输出过长"));
        }
    }
    let status = child.wait().map_err(failed)?;
    if !status.success() {
        return Err(match status.code() {
            Some(code) => {
                tr!("the command ended with exit code {code}", "命令以退出码 {code} 结束")
            }
            None => tr!("a signal ended the command", "命令被信号终止"),
        });
    }
    match std::str::from_utf8(&line) {
        Ok(key) if !key.trim().is_empty() => Ok(AppKey::new(key)),
        _ => Err(tr!("the first line of the output is not a key", "输出的第一行不是密钥")),
    }
}

#[cfg(windows)]
fn shell(command: &str) -> Command {
    use std::os::windows::process::CommandExt;

    let mut shell = Command::new("cmd");
    // `cmd` does not read its arguments as other programs do.
    shell.args(["/D", "/S", "/C"]).raw_arg(format!("\"{command}\""));
    shell
}

#[cfg(not(windows))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", command]);
    shell
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_the_output_is_the_key() {
        assert_eq!(run("echo ' key '; echo user: x").unwrap(), AppKey::new("key"));
        assert_eq!(run("printf key").unwrap(), AppKey::new("key"));
    }

    #[test]
    fn a_problem_does_not_show_the_output_or_the_command() {
        let problem = |command: &str| run(command).unwrap_err();
        assert_eq!(problem("echo s3cret; exit 7"), "the command ended with exit code 7");
        assert_eq!(problem("kill -9 $$ # s3cret"), "a signal ended the command");
        assert_eq!(problem("echo; echo s3cret"), "the first line of the output is not a key");
        assert_eq!(problem("printf '\\377'"), "the first line of the output is not a key");
        assert_eq!(problem("yes s3cret"), "the output is too long");
    }

    #[test]
    fn debug_shows_no_secret() {
        let keys = [Key::Value(AppKey::new("s3cret")), Key::Command("echo s3cret".into())];
        let debug = format!("{keys:?} {:?}", AppKey::new("s3cret"));
        assert_eq!(debug, "[Value(<secret>), Command(<secret>)] <secret>");
    }
}
