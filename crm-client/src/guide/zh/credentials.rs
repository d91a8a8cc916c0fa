//! 鉴权：签名、操作用户与时钟偏差。
//!
//! 英文版：[Authentication](crate::guide::credentials)。
//!
//! # 签名与明文密钥
//!
//! 用应用 id 和应用密钥创建凭据，共有三种方式：
//!
//! | 构造函数 | 随请求发送的内容 |
//! |---|---|
//! | [`Credentials::sha1`](crate::Credentials::sha1) | 对查询参数和时间计算的 SHA-1 签名 |
//! | [`Credentials::md5`](crate::Credentials::md5) | 同上，使用 MD5 |
//! | [`Credentials::plain_key`](crate::Credentials::plain_key) | 密钥本身，出现在每个 URL 中 |
//!
//! 厂商不建议在生产环境使用明文密钥。客户端默认拒绝通过 `http` 发送明文密钥，确有需要时可调用 [`allow_plain_key_over_http`](crate::ClientBuilder::allow_plain_key_over_http)。两种签名方式，厂商没有推荐哪一种。请求体不参与签名。参见厂商文档 [auth-intro](https://www.wisecrm.com/help/apidoc/auth-intro.html)。
//!
//! ```
//! use crm_client::{Client, Credentials};
//!
//! let app_key = std::env::var("CRM_APP_KEY").unwrap_or("the-key".to_owned());
//! let credentials = Credentials::sha1("000-your-app-id", app_key);
//! println!("{credentials:?}"); // 不会显示密钥。
//!
//! let plain = Credentials::plain_key("000-your-app-id", "the-key");
//! let client = Client::builder().base_url("http://crm.example.com/gw/").credentials(plain);
//! assert!(client.build().unwrap_err().is_builder());
//! ```
//!
//! `Debug` 输出、错误信息和 trace 中都不会出现密钥，也不会出现签名，因为带签名的 URL 在 30 秒内有效。即使服务端在消息中回显了密钥或本次请求的签名，客户端也会将其替换。
//!
//! # 操作用户
//!
//! 读写记录的接口以某个 CRM 用户的身份执行，并受其权限约束。默认用户由构建器的 [`op_user`](crate::ClientBuilder::op_user) 设置；单次调用可以用 [`Call::op_user`](crate::Call::op_user) 指定其他用户：
//!
//! ```
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let sandbox = crm_client::sandbox::Sandbox::new();
//! # let crm = sandbox.client_builder().build()?;
//! # let colleague = sandbox.insert("User", &json!({ "userName": "小王" }));
//! crm.account().add(&json!({ "accountName": "杨志永" })).op_user(&colleague).await?;
//! # Ok(())
//! # }
//! ```
//!
//! 用户、元数据、分类、地区、文件以及高级查询接口没有操作用户，对它们调用 `op_user` 无法通过编译。
//!
//! # 时钟偏差
//!
//! 签名中包含时间。按服务端的时钟，签名生成满 30 秒后即失效，厂商没有说明此时返回哪个错误码。每次尝试都在等待结束之后、发送之前才签名，因此只要两边的时钟准确，程序无需额外处理。
//!
//! 如果无法校准本机时钟，有三种办法：
//!
//! | 方法 | 作用 |
//! |---|---|
//! | 客户端的 [`learn_clock_offset`](crate::Client::learn_clock_offset) | 发送一个请求，读取响应的 `Date` 头，此后按其偏差修正时间 |
//! | 构建器的 [`clock_offset_millis`](crate::ClientBuilder::clock_offset_millis) | 直接设置已知的偏差 |
//! | 构建器的 [`clock`](crate::ClientBuilder::clock) | 用其他时钟代替系统时钟 |
//!
//! `learn_clock_offset` 的误差约为一秒加上响应时间的一半。请求被服务端拒绝也不影响结果，但代理服务器返回的响应无效。示例见[英文版](crate::guide::credentials#clocks)。
