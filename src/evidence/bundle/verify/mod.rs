//! The verification of a bundle: the same checks as an outsider makes, who has the file and a key from
//! another source, and nothing else.
//!
//! Nothing in a bundle is believed before it is proved: the archive is bounded before it is unpacked,
//! the key must be one that was given, every event is held against the signed root. All that does not
//! hold is told, not only the first; but where no given key has signed the manifest, what the files
//! say is nobody's word, and is not looked at.
//!
//! | file | concept |
//! | --- | --- |
//! | `verdict` | what was found |
//! | `files` | the archive, the manifest, the key and its signatures |
//! | `log` | events and withheld events in the log, complete and in order |
//! | `papers` | documents, timestamps, what events name |
//! | `past` | changes of the key, older checkpoints, checkpoints from elsewhere |

mod files;
mod log;
mod papers;
mod past;
mod verdict;

use crate::evidence::key::VerifierKey;

pub use verdict::{Check, Kind, Problem, Verdict};

/// A checkpoint that came to the verifier another way.
#[derive(Debug, Clone)]
pub struct Elsewhere {
    /// Where it was read.
    pub name: String,
    /// The signed note.
    pub bytes: Vec<u8>,
}

/// Verifies a bundle against verifier keys that one trusts, and checkpoints that one has kept.
#[must_use]
pub fn verify(bytes: &[u8], keys: &[VerifierKey], elsewhere: &[Elsewhere]) -> Verdict {
    let mut verdict = Verdict::default();
    let Some(bundle) = files::open(bytes, &mut verdict) else { return verdict.end() };
    let manifest = files::check_manifest(&bundle, &mut verdict);
    let key = files::check_key(&bundle, keys, &mut verdict);
    let signed = files::check_signature(&bundle, key.as_ref(), keys, &mut verdict);
    let head = files::check_checkpoint(&bundle, key.as_ref(), keys, &mut verdict);
    let (Some(head), true) = (head, manifest && signed && key.is_some()) else {
        return verdict.end();
    };
    let seen = log::check(&bundle, &head, &mut verdict);
    papers::check_references(&seen, &mut verdict);
    papers::check_documents(&bundle, &seen, &mut verdict);
    let (known, older) = past::check(&bundle, &head, key.as_ref(), keys, &mut verdict);
    papers::check_timestamps(&bundle, &head, &older, &mut verdict);
    past::check_elsewhere(elsewhere, &head, &older, &known, &mut verdict);
    verdict.end()
}
