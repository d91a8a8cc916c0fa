//! TLS of connections to servers, with the meaning of `sslmode` in other clients of PostgreSQL.

use std::fs;
use std::path::PathBuf;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::safe;

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
    #[allow(dead_code, reason = "only with the feature `postgres`")]
    pub(super) fn is_checked(&self) -> bool {
        matches!(self.mode, Mode::VerifyCa | Mode::VerifyFull)
    }

    /// Returns the certificates of the authorities: of the file, or of the system.
    ///
    /// # Errors
    ///
    /// Fails if there are none.
    pub(super) fn authorities(&self) -> Result<Vec<CertificateDer<'static>>, Failure> {
        let mut found = match &self.roots {
            None => rustls_native_certs::load_native_certs().certs,
            Some(path) => {
                let file = fs::read(path).map_err(|error| Failure::io(path.display(), &error))?;
                match CertificateDer::pem_slice_iter(&file).collect::<Result<Vec<_>, _>>() {
                    Ok(certificates) if !certificates.is_empty() => certificates,
                    _ => vec![CertificateDer::from(file)],
                }
            }
        };
        // Some systems have certificates that nobody can use.
        found.retain(|it| RootCertStore::empty().add(it.clone()).is_ok());
        if found.is_empty() { Err(self.unusable()) } else { Ok(found) }
    }

    /// Returns the failure of authorities without a usable certificate.
    pub(super) fn unusable(&self) -> Failure {
        let place = self.roots.as_ref().map_or_else(
            || tr!("certificates of the system", "系统证书"),
            |it| it.display().to_string(),
        );
        let place = safe::line(&place);
        Failure::new(
            Status::Failed,
            tr!(
                "{place}: no certificate of an authority was found; name a PEM file with `sslrootcert`",
                "{place}：没有找到 CA 证书；请用 `sslrootcert` 指定 PEM 文件"
            ),
        )
    }
}
