//! Faults, limits, snapshots and reset.

use std::fs;

use crate::open;
use crate::signing::{Client, md5};

#[test]
fn turns_a_fault_on_and_off() {
    let Some((sandbox, mut page)) = open("#/faults") else { return };
    let send = || {
        let client = Client::new(&sandbox);
        client.send(&client.query(), &md5(client.right()))
    };
    assert!(send().contains("\"error_code\":0"));
    page.click("[data-fault=garbage] .switch");
    page.wait("document.querySelector('[data-fault=garbage] .switch').ariaChecked === 'true'");
    assert!(!send().contains("error_code"));
    page.wait_text("applied 1×");
    page.wait("document.querySelector('.notices').textContent.includes('Faults: 1')");
    page.click("[data-fault=garbage] .switch");
    page.wait("document.querySelector('[data-fault=garbage] .switch').ariaChecked === 'false'");
    assert!(send().contains("\"error_code\":0"));
    page.finish();
}

#[test]
fn limits_a_fault_to_an_endpoint_and_a_number_of_requests() {
    let Some((sandbox, mut page)) = open("#/faults") else { return };
    page.click("[data-fault=garbage] .button");
    page.wait("document.querySelectorAll('#endpoints-garbage option').length > 80");
    page.fill("[data-fault=garbage] input[list]", "user/list");
    page.fill("[data-fault=garbage] input[type=number]", "1");
    page.click("[data-fault=garbage] .primary");
    page.wait_text("user/list · requests: 1");
    let client = Client::new(&sandbox);
    assert!(!client.send(&client.query(), &md5(client.right())).contains("error_code"));
    assert!(client.send(&client.query(), &md5(client.right())).contains("\"error_code\":0"));
    page.finish();
}

#[test]
fn changes_the_clock_the_quota_and_the_rights() {
    let Some((sandbox, mut page)) = open("#/server") else { return };
    let client = Client::new(&sandbox);
    page.click_text("+31 s");
    page.wait("document.querySelector('.notices').textContent.includes('Clock +00:00:31')");
    let reply = client.send(&client.query(), &md5(client.right()));
    assert!(reply.contains("400"), "{reply}");
    page.fill("[aria-label='Number of calls']", "0");
    page.click_text("Set");
    page.wait("document.querySelector('.notices').textContent.includes('Calls left: 0')");
    page.click("[aria-label='OpenAPI enabled']");
    page.wait("document.querySelector('.notices').textContent.includes('API disabled')");
    page.click(".scroll .switch");
    page.wait("document.querySelector('.scroll .switch').ariaChecked === 'false'");
    page.finish();
}

#[test]
fn resets_the_sandbox_and_restores_a_snapshot() {
    let Some((sandbox, mut page)) = open("#/server") else { return };
    let customers = || sandbox.get("/_sandbox/records/Account?size=1");
    let before = customers();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("snapshot.json");
    fs::write(&file, sandbox.get("/_sandbox/snapshot")).unwrap();

    page.click("[data-reset=empty]");
    page.click("[data-confirm]");
    page.wait_text("Done");
    assert!(customers().contains("\"total\":0"), "{}", customers());

    page.choose_file("input[type=file]", &file);
    page.wait_text("Restored");
    assert_eq!(customers(), before);
    page.finish();
}
