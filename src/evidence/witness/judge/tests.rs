//! Each answer of the published specification, and that a wrong request changes nothing.

use super::*;
use crate::evidence::key::{KeyName, Purpose};
use crate::merkle::{leaf_hash, node_hash};

fn key(name: &str, seed: u8, purpose: Purpose) -> SignerKey {
    SignerKey::from_seed(KeyName::try_new(name).unwrap(), purpose, &[seed; 32])
}

fn log() -> SignerKey {
    key("example.com/log", 1, Purpose::Note)
}

fn witness() -> SignerKey {
    key("witness.example/w", 2, Purpose::Cosignature)
}

/// The root and the proofs of a tree of up to two leaves, written down by hand.
fn root(size: u64, branch: u8) -> Hash {
    let leaf = |number: u8| leaf_hash(&[number, branch]);
    match size {
        0 => Hash::empty(),
        1 => leaf_hash(&[1]),
        _ => node_hash(&leaf_hash(&[1]), &leaf(2)),
    }
}

fn proof(old: u64, new: u64, branch: u8) -> Vec<Hash> {
    if (old, new) == (1, 2) { vec![leaf_hash(&[2, branch])] } else { Vec::new() }
}

fn signed(by: &[&SignerKey], origin: &str, size: u64, root: Hash) -> Vec<u8> {
    Note::sign(&Checkpoint::new(origin, size, root).text(), by).unwrap().to_bytes()
}

/// A request of the log to grow from one size to another.
fn request(old: u64, new: u64, branch: u8) -> AddCheckpoint {
    let note = signed(&[&log()], "example.com/log", new, root(new, branch));
    AddCheckpoint { old, proof: proof(old, new, branch), note }
}

fn judged(request: &AddCheckpoint, seen: Option<&Note>) -> Judgement {
    let logs = Logs::new(vec![log().verifier().clone()]);
    judge(&request.to_bytes(), &logs, |_| seen.cloned(), &witness(), 1_700_000_000)
}

/// What a witness remembers after having confirmed a size.
fn seen(size: u64, branch: u8) -> Option<Note> {
    let judgement = judged(&request(0, size, branch), None);
    let Verdict::Confirmed(confirmed) = judgement.verdict else { panic!("{judgement:?}") };
    Some(confirmed.note)
}

fn status(request: &AddCheckpoint, seen: Option<&Note>) -> u16 {
    judged(request, seen).verdict.status()
}

#[test]
fn a_tree_that_grew_is_confirmed_and_the_confirmation_verifies() {
    let mut last: Option<Note> = None;
    for (old, new) in [(0, 0), (0, 1), (1, 1), (1, 2), (2, 2)] {
        let judgement = judged(&request(old, new, 0), last.as_ref());
        assert_eq!(judgement.split_view, None);
        let Verdict::Confirmed(confirmed) = judgement.verdict else { panic!("{old} {new}") };
        let keys = [log().verifier().clone(), witness().verifier().clone()];
        let opened = SignedCheckpoint::open(&confirmed.note.to_bytes(), &keys).unwrap();
        assert_eq!(opened.checkpoint.size, new);
        let times: Vec<u64> = opened.witnesses().map(|(_, time)| time).collect();
        assert_eq!(times, [1_700_000_000]);
        last = Some(confirmed.note);
    }
}

#[test]
fn what_cannot_be_read_is_malformed() {
    let logs = Logs::new(vec![log().verifier().clone()]);
    let status = |body: &[u8]| judge(body, &logs, |_| None, &witness(), 1).verdict.status();
    let good = request(0, 1, 0);
    assert_eq!(status(b""), 400);
    assert_eq!(status(b"old 0\n\n"), 400);
    assert_eq!(status(b"old 0\n\nno note\n"), 400);
    let mut above = good.clone();
    above.old = 2;
    assert_eq!(status(&above.to_bytes()), 400);
    // A note that is no checkpoint.
    let note = Note::sign("example.com/log\nmany\nx\n", &[&log()]).unwrap().to_bytes();
    assert_eq!(status(&AddCheckpoint { note, ..good }.to_bytes()), 400);
}

#[test]
fn unknown_logs_keys_and_signatures_are_refused() {
    let other = key("example.com/other", 3, Purpose::Note);
    let note = signed(&[&other], "example.com/other", 1, root(1, 0));
    let of = |note: Vec<u8>| status(&AddCheckpoint { old: 0, proof: Vec::new(), note }, None);
    assert_eq!(of(note), 404);
    // The origin is known, the key is not.
    assert_eq!(of(signed(&[&other], "example.com/log", 1, root(1, 0))), 403);
    // A further signature of somebody else does no harm, and is not remembered.
    let both = signed(&[&other, &log()], "example.com/log", 1, root(1, 0));
    assert_eq!(of(both.clone()), 200);
    let request = AddCheckpoint { old: 0, proof: Vec::new(), note: both };
    let Verdict::Confirmed(confirmed) = judged(&request, None).verdict else { panic!() };
    assert_eq!(confirmed.note.signatures().len(), 2);
    assert!(confirmed.note.signatures().iter().all(|one| !one.names(other.verifier())));
    // A known key's wrong signature.
    let forged = String::from_utf8(signed(&[&log()], "example.com/log", 1, root(1, 0))).unwrap();
    assert_eq!(of(forged.replace("\n1\n", "\n2\n").into_bytes()), 403);
}

#[test]
fn another_size_is_a_conflict_that_tells_it() {
    for (old, last, told) in [(0, 1, 1), (1, 2, 2), (0, 2, 2)] {
        let judgement = judged(&request(old, 2, 0), seen(last, 0).as_ref());
        assert_eq!(judgement.verdict, Verdict::OtherSize(told));
    }
    assert_eq!(judged(&request(1, 2, 0), None).verdict, Verdict::OtherSize(0));
}

#[test]
fn a_tree_that_did_not_grow_from_the_last_one_is_inconsistent() {
    let one = seen(1, 0);
    let good = request(1, 2, 0);
    assert_eq!(status(&good, one.as_ref()), 200);
    let with = |proof: Vec<Hash>| AddCheckpoint { proof, ..good.clone() };
    assert_eq!(status(&with(Vec::new()), one.as_ref()), 422);
    assert_eq!(status(&with(vec![Hash([0; 32])]), one.as_ref()), 422);
    assert_eq!(status(&with([good.proof.clone(), good.proof.clone()].concat()), one.as_ref()), 422);
    // A proof from nothing, or to the same size, is empty.
    let from_nothing = AddCheckpoint { old: 0, proof: good.proof.clone(), ..request(0, 2, 0) };
    assert_eq!(status(&from_nothing, None), 422);
    let two = seen(2, 0);
    let same = AddCheckpoint { old: 2, proof: good.proof.clone(), ..request(2, 2, 0) };
    assert_eq!(status(&same, two.as_ref()), 422);
    // An empty tree has one root.
    let note = signed(&[&log()], "example.com/log", 0, Hash([1; 32]));
    let empty = AddCheckpoint { old: 0, proof: Vec::new(), note };
    assert_eq!(status(&empty, None), 422);
}

#[test]
fn a_witness_is_bound_by_what_it_has_confirmed_under_a_key_that_it_knows_no_more() {
    let two = seen(2, 0);
    let new = key("example.com/log", 9, Purpose::Note);
    let logs = Logs::new(vec![new.verifier().clone()]);
    let note = signed(&[&new], "example.com/log", 1, root(1, 0));
    let request = AddCheckpoint { old: 0, proof: Vec::new(), note };
    let judgement = judge(&request.to_bytes(), &logs, |_| two.clone(), &witness(), 1);
    assert_eq!(judgement.verdict, Verdict::OtherSize(2));
    // A memory that cannot be read confirms nothing.
    let broken = Note::sign("example.com/log\n", &[&new]).unwrap();
    let judgement = judge(&request.to_bytes(), &logs, |_| Some(broken), &witness(), 1);
    assert_eq!(judgement.verdict, Verdict::NotKept);
}

#[test]
fn two_trees_of_one_size_are_refused_and_proved() {
    let two = seen(2, 0);
    // What the log has signed, without the witness's own line: the proof needs no other key.
    let confirmed = two.as_ref().unwrap();
    let by_the_log = confirmed.without_signatures().with(confirmed.signatures()[0].clone());
    // With the right old size, and with the one that a log would name that hides the other tree.
    for (request, expected) in [(request(2, 2, 1), 422), (request(1, 2, 1), 409)] {
        let judgement = judged(&request, two.as_ref());
        assert_eq!(judgement.verdict.status(), expected);
        let split = judgement.split_view.expect("the proof");
        assert_eq!((split.origin.as_str(), split.size), ("example.com/log", 2));
        let words = split.words();
        for note in [by_the_log.to_string(), String::from_utf8(request.note).unwrap()] {
            assert!(words.en.contains(&note) && words.zh.contains(&note));
        }
    }
    // Not from a stranger: a request that nobody signed accuses nobody.
    let other = key("example.com/other", 3, Purpose::Note);
    let note = signed(&[&other], "example.com/log", 2, root(2, 1));
    let request = AddCheckpoint { old: 2, proof: Vec::new(), note };
    assert_eq!(judged(&request, two.as_ref()).split_view, None);
}
