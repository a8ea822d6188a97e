//! One key a subject, gone when it is erased, and damage told.

use super::super::lock::Sharing;
use super::*;

fn event(number: u32) -> EventId {
    EventId::try_new(&format!("00000000-0000-4000-8000-{number:012}")).unwrap()
}

fn ring() -> (tempfile::TempDir, Keyring) {
    let folder = tempfile::tempdir().unwrap();
    let ring = Keyring::create(&folder.path().join("keys")).unwrap();
    (folder, ring)
}

fn make(ring: &mut Keyring, subjects: &[&str]) {
    let lock = Lock::wait(ring.path(), Sharing::Alone).unwrap();
    ring.create_keys(&lock, subjects.iter().copied()).unwrap();
}

fn key_of(ring: &Keyring, subject: &str) -> Zeroizing<String> {
    match ring.state(subject) {
        KeyState::Live(key) => key.base64(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_subject_has_one_key_whoever_makes_it() {
    let (_folder, mut ring) = ring();
    make(&mut ring, &["b", "a", "b"]);
    let mut other = Keyring::open(ring.path()).unwrap();
    make(&mut other, &["a", "c"]);
    ring.refresh().unwrap();
    for subject in ["a", "b", "c"] {
        assert_eq!(key_of(&ring, subject), key_of(&other, subject), "{subject}");
    }
    assert_ne!(key_of(&ring, "a"), key_of(&ring, "b"));
    assert!(matches!(ring.state("d"), KeyState::Unknown));
    assert!(matches!(Keyring::create(ring.path()), Err(KeyFileError::Exists)));
}

#[test]
fn an_erased_key_is_gone_from_the_bytes_and_the_others_stand() {
    let (_folder, mut ring) = ring();
    make(&mut ring, &["a", "b"]);
    let mut other = Keyring::open(ring.path()).unwrap();
    let (a, b) = (key_of(&ring, "a"), key_of(&ring, "b"));
    let holds = |key: &str| std::fs::read_to_string(ring.path()).unwrap().contains(key);
    assert!(holds(&a), "the search finds a key that is there");
    let lock = Lock::wait(ring.path(), Sharing::Alone).unwrap();
    let mut writer = Keyring::open(ring.path()).unwrap();
    writer.mark(&lock, &[("a".into(), Some(event(1)))]).unwrap();
    assert_eq!(writer.pending(), [("a".into(), event(1))]);
    assert!(holds(&a));
    writer.overwrite(&lock, &[("a".into(), event(1)), ("x".into(), event(1))]).unwrap();
    assert!(!holds(&a) && holds(&b));
    drop(lock);
    // A process that had read the key before sees that it is gone.
    other.refresh().unwrap();
    assert!(matches!(other.state("a"), KeyState::Erased));
    assert_eq!(key_of(&other, "b"), b);
    assert!(other.pending().is_empty());
    assert_eq!(other.erased(), 2);
    // Neither the erased one nor one that never had a key gets one.
    make(&mut other, &["a", "x"]);
    assert!(matches!(other.state("a"), KeyState::Erased));
    assert!(matches!(other.state("x"), KeyState::Erased));
}

#[test]
fn a_line_that_was_cut_off_is_written_over() {
    let (_folder, mut ring) = ring();
    make(&mut ring, &["a"]);
    let whole = std::fs::read(ring.path()).unwrap();
    let begun = "................ rest of a line that was never finished";
    for tail in [&b"...."[..], &[0; 300][..], begun.as_bytes(), b"....\0\0\0\0"] {
        std::fs::write(ring.path(), [&whole[..], tail].concat()).unwrap();
        let mut again = Keyring::open(ring.path()).unwrap();
        assert_eq!(key_of(&again, "a"), key_of(&ring, "a"));
        make(&mut again, &["b"]);
        assert_eq!(key_of(&Keyring::open(ring.path()).unwrap(), "b"), key_of(&again, "b"));
    }
}

#[test]
fn damage_is_told_and_not_written_over() {
    let (_folder, mut ring) = ring();
    make(&mut ring, &["a", "b"]);
    let whole = std::fs::read_to_string(ring.path()).unwrap();
    let damaged = whole.replacen(" \"a\"", " a", 1);
    std::fs::write(ring.path(), damaged).unwrap();
    assert!(matches!(Keyring::open(ring.path()), Err(KeyFileError::Damaged(2))));
    std::fs::write(ring.path(), "something else").unwrap();
    assert!(matches!(Keyring::open(ring.path()), Err(KeyFileError::NotKeys)));
    std::fs::remove_file(ring.path()).unwrap();
    assert!(matches!(Keyring::open(ring.path()), Err(KeyFileError::Missing)));
}

/// What this process knows of a file before it reads it.
fn unread(ring: &Keyring) -> Keyring {
    let (path, subjects) = (ring.path().to_owned(), BTreeMap::new());
    Keyring { path, inode: None, header: ring.header, read_to: 0, subjects }
}

/// A zero, or any other byte, anywhere in the lines: no later key is lost by it.
#[test]
fn a_damaged_byte_costs_no_later_key() {
    let (_folder, mut ring) = ring();
    make(&mut ring, &["a"]);
    make(&mut ring, &["b"]);
    make(&mut ring, &["c"]);
    let whole = std::fs::read(ring.path()).unwrap();
    for at in 0..whole.len() {
        for byte in [0, whole[at] ^ 1, b'-', b'\n'] {
            let mut damaged = whole.clone();
            damaged[at] = byte;
            if damaged == whole {
                continue;
            }
            std::fs::write(ring.path(), &damaged).unwrap();
            let in_epoch = at < HEADER_BYTES;
            let opened = Keyring::open(ring.path());
            assert!(opened.is_err() || in_epoch, "{byte} at {at}");
            let lock = Lock::wait(ring.path(), Sharing::Alone).unwrap();
            let mut other = unread(&ring);
            let made = other.create_keys(&lock, ["d"].into_iter());
            assert!(made.is_err() || in_epoch, "{byte} at {at}");
            assert!(std::fs::read(ring.path()).unwrap().starts_with(&damaged), "{byte} at {at}");
        }
    }
    std::fs::write(ring.path(), [&whole[..], &[0; 200], b"\n"].concat()).unwrap();
    assert!(matches!(Keyring::open(ring.path()), Err(KeyFileError::Damaged(5))));
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, ring) = ring();
    let mode = std::fs::metadata(ring.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn many_threads_make_one_key_a_subject() {
    let (_folder, ring) = ring();
    let path = ring.path().to_owned();
    let keys: Vec<Zeroizing<String>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let mut ring = Keyring::open(&path).unwrap();
                    for i in 0..20 {
                        make(&mut ring, &[&format!("S-{i}")]);
                    }
                    key_of(&ring, "S-7")
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(Keyring::open(&path).unwrap().subjects().count(), 20);
}
