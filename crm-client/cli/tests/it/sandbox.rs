//! `crm sandbox`: the server, its API, and what keeps other programs out.

mod api;
mod contents;
mod data;
mod events;
mod faults;
mod guard;
mod metadata;
mod programs;
mod support;
mod traffic;
