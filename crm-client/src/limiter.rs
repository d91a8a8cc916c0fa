//! How many requests may go out: so many in a time, and so many at once.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use crate::time::{self, Late};

/// The limits of a client, which its clones share.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    pub(crate) rate: Option<Rate>,
    /// One for each request that may be on its way.
    pub(crate) permits: Option<Semaphore>,
}

/// So many requests in a time: they may come all at once, and then one by one.
#[derive(Debug)]
pub(crate) struct Rate {
    /// From one request to the next, if they come evenly.
    interval: Duration,
    /// How much too early a request may come.
    tolerance: Duration,
    /// When the next request would be due, if they came evenly.
    due: Mutex<Option<Instant>>,
}

impl Rate {
    /// None of both is zero.
    pub(crate) fn new(requests: u32, per: Duration) -> Rate {
        let interval = per / requests;
        Rate { interval, tolerance: per.saturating_sub(interval), due: Mutex::new(None) }
    }

    /// When a request may go out that wants to go out now; its turn is taken, if that is in time.
    fn reserve(&self, now: Instant, deadline: Option<Instant>) -> Result<Instant, Late> {
        let mut next = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let due = next.map_or(now, |it| it.max(now));
        let turn = due.checked_sub(self.tolerance).map_or(now, |it| it.max(now));
        if deadline.is_some_and(|deadline| turn >= deadline) {
            return Err(Late);
        }
        *next = Some(due + self.interval);
        Ok(turn)
    }

    /// Gives back a turn that was not used.
    fn give_back(&self) {
        let mut next = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        *next = next.and_then(|due| due.checked_sub(self.interval));
    }
}

/// A turn that is given back, unless it was waited for to the end.
struct Turn<'a> {
    rate: Option<&'a Rate>,
    at: Instant,
}

impl Turn<'_> {
    async fn wait(mut self) -> Result<(), Late> {
        time::sleep_until(self.at).await?;
        self.rate = None;
        Ok(())
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(rate) = self.rate {
            rate.give_back();
        }
    }
}

impl Limiter {
    /// Waits until a request may go out; what is returned is held while it is on its way.
    pub(crate) async fn admit(
        &self,
        deadline: Option<Instant>,
    ) -> Result<Option<SemaphorePermit<'_>>, Late> {
        let permit = match &self.permits {
            // It is never closed.
            Some(permits) => time::within(deadline, permits.acquire()).await?.ok(),
            None => None,
        };
        if let Some(rate) = &self.rate {
            let turn = Turn { rate: Some(rate), at: rate.reserve(Instant::now(), deadline)? };
            turn.wait().await?;
        }
        Ok(permit)
    }
}

#[test]
fn requests_come_all_at_once_and_then_one_by_one() {
    let rate = Rate::new(3, Duration::from_secs(3));
    let start = Instant::now();
    let turn = |after: u64| {
        let now = start + Duration::from_secs(after);
        let turn = rate.reserve(now, None).unwrap();
        (turn - start).as_secs()
    };
    assert_eq!([turn(0), turn(0), turn(0), turn(0), turn(0)], [0, 0, 0, 1, 2]);
    assert_eq!([turn(100), turn(100), turn(100), turn(100)], [100, 100, 100, 101]);
    let deadline = Some(start + Duration::from_secs(101));
    assert!(rate.reserve(start + Duration::from_secs(100), deadline).is_err(), "its turn is 102");
    assert_eq!(turn(100), 102, "a turn that is too late is not taken");
}
