//! Archives that are made to cost whoever verifies them: each is refused, and soon.

use std::process::Command;

use serde_json::Value;

use crate::bundles::{Case, Files, case, lay_out, pack};
use crate::program::run;

/// Packs files with Python's `zipfile`, compressed, after `change` has had its way with the list
/// `files` of names and bytes.
fn zipped(case: &Case, files: &Files, change: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    lay_out(files, folder.path());
    let out = case.path("hostile.zip");
    let script = format!(
        "import sys, os, zipfile\n\
         files = []\n\
         for base, _, names in os.walk('.'):\n    \
             for name in names:\n        \
                 path = os.path.relpath(os.path.join(base, name), '.')\n        \
                 files.append((path, open(path, 'rb').read()))\n\
         {change}\n\
         with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as archive:\n    \
             for name, data in files:\n        \
                 folder = name.endswith('/')\n        \
                 packed = zipfile.ZIP_STORED if folder else zipfile.ZIP_DEFLATED\n        \
                 archive.writestr(name, data, packed)\n"
    );
    let mut command = Command::new("python3");
    command.arg("-c").arg(script).arg(&out).current_dir(folder.path());
    let answer = run(command, b"");
    assert_eq!(answer.code, 0, "{}", answer.err);
    std::fs::read(out).unwrap()
}

fn given() -> (Case, Files) {
    let case = case();
    let files = case.bundle(&["--order", "O-1"]);
    (case, files)
}

fn refused(case: &Case, zip: &[u8]) -> Value {
    let answer = case.verify(zip, &[]);
    assert_eq!(answer.code, 1, "{} {}", answer.out, answer.err);
    answer.any_value()
}

fn codes(value: &Value) -> Vec<&str> {
    let problems = value["problems"].as_array().unwrap();
    problems.iter().map(|problem| problem["code"].as_str().unwrap()).collect()
}

#[test]
fn a_repacked_bundle_holds() {
    let (case, files) = given();
    case.holds(&zipped(&case, &files, "pass"));
    case.holds(&zipped(&case, &files, "files.append(('events/', b''))"));
}

#[test]
fn folders_are_those_of_a_bundle() {
    let (case, files) = given();
    for folder in ["../", "events/5.json/", "notes/", "events/../"] {
        let zip = zipped(&case, &files, &format!("files.append(('{folder}', b''))"));
        assert_eq!(codes(&refused(&case, &zip)), ["DUE-0826"], "{folder}");
    }
}

#[test]
fn of_many_problems_some_are_listed_and_all_counted() {
    let (case, files) = given();
    let zip = zipped(&case, &files, "files += [(f'x{i}', b'') for i in range(5000)]");
    let value = refused(&case, &zip);
    assert_eq!(codes(&value).len(), 1000);
    assert_eq!(value["problems_unlisted"], 4000);
    assert_eq!(value["checks"][0]["detail"], "5000 problems");
}

#[test]
fn a_list_has_no_more_than_a_line_a_file() {
    let (case, files) = given();
    for list in ["withheld.jsonl", "MANIFEST.sha256"] {
        let change =
            format!("files = [(n, b'\\n' * (16 << 20) if n == '{list}' else d) for n, d in files]");
        let zip = zipped(&case, &files, &change);
        assert!(zip.len() < 1 << 20, "a small archive");
        assert!(codes(&refused(&case, &zip)).contains(&"DUE-0828"), "{list}");
    }
}

#[test]
fn all_files_together_are_bounded_by_the_archive() {
    let (case, files) = given();
    let change = "files += [(f'events/{i}.json', b' ' * (2 << 20)) for i in range(1000, 1060)]";
    let zip = zipped(&case, &files, change);
    assert!(zip.len() < 1 << 20, "a small archive");
    assert!(codes(&refused(&case, &zip)).contains(&"DUE-0828"));
}

#[test]
fn control_characters_of_a_name_are_not_repeated() {
    let (case, files) = given();
    let zip = zipped(&case, &files, "files.append(('\\x1b[2Jx', b''))");
    let file = case.shelf.file("asked.zip", &zip);
    let args = ["evidence", "verify", &file, "--vkey", &case.vkey, "--format", "table"];
    let answer = crate::bundles::bare(&args);
    assert_eq!(answer.code, 1, "{}", answer.err);
    assert!(!answer.out.contains('\u{1b}') && answer.out.contains("\\u{1b}"), "{}", answer.out);
}

#[test]
fn without_a_signature_nothing_of_the_log_is_looked_at() {
    let (case, mut files) = given();
    let note = String::from_utf8(files["MANIFEST.sha256.note"].clone()).unwrap();
    let forged = note.replace("order O-1", "order O-2").into_bytes();
    files.insert("MANIFEST.sha256.note".to_owned(), forged);
    let value = refused(&case, &pack(&files));
    let checks = value["checks"].as_array().unwrap();
    let events = checks.iter().find(|check| check["check"] == "events").unwrap();
    assert_eq!(events["detail"], "could not be checked");
}
