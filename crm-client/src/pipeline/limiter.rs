//! How many requests may go out: so many in a time, and so many at once.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::sync::{self, Notify, Semaphore, SemaphorePermit};
use tokio::time::Instant;

use super::timeout::{self, Late};

/// The limits of a client, which its clones share.
///
/// Calls that somebody awaits reserve their turn in the order in which they are made. Calls that are
/// made ahead reserve nothing: one at a time, they wait until a request may go out at once and no
/// awaited call waits.
#[derive(Debug)]
pub(crate) struct Limiter {
    rate: Option<Rate>,
    /// One for each request that may be on its way.
    permits: Option<Semaphore>,
    /// Held by the call ahead that is the next one.
    next_ahead: sync::Mutex<()>,
    /// Wakes it: a permit or a turn may be free.
    freed: Notify,
}

/// Held while a request is on its way.
pub(crate) struct Permit<'a> {
    permit: Option<SemaphorePermit<'a>>,
    freed: &'a Notify,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if let Some(permit) = self.permit.take() {
            drop(permit);
            self.freed.notify_one();
        }
    }
}

/// Wakes the next call ahead when an awaited call no longer waits, whatever it gave back.
struct Waiting<'a>(&'a Notify);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.notify_one();
    }
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
        let is_in_time = |turn| deadline.is_none_or(|deadline| turn < deadline);
        self.take(now, is_in_time).map_err(|_| Late)
    }

    /// Takes a turn if a request may go out now; returns the next turn if not.
    fn take_now(&self, now: Instant) -> Result<Instant, Instant> {
        self.take(now, |turn| turn <= now)
    }

    /// Takes the next turn if it is in time; returns it in both cases.
    fn take(&self, now: Instant, is_in_time: impl Fn(Instant) -> bool) -> Result<Instant, Instant> {
        let mut turns = self.turns();
        // Those that have passed are of no use to anybody.
        turns.free = turns.free.split_off(&now);
        let free = turns.free.first().copied();
        let due = turns.due.map_or(now, |it| it.max(now));
        let next = due.checked_sub(self.tolerance).map_or(now, |it| it.max(now));
        let turn = free.unwrap_or(next);
        if !is_in_time(turn) {
            return Err(turn);
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
    pub(crate) fn new(rate: Option<Rate>, permits: Option<Semaphore>) -> Limiter {
        Limiter { rate, permits, next_ahead: sync::Mutex::default(), freed: Notify::new() }
    }

    /// Waits until the request of an awaited call may go out.
    pub(crate) async fn admit(&self, deadline: Option<Instant>) -> Result<Permit<'_>, Late> {
        let _waiting = Waiting(&self.freed);
        let permit = match &self.permits {
            // It is never closed.
            Some(permits) => timeout::within(deadline, permits.acquire()).await?.ok(),
            None => None,
        };
        let permit = Permit { permit, freed: &self.freed };
        if let Some(rate) = &self.rate {
            let turn = Turn { rate: Some(rate), at: rate.reserve(Instant::now(), deadline)? };
            turn.wait().await?;
        }
        Ok(permit)
    }

    /// Waits until a request may go out of a call that nobody awaits yet.
    pub(crate) async fn admit_ahead(&self, deadline: Option<Instant>) -> Result<Permit<'_>, Late> {
        if self.rate.is_none() && self.permits.is_none() {
            return Ok(Permit { permit: None, freed: &self.freed });
        }
        let _next = timeout::within(deadline, self.next_ahead.lock()).await?;
        loop {
            let turn = match self.try_admit() {
                Ok(permit) => return Ok(permit),
                Err(turn) => turn,
            };
            let freed = pin!(timeout::within(deadline, self.freed.notified()));
            let Some(turn) = turn else {
                freed.await?;
                continue;
            };
            if deadline.is_some_and(|deadline| turn >= deadline) {
                return Err(Late);
            }
            match select(freed, pin!(timeout::sleep_until(turn))).await {
                Either::Left((woken, _)) | Either::Right((woken, _)) => woken?,
            }
        }
    }

    /// Admits a request if it may go out now and no awaited call waits. If not, returns the next turn,
    /// if that is what is missing.
    fn try_admit(&self) -> Result<Permit<'_>, Option<Instant>> {
        let permit = match &self.permits {
            // This fails as well while others wait: they get what becomes free.
            Some(permits) => Some(permits.try_acquire().map_err(|_| None)?),
            None => None,
        };
        if let Some(rate) = &self.rate {
            // The permit is given back silently, as nobody but this call ahead would be woken.
            rate.take_now(Instant::now()).map_err(Some)?;
        }
        Ok(Permit { permit, freed: &self.freed })
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
