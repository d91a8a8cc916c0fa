//! Records, the clock, the quota, rights, snapshots and new beginnings.

use serde_json::{Value, json};

use super::support::Console;

fn first_account(console: &Console) -> String {
    let list = console.get("records/Account?size=1");
    list["items"][0]["accountId"].as_str().unwrap().to_owned()
}

#[test]
fn records_are_listed_by_page_search_and_order() {
    let console = Console::start();
    let all = console.get("records/Account?size=500");
    let total = all["total"].as_u64().unwrap();
    assert_eq!(
        (&all["key_field"], &all["page"], &all["size"]),
        (&json!("accountId"), &json!(1), &json!(500))
    );
    let mut ids = Vec::new();
    for page in 1..=total.div_ceil(7) {
        let list = console.get(&format!("records/Account?size=7&page={page}"));
        ids.extend(list["items"].as_array().unwrap().iter().map(|it| it["accountId"].clone()));
    }
    assert_eq!(ids.len() as u64, total);
    assert_eq!(ids[0], all["items"][0]["accountId"]);
    ids.sort_by_key(Value::to_string);
    ids.dedup();
    assert_eq!(ids.len() as u64, total);
    assert_eq!(console.get("records/Account?page=99999999999")["items"], json!([]));
    console.json("POST", "records/Account", &json!({ "accountName": "ÄÖ 查找我" }));
    let found = console.get("records/Account?q=%C3%A4%C3%B6%20%E6%9F%A5%E6%89%BE");
    assert_eq!(
        (&found["total"], &found["items"][0]["accountName"]),
        (&json!(1), &json!("ÄÖ 查找我"))
    );
    let names = |sort: &str| -> Vec<String> {
        let list = console.get(&format!("records/Account?size=500&sort={sort}"));
        let items = list["items"].as_array().unwrap();
        items.iter().map(|it| it["accountName"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let ascending = names("accountName:asc");
    assert!(ascending.is_sorted(), "{ascending:?}");
    let mut descending = names("accountName:desc");
    descending.reverse();
    assert_eq!(ascending, descending);
    assert_eq!(names("nothing").len(), ascending.len());
    for query in ["size=501", "size=x", "page=-1"] {
        let reply = console.call("GET", &format!("records/Account?{query}"), "");
        reply.assert_error(400, "expected a number");
    }
    console.call("GET", "records/Nothing", "").assert_error(404, "Nothing: there is no entity");
}

#[test]
fn each_change_of_a_record_can_be_undone() {
    let console = Console::start();
    let id = first_account(&console);
    let path = format!("records/Account/{id}");
    let before = console.get(&path)["record"].clone();
    let total = console.get("records/Account")["total"].clone();
    let change = json!({ "phone": "021-1", "neu": 1.50, "accountId": "002-other" });
    assert_eq!(console.json("PUT", &path, &change)["id"], id);
    let changed = console.get(&path)["record"].clone();
    assert_eq!((&changed["phone"], &changed["accountId"]), (&json!("021-1"), &json!(id)));
    assert_eq!(changed["accountName"], before["accountName"]);
    let added =
        console.json("POST", "records/Account", &json!({ "accountName": "新" }))["id"].clone();
    console.json("DELETE", &path, &Value::Null);
    console.call("GET", &path, "").assert_error(404, "there is no record");
    for title in [
        format!("delete Account {id}"),
        format!("create Account {}", added.as_str().unwrap()),
        format!("change Account {id}"),
    ] {
        assert_eq!(console.get("state")["can_undo"], true);
        assert_eq!(console.get("state")["undo_title"], title);
        assert_eq!(console.json("POST", "undo", &Value::Null)["undone"], title);
    }
    assert_eq!(console.get(&path)["record"], before);
    assert_eq!(console.get("records/Account")["total"], total);
    assert_eq!(console.get("state")["can_undo"], false);
    console.call("POST", "undo", "").assert_error(409, "nothing to undo");
    // Calls of the CRM see these records.
    let fields = json!({ "fields": "accountName", "op_user": console.get("state")["user"]["id"], "account_id": id });
    assert_eq!(console.crm("account/get", &fields), 0);
}

#[test]
fn invalid_changes_of_records_are_refused() {
    let console = Console::start();
    let id = first_account(&console);
    let before = console.get("snapshot");
    for (method, path, body, status, part) in [
        ("POST", "records/Account".to_owned(), "[]", 400, "body"),
        ("POST", "records/Account".to_owned(), "", 400, "body"),
        ("POST", "records/Account".to_owned(), "{\"a\":", 400, "body"),
        ("POST", "records/Nothing".to_owned(), "{}", 404, "entity"),
        ("PUT", format!("records/Account/{id}"), "null", 400, "body"),
        ("PUT", "records/Account/x".to_owned(), "{}", 404, "record"),
        ("PUT", format!("records/Contact/{id}"), "{}", 404, "record"),
        ("DELETE", "records/Account/..%2Fx".to_owned(), "", 404, "record"),
        ("DELETE", format!("records/Nothing/{id}"), "", 404, "entity"),
    ] {
        console.call(method, &path, body).assert_error(status, part);
    }
    assert_eq!(console.get("snapshot"), before);
}

#[test]
fn a_record_is_shown_with_its_references_and_requests() {
    let console = Console::start();
    let user = console.get("state")["user"]["id"].clone();
    let account = first_account(&console);
    let contact = json!({ "contactName": "张三", "accountId": account });
    let contact = console.json("POST", "records/Contact", &contact)["id"].clone();
    let contact = contact.as_str().unwrap();
    let shown = console.get(&format!("records/Contact/{contact}"));
    let name = console.get(&format!("records/Account/{account}"))["record"]["accountName"].clone();
    assert_eq!(
        shown["references"]["accountId"],
        json!({ "entity": "Account", "id": account, "name": name })
    );
    let shown = console.get(&format!("records/Account/{account}"));
    let referred = shown["referred_by"].as_array().unwrap();
    assert!(
        referred.iter().any(|it| it["entity"] == "Contact" && it["field"] == "accountId"),
        "{shown}"
    );
    assert_eq!(shown["history"], json!([]));
    let get = json!({ "op_user": user, "fields": "accountName", "account_id": account });
    assert_eq!(console.crm("account/get", &get), 0);
    assert_eq!(console.get(&format!("records/Account/{account}"))["history"], json!([1]));
}

#[test]
fn the_last_user_stays() {
    let console = Console::with("--seed empty");
    let users = console.get("records/User?size=500");
    for (place, user) in users["items"].as_array().unwrap().iter().enumerate() {
        let path = format!("records/User/{}", user["userId"].as_str().unwrap());
        if users["total"] == place + 1 {
            console.call("DELETE", &path, "").assert_error(409, "the last one stays");
        } else {
            console.json("DELETE", &path, &Value::Null);
        }
    }
    let snapshot = console.get("snapshot");
    console.json("POST", "snapshot", &snapshot);
    console.assert_answers();
}

#[test]
fn the_clock_the_quota_rights_and_the_switch_change_calls() {
    let console = Console::start();
    let state = console.get("state");
    let user = state["user"]["id"].clone();
    let list = json!({ "op_user": user, "fields": "accountName" });
    let moved = console.json("POST", "clock", &json!({ "advance_ms": 86_400_000 }));
    // It is the difference of two clocks, which are not read at the same time.
    let offset = moved["offset_ms"].as_u64().unwrap();
    assert!((86_390_000..86_410_000).contains(&offset), "{offset}");
    assert_eq!(console.crm("account/list", &list), 0);
    assert_eq!(console.json("POST", "quota", &json!({ "calls": 1 }))["quota"], 1);
    assert_eq!(console.crm("account/list", &list), 0);
    assert_eq!(console.crm("account/list", &list), 491);
    // The pages still work.
    assert_eq!(console.call("GET", "diagram.svg", "").status, 200);
    assert_eq!(console.json("POST", "quota", &json!({ "calls": null }))["quota"], Value::Null);
    console.json("POST", "enabled", &json!({ "is_enabled": false }));
    assert_eq!(console.crm("account/list", &list), 490);
    assert_eq!(console.call("GET", "diagram.svg", "").status, 200);
    console.json("POST", "enabled", &json!({ "is_enabled": true }));
    let rights = console.json("POST", "rights", &json!({ "user": user, "has_rights": false }));
    assert_eq!(rights["users"][0]["has_rights"], false);
    assert_eq!(console.crm("account/list", &list), 410);
    assert_eq!(console.call("GET", "diagram.svg", "").status, 200);
    console.json("POST", "rights", &json!({ "user": user, "has_rights": true }));
    assert_eq!(console.crm("account/list", &list), 0);
    for (path, body, part) in [
        ("clock", json!({ "advance_ms": -1 }), "body"),
        ("clock", json!({ "advance_ms": 400_000_000_000u64 }), "at most ten years"),
        ("clock", json!({}), "advance_ms"),
        ("quota", json!({ "calls": -1 }), "body"),
        // A misspelt name must not remove the quota.
        ("quota", json!({ "call": 5 }), "calls"),
        ("quota", json!({}), "calls"),
        ("enabled", json!({}), "is_enabled"),
        ("enabled", json!({ "is_enabled": "no" }), "body"),
        ("rights", json!({ "user": user }), "has_rights"),
    ] {
        console.call("POST", path, &body.to_string()).assert_error(400, part);
    }
    let nobody = json!({ "user": "x", "has_rights": true }).to_string();
    console.call("POST", "rights", &nobody).assert_error(404, "user");
    // Times after the year 9999 cause no panic.
    for _ in 0..900 {
        console.json("POST", "clock", &json!({ "advance_ms": 316_000_000_000u64 }));
    }
    console.json("POST", "records/Account", &json!({ "accountName": "未来" }));
    console.assert_answers();
}

#[test]
fn a_snapshot_brings_everything_back() {
    let console = Console::start();
    console.json("POST", "records/Account", &json!({ "accountName": "保留" }));
    let reply = console.call("GET", "snapshot", "");
    assert_eq!(reply.header("content-disposition"), Some("attachment; filename=\"sandbox.json\""));
    let (saved, list) = (reply.json(), console.get("records/Account?size=500"));
    console.json("POST", "reset", &json!({ "seed": "empty" }));
    assert_eq!(console.get("records/Account")["total"], 0);
    console.json("POST", "snapshot", &saved);
    assert_eq!(console.get("records/Account?size=500"), list);
    assert_eq!(console.get("state")["can_undo"], false);
    let before = console.call("GET", "snapshot", "").body;
    let (version, users) = (json!({ "version": 99 }), json!([]));
    for (place, value) in [
        ("/version", &version["version"]),
        ("/crm/store/tables/User", &users),
        ("/crm/store/entities", &users),
    ] {
        let mut broken = saved.clone();
        *broken.pointer_mut(place).unwrap() = value.clone();
        let reply = console.call("POST", "snapshot", &broken.to_string());
        reply.assert_error(400, "nothing was changed");
    }
    let text = saved.to_string();
    for body in ["{}", "[", "null", "\"x\"", &text[..text.len() / 2], &"[".repeat(200_000)] {
        console.call("POST", "snapshot", body).assert_error(400, "nothing was changed");
    }
    assert_eq!(console.call("GET", "snapshot", "").body, before);
}

#[test]
fn a_reset_begins_again_and_needs_a_known_seed() {
    let console = Console::start();
    let fresh = console.get("records/Account?size=500");
    console.json("POST", "records/Account", &json!({ "accountName": "weg" }));
    console.json("POST", "quota", &json!({ "calls": 5 }));
    console.json("POST", "faults", &json!({ "preset": "quota" }));
    console.crm("area/root", &Value::Null);
    let before = console.get("records/Account")["total"].clone();
    for body in [
        json!({ "seed": "no" }),
        json!({ "seed": 5 }),
        json!({ "sed": "empty" }),
        json!([]),
        json!("demo"),
    ] {
        let reply = console.call("POST", "reset", &body.to_string());
        assert_eq!(reply.status, 400, "{body}: {reply:?}");
    }
    assert_eq!(console.get("records/Account")["total"], before);
    let state = console.json("POST", "reset", &json!({ "seed": "demo" }));
    assert_eq!(
        (&state["quota"], &state["can_undo"], &state["newest"]),
        (&Value::Null, &json!(false), &Value::Null)
    );
    assert_eq!(console.get("faults")["active"], json!([]));
    assert_eq!(console.get("requests")["total"], 0);
    let again = console.get("records/Account?size=500");
    assert_eq!(
        (&again["total"], &again["items"][0]["accountName"]),
        (&fresh["total"], &fresh["items"][0]["accountName"])
    );
    console.assert_answers();
    console.json("POST", "reset", &json!({}));
    console.json("POST", "reset", &json!({ "seed": "empty" }));
    assert_eq!(console.get("records/Account")["total"], 0);
}
