//! Lists: pages, rows, streams, and what shifts meanwhile.
//!
//! # A page, or all of them
//!
//! A call of a list returns one [`Page`](crate::Page), of 20 rows unless it says otherwise, and at
//! most 200. [`items`](crate::Call::items) goes through all rows from that page on, and
//! [`pages`](crate::Call::pages) through all pages; both keep every option of the call. Larger
//! pages are fewer requests.
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
//! Rows that came before an error are handed out before it, and after an error there is nothing
//! more. To go on later, begin with that page: `.page_no(3).items()`. A server that sends another
//! page than it was asked for is an error too. So is one that repeats a page without counting its rows
//! in the total; no list goes on without an end.
//!
//! A list ends at an empty page, or at a page that is not full and completes the server's total. The
//! total alone is not enough, because one that is too small would cost rows. If the last page by the
//! total is full, one more request therefore returns an empty page. That request is also the end if
//! the server answers it with error 400 or 401, without rows, or with the rows of the first or last page.
//!
//! # Fewer rows
//!
//! [`max_items`](crate::Items::max_items) ends a list early, and no page is fetched beyond it. To
//! let it go early is as good: nothing more is fetched.
//!
//! # Fetching ahead
//!
//! With [`prefetch`](crate::Items::prefetch), up to 32 pages are on their way while you work on the
//! rows of another. The first comes alone, since it says how many there are. They keep their order,
//! and the client's [limits](super::limits) count them like other requests.
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
//! In a Tokio runtime, pages that are on their way are tasks of their own: they come however long a
//! loop works between two rows. They end when the list is dropped. Calls that you await take
//! precedence over them: a page that is fetched ahead waits until the client's
//! [limits](super::limits) leave room for it. It has the time of a call from when it is sent, or from
//! when you await it, whichever is earlier. If the runtime ends before a page is taken, that page is a
//! transport error with the outcome [`Unknown`](crate::Outcome::Unknown).
//!
//! # Streams
//!
//! [`Items`](crate::Items) and [`Pages`](crate::Pages) are each a `futures_core::Stream`, so what
//! `futures-util` has for streams works on them. Their own `next` is there for those who need no
//! more.
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
//! # What shifts meanwhile
//!
//! Lists are sorted by when their records were made, newest first, and are paged by position. A
//! record that is added meanwhile pushes one of the page before onto the next, where it comes a
//! second time; one that is deleted pulls one onto the page before, where it is missed. Where that
//! matters, remember the ids that came, and do not delete while you list: take all ids first.
//!
//! `*/list` has no other order. The [advanced query](crate::entity::Entity::adv_query) sorts by
//! what it is told, and is gone through in the same ways. Its totals are not documented; without
//! them, each page waits for the one before it, and an empty page is the end.
