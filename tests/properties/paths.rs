//! INV-5 and INV-10: whichever way figures are reached - from the log with any number
//! of workers, from the cache, from a cache and the newest events, from a damaged
//! cache - they are the same.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use duebook::clock::FixedClock;
use duebook::ledger::Ledger;
use duebook::ledger::intake::IntakeOptions;
use duebook::ledger::view::{KnownAt, Question, View};
use duebook::replay::counterfactual::Asked;
use duebook::replay::{Reads, Replay, Warm, stream_names};
use duebook::store::SqliteStore;
use duebook::store::sqlite::Opening;
use duebook_events::{Actor, CustomerId, EventData, Instant, Position, Role};
use duebook_projections::aging::Basis;
use duebook_projections::counterfactual::Comparison;
use duebook_projections::digest::{Digests, Projections};
use duebook_projections::month_end::{Look, month_ends};
use duebook_projections::policy::DEFAULT_TEXT;
use duebook_projections::portfolio::{AgingAnswer, Answer, RemindersAnswer};
use duebook_projections::{Cut, Fact, Month, Policy};

use crate::given;

type Found = BTreeMap<&'static str, String>;

fn ledger_at(path: &Path) -> Ledger {
    let store = SqliteStore::open(path, Opening::CreateIfMissing).unwrap();
    let now = Instant::try_new("2026-01-01T00:00:00Z").unwrap();
    let caller = Actor { id: "clerk".into(), role: Role::Finance };
    Ledger::new(Arc::new(store), Arc::new(FixedClock(now)), caller)
}

async fn import(ledger: &Ledger, lines: &[&str]) {
    let keep =
        IntakeOptions { preserve_recorded_at: true, dry_run: false, ..IntakeOptions::default() };
    ledger.import(lines.join("\n").as_bytes(), keep).await.unwrap_or_else(|e| panic!("{e}"));
}

async fn view(ledger: &Ledger, cut: Cut) -> View {
    let (as_of, known_at) = (Some(cut.as_of), Some(KnownAt::Position(cut.known_at)));
    ledger.view(&Question { as_of, known_at, policy: None }).await.unwrap()
}

/// The digests of all projections by one way.
async fn digests(ledger: &Ledger, view: &View, workers: usize, warm: Option<&Warm>) -> Found {
    let store = ledger.store().as_ref();
    let names = stream_names(store).await.unwrap();
    let replay = Replay { store, view, workers, progress: &|_| {}, warm };
    let (answer, _) = replay.answer(|| Digests::new(&view.policy), &names).unwrap();
    answer.digests()
}

/// The same from every event whole, customer by customer.
async fn expected(ledger: &Ledger, view: &View) -> Found {
    let mut all = Projections::new(&view.policy);
    for (customer, facts) in given::facts(ledger).await {
        all.add(&customer, &view.fold(&facts), &view.policy);
    }
    all.finish();
    all.digests()
}

async fn look(ledger: &Ledger, known_at: Position) -> Warm {
    Warm::look(ledger.store().as_ref(), known_at, 1).await.unwrap()
}

#[test]
fn inv_5_and_10_every_way_to_the_figures_gives_the_same_bytes() {
    for seed in given::seeds(8) {
        let lines = given::lines(seed, 5, 200);
        let all: Vec<&str> = lines.lines().collect();
        let (old, new) = all.split_at(180);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("paths.db");
        let cache = folder.path().join("paths.db.segments");
        given::block_on(async {
            let ledger = ledger_at(&path);
            import(&ledger, old).await;
            let now = view(&ledger, given::cuts(&old.join("\n"), seed, 1)[0]).await;
            let leaving = Warm::leave(ledger.store().as_ref(), now.cut.known_at, 1).await.unwrap();
            let cold = digests(&ledger, &now, 2, Some(&leaving)).await;
            assert!(cache.exists(), "a cold replay leaves a cache behind");
            assert_eq!(cold, expected(&ledger, &now).await, "seed {seed}");
            import(&ledger, new).await;
            let sound = std::fs::read(&cache).unwrap();
            for cut in given::cuts(&lines, seed, 5) {
                let then = view(&ledger, cut).await;
                let expected = expected(&ledger, &then).await;
                let warm = look(&ledger, cut.known_at).await;
                assert!(warm.segments().is_some(), "180 of 200 events are worth reading");
                for workers in [1, 2, 3] {
                    let cold = digests(&ledger, &then, workers, None).await;
                    assert_eq!(cold, expected, "seed {seed}, cold, {workers}");
                    let warm = digests(&ledger, &then, workers, Some(&warm)).await;
                    assert_eq!(warm, expected, "seed {seed}, warm, {workers}");
                }
                damage(&ledger, &then, (&cache, &sound), &expected).await;
            }
        });
    }
}

/// A byte of the cache is another one: in its head, in its table, in its records.
async fn damage(ledger: &Ledger, then: &View, (cache, sound): (&Path, &[u8]), expected: &Found) {
    for at in [0, 18, 22, 30, 45, 70, 83, 84, 120, sound.len() / 2, sound.len() - 1] {
        let mut bytes = sound.to_vec();
        bytes[at] ^= 4;
        std::fs::write(cache, bytes).unwrap();
        let warm = look(ledger, then.cut.known_at).await;
        let answer = digests(ledger, then, 2, Some(&warm)).await;
        assert_eq!(&answer, expected, "byte {at} of the cache");
        // One whose damage shows only in its records is thrown away.
        assert!(warm.segments().is_none() || !cache.exists(), "byte {at} of the cache");
    }
    for cut_off in [0, 10, sound.len() - 1] {
        std::fs::write(cache, &sound[..cut_off]).unwrap();
        assert!(look(ledger, then.cut.known_at).await.segments().is_none());
    }
    std::fs::write(cache, sound).unwrap();
}

/// What a replay reads from the log is right, whatever the cache says and shows no damage of.
#[test]
fn a_replay_puts_a_new_cache_in_place_of_a_wrong_one_and_of_none_that_covers_more() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wrong.db");
    let cache = folder.path().join("wrong.db.segments");
    given::block_on(async {
        let ledger = ledger_at(&path);
        let lines = given::lines(3, 3, 120);
        import(&ledger, &lines.lines().collect::<Vec<_>>()).await;
        let head = Cut { known_at: Position(120), ..given::cuts(&lines, 3, 1)[0] };
        let replayed = async |cut: Cut| {
            let then = view(&ledger, cut).await;
            let leaving = Warm::leave(ledger.store().as_ref(), cut.known_at, 1).await.unwrap();
            digests(&ledger, &then, 2, Some(&leaving)).await
        };
        let expected = replayed(head).await;
        let sound = std::fs::read(&cache).unwrap();
        // A program killed while it wrote left this behind.
        let left = folder.path().join("wrong.db.segments-0123456789abcdef");
        std::fs::write(&left, "half a cache").unwrap();
        // Each stream's records begin behind those of the one before, and their sum is made anew.
        std::fs::write(&cache, with_another_record(&sound)).unwrap();
        assert!(look(&ledger, head.known_at).await.segments().is_some(), "it shows no damage");
        assert_eq!(replayed(head).await, expected);
        assert_eq!(std::fs::read(&cache).unwrap(), sound, "a replay heals it");
        assert!(!left.exists(), "whoever writes a cache clears up");
        replayed(Cut { known_at: Position(60), ..head }).await;
        assert_eq!(std::fs::read(&cache).unwrap(), sound, "one that covers more stays");
    });
}

/// The last byte of the first stream's records is another one, and all sums agree with it.
fn with_another_record(cache: &[u8]) -> Vec<u8> {
    const HEAD: usize = 84;
    let mut bytes = cache.to_vec();
    let number = |bytes: &[u8]| usize::try_from(u64::from_le_bytes(bytes.try_into().unwrap()));
    let table = number(&cache[64..72]).unwrap();
    let at = number(&cache[table + 4..table + 12]).unwrap();
    assert_eq!(at, HEAD, "the first entry is about the first records");
    let length = u32::from_le_bytes(cache[table + 12..table + 16].try_into().unwrap()) as usize;
    bytes[at + length - 1] ^= 1;
    let sum = crc32fast::hash(&bytes[at..at + length]);
    bytes[table + 16..table + 20].copy_from_slice(&sum.to_le_bytes());
    let sum = crc32fast::hash(&bytes[table..]);
    bytes[80..84].copy_from_slice(&sum.to_le_bytes());
    bytes
}

#[test]
fn a_cache_of_another_history_is_not_used() {
    let folder = tempfile::tempdir().unwrap();
    given::block_on(async {
        let mut caches = Vec::new();
        for seed in [1, 2] {
            let ledger = ledger_at(&folder.path().join(format!("{seed}.db")));
            let lines = given::lines(seed, 3, 100);
            import(&ledger, &lines.lines().collect::<Vec<_>>()).await;
            let now = view(&ledger, given::cuts(&lines, seed, 1)[0]).await;
            let leaving = Warm::leave(ledger.store().as_ref(), now.cut.known_at, 1).await.unwrap();
            digests(&ledger, &now, 2, Some(&leaving)).await;
            caches.push(folder.path().join(format!("{seed}.db.segments")));
        }
        let ledger = ledger_at(&folder.path().join("1.db"));
        assert!(look(&ledger, Position(100)).await.segments().is_some());
        std::fs::copy(&caches[1], &caches[0]).unwrap();
        assert!(look(&ledger, Position(100)).await.segments().is_none(), "another root");
        // One that covers more than the log has.
        let short = ledger_at(&folder.path().join("short.db"));
        std::fs::copy(&caches[1], folder.path().join("short.db.segments")).unwrap();
        let lines = given::lines(2, 3, 100);
        import(&short, &lines.lines().take(50).collect::<Vec<_>>()).await;
        assert!(look(&short, Position(50)).await.segments().is_none(), "a longer log");
    });
}

/// What else is answered from figures alone: items, reminders, month ends; and, with what decisions
/// say of themselves, what another policy would have changed.
#[test]
fn what_figures_forget_is_not_missed() {
    for seed in given::seeds(40) {
        let lines = given::lines(seed, 4, 220);
        given::block_on(async {
            let ledger = given::imported(&lines).await;
            let store = ledger.store().as_ref();
            let names = stream_names(store).await.unwrap();
            for cut in given::cuts(&lines, seed, 3) {
                let then = view(&ledger, cut).await;
                let replay =
                    Replay { store, view: &then, workers: 2, progress: &|_| {}, warm: None };
                let said = |reads: Reads| {
                    let add = |said: &mut Vec<String>, customer: &CustomerId, facts: &[Fact]| {
                        said.push(everything(&then, customer, facts));
                    };
                    let join = |said: &mut Vec<String>, later| said.extend(later);
                    replay.gather(reads, Vec::new, add, join, &names).unwrap().0
                };
                let (figures, payloads) = (said(Reads::Figures), said(Reads::Payloads));
                assert_eq!(figures, payloads, "seed {seed}, {cut:?}");
                assert!(!figures.is_empty() || cut.known_at < Position(10));
                let new = Arc::new(another_policy());
                let asked = Asked { new, old: None, from: None, to: then.cut.as_of };
                let question = asked.question(&ledger, &then).await.unwrap();
                let compared = |reads: Reads| {
                    let empty = || Comparison::new(&question);
                    let (add, join) = (Comparison::add, Comparison::append);
                    let (whole, _) = replay.gather(reads, empty, add, join, &names).unwrap();
                    serde_json::to_string(&whole.finish()).unwrap()
                };
                let (decisions, payloads) = (compared(Reads::Decisions), compared(Reads::Payloads));
                assert_eq!(decisions, payloads, "seed {seed}, {cut:?}");
            }
        });
    }
}

fn everything(then: &View, customer: &CustomerId, facts: &[Fact]) -> String {
    let (policy, account) = (&then.policy, then.fold(facts));
    let mut items = AgingAnswer::new(Basis::Contractual, policy);
    items.add_with_items(customer, &account, policy, true);
    let mut reminders = RemindersAnswer::default();
    reminders.add(customer, &account, policy);
    let reminders = serde_json::to_string(&reminders).unwrap();
    let month = Month::of(then.cut.as_of);
    let look = Look { month, as_of: then.cut.as_of, known_at: then.cut.known_at, policy };
    format!("{items:?} {reminders} {:?}", month_ends(facts, &[look]))
}

/// One that folds, scores and decides otherwise than the built-in one.
fn another_policy() -> Policy {
    let text = DEFAULT_TEXT
        .replacen("name = \"default\"", "name = \"other\"", 1)
        .replacen("net_days = 30", "net_days = 45", 1)
        .replacen("points = ", "points = 1", 1);
    Policy::parse(&text).unwrap()
}

/// Caches of older programs are thrown away by the number of the form: whoever
/// changes the bytes of a compact payload raises it, and writes the new digest here.
#[test]
fn another_form_of_compact_payloads_has_another_number() {
    const KNOWN: (u32, &str) =
        (2, "b6049979aad25eac5837aaacc7715412eae92fbea26e7d087875745748bffe34");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/replay-fixtures/demo/events.jsonl");
    let lines = std::fs::read_to_string(path).unwrap();
    let caller = Actor { id: "clerk".into(), role: Role::Finance };
    let (mut bytes, mut kinds) = (Vec::new(), std::collections::BTreeSet::new());
    for line in lines.lines() {
        let draft = duebook_events::Draft::read(line.as_bytes(), &caller).unwrap();
        kinds.insert(draft.data.kind());
        let begins = bytes.len();
        draft.data.put_compact(&mut bytes);
        let mut from = duebook_events::compact::Reader::new(&bytes[begins..]);
        let again = EventData::take_compact(draft.data.kind(), &mut from).unwrap();
        assert!(from.is_empty(), "{line}");
        // What was forgotten once is forgotten for good; what was kept comes back.
        let mut twice = Vec::new();
        again.put_compact(&mut twice);
        assert_eq!(twice, bytes[begins..], "{line}");
    }
    assert!(kinds.len() > 25, "the demo has events of {} types", kinds.len());
    let digest = duebook::merkle::leaf_hash(&bytes).hex();
    assert_eq!((duebook_events::compact::FORM, digest.as_str()), KNOWN);
}
