//! A small ledger with something of everything: events of many types, documents, checkpoints.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use duebook::clock::FixedClock;
use duebook::evidence::cosignature::cosign;
use duebook::evidence::key::{KeyName, Purpose, SignerKey};
use duebook::evidence::verify::{Options, Verified, verify};
use duebook::ledger::Ledger;
use duebook::ledger::intake::IntakeOptions;
use duebook::store::sqlite::Opening;
use duebook::store::{AttestationKind, Document, EventStore, NewAttestation, SqliteStore};
use duebook_events::{Actor, Instant, Role};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// The text of a document.
pub const CONTRACT: &[u8] = b"The parties agree: thirty days, and two percent a month thereafter.";

pub fn key(seed: u8) -> SignerKey {
    let name = KeyName::try_new("ledger.example/receivables").unwrap();
    SignerKey::from_seed(name, Purpose::Note, &[seed; 32])
}

fn witness() -> SignerKey {
    let name = KeyName::try_new("witness.example").unwrap();
    SignerKey::from_seed(name, Purpose::Cosignature, &[77; 32])
}

pub fn event(day: u32, customer: &str, kind: &str, data: &Value) -> String {
    let minute = day; // one event a minute, in the order of the lines
    json!({
        "type": kind, "customer": customer, "effective": format!("2025-01-{:02}", 1 + day % 28),
        "recorded_at": format!("2025-03-01T{:02}:{:02}:00.000Z", minute / 60, minute % 60),
        "actor": {"id": "erp", "role": "system"}, "data": data,
    })
    .to_string()
}

/// A history: two customers, every kind of number, a retraction, a key that changes.
pub fn history() -> Vec<String> {
    let paper = json!({"sha256": hex(&Sha256::digest(CONTRACT)), "name": "contract.pdf",
        "media_type": "application/pdf", "bytes": CONTRACT.len()});
    let terms = json!({"trigger": "invoice_date", "net_days": 30});
    let invoice = |number: &str| json!({"invoice": number, "currency": "CNY", "amount": "1200.50"});
    let mut lines = Vec::new();
    for customer in ["C-1", "C-2"] {
        let number = |text: &str| format!("{text}-{customer}");
        let paid = json!({"payment": number("P"), "currency": "CNY", "amount": "200.50",
            "allocations": [{"invoice": number("INV"), "amount": "200.50"}]});
        let credit = json!({"credit_note": number("CN"), "invoice": number("INV"),
            "amount": "100", "reason": "quantity \"80\" of 100 / 短缺"});
        let promise = json!({"promise": number("PR"), "amount": "300", "currency": "CNY",
            "due": "2025-02-10", "invoices": [number("INV")]});
        for (kind, data) in [
            ("customer.registered", json!({"name": "海河餐饮 & Söhne", "since": "2020-01-01"})),
            ("terms.agreed", json!({"terms": terms, "document": paper})),
            ("credit.limit_set", json!({"limit": "50000", "currency": "CNY"})),
            ("order.placed", json!({"order": number("O"), "currency": "CNY", "amount": "900"})),
            ("delivery.shipped", json!({"delivery": number("D"), "order": number("O")})),
            ("delivery.received", json!({"delivery": number("D")})),
            ("invoice.issued", invoice(&number("INV"))),
            ("invoice.issued", invoice(&number("INV2"))),
            ("payment.received", paid),
            ("credit_note.issued", credit),
            ("promise.made", promise),
        ] {
            lines.push(event(u32::try_from(lines.len()).unwrap(), customer, kind, &data));
        }
    }
    lines
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A ledger file of one's own.
pub struct Book {
    _folder: TempDir,
    pub path: PathBuf,
}

impl Book {
    /// Records these lines, with the documents, and signs and attests the head.
    pub async fn of(lines: &[String]) -> Self {
        let book = Self::unsigned(lines).await;
        let store = book.store();
        for size in [lines.len() as u64 / 2, lines.len() as u64] {
            attest(&*store, size).await;
        }
        drop(store);
        book
    }

    /// The same without a checkpoint.
    pub async fn unsigned(lines: &[String]) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("ledger.db");
        let book = Self { _folder: folder, path };
        let store = Arc::new(SqliteStore::open(&book.path, Opening::CreateIfMissing).unwrap());
        let clock = FixedClock(Instant::try_new("2026-01-01T00:00:00.000Z").unwrap());
        let caller = Actor { id: "erp".into(), role: Role::System };
        let ledger =
            Ledger::new(Arc::clone(&store) as Arc<dyn EventStore>, Arc::new(clock), caller);
        let options = IntakeOptions {
            preserve_recorded_at: true,
            dry_run: false,
            ..IntakeOptions::default()
        };
        ledger.import(lines.join("\n").as_bytes(), options).await.unwrap();
        let sha256 = Sha256::digest(CONTRACT).into();
        store.put_document(Document { sha256, bytes: CONTRACT.to_vec() }).await.unwrap();
        book
    }

    pub fn store(&self) -> Arc<SqliteStore> {
        Arc::new(SqliteStore::open(&self.path, Opening::Existing).unwrap())
    }

    /// The file as somebody sees it who stands above the rules of the program: no trigger fires.
    pub fn raw(&self) -> Connection {
        let raw = Connection::open(&self.path).unwrap();
        raw.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).unwrap();
        raw.pragma_update(None, "synchronous", "OFF").unwrap();
        raw
    }

    pub fn verified(&self) -> Verified {
        verified(&*self.store(), &Options::default())
    }
}

pub fn verified(store: &dyn EventStore, options: &Options) -> Verified {
    verify(store, options, &mut |_| {}).unwrap()
}

/// A checkpoint of the first `size` events, as the ledger signs it.
pub async fn checkpoint(store: &dyn EventStore, size: u64, key: &SignerKey) -> NewAttestation {
    checkpoint_by(store, size, &[key]).await
}

/// The same by several keys.
pub async fn checkpoint_by(
    store: &dyn EventStore,
    size: u64,
    keys: &[&SignerKey],
) -> NewAttestation {
    let root = store.tree_root(size).await.unwrap();
    let text = format!("{}\n{size}\n{}\n", keys[0].verifier().name().as_str(), root.base64());
    let note = duebook::evidence::note::Note::sign(&text, keys).unwrap();
    let vkeys: Vec<String> = keys.iter().map(|key| key.verifier().to_string()).collect();
    NewAttestation {
        kind: AttestationKind::Checkpoint,
        about: 0,
        size,
        root,
        body: note.to_bytes(),
        verifier_keys: vkeys.join("\n"),
        made_at_ms: 1_740_795_069_123,
    }
}

/// Keeps a checkpoint and a witness's word about it.
async fn attest(store: &dyn EventStore, size: u64) {
    let said = checkpoint(store, size, &key(1)).await;
    let about = store.keep_attestation(said.clone()).await.unwrap();
    let note = duebook::evidence::note::Note::parse(&said.body).unwrap();
    let line = cosign(note.text(), &witness(), 1_740_795_070).unwrap();
    let cosigned = NewAttestation {
        kind: AttestationKind::Cosignature,
        about,
        body: format!("{line}\n").into_bytes(),
        verifier_keys: witness().verifier().to_string(),
        ..said
    };
    store.keep_attestation(cosigned).await.unwrap();
}

/// Writes a file of the note that a ledger would sign over its first `size` events.
pub async fn note_of(book: &Book, size: u64, key: &SignerKey) -> Vec<u8> {
    checkpoint(&*book.store(), size, key).await.body
}

pub fn folder_of(book: &Book) -> &Path {
    book.path.parent().unwrap()
}
