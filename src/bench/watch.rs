//! What another program takes: time, the most memory, and how it ended.
//!
//! A process begins with the highest memory of the one that starts it, as far as
//! its `ru_maxrss` goes (Linux carries it over `execve`). A bench holds a lot, so
//! it starts a small process that does nothing but start the program and wait.

use std::ffi::OsString;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant as Timer;

use serde::{Deserialize, Serialize};

use super::measuring::failed;
use crate::ledger::LedgerError;

/// What a program took.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Taken {
    /// From its start to its end.
    pub seconds: f64,
    /// The most memory that it held, in bytes; at least what the watcher holds, some megabytes.
    pub peak: u64,
}

/// Runs a program by way of a small process, its output in a file.
pub(super) fn through(out: &Path, command: &Command) -> Result<Taken, LedgerError> {
    let mut watcher = Command::new(std::env::current_exe().map_err(failed)?);
    watcher.args(["--format", "json", "bench", "--watch"]).arg(out).arg("--");
    watcher.arg(command.get_program()).args(command.get_args());
    // The same figures and words in every locale.
    watcher.env("LC_ALL", "C.UTF-8").stdin(Stdio::null()).stderr(Stdio::inherit());
    let said = watcher.output().map_err(failed)?;
    if !said.status.success() {
        let program = Path::new(command.get_program()).display();
        return Err(failed(format!("{program}: {}", said.status)));
    }
    serde_json::from_slice(&said.stdout).map_err(failed)
}

/// Runs a program here, its output in a file: what the small process does.
///
/// # Errors
/// When it cannot be started or ends unwell.
pub fn watch(out: &Path, program: &[OsString]) -> Result<Taken, LedgerError> {
    let Some((name, args)) = program.split_first() else {
        return Err(failed("no program was named"));
    };
    let out = File::create(out).map_err(failed)?;
    let mut command = Command::new(name);
    command.args(args).stdin(Stdio::null()).stdout(out).stderr(Stdio::inherit());
    let timer = Timer::now();
    let ended = command.spawn().and_then(wait4::Wait4::wait4).map_err(failed)?;
    let seconds = timer.elapsed().as_secs_f64();
    if !ended.status.success() {
        return Err(failed(format!("{}: {}", Path::new(name).display(), ended.status)));
    }
    Ok(Taken { seconds, peak: ended.rusage.maxrss })
}
