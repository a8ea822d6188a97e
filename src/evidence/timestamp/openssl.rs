//! The authority's signature and certificates, verified by `openssl ts -verify`.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use duebook_events::Message;
use sha2::{Digest, Sha256};

use crate::evidence::key_file;
use crate::messages::witnessing as told;

/// Verifies an answer about these bytes with the root certificates of a file. Blocks the thread.
///
/// # Errors
/// When openssl is not there, or says that it does not hold.
pub fn verify(answer: &[u8], bytes: &[u8], authorities: &Path) -> Result<(), Message> {
    let failed = |error: std::io::Error| told::openssl_failed(error);
    let digest = duebook_projections::policy::hex(&Sha256::digest(bytes));
    let mut child = Command::new("openssl")
        .args(["ts", "-verify", "-digest", &digest, "-in", "/dev/stdin", "-CAfile"])
        .arg(authorities)
        .env_remove(key_file::VARIABLE)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(mut pipe) = child.stdin.take() {
        // openssl may refuse the certificates before it reads the answer.
        let _ = pipe.write_all(answer);
    }
    let output = child.wait_with_output().map_err(failed)?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let why = said.lines().rfind(|line| line.contains("error:")).unwrap_or("Verification: FAILED");
    Err(told::timestamp_unverified(why.replace(char::is_control, " ")))
}
