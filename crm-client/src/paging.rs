//! Lists: pages, items and prefetch.

mod exclusive;
mod items;
mod page;
mod pages;
mod progress;
mod queue;

pub use items::Items;
pub use page::Page;
pub use pages::Pages;
