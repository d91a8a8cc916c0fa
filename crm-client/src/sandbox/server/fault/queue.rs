//! The queue of injected faults, in the order of injection.

use std::collections::BTreeMap;

use super::Fault;
use super::effect::Effect;

/// The injected faults that still apply to requests, and the number of requests struck so far.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Faults {
    waiting: Vec<(FaultId, Fault)>,
    /// How often each fault has applied.
    applied: BTreeMap<FaultId, usize>,
    /// The number of faults that were ever injected.
    injected: usize,
    struck: usize,
}

/// The number of an injected [fault](Fault).
///
/// ```
/// # use crm_client::sandbox::Fault;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let sandbox = crm_client::sandbox::Sandbox::new();
/// # let crm = sandbox.client_builder().build()?;
/// let id = sandbox.inject(Fault::status(404).times(5));
/// assert!(crm.area().root().await.is_err());
/// assert_eq!(sandbox.fault_applied(id), 1);
/// sandbox.remove_fault(id);
/// crm.area().root().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaultId(usize);

impl Faults {
    pub(in crate::sandbox) fn inject(&mut self, fault: Fault) -> FaultId {
        self.injected += 1;
        let id = FaultId(self.injected);
        self.waiting.push((id, fault));
        id
    }

    pub(in crate::sandbox) fn remove(&mut self, id: FaultId) {
        self.waiting.retain(|it| it.0 != id);
    }

    /// Returns whether a fault can still apply.
    pub(in crate::sandbox) fn is_waiting(&self, id: FaultId) -> bool {
        self.waiting.iter().any(|it| it.0 == id && !it.1.scope.is_used_up())
    }

    /// Returns how often a fault has applied.
    pub(in crate::sandbox) fn applied(&self, id: FaultId) -> usize {
        self.applied.get(&id).copied().unwrap_or_default()
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
        self.waiting.retain(|(_, it)| !it.scope.is_used_up());
        let mut waiting = self.waiting.iter_mut();
        let (id, effect) =
            waiting.find_map(|(id, it)| it.scope.covers(path).then(|| (*id, it.effect.clone())))?;
        self.struck += 1;
        *self.applied.entry(id).or_default() += 1;
        Some(effect)
    }
}
