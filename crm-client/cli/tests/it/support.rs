//! Runs the binary, against the embedded CRM or against a sandbox on a loopback socket.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::Output;

use crm_client::sandbox::Sandbox;
use snapbox::cmd::{Command, cargo_bin};
use tempfile::TempDir;

/// A run of `crm` without the environment of the developer.
pub fn crm<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Command {
    // Without a home folder, the profiles of the developer would be used.
    let home = "/no-such-folder";
    Command::new(cargo_bin("crm")).env_clear().env("LANG", "C").env("HOME", home).args(args)
}

/// The result of a run.
#[derive(Debug)]
pub struct Run {
    /// The exit code, or -1 if a signal has ended the process.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// Runs `crm` with these words as arguments against the embedded CRM.
pub fn run(line: &str) -> Run {
    finish(crm(line.split_whitespace()).arg("--sandbox"))
}

/// Waits for the end of a run.
pub fn finish(command: Command) -> Run {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: status.code().unwrap_or(-1), stdout: text(stdout), stderr: text(stderr) }
}

/// The demo CRM on a loopback socket, and a folder for the files of a test.
pub struct Server {
    /// The CRM.
    pub sandbox: Sandbox,
    /// The folder, which is also the home folder of runs.
    pub folder: TempDir,
    /// The folder with the cache of metadata.
    pub cache: TempDir,
}

impl Server {
    /// Starts a server with the demo CRM.
    pub fn start() -> Server {
        let sandbox = Sandbox::start_blocking().unwrap();
        sandbox.restore(&Sandbox::demo().snapshot()).unwrap();
        Server::with(sandbox)
    }

    /// Uses a sandbox that listens on a loopback socket.
    pub fn with(sandbox: Sandbox) -> Server {
        let folder = || tempfile::tempdir().unwrap();
        Server { sandbox, folder: folder(), cache: folder() }
    }

    /// A run of `crm` against this server, with a configuration in environment variables.
    pub fn crm<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        crm(args)
            .env("HOME", self.folder.path())
            // Tests look at the files in the folder, so the cache is elsewhere.
            .env("XDG_CACHE_HOME", self.cache.path())
            .env("CRM_BASE_URL", self.sandbox.base_url())
            .env("CRM_APP_ID", self.sandbox.app_id())
            .env("CRM_APP_KEY", self.sandbox.app_key())
            .env("CRM_USER", self.sandbox.user().as_str())
            .env("NO_PROXY", "127.0.0.1")
            .current_dir(self.folder.path())
    }

    /// Runs `crm` with these words as arguments.
    pub fn run(&self, line: &str) -> Run {
        finish(self.crm(line.split_whitespace()))
    }

    /// A run of `crm` without a configuration in environment variables. Its home folder is the folder of
    /// the test.
    pub fn bare(&self, line: &str) -> Command {
        crm(line.split_whitespace())
            .env("HOME", self.folder.path())
            // Tests look at the files in the folder, so the cache is elsewhere.
            .env("XDG_CACHE_HOME", self.cache.path())
            .env("NO_PROXY", "127.0.0.1")
            .current_dir(self.folder.path())
    }

    /// The path of the configuration file.
    pub fn config(&self) -> PathBuf {
        self.folder.path().join(".config/crm/config.toml")
    }

    /// Writes the configuration file, which only the user can read.
    pub fn configure(&self, text: &str) {
        let path = self.config();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        #[cfg(unix)]
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    }

    /// The lines of a profile with the connection to this server.
    pub fn profile(&self, name: &str) -> String {
        let (url, id) = (self.sandbox.base_url(), self.sandbox.app_id());
        let (key, user) = (self.sandbox.app_key(), self.sandbox.user());
        format!(
            "[profile.{name}]\nbase_url = \"{url}\"\napp_id = \"{id}\"\napp_key = \"{key}\"\n\
             user = \"{user}\"\n"
        )
    }
}
