//! The rate limit and the concurrency limit of a client.

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
/// Awaited calls reserve their slots in the order of arrival. Prefetched calls reserve nothing: one
/// at a time, they wait until a request can be sent immediately and no awaited call is waiting.
#[derive(Debug)]
pub(crate) struct Limiter {
    rate: Option<Rate>,
    /// One permit for each request that may be in flight.
    permits: Option<Semaphore>,
    /// Held by the prefetched call that is admitted next.
    next_ahead: sync::Mutex<()>,
    /// Wakes that call, because a permit or a slot may be free.
    freed: Notify,
}

/// Admits one request. Hold it while the request is in flight.
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

/// Wakes the next prefetched call when an awaited call stops waiting, whether it was admitted or not.
struct Waiting<'a>(&'a Notify);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

/// A rate limit with bursts: all requests of a period can be sent at once; more requests follow
/// evenly.
#[derive(Debug)]
pub(crate) struct Rate {
    /// The interval between evenly spaced requests.
    interval: Duration,
    /// How much earlier than its due time a request may be sent.
    tolerance: Duration,
    slots: Mutex<Slots>,
}

#[derive(Debug, Default)]
struct Slots {
    /// The due time of the next request, if requests were evenly spaced.
    due: Option<Instant>,
    /// Slots that were returned unused. Later slots belong to other calls, so those do not move up.
    free: BTreeSet<Instant>,
}

impl Rate {
    /// Creates a rate limit. Neither argument may be zero.
    pub(crate) fn new(requests: u32, per: Duration) -> Rate {
        let interval = per / requests;
        Rate { interval, tolerance: per.saturating_sub(interval), slots: Mutex::default() }
    }

    /// Reserves a slot for a new request and returns its time. Fails if the slot is not before the
    /// deadline.
    fn reserve(&self, now: Instant, deadline: Option<Instant>) -> Result<Instant, Late> {
        let is_in_time = |slot| deadline.is_none_or(|deadline| slot < deadline);
        self.take(now, is_in_time).map_err(|_| Late)
    }

    /// Takes a slot if a request can be sent now. Otherwise returns the time of the next slot as
    /// the error.
    fn take_now(&self, now: Instant) -> Result<Instant, Instant> {
        self.take(now, |slot| slot <= now)
    }

    /// Takes the next slot if `is_in_time` accepts it. Returns its time in both cases.
    fn take(&self, now: Instant, is_in_time: impl Fn(Instant) -> bool) -> Result<Instant, Instant> {
        let mut slots = self.slots();
        // Slots in the past cannot be used any more.
        slots.free = slots.free.split_off(&now);
        let free = slots.free.first().copied();
        let due = slots.due.map_or(now, |it| it.max(now));
        let next = due.checked_sub(self.tolerance).map_or(now, |it| it.max(now));
        let slot = free.unwrap_or(next);
        if !is_in_time(slot) {
            return Err(slot);
        }
        if !slots.free.remove(&slot) {
            slots.due = Some(due + self.interval);
        }
        Ok(slot)
    }

    /// Returns a slot that was not used.
    fn give_back(&self, slot: Instant) {
        self.slots().free.insert(slot);
    }

    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reserved slot. It is returned to the rate limit if its wait is cancelled.
struct Slot<'a> {
    rate: Option<&'a Rate>,
    at: Instant,
}

impl Slot<'_> {
    async fn wait(mut self) -> Result<(), Late> {
        timeout::sleep_until(self.at).await?;
        self.rate = None;
        Ok(())
    }
}

impl Drop for Slot<'_> {
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

    /// Waits until the limits admit the request of an awaited call.
    pub(crate) async fn admit(&self, deadline: Option<Instant>) -> Result<Permit<'_>, Late> {
        let _waiting = Waiting(&self.freed);
        let permit = match &self.permits {
            // The semaphore is never closed.
            Some(permits) => timeout::within(deadline, permits.acquire()).await?.ok(),
            None => None,
        };
        let permit = Permit { permit, freed: &self.freed };
        if let Some(rate) = &self.rate {
            let slot = Slot { rate: Some(rate), at: rate.reserve(Instant::now(), deadline)? };
            slot.wait().await?;
        }
        Ok(permit)
    }

    /// Waits until the limits admit the request of a prefetched call that nobody awaits yet.
    pub(crate) async fn admit_ahead(&self, deadline: Option<Instant>) -> Result<Permit<'_>, Late> {
        if self.rate.is_none() && self.permits.is_none() {
            return Ok(Permit { permit: None, freed: &self.freed });
        }
        let _next = timeout::within(deadline, self.next_ahead.lock()).await?;
        loop {
            let slot = match self.try_admit() {
                Ok(permit) => return Ok(permit),
                Err(slot) => slot,
            };
            let freed = pin!(timeout::within(deadline, self.freed.notified()));
            let Some(slot) = slot else {
                freed.await?;
                continue;
            };
            if deadline.is_some_and(|deadline| slot >= deadline) {
                return Err(Late);
            }
            match select(freed, pin!(timeout::sleep_until(slot))).await {
                Either::Left((woken, _)) | Either::Right((woken, _)) => woken?,
            }
        }
    }

    /// Admits a request if it can be sent now and no awaited call is waiting. Otherwise fails: with
    /// the time of the next slot if the rate limit is the reason, with `None` if a permit is
    /// missing.
    fn try_admit(&self) -> Result<Permit<'_>, Option<Instant>> {
        let permit = match &self.permits {
            // This also fails while awaited calls are waiting, because they get the next free
            // permits.
            Some(permits) => Some(permits.try_acquire().map_err(|_| None)?),
            None => None,
        };
        if let Some(rate) = &self.rate {
            // On failure, the permit is released without a wakeup, because that would wake only
            // this call.
            rate.take_now(Instant::now()).map_err(Some)?;
        }
        Ok(Permit { permit, freed: &self.freed })
    }
}

#[test]
fn allows_a_burst_and_then_evenly_spaced_requests() {
    let rate = Rate::new(3, Duration::from_secs(3));
    let start = Instant::now();
    let slot = |after: u64| {
        let now = start + Duration::from_secs(after);
        let slot = rate.reserve(now, None).unwrap();
        (slot - start).as_secs()
    };
    assert_eq!([slot(0), slot(0), slot(0), slot(0), slot(0)], [0, 0, 0, 1, 2]);
    assert_eq!([slot(100), slot(100), slot(100), slot(100)], [100, 100, 100, 101]);
    let deadline = Some(start + Duration::from_secs(101));
    assert!(
        rate.reserve(start + Duration::from_secs(100), deadline).is_err(),
        "its slot is at 102"
    );
    assert_eq!(slot(100), 102, "a slot after the deadline is not taken");
    rate.give_back(start + Duration::from_secs(101));
    rate.give_back(start + Duration::from_secs(102));
    assert_eq!([slot(100), slot(100), slot(100)], [101, 102, 103], "other calls keep their slots");
    rate.give_back(start + Duration::from_secs(103));
    assert_eq!(slot(104), 104, "a slot in the past is lost");
}
