//! A ledger with a key, its bundles as files by name, and three ways to verify them.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use duebook::evidence::bundle::archive::{Archive, Writer};
use duebook::evidence::key::SignerKey;
use duebook::evidence::note::Note;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::program::{Answer, Shelf, by, event, lines, program, run};

/// The name of the log.
pub const ORIGIN: &str = "ledger.example.com/test";
/// A delivery note.
pub const NOTE: &[u8] = b"%PDF-1.4 a signed delivery note";

/// The files of a bundle by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A ledger whose log has been signed twice.
pub struct Case {
    /// Where it lies, with `log.key` and the bundles.
    pub shelf: Shelf,
    /// The verifier key line.
    pub vkey: String,
    /// The first checkpoint, of six events.
    pub first: Vec<u8>,
}

/// The events of the first part, before the first checkpoint.
fn early() -> Vec<Value> {
    let terms =
        json!({"terms": {"trigger": "invoice_date", "net_days": 30, "daily_rate": "0.0005"}});
    vec![
        event("customer.registered", "C-1", "2023-01-01", json!({"name": "华东设备 <有限公司>"})),
        event("customer.registered", "C-2", "2023-01-01", json!({"name": "Second"})),
        event("terms.agreed", "C-1", "2023-01-01", terms),
        event(
            "credit.limit_set",
            "C-1",
            "2023-01-01",
            json!({"limit": "200000", "currency": "CNY"}),
        ),
        event("order.placed", "C-2", "2025-01-02", order("O-9")),
        by("zhou", "sales", event("order.placed", "C-1", "2025-01-10", order("O-1"))),
    ]
}

/// The events after it.
fn late() -> Vec<Value> {
    let delivery = json!({"delivery": "D-1", "order": "O-1"});
    let paid = json!({"payment": "P-1", "currency": "CNY", "amount": "20000.00",
        "allocations": [{"invoice": "INV-1", "amount": "15000"}, {"invoice": "INV-2", "amount": "5000"}]});
    let promise = json!({"promise": "PR-1", "amount": "5", "currency": "CNY", "due": "2025-03-28"});
    vec![
        event("delivery.shipped", "C-1", "2025-01-20", delivery),
        event("invoice.issued", "C-1", "2025-02-03", invoice("INV-1", Some("O-1"))),
        event("invoice.issued", "C-2", "2025-02-03", invoice("INV-9", None)),
        event("invoice.issued", "C-1", "2025-02-10", invoice("INV-2", None)),
        event("payment.received", "C-1", "2025-03-25", paid),
        event("promise.made", "C-1", "2025-03-26", promise),
        event(
            "reminder.sent",
            "C-1",
            "2025-04-02",
            json!({"reminder": "R-2", "level": 1, "channel": "email", "invoices": ["INV-2"]}),
        ),
    ]
}

fn order(number: &str) -> Value {
    json!({"order": number, "currency": "CNY", "amount": "120000.00"})
}

fn invoice(number: &str, order: Option<&str>) -> Value {
    let mut data = json!({"invoice": number, "currency": "CNY", "amount": "60000.00"});
    if let Some(order) = order {
        data["order"] = json!(order);
    }
    data
}

/// A ledger of its own; the history is recorded once.
pub fn case() -> Case {
    static BASE: OnceLock<(Shelf, String, Vec<u8>)> = OnceLock::new();
    let (base, vkey, first) = BASE.get_or_init(|| {
        let shelf = Shelf::new();
        let key = shelf.path("log.key").to_string_lossy().into_owned();
        let done = |answer: Answer| {
            assert_eq!(answer.code, 0, "{} {}", answer.out, answer.err);
            answer
        };
        done(shelf.json(&["init"]));
        done(shelf.json(&["key", "new", "--origin", ORIGIN, "--out", &key]));
        let vkey = done(shelf.run(&["key", "show", "--key", &key])).out.trim().to_owned();
        done(shelf.feed(&["import", "-"], lines(&early()).as_bytes()));
        let first = shelf.path("first.checkpoint").to_string_lossy().into_owned();
        done(shelf.json(&["checkpoint", "--key", &key, "--out", &first]));
        done(shelf.feed(&["import", "-"], lines(&late()).as_bytes()));
        let note = shelf.file("note.pdf", NOTE);
        let received = json!({"delivery": "D-1"}).to_string();
        done(shelf.json(&[
            "record",
            "delivery.received",
            "--customer",
            "C-1",
            "--effective",
            "2025-01-22",
            "--data",
            &received,
            "--document",
            &note,
        ]));
        done(shelf.json(&["order", "decide", "O-1", "--as-of", "2025-04-16"]));
        let first = std::fs::read(first).expect("the first checkpoint");
        (shelf, vkey, first)
    });
    Case { shelf: Shelf::copy_of(base), vkey: vkey.clone(), first: first.clone() }
}

impl Case {
    /// The path of a file of the case.
    pub fn path(&self, name: &str) -> String {
        self.shelf.path(name).to_string_lossy().into_owned()
    }

    /// Exports a bundle, which must succeed; gives its files.
    pub fn bundle(&self, args: &[&str]) -> Files {
        let (key, out) = (self.path("log.key"), self.path("bundle.zip"));
        let _ = std::fs::remove_file(&out);
        let fixed = ["evidence", "export", "--key", &key, "--out", &out, "--as-of", "2025-04-16"];
        let answer = self.shelf.json(&[&fixed, args].concat());
        assert_eq!(answer.code, 0, "{}", answer.err);
        unpack(&std::fs::read(out).expect("a bundle"))
    }

    /// The answer of the program about a bundle.
    pub fn verify(&self, zip: &[u8], more: &[&str]) -> Answer {
        let file = self.shelf.file("asked.zip", zip);
        let fixed = ["evidence", "verify", &file, "--vkey", &self.vkey];
        self.shelf.json(&[&fixed, more].concat())
    }

    /// The answer of the verifier in Python about a bundle, with checkpoints.
    pub fn outsider(&self, zip: &[u8], checkpoints: &[&str]) -> Answer {
        let file = self.shelf.file("asked.zip", zip);
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/evidence/verify_bundle.py");
        let mut command = Command::new("python3");
        command.arg(script).arg(file).arg(&self.vkey).args(checkpoints);
        run(command, b"")
    }

    /// Asserts that everybody finds that everything holds; gives the program's answer.
    pub fn holds(&self, zip: &[u8]) -> Value {
        let outsider = self.outsider(zip, &[]);
        assert_eq!(outsider.code, 0, "{}", outsider.err);
        let answer = self.verify(zip, &[]);
        assert_eq!(answer.code, 0, "{} {}", answer.out, answer.err);
        let value = answer.value();
        assert_eq!(value["ok"], true, "{value}");
        assert_eq!(value["problems"], json!([]));
        value
    }

    /// Asserts that everybody finds fault, the program with this code.
    pub fn fails(&self, zip: &[u8], code: u16) {
        let answer = self.verify(zip, &[]);
        assert_eq!(answer.code, 1, "{} {}", answer.out, answer.err);
        let value = answer.any_value();
        assert_eq!(value["ok"], false);
        let code = format!("DUE-{code:04}");
        let problems = value["problems"].as_array().expect("problems");
        assert!(problems.iter().any(|problem| problem["code"] == code.as_str()), "{code}: {value}");
        let outsider = self.outsider(zip, &[]);
        assert_eq!(outsider.code, 1, "the outsider lets it pass: {}", outsider.out);
    }

    /// The log's own key.
    pub fn key(&self) -> SignerKey {
        let line = std::fs::read_to_string(self.path("log.key")).expect("a key file");
        SignerKey::parse(line.trim()).expect("a key")
    }
}

/// The files of an archive.
pub fn unpack(zip: &[u8]) -> Files {
    let archive = Archive::open(zip).expect("an archive");
    let file = |name: &str| archive.read(name).expect("sound").expect("there").into_owned();
    archive.names().map(|name| (name.to_owned(), file(name))).collect()
}

/// An archive of files.
pub fn pack(files: &Files) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    for (name, bytes) in files {
        writer.add(name, bytes).expect("room");
    }
    writer.finish().expect("memory").0
}

/// Makes the manifest anew, as anybody can.
pub fn list_again(files: &mut Files) {
    let listed = files.iter().filter(|(name, _)| !name.starts_with("MANIFEST"));
    let lines: String =
        listed.map(|(name, bytes)| format!("{}  {name}\n", hex(&Sha256::digest(bytes)))).collect();
    files.insert("MANIFEST.sha256".to_owned(), lines.into_bytes());
}

/// Makes the manifest and its signature anew, as only a holder of a key can.
pub fn sign_again(files: &mut Files, key: &SignerKey) {
    list_again(files);
    let note = String::from_utf8(files["MANIFEST.sha256.note"].clone()).expect("a note");
    let subject = note.lines().nth(1).expect("a subject");
    let manifest = hex(&Sha256::digest(&files["MANIFEST.sha256"]));
    let text = format!("duebook-bundle/v1\n{subject}\n{manifest}\n");
    let note = Note::sign(&text, &[key]).expect("a note");
    files.insert("MANIFEST.sha256.note".to_owned(), note.to_bytes());
}

/// Lowercase hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes files into a folder, as an archive is unpacked.
pub fn lay_out(files: &Files, folder: &Path) {
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
}

/// The event at a position of a bundle.
pub fn event_at(files: &Files, position: u64) -> Value {
    let bytes = &files[&format!("events/{position}.json")];
    serde_json::from_slice(bytes).expect("an event")
}

/// The positions of the disclosed events of a type.
pub fn positions(files: &Files, kind: &str) -> Vec<u64> {
    let mut found: Vec<u64> = files
        .keys()
        .filter_map(|name| name.strip_prefix("events/")?.strip_suffix(".json")?.parse().ok())
        .filter(|position| event_at(files, *position)["type"] == kind)
        .collect();
    found.sort_unstable();
    found
}

/// The program without a ledger.
pub fn bare(args: &[&str]) -> Answer {
    let mut command = program();
    command.args(args);
    run(command, b"")
}
