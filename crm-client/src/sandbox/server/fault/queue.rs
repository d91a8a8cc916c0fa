//! The queue of injected faults, in the order of injection.

use super::Fault;
use super::effect::Effect;

/// The injected faults that still apply to requests, and the number of requests struck so far.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Faults {
    waiting: Vec<Fault>,
    struck: usize,
}

impl Faults {
    pub(in crate::sandbox) fn inject(&mut self, fault: Fault) {
        self.waiting.push(fault);
    }

    pub(in crate::sandbox) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// Returns the number of requests that a fault struck.
    pub(in crate::sandbox) fn faults_applied(&self) -> usize {
        self.struck
    }

    /// Returns what the first fault that covers this request does to it.
    pub(in crate::sandbox) fn strike(&mut self, path: &str) -> Option<Effect> {
        self.waiting.retain(|it| !it.scope.is_used_up());
        let mut waiting = self.waiting.iter_mut();
        let effect = waiting.find_map(|it| it.scope.covers(path).then(|| it.effect.clone()))?;
        self.struck += 1;
        Some(effect)
    }
}
