//! `crm login`, in a pseudo-terminal and in scripts.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use crate::pty::Terminal;
use crate::support::{Server, crm, finish};

/// Starts `crm login`, and answers the first three questions.
fn answer(server: &Server, line: &str, key: &str) -> Terminal {
    let mut terminal = Terminal::start(server, line, &[]);
    terminal
        .expect("Base URL [https://www.365.wisecrm.com/gw/]:")
        .enter(&server.sandbox.base_url());
    terminal.expect("App id:").enter(server.sandbox.app_id());
    terminal.expect("App key (not shown):").enter(key);
    terminal
}

/// Serves these bodies on a loopback socket. Returns its URL.
fn serve(body: impl Fn(&str) -> String + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, mut request) = (stream.unwrap(), [0; 4096]);
            // A client can close a connection at any time.
            let length = stream.read(&mut request).unwrap_or(0);
            let body = body(&String::from_utf8_lossy(&request[..length]));
            let head = format!("Content-Length: {}\r\nConnection: close", body.len());
            let _ = write!(stream, "HTTP/1.1 200 OK\r\n{head}\r\n\r\n{body}");
        }
    });
    url
}

fn log_in(server: &Server) {
    let mut terminal = answer(server, "login", server.sandbox.app_key());
    terminal.expect("empty for none):").enter("老黄");
    let (code, shown) = terminal.finish();
    assert_eq!(code, 0, "{shown}");
}

#[test]
fn a_login_is_verified_and_stored() {
    let server = Server::start();
    let mut terminal = answer(&server, "login", server.sandbox.app_key());
    terminal
        .expect("connected to ")
        .expect("empty for none):")
        .enter("老黄")
        .expect("saved profile `default`");
    let (code, shown) = terminal.finish();
    assert_eq!(code, 0, "{shown}");
    assert!(!shown.contains(server.sandbox.app_key()), "{shown}");
    assert_eq!(server.sandbox.completed_calls(), ["user/list", "metadata/entity", "account/list"]);
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(server.config()), 0o600);
    assert_eq!(mode(server.config().parent().unwrap().to_owned()), 0o700);
    let text = fs::read_to_string(server.config()).unwrap();
    assert_eq!(text, format!("default = \"default\"\n\n{}", server.profile("default")));
    let run = finish(server.bare("whoami --output csv"));
    assert!(run.stdout.contains("user_name,老黄,profile"), "{run:?}");
}

#[test]
fn one_of_hundreds_of_users_is_found_by_a_part_of_the_name() {
    let server = Server::start();
    for number in 0..300 {
        let name = format!("User \u{1b}[31m{number:03}");
        server.sandbox.insert("User", &BTreeMap::from([("userName", name)]));
    }
    let mut terminal =
        answer(&server, "login --profile test --read-only", server.sandbox.app_key());
    terminal.expect(" more; enter a part of the name").expect("empty for none):");
    terminal.enter("nobody").expect("no user matches `nobody`").expect("empty for none):");
    terminal.enter("m07").expect("empty for none):").enter("m077");
    let (code, shown) = terminal.finish();
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains(r"User \u{1b}[31m077") && !shown.contains("\u{1b}[31m0"), "{shown}");
    let run = finish(server.bare("whoami --output json"));
    assert!(run.stdout.contains("31m077") && run.stdout.contains("\"read_only\":true"), "{run:?}");
}

#[test]
fn without_a_user_nothing_is_called_on_behalf_of_one() {
    let server = Server::start();
    let mut terminal = answer(&server, "login", server.sandbox.app_key());
    terminal.expect("empty for none):").enter("");
    let (code, shown) = terminal.finish();
    assert_eq!(code, 0, "{shown}");
    assert_eq!(server.sandbox.completed_calls(), ["user/list"]);
    assert!(!fs::read_to_string(server.config()).unwrap().contains("user ="));
}

#[test]
fn a_wrong_key_is_named_and_not_stored() {
    let server = Server::start();
    let (code, shown) = answer(&server, "login", "Wr0ngKey").finish();
    assert_eq!(code, 3, "{shown}");
    assert!(
        shown.contains("error: app id or app key: ") && shown.contains("nothing was stored"),
        "{shown}"
    );
    assert!(!shown.contains("Wr0ngKey"), "{shown}");
    assert!(!server.config().exists());
}

#[test]
fn a_wrong_clock_is_named() {
    let server = Server::start();
    server.sandbox.advance(Duration::from_secs(90));
    let (code, shown) = answer(&server, "login", server.sandbox.app_key()).finish();
    assert_eq!(code, 3, "{shown}");
    assert!(shown.contains("error: clock: the local clock is "), "{shown}");
    assert!(shown.contains("seconds behind the clock of the CRM"), "{shown}");
    assert!(!server.config().exists());
}

#[test]
fn an_unreachable_server_is_named() {
    let server = Server::start();
    server.sandbox.disconnect_blocking();
    let (code, shown) = answer(&server, "login", server.sandbox.app_key()).finish();
    assert_eq!(code, 4, "{shown}");
    assert!(shown.contains("cannot connect") && shown.contains("base URL"), "{shown}");
    assert!(!server.config().exists());
}

#[test]
fn a_server_that_is_not_the_api_is_named() {
    let server = Server::start();
    let url = serve(|_| "<html>Portal</html>".to_owned());
    let run = finish(server.crm(["login"]).env("CRM_BASE_URL", url));
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("error: base URL http://127.0.0.1:"), "{run:?}");
    assert!(run.stderr.contains("not as the API does"), "{run:?}");
}

#[test]
fn a_user_without_rights_is_named() {
    let server = Server::start();
    server.sandbox.revoke_rights(&server.sandbox.user());
    let mut terminal = answer(&server, "login", server.sandbox.app_key());
    terminal.expect("empty for none):").enter("老黄");
    let (code, shown) = terminal.finish();
    assert_eq!(code, 3, "{shown}");
    assert!(shown.contains("error: user `老黄`: the connection works, but"), "{shown}");
    assert!(!server.config().exists());
}

#[test]
fn md5_is_used_if_the_crm_refuses_sha1() {
    let server = Server::start();
    let url = serve(|request| {
        let is_md5 = request.contains("sign_type=MD5");
        match request.split(['?', ' ']).nth(1) {
            _ if !is_md5 => r#"{"error_code":400,"error_msg":"sign"}"#,
            Some("/user/list") => {
                r#"{"error_code":0,"total_size":1,"data":[{"userId":"027-00000000-0000-4000-8000-000000000001","userName":"A"}]}"#
            }
            _ => r#"{"error_code":0,"data":[]}"#,
        }
        .to_owned()
    });
    let login = |options: &str| {
        let line = format!("login --user A {options}");
        finish(server.crm(line.split_whitespace()).env("CRM_BASE_URL", &url))
    };
    let run = login("");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(fs::read_to_string(server.config()).unwrap().contains("sign = \"md5\"\n"));
    assert_eq!(login("--sign sha1 --yes").code, 3);
}

#[test]
fn an_invalid_url_is_asked_for_again() {
    let server = Server::start();
    let mut terminal = Terminal::start(&server, "login", &[]);
    terminal.expect("Base URL").enter("crm.example.com").expect("error: ").expect("Base URL");
    terminal.enter(&server.sandbox.base_url()).expect("App id:").enter("").expect("App id:");
    terminal.control('c');
    let (code, shown) = terminal.finish();
    assert_eq!(code, 130, "{shown}");
}

#[test]
fn a_profile_is_replaced_only_after_a_confirmation() {
    let server = Server::start();
    log_in(&server);
    let before = fs::read_to_string(server.config()).unwrap();
    let mut terminal = Terminal::start(&server, "login", &[]);
    terminal.expect("Profile `default` exists").expect("[y/N]").enter("");
    let (code, shown) = terminal.finish();
    assert_eq!(code, 1, "{shown}");
    assert!(shown.contains("cancelled; nothing was stored"), "{shown}");
    let run = finish(server.crm(["login"]));
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("profile `default` exists; add `--yes`"), "{run:?}");
    assert_eq!(fs::read_to_string(server.config()).unwrap(), before);
    // The old values are the defaults of the questions.
    let mut terminal = Terminal::start(&server, "login --user 老黄", &[]);
    terminal.expect("[y/N]").enter("y");
    terminal.expect(&format!("Base URL [{}]:", server.sandbox.base_url())).enter("");
    terminal.expect(&format!("App id [{}]:", server.sandbox.app_id())).enter("");
    terminal.expect("App key (not shown):").enter(server.sandbox.app_key());
    let (code, shown) = terminal.finish();
    assert_eq!(code, 0, "{shown}");
    assert_eq!(fs::read_to_string(server.config()).unwrap(), before);
}

#[test]
fn ctrl_c_restores_the_terminal_and_stores_nothing() {
    let server = Server::start();
    let mut terminal = Terminal::start(&server, "login", &[]);
    terminal.expect("Base URL").enter("").expect("App id:").enter("000-id");
    terminal.expect("App key (not shown):").control('c');
    let (code, shown) = terminal.finish();
    assert_eq!(code, 130, "{shown}");
    assert!(shown.contains("interrupted") && shown.contains(" echo "), "{shown}");
    assert!(!shown.contains("-echo "), "{shown}");
    assert!(!server.config().exists());
}

#[test]
fn ctrl_c_ends_the_choice_of_a_user() {
    let server = Server::start();
    let mut terminal = answer(&server, "login", server.sandbox.app_key());
    terminal.expect("empty for none):").control('c');
    let (code, shown) = terminal.finish();
    assert_eq!(code, 130, "{shown}");
    assert!(!server.config().exists());
}

#[test]
fn ctrl_d_ends_the_questions() {
    let server = Server::start();
    let mut terminal = Terminal::start(&server, "login --lang zh", &[]);
    terminal.expect("服务地址 [https://www.365.wisecrm.com/gw/]：").control('d');
    let (code, shown) = terminal.finish();
    assert_eq!(code, 1, "{shown}");
    assert!(shown.contains("错误：没有收到输入"), "{shown}");
}

#[test]
fn questions_are_in_chinese() {
    let server = Server::start();
    let mut terminal = Terminal::start(&server, "login", &[("LANG", "zh_CN.UTF-8")]);
    terminal.expect("服务地址 [").enter(&server.sandbox.base_url());
    terminal.expect("应用 id（appid）：").enter(server.sandbox.app_id());
    terminal.expect("密钥（appkey，不显示）：").enter(server.sandbox.app_key());
    terminal.expect("已连接到 ").expect("留空表示不指定）：").enter("1");
    let (code, shown) = terminal.finish();
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("已将配置 `default` 保存到 "), "{shown}");
}

#[test]
fn scripts_use_variables() {
    let server = Server::start();
    let run = finish(server.bare("login").env("CRM_APP_ID", "000-id"));
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("set `CRM_APP_KEY`, `CRM_USER`"), "{run:?}");
    let run = finish(server.crm(["login", "--profile", "ci", "--quiet"]));
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    let profile = server.profile("ci");
    assert!(fs::read_to_string(server.config()).unwrap().ends_with(&profile));
    let command = format!("echo {}", server.sandbox.app_key());
    let run =
        finish(server.crm(["login", "--profile", "ci", "--yes", "--app-key-command", &command]));
    assert_eq!(run.code, 0, "{run:?}");
    let text = fs::read_to_string(server.config()).unwrap();
    assert!(text.contains("app_key_command = \"echo ") && !text.contains("app_key ="), "{text}");
    assert_eq!(finish(server.bare("whoami")).code, 0);
}

#[test]
fn invalid_names_and_the_sandbox_are_refused() {
    let server = Server::start();
    let run = finish(server.crm(["login", "--profile", "a b; rm"]));
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("invalid name of a profile"), "{run:?}");
    let run = finish(crm(["login", "--sandbox"]));
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("`--sandbox` needs no profile"), "{run:?}");
    let run = finish(server.crm(["login", "--user", "nobody"]));
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("user `nobody`: no user has this id or name"), "{run:?}");
}

#[test]
fn an_existing_file_keeps_its_comments() {
    let server = Server::start();
    let old = format!("# Mine.\n{}# End.\n", server.profile("old"));
    server.configure(&old);
    assert_eq!(finish(server.crm(["login", "--profile", "new"])).code, 0);
    let text = fs::read_to_string(server.config()).unwrap();
    assert!(text.starts_with("# Mine.\n[profile.old]\n") && text.contains("# End."), "{text}");
    assert!(text.contains(&server.profile("new")) && !text.contains("default"), "{text}");
}
