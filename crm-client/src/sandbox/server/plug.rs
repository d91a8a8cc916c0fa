//! Whether anybody is there: a sandbox that is unplugged, and plugged in again.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;
use tokio::sync::futures::Notified;

use crate::sandbox::Sandbox;

impl Sandbox {
    /// Is gone until it is [plugged](Sandbox::plug) in again: it stops listening, and closes every
    /// connection, whatever was about to be answered. No connection can be made meanwhile, and
    /// in-process every request fails as if so.
    ///
    /// ```
    /// # use crm_client::sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let crm = sandbox.client_builder().build()?;
    ///
    /// sandbox.unplug().await;
    /// assert!(crm.user().list(["userName"]).await.unwrap_err().is_connect());
    /// sandbox.plug().await?;
    /// assert!(crm.user().list(["userName"]).await.is_ok());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A client may send one more request into a connection that it kept, before it sees that this is
    /// closed. It is then told of a connection that broke off, rather than of none.
    pub async fn unplug(&self) {
        self.state.plug.pull();
        if let Some(socket) = &self.socket {
            socket.shut().await;
        }
    }

    /// Is there again after [`unplug`](Sandbox::unplug), at the same address, with its records.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.unplug().await;
    /// sandbox.plug().await?;
    /// crm.area().root().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The port cannot be listened on any more.
    pub async fn plug(&self) -> io::Result<()> {
        if let Some(socket) = &self.socket {
            socket.open(&self.state).await?;
        }
        self.state.plug.put_in();
        Ok(())
    }
}

/// What is pulled when the sandbox is unplugged.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Plug {
    is_pulled: AtomicBool,
    pull: Notify,
}

impl Plug {
    pub(in crate::sandbox) fn is_pulled(&self) -> bool {
        self.is_pulled.load(Ordering::SeqCst)
    }

    /// Ready when it is pulled after this call.
    pub(in crate::sandbox) fn pulled(&self) -> Notified<'_> {
        self.pull.notified()
    }

    fn pull(&self) {
        self.is_pulled.store(true, Ordering::SeqCst);
        self.pull.notify_waiters();
    }

    fn put_in(&self) {
        self.is_pulled.store(false, Ordering::SeqCst);
    }
}
