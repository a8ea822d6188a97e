//! What lies in a bundle.

use duebook::evidence::proof::{ConsistencyProof, InclusionProof};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::bundles::{Case, Files, NOTE, case, event_at, hex, pack, positions, unpack};

fn withheld(files: &Files) -> Vec<Value> {
    let text = String::from_utf8(files["withheld.jsonl"].clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_customers_bundle_has_everything_of_the_customer() {
    let case = case();
    let files = case.bundle(&["--customer", "C-1", "--documents"]);
    let answer = case.holds(&pack(&files));
    assert_eq!(answer["subject"], "customer C-1");
    assert_eq!(withheld(&files), [] as [Value; 0]);
    let versions: Vec<u64> = positions(&files, "invoice.issued")
        .iter()
        .map(|at| event_at(&files, *at)["version"].as_u64().unwrap())
        .collect();
    assert_eq!(versions, [6, 7]);
    // The built-in policy that the decision published is the ledger's, not the customer's.
    assert_eq!(positions(&files, "policy.published"), [] as [u64; 0]);
    let hash = hex(&<Sha256 as sha2::Digest>::digest(NOTE));
    assert_eq!(files[&format!("documents/{hash}")], NOTE);
    assert_eq!(files["vkey"], format!("{}\n", case.vkey).as_bytes());
    let note = String::from_utf8(files["MANIFEST.sha256.note"].clone()).unwrap();
    assert!(note.starts_with("duebook-bundle/v1\ncustomer C-1\n"), "{note}");
}

#[test]
fn events_are_the_bytes_of_the_export() {
    let case = case();
    let files = case.bundle(&["--customer", "C-1"]);
    let lines = case.shelf.run(&["export", "events", "C-1"]).out;
    let mut count = 0;
    for line in lines.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        assert_eq!(files[&format!("events/{}.json", event["position"])], line.as_bytes());
        count += 1;
    }
    assert_eq!(count, files.keys().filter(|name| name.ends_with(".json")).count());
    assert!(!files.keys().any(|name| name.starts_with("documents/")));
}

#[test]
fn an_order_and_an_invoice_withhold_the_rest_by_hash() {
    let case = case();
    let order = case.bundle(&["--order", "O-1"]);
    case.holds(&pack(&order));
    assert_eq!(positions(&order, "order.decided").len(), 1);
    assert_eq!(positions(&order, "delivery.received").len(), 1);
    assert_eq!(positions(&order, "payment.received").len(), 1);
    assert_eq!(positions(&order, "invoice.issued").len(), 1);
    assert_eq!(positions(&order, "credit.limit_set"), [] as [u64; 0]);

    let invoice = case.bundle(&["--invoice", "INV-2"]);
    case.holds(&pack(&invoice));
    assert_eq!(positions(&invoice, "invoice.issued").len(), 1);
    assert_eq!(positions(&invoice, "order.placed"), [] as [u64; 0]);
    for files in [&order, &invoice] {
        let held = withheld(files);
        assert!(!held.is_empty());
        for line in held {
            let name = format!("events/{}.tlog-proof", line["position"]);
            assert!(files.contains_key(&name), "{name}");
            assert_eq!(line["customer"], "C-1");
        }
    }
}

#[test]
fn a_span_of_dates_discloses_only_that() {
    let case = case();
    let files = case.bundle(&["--customer", "C-1", "--from", "2025-02-01", "--to", "2025-03-25"]);
    case.holds(&pack(&files));
    let shown: Vec<&str> = ["invoice.issued", "payment.received", "promise.made", "order.placed"]
        .into_iter()
        .filter(|kind| !positions(&files, kind).is_empty())
        .collect();
    assert_eq!(shown, ["invoice.issued", "payment.received"]);
    assert_eq!(withheld(&files).len(), 12 - 3);
}

#[test]
fn proofs_hold_for_another_reader_of_rfc_6962() {
    let case = case();
    let files = case.bundle(&["--customer", "C-1"]);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let head = |bytes: &[u8]| {
        let note = text(bytes);
        let mut lines = note.lines().skip(1);
        let size: u64 = lines.next().unwrap().parse().unwrap();
        let root = duebook::merkle::Hash::from_base64(lines.next().unwrap()).unwrap();
        ct_merkle::RootHash::<Sha256>::new(root.0.into(), size)
    };
    let bytes = |hashes: &[duebook::merkle::Hash]| {
        hashes.iter().flat_map(|hash| hash.0).collect::<Vec<u8>>()
    };
    let newest = head(&files["checkpoint"]);
    let mut proved = 0;
    for (name, line) in files.iter().filter(|(name, _)| name.ends_with(".json")) {
        let proof = InclusionProof::parse(&files[&name.replace(".json", ".tlog-proof")]).unwrap();
        let path = ct_merkle::InclusionProof::try_from_bytes(bytes(&proof.hashes)).unwrap();
        newest.verify_inclusion(line, proof.index, &path).unwrap();
        proved += 1;
    }
    assert_eq!(proved, 12);
    let (name, older) = files.iter().find(|(name, _)| name.starts_with("consistency/")).unwrap();
    assert!(name.starts_with("consistency/6-"), "{name}");
    let older = ConsistencyProof::parse(older).unwrap();
    assert_eq!(older.checkpoint, case.first);
    let path = ct_merkle::ConsistencyProof::try_from_bytes(bytes(&older.hashes)).unwrap();
    newest.verify_consistency(&head(older.checkpoint), &path).unwrap();
}

#[test]
fn the_same_head_makes_the_same_bytes() {
    let case = case();
    let pack_twice = || {
        case.bundle(&["--customer", "C-1", "--documents"]);
        std::fs::read(case.path("bundle.zip")).unwrap()
    };
    let first = pack_twice();
    assert_eq!(first, pack_twice());
    // Whoever packs the same files again gets the same archive.
    assert_eq!(pack(&unpack(&first)), first);
}

#[test]
fn the_checkpoint_is_kept_and_what_is_appended_later_stays_out() {
    let case = case();
    let before = case.bundle(&["--customer", "C-1"]);
    let promise = json!({"promise": "PR-2", "amount": "5", "currency": "CNY", "due": "2025-05-28"});
    case.shelf.take(&[crate::program::event("promise.made", "C-1", "2025-04-20", promise)]);
    case.holds(&pack(&before));
    let after = case.bundle(&["--customer", "C-1"]);
    case.holds(&pack(&after));
    let older: Vec<&String> =
        after.keys().filter(|name| name.starts_with("consistency/")).collect();
    assert_eq!(older.len(), 2, "{older:?}");
    let note = ConsistencyProof::parse(&after[older[0]]).unwrap().checkpoint.to_vec();
    assert!([&before["checkpoint"], &case.first].contains(&&note));
}

#[test]
fn a_change_of_the_key_lies_in_the_bundle_and_links_the_older_checkpoints() {
    let case = case();
    let (old, new) = (case.path("log.key"), case.path("new.key"));
    let done = |args: &[&str]| {
        let answer = case.shelf.json(args);
        assert_eq!(answer.code, 0, "{}", answer.err);
        answer
    };
    done(&["key", "new", "--origin", crate::bundles::ORIGIN, "--out", &new]);
    done(&["key", "rotate", "--key", &old, "--new", &new]);
    let vkey = done(&["key", "show", "--key", &new]).out.trim().to_owned();
    std::fs::copy(&new, &old).unwrap();
    let case = Case { vkey, ..case };
    let files = case.bundle(&["--customer", "C-1"]);
    let rotation = files.keys().find(|name| name.starts_with("keys/")).unwrap().clone();
    case.holds(&pack(&files));

    // Without the change, nothing says whose the signatures of the older checkpoints are.
    let mut files = files;
    files.retain(|name, _| !name.starts_with("keys/"));
    crate::bundles::sign_again(&mut files, &case.key());
    assert!(rotation.ends_with(".json"));
    case.fails(&pack(&files), 847);
}

#[test]
fn an_empty_selection_is_still_a_bundle() {
    let case = case();
    let files = case.bundle(&["--customer", "C-1", "--from", "2030-01-01"]);
    case.holds(&pack(&files));
    assert_eq!(withheld(&files).len(), 12);
}
