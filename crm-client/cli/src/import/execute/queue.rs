//! The rows that can be sent, in their order. A row waits for an earlier row with the same key.

use std::collections::{HashMap, VecDeque};

use crate::import::outcome::{Outcome, RowResult};
use crate::import::plan::{Action, Planned};
use crate::import::problem::Problem;
use crate::lang::tr;

/// The rows of a plan, and how far each is.
pub(super) struct Queue<'a> {
    plan: &'a [Planned],
    ready: VecDeque<usize>,
    /// The rows that wait for a row.
    waiting: HashMap<usize, Vec<usize>>,
    results: Vec<Option<RowResult>>,
    /// The rows that have ended, and are not in the journal yet.
    ends: Vec<usize>,
    ended: usize,
}

impl<'a> Queue<'a> {
    pub(super) fn new(plan: &'a [Planned]) -> Queue<'a> {
        let mut queue = Queue {
            plan,
            ready: VecDeque::new(),
            waiting: HashMap::new(),
            results: vec![None; plan.len()],
            ends: Vec::new(),
            ended: 0,
        };
        for (index, planned) in plan.iter().enumerate() {
            match planned.after {
                Some(earlier) if queue.results[earlier].is_none() => {
                    queue.waiting.entry(earlier).or_default().push(index);
                }
                _ => {
                    queue.admit(index);
                }
            }
        }
        queue
    }

    /// Takes the next row to send.
    pub(super) fn next(&mut self) -> Option<usize> {
        self.ready.pop_front()
    }

    /// Lets a row be sent again.
    pub(super) fn again(&mut self, index: usize) {
        self.ready.push_front(index);
    }

    /// Returns how a row has ended.
    pub(super) fn result(&self, index: usize) -> Option<&RowResult> {
        self.results[index].as_ref()
    }

    /// Returns the number of rows that have ended.
    pub(super) fn ended(&self) -> usize {
        self.ended
    }

    /// Takes the rows that have ended since the last call.
    pub(super) fn take_ends(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.ends)
    }

    pub(super) fn into_results(self) -> Vec<Option<RowResult>> {
        self.results
    }

    /// Ends a row, and the rows that depend on it if they need no request.
    pub(super) fn end(&mut self, index: usize, result: RowResult) {
        self.ends.push(index);
        self.settle(index, result);
        // A loop, because thousands of rows can have the same key.
        let mut next = self.waiting.remove(&index).unwrap_or_default();
        while let Some(index) = next.pop() {
            if self.admit(index) {
                next.extend(self.waiting.remove(&index).unwrap_or_default());
            }
        }
    }

    fn settle(&mut self, index: usize, result: RowResult) {
        self.results[index] = Some(result);
        self.ended += 1;
    }

    /// Makes a row ready, or ends it if it needs no request. Returns whether it has ended.
    fn admit(&mut self, index: usize) -> bool {
        let planned = &self.plan[index];
        let earlier = planned.after.and_then(|it| Some((it, self.results[it].clone()?)));
        let result = match (&planned.action, earlier) {
            (Action::Journaled(result), _) => {
                self.settle(index, result.clone());
                return true;
            }
            (_, Some((earlier, result))) if !result.outcome.is_imported() => {
                let number = self.plan[earlier].row.number;
                if result.outcome == Outcome::Unknown || result.is_blocked {
                    RowResult::blocked(number)
                } else {
                    RowResult::because(Outcome::Refused, dependent(number))
                }
            }
            (Action::Create | Action::Update { .. }, _) => {
                self.ready.push_back(index);
                return false;
            }
            (Action::Settled(result), earlier) => {
                let mut result = result.clone();
                if result.outcome == Outcome::Unchanged {
                    result.id = result.id.or_else(|| earlier.and_then(|(_, it)| it.id));
                }
                result
            }
        };
        self.ends.push(index);
        self.settle(index, result);
        true
    }
}

fn dependent(number: u32) -> Problem {
    Problem::of_row(
        tr!(
            "row {number} has the same key and was refused",
            "第 {number} 行的匹配键相同，且已被拒绝"
        ),
        tr!("correct row {number}", "请更正第 {number} 行"),
    )
}
