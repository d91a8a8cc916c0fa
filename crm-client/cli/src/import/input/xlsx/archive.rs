//! Checks the zip archive of an Excel file, before a library trusts it: a small file can contain
//! gigabytes of zeros, or numbers for which a reader would reserve gigabytes.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::failure::Failure;
use crate::lang::tr;

/// The largest number of bytes of all parts after decompression.
const MAX_BYTES: u64 = 1 << 30;

/// The largest number of bytes of the texts, which the reader keeps in memory.
const MAX_TEXTS: u64 = 128 << 20;

/// The largest number of parts.
const MAX_PARTS: usize = 10_000;

/// Attributes whose value decides on the size of an allocation.
const COUNTS: [&[u8]; 2] = [b"uniqueCount", b"si"];

/// The largest number of digits of such an attribute. A sheet has at most 17 billion cells, but no
/// file below [`MAX_BYTES`] has ten million texts or formulas.
const MAX_DIGITS: usize = 7;

/// Decompresses all parts, and keeps none of them.
pub(super) fn check(bytes: &[u8]) -> Result<(), Failure> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    if archive.len() > MAX_PARTS {
        return Err(too_large());
    }
    let mut total = 0;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| damaged())?;
        let name = part.name().map_err(|_| damaged())?;
        let is_texts = name.to_ascii_lowercase().ends_with("sharedstrings.xml");
        let max = if is_texts { MAX_TEXTS } else { MAX_BYTES };
        let mut part = part.take(max + 1);
        let size = scan(&mut part)?;
        total += size;
        if size > max || total > MAX_BYTES {
            return Err(too_large());
        }
    }
    Ok(())
}

/// Reads a part, and returns its size.
fn scan(part: &mut impl Read) -> Result<u64, Failure> {
    /// The bytes of the previous chunk in which an attribute can begin.
    const OVERLAP: usize = 64;
    let mut buffer = vec![0; OVERLAP + (64 << 10)];
    let (mut kept, mut size) = (0, 0);
    loop {
        let count = part.read(&mut buffer[kept..]).map_err(|_| damaged())?;
        if count == 0 {
            return Ok(size);
        }
        size += count as u64;
        let chunk = &buffer[..kept + count];
        if has_huge_count(chunk) {
            return Err(too_large());
        }
        let from = chunk.len().saturating_sub(OVERLAP);
        kept = chunk.len() - from;
        buffer.copy_within(from..from + kept, 0);
    }
}

fn has_huge_count(chunk: &[u8]) -> bool {
    chunk.iter().enumerate().filter(|(_, it)| **it == b'=').any(|(index, _)| {
        let name = chunk[..index].trim_ascii_end();
        let is_count = COUNTS.iter().any(|count| {
            let before = name.strip_suffix(*count);
            before.is_some_and(|it| it.last().is_none_or(u8::is_ascii_whitespace))
        });
        let value = chunk[index + 1..].trim_ascii_start();
        let digits = value.iter().skip(1).take_while(|it| it.is_ascii_digit());
        is_count && digits.count() > MAX_DIGITS
    })
}

fn damaged() -> Failure {
    Failure::usage(tr!(
        "the xlsx file is damaged or encrypted; open it in a spreadsheet program and save it without a password",
        "xlsx 文件已损坏或已加密；请用电子表格软件打开，并在不设密码的情况下重新保存"
    ))
}

fn too_large() -> Failure {
    let max = MAX_BYTES >> 20;
    Failure::usage(tr!(
        "the xlsx file is larger than {max} MiB after decompression; split it, or save it as CSV",
        "xlsx 文件解压后超过 {max} MiB；请拆分文件，或另存为 CSV"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_counts_that_are_too_large() {
        for text in ["<sst uniqueCount=\"99999999\">", "<f t=\"shared\" si = '10000000'/>"] {
            assert!(has_huge_count(text.as_bytes()), "{text}");
        }
        for text in ["<sst uniqueCount=\"9999999\">", "<c xsi=\"99999999\"/>", "<f si=\"12\">"] {
            assert!(!has_huge_count(text.as_bytes()), "{text}");
        }
    }
}
