//! Calls of the endpoint table.

use std::collections::{BTreeMap, BTreeSet};

use crm_client::ENDPOINTS;
use crm_client::endpoint::{Effect, Returns};
use serde_json::{Value, json};

use crate::support::{Run, Server, finish, run};

/// Returns the example in the help of a call, without `crm`.
fn example(path: &str) -> Vec<String> {
    let (module, function) = path.split_once('/').unwrap();
    let help = run(&format!("{module} {function} --help"));
    assert_eq!(help.code, 0, "{help:?}");
    let mut lines = help.stdout.lines().skip_while(|it| *it != "Example:").skip(1);
    let line = lines.next().unwrap_or_else(|| panic!("{path}: no example"));
    let mut words: Vec<String> = Vec::new();
    // Every second part is in quotes, which only stand around whole words.
    for (index, part) in line.trim().split('\'').enumerate() {
        match index % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    assert_eq!(words.remove(0), "crm");
    words
}

/// Values for the words in capital letters of the examples.
struct Values(BTreeMap<String, String>);

impl Values {
    fn of(server: &Server) -> Values {
        let id = server.sandbox.user().to_string();
        let values = [
            ("entity", "c__lead"),
            ("field", "typeCode"),
            ("label", "新选项"),
            ("value", "1"),
            ("user", server.sandbox.login_name()),
            ("id", &id),
        ];
        Values(values.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
    }

    /// Replaces the words in capital letters.
    fn fill(&self, words: Vec<String>) -> Vec<String> {
        let fill = |word: String| {
            let is_name =
                word.len() > 1 && word.chars().all(|it| it.is_ascii_uppercase() || it == '_');
            if is_name { self.get(&word.to_lowercase()) } else { word }
        };
        words.into_iter().map(fill).collect()
    }

    fn get(&self, name: &str) -> String {
        let known = self.0.get(name).or_else(|| match name {
            // A parent of areas is an area.
            "parent" => self.0.get("area_id"),
            _ if name.ends_with("_id") => self.0.get("id"),
            _ => None,
        });
        known.cloned().unwrap_or_else(|| "text".to_owned())
    }

    /// Keeps the values of a reply for later calls.
    fn learn(&mut self, reply: &Value) {
        let record = if let Value::Array(rows) = reply { rows.first() } else { Some(reply) };
        for (name, value) in record.and_then(Value::as_object).into_iter().flatten() {
            match value {
                Value::String(text) => _ = self.0.insert(name.clone(), text.clone()),
                Value::Number(number) => _ = self.0.insert(name.clone(), number.to_string()),
                _ => {}
            }
        }
    }
}

/// A server, and a folder with the files of the examples.
fn server() -> Server {
    let server = Server::start();
    let filter =
        r#"{"type":"AND","filters":[{"fieldName":"c__name","operator":"$NOT_NULL$","value":""}]}"#;
    std::fs::write(server.folder.path().join("filter.json"), filter).unwrap();
    std::fs::write(server.folder.path().join("contract.pdf"), "%PDF").unwrap();
    server
}

#[test]
fn the_example_in_the_help_of_every_call_works() {
    let server = server();
    let mut values = Values::of(&server);
    for entry in ENDPOINTS {
        let args = values.fill(example(entry.info.path));
        let command = server.crm(args).args(["--yes", "--output", "json"]);
        let run = finish(command.stdin(server.sandbox.password()));
        assert_eq!(run.code, 0, "{}: {run:?}", entry.info.path);
        let reply: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(
            reply.is_array(),
            matches!(entry.info.returns, Returns::Page | Returns::List(_))
        );
        values.learn(&reply);
    }
    let called: BTreeSet<_> = server.sandbox.completed_calls().into_iter().collect();
    let all: BTreeSet<_> = ENDPOINTS.iter().map(|it| it.info.path).collect();
    assert_eq!(called, all);
}

#[test]
fn writes_are_refused_printed_or_confirmed() {
    let server = server();
    let values = Values::of(&server);
    for entry in ENDPOINTS.iter().filter(|it| it.info.effect != Effect::Read) {
        let path = entry.info.path;
        let args = values.fill(example(path));
        let run = |options: &[&str]| finish(server.crm(&args).args(options));

        let refused = run(&["--read-only", "--yes"]);
        assert_eq!(refused.code, 2, "{path}: {refused:?}");
        assert!(refused.stderr.contains("read-only"), "{path}: {refused:?}");

        let printed = run(&["--dry-run"]);
        assert_eq!((printed.code, &*printed.stderr), (0, ""), "{path}: {printed:?}");
        let request: Value = serde_json::from_str(&printed.stdout).unwrap();
        let url = request["url"].as_str().unwrap();
        assert!(url.starts_with(&format!("{}{path}", server.sandbox.base_url())), "{url}");
        for secret in ["sign", "appid", "timestamp"] {
            assert!(!url.contains(&format!("{secret}=")), "{url}");
        }

        if entry.info.effect == Effect::Delete {
            let unconfirmed = run(&[]);
            assert_eq!(unconfirmed.code, 2, "{path}: {unconfirmed:?}");
            assert!(unconfirmed.stderr.contains("--yes"), "{path}: {unconfirmed:?}");
        }
    }
    assert_eq!(server.sandbox.requests(), 0);
}

#[test]
fn a_dry_run_prints_what_is_sent_otherwise() {
    let server = server();
    for line in [
        "account add accountName=上海企能&co phone=021 amount:=99999.00 --force-add",
        "contact update 003-00000000-0000-4000-8000-000000000001 contactName=a --data {\"phone\":\"+86\"}",
        "metadata picklist-edit Account typeCode 新选项 --value 9",
        "metadata field-modify Account phone description=电话",
        "file upload contract.pdf --name a&b.pdf",
        "raw POST account/update account_id=002-00000000-0000-4000-8000-000000000001 --data {\"employees\":1.50}",
    ] {
        let args = || line.split(' ').chain(["--output", "json"]);
        let printed = finish(server.crm(args()).arg("--dry-run"));
        let printed: Value = serde_json::from_str(&printed.stdout).unwrap();
        let sent = finish(server.crm(args()));
        let exchange = server.sandbox.journal().pop().unwrap();

        let url = printed["url"].as_str().unwrap();
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        assert_eq!(printed["method"], exchange.method(), "{line}");
        assert!(path.ends_with(exchange.path()), "{line}: {path} {}: {sent:?}", exchange.path());
        let query: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let params: Vec<_> = exchange.params().collect();
        let public = |name: &str| !["appid", "sign", "sign_type", "timestamp"].contains(&name);
        let params: Vec<_> = params.into_iter().filter(|(name, _)| public(name)).collect();
        assert_eq!(query, params, "{line}");
        match &printed["body"] {
            Value::Object(_) => {
                let body: Value = serde_json::from_slice(exchange.body()).unwrap();
                assert_eq!(printed["body"], body, "{line}");
            }
            Value::Null => assert!(exchange.body().is_empty(), "{line}"),
            body => assert_eq!(*body, format!("<{} bytes>", exchange.body_len()), "{line}"),
        }
    }
}

#[test]
fn a_dry_run_keeps_the_digits_of_a_body() {
    let run = run("account add amount:=99999.00 id:=12345678901234567890 --dry-run --output json");
    assert!(run.stdout.contains(r#"{"amount":99999.00,"id":12345678901234567890}"#), "{run:?}");
}

#[test]
fn lists_the_fields_in_the_order_of_the_option() {
    let server = Server::start();
    let run = server.run("account list --fields phone,accountName --page-size 2 --output csv");
    assert_eq!((run.code, run.stdout.lines().next()), (0, Some("phone,accountName")), "{run:?}");
    assert_eq!(run.stdout.lines().count(), 3);
    assert_eq!(server.sandbox.completed_calls(), ["account/list"]);
}

#[test]
fn fetches_all_pages_as_one_json_document() {
    let run = run("contact list --fields contactName --all --output json");
    let rows: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, rows.len()), (0, 120), "{}", run.stderr);
}

#[test]
fn fetches_no_more_pages_than_needed() {
    let server = Server::start();
    let run = server.run("contact list --fields contactName --max-items 3 --output ndjson");
    assert_eq!((run.code, run.stdout.lines().count()), (0, 3), "{run:?}");
    let journal = server.sandbox.journal();
    assert_eq!(journal.len(), 1);
    assert_eq!(journal[0].param("page_size").as_deref(), Some("3"));
}

#[test]
fn chooses_the_fields_of_a_table_that_fits() {
    let first = |columns: &str, line: &str| {
        let args = line.split_whitespace().chain(["--sandbox", "--output", "table"]);
        let run = finish(crate::support::crm(args).env("COLUMNS", columns));
        assert_eq!(run.code, 0, "{run:?}");
        let width = run.stdout.lines().map(unicode_width::UnicodeWidthStr::width).max();
        assert!(width <= columns.parse().ok(), "{}", run.stdout);
        (run.stdout.lines().next().unwrap_or_default().to_owned(), run.stderr)
    };
    let (header, hint) = first("60", "account list");
    assert_eq!(header.split_whitespace().collect::<Vec<_>>(), ["accountName", "phone", "address"]);
    assert!(hint.contains("3 of 16 fields"), "{hint}");
    let (header, _) = first("160", "account list");
    assert_eq!(header.split_whitespace().count(), 8);
    let (header, hint) = first("60", "account list --fields *");
    assert!(header.starts_with("accountId") && !hint.contains("fields"), "{header}\n{hint}");
    let (header, hint) = first("60", "account list --quiet");
    assert!(!header.is_empty() && hint.is_empty());
}

#[test]
fn gets_all_fields_of_a_record() {
    let rows = run("account list --fields accountId --page-size 1 --output json");
    let rows: Value = serde_json::from_str(&rows.stdout).unwrap();
    let id = rows[0]["accountId"].as_str().unwrap();
    let record = run(&format!("account get {id} --output json"));
    let record: Value = serde_json::from_str(&record.stdout).unwrap();
    assert_eq!(record["accountId"], id);
    assert_eq!(record.as_object().unwrap().len(), 16);
}

#[test]
fn a_body_has_fields_of_all_sources() {
    let server = Server::start();
    std::fs::write(
        server.folder.path().join("more.json"),
        "\u{feff}{\"phone\":\"1\",\"employees\":1.50}",
    )
    .unwrap();
    let file = server.run("account add accountName=a=b phone=2 typeCode:=1 --data @more.json");
    let input =
        finish(server.crm(["account", "add", "--data", "-"]).stdin(r#"{"accountName":"b"}"#));
    assert_eq!((file.code, input.code), (0, 0), "{file:?} {input:?}");
    let bodies: Vec<_> = server.sandbox.journal().iter().map(|it| it.body().clone()).collect();
    assert_eq!(bodies[0], r#"{"phone":"2","employees":1.50,"accountName":"a=b","typeCode":1}"#);
    assert_eq!(bodies[1], r#"{"accountName":"b"}"#);
}

#[test]
fn mistakes_in_arguments_name_a_remedy() {
    for (line, message) in [
        ("account add", "account/add: the body is missing; write `FIELD=VALUE` or `--data JSON`"),
        (
            "account get --fields a",
            "account/get: `--account-id` is missing; see `crm account get --help`",
        ),
        ("account get 002-1", "`--account-id`: must be an id"),
        ("account list extra", "`extra`: unknown argument"),
        ("account delete 002-1 extra", "account/delete: unexpected value `extra`"),
        ("metadata field-modify Account phone descripton=a", "did you mean `description`?"),
        ("account list --page-size 500", "`--page-size`: must be at most 200"),
        ("account add n:=x", "`n:=`: not a JSON value"),
        ("account add --data {", "`--data`: not a JSON object"),
        ("file upload", "the file to upload is missing"),
        ("file upload -", "file/upload: `--name` is missing"),
        ("metadata picklist-remove Account typeCode", "metadata/picklist-remove"),
        ("acount list", "did you mean `account`?"),
        ("account lst", "did you mean `list`?"),
        ("account list --feilds a", "did you mean `--fields`?"),
        ("account list --fields acountName", "accountName"),
    ] {
        let run = run(&format!("{line} --output table"));
        assert!([2, 3].contains(&run.code), "{line}: {run:?}");
        assert!(run.stderr.contains(message), "{line}: {run:?}");
        assert_eq!((run.stdout.as_str(), run.stderr.lines().count()), ("", 1), "{line}: {run:?}");
    }
}

#[test]
fn a_user_is_named_by_id_or_by_name() {
    let server = Server::start();
    let users = server.run("user list --fields userId,userName --output json");
    let users: Vec<Value> = serde_json::from_str(&users.stdout).unwrap();
    let (id, name) = (users[0]["userId"].as_str().unwrap(), users[0]["userName"].as_str().unwrap());
    let list = |user: &str| {
        let line = ["account", "list", "--fields", "phone", "--page-size", "1", "--op-user", user];
        finish(server.crm(line))
    };
    let last_user = || server.sandbox.journal().pop().unwrap().param("op_user");
    for user in [id, name] {
        assert_eq!(list(user).code, 0);
        assert_eq!(last_user().as_deref(), Some(id));
    }

    let other = server.sandbox.insert("User", &json!({ "userName": name }));
    let ambiguous = list(name);
    assert_eq!(ambiguous.code, 2, "{ambiguous:?}");
    assert!(
        ambiguous.stderr.contains(id) && ambiguous.stderr.contains(other.as_str()),
        "{ambiguous:?}"
    );
    assert_eq!(list("nobody").code, 2);
}

#[test]
fn secrets_are_no_arguments_and_are_not_printed() {
    let server = Server::start();
    let login = |options: &[&str], input: &'static str| -> Run {
        let args = ["user", "login-token", server.sandbox.login_name(), "--output", "json"];
        finish(server.crm(args).args(options).stdin(input))
    };
    let password = server.sandbox.password();
    let hidden = login(&[], password);
    assert_eq!(hidden.code, 0, "{hidden:?}");
    let reply: Value = serde_json::from_str(&hidden.stdout).unwrap();
    assert_eq!(reply["login_token"], "<secret>");
    let shown = login(&["--show-secrets"], password);
    assert!(shown.stdout.contains("5a4db0c5"), "{shown:?}");

    let argument = login(&["--password", password], "");
    assert_eq!(argument.code, 2, "{argument:?}");
    let none = login(&[], "\n");
    assert_eq!(none.code, 2, "{none:?}");
    assert!(none.stderr.contains("`password` is missing"), "{none:?}");
    let wrong = login(&[], "wrong-secret");
    assert_eq!(wrong.code, 3);
    for run in [hidden, argument, none, wrong] {
        assert!(
            !run.stderr.contains("wrong-secret") && !run.stderr.contains("5a4db0c5"),
            "{run:?}"
        );
    }
}

#[test]
fn a_refused_call_has_exit_code_3() {
    let id = "002-00000000-0000-4000-8000-999999999999";
    let run = run(&format!("account get {id} --fields accountName"));
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.starts_with("error: account/get: error 400"), "{run:?}");
}

#[test]
fn the_code_of_calls_names_no_endpoint() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/commands");
    let mut files =
        vec![folder.join("call.rs"), folder.join("listing.rs"), folder.join("reply.rs")];
    let own = std::fs::read_dir(folder.join("call")).unwrap().map(|it| it.unwrap().path());
    files.extend(own.filter(|it| it.extension().is_some_and(|it| it == "rs")));
    let modules: BTreeSet<_> = ENDPOINTS.iter().map(|it| it.info.module()).collect();
    // The download of a file is a function of the tool.
    for file in files.iter().filter(|it| !it.ends_with("call/file.rs")) {
        let text = std::fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap().lines();
        let code =
            code.filter(|it| !it.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for entry in ENDPOINTS {
            assert!(!code.contains(entry.info.path), "{}: {}", file.display(), entry.info.path);
        }
        for module in &modules {
            let is_entity = *module == "entity";
            assert!(
                is_entity || !code.contains(&format!("\"{module}\"")),
                "{}: {module}",
                file.display()
            );
        }
    }
}
