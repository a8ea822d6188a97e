//! Runs the program itself, on ledgers in folders of their own.
#![allow(dead_code)] // each test file uses its part
#![allow(clippy::needless_pass_by_value)] // events are written down where they are handed over

pub mod authority;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder with a ledger in it, and what else a test puts there.
pub struct Shelf {
    folder: TempDir,
}

/// What the program answered.
#[derive(Debug)]
pub struct Answer {
    /// The exit status.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Shelf {
    /// An empty folder.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A folder with the ledger of another one.
    pub fn copy_of(other: &Shelf) -> Self {
        let shelf = Self::new();
        for file in std::fs::read_dir(other.folder.path()).expect("a folder") {
            let file = file.expect("a file");
            std::fs::copy(file.path(), shelf.folder.path().join(file.file_name())).expect("a copy");
        }
        shelf
    }

    /// The path of a file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The path of the ledger.
    pub fn db(&self) -> PathBuf {
        self.path("book.db")
    }

    /// Writes a file into the folder, and gives its path.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, bytes).expect("a file");
        path.to_string_lossy().into_owned()
    }

    /// The program on this ledger.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = program();
        command.arg("--db").arg(self.db()).args(args).current_dir(self.folder.path());
        command
    }

    /// Runs the program on this ledger with JSON answers.
    pub fn json(&self, args: &[&str]) -> Answer {
        self.feed(args, b"")
    }

    /// The same with something on standard input.
    pub fn feed(&self, args: &[&str], stdin: &[u8]) -> Answer {
        let mut command = self.command(args);
        command.args(["--format", "json"]);
        run(command, stdin)
    }

    /// Runs the program on this ledger, in the format that the arguments say.
    pub fn run(&self, args: &[&str]) -> Answer {
        run(self.command(args), b"")
    }

    /// Imports events that must be accepted.
    pub fn take(&self, events: &[Value]) -> Value {
        let answer = self.feed(&["import", "-"], lines(events).as_bytes());
        assert_eq!(answer.code, 0, "{}", answer.err);
        answer.value()
    }

    /// The newest position.
    pub fn head(&self) -> u64 {
        let answer = self.feed(&["import", "-"], b"");
        answer.value()["head"]["position"].as_u64().expect("a position")
    }
}

/// The program, with nothing taken from the tester's environment.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duebook"));
    for name in [
        "DUEBOOK_DB",
        "DUEBOOK_ACTOR",
        "DUEBOOK_KEY",
        "DUEBOOK_PERSONAL_KEYS",
        "LC_ALL",
        "LC_MESSAGES",
    ] {
        command.env_remove(name);
    }
    command.env("LANG", "C.UTF-8").env("USER", "tester");
    command
}

/// Runs a command to its end.
pub fn run(mut command: Command, stdin: &[u8]) -> Answer {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    let stdin = stdin.to_vec();
    let feeder = std::thread::spawn(move || {
        // A program that refuses early reads no further.
        let _ = pipe.write_all(&stdin);
    });
    let output = child.wait_with_output().expect("the program ends");
    feeder.join().expect("the feeder ends");
    Answer {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

impl Answer {
    /// The answer as JSON, of a command that must succeed.
    pub fn value(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.err);
        self.any_value()
    }

    /// The answer as JSON, whatever the exit status.
    pub fn any_value(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|e| panic!("{e}: {:?} {:?}", self.out, self.err))
    }

    /// The error object, which is all that stands on standard error.
    pub fn error(&self) -> Value {
        let value: Value = serde_json::from_str(&self.err)
            .unwrap_or_else(|e| panic!("{e}: {:?} {:?}", self.err, self.out));
        let fields: Vec<&String> = value.as_object().expect("an object").keys().collect();
        assert_eq!(fields, ["error"], "{value}");
        value["error"].clone()
    }
}

/// One event of an event file.
pub fn event(kind: &str, customer: &str, effective: &str, data: Value) -> Value {
    json!({"type": kind, "customer": customer, "effective": effective, "data": data})
}

/// The same with an id of its own, to be referred to by it.
pub fn named(number: u32, event: Value) -> Value {
    with(event, "id", json!(id(number)))
}

/// The same by somebody.
pub fn by(person: &str, role: &str, event: Value) -> Value {
    with(event, "actor", json!({"id": person, "role": role}))
}

/// The same with a field set.
pub fn with(mut event: Value, field: &str, value: Value) -> Value {
    event[field] = value;
    event
}

/// A made-up event id.
pub fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// Events as an event file.
pub fn lines(events: &[Value]) -> String {
    events.iter().flat_map(|event| [event.to_string(), "\n".to_owned()]).collect()
}

/// A document that nobody has seen.
pub fn paper() -> Value {
    json!({"sha256": "0".repeat(64), "name": "a.pdf", "media_type": "application/pdf", "bytes": 9})
}

/// Whether a path exists.
pub fn exists(path: &Path) -> bool {
    path.exists()
}
