//! The first view: from nothing to an explained signature.

use crate::open;

#[test]
fn shows_what_to_connect_to() {
    let Some((sandbox, mut page)) = open("#/") else { return };
    for pointer in ["/base_url", "/app_id", "/app_key", "/user/id"] {
        page.wait_text(sandbox.state(pointer));
    }
    page.wait_text("Waiting for the first request");
    page.finish();
}

#[test]
fn sends_a_first_request_and_explains_a_wrong_one() {
    let Some((_sandbox, mut page)) = open("#/") else { return };
    page.wait("document.querySelector('pre')?.textContent.includes('sign=')");
    page.click("[data-send=right]");
    page.wait("document.querySelector('.outcomes .chip.ok')");
    page.click_text("Signed with a mistake");
    page.click("[data-send=wrong]");
    page.click(".outcomes a:has(strong)");
    page.wait("document.querySelector('[data-reason]')?.dataset.reason === 'encoded_value'");
    page.wait("location.hash === '#/requests/2'");
    page.finish();
}
