//! The content of an uploaded file.

use std::fmt;
use std::io::{Error, ErrorKind, Result};
use std::path::Path;

use bytes::Bytes;
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt};

use super::wire::ToBody;
use crate::facts::MAX_FILE_BYTES;

/// The content of a file to upload, with at most [`MAX`](Upload::MAX) bytes.
///
/// ```
/// use crm_client::{Upload, sandbox::Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let crm = Sandbox::new().client_builder().build()?;
/// let bytes = crm.file().upload("note.txt", b"from memory").await?;
/// let file = crm.file().upload("Cargo.toml", Upload::open("Cargo.toml").await?).await?;
/// println!("{} {}", bytes.file_path, file.file_path);
/// # Ok(())
/// # }
/// ```
///
/// The whole content is kept in memory. With a larger file, the call fails before it is sent. The
/// vendor's page, [api-files](https://www.wisecrm.com/help/apidoc/api-files.html), does not specify
/// whether the limit `20M` is 20 MB or 20 MiB. A file with a size between the two is sent, and the
/// server may refuse it.
#[derive(Clone)]
pub struct Upload(Bytes);

impl Upload {
    /// The maximum size of an upload in bytes: 20 MiB.
    pub const MAX: usize = MAX_FILE_BYTES;

    /// Reads a file.
    ///
    /// ```
    /// # use crm_client::Upload;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let file = Upload::open("Cargo.toml").await?;
    /// assert!(file.as_bytes().starts_with(b"[package]"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read, or if it is too large. The size is checked before the file
    /// is read.
    ///
    /// # Panics
    ///
    /// Panics if it is not called in a Tokio runtime.
    pub async fn open(path: impl AsRef<Path>) -> Result<Upload> {
        let file = File::open(path).await?;
        let size = file.metadata().await?.len();
        if size > Self::MAX as u64 {
            return Err(too_large());
        }
        Upload::read(file).await
    }

    /// Reads the content from a reader until its end.
    ///
    /// ```
    /// # use crm_client::Upload;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let reader: &[u8] = b"from anywhere";
    /// assert_eq!(Upload::read(reader).await?.as_bytes(), b"from anywhere");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the reader fails, or if the content is too large. At most one byte more than
    /// [`MAX`](Upload::MAX) is read.
    pub async fn read(reader: impl AsyncRead) -> Result<Upload> {
        let mut bytes = Vec::new();
        let reader = std::pin::pin!(reader);
        reader.take(Self::MAX as u64 + 1).read_to_end(&mut bytes).await?;
        if bytes.len() > Self::MAX {
            return Err(too_large());
        }
        Ok(Upload(bytes.into()))
    }

    /// Returns the content.
    ///
    /// ```
    /// # use crm_client::Upload;
    /// assert_eq!(Upload::from(b"note").as_bytes(), b"note");
    /// ```
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

fn too_large() -> Error {
    Error::new(ErrorKind::FileTooLarge, format!("the file has more than {} bytes", Upload::MAX))
}

impl From<Bytes> for Upload {
    fn from(bytes: Bytes) -> Upload {
        Upload(bytes)
    }
}

impl From<Vec<u8>> for Upload {
    fn from(bytes: Vec<u8>) -> Upload {
        Upload(bytes.into())
    }
}

/// Copies the bytes.
impl From<&[u8]> for Upload {
    fn from(bytes: &[u8]) -> Upload {
        Upload(Bytes::copy_from_slice(bytes))
    }
}

/// Copies the bytes.
impl<const N: usize> From<&[u8; N]> for Upload {
    fn from(bytes: &[u8; N]) -> Upload {
        Upload::from(bytes.as_slice())
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} bytes>", self.0.len())
    }
}

impl ToBody for Upload {
    fn to_body(&self) -> std::result::Result<Bytes, String> {
        let (size, max) = (self.0.len(), Self::MAX);
        if size > max {
            return Err(format!("the file has {size} bytes; at most {max} bytes can be uploaded"));
        }
        Ok(self.0.clone())
    }
}
