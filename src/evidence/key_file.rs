//! Where a signer key is kept: one line in a file that only its owner may read, or in the
//! environment.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::Path;

use duebook_events::Message;
use zeroize::Zeroizing;

use super::kept_file::sync_folder;
use super::key::{SignerKey, holds_secret, shown};
use crate::messages::signing as told;

/// The environment variable that may hold a secret key line, or the path of its file.
pub const VARIABLE: &str = "DUEBOOK_KEY";

/// The longest key file, in bytes: it holds one line.
const FILE_BYTES_MAX: u64 = 4096;

/// Writes a key into a new file, readable by its owner only; returns once it is durable.
///
/// # Errors
/// When there is a file already, or it cannot be written.
pub fn create(path: &Path, key: &SignerKey) -> Result<(), Message> {
    let shown = named(path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => told::key_exists(&shown),
        _ => told::key_unwritable(&shown, error),
    })?;
    let line = Zeroizing::new(format!("{}\n", *key.secret_line()));
    let written = file.write_all(line.as_bytes()).and_then(|()| file.sync_all());
    written.and_then(|()| sync_folder(path)).map_err(|error| {
        // Half a key is of no use, and would stand in the way of the next try.
        let _ = std::fs::remove_file(path);
        told::key_unwritable(&shown, error)
    })
}

/// Reads the key of a file.
///
/// # Errors
/// When it cannot be read, is open to others, or holds no key.
pub fn read(path: &Path) -> Result<SignerKey, Message> {
    read_named(path, &named(path))
}

/// A path as it may be shown: somebody may have given the key itself.
fn named(path: &Path) -> String {
    shown(&path.to_string_lossy()).to_owned()
}

/// Reads the key of a file, which is called so where it cannot be opened.
fn read_named(path: &Path, shown: &str) -> Result<SignerKey, Message> {
    let file = File::open(path).map_err(|error| told::key_unreadable(shown, error))?;
    check_private(path, &file)?;
    let mut line = Zeroizing::new(String::with_capacity(512));
    file.take(FILE_BYTES_MAX)
        .read_to_string(&mut line)
        .map_err(|error| told::key_unreadable(shown, error))?;
    let key = SignerKey::parse(line.strip_suffix('\n').unwrap_or(&line))?;
    Ok(key.of_file(path))
}

/// Refuses a key that others on the machine may read or change.
#[cfg(unix)]
fn check_private(path: &Path, file: &File) -> Result<(), Message> {
    use std::os::unix::fs::PermissionsExt as _;
    let shown = path.display();
    let about = file.metadata().map_err(|error| told::key_unreadable(&shown, error))?;
    let mode = about.permissions().mode() & 0o777;
    let of_others = mode & 0o077;
    if of_others == 0 {
        return Ok(());
    }
    Err(told::key_open_to_others(&shown, format!("{mode:04o}")))
}

#[cfg(not(unix))]
fn check_private(_: &Path, _: &File) -> Result<(), Message> {
    Ok(())
}

/// The key that is given: of a file, else of [`VARIABLE`], which holds the secret line itself or
/// the path of a file; nothing if neither is there.
///
/// # Errors
/// When what is given is no key.
pub fn given(file: Option<&Path>) -> Result<Option<SignerKey>, Message> {
    if let Some(path) = file {
        return read(path).map(Some);
    }
    let Some(value) = std::env::var_os(VARIABLE) else { return Ok(None) };
    let value = Zeroizing::new(value.into_string().map_err(|_| told::no_secret_key())?);
    let value = value.trim();
    if value.is_empty() {
        return Ok(None);
    }
    if holds_secret(value) {
        return SignerKey::parse(value).map(Some);
    }
    // What is no file may be half of a key: it is not repeated.
    read_named(Path::new(value), VARIABLE).map(Some)
}

/// The same where a signature is needed.
///
/// # Errors
/// When no key is given, or what is given is none.
pub fn needed(file: Option<&Path>) -> Result<SignerKey, Message> {
    given(file)?.ok_or_else(told::key_missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::key::{KeyName, Purpose};

    fn key(seed: u8) -> SignerKey {
        SignerKey::from_seed(KeyName::try_new("example.com/a").unwrap(), Purpose::Note, &[seed; 32])
    }

    #[test]
    fn a_key_is_kept_for_its_owner_alone_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        create(&path, &key(1)).unwrap();
        assert_eq!(read(&path).unwrap().verifier(), key(1).verifier());
        assert_eq!(create(&path, &key(2)).unwrap_err().code.0, 788);
        assert_eq!(read(&path).unwrap().verifier(), key(1).verifier());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            for mode in [0o640, 0o604, 0o620, 0o610] {
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
                assert_eq!(read(&path).unwrap_err().code.0, 790, "{mode:o}");
            }
        }
        assert_eq!(read(&folder.path().join("none")).unwrap_err().code.0, 789);
        assert_eq!(create(&folder.path().join("no/key"), &key(1)).unwrap_err().code.0, 792);
    }

    #[test]
    fn a_file_with_anything_else_is_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        create(&path, &key(1)).unwrap();
        let line = std::fs::read_to_string(&path).unwrap();
        for text in [String::new(), format!("{line}{line}"), format!(" {line}"), "x".repeat(9000)] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(read(&path).unwrap_err().code.0, 784);
        }
    }
}
