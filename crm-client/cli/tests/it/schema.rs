//! `crm schema`: all formats, saved folders, and their differences.

mod diff;
mod formats;
mod hostile;

use std::fs;
use std::path::Path;

use crm_client::sandbox::Fault;
use serde_json::{Value, json};

use crate::support::{Run, Server, crm, finish, run};

/// Reads a JSON file.
fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// Changes the `data` of a saved reply.
fn edit(path: &Path, change: impl FnOnce(&mut Vec<Value>)) {
    let mut reply = read(path);
    change(reply["data"].as_array_mut().unwrap());
    fs::write(path, reply.to_string()).unwrap();
}

/// Asserts that a run failed with this exit code, and that its message contains all of these parts.
#[track_caller]
fn assert_error(run: &Run, code: i32, parts: &[&str]) {
    assert_eq!(run.code, code, "{run:?}");
    for part in parts {
        assert!(run.stderr.contains(part), "`{part}` is missing: {run:?}");
    }
}

#[test]
fn an_unknown_entity_is_answered_with_a_similar_one() {
    assert_error(&run("schema show Acount"), 2, &["no entity is named `Acount`", "`Account`"]);
    // People know the label only.
    assert_error(&run("schema show 联系人"), 2, &["did you mean `Contact`?"]);
    assert_error(&run("schema show nothing"), 2, &["`crm schema list` lists all entities"]);
}

#[test]
fn the_list_is_one_call_and_names_select_what_is_read() {
    let server = Server::start();
    assert_eq!(server.run("schema list").code, 0);
    assert_eq!(server.sandbox.completed_calls(), ["metadata/entity"]);
    let run = server.run("schema show Account Product --output json");
    let entities: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(entities.len(), 2, "{run:?}");
    let calls = server.sandbox.completed_calls();
    let count = |path: &str| calls.iter().filter(|it| **it == path).count();
    // Products have no picklist.
    assert_eq!((count("metadata/field"), count("metadata/picklist")), (2, 1), "{calls:?}");
}

#[test]
fn saves_the_unchanged_replies() {
    let server = Server::start();
    let reply = r#"{ "error_code":0, "data":[{"code":2,"entity":"Account","name":"客户","type":1,"name_field":"accountName","new_key":1.50}] }"#;
    server.sandbox.endpoint("metadata/entity", move |_| {
        Ok(serde_json::from_str::<Value>(reply).unwrap()["data"].clone())
    });
    let run = server.run("schema save saved");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.contains("saved: 1 of 1 entities saved"), "{run:?}");
    let folder = server.folder.path().join("saved");
    assert_eq!(read(&folder.join("entity.json"))["data"][0]["new_key"], json!(1.5));
    let fields = read(&folder.join("field/Account.json"));
    assert_eq!(fields["data"][1]["name"], "客户名称");
    let picklists = read(&folder.join("picklist/Account.json"));
    assert_eq!(picklists["data"][0]["field"], "typeCode");
}

#[test]
fn a_saved_folder_replaces_the_crm() {
    let server = Server::start();
    assert_eq!(server.run("schema save saved").code, 0);
    let calls = server.sandbox.completed_calls().len();
    for format in ["table", "json", "csv", "markdown", "mermaid", "svg"] {
        let live = server.run(&format!("schema show --format {format}"));
        let saved = finish(server.bare(&format!("schema show --from saved --format {format}")));
        // The CRM lists the entities in its order, and a folder in the order of their names.
        assert_eq!((saved.code, saved.stdout.len()), (0, live.stdout.len()), "{format}");
    }
    assert!(server.sandbox.completed_calls().len() > calls);
    let calls = server.sandbox.completed_calls().len();
    let list = finish(server.bare("schema list --from saved --output csv"));
    assert_eq!(list.stdout.lines().count(), 16, "{list:?}");
    assert_eq!(server.sandbox.completed_calls().len(), calls);
}

#[test]
fn entities_that_the_crm_refuses_are_skipped_and_reported() {
    let server = Server::start();
    server.sandbox.answer("metadata/field", &json!({ "error_code": 410, "error_msg": "无权限" }));
    let run = server.run("schema save saved");
    assert_eq!(run.code, 6, "{run:?}");
    assert_eq!(run.stderr.matches("skipped `").count(), 1, "{run:?}");
    assert!(run.stderr.contains("error 410"), "{run:?}");
    let saved = fs::read_dir(server.folder.path().join("saved/field")).unwrap().count();
    assert_eq!(saved, 14);
    // An entity that the user has named is not skipped.
    server.sandbox.answer("metadata/field", &json!({ "error_code": 410, "error_msg": "无权限" }));
    assert_error(&server.run("schema show Account"), 3, &["metadata/field: error 410"]);
}

#[test]
fn reads_metadata_again_if_the_server_was_busy() {
    let server = Server::start();
    server.sandbox.inject(Fault::status(503).on("metadata/entity"));
    let run = server.run("schema show Product --output csv");
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(server.sandbox.faults_applied(), 1);
}

#[test]
fn a_folder_that_is_no_saved_schema_is_refused() {
    let server = Server::start();
    let bare = |line: &str| finish(server.bare(line));
    let missing =
        ["schema diff nowhere nowhere", "schema show --from nowhere", "schema list --from ."];
    for line in missing {
        assert_error(&bare(line), 2, &["not a saved schema: `entity.json` is missing"]);
    }
    let folder = server.folder.path();
    fs::write(folder.join("entity.json"), "{}").unwrap();
    assert_error(&bare("schema list --from ."), 2, &["./entity.json: not a saved reply"]);
    fs::write(folder.join("entity.json"), r#"{"error_code":410,"error_msg":"x"}"#).unwrap();
    assert_error(&bare("schema list --from ."), 2, &["./entity.json: not a saved reply", "410"]);
    fs::write(folder.join("entity.json"), r#"{"error_code":0,"data":[]}"#).unwrap();
    fs::create_dir(folder.join("field")).unwrap();
    fs::write(folder.join("field/Account.json"), r#"{"error_code":0,"data":[]}"#).unwrap();
    assert_error(&bare("schema show --from ."), 2, &["`entity.json` has no entity `Account`"]);
}

#[test]
fn an_entity_that_is_not_saved_is_named() {
    let server = Server::start();
    assert_eq!(server.run("schema save saved Account").code, 0);
    let run = finish(server.bare("schema show Contact --from saved"));
    assert_error(
        &run,
        2,
        &["the fields of `Contact` are not saved", "crm schema save saved Contact"],
    );
}

#[test]
fn names_that_no_file_can_have_are_skipped() {
    let server = Server::start();
    let entity = |code: i64, name: &str| json!({ "code": code, "entity": name, "name": "x", "type": 2, "name_field": "x" });
    let names = ["../outside", "/tmp/x", "..", "a\\b", "fine"];
    let entities: Vec<Value> = (1..).zip(names).map(|(code, name)| entity(code, name)).collect();
    server.sandbox.answer("metadata/entity", &entities);
    let field = json!([{ "field": "x", "name": "x", "type": 2, "data_type": "string",
        "nullable": true, "creatable": true, "updatable": true }]);
    server.sandbox.answer_times("metadata/field", 5, &field);
    let run = server.run("schema save saved");
    assert_eq!(run.code, 6, "{run:?}");
    assert_eq!(run.stderr.matches("not valid as a file name").count(), 4, "{run:?}");
    let files = |folder: &str| fs::read_dir(server.folder.path().join(folder)).unwrap().count();
    assert_eq!((files("saved/field"), files("saved")), (1, 3));
}

#[test]
fn an_existing_file_is_replaced_only_with_force() {
    let server = Server::start();
    let file = server.folder.path().join("schema.md");
    fs::write(&file, "mine").unwrap();
    let refused = server.run("schema show Account --out schema.md");
    assert_error(&refused, 2, &["schema.md: the file exists", "`--force`"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    assert!(server.sandbox.completed_calls().is_empty());
    let run = server.run("schema show Account --out schema.md --force");
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{run:?}");
    assert!(fs::read_to_string(&file).unwrap().starts_with("# Data dictionary\n"));
    let names = fs::read_dir(server.folder.path()).unwrap().map(|it| it.unwrap().file_name());
    let names: Vec<_> = names.map(|it| it.into_string().unwrap()).collect();
    assert!(names.iter().all(|it| it == "schema.md" || it.starts_with(".c")), "{names:?}");
}

#[test]
fn the_extension_selects_the_format() {
    let server = Server::start();
    for (name, beginning) in [
        ("a.svg", "<svg "),
        ("a.md", "# Data"),
        ("a.mmd", "erDiagram\n"),
        ("a.json", "[\n"),
        ("a.csv", "entity,field,name,"),
        ("a.xlsx", "PK"),
    ] {
        let run = server.run(&format!("schema show Account -o {name}"));
        assert_eq!(run.code, 0, "{run:?}");
        let bytes = fs::read(server.folder.path().join(name)).unwrap();
        assert!(bytes.starts_with(beginning.as_bytes()), "{name}");
    }
    let run = server.run("schema show Account -o a.doc");
    assert_error(&run, 2, &["a.doc: the extension names no format", "`--format`"]);
    assert_error(&server.run("schema show --format xlsx"), 2, &["`--out FILE.xlsx`"]);
    assert_error(&server.run("schema list --format svg"), 2, &["`crm schema show`"]);
}

#[test]
fn names_are_cached_for_completions_that_only_the_user_can_read() {
    let server = Server::start();
    assert_eq!(server.run("schema show Account").code, 0);
    let folder = server.cache.path().join("crm");
    let file = fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
    }
    let text = fs::read_to_string(file).unwrap();
    assert!(!text.contains(server.sandbox.app_key()) && text.contains("accountName"), "{text}");
    let calls = server.sandbox.completed_calls().len();
    let complete = |line: &str| {
        let words = ["--", "crm"].into_iter().chain(line.split(' '));
        let command = server.crm(words).env("CRM_COMPLETE", "fish").env_remove("CRM_APP_KEY");
        finish(command).stdout
    };
    assert!(
        complete("schema show Acc").contains("Account\t客户"),
        "{}",
        complete("schema show Acc")
    );
    let fields = complete("account list --fields account");
    assert!(fields.contains("accountName"), "{fields}");
    assert_eq!(server.sandbox.completed_calls().len(), calls);
}

#[test]
fn the_embedded_crm_is_not_cached() {
    let folder = tempfile::tempdir().unwrap();
    let command = crm(["schema", "show", "Account", "--sandbox"]).env("HOME", folder.path());
    assert_eq!(finish(command).code, 0);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
