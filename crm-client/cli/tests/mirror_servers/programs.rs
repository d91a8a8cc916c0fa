//! The programs of servers, and the user that runs them.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns the path of a program, if it is installed.
pub fn find(name: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&paths).collect();
    folders.extend(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
    // Debian keeps the programs of several versions. The last one is the newest.
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = versions.map(|it| it.path().join("bin")).collect();
    versions.sort();
    folders.extend(versions.into_iter().rev());
    let is_program = |path: &PathBuf| {
        path.metadata().is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
    };
    folders.into_iter().map(|it| it.join(name)).find(is_program)
}

/// Returns whether this process runs as root.
pub fn is_root() -> bool {
    tempfile::tempdir().unwrap().path().metadata().unwrap().uid() == 0
}

/// A user without rights, for servers that refuse to run as root.
#[derive(Clone, Copy, Debug)]
pub struct User(Option<(u32, u32)>);

impl User {
    /// Returns the user that runs this process, or the first of these users if it is root.
    pub fn of(names: &[&str]) -> User {
        if !is_root() {
            return User(None);
        }
        let users = fs::read_to_string("/etc/passwd").unwrap();
        let ids = |name: &&str| {
            let line = users.lines().find(|it| it.split(':').next() == Some(name))?;
            let mut fields = line.split(':').skip(2).map(|it| it.parse().ok());
            Some((fields.next()??, fields.next()??))
        };
        User(Some(names.iter().find_map(ids).expect("a user without rights")))
    }

    /// Returns a program that this user runs.
    pub fn run(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C");
        command
    }

    /// Gives a file or a folder to this user.
    pub fn own(self, path: &Path) {
        if let Some((user, group)) = self.0 {
            std::os::unix::fs::chown(path, Some(user), Some(group)).unwrap();
        }
    }
}
