//! `key`: files of one's own, bare lines, and nothing secret where others see it.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use duebook::evidence::key::VerifierKey;

use crate::desk::{ORIGIN, desk, new_key};
use crate::program::{Shelf, run};

#[test]
fn a_new_key_is_for_its_owner_and_is_never_overwritten() {
    let shelf = Shelf::new();
    let (file, vkey) = new_key(&shelf, "a.key", ORIGIN, &[]);
    let mode = std::fs::metadata(&file).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let before = std::fs::read(&file).expect("a file");
    let again = shelf.json(&["key", "new", "--origin", ORIGIN, "--out", &file]);
    assert_eq!((again.code, again.error()["code"].as_str()), (2, Some("DUE-0788")));
    assert_eq!(std::fs::read(&file).expect("a file"), before);
    assert!(vkey.starts_with(&format!("{ORIGIN}+")));
    assert!(VerifierKey::parse(&vkey).is_ok());
    // Another key, another secret.
    assert_ne!(new_key(&shelf, "b.key", ORIGIN, &[]).1, vkey);
    // No ledger was made.
    assert!(!shelf.db().exists());
}

#[test]
fn the_verifier_key_is_printed_bare_in_every_format() {
    let (shelf, file, vkey) = desk();
    for format in ["table", "json", "csv"] {
        for lang in ["en", "zh"] {
            let args = ["key", "show", "--key", &file, "--format", format, "--lang", lang];
            let answer = shelf.run(&args);
            assert_eq!((answer.code, answer.out), (0, format!("{vkey}\n")));
        }
    }
    // From the environment: the path, or the line itself.
    let line = std::fs::read_to_string(&file).expect("a file");
    for value in [file.as_str(), line.trim_end()] {
        let mut command = shelf.command(&["key", "show"]);
        command.env("DUEBOOK_KEY", value);
        assert_eq!(run(command, b"").out, format!("{vkey}\n"));
    }
}

#[test]
fn keys_that_others_may_read_and_things_that_are_no_keys_are_refused() {
    let (shelf, file, vkey) = desk();
    let code = |file: &str| {
        let answer = shelf.json(&["checkpoint", "--key", file]);
        assert_eq!(answer.code, 2, "{}", answer.err);
        answer.error()["code"].as_str().expect("a code").to_owned()
    };
    std::fs::set_permissions(&file, Permissions::from_mode(0o640)).expect("a mode");
    assert_eq!(code(&file), "DUE-0790");
    let told = shelf.run(&["checkpoint", "--key", &file, "--format", "table", "--lang", "zh"]);
    assert!(told.err.contains("chmod 600"), "{}", told.err);
    std::fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("a mode");
    assert_eq!(code("nowhere.key"), "DUE-0789");
    let public = shelf.file("public", &vkey);
    std::fs::set_permissions(&public, Permissions::from_mode(0o600)).expect("a mode");
    assert_eq!(code(&public), "DUE-0784");
    let without = shelf.json(&["checkpoint"]);
    assert_eq!((without.code, without.error()["code"].as_str()), (2, Some("DUE-0791")));
    for name in ["", "two words", "a+b"] {
        let answer = shelf.json(&["key", "new", "--origin", name, "--out", "x.key"]);
        assert_eq!((answer.code, answer.error()["code"].as_str()), (2, Some("DUE-0785")));
        assert!(!shelf.path("x.key").exists());
    }
    // A witness's key signs no ledger.
    let (witness, _) = new_key(&shelf, "w.key", "witness.example", &["--witness"]);
    assert_eq!(code(&witness), "DUE-0787");
}

#[test]
fn no_secret_is_ever_printed() {
    let (shelf, file, _) = desk();
    let line = std::fs::read_to_string(&file).expect("a file");
    let secret = line.trim_end().splitn(5, '+').nth(4).expect("a secret").to_owned();
    let broken = shelf.file("broken.key", format!("{}x", line.trim_end()));
    std::fs::set_permissions(&broken, Permissions::from_mode(0o600)).expect("a mode");
    let (args, vkey): (&[&[&str]], &str) = (
        &[
            &["key", "show", "--key", &file],
            &["checkpoint", "--key", &file],
            &["checkpoint", "--key", &broken],
            &["key", "rotate", "--key", &file, "--new", &file],
            // The key itself where its file is asked for.
            &["checkpoint", "--key", line.trim_end()],
            &["key", "rotate", "--key", &file, "--new", line.trim_end()],
            &["key", "new", "--origin", line.trim_end(), "--out", &file],
            &["checkpoint", "--key", &file, "--witness", line.trim_end()],
            &["checkpoint", "--key", &file, "--timestamp", line.trim_end()],
            &["checkpoint", "--help"],
        ],
        line.trim_end(),
    );
    for args in args {
        for format in ["json", "table"] {
            let mut command = shelf.command(&[*args, &["--format", format]].concat());
            command.env("DUEBOOK_KEY", vkey);
            let answer = run(command, b"");
            assert!(!answer.out.contains(&secret) && !answer.err.contains(&secret), "{args:?}");
        }
    }
    // Around it, in part, or in other bytes: the environment is never repeated.
    use std::os::unix::ffi::OsStrExt as _;
    let padded = format!(" {}\n", line.trim_end());
    let cases: [(&[u8], i32); 4] =
        [(padded.as_bytes(), 0), (secret.as_bytes(), 2), (&line.as_bytes()[3..], 2), (b"\xff", 2)];
    for (value, expected) in cases {
        let mut command = shelf.command(&["key", "show"]);
        command.env("DUEBOOK_KEY", std::ffi::OsStr::from_bytes(value));
        let answer = run(command, b"");
        assert_eq!(answer.code, expected, "{}", answer.err);
        assert!(!answer.out.contains(&secret) && !answer.err.contains(&secret), "{}", answer.err);
    }
    // The wrong line of the two where a public one is asked for.
    let answer = shelf.json(&["checkpoint", "--compare", "a", "b", "--vkey", line.trim_end()]);
    assert_eq!(answer.error()["code"], "DUE-0783");
    assert!(!answer.err.contains(&secret));
}
