//! What must hold in a store whatever its events mean.
//!
//! Positions and versions without gaps, times that never decrease, heads where the events end, ids
//! that agree with the log, holders of numbers that exist, a tree over exactly these lines,
//! documents under their hashes, an unbroken chain of attestations. Memory: 32 bytes for each
//! stream and 34 for each event's leaf.

use std::collections::BTreeMap;

use duebook_events::Words;

use super::chain::{FIRST_LINK, link};
use super::data::{Attestation, AttestationKind, EventRow, Head, Page, Problem, StreamInfo};
use super::inspect::Inspector;
use super::marks::Marks;
use super::plain::{EventId, NumberKind, Position, Version};
use super::prepare::sha256;
use crate::merkle::{Block, BlockPlace, Blocks, Growing, Hash, OutsideTheTree, Prover, leaf_hash};

/// Problems that are listed at most; further ones are only counted.
pub const PROBLEMS_MAX: usize = 1000;

/// Looks at a store and lists what does not hold.
#[derive(Default)]
pub struct Structure {
    problems: Vec<Problem>,
    unlisted: u64,
    head: Head,
    streams: BTreeMap<u32, StreamInfo>,
    /// The end of each stream as the events have it.
    ends: Ends,
    last: Head,
    /// What is left when the ids of the log and the list of ids are taken from each other.
    ids: u64,
    ids_counted: i64,
    tree: Growing,
    /// The blocks that the lines give, and which of them were found.
    blocks: BTreeMap<BlockPlace, Grown>,
    /// How many attestations there were.
    attested: u64,
    /// Size and root of each kept checkpoint, by its number.
    checkpoints: BTreeMap<u64, (u64, Hash)>,
    link: [u8; 32],
    marks: Marks,
}

/// Version and position of the last event of each stream, by its index.
#[derive(Default)]
struct Ends {
    /// Streams are numbered by first appearance, from 1.
    in_order: Vec<(Version, Position)>,
    /// Those that are not, in a damaged ledger.
    others: BTreeMap<u32, (Version, Position)>,
}

impl Ends {
    #[inline]
    fn of(&mut self, stream: u32) -> &mut (Version, Position) {
        let at = stream.wrapping_sub(1) as usize;
        if at == self.in_order.len() {
            self.in_order.push(Default::default());
        }
        match self.in_order.get_mut(at) {
            Some(end) => end,
            None => self.others.entry(stream).or_default(),
        }
    }

    fn into_map(self) -> BTreeMap<u32, (Version, Position)> {
        let mut ends = self.others;
        ends.extend((1..).zip(self.in_order));
        ends
    }
}

/// A block that the lines give.
struct Grown {
    block: Block,
    /// Whether the store has handed it out.
    found: bool,
}

impl Structure {
    /// Adds a problem of the caller's own.
    pub fn add(&mut self, position: Option<Position>, problem: Words) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(Problem { position, problem });
        } else {
            self.unlisted += 1;
        }
    }

    /// How many events there were so far.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.tree.size()
    }

    /// The secret with which it marks what it compares.
    #[must_use]
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// Takes events whose leaves are hashed already, in the order of the page, and the marks of
    /// whose ids are added up ([`Marks::ids`], of its own [`Structure::marks`]).
    pub fn hashed(&mut self, page: &Page, leaves: &[Hash], ids: u64) {
        self.ids = self.ids.wrapping_add(ids);
        for (row, leaf) in page.rows.iter().zip(leaves) {
            self.row(row);
            self.tree.push(*leaf);
        }
        let changed = self.tree.take_changed().into_iter();
        self.blocks.extend(changed.map(|(place, block)| (place, Grown { block, found: false })));
    }

    /// The root of the tree over the lines, and not over what is stored of it.
    #[must_use]
    pub fn root(&self, size: u64) -> Option<Hash> {
        Prover::new(Given(&self.blocks)).root(size).ok()
    }

    /// Whether the list of ids is not that of the events, after both have been seen.
    #[must_use]
    pub fn ids_differ(&self) -> bool {
        self.ids != 0 || self.ids_counted != 0
    }

    /// Gives what does not hold, after everything has been looked at.
    #[must_use]
    pub fn finish(mut self) -> Vec<Problem> {
        self.compare_streams();
        if self.ids_differ() {
            self.add(
                None,
                Words::new("the list of ids is not that of the events", "编号清单与事件不符"),
            );
        }
        if self.head.position != self.last.position {
            let (head, last) = (self.head.position.0, self.last.position.0);
            self.add(
                None,
                Words::new(
                    format!("the head is at position {head}, the last event at {last}"),
                    format!("账本记载的最新位置为 {head}，最后一个事件却在 {last}"),
                ),
            );
        } else if self.last.position.0 > 0 && self.head.recorded_at_ms != self.last.recorded_at_ms {
            self.add(
                None,
                Words::new(
                    "the head has another time than the last event",
                    "账本记载的最新时间与最后一个事件不同",
                ),
            );
        }
        let missing =
            std::mem::take(&mut self.blocks).into_iter().filter(|(_, block)| !block.found);
        for (place, _) in missing {
            let at = first_position(place);
            self.add(
                Some(at),
                Words::new(
                    format!("the tree lacks its block {} of tier {}", place.number, place.tier),
                    format!("散列树缺少第 {} 层的第 {} 块", place.tier, place.number),
                ),
            );
        }
        if self.unlisted > 0 {
            let more = Words::new(
                format!("{} further problems are not listed", self.unlisted),
                format!("另有 {} 个问题未列出", self.unlisted),
            );
            self.problems.push(Problem { position: None, problem: more });
        }
        self.problems
    }

    fn row(&mut self, row: &EventRow) {
        let before = self.last;
        if row.position.0 != before.position.0 + 1 {
            self.add(
                Some(row.position),
                Words::new(
                    format!("the event before it is at position {}", before.position.0),
                    format!("它前面的事件在位置 {}", before.position.0),
                ),
            );
        }
        if before.position.0 > 0 && row.recorded_at_ms < before.recorded_at_ms {
            self.add(
                Some(row.position),
                Words::new(
                    "it was recorded before the event in front of it",
                    "其记录时间早于前一个事件",
                ),
            );
        }
        self.last = Head { position: row.position, recorded_at_ms: row.recorded_at_ms };
        let end = self.ends.of(row.stream);
        let version = end.0.0 + 1;
        *end = (row.version, row.position);
        if row.version.0 != version {
            self.add(
                Some(row.position),
                Words::new(
                    format!("it is version {} where its stream is at {version}", row.version.0),
                    format!("其版本为 {}，而该流此处应为 {version}", row.version.0),
                ),
            );
        }
        self.ids_counted += 1;
    }

    fn compare_streams(&mut self) {
        let streams = std::mem::take(&mut self.streams);
        let mut ends = std::mem::take(&mut self.ends).into_map();
        for (index, stream) in &streams {
            let end = ends.remove(index);
            let (version, position) = (stream.head.version, stream.head.last_position);
            if end != Some((version, position)) {
                self.add(
                    None,
                    Words::new(
                        format!(
                            "stream {} does not end at version {} and position {}",
                            stream.id, version.0, position.0
                        ),
                        format!("流 {} 并非止于版本 {}、位置 {}", stream.id, version.0, position.0),
                    ),
                );
            }
        }
        for (index, (_, position)) in ends {
            self.add(
                Some(position),
                Words::new(
                    format!("its stream {index} is not in the list of streams"),
                    format!("其所属的流 {index} 不在流清单中"),
                ),
            );
        }
    }

    /// Looks at what is kept about the tree, by ascending number.
    pub fn attested(&mut self, attestation: &Attestation) {
        let Attestation { number, said, link: stored } = attestation;
        let mut wrong = Vec::new();
        self.attested += 1;
        if *number != self.attested {
            wrong.push(("one before it is missing", "它之前缺少一条"));
        }
        self.link = link(&self.link, *number, said);
        if self.link != *stored {
            wrong.push((
                "it is not the one that was kept (its chain is broken)",
                "它不是当初保存的那一条（链已断开）",
            ));
            self.link = *stored;
        }
        match said.kind {
            AttestationKind::Checkpoint => {
                let newest = self.checkpoints.last_key_value();
                if newest.is_some_and(|(_, (size, _))| said.size < *size) {
                    wrong.push((
                        "it covers fewer events than the one before it",
                        "它覆盖的事件少于前一个检查点",
                    ));
                }
                match self.root(said.size) {
                    None => wrong.push((
                        "it covers more events than there are: the log was cut off",
                        "它覆盖的事件多于现有事件：日志被截断",
                    )),
                    Some(root) if root != said.root => {
                        wrong.push((
                            "the log has another root at that size: it was rewritten",
                            "日志在该长度处的树根不同：日志被改写",
                        ));
                    }
                    Some(_) => {}
                }
            }
            AttestationKind::Cosignature | AttestationKind::Timestamp => {
                if self.checkpoints.get(&said.about) != Some(&(said.size, said.root)) {
                    wrong.push((
                        "the checkpoint that it is about is not kept",
                        "它所针对的检查点未被保存",
                    ));
                }
            }
        }
        for (en, zh) in wrong {
            self.add(
                None,
                Words::new(
                    format!("kept checkpoint or attestation {number}: {en}"),
                    format!("保存的第 {number} 条检查点或佐证：{zh}"),
                ),
            );
        }
        if said.kind == AttestationKind::Checkpoint {
            self.checkpoints.insert(*number, (said.size, said.root));
        }
    }
}

impl Inspector for Structure {
    fn problem(&mut self, problem: Problem) {
        self.add(problem.position, problem.problem);
    }

    fn head(&mut self, head: Head) {
        (self.head, self.link) = (head, FIRST_LINK);
    }

    fn streams(&mut self, streams: Vec<StreamInfo>) {
        self.streams.extend(streams.into_iter().map(|stream| (stream.index, stream)));
    }

    fn events(&mut self, page: Page) {
        let leaves: Vec<Hash> = page.rows.iter().map(|row| leaf_hash(page.line(row))).collect();
        let ids = self.marks.ids(&page.rows);
        self.hashed(&page, &leaves, ids);
    }

    fn tree_block(&mut self, place: BlockPlace, hashes: &[u8]) {
        match self.blocks.get_mut(&place) {
            None => self.add(
                None,
                Words::new(
                    format!(
                        "the tree has a block {} of tier {} too many",
                        place.number, place.tier
                    ),
                    format!("散列树多出第 {} 层的第 {} 块", place.tier, place.number),
                ),
            ),
            Some(grown) => {
                grown.found = true;
                if grown.block.bytes() != hashes {
                    let BlockPlace { tier, number } = place;
                    self.add(
                        Some(first_position(place)),
                        Words::new(
                            format!("block {number} of tier {tier} of the tree, which begins there, is not that of the events"),
                            format!("散列树中由此开始的第 {tier} 层第 {number} 块与事件不符"),
                        ),
                    );
                }
            }
        }
    }

    fn id(&mut self, id: EventId, position: Position) {
        self.ids = self.ids.wrapping_sub(self.marks.id(id, position));
        self.ids_counted -= 1;
    }

    fn number(&mut self, _kind: NumberKind, number: &str, position: Position) {
        if position.0 == 0 || position > self.last.position {
            self.add(
                Some(position),
                Words::new(
                    format!("it holds the number {number} and does not exist"),
                    format!("它持有单号 {number}，但该事件不存在"),
                ),
            );
        }
    }

    fn document(&mut self, hash: &[u8], bytes: &[u8]) {
        if sha256(bytes)[..] != *hash {
            let kept = <[u8; 32]>::try_from(hash).map_or_else(
                |_| format!("under {} bytes that are no hash", hash.len()),
                |hash| Hash(hash).hex(),
            );
            self.add(
                None,
                Words::new(
                    format!("the document {kept} does not have that SHA-256"),
                    format!("单据 {kept} 与其 SHA-256 不符"),
                ),
            );
        }
    }

    fn setting(&mut self, _key: &str, _value: &str) {
        // What a setting means is not the store's to know.
    }

    fn attestation(&mut self, attestation: Attestation) {
        self.attested(&attestation);
    }
}

/// The blocks that the lines give, to prove with.
struct Given<'a>(&'a BTreeMap<BlockPlace, Grown>);

impl Blocks for Given<'_> {
    type Error = OutsideTheTree;

    fn block(&mut self, place: BlockPlace) -> Result<Block, OutsideTheTree> {
        self.0.get(&place).map(|grown| grown.block.clone()).ok_or(OutsideTheTree)
    }
}

/// The position of the first event under a block.
fn first_position(place: BlockPlace) -> Position {
    Position(place.first_leaf().saturating_add(1))
}
