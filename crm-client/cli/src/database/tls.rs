//! TLS of connections to servers, with the meaning of `sslmode` in other clients of PostgreSQL.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Status};
use crate::lang::tr;

/// What the connection must guarantee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// No TLS.
    Disable,
    /// TLS if the server has it. Its certificate is not checked.
    Prefer,
    /// TLS. The certificate is not checked.
    Require,
    /// TLS with a certificate of a known authority.
    VerifyCa,
    /// TLS with a certificate of a known authority, for this host.
    VerifyFull,
}

impl Mode {
    /// All modes, with the names in addresses of PostgreSQL and of MySQL.
    const ALL: [(Mode, &'static str, &'static str); 5] = [
        (Mode::Disable, "disable", "disabled"),
        (Mode::Prefer, "prefer", "preferred"),
        (Mode::Require, "require", "required"),
        (Mode::VerifyCa, "verify-ca", "verify_ca"),
        (Mode::VerifyFull, "verify-full", "verify_identity"),
    ];

    /// Returns the mode with this name.
    pub(super) fn from_name(name: &str) -> Option<Mode> {
        Mode::ALL.iter().find(|it| it.1 == name || it.2 == name).map(|it| it.0)
    }

    /// Returns the names.
    pub(super) fn names() -> [&'static str; 5] {
        Mode::ALL.map(|it| it.1)
    }
}

/// The mode, and the file with the certificates of the authorities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Security {
    mode: Mode,
    roots: Option<PathBuf>,
}

impl Security {
    /// Creates what these parameters mean. Who names authorities wants the certificate to be checked.
    pub(super) fn new(mode: Option<Mode>, roots: Option<PathBuf>) -> Security {
        let mode = match (mode, &roots) {
            (None, Some(_)) => Mode::VerifyFull,
            (Some(Mode::Require), Some(_)) => Mode::VerifyCa,
            (mode, _) => mode.unwrap_or(Mode::Prefer),
        };
        Security { mode, roots }
    }

    pub(super) fn mode(&self) -> Mode {
        self.mode
    }

    /// Returns whether the certificate of the server is checked.
    pub(super) fn is_checked(&self) -> bool {
        matches!(self.mode, Mode::VerifyCa | Mode::VerifyFull)
    }

    /// Returns the certificates of the authorities, each in the form DER or PEM: of the file, or of the
    /// system.
    ///
    /// # Errors
    ///
    /// Fails if they cannot be read.
    pub(super) fn authorities(&self) -> Result<Vec<Vec<u8>>, Failure> {
        if let Some(path) = &self.roots {
            let file = fs::read(path).map_err(|error| Failure::io(path.display(), &error))?;
            return Ok(vec![file]);
        }
        let found = rustls_native_certs::load_native_certs();
        if found.certs.is_empty() {
            return Err(no_certificates(None));
        }
        Ok(found.certs.into_iter().map(|it| it.as_ref().to_vec()).collect())
    }

    /// Returns the failure of authorities without a usable certificate.
    pub(super) fn unusable(&self) -> Failure {
        no_certificates(self.roots.as_deref())
    }
}

fn no_certificates(path: Option<&Path>) -> Failure {
    let place = path.map_or_else(
        || tr!("certificates of the system", "系统证书"),
        |it| it.display().to_string(),
    );
    Failure::new(
        Status::Failed,
        tr!(
            "{place}: no certificate of an authority was found; name a PEM file with `sslrootcert`",
            "{place}：没有找到 CA 证书；请用 `sslrootcert` 指定 PEM 文件"
        ),
    )
}
