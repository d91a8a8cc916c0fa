//! The metadata of a CRM as a document: a list of entities, a data dictionary, or a diagram of the
//! references.

pub(crate) mod diagram;
mod dictionary;
pub(crate) mod diff;
mod format;
mod json;
mod markdown;
mod mermaid;
mod table;
mod words;
#[cfg(feature = "excel")]
mod xlsx;

use crm_client::metadata::EntityInfo;

use crate::failure::Failure;
use crate::lang::tr;
use crate::tenant::Tenant;
pub(crate) use format::Format;

/// Returns a list of entities, without their fields.
///
/// # Errors
///
/// Fails if the format is a diagram.
pub(crate) fn list(format: Format, entities: &[EntityInfo]) -> Result<Vec<u8>, Failure> {
    match format {
        Format::Rows(format) => table::entities(format, entities),
        Format::Markdown => Ok(markdown::list(entities).into_bytes()),
        Format::Xlsx => xlsx(&dictionary::list(entities)),
        Format::Mermaid | Format::Svg => Err(Failure::usage(tr!(
            "`crm schema list` has no references to draw; use `crm schema show`",
            "`crm schema list` 不含引用关系，无法绘图；请使用 `crm schema show`"
        ))),
    }
}

/// Returns the entities with their fields and picklists.
///
/// # Errors
///
/// Fails if the document cannot be created, which is a bug.
pub(crate) fn show(format: Format, tenant: &Tenant) -> Result<Vec<u8>, Failure> {
    let entities = &tenant.entities;
    match format {
        Format::Rows(format) => table::fields(format, entities),
        Format::Markdown => Ok(markdown::dictionary(entities).into_bytes()),
        Format::Mermaid => Ok(mermaid::diagram(tenant).into_bytes()),
        Format::Svg => Ok(diagram::svg(tenant).into_bytes()),
        Format::Xlsx => xlsx(&dictionary::dictionary(entities)),
    }
}

#[cfg(feature = "excel")]
fn xlsx(sheets: &[dictionary::Sheet]) -> Result<Vec<u8>, Failure> {
    xlsx::workbook(sheets)
}

#[cfg(not(feature = "excel"))]
fn xlsx(_: &[dictionary::Sheet]) -> Result<Vec<u8>, Failure> {
    Err(Failure::usage(tr!(
        "`--format xlsx`: this build has no xlsx support; install `crm` with the feature `excel`",
        "`--format xlsx`：当前版本不支持 xlsx；请安装带有 `excel` 特性的 `crm`"
    )))
}
