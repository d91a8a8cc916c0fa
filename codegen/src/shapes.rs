//! The kinds of bodies and the shapes of replies: what differs between them, one file each.

mod body;
mod reply;
pub(crate) mod sample;

pub(crate) use reply::{Component, Shown};
