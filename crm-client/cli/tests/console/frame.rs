//! The frame: languages, themes, keyboard, errors, and a lost connection.

use crate::open;

const VIEWS: [&str; 7] =
    ["start", "requests", "records", "faults", "server", "metadata", "reference"];

#[test]
fn shows_every_view_in_both_languages() {
    let Some((_sandbox, mut page)) = open("#/") else { return };
    for (code, name) in [("en", "Requests"), ("zh-CN", "请求")] {
        page.wait(&format!("document.documentElement.lang === '{code}'"));
        page.wait(&format!("document.querySelector('.nav').textContent.includes('{name}')"));
        for view in VIEWS {
            page.click(&format!(".nav a[href='#/{view}']"));
            page.wait(&format!("location.hash.startsWith('#/{view}')"));
            page.wait(
                "document.querySelector('main h1') && !document.querySelector('[role=alert]')",
            );
        }
        page.click("#lang");
    }
    // The choice is remembered, and the address of a language wins.
    page.navigate("/");
    page.wait("document.documentElement.lang === 'en'");
    page.navigate("/?lang=zh#/faults");
    page.wait("document.querySelector('main h1')?.textContent === '故障'");
    page.finish();
}

#[test]
fn is_usable_with_the_keyboard() {
    let Some((sandbox, mut page)) = open("#/") else { return };
    for _ in 0..2 {
        sandbox.get("/gw/area/root");
    }
    page.press("g");
    page.press("r");
    page.wait("location.hash === '#/requests'");
    page.wait("document.querySelectorAll('[role=option]').length === 2");
    page.press("j");
    page.wait("location.hash === '#/requests/2'");
    page.press("j");
    page.wait("location.hash === '#/requests/1'");
    page.press("Escape");
    page.wait("location.hash === '#/requests'");
    page.press("/");
    page.wait("document.activeElement.matches('[data-search]')");
    page.press("Escape");
    page.press("?");
    page.wait("document.querySelector('dialog[open] kbd')");
    page.press("Escape");
    page.wait("!document.querySelector('dialog')");
    page.press("l");
    page.wait("document.documentElement.lang === 'zh-CN'");
    page.press("t");
    page.wait("document.documentElement.dataset.theme === 'light'");
    page.finish();
}

#[test]
fn fits_a_narrow_screen() {
    let Some((sandbox, mut page)) = open("#/") else { return };
    sandbox.get("/gw/area/root");
    page.resize(360, 740);
    for view in VIEWS {
        page.click(&format!(".nav a[href='#/{view}']"));
        page.wait(&format!("location.hash.startsWith('#/{view}')"));
        page.wait("document.querySelector('main h1')");
        page.wait("document.documentElement.scrollWidth <= innerWidth");
    }
    page.eval("location.hash = '#/requests/1'");
    page.wait("document.querySelector('.detail h2')");
    page.wait("document.documentElement.scrollWidth <= innerWidth");
    page.finish();
}

#[test]
fn reports_errors_in_words() {
    let Some((_sandbox, mut page)) = open("#/records/Account") else { return };
    page.expect_message("404");
    page.eval("location.hash = '#/requests/4711'");
    page.wait("document.querySelector('[role=alert]')?.textContent.includes('4711')");
    page.eval("location.hash = '#/records/Nothing'");
    page.wait_text("not found: Nothing");
    page.eval("location.hash = '#/nothing'");
    page.wait_text("not found: nothing");
    page.finish();
}

#[test]
fn shows_a_lost_connection() {
    let Some((sandbox, mut page)) = open("#/requests") else { return };
    page.wait("document.querySelector('.connection.live')");
    page.expect_message("ERR_");
    drop(sandbox);
    page.wait_text("The connection is lost");
    page.finish();
}
