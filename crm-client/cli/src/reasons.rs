//! The reasons of an invalid signature in the languages of the tool.

use crm_client::sandbox::SignatureReason as Reason;

use crate::lang::{self, Lang};

/// Returns what is wrong, and what to do, in the language of this process.
pub(crate) fn texts(reason: Reason) -> (&'static str, &'static str) {
    texts_in(lang::get(), reason)
}

/// Returns what is wrong, and what to do.
pub(crate) fn texts_in(lang: Lang, reason: Reason) -> (&'static str, &'static str) {
    let english = (reason.description(), reason.remedy());
    match lang {
        Lang::En => english,
        Lang::Zh => chinese(reason).unwrap_or(english),
    }
}

fn chinese(reason: Reason) -> Option<(&'static str, &'static str)> {
    Some(match reason {
        Reason::EncodedValue => ("参数值在 URL 编码之后才签名", "请对编码前的原始值签名"),
        Reason::BlankParameter => ("空参数也参与了签名", "值为空或仅含空白的参数不参与签名"),
        Reason::NotSorted => ("参数没有排序", "请按参数名的字节序升序排列"),
        Reason::KeyNotLast => ("密钥没有放在最后", "请在所有参数之后追加 `&appkey=密钥`"),
        Reason::KeyMissing => ("待签名字符串缺少密钥", "请追加 `&appkey=密钥`"),
        Reason::KeyMisnamed => ("密钥的参数名不是 `appkey`", "请以 `&appkey=密钥` 的形式追加"),
        Reason::SignTypeCase => ("`sign_type` 大小写不对", "请发送并签名 `MD5` 或 `SHA1`"),
        Reason::Gbk => ("参数值使用了 GBK 编码", "签名和发送前请将参数值编码为 UTF-8"),
        Reason::Md5InsteadOfSha1 => {
            ("实际使用了 MD5，而 `sign_type` 为 `SHA1`", "请使用 `sign_type` 指定的算法")
        }
        Reason::Sha1InsteadOfMd5 => {
            ("实际使用了 SHA1，而 `sign_type` 为 `MD5`", "请使用 `sign_type` 指定的算法")
        }
        Reason::UpperCaseHex => ("签名含有大写字母", "请使用小写十六进制"),
        Reason::TimestampInSeconds => ("`timestamp` 的单位是秒", "请使用毫秒级时间戳"),
        Reason::TimestampTooOld => {
            ("`timestamp` 已过期", "请在发送前签名，每次请求重新签名，并校准时钟")
        }
        Reason::TimestampAhead => ("`timestamp` 晚于服务器时间", "请校准时钟"),
        Reason::TimestampInvalid => ("`timestamp` 不是数字", "请使用毫秒级时间戳"),
        Reason::BodySigned => ("请求体参与了签名", "只对 URL 查询参数签名"),
        Reason::PlusForSpace => (
            "空格被当作 `+` 签名",
            "空格请编码为 `%20`，加号请编码为 `%2B`，并对编码前的原始值签名",
        ),
        Reason::SeparatorMissing => ("缺少分隔符", "名与值之间用 `=`，参数之间用 `&` 连接"),
        Reason::ParameterNotSigned => ("有参数未参与签名", "除 `sign` 外的所有查询参数都要签名"),
        Reason::KeyAsSignature => {
            ("`sign` 就是密钥本身，却带有 `sign_type`", "请发送签名，或去掉 `sign_type`")
        }
        Reason::WrongLength => ("签名长度不对", "MD5 为 32 位，SHA1 为 40 位"),
        Reason::Unknown => ("不属于任何常见错误", "请先检查密钥"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_chinese_text() {
        for reason in Reason::ALL {
            assert!(chinese(*reason).is_some(), "{reason:?}");
        }
    }
}
