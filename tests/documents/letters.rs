//! What is recorded of a letter, and what is refused (domain, sections 3 and 12).

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::office::{ask, office, text};
use crate::program::{Shelf, event};

const DAY: &str = "2025-04-14";

fn first(shelf: &Shelf, more: &[&str]) -> crate::program::Answer {
    let args = ["remind", "C-1012", "--level", "1", "--as-of", DAY, "--lang", "zh"];
    shelf.json(&[&args, more].concat())
}

fn last_event(shelf: &Shelf) -> Value {
    let out = shelf.run(&["export", "events"]).out;
    serde_json::from_str(out.lines().last().expect("a line")).expect("JSON")
}

fn stored(shelf: &Shelf, sha256: &str) -> Option<Vec<u8>> {
    use duebook::store::EventStore as _;
    use duebook::store::sqlite::{Opening, SqliteStore};
    let store = SqliteStore::open(&shelf.db(), Opening::Existing).expect("a ledger");
    let digest = duebook_events::document::Sha256Hex::try_new(sha256).expect("a hash").0;
    let runtime = tokio::runtime::Builder::new_multi_thread().build().expect("a runtime");
    runtime.block_on(store.get_document(digest)).expect("an answer")
}

#[test]
fn a_letter_is_recorded_with_the_hash_of_its_bytes() {
    let shelf = office();
    let head = shelf.head();
    let out = shelf.path("letters");
    let out = format!("{}/", out.display());
    let answer = first(&shelf, &["--to", "王会计", "--out", &out, "--actor", "li.na:collector"]);
    let answer = answer.value();
    assert_eq!((&answer["as_of"], &answer["policy"]), (&json!(DAY), &json!("default@1")));
    assert_eq!(answer["reminder"]["position"], head + 1);
    assert_eq!(shelf.head(), head + 1);
    let event = last_event(&shelf);
    assert_eq!((&event["type"], &event["effective"]), (&json!("reminder.sent"), &json!(DAY)));
    assert_eq!(event["actor"], json!({"id": "li.na", "role": "collector"}));
    let data = &event["data"];
    assert_eq!(data["reminder"], "REM-C-1012-20250414-CNY-L1");
    assert_eq!((&data["level"], &data["channel"]), (&json!(1), &json!("email")));
    assert_eq!(data["invoices"], json!(["INV-C002"]));
    assert_eq!((&data["template"], &data["language"]), (&json!("zh/reminder-1"), &json!("zh")));
    assert_eq!((&data["to"], &data["document"]), (&json!("王会计"), &answer["document"]));
    // The file, the stored bytes and the hash are the same document.
    let file = std::fs::read(shelf.path("letters/REM-C-1012-20250414-CNY-L1.html")).unwrap();
    let hash = duebook_projections::policy::hex(&Sha256::digest(&file));
    assert_eq!(data["document"]["sha256"], hash);
    assert_eq!(stored(&shelf, &hash).as_deref(), Some(&file[..]));
    assert!(shelf.path("letters/REM-C-1012-20250414-CNY-L1.txt").exists());
    // The ladder goes on from it, and the live figures follow.
    let due = ask(&shelf, &["reminders", "C-1012", "--as-of", DAY])["due"].clone();
    assert_eq!(due, json!([]));
    assert_eq!(shelf.json(&["replay", "--check"]).code, 0);
}

#[test]
fn the_same_letter_is_recorded_once() {
    let shelf = office();
    let once = first(&shelf, &[]).value();
    let head = shelf.head();
    let again = first(&shelf, &[]).value();
    assert_eq!(shelf.head(), head);
    assert_eq!(
        (&once["already_recorded"], &again["already_recorded"]),
        (&json!(false), &json!(true))
    );
    for field in ["reminder", "document", "text", "html"] {
        assert_eq!(once[field], again[field], "{field}");
    }
    // In another language, by other means: still that letter.
    let args = ["remind", "C-1012", "--level", "1", "--as-of", DAY, "--lang", "en"];
    let other = ask(&shelf, &[&args[..], &["--channel", "phone", "--to", "else"]].concat());
    assert_eq!((&other["reminder"], &other["html"]), (&once["reminder"], &once["html"]));
    assert_eq!(shelf.head(), head);
}

/// What was paid on the day of the letter is no reason to forget the letter.
#[test]
fn a_letter_stays_what_it_was_when_all_is_paid() {
    let shelf = Shelf::new();
    let invoice = json!({"invoice": "I", "currency": "CNY", "amount": "5.00", "due": "2025-02-01"});
    shelf.take(&[
        event("customer.registered", "C", "2025-01-01", json!({"name": "Debtor"})),
        event("invoice.issued", "C", "2025-01-01", invoice),
    ]);
    let args = ["remind", "C", "--level", "1", "--as-of", "2025-02-10"];
    let once = ask(&shelf, &args);
    let paid = json!({"payment": "P", "currency": "CNY", "amount": "5.00",
        "allocations": [{"invoice": "I", "amount": "5.00"}]});
    shelf.take(&[event("payment.received", "C", "2025-02-10", paid)]);
    let again = ask(&shelf, &args);
    assert_eq!((&again["html"], &again["text"]), (&once["html"], &once["text"]));
    assert_eq!(again["already_recorded"], true);
    let back = json!({"event": last_reminder(&shelf, "C"), "reason": "not sent"}).to_string();
    let record = ["record", "event.retracted", "--customer", "C", "--data", &back];
    assert_eq!(shelf.json(&record).code, 0);
    assert_eq!(shelf.json(&args).code, 3, "taken back, and all is paid");
}

fn last_reminder(shelf: &Shelf, customer: &str) -> String {
    let out = shelf.run(&["export", "events", customer]).out;
    let line = out.lines().rfind(|line| line.contains("reminder.sent")).expect("a reminder");
    let event: Value = serde_json::from_str(line).expect("JSON");
    event["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_letter_that_was_taken_back_can_be_sent_again() {
    let shelf = office();
    let once = first(&shelf, &[]).value();
    let back = json!({"event": last_reminder(&shelf, "C-1012"), "reason": "not sent"}).to_string();
    let args = ["record", "event.retracted", "--customer", "C-1012", "--effective", DAY, "--data"];
    assert_eq!(shelf.json(&[&args[..], &[&back]].concat()).code, 0);
    let again = first(&shelf, &[]).value();
    assert_eq!(again["already_recorded"], false);
    assert_eq!(again["html"], once["html"]);
    assert_eq!(again["reminder"]["position"], shelf.head());
}

#[test]
fn a_dry_run_records_nothing() {
    let shelf = office();
    let head = shelf.head();
    let answer = first(&shelf, &["--dry-run"]).value();
    assert!(answer["reminder"].get("position").is_none(), "{answer}");
    let hash = answer["document"]["sha256"].as_str().unwrap();
    assert_eq!((shelf.head(), stored(&shelf, hash)), (head, None));
}

#[test]
fn what_cannot_be_a_letter_is_refused_and_nothing_recorded() {
    let shelf = office();
    let head = shelf.head();
    let refuse = |args: &[&str], code: i32, words: &[&str]| {
        let answer = shelf.json(&[&["remind"], args].concat());
        assert_eq!(answer.code, code, "{args:?} {}", answer.err);
        let error = answer.error().to_string();
        for word in words {
            assert!(error.contains(word), "{word} is not in {error}");
        }
    };
    refuse(&["C-1001", "--level", "4", "--as-of", DAY], 3, &["legal step", "record legal.step"]);
    // Domain, section 12: left out, with the reason of each.
    let june = ["--as-of", "2025-06-30"];
    refuse(&[&["C-1015", "--level", "1"], &june[..]].concat(), 3, &["nothing to remind"]);
    let promised = ["C-1006", "--level", "1", "--invoice", "INV-6005", "--as-of", "2025-06-30"];
    refuse(&promised, 3, &["INV-6005", "promise is pending"]);
    refuse(
        &["C-1001", "--level", "1", "--invoice", "INV-404", "--as-of", DAY],
        3,
        &["no such item"],
    );
    refuse(&["C-1001", "--level", "1", "--invoice", "INV-1001", "--as-of", DAY], 3, &["settled"]);
    refuse(&["C-404", "--level", "1"], 2, &["no customer C-404"]);
    refuse(&["C-1001"], 2, &["--level"]);
    refuse(&["C-1001", "--thanks", "--payment", "PAY-404"], 3, &["no such payment"]);
    let out = ["C-1001", "--level", "3", "--as-of", DAY, "--out"];
    refuse(&[&out[..], &["letter.pdf"]].concat(), 2, &["neither .html nor .txt"]);
    let file = shelf.file("a-file", "");
    let below = format!("{file}/letter.html");
    refuse(&[&out[..], &[&below]].concat(), 2, &["nothing was recorded"]);
    assert_eq!(shelf.head(), head);
}

#[test]
fn each_currency_has_its_own_letter() {
    let shelf = office();
    let dollars = json!({"invoice": "INV-USD", "currency": "USD", "amount": "900.00",
        "due": "2025-03-01"});
    shelf.take(&[event("invoice.issued", "C-1012", "2025-02-01", dollars)]);
    let answer = first(&shelf, &[]);
    assert_eq!(answer.code, 2);
    let error = answer.error().to_string();
    assert!(error.contains("CNY, USD") && error.contains("--currency"), "{error}");
    let dollars = first(&shelf, &["--currency", "USD"]).value();
    assert_eq!(dollars["reminder"]["reminder"], "REM-C-1012-20250414-USD-L1");
    assert!(!text(&dollars, "text").contains("INV-C002"));
    let yuan = first(&shelf, &["--currency", "CNY"]).value();
    assert_eq!(yuan["reminder"]["invoices"], json!(["INV-C002"]));
}

/// A level that the ladder does not ask for is rendered, and said.
#[test]
fn the_ladder_is_named_where_it_asks_for_another_level() {
    let shelf = office();
    let args = ["remind", "C-1001", "--level", "1", "--as-of", DAY, "--dry-run"];
    let en = shelf.json(&[&args[..], &["--lang", "en"]].concat());
    assert!(en.err.contains("asks for level 3 today, not 1"), "{}", en.err);
    let zh = shelf.json(&[&args[..], &["--lang", "zh"]].concat());
    assert!(zh.err.contains("今日应为第 3 级"), "{}", zh.err);
}

/// Thanks are no reminder: they are recorded as a contact, once a payment and day.
#[test]
fn thanks_are_recorded_as_a_contact() {
    let shelf = office();
    let args = ["remind", "C-1001", "--thanks", "--as-of", "2025-05-16", "--lang", "zh"];
    let answer = ask(&shelf, &args);
    let event = last_event(&shelf);
    assert_eq!(event["type"], "contact.logged");
    let data = &event["data"];
    assert_eq!(data["contact"], "THX-C-1001-20250516-PAY-1005");
    assert_eq!((&data["response"], &data["invoices"]), (&json!("none"), &json!(["INV-1003"])));
    let hash = answer["document"]["sha256"].as_str().unwrap();
    assert!(text(data, "summary").contains(hash));
    let html = text(&answer, "html");
    assert_eq!(stored(&shelf, hash).as_deref(), Some(html.as_bytes()));
    let head = shelf.head();
    let again = ask(&shelf, &args);
    assert_eq!((shelf.head(), &again["already_recorded"]), (head, &json!(true)));
    assert_eq!((&again["html"], &again["document"]), (&answer["html"], &answer["document"]));
}

/// What a customer is called cannot become part of a page.
#[test]
fn names_are_escaped_in_html_and_plain_in_text() {
    let shelf = Shelf::new();
    let name = "<script>alert(\"1\")</script> & Söhne";
    shelf.take(&[
        event("customer.registered", "C-<b>", "2025-01-01", json!({"name": name})),
        event(
            "invoice.issued",
            "C-<b>",
            "2025-01-01",
            json!({"invoice": "I'\"<i>", "currency": "KWD", "amount": "1.500"}),
        ),
    ]);
    let args = ["remind", "C-<b>", "--level", "2", "--as-of", "2025-03-01", "--to", "<u>x</u>"];
    let answer = ask(&shelf, &args);
    let html = text(&answer, "html");
    for tag in ["<script>", "<i>", "<u>", "<b>"] {
        assert!(!html.contains(tag), "{tag}");
    }
    assert!(html.contains("&lt;script&gt;") && html.contains("1.500"));
    assert!(text(&answer, "text").contains(name));
}
