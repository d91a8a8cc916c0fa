//! PostgreSQL: a server, on which one mirror writes to a schema at a time.

mod connector;
mod failures;
mod types;

use std::collections::HashMap;

use tokio::time::{sleep, timeout};
use tokio_postgres::config::SslMode;
use tokio_postgres::{Client, Config, SimpleQueryMessage, Statement};

use super::tls::{Mode, Security};
use super::{Access, Cell, Dialect, Insert, Target, Value};
use super::{address, batch, marks, server};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use connector::Connector;
use types::Parameter;

/// The number of parameters of a statement that the protocol can count.
const PARAMETERS: usize = 65_535;

/// The number of prepared statements that are kept.
const STATEMENTS: usize = 128;

/// The first half of the key of the lock of all mirrors.
const LOCK: i32 = 0x0063_726d;

/// A connection to a server.
pub(crate) struct Postgres {
    client: Client,
    target: Target,
    statements: HashMap<String, Statement>,
}

impl Postgres {
    pub(super) async fn open(
        target: &Target,
        url: &str,
        access: Access,
    ) -> Result<Postgres, Failure> {
        let (url, security) = address::split(target, url)?;
        let mut config: Config =
            url.parse().map_err(|error| address::invalid(target, &server::innermost(&error)))?;
        configure(&mut config, &security);
        let connecting = config.connect(Connector::new(&security)?);
        let connected = timeout(server::CONNECT_TIMEOUT, connecting).await;
        let connected = connected.map_err(|_| server::timed_out(target))?;
        let (client, connection) = connected.map_err(|it| failures::connecting(target, &it))?;
        // The failure of the connection is also the failure of the next statement.
        tokio::spawn(async { connection.await.ok() });
        let mut db = Postgres { client, target: target.clone(), statements: HashMap::new() };
        db.prepare_session(access).await?;
        if access == Access::Write {
            db.lock().await?;
        }
        Ok(db)
    }

    async fn prepare_session(&mut self, access: Access) -> Result<(), Failure> {
        let (lock, keepalive) = (server::LOCK_TIMEOUT, server::KEEPALIVE.as_secs());
        let mut sql = format!(
            "SET client_min_messages = error; SET datestyle = 'ISO, YMD'; \
             SET standard_conforming_strings = on; SET statement_timeout = 0; \
             SET lock_timeout = '{lock}s'; SET tcp_keepalives_idle = {keepalive};"
        );
        if access == Access::Read {
            sql.push_str(" SET default_transaction_read_only = on;");
        }
        self.execute(&sql, &[]).await?;
        let sql = "SELECT current_schema()::text, current_setting('server_encoding')";
        let row = self.query(sql, &[]).await?.pop().unwrap_or_default();
        let target = &self.target;
        if row.first() == Some(&Cell::Null) {
            return Err(Failure::new(
                Status::Failed,
                tr!(
                    "{target}: the schema of the `search_path` does not exist; create it, or correct the address",
                    "{target}：`search_path` 中的模式不存在；请先创建，或更正地址"
                ),
            ));
        }
        if row.get(1) != Some(&Cell::Text("UTF8".to_owned())) {
            return Err(Failure::new(
                Status::Failed,
                tr!(
                    "{target}: the database cannot store all characters; create one with `ENCODING 'UTF8'`",
                    "{target}：该数据库无法存储所有字符；请用 `ENCODING 'UTF8'` 创建数据库"
                ),
            ));
        }
        Ok(())
    }

    /// Takes the lock of mirrors in this schema. The server releases it with the connection.
    async fn lock(&mut self) -> Result<(), Failure> {
        let sql = format!(
            "SELECT pg_try_advisory_lock({LOCK}, oid::int4) FROM pg_namespace \
             WHERE nspname = current_schema()"
        );
        // The server needs a moment to notice that a process was killed.
        for _ in 0..server::LOCK_ATTEMPTS {
            if self.query(&sql, &[]).await? == [[Cell::Integer(1)]] {
                return Ok(());
            }
            sleep(server::LOCK_PAUSE).await;
        }
        Err(server::busy(&self.target))
    }

    pub(super) async fn execute(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<u64, Failure> {
        if values.is_empty() {
            let done = self.client.simple_query(sql).await;
            let done = done.map_err(|it| failures::of(&self.target, &it))?;
            let rows = done.iter().filter_map(|it| match it {
                SimpleQueryMessage::CommandComplete(rows) => Some(*rows),
                _ => None,
            });
            return Ok(rows.last().unwrap_or_default());
        }
        let statement = self.statement(sql).await?;
        let done = self.client.execute_raw(&statement, values.iter().map(Parameter)).await;
        done.map_err(|it| failures::of(&self.target, &it))
    }

    pub(super) async fn query(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<Vec<Cell>>, Failure> {
        let statement = self.statement(sql).await?;
        let values: Vec<Parameter<'_, '_>> = values.iter().map(Parameter).collect();
        let values: Vec<_> = values.iter().map(Parameter::as_sql).collect();
        let failed = |error| failures::of(&self.target, &error);
        let rows = self.client.query(&statement, &values).await.map_err(failed)?;
        let cells = |row: &tokio_postgres::Row| {
            (0..row.len()).map(|index| row.try_get(index)).collect::<Result<Vec<Cell>, _>>()
        };
        rows.iter().map(cells).collect::<Result<_, _>>().map_err(failed)
    }

    pub(super) async fn insert(
        &mut self,
        insert: &Insert,
        rows: &[Vec<Value<'_>>],
    ) -> Result<(), Failure> {
        let latest = batch::latest(insert, rows);
        for rows in batch::batches(latest.as_deref().unwrap_or(rows), PARAMETERS) {
            let sql = Dialect::Postgres.insert(insert, rows.len());
            let statement = self.statement(&sql).await?;
            let values: Vec<Parameter<'_, '_>> = rows.iter().flatten().map(Parameter).collect();
            let done = self.client.execute_raw(&statement, values).await;
            done.map_err(|it| failures::of(&self.target, &it))?;
        }
        Ok(())
    }

    /// Prepares a statement, unless it is prepared.
    async fn statement(&mut self, sql: &str) -> Result<Statement, Failure> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        if self.statements.len() >= STATEMENTS {
            // The mirror goes from one table to the next, and does not come back.
            self.statements.clear();
        }
        let prepared = self.client.prepare(&marks::numbered(sql)).await;
        let statement = prepared.map_err(|it| failures::of(&self.target, &it))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// Sets what the address does not say.
fn configure(config: &mut Config, security: &Security) {
    config.ssl_mode(match security.mode() {
        Mode::Disable => SslMode::Disable,
        Mode::Prefer => SslMode::Prefer,
        Mode::Require | Mode::VerifyCa | Mode::VerifyFull => SslMode::Require,
    });
    if config.get_application_name().is_none() {
        config.application_name("crm mirror");
    }
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        config.host("localhost");
    }
    config.keepalives_idle(server::KEEPALIVE).tcp_user_timeout(server::KEEPALIVE);
}
