//! Sends the requests of a plan, several at a time, and records each in the journal first.

mod events;
mod lookup;
mod queue;
mod reply;

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use crm_client::{Error, Json};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};

use super::entity::{Fields, Target};
use super::journal::{Ending, Journal, Sending};
use super::outcome::RowResult;
use super::plan::{Action, Planned};
use super::query::{QUOTA_WAIT, Query};
use crate::failure::Failure;
use crate::lang::tr;
use lookup::Found;
use queue::Queue;

/// How requests are sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// The number of requests at a time.
    pub concurrency: usize,
    /// How long a request may still be carried out after its reply was lost.
    pub grace: Duration,
    /// Whether a row is sent again if its record was not found after that time.
    pub retry_unknown: bool,
}

/// The end of an execution.
pub(crate) struct Executed {
    /// How each row has ended, or `None` if the run stopped before.
    pub results: Vec<Option<RowResult>>,
    /// Why the run stopped, if it did.
    pub stop: Option<Failure>,
}

/// The result of a request or of a look-up.
enum Event {
    Replied(usize, Result<Json, Error>),
    LookedUp(usize, Result<Found, Failure>),
}

/// A request of a row.
struct Request {
    /// The record, if it is an update.
    record: Option<String>,
    body: Fields,
    sent: Instant,
    sends: u32,
}

/// The state of an execution.
pub(crate) struct Execution<'a> {
    query: &'a Query<'a>,
    target: &'a Target,
    match_fields: &'a [String],
    plan: &'a [Planned],
    pace: Pace,
    queue: Queue<'a>,
    requests: HashMap<usize, Request>,
    events: FuturesUnordered<LocalBoxFuture<'a, Event>>,
    in_flight: usize,
    failures: usize,
    /// The records that this process has created.
    created: HashSet<String>,
    stop: Option<Failure>,
    /// Rows whose request did not reach the CRM.
    unsent: Vec<usize>,
}

impl<'a> Execution<'a> {
    /// Prepares the execution of a plan.
    pub(crate) fn new(
        query: &'a Query<'a>,
        target: &'a Target,
        match_fields: &'a [String],
        plan: &'a [Planned],
        pace: Pace,
    ) -> Execution<'a> {
        Execution {
            query,
            target,
            match_fields,
            plan,
            pace,
            queue: Queue::new(plan),
            requests: HashMap::new(),
            events: FuturesUnordered::new(),
            in_flight: 0,
            failures: 0,
            created: HashSet::new(),
            stop: None,
            unsent: Vec::new(),
        }
    }

    /// Sends all requests.
    ///
    /// # Errors
    ///
    /// Fails if the journal cannot be written. Requests that are under way are then open in the journal.
    pub(crate) async fn run(
        mut self,
        journal: &mut Journal,
        run: i64,
        mut progress: impl FnMut(usize),
    ) -> Result<Executed, Failure> {
        loop {
            let starts = self.next_starts();
            self.record(journal, run, &starts)?;
            for index in starts {
                self.send(index).await;
            }
            progress(self.queue.ended());
            let Some(event) = self.events.next().await else { break };
            self.handle(event);
            while let Some(Some(event)) = self.events.next().now_or_never() {
                self.handle(event);
            }
        }
        self.record(journal, run, &[])?;
        Ok(Executed { results: self.queue.into_results(), stop: self.stop })
    }

    /// Takes the rows that can be sent now.
    fn next_starts(&mut self) -> Vec<usize> {
        let mut starts = Vec::new();
        while self.stop.is_none() && self.in_flight + starts.len() < self.pace.concurrency {
            let Some(index) = self.queue.next() else { break };
            let sends = self.requests.get(&index).map_or(0, |it| it.sends) + 1;
            let (record, body) = self.request(index);
            let request = Request { record, body, sent: Instant::now(), sends };
            self.requests.insert(index, request);
            starts.push(index);
        }
        starts
    }

    /// Returns the record and the fields of a request.
    fn request(&self, index: usize) -> (Option<String>, Fields) {
        let planned = &self.plan[index];
        if let Action::Update { id, changes } = &planned.action {
            let earlier = || self.queue.result(planned.after?)?.id.clone();
            let body = changes.iter().map(|it| (it.field.clone(), it.new.clone()));
            return (id.clone().or_else(earlier), Fields(body.collect()));
        }
        let fields = planned.row.fields.0.iter();
        let fields = fields.filter(|(name, _)| *name != self.target.key);
        (None, Fields(fields.cloned().collect()))
    }

    /// Records the ends of rows and the requests that follow, before any of these is sent.
    fn record(&mut self, journal: &mut Journal, run: i64, starts: &[usize]) -> Result<(), Failure> {
        let number = |index: usize| self.plan[index].row.number;
        let ends = self.queue.take_ends();
        let ends = ends
            .iter()
            .map(|index| Ending { row: number(*index), result: self.queue.result(*index) });
        let unsent = std::mem::take(&mut self.unsent);
        let unsent = unsent.iter().filter(|it| !starts.contains(it));
        let unsent = unsent.map(|index| Ending { row: number(*index), result: None });
        let ends: Vec<_> = ends.chain(unsent).collect();
        let sends = starts.iter().filter_map(|index| {
            let request = self.requests.get(index)?;
            let before = match &self.plan[*index].action {
                Action::Update { changes, .. } => {
                    changes.iter().map(|it| (it.field.clone(), it.old.clone())).collect()
                }
                _ => Vec::new(),
            };
            Some(Sending {
                row: number(*index),
                record: request.record.as_deref(),
                body: &request.body,
                before: Fields(before),
            })
        });
        let sends: Vec<_> = sends.collect();
        journal.record(run, &ends, &sends)
    }

    /// Sends the request of a row.
    async fn send(&mut self, index: usize) {
        let Some(request) = self.requests.get(&index) else { return };
        let table = match &request.record {
            Some(id) => self.target.update(id, &request.body),
            None => self.target.add(&request.body),
        };
        let call = match table {
            Some(table) => self.query.session.call(table).await,
            None => Err(Failure::usage(tr!(
                "the API has no call for this row",
                "API 不支持该行所需的调用"
            ))),
        };
        match call {
            Ok(call) => {
                let call = call.wait_for_quota(QUOTA_WAIT).timeout(QUOTA_WAIT * 2);
                self.in_flight += 1;
                let event = async move { Event::Replied(index, call.await) };
                self.events.push(event.boxed_local());
            }
            Err(failure) => {
                self.unsent.push(index);
                self.stop.get_or_insert(failure);
            }
        }
    }
}
