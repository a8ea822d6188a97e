//! What keys must do.

use super::*;

/// C2SP signed-note, "Verifier keys", example.
const PUBLISHED: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

fn signer(purpose: Purpose) -> SignerKey {
    SignerKey::from_seed(KeyName::try_new("example.com/log").unwrap(), purpose, &[7; 32])
}

#[test]
fn the_published_verifier_key_is_read_and_printed() {
    let key = VerifierKey::parse(PUBLISHED).unwrap();
    assert_eq!(key.to_string(), PUBLISHED);
    assert_eq!(key.name().as_str(), "example.com/foo");
    assert_eq!(key.id().to_string(), "530d903a");
    assert_eq!(key.purpose(), Purpose::Note);
}

#[test]
fn a_verifier_key_with_anything_changed_is_refused() {
    // A point of order 1 as the public key, under its right hash.
    let mut identity = [0; 32];
    identity[0] = 1;
    let name = KeyName::try_new("example.com/foo").unwrap();
    let id = KeyId::of(&name, Purpose::Note, &identity);
    let weak = format!("{name}+{id}+{}", *encode(Purpose::Note, &identity));
    let wrong = [
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n",
        " example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        &weak,
    ];
    for line in wrong {
        assert!(VerifierKey::parse(line).is_err(), "{line:?}");
    }
}

#[test]
fn a_secret_line_is_read_back_and_says_its_purpose() {
    for purpose in [Purpose::Note, Purpose::Cosignature] {
        let signer = signer(purpose);
        let line = signer.secret_line();
        let again = SignerKey::parse(&line).unwrap();
        assert_eq!(again.verifier(), signer.verifier());
        assert_eq!(again.verifier().purpose(), purpose);
        let (last, rest) = (line.len() - 1, &line[..line.len() - 1]);
        let other = if line.ends_with('A') { 'B' } else { 'A' };
        assert!(SignerKey::parse(&format!("{rest}{other}")).is_err());
        assert!(SignerKey::parse(&line[1..last]).is_err());
    }
    // One seed, two purposes: two keys.
    let ids = [signer(Purpose::Note), signer(Purpose::Cosignature)].map(|k| k.verifier().id());
    assert_ne!(ids[0], ids[1]);
}

#[test]
fn secrets_are_never_shown() {
    let signer = signer(Purpose::Note);
    let line = signer.secret_line();
    let secret = line.rsplit('+').next().unwrap();
    assert!(!format!("{signer:?}").contains(secret));
    // Also not when the wrong line of the two is handed in.
    let message = VerifierKey::parse(&line).unwrap_err();
    assert!(!format!("{message:?}").contains(secret));
    for given in [format!(" {}", *line), format!("key={}", *line)] {
        let message = VerifierKey::parse(&given).unwrap_err();
        assert!(!format!("{message:?}").contains(secret), "{given}");
    }
    let message = SignerKey::parse(&format!("{}x", *line)).unwrap_err();
    assert!(!format!("{message:?}").contains(secret));
}

#[test]
fn names_have_no_spaces_plus_or_controls() {
    for name in ["", "a b", "a+b", "a\u{a0}b", "a\u{3000}b", "a\tb", "a\u{1}b"] {
        assert!(KeyName::try_new(name).is_err(), "{name:?}");
    }
    assert!(KeyName::try_new(&"n".repeat(KEY_NAME_BYTES_MAX + 1)).is_err());
    for name in ["ledger.example/账本", "oid/1.2.3", "a"] {
        assert!(KeyName::try_new(name).is_ok(), "{name:?}");
    }
}
