//! 列表、分页与导出：分页、遍历、预取、翻页期间的数据变化、增量同步。
//!
//! 英文版：[Lists](crate::guide::lists)。
//!
//! # 取一页，还是取全部
//!
//! 直接 `.await` 列表调用，得到一页数据 [`Page`](crate::Page)：默认 20 行，最多 200 行。[`items`](crate::Call::items) 逐行遍历，[`pages`](crate::Call::pages) 逐页遍历；两者都从该调用指定的页开始，并沿用它的所有选项。列表较长时建议设置 `page_size(200)`，以减少请求次数。
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
//! # 何时结束
//!
//! 遇到空页，或者某页不满且已达到服务端给出的总数时，列表结束。仅凭总数不会结束，因为总数偏小会丢数据。因此，如果最后一页恰好是满页，客户端会再发一个请求。此时服务端如何应答没有文档：返回空页、不含数据的应答、第一页或最后一页的内容，或者错误码 400、401，列表都会结束。
//!
//! [`max_items`](crate::Items::max_items) 限制行数，不会请求多余的页。也可以随时丢弃（drop）列表，之后不再发出请求。
//!
//! 某一页失败时，先返回此前的行，再返回错误，然后结束。要断点续传，从失败的页重新开始即可，例如 `.page_no(3).items()`。服务端返回的页码与请求不符，或重复返回同一页而总数并不包含这些行时，也会报错，所以列表不会无限循环。
//!
//! # 预取
//!
//! [`prefetch`](crate::Items::prefetch) 让客户端在程序处理当前页时提前请求后面的页，最多 32 页，行的顺序不变。第一页单独请求，因为其中包含总数。预取同样受[限流](crate::guide::limits)约束，并且优先级低于直接等待的调用。示例见[英文版](crate::guide::lists#prefetch)。
//!
//! # 流
//!
//! [`Items`](crate::Items) 和 [`Pages`](crate::Pages) 都实现了 `futures_core::Stream`，可以配合 `futures-util` 使用；不想引入该依赖时，用它们自带的 `next` 方法即可。
//!
//! # 翻页期间的数据变化
//!
//! `*/list` 按创建时间倒序返回，不支持其他排序，并且按位置分页，因此数据变化会使后面的行移动：
//!
//! | 翻页期间的变化 | 结果 |
//! |---|---|
//! | 新增了记录 | 有的行移到下一页，会收到两次 |
//! | 删除了记录 | 有的行移到上一页，会被漏掉 |
//!
//! 可以按 id 去重。不要一边翻页一边删除，应先收集全部 id，再逐个删除。如果更新会改变记录是否符合条件，或改变其排序位置，也应如此。
//!
//! ```
#![doc = include_str!("../recipes/delete_matching.rs")]
//! # fn main() {}
//! ```
//!
//! # 按时间增量同步
//!
//! [高级查询](crate::entity::Entity::adv_query)可以按任意字段过滤和排序，例如最后修改时间。厂商文档没有说明这个字段，实际使用中见过 `modifiedOn`；请以你的 CRM 的[元数据](crate::metadata)为准。
//!
//! ```
#![doc = include_str!("../recipes/changed_since.rs")]
//! # fn main() {}
//! ```
//!
//! 这个函数返回 `since` 及之后修改过的全部客户，以及其中最晚的修改时间。API 没有 `>=` 运算符，因此用 `>` 和 `=` 组合。每读一页，就从该页最后的时间重新查询，而不是请求下一页，这样即使同时有记录被修改或删除，也不会漏掉其他记录。
//!
//! 保存返回的时间，作为下一次同步的起点。这一秒内的记录会再次导出，因为同一秒内可能还有其他修改，所以写入目标系统时应按 id 覆盖。如果 CRM 中有耗时较长的事务，记录可能晚于其修改时间才可见，起点应再提前几分钟。已删除的记录不会出现在结果中。
//!
//! 厂商没有说明时间的格式和时区，实际使用中见过 `yyyy-MM-dd HH:mm:ss`。起点应取自 CRM 返回的值，不要取本机时间。
//!
//! 高级查询是否返回总数，文档没有说明。没有总数时，列表以空页结束，预取不起作用，各页依次请求。
