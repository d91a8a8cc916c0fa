//! Until when something that a reply holds can be used.

use std::time::{Duration, Instant};

use serde::{Deserialize, Deserializer};

/// Until when something can be used: so many seconds from when its reply was read.
///
/// It has been ending since the server made the reply, so leave some time for the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry {
    read: Instant,
    lifetime: Duration,
}

impl Expiry {
    /// How long it could be used from the beginning, as the server said.
    #[must_use]
    pub fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// How long it can be used from now on; zero when it is over.
    #[must_use]
    pub fn left(&self) -> Duration {
        self.lifetime.saturating_sub(self.read.elapsed())
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.left().is_zero()
    }
}

impl<'de> Deserialize<'de> for Expiry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Expiry, D::Error> {
        let lifetime = Duration::from_secs(u64::deserialize(deserializer)?);
        Ok(Expiry { read: Instant::now(), lifetime })
    }
}

#[test]
fn it_is_over_when_its_time_is() {
    let expiry: Expiry = serde_json::from_str("300").unwrap();
    assert!(!expiry.is_over() && expiry.left() > Duration::from_secs(200));
    let read = Instant::now().checked_sub(Duration::from_secs(300)).unwrap();
    assert!(Expiry { read, ..expiry }.is_over());
    assert!(serde_json::from_str::<Expiry>("0").unwrap().is_over());
}
