//! 中文指南：入门、鉴权、列表、错误、重试与测试。
//!
//! 每一章讲一类任务，可以单独阅读；建议先读[入门](start)。示例中的 `crm` 是一个客户端，多数示例用沙箱（运行在内存中的模拟 CRM）创建它。没有示例代码的小节，请参考对应的英文章节。
//!
//! | 章节 | 内容 | 英文版 |
//! |---|---|---|
//! | [入门](start) | 创建客户端、查找用户、发出第一批请求 | [Getting started](super::start) |
//! | [鉴权](credentials) | 签名、操作用户、时钟偏差 | [Authentication](super::credentials) |
//! | [列表、分页与导出](lists) | 分页、遍历、预取、翻页期间的数据变化、增量同步 | [Lists](super::lists) |
//! | [错误处理](errors) | 错误码、错误类型、结果未知的调用 | [Errors](super::errors) |
//! | [重试与超时](retries) | 哪些失败会重试、重试间隔、各级超时 | [Retries](super::retries) |
#![cfg_attr(
    feature = "sandbox",
    doc = "| [测试](testing) | 用沙箱编写测试、注入故障 | [Testing](super::testing) |"
)]
#![cfg_attr(
    not(feature = "sandbox"),
    doc = "| 测试 | 用沙箱编写测试、注入故障 | 需要启用 feature `sandbox` |"
)]
//!
//! 其余章节只有英文版，见[英文指南](super)：[字段与自定义字段](super::rows)、[限流](super::limits)、[单次调用的选项](super::options)、[Tracing](super::tracing)、[私有化部署](super::on_premise)、[增加接口](super::endpoints)。

pub mod credentials;
pub mod errors;
pub mod lists;
pub mod retries;
pub mod start;
#[cfg(feature = "sandbox")]
pub mod testing;
