//! Somebody who can write to the file, and knows how it works, changes the past.

use duebook::evidence::verify::{Foreign, Options, Verified};
use duebook::store::Position;

use crate::given::{Book, history, key, note_of, verified};

/// What is found after some SQL by somebody above the rules.
async fn after(sql: &str) -> Verified {
    let book = Book::of(&history()).await;
    assert!(book.verified().ok());
    book.raw().execute_batch(sql).unwrap();
    book.verified()
}

fn tells(found: &Verified, position: Option<u64>, words: &str) {
    let told = found.problems.iter().any(|problem| {
        problem.position == position.map(Position) && problem.problem.en.contains(words)
    });
    assert!(told, "{words}: {:#?}", found.problems);
    for problem in &found.problems {
        assert_ne!(problem.problem.zh, problem.problem.en, "in both languages");
    }
}

#[tokio::test]
async fn a_deleted_event_is_found() {
    let found = after("DELETE FROM events WHERE position = 7").await;
    tells(&found, Some(8), "the event before it is at position 6");
    let found = after(
        "DELETE FROM events WHERE position = 22; DELETE FROM event_ids WHERE position = 22;
         UPDATE ledger SET value = 21 WHERE key = 'position';
         UPDATE streams SET version = 10, last_position = 21 WHERE stream = 2;
         DELETE FROM numbers WHERE position = 22",
    )
    .await;
    tells(&found, None, "it covers more events than there are: the log was cut off");
}

/// A row less, in any table that proves something.
#[tokio::test]
async fn a_deleted_row_is_found_in_every_table() {
    for (table, told) in [
        ("events", "the event before it is at position"),
        ("event_ids", "the list of ids is not that of the events"),
        ("streams", "is not in the list of streams"),
        ("numbers", "the list of numbers lacks the number that it created"),
        ("tree", "the tree lacks its block"),
        ("checkpoints", "4 checkpoints and attestations were kept, 3 are there"),
        ("ledger", "the head does not have just"),
    ] {
        let key = if matches!(table, "event_ids" | "numbers") { "position" } else { "rowid" };
        let first = match table {
            "ledger" => "key = 'checkpoints'".to_owned(),
            _ => format!("{key} = (SELECT min({key}) FROM {table})"),
        };
        let found = after(&format!("DELETE FROM {table} WHERE {first}")).await;
        let words = found.problems.iter().any(|problem| problem.problem.en.contains(told));
        assert!(words, "{table}: {:#?}", found.problems);
    }
}

#[tokio::test]
async fn a_swapped_pair_is_found() {
    // The lines alone, and whole rows with everything that says where they stand.
    let lines = "UPDATE events SET line = CASE position
        WHEN 8 THEN (SELECT line FROM events WHERE position = 9)
        ELSE (SELECT line FROM events WHERE position = 8) END WHERE position IN (8, 9)";
    tells(&after(lines).await, Some(8), "its stored");
    let rows = "UPDATE events SET position = -8 WHERE position = 8;
        UPDATE events SET position = 8 WHERE position = 9;
        UPDATE events SET position = 9 WHERE position = -8;
        UPDATE event_ids SET position = 17 - position WHERE position IN (8, 9)";
    tells(&after(rows).await, Some(8), "its stored position");
}

#[tokio::test]
async fn a_changed_event_is_found_even_with_its_hashes() {
    let found = after(
        "UPDATE events SET line = CAST(replace(CAST(line AS TEXT), '1200.50', '1200.51') AS BLOB)
         WHERE position = 7",
    )
    .await;
    tells(&found, Some(1), "is not that of the events");
    tells(&found, None, "the log has another root at that size: it was rewritten");
}

#[tokio::test]
async fn a_changed_document_is_found() {
    let found = after("UPDATE documents SET bytes = CAST(bytes || '!' AS BLOB)").await;
    tells(&found, None, "does not have that SHA-256");
    // One that was never supplied is no problem.
    let found = after("DELETE FROM documents").await;
    assert!(found.ok(), "{:?}", found.problems);
}

#[tokio::test]
async fn a_checkpoint_by_another_key_or_without_one_is_found() {
    let found = after("UPDATE checkpoints SET verifier_keys = ''").await;
    tells(&found, None, "kept checkpoint or attestation 1");
    let found = after("DELETE FROM checkpoints WHERE number > 2").await;
    tells(&found, None, "4 checkpoints and attestations were kept, 2 are there");
    // The second checkpoint by a key that no event has put in the first one's place.
    let book = Book::unsigned(&history()).await;
    let store = book.store();
    for (size, seed) in [(10, 1), (22, 2)] {
        let said = crate::given::checkpoint(&*store, size, &key(seed)).await;
        duebook::store::EventStore::keep_attestation(&*store, said).await.unwrap();
    }
    let found = verified(&*store, &Options::default());
    assert_eq!(found.problems.len(), 1, "{:?}", found.problems);
    tells(&found, None, "kept checkpoint or attestation 2");
}

#[tokio::test]
async fn a_head_that_is_gone_and_settings_that_cannot_be_read_are_findings() {
    let found = after("DELETE FROM ledger").await;
    tells(&found, None, "the head does not have just");
    for setting in ["('ghost', 'x')", "('witness_quorum', '-7')", "('checkpoint_schedule', 'x')"] {
        let found = after(&format!("INSERT OR REPLACE INTO settings VALUES {setting}")).await;
        tells(&found, None, "is unknown or cannot be read");
    }
    let found = after("INSERT INTO settings VALUES ('checkpoint_schedule', 'off')").await;
    assert!(found.ok(), "{:?}", found.problems);
}

/// Lists of which number belongs to whom are what keeps a number from being given twice.
#[tokio::test]
async fn a_forged_list_of_numbers_or_ids_is_found() {
    let found = after("DELETE FROM numbers WHERE number = 'INV-C-1'").await;
    tells(&found, Some(7), "the list of numbers lacks the number that it created");
    let found = after("INSERT INTO numbers VALUES (4, 'INV-9', 3)").await;
    tells(&found, Some(3), "the list of numbers says that it holds INV-9, the events do not");
    let found = after("DELETE FROM event_ids WHERE position = 3").await;
    tells(&found, None, "the list of ids is not that of the events");
    tells(&found, Some(3), "its id is not in the list of ids");
    let found = after("UPDATE event_ids SET position = 4 WHERE position = 3").await;
    tells(&found, Some(3), "its id is not in the list of ids");
    tells(&found, Some(4), "the list of ids has an id for it that it does not have");
}

fn against(book: &Book, notes: &[&[u8]]) -> Verified {
    let foreign = (1..)
        .zip(notes)
        .map(|(number, note)| Foreign { name: format!("{number}.txt"), note: note.to_vec() });
    let options = Options {
        foreign: foreign.collect(),
        keys: vec![key(1).verifier().clone()],
        ..Options::default()
    };
    verified(&*book.store(), &options)
}

/// A ledger that was cut off and put together anew is sound by itself; a checkpoint that somebody
/// has kept elsewhere tells.
#[tokio::test]
async fn a_truncated_tail_is_found_by_a_checkpoint_kept_elsewhere() {
    let lines = history();
    let whole = Book::unsigned(&lines).await;
    let kept = note_of(&whole, 22, &key(1)).await;
    assert!(against(&whole, &[&kept]).ok());
    let shorter = Book::unsigned(&lines[..20]).await;
    assert!(shorter.verified().ok());
    let found = against(&shorter, &[&kept]);
    tells(&found, None, "1.txt: it was signed over 22 events, the log has only 20: it was cut off");
}

/// The same for one whose past was changed, with every hash computed anew.
#[tokio::test]
async fn a_rewritten_history_is_found_by_a_checkpoint_kept_elsewhere() {
    let mut lines = history();
    let whole = Book::unsigned(&lines).await;
    let (early, kept) = (note_of(&whole, 5, &key(1)).await, note_of(&whole, 22, &key(1)).await);
    lines[6] = lines[6].replace("1200.50", "1200.40");
    let rewritten = Book::unsigned(&lines).await;
    assert!(rewritten.verified().ok());
    assert!(against(&rewritten, &[&early]).ok(), "what was signed before the change still holds");
    let found = against(&rewritten, &[&early, &kept]);
    tells(&found, None, "2.txt: the first 22 events of the log are not those that were signed");
    assert_eq!(found.problems.len(), 1, "{:?}", found.problems);
}

/// Two validly signed checkpoints of one size and different roots prove misconduct by themselves.
#[tokio::test]
async fn a_split_view_is_proof_of_misconduct() {
    let mut lines = history();
    let shown_to_one = Book::unsigned(&lines).await;
    lines[6] = lines[6].replace("1200.50", "1200.40");
    let shown_to_other = Book::unsigned(&lines).await;
    let one = note_of(&shown_to_one, 22, &key(1)).await;
    let other = note_of(&shown_to_other, 22, &key(1)).await;
    let found = against(&shown_to_one, &[&one, &other]);
    tells(&found, None, "SPLIT VIEW");
    // Also against what the ledger has signed itself.
    let signed = Book::of(&lines).await;
    tells(&against(&signed, &[&one]), None, "SPLIT VIEW");
    // A note by a stranger proves nothing about this log; it is told as such.
    let stranger = note_of(&shown_to_other, 22, &key(9)).await;
    let found = against(&shown_to_one, &[&stranger]);
    assert!(!found.ok());
    assert!(!found.problems.iter().any(|problem| problem.problem.en.contains("SPLIT VIEW")));
}
