//! The thread that does the work of all blocking clients.

use std::future::Future;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};
use std::thread;

use tokio::runtime::{Builder, Handle};

use crate::pipeline::{in_current_span, resume};

/// The runtime that all blocking clients share, which lives as long as the program.
pub(super) fn runtime() -> std::io::Result<Handle> {
    static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);
    let mut shared = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*shared {
        return Ok(handle.clone());
    }
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    let work = move || runtime.block_on(std::future::pending::<()>());
    thread::Builder::new().name("crm-client".to_owned()).spawn(work)?;
    Ok(shared.insert(handle).clone())
}

/// Lets the shared thread do the work, and waits for what comes of it.
pub(super) fn wait<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let handle = runtime().expect("it was started when the client was made");
    let is_shared = Handle::try_current().is_ok_and(|here| here.id() == handle.id());
    assert!(!is_shared, "what does the work of blocking clients would wait for itself");
    let (sender, receiver) = sync_channel(1);
    let work = in_current_span(work);
    handle.spawn(async move {
        // If the work panics, the panic must reach the thread that waits.
        let done = tokio::spawn(work).await;
        let _ = sender.send(done);
    });
    let done = receiver.recv().expect("the shared thread does not end");
    done.unwrap_or_else(|error| resume(error))
}
