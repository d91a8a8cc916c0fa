//! Metadata, its diagram, and the API reference.

use std::fs;
use std::process::Command;

use crate::open;

#[test]
fn edits_a_field_and_its_picklist() {
    let Some((sandbox, mut page)) = open("#/metadata/Account") else { return };
    page.click_text("typeCode");
    page.click_text("New item");
    page.wait("document.querySelectorAll('.item').length === 4");
    page.fill(".item:last-of-type input:not([type])", "供应商");
    page.click("dialog .primary");
    page.wait("!document.querySelector('dialog')");
    page.wait("document.querySelector('table').textContent.includes('供应商')");
    assert!(sandbox.get("/_sandbox/entities").contains("供应商"));
    page.finish();
}

#[test]
fn loads_the_saved_metadata_of_a_tenant() {
    let Some((_sandbox, mut page)) = open("#/metadata") else { return };
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("saved");
    let mut save = Command::new(env!("CARGO_BIN_EXE_crm"));
    save.env_clear().env("HOME", "/no-such-folder").args(["--sandbox", "schema", "save"]);
    assert!(save.arg(&saved).output().unwrap().status.success());
    let entities = saved.join("entity.json");
    let text = fs::read_to_string(&entities).unwrap();
    fs::write(&entities, text.replace("\"线索\"", "\"潜在线索\"")).unwrap();

    page.choose_file("input[type=file]", &saved);
    page.wait("document.querySelector('.side').textContent.includes('潜在线索')");
    page.finish();
}

#[test]
fn draws_the_diagram() {
    let Some((_sandbox, mut page)) = open("#/metadata") else { return };
    page.wait("document.querySelector('.diagram img').naturalWidth > 100");
    page.click("[role=group] .chip");
    page.wait("location.hash.includes('entities=')");
    page.wait("document.querySelector('.diagram img').complete && document.querySelector('.diagram img').naturalWidth > 50");
    page.finish();
}

#[test]
fn tries_an_endpoint() {
    let Some((_sandbox, mut page)) = open("#/reference/account/get") else { return };
    page.wait("document.querySelectorAll('.side a').length === 87");
    page.wait("document.querySelector('#param-account_id').value.length === 40");
    page.wait("document.querySelector('.code-tabs pre').textContent.includes('curl')");
    page.click_text("Python");
    page.wait("document.querySelector('.code-tabs pre').textContent.includes('import ')");
    page.click_text("Send");
    page.wait("document.querySelector('.reply .chip.ok')");
    page.click(".reply a");
    page.wait("location.hash === '#/requests/1'");
    page.click_text("Send again");
    page.wait("location.hash === '#/reference/account/get?from=1'");
    page.finish();
}
