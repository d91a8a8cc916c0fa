//! The embedded CRM of `--sandbox`, whose contents can be kept in a file.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use crm_client::sandbox::Sandbox;
use crm_client::{ClientBuilder, Credentials, Secret};
use http::Request;

use crate::failure::Failure;
use crate::lang::tr;
use crate::output::file;

/// A CRM in this process.
pub(super) struct Embedded {
    sandbox: Sandbox,
    store: Option<Store>,
}

/// The file with the contents, which only this process uses.
struct Store {
    path: PathBuf,
    /// What the file contains.
    saved: String,
    /// Held until the contents are saved.
    _lock: File,
}

impl Embedded {
    /// Creates the demo CRM, or reads the contents of a file if it exists.
    pub(super) fn open(file: Option<&Path>) -> Result<Embedded, Failure> {
        let sandbox = Sandbox::demo();
        let Some(path) = file else { return Ok(Embedded { sandbox, store: None }) };
        let failed = |error: io::Error| Failure::io(path.display(), &error);
        let lock = lock(path)?;
        let saved = match fs::read_to_string(path) {
            Ok(saved) => {
                sandbox.restore(&saved).map_err(|error| {
                    let path = path.display();
                    Failure::usage(tr!(
                        "{path}: not the contents of a sandbox: {error}; use another file",
                        "{path}：不是沙箱的数据文件：{error}；请换用其他文件"
                    ))
                })?;
                saved
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(failed(error)),
        };
        let store = Store { path: path.to_owned(), saved, _lock: lock };
        Ok(Embedded { sandbox, store: Some(store) })
    }

    /// Returns the credentials of its application.
    pub(super) fn credentials(&self) -> Credentials {
        Credentials::sha1(self.sandbox.app_id(), self.sandbox.app_key())
    }

    /// Returns the id of the user on whose behalf calls are made.
    pub(super) fn user(&self) -> String {
        self.sandbox.user().to_string()
    }

    /// Returns a builder for a client.
    pub(super) fn client_builder(&self) -> ClientBuilder {
        self.sandbox.client_builder()
    }

    /// Returns what a link of this CRM points to.
    pub(super) fn download(&self, link: &Secret) -> Result<Bytes, Failure> {
        let request = Request::get(link.expose()).body(Bytes::new());
        let request = request.map_err(|_| super::download::invalid_link())?;
        let response = self.sandbox.handle(&request);
        super::download::check(response.status())?;
        Ok(response.into_body())
    }

    /// Saves the contents if they have changed. The old file stays complete until the new one is.
    pub(super) fn save(self) -> Result<(), Failure> {
        let Some(store) = self.store else { return Ok(()) };
        let contents = self.sandbox.snapshot();
        if contents == store.saved {
            return Ok(());
        }
        file::replace(&store.path, contents.as_bytes())
            .map_err(|error| Failure::io(store.path.display(), &error))
    }
}

/// Returns the lock of a file, which another process can have.
fn lock(path: &Path) -> Result<File, Failure> {
    file::lock(path, || {
        tr!(
            "{}: another process uses this file; wait until it ends",
            "{}：文件正被其他进程使用；请等待其结束",
            path.display()
        )
    })
}
