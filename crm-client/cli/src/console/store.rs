//! The file with the contents of the sandbox.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use crm_client::sandbox::Sandbox;
use sha2::{Digest, Sha256};

use super::seed::Seed;
use crate::failure::{Failure, print_error};
use crate::lang::tr;
use crate::output::file;
use crate::safe;

/// How often the contents are saved if they have changed.
const INTERVAL: Duration = Duration::from_secs(5);

/// The file with the contents, which only this process writes.
pub(super) struct Store {
    file: Option<PathBuf>,
    /// The hash of what the file contains.
    saved: Mutex<[u8; 32]>,
    /// Held as long as the server runs.
    _lock: Option<File>,
}

impl Store {
    /// Reads the contents, or begins with those of the seed if there is no file.
    ///
    /// # Errors
    ///
    /// Fails if the file is not a snapshot of this version, or if another process uses it. The file is not changed.
    pub(super) fn open(path: Option<&Path>, seed: &Seed) -> Result<(Sandbox, Store), Failure> {
        let sandbox = seed.sandbox()?;
        let saved = Mutex::new([0; 32]);
        let Some(path) = path else {
            return Ok((sandbox, Store { file: None, saved, _lock: None }));
        };
        let lock = lock(path)?;
        match fs::read_to_string(path) {
            Ok(contents) => {
                sandbox.restore(&contents).map_err(|error| {
                    let path = path.display().to_string();
                    let path = safe::line(&path);
                    Failure::usage(tr!(
                        "{path}: {error}; the file was not changed. Use another file, or move this one away",
                        "{path}：{error}；文件未被修改。请换用其他文件，或移走该文件"
                    ))
                })?;
                *locked(&saved) = hash(&contents);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Failure::io(path.display(), &error)),
        }
        Ok((sandbox, Store { file: Some(path.to_owned()), saved, _lock: Some(lock) }))
    }

    /// Saves the contents if they have changed. The old file stays complete until the new one is.
    pub(super) fn save(&self, sandbox: &Sandbox) -> Result<(), Failure> {
        let Some(path) = &self.file else { return Ok(()) };
        let contents = sandbox.snapshot();
        let hash = hash(&contents);
        let mut saved = locked(&self.saved);
        if *saved != hash {
            file::replace(path, contents.as_bytes())
                .map_err(|error| Failure::io(path.display(), &error))?;
            *saved = hash;
        }
        Ok(())
    }

    /// Saves the contents from time to time. A failure, such as a full disk, is reported, and the next time
    /// tries again.
    pub(super) async fn save_regularly(&self, sandbox: &Sandbox) -> Failure {
        loop {
            tokio::time::sleep(INTERVAL).await;
            if let Err(failure) = self.save(sandbox) {
                print_error(failure);
            }
        }
    }
}

fn locked(saved: &Mutex<[u8; 32]>) -> std::sync::MutexGuard<'_, [u8; 32]> {
    saved.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn hash(contents: &str) -> [u8; 32] {
    Sha256::digest(contents).into()
}

fn lock(path: &Path) -> Result<File, Failure> {
    file::lock(path, || {
        tr!(
            "{}: another process uses this file; stop it, or use another file",
            "{}：文件正被其他进程使用；请停止该进程，或换用其他文件",
            path.display()
        )
    })
}
