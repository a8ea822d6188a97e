//! The commands of a bundle's README do what it says: on good bundles, and on tampered ones.

use std::path::Path;
use std::process::Command;

use crate::bundles::{Files, case, lay_out, pack, positions, sign_again};
use crate::program::{Answer, run};

/// The commands of a README, block by block.
fn commands(readme: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(readme).unwrap();
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, block)) = rest.split_once("```sh\n") {
        let (block, more) = block.split_once("```").unwrap();
        blocks.push(block.to_owned());
        rest = more;
    }
    blocks
}

/// Runs the commands of a bundle's own README in a folder where it is unpacked.
fn follow(files: &Files, readme: &str) -> Answer {
    let folder = tempfile::tempdir().unwrap();
    lay_out(files, folder.path());
    let script = commands(&files[readme]).concat();
    let mut command = Command::new("bash");
    command.arg("-c").arg(script).current_dir(folder.path());
    run(command, b"")
}

#[test]
fn the_commands_accept_a_good_bundle() {
    let case = case();
    let files = case.bundle(&["--order", "O-1", "--documents"]);
    for readme in ["README.md", "README.zh.md"] {
        let answer = follow(&files, readme);
        assert_eq!(answer.code, 0, "{} {}", answer.out, answer.err);
        assert_eq!(
            answer.out.matches("Signature Verified Successfully").count(),
            2,
            "{}",
            answer.out
        );
        assert!(answer.out.contains("order O-1"), "{}", answer.out);
        assert!(answer.out.contains("12 events stand in the log"), "{}", answer.out);
    }
}

#[test]
fn both_languages_give_the_same_commands() {
    let case = case();
    let files = case.bundle(&["--invoice", "INV-1"]);
    let english = commands(&files["README.md"]);
    assert_eq!(english.len(), 5);
    assert_eq!(english, commands(&files["README.zh.md"]));
}

#[test]
fn each_step_finds_what_it_is_for() {
    let case = case();
    let good = case.bundle(&["--order", "O-1", "--documents"]);
    let event = format!("events/{}.json", positions(&good, "invoice.issued")[0]);
    let refused = |files: &Files, what: &str| {
        assert_eq!(case.verify(&pack(files), &[]).code, 1, "{what}");
        let answer = follow(files, "README.md");
        assert_ne!(answer.code, 0, "{what}: {} {}", answer.out, answer.err);
    };
    // Step 1: a file is changed, removed, added.
    let mut files = good.clone();
    files.get_mut(&event).unwrap()[20] ^= 1;
    refused(&files, "a changed file");
    let mut files = good.clone();
    files.remove(&event);
    refused(&files, "a missing file");
    let mut files = good.clone();
    files.insert("notes.txt".to_owned(), b"x".to_vec());
    refused(&files, "a file more");
    // Step 2: another manifest, another signature.
    let mut files = good.clone();
    files.remove(&event);
    crate::bundles::list_again(&mut files);
    refused(&files, "a manifest made anew");
    let mut files = good.clone();
    let note = files.get_mut("MANIFEST.sha256.note").unwrap();
    let blank = note.iter().position(|byte| *byte == b' ').unwrap();
    note[blank + 1] = b'P';
    refused(&files, "another subject");
    // Step 3, by somebody who has the key: an event that the log does not have; one left out.
    let mut files = good.clone();
    let text = String::from_utf8(files[&event].clone()).unwrap();
    files.insert(event.clone(), text.replace("60000.00", "90000.00").into_bytes());
    sign_again(&mut files, &case.key());
    refused(&files, "an event that is not in the log");
    let mut files = good.clone();
    files.remove(&event);
    files.remove(&event.replace(".json", ".tlog-proof"));
    sign_again(&mut files, &case.key());
    refused(&files, "an event left out");
    // Step 4: a document that no event names.
    let mut files = good.clone();
    let hash = crate::bundles::hex(&<sha2::Sha256 as sha2::Digest>::digest(b"x"));
    files.insert(format!("documents/{hash}"), b"x".to_vec());
    sign_again(&mut files, &case.key());
    refused(&files, "a document that no event names");
}

/// An archive as others pack it is a bundle too: by Python, compressed, in another order.
#[test]
fn an_archive_that_was_packed_again_is_accepted() {
    let case = case();
    let files = case.bundle(&["--order", "O-1"]);
    let folder = tempfile::tempdir().unwrap();
    lay_out(&files, folder.path());
    let packed = case.path("again.zip");
    let script = "import os, sys, zipfile\n\
        with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:\n\
        \x20   for top, _, names in os.walk('.'):\n\
        \x20       if top != '.': z.mkdir(os.path.relpath(top, '.'))\n\
        \x20       for name in sorted(names, reverse=True):\n\
        \x20           z.write(os.path.relpath(os.path.join(top, name), '.'))\n";
    let mut command = Command::new("python3");
    command.arg("-c").arg(script).arg(&packed).current_dir(folder.path());
    let answer = run(command, b"");
    assert_eq!(answer.code, 0, "{}", answer.err);
    case.holds(&std::fs::read(Path::new(&packed)).unwrap());
}
