//! Notes against the published examples, another reader, and everything that is not a note.

use proptest::prelude::*;
use signed_note::{StandardSigner, StandardVerifier, VerifierList};

use super::*;
use crate::evidence::key::KeyName;

/// C2SP signed-note, worked example: the note and its key.
const PUBLISHED: &str = "This is an example message.\n\n\u{2014} example.com/foo \
    Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
const PUBLISHED_KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

fn key(name: &str, seed: u8) -> SignerKey {
    SignerKey::from_seed(KeyName::try_new(name).unwrap(), Purpose::Note, &[seed; 32])
}

fn code(result: Result<impl std::fmt::Debug, Message>) -> u16 {
    result.unwrap_err().code.0
}

#[test]
fn the_published_note_is_verified_by_its_key() {
    let note = Note::parse(PUBLISHED.as_bytes()).unwrap();
    let keys = [VerifierKey::parse(PUBLISHED_KEY).unwrap()];
    let verified = note.verified_by(&keys).unwrap();
    assert_eq!(verified, [Verified { key: &keys[0], time: None }]);
    assert_eq!(note.text(), "This is an example message.\n");
    assert_eq!(note.to_string(), PUBLISHED);
}

#[test]
fn any_changed_byte_of_the_published_note_is_seen() {
    let keys = [VerifierKey::parse(PUBLISHED_KEY).unwrap()];
    for at in 0..PUBLISHED.len() {
        for bit in 0..8 {
            let mut bytes = PUBLISHED.as_bytes().to_vec();
            bytes[at] ^= 1 << bit;
            let verified = Note::parse(&bytes).and_then(|note| note.verified_by(&keys).map(drop));
            assert!(verified.is_err(), "bit {bit} of byte {at}");
        }
    }
}

#[test]
fn signatures_of_others_are_ignored_and_a_wrong_one_of_a_known_key_is_not() {
    let (ours, theirs) = (key("example.com/a", 1), key("example.com/b", 2));
    let note = Note::sign("text\n", &[&ours, &theirs]).unwrap();
    let [a, b] = [&ours, &theirs].map(|key| key.verifier().clone());
    let both = [a.clone(), b.clone()];
    assert_eq!(note.verified_by(&both).unwrap().len(), 2);
    assert_eq!(note.verified_by(std::slice::from_ref(&b)).unwrap()[0].key, &b);
    let stranger = [key("example.com/a", 3).verifier().clone()];
    assert_eq!(code(note.verified_by(&stranger)), 782);
    assert_eq!(code(note.verified_by(&[])), 782);
    // One right and one wrong signature of known keys: the whole note is rejected.
    let mut forged = note.clone();
    forged.signatures[1].bytes[0] ^= 1;
    assert_eq!(code(forged.verified_by(&both)), 781);
    assert!(forged.verified_by(std::slice::from_ref(&a)).is_ok());
    // Also where the same key has signed rightly before.
    let mut twice = note.clone();
    let mut wrong = twice.signatures[0].clone();
    wrong.bytes[5] ^= 1;
    twice.signatures.push(wrong);
    assert_eq!(code(twice.verified_by(&[a])), 781);
}

#[test]
fn a_signature_under_another_name_or_for_another_purpose_is_none() {
    let ours = key("example.com/a", 1);
    let mut note = Note::sign("text\n", &[&ours]).unwrap();
    let other = key("example.com/b", 1);
    note.signatures[0].name = other.verifier().name().to_string();
    note.signatures[0].id = other.verifier().id();
    // The same secret under another name: the signature itself is right, as the format has it.
    assert!(note.verified_by(&[other.verifier().clone()]).is_ok());
    assert_eq!(code(note.verified_by(&[ours.verifier().clone()])), 782);
    // As a cosignature it must bear a time, which this has not.
    let name = KeyName::try_new("example.com/a").unwrap();
    let witness = SignerKey::from_seed(name, Purpose::Cosignature, &[1; 32]);
    note.signatures[0].name = witness.verifier().name().to_string();
    note.signatures[0].id = witness.verifier().id();
    assert_eq!(code(note.verified_by(&[witness.verifier().clone()])), 781);
    assert_eq!(code(Note::sign("text\n", &[&witness])), 787);
}

#[test]
fn what_is_not_a_note_is_refused() {
    let line = "\u{2014} example.com/foo Uw2QOkn8srV1\n";
    let many = format!("t\n\n{}", line.repeat(SIGNATURES_MAX + 1));
    let long = format!("{}\n\n{line}", "x".repeat(NOTE_BYTES_MAX));
    let wrong: [&[u8]; 19] = [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\n\n",
        b"\n\n",
        line.as_bytes(),
        &format!("text\n{line}").into_bytes(),
        &format!("text\n\n{}", line.trim_end()).into_bytes(),
        &format!("text\n\n{line}\n").into_bytes(),
        &format!("text\n\n{line}more\n").into_bytes(),
        &format!("te\txt\n\n{line}").into_bytes(),
        &format!("text\r\n\r\n{line}").into_bytes(),
        &format!("te\u{0}xt\n\n{line}").into_bytes(),
        &[b"te\xffxt\n\n", line.as_bytes()].concat(),
        "text\n\n- example.com/foo Uw2QOkn8srV1\n".as_bytes(),
        "text\n\n\u{2014}  Uw2QOkn8srV1\n".as_bytes(),
        "text\n\n\u{2014} example.com/foo Uw2QOg==\n".as_bytes(),
        many.as_bytes(),
        long.as_bytes(),
    ];
    for bytes in wrong {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
        assert_eq!(code(Note::parse(bytes)), 780, "{shown:?}");
    }
    let most = format!("t\n\n{}", line.repeat(SIGNATURES_MAX));
    assert_eq!(Note::parse(most.as_bytes()).unwrap().signatures().len(), SIGNATURES_MAX);
    for text in ["", "text", "te\txt\n"] {
        assert_eq!(code(Note::sign(text, &[&key("a", 1)])), 780, "{text:?}");
    }
    assert_eq!(code(Note::sign("text\n", &[])), 780);
}

#[test]
fn signatures_of_unknown_keys_with_odd_names_are_ignored() {
    let ours = key("example.com/a", 1);
    let long = "n".repeat(300);
    for name in ["a+b", "a b", "a\u{a0}b", long.as_str()] {
        let bytes = [
            Note::sign("text\n", &[&ours]).unwrap().to_bytes(),
            format!("\u{2014} {name} Uw2QOkn8srV1\n").into_bytes(),
        ]
        .concat();
        let note = Note::parse(&bytes).unwrap();
        assert_eq!(note.to_bytes(), bytes);
        assert_eq!(note.verified_by(&[ours.verifier().clone()]).unwrap().len(), 1);
    }
}

#[test]
fn empty_lines_belong_to_the_text() {
    let signer = key("example.com/a", 1);
    for text in ["\n", "a\n\nb\n", "\n\n\n"] {
        let note = Note::sign(text, &[&signer]).unwrap();
        let again = Note::parse(&note.to_bytes()).unwrap();
        assert_eq!(again.text(), text);
        assert!(again.verified_by(&[signer.verifier().clone()]).is_ok());
    }
}

/// What the other reader says of a note.
fn other_reader(bytes: &[u8], vkey: &str) -> bool {
    let Ok(verifier) = StandardVerifier::new(vkey) else { return false };
    let Ok(note) = signed_note::Note::from_bytes(bytes) else { return false };
    note.verify(&VerifierList::new(vec![Box::new(verifier)])).is_ok()
}

#[test]
fn another_program_reads_our_keys_and_notes_and_we_read_its() {
    let signer = key("example.com/a", 9);
    let vkey = signer.verifier().to_string();
    let note = Note::sign("a text\n\nof two paragraphs, 两段\n", &[&signer]).unwrap();
    assert!(other_reader(&note.to_bytes(), &vkey));
    assert!(!other_reader(&note.to_bytes(), PUBLISHED_KEY));
    let theirs = StandardSigner::new(&signer.secret_line()).unwrap();
    let mut made = signed_note::Note::new(note.text().as_bytes(), &[]).unwrap();
    made.add_sigs(&[&theirs]).unwrap();
    assert_eq!(made.to_bytes(), note.to_bytes());
}

proptest! {
    #[test]
    fn a_note_is_read_back_as_it_was_written(
        lines in proptest::collection::vec("[^\\x00-\\x1f]{0,40}", 1..6),
        seeds in proptest::collection::vec(any::<u8>(), 1..4),
    ) {
        let text = lines.join("\n") + "\n";
        let signers: Vec<SignerKey> = seeds.iter().map(|seed| key("example.com/a", *seed)).collect();
        let note = Note::sign(&text, &signers.iter().collect::<Vec<_>>()).unwrap();
        let again = Note::parse(&note.to_bytes()).unwrap();
        prop_assert_eq!(&again, &note);
        for signer in &signers {
            prop_assert!(again.verified_by(&[signer.verifier().clone()]).is_ok());
            prop_assert!(other_reader(&note.to_bytes(), &signer.verifier().to_string()));
        }
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Note::parse(&bytes);
    }
}
