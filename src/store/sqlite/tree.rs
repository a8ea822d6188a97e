//! The Merkle tree over the lines, kept in the transaction that appends them.

use rusqlite::{CachedStatement, Connection, OptionalExtension as _};

use super::sql::{from_sql, to_sql};
use crate::merkle::{
    Block, BlockPlace, Blocks, Growing, Hash, OutsideTheTree, Prover, TIERS_MAX, leaf_hash,
};
use crate::store::error::StoreError;
use crate::store::plain::Position;

/// Bits of a row's key that hold the number of a block; the tier stands above them.
const NUMBER_BITS: u32 = 59;
/// Events after which the blocks of a long append are written.
pub(super) const EVENTS_BETWEEN_WRITES: u64 = 1 << 14;

const BLOCK: &str = "SELECT hashes FROM tree WHERE place = ?1";

/// The key of a block's row: the leaves, tier 0, have the highest ones.
fn key(place: BlockPlace) -> i64 {
    to_sql(u64::from(TIERS_MAX - 1 - place.tier) << NUMBER_BITS | place.number)
}

/// The place of a block by the key of its row, if it is one.
pub(super) fn place(key: i64) -> Option<BlockPlace> {
    let key = u64::try_from(key).ok()?;
    let tier = u64::from(TIERS_MAX - 1).checked_sub(key >> NUMBER_BITS)?;
    Some(BlockPlace { tier: u32::try_from(tier).ok()?, number: key & ((1 << NUMBER_BITS) - 1) })
}

/// The stored blocks.
pub(super) struct StoredBlocks<'c>(CachedStatement<'c>);

impl<'c> StoredBlocks<'c> {
    pub(super) fn new(connection: &'c Connection) -> Result<Self, StoreError> {
        Ok(Self(connection.prepare_cached(BLOCK)?))
    }
}

impl Blocks for StoredBlocks<'_> {
    type Error = StoreError;

    fn block(&mut self, place: BlockPlace) -> Result<Block, StoreError> {
        let read = |row: &rusqlite::Row<'_>| Ok(Block::from_bytes(row.get_ref(0)?.as_blob()?));
        let found = self.0.query_row([key(place)], read).optional()?;
        found.flatten().ok_or_else(|| too_short().into())
    }
}

fn too_short() -> OutsideTheTree {
    OutsideTheTree
}

impl From<OutsideTheTree> for StoreError {
    fn from(_: OutsideTheTree) -> Self {
        Self::Damaged("the tree over the log is shorter than the log".to_owned())
    }
}

/// Takes the tree up where it ends.
pub(super) fn resume(connection: &Connection, size: u64) -> Result<Growing, StoreError> {
    let mut blocks = StoredBlocks::new(connection)?;
    Growing::resume(size, |place| blocks.block(place))?.ok_or_else(|| too_short().into())
}

/// Stores the blocks that have changed.
pub(super) fn write(connection: &Connection, tree: &mut Growing) -> Result<(), StoreError> {
    let mut put = connection.prepare_cached(
        "INSERT INTO tree (place, hashes) VALUES (?1, ?2)
         ON CONFLICT DO UPDATE SET hashes = excluded.hashes",
    )?;
    for (place, block) in tree.take_changed() {
        put.execute((key(place), block.bytes()))?;
    }
    Ok(())
}

/// Makes the tree of a log that has none yet.
pub(super) fn plant(connection: &Connection) -> Result<(), StoreError> {
    let mut tree = Growing::default();
    let mut lines = connection.prepare("SELECT line FROM events ORDER BY position")?;
    let mut rows = lines.query([])?;
    while let Some(row) = rows.next()? {
        tree.push(leaf_hash(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?));
        if tree.size().is_multiple_of(EVENTS_BETWEEN_WRITES) {
            write(connection, &mut tree)?;
        }
    }
    write(connection, &mut tree)
}

/// The root over the first `size` events.
pub(super) fn root(connection: &Connection, size: u64) -> Result<Hash, StoreError> {
    within(connection, size)?;
    Prover::new(StoredBlocks::new(connection)?).root(size)
}

/// The hashes of leaves, as the tree has them.
pub(super) fn leaves(
    connection: &Connection,
    positions: &[Position],
) -> Result<Vec<Hash>, StoreError> {
    let size = within(connection, 0)?;
    let mut prover = Prover::new(StoredBlocks::new(connection)?);
    positions.iter().map(|position| prover.leaf(index(*position, size)?)).collect()
}

/// The audit paths of leaves in the tree over the first `size` events.
pub(super) fn inclusion(
    connection: &Connection,
    positions: &[Position],
    size: u64,
) -> Result<Vec<Vec<Hash>>, StoreError> {
    within(connection, size)?;
    let mut prover = Prover::new(StoredBlocks::new(connection)?);
    positions.iter().map(|position| prover.inclusion(index(*position, size)?, size)).collect()
}

/// The proof that one tree is the beginning of another.
pub(super) fn consistency(
    connection: &Connection,
    from: u64,
    to: u64,
) -> Result<Vec<Hash>, StoreError> {
    within(connection, from.max(to))?;
    Prover::new(StoredBlocks::new(connection)?).consistency(from, to)
}

/// Gives the size of the whole tree, unless it is smaller than `size`.
fn within(connection: &Connection, size: u64) -> Result<u64, StoreError> {
    let mut query = connection.prepare_cached("SELECT value FROM ledger WHERE key = 'position'")?;
    let head: u64 = from_sql(query.query_row([], |row| row.get(0))?)?;
    if size > head { Err(StoreError::NoSuchPosition(Position(size))) } else { Ok(head) }
}

/// The leaf of a position in a tree of `size`.
fn index(position: Position, size: u64) -> Result<u64, StoreError> {
    let index = position.0.checked_sub(1).filter(|index| *index < size);
    index.ok_or(StoreError::NoSuchPosition(position))
}
