//! Checkpoints that are kept beside the log, and what others said about them.
//!
//! That the log has their roots is the store's [`Structure`] to say; here it is whether they are
//! validly signed, by the log's own key at that time.

use duebook_events::{Message, Words};
use sha2::{Digest, Sha256};

use super::page::Rotation;
use crate::evidence::kept::{every_line_verified, read};
use crate::evidence::key::VerifierKey;
use crate::evidence::note::Note;
use crate::evidence::succession::{Change, SignedHead, Succession};
use crate::evidence::timestamp::TimestampResponse;
use crate::messages::signing as told;
use crate::messages::witnessing::timestamp_of_other;
use crate::store::{Attestation, AttestationKind, Structure};

/// What is kept, by ascending number.
#[derive(Default)]
pub(super) struct Kept(Vec<Attestation>);

impl Kept {
    pub(super) fn push(&mut self, attestation: Attestation) {
        self.0.push(attestation);
    }

    /// The kept checkpoints.
    pub(super) fn checkpoints(&self) -> impl Iterator<Item = &Attestation> {
        self.0.iter().filter(|kept| kept.said.kind == AttestationKind::Checkpoint)
    }

    /// How many timestamps are kept: each is held against its checkpoint only.
    pub(super) fn timestamps(&self) -> usize {
        self.0.iter().filter(|kept| kept.said.kind == AttestationKind::Timestamp).count()
    }

    /// Checks every signature; gives the keys of the log. Where keys are trusted, they must vouch
    /// for them.
    pub(super) fn check(
        &self,
        rotations: &[Rotation],
        trusted: &[VerifierKey],
        to: &mut Structure,
    ) -> Succession {
        let (mut heads, mut numbers) = (Vec::<SignedHead>::new(), Vec::new());
        for kept in &self.0 {
            let checked = match kept.said.kind {
                AttestationKind::Checkpoint => read(kept).map(|read| {
                    heads.push(read.head);
                    numbers.push(kept.number);
                }),
                AttestationKind::Cosignature => self.cosigned(kept),
                AttestationKind::Timestamp => self.dated(kept),
            };
            if let Err(message) = checked {
                tell(kept.number, &message, to);
            }
        }
        let changes = rotations.iter();
        let changes = changes.filter_map(|r| Change::read(r.position, &r.old, &r.new).ok());
        let succession = Succession::of(&changes.collect::<Vec<_>>(), &heads, trusted);
        for at in succession.strangers() {
            let signers = heads[*at].signers.iter().map(ToString::to_string);
            let signers = signers.collect::<Vec<_>>().join(", ");
            if let Some(present) = succession.at(heads[*at].size) {
                tell(numbers[*at], &told::not_the_logs_key(signers, present), to);
            }
        }
        if let Some(present) = succession.present()
            && !trusted.is_empty()
            && !succession.vouched_by(trusted)
        {
            let en = format!(
                "no key that was given has signed the kept checkpoints, nor leads a confirmed \
                 change of the key from one of them to their key {present}"
            );
            let zh = format!(
                "所给密钥均未签署所保存的检查点，也没有经确认的密钥更换从所给密钥通向其密钥 {present}"
            );
            to.add(None, Words::new(en, zh));
        }
        succession
    }

    /// The bytes of the checkpoint that an attestation is about.
    fn about(&self, attestation: &Attestation) -> &[u8] {
        let about = self.0.binary_search_by_key(&attestation.said.about, |kept| kept.number);
        let about = about.ok().map(|at| &self.0[at].said);
        about.filter(|said| said.kind == AttestationKind::Checkpoint).map_or(&[], |said| &said.body)
    }

    /// A timestamp is of just these bytes. Whether its authority is one to trust is decided by
    /// `openssl ts -verify`, with the certificates of whoever asks.
    fn dated(&self, kept: &Attestation) -> Result<(), Message> {
        let token = TimestampResponse::parse(&kept.said.body)?;
        let bytes: [u8; 32] = Sha256::digest(self.about(kept)).into();
        if token.imprint == bytes && kept.said.verifier_keys.is_empty() {
            return Ok(());
        }
        Err(timestamp_of_other(Words::new(
            "its hash is not that of the checkpoint",
            "其散列与该检查点不符",
        )))
    }

    /// Each line of a cosignature is by one of its keys, and each key has a line.
    fn cosigned(&self, kept: &Attestation) -> Result<(), Message> {
        let keys = VerifierKey::parse_lines(&kept.said.verifier_keys)?;
        let text = Note::parse(self.about(kept))?.text().to_owned();
        let lines = String::from_utf8_lossy(&kept.said.body).into_owned();
        let note = Note::parse(format!("{text}\n{lines}").as_bytes())?;
        every_line_verified(&note, &keys)
    }
}

fn tell(number: u64, message: &Message, to: &mut Structure) {
    let Words { en, zh } = &message.problem;
    to.add(
        None,
        Words::new(
            format!("kept checkpoint or attestation {number}: {en}"),
            format!("保存的第 {number} 条检查点或佐证：{zh}"),
        ),
    );
}
