//! 测试：用沙箱编写测试、注入故障。
//!
//! 英文版：[Testing](crate::guide::testing)。
//!
//! [沙箱](crate::sandbox)是一个运行在内存中的模拟 CRM，需要启用 feature `sandbox`。它应答所有接口，并按同一份接口定义检查每个请求：路径、参数、请求体、签名和时间戳。只在测试中启用即可：
//!
//! ```toml
//! [dev-dependencies]
//! crm-client = { path = "../crm-client/crm-client", features = ["sandbox"] }
//! ```
//!
//! # 创建沙箱
//!
//! 建议每个测试创建一个新的沙箱：
//!
//! | 方法 | 用途 |
//! |---|---|
//! | [`Sandbox::new`](crate::sandbox::Sandbox::new) | 在同一进程内使用，不监听端口 |
//! | [`Sandbox::start`](crate::sandbox::Sandbox::start) | 监听本机端口，供自行创建客户端的程序使用 |
//! | [`Sandbox::start_blocking`](crate::sandbox::Sandbox::start_blocking) | 同上，用于没有 Tokio 运行时的测试 |
//! | [`Sandbox::demo`](crate::sandbox::Sandbox::demo) | 预置数百条虚构的数据 |
//!
//! [`client_builder`](crate::sandbox::Sandbox::client_builder) 返回已配置好的客户端构建器：
//!
//! ```
//! use crm_client::sandbox::Sandbox;
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! let sandbox = Sandbox::new();
//! let crm = sandbox.client_builder().build()?;
//! sandbox.insert("Account", &json!({ "accountName": "企能软件" }));
//!
//! let page = crm.account().list(["accountName"]).qname("*软件").await?;
//! assert_eq!(page.data[0].get::<String>("accountName")?, "企能软件");
//! # Ok(())
//! # }
//! ```
//!
//! # 实体与字段
//!
//! 用 [`declare`](crate::sandbox::Sandbox::declare) 声明自定义实体，用 [`declare_field`](crate::sandbox::Sandbox::declare_field) 声明自定义字段。声明过的实体会拒绝未知的字段名，并给出建议；其他实体接受任何字段名。
//!
//! 每条记录都有 `createdOn`、`modifiedOn`、`createdBy`、`modifiedBy`、`owningUser`、`isDeleted` 字段。[`advance`](crate::sandbox::Sandbox::advance) 让沙箱的时间前进，可用于测试[增量同步](super::lists#按时间增量同步)、签名过期和下载链接过期。
//!
//! # 指定应答，检查请求
//!
//! | 方法 | 用途 |
//! |---|---|
//! | [`answer`](crate::sandbox::Sandbox::answer) | 指定某个接口下一次的应答 |
//! | [`endpoint`](crate::sandbox::Sandbox::endpoint) | 为沙箱增加接口 |
//! | [`journal`](crate::sandbox::Sandbox::journal) | 查看最近的请求和应答，包括签名错误的原因 |
//! | [`revoke_rights`](crate::sandbox::Sandbox::revoke_rights) | 撤销用户的权限（错误码 410） |
//! | [`disable_api`](crate::sandbox::Sandbox::disable_api) | 关闭 OpenAPI（错误码 490） |
//! | [`set_quota`](crate::sandbox::Sandbox::set_quota) | 限制调用次数（错误码 491） |
//! | [`snapshot`](crate::sandbox::Sandbox::snapshot)、[`restore`](crate::sandbox::Sandbox::restore) | 保存和恢复全部内容 |
//!
//! # 注入故障
//!
//! [`Fault`](crate::sandbox::Fault) 模拟客户端与服务器之间的故障：无法连接、响应丢失、响应不完整、延迟、代理返回的页面等。默认只对下一个请求生效一次。下面的例子模拟服务端已经执行、但响应丢失的情况：
//!
//! ```
//! use crm_client::Outcome;
//! use crm_client::sandbox::{Fault, Sandbox};
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! let sandbox = Sandbox::new();
//! let crm = sandbox.client_builder().build()?;
//!
//! sandbox.inject(Fault::reset().after_completion().on("account/add"));
//! let error = crm.account().add(&json!({ "accountName": "杨志永" })).await.unwrap_err();
//! assert_eq!(error.outcome(), Outcome::Unknown);
//! assert_eq!(crm.account().list(["accountName"]).await?.data.len(), 1); // 记录已经存在。
//! # Ok(())
//! # }
//! ```
//!
//! [`on`](crate::sandbox::Fault::on)、[`after`](crate::sandbox::Fault::after) 和 [`times`](crate::sandbox::Fault::times) 分别指定接口、跳过的请求数和生效的次数。
//!
//! 厂商文档没有说明的行为，由沙箱自行决定，列表见[沙箱的文档](crate::sandbox)。不要在测试之外依赖这些行为。
