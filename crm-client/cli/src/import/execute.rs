//! Sends the requests of a plan, several at a time, and records each in the journal first.

mod lookup;
mod queue;
mod reply;

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use crm_client::endpoint::Effect;
use crm_client::{Error, Json};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};

use super::entity::{Fields, Target};
use super::journal::{Ending, Journal, Sending};
use super::outcome::{Outcome, RowResult};
use super::plan::{Action, Planned};
use super::problem::Problem;
use super::query::{QUOTA_WAIT, Query};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use lookup::Found;
use queue::Queue;
use reply::Reply;

/// The number of requests in a row that may fail without an outcome, before the run stops.
const MAX_FAILURES: usize = 20;

/// The number of times that a row is sent.
const MAX_SENDS: u32 = 3;

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

/// What a request or a look-up has given.
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

    fn handle(&mut self, event: Event) {
        match event {
            Event::Replied(index, reply) => {
                self.in_flight -= 1;
                let record = self.requests.get(&index).and_then(|it| it.record.as_deref());
                let reply = reply::read(reply, record, self.target.id_in_reply(), &self.created);
                self.handle_reply(index, reply);
            }
            Event::LookedUp(index, found) => self.handle_found(index, found),
        }
    }

    fn handle_reply(&mut self, index: usize, reply: Reply) {
        match reply {
            Reply::Done(id) => self.done(index, id),
            Reply::Refused(problem) => {
                self.failures = 0;
                self.queue.end(index, RowResult::because(Outcome::Refused, problem));
            }
            Reply::Unsent(error) => {
                self.failures += 1;
                self.unsent.push(index);
                self.queue.again(index);
                if error.is_rate_limited()
                    || error.code().is_some()
                    || self.failures >= MAX_FAILURES
                {
                    self.stop.get_or_insert(Failure::call(&error, Effect::Write));
                }
            }
            Reply::Unknown(error) => {
                self.failures += 1;
                if self.failures >= MAX_FAILURES {
                    let count = self.failures;
                    self.stop.get_or_insert(Failure::new(
                        Status::Network,
                        tr!(
                            "{count} requests in a row failed, last with: {error}; run the same command again when the CRM is available",
                            "连续 {count} 个请求失败，最近一次：{error}；请在 CRM 恢复后重新运行同一命令"
                        ),
                    ));
                }
                self.look_up(index, Duration::ZERO);
            }
        }
    }

    /// Ends a row whose request was carried out on this record.
    fn done(&mut self, index: usize, id: String) {
        self.failures = 0;
        let is_update = self.requests.get(&index).is_some_and(|it| it.record.is_some());
        let outcome = if is_update { Outcome::Updated } else { Outcome::Created };
        if !is_update {
            self.created.insert(id.clone());
        }
        self.queue.end(index, RowResult::new(outcome, Some(id)));
    }

    /// Looks for the record of a row whose reply was lost.
    fn look_up(&mut self, index: usize, delay: Duration) {
        // The next run looks it up.
        if self.stop.is_some() {
            return;
        }
        let Some(request) = self.requests.get(&index) else { return };
        let row = &self.plan[index].row;
        if request.record.is_none() && row.key.is_none() {
            let problem = Problem::of_row(
                tr!("the reply was lost, and there is no match key", "响应丢失，且没有匹配键"),
                tr!("look for the record in the CRM", "请在 CRM 中查找该记录"),
            );
            self.queue.end(index, RowResult::because(Outcome::Unknown, problem));
            return;
        }
        let lookup = lookup::Lookup {
            query: self.query,
            target: self.target,
            match_fields: self.match_fields,
            record: request.record.clone(),
            body: request.body.clone(),
        };
        let event = async move {
            tokio::time::sleep(delay).await;
            Event::LookedUp(index, lookup.find().await)
        };
        self.events.push(event.boxed_local());
    }

    fn handle_found(&mut self, index: usize, found: Result<Found, Failure>) {
        let Some(request) = self.requests.get(&index) else { return };
        let waited = request.sent.elapsed();
        let reason = match found {
            Ok(Found::One(id)) if self.created.contains(&id) && request.record.is_none() => tr!(
                "the reply was lost, and the record with the key belongs to another row: {id}",
                "响应丢失，且具有该匹配键的记录属于其他行：{id}"
            ),
            Ok(Found::One(id)) => return self.done(index, id),
            Ok(Found::Many(ids)) => {
                let ids = ids.join(", ");
                tr!(
                    "the reply was lost, and several records match: {ids}",
                    "响应丢失，且有多条记录匹配：{ids}"
                )
            }
            // The request may still be under way.
            _ if waited < self.pace.grace => {
                let rest = self.pace.grace.saturating_sub(waited);
                return self.look_up(index, rest);
            }
            Ok(Found::None) if self.pace.retry_unknown && request.sends < MAX_SENDS => {
                self.queue.again(index);
                return;
            }
            Ok(Found::None) => tr!(
                "the reply was lost, and the change was not found in the CRM",
                "响应丢失，且在 CRM 中未找到该修改"
            ),
            Err(failure) => {
                let problem = failure.message();
                tr!(
                    "the reply was lost, and the look-up failed: {problem}",
                    "响应丢失，且查找失败：{problem}"
                )
            }
        };
        let problem = Problem::of_row(
            reason,
            tr!(
                "run the same command with `--retry-unknown`, or look for the record",
                "请加上 `--retry-unknown` 重新运行，或在 CRM 中查找该记录"
            ),
        );
        self.queue.end(index, RowResult::because(Outcome::Unknown, problem));
    }
}
