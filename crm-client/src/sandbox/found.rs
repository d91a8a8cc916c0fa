//! The results of recent queries, and what they were computed from.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use serde_json::Value;

/// The number of results to keep.
const CAPACITY: usize = 4;

/// The number of columns and orders to keep.
const COMPUTED: usize = 16;

/// The results of recent queries, so that the pages of one list do not filter and sort all records again. A
/// reader that asks for the records after a time makes a new query for each page, so the values of fields and
/// the orders of all records are kept, too.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The results, the most recent one last.
    results: VecDeque<(String, Vec<usize>)>,
    /// The values of a field in all records of an entity.
    columns: HashMap<(String, String), Arc<Vec<Value>>>,
    /// The places of all records of an entity, in an order.
    orders: HashMap<(String, String), Arc<Vec<usize>>>,
}

impl Found {
    /// Returns the places of the records that a query has found, and computes them if it is new.
    pub(super) fn get_or_insert<E>(
        &mut self,
        query: String,
        compute: impl FnOnce(&mut Found) -> Result<Vec<usize>, E>,
    ) -> Result<&[usize], E> {
        let known = self.results.iter().position(|(it, _)| *it == query);
        let result = match known.and_then(|it| self.results.remove(it)) {
            Some(result) => result,
            None => (query, compute(self)?),
        };
        if self.results.len() >= CAPACITY {
            self.results.pop_front();
        }
        self.results.push_back(result);
        Ok(self.results.back().map_or(&[], |(_, places)| places))
    }

    /// Returns the values of a field in all records.
    pub(super) fn column(
        &mut self,
        entity: &str,
        field: &str,
        compute: impl FnOnce() -> Vec<Value>,
    ) -> Arc<Vec<Value>> {
        if self.columns.len() >= COMPUTED {
            self.columns.clear();
        }
        let column = self.columns.entry((entity.to_owned(), field.to_owned()));
        column.or_insert_with(|| Arc::new(compute())).clone()
    }

    /// Returns the places of all records in an order, if they are known.
    pub(super) fn order(&self, entity: &str, sort: &str) -> Option<Arc<Vec<usize>>> {
        self.orders.get(&(entity.to_owned(), sort.to_owned())).cloned()
    }

    /// Keeps the places of all records in an order.
    pub(super) fn keep_order(&mut self, entity: &str, sort: &str, places: Arc<Vec<usize>>) {
        if self.orders.len() >= COMPUTED {
            self.orders.clear();
        }
        self.orders.insert((entity.to_owned(), sort.to_owned()), places);
    }

    /// Forgets everything, because records, entities or the behavior have changed.
    pub(super) fn clear(&mut self) {
        self.results.clear();
        self.columns.clear();
        self.orders.clear();
    }
}

#[test]
fn keeps_the_most_recent_results() {
    let mut found = Found::default();
    let mut computed = Vec::new();
    for query in ["a", "b", "a", "c", "d", "e", "a", "b"] {
        let mut is_new = false;
        let places = found.get_or_insert(query.to_owned(), |_| {
            is_new = true;
            Ok::<_, ()>(Vec::new())
        });
        assert!(places.is_ok());
        if is_new {
            computed.push(query);
        }
    }
    assert_eq!(computed, ["a", "b", "c", "d", "e", "b"]);
}
