//! `crm mirror` with real servers of PostgreSQL and MariaDB or MySQL, by the real binary over real sockets.
//!
//! A test starts a server with a temporary data folder if the programs are installed, and is skipped with a
//! line on standard error otherwise. `CRM_TEST_SERVERS=required` makes it fail instead.
#![cfg(unix)]

mod changes;
mod client;
mod failures;
mod mirror;
mod programs;
mod schema;
mod server;
mod tls;

/// Runs a function with each kind of server as a test.
macro_rules! with_servers {
    ($($name:ident)*) => {
        mod postgres {
            $(#[test]
            fn $name() {
                super::$name(crate::server::Kind::Postgres);
            })*
        }

        mod mysql {
            $(#[test]
            fn $name() {
                super::$name(crate::server::Kind::MySql);
            })*
        }
    };
}
pub(crate) use with_servers;
