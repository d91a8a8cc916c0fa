//! Methods of `Sandbox` that inject faults and disconnect it.

use std::io;

use super::{Fault, FaultId, Sandbox};

impl Sandbox {
    /// Injects a fault, which waits for its requests. If several faults match a request, the one
    /// that was injected first applies.
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
    pub fn inject(&self, fault: Fault) -> FaultId {
        self.state.lock().faults.inject(fault)
    }

    /// Removes an injected fault. Nothing happens if it is used up.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// let id = sandbox.inject(Fault::hang());
    /// sandbox.remove_fault(id);
    /// crm.area().root().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn remove_fault(&self, id: FaultId) {
        self.state.lock().faults.remove(id);
    }

    /// Returns the number of requests to which an injected fault has applied.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// let id = sandbox.inject(Fault::hang());
    /// assert_eq!(sandbox.fault_applied(id), 0);
    /// ```
    #[must_use]
    pub fn fault_applied(&self, id: FaultId) -> usize {
        self.state.lock().faults.applied(id)
    }

    /// Returns whether an injected fault can apply to further requests.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// let id = sandbox.inject(Fault::hang());
    /// assert!(sandbox.is_fault_waiting(id));
    /// sandbox.clear_faults();
    /// assert!(!sandbox.is_fault_waiting(id));
    /// ```
    #[must_use]
    pub fn is_fault_waiting(&self, id: FaultId) -> bool {
        self.state.lock().faults.is_waiting(id)
    }

    /// Removes all faults. Requests to which a fault already applied are not changed.
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

    /// Returns the number of requests to which a fault applied.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::status(503));
    /// crm.area().root().await?;
    /// assert_eq!(sandbox.faults_applied(), 1);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn faults_applied(&self) -> usize {
        self.state.lock().faults.faults_applied()
    }

    /// Disconnects the sandbox until [`reconnect`](Sandbox::reconnect) is called: it stops listening and
    /// closes all connections, even if requests are waiting for replies.
    ///
    /// Until then, no connection can be established. In the same process, every request fails in
    /// the same way.
    ///
    /// ```
    /// # use crm_client::sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let crm = sandbox.client_builder().build()?;
    ///
    /// sandbox.disconnect().await;
    /// assert!(crm.user().list(["userName"]).await.unwrap_err().is_connect());
    /// sandbox.reconnect().await?;
    /// assert!(crm.user().list(["userName"]).await.is_ok());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A client may send one more request over an idle connection before it notices that the
    /// connection is closed. That request fails with a lost connection.
    pub async fn disconnect(&self) {
        self.state.plug.pull();
        if let Some(socket) = &self.socket {
            socket.shut().await;
        }
    }

    /// Reconnects the sandbox after [`disconnect`](Sandbox::disconnect), at the same address and with its
    /// records.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.disconnect().await;
    /// sandbox.reconnect().await?;
    /// crm.area().root().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if another program uses the port now.
    pub async fn reconnect(&self) -> io::Result<()> {
        if let Some(socket) = &self.socket {
            socket.open(&self.state).await?;
        }
        self.state.plug.put_in();
        Ok(())
    }
}
