//! Entities, fields and the diagram.

use serde_json::{Value, json};

use super::support::Console;

/// Asserts that the contents can be saved and read again.
#[track_caller]
fn assert_restorable(console: &Console) {
    let snapshot = console.get("snapshot");
    console.json("POST", "snapshot", &snapshot);
}

fn entity(console: &Console, name: &str) -> Value {
    let all = console.get("entities");
    all.as_array().unwrap().iter().find(|it| it["entity"] == name).unwrap().clone()
}

#[test]
fn entities_and_fields_can_be_added_changed_and_removed() {
    let console = Console::start();
    let added = console.json("PUT", "entities/c__test", &json!({ "name": "线索" }));
    assert_eq!(added, entity(&console, "c__test"));
    assert_eq!(
        (&added["name"], &added["is_custom"], &added["records"]),
        (&json!("线索"), &json!(true), &json!(0))
    );
    let field = json!({
        "name": "阶段", "data_type": "picklist", "nullable": false, "creatable": true, "updatable": false,
        "items": [{ "value": 1, "label": "新" }, { "value": 2, "label": "旧" }],
    });
    let changed = console.json("PUT", "entities/c__test/fields/c__stage", &field);
    assert_eq!(changed, entity(&console, "c__test"));
    let stage = |entity: &Value| {
        entity["fields"].as_array().unwrap().iter().find(|it| it["field"] == "c__stage").cloned()
    };
    let shown = stage(&changed).unwrap();
    for (name, value) in field.as_object().unwrap() {
        assert_eq!(shown[name], *value, "{name}");
    }
    // What a change does not name stays.
    let renamed =
        console.json("PUT", "entities/c__test/fields/c__stage", &json!({ "name": "状态" }));
    let renamed = stage(&renamed).unwrap();
    assert_eq!((&renamed["name"], &renamed["items"]), (&json!("状态"), &shown["items"]));
    assert_eq!((&renamed["data_type"], &renamed["nullable"]), (&json!("picklist"), &json!(false)));
    let name = entity(&console, "Account")["name"].clone();
    let moved = console.json("PUT", "entities/Account", &json!({ "name_field": "phone" }));
    assert_eq!((&moved["name_field"], &moved["name"]), (&json!("phone"), &name));
    console.json("POST", "undo", &Value::Null);
    assert_eq!(entity(&console, "Account")["name_field"], "accountName");
    let removed = console.json("DELETE", "entities/c__test/fields/c__stage", &Value::Null);
    assert_eq!(stage(&removed), None);
    console.json("POST", "undo", &Value::Null);
    assert_eq!(stage(&entity(&console, "c__test")), Some(renamed));
    // Calls know the new entity.
    let id =
        console.json("POST", "records/c__test", &json!({ "c__name": "甲", "c__stage": 1 }))["id"]
            .clone();
    assert!(id.as_str().unwrap().len() > 10);
    let user = console.get("state")["user"]["id"].clone();
    let list =
        json!({ "op_user": user, "qname": "", "entityName": "c__test", "fields": "c__name" });
    let paths = crm_client::ENDPOINTS.iter().map(|it| it.info.path);
    assert!(paths.into_iter().any(|it| it == "customentity/list"));
    console.crm("customentity/list", &list);
    assert_restorable(&console);
}

#[test]
fn invalid_definitions_are_refused_and_change_nothing() {
    let console = Console::start();
    let before = console.call("GET", "entities", "").body;
    for (method, path, body, status) in [
        ("PUT", "entities/", json!({ "name": "x" }), 400),
        ("PUT", "entities/c__x", json!({ "name_field": "" }), 400),
        ("PUT", "entities/c__x", json!({ "name_field": "c__xId" }), 400),
        ("PUT", "entities/c__x", json!([]), 400),
        ("PUT", "entities/c__x", json!({ "name": 5 }), 400),
        ("PUT", "entities/Account", json!({ "name_field": "" }), 400),
        ("PUT", "entities/Account", json!({ "name_field": "nothing" }), 400),
        ("PUT", "entities/Account", json!({ "name_field": "accountId" }), 400),
        ("PUT", "entities/Account/fields/", json!({ "name": "x" }), 400),
        ("PUT", "entities/Account/fields/accountId", json!({ "name": "x" }), 400),
        ("PUT", "entities/Account/fields/x", json!({ "items": [{ "value": "a" }] }), 400),
        ("PUT", "entities/Account/fields/x", json!({ "items": 7 }), 400),
        ("PUT", "entities/Nothing/fields/x", json!({ "name": "x" }), 404),
        ("DELETE", "entities/Account/fields/nothing", Value::Null, 404),
        ("DELETE", "entities/Account/fields/accountName", Value::Null, 409),
        ("DELETE", "entities/Nothing/fields/x", Value::Null, 404),
        ("POST", "entities/load", json!({}), 400),
        ("POST", "entities/load", json!({ "files": {} }), 400),
        ("POST", "entities/load", json!({ "files": { "entity.json": [] } }), 400),
        ("POST", "entities/load", json!({ "files": { "entity.json": { "a": 1 } } }), 400),
    ] {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let reply = console.call(method, path, &text);
        assert_eq!(reply.status, status, "{method} {path} {body}: {reply:?}");
        let error = reply.json()["error"].as_str().unwrap().to_owned();
        // A place in the file system of the server says nothing to a user of the page.
        assert!(!error.contains("/tmp"), "{error}");
        assert_restorable(&console);
    }
    assert_eq!(console.call("GET", "entities", "").body, before);
}

#[test]
fn the_number_of_entities_is_limited_without_a_panic() {
    let console = Console::with("--seed empty");
    let mut refused = None;
    for number in 0..600 {
        let reply = console.call("PUT", &format!("entities/c__{number}"), r#"{"name":"x"}"#);
        if reply.status != 200 {
            reply.assert_error(409, "too many");
            refused = Some(number);
            break;
        }
    }
    assert!(refused.is_some_and(|it| it > 100), "{refused:?}");
    assert_restorable(&console);
}

#[test]
fn saved_metadata_is_loaded_and_hostile_names_are_ignored() {
    let source = Console::start();
    let folder = tempfile::tempdir().unwrap();
    let saved = crate::support::finish(
        crate::support::crm(["schema", "save", "saved"])
            .env("CRM_BASE_URL", source.get("state")["base_url"].as_str().unwrap())
            .env("CRM_APP_ID", source.get("state")["app_id"].as_str().unwrap())
            .env("CRM_APP_KEY", source.get("state")["app_key"].as_str().unwrap())
            .env("CRM_USER", source.get("state")["user"]["id"].as_str().unwrap())
            .env("NO_PROXY", "127.0.0.1")
            .current_dir(folder.path()),
    );
    assert_eq!(saved.code, 0, "{saved:?}");
    let mut files = serde_json::Map::new();
    let root = folder.path().join("saved");
    for place in ["", "field", "picklist"] {
        let Ok(entries) = std::fs::read_dir(root.join(place)) else { continue };
        for entry in entries.map(|it| it.unwrap().path()).filter(|it| it.is_file()) {
            let name = entry.strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&entry).unwrap();
            if let Ok(json) = serde_json::from_str(&text) {
                files.insert(name, json);
            }
        }
    }
    for name in [
        "../../field/..",
        "/etc/field/../x.json",
        "field/../../../x.json",
        "saved/field/.json",
        "C:\\field\\x:y.json",
        "a/../field/..json",
    ] {
        files.insert(name.to_owned(), json!({}));
    }
    let console = Console::with("--seed empty");
    let loaded = console.json("POST", "entities/load", &json!({ "files": files }));
    assert_eq!(loaded["entities"], source.get("entities").as_array().unwrap().len());
    let fields = |console: &Console| entity(console, "Account")["fields"].as_array().unwrap().len();
    assert!(fields(&console) >= fields(&source));
    assert_restorable(&console);
    // The same folder as the seed.
    let seeded = Console::with(&format!("--seed {}", root.display()));
    assert_eq!(
        seeded.get("entities").as_array().unwrap().len(),
        source.get("entities").as_array().unwrap().len()
    );
    assert_eq!(seeded.get("records/Account")["total"], 0);
    assert!(seeded.get("state")["users"].as_array().is_some_and(|it| !it.is_empty()));
    seeded.assert_answers();
}

#[test]
fn the_diagram_shows_the_chosen_entities_and_escapes_names() {
    let console = Console::start();
    let svg = console.call("GET", "diagram.svg?entities=Account,Contact", "");
    assert_eq!(svg.header("content-type"), Some("image/svg+xml"));
    assert!(svg.body.contains("Contact") && !svg.body.contains("Product"), "{}", svg.body);
    let name = "<script>alert(1)</script>\"'&";
    console.json("PUT", "entities/c__evil", &json!({ "name": name }));
    console.json(
        "PUT",
        "entities/c__evil/fields/c__x",
        &json!({ "name": name, "data_type": name }),
    );
    for query in ["", "?entities=c__evil", "?entities=", "?entities=%3Cb%3E,,c__evil"] {
        let svg = console.call("GET", &format!("diagram.svg{query}"), "");
        assert_eq!(svg.status, 200, "{query}: {svg:?}");
        assert!(!svg.body.contains("<script"), "{}", svg.body);
    }
    // Drawing makes no requests in the log.
    assert_eq!(console.get("state")["requests"], 0);
}
