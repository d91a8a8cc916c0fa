//! Insertions of many rows in few statements.

use std::collections::HashMap;

use super::{Existing, Insert, Value};

/// The most bytes of values in one statement. Servers limit the size of a message.
const BYTES: usize = 4 << 20;

/// The most rows in one statement.
const ROWS: usize = 128;

/// Divides rows into statements with at most `parameters` parameters. The number of rows in each is a power
/// of two, so that few statements have to be prepared.
pub(super) fn batches<'a, 'b>(
    mut rows: &'a [Vec<Value<'b>>],
    parameters: usize,
) -> Vec<&'a [Vec<Value<'b>>]> {
    let mut batches = Vec::new();
    while let Some(first) = rows.first() {
        let most = (parameters / first.len().max(1)).min(ROWS).min(rows.len());
        let mut bytes = 0;
        let fitting = rows.iter().take(most).take_while(|row| {
            bytes += size(row);
            bytes <= BYTES
        });
        let count = fitting.count().max(1);
        let (batch, rest) = rows.split_at(1 << count.ilog2());
        batches.push(batch);
        rows = rest;
    }
    batches
}

fn size(row: &[Value<'_>]) -> usize {
    let size = |value: &Value<'_>| match value {
        Value::Text(text) => text.len() + 8,
        Value::Integer(_) | Value::Null => 8,
    };
    row.iter().map(size).sum()
}

/// Returns the rows without those that a later row with the same key replaces. PostgreSQL refuses to replace
/// a row twice in one statement. Returns `None` if there are none.
#[allow(dead_code, reason = "only with the feature `postgres`")]
pub(super) fn latest<'a>(insert: &Insert, rows: &[Vec<Value<'a>>]) -> Option<Vec<Vec<Value<'a>>>> {
    let Existing::Replace(key) = &insert.existing else { return None };
    let key = insert.columns.iter().position(|it| it.0 == *key)?;
    let key = |row: &Vec<Value<'a>>| match row.get(key) {
        Some(Value::Text(text)) => text.to_string(),
        other => format!("{other:?}"),
    };
    let last: HashMap<String, usize> =
        rows.iter().enumerate().map(|(index, row)| (key(row), index)).collect();
    if last.len() == rows.len() {
        return None;
    }
    let is_last = |it: &(usize, &Vec<Value<'a>>)| last.get(&key(it.1)) == Some(&it.0);
    Some(rows.iter().enumerate().filter(is_last).map(|(_, row)| row.clone()).collect())
}

#[cfg(test)]
mod tests {
    use super::super::ColumnType;
    use super::*;

    fn lengths(rows: &[Vec<Value<'_>>], parameters: usize) -> Vec<usize> {
        batches(rows, parameters).into_iter().map(<[_]>::len).collect()
    }

    #[test]
    fn statements_have_few_different_sizes() {
        let rows = vec![vec![Value::Integer(1); 3]; 200];
        assert_eq!(lengths(&rows, 65_535), [128, 64, 8]);
        assert_eq!(lengths(&rows[..7], 65_535), [4, 2, 1]);
        assert_eq!(lengths(&rows[..7], 8), [2, 2, 2, 1]);
        assert_eq!(lengths(&rows[..2], 1), [1, 1]);
        assert!(lengths(&[], 8).is_empty());
    }

    #[test]
    fn large_rows_are_sent_alone() {
        let rows = vec![vec![Value::text("x".repeat(BYTES / 3))]; 5];
        assert_eq!(lengths(&rows, 65_535), [2, 2, 1]);
        let rows = vec![vec![Value::text("x".repeat(BYTES + 1))]; 2];
        assert_eq!(lengths(&rows, 65_535), [1, 1]);
    }

    #[test]
    fn the_last_row_with_a_key_counts() {
        let columns = ["k", "v"].map(|it| (it.to_owned(), ColumnType::Text)).to_vec();
        let existing = Existing::Replace("k".to_owned());
        let insert = Insert { table: "t".to_owned(), columns, existing };
        let row = |key: &'static str, value: i64| vec![Value::text(key), value.into()];
        let rows = [row("a", 1), row("b", 2), row("a", 3)];
        assert_eq!(latest(&insert, &rows), Some(vec![row("b", 2), row("a", 3)]));
        assert_eq!(latest(&insert, &rows[1..]), None);
    }
}
