//! Which requests a fault applies to: the endpoints, and the count before and after it begins.

/// The requests that a fault applies to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scope {
    /// The paths of the endpoints; empty for every request.
    pub(super) paths: Vec<String>,
    /// The number of matching requests that still pass.
    pub(super) after: usize,
    /// The number of times that the fault still applies.
    pub(super) times: usize,
    /// The probability with which the fault applies to a matching request.
    pub(super) probability: f64,
}

impl Scope {
    pub(super) fn is_used_up(&self) -> bool {
        self.times == 0
    }

    /// Counts a request, and returns whether the fault applies to it.
    pub(super) fn covers(&mut self, path: &str) -> bool {
        if !self.paths.is_empty() && self.paths.iter().all(|it| it != path) {
            return false;
        }
        if self.probability < 1.0 && fastrand::f64() >= self.probability {
            return false;
        }
        if self.after > 0 {
            self.after -= 1;
            return false;
        }
        self.times -= 1;
        true
    }
}
