//! Methods of `Sandbox` for tests without a runtime.

use std::io;
use std::sync::Arc;

use futures_util::FutureExt;

use super::Sandbox;
use super::server::background::Background;

impl Sandbox {
    /// Like [`start`](Sandbox::start), for tests without a Tokio runtime. The server runs on a thread of
    /// its own, which ends with the last clone.
    ///
    /// A sandbox without a socket needs no runtime at all: use [`new`](Sandbox::new).
    ///
    /// ```
    /// # use crm_client::sandbox::Sandbox;
    /// let sandbox = Sandbox::start_blocking()?;
    /// let crm = sandbox.client_builder().build_blocking()?;
    /// assert_eq!(crm.user().list(["userName"]).send()?.data.len(), 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if no port is free, or if the thread cannot be started.
    pub fn start_blocking() -> io::Result<Sandbox> {
        let background = Background::start()?;
        let sandbox = background.wait(Sandbox::start())?;
        Ok(Sandbox { background: Some(Arc::new(background)), ..sandbox })
    }

    /// Like [`disconnect`](Sandbox::disconnect), for tests without a Tokio runtime.
    ///
    /// ```
    /// # use crm_client::sandbox::Sandbox;
    /// let sandbox = Sandbox::start_blocking()?;
    /// let crm = sandbox.client_builder().max_attempts(1).build_blocking()?;
    /// sandbox.disconnect_blocking();
    /// assert!(crm.area().root().send().unwrap_err().is_connect());
    /// sandbox.reconnect_blocking()?;
    /// crm.area().root().send()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the sandbox was started with [`start`](Sandbox::start): its socket belongs to the
    /// runtime of that call.
    pub fn disconnect_blocking(&self) {
        let sandbox = self.clone();
        self.wait(async move { sandbox.disconnect().await });
    }

    /// Like [`reconnect`](Sandbox::reconnect), for tests without a Tokio runtime.
    ///
    /// # Errors
    ///
    /// Fails if another program uses the port now.
    ///
    /// # Panics
    ///
    /// Panics if the sandbox was started with [`start`](Sandbox::start).
    pub fn reconnect_blocking(&self) -> io::Result<()> {
        let sandbox = self.clone();
        self.wait(async move { sandbox.reconnect().await })
    }

    fn wait<T: Send + 'static>(&self, future: impl Future<Output = T> + Send + 'static) -> T {
        match (&self.background, &self.socket) {
            (Some(background), _) => background.wait(future),
            (None, None) => future.now_or_never().expect("without a socket, nothing is waited for"),
            (None, Some(_)) => panic!("use the async method: the sandbox was started with `start`"),
        }
    }
}
