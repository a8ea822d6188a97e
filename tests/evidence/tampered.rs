//! Bundles that somebody changed: every change is found by the program and by the outsider.

use duebook::evidence::bundle::archive::Writer;
use duebook::evidence::key::{KeyName, Purpose, SignerKey};
use serde_json::{Value, json};

use crate::bundles::{
    Case, Files, ORIGIN, case, event_at, list_again, pack, positions, sign_again,
};
use crate::program::{Answer, Shelf, event};

/// A case with its bundle about an order: some events withheld, a document, an older checkpoint.
fn given() -> (Case, Files) {
    let case = case();
    let files = case.bundle(&["--order", "O-1", "--documents"]);
    case.holds(&pack(&files));
    (case, files)
}

/// The name of the first disclosed invoice.
fn invoice(files: &Files) -> String {
    format!("events/{}.json", positions(files, "invoice.issued")[0])
}

/// The same bytes with one text replaced, which must be there.
fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    assert!(text.contains(from), "{from} in {text}");
    text.replacen(from, to, 1).into_bytes()
}

#[test]
fn a_changed_byte_of_an_event() {
    let (case, mut files) = given();
    let name = invoice(&files);
    files.insert(name.clone(), replaced(&files[&name], "60000.00", "90000.00"));
    case.fails(&pack(&files), 831);
    list_again(&mut files);
    case.fails(&pack(&files), 834);
    // Even the holder of the key cannot make the log contain it.
    sign_again(&mut files, &case.key());
    case.fails(&pack(&files), 839);
}

#[test]
fn an_omitted_event() {
    let (case, mut files) = given();
    let name = invoice(&files);
    files.remove(&name);
    case.fails(&pack(&files), 827);
    list_again(&mut files);
    case.fails(&pack(&files), 834);
    // Signed again: the proof is left over.
    sign_again(&mut files, &case.key());
    case.fails(&pack(&files), 842);
    // With its proof removed, the versions have a gap.
    files.remove(&name.replace(".json", ".tlog-proof"));
    sign_again(&mut files, &case.key());
    case.fails(&pack(&files), 843);
}

#[test]
fn a_changed_document() {
    let (case, mut files) = given();
    let name = files.keys().find(|name| name.starts_with("documents/")).unwrap().clone();
    files.insert(name.clone(), b"another delivery note".to_vec());
    case.fails(&pack(&files), 831);
    sign_again(&mut files, &case.key());
    case.fails(&pack(&files), 846);
    // Under its own name no event names it.
    let bytes = files.remove(&name).unwrap();
    let hash = crate::bundles::hex(&<sha2::Sha256 as sha2::Digest>::digest(&bytes));
    files.insert(format!("documents/{hash}"), bytes);
    sign_again(&mut files, &case.key());
    case.fails(&pack(&files), 846);
}

#[test]
fn a_bundle_that_is_signed_with_another_key() {
    let (case, mut files) = given();
    let other = SignerKey::from_seed(KeyName::try_new(ORIGIN).unwrap(), Purpose::Note, &[9; 32]);
    sign_again(&mut files, &other);
    case.fails(&pack(&files), 833);
    // With its own key in the bundle too.
    files.insert("vkey".to_owned(), format!("{}\n", other.verifier()).into_bytes());
    let text = String::from_utf8(files["checkpoint"].clone()).unwrap();
    let text = format!("{}\n", text.split_once("\n\n").unwrap().0);
    let forged = duebook::evidence::note::Note::sign(&text, &[&other]).unwrap().to_bytes();
    let old = std::mem::replace(files.get_mut("checkpoint").unwrap(), forged.clone());
    for (name, bytes) in &mut files {
        if name.ends_with(".tlog-proof") {
            let end = bytes.len() - old.len();
            bytes.truncate(end);
            bytes.extend_from_slice(&forged);
        }
    }
    sign_again(&mut files, &other);
    case.fails(&pack(&files), 835);
    case.fails(&pack(&files), 836);
    // Whoever is given that key as the right one finds that the older checkpoint is not its.
    let believer = Case { vkey: other.verifier().to_string(), ..case };
    believer.fails(&pack(&files), 847);
}

#[test]
fn a_swapped_proof() {
    let (case, mut files) = given();
    let proofs: Vec<String> =
        files.keys().filter(|name| name.ends_with(".tlog-proof")).take(2).cloned().collect();
    let (a, b) = (files[&proofs[0]].clone(), files[&proofs[1]].clone());
    files.insert(proofs[0].clone(), b);
    files.insert(proofs[1].clone(), a.clone());
    sign_again(&mut files, &case.key());
    case.fails(&pack(&files), 839);
    // One hash of a path is another one.
    let (case, mut files) = given();
    let text = String::from_utf8(a).unwrap();
    let hash = text.lines().nth(2).unwrap();
    let wrong = replaced(text.as_bytes(), hash, &duebook::merkle::Hash([7; 32]).base64());
    files.insert(proofs[0].clone(), wrong);
    sign_again(&mut files, &case.key());
    case.fails(&pack(&files), 839);
}

#[test]
fn a_proof_of_another_checkpoint() {
    let (case, mut files) = given();
    let name = files.keys().find(|name| name.ends_with(".tlog-proof")).unwrap().clone();
    let text = String::from_utf8(files[&name].clone()).unwrap();
    let (path, _) = text.split_once("\n\n").unwrap();
    let first = String::from_utf8(case.first.clone()).unwrap();
    files.insert(name, format!("{path}\n\n{first}").into_bytes());
    sign_again(&mut files, &case.key());
    case.fails(&pack(&files), 839);
}

#[test]
fn an_archive_that_is_cut_short_or_is_none() {
    let (case, files) = given();
    let zip = pack(&files);
    case.fails(&zip[..zip.len() / 2], 825);
    case.fails(&zip[..zip.len() - 1], 825);
    case.fails(b"", 825);
    case.fails(b"not a bundle", 825);
}

#[test]
fn two_files_of_one_name() {
    let (case, files) = given();
    let mut writer = Writer::new(Vec::new());
    let twice = invoice(&files);
    for (name, bytes) in &files {
        writer.add(name, bytes).unwrap();
        if *name == twice {
            writer.add(name, bytes).unwrap();
        }
    }
    case.fails(&writer.finish().unwrap().0, 825);
}

#[test]
fn a_file_that_no_bundle_has_or_the_manifest_does_not_list() {
    let (case, mut files) = given();
    for name in ["notes.txt", "events/007.json", "../vkey", "events/1.json.bak"] {
        let mut more = files.clone();
        more.insert(name.to_owned(), b"x".to_vec());
        case.fails(&pack(&more), 826);
    }
    files.insert(format!("documents/{}", "0".repeat(64)), b"x".to_vec());
    case.fails(&pack(&files), 830);
}

/// What no manifest lists is told where it is read.
#[test]
fn a_bit_of_the_manifest_or_of_its_note() {
    let (case, files) = given();
    for name in ["MANIFEST.sha256", "MANIFEST.sha256.note"] {
        let mut zip = pack(&files);
        let begins = &files[name][..40];
        let at = zip.windows(40).position(|window| window == begins).unwrap();
        zip[at + 20] ^= 1;
        case.fails(&zip, 829);
    }
}

#[test]
fn a_missing_file_of_every_bundle() {
    let (case, files) = given();
    for name in ["withheld.jsonl", "vkey", "checkpoint", "README.zh.md", "MANIFEST.sha256.note"] {
        let mut less = files.clone();
        less.remove(name);
        case.fails(&pack(&less), 827);
    }
}

#[test]
fn a_withheld_line_that_is_removed_or_changed() {
    let (case, files) = given();
    let text = String::from_utf8(files["withheld.jsonl"].clone()).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    assert!(lines.len() > 2);
    // The last one as well: its proof is left over.
    for gone in [0, lines.len() - 1] {
        let mut less = files.clone();
        let rest: Vec<&str> =
            lines.iter().enumerate().filter(|(i, _)| *i != gone).map(|(_, line)| *line).collect();
        less.insert("withheld.jsonl".to_owned(), rest.concat().into_bytes());
        case.fails(&pack(&less), 831);
        sign_again(&mut less, &case.key());
        case.fails(&pack(&less), 842);
    }
    let mut changed = files.clone();
    let held: Value = serde_json::from_str(lines[0]).unwrap();
    let leaf = held["leaf"].as_str().unwrap();
    let other = replaced(text.as_bytes(), leaf, &"ab".repeat(32));
    changed.insert("withheld.jsonl".to_owned(), other);
    sign_again(&mut changed, &case.key());
    case.fails(&pack(&changed), 839);

    let mut broken = files;
    let other = replaced(text.as_bytes(), "\"leaf\"", "\"hash\"");
    broken.insert("withheld.jsonl".to_owned(), other);
    sign_again(&mut broken, &case.key());
    case.fails(&pack(&broken), 840);
}

#[test]
fn an_event_that_is_disclosed_and_withheld() {
    let (case, mut files) = given();
    let name = invoice(&files);
    let event: Value = serde_json::from_slice(&files[&name]).unwrap();
    let leaf = duebook::merkle::leaf_hash(&files[&name]).hex();
    let line = json!({"position": event["position"], "customer": "C-1",
        "version": event["version"], "leaf": leaf});
    files.get_mut("withheld.jsonl").unwrap().extend(format!("{line}\n").bytes());
    sign_again(&mut files, &case.key());
    case.fails(&pack(&files), 841);
}

#[test]
fn an_event_under_another_name_or_in_another_form() {
    let (case, files) = given();
    let name = invoice(&files);
    let mut spaced = files.clone();
    let value: Value = serde_json::from_slice(&files[&name]).unwrap();
    spaced.insert(name.clone(), format!("{value}\n").into_bytes());
    sign_again(&mut spaced, &case.key());
    case.fails(&pack(&spaced), 837);

    let mut moved = files;
    let other = format!("events/{}.json", positions(&moved, "order.placed")[0]);
    moved.insert(name.clone(), moved[&other].clone());
    sign_again(&mut moved, &case.key());
    case.fails(&pack(&moved), 838);
}

#[test]
fn a_bundle_of_somebody_else() {
    let (case, mut files) = given();
    let note = String::from_utf8(files["MANIFEST.sha256.note"].clone()).unwrap();
    files.insert(
        "MANIFEST.sha256.note".to_owned(),
        replaced(note.as_bytes(), "order O-1", "customer C-2"),
    );
    case.fails(&pack(&files), 833);
    sign_again(&mut files, &case.key());
    case.fails(&pack(&files), 845);
    let other = replaced(&files["MANIFEST.sha256.note"].clone(), "customer C-2", "order O-7");
    files.insert("MANIFEST.sha256.note".to_owned(), other);
    sign_again(&mut files, &case.key());
    case.fails(&pack(&files), 845);
    assert_eq!(event_at(&files, positions(&files, "order.placed")[0])["customer"], "C-1");
}

#[test]
fn an_older_checkpoint_that_the_log_does_not_continue() {
    let (case, mut files) = given();
    let name = files.keys().find(|name| name.starts_with("consistency/")).unwrap().clone();
    let text = String::from_utf8(files[&name].clone()).unwrap();
    let hash = text.lines().next().unwrap();
    let wrong = replaced(text.as_bytes(), hash, &duebook::merkle::Hash([7; 32]).base64());
    files.insert(name.clone(), wrong);
    sign_again(&mut files, &case.key());
    case.fails(&pack(&files), 847);
    // Under another size.
    files.remove(&name);
    files.insert(name.replace("/6-", "/5-"), text.into_bytes());
    sign_again(&mut files, &case.key());
    case.fails(&pack(&files), 847);
}

/// A log without a checkpoint, in which somebody has recorded that its key was theirs; then signed.
fn claimed_by(evil: &SignerKey) -> Case {
    let shelf = Shelf::new();
    let done = |answer: Answer| assert_eq!(answer.code, 0, "{} {}", answer.out, answer.err);
    let path = |name: &str| shelf.path(name).to_string_lossy().into_owned();
    done(shelf.json(&["init"]));
    done(shelf.json(&["key", "new", "--origin", ORIGIN, "--out", &path("log.key")]));
    let vkey = shelf.run(&["key", "show", "--key", &path("log.key")]).out.trim().to_owned();
    let lines = json!({"old": evil.verifier().to_string(), "new": vkey});
    let order = |number| json!({"order": number, "currency": "CNY", "amount": "1.00"});
    shelf.take(&[
        event("key.rotated", "$ledger", "2025-01-01", lines),
        event("customer.registered", "C-1", "2025-01-01", json!({"name": "One"})),
        event("order.placed", "C-1", "2025-01-02", order("O-1")),
    ]);
    let first = path("first.checkpoint");
    done(shelf.json(&["checkpoint", "--key", &path("log.key"), "--out", &first]));
    shelf.take(&[event("order.placed", "C-1", "2025-01-03", order("O-2"))]);
    let first = std::fs::read(first).unwrap();
    Case { shelf, vkey, first }
}

/// Anybody who can append can record that the log's key was somebody else's before.
#[test]
fn a_change_of_the_key_that_the_keys_have_not_confirmed() {
    let evil = SignerKey::from_seed(KeyName::try_new(ORIGIN).unwrap(), Purpose::Note, &[9; 32]);
    let case = claimed_by(&evil);
    let files = case.bundle(&["--order", "O-1"]);
    assert!(files.keys().any(|name| name.starts_with("keys/")), "the change is not disclosed");
    let answer = case.holds(&pack(&files));
    let keys = answer["checks"].as_array().unwrap().iter().find(|check| check["check"] == "keys");
    let told = keys.unwrap()["detail"].as_str().unwrap().to_owned();
    assert!(told.starts_with("0 changes") && told.contains("1 are not"), "{told}");

    // An older checkpoint that only this key has signed is none of the log's.
    let name = files.keys().find(|name| name.starts_with("consistency/")).unwrap().clone();
    let older = String::from_utf8(files[&name].clone()).unwrap();
    let (proof, note) = older.split_once("\n\n").unwrap();
    let text = format!("{}\n", note.split_once("\n\n").unwrap().0);
    let forged = duebook::evidence::note::Note::sign(&text, &[&evil]).unwrap();
    let mut files = files;
    files.insert(name, format!("{proof}\n\n{forged}").into_bytes());
    sign_again(&mut files, &case.key());
    case.fails(&pack(&files), 847);
}

#[test]
fn a_timestamp_of_something_else() {
    let (case, mut files) = given();
    let size = String::from_utf8(files["checkpoint"].clone()).unwrap();
    let size = size.lines().nth(1).unwrap().to_owned();
    let (tsr, dated) =
        (format!("timestamps/{size}-3.tsr"), format!("timestamps/{size}-3.checkpoint"));
    files.insert(tsr.clone(), vec![0x30; 80]);
    files.insert(dated.clone(), files["checkpoint"].clone());
    sign_again(&mut files, &case.key());
    case.fails(&pack(&files), 848);
}
