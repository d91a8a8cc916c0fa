//! What all parts of the server share.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crm_client::Id;
use crm_client::Record;
use crm_client::sandbox::{Entity, FaultId, Sandbox};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::Settings;
use crate::failure::Failure;

/// The number of requests that the log keeps.
const LOG: usize = 10_000;

/// The number of changes that can be undone.
const UNDO: usize = 100;

/// The most listeners.
const MAX_LISTENERS: usize = 16;

/// The number of events that a listener can be behind.
const BEHIND: usize = 64;

/// What all parts of the server share.
pub(super) struct App {
    pub sandbox: Sandbox,
    pub settings: Settings,
    pub address: SocketAddr,
    /// The pages that listen to events.
    listeners: Mutex<Vec<mpsc::Sender<Event>>>,
    shared: Mutex<Shared>,
}

/// An event for the pages.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    /// The log has new requests.
    Requests,
    /// Something else has changed.
    State,
}

#[derive(Default)]
pub(super) struct Shared {
    pub undo: Vec<Undo>,
    pub faults: Vec<Active>,
}

/// A change that can be undone.
pub(super) enum Undo {
    Record { title: String, entity: String, id: Id, before: Option<Record> },
    Entity { title: String, before: Box<Entity> },
}

impl Undo {
    pub(super) fn title(&self) -> &str {
        match self {
            Undo::Record { title, .. } | Undo::Entity { title, .. } => title,
        }
    }
}

/// A fault that was injected by the console.
pub(super) struct Active {
    pub number: usize,
    pub id: FaultId,
    /// The request of the page that has injected it.
    pub request: Value,
}

impl App {
    pub(super) fn new(
        sandbox: Sandbox,
        listener: &TcpListener,
        settings: Settings,
    ) -> Result<Arc<App>, Failure> {
        let address = listener.local_addr();
        let address = address.map_err(|error| Failure::io(settings.host, &error))?;
        sandbox.limit_journal(LOG);
        let (listeners, shared) = (Mutex::default(), Mutex::default());
        Ok(Arc::new(App { sandbox, settings, address, listeners, shared }))
    }

    pub(super) fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers a change, and tells the pages.
    pub(super) fn changed(&self, undo: Option<Undo>) {
        if let Some(undo) = undo {
            let mut shared = self.shared();
            if shared.undo.len() == UNDO {
                shared.undo.remove(0);
            }
            shared.undo.push(undo);
        }
        self.tell(Event::State);
    }

    /// Adds a listener. Returns `None` if there are too many.
    pub(super) fn listen(&self) -> Option<mpsc::Receiver<Event>> {
        let mut listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.retain(|it| !it.is_closed());
        if listeners.len() >= MAX_LISTENERS {
            return None;
        }
        let (sender, receiver) = mpsc::channel(BEHIND);
        listeners.push(sender);
        Some(receiver)
    }

    /// Tells all listeners. Those that are gone or too slow are dropped.
    pub(super) fn tell(&self, event: Event) {
        let mut listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.retain(|it| it.try_send(event).is_ok());
    }

    /// Returns the time of the sandbox in the form of its records.
    pub(super) fn local_time(&self) -> String {
        let time = jiff::Timestamp::try_from(self.sandbox.now()).unwrap_or_default();
        // The sandbox is in China.
        jiff::tz::Offset::constant(8).to_datetime(time).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// Returns the address of the server.
    pub(super) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the base URL of the CRM.
    pub(super) fn base_url(&self) -> String {
        format!("{}/gw/", self.origin())
    }

    /// Returns the address of the console, with the token if there is one.
    pub(super) fn page(&self) -> String {
        match &self.settings.token {
            None => format!("{}/", self.origin()),
            Some(token) => {
                let token: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
                format!("{}/?token={token}", self.origin())
            }
        }
    }
}
