//! The SQL in which the databases differ.

use super::{Existing, Insert};

/// The SQL of one database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    #[allow(dead_code, reason = "only with the feature `sqlite`")]
    Sqlite,
    #[allow(dead_code, reason = "only with the feature `postgres`")]
    Postgres,
    #[allow(dead_code, reason = "only with the feature `mysql`")]
    MySql,
}

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ColumnType {
    /// The id of a record, or another short key.
    Key,
    /// Text of any length.
    Text,
    /// A 64-bit integer.
    Integer,
    /// A decimal number.
    Decimal,
    /// True or false.
    Boolean,
    /// A day.
    Date,
    /// A day with a time, without a time zone.
    Timestamp,
}

impl ColumnType {
    const ALL: [(ColumnType, &'static str); 7] = [
        (ColumnType::Key, "key"),
        (ColumnType::Text, "text"),
        (ColumnType::Integer, "integer"),
        (ColumnType::Decimal, "decimal"),
        (ColumnType::Boolean, "boolean"),
        (ColumnType::Date, "date"),
        (ColumnType::Timestamp, "timestamp"),
    ];

    /// Returns the name under which a mirror stores the type.
    pub(crate) fn name(self) -> &'static str {
        ColumnType::ALL.iter().find(|it| it.0 == self).map_or("text", |it| it.1)
    }

    /// Returns the type with this name.
    pub(crate) fn from_name(name: &str) -> ColumnType {
        ColumnType::ALL.iter().find(|it| it.1 == name).map_or(ColumnType::Text, |it| it.0)
    }
}

impl Dialect {
    /// Returns a name in quotes, so that it is never read as SQL.
    pub(crate) fn quote(self, name: &str) -> String {
        match self {
            Dialect::Sqlite | Dialect::Postgres => format!("\"{}\"", name.replace('"', "\"\"")),
            Dialect::MySql => format!("`{}`", name.replace('`', "``")),
        }
    }

    /// Returns text in quotes.
    pub(crate) fn literal(self, text: &str) -> String {
        let text = text.replace('\'', "''");
        match self {
            Dialect::Sqlite | Dialect::Postgres => format!("'{text}'"),
            Dialect::MySql => format!("'{}'", text.replace('\\', "\\\\")),
        }
    }

    /// Returns the name of a type.
    pub(crate) fn type_name(self, column: ColumnType) -> &'static str {
        match (self, column) {
            (Dialect::MySql, ColumnType::Key) => {
                "VARCHAR(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
            }
            (Dialect::MySql, ColumnType::Text) => {
                "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
            }
            (_, ColumnType::Key | ColumnType::Text) => "TEXT",
            (Dialect::Sqlite, ColumnType::Integer) => "INTEGER",
            (_, ColumnType::Integer) => "BIGINT",
            (Dialect::MySql, ColumnType::Decimal) => "DECIMAL(38,8)",
            (_, ColumnType::Decimal) => "NUMERIC",
            (_, ColumnType::Boolean) => "BOOLEAN",
            (_, ColumnType::Date) => "DATE",
            (Dialect::Sqlite | Dialect::MySql, ColumnType::Timestamp) => "DATETIME",
            (Dialect::Postgres, ColumnType::Timestamp) => "TIMESTAMP",
        }
    }

    /// Returns the definition of a column that numbers the rows.
    pub(crate) fn serial(self) -> &'static str {
        match self {
            Dialect::Sqlite => "INTEGER PRIMARY KEY AUTOINCREMENT",
            Dialect::Postgres => "BIGSERIAL PRIMARY KEY",
            Dialect::MySql => "BIGINT PRIMARY KEY AUTO_INCREMENT",
        }
    }

    /// Returns the statement that begins a transaction.
    pub(super) fn begin(self) -> &'static str {
        match self {
            // Takes the lock at once: a transaction that reads first could not get it later.
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::Postgres => "BEGIN",
            Dialect::MySql => "START TRANSACTION",
        }
    }

    /// Returns a query of the names of the columns of a table, whose name is the parameter.
    pub(super) fn columns(self) -> &'static str {
        match self {
            Dialect::Sqlite => "SELECT name FROM pragma_table_info(?)",
            Dialect::Postgres => {
                "SELECT column_name::text FROM information_schema.columns \
                 WHERE table_schema = current_schema() AND table_name = CAST(? AS TEXT) \
                 ORDER BY ordinal_position"
            }
            Dialect::MySql => {
                "SELECT column_name FROM information_schema.columns \
                 WHERE table_schema = database() AND table_name = ? ORDER BY ordinal_position"
            }
        }
    }

    /// Returns an expression as text.
    pub(crate) fn as_text(self, expression: &str) -> String {
        match self {
            Dialect::Sqlite | Dialect::Postgres => format!("CAST({expression} AS TEXT)"),
            Dialect::MySql => format!("CAST({expression} AS CHAR)"),
        }
    }

    /// Returns the statement of an insertion of this number of rows.
    pub(super) fn insert(self, insert: &Insert, rows: usize) -> String {
        let Insert { table, columns, existing } = insert;
        let names: Vec<String> = columns.iter().map(|(name, _)| self.quote(name)).collect();
        let verb = match (self, existing) {
            (Dialect::MySql, Existing::Keep) => "INSERT IGNORE",
            _ => "INSERT",
        };
        let values: Vec<String> =
            columns.iter().map(|(_, column)| self.parameter(*column)).collect();
        let values = vec![format!("({})", values.join(", ")); rows.max(1)].join(", ");
        let names_list = names.join(", ");
        let mut sql = format!("{verb} INTO {} ({names_list}) VALUES {values}", self.quote(table));
        match (self, existing) {
            (Dialect::MySql, Existing::Replace(_)) => {
                let set: Vec<String> =
                    names.iter().map(|it| format!("{it} = VALUES({it})")).collect();
                sql.push_str(" ON DUPLICATE KEY UPDATE ");
                sql.push_str(&set.join(", "));
            }
            (_, Existing::Replace(key)) => {
                let key = self.quote(key);
                let set = names.iter().filter(|it| **it != key);
                let set: Vec<String> = set.map(|it| format!("{it} = excluded.{it}")).collect();
                let update = format!(" ON CONFLICT ({key}) DO UPDATE SET ");
                sql.push_str(&update);
                sql.push_str(&set.join(", "));
            }
            (Dialect::Sqlite | Dialect::Postgres, Existing::Keep) => {
                sql.push_str(" ON CONFLICT DO NOTHING");
            }
            (Dialect::MySql, Existing::Keep) | (_, Existing::Fail) => {}
        }
        sql
    }

    /// Returns the parameter of a column. PostgreSQL does not convert text without being told.
    pub(crate) fn parameter(self, column: ColumnType) -> String {
        match (self, column) {
            (Dialect::Sqlite | Dialect::MySql, _) => "?".to_owned(),
            (Dialect::Postgres, ColumnType::Key | ColumnType::Text | ColumnType::Integer) => {
                // Without the type, it would depend on a column that somebody can have changed.
                format!("CAST(? AS {})", self.type_name(column))
            }
            (Dialect::Postgres, _) => {
                format!("CAST(CAST(? AS TEXT) AS {})", self.type_name(column))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_text_are_never_read_as_sql() {
        assert_eq!(Dialect::Sqlite.quote("a\"b; DROP"), "\"a\"\"b; DROP\"");
        assert_eq!(Dialect::MySql.quote("a`b"), "`a``b`");
        assert_eq!(Dialect::Postgres.literal("a'b\\"), "'a''b\\'");
        assert_eq!(Dialect::MySql.literal("a'b\\"), "'a''b\\\\'");
    }

    #[test]
    fn existing_rows_are_replaced_by_their_key() {
        let columns =
            vec![("_id".to_owned(), ColumnType::Key), ("amount".to_owned(), ColumnType::Decimal)];
        let existing = Existing::Replace("_id".to_owned());
        let insert = Insert { table: "t".to_owned(), columns, existing };
        assert_eq!(
            Dialect::Sqlite.insert(&insert, 1),
            "INSERT INTO \"t\" (\"_id\", \"amount\") VALUES (?, ?) \
             ON CONFLICT (\"_id\") DO UPDATE SET \"amount\" = excluded.\"amount\""
        );
        assert_eq!(
            Dialect::Postgres.insert(&insert, 2),
            "INSERT INTO \"t\" (\"_id\", \"amount\") \
             VALUES (CAST(? AS TEXT), CAST(CAST(? AS TEXT) AS NUMERIC)), \
             (CAST(? AS TEXT), CAST(CAST(? AS TEXT) AS NUMERIC)) \
             ON CONFLICT (\"_id\") DO UPDATE SET \"amount\" = excluded.\"amount\""
        );
        assert_eq!(
            Dialect::MySql.insert(&insert, 1),
            "INSERT INTO `t` (`_id`, `amount`) VALUES (?, ?) \
             ON DUPLICATE KEY UPDATE `_id` = VALUES(`_id`), `amount` = VALUES(`amount`)"
        );
    }
}
