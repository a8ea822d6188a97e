//! `checkpoint` and `key rotate`: what is signed, by whom, and what never is.

use duebook::evidence::checkpoint::Checkpoint;
use duebook::evidence::key_file;
use duebook::evidence::note::Note;
use duebook::merkle::Hash;
use serde_json::Value;
use signed_note::{StandardVerifier, VerifierList};

use crate::desk::{ORIGIN, customer, desk, new_key, size};
use crate::program::{Answer, Shelf};

fn code(answer: &Answer) -> String {
    answer.error()["code"].as_str().expect("a code").to_owned()
}

fn sign(shelf: &Shelf, key: &str) -> Value {
    shelf.json(&["checkpoint", "--key", key]).value()
}

/// A checkpoint with other contents under the ledger's key: what only a thief or a liar has.
fn forged(key: &str, size: u64, root: Hash) -> Vec<u8> {
    let signer = key_file::read(std::path::Path::new(key)).expect("a key");
    let text = Checkpoint::new(ORIGIN, size, root).text();
    Note::sign(&text, &[&signer]).expect("a note").to_bytes()
}

#[test]
fn the_head_is_signed_as_the_published_format_has_it() {
    let (shelf, key, vkey) = desk();
    let out = shelf.path("checkpoint.txt").to_string_lossy().into_owned();
    let answer = shelf.json(&["checkpoint", "--key", &key, "--out", &out]).value();
    let file = std::fs::read_to_string(&out).expect("a file");
    assert_eq!(answer["note"], file.as_str());
    assert_eq!((&answer["number"], &answer["size"]), (&1.into(), &2.into()));
    let lines: Vec<&str> = file.split('\n').collect();
    assert_eq!(lines[..2], [ORIGIN, "2"]);
    assert_eq!(lines[2], answer["root"]);
    assert_eq!((lines[3], lines.len()), ("", 6));
    // Another program reads it.
    let note = signed_note::Note::from_bytes(file.as_bytes()).expect("a note");
    let verifier = StandardVerifier::new(&vkey).expect("a key");
    assert!(note.verify(&VerifierList::new(vec![Box::new(verifier)])).is_ok());
    // As a table it is the note itself.
    let table = shelf.run(&["checkpoint", "--key", &key, "--format", "table"]);
    assert_eq!((table.code, table.out), (0, file));
}

#[test]
fn the_same_head_is_kept_once_and_a_new_one_follows() {
    let (shelf, key, vkey) = desk();
    let first = sign(&shelf, &key);
    let again = sign(&shelf, &key);
    assert_eq!((&again["number"], &again["note"]), (&first["number"], &first["note"]));
    assert_eq!((&first["already_signed"], &again["already_signed"]), (&false.into(), &true.into()));
    shelf.take(&[customer(3)]);
    let next = sign(&shelf, &key);
    assert_eq!((&next["number"], &next["size"]), (&2.into(), &3.into()));
    let list = shelf.json(&["checkpoint", "--list"]).value();
    let list = list["checkpoints"].as_array().expect("a list");
    assert_eq!(list.len(), 2);
    assert_eq!(list[1]["note"], next["note"]);
    assert_eq!(list[0]["signers"], serde_json::json!([vkey]));
    for lang in ["en", "zh"] {
        let table = shelf.run(&["checkpoint", "--list", "--format", "table", "--lang", lang]);
        assert!(table.out.contains(ORIGIN), "{}", table.out);
    }
}

#[test]
fn an_empty_ledger_can_be_signed() {
    let shelf = Shelf::new();
    shelf.json(&["init"]).value();
    let (key, vkey) = new_key(&shelf, "ledger.key", ORIGIN, &[]);
    let answer = sign(&shelf, &key);
    // RFC 6962, section 2.1: the hash of nothing.
    assert_eq!(answer["root"], "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    assert_eq!(size(answer["note"].as_str().expect("a note"), &[&vkey]), 0);
    shelf.take(&[customer(1)]);
    assert_eq!(sign(&shelf, &key)["size"], 1);
}

#[test]
fn a_rewritten_or_shortened_log_is_not_signed() {
    let (shelf, key, _) = desk();
    let short = Shelf::copy_of(&shelf);
    shelf.take(&[customer(3)]);
    sign(&shelf, &key);
    // The kept checkpoints of the longer log beside the shorter one.
    let longer = rusqlite::Connection::open(shelf.db()).expect("a ledger");
    let kept: Vec<u8> = longer
        .query_row("SELECT root FROM checkpoints", [], |row| row.get(0))
        .expect("a checkpoint");
    assert_eq!(kept.len(), 32);
    let shorter = rusqlite::Connection::open(short.db()).expect("a ledger");
    shorter.execute("ATTACH DATABASE ?1 AS longer", [shelf.db().to_string_lossy()]).expect("both");
    shorter.execute("INSERT INTO checkpoints SELECT * FROM longer.checkpoints", []).expect("a row");
    drop(shorter);
    let refused = short.json(&["checkpoint", "--key", &key]);
    assert_eq!((refused.code, code(&refused)), (5, "DUE-0329".to_owned()));
    // Another third event: the same size, another tree.
    short.take(&[customer(4)]);
    let refused = short.json(&["checkpoint", "--key", &key]);
    assert_eq!((refused.code, code(&refused)), (5, "DUE-0330".to_owned()));
}

#[test]
fn only_the_key_of_the_log_signs_until_the_log_changes_it() {
    let (shelf, old, old_vkey) = desk();
    sign(&shelf, &old);
    let (new, new_vkey) = new_key(&shelf, "new.key", ORIGIN, &[]);
    let refused = shelf.json(&["checkpoint", "--key", &new]);
    assert_eq!((refused.code, code(&refused)), (2, "DUE-0794".to_owned()));
    assert!(refused.error()["hint"].as_str().expect("a hint").contains("key rotate"));
    let rotate = |old: &str, new: &str| shelf.json(&["key", "rotate", "--key", old, "--new", new]);
    // Not by a stranger, not to another name, not to the same key, not to a witness's.
    let (other, _) = new_key(&shelf, "other.key", "elsewhere.example", &[]);
    let (witness, _) = new_key(&shelf, "w.key", ORIGIN, &["--witness"]);
    for (old, new, expected) in [
        (&new, &old, "DUE-0794"),
        (&old, &other, "DUE-0795"),
        (&old, &old, "DUE-0796"),
        (&old, &witness, "DUE-0787"),
    ] {
        assert_eq!(code(&rotate(old, new)), expected);
    }
    assert_eq!(shelf.head(), 2);
    let answer = rotate(&old, &new).value();
    assert_eq!((&answer["appended"], &answer["head"]["position"]), (&1.into(), &3.into()));
    // Each of the two keys verifies the checkpoint after the change.
    let note = answer["checkpoint"]["note"].as_str().expect("a note");
    assert_eq!([size(note, &[&old_vkey]), size(note, &[&new_vkey])], [3, 3]);
    // Once more: nothing is appended, the same checkpoint is there.
    let again = rotate(&old, &new).value();
    assert_eq!((&again["appended"], &again["checkpoint"]), (&0.into(), &answer["checkpoint"]));
    shelf.take(&[customer(3)]);
    let refused = shelf.json(&["checkpoint", "--key", &old]);
    assert_eq!(code(&refused), "DUE-0794");
    let note = sign(&shelf, &new)["note"].as_str().expect("a note").to_owned();
    assert_eq!(size(&note, &[&new_vkey]), 4);
    // The event says both lines.
    let export = shelf.run(&["export", "events", "$ledger"]).out;
    assert!(export.contains(&old_vkey) && export.contains(&new_vkey), "{export}");
}

#[test]
fn two_checkpoints_of_one_size_and_two_roots_are_a_split_view() {
    let (shelf, key, vkey) = desk();
    let ours = shelf.file("ours.txt", sign(&shelf, &key)["note"].as_str().expect("a note"));
    let theirs = shelf.file("theirs.txt", forged(&key, 2, Hash([7; 32])));
    let older = shelf.file("older.txt", forged(&key, 1, Hash([7; 32])));
    let compare = |a: &str, b: &str, more: &[&str]| {
        shelf.run(&[&["checkpoint", "--compare", a, b, "--vkey", &vkey], more].concat())
    };
    let split = compare(&ours, &theirs, &["--format", "json"]);
    assert_eq!((split.code, &split.any_value()["result"]), (1, &"split_view".into()));
    for (lang, word) in [("en", "SPLIT VIEW"), ("zh", "分裂视图")] {
        let told = compare(&ours, &theirs, &["--format", "table", "--lang", lang]);
        assert_eq!(told.code, 1);
        for file in [&ours, &theirs] {
            let note = std::fs::read_to_string(file).expect("a file");
            assert!(told.out.contains(word) && told.out.contains(note.trim_end()), "{}", told.out);
        }
    }
    let result = |a: &str, b: &str| {
        let answer = compare(a, b, &["--format", "json"]);
        (answer.code, answer.any_value()["result"].as_str().expect("a result").to_owned())
    };
    assert_eq!(result(&ours, &ours), (0, "same_tree".to_owned()));
    assert_eq!(result(&ours, &older), (0, "needs_proof".to_owned()));
    // What is not signed by the key proves nothing, and is refused with the file's name.
    let text = std::fs::read_to_string(&theirs).expect("a file").replace("\n2\n", "\n3\n");
    let broken = shelf.file("broken.txt", text);
    let refused = compare(&ours, &broken, &["--format", "json"]);
    assert_eq!((refused.code, code(&refused)), (3, "DUE-0781".to_owned()));
    assert!(refused.error()["file"].as_str().expect("a file").ends_with("broken.txt"));
    let wrong = shelf.json(&["checkpoint", "--compare", &ours, &theirs, "--vkey", "x"]);
    assert_eq!((wrong.code, code(&wrong)), (2, "DUE-0783".to_owned()));
}
