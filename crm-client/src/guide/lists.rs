//! Lists, paging and export: pages, items, streams, prefetch, and changes during paging.
//!
//! # One page or all rows
//!
//! Awaiting a list call returns one [`Page`](crate::Page). A page has 20 rows by default and at most
//! 200. [`items`](crate::Call::items) returns all rows, and [`pages`](crate::Call::pages) all pages;
//! both start at the page of the call and keep its options. Use `page_size(200)` for long lists: larger
//! pages need fewer requests.
//!
//! ```
//! # use serde_json::json;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let sandbox = crm_client::sandbox::Sandbox::new();
//! # let crm = sandbox.client_builder().build()?;
//! # for number in 0..450 {
//! #     sandbox.insert("Account", &json!({ "accountName": format!("客户{number}") }));
//! # }
//! let page = crm.account().list(["accountName"]).page_no(2).page_size(50).await?;
//! assert_eq!((page.data.len(), page.total_size), (50, Some(450)));
//!
//! let mut customers = crm.account().list(["accountName"]).page_size(200).items();
//! let mut count = 0;
//! while let Some(customer) = customers.next().await {
//!     customer?;
//!     count += 1;
//! }
//! assert_eq!((count, sandbox.requests()), (450, 4));
//! # Ok(())
//! # }
//! ```
//!
//! # End of a list
//!
//! A list ends at an empty page, or at a page that has fewer rows than requested and completes the
//! total of the server. The total alone does not end a list, because rows would be lost if it were too
//! small. If the last page is full, the client therefore sends one more request. The reply to this request is not
//! documented. If it is an empty page, has no rows, repeats the first or the last page, or is error 400 or
//! 401, the list ends without an error. A list without a total, such as an advanced query, ends only at an
//! empty page; other replies are errors.
//!
//! [`max_items`](crate::Items::max_items) ends a list early. No page is requested beyond this number.
//! You can also drop a list at any time; no further page is requested.
//!
//! If a page fails, the list first returns the rows before the error, then the error, and then ends. To
//! continue later, start a new list at that page, for example with `.page_no(3).items()`. A list
//! also fails if the server returns another page than requested, or the same page again although the
//! total does not include it. Lists that you read with `items` or `pages` therefore end. If you set
//! `page_no` yourself, check for repeated pages yourself.
//!
//! # Prefetch
//!
//! With [`prefetch`](crate::Items::prefetch), the client requests up to 32 pages in advance while your
//! program processes a page. The rows keep their order. The first page is requested alone, because it
//! contains the total. The client's [limits](super::limits) apply to prefetched pages too.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
//! let users = crm.user().list(["userName"]).page_size(200);
//! let mut users = users.items().prefetch(2).max_items(1000);
//! while let Some(user) = users.next().await {
//!     println!("{:?}", user?);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! In a Tokio runtime, each prefetched page is a task. It arrives even if your program works for a long
//! time between two rows. The tasks end when the list is dropped.
//!
//! Awaited calls have priority: a prefetched page is sent only when the [limits](super::limits) have room
//! for it. The timeout of a prefetched page starts when it is sent, or when you await it, whichever is
//! earlier. If the runtime ends before you take a page, the page fails with a transport error whose
//! outcome is [`Unknown`](crate::Outcome::Unknown).
//!
//! # Streams
//!
//! [`Items`](crate::Items) and [`Pages`](crate::Pages) implement `futures_core::Stream`, so the methods
//! of `futures-util` work with them. Without that crate, use their method `next`.
//!
//! ```
//! use futures_util::TryStreamExt;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
//! let users: Vec<_> = crm.user().list(["userName"]).items().try_collect().await?;
//! assert_eq!(users.len(), 3);
//! # Ok(())
//! # }
//! ```
//!
//! # Changes during paging
//!
//! `*/list` returns the newest records first; it has no parameter for another order. Pages are counted by
//! position, so a change moves the rows of the following pages:
//!
//! | change while you page | effect |
//! |---|---|
//! | a record is added | a row moves to the next page, and you receive it twice |
//! | a record is deleted | a row moves to the previous page, and you miss it |
//!
//! Collect the ids in a set to ignore repeated rows. Do not delete records while you page through them:
//! collect all ids first, and then delete. This also applies to updates that change whether a record
//! matches the filter, or its position in the sort order.
//!
//! ```
#![doc = include_str!("recipes/delete_matching.rs")]
//!
//! # use crm_client::filter::field;
//! # use crm_client::sandbox::Sandbox;
//! # use serde_json::json;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! # let crm = Sandbox::new().client_builder().build()?;
//! # crm.account().add(&json!({ "accountName": "甲", "phone": "021" })).await?;
//! assert_eq!(delete_matching(&crm, field("phone").eq("021")).await?, 1);
//! # Ok(())
//! # }
//! ```
//!
//! # Export since a date
//!
//! The [advanced query](crate::entity::Entity::adv_query) filters and sorts by any field, for example by
//! the time of the last change. The vendor does not document such a field. `modifiedOn` was seen in use;
//! look up the name in the [metadata](crate::metadata) of your CRM.
//!
//! ```
#![doc = include_str!("recipes/changed_since.rs")]
//!
//! # use crm_client::sandbox::Sandbox;
//! # use serde_json::json;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! # let crm = Sandbox::new().client_builder().build()?;
//! # crm.account().add(&json!({ "accountName": "甲" })).await?;
//! let (customers, next) = changed_since(&crm, "2026-11-01 00:00:00").await?;
//! for customer in customers.values() {
//!     println!("{} {}", customer.account_id, customer.account_name);
//! }
//! println!("begin the next export at {next}");
//! # Ok(())
//! # }
//! ```
//!
//! Store the returned time, and pass it to the next export. Records of that second are exported again,
//! because others may have been changed in the same second. Write the export so that it replaces a
//! record that it already has. If long transactions write to your CRM, start some minutes earlier:
//! a record can become visible after its time of change. Deleted records are not in the result.
//!
//! The vendor documents neither the format of times nor their time zone. `yyyy-MM-dd HH:mm:ss` was seen in
//! use. Take the start from the CRM, as above, and not from the clock of your machine.
//!
//! The totals of an advanced query are not documented. Without them, a list of this endpoint ends at an
//! empty page, and prefetch has no effect: each page waits for the previous one.
