//! A ledger with a key, and what tests do with both.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use duebook::evidence::checkpoint::SignedCheckpoint;
use duebook::evidence::key::VerifierKey;
use serde_json::{Value, json};

use crate::program::{Shelf, event};

/// The name of the log.
pub const ORIGIN: &str = "ledger.example.com/receivables";

/// A customer of his own, so that each number makes another event.
pub fn customer(number: u32) -> Value {
    event("customer.registered", &format!("C-{number}"), "2025-01-01", json!({"name": "X"}))
}

/// Makes a key in the shelf; gives its file and its verifier key line.
pub fn new_key(shelf: &Shelf, file: &str, name: &str, more: &[&str]) -> (String, String) {
    let path = shelf.path(file).to_string_lossy().into_owned();
    let args = [&["key", "new", "--origin", name, "--out", &path], more].concat();
    let answer = shelf.json(&args).value();
    let vkey = answer["vkey"].as_str().expect("a key").to_owned();
    (path, vkey)
}

/// A ledger of two events with a key.
pub fn desk() -> (Shelf, String, String) {
    let shelf = Shelf::new();
    shelf.take(&[customer(1), customer(2)]);
    let (key, vkey) = new_key(&shelf, "ledger.key", ORIGIN, &[]);
    (shelf, key, vkey)
}

/// The size of a checkpoint that these keys have signed.
pub fn size(note: &str, vkeys: &[&str]) -> u64 {
    let keys: Vec<VerifierKey> =
        vkeys.iter().map(|line| VerifierKey::parse(line).expect("a key")).collect();
    SignedCheckpoint::open(note.as_bytes(), &keys).expect("a checkpoint").checkpoint.size
}

/// A program that stays, and what it says on standard error.
pub struct Staying {
    child: Child,
    lines: Receiver<String>,
}

/// How long a test waits for a line that must come.
const PATIENCE: Duration = Duration::from_mins(1);

impl Staying {
    /// Starts it.
    pub fn start(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let (sender, lines) = channel();
        let pipe = child.stderr.take().expect("a pipe");
        std::thread::spawn(move || {
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Self { child, lines }
    }

    /// Waits for a line that holds this text.
    pub fn wait_for(&self, text: &str) -> String {
        let mut seen = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(text) => return line,
                Ok(line) => seen.push(line),
                Err(error) => panic!("{error}: no {text:?} in {seen:#?}"),
            }
        }
    }

    /// Asks it to end; gives its exit status.
    pub fn stop(mut self) -> i32 {
        let order = format!("kill -TERM {}", self.child.id());
        let killed = Command::new("sh").args(["-c", &order]).status().expect("a shell");
        assert!(killed.success());
        self.child.wait().expect("an end").code().unwrap_or(-1)
    }
}

impl Drop for Staying {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
