//! Whether a call is allowed: `--read-only`, and the confirmation of deletions.

use crm_client::endpoint::Effect;

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::terminal;

/// Checks whether a call that is not a read is allowed. Asks before a deletion.
pub(super) async fn check(
    path: &str,
    effect: Effect,
    read_only: bool,
    options: &Options,
) -> Result<(), Failure> {
    if read_only {
        return Err(Failure::usage(tr!(
            "{path}: this call is not a read, and the session is read-only; remove `--read-only`, or use another profile",
            "{path}：该调用不是只读调用，而当前为只读模式；请去掉 `--read-only` 或换用其他配置"
        )));
    }
    if effect != Effect::Delete || options.yes || options.dry_run {
        return Ok(());
    }
    if !terminal::is_interactive() {
        return Err(Failure::usage(tr!(
            "{path}: this call deletes data; add `--yes` to confirm",
            "{path}：该调用会删除数据；请添加 `--yes` 确认"
        )));
    }
    if terminal::confirm(&tr!("{path} deletes data. Continue?", "{path} 会删除数据，是否继续？"))
        .await?
    {
        return Ok(());
    }
    Err(Failure::new(Status::Failed, tr!("cancelled; nothing was changed", "已取消；未做任何更改")))
}

/// Refuses a call that the endpoint table does not have, if the session is read-only.
pub(super) fn check_unknown(path: &str, read_only: bool) -> Result<(), Failure> {
    if !read_only {
        return Ok(());
    }
    Err(Failure::usage(tr!(
        "{path}: this tool does not know whether the call is a read, and the session is read-only; remove `--read-only`, or use another profile",
        "{path}：无法确认该调用是否只读，而当前为只读模式；请去掉 `--read-only` 或换用其他配置"
    )))
}
