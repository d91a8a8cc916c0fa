//! The results of recent queries.

use std::collections::VecDeque;

/// The number of results to keep.
const CAPACITY: usize = 4;

/// The results of recent queries, so that the pages of one list do not filter and sort all records
/// again.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The results, the most recent one last.
    results: VecDeque<(String, Vec<usize>)>,
}

impl Found {
    /// Returns the places of the records that a query has found, and computes them if it is new.
    pub(super) fn get_or_insert<E>(
        &mut self,
        query: String,
        compute: impl FnOnce() -> Result<Vec<usize>, E>,
    ) -> Result<&[usize], E> {
        let known = self.results.iter().position(|(it, _)| *it == query);
        let result = match known.and_then(|it| self.results.remove(it)) {
            Some(result) => result,
            None => (query, compute()?),
        };
        if self.results.len() >= CAPACITY {
            self.results.pop_front();
        }
        self.results.push_back(result);
        Ok(self.results.back().map_or(&[], |(_, places)| places))
    }

    /// Forgets all results, because records or entities have changed.
    pub(super) fn clear(&mut self) {
        self.results.clear();
    }
}

#[test]
fn keeps_the_most_recent_results() {
    let mut found = Found::default();
    let mut computed = Vec::new();
    for query in ["a", "b", "a", "c", "d", "e", "a", "b"] {
        let mut is_new = false;
        let places = found.get_or_insert(query.to_owned(), || {
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
