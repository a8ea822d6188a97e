//! Erasing while processes are killed or do it at once; a creation that was cut off.

use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::personal::{found_in, key_of, sealed};
use crate::program::{Shelf, lines};
use crate::shop::history;

/// How often `erase` is killed, at moments that are spread over what it takes.
const KILLS: u32 = 48;
const ERASE: [&str; 4] = ["erase", "C-2", "--reason", "request R-12"];

fn erasures(shelf: &Shelf) -> usize {
    let events = shelf.run(&["export", "events"]);
    assert_eq!(events.code, 0, "{}", events.err);
    events.out.lines().filter(|line| line.contains("\"personal.erased\"")).count()
}

#[test]
fn a_killed_erasure_is_done_whole_or_not_at_all() {
    let whole = sealed();
    let key = key_of(&whole, "C-2");
    let timer = Instant::now();
    Shelf::copy_of(&whole).json(&ERASE).value();
    let takes = timer.elapsed();
    let (mut alive, mut done, mut undone) = (0, 0, 0);
    for n in 0..KILLS {
        let shelf = Shelf::copy_of(&whole);
        let mut command = shelf.command(&ERASE);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("a process");
        std::thread::sleep(Duration::from_secs_f64(
            takes.as_secs_f64() * f64::from(n) / f64::from(KILLS),
        ));
        alive += u32::from(child.try_wait().expect("a child").is_none());
        child.kill().expect("a kill");
        child.wait().expect("an end");
        // Whoever reads next finishes what the log holds, and nothing else.
        let shown = shelf.json(&["timeline", "C-2"]).value().to_string();
        match erasures(&shelf) {
            0 => {
                undone += 1;
                assert!(shown.contains("Second") && !shown.contains("[erased]"), "{shown}");
                assert_eq!(found_in(&shelf, &key).len(), 1);
            }
            1 => {
                done += 1;
                assert!(!shown.contains("Second") && shown.contains("[erased]"), "{shown}");
                assert_eq!(found_in(&shelf, &key), Vec::<String>::new());
            }
            more => panic!("{more} erasures"),
        }
        // Again: it is recorded once, whatever became of the first try.
        shelf.json(&ERASE).value();
        assert_eq!(erasures(&shelf), 1);
        assert_eq!(found_in(&shelf, &key), Vec::<String>::new());
        assert_eq!(shelf.json(&["verify"]).code, 0);
    }
    eprintln!("{alive} killed alive; {done} done, {undone} not, of {KILLS}");
    assert!(alive >= 10 && undone >= 3, "too few kills hit: {alive} alive, {undone} not done");
}

#[test]
fn processes_that_erase_at_once_record_it_once() {
    let shelf = sealed();
    let children: Vec<_> = (0..5)
        .map(|_| {
            let mut command = shelf.command(&ERASE);
            command.stdout(Stdio::null());
            command.spawn().expect("a process")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("an end").success());
    }
    assert_eq!(erasures(&shelf), 1);
}

#[test]
fn a_creation_that_was_cut_off_takes_nothing_and_is_finished() {
    let other = Shelf::new();
    other.json(&["init", "--seal-personal"]).value();
    let empty = std::fs::read(other.path("book.db.keys")).expect("a key file");
    // Cut off between the ledger and its settings: a file without them, beside the keys.
    let shelf = Shelf::new();
    assert_eq!(shelf.head(), 0);
    shelf.file("book.db.keys", &empty);
    let refused = shelf.feed(&["import", "-"], lines(&history()).as_bytes());
    assert_eq!((refused.code, &refused.error()["code"]), (5, &json!("DUE-0862")));
    // Not without sealing, now that it was asked for.
    let plain = shelf.json(&["init"]);
    assert_eq!((plain.code, &plain.error()["code"]), (2, &json!("DUE-0858")));
    shelf.json(&["init", "--seal-personal"]).value();
    shelf.take(&history());
    assert_eq!(found_in(&shelf, "Second"), Vec::<String>::new());
    assert_eq!(shelf.json(&["personal", "list"]).value()["sealing"], true);
    let again = shelf.json(&["init", "--seal-personal"]);
    assert_eq!((again.code, &again.error()["code"]), (2, &json!("DUE-0450")));
    // Cut off before the ledger.
    let shelf = Shelf::new();
    shelf.file("book.db.keys", &empty);
    shelf.json(&["init", "--seal-personal"]).value();
    // A ledger in use is not created again, whether it seals or not.
    let used = Shelf::new();
    used.take(&history());
    let again = used.json(&["init", "--seal-personal"]);
    assert_eq!((again.code, &again.error()["code"]), (2, &json!("DUE-0450")));
    assert!(!used.path("book.db.keys").exists());
}
