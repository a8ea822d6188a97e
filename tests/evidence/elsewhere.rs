//! Checkpoints that the verifier has kept: `--checkpoint`.

use duebook::evidence::checkpoint::Checkpoint;
use duebook::evidence::note::Note;
use duebook::merkle::Hash;

use crate::bundles::{Case, case, pack};

/// Whether everybody confirms a checkpoint against a bundle; the program's words where not.
fn confirmed(case: &Case, zip: &[u8], checkpoint: &[u8]) -> Result<(), String> {
    let file = case.shelf.file("kept.checkpoint", checkpoint);
    let answer = case.verify(zip, &["--checkpoint", &file]);
    let outsider = case.outsider(zip, &[&file]);
    assert_eq!(answer.code, outsider.code, "{} {}", answer.out, outsider.err);
    let value = answer.any_value();
    match answer.code {
        0 => Ok(()),
        1 => {
            let problem = &value["problems"][0];
            assert_eq!(problem["code"], "DUE-0849", "{value}");
            assert_eq!(problem["check"], "elsewhere");
            Err(problem["problem"].as_str().unwrap().to_owned())
        }
        code => panic!("{code}: {}", answer.err),
    }
}

/// A checkpoint of these events and this root, signed by the log's key.
fn signed(case: &Case, size: u64, root: Hash) -> Vec<u8> {
    let text = Checkpoint::new(crate::bundles::ORIGIN, size, root).text();
    Note::sign(&text, &[&case.key()]).unwrap().to_bytes()
}

#[test]
fn an_older_checkpoint_and_the_bundles_own_are_confirmed() {
    let case = case();
    let files = case.bundle(&["--invoice", "INV-1"]);
    let zip = pack(&files);
    assert_eq!(confirmed(&case, &zip, &case.first), Ok(()));
    assert_eq!(confirmed(&case, &zip, &files["checkpoint"]), Ok(()));
    assert_eq!(confirmed(&case, &zip, &signed(&case, 0, Hash::empty())), Ok(()));
}

#[test]
fn two_roots_of_one_size_are_a_split_view() {
    let case = case();
    let files = case.bundle(&["--invoice", "INV-1"]);
    let zip = pack(&files);
    let text = String::from_utf8(files["checkpoint"].clone()).unwrap();
    let size = text.lines().nth(1).unwrap().parse().unwrap();
    // Of the newest tree, and of one that the bundle proves to be its past.
    for size in [size, 6] {
        let said = confirmed(&case, &zip, &signed(&case, size, Hash([7; 32]))).unwrap_err();
        assert!(said.contains("SPLIT VIEW"), "{said}");
        assert!(said.contains("BwcHBw"), "both notes are quoted: {said}");
    }
    let empty = confirmed(&case, &zip, &signed(&case, 0, Hash([7; 32])));
    assert!(empty.is_err());
}

#[test]
fn what_cannot_be_compared_is_not_confirmed() {
    let case = case();
    let old = case.bundle(&["--invoice", "INV-1"]);
    let zip = pack(&old);
    let said = confirmed(&case, &zip, &signed(&case, 5, Hash([7; 32]))).unwrap_err();
    assert!(said.contains("cannot be compared"), "{said}");
    // A bundle that is older than the checkpoint that one has.
    let event = crate::program::event(
        "order.cancelled",
        "C-1",
        "2025-05-01",
        serde_json::json!({"order": "O-1"}),
    );
    case.shelf.take(&[event]);
    let newer = case.bundle(&["--invoice", "INV-1"]);
    let said = confirmed(&case, &zip, &newer["checkpoint"]).unwrap_err();
    assert!(said.contains("not comparable"), "{said}");
    assert_eq!(confirmed(&case, &pack(&newer), &old["checkpoint"]), Ok(()));
}

#[test]
fn a_checkpoint_that_is_none_or_of_another_key_is_not_confirmed() {
    use duebook::evidence::key::{KeyName, Purpose, SignerKey};
    let case = case();
    let files = case.bundle(&["--invoice", "INV-1"]);
    let zip = pack(&files);
    let name = KeyName::try_new(crate::bundles::ORIGIN).unwrap();
    let other = SignerKey::from_seed(name, Purpose::Note, &[9; 32]);
    let text = Checkpoint::new(crate::bundles::ORIGIN, 6, Hash([7; 32])).text();
    let forged = Note::sign(&text, &[&other]).unwrap().to_bytes();
    for wrong in [forged.as_slice(), b"", b"not a checkpoint\n", &case.first[1..]] {
        assert!(confirmed(&case, &zip, wrong).is_err());
    }
}
