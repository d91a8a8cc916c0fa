//! `crm sandbox`: a sandbox server with a web console.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::console::{self, LOCALHOST, PORT, Seed, Settings};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;

/// Describes the command.
pub(super) fn about() -> String {
    tr!("Run a sandbox server with a web console", "运行带网页控制台的沙箱服务器")
}

/// Adds the options.
pub(super) fn define(command: Command) -> Command {
    command
        .args([
            Arg::new("port")
                .long("port")
                .value_name("N")
                .value_parser(value_parser!(u16))
                .help(tr!(
                    "The port; 0 takes any free one [default: {PORT}]",
                    "端口；0 表示任意空闲端口 [默认：{PORT}]"
                )),
            Arg::new("data")
                .long("data")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help(tr!(
                    "Keep the contents in this file [default: in memory]",
                    "将内容保存到该文件 [默认：仅在内存中]"
                )),
            Arg::new("seed").long("seed").value_name("SEED").help(tr!(
                "The first contents: demo, empty, or a folder of `crm schema save` [default: demo]",
                "初始内容：demo、empty，或 `crm schema save` 保存的文件夹 [默认：demo]"
            )),
            Arg::new("open")
                .long("open")
                .action(ArgAction::SetTrue)
                .help(tr!("Open the console in a browser", "在浏览器中打开控制台")),
            Arg::new("host")
                .long("host")
                .value_name("ADDRESS")
                .value_parser(value_parser!(IpAddr))
                .requires("token")
                .help(tr!(
                    "Listen on this address, which other computers may reach [default: 127.0.0.1]",
                    "监听该地址，其他计算机可能可以访问 [默认：127.0.0.1]"
                )),
            Arg::new("token").long("token").value_name("TOKEN").help(tr!(
                "A secret of at least 8 characters that the console asks for",
                "控制台的访问令牌，至少 8 个字符"
            )),
        ])
        .after_help(tr!(
            "The server has the complete API at /gw/, and shows each request, its checks, and why a\n\
             signature is wrong.\n\nExample:\n  crm sandbox --open --data demo.json",
            "服务器在 /gw/ 提供完整的 API，并展示每个请求、各项检查以及签名错误的原因。\n\n\
             示例：\n  crm sandbox --open --data demo.json"
        ))
}

/// Runs the command.
pub(super) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let settings = Settings {
        host: matches.get_one("host").copied().unwrap_or(LOCALHOST),
        port: matches.get_one("port").copied().unwrap_or(PORT),
        token: text("token").map(str::to_owned),
        data: matches.get_one::<PathBuf>("data").cloned(),
        seed: text("seed").map_or(Seed::Demo, Seed::from_name),
        open: matches.get_flag("open"),
    };
    console::run(options, &settings).map(|()| Status::Success)
}
