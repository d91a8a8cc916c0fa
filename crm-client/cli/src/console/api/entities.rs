//! Entities, fields and picklists.

use std::collections::BTreeMap;
use std::sync::Arc;

use crm_client::sandbox::Entity;
use http::Request;
use hyper::body::Incoming;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Query;
use crate::console::app::{App, Undo};
use crate::console::reply::{Problem, Reply};
use crate::console::{body, seed};
use crate::schema::{self, Format};
use crate::tenant;

/// The most entities. Each needs a code of three digits.
const MAX: usize = 400;

/// Answers with all entities.
pub(super) fn all(app: &App) -> Reply {
    let all: Vec<Value> = app.sandbox.entities().iter().map(|it| describe(app, it)).collect();
    Reply::json(&all)
}

/// Returns an entity with its fields. Definitions of the library have other names for some properties.
fn describe(app: &App, entity: &Entity) -> Value {
    let json = serde_json::to_value(entity).unwrap_or_default();
    let field = |it: &Value| {
        json!({
            "field": it["name"],
            "name": it["label"],
            "data_type": it["data_type"],
            "reference_to": it["reference_to"],
            "nullable": it["is_nullable"],
            "creatable": it["is_creatable"],
            "updatable": it["is_updatable"],
            "items": it["items"],
        })
    };
    json!({
        "entity": json["name"],
        "name": json["label"],
        "code": json["code"],
        "name_field": json["main"],
        "key_field": json["key"],
        "is_custom": json["is_system"] == false,
        "records": app.sandbox.records(entity.name()).len(),
        "fields": json["fields"].as_array().into_iter().flatten().map(field).collect::<Vec<_>>(),
    })
}

/// Returns the definition of an entity.
pub(super) fn find(app: &App, name: &str) -> Result<Entity, Problem> {
    let found = app.sandbox.entity(name);
    found.ok_or_else(|| Problem::missing(format!("{name}: there is no entity with this name")))
}

/// A field of a page.
#[derive(Deserialize)]
struct FieldInput {
    name: Option<String>,
    data_type: Option<String>,
    reference_to: Option<String>,
    nullable: Option<bool>,
    creatable: Option<bool>,
    updatable: Option<bool>,
    items: Option<Vec<Value>>,
}

/// Changes the names of an entity, or adds an entity.
pub(super) async fn put(
    app: &Arc<App>,
    name: &str,
    request: Request<Incoming>,
) -> Result<Reply, Problem> {
    #[derive(Deserialize)]
    struct Input {
        name: Option<String>,
        name_field: Option<String>,
    }

    let input: Input = body::json(request).await?;
    if name.is_empty() {
        return Err(Problem::invalid("entity: expected a name"));
    }
    let before = app.sandbox.entity(name);
    if before.is_none() && app.sandbox.entities().len() >= MAX {
        return Err(Problem::conflict("entities: too many; reset the sandbox, or use one of them"));
    }
    let entity = before.clone().unwrap_or_else(|| Entity::new(name, name));
    change(app, before.as_ref(), &entity, |json| {
        if let Some(name) = input.name {
            json["label"] = json!(name);
        }
        if let Some(main) = input.name_field {
            json["main"] = json!(main);
        }
        Ok(())
    })
}

/// Adds a field, or changes it.
pub(super) async fn put_field(
    app: &Arc<App>,
    name: &str,
    field: &str,
    request: Request<Incoming>,
) -> Result<Reply, Problem> {
    let input: FieldInput = body::json(request).await?;
    if field.is_empty() {
        return Err(Problem::invalid("field: expected a name"));
    }
    let entity = find(app, name)?;
    change(app, Some(&entity), &entity, |json| {
        if json["key"] == field {
            return Err(Problem::invalid("field: this is the id, which each record has anyway"));
        }
        let fields = fields(json)?;
        let place = fields.iter().position(|it| it["name"] == field);
        let old = place.map_or(json!({}), |it| fields[it].clone());
        let known = |name: &str| old.get(name).filter(|it| !it.is_null()).cloned();
        let or = |new: Option<bool>, name: &str| new.or(old[name].as_bool()).unwrap_or(true);
        let data_type = input.data_type.or_else(|| old["data_type"].as_str().map(str::to_owned));
        let new = json!({
            "name": field,
            "label": input.name.map(Value::from).or_else(|| known("label")).unwrap_or(json!(field)),
            "data_type": data_type.unwrap_or_else(|| "string".to_owned()),
            "reference_to": match input.reference_to {
                Some(to) => (!to.is_empty()).then(|| json!(to)),
                None => known("reference_to"),
            },
            "items": input.items.map(Value::from).or_else(|| known("items")).unwrap_or(json!([])),
            "is_nullable": or(input.nullable, "is_nullable"),
            "is_creatable": or(input.creatable, "is_creatable"),
            "is_updatable": or(input.updatable, "is_updatable"),
            "description": old["description"],
        });
        match place {
            Some(place) => fields[place] = new,
            None => fields.push(new),
        }
        Ok(())
    })
}

/// Removes a field. The values of records stay.
pub(super) fn delete_field(app: &Arc<App>, name: &str, field: &str) -> Result<Reply, Problem> {
    let entity = find(app, name)?;
    change(app, Some(&entity), &entity, |json| {
        if json["main"] == field {
            return Err(Problem::conflict(format!("{field}: the main field cannot be removed")));
        }
        let fields = fields(json)?;
        let before = fields.len();
        fields.retain(|it| it["name"] != field);
        if fields.len() == before {
            return Err(Problem::missing(format!("{field}: there is no field with this name")));
        }
        Ok(())
    })
}

fn fields(json: &mut Value) -> Result<&mut Vec<Value>, Problem> {
    json["fields"].as_array_mut().ok_or_else(|| Problem::conflict("fields: not a list"))
}

/// Changes a definition through its JSON, and checks the result.
fn change(
    app: &App,
    before: Option<&Entity>,
    entity: &Entity,
    edit: impl FnOnce(&mut Value) -> Result<(), Problem>,
) -> Result<Reply, Problem> {
    let mut json = serde_json::to_value(entity).unwrap_or_default();
    edit(&mut json)?;
    let new: Entity = serde_json::from_value(json.clone())
        .map_err(|error| Problem::invalid(format!("entity: {error}")))?;
    let has_main = |it: &crm_client::sandbox::Field| json["main"] == it.name();
    if !new.fields().iter().any(has_main) && before.is_some() {
        return Err(Problem::invalid("name_field: there is no field with this name"));
    }
    if json["main"] == "" {
        return Err(Problem::invalid("name_field: expected a name"));
    }
    if json["main"] == json["key"] {
        return Err(Problem::invalid("name_field: the id cannot be the main field"));
    }
    app.sandbox.declare(new.clone());
    let undo = before.map(|it| Undo::Entity {
        title: format!("change {}", it.name()),
        before: Box::new(it.clone()),
    });
    app.changed(undo);
    // The sandbox adds the code and the main field.
    Ok(Reply::json(&describe(app, &find(app, new.name())?)))
}

/// Loads the metadata that `crm schema save` has saved. Each file is named by its path in the folder.
pub(super) async fn load(app: &Arc<App>, request: Request<Incoming>) -> Result<Reply, Problem> {
    #[derive(Deserialize)]
    struct Files {
        files: BTreeMap<String, Value>,
    }

    let Files { files } = body::json(request).await?;
    let invalid = |error: &dyn std::fmt::Display| Problem::invalid(format!("files: {error}"));
    if !files.keys().any(|it| place(it).is_some_and(|it| it.as_os_str() == "entity.json")) {
        return Err(Problem::invalid(
            "files: `entity.json` is missing; choose a folder that `crm schema save` has made",
        ));
    }
    let folder = tempfile::tempdir().map_err(|error| invalid(&error))?;
    for (name, json) in &files {
        // The names come from a page: only the known places in the folder are written.
        let Some(place) = place(name) else { continue };
        let path = folder.path().join(place);
        let written = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        written.and_then(|()| std::fs::write(path, json.to_string())).map_err(|it| invalid(&it))?;
    }
    let path = folder.path().to_owned();
    // Reading a folder starts another runtime.
    let tenant = tokio::task::spawn_blocking(move || tenant::saved(&path, &[]).map(|it| it.1));
    let tenant = tenant.await.map_err(|error| invalid(&error))?.map_err(|error| {
        // The page knows the files by other names than those in the temporary folder.
        let root = folder.path().display().to_string();
        let error = error.to_string().replace(&format!("{root}/"), "").replace(&root, "the folder");
        invalid(&error)
    })?;
    let entities = seed::declare(&app.sandbox, &tenant).map_err(|error| invalid(&error))?;
    app.changed(None);
    Ok(Reply::json(&json!({ "entities": entities })))
}

/// Returns the place of a file in a saved folder, by the end of its path.
fn place(name: &str) -> Option<std::path::PathBuf> {
    let parts: Vec<&str> = name.split(['/', '\\']).collect();
    // A colon is a drive or a stream on Windows.
    let is_name = |it: &str| {
        it.strip_suffix(".json").is_some_and(|it| !it.starts_with('.')) && !it.contains([':', '\0'])
    };
    match parts.as_slice() {
        [.., "entity.json"] => Some("entity.json".into()),
        [.., kind @ ("field" | "picklist"), file] if is_name(file) => {
            Some(std::path::Path::new(kind).join(file))
        }
        _ => None,
    }
}

/// Answers with a diagram of the references.
pub(super) async fn diagram(app: &Arc<App>, query: &Query) -> Result<Reply, Problem> {
    let names: Option<Vec<String>> =
        query.get("entities").map(|it| it.split(',').map(str::to_owned).collect());
    let failed = |error: &dyn std::fmt::Display| Problem::conflict(format!("diagram: {error}"));
    // These calls are not requests of the user, so they must not be in the log. The sandbox is copied.
    let copy = crm_client::sandbox::Sandbox::new();
    copy.restore(&app.sandbox.snapshot()).map_err(|error| failed(&error))?;
    copy.set_quota(None);
    copy.enable_api();
    let crm = copy.client_builder().build().map_err(|error| failed(&error))?;
    let all = crm.metadata().entity().await.map_err(|error| failed(&error))?;
    let mut entities = Vec::new();
    let is_wanted = |name: &String| names.as_ref().is_none_or(|it| it.contains(name));
    for info in all.iter().filter(|it| is_wanted(&it.entity)) {
        let fields = crm.metadata().field(&info.entity).await.map_err(|error| failed(&error))?;
        entities.push(tenant::Entity { info: info.clone(), fields, picklists: Vec::new() });
    }
    let tenant = tenant::Tenant { all, entities };
    let svg = schema::show(Format::Svg, &tenant).map_err(|error| failed(&error))?;
    Ok(Reply::bytes("image/svg+xml", svg))
}
