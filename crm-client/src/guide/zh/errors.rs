//! 错误处理：错误码、错误类型、结果未知的调用。
//!
//! 英文版：[Errors](crate::guide::errors)。
//!
//! 所有调用都返回同一个错误类型 [`Error`](crate::Error)，通过它的方法获取所需的信息。打印时只有一行，包含接口、问题和处理建议，不含密钥等敏感信息。
//!
//! # 服务端的错误码
//!
//! [`code`](crate::Error::code) 返回响应中的 `error_code`，它不是 HTTP 状态码；[`message`](crate::Error::message) 返回 `error_msg` 原文。
//!
//! | 错误码 | [`Code`](crate::Code) 的常量 | 含义 | 处理 |
//! |---|---|---|---|
//! | 400 | `BUSINESS_FAILURE` | 业务失败 | 阅读错误信息，检查参数 |
//! | 401 | `INVALID_PARAMETER` | 参数格式不正确（不是“未授权”） | 检查参数类型，例如该传数字的地方传了日期 |
//! | 402 | `MISSING_PARAMETER` | 参数不能为空 | 检查记录的字段；接口的必填参数客户端已经检查过 |
//! | 403 | `NOT_SUPPORTED` | 不支持该操作 | 接口未开放，或没有权限 |
//! | 410 | `INSUFFICIENT_RIGHTS` | 权限不足 | 检查 `op_user` 对该记录的权限 |
//! | 490 | `NOT_ENABLED` | 未开通 OpenAPI | 请厂商开通 |
//! | 491 | `RATE_LIMITED` | 超出请求次数限制 | 降低频率（见[限流](crate::guide::limits)），或申请更高的配额 |
//! | 500 | `SYSTEM_ERROR` | 系统错误 | 检查该调用是否已经执行，并联系厂商 |
//! | 其他 | 无 | 文档未说明 | 阅读错误信息；该调用可能已经执行 |
//!
//! 签名错误、应用 id 不存在、时钟不准、记录重复、记录不存在，分别对应哪个错误码，文档都没有说明。不要靠错误信息的文字来区分，这些文字可能会变。参见厂商文档 [error-code](https://www.wisecrm.com/help/apidoc/error-code.html)。
//!
//! # 错误类型
//!
//! | 方法 | 条件 | 处理 |
//! |---|---|---|
//! | [`is_builder`](crate::Error::is_builder) | 无法创建客户端 | 按提示修改设置 |
//! | [`is_request`](crate::Error::is_request) | 参数缺失或无效，请求未发出 | 修改调用 |
//! | [`is_connect`](crate::Error::is_connect) | 无法建立连接 | 检查服务器地址、网络和代理 |
//! | [`is_timeout`](crate::Error::is_timeout) | 超时，或因限流未能及时发出 | 延长超时，或检查服务器 |
//! | [`is_transport`](crate::Error::is_transport) | 没有收到完整的响应：无法连接、连接中断，或单次尝试超时 | 检查网络 |
//! | [`is_status`](crate::Error::is_status) | HTTP [状态码](crate::Error::status)不是 200，且没有 `error_code` | 检查服务器地址，以及服务器前面的代理 |
//! | [`is_decode`](crate::Error::is_decode) | 响应无法解析 | 查看 [`json_path`](crate::Error::json_path) |
//! | [`is_rate_limited`](crate::Error::is_rate_limited) | 错误码为 491 | 等待，并降低频率 |
//!
//! [`attempts`](crate::Error::attempts) 返回请求发出的次数，[`retry_after`](crate::Error::retry_after) 返回服务端要求的等待时间（如果有）。
//!
//! 响应无法解析时，错误中只有 JSON 路径，没有具体的值，因为值可能是客户数据。[`decode_details`](crate::Error::decode_details) 返回完整信息，请勿写入日志。示例见[英文版](crate::guide::errors#replies-that-cannot-be-decoded)。
//!
//! # 调用是否已经执行
//!
//! 可以从错误中得知该调用是否可能已在服务端执行：[`outcome`](crate::Error::outcome) 返回下列三者之一。有多次尝试时，取其中最不确定的一个。
//!
//! | 结果 | 含义 |
//! |---|---|
//! | [`NotSent`](crate::Outcome::NotSent) | 请求没有到达服务端 |
//! | [`Refused`](crate::Outcome::Refused) | 服务端以文档中的错误码（500 除外）拒绝了请求 |
//! | [`Unknown`](crate::Outcome::Unknown) | 可能已经执行 |
//!
//! API 没有幂等键，服务端无法识别重复的请求。结果未知时，应这样处理：
//!
//! | 调用 | 处理 |
//! |---|---|
//! | `get`、`list`、查询、元数据 | 再次调用 |
//! | `update` | 再次调用；写入相同的值没有额外影响，除非其间有人改过该记录 |
//! | `add` | 按精确的值查找该记录，见下文 |
//! | `delete` | 查找该记录，仍然存在时再次删除；记录不存在时的错误码没有文档 |
//! | `file/upload` | 重新上传，使用新的 `file_path` |
//! | `metadata/picklist-edit` | 先读取选项列表，因为标签重复会报错 |
//!
//! # 只新增一次
//!
//! 下面的函数先查找再新增，结果未知时再查找一次。出错后可以再次调用：
//!
//! ```
#![doc = include_str!("../recipes/add_once.rs")]
//! # fn main() {}
//! ```
//!
//! * 用 `eq` 查找，不要用 `qname`：在 `qname` 中 `*` 是通配符，而名称里也可能有 `*`，如何转义没有文档。
//! * 在程序中再比较一次，因为文档没有说明 `=` 是否忽略大小写或空格。
//! * 结果未知且没有找到记录时，函数返回原来的错误。此时请求仍可能稍后到达（例如超时之后），请等待一段时间再调用。
//! * 找到多条记录时，函数返回错误。名称并不唯一，应由人工判断。导入程序最好把自己的唯一键写入一个自定义字段，并按它查找。
//! * 即使没有找到同名记录，服务端仍可能按自己的查重规则拒绝新增。客户和联系人可以用 `force_add(true)` 关闭查重。
//! * 查找使用的高级查询没有 `op_user`，它按谁的权限执行，文档没有说明。
