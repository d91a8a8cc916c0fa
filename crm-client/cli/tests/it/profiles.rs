//! Profiles, and the environment variables that override them.

use std::fs;

use serde_json::Value;

use crate::support::{Run, Server, crm, finish};

/// Starts a server, and writes a configuration.
fn configured(text: impl FnOnce(&Server) -> String) -> Server {
    let server = Server::start();
    server.configure(&text(&server));
    server
}

fn whoami(server: &Server, options: &str) -> Value {
    let run = finish(server.bare(&format!("whoami --output json {options}")));
    assert_eq!(run.code, 0, "{run:?}");
    serde_json::from_str(&run.stdout).unwrap()
}

/// Asserts that a run failed with this exit code, and that its message contains all of these parts.
#[track_caller]
fn assert_error(run: &Run, code: i32, parts: &[&str]) {
    assert_eq!(run.code, code, "{run:?}");
    assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
    for part in parts {
        assert!(run.stderr.contains(part), "`{part}` is missing: {run:?}");
    }
}

#[test]
fn without_a_configuration_the_error_names_login_and_the_sandbox() {
    let server = Server::start();
    let run = finish(server.bare("account list --fields accountName"));
    assert_error(&run, 2, &["error: no CRM is configured", "`crm login`", "`--sandbox`"]);
    let run = finish(server.bare("whoami --lang zh"));
    assert_error(&run, 2, &["错误：尚未配置 CRM", "`crm login`", "`--sandbox`"]);
    let run = finish(crm(["whoami"]));
    assert_error(&run, 2, &["no CRM is configured"]);
}

#[test]
fn the_default_profile_is_used_unless_another_one_is_named() {
    let server = configured(|it| {
        let user = "user = \"027-00000000-0000-4000-8000-000000000009\"\n";
        let test = it.profile("test").lines().take(4).collect::<Vec<_>>().join("\n");
        format!("default = \"work\"\n{}{test}\n{user}", it.profile("work"))
    });
    let used = |options: &str| whoami(&server, options)["profile"].clone();
    assert_eq!(used(""), "work");
    assert_eq!(used("--profile test"), "test");
    let run = finish(server.bare("whoami --output csv").env("CRM_PROFILE", "test"));
    assert!(run.stdout.contains("profile,test,CRM_PROFILE\n"), "{run:?}");
    let run = finish(server.bare("whoami --output csv --profile work").env("CRM_PROFILE", "test"));
    assert!(run.stdout.contains("profile,work,option\n"), "{run:?}");
}

#[test]
fn the_only_profile_needs_no_default() {
    let server = configured(|it| it.profile("test"));
    assert_eq!(whoami(&server, "")["profile"], "test");
}

#[test]
fn several_profiles_without_a_default_are_listed() {
    let server = configured(|it| it.profile("test") + &it.profile("work"));
    let run = finish(server.bare("whoami"));
    assert_error(&run, 2, &["no profile is the default", "`test`, `work`", "--default"]);
}

#[test]
fn an_unknown_profile_is_reported_with_the_names() {
    let server = configured(|it| it.profile("test") + &it.profile("work"));
    let run = finish(server.bare("whoami --profile production"));
    assert_error(&run, 2, &["unknown profile `production`", "`test`, `work`"]);
    let run = finish(server.bare("whoami --profile wrk"));
    assert_error(&run, 2, &["unknown profile `wrk`", "did you mean `work`?"]);
    let run = finish(server.bare("whoami --profile wrk --lang zh"));
    assert_error(&run, 2, &["未知的配置 `wrk`", "是否指 `work`？"]);
}

#[test]
fn whoami_shows_where_each_setting_comes_from() {
    let server = configured(|it| it.profile("work"));
    let run = finish(server.bare("whoami --output json").env("CRM_SIGN", "md5"));
    let identity: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(identity["base_url"], server.sandbox.base_url());
    assert_eq!(identity["user_id"], server.sandbox.user().as_str());
    assert_eq!(identity["user_name"], "老黄");
    assert_eq!(identity["read_only"], false);
    let sources = &identity["sources"];
    assert_eq!(sources["base_url"], "profile");
    assert_eq!(sources["sign"], "CRM_SIGN");
    assert_eq!(sources["read_only"], "default");
    assert!(!run.stdout.contains(server.sandbox.app_key()), "{run:?}");
}

#[test]
fn every_variable_overrides_the_profile() {
    let server = configured(|_| {
        "[profile.work]\nbase_url = \"http://127.0.0.1:9/gw/\"\napp_id = \"wrong\"\n\
         app_key = \"wrong\"\nuser = \"nobody\"\nsign = \"plain\"\n"
            .to_owned()
    });
    let variables = [
        ("CRM_BASE_URL", server.sandbox.base_url()),
        ("CRM_APP_ID", server.sandbox.app_id().to_owned()),
        ("CRM_APP_KEY_COMMAND", format!("echo {}", server.sandbox.app_key())),
        ("CRM_USER", server.sandbox.user().to_string()),
        ("CRM_SIGN", "md5".to_owned()),
        ("CRM_READ_ONLY", "1".to_owned()),
    ];
    let mut command = server.bare("whoami --output json");
    for (name, value) in &variables {
        command = command.env(name, value);
    }
    let run = finish(command);
    let identity: Value = serde_json::from_str(&run.stdout).expect(&run.stderr);
    assert_eq!(identity["sources"]["user_id"], "CRM_USER");
    assert_eq!(identity["sign"], "md5");
    assert_eq!(identity["read_only"], true);
    // The command is not run if there is a key.
    let run = finish(
        server
            .crm(["whoami"])
            .env("CRM_APP_KEY_COMMAND", "exit 1")
            .env("CRM_CONFIG", "no-such-file.toml"),
    );
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn an_invalid_variable_is_reported() {
    let server = Server::start();
    let run = finish(server.crm(["whoami"]).env("CRM_SIGN", "sha256"));
    assert_error(&run, 2, &["`CRM_SIGN`: invalid value `sha256`", "`sha1`, `md5`, `plain`"]);
    let run = finish(server.crm(["whoami"]).env("CRM_READ_ONLY", "perhaps"));
    assert_error(&run, 2, &["`CRM_READ_ONLY`: invalid value `perhaps`"]);
    let run = finish(server.bare("whoami").env("CRM_APP_ID", "000-id"));
    assert_error(&run, 2, &["the app key is missing", "`CRM_APP_KEY`"]);
    let run = finish(server.bare("whoami").env("CRM_APP_KEY", "s3cret"));
    assert_error(&run, 2, &["the app id is missing", "`CRM_APP_ID`"]);
}

#[test]
fn mistakes_in_the_file_have_a_position_and_show_no_values() {
    let server = Server::start();
    let cases: [(&str, &[&str]); 10] = [
        ("[profile.a]\napp_key = \"s3cret\nuser = 1\n", &["config.toml:2:", "invalid TOML"]),
        ("[profile.a]\napp_key = s3cret\n", &["config.toml:2:", "invalid TOML"]),
        ("[profile.a]\napp_key = \"s3cret\"\napp_key = \"s3cret\"\n", &["config.toml:3:1"]),
        (
            "[profile.a]\napp_kye = \"s3cret\"\n",
            &["config.toml:2:1: unknown key `app_kye`; did you mean `app_key`?"],
        ),
        (
            "[profile.a]\nzzz = \"s3cret\"\n",
            &["config.toml:2:1: unknown key `zzz`; expected one of `base_url`"],
        ),
        (
            "dfault = \"s3cret\"\n",
            &["config.toml:1:1: unknown key `dfault`; did you mean `default`?"],
        ),
        (
            "default = \"b\"\n[profile.a]\n",
            &["config.toml:1:11: `default`: there is no profile `b`"],
        ),
        (
            "[profile.a]\nsign = \"s3cret\"\n",
            &["config.toml:2:8: `sign`: invalid value; expected one of `sha1`"],
        ),
        ("profile = \"s3cret\"\n", &["config.toml:1:11: `profile`: expected a table"]),
        ("[profile.\"客户\"]\nread_only = \"s3cret\" # 客户\n", &["config.toml:2:13: `read_only`"]),
    ];
    for (text, parts) in cases {
        server.configure(text);
        let run = finish(server.bare("whoami"));
        assert_error(&run, 2, parts);
        assert!(!run.stderr.contains("s3cret"), "{run:?}");
    }
    server.configure("[profile.a]\napp_kye = \"s3cret\"\n");
    let run = finish(server.bare("whoami --lang zh"));
    assert_error(&run, 2, &["config.toml:2:1：未知的键 `app_kye`；是否指 `app_key`？"]);
}

#[test]
fn a_key_and_a_command_exclude_each_other() {
    let server = configured(|it| it.profile("a") + "app_key_command = \"echo s3cret\"\n");
    let run = finish(server.bare("whoami"));
    assert_error(
        &run,
        2,
        &["config.toml:6:19: `app_key` and `app_key_command` exclude each other"],
    );
}

#[cfg(unix)]
#[test]
fn a_file_with_a_key_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;

    let server = configured(|it| it.profile("work"));
    let chmod = |mode| {
        fs::set_permissions(server.config(), fs::Permissions::from_mode(mode)).unwrap();
        finish(server.bare("whoami"))
    };
    let remedy = format!("chmod 600 {}", server.config().display());
    for mode in [0o644, 0o640, 0o604, 0o666] {
        assert_error(&chmod(mode), 2, &["other users can read the app key", &remedy]);
    }
    assert_eq!(chmod(0o600).code, 0);
    // The command of a key is not a secret, but nobody else may change it.
    let key = format!("app_key = \"{}\"", server.sandbox.app_key());
    let command = format!("app_key_command = \"echo {}\"", server.sandbox.app_key());
    server.configure(&server.profile("work").replace(&key, &command));
    assert_eq!(chmod(0o644).code, 0);
    assert_error(&chmod(0o664), 2, &["other users can change the command", &remedy]);
}

#[cfg(unix)]
#[test]
fn the_command_of_a_key_is_explained_without_its_output() {
    let server = configured(|it| {
        let key = format!("app_key = \"{}\"", it.sandbox.app_key());
        it.profile("work")
            .replace(&key, "app_key_command = \"echo s3cret; echo s3cret >&2; exit 3\"")
    });
    let run = finish(server.bare("whoami"));
    let parts =
        ["`app_key_command` of profile `work`", "exit code 3", "run the command in a shell"];
    assert_error(&run, 1, &parts);
    assert!(!format!("{run:?}").contains("s3cret"), "{run:?}");
    // Commands that need no connection do not run it.
    assert_eq!(finish(server.bare("profiles")).code, 0);
}

#[test]
fn a_read_only_profile_stays_read_only() {
    let server = configured(|it| it.profile("work") + "read_only = true\n");
    let id = server.sandbox.insert("Account", &serde_json::json!({ "accountName": "a" }));
    let update = format!("account update {id} phone=021");
    let run = finish(server.bare(&update).env("CRM_READ_ONLY", "false").arg("--yes"));
    assert_error(&run, 2, &["account/update", "read-only"]);
    assert_eq!(finish(server.bare("account list --fields accountName")).code, 0);
    assert_eq!(whoami(&server, "")["read_only"], true);
    assert_eq!(server.sandbox.completed_calls(), ["account/list", "user/list"]);
}

#[test]
fn all_kinds_of_signatures_work() {
    let server = Server::start();
    for sign in ["sha1", "md5"] {
        assert_eq!(finish(server.crm(["whoami"]).env("CRM_SIGN", sign)).code, 0, "{sign}");
    }
    let run = finish(server.crm(["whoami"]).env("CRM_SIGN", "plain"));
    // The key would be readable on the network.
    assert_error(&run, 2, &["https"]);
    assert!(!run.stderr.contains(server.sandbox.app_key()), "{run:?}");
}

#[test]
fn profiles_are_listed_without_their_keys() {
    let server =
        configured(|it| format!("default = \"b\"\n{}{}", it.profile("a"), it.profile("b")));
    let run = finish(server.bare("profiles --output json"));
    let rows: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!((&rows[1]["profile"], &rows[1]["default"]), (&"b".into(), &true.into()));
    assert_eq!(rows[0]["key"], "file");
    assert!(!run.stdout.contains(server.sandbox.app_key()), "{run:?}");
    assert!(server.sandbox.completed_calls().is_empty());
}

#[test]
fn changes_keep_the_comments_of_the_file() {
    let server = configured(|it| {
        format!(
            "# Mine.\ndefault = \"a\" # first\n\n{}# Both.\n{}",
            it.profile("a"),
            it.profile("b")
        )
    });
    let before = fs::read_to_string(server.config()).unwrap();
    let run = finish(server.bare("profiles --default b"));
    assert_eq!((run.code, run.stderr.as_str()), (0, "profile `b` is the default\n"));
    let after = fs::read_to_string(server.config()).unwrap();
    assert_eq!(after, before.replace("default = \"a\"", "default = \"b\""));
    let run = finish(server.bare("profiles --default c"));
    assert_error(&run, 2, &["unknown profile `c`"]);
    let run = finish(server.bare("logout --profile a"));
    assert_error(&run, 2, &["profile `a` would be removed", "--yes"]);
    let run = finish(server.bare("logout --profile a --yes"));
    assert_eq!((run.code, run.stderr.as_str()), (0, "removed profile `a`\n"));
    let after = fs::read_to_string(server.config()).unwrap();
    assert!(after.contains("# Mine.") && after.contains("# Both."), "{after}");
    assert!(!after.contains("[profile.a]") && after.contains("[profile.b]"), "{after}");
    assert_eq!(finish(server.bare("logout --yes")).code, 0);
    let after = fs::read_to_string(server.config()).unwrap();
    assert!(!after.contains("default") && !after.contains(server.sandbox.app_key()), "{after}");
}
