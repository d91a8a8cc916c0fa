//! Writes the vendor's sample responses to the corpus of the fuzz target `decode`.

use std::path::Path;
use std::{fs, io};

use crm_client::ENDPOINTS;

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/decode");
    fs::create_dir_all(&folder)?;
    for (index, entry) in (0..=u8::MAX).zip(ENDPOINTS) {
        let seed = [&[index], entry.sample.as_bytes()].concat();
        fs::write(folder.join(entry.info.path.replace('/', "-")), seed)?;
    }
    Ok(())
}
