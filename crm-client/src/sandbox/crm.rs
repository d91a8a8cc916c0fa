//! A call → its answer: what each function does to the records.

use serde::Serialize;

use super::gate::Call;
use super::store::{Entity, Row, Store, entity};
use crate::endpoint::Returns;
use crate::{Cascade, Code, Record};

/// The body of a response.
type Envelope = Vec<u8>;

/// Why a call is refused.
#[derive(Debug)]
pub(super) struct Refusal {
    code: Code,
    message: String,
}

impl Refusal {
    /// In the sandbox's own words.
    pub(super) fn own(code: Code, message: impl AsRef<str>) -> Refusal {
        Refusal { code, message: format!("sandbox: {}", message.as_ref()) }
    }

    /// In the words of the vendor's example.
    pub(super) fn missing(name: &str) -> Refusal {
        Refusal { code: Code::MISSING_PARAMETER, message: format!("参数 {name} 不能为空") }
    }

    pub(super) fn into_envelope(self) -> Envelope {
        #[derive(Serialize)]
        struct Failure {
            error_code: i64,
            error_msg: String,
        }

        write(&Failure { error_code: self.code.0, error_msg: self.message })
    }
}

#[derive(Serialize)]
struct Totals {
    total_size: usize,
    page_size: usize,
    page_no: usize,
}

/// Carries out a call that was let in.
pub(super) fn answer(store: &mut Store, call: &Call<'_>) -> Result<Envelope, Refusal> {
    if let Some(user) = call.user()
        && !store.is_user(user)
    {
        return Err(Refusal::own(Code::INSUFFICIENT_RIGHTS, "there is no such `op_user`"));
    }
    let (module, function) = call.path();
    match (function, entity(module)) {
        ("add", Some(entity)) => add(store, entity, call),
        ("get", Some(entity)) => get(store, entity, call),
        ("list", Some(entity)) => Ok(list(store, entity, call)),
        ("update", Some(entity)) => update(store, entity, call),
        ("delete", Some(entity)) => delete(store, entity, call),
        _ => Err(Refusal::own(Code::NOT_SUPPORTED, "it does not know how to answer this call")),
    }
}

fn add(store: &mut Store, entity: &Entity, call: &Call<'_>) -> Result<Envelope, Refusal> {
    let name = required_main_field(entity, call)?;
    if call.value("force_add") != Some("true") {
        refuse_duplicate(store, entity, &name, None)?;
    }
    let id = store.add(entity, call.body.clone());
    Ok(changed(call, &id))
}

fn get(store: &mut Store, entity: &Entity, call: &Call<'_>) -> Result<Envelope, Refusal> {
    let row = store.find(entity, call.id()).ok_or_else(|| not_there(entity))?;
    Ok(success(None, selected(row, entity, call)))
}

fn list(store: &Store, entity: &Entity, call: &Call<'_>) -> Envelope {
    let pattern = call.value("qname");
    let is_asked_for = |row: &&Row| match (pattern, main_field(entity, &row.fields)) {
        (Some(pattern), Some(name)) => matches(pattern, &name),
        (Some(_), None) => false,
        (None, _) => true,
    };
    let matching: Vec<&Row> = store.rows(entity).iter().rev().filter(is_asked_for).collect();
    let number = |name| call.value(name).and_then(|it| it.parse().ok()).unwrap_or(1);
    let (page_no, page_size): (usize, usize) = (number("page_no"), number("page_size"));
    let skipped = page_no.saturating_sub(1).saturating_mul(page_size);
    let page = matching.iter().skip(skipped).take(page_size).map(|row| {
        let mut record = Record::default();
        record.set(entity.key, &row.id);
        record.merge(&selected(row, entity, call));
        record
    });
    let totals = Totals { total_size: matching.len(), page_size, page_no };
    success(Some(totals), page.collect::<Vec<_>>())
}

fn update(store: &mut Store, entity: &Entity, call: &Call<'_>) -> Result<Envelope, Refusal> {
    store.find(entity, call.id()).ok_or_else(|| not_there(entity))?;
    if call.body.raw(entity.main).is_some() {
        let name = required_main_field(entity, call)?;
        if call.value("force_update") != Some("true") {
            refuse_duplicate(store, entity, &name, Some(call.id()))?;
        }
    }
    if let Some(row) = store.find(entity, call.id()) {
        row.fields.merge(&call.body);
    }
    Ok(changed(call, call.id()))
}

fn delete(store: &mut Store, entity: &Entity, call: &Call<'_>) -> Result<Envelope, Refusal> {
    if !store.remove(entity, call.id()) {
        return Err(not_there(entity));
    }
    let cascade = call.value("cascade_delete").map(serde_json::from_str::<Cascade>);
    for (entity, fields) in cascade.and_then(Result::ok).unwrap_or_default().iter() {
        for field in fields {
            store.remove_referring(entity, field, call.id());
        }
    }
    Ok(changed(call, call.id()))
}

/// The text of the field that shows which record it is, unless it is blank.
fn main_field(entity: &Entity, record: &Record) -> Option<String> {
    record.get(entity.main).ok().filter(|name: &String| !name.trim().is_empty())
}

fn required_main_field(entity: &Entity, call: &Call<'_>) -> Result<String, Refusal> {
    if call.body.get::<Option<String>>(entity.main).is_err() {
        let message = format!("`{}` must be a text", entity.main);
        return Err(Refusal::own(Code::INVALID_PARAMETER, message));
    }
    main_field(entity, &call.body).ok_or_else(|| Refusal::missing(entity.main))
}

fn refuse_duplicate(
    store: &Store,
    entity: &Entity,
    name: &str,
    but: Option<&str>,
) -> Result<(), Refusal> {
    let is_same = |row: &Row| {
        Some(row.id.as_str()) != but && main_field(entity, &row.fields).as_deref() == Some(name)
    };
    if store.rows(entity).iter().any(is_same) {
        let message = format!("there is another {} with this {}", entity.name, entity.main);
        return Err(Refusal::own(Code::BUSINESS_FAILURE, message));
    }
    Ok(())
}

fn not_there(entity: &Entity) -> Refusal {
    Refusal::own(Code::BUSINESS_FAILURE, format!("there is no such {}", entity.name))
}

/// The fields that the call asks for.
fn selected(row: &Row, entity: &Entity, call: &Call<'_>) -> Record {
    let mut record = Record::default();
    for name in call.value("fields").unwrap_or_default().split(',').map(str::trim) {
        match row.fields.field(name) {
            _ if name == entity.key => record.set(name, &row.id),
            Some(value) => record.set(name, value),
            None => record.set(name, &()),
        }
    }
    record
}

/// `*` stands for any text, the empty one included.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((prefix, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(prefix) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let suffix = parts.pop().unwrap_or_default();
    for part in parts {
        // The earliest place leaves the most for the parts behind it.
        let Some((_, behind)) = text.split_once(part) else { return false };
        text = behind;
    }
    text.ends_with(suffix)
}

/// The reply of a call that changed a record: its id, under the name that the table gives.
fn changed(call: &Call<'_>, id: &str) -> Envelope {
    let mut record = Record::default();
    if let Returns::Object(names) = call.info.returns {
        for name in names {
            record.set(name, id);
        }
    }
    success(None, record)
}

fn success(totals: Option<Totals>, data: impl Serialize) -> Envelope {
    #[derive(Serialize)]
    struct Success<T> {
        error_code: i64,
        error_msg: &'static str,
        #[serde(flatten)]
        totals: Option<Totals>,
        data: T,
    }

    write(&Success { error_code: 0, error_msg: "调用成功", totals, data })
}

fn write(envelope: &impl Serialize) -> Envelope {
    serde_json::to_vec(envelope).unwrap_or_default()
}

#[test]
fn a_star_stands_for_any_text() {
    for (pattern, text, expected) in [
        ("*企能软件", "上海企能软件", true),
        ("*企能软件", "企能软件", true),
        ("*企能软件", "企能软件公司", false),
        ("企能*", "企能软件", true),
        ("企能*", "上海企能", false),
        ("*能软*", "上海企能软件", true),
        ("上*能*件", "上海企能软件", true),
        ("上*能*件", "上海软件", false),
        ("企能", "企能", true),
        ("企能", "企能软件", false),
        ("a*a", "a", false),
        ("*", "", true),
        ("**", "上海", true),
    ] {
        assert_eq!(matches(pattern, text), expected, "{pattern} on {text}");
    }
}
