//! The parts of the document about the whole API: title, servers and authentication.

use serde_json::{Value, json};

use super::PAGES;
use crate::facts::{Code, Facts};

/// Returns title and version. The vendor documents no version of the API; this is that of the document.
pub(super) fn info(facts: &Facts) -> Value {
    let license = env!("CARGO_PKG_LICENSE");
    json!({
        "title": "WiseCRM365 OpenAPI",
        "summary": "The HTTP API of the CRM WiseCRM365, described by the project crm-client.",
        "version": env!("CARGO_PKG_VERSION"),
        "description": format!("{DESCRIPTION}\n\n{}", codes(facts)),
        "contact": contact(env!("CARGO_PKG_REPOSITORY")),
        "license": { "name": license, "identifier": license },
    })
}

/// Returns the maintainer of the document: the project, not the vendor.
fn contact(repository: &str) -> Value {
    let mut contact = json!({ "name": "crm-client" });
    if !repository.is_empty() {
        contact["url"] = json!(repository);
    }
    contact
}

/// Returns the documented error codes.
fn codes(facts: &Facts) -> String {
    let code = |it: &Code| format!("\n* {}: {}; {}", it.value, it.meaning, it.advice);
    let codes: String = facts.codes.iter().map(code).collect();
    format!(
        "# Error codes\n\nThese are the documented values of `error_code`; see \
         [error-code]({PAGES}/error-code.html). They are not HTTP statuses, and there may be others: no \
         code is documented for a bad signature, a duplicate or a missing record.\n{codes}"
    )
}

/// Returns the vendor's cloud, on-premise servers, and a server for tests.
pub(super) fn servers() -> Value {
    json!([
        { "url": "https://www.365.wisecrm.com/gw", "description": "The vendor's cloud." },
        {
            "url": "{scheme}://{host}/gw",
            "description": "An on-premise server. `host` includes the port, unless it is the default.",
            "variables": {
                "scheme": { "enum": ["https", "http"], "default": "https" },
                "host": { "default": "crm.example" },
            },
        },
        {
            "url": "http://127.0.0.1:{port}/gw",
            "description": "A local server for tests, such as the sandbox of crm-client.",
            "variables": {
                "port": { "default": "8080", "description": "The port on which it listens." },
            },
        },
    ])
}

/// Returns the two modes: signature and plain key. Tools that support only one mode use the first.
pub(super) fn security(facts: &Facts) -> Value {
    let [app_id, sign, sign_type, timestamp] = Facts::AUTH.map(|it| facts.text(it));
    json!([
        { app_id: [], sign_type: [], timestamp: [], sign: [] },
        { app_id: [], sign: [] },
    ])
}

/// Returns the parameters that authenticate a request.
pub(super) fn security_schemes(facts: &Facts) -> Value {
    let [app_id, sign, sign_type, timestamp] = Facts::AUTH.map(|it| facts.text(it));
    let scheme = |name: &str, description: &str| json!({ "type": "apiKey", "in": "query", "name": name, "description": description });
    let seconds = facts.number("signature_seconds");
    let time = format!(
        "The time of the signature, in milliseconds since 1970-01-01 UTC. The server must have the \
         request less than {seconds} seconds later. Not sent in plain-key mode."
    );
    json!({
        app_id: scheme(app_id, "The id of the application."),
        sign: scheme(sign, SIGN),
        sign_type: scheme(
            sign_type,
            "The hash of the signature: `MD5` or `SHA1`, in upper case. Not sent in plain-key mode.",
        ),
        timestamp: scheme(timestamp, &time),
    })
}

const DESCRIPTION: &str = "\
The HTTP API of the CRM WiseCRM365, as documented by its vendor. This document is not the vendor's.

# Requests

Every named parameter is sent in the query string, percent-encoded as UTF-8, even if the method is \
`POST`. Leave out a parameter without a value; never send a blank one. The body of a `POST` is a JSON \
object in UTF-8, or the bytes of a file; if no body is described, send an empty one. The security \
scheme `sign` describes how to authenticate a request.

The names of entities and fields differ from CRM to CRM: get them from `metadata/entity` and \
`metadata/field`. Get the ids for `op_user` from `user/list`.

# Replies

A reply is an object with an `error_code`, which is 0 for success, and an `error_msg`. A success has \
its result in `data`; a failure has no `data`. The HTTP status of a failure is not documented: read \
`error_code` whatever the status is.

A call with `x-safe: true` only reads, so it can be sent again if no reply arrives. `x-since` is the \
product version that introduced a call or a parameter.";

const SIGN: &str = "\
The proof that the sender has the key of the application. There are two modes; see \
[auth-intro](https://www.wisecrm.com/help/apidoc/auth-intro.html).

**Plain-key mode**: the key itself, without `sign_type` and `timestamp`. The vendor advises against it \
in production.

**Signature mode**:

1. Take all query parameters of the request, with `appid`, `sign_type` and `timestamp`, but without \
`sign`. Leave out those with an empty value. Sort them by name, in ascending order of bytes.
2. Join them as `name=value` with `&`. Use the raw values, before percent-encoding.
3. Append `&appkey=` and the key. The key is always last, and never sent.
4. Hash the UTF-8 bytes of the result with the hash that `sign_type` names, and write the hash in \
lower-case hexadecimal.

The body is not signed. Sign a request again whenever it is sent again.

For `fields=userId,userName`, the application `000-AAAAAAAA-1111-2222-3333-BBBBBBBBBBBB` with the key \
`ExampleAppKey0123456789abcdefghijklmnopqrst`, and the time 1600000000000, the string to hash with MD5 is \
`appid=000-AAAAAAAA-1111-2222-3333-BBBBBBBBBBBB&fields=userId,userName&sign_type=MD5&timestamp=1600000000000&appkey=ExampleAppKey0123456789abcdefghijklmnopqrst`, \
and the signature is `b4b3bd3df7ba60b382a44b60324f03cd`; with SHA-1 it is \
`c0d3a6518fd80548b0815249c3184f4ecebda318`.";
