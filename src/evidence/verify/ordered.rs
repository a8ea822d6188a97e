//! All findings, in the order of the log, and what follows from all of them together.

use std::collections::BTreeMap;

use duebook_events::words::quoted;
use duebook_events::{NumberKind, Words};

use super::book::{Book, Held};
use super::foreign;
use super::kept::Kept;
use super::page::{Looked, Mark, Named, Rotation};
use super::run::Options;
use crate::evidence::key::VerifierKey;
use crate::evidence::schedule::{self, Schedule};
use crate::evidence::witness::quorum::{self, Quorum};
use crate::merkle::{BlockPlace, Hash};
use crate::personal::desk as personal;
use crate::store::{
    Attestation, EventId, Head, Inspector as _, Position, Problem, StoreError, Structure,
};

/// What was found.
#[derive(Clone, Debug)]
pub struct Verified {
    /// How many events the log holds.
    pub events: u64,
    /// The root of the tree over their lines, computed anew.
    pub root: Hash,
    /// What does not hold, by position; what concerns no event comes last.
    pub problems: Vec<Problem>,
    /// The keys of the log, by its own kept checkpoints, in order.
    pub keys: Vec<VerifierKey>,
    /// How many timestamps are kept. Each is about its checkpoint; whether its authority has signed
    /// it is for `openssl ts -verify` to say.
    pub timestamps: usize,
}

impl Verified {
    /// Whether everything holds.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.problems.is_empty()
    }
}

/// What has been found so far.
#[derive(Default)]
pub(super) struct Ordered {
    pub(super) structure: Structure,
    book: Book,
    settled: bool,
    /// The list of numbers, added up.
    listed: Held,
    numbers_differ: bool,
    kept: Kept,
    named: Vec<Named>,
    rotations: Vec<Rotation>,
    /// Lengths of the documents that are there.
    documents: BTreeMap<[u8; 32], u64>,
}

impl Ordered {
    /// Takes the head, as it is stored.
    pub(super) fn head(&mut self, head: Head) {
        self.book.reserve(head.position.0);
        self.structure.head(head);
    }

    /// Takes the next page.
    pub(super) fn page(&mut self, looked: Looked) {
        self.structure.hashed(&looked.page, &looked.leaves, looked.ids);
        for problem in looked.problems {
            self.structure.add(problem.position, problem.problem);
        }
        for (position, stream, act) in looked.acts {
            self.book.enter(position, stream, act, &mut self.structure);
        }
        self.named.extend(looked.named);
        self.rotations.extend(looked.rotations);
    }

    /// Takes a block of the tree.
    pub(super) fn tree_block(&mut self, place: BlockPlace, hashes: &[u8]) {
        self.structure.tree_block(place, hashes);
    }

    /// Takes an entry of the list of ids.
    pub(super) fn id(&mut self, id: EventId, position: Position) {
        self.structure.id(id, position);
        self.book.id(id, position);
    }

    /// Takes an entry of the list of numbers.
    pub(super) fn number(&mut self, kind: u8, number: &str, position: Position) {
        let mark = Mark::of(self.structure.marks(), kind, number.as_bytes());
        if !self.numbers_differ {
            self.listed.add(mark, position);
        } else if NumberKind::ALL.iter().any(|known| *known as u8 == kind) {
            self.book.listed(mark, number, position, &mut self.structure);
        } else {
            self.structure.add(
                Some(position),
                Words::new(
                    format!("the list of numbers has one of an unknown kind, {kind}"),
                    format!("单号清单中有类型未知（{kind}）的一项"),
                ),
            );
        }
    }

    /// Whether the list of numbers is not that of the events, after the whole of it has been seen
    /// for the first time. It is then to be told which of them are not.
    pub(super) fn numbers_again(&mut self) -> bool {
        self.settle();
        self.numbers_differ = !self.book.agrees_with(self.listed);
        self.numbers_differ
    }

    /// Takes a document.
    pub(super) fn document(&mut self, sha256: &[u8], bytes: &[u8]) {
        self.structure.document(sha256, bytes);
        if let Ok(sha256) = sha256.try_into() {
            self.documents.insert(sha256, bytes.len() as u64);
        }
    }

    /// Takes a setting: one that this program knows and can read.
    pub(super) fn setting(&mut self, key: &str, value: &str) {
        let readable = match key {
            schedule::SETTING => Schedule::parse(value).is_ok(),
            quorum::WITNESSES => Quorum::parse(value.lines(), None).is_ok(),
            quorum::NEEDED => value.parse::<usize>().is_ok(),
            personal::KEYS | personal::ERASED => true,
            _ => false,
        };
        if !readable {
            let en = format!("the setting {} is unknown or cannot be read", quoted(key));
            let zh = format!("设置 {} 未知或无法读取", quoted(key));
            self.structure.add(None, Words::new(en, zh));
        }
    }

    /// Takes what is kept about the tree.
    pub(super) fn attestation(&mut self, attestation: Attestation) {
        self.structure.attested(&attestation);
        self.kept.push(attestation);
    }

    fn settle(&mut self) {
        if !std::mem::replace(&mut self.settled, true) {
            self.book.settle(&mut self.structure);
        }
    }

    /// Says what holds after everything has been seen.
    /// `differing` reads the ids again, where the sum over them says that they differ.
    pub(super) fn judge(
        mut self,
        ended: Result<(), StoreError>,
        options: &Options,
        differing: impl FnOnce() -> Vec<Problem>,
    ) -> Verified {
        if let Err(error) = ended {
            // What is missing because the reading ended early is no problem of its own.
            let en = format!("the ledger cannot be read to the end: {error}");
            let zh = format!("账本无法完整读取：{error}");
            self.structure.add(None, Words::new(en, zh));
        } else {
            self.settle();
            self.book.close(&mut self.structure);
        }
        let structure = &mut self.structure;
        for named in &self.named {
            let there = self.documents.get(&named.sha256);
            if let Some(bytes) = there.filter(|bytes| **bytes != named.bytes) {
                let en = format!("its document has {bytes} bytes, the event says {}", named.bytes);
                let zh = format!("其单据为 {bytes} 字节，事件却记载 {} 字节", named.bytes);
                structure.add(Some(named.position), Words::new(en, zh));
            }
        }
        if structure.ids_differ() {
            for problem in differing() {
                structure.add(problem.position, problem.problem);
            }
        }
        let succession = self.kept.check(&self.rotations, &options.keys, structure);
        foreign::compare(options, &self.kept, &succession, structure);
        let events = structure.size();
        let root = structure.root(events).unwrap_or_else(Hash::empty);
        let mut problems = self.structure.finish();
        problems.sort_by_key(|problem| problem.position.map_or(u64::MAX, |position| position.0));
        let (keys, timestamps) = (succession.distinct(), self.kept.timestamps());
        Verified { events, root, problems, keys, timestamps }
    }
}
