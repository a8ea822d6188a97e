//! `key rotate`: nobody changes the key of a log but whoever holds it; and what keys remember.

use serde_json::{Value, json};

use crate::desk::{ORIGIN, customer, desk, new_key};
use crate::program::{Answer, Shelf, event};

fn code(answer: &Answer) -> String {
    answer.error()["code"].as_str().expect("a code").to_owned()
}

fn sign(shelf: &Shelf, key: &str) -> Answer {
    shelf.json(&["checkpoint", "--key", key])
}

/// A change of the key as anybody can hand it in who may append.
fn change(old: &str, new: &str) -> Value {
    event("key.rotated", "$ledger", "2025-01-02", json!({"old": old, "new": new}))
}

fn import(shelf: &Shelf, event: &Value) -> Answer {
    shelf.feed(&["import", "-"], event.to_string().as_bytes())
}

#[test]
fn a_change_that_the_old_key_has_not_signed_changes_nothing_and_blocks_nobody() {
    let (shelf, old, old_vkey) = desk();
    sign(&shelf, &old).value();
    let (evil, evil_vkey) = new_key(&shelf, "evil.key", ORIGIN, &[]);
    import(&shelf, &change(&old_vkey, &evil_vkey)).value();
    assert_eq!(code(&sign(&shelf, &evil)), "DUE-0794");
    assert_eq!(sign(&shelf, &old).value()["size"], 3);
    // The genuine change, as if that had never been.
    let (new, new_vkey) = new_key(&shelf, "new.key", ORIGIN, &[]);
    let rotated = shelf.json(&["key", "rotate", "--key", &old, "--new", &new]).value();
    assert_eq!((&rotated["appended"], &rotated["checkpoint"]["size"]), (&1.into(), &4.into()));
    shelf.take(&[customer(5)]);
    assert_eq!(code(&sign(&shelf, &old)), "DUE-0794");
    sign(&shelf, &new).value();
    let verify = |vkey: &str| shelf.json(&["verify", "--vkey", vkey]);
    for (vkey, trusted) in
        [(&old_vkey, ["given", "confirmed change"]), (&new_vkey, ["confirmed change", "given"])]
    {
        let keys = verify(vkey).value()["keys"].clone();
        assert_eq!(keys[0], json!({"vkey": old_vkey, "trusted": trusted[0]}));
        assert_eq!(keys[1], json!({"vkey": new_vkey, "trusted": trusted[1]}));
    }
    let found = verify(&evil_vkey);
    assert_eq!((found.code, &found.any_value()["ok"]), (1, &false.into()));
    let alone = shelf.json(&["verify"]).value();
    assert_eq!(alone["keys"][0]["trusted"], "on first use");
    for (lang, word) in [("en", "taken on trust"), ("zh", "未经核实")] {
        let table = shelf.run(&["verify", "--format", "table", "--lang", lang]);
        assert!(table.code == 0 && table.out.contains(word), "{}", table.out);
    }
}

#[test]
fn the_door_takes_changes_between_keys_of_the_log_only() {
    let (shelf, old, old_vkey) = desk();
    sign(&shelf, &old).value();
    let (_, new) = new_key(&shelf, "new.key", ORIGIN, &[]);
    let (_, other) = new_key(&shelf, "other.key", "elsewhere.example", &[]);
    let (_, witness) = new_key(&shelf, "w.key", ORIGIN, &["--witness"]);
    for (from, to, expected) in [
        ("x", "y", "DUE-0783"),
        (old_vkey.as_str(), "y", "DUE-0783"),
        (&old_vkey, &old_vkey, "DUE-0796"),
        (&old_vkey, &other, "DUE-0795"),
        (&old_vkey, &witness, "DUE-0787"),
        (&new, &old_vkey, "DUE-0794"),
    ] {
        let refused = import(&shelf, &change(from, to));
        assert_eq!((refused.code, code(&refused)), (3, expected.to_owned()));
    }
    assert_eq!(shelf.head(), 2);
}

#[test]
fn a_change_that_was_recorded_and_not_signed_is_finished() {
    let (shelf, old, old_vkey) = desk();
    sign(&shelf, &old).value();
    let (new, new_vkey) = new_key(&shelf, "new.key", ORIGIN, &[]);
    // As a process leaves it that ends between the two.
    import(&shelf, &change(&old_vkey, &new_vkey)).value();
    assert_eq!(code(&sign(&shelf, &new)), "DUE-0794");
    let rotated = shelf.json(&["key", "rotate", "--key", &old, "--new", &new]).value();
    assert_eq!((&rotated["appended"], &rotated["checkpoint"]["size"]), (&0.into(), &3.into()));
    assert_eq!(code(&sign(&shelf, &old)), "DUE-0794");
    sign(&shelf, &new).value();
    assert_eq!(shelf.json(&["verify", "--vkey", &old_vkey]).value()["ok"], true);
}

#[test]
fn a_key_remembers_beside_its_file_and_signs_no_other_history() {
    let (shelf, key, _) = desk();
    let earlier = Shelf::copy_of(&shelf);
    shelf.take(&[customer(3)]);
    let memory = shelf.path("ledger.key.last");
    std::fs::File::create_new(&memory).expect("a memory that is empty");
    let signed = sign(&shelf, &key).value();
    let last = std::fs::read_to_string(&memory).expect("a memory");
    assert_eq!(signed["note"], last.as_str());
    // An old backup, with nothing kept in it, and one that went its own way.
    let refused = sign(&earlier, &key);
    assert_eq!((refused.code, code(&refused)), (5, "DUE-0797".to_owned()));
    earlier.take(&[customer(4)]);
    assert_eq!(code(&sign(&earlier, &key)), "DUE-0797");
    assert_eq!(earlier.json(&["checkpoint", "--list"]).value()["checkpoints"], json!([]));
    assert_eq!(std::fs::read_to_string(&memory).expect("a memory"), last);
    // A memory that cannot be read is not taken for none.
    std::fs::write(&memory, "?").expect("a file");
    assert_eq!(code(&sign(&shelf, &key)), "DUE-0797");
}

#[test]
fn a_kept_note_that_was_changed_is_not_handed_out_again() {
    let (shelf, key, _) = desk();
    let first = sign(&shelf, &key).value();
    let raw = rusqlite::Connection::open(shelf.db()).expect("a ledger");
    let off = rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER;
    raw.set_db_config(off, false).expect("no triggers");
    let note = first["note"].as_str().expect("a note").replace("\n2\n", "\n1\n");
    raw.execute("UPDATE checkpoints SET body = ?1", [note.as_bytes()]).expect("a change");
    let refused = sign(&shelf, &key);
    assert_eq!((refused.code, code(&refused)), (5, "DUE-0781".to_owned()));
    assert!(!refused.out.contains("note"), "{}", refused.out);
}

#[test]
fn no_more_is_read_of_a_checkpoint_than_one_can_be() {
    let (shelf, _, vkey) = desk();
    let long = shelf.file("long.txt", vec![b'x'; 1024 * 1024 + 1]);
    let files = [
        vec!["verify", "--checkpoint", &long, "--vkey", &vkey],
        vec!["checkpoint", "--compare", &long, &long, "--vkey", &vkey],
        vec!["checkpoint", "--tsq", &long, "--tsr", &long],
    ];
    for args in files {
        let refused = shelf.json(&args);
        assert_eq!((refused.code, code(&refused)), (2, "DUE-0798".to_owned()), "{args:?}");
    }
}
