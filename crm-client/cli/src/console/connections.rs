//! The connections of the server. Their number is bounded: a new one takes the place of the one that is idle
//! for the longest time.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use tokio::task::AbortHandle;

/// The most connections. Systems allow at least 1,024 open files.
const MAX: usize = 800;

/// The connections, oldest first.
#[derive(Default)]
pub(super) struct Connections {
    open: VecDeque<(Activity, AbortHandle)>,
    clock: Arc<AtomicU64>,
}

/// What happens on a connection.
#[derive(Clone)]
pub(super) struct Activity {
    clock: Arc<AtomicU64>,
    /// When the last request began or ended.
    last: Arc<AtomicU64>,
    /// The number of requests that are answered now.
    running: Arc<AtomicUsize>,
}

/// Ends a request when it is dropped.
pub(super) struct Busy(Activity);

impl Connections {
    /// Creates the activity of a new connection.
    pub(super) fn activity(&self) -> Activity {
        let now = self.clock.fetch_add(1, Ordering::Relaxed);
        let (last, running) = (Arc::new(AtomicU64::new(now)), Arc::default());
        Activity { clock: self.clock.clone(), last, running }
    }

    /// Runs a connection.
    pub(super) fn spawn(
        &mut self,
        activity: Activity,
        connection: impl Future<Output = ()> + Send + 'static,
    ) {
        self.open.retain(|(_, handle)| !handle.is_finished());
        if self.open.len() >= MAX {
            self.close_one();
        }
        self.open.push_back((activity, tokio::spawn(connection).abort_handle()));
    }

    /// Closes the connection that is idle for the longest time, or the oldest one if all are busy.
    pub(super) fn close_one(&mut self) {
        let idle = |(_, (it, _)): &(usize, &(Activity, AbortHandle))| {
            (it.running.load(Ordering::Relaxed) > 0, it.last.load(Ordering::Relaxed))
        };
        let longest = self.open.iter().enumerate().min_by_key(idle).map(|it| it.0);
        if let Some((_, handle)) = longest.and_then(|it| self.open.remove(it)) {
            handle.abort();
        }
    }
}

impl Drop for Connections {
    fn drop(&mut self) {
        self.open.iter().for_each(|(_, handle)| handle.abort());
    }
}

impl Activity {
    /// Begins a request, which ends when the result is dropped.
    pub(super) fn begin(&self) -> Busy {
        self.touch();
        self.running.fetch_add(1, Ordering::Relaxed);
        Busy(self.clone())
    }

    fn touch(&self) {
        self.last.store(self.clock.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
        self.0.touch();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_connection_that_is_idle_for_the_longest_time_is_closed() {
        let mut connections = Connections::default();
        let activities: Vec<Activity> = (0..3).map(|_| connections.activity()).collect();
        for activity in &activities {
            connections.spawn(activity.clone(), std::future::pending());
        }
        // The first one is busy, and the second one was busy after the third one was made.
        let _busy = activities[0].begin();
        drop(activities[1].begin());
        connections.close_one();
        let left: Vec<bool> = connections
            .open
            .iter()
            .map(|(it, _)| Arc::ptr_eq(&it.last, &activities[2].last))
            .collect();
        assert_eq!(left, [false, false]);
    }
}
