//! `crm raw`: endpoints that the tool does not know.

use crm_client::Code;
use serde_json::{Value, json};

use crate::support::{Server, finish};

#[test]
fn calls_endpoints_that_the_table_does_not_have() {
    let server = Server::start();
    let lead = |call: &crm_client::sandbox::CustomCall<'_>| -> Result<Value, (Code, String)> {
        let body = String::from_utf8_lossy(call.body()).into_owned();
        Ok(json!([{ "method": call.method(), "name": call.param("name"), "body": body }]))
    };
    server.sandbox.endpoint("lead/convert", lead);

    let get = server.run("raw GET lead/convert name=a=b --fields name,method --output json");
    assert_eq!(
        (get.code, get.stdout.as_str()),
        (0, "[\n  {\"name\":\"a=b\",\"method\":\"GET\"}\n]\n")
    );
    let post = server.run("raw post /lead/convert name=上海 --data {\"n\":1.50} --output json");
    let rows: Value = serde_json::from_str(&post.stdout).unwrap();
    assert_eq!(rows[0], json!({ "method": "POST", "name": "上海", "body": "{\"n\":1.50}" }));
}

#[test]
fn a_user_is_added_where_the_table_needs_one_or_the_option_asks_for_one() {
    let server = Server::start();
    let user = server.sandbox.user().to_string();
    let op_user = |line: &str| {
        server.run(line);
        server.sandbox.journal().pop().unwrap().param("op_user")
    };
    assert_eq!(op_user("raw GET account/list fields=phone"), Some(user.clone()));
    assert_eq!(op_user("raw GET account/list fields=phone op_user=x"), Some("x".to_owned()));
    assert_eq!(op_user("raw GET lead/list"), None);
    assert_eq!(op_user(&format!("raw GET lead/list --op-user {user}")), Some(user));
}

#[test]
fn read_only_allows_what_the_table_marks_as_a_read() {
    let server = Server::start();
    for (line, is_allowed) in [
        ("raw GET user/list fields=userName", true),
        ("raw POST entity/adv-query entity=Account fields=phone --data @filter.json", true),
        ("raw GET account/delete", false),
        ("raw POST account/delete --read", false),
        ("raw POST account/add --read", false),
        ("raw GET lead/list", false),
        ("raw POST lead/search --read", false),
    ] {
        let filter = r#"{"type":"AND","filters":[{"fieldName":"phone","operator":"$NULL$"}]}"#;
        std::fs::write(server.folder.path().join("filter.json"), filter).unwrap();
        let run = server.run(&format!("{line} --read-only --yes"));
        assert_eq!(run.code == 0, is_allowed, "{line}: {run:?}");
        if !is_allowed {
            assert_eq!(run.code, 2, "{line}: {run:?}");
            assert!(run.stderr.contains("read-only"), "{line}: {run:?}");
        }
    }
    assert_eq!(server.sandbox.requests(), 2);
}

#[test]
fn a_deletion_needs_confirmation() {
    let server = Server::start();
    let id = "account_id=002-5a4db0c5-0000-4000-8000-000000000048";
    let refused = server.run(&format!("raw POST account/delete {id}"));
    assert_eq!(refused.code, 2, "{refused:?}");
    assert_eq!(server.sandbox.requests(), 0);
    let deleted = server.run(&format!("raw POST account/delete {id} --yes"));
    assert_eq!(deleted.code, 0, "{deleted:?}");
}

#[test]
fn a_write_whose_reply_is_lost_has_exit_code_5_and_a_read_has_4() {
    let server = Server::start();
    let lost = || crm_client::sandbox::Fault::reset().after_completion().on_path("lead/convert");
    server.sandbox.endpoint("lead/convert", |_| Ok(json!({})));
    for (option, code) in [("", 5), (" --read", 4)] {
        server.sandbox.inject(lost().times(10));
        let run = server.run(&format!("raw POST lead/convert{option}"));
        assert_eq!(run.code, code, "{run:?}");
        server.sandbox.clear_faults();
    }
}

#[test]
fn hides_the_secrets_that_the_table_knows() {
    let server = Server::start();
    let uploaded = finish(server.crm(["file", "upload", "-", "--name", "a.txt"]).stdin("text"));
    let path: Value = serde_json::from_str(&uploaded.stdout).unwrap();
    let path = path["file_path"].as_str().unwrap();
    let hidden = server.run(&format!("raw GET file/download-url file_path={path}"));
    assert!(hidden.stdout.contains(r#""file_full_path":"<secret>""#), "{hidden:?}");
    let shown = server.run(&format!("raw GET file/download-url file_path={path} --show-secrets"));
    assert!(shown.stdout.contains("http://127.0.0.1"), "{shown:?}");
}

#[test]
fn mistakes_name_a_remedy() {
    let server = Server::start();
    for (line, message) in [
        ("raw GET account/list fields", "`fields`: expected `NAME=VALUE`"),
        ("raw GET account/list --data {}", "`--data`: a GET has no body"),
        ("raw PUT account/list", "PUT"),
        ("raw GET", "MODULE/FUNCTION"),
        ("raw GET ../x", "not sent"),
    ] {
        let run = server.run(line);
        assert_eq!(run.code, 2, "{line}: {run:?}");
        assert!(run.stderr.contains(message), "{line}: {run:?}");
    }
}
