//! The execution of one call: validate, wait, sign, send, decode, and retry if safe.

mod ahead;
mod attempt;
mod clock;
mod core;
mod limiter;
mod options;
mod quota;
pub(crate) mod retry;
mod sign;
mod task;
mod timeout;
mod trace;
mod url;

pub(crate) use self::core::Core;
pub(crate) use ahead::Ahead;
pub(crate) use attempt::{Received, page_no, run};
pub(crate) use clock::Clock;
pub(crate) use limiter::{Limiter, Rate};
pub(crate) use options::{Options, header};
pub(crate) use task::Task;
#[cfg(feature = "blocking")]
pub(crate) use task::{in_current_span, resume};
pub(crate) use timeout::Limits;
