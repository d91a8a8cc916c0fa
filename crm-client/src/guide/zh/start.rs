//! 入门：创建客户端、查找用户、发出第一批请求。
//!
//! 英文版：[Getting started](crate::guide::start)。
//!
//! 开始之前，需要准备三个值：
//!
//! | 值 | 来源 |
//! |---|---|
//! | 应用 id（`appid`） | 由厂商提供 |
//! | 应用密钥（`appkey`），须保密 | 由厂商提供 |
//! | 操作用户的 id（`op_user`） | 通过 `user/list` 查询，见下文 |
//!
//! 私有化部署还需要设置[服务器地址](crate::guide::on_premise)。不设置 [`base_url`](crate::ClientBuilder::base_url) 时，客户端访问厂商的云服务。
//!
//! # 查找用户
//!
//! 多数接口以某个 CRM 用户的身份执行，并受该用户的权限约束。查询用户列表本身不需要用户：
//!
//! ```
//! use crm_client::{Client, Credentials};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = crm_client::sandbox::Sandbox::start().await?;
//! # let (app_id, app_key, base_url) = (sandbox.app_id(), sandbox.app_key(), sandbox.base_url());
//! let crm = Client::builder()
//!     .base_url(base_url) // 默认为厂商的云服务。
//!     .credentials(Credentials::sha1(app_id, app_key))
//! #   .no_proxy()
//!     .build()?;
//! let mut users = crm.user().list(["userId", "userName"]).items();
//! while let Some(user) = users.next().await {
//!     let user = user?;
//!     println!("{} {}", user.get::<String>("userId")?, user.get::<String>("userName")?);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! 把查到的用户 id 传给构建器的 [`op_user`](crate::ClientBuilder::op_user)，之后所有需要用户的调用都使用这个身份。
//!
//! # 调用接口
//!
//! 每类资源对应客户端的一个方法，每个接口对应资源的一个方法：厂商文档中的 `account/add` 就是 `crm.account().add(..)`。必填参数是方法的参数，可选参数是 [`Call`](crate::Call) 的方法，`.await` 发出请求。
//!
//! ```
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
//! let customer = json!({ "accountName": "杨志永", "phone": "021-34240127" });
//! let id = crm.account().add(&customer).force_add(true).await?.account_id;
//!
//! let record = crm.account().get(&id, ["accountName", "phone"]).await?;
//! assert_eq!(record.get::<String>("phone")?, "021-34240127");
//!
//! crm.account().update(&id, &json!({ "phone": "021-54590135" })).await?;
//! let page = crm.account().list(["accountName"]).qname("*志永").page_size(50).await?;
//! assert_eq!(page.data.len(), 1);
//!
//! crm.account().delete(&id).await?;
//! # Ok(())
//! # }
//! ```
//!
//! 使用 `force_add(true)` 时，即使存在重复的客户，服务端也会保存；不使用时，服务端拒绝保存重复的客户。
//!
//! 每家企业的实体和字段都不同，名称请以[元数据](crate::metadata)为准，不要猜测，详见[字段与自定义字段](crate::guide::rows)。自定义模块通过实体名调用：`crm.customentity().list("c__lead", ["c__name"])`，其记录 id 的参数名是 `record_id`。
//!
//! # 查询与排序
//!
//! `qname` 只搜索实体的主字段（例如客户名称），其中 `*` 是通配符。要按其他字段过滤、精确匹配或排序，请使用高级查询，它适用于任何实体：
//!
//! ```
//! use crm_client::Sort;
//! use crm_client::filter::{all, field};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
//! let filter = all([field("phone").contains("021"), field("address").is_not_empty()]);
//! let query = crm.entity().adv_query("Account", ["accountName"], filter);
//! let page = query.sort(Sort::desc("createdOn")).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # 复用客户端
//!
//! 程序启动时创建一个客户端，需要时克隆即可。克隆的开销很小，并且共享连接、限流设置和时钟偏差。
//!
//! 客户端需要启用了 I/O 和定时器的 Tokio 运行时，`#[tokio::main]` 就是这样的运行时。使用一个多线程运行时时，一个客户端就够了。如果同时存在多个单线程运行时，请为每个运行时创建一个客户端：连接由打开它的运行时驱动，其他运行时中的调用可能一直等待该连接，直到超时。不使用 Tokio 的程序可以启用 feature `blocking`。
