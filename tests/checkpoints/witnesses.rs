//! `witness` and a ledger that needs it, over real connections.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use duebook::clock::SystemClock;
use duebook::evidence::checkpoint::Checkpoint;
use duebook::evidence::key_file;
use duebook::evidence::note::Note;
use duebook::evidence::signing::{checkpoints, sealed};
use duebook::evidence::witness::quorum::Quorum;
use duebook::evidence::witness::request::AddCheckpoint;
use duebook::evidence::witness::server::BODY_BYTES_MAX;
use duebook::ledger::Ledger;
use duebook::merkle::Hash;
use duebook::store::sqlite::Opening;
use duebook::store::{EventStore, SqliteStore};
use duebook_events::{Actor, Role};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::desk::{ORIGIN, Staying, customer, new_key, size};
use crate::program::{Shelf, program};

/// A witness that runs.
struct Running {
    staying: Staying,
    address: String,
    vkey: String,
}

impl Running {
    /// Starts a witness of its own shelf for a log; the same one again if it ran before.
    fn start(shelf: &Shelf, log: &str) -> Self {
        let key = shelf.path("witness.key");
        if !key.exists() {
            new_key(shelf, "witness.key", "witness.example/w1", &["--witness"]);
        }
        let key = key.to_string_lossy().into_owned();
        let vkey = shelf.json(&["key", "show", "--key", &key]).out.trim_end().to_owned();
        let mut command = program();
        let state = shelf.path("witness.json");
        command.args(["--lang", "en", "witness", "--key", &key, "--log-vkey", log]);
        command.args(["--listen", "127.0.0.1:0", "--state"]).arg(state);
        let staying = Staying::start(command);
        let line = staying.wait_for("Witness witness.example/w1: http://");
        let address = line.rsplit("http://").next().expect("an address").to_owned();
        Self { staying, address, vkey }
    }

    fn given(&self) -> String {
        format!("{} http://{}", self.vkey, self.address)
    }

    fn post(&self, body: &[u8]) -> (u16, String) {
        post(&self.address, body)
    }

    fn get(&self, path: &str) -> (u16, String) {
        let asked = format!("GET {path} HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n");
        send(&self.address, asked.as_bytes())
    }
}

/// Sends bytes as they are, and gives the status and the whole answer.
fn send(address: &str, bytes: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(address).expect("a connection");
    // A server that refuses a long body may close before it has read it.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or_default(), answer)
}

fn post(address: &str, body: &[u8]) -> (u16, String) {
    let length = body.len();
    let head = format!(
        "POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\
         Content-Length: {length}\r\n\r\n"
    );
    send(address, &[head.as_bytes(), body].concat())
}

/// A ledger with a key that needs one witness, which runs.
fn watched() -> (Shelf, Shelf, String, String, Running) {
    let (shelf, house) = (Shelf::new(), Shelf::new());
    let (key, vkey) = new_key(&shelf, "ledger.key", ORIGIN, &[]);
    let witness = Running::start(&house, &vkey);
    shelf.json(&["init", "--witness", &witness.given()]).value();
    shelf.take(&[customer(1), customer(2)]);
    (shelf, house, key, vkey, witness)
}

fn sign(shelf: &Shelf, key: &str) -> Value {
    shelf.json(&["checkpoint", "--key", key]).value()
}

#[test]
fn a_witness_confirms_a_growing_log_and_remembers_it_after_a_restart() {
    let (shelf, house, key, vkey, witness) = watched();
    let out = shelf.path("checkpoint.txt").to_string_lossy().into_owned();
    let first = shelf.json(&["checkpoint", "--key", &key, "--out", &out]).value();
    assert_eq!(first["witnesses"]["reached"], true);
    let note = std::fs::read_to_string(&out).expect("a file");
    assert_eq!(first["note"], note.as_str());
    assert_eq!(size(&note, &[&vkey, &witness.vkey]), 2);
    let note = Note::parse(note.as_bytes()).expect("a note");
    assert_eq!(note.signatures().len(), 2);
    witness.staying.wait_for("2 events");
    // It is asked once: what it has confirmed is kept.
    assert_eq!(sign(&shelf, &key)["note"], first["note"]);
    shelf.take(&[customer(3), customer(4), customer(5)]);
    assert_eq!(sign(&shelf, &key)["witnesses"]["reached"], true);
    let list = shelf.json(&["checkpoint", "--list"]).value();
    assert_eq!(list["checkpoints"][1]["cosignatures"][0]["witnesses"][0], witness.vkey.as_str());
    // Anybody can ask for what was confirmed last.
    let hash = duebook_projections::policy::hex(&Sha256::digest(ORIGIN));
    let (status, answer) = witness.get(&format!("/{hash}/checkpoint"));
    let confirmed = answer.split_once("\r\n\r\n").expect("a body").1;
    assert_eq!((status, size(confirmed, &[&vkey, &witness.vkey])), (200, 5));
    assert_eq!(witness.get(&format!("/{}/checkpoint", "0".repeat(64))).0, 404);
    assert_eq!(witness.staying.stop(), 0);
    // Started again elsewhere, it goes on where it was.
    let witness = Running::start(&house, &vkey);
    let (status, answer) = witness.get(&format!("/{hash}/checkpoint"));
    assert_eq!((status, answer.ends_with(confirmed)), (200, true));
    shelf.take(&[customer(6)]);
    let answer = shelf.json(&["checkpoint", "--key", &key, "--witness", &witness.given()]).value();
    assert_eq!((&answer["size"], &answer["witnesses"]["reached"]), (&6.into(), &true.into()));
}

#[test]
fn without_its_quorum_a_checkpoint_is_kept_and_told_as_not_witnessed() {
    let (shelf, house, key, vkey, witness) = watched();
    witness.staying.stop();
    let out = shelf.path("checkpoint.txt").to_string_lossy().into_owned();
    let answer = shelf.json(&["checkpoint", "--key", &key, "--out", &out]);
    assert_eq!((answer.code, &answer.error()["code"]), (5, &"DUE-0811".into()));
    assert_eq!(answer.any_value()["witnesses"]["reached"], false);
    assert!(answer.any_value()["note"].is_null() && !answer.out.contains('\u{2014}'));
    // It is kept, but not handed out.
    assert!(!std::path::Path::new(&out).exists());
    let list = shelf.json(&["checkpoint", "--list"]).value();
    assert_eq!(list["checkpoints"].as_array().map(Vec::len), Some(1));
    for (lang, word) in [("en", "not witnessed yet"), ("zh", "尚未完成见证")] {
        let args = ["checkpoint", "--key", &key, "--format", "table", "--lang", lang];
        let told = shelf.run(&args);
        assert!(told.code == 5 && told.err.contains(word), "{}", told.err);
        assert_eq!(told.out, "");
    }
    // When the witness is back, the same checkpoint is confirmed.
    let witness = Running::start(&house, &vkey);
    let given = witness.given();
    let again = shelf.json(&["checkpoint", "--key", &key, "--out", &out, "--witness", &given]);
    assert_eq!(again.value()["number"], 1);
    assert!(std::path::Path::new(&out).exists());
}

#[test]
fn a_rolled_back_or_rewritten_log_does_not_pass_the_witness() {
    let (shelf, house, key, _, witness) = watched();
    let backup = Shelf::copy_of(&shelf);
    shelf.take(&[customer(3)]);
    sign(&shelf, &key);
    // An old backup that signs what it has: fewer events than the witness has seen.
    let answer = backup.json(&["checkpoint", "--key", &key]);
    assert_eq!((answer.code, &answer.error()["code"]), (5, &"DUE-0811".into()));
    let told = answer.error()["message"].as_str().expect("a text").to_owned();
    assert!(told.contains("has confirmed 3 events of this log, which holds only 2"), "{told}");
    // A backup that went its own way: as many events, another tree.
    backup.take(&[customer(33)]);
    let answer = backup.json(&["checkpoint", "--key", &key]);
    assert_eq!(answer.code, 5);
    assert!(
        answer.error()["message"].as_str().expect("a text").contains("HTTP 422"),
        "{}",
        answer.err
    );
    witness.staying.wait_for("SPLIT VIEW");
    let proof = witness.staying.wait_for("The proof is kept in");
    let proof = std::fs::read_to_string(proof.rsplit(' ').next().expect("a path")).expect("a file");
    let theirs = backup.json(&["checkpoint", "--list"]).value();
    let theirs = theirs["checkpoints"][1]["note"].as_str().expect("a note").to_owned();
    assert!(proof.contains(theirs.trim_end()) && proof.contains("分裂视图"), "{proof}");
    drop(house);
}

#[tokio::test]
async fn an_overtaken_checkpoint_is_told_as_that_and_as_nothing_worse() {
    let (shelf, _house, key, _, witness) = watched();
    let (_, nobody) = new_key(&shelf, "nobody.key", "nobody", &["--witness"]);
    let nobody = format!("{nobody} http://127.0.0.1:1");
    assert_eq!(shelf.json(&["checkpoint", "--key", &key, "--witness", &nobody]).code, 5);
    shelf.take(&[customer(3)]);
    sign(&shelf, &key);
    let store = SqliteStore::open(&shelf.db(), Opening::Existing).expect("a ledger");
    let store: Arc<dyn EventStore> = Arc::new(store);
    let kept = checkpoints(store.attestations().await.expect("what is kept"));
    let first = sealed(&kept[0]).expect("a checkpoint");
    let caller = Actor { id: "li".into(), role: Role::Finance };
    let ledger = Ledger::new(store, Arc::new(SystemClock), caller);
    let quorum = Quorum::parse([witness.given().as_str()], None).expect("a witness");
    let asked = ledger.ask_witnesses(&first, &quorum).await.expect("an answer");
    let codes: Vec<u16> = asked.failed.iter().map(|message| message.code.0).collect();
    assert_eq!(codes, [799]);
}

#[test]
fn every_answer_of_the_protocol_comes_over_the_wire() {
    let (shelf, _house, key, _, witness) = watched();
    let note = sign(&shelf, &key)["note"].as_str().expect("a note").to_owned();
    let request = |old: u64, note: &str| {
        AddCheckpoint { old, proof: Vec::new(), note: note.as_bytes().to_vec() }.to_bytes()
    };
    let signer = key_file::read(std::path::Path::new(&key)).expect("a key");
    let invented = |origin: &str, size: u64| {
        let text = Checkpoint::new(origin, size, Hash([1; 32])).text();
        Note::sign(&text, &[&signer]).expect("a note").to_string()
    };
    assert_eq!(witness.post(b"old 0\n").0, 400);
    assert_eq!(witness.post(&request(3, &note)).0, 400);
    assert_eq!(witness.post(&request(2, &note.replace("\n2\n", "\n3\n"))).0, 403);
    assert_eq!(witness.post(&request(2, &invented("elsewhere.example", 2))).0, 404);
    assert_eq!(witness.post(&request(2, &invented(ORIGIN, 2))).0, 422);
    assert_eq!(witness.post(&request(2, &invented(ORIGIN, 3))).0, 422);
    let (status, answer) = witness.post(&request(0, &note));
    assert_eq!(status, 409);
    let lower = answer.to_lowercase();
    assert!(lower.contains("content-type: text/x.tlog.size\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n2\n"), "{answer}");
    let (status, answer) = witness.post(&request(2, &note));
    let line = answer.split_once("\r\n\r\n").expect("a body").1;
    assert_eq!(status, 200);
    assert!(line.starts_with("\u{2014} witness.example/w1 ") && line.ends_with('\n'), "{line}");
    assert_eq!(witness.get("/add-checkpoint").0, 405);
    assert_eq!(witness.get("/").0, 404);
    // Too long a body is not read, and the witness goes on.
    assert_eq!(witness.post(&vec![b'x'; BODY_BYTES_MAX + 1]).0, 413);
    assert_eq!(witness.post(&request(2, &note)).0, 200);
}

#[test]
fn of_requests_at_the_same_moment_one_wins_and_nothing_is_rolled_back() {
    let (shelf, _house, key, vkey, witness) = watched();
    let mut notes = Vec::new();
    for number in 3..9 {
        // Signed without the witness.
        let answer = shelf.json(&["checkpoint", "--key", &key, "--witness", &{
            let (_, other) = new_key(&shelf, &format!("w{number}.key"), "nobody", &["--witness"]);
            format!("{other} http://127.0.0.1:1")
        }]);
        assert_eq!(answer.code, 5);
        let list = shelf.json(&["checkpoint", "--list"]).value();
        let newest = list["checkpoints"].as_array().and_then(|list| list.last()).expect("one");
        notes.push(newest["note"].as_str().expect("a note").to_owned());
        shelf.take(&[customer(number)]);
    }
    // All claim that the witness has seen nothing: each is the first to arrive, or a conflict.
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let asking: Vec<_> = notes
            .iter()
            .map(|note| {
                let address = &witness.address;
                let body =
                    AddCheckpoint { old: 0, proof: Vec::new(), note: note.as_bytes().to_vec() };
                scope.spawn(move || post(address, &body.to_bytes()).0)
            })
            .collect();
        asking.into_iter().map(|asked| asked.join().expect("an answer")).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 5, "{statuses:?}");
    let hash = duebook_projections::policy::hex(&Sha256::digest(ORIGIN));
    let (_, answer) = witness.get(&format!("/{hash}/checkpoint"));
    let kept = size(answer.split_once("\r\n\r\n").expect("a body").1, &[&vkey, &witness.vkey]);
    let winner = statuses.iter().position(|status| *status == 200).expect("one");
    assert_eq!(kept, winner as u64 + 2);
}

#[test]
fn what_cannot_be_meant_is_refused_before_anything_is_signed() {
    let (shelf, house, key, vkey, witness) = watched();
    let code = |args: &[&str]| {
        let answer = shelf.json(args);
        assert_eq!(answer.code, 2, "{args:?} {}", answer.err);
        answer.error()["code"].as_str().expect("a code").to_owned()
    };
    let given = witness.given();
    let sign = ["checkpoint", "--key", &key, "--witness"];
    assert_eq!(code(&[&sign[..], &["nobody"]].concat()), "DUE-0802");
    let log = format!("{vkey} http://127.0.0.1:1");
    assert_eq!(code(&[&sign[..], &[&log]].concat()), "DUE-0803");
    assert_eq!(code(&[&sign[..], &[&given, "--witness", &given]].concat()), "DUE-0805");
    let ftp = given.replace("http://", "ftp://");
    assert_eq!(code(&[&sign[..], &[&ftp]].concat()), "DUE-0800");
    let list = shelf.json(&["checkpoint", "--list"]).value();
    assert_eq!(list["checkpoints"], serde_json::json!([]));
    let other = Shelf::new();
    for (args, expected) in [
        (vec!["init", "--witness", given.as_str(), "--quorum", "2"], "DUE-0806"),
        (vec!["init", "--checkpoints", "sometimes"], "DUE-0818"),
    ] {
        assert_eq!(other.json(&args).error()["code"], expected);
        assert!(!other.db().exists());
    }
    // A witness with a log's key, with a witness's as a log's, and a second one on the same memory.
    let state = house.path("witness.json").to_string_lossy().into_owned();
    let start = |key: &str, log: &str| {
        shelf.json(&[
            "witness",
            "--key",
            key,
            "--log-vkey",
            log,
            "--state",
            &state,
            "--listen",
            "127.0.0.1:0",
        ])
    };
    assert_eq!(start(&key, &vkey).error()["code"], "DUE-0803");
    let witness_key = house.path("witness.key").to_string_lossy().into_owned();
    assert_eq!(start(&witness_key, &witness.vkey).error()["code"], "DUE-0787");
    let second = start(&witness_key, &vkey);
    assert_eq!((second.code, &second.error()["code"]), (5, &"DUE-0808".into()));
}
