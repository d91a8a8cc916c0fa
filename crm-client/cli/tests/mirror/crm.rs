//! Runs `crm mirror` against the simulated tenant.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crm_client::sandbox::Sandbox;
use snapbox::cmd::cargo_bin;
use tempfile::TempDir;

/// How a run has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Done,
    Killed,
}

/// A mirror in a file.
pub struct Mirror {
    pub file: PathBuf,
    folder: TempDir,
    env: Vec<(&'static str, String)>,
}

impl Mirror {
    pub fn new(sandbox: &Sandbox) -> Mirror {
        let folder = tempfile::tempdir().unwrap();
        let env = vec![
            ("HOME", folder.path().to_string_lossy().into_owned()),
            ("CRM_BASE_URL", sandbox.base_url()),
            ("CRM_APP_ID", sandbox.app_id().to_owned()),
            ("CRM_APP_KEY", sandbox.app_key().to_owned()),
            ("CRM_USER", sandbox.user().to_string()),
            ("NO_PROXY", "127.0.0.1".to_owned()),
            ("LANG", "C".to_owned()),
        ];
        Mirror { file: folder.path().join("crm.db"), folder, env }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(cargo_bin("crm"));
        command
            .arg("mirror")
            .args(args)
            .args(["--to", self.file.to_str().unwrap()])
            .env_clear()
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs a round. With a time, the process is killed after this number of milliseconds, unless it has ended.
    pub fn run(&self, args: &[&str], kill: Option<u64>) -> End {
        let args = [args, &["--schema-every", "0s", "--allow-deletions"]].concat();
        let mut child = self
            .command(&args)
            .stdout(Stdio::null())
            .stderr(if kill.is_some() { Stdio::null() } else { Stdio::piped() })
            .spawn()
            .unwrap();
        if let Some(millis) = kill {
            sleep(Duration::from_millis(millis));
            child.kill().unwrap();
            return if child.wait().unwrap().success() { End::Done } else { End::Killed };
        }
        let output = child.wait_with_output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {error}", output.status);
        End::Done
    }

    /// Returns the differences that `crm mirror verify` prints.
    pub fn verify(&self) -> String {
        let output = self.command(&["verify", "--output", "ndjson"]).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(error.contains(": 0 differences") || !text.is_empty(), "{error}");
        assert!(!error.contains("changed since the last round"), "{error}");
        text
    }
}
