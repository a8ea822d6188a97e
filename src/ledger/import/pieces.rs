//! A file that is read while the events before are judged and written.
//!
//! One thread cuts the file into pieces of whole lines and deals them to others, which
//! read the lines; the pieces are collected in the order in which they were dealt. Few
//! are on their way at a time, whatever the length of the file.

use std::io::{self, BufRead, BufReader, Read};
use std::thread;

use duebook_events::{Actor, Words};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::{lines_of, read_lines, without_mark};
use crate::ledger::LedgerError;
use crate::ledger::intake::Chunk;
use crate::messages::store::thread_died;

/// Bytes of a piece, up to the end of the line that they reach.
const PIECE_BYTES: usize = 512 << 10;
/// Pieces that wait for one reader, and that one reader has ready.
const WAITING: usize = 2;

/// Says what it means that the file cannot be read.
pub(super) type Failed = Box<dyn Fn(io::Error) -> LedgerError + Send>;

/// Some lines of the file, from this number on.
struct Piece {
    first: u64,
    bytes: Result<Vec<u8>, LedgerError>,
}

/// What comes out of the readers.
enum Out {
    Chunk(Chunk),
    /// There are no more pieces.
    End,
}

/// The chunks of a file, in order.
pub(super) struct Pieces {
    readers: Vec<Receiver<Out>>,
    next: usize,
}

impl Pieces {
    /// Begins to read a file.
    pub(super) fn of(file: Box<dyn Read + Send>, failed: Failed, caller: &Actor) -> Self {
        let count = thread::available_parallelism().map_or(1, usize::from);
        let (mut readers, mut dealt) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let (deal, pieces) = channel(WAITING);
            let (hand_out, chunks) = channel(WAITING);
            let caller = caller.clone();
            thread::spawn(move || read(pieces, &hand_out, &caller));
            dealt.push(deal);
            readers.push(chunks);
        }
        thread::spawn(move || cut(file, &failed, &dealt));
        Self { readers, next: 0 }
    }

    /// The next chunk; `None` after the last.
    pub(super) async fn next(&mut self) -> Option<Chunk> {
        let reader = self.next % self.readers.len();
        self.next += 1;
        match self.readers[reader].recv().await {
            Some(Out::Chunk(chunk)) => Some(chunk),
            Some(Out::End) => None,
            // A thread that panicked: its lines are missing, so nothing may be taken in.
            None => {
                let error = LedgerError::Store(thread_died(Words::new("reading", "读取")));
                Some(Chunk { drafts: Vec::new(), then: Some(error) })
            }
        }
    }
}

/// Deals pieces of the file to the readers in turn, and at its end tells them.
fn cut(file: Box<dyn Read + Send>, failed: &Failed, readers: &[Sender<Piece>]) {
    let mut file = BufReader::with_capacity(64 << 10, file);
    let mut first = 1;
    for reader in readers.iter().cycle() {
        let bytes = whole_lines(&mut file);
        if bytes.as_ref().is_ok_and(Vec::is_empty) {
            return;
        }
        let count = bytes.as_ref().map_or(0, |bytes| newlines(bytes));
        let broken = bytes.is_err();
        let piece = Piece { first, bytes: bytes.map_err(failed) };
        // Nobody waits any more where the import was given up.
        if reader.blocking_send(piece).is_err() || broken {
            return;
        }
        first += count;
    }
}

fn whole_lines(file: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(PIECE_BYTES + 4096);
    file.by_ref().take(PIECE_BYTES as u64).read_to_end(&mut bytes)?;
    if bytes.last().is_some_and(|last| *last != b'\n') {
        file.read_until(b'\n', &mut bytes)?;
    }
    Ok(bytes)
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

/// Reads the lines of the pieces that are dealt to this thread.
fn read(mut pieces: Receiver<Piece>, chunks: &Sender<Out>, caller: &Actor) {
    while let Some(Piece { first, bytes }) = pieces.blocking_recv() {
        let chunk = match bytes {
            Ok(bytes) => {
                let bytes = if first == 1 { without_mark(&bytes) } else { &bytes };
                read_lines(lines_of(bytes, first), caller)
            }
            Err(error) => Chunk { drafts: Vec::new(), then: Some(error) },
        };
        if chunks.blocking_send(Out::Chunk(chunk)).is_err() {
            return;
        }
    }
    // Nobody waits any more where the import was given up.
    let _ = chunks.blocking_send(Out::End);
}

#[cfg(test)]
mod tests {
    use duebook_events::Role;

    use super::*;

    fn caller() -> Actor {
        Actor { id: "erp".into(), role: Role::System }
    }

    fn event(n: usize, note: &str) -> String {
        format!(
            r#"{{"type":"supply.resumed","customer":"C-{n}","effective":"2025-03-01","data":{{"reason":"{note}"}}}}"#
        )
    }

    /// The lines and customers of a file, and the line at which it breaks off.
    async fn read_all(file: impl Read + Send + 'static) -> (Vec<(u64, String)>, Option<u64>) {
        let failed = |error: io::Error| {
            LedgerError::at_line(
                0,
                duebook_events::Fault::of("", crate::messages::store::engine_failed(error)),
            )
        };
        let mut pieces = Pieces::of(Box::new(file), Box::new(failed), &caller());
        let mut found = Vec::new();
        while let Some(chunk) = pieces.next().await {
            found.extend(chunk.drafts.iter().map(|(line, d)| (*line, d.customer.to_string())));
            if let Some(error) = chunk.then {
                let LedgerError::Refused(refusal) = error else { panic!("{error:?}") };
                return (found, Some(refusal.line.unwrap_or_default()));
            }
        }
        (found, None)
    }

    #[tokio::test]
    async fn lines_come_in_order_with_their_numbers() {
        let note = "x".repeat(700);
        let mut file = b"\xef\xbb\xbf".to_vec();
        for n in 1..=5000 {
            // Blank lines count as lines.
            file.extend_from_slice(format!("{}\r\n \n", event(n, &note)).as_bytes());
        }
        assert!(file.len() > 6 * PIECE_BYTES);
        let whole: Vec<_> = (1..=5000_u64).map(|n| (2 * n - 1, format!("C-{n}"))).collect();
        assert_eq!(read_all(io::Cursor::new(file.clone())).await, (whole.clone(), None));
        // The last line may lack its end.
        file.truncate(file.len() - 4);
        assert_eq!(read_all(io::Cursor::new(file)).await, (whole, None));
        assert_eq!(read_all(io::empty()).await, (Vec::new(), None));
    }

    #[tokio::test]
    async fn what_stands_before_a_bad_line_is_handed_out() {
        let note = "x".repeat(700);
        let lines: Vec<String> = (1..=3000).map(|n| event(n, &note)).collect();
        let file = format!("{}\n{{\n{}", lines.join("\n"), lines.join("\n"));
        let (found, broke_off) = read_all(io::Cursor::new(file)).await;
        assert_eq!((found.len(), broke_off), (3000, Some(3001)));
    }

    /// A file of a broken disk.
    struct Broken(usize);

    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::Error::other("the disk is broken"));
            }
            self.0 -= 1;
            buffer[0] = b'\n';
            Ok(1)
        }
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_read_to_its_end_is_told() {
        assert_eq!(read_all(Broken(20_000)).await, (Vec::new(), Some(0)));
    }
}
