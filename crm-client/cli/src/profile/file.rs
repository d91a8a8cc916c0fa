//! The configuration file: where it is, who may read it, and how it is replaced.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use tempfile::NamedTempFile;

use super::document::{self, Contents};
use super::name::similar;
use super::settings::Settings;
use crate::failure::{Failure, Status};
use crate::lang::tr;

/// Returns the path of the configuration file: `CRM_CONFIG`, or `crm/config.toml` in the configuration
/// folder of the user.
///
/// # Errors
///
/// Fails if the user has no home folder.
pub(crate) fn path() -> Result<PathBuf, Failure> {
    if let Some(path) = std::env::var_os("CRM_CONFIG").filter(|it| !it.is_empty()) {
        return Ok(path.into());
    }
    match etcetera::choose_base_strategy() {
        Ok(folders) => Ok(folders.config_dir().join("crm").join("config.toml")),
        Err(_) => Err(Failure::new(
            Status::Failed,
            tr!(
                "the home folder is unknown; set `CRM_CONFIG` to the path of a configuration file",
                "无法确定用户主目录；请将 `CRM_CONFIG` 设为配置文件的路径"
            ),
        )),
    }
}

/// The configuration file, which may not exist yet.
#[derive(Debug)]
pub(crate) struct File {
    /// Its path.
    pub path: PathBuf,
    /// The name of the default profile.
    pub default: Option<String>,
    /// The profiles, in the order of the file.
    pub profiles: Vec<(String, Settings)>,
}

impl File {
    /// Reads the configuration file. A missing file is an empty one.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read, if other users can read a key in it, or if it is invalid.
    pub(crate) fn read() -> Result<File, Failure> {
        // Environment variables can configure a connection without a home folder.
        let Ok(path) = path() else {
            return Ok(File { path: PathBuf::new(), default: None, profiles: Vec::new() });
        };
        let Contents { default, profiles } = match text(&path)? {
            Some(text) => document::read(&path, &text)?,
            None => Contents::default(),
        };
        Ok(File { path, default, profiles })
    }

    /// Returns the settings of a profile.
    ///
    /// # Errors
    ///
    /// Fails if there is no such profile.
    pub(crate) fn profile(&self, name: &str) -> Result<&Settings, Failure> {
        self.find(name).ok_or_else(|| {
            let names: Vec<&str> = self.profiles.iter().map(|(name, _)| &**name).collect();
            let remedy = match (similar(name, names.iter().copied()), names.as_slice()) {
                (_, []) => tr!("run `crm login`", "请运行 `crm login`"),
                (Some(name), _) => tr!("did you mean `{name}`?", "是否指 `{name}`？"),
                (None, names) => {
                    let names = names.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>();
                    let names = names.join(", ");
                    tr!("the profiles are {names}", "已有的配置：{names}")
                }
            };
            Failure::usage(tr!(
                "unknown profile `{name}`; {remedy}",
                "未知的配置 `{name}`；{remedy}"
            ))
        })
    }

    /// Returns the settings of a profile, if it exists.
    pub(crate) fn find(&self, name: &str) -> Option<&Settings> {
        self.profiles.iter().find(|(it, _)| it == name).map(|(_, settings)| settings)
    }

    /// Returns the name of the default profile, or of the only one. `is_optional` states whether the
    /// settings are complete without a profile.
    ///
    /// # Errors
    ///
    /// Fails if there are several profiles, none of which is the default.
    pub(super) fn default_profile(&self, is_optional: bool) -> Result<Option<String>, Failure> {
        match (&self.default, self.profiles.as_slice()) {
            (Some(name), _) | (None, [(name, _)]) => Ok(Some(name.clone())),
            (None, []) => Ok(None),
            (None, _) if is_optional => Ok(None),
            (None, profiles) => {
                let names = profiles.iter().map(|(name, _)| format!("`{name}`"));
                let names = names.collect::<Vec<_>>().join(", ");
                Err(Failure::usage(tr!(
                    "no profile is the default; use `--profile` with one of {names}, or run `crm profiles --default NAME`",
                    "没有默认配置；请用 `--profile` 指定其中之一：{names}，或运行 `crm profiles --default NAME`"
                )))
            }
        }
    }
}

/// Returns the text of the file, or `None` if it does not exist.
pub(super) fn text(path: &Path) -> Result<Option<String>, Failure> {
    let failed = |error: io::Error| Failure::io(path.display(), &error);
    match fs::read_to_string(path) {
        Ok(text) => {
            check_mode(path, &text)?;
            Ok(Some(text))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

/// Replaces the file at once: it has either the old or the new text. Only the user can read it.
///
/// # Errors
///
/// Fails if the folder cannot be created, or if the file cannot be written.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    // A symbolic link is kept: the file that it points to is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let write = || {
        create_folder(folder)?;
        // Temporary files have the mode 0600.
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(&target)?;
        Ok(())
    };
    write().map_err(|error: io::Error| Failure::io(path.display(), &error))
}

#[cfg(unix)]
fn create_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;

    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Checks that no other user can read a key, or change the command that prints it.
#[cfg(unix)]
fn check_mode(path: &Path, text: &str) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;

    let mode = fs::metadata(path).map(|it| it.permissions().mode());
    let mode = mode.map_err(|error| Failure::io(path.display(), &error))?;
    let has_command = text.contains("app_key_command");
    let has_key = text.replace("app_key_command", "").contains("app_key");
    let problem = if has_key && mode & 0o077 != 0 {
        tr!("other users can read the app key in this file", "其他用户可以读取该文件中的密钥")
    } else if has_command && mode & 0o022 != 0 {
        tr!("other users can change the command in this file", "其他用户可以修改该文件中的命令")
    } else {
        return Ok(());
    };
    let quoted = quote(path);
    let path = path.display();
    Err(Failure::usage(tr!(
        "{path}: {problem}; run `chmod 600 {quoted}`",
        "{path}：{problem}；请运行 `chmod 600 {quoted}`"
    )))
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "the function can fail on Unix")]
fn check_mode(_: &Path, _: &str) -> Result<(), Failure> {
    Ok(())
}

/// Returns a path for a shell.
#[cfg(unix)]
fn quote(path: &Path) -> String {
    let path = path.to_string_lossy();
    let is_plain = |it: char| it.is_alphanumeric() || matches!(it, '/' | '.' | '-' | '_');
    if path.chars().all(is_plain) {
        path.into_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}
