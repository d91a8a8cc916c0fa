//! The sandbox server with its web console.
//!
//! | module | purpose |
//! |---|---|
//! | `server`, `connections` | the HTTP server; its connections, which are bounded |
//! | `guard` | hosts, origins and the token |
//! | `pages` | the files of the console |
//! | `api`, `reply`, `body` | the API of the console under `/_sandbox/`; replies; bodies |
//! | `events`, `summary` | new requests, as server-sent events; what a list shows of them |
//! | `code` | programs that repeat a request |
//! | `app` | what all of them share |
//! | `seed`, `store` | the first contents; the file with the contents |
//!
//! The CRM itself is at `/gw/`. It is the sandbox of the library; nothing here changes its replies.

mod api;
mod app;
mod body;
mod code;
mod connections;
mod events;
mod guard;
mod pages;
mod reply;
mod seed;
mod server;
mod store;
mod summary;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use tokio::net::TcpListener;

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::output;
use crate::session;
use app::App;
pub(crate) use seed::Seed;
use store::Store;

/// The default port.
pub(crate) const PORT: u16 = 8365;

/// The fewest characters of a token.
const MIN_TOKEN: usize = 8;

/// How the server runs.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The address to listen on.
    pub host: IpAddr,
    /// The port. 0 means any free one.
    pub port: u16,
    /// A secret that the pages need, for addresses beyond this computer.
    pub token: Option<String>,
    /// The file with the contents.
    pub data: Option<PathBuf>,
    /// The contents of a new sandbox.
    pub seed: Seed,
    /// Whether to open the console in a browser.
    pub open: bool,
}

/// Runs the server until Ctrl-C or SIGTERM, and then saves the contents.
///
/// # Errors
///
/// Fails if the port is in use, or if the contents cannot be read or saved.
pub(crate) fn run(options: &Options, settings: &Settings) -> Result<(), Failure> {
    if settings.token.as_ref().is_some_and(|it| it.len() < MIN_TOKEN) {
        return Err(Failure::usage(tr!(
            "`--token`: too short; use at least {MIN_TOKEN} characters",
            "`--token`：太短；请使用至少 {MIN_TOKEN} 个字符"
        )));
    }
    if !settings.host.is_loopback() && settings.token.is_none() {
        return Err(Failure::usage(tr!(
            "`--host`: other computers can reach this address; protect the console with `--token` of at least {MIN_TOKEN} characters",
            "`--host`：其他计算机可以访问该地址；请用至少 {MIN_TOKEN} 个字符的 `--token` 保护控制台"
        )));
    }
    let (sandbox, store) = Store::open(settings.data.as_deref(), &settings.seed)?;
    let mut is_started = false;
    let stopped: Result<(), Failure> = session::until_interrupted(async {
        let listener = listen(settings).await?;
        is_started = true;
        let app = App::new(sandbox.clone(), &listener, settings.clone())?;
        print(options, &app)?;
        if settings.open {
            open(&app.page());
        }
        tokio::select! {
            never = server::run(app.clone(), listener) => match never {},
            never = events::watch(app) => match never {},
            failure = store.save_regularly(&sandbox) => Err(failure),
        }
    });
    // Also after a failure: the contents are worth more than the message.
    let saved = if is_started { store.save(&sandbox) } else { Ok(()) };
    match stopped {
        Err(failure) if failure.status() != Status::Interrupted => Err(failure),
        _ => saved,
    }
}

async fn listen(settings: &Settings) -> Result<TcpListener, Failure> {
    let (host, port) = (settings.host, settings.port);
    TcpListener::bind((host, port)).await.map_err(|error| {
        let remedy = tr!(
            "use another port with `--port N`; 0 takes any free one",
            "请用 `--port N` 换一个端口；0 表示任意空闲端口"
        );
        Failure::io(format!("{host}:{port}"), &error).with_remedy(&remedy)
    })
}

fn print(options: &Options, app: &App) -> Result<(), Failure> {
    let user = app.sandbox.user();
    let lines = [
        (tr!("console", "控制台"), app.page()),
        (tr!("base URL", "接口地址"), app.base_url()),
        (tr!("app id", "应用 id"), app.sandbox.app_id().to_owned()),
        (tr!("app key", "密钥"), app.sandbox.app_key().to_owned()),
        (tr!("op_user", "op_user"), user.to_string()),
    ];
    for (name, value) in lines {
        output::line(&format!("{name}: {value}"))?;
    }
    options.hint(&tr!("press Ctrl-C to stop", "按 Ctrl-C 停止"));
    Ok(())
}

/// Opens a page in the browser of the user. If there is none, the address is printed anyway.
fn open(page: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let _ = std::process::Command::new(program)
        .arg(page)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn();
}

/// The default address: only this computer.
pub(crate) const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
