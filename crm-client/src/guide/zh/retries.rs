//! 重试与超时：哪些失败会重试、重试间隔、各级超时。
//!
//! 英文版：[Retries](crate::guide::retries)。
//!
//! 客户端在安全的前提下自动重试。默认情况下，一次调用最多尝试三次。
//!
//! # 哪些失败会重试
//!
//! 只读的调用（所有 `GET`，以及高级查询）可以随时重试。写操作仅在能确认请求未到达服务器，或显式调用 [`allow_repeat()`](crate::Call::allow_repeat) 时才会重试。
//!
//! | 失败 | 读 | 写 |
//! |---|---|---|
//! | 无法建立连接 | 重试 | 重试 |
//! | 连接中断，或单次尝试超时 | 重试 | 仅在使用 `allow_repeat` 时重试 |
//! | HTTP 408、429、500、502、503、504，且没有 `error_code` | 重试 | 仅在使用 `allow_repeat` 时重试 |
//! | `error_code` 为 500 | 重试 | 仅在使用 `allow_repeat` 时重试 |
//! | 其他 `error_code`，包括 491（配额） | 不重试 | 不重试 |
//! | 其他 HTTP 状态码，或响应无法解析 | 不重试 | 不重试 |
//!
//! 不使用 `allow_repeat` 时，写操作最多到达服务器一次。重复执行没有额外影响的调用可以使用它：更新通常可以，新增通常不可以。要安全地新增记录，参见[只新增一次](super::errors#只新增一次)。
//!
//! ```
//! use crm_client::sandbox::{Fault, Sandbox};
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! let sandbox = Sandbox::new();
//! let crm = sandbox.client_builder().build()?;
//! # let no_wait = std::time::Duration::ZERO;
//! # let crm = sandbox.client_builder().backoff(no_wait, no_wait).build()?;
//! let id = crm.account().add(&json!({ "accountName": "杨志永" })).await?.account_id;
//!
//! // 读操作会重试。
//! sandbox.inject(Fault::status(503));
//! assert!(crm.account().get(&id, ["accountName"]).await.is_ok());
//!
//! // 写操作仅在使用 `allow_repeat` 时重试。
//! let change = json!({ "phone": "021-54590135" });
//! sandbox.inject(Fault::reset().on("account/update").times(2));
//! assert_eq!(crm.account().update(&id, &change).await.unwrap_err().attempts(), 1);
//! assert!(crm.account().update(&id, &change).allow_repeat().await.is_ok());
//! # Ok(())
//! # }
//! ```
//!
//! 尝试次数由客户端或单次调用的 [`max_attempts`](crate::ClientBuilder::max_attempts) 设置，1 表示不重试。遍历列表时，每一页分别计算。[`send_raw`](crate::Call::send_raw) 返回任何 HTTP 响应，只在网络出错时重试。
//!
//! # 重试间隔
//!
//! 第二次尝试之前，随机等待 0 到 500 毫秒。上限每次翻倍，最长 10 秒（带完全抖动的指数退避）。响应带有 `Retry-After` 头时，再加上它的值。两个上限由 [`backoff`](crate::ClientBuilder::backoff) 设置。
//!
//! 一个客户端及其克隆共享 20 次重试预算：每次重试扣除一次，每成功十次调用归还一次。服务端故障期间，预算用完后，调用在第一次尝试失败后直接返回错误，不会成倍增加服务端的负载。预算由 [`retry_budget`](crate::ClientBuilder::retry_budget) 设置。
//!
//! 签名 30 秒后失效，因此每次尝试都在等待之后重新签名。
//!
//! # 超时
//!
//! | 超时 | 默认值 | 设置位置 |
//! |---|---|---|
//! | [`connect_timeout`](crate::ClientBuilder::connect_timeout)：建立连接 | 15 秒 | 客户端 |
//! | [`attempt_timeout`](crate::Call::attempt_timeout)：单次尝试，包括建立连接 | 30 秒，请求体每 64 KiB 增加 1 秒 | 客户端、单次调用 |
//! | [`timeout`](crate::Call::timeout)：整个调用，包括重试和限流等待 | 120 秒，请求体每 64 KiB 增加 1 秒 | 客户端、单次调用 |
//!
//! 按请求体增加的时间也适用于你在客户端上设置的值，但不适用于单次调用设置的值。遍历列表时，每一页分别计时。
//!
//! 如果重试前的等待会超过整个调用的超时，调用立即失败，[`Error::retry_after`](crate::Error::retry_after) 返回服务端要求的等待时间。
//!
//! 建立连接最多占用单次尝试时间的四分之三。因此，连接超时的请求一定没有发出，可以重试。
//!
//! 超时由 Tokio 的定时器实现。被丢弃（drop）的调用不会再重试；如果请求已经发出，服务端仍可能执行。
