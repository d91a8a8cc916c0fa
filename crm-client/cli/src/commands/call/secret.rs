//! Secret parameters. They are never arguments, because other users of the machine can see arguments.

use std::io::{self, IsTerminal};

use crm_client::endpoint::Info;

use super::args;
use super::request::TableRequest;
use crate::failure::Failure;
use crate::lang::tr;
use crate::{safe, terminal};

/// Asks for the secret parameters of a request. Without a terminal, each is a line of standard input.
pub(super) async fn ask(request: &mut TableRequest) -> Result<(), Failure> {
    let info: &Info<'_> = request.info;
    for param in args::params(info).filter(|it| it.is_secret()) {
        let name = safe::line(param.name);
        let secret = if io::stdin().is_terminal() {
            terminal::ask_secret(&tr!("{name}:", "{name}：")).await?
        } else {
            let mut line = String::new();
            let failed = |error| Failure::io(tr!("standard input", "标准输入"), &error);
            io::stdin().read_line(&mut line).map_err(failed)?;
            line.trim_end_matches(['\r', '\n']).to_owned()
        };
        if secret.trim().is_empty() {
            return Err(Failure::usage(tr!(
                "`{name}` is missing; enter it, or pass it on standard input",
                "缺少 `{name}`；请输入，或通过标准输入传入"
            )));
        }
        request.passwords.push((param.name, secret.into()));
    }
    Ok(())
}
