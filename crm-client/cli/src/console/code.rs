//! Programs that repeat a request: curl, Rust, Python, Java and PHP. They sign it again, because a signature is
//! valid for 30 seconds only. The key comes from an environment variable.

use serde_json::{Value, json};

use crate::safe;

/// A request to repeat.
pub(super) struct Program<'a> {
    pub base_url: &'a str,
    pub app_id: &'a str,
    pub method: &'a str,
    pub path: &'a str,
    /// The parameters without those of the authentication.
    pub params: Vec<&'a (String, String)>,
    pub body: Option<&'a str>,
}

/// Returns the programs in all languages.
pub(super) fn all(program: &Program<'_>) -> Value {
    json!({
        "curl": curl(program),
        "rust": rust(program),
        "python": python(program),
        "java": java(program),
        "php": php(program),
    })
}

/// Returns a line for each parameter.
fn lines(params: &[&(String, String)], line: impl Fn(&str, &str) -> String) -> String {
    params.iter().map(|(name, value)| line(name, value)).collect()
}

/// Returns text in single quotes for a shell.
fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Returns text in double quotes for Rust, Python and Java. `escape` writes a character that is invisible or
/// that changes the direction of text; compilers refuse some of them.
fn quoted(text: &str, escape: impl Fn(u32) -> String) -> String {
    let mut quoted = String::from("\"");
    for it in text.chars() {
        match it {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            it if safe::is_unsafe(it) => quoted.push_str(&escape(it.into())),
            it => quoted.push(it),
        }
    }
    quoted.push('"');
    quoted
}

/// Returns text in double quotes for Rust.
fn rust_quoted(text: &str) -> String {
    quoted(text, |it| format!("\\u{{{it:x}}}"))
}

/// Returns text in double quotes for Python and Java. All such characters have four digits.
fn unicode_quoted(text: &str) -> String {
    quoted(text, |it| format!("\\u{it:04x}"))
}

/// Returns text in single quotes for PHP.
fn php_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn curl(program: &Program<'_>) -> String {
    let Program { base_url, app_id, method, path, params, body } = program;
    let mut params: Vec<(&str, String)> =
        params.iter().map(|(name, value)| (&**name, shell(&format!("{name}={value}")))).collect();
    params.push(("appid", shell(&format!("appid={app_id}"))));
    params.push(("sign_type", shell("sign_type=SHA1")));
    params.push(("timestamp", "\"timestamp=$(($(date +%s) * 1000))\"".to_owned()));
    // `sort` would compare the values, too, and take each line for a parameter.
    params.sort();
    let values: Vec<String> = params.into_iter().map(|it| it.1).collect();
    let values = values.join("\n  ");
    let data = body.map(|it| {
        format!(
            " \\\n  -H 'Content-Type: application/json; charset=utf-8' --data-raw {}",
            shell(it)
        )
    });
    format!(
        "# CRM_APP_KEY is the app key. Needs bash, openssl and python3.\n\
         # The parameters are sorted by name.\n\
         params=(\n  {values}\n)\n\
         sign=$(IFS='&'; printf '%s' \"${{params[*]}}&appkey=$CRM_APP_KEY\" | openssl dgst -sha1 -r | cut -d' ' -f1)\n\
         query=$(python3 -c 'import sys, urllib.parse as u; print(u.urlencode([tuple(a.split(\"=\", 1)) for a in sys.argv[1:]], quote_via=u.quote))' \"${{params[@]}}\" \"sign=$sign\")\n\
         curl -X {method} {}\"?$query\"{}\n",
        shell(&format!("{base_url}{path}")),
        data.unwrap_or_default(),
    )
}

fn rust(program: &Program<'_>) -> String {
    let Program { base_url, app_id, method, path, params, body } = program;
    let constructor = if *method == "POST" { "post" } else { "get" };
    let params = lines(params, |name, value| {
        format!("\n        .query({}, {})", rust_quoted(name), rust_quoted(value))
    });
    let body = body.map(|it| {
        format!("\n        .body(&serde_json::from_str::<serde_json::Value>({})?)", rust_quoted(it))
    });
    format!(
        "use crm_client::{{Client, Credentials, RawRequest}};\n\n\
         #[tokio::main]\n\
         async fn main() -> Result<(), Box<dyn std::error::Error>> {{\n    \
         let key = std::env::var(\"CRM_APP_KEY\")?;\n    \
         let crm = Client::builder()\n        .base_url({})\n        \
         .credentials(Credentials::sha1({}, key))\n        .build()?;\n    \
         let request = RawRequest::{constructor}({}){params}{};\n    \
         println!(\"{{}}\", crm.call(request).await?.as_str());\n    Ok(())\n}}\n",
        rust_quoted(base_url),
        rust_quoted(app_id),
        rust_quoted(path),
        body.unwrap_or_default(),
    )
}

fn python(program: &Program<'_>) -> String {
    let Program { base_url, app_id, method, path, params, body } = program;
    let params = lines(params, |name, value| {
        format!("    {}: {},\n", unicode_quoted(name), unicode_quoted(value))
    });
    let body = body.map(|it| {
        format!(
            ", data={}.encode(), headers={{\"Content-Type\": \"application/json; charset=utf-8\"}}",
            unicode_quoted(it)
        )
    });
    format!(
        "import hashlib, os, time, urllib.parse\nimport requests\n\n\
         params = {{\n    \"appid\": {},\n    \"sign_type\": \"SHA1\",\n    \
         \"timestamp\": str(int(time.time() * 1000)),\n{params}}}\n\
         text = \"&\".join(f\"{{name}}={{value}}\" for name, value in sorted(params.items()) if value.strip())\n\
         text += \"&appkey=\" + os.environ[\"CRM_APP_KEY\"]\n\
         params[\"sign\"] = hashlib.sha1(text.encode()).hexdigest()\n\
         url = {} + \"?\" + urllib.parse.urlencode(params, quote_via=urllib.parse.quote)\n\
         reply = requests.request({}, url{})\nprint(reply.text)\n",
        unicode_quoted(app_id),
        unicode_quoted(&format!("{base_url}{path}")),
        unicode_quoted(method),
        body.unwrap_or_default(),
    )
}

fn java(program: &Program<'_>) -> String {
    let Program { base_url, app_id, method, path, params, body } = program;
    let params = lines(params, |name, value| {
        format!("        params.put({}, {});\n", unicode_quoted(name), unicode_quoted(value))
    });
    let publisher = match body {
        Some(body) => format!("HttpRequest.BodyPublishers.ofString({})", unicode_quoted(body)),
        None => "HttpRequest.BodyPublishers.noBody()".to_owned(),
    };
    let content_type = if body.is_some() {
        "\n            .header(\"Content-Type\", \"application/json; charset=utf-8\")"
    } else {
        ""
    };
    format!(
        "// Java 17 or later: java -Dfile.encoding=UTF-8 Call.java\n\
         import java.net.URI;\nimport java.net.URLEncoder;\nimport java.net.http.*;\n\
         import java.nio.charset.StandardCharsets;\nimport java.security.MessageDigest;\n\
         import java.util.*;\nimport java.util.stream.Collectors;\n\n\
         public class Call {{\n    public static void main(String[] args) throws Exception {{\n        \
         SortedMap<String, String> params = new TreeMap<>();\n        \
         params.put(\"appid\", {});\n        params.put(\"sign_type\", \"SHA1\");\n        \
         params.put(\"timestamp\", String.valueOf(System.currentTimeMillis()));\n{params}        \
         String text = params.entrySet().stream().map(it -> it.getKey() + \"=\" + it.getValue())\n            \
         .collect(Collectors.joining(\"&\")) + \"&appkey=\" + System.getenv(\"CRM_APP_KEY\");\n        \
         byte[] hash = MessageDigest.getInstance(\"SHA-1\").digest(text.getBytes(StandardCharsets.UTF_8));\n        \
         params.put(\"sign\", HexFormat.of().formatHex(hash));\n        \
         String query = params.entrySet().stream().map(it -> encode(it.getKey()) + \"=\" + encode(it.getValue()))\n            \
         .collect(Collectors.joining(\"&\"));\n        \
         HttpRequest request = HttpRequest.newBuilder(URI.create({} + \"?\" + query)){content_type}\n            \
         .method({}, {publisher}).build();\n        \
         System.out.println(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());\n    \
         }}\n\n    static String encode(String text) {{\n        \
         return URLEncoder.encode(text, StandardCharsets.UTF_8).replace(\"+\", \"%20\");\n    }}\n}}\n",
        unicode_quoted(app_id),
        unicode_quoted(&format!("{base_url}{path}")),
        unicode_quoted(method),
    )
}

fn php(program: &Program<'_>) -> String {
    let Program { base_url, app_id, method, path, params, body } = program;
    let params = lines(params, |name, value| {
        format!("    {} => {},\n", php_quoted(name), php_quoted(value))
    });
    let content = body.map(|it| {
        format!(
            "    'header' => 'Content-Type: application/json; charset=utf-8',\n    'content' => {},\n",
            php_quoted(it)
        )
    });
    format!(
        "<?php\n$params = [\n    'appid' => {},\n    'sign_type' => 'SHA1',\n    \
         'timestamp' => (string) floor(microtime(true) * 1000),\n{params}];\n\
         ksort($params, SORT_STRING);\n\
         $text = implode('&', array_map(fn ($name) => \"$name=$params[$name]\", array_keys($params)));\n\
         $params['sign'] = sha1($text . '&appkey=' . getenv('CRM_APP_KEY'));\n\
         $url = {} . '?' . http_build_query($params, '', '&', PHP_QUERY_RFC3986);\n\
         $context = stream_context_create(['http' => [\n    'method' => {},\n    \
         'ignore_errors' => true,\n{}]]);\necho file_get_contents($url, false, $context);\n",
        php_quoted(app_id),
        php_quoted(&format!("{base_url}{path}")),
        php_quoted(method),
        content.unwrap_or_default(),
    )
}
