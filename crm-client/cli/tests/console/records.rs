//! Records: editing, undoing, references, and hostile names.

use serde_json::{Value, json};

use crate::open;

const HOSTILE: &str = "<img src=x onerror=\"document.title='attacked'\">";

/// Returns the id of the first customer and the name of its main field.
fn customer(sandbox: &crate::sandbox::Sandbox) -> String {
    let page: Value =
        serde_json::from_str(&sandbox.get("/_sandbox/records/Account?size=1")).unwrap();
    let key = page["key_field"].as_str().unwrap();
    page["items"][0][key].as_str().unwrap().to_owned()
}

#[test]
fn edits_a_record_and_undoes_it() {
    let Some((sandbox, mut page)) = open("#/records/Account") else { return };
    let id = customer(&sandbox);
    let path = format!("/_sandbox/records/Account/{id}");
    let name = || -> Value {
        let record: Value = serde_json::from_str(&sandbox.get(&path)).unwrap();
        record["record"]["accountName"].clone()
    };
    let old = name();
    page.eval(&format!("location.hash = '#/records/Account/{id}'"));
    page.fill("#field-accountName", "上海企能软件");
    page.click_text("Save");
    page.wait("document.querySelector('.toast')?.textContent.includes('Saved')");
    page.wait("document.querySelector('.content h1').textContent === '上海企能软件'");
    assert_eq!(name(), "上海企能软件");
    page.click_text("Undo");
    page.wait(&format!("document.querySelector('.content h1').textContent === {old}"));
    assert_eq!(name(), old);
    page.finish();
}

#[test]
fn creates_a_record_and_deletes_it() {
    let Some((_sandbox, mut page)) = open("#/records/Account/new") else { return };
    page.fill("#field-accountName", "新客户");
    page.click_text("Save");
    page.wait("/Account.002-/.test(location.hash)");
    page.click_text("Delete");
    page.wait("location.hash === '#/records/Account'");
    page.fill("[data-search]", "新客户");
    page.wait_text("Nothing found");
    page.click_text("Undo");
    page.wait("document.querySelector('tbody a').textContent === '新客户'");
    page.finish();
}

#[test]
fn follows_a_reference() {
    let Some((_sandbox, mut page)) = open("#/records/Contact") else { return };
    page.click("tbody a");
    page.click("form a[href^='#/records/Account/']");
    page.wait("location.hash.startsWith('#/records/Account/002-')");
    page.click("aside a[href^='#/records/Contact?q=002-']");
    page.wait("document.querySelectorAll('tbody tr').length > 0");
    page.finish();
}

#[test]
fn shows_a_hostile_name_as_text() {
    let Some((sandbox, mut page)) = open("#/records/Account") else { return };
    let id = customer(&sandbox);
    let body = json!({ "accountName": HOSTILE }).to_string();
    sandbox.send("PUT", &format!("/_sandbox/records/Account/{id}"), &body);
    let text = json!(HOSTILE);
    page.wait(&format!("document.querySelector('table').textContent.includes({text})"));
    page.eval(&format!("location.hash = '#/records/Account/{id}'"));
    page.wait(&format!("document.querySelector('.content h1').textContent === {text}"));
    page.wait(&format!("document.querySelector('#field-accountName').value === {text}"));
    // A name of a parameter and a message of the CRM are untrusted, too.
    let query = "a%3Cimg%20src%3Dx%3E=%3Cimg%20src%3Dx%3E";
    sandbox.get(&format!("/gw/%3Cimg%20src=x%3E?{query}"));
    page.eval("location.hash = '#/requests/1'");
    page.wait("document.querySelector('.detail .facts')?.textContent.includes('<img src=x>')");
    assert_eq!(page.eval("document.querySelectorAll('img:not([src=\"/icon.svg\"])').length"), 0);
    assert_ne!(page.eval("document.title"), "attacked");
    page.finish();
}
