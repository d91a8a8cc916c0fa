//! A diagram of the references between entities, as SVG without scripts. Equal entities give equal bytes.
//!
//! ```text
//! Tenant ──graph──▶ Graph ──place──▶ grid ──route──▶ tracks ──layout──▶ Picture ──svg──▶ text
//! ```
//!
//! The boxes stand in a grid. Lines run only between its columns and rows, so that no line crosses a box.

mod boxes;
mod channel;
mod colour;
mod graph;
mod layout;
mod place;
mod route;
mod svg;
mod text;

use crate::tenant::Tenant;

/// Returns the diagram of these entities.
pub(super) fn svg(tenant: &Tenant) -> String {
    let graph = graph::graph(tenant);
    svg::draw(&layout::layout(&graph), &graph)
}

#[cfg(test)]
mod tests;
