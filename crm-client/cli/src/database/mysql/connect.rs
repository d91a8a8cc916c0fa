//! Connections to MySQL.

use std::future::Future;

use mysql_async::{Conn, DriverError, Error, Opts, OptsBuilder, SslOpts};
use tokio::time::timeout;

use super::failures;
use crate::database::tls::{Mode, Security};
use crate::database::{Access, Target, address, server};
use crate::failure::Failure;
use crate::lang::tr;

/// The number of prepared statements that are kept.
const STATEMENTS: usize = 128;

/// Connects to a server.
///
/// # Errors
///
/// Fails if the address is invalid, or if the server cannot be reached or refuses the user.
pub(super) async fn connect(
    target: &Target,
    url: &str,
    security: &Security,
    access: Access,
) -> Result<Conn, Failure> {
    let options = Opts::from_url(url).map_err(|it| address::invalid(target, &it.to_string()))?;
    if options.db_name().is_none_or(str::is_empty) {
        let problem = tr!("the name of the database is missing", "缺少数据库名");
        return Err(address::invalid(target, &problem));
    }
    // Without the crypto provider of the process, the library would have to guess.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let builder = |tls: Option<SslOpts>| {
        OptsBuilder::from_opts(options.clone())
            .ssl_opts(tls)
            .setup(session(access))
            .stmt_cache_size(STATEMENTS)
            .tcp_keepalive(Some(server::KEEPALIVE))
            // A server on this machine can be in a container, with a socket of the same name outside.
            .prefer_socket(false)
    };
    match within_time(target, Conn::new(builder(tls(security)?))).await? {
        Err(Error::Driver(DriverError::NoClientSslFlagFromServer))
            if security.mode() == Mode::Prefer =>
        {
            within_time(target, Conn::new(builder(None))).await?
        }
        result => result,
    }
    .map_err(|it| failures::connecting(target, &it))
}

async fn within_time<T>(target: &Target, work: impl Future<Output = T>) -> Result<T, Failure> {
    timeout(server::CONNECT_TIMEOUT, work).await.map_err(|_| server::timed_out(target))
}

/// Returns the statements that prepare a session, whatever the settings of the server are.
fn session(access: Access) -> Vec<String> {
    let lock = server::LOCK_TIMEOUT;
    let mut statements = vec![
        // The collation distinguishes all characters, as that of the columns does.
        "SET NAMES utf8mb4 COLLATE utf8mb4_bin".to_owned(),
        // Values that do not fit are refused, and not cut. Backslashes are escaped.
        "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'".to_owned(),
        format!(
            "SET SESSION autocommit = 1, lock_wait_timeout = {lock}, \
             innodb_lock_wait_timeout = {lock}"
        ),
        // The CRM can be slow, or limit the rate of calls.
        "SET SESSION wait_timeout = 28800".to_owned(),
    ];
    if access == Access::Read {
        statements.push("SET SESSION TRANSACTION READ ONLY".to_owned());
    }
    statements
}

fn tls(security: &Security) -> Result<Option<SslOpts>, Failure> {
    let unchecked = SslOpts::default()
        .with_danger_accept_invalid_certs(true)
        .with_danger_skip_domain_validation(true);
    Ok(match security.mode() {
        Mode::Disable => None,
        Mode::Prefer | Mode::Require => Some(unchecked),
        Mode::VerifyCa | Mode::VerifyFull => {
            let roots = security.authorities()?;
            let roots = roots.into_iter().map(|it| it.as_ref().to_vec().into()).collect();
            Some(
                SslOpts::default()
                    .with_disable_built_in_roots(true)
                    // The library cannot check the authority without the host, although it has an option.
                    .with_root_certs(roots),
            )
        }
    })
}
