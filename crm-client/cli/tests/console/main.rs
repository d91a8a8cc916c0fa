//! The pages of `crm sandbox` in headless Chromium, against the real binary.
//!
//! Without Chromium, the tests of the browser are skipped, and each prints a line.

mod browser;
mod devtools;
mod explanations;
mod faults;
mod files;
mod frame;
mod metadata;
mod records;
mod sandbox;
mod signing;
mod start;

use browser::Page;
use sandbox::Sandbox;

/// Starts a sandbox and opens a view of its console, or returns `None` without Chromium.
fn open(view: &str) -> Option<(Sandbox, Page)> {
    let chromium = browser::chromium()?;
    let sandbox = Sandbox::start();
    let page = Page::open(&chromium, &sandbox, view);
    Some((sandbox, page))
}
