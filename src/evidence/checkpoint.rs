//! Checkpoints (C2SP tlog-checkpoint): the signed head of a log.
//!
//! Three lines say which log it is, how many events it holds and what the root of their Merkle tree
//! is (RFC 6962); whoever has kept a checkpoint sees when the log is rewritten.

use duebook_events::{Message, Words};

use super::key::{Purpose, VerifierKey};
use super::note::{Note, NoteSignature, Verified};
use crate::merkle::Hash;
use crate::messages::signing as told;

/// What a checkpoint says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: the name of its keys.
    pub origin: String,
    /// How many events the log holds.
    pub size: u64,
    /// The root of their tree.
    pub root: Hash,
    /// Further lines of other programs; we write none.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// A checkpoint as we write it.
    #[must_use]
    pub fn new(origin: &str, size: u64, root: Hash) -> Self {
        Self { origin: origin.to_owned(), size, root, extensions: Vec::new() }
    }

    /// Reads the text of a note.
    ///
    /// # Errors
    /// When it is not that of a checkpoint.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let wrong = |en, zh| told::checkpoint_malformed(Words::new(en, zh));
        let lines = text
            .strip_suffix('\n')
            .ok_or_else(|| wrong("it ends without a newline", "末尾没有换行符"))?;
        let mut lines = lines.split('\n');
        let origin = lines.next().filter(|line| !line.is_empty());
        let origin = origin
            .ok_or_else(|| wrong("its first line, the log, is empty", "第一行（日志名称）为空"))?;
        let size = lines.next().and_then(parse_size).ok_or_else(|| {
            wrong("its second line is not a number of events", "第二行不是事件数")
        })?;
        let root = lines.next().and_then(|line| Hash::from_base64(line).ok()).ok_or_else(|| {
            wrong("its third line is not a hash in base64", "第三行不是 base64 编码的散列")
        })?;
        let extensions: Vec<String> = lines.map(ToOwned::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(wrong("it holds an empty line", "含有空行"));
        }
        Ok(Self { origin: origin.to_owned(), size, root, extensions })
    }

    /// The text of the note.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, self.root.base64());
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}

/// Reads the decimal size of a tree: no sign, no leading zeroes.
#[must_use]
pub fn parse_size(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = digits && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok())?
}

/// A checkpoint whose signatures have been verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint<'k> {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The note as it was read.
    pub note: Note,
    /// Which of the known keys have signed it: logs and witnesses.
    pub signers: Vec<Verified<'k>>,
}

impl<'k> SignedCheckpoint<'k> {
    /// Reads a checkpoint and verifies it by keys that one trusts.
    ///
    /// # Errors
    /// When it is none, a signature of a known key is wrong, or no known key of this log has signed
    /// it: the name of a log's key is the origin of its checkpoints.
    pub fn open(bytes: &[u8], known: &'k [VerifierKey]) -> Result<Self, Message> {
        let note = Note::parse(bytes)?;
        let signers = note.verified_by(known)?;
        let checkpoint = Checkpoint::parse(note.text())?;
        let opened = Self { checkpoint, note, signers };
        if opened.log_keys().next().is_none() {
            let names: Vec<&str> = known.iter().map(|key| key.name().as_str()).collect();
            return Err(told::signed_by_nobody_known(names.join(", ")));
        }
        Ok(opened)
    }

    /// The keys of its log that have signed it.
    pub fn log_keys(&self) -> impl Iterator<Item = &'k VerifierKey> + '_ {
        let of_log = |key: &&VerifierKey| {
            key.purpose() == Purpose::Note && key.name().as_str() == self.checkpoint.origin
        };
        self.signers.iter().map(|signer| signer.key).filter(of_log)
    }

    /// The note with the signatures that were verified and no others.
    #[must_use]
    pub fn verified_note(&self) -> Note {
        let known =
            |signature: &&NoteSignature| self.signers.iter().any(|s| signature.names(s.key));
        let kept = self.note.signatures().iter().filter(known);
        kept.fold(self.note.without_signatures(), |note, signature| note.with(signature.clone()))
    }

    /// The witnesses that have confirmed it, with their times (seconds since 1970 UTC).
    pub fn witnesses(&self) -> impl Iterator<Item = (&'k VerifierKey, u64)> + '_ {
        self.signers.iter().filter_map(|signer| Some((signer.key, signer.time?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// C2SP tlog-checkpoint, example.
    const PUBLISHED: &str =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    #[test]
    fn the_published_checkpoint_is_read_and_written() {
        let checkpoint = Checkpoint::parse(PUBLISHED).unwrap();
        assert_eq!(checkpoint.origin, "example.com/behind-the-sofa");
        assert_eq!(checkpoint.size, 20_852_163);
        assert_eq!(checkpoint.text(), PUBLISHED);
        assert!(checkpoint.extensions.is_empty());
    }

    #[test]
    fn the_note_of_the_published_checkpoint_has_two_lines_of_keys() {
        // C2SP tlog-cosignature, example; the published keys are not given.
        let whole = format!(
            "{PUBLISHED}\n\u{2014} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
             \u{2014} witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
        );
        let note = Note::parse(whole.as_bytes()).unwrap();
        assert_eq!(note.signatures().len(), 2);
        assert_eq!(note.signatures()[1].bytes[..8], 1_679_315_147_u64.to_be_bytes());
        assert_eq!(note.to_string(), whole);
        assert_eq!(SignedCheckpoint::open(whole.as_bytes(), &[]).unwrap_err().code.0, 782);
    }

    #[test]
    fn a_key_of_another_log_signs_nothing_of_this_one() {
        use crate::evidence::key::{KeyName, SignerKey};
        let key = |name: &str| {
            SignerKey::from_seed(KeyName::try_new(name).unwrap(), Purpose::Note, &[1; 32])
        };
        let (ours, theirs) = (key("a"), key("b"));
        let note = Note::sign("a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", &[&theirs]);
        let known = [ours.verifier().clone(), theirs.verifier().clone()];
        let opened = SignedCheckpoint::open(&note.unwrap().to_bytes(), &known);
        assert_eq!(opened.unwrap_err().code.0, 782);
    }

    #[test]
    fn extension_lines_are_read_and_kept() {
        let text = format!("{PUBLISHED}more\n更多 1\n");
        let checkpoint = Checkpoint::parse(&text).unwrap();
        assert_eq!(checkpoint.extensions, ["more", "更多 1"]);
        assert_eq!(checkpoint.text(), text);
    }

    #[test]
    fn what_is_not_a_checkpoint_is_refused() {
        let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
        let sizes = ["", "01", "00", "+1", "-1", "1 ", " 1", "1.0", "x", "18446744073709551616"];
        let wrong = ["", "\n", "a\n", "a\n1\n", "a\n1\nAAAA\n", "\n1\nx\n"].map(str::to_owned);
        let with_size = sizes.map(|size| format!("a\n{size}\n{root}\n"));
        let more = [
            format!("a\n1\n{root}"),
            format!("\n1\n{root}\n"),
            format!("a\n1\n{root}\n\nmore\n"),
            format!("a\n1\n{root}\n\n"),
            format!("a\n1\n{} \n", root),
            format!("a\n1\n{}\n", root.trim_end_matches('=')),
        ];
        for text in wrong.iter().chain(&with_size).chain(&more) {
            assert_eq!(Checkpoint::parse(text).unwrap_err().code.0, 793, "{text:?}");
        }
        assert_eq!(parse_size("0"), Some(0));
        assert_eq!(parse_size("18446744073709551615"), Some(u64::MAX));
    }
}
