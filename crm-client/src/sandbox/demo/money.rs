//! Amounts of money with two decimals.

use serde::{Serialize, Serializer, ser};
use serde_json::value::RawValue;

/// An amount in fen, written as a JSON number in yuan: `99999.00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Money(pub(super) usize);

impl Money {
    pub(super) fn times(self, quantity: usize) -> Money {
        Money(self.0 * quantity)
    }

    /// Splits the amount by percentages. The last part is the rest.
    pub(super) fn split(self, percentages: &[usize]) -> Vec<Money> {
        let mut rest = self.0;
        let mut parts: Vec<Money> = Vec::new();
        for percent in percentages {
            let part = self.0 * percent / 100;
            rest -= part;
            parts.push(Money(part));
        }
        if let Some(last) = parts.last_mut() {
            last.0 += rest;
        }
        parts
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let digits = format!("{}.{:02}", self.0 / 100, self.0 % 100);
        RawValue::from_string(digits).map_err(ser::Error::custom)?.serialize(serializer)
    }
}

#[test]
fn parts_add_up_and_keep_two_decimals() {
    let parts = Money(10_001).split(&[30, 40, 30]);
    assert_eq!(parts, [Money(3_000), Money(4_000), Money(3_001)]);
    assert_eq!(serde_json::to_string(&parts[2]).unwrap(), "30.01");
}
