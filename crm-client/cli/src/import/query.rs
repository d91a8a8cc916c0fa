//! Reads records, and counts the calls and their time.

use std::cell::Cell;
use std::time::{Duration, Instant};

use crm_client::endpoint::Effect;
use crm_client::filter::Filter;
use crm_client::{Page, Record, Sort, entity};

use crate::failure::Failure;
use crate::session::Session;

/// The largest number of conditions of a query.
pub(crate) const MAX_CONDITIONS: usize = 10;

/// The largest number of rows of a page.
pub(crate) const PAGE_SIZE: u32 = 200;

/// The number of pages that are fetched ahead.
const PREFETCH: usize = 4;

/// The longest time that a read waits for the quota of the server.
pub(crate) const QUOTA_WAIT: Duration = Duration::from_secs(900);

/// Reads records of one CRM.
pub(crate) struct Query<'a> {
    /// The session, which creates the calls.
    pub session: &'a Session<'a>,
    calls: Cell<u32>,
    time: Cell<Duration>,
}

impl<'a> Query<'a> {
    /// Creates a reader.
    pub(crate) fn new(session: &'a Session<'a>) -> Query<'a> {
        Query { session, calls: Cell::new(0), time: Cell::new(Duration::ZERO) }
    }

    /// Returns the number of calls so far.
    pub(crate) fn calls(&self) -> u32 {
        self.calls.get()
    }

    /// Returns the average time of a call so far.
    pub(crate) fn latency(&self) -> Duration {
        self.time.get() / self.calls.get().max(1)
    }

    /// Passes all records that meet the conditions to a function, in the order of a field.
    pub(crate) async fn each(
        &self,
        entity: &str,
        fields: &[String],
        filter: Filter,
        sort: &str,
        mut visit: impl FnMut(Record),
    ) -> Result<(), Failure> {
        let mut request = entity::AdvQuery::new(entity, fields, filter);
        request.page_size = Some(PAGE_SIZE);
        request.sort = Some(Sort::asc(sort));
        let call = self.session.call(request).await?.returning::<Page<Record>>();
        let call = call.wait_for_quota(QUOTA_WAIT).timeout(QUOTA_WAIT * 2);
        // Advanced queries report no total, so pages are fetched ahead on suspicion.
        let mut pages = call.pages().prefetch(PREFETCH).speculative();
        loop {
            let started = Instant::now();
            let page = pages.next().await;
            self.count(started);
            let Some(page) = page else { return Ok(()) };
            let page = page.map_err(|error| self.session.failure(&error, Effect::Read))?;
            page.data.into_iter().for_each(&mut visit);
        }
    }

    /// Returns all users.
    pub(crate) async fn users(&self, fields: &[String]) -> Result<Vec<Record>, Failure> {
        let mut request = crm_client::user::List::new(fields);
        request.page_size = Some(PAGE_SIZE);
        let call = self.session.call(request).await?.returning::<Page<Record>>();
        let mut pages = call.wait_for_quota(QUOTA_WAIT).timeout(QUOTA_WAIT * 2).pages();
        let mut users = Vec::new();
        loop {
            let started = Instant::now();
            let page = pages.next().await;
            self.count(started);
            let Some(page) = page else { return Ok(users) };
            users.extend(page.map_err(|error| self.session.failure(&error, Effect::Read))?.data);
        }
    }

    fn count(&self, started: Instant) {
        self.calls.set(self.calls.get() + 1);
        self.time.set(self.time.get() + started.elapsed());
    }
}
