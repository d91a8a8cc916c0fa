//! What the result of a request means for its row.

use std::time::Duration;

use crm_client::endpoint::Effect;
use futures_util::FutureExt;

use super::lookup::{Found, Lookup};
use super::reply::{self, Reply};
use super::{Event, Execution};
use crate::failure::{Failure, Status};
use crate::import::outcome::{Outcome, RowResult};
use crate::import::problem::Problem;
use crate::lang::tr;

/// The number of requests in a row that may fail without an outcome, before the run stops.
const MAX_FAILURES: usize = 20;

/// The number of times that a row is sent.
const MAX_SENDS: u32 = 3;

impl Execution<'_> {
    /// Handles the result of a request or of a look-up.
    pub(super) fn handle(&mut self, event: Event) {
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
        let lookup = Lookup {
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
