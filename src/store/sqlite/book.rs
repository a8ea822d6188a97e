//! The ledger's file from outside: its lock, its identity, the file system that it is on.
//!
//! The database file itself is never opened here: closing such a descriptor would drop the locks
//! that SQLite holds on the file in this process.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// File systems whose locks or syncs cannot be relied upon between machines, as the system names
/// them.
const NETWORK_FILE_SYSTEMS: &[&str] = &[
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "fuse.ceph",
    "fuse.glusterfs",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.sshfs",
    "glusterfs",
    "gpfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "ocfs2",
    "smb3",
    "smbfs",
];

/// How often a lock is tried again.
pub(super) const LOCK_RETRY: Duration = Duration::from_millis(20);

/// A file as the file system knows it, whatever its name: device and inode.
pub(super) type Identity = (u64, u64);

/// The path of a ledger and the lock that is held beside it.
///
/// Every open store shares the lock `<file>.lock`; whoever wants the ledger alone (to migrate or
/// to replace it) takes it exclusively. Writers exclude each other by SQLite's own locks. The lock
/// file is never removed, since somebody may be waiting for it.
pub(super) struct Book {
    /// Absolute, with symbolic links resolved.
    pub(super) path: PathBuf,
    lock: File,
}

impl Book {
    /// Finds the real path of a ledger that may not exist yet and opens its lock file.
    pub(super) fn new(path: &Path) -> io::Result<Self> {
        let path = real_path(path)?;
        let lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(beside(&path, ".lock"))?;
        Ok(Self { path, lock })
    }

    /// Shares the lock, waiting until `deadline`. False if somebody else holds it alone.
    pub(super) fn share(&self, deadline: Instant) -> io::Result<bool> {
        // Whoever holds it alone must give it back first; there may be nothing to give back.
        let _ = self.lock.unlock();
        retry(deadline, || self.lock.try_lock_shared())
    }

    /// Takes the lock alone if nobody else has it, after giving back a share.
    pub(super) fn try_alone(&self) -> io::Result<bool> {
        self.lock.unlock()?;
        retry(Instant::now(), || self.lock.try_lock())
    }

    /// Gives the identity of the file that stands at the path now, if one does.
    pub(super) fn identity(&self) -> Option<Identity> {
        fs::metadata(&self.path).ok().as_ref().map(identity)
    }

    /// Gives the identity of the write-ahead log that stands beside the path now, if one does.
    pub(super) fn wal_identity(&self) -> Option<Identity> {
        fs::metadata(self.wal_path()).ok().as_ref().map(identity)
    }

    /// Gives the size of the write-ahead log, in bytes.
    pub(super) fn wal_bytes(&self) -> u64 {
        fs::metadata(self.wal_path()).map_or(0, |metadata| metadata.len())
    }

    /// Names the network file system that the ledger is on, if it is on one.
    pub(super) fn network_file_system(&self) -> Option<String> {
        let mounts = fs::read_to_string("/proc/self/mounts").ok()?;
        let kind = file_system(&mounts, &self.path)?;
        NETWORK_FILE_SYSTEMS.contains(&kind).then(|| kind.to_owned())
    }

    fn wal_path(&self) -> PathBuf {
        beside(&self.path, "-wal")
    }
}

/// Makes a file's name durable.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    match real_path(path)?.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

fn real_path(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let name = path.file_name().ok_or(error)?;
            let folder = match path.parent() {
                Some(folder) if !folder.as_os_str().is_empty() => folder,
                _ => Path::new("."),
            };
            Ok(fs::canonicalize(folder)?.join(name))
        }
        other => other,
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn retry(deadline: Instant, lock: impl Fn() -> Result<(), TryLockError>) -> io::Result<bool> {
    loop {
        match lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) if Instant::now() >= deadline => return Ok(false),
            Err(TryLockError::WouldBlock) => sleep(LOCK_RETRY),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> Identity {
    // An open file cannot be renamed or removed there.
    (0, 0)
}

/// Finds the kind of file system that a path is on in the system's table of mounts: the longest
/// mount point that the path lies under, and of equal ones the latest.
fn file_system<'a>(mounts: &'a str, path: &Path) -> Option<&'a str> {
    let mut found: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let mut fields = line.split(' ').skip(1);
        let (Some(point), Some(kind)) = (fields.next(), fields.next()) else {
            continue;
        };
        let point = point.replace("\\040", " ");
        if path.starts_with(&point) && found.is_none_or(|(length, _)| point.len() >= length) {
            found = Some((point.len(), kind));
        }
    }
    found.map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_file_system_of_the_innermost_mount() {
        let mounts = "/dev/a / ext4 rw 0 0\nhost:/x /mnt/share nfs4 rw 0 0\n/dev/b /mnt/share/own\\040disk xfs rw 0 0\n";
        let kind = |path: &str| file_system(mounts, Path::new(path)).unwrap();
        assert_eq!(kind("/home/duebook.db"), "ext4");
        assert_eq!(kind("/mnt/share/duebook.db"), "nfs4");
        assert_eq!(kind("/mnt/shared/duebook.db"), "ext4");
        assert_eq!(kind("/mnt/share/own disk/duebook.db"), "xfs");
    }
}
