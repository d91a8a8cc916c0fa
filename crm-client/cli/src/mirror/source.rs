//! The calls of a mirror, which only read.

use std::cell::{Cell, OnceCell};

use crm_client::endpoint::{Effect, Endpoint};
use crm_client::entity::AdvQuery;
use crm_client::filter::Filter;
use crm_client::{Code, Error, Json, Page, Sort};
use tokio::sync::Mutex;

use super::instant;
use super::pace::Pace;
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::session::Session;
use crate::tenant::RecordRequest;

/// The maximum number of rows of a page.
pub(super) const PAGE_SIZE: u32 = 200;

/// The calls of a mirror.
pub(super) struct Source<'a> {
    pub session: &'a Session<'a>,
    pace: Mutex<Pace>,
    calls: Cell<u64>,
    /// How many milliseconds the clock of the server is ahead.
    clock_offset: OnceCell<i64>,
}

/// A page of an advanced query.
#[derive(Clone, Debug)]
pub(super) struct Query<'a> {
    pub entity: &'a str,
    pub fields: &'a [String],
    pub filter: Filter,
    pub sort: Option<&'a str>,
    pub page: u32,
}

/// Why a call has no result.
pub(super) enum Trouble {
    /// The CRM refuses what the call asks for, with this code.
    Refused(Code, Failure),
    /// Any other failure.
    Failed(Failure),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Trouble {
        Trouble::Failed(failure)
    }
}

impl Trouble {
    /// Returns the failure.
    pub(super) fn into_failure(self) -> Failure {
        match self {
            Trouble::Refused(_, failure) | Trouble::Failed(failure) => failure,
        }
    }
}

impl<'a> Source<'a> {
    /// Creates the calls of a round.
    pub(super) fn new(session: &'a Session<'a>) -> Source<'a> {
        Source {
            session,
            pace: Mutex::default(),
            calls: Cell::new(0),
            clock_offset: OnceCell::new(),
        }
    }

    /// Returns the number of calls so far.
    pub(super) fn calls(&self) -> u64 {
        self.calls.get()
    }

    /// Returns the rows of a page.
    pub(super) async fn page(&self, query: &Query<'_>) -> Result<Vec<Json>, Trouble> {
        let mut request = AdvQuery::new(query.entity, query.fields, query.filter.clone());
        request.page_size = Some(PAGE_SIZE);
        request.page_no = (query.page > 1).then_some(query.page);
        request.sort = query
            .sort
            .map(str::parse::<Sort>)
            .transpose()
            .map_err(|error| Failure::new(Status::Failed, error.to_string()))?;
        let page = self
            .paced(async || {
                let call = self.session.call(request.clone()).await?;
                Ok(call.returning::<Page<Json>>().await)
            })
            .await?;
        Ok(page.data)
    }

    /// Returns a record, or `None` if the reply has none.
    pub(super) async fn get(&self, request: &RecordRequest) -> Result<Option<Json>, Trouble> {
        let record =
            self.paced(async || Ok(self.session.call(request.clone()).await?.await)).await?;
        Ok(Some(record).filter(|it| !matches!(it.as_str(), "null" | "{}" | "\"\"")))
    }

    /// Sends a request about metadata.
    pub(super) async fn send<E: Endpoint + Clone>(&self, request: E) -> Result<E::Reply, Trouble> {
        self.paced(async || Ok(self.session.call(request.clone()).await?.await)).await
    }

    /// Returns the latest time of a change that can be true. A later one comes from a clock that was wrong.
    /// This is a call if the local clock seems to be wrong.
    pub(super) async fn latest(&self, seen: i64) -> i64 {
        let latest = instant::latest();
        if seen <= latest {
            return latest;
        }
        if self.clock_offset.get().is_none() {
            self.calls.set(self.calls.get() + 1);
            // Without the time of the server, the local clock is the best one.
            let offset = self.session.measure_clock_offset().await.unwrap_or_default();
            self.clock_offset.get_or_init(|| offset);
        }
        let offset = self.clock_offset.get().copied().unwrap_or_default();
        latest.saturating_add(offset)
    }

    /// Makes a call at the pace that the quota allows.
    async fn paced<T>(
        &self,
        call: impl AsyncFn() -> Result<Result<T, Error>, Failure>,
    ) -> Result<T, Trouble> {
        loop {
            self.pace.lock().await.wait().await;
            self.calls.set(self.calls.get() + 1);
            let error = match call().await? {
                Ok(reply) => {
                    self.pace.lock().await.speed_up();
                    return Ok(reply);
                }
                Err(error) => error,
            };
            if error.is_rate_limited() && self.pace.lock().await.slow_down() {
                continue;
            }
            let failure = self.session.failure(&error, Effect::Read);
            return Err(match error.code() {
                Some(Code::RATE_LIMITED) => Trouble::Failed(
                    failure
                        .with_remedy(&tr!("the next round continues here", "下一轮将从此处继续")),
                ),
                Some(code) if is_about_request(code) => Trouble::Refused(code, failure),
                // The request itself is impossible, such as one with too many fields for a URL.
                _ if error.is_request() => {
                    Trouble::Failed(Failure::new(Status::SomeFailed, failure.message()))
                }
                _ => Trouble::Failed(failure),
            });
        }
    }
}

/// Returns whether a code is about this call, and not about all calls.
fn is_about_request(code: Code) -> bool {
    [Code::BUSINESS_FAILURE, Code::INVALID_PARAMETER, Code::SYSTEM_ERROR, Code::INSUFFICIENT_RIGHTS]
        .contains(&code)
}
