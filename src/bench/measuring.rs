//! How things are measured: time, rates, medians, memory, a folder to do it in.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant as Timer;

use duebook_events::{Actor, Lang, Role, Words};

use crate::clock::SystemClock;
use crate::ledger::{Ledger, LedgerError};
use crate::store::SqliteStore;
use crate::store::sqlite::Opening;

/// A folder that is removed when the measuring ends.
pub(super) struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new() -> Result<Self, LedgerError> {
        let path = std::env::temp_dir().join(format!("duebook-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(failed)?;
        Ok(Self(path))
    }

    /// An empty ledger of this name.
    pub fn ledger(&self, name: &str) -> Result<Ledger, LedgerError> {
        let store =
            SqliteStore::open(&self.0.join(name), Opening::CreateIfMissing).map_err(failed)?;
        let actor = Actor { id: "bench".into(), role: Role::System };
        Ok(Ledger::new(Arc::new(store), Arc::new(SystemClock), actor))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed stays in the system's temporary folder.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Seconds that something takes.
pub(super) fn time(work: impl FnOnce() -> Result<(), LedgerError>) -> Result<f64, LedgerError> {
    let timer = Timer::now();
    work()?;
    Ok(timer.elapsed().as_secs_f64())
}

/// Events a second.
#[allow(clippy::cast_precision_loss)]
pub(super) fn rate(events: u64, seconds: f64) -> f64 {
    // Rates are for people: no figure of the ledger depends on them.
    if seconds > 0.0 { events as f64 / seconds } else { 0.0 }
}

/// Bytes as a figure of a line.
#[allow(clippy::cast_precision_loss)]
pub(super) fn bytes(count: u64) -> f64 {
    // Exact up to 2^53, which no disk here holds.
    count as f64
}

/// The one in the middle.
pub(super) fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len() / 2).copied().unwrap_or_default()
}

/// The most memory that this process has held, in bytes, since it began or
/// [`forget_peak`] was called; none where the system does not say.
pub(super) fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Lets the peak begin anew from what is held now; false where the system does not.
pub(super) fn forget_peak() -> bool {
    // proc(5): "5" resets the peak of the resident set to what it is now.
    std::fs::write("/proc/self/clear_refs", "5").is_ok()
}

/// Says on standard error what goes on.
pub(super) fn tell(lang: Lang, en: &str, zh: &str) {
    eprintln!("{}", Words::new(en, zh).in_lang(lang));
}

pub(super) fn failed(error: impl std::fmt::Display) -> LedgerError {
    LedgerError::Store(crate::messages::store::engine_failed(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_one_in_the_middle() {
        assert!((median(vec![9.0, 1.0, 5.0]) - 5.0).abs() < f64::EPSILON);
        assert!(median(Vec::new()).abs() < f64::EPSILON);
    }
}
