//! The state, the log, the endpoint table, and calls that the server signs.

use serde_json::{Value, json};

use super::support::Console;

#[test]
fn the_server_prints_what_a_client_needs() {
    let console = Console::start();
    let names: Vec<&str> = console.lines.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(names, ["console", "base URL", "app id", "app key", "op_user"]);
    let state = console.get("state");
    for (name, value) in [
        ("base URL", &state["base_url"]),
        ("app id", &state["app_id"]),
        ("app key", &state["app_key"]),
        ("op_user", &state["user"]["id"]),
    ] {
        let printed = console.lines.iter().find(|it| it.0 == name).unwrap();
        assert_eq!(*value, printed.1, "{name}");
    }
    assert_eq!(state["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(state["seed"], "demo");
    for name in ["quota", "data_file", "oldest", "newest"] {
        assert_eq!(state[name], Value::Null, "{name}");
    }
    assert_eq!((&state["requests"], &state["can_undo"]), (&json!(0), &json!(false)));
    assert_eq!((&state["is_enabled"], &state["offset_ms"]), (&json!(true), &json!(0)));
    let users = state["users"].as_array().unwrap();
    assert!(users.iter().all(|it| it["has_rights"] == true && it["name"].is_string()), "{users:?}");
}

#[test]
fn the_log_has_all_requests_newest_first() {
    let console = Console::start();
    let user = console.get("state")["user"]["id"].clone();
    for _ in 0..5 {
        assert_eq!(console.crm("area/root", &Value::Null), 0);
    }
    let params = json!({ "op_user": user, "fields": "accountName", "page_size": 2 });
    assert_eq!(console.crm("account/list", &params), 0);
    let numbers = |query: &str| -> Vec<u64> {
        let list = console.get(&format!("requests?{query}"));
        list["items"].as_array().unwrap().iter().map(|it| it["number"].as_u64().unwrap()).collect()
    };
    assert_eq!(numbers(""), [6, 5, 4, 3, 2, 1]);
    assert_eq!(numbers("limit=2"), [6, 5]);
    assert_eq!(numbers("limit=2&before=5"), [4, 3]);
    assert_eq!(numbers("limit=0"), [0; 0]);
    assert_eq!(numbers("endpoint=account/list"), [6]);
    assert_eq!(numbers(&format!("user={}", user.as_str().unwrap())), [6]);
    assert_eq!(numbers("code=0&endpoint=area%2Froot&limit=1"), [5]);
    assert_eq!(numbers("code=400"), [0; 0]);
    assert_eq!(console.get("requests?limit=1&before=3&endpoint=area/root")["total"], 5);
    for query in ["limit=1001", "limit=-1", "limit=x", "before=x", "before=1.5"] {
        console
            .call("GET", &format!("requests?{query}"), "")
            .assert_error(400, "expected a number");
    }
    let newest = &console.get("requests")["items"][0];
    assert_eq!(newest["path"], "account/list");
    assert_eq!((&newest["method"], &newest["status"]), (&json!("GET"), &json!(200)));
    assert_eq!((&newest["code"], &newest["signature"]), (&json!(0), &json!("valid")));
    assert_eq!(newest["user"], json!({ "id": user, "name": "老黄" }));
    assert_eq!((&newest["reason"], &newest["has_fault"]), (&Value::Null, &json!(false)));
    let state = console.get("state");
    assert_eq!(
        (&state["oldest"], &state["newest"], &state["requests"]),
        (&json!(1), &json!(6), &json!(6))
    );
}

#[test]
fn a_request_is_shown_with_its_parameters_checks_and_reply() {
    let console = Console::start();
    let params = json!({ "fields": "userName", "unknown": "a&b=中 文", "page_no": "0" });
    assert_ne!(console.crm("user/list", &params), 0);
    let request = console.get("requests/1");
    assert_eq!(request["number"], 1);
    let param = |name: &str| -> Value {
        let all = request["params"].as_array().unwrap();
        all.iter().find(|it| it["name"] == name).unwrap().clone()
    };
    assert_eq!(param("unknown")["value"], "a&b=中 文");
    assert_eq!(
        (&param("unknown")["is_known"], &param("unknown")["doc"]),
        (&json!(false), &Value::Null)
    );
    for name in ["fields", "page_no", "appid", "sign", "timestamp", "sign_type"] {
        let param = param(name);
        assert!(param["is_known"] == true && param["doc"].is_string(), "{param}");
    }
    assert_eq!(
        (&param("fields")["required"], &param("page_no")["required"]),
        (&json!(true), &json!(false))
    );
    let outcomes: Vec<(String, String)> = request["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["name"].as_str().unwrap().into(), it["outcome"].as_str().unwrap().into()))
        .collect();
    let expected = [
        ("endpoint", "passed"),
        ("signature", "passed"),
        ("parameters", "failed"),
        ("body", "not_reached"),
        ("access", "not_reached"),
        ("call", "not_reached"),
    ];
    assert_eq!(outcomes, expected.map(|(name, outcome)| (name.to_owned(), outcome.to_owned())));
    let message = request["checks"][2]["message"].as_str().unwrap();
    assert!(message.contains("page_no"), "{message}");
    assert!(request["reply"].as_str().unwrap().contains(message), "{request}");
    assert_eq!(request["reply_len"], request["reply"].as_str().unwrap().len());
    let headers = request["headers"].as_array().unwrap();
    assert!(headers.iter().any(|it| it[0] == "host" && it[1] == console.address), "{headers:?}");
    // Texts depend on the language.
    let chinese = console.get("requests/1?lang=zh");
    assert_eq!(chinese["checks"][1]["title"], "签名与时间戳");
    for (number, status) in [("0", 404), ("2", 404), ("x", 400), ("-1", 400), ("1.0", 400)] {
        console.call("GET", &format!("requests/{number}"), "").assert_error(status, "requests");
    }
}

#[test]
fn an_invalid_signature_is_explained_without_the_key() {
    let console = Console::start();
    let state = console.get("state");
    let signed = console.json(
        "POST",
        "sign",
        &json!({
            "path": "user/list", "params": { "fields": "userName,mobile" }, "sign_type": "MD5",
        }),
    );
    let url = signed["url"].as_str().unwrap();
    let (start, sign) = url.rsplit_once("sign=").unwrap();
    let sign: String = sign.chars().take_while(char::is_ascii_hexdigit).collect();
    assert!(start.ends_with(['&', '?']), "{url}");
    let url = url.replace(&format!("sign={sign}"), &format!("sign={}", sign.to_uppercase()));
    let target = url.strip_prefix(&format!("http://{}", console.address)).unwrap();
    let reply = console.send(&[&format!("GET {target} HTTP/1.1"), "Host: HOST"], b"");
    assert_ne!(reply.json()["error_code"], 0);
    let request = console.get("requests/1");
    assert_eq!(
        (&request["signature"], &request["checks"][1]["outcome"]),
        (&json!("invalid"), &json!("failed"))
    );
    let explanation = &request["explanation"];
    assert_eq!(explanation["algorithm"], "MD5");
    assert_eq!(explanation["reasons"].as_array().unwrap().len(), 1);
    assert_eq!(explanation["reasons"][0]["name"], "upper_case_hex");
    assert_eq!(explanation["server"]["sign"], sign);
    assert_eq!(explanation["sent_sign"], sign.to_uppercase());
    let string = explanation["server"]["string"].as_str().unwrap();
    assert!(string.ends_with("&appkey=[the app key]"), "{string}");
    assert_eq!(signed["string"], string);
    let key = state["app_key"].as_str().unwrap();
    assert!(!request.to_string().contains(key) && !signed.to_string().contains(key));
    let chinese = console.get("requests/1?lang=zh");
    assert_ne!(chinese["explanation"]["reasons"], explanation["reasons"]);
    assert_eq!(chinese["explanation"]["server"], explanation["server"]);
    // The same request with the right signature.
    let reply = console.send(
        &[&format!("GET {} HTTP/1.1", target.replace(&sign.to_uppercase(), &sign)), "Host: HOST"],
        b"",
    );
    assert_eq!(console.get("requests/2")["signature"], "valid", "{reply:?}");
    assert_eq!(console.get("requests/2")["explanation"]["reasons"], json!([]));
}

#[test]
fn a_plain_key_is_not_shown() {
    let console = Console::start();
    let state = console.get("state");
    let (id, key) = (state["app_id"].as_str().unwrap(), state["app_key"].as_str().unwrap());
    // As the signature, and by mistake as a value.
    for query in [
        format!("appid={id}&sign={key}"),
        format!("appid={id}&sign_type=MD5&timestamp=1&sign={key}"),
        format!("appid={id}&sign_type=MD5&timestamp=1&sign=abc&appkey={key}"),
    ] {
        let line = format!("GET /gw/area/root?{query} HTTP/1.1");
        console.send(&[&line, "Host: HOST"], b"");
        let number = console.get("state")["newest"].clone();
        let request = console.get(&format!("requests/{number}"));
        assert!(!request["explanation"].to_string().contains(key), "{request}");
    }
}

#[test]
fn the_endpoint_table_is_complete() {
    let console = Console::start();
    let all = console.get("endpoints");
    let all = all.as_array().unwrap();
    assert_eq!(all.len(), crm_client::ENDPOINTS.len());
    for (shown, endpoint) in all.iter().zip(crm_client::ENDPOINTS) {
        assert_eq!(shown["path"], endpoint.info.path);
        assert!(["read", "write", "delete"].contains(&shown["effect"].as_str().unwrap()));
        assert!(!shown["title"].as_str().unwrap().is_empty());
        let query = shown["params"].as_array().unwrap();
        let query = query.iter().filter(|it| it["place"] == "query").count();
        assert_eq!(query, endpoint.info.params().count(), "{}", endpoint.info.path);
        assert_eq!(shown["body_kind"].is_null(), endpoint.info.body.is_none());
    }
}

#[test]
fn a_call_is_signed_sent_and_logged() {
    let console = Console::start();
    let user = console.get("state")["user"]["id"].clone();
    for sign_type in ["SHA1", "MD5"] {
        let tried = console.json(
            "POST",
            "try",
            &json!({
                "path": "account/add",
                "params": { "op_user": user },
                "body": format!(r#"{{"accountName":"{sign_type} ' \" \\"}}"#),
                "sign_type": sign_type,
            }),
        );
        assert_eq!(tried["status"], 200);
        let reply: Value = serde_json::from_str(tried["reply"].as_str().unwrap()).unwrap();
        assert_eq!(reply["error_code"], 0, "{reply}");
        let request = console.get(&format!("requests/{}", tried["number"]));
        assert_eq!(
            (&request["path"], &request["signature"]),
            (&json!("account/add"), &json!("valid"))
        );
        assert_eq!(request["body"], format!(r#"{{"accountName":"{sign_type} ' \" \\"}}"#));
        assert_eq!(request["reply"], tried["reply"]);
    }
    // The CRM refuses an invalid body. The server refuses calls that it cannot sign, and sends nothing.
    let invalid = json!({ "path": "account/add", "params": { "op_user": user }, "body": "{" });
    let tried = console.json("POST", "try", &invalid);
    assert!(!tried["reply"].as_str().unwrap().contains("\"error_code\":0"), "{tried}");
    let before = console.get("state")["requests"].clone();
    for (call, part) in [
        (json!({ "path": "http://127.0.0.1:1/gw/area/root" }), "path"),
        (json!({ "path": "../_sandbox/state" }), "path"),
        (json!({ "path": "" }), "path"),
        (json!({ "path": "area/root", "sign_type": "SHA256" }), "sign_type"),
        (json!({ "path": "area/root", "params": { "sign": "x" } }), "sign"),
        (json!({ "path": "area/root", "params": 1 }), "expected a map"),
        (json!({}), "path"),
    ] {
        for request in ["try", "sign"] {
            console.call("POST", request, &call.to_string()).assert_error(400, part);
        }
    }
    assert_eq!(console.get("state")["requests"], before);
}

#[test]
fn a_call_that_is_tried_has_the_number_of_its_request() {
    let console = Console::start();
    console.json("POST", "faults", &json!({
        "kind": "slow", "arguments": { "millis": 100 }, "endpoints": ["area/root"], "times": null,
    }));
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|thread| {
                let console = &console;
                scope.spawn(move || {
                    let params = json!({ "thread": thread });
                    let tried = console.json(
                        "POST",
                        "try",
                        &json!({ "path": "area/root", "params": params }),
                    );
                    let request = console.get(&format!("requests/{}", tried["number"]));
                    let sent = request["params"].as_array().unwrap();
                    let sent = sent.iter().find(|it| it["name"] == "thread").unwrap();
                    assert_eq!(sent["value"], thread.to_string(), "{tried}");
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
    });
}

#[test]
fn unknown_requests_are_refused() {
    let console = Console::start();
    for (method, path) in [
        ("GET", ""),
        ("GET", "nothing"),
        ("GET", "state/"),
        ("GET", "try"),
        ("POST", "state"),
        ("PATCH", "records/Account"),
        ("DELETE", "snapshot"),
        ("GET", "../gw/area/root"),
        ("GET", "records/Account/a/b"),
    ] {
        console.call(method, path, "").assert_error(404, "there is no such request");
    }
    assert_eq!(console.get("state")["requests"], 0);
}
