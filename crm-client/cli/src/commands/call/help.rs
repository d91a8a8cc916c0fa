//! The end of the help of a call: an example, and the source of the documentation.

use clap::Command;
use crm_client::endpoint::{BodyKind, Effect, Info, Param};

use super::{args, example};
use crate::lang::tr;

/// The vendor's documentation.
const PAGES: &str = "https://www.wisecrm.com/help/apidoc";

/// Adds the fields of the body, an example, and the source of the documentation.
pub(super) fn add(command: Command, info: &Info<'_>) -> Command {
    let mut text = String::new();
    if let Some(BodyKind::Object(params)) = info.body {
        text += &tr!("Fields of the body:\n", "请求体字段：\n");
        let line = |it: &Param| format!("  {}  {}\n", it.name, it.doc);
        text.extend(params.iter().map(line));
        text.push('\n');
    }
    if args::takes_json(info) && info.body != Some(BodyKind::Filter) {
        text += &tr!(
            "`FIELD=VALUE` sets a field to text, `FIELD:=JSON` to any JSON value.\n\n",
            "`FIELD=VALUE` 将字段设为文本，`FIELD:=JSON` 设为任意 JSON 值。\n\n"
        );
    }
    for param in args::params(info).filter(|it| it.is_secret()) {
        let (name, doc) = (param.name, param.doc);
        text += &tr!(
            "`{name}` is asked for, or is a line of standard input. {doc}\n\n",
            "`{name}` 由终端输入，或取自标准输入的一行。{doc}\n\n"
        );
    }
    if info.body == Some(BodyKind::File) {
        text += &tr!("`-` as FILE is standard input.\n\n", "FILE 为 `-` 时读取标准输入。\n\n");
    }
    if info.body == Some(BodyKind::Filter) {
        text += &tr!(
            "`crm query` makes this call with a filter that is easier to write.\n\n",
            "`crm query` 以更简便的过滤语法调用此接口。\n\n"
        );
    }
    text += &tr!("Example:\n", "示例：\n");
    text += &["  ", &example::line(info), "\n\n"].concat();
    match info.effect {
        Effect::Read => {}
        Effect::Write => text += &tr!("This call changes data. ", "该调用会修改数据。"),
        Effect::Delete => text += &tr!("This call deletes data. ", "该调用会删除数据。"),
    }
    if let Some(version) = info.since {
        text += &tr!("Since version {version}. ", "自版本 {version} 起支持。");
    }
    let page = info.page;
    text += &tr!("Documentation: {PAGES}/{page}.html", "文档：{PAGES}/{page}.html");
    command.after_help(text)
}
