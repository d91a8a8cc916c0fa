//! The SHA-256 of bytes, in hexadecimal.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// Returns the digits of a hash.
pub(crate) fn hex(hash: Sha256) -> String {
    let mut digits = String::new();
    for byte in hash.finalize() {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}
