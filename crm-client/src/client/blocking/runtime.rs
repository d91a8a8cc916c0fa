//! The background thread that all blocking clients share.

use std::future::Future;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};
use std::thread;

use tokio::runtime::{Builder, Handle};

use crate::pipeline::{in_current_span, resume};

/// Returns the runtime that all blocking clients share. It starts with the first client and runs
/// until the program ends.
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

/// Runs a future on the shared thread, and blocks the current thread until it completes.
///
/// # Panics
///
/// Panics if the future panics, or if the current thread is the shared thread.
pub(super) fn wait<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let handle = runtime().expect("`build_blocking` started the runtime");
    let is_shared = Handle::try_current().is_ok_and(|here| here.id() == handle.id());
    assert!(
        !is_shared,
        "a blocking client was used on the background thread of the blocking clients; the call would \
         wait for itself"
    );
    let (sender, receiver) = sync_channel(1);
    let work = in_current_span(work);
    handle.spawn(async move {
        // A separate task catches a panic of the work, so that the waiting thread can resume it.
        let done = tokio::spawn(work).await;
        let _ = sender.send(done);
    });
    let done = receiver.recv().expect("the shared thread runs until the program ends");
    done.unwrap_or_else(|error| resume(error))
}
