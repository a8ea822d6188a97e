//! What a key has signed last, kept beside its file.
//!
//! The ledger's own kept checkpoints lie in the file that is distrusted. A key beside whose file
//! there is a `FILE.last` remembers the last checkpoint there, and signs nothing that does not
//! continue it. One without, or one that is handed over in the environment, remembers nothing: it
//! may serve several ledgers, of which the witnesses are then the only memory.

use std::io;
use std::path::{Path, PathBuf};

use duebook_events::{Message, Words};

use super::checkpoint::{Checkpoint, SignedCheckpoint};
use super::kept_file;
use super::key::SignerKey;
use super::note::Note;
use crate::messages::signing as told;

/// What is appended to the name of a key file.
pub const EXTENSION: &str = "last";

/// Where a key remembers; nowhere if it was not read from a file.
#[must_use]
pub fn path(key: &SignerKey) -> Option<PathBuf> {
    key.file().map(|file| file.with_added_extension(EXTENSION))
}

/// Lets the key of a file remember from now on.
///
/// # Errors
/// When its memory cannot be begun, or there is one already.
pub fn begin(file: &Path) -> Result<(), Message> {
    let path = file.with_added_extension(EXTENSION);
    let made = std::fs::File::create_new(&path).and_then(|file| file.sync_all());
    made.and_then(|()| kept_file::sync_folder(&path)).map_err(|error| unusable(&path, &error))
}

/// The checkpoint that a key has signed last, as far as it remembers.
///
/// # Errors
/// When its memory cannot be read, or holds no checkpoint of this key: it is not taken for empty.
pub fn last(key: &SignerKey) -> Result<Option<Checkpoint>, Message> {
    let Some(path) = path(key) else { return Ok(None) };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unusable(&path, &error)),
    };
    if bytes.is_empty() {
        return Ok(None);
    }
    let known = [key.verifier().clone()];
    let opened = SignedCheckpoint::open(&bytes, &known);
    let opened = opened.map_err(|message| {
        let Words { en, zh } = message.problem;
        told::key_remembers(path.display(), "?", Words::new(en, zh))
    })?;
    Ok(Some(opened.checkpoint))
}

/// Remembers a checkpoint that was signed by a key; returns once that is durable. Only then may
/// the note be handed out.
///
/// # Errors
/// When it could not be made durable.
pub fn remember(key: &SignerKey, note: &Note, size: u64) -> Result<(), Message> {
    let Some(path) = path(key).filter(|path| path.exists()) else { return Ok(()) };
    // Another process may have signed a later head of the same log meanwhile.
    if last(key)?.is_some_and(|last| last.size > size) {
        return Ok(());
    }
    kept_file::replace(&path, &note.to_bytes()).map_err(|error| unusable(&path, &error))
}

fn unusable(path: &Path, error: &io::Error) -> Message {
    let why = Words::new(error.to_string(), error.to_string());
    told::key_remembers(path.display(), "?", why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::key::{KeyName, Purpose};
    use crate::evidence::key_file;
    use crate::merkle::Hash;

    #[test]
    fn a_key_of_a_file_remembers_and_never_less() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.key");
        let made =
            |seed| SignerKey::from_seed(KeyName::try_new("a").unwrap(), Purpose::Note, &[seed; 32]);
        key_file::create(&file, &made(1)).unwrap();
        let key = key_file::read(&file).unwrap();
        assert_eq!(last(&key).unwrap(), None);
        begin(&file).unwrap();
        assert!(begin(&file).is_err());
        assert_eq!(last(&key).unwrap(), None);
        let signed = |size: u64, by: &SignerKey| {
            let checkpoint = Checkpoint::new("a", size, Hash([7; 32]));
            Note::sign(&checkpoint.text(), &[by]).unwrap()
        };
        let forgetful = folder.path().join("b.key");
        key_file::create(&forgetful, &made(3)).unwrap();
        let other = key_file::read(&forgetful).unwrap();
        remember(&other, &signed(3, &other), 3).unwrap();
        assert_eq!((last(&other).unwrap(), path(&other).unwrap().exists()), (None, false));
        for (size, kept) in [(3, 3), (5, 5), (4, 5)] {
            remember(&key, &signed(size, &key), size).unwrap();
            assert_eq!(last(&key).unwrap().unwrap().size, kept);
        }
        // What the key has not signed is no memory, and none is not invented.
        for bytes in [signed(9, &made(2)).to_bytes(), b"?".to_vec()] {
            std::fs::write(path(&key).unwrap(), bytes).unwrap();
            assert_eq!(last(&key).unwrap_err().code.0, 797);
            assert!(remember(&key, &signed(9, &key), 9).is_err());
        }
        // One from the environment has no memory.
        assert_eq!((path(&made(1)), last(&made(1)).unwrap()), (None, None));
    }
}
