//! Methods of `Sandbox` that inject faults and disconnect it.

use std::io;

use super::{Fault, Sandbox};

impl Sandbox {
    /// Lets a fault wait for its requests. Of several that wait, the one that was injected first
    /// strikes.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::status(503));
    /// crm.area().root().await?; // It is attempted again.
    /// # Ok(())
    /// # }
    /// ```
    pub fn inject(&self, fault: Fault) {
        self.state.lock().faults.inject(fault);
    }

    /// Lets nothing go wrong any more. What a fault struck already stays as it is.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::hang());
    /// sandbox.clear_faults();
    /// crm.area().root().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn clear_faults(&self) {
        self.state.lock().faults.clear();
    }

    /// How many requests were struck by a fault so far.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::status(503));
    /// crm.area().root().await?;
    /// assert_eq!(sandbox.struck(), 1);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn struck(&self) -> usize {
        self.state.lock().faults.struck()
    }

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
