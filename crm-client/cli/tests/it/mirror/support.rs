//! A mirror of the demo CRM, and its database.

use std::path::PathBuf;

use crm_client::sandbox::Sandbox;
use crm_client::{Client, Id};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::json;
use tokio::runtime::Runtime;

use crate::support::{Run, Server};

/// A server with a mirror in the file `crm.db`.
pub struct Mirror {
    pub server: Server,
    pub client: Client,
    runtime: Runtime,
}

impl Mirror {
    /// Starts a server with the demo CRM. Nothing is mirrored yet.
    pub fn new() -> Mirror {
        Mirror::of(Server::start())
    }

    /// Starts a server with these numbers of customers and contacts, and no other records.
    pub fn with(accounts: usize, contacts: usize) -> Mirror {
        let server = Server::start();
        server.sandbox.restore(&Sandbox::new().snapshot()).unwrap();
        for (entity, main, count) in
            [("Account", "accountName", accounts), ("Contact", "contactName", contacts)]
        {
            server.sandbox.declare(Sandbox::demo().entity(entity).unwrap());
            for number in 0..count {
                // One every ten seconds, and 4,320 a day.
                let (day, second) = (number / 4320 % 28 + 1, number % 4320 * 10);
                let (hour, minute) = (8 + second / 3600, second / 60 % 60);
                let time = format!("2026-01-{day:02} {hour:02}:{minute:02}:{:02}", second % 60);
                let name = format!("{entity}{number:05}");
                let record = json!({ main: name, "createdOn": time, "modifiedOn": time });
                server.sandbox.insert(entity, &record);
            }
        }
        Mirror::of(server)
    }

    fn of(server: Server) -> Mirror {
        let client = server.sandbox.client_builder().build().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Mirror { server, client, runtime }
    }

    /// Runs `crm mirror` with these words as further arguments.
    pub fn run(&self, line: &str) -> Run {
        self.server.run(&format!("mirror {line}"))
    }

    /// Runs `crm mirror` with these words as further arguments, which must succeed.
    #[track_caller]
    pub fn ok(&self, line: &str) -> String {
        let run = self.run(line);
        assert_eq!(run.code, 0, "{run:?}");
        run.stderr
    }

    /// Waits for calls of the client.
    pub fn wait<T>(&self, work: impl Future<Output = Result<T, crm_client::Error>>) -> T {
        self.runtime.block_on(work).unwrap()
    }

    /// Returns the number of calls of the last runs, and forgets them.
    pub fn calls(&self) -> usize {
        let calls = self.server.sandbox.journal().len();
        self.server.sandbox.clear_journal();
        calls
    }

    /// The file of the database.
    pub fn file(&self) -> PathBuf {
        self.server.folder.path().join("crm.db")
    }

    /// Returns the rows of a query, with `|` between the cells.
    pub fn query(&self, sql: &str) -> Vec<String> {
        let db = Connection::open(self.file()).unwrap();
        let mut statement = db.prepare(sql).unwrap();
        let columns = statement.column_count();
        let rows = statement.query_map([], |row| {
            let cell = |index| match row.get_ref(index).unwrap() {
                ValueRef::Null => "null".to_owned(),
                ValueRef::Integer(it) => it.to_string(),
                ValueRef::Real(it) => it.to_string(),
                ValueRef::Text(it) | ValueRef::Blob(it) => String::from_utf8_lossy(it).into_owned(),
            };
            Ok((0..columns).map(cell).collect::<Vec<_>>().join("|"))
        });
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    }

    /// Executes a statement, as a user could.
    pub fn execute(&self, sql: &str) {
        Connection::open(self.file()).unwrap().execute_batch(sql).unwrap();
    }

    /// Returns the id of a record by its name.
    pub fn id(&self, entity: &str, main: &str, name: &str) -> Id {
        let sql = format!("SELECT _id FROM {entity} WHERE {main} = '{name}'");
        Id::from(self.query(&sql).remove(0))
    }
}
