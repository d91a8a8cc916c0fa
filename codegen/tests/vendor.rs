//! The spec states what the vendor documents.
//!
//! `vendor.json` has one row for each path of the vendor's pages
//! (`https://www.wisecrm.com/help/apidoc/PAGE.html`): page, method, product version, parameters with
//! default and maximum, the names in the reply, and the vendor's samples. A sample that is not valid
//! JSON is left out. The phone number in the sample of `user/list` is invented.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// Paths of the vendor that the spec leaves out.
const LEFT_OUT: [(&str, &str); 2] = [
    ("file/upload-direct", "hidden in the source of the page, and incomplete"),
    ("user/login", "a page for browsers, which needs no authorization"),
];

/// Differences between the spec and the vendor's pages, each with its reason.
const DECIDED: [(&str, &str, &str); 6] = [
    ("product/update", "body sample", "the vendor shows a phone number as a unit"),
    ("salesorder/update", "body sample", "the vendor shows a phone number as a unit"),
    ("metadata/field", "order", "required parameters come first"),
    ("customentity/get", "order", "`entity` comes first in all five calls"),
    ("customentity/update", "order", "`entity` comes first in all five calls"),
    ("customentity/delete", "order", "`entity` comes first in all five calls"),
];

#[test]
fn the_spec_matches_the_vendor_documentation() {
    let (vendor, spec) = (vendor(), spec());
    let mut problems = Vec::new();
    let mut found = BTreeSet::new();
    for (path, theirs) in &vendor {
        let is_left_out = LEFT_OUT.iter().any(|it| it.0 == path);
        let Some(ours) = spec.get(path).filter(|_| !is_left_out) else {
            if is_left_out == spec.contains_key(path) {
                problems.push(format!("{path}: missing in the spec, or listed in `LEFT_OUT`"));
            }
            continue;
        };
        for (what, problem) in differences(ours, theirs) {
            if !DECIDED.iter().any(|it| (it.0, it.1) == (path, what)) {
                problems.push(format!("{path}: {what}: {problem}"));
            }
            found.insert((path.as_str(), what));
        }
    }
    for (path, what, _) in DECIDED {
        if !found.contains(&(path, what)) {
            problems.push(format!("{path}: {what}: listed in `DECIDED`, but not different"));
        }
    }
    for path in spec.keys().filter(|it| !vendor.contains_key(*it)) {
        problems.push(format!("{path}: not documented by the vendor"));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert_eq!(spec.len(), 87);
}

/// An endpoint of the spec, with the definitions of its file.
struct Ours {
    endpoint: Value,
    page: Value,
    params: Map<String, Value>,
    objects: Value,
}

impl Ours {
    /// Returns the name on the wire, and the definition of a parameter.
    fn param<'a>(&'a self, word: &'a str) -> (&'a str, &'a Value) {
        let param = &self.params[word];
        (param["name"].as_str().unwrap_or(word), param)
    }

    /// Returns the names of the parameters of the request in the spec.
    fn words(&self) -> impl Iterator<Item = &str> {
        strings(&self.endpoint["query"]).chain(strings(&self.endpoint["one_of"]))
    }

    fn sample(&self, key: &str) -> Option<Value> {
        Some(serde_json::from_str(self.endpoint[key].as_str()?).unwrap())
    }
}

/// Finds what differs between the spec and the vendor's page.
fn differences(ours: &Ours, theirs: &Value) -> Vec<Difference> {
    let endpoint = &ours.endpoint;
    let mut found = vec![
        differ("page", &ours.page, &theirs["page"]),
        differ("method", &endpoint["method"], &theirs["method"]),
        differ("version", &endpoint["since"], &theirs["since"]),
        differ("body", &endpoint.get("body").is_some().into(), &theirs["has_body"]),
        order(ours, theirs),
        reply(ours, theirs),
    ];
    for (key, what) in [("body_sample", "body sample"), ("sample", "sample")] {
        if let Some(theirs) = theirs.get(key) {
            let ours = ours.sample(key).unwrap_or_default();
            found.push(differ(what, &ours, theirs));
        }
    }
    for theirs in theirs["params"].as_array().unwrap() {
        found.extend(param(ours, theirs));
    }
    found.into_iter().flatten().collect()
}

/// The name of a difference, and its description.
type Difference = (&'static str, String);

fn differ(what: &'static str, ours: &Value, theirs: &Value) -> Option<Difference> {
    (ours != theirs)
        .then(|| (what, format!("{ours} in the spec, {theirs} in the vendor's documentation")))
}

/// Compares the names of the parameters and their order.
fn order(ours: &Ours, theirs: &Value) -> Option<Difference> {
    let names: Vec<_> = ours.words().map(|it| ours.param(it).0).collect();
    let documented: Vec<_> =
        theirs["params"].as_array().unwrap().iter().map(|it| text(&it["name"])).collect();
    let is_same_set = names.iter().collect::<BTreeSet<_>>() == documented.iter().collect();
    let what = if is_same_set { "order" } else { "parameters" };
    differ(what, &names.into(), &documented.into())
}

/// Compares the names in `data`.
fn reply(ours: &Ours, theirs: &Value) -> Option<Difference> {
    let documented = &theirs["reply"];
    let returns = ours.endpoint["returns"].as_object()?;
    let fields = match returns.get("list") {
        Some(list) => &ours.objects[text(list)]["fields"],
        None => &returns["object"],
    };
    // The page of `metadata/field` calls its first field `entity`; its sample has `field`.
    let is_named = documented != &json!([]) && documented != &json!(["data"]);
    if !is_named || theirs["path"] == "metadata/field" {
        return None;
    }
    let names: Vec<_> = strings(fields).map(|it| ours.param(it).0).collect();
    differ("reply", &names.into(), documented)
}

/// Compares a parameter of a request, which has the same name in both.
fn param(ours: &Ours, theirs: &Value) -> Vec<Option<Difference>> {
    let name = text(&theirs["name"]);
    let Some(word) = ours.words().find(|it| ours.param(it).0 == name) else { return Vec::new() };
    let param = ours.param(word).1;
    let is_one_of = strings(&ours.endpoint["one_of"]).any(|it| it == word);
    let is_optional = ["optional", "vendor_optional"].iter().any(|it| param[*it] == true);
    let is_required = !is_optional && param.get("default").is_none() && !is_one_of;
    let default = |it: &Value| it.get("default").map(|it| it.to_string().replace('"', ""));
    let max = theirs.get("max").unwrap_or(&param["max"]);
    vec![
        differ("required", &json!([name, is_required]), &json!([name, theirs["required"]])),
        differ("default", &json!([name, default(param)]), &json!([name, default(theirs)])),
        differ("max", &json!([name, param["max"]]), &json!([name, max])),
    ]
}

fn strings(array: &Value) -> impl Iterator<Item = &str> {
    array.as_array().into_iter().flatten().map(text)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Returns the rows of `vendor.json` by their paths.
fn vendor() -> BTreeMap<String, Value> {
    let rows: Vec<Value> = serde_json::from_str(include_str!("vendor.json")).unwrap();
    rows.into_iter().map(|it| (text(&it["path"]).to_owned(), it)).collect()
}

/// Returns the endpoints of the spec by their paths.
fn spec() -> BTreeMap<String, Ours> {
    let parse = |text: &str| toml::from_str::<Value>(text).unwrap();
    let files = support::spec();
    let common = files.iter().find(|it| it.path == "spec/common.toml").unwrap();
    let shared = parse(&common.text)["param"].as_object().unwrap().clone();
    let mut spec = BTreeMap::new();
    for file in &files {
        let file = parse(&file.text);
        let mut params = shared.clone();
        params.extend(file["param"].as_object().cloned().unwrap_or_default());
        for endpoint in file["endpoint"].as_array().into_iter().flatten() {
            let page = endpoint.get("page").unwrap_or(&file["page"]).clone();
            let path = text(&endpoint["path"]).to_owned();
            let objects = file["object"].clone();
            let ours = Ours { endpoint: endpoint.clone(), page, params: params.clone(), objects };
            spec.insert(path, ours);
        }
    }
    spec
}
