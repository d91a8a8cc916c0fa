//! Reads the input file once, and identifies its contents.

use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::hash::hex;
use crate::failure::Failure;
use crate::lang::tr;

/// The largest input file in bytes. All rows are kept in memory.
const MAX_BYTES: u64 = 256 << 20;

/// The contents of a file.
pub(super) struct Contents {
    pub bytes: Vec<u8>,
    /// The SHA-256 of the bytes, in hexadecimal.
    pub hash: String,
}

/// Reads a file.
///
/// # Errors
///
/// Fails if the file cannot be read, is too large, or changes in the meantime.
pub(super) fn read(path: &Path) -> Result<Contents, Failure> {
    let name = path.display();
    let failed = |error| Failure::io(&name, &error);
    let mut file = File::open(path).map_err(failed)?;
    let before = file.metadata().map_err(failed)?;
    if before.is_dir() {
        return Err(Failure::usage(tr!(
            "{name}: this is a folder; name a CSV or Excel file",
            "{name}：这是文件夹；请指定 CSV 或 Excel 文件"
        )));
    }
    let mut bytes = Vec::new();
    file.by_ref().take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_BYTES {
        let max = MAX_BYTES >> 20;
        return Err(Failure::usage(tr!(
            "{name}: the file is larger than {max} MiB; split it into several files",
            "{name}：文件超过 {max} MiB；请拆分为多个文件"
        )));
    }
    let after = fs::metadata(path).map_err(failed)?;
    if is_changed(&before, &after) || after.len() != bytes.len() as u64 && after.is_file() {
        return Err(Failure::usage(tr!(
            "{name}: the file changed while it was read; save it, close other programs that write it, and try again",
            "{name}：读取时文件发生了变化；请保存文件、关闭正在写入它的程序后重试"
        )));
    }
    let hash = hex(Sha256::new_with_prefix(&bytes));
    Ok(Contents { bytes, hash })
}

fn is_changed(before: &Metadata, after: &Metadata) -> bool {
    let modified = |it: &Metadata| it.modified().ok();
    before.len() != after.len() || modified(before) != modified(after)
}
