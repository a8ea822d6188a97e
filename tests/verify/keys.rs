//! Whose checkpoints are the log's, and whom they are believed for.

use duebook::evidence::key::{KeyName, Purpose, SignerKey, VerifierKey};
use duebook::evidence::verify::{Foreign, Options, Verified};
use duebook::store::EventStore as _;
use serde_json::json;

use crate::given::{Book, checkpoint, checkpoint_by, event, history, key, verified};

/// A ledger whose last event, the 23rd, records a change from key 1 to another one, with
/// checkpoints of these sizes by these keys.
async fn changed(to: u8, signed: &[(u64, &[u8])]) -> Book {
    let mut lines = history();
    let data = json!({
        "old": key(1).verifier().to_string(),
        "new": key(to).verifier().to_string(),
    });
    lines.push(event(22, "$ledger", "key.rotated", &data));
    let book = Book::unsigned(&lines).await;
    let store = book.store();
    for (size, seeds) in signed {
        let keys: Vec<SignerKey> = seeds.iter().map(|seed| key(*seed)).collect();
        let said = checkpoint_by(&*store, *size, &keys.iter().collect::<Vec<_>>()).await;
        store.keep_attestation(said).await.unwrap();
    }
    book
}

fn by(book: &Book, keys: &[u8], foreign: Vec<Vec<u8>>) -> Verified {
    let foreign = foreign.into_iter().map(|note| Foreign { name: "f".to_owned(), note });
    let options = Options {
        keys: keys.iter().map(|seed| key(*seed).verifier().clone()).collect(),
        foreign: foreign.collect(),
        ..Options::default()
    };
    verified(&*book.store(), &options)
}

fn told(found: &Verified) -> Vec<&str> {
    found.problems.iter().map(|problem| problem.problem.en.as_ref()).collect()
}

#[tokio::test]
async fn whoever_can_append_cannot_put_a_key_of_his_own_in_the_place_of_the_logs() {
    let taken = changed(9, &[(10, &[1]), (23, &[9])]).await;
    let found = by(&taken, &[], Vec::new());
    let text = told(&found).join("\n");
    assert_eq!(found.problems.len(), 1, "{text}");
    assert!(
        text.contains("attestation 2") && text.contains("is not the key of this log"),
        "{text}"
    );
    // The key of the log goes on as if nothing had been recorded.
    let ours = changed(9, &[(10, &[1]), (23, &[1])]).await;
    assert!(by(&ours, &[], Vec::new()).ok());
    assert!(by(&ours, &[1], Vec::new()).ok());
    assert!(!by(&ours, &[9], Vec::new()).ok());
}

#[tokio::test]
async fn a_given_key_vouches_for_those_before_and_after_it_and_no_other_does() {
    let book = changed(2, &[(10, &[1]), (23, &[1, 2])]).await;
    for keys in [&[][..], &[1], &[2], &[1, 2], &[9, 2]] {
        let found = by(&book, keys, Vec::new());
        assert!(found.ok(), "{keys:?}: {:?}", told(&found));
        assert_eq!(found.keys, [1, 2].map(|seed| key(seed).verifier().clone()));
    }
    let found = by(&book, &[9], Vec::new());
    assert_eq!(found.problems.len(), 1);
    assert!(told(&found)[0].contains("no key that was given has signed"), "{:?}", told(&found));
    // The key that the given one leads to has signed what is kept elsewhere.
    let later = checkpoint(&*book.store(), 23, &key(2)).await.body;
    assert!(by(&book, &[1], vec![later]).ok());
}

/// Whoever can write to the ledger's file could put notes of his own beside it.
#[tokio::test]
async fn nobody_is_accused_by_notes_of_keys_that_were_not_given() {
    let mut lines = history();
    let honest = checkpoint(&*Book::unsigned(&lines).await.store(), 22, &key(1)).await.body;
    lines[6] = lines[6].replace("1200.50", "1200.40");
    let book = Book::unsigned(&lines).await;
    let store = book.store();
    store.keep_attestation(checkpoint(&*store, 22, &key(9)).await).await.unwrap();
    let found = by(&book, &[1], vec![b"no note".to_vec(), honest]);
    let text = told(&found).join("\n");
    assert!(text.contains("the log was rewritten") && !text.contains("SPLIT VIEW"), "{text}");
}

#[tokio::test]
async fn a_checkpoint_of_another_log_is_told_as_that() {
    let book = Book::of(&history()).await;
    let name = KeyName::try_new("elsewhere.example").unwrap();
    let other = SignerKey::from_seed(name, Purpose::Note, &[5; 32]);
    let text = "elsewhere.example\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    let note = duebook::evidence::note::Note::sign(text, &[&other]).unwrap().to_bytes();
    let keys: Vec<VerifierKey> = [&key(1), &other].map(|key| key.verifier().clone()).to_vec();
    let foreign = vec![Foreign { name: "f".to_owned(), note }];
    let found = verified(&*book.store(), &Options { keys, foreign, ..Options::default() });
    assert_eq!(found.problems.len(), 1);
    let told = told(&found)[0];
    assert!(told.contains("of another log, elsewhere.example") && !told.contains("rewritten"));
}
