//! Asking a witness to confirm a checkpoint.

use std::io::Read as _;
use std::time::Duration;

use duebook_events::Message;

use super::request::AddCheckpoint;
use crate::evidence::checkpoint::parse_size;
use crate::evidence::key::{Purpose, VerifierKey, shown};
use crate::evidence::note::{Note, NoteSignature};
use crate::messages::witnessing as told;

/// How long a question to another machine may take.
pub const ANSWER_TIME: Duration = Duration::from_secs(20);

/// The longest answer that is read, in bytes.
const ANSWER_BYTES_MAX: u64 = 64 * 1024;

/// A witness: whose signature is expected, and where it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its key.
    pub key: VerifierKey,
    /// Its submission prefix, without a slash at the end.
    pub url: String,
}

impl Witness {
    /// Reads `VKEY URL`.
    ///
    /// # Errors
    /// When the key is none of a witness, or the address is not one of the web.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let Some((vkey, url)) = text.trim().split_once(' ') else {
            return Err(told::witness_unreadable(duebook_events::words::quoted(shown(text))));
        };
        let key = VerifierKey::parse(vkey)?;
        if key.purpose() != Purpose::Cosignature {
            return Err(told::log_key(key.name()));
        }
        let url = check_url(url.trim())?.trim_end_matches('/').to_owned();
        Ok(Self { key, url })
    }
}

impl std::fmt::Display for Witness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.key, self.url)
    }
}

/// An address that can be asked.
///
/// # Errors
/// When it is not one of the web, or this build cannot speak TLS.
pub fn check_url(url: &str) -> Result<&str, Message> {
    let secure = cfg!(feature = "https") && url.starts_with("https://");
    let written = !url.contains(|c: char| c.is_whitespace() || c.is_control());
    if written && (secure || url.starts_with("http://")) {
        return Ok(url);
    }
    Err(told::not_an_address(duebook_events::words::quoted(shown(url))))
}

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// It has confirmed the checkpoint.
    Confirmed(NoteSignature),
    /// It has confirmed another size last: ask again with a proof from there.
    OtherSize(u64),
}

/// Sends a request once, and verifies what comes back. Blocks the thread.
///
/// # Errors
/// When the witness cannot be reached, refuses, or answers without its own valid signature.
pub fn ask(witness: &Witness, request: &AddCheckpoint) -> Result<Asked, Message> {
    let url = format!("{}/add-checkpoint", witness.url);
    let (status, body) = post(&url, "text/plain; charset=utf-8", &request.to_bytes())?;
    let name = witness.key.name();
    let text = String::from_utf8_lossy(&body);
    match status {
        200 => confirmation(witness, request, &text)
            .map(Asked::Confirmed)
            .ok_or_else(|| told::no_confirmation(name)),
        409 => text
            .strip_suffix('\n')
            .and_then(parse_size)
            .map(Asked::OtherSize)
            .ok_or_else(|| told::no_confirmation(name)),
        status => {
            let said: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
            Err(told::witness_refused(name, status, said))
        }
    }
}

/// The valid cosignature of this witness in an answer; lines of others are ignored.
fn confirmation(witness: &Witness, request: &AddCheckpoint, answer: &str) -> Option<NoteSignature> {
    let note = Note::parse(&request.note).ok()?;
    let keys = [witness.key.clone()];
    answer.lines().filter_map(NoteSignature::parse).find(|signature| {
        let alone = note.without_signatures().with(signature.clone());
        alone.verified_by(&keys).is_ok()
    })
}

/// Posts a body, and gives status and body of the answer, whatever the status. Blocks the thread.
///
/// # Errors
/// When there is no answer.
pub fn post(url: &str, kind: &str, body: &[u8]) -> Result<(u16, Vec<u8>), Message> {
    let unreachable = |error: &dyn std::fmt::Display| told::unreachable(url, error);
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(ANSWER_TIME))
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent(concat!("duebook/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let sent = agent.post(url).header("Content-Type", kind).send(body);
    let mut answer = sent.map_err(|error| unreachable(&error))?;
    let mut bytes = Vec::new();
    answer
        .body_mut()
        .as_reader()
        .take(ANSWER_BYTES_MAX)
        .read_to_end(&mut bytes)
        .map_err(|error| unreachable(&error))?;
    Ok((answer.status().as_u16(), bytes))
}
