//! Faults that the console injects.

use serde_json::{Value, json};

use super::support::Console;

#[test]
fn all_faults_can_be_injected_and_removed() {
    let console = Console::start();
    let all = console.get("faults");
    let kinds: Vec<String> = all["kinds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["kind"].as_str().unwrap().to_owned())
        .collect();
    assert!(kinds.len() >= 10, "{kinds:?}");
    for kind in &kinds {
        for is_after in [false, true] {
            let fault =
                json!({ "kind": kind, "endpoints": ["area/root"], "after_completion": is_after });
            let id = console.json("POST", "faults", &fault)["id"].clone();
            let active = console.get("faults")["active"].clone();
            assert_eq!((active.as_array().unwrap().len(), &active[0]["kind"]), (1, &json!(kind)));
            if kind != "hang" && kind != "slow" {
                // Any reply, or none.
                console.call("POST", "try", r#"{"path":"area/root"}"#);
            }
            console.json("DELETE", &format!("faults/{id}"), &Value::Null);
            assert_eq!(console.get("faults")["active"], json!([]));
            console.assert_answers();
        }
    }
    for preset in all["presets"].as_array().unwrap() {
        console.json("POST", "faults", &json!({ "preset": preset["preset"] }));
    }
    let active = console.get("faults")["active"].clone();
    assert_eq!(active.as_array().unwrap().len(), all["presets"].as_array().unwrap().len());
    console.json("DELETE", "faults", &Value::Null);
    assert_eq!(console.get("faults")["active"], json!([]));
    console.assert_answers();
    let chinese = console.get("faults?lang=zh");
    assert_ne!(chinese["kinds"][0]["title"], all["kinds"][0]["title"]);
}

#[test]
fn a_fault_applies_to_the_chosen_requests() {
    let console = Console::start();
    let fault = json!({
        "kind": "code", "arguments": { "code": 491 }, "endpoints": ["area/root"], "after": 1, "times": 2,
    });
    console.json("POST", "faults", &fault);
    let codes: Vec<i64> = (0..4).map(|_| console.crm("area/root", &Value::Null)).collect();
    assert_eq!(codes, [0, 491, 491, 0]);
    let faults = console.get("faults");
    assert_eq!(
        (&faults["active"][0]["applied"], &faults["active"][0]["is_waiting"]),
        (&json!(2), &json!(false))
    );
    assert_eq!(console.get("requests/2")["has_fault"], true);
    assert_eq!(console.get("requests/4")["has_fault"], false);
    for (fault, part) in [
        (json!({ "kind": "nothing" }), "kind"),
        (json!({ "preset": "nothing" }), "preset"),
        (json!({ "kind": "reset", "endpoints": ["no/such"] }), "endpoints"),
        (json!({ "kind": "reset", "probability": 1.5 }), "probability"),
        (json!({ "kind": "reset", "times": -1 }), "fault"),
        (json!([]), "fault"),
    ] {
        console.call("POST", "faults", &fault.to_string()).assert_error(400, part);
    }
    console.call("DELETE", "faults/99", "").assert_error(404, "there is no fault");
    console.call("DELETE", "faults/x", "").assert_error(404, "there is no fault");
    let extreme = json!({ "kind": "code", "after": u64::MAX, "times": u64::MAX });
    for _ in 0..99 {
        console.json("POST", "faults", &extreme);
    }
    console.call("POST", "faults", &extreme.to_string()).assert_error(409, "too many");
    console.assert_answers();
}

#[test]
fn a_fault_after_completion_loses_the_reply_of_an_add() {
    let console = Console::start();
    let before = console.get("records/Account")["total"].as_u64().unwrap();
    console.json("POST", "faults", &json!({ "preset": "lost_add" }));
    let call = json!({
        "path": "account/add", "params": { "op_user": console.get("state")["user"]["id"] },
        "body": r#"{"accountName":"丢失"}"#,
    });
    let tried = console.json("POST", "try", &call);
    assert_eq!(tried["status"], Value::Null);
    assert_eq!(console.get("records/Account")["total"], before + 1);
    let request = console.get(&format!("requests/{}", tried["number"]));
    assert_eq!((&request["status"], &request["has_fault"]), (&Value::Null, &json!(true)));
}
