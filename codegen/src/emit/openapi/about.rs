//! What is so of the whole API: where it stands, and how a request proves who sends it.

use serde_json::{Value, json};

/// What the API is. It has no version that is documented, so the version is that of this description.
pub(super) fn info() -> Value {
    json!({
        "title": "WiseCRM365 OpenAPI",
        "version": env!("CARGO_PKG_VERSION"),
        "description": DESCRIPTION,
    })
}

/// The vendor's cloud, and servers of one's own.
pub(super) fn servers() -> Value {
    json!([
        { "url": "https://www.365.wisecrm.com/gw", "description": "The vendor's cloud." },
        {
            "url": "{scheme}://{host}/gw",
            "description": "A server of one's own; `host` has its port, where that is not the usual one.",
            "variables": {
                "scheme": { "enum": ["https", "http"], "default": "https" },
                "host": { "default": "crm.example" },
            },
        },
    ])
}

/// By the plain key, or by a signature.
pub(super) fn security() -> Value {
    json!([
        { "appid": [], "sign": [] },
        { "appid": [], "sign_type": [], "timestamp": [], "sign": [] },
    ])
}

/// The parameters that prove it.
pub(super) fn security_schemes() -> Value {
    let scheme = |name: &str, description: &str| json!({ "type": "apiKey", "in": "query", "name": name, "description": description });
    json!({
        "appid": scheme("appid", "The id of the application."),
        "sign": scheme("sign", SIGN),
        "sign_type": scheme(
            "sign_type",
            "With which hash the request is signed: `MD5` or `SHA1`, in upper case. Not sent in \
             plain-key mode.",
        ),
        "timestamp": scheme(
            "timestamp",
            "When the request is signed, in milliseconds since 1970-01-01 UTC; less than 30 seconds \
             may pass until the server has it. Not sent in plain-key mode.",
        ),
    })
}

const DESCRIPTION: &str = "\
The HTTP API of the CRM WiseCRM365, as its vendor documents it. This description is not the vendor's.

# Requests

Every named parameter travels in the query string, of a `POST` too, percent-encoded as UTF-8. Leave \
out a parameter that has no value; never send a blank one. The body of a `POST` is a JSON object in \
UTF-8, or the bytes of a file; where none is described, it is empty. How a request proves who sends \
it is said of the security scheme `sign`.

Names of entities and fields differ from CRM to CRM: they come from `metadata/entity` and \
`metadata/field`. The ids that `op_user` takes come from `user/list`.

# Replies

A reply is an object with an `error_code`, of which 0 is success, and an `error_msg`. A success has \
its result in `data`, a failure has no `data`. Which HTTP status a failure has is not documented: read \
the `error_code` whatever the status is.

A call with `x-safe: true` changes nothing, so that it can be sent again when no reply has come. \
`x-since` is the version of the product that brought a call or a parameter.";

const SIGN: &str = "\
What proves that the sender has the application's key. There are two modes; see \
[auth-intro](https://www.wisecrm.com/help/apidoc/auth-intro.html).

**Plain-key mode**: the key itself, without `sign_type` and `timestamp`. The vendor advises against it \
in production.

**Signature mode**:

1. Take all query parameters of the request, with `appid`, `sign_type` and `timestamp`, but without \
`sign`; leave out those whose value is empty. Sort them by name, in ascending order of bytes.
2. Join them as `name=value` with `&`, the values raw: as they are before percent-encoding.
3. Append `&appkey=` and the key, which is always last, and never sent.
4. Hash the UTF-8 bytes of this with MD5 or SHA-1, as `sign_type` says, and write the hash in \
lower-case hexadecimal.

The body is not signed. Sign a request anew whenever it is sent again.

For `fields=userId,userName`, the application `000-AAAAAAAA-1111-2222-3333-BBBBBBBBBBBB` with the key \
`ExampleAppKey0123456789abcdefghijklmnopqrst`, and the time 1600000000000, the text to hash by MD5 is \
`appid=000-AAAAAAAA-1111-2222-3333-BBBBBBBBBBBB&fields=userId,userName&sign_type=MD5&timestamp=1600000000000&appkey=ExampleAppKey0123456789abcdefghijklmnopqrst`, \
and the signature is `b4b3bd3df7ba60b382a44b60324f03cd`; with SHA-1 it is \
`c0d3a6518fd80548b0815249c3184f4ecebda318`.";
