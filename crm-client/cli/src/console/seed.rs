//! The contents of a new sandbox.

use std::path::{Path, PathBuf};

use crm_client::DataType;
use crm_client::metadata::FieldInfo;
use crm_client::sandbox::{Entity, Field, Sandbox};

use crate::failure::Failure;
use crate::lang::tr;
use crate::tenant::{self, Tenant};

/// The contents of a new sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Seed {
    /// Hundreds of invented records.
    Demo,
    /// Three users and no other records.
    Empty,
    /// The entities of a folder that `crm schema save` has made, without records.
    Folder(PathBuf),
}

impl Seed {
    /// Returns the seed with this name, or the one of a folder.
    pub(crate) fn from_name(name: &str) -> Seed {
        match name {
            "demo" => Seed::Demo,
            "empty" => Seed::Empty,
            folder => Seed::Folder(PathBuf::from(folder)),
        }
    }

    /// Returns the name of the seed.
    pub(super) fn name(&self) -> String {
        match self {
            Seed::Demo => "demo".to_owned(),
            Seed::Empty => "empty".to_owned(),
            Seed::Folder(folder) => folder.display().to_string(),
        }
    }

    /// Creates a sandbox with these contents.
    ///
    /// # Errors
    ///
    /// Fails if the folder is invalid.
    pub(super) fn sandbox(&self) -> Result<Sandbox, Failure> {
        match self {
            Seed::Demo => Ok(Sandbox::demo()),
            Seed::Empty => Ok(Sandbox::new()),
            Seed::Folder(folder) => {
                let sandbox = Sandbox::new();
                declare(&sandbox, &read(folder)?)?;
                Ok(sandbox)
            }
        }
    }
}

fn read(folder: &Path) -> Result<Tenant, Failure> {
    if !folder.is_dir() {
        return Err(Failure::usage(tr!(
            "`--seed`: {} is not a folder; expected `demo`, `empty` or a folder of `crm schema save`",
            "`--seed`：{} 不是文件夹；应为 `demo`、`empty` 或 `crm schema save` 保存的文件夹",
            folder.display()
        )));
    }
    Ok(tenant::saved(folder, &[])?.1)
}

/// Defines all entities of a tenant. Existing records stay.
///
/// # Errors
///
/// Fails if two entities have the same code.
pub(super) fn declare(sandbox: &Sandbox, tenant: &Tenant) -> Result<usize, Failure> {
    for described in &tenant.entities {
        let entity = entity(described);
        let code = described.info.code;
        let has_code = |it: &Entity| {
            let json = serde_json::to_value(it).unwrap_or_default();
            json["code"] == code && it.name() != described.info.entity
        };
        if let Some(taken) = sandbox.entities().into_iter().find(|it| code != 0 && has_code(it)) {
            return Err(Failure::usage(tr!(
                "`{}` and `{}` have the same code {code}; correct the saved metadata",
                "`{}` 与 `{}` 的编号同为 {code}；请修正已保存的元数据",
                taken.name(),
                described.info.entity
            )));
        }
        sandbox.declare(entity);
    }
    Ok(tenant.entities.len())
}

fn entity(described: &tenant::Entity) -> Entity {
    let info = &described.info;
    let key = tenant::key_of_metadata(info, &described.fields);
    let is_key = |it: &&FieldInfo| Some(&it.field) == key.as_ref();
    let mut entity = Entity::new(&info.entity, &info.name);
    if let Ok(code) = u16::try_from(info.code)
        && code > 0
    {
        entity = entity.code(code);
    }
    if let Some(key) = &key {
        entity = entity.key(key);
    }
    for info in described.fields.iter().filter(|it| !is_key(it)) {
        let field = field(info, described);
        let is_main = info.field == described.info.name_field;
        entity = if is_main { entity.main(field) } else { entity.field(field) };
    }
    entity
}

fn field(info: &FieldInfo, entity: &tenant::Entity) -> Field {
    let mut field = match &info.reference_to {
        Some(to) if info.data_type == DataType::REFERENCE => {
            Field::reference(&info.field, &info.name, to)
        }
        _ if info.data_type == DataType::PICKLIST => {
            let items = entity.items(&info.field).iter();
            Field::picklist(&info.field, &info.name, items.map(|it| (it.value, it.label.clone())))
        }
        _ => Field::new(&info.field, &info.name, info.data_type.clone()),
    };
    if !info.nullable {
        field = field.required();
    }
    match (info.creatable, info.updatable) {
        (true, true) => field,
        (true, false) => field.not_updatable(),
        (false, _) => field.read_only(),
    }
}
