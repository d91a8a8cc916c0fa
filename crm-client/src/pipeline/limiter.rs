//! How many requests may go out: so many in a time, and so many at once.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use super::timeout::{self, Late};

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
    turns: Mutex<Turns>,
}

#[derive(Debug, Default)]
struct Turns {
    /// When the next request would be due, if they came evenly.
    due: Option<Instant>,
    /// Turns that were given back. Those behind them are others', so they do not move up.
    free: BTreeSet<Instant>,
}

impl Rate {
    /// None of both is zero.
    pub(crate) fn new(requests: u32, per: Duration) -> Rate {
        let interval = per / requests;
        Rate { interval, tolerance: per.saturating_sub(interval), turns: Mutex::default() }
    }

    /// When a request may go out that wants to go out now; its turn is taken, if that is in time.
    fn reserve(&self, now: Instant, deadline: Option<Instant>) -> Result<Instant, Late> {
        let mut turns = self.turns();
        // Those that have passed are of no use to anybody.
        turns.free = turns.free.split_off(&now);
        let free = turns.free.first().copied();
        let due = turns.due.map_or(now, |it| it.max(now));
        let next = due.checked_sub(self.tolerance).map_or(now, |it| it.max(now));
        let turn = free.unwrap_or(next);
        if deadline.is_some_and(|deadline| turn >= deadline) {
            return Err(Late);
        }
        if !turns.free.remove(&turn) {
            turns.due = Some(due + self.interval);
        }
        Ok(turn)
    }

    /// Gives back a turn that was not used.
    fn give_back(&self, turn: Instant) {
        self.turns().free.insert(turn);
    }

    fn turns(&self) -> MutexGuard<'_, Turns> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A turn that is given back, unless it was waited for to the end.
struct Turn<'a> {
    rate: Option<&'a Rate>,
    at: Instant,
}

impl Turn<'_> {
    async fn wait(mut self) -> Result<(), Late> {
        timeout::sleep_until(self.at).await?;
        self.rate = None;
        Ok(())
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(rate) = self.rate {
            rate.give_back(self.at);
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
            Some(permits) => timeout::within(deadline, permits.acquire()).await?.ok(),
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
    rate.give_back(start + Duration::from_secs(101));
    rate.give_back(start + Duration::from_secs(102));
    assert_eq!([turn(100), turn(100), turn(100)], [101, 102, 103], "others keep theirs");
    rate.give_back(start + Duration::from_secs(103));
    assert_eq!(turn(104), 104, "one that has passed is lost");
}
