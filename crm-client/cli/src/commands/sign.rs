//! `crm sign`: shows how a request is signed, and explains an invalid signature.
//!
//! The output contains a signature on purpose: the command exists for people who compare it with that of
//! their own client. It is valid for 30 seconds and for the parameters that it was made for, and whoever can
//! run the command has the key. The key itself is never shown.

mod explain;
mod steps;

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command, value_parser};

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::options::help::positional;
use explain::Explained;

/// Describes the command.
pub(super) fn about() -> String {
    tr!("Show how a request is signed, or explain a signature", "演示请求签名步骤，或诊断签名错误")
}

/// Adds the options.
pub(super) fn define(command: Command) -> Command {
    command
        .arg(
            positional(Arg::new("path").value_name("MODULE/FUNCTION"))
                .required_unless_present("explain")
                .conflicts_with("explain")
                .help(tr!("The path of the endpoint", "接口路径")),
        )
        .arg(
            positional(Arg::new("params").value_name("NAME=VALUE").num_args(0..)).help(tr!(
                "Parameters to sign; `timestamp` and `sign_type` can be among them",
                "要签名的参数；可包含 `timestamp` 和 `sign_type`"
            )),
        )
        .arg(Arg::new("explain").long("explain").value_name("URL").help(tr!(
            "Explain the signature of a full URL; - reads the URL from standard input",
            "诊断完整 URL 中的签名；- 表示从标准输入读取 URL"
        )))
        .arg(
            Arg::new("method")
                .long("method")
                .value_name("METHOD")
                .value_parser(PossibleValuesParser::new(["GET", "POST"]))
                .ignore_case(true)
                .hide_possible_values(true)
                .requires("explain")
                .help(tr!(
                    "The method of the request: GET or POST",
                    "请求方法：GET 或 POST"
                )),
        )
        .arg(
            Arg::new("body")
                .long("body")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .requires("explain")
                .help(tr!(
                    "The body that was sent, to find out whether it was signed",
                    "已发送的请求体，用于判断它是否被计入签名"
                )),
        )
        .after_help(tr!(
            "Nothing is sent. The key is that of the profile, the environment or the sandbox, and is\n\
             never shown. The output contains a signature, which is valid for 30 seconds: do not\n\
             publish it before that. The exit code is 7 if the signature is invalid.\n\n\
             Examples:\n  crm sign user/list fields=userName,mobile --sandbox\n  \
             crm sign --explain - --sandbox < url.txt",
            "不会发送任何请求。密钥取自配置、环境变量或沙箱，绝不显示。\n\
             输出中含有签名，30 秒内有效，在此之前请勿公开。签名无效时退出码为 7。\n\n\
             示例：\n  crm sign user/list fields=userName,mobile --sandbox\n  \
             crm sign --explain - --sandbox < url.txt"
        ))
}

/// Runs the command.
pub(super) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let Some(url) = text("explain") else {
        let path = text("path").unwrap_or_default().trim_start_matches('/');
        let params = matches.get_many::<String>("params").into_iter().flatten();
        steps::run(options, path, &params.cloned().collect::<Vec<_>>())?;
        return Ok(Status::Success);
    };
    let body = matches.get_one::<PathBuf>("body").map(PathBuf::as_path);
    let explained = Explained::of(options, url, text("method"), body)?;
    explained.print(options)?;
    Ok(if explained.is_valid() { Status::Success } else { Status::Different })
}
