//! A runtime on a separate thread, for tests without a runtime.

use std::future::Future;
use std::io;
use std::sync::mpsc::sync_channel;
use std::thread::{self, JoinHandle};

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// A runtime on a separate thread. Both end when this is dropped.
#[derive(Debug)]
pub(in crate::sandbox) struct Background {
    handle: Handle,
    /// Dropping it ends the thread.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Background {
    pub(in crate::sandbox) fn start() -> io::Result<Background> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let work = move || {
            let _ = runtime.block_on(stopped);
        };
        let thread = thread::Builder::new().name("crm-sandbox".to_owned()).spawn(work)?;
        Ok(Background { handle, stop: Some(stop), thread: Some(thread) })
    }

    /// Runs a future on the thread, and waits for its result.
    pub(in crate::sandbox) fn wait<T: Send + 'static>(
        &self,
        future: impl Future<Output = T> + Send + 'static,
    ) -> T {
        let (sender, receiver) = sync_channel(1);
        self.handle.spawn(async move {
            let _ = sender.send(future.await);
        });
        receiver.recv().expect("the thread ends after this value")
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        drop(self.stop.take());
        let thread = self.thread.take().filter(|it| it.thread().id() != thread::current().id());
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}
