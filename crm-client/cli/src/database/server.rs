//! Failures that all servers have in common. No message has a password.

use std::error::Error;

use super::Target;
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::safe;

/// How often, and in which steps, a connection waits for another mirror that is just ending.
pub(super) const LOCK_ATTEMPTS: usize = 25;
pub(super) const LOCK_PAUSE: std::time::Duration = std::time::Duration::from_millis(200);

/// How long a connection may take.
pub(super) const CONNECT_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(30);

/// The seconds after which an idle connection is checked, so that a lost one is noticed by both sides.
pub(super) const KEEPALIVE: std::time::Duration = std::time::Duration::from_secs(60);

/// The seconds that a statement waits for others that use the same table.
pub(super) const LOCK_TIMEOUT: u64 = 30;

fn failed(message: String) -> Failure {
    Failure::new(Status::Failed, message)
}

/// Another mirror writes to the database.
pub(super) fn busy(target: &Target) -> Failure {
    failed(tr!(
        "{target}: another process writes to this database; wait until it ends",
        "{target}：另一个进程正在写入该数据库；请等待其结束"
    ))
}

/// The server cannot be reached.
pub(super) fn unreachable(target: &Target, error: &dyn Error) -> Failure {
    let cause = innermost(error);
    let cause = safe::line(&cause);
    if cause.contains("lookup address") || cause.contains("No such host") {
        return failed(tr!(
            "{target}: unknown host: {cause}; correct the host in the address",
            "{target}：未知主机：{cause}；请更正地址中的主机名"
        ));
    }
    failed(tr!(
        "{target}: cannot connect: {cause}; check that the server runs, and the host and the port in the address",
        "{target}：无法连接：{cause}；请确认服务器正在运行，并检查地址中的主机和端口"
    ))
}

/// The server does not answer.
pub(super) fn timed_out(target: &Target) -> Failure {
    let seconds = CONNECT_TIMEOUT.as_secs();
    failed(tr!(
        "{target}: cannot connect: no answer for {seconds} s; check the host, the port and the firewall",
        "{target}：无法连接：{seconds} 秒内没有响应；请检查主机、端口和防火墙"
    ))
}

/// TLS failed.
pub(super) fn insecure(target: &Target, error: &dyn Error) -> Failure {
    let cause = innermost(error);
    let cause = safe::line(&cause);
    failed(tr!(
        "{target}: TLS failed: {cause}; name the certificate of its authority with `sslrootcert`, or choose another `sslmode`",
        "{target}：TLS 失败：{cause}；请用 `sslrootcert` 指定 CA 证书，或改用其他 `sslmode`"
    ))
}

/// The server has no TLS, although it is required.
pub(super) fn without_tls(target: &Target) -> Failure {
    failed(tr!(
        "{target}: the server does not support TLS; enable it there, or use `sslmode=disable` in a trusted network",
        "{target}：服务器不支持 TLS；请在服务器上启用，或在可信网络中使用 `sslmode=disable`"
    ))
}

/// The user or the password is wrong.
pub(super) fn refused(target: &Target, cause: &str) -> Failure {
    let cause = safe::line(cause);
    failed(tr!(
        "{target}: the server refuses the user or the password: {cause}; correct them in the address",
        "{target}：服务器拒绝该用户或密码：{cause}；请更正地址中的用户和密码"
    ))
}

/// The database does not exist.
pub(super) fn no_database(target: &Target) -> Failure {
    failed(tr!(
        "{target}: the database does not exist; create it, or correct its name in the address",
        "{target}：数据库不存在；请先创建，或更正地址中的数据库名"
    ))
}

/// A right is missing.
pub(super) fn no_right(target: &Target, cause: &str) -> Failure {
    let cause = safe::line(cause);
    failed(tr!(
        "{target}: {cause}; grant the user all rights on this database or schema",
        "{target}：{cause}；请授予该用户此数据库或模式的全部权限"
    ))
}

/// The connection ended.
pub(super) fn lost(target: &Target, cause: &str) -> Failure {
    let cause = safe::line(cause);
    failed(tr!(
        "{target}: the connection to the database was lost: {cause}; what was not complete is repeated by the next run",
        "{target}：数据库连接中断：{cause}；未完成的部分会在下次运行时重做"
    ))
}

/// The disk of the server is full.
pub(super) fn full(target: &Target) -> Failure {
    failed(tr!(
        "{target}: the disk of the server is full; free some space there, and run the same command again",
        "{target}：服务器磁盘已满；请在服务器上释放空间后重新运行同一命令"
    ))
}

/// Another session uses the table.
pub(super) fn locked(target: &Target) -> Failure {
    failed(tr!(
        "{target}: another session has locked a table for more than {LOCK_TIMEOUT} s; end it, and run the command again",
        "{target}：其他会话锁定表已超过 {LOCK_TIMEOUT} 秒；请结束该会话后重新运行"
    ))
}

/// A table is not as the mirror has made it.
pub(super) fn altered(target: &Target, cause: &str) -> Failure {
    let cause = safe::line(cause);
    failed(tr!(
        "{target}: {cause}; if somebody has changed a table of the mirror, undo it or drop the table, and run the command again",
        "{target}：{cause}；如果镜像的表被修改过，请还原或删除该表后重新运行"
    ))
}

/// The entity has more fields than a table can have columns, or more values than a row can have bytes. Only
/// this entity cannot be mirrored.
pub(super) fn too_wide(target: &Target, cause: &str) -> Failure {
    let cause = safe::line(cause);
    Failure::new(
        Status::SomeFailed,
        tr!(
            "{target}: the entity has too many fields for a table of this database: {cause}; mirror it into SQLite, or name only the other entities",
            "{target}：该实体字段过多，超出该数据库的表限制：{cause}；请将其镜像到 SQLite，或只指定其他实体"
        ),
    )
}

/// Any other failure.
pub(super) fn other(target: &Target, cause: &str) -> Failure {
    failed(format!("{target}: {}", safe::line(cause)))
}

/// Returns the text of the innermost cause, which is what the network or the server has said.
pub(super) fn innermost(error: &dyn Error) -> String {
    let mut inner = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}
