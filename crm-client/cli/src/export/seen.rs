//! The keys of recent rows, to leave out rows that the CRM repeats.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The number of keys that are remembered. Rows that are added during an export move others to the next
/// page, so repeated rows are close to each other. More keys would need memory without a limit.
const CAPACITY: usize = 8192;

/// The keys of recent rows, each as a hash.
#[derive(Default)]
pub(super) struct Seen {
    hashes: HashSet<u64>,
    order: VecDeque<u64>,
}

impl Seen {
    /// Adds a key. Returns its hash, or `None` if it was there before.
    pub(super) fn add(&mut self, key: &str) -> Option<u64> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let hash = hasher.finish();
        self.add_hash(hash).then_some(hash)
    }

    /// Adds the hash of a key. Returns whether it is new.
    pub(super) fn add_hash(&mut self, hash: u64) -> bool {
        if !self.hashes.insert(hash) {
            return false;
        }
        self.order.push_back(hash);
        if self.order.len() > CAPACITY
            && let Some(oldest) = self.order.pop_front()
        {
            self.hashes.remove(&oldest);
        }
        true
    }
}

#[test]
fn remembers_a_limited_number_of_keys() {
    let mut seen = Seen::default();
    for key in 0..CAPACITY + 10 {
        assert!(seen.add(&key.to_string()).is_some());
    }
    assert_eq!(seen.add(&(CAPACITY + 9).to_string()), None);
    assert_eq!((seen.hashes.len(), seen.order.len()), (CAPACITY, CAPACITY));
    assert!(seen.add("0").is_some(), "the oldest keys are forgotten");
}
