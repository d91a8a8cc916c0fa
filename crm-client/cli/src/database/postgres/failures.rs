//! What failures of PostgreSQL mean, by their codes.

use std::error::Error as _;

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, SqlState};

use crate::database::{Target, server};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::safe;

/// Returns the failure of a connection that was not made.
pub(super) fn connecting(target: &Target, error: &Error) -> Failure {
    if error.as_db_error().is_some() {
        return of(target, error);
    }
    // The kind of the failure is only in its text.
    let (text, cause) = (error.to_string(), server::innermost(error));
    if text.starts_with("error performing TLS handshake") {
        return if cause.contains("does not support TLS") {
            server::without_tls(target)
        } else {
            server::insecure(target, error)
        };
    }
    if text.starts_with("authentication error") || text.starts_with("invalid configuration") {
        return server::refused(target, &cause);
    }
    server::unreachable(target, error)
}

/// Returns the failure of a statement.
pub(super) fn of(target: &Target, error: &Error) -> Failure {
    let Some(db) = error.as_db_error() else {
        let cause = server::innermost(error);
        let is_io = error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>);
        return if error.is_closed() || is_io {
            server::lost(target, &cause)
        } else {
            server::altered(target, &format!("{error}: {cause}"))
        };
    };
    let (code, message) = (db.code(), db.message());
    match code.code() {
        "28P01" | "28000" => server::refused(target, message),
        "3D000" => server::no_database(target),
        "42501" | "25006" => server::no_right(target, message),
        "53100" => server::full(target),
        "54000" | "54011" => server::too_wide(target, message),
        "55P03" => server::locked(target),
        "2BP01" | "0A000" if is_view(db) => view(target, db),
        it if it.starts_with("57P") || it.starts_with("08") => server::lost(target, message),
        it if it.starts_with("22") || it.starts_with("23") || it.starts_with("42") => {
            server::altered(target, message)
        }
        _ if *code == SqlState::FEATURE_NOT_SUPPORTED => server::altered(target, message),
        _ => server::other(target, message),
    }
}

/// Returns whether a view is in the way.
fn is_view(db: &DbError) -> bool {
    // The words of a server that speaks another language are unknown, but it names the dependent object.
    db.detail().is_some()
}

/// A view of somebody else uses a column, or a view of the mirror. Only this entity cannot be mirrored.
fn view(target: &Target, db: &DbError) -> Failure {
    let (message, detail) = (safe::line(db.message()), safe::line(db.detail().unwrap_or_default()));
    Failure::new(
        Status::SomeFailed,
        tr!(
            "{target}: {message}: {detail}; drop that view, run the command again, and create the view again",
            "{target}：{message}：{detail}；请删除该视图，重新运行后再创建"
        ),
    )
}
