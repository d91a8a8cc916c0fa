//! What failures of MySQL and MariaDB mean, by their codes.

use mysql_async::{DriverError, Error, IoError, ServerError};

use crate::database::{Target, server};
use crate::failure::Failure;

/// Returns the failure of a connection that was not made.
pub(super) fn connecting(target: &Target, error: &Error) -> Failure {
    match error {
        Error::Server(_) => of(target, error),
        Error::Io(IoError::Tls(tls)) => server::insecure(target, tls),
        Error::Io(IoError::Io(io)) if is_tls(io) => server::insecure(target, io),
        Error::Driver(DriverError::NoClientSslFlagFromServer) => server::without_tls(target),
        // The name of an unknown method of authentication is in the text.
        Error::Driver(DriverError::UnknownAuthPlugin { .. }) => {
            server::refused(target, &error.to_string())
        }
        _ => server::unreachable(target, error),
    }
}

/// Returns whether the cause is the certificate of the server, or another failure of TLS.
fn is_tls(error: &std::io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<rustls::Error>)
}

/// Returns the failure of a statement.
pub(super) fn of(target: &Target, error: &Error) -> Failure {
    let Error::Server(ServerError { code, message, .. }) = error else {
        return if error.is_fatal() {
            server::lost(target, &server::innermost(error))
        } else {
            server::other(target, &server::innermost(error))
        };
    };
    match code {
        1045 | 1251 | 1275 | 1698 | 3118 | 1862 | 4151 => server::refused(target, message),
        1049 => server::no_database(target),
        1044 | 1142 | 1143 | 1227 | 1370 | 1290 | 1792 | 1836 => server::no_right(target, message),
        1021 | 1114 => server::full(target),
        // The number of the failure of the system is in the text: no space is left.
        3 | 14 | 20 | 1026 | 1030 | 1296 if message.contains("28") => server::full(target),
        1205 | 1213 | 3572 => server::locked(target),
        1053 | 1079 | 1080 | 1152..=1161 | 1317 | 1927 | 3024 | 4031 => {
            server::lost(target, message)
        }
        1117 | 1118 => server::too_wide(target, message),
        // The number of the failure of the storage engine is in the text: 139 is a row, 185 the columns.
        1005 if message.contains("errno: 139") || message.contains("errno: 185") => {
            server::too_wide(target, message)
        }
        1048 | 1054 | 1060 | 1062 | 1064 | 1072 | 1091 | 1136 | 1146 | 1214 | 1264 | 1265
        | 1267 | 1292 | 1347 | 1356 | 1364 | 1366 | 1406 | 1411 | 1451 | 1452 | 3140 | 3819
        | 4025 => server::altered(target, message),
        _ => server::other(target, &format!("{message} (error {code})")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_the_server_have_a_remedy() {
        let target: Target = "mysql://me:secret@host/crm".parse().unwrap();
        for (code, message, expected) in [
            (1045, "Access denied", "the server refuses the user or the password: Access denied; "),
            (1049, "Unknown database 'crm'", "the database does not exist; create it"),
            (1114, "The table 'Account' is full", "the disk of the server is full; free"),
            (3, "Error writing file (errno: 28)", "the disk of the server is full; free"),
            (1205, "Lock wait timeout exceeded", "another session has locked a table"),
            (1927, "Connection was killed", "the connection to the database was lost: "),
            (
                1118,
                "Row size too large",
                "the entity has too many fields for a table of this database",
            ),
            (1054, "Unknown column 'a'", "Unknown column 'a'; if somebody has changed a table"),
            (9999, "Something\nelse", "Something⏎else (error 9999)"),
        ] {
            let error = ServerError { code, message: message.to_owned(), state: String::new() };
            let failure = of(&target, &Error::Server(error));
            let expected = format!("mysql://me@host/crm: {expected}");
            assert!(failure.message().starts_with(&expected), "{failure}");
        }
    }
}
