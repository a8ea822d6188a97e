//! Handing out everything that is stored, to be verified.

use super::data::{Attestation, Head, Page, Problem, StreamInfo};
use super::plain::{EventId, NumberKind, Position};
use crate::merkle::BlockPlace;

/// Who looks at everything that a store holds.
///
/// The calls come in the order of the methods, problems at any time. The store interprets nothing:
/// what must hold is the inspector's to know.
pub trait Inspector {
    /// Something that only the store can tell does not hold.
    fn problem(&mut self, problem: Problem);

    /// The head as it is stored.
    fn head(&mut self, head: Head);

    /// The list of streams, by ascending index.
    fn streams(&mut self, streams: Vec<StreamInfo>);

    /// Some events, by ascending position; those of the next page follow.
    fn events(&mut self, page: Page);

    /// One block of the tree, in any order, with the bytes of its hashes.
    fn tree_block(&mut self, place: BlockPlace, hashes: &[u8]);

    /// An id and the position that the list of ids has for it, in any order.
    fn id(&mut self, id: EventId, position: Position);

    /// A number and who holds it, in any order.
    fn number(&mut self, kind: NumberKind, number: &str, position: Position);

    /// Whether the numbers shall be handed out once more, now that all of them have been.
    fn numbers_again(&mut self) -> bool {
        false
    }

    /// A document and the hash that it is kept under, in any order.
    fn document(&mut self, sha256: &[u8], bytes: &[u8]);

    /// A setting of the program.
    fn setting(&mut self, key: &str, value: &str);

    /// What is kept about the tree, by ascending number.
    fn attestation(&mut self, attestation: Attestation);
}
