//! The connection between a client and the CRM: sockets, connectivity, injected faults.

pub(super) mod exchange;
pub(super) mod fault;
pub(super) mod plug;
pub(super) mod socket;
