//! The connection between a client and the CRM: sockets, connectivity, injected faults.

pub(super) mod background;
pub(super) mod fault;
pub(super) mod outcome;
pub(super) mod plug;
mod receive;
pub(super) mod socket;
pub(super) mod state;
