//! `record`, its documents, `init`, policies.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::program::Shelf;
use crate::shop::{DAY, has_keys, shop};

fn hash(bytes: &[u8]) -> String {
    duebook_projections::policy::hex(&Sha256::digest(bytes))
}

fn last_event(shelf: &Shelf) -> Value {
    let out = shelf.run(&["export", "events"]).out;
    serde_json::from_str(out.lines().last().expect("a line")).expect("JSON")
}

fn terms(more: &[&str]) -> Vec<String> {
    let data = r#"{"terms":{"trigger":"month_end","net_days":30}}"#;
    let args = ["record", "terms.agreed", "--customer", "C-1", "--effective", DAY, "--data", data];
    args.iter().chain(more).map(ToString::to_string).collect()
}

fn record(shelf: &Shelf, args: &[String]) -> crate::program::Answer {
    shelf.json(&args.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn one_event_is_recorded_with_its_documents() {
    let shelf = shop();
    let paper = b"%PDF-1.7 the contract";
    let file = shelf.file("contract.pdf", paper);
    let answer = record(&shelf, &terms(&["--document", &file, "--actor", "li:sales"])).value();
    has_keys(&answer, "id type customer read appended already_recorded head");
    assert_eq!((&answer["appended"], &answer["head"]["position"]), (&json!(1), &json!(13)));
    let event = last_event(&shelf);
    assert_eq!(event["id"], answer["id"]);
    assert_eq!(event["actor"], json!({"id": "li", "role": "sales"}));
    let document = json!({"sha256": hash(paper), "name": "contract.pdf",
        "media_type": "application/pdf", "bytes": paper.len()});
    assert_eq!(event["data"]["document"], document);
    assert_eq!(stored(&shelf, &hash(paper)).as_deref(), Some(&paper[..]));
    // The same again is known; the retry of a program that was cut off.
    let again = record(&shelf, &terms(&["--document", &file, "--actor", "li:sales"])).value();
    assert_eq!((&again["appended"], &again["already_recorded"]), (&json!(0), &json!(1)));
    // A payload that names another document than the one handed in.
    let other = json!({"terms": {"trigger": "month_end", "net_days": 31},
        "document": {"sha256": "0".repeat(64), "name": "a", "media_type": "b", "bytes": 1}});
    let data = other.to_string();
    let args =
        ["record", "terms.agreed", "--customer", "C-1", "--data", &data, "--document", &file];
    let answer = shelf.json(&args);
    assert_eq!((answer.code, &answer.error()["field"]), (3, &json!("data.document.sha256")));
    // An event that is refused leaves no document behind.
    let lost = shelf.file("lost.txt", "lost");
    let args = [
        "record",
        "terms.agreed",
        "--customer",
        "C-404",
        "--data",
        r#"{"terms":{"trigger":"month_end","net_days":1}}"#,
        "--document",
        &lost,
    ];
    assert_eq!(shelf.json(&args).code, 3);
    assert_eq!(stored(&shelf, &hash(b"lost")), None);
    assert_eq!(shelf.head(), 13);
}

fn stored(shelf: &Shelf, sha256: &str) -> Option<Vec<u8>> {
    use duebook::store::EventStore as _;
    use duebook::store::sqlite::{Opening, SqliteStore};
    let store = SqliteStore::open(&shelf.db(), Opening::Existing).expect("a ledger");
    let digest: Vec<u8> = (0..32)
        .map(|i| u8::from_str_radix(&sha256[2 * i..2 * i + 2], 16).expect("hexadecimal"))
        .collect();
    let digest: [u8; 32] = digest.try_into().expect("32 bytes");
    let runtime = tokio::runtime::Builder::new_multi_thread().build().expect("a runtime");
    runtime.block_on(store.get_document(digest)).expect("an answer")
}

#[test]
fn payloads_come_from_the_line_a_file_or_standard_input() {
    let shelf = shop();
    let payload = r#"{"payment":"P-9","currency":"CNY","amount":"1.00"}"#;
    let file = shelf.file("payload.json", payload);
    let args = |data: String| {
        ["record", "payment.received", "--customer", "C-1", "--effective", DAY, "--data"]
            .into_iter()
            .map(ToOwned::to_owned)
            .chain([data])
            .collect::<Vec<_>>()
    };
    assert_eq!(record(&shelf, &args(format!("@{file}"))).value()["appended"], 1);
    assert_eq!(record(&shelf, &args(payload.to_owned())).value()["already_recorded"], 1);
    let from_stdin = args("@-".to_owned());
    let from_stdin: Vec<&str> = from_stdin.iter().map(String::as_str).collect();
    assert_eq!(shelf.feed(&from_stdin, payload.as_bytes()).value()["already_recorded"], 1);
    assert_eq!(record(&shelf, &args("@nowhere".to_owned())).code, 2);
    for bad in ["[]", "{", "{\"a\":1,\"a\":1}"] {
        let answer = record(&shelf, &args(bad.to_owned()));
        assert_eq!(answer.code, 3);
        assert!(answer.error()["field"].as_str().expect("a field").starts_with("data"));
    }
    // Without a date it is today in the ledger's time zone, and a dry run leaves no trace.
    let dry = ["record", "order.cancelled", "--customer", "C-1", "--data", r#"{"order":"O-1"}"#];
    let head = shelf.head();
    assert_eq!(shelf.json(&[&dry[..], &["--dry-run"]].concat()).code, 0);
    assert_eq!(shelf.head(), head);
    assert_eq!(shelf.json(&dry).code, 0);
    let zone = duebook::clock::day_in_zone;
    let now = duebook::clock::Clock::now(&duebook::clock::SystemClock);
    assert_eq!(last_event(&shelf)["effective"], zone(now, "Asia/Shanghai").to_string());
    let empty = Shelf::new();
    let register =
        ["record", "customer.registered", "--customer", "C", "--data", r#"{"name":"x"}"#];
    assert_eq!(empty.json(&[&register[..], &["--dry-run"]].concat()).code, 0);
    assert!(!empty.db().exists());
}

#[test]
fn policies_are_published_listed_and_shown() {
    let shelf = shop();
    let list = shelf.json(&["policy", "list"]).value();
    assert_eq!((&list["policies"], &list["built_in"]), (&json!([]), &json!("default@1")));
    let text = shelf.run(&["policy", "show", "default@1"]).out;
    assert_eq!(hash(text.as_bytes()), duebook_projections::Policy::built_in().sha256);
    let strict = text.replacen("version = 1", "version = 2", 1);
    assert_ne!(strict, text);
    let file = shelf.file("strict.toml", &strict);
    let published = shelf.json(&["policy", "publish", &file, "--from", "2025-04-01"]).value();
    has_keys(&published, "policy sha256 effective_from position");
    assert_eq!(published["sha256"], hash(strict.as_bytes()));
    let name = published["policy"].as_str().expect("a name").to_owned();
    assert!(name.ends_with("@2"), "{name}");
    // In force from its date on, and as far as it was known.
    let policy =
        |args: &[&str]| shelf.json(&[&["balance"], args].concat()).value()["policy"].clone();
    assert_eq!(policy(&["--as-of", "2025-04-01"]), json!(name));
    assert_eq!(policy(&["--as-of", "2025-03-31"]), "default@1");
    assert_eq!(policy(&["--as-of", "2025-04-01", "--known-at", "12"]), "default@1");
    assert_eq!(policy(&["--as-of", "2025-03-31", "--policy", &name]), json!(name));
    assert_eq!(shelf.run(&["policy", "show", &name]).out, strict);
    let list = shelf.json(&["policy", "list"]).value();
    assert_eq!(list["policies"][0]["policy"], json!(name));
    // The same again is recorded already; the same version otherwise is a conflict.
    let again = shelf.json(&["policy", "publish", &file, "--from", "2025-04-01"]).value();
    assert_eq!(again, published);
    assert_eq!(shelf.json(&["policy", "publish", &file, "--from", "2025-05-01"]).code, 4);
    assert_eq!(shelf.json(&["policy", "show", "none@1"]).code, 2);
    let bad = shelf.file("bad.toml", "policy = ");
    let answer = shelf.json(&["policy", "publish", &bad]);
    assert_eq!((answer.code, &answer.error()["file"]), (3, &json!(bad)));
}

#[test]
fn a_ledger_is_created_once() {
    let shelf = Shelf::new();
    let answer = shelf.json(&["init"]).value();
    assert_eq!((&answer["policy"], &answer["head"]["position"]), (&Value::Null, &json!(0)));
    assert_eq!(shelf.json(&["init"]).code, 2);
    let other = Shelf::new();
    let bad = other.file("bad.toml", "policy = ");
    assert_eq!(other.json(&["init", "--policy", &bad]).code, 3);
    assert!(!other.db().exists());
    let text = shelf.run(&["policy", "show", "default@1"]).out;
    let file = other.file("own.toml", text.replacen("version = 1", "version = 7", 1));
    let answer = other.json(&["init", "--policy", &file]).value();
    assert_eq!((&answer["policy"], &answer["head"]["position"]), (&json!("default@7"), &json!(1)));
}
