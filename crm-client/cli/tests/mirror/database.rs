//! Looks into the database without the code of the mirror.

use std::path::Path;

use crm_client::Id;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

use crate::tenant::{ENTITIES, Tenant};

/// The numbers of rows.
#[derive(Debug, Default)]
pub struct Counts {
    pub live: usize,
    pub deleted: usize,
}

fn open(file: &Path) -> Connection {
    Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

/// Checks that no hidden record is marked as deleted.
pub fn check_hidden<'a>(file: &Path, ids: impl Iterator<Item = &'a Id>) {
    let db = open(file);
    for id in ids {
        for entity in ENTITIES {
            let sql =
                format!("SELECT COUNT(*) FROM {entity} WHERE _id = ? AND _deleted_at IS NOT NULL");
            let deleted: i64 = db.query_row(&sql, [id.as_str()], |row| row.get(0)).unwrap();
            assert_eq!(deleted, 0, "{id} of {entity}");
        }
    }
}

/// Compares all rows with the records of the tenant.
pub fn compare(file: &Path, tenant: &Tenant) -> Counts {
    let db = open(file);
    let mut counts = Counts::default();
    for entity in ENTITIES {
        let (key, fields) = fields(&db, entity);
        let expected = tenant.records(entity, &fields, &key);
        let sql = format!("SELECT _id, _raw, _deleted_at FROM {entity} ORDER BY _id");
        let mut query = db.prepare(&sql).unwrap();
        let rows = query.query_map([], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, Option<String>>(2)?,
            ))
        });
        let mut live = 0;
        for row in rows.unwrap() {
            let (id, raw, deleted) = row.unwrap();
            if deleted.is_some() {
                counts.deleted += 1;
                assert!(!expected.contains_key(&id), "{entity} {id} exists");
                continue;
            }
            live += 1;
            let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
            let current = expected.get(&id).unwrap_or_else(|| panic!("{entity} {id} is deleted"));
            assert_eq!(json(&raw), json(current), "{entity} {id}");
        }
        assert_eq!(live, expected.len(), "{entity}");
        counts.live += live;
    }
    counts
}

/// Returns the key and the fields of an entity.
fn fields(db: &Connection, entity: &str) -> (String, Vec<String>) {
    let sql = "SELECT key_field FROM _entities WHERE entity = ?";
    let key = db.query_row(sql, [entity], |row| row.get(0)).unwrap();
    let sql = "SELECT field FROM _columns WHERE entity = ? AND is_present ORDER BY position";
    let mut query = db.prepare(sql).unwrap();
    let fields = query.query_map([entity], |row| row.get(0)).unwrap();
    (key, fields.collect::<Result<_, _>>().unwrap())
}
