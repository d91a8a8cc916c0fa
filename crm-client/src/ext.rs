//! Hand-written methods on generated types.

mod departments;
mod login;

pub use departments::DepartmentTree;
