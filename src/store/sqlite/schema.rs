//! The tables, and why they are as they are.
//!
//! - `events`: the log. `line` is the evidence; `envelope` is what the store has to know of it, see
//!   [`envelope`](super::envelope). It has the position of the stream's event before this one: a
//!   stream is read by following it from the stream's head, which saves an index that every append
//!   would have to maintain at a random place.
//! - `event_ids`: the positions of ids. The ids of a batch are inserted in sorted order, so each
//!   page of the index is touched once.
//! - `streams`: name, version and last event of each stream.
//! - `numbers`: who holds a number. An index over the log: a retraction removes the row, and a
//!   later event may take the number again; a row never changes its holder.
//! - `documents`: files under their hashes.
//! - `ledger`: the head, and the count of generations. Positions come from here and not from the
//!   highest row, which would give the position of a deleted event away again.
//! - `tree`: the Merkle tree over the lines, a block of hashes a row. The tiers stand in descending
//!   order, so that the leaves, of which there are most, are added at the end of the table.
//! - `checkpoints`: signed checkpoints, and what witnesses and time stamping authorities said about
//!   them. Each row's `link` hashes the row and the link before it.
//! - `settings`: what the program shall do. They prove nothing.
//! - `projection`, `projection_shown`, `projection_meta`: the live read models. Disposable.
//!
//! The triggers refuse to change or delete what must stay, whichever program tries; somebody who
//! removes them is found by the comparison of the schema, and somebody who rewrites the file is
//! found by the hashes. `REPLACE` deletes without firing triggers unless `recursive_triggers` is
//! on, which is the case in every connection of this program.

/// The time that stands for that of an empty ledger: the earliest there is.
pub(super) const EMPTY_RECORDED_AT: i64 = -i64::MAX;

/// The schema of version 1.
pub(super) const VERSION_1: &str = r"
CREATE TABLE events (
  position INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL,
  version INTEGER NOT NULL,
  prev INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  schema INTEGER NOT NULL,
  effective INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  id BLOB NOT NULL,
  data_at INTEGER NOT NULL,
  data_len INTEGER NOT NULL,
  line BLOB NOT NULL
) STRICT;
CREATE TABLE event_ids (
  id BLOB NOT NULL PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE streams (
  stream INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  last_position INTEGER NOT NULL
) STRICT;
CREATE TABLE numbers (
  kind INTEGER NOT NULL,
  number TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (kind, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE documents (
  sha256 BLOB NOT NULL PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE ledger (
  key TEXT NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE projection (
  name TEXT NOT NULL,
  generation INTEGER NOT NULL,
  customer TEXT NOT NULL,
  row BLOB NOT NULL,
  PRIMARY KEY (name, generation, customer)
) STRICT, WITHOUT ROWID;
CREATE TABLE projection_shown (
  name TEXT NOT NULL PRIMARY KEY,
  generation INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE projection_meta (
  key TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TRIGGER event_ids_no_update BEFORE UPDATE ON event_ids
BEGIN SELECT RAISE(ABORT, 'ids of events are never changed'); END;
CREATE TRIGGER event_ids_no_delete BEFORE DELETE ON event_ids
BEGIN SELECT RAISE(ABORT, 'ids of events are never deleted'); END;
CREATE TRIGGER streams_no_delete BEFORE DELETE ON streams
BEGIN SELECT RAISE(ABORT, 'streams are never deleted'); END;
CREATE TRIGGER streams_only_grow BEFORE UPDATE ON streams
WHEN NEW.stream <> OLD.stream OR NEW.name <> OLD.name
  OR NEW.version < OLD.version OR NEW.last_position < OLD.last_position
BEGIN SELECT RAISE(ABORT, 'streams only grow'); END;
CREATE TRIGGER numbers_no_update BEFORE UPDATE ON numbers
BEGIN SELECT RAISE(ABORT, 'numbers do not change their holder'); END;
CREATE TRIGGER documents_no_update BEFORE UPDATE ON documents
BEGIN SELECT RAISE(ABORT, 'documents are never changed'); END;
CREATE TRIGGER documents_no_delete BEFORE DELETE ON documents
BEGIN SELECT RAISE(ABORT, 'documents are never deleted'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the head is never deleted'); END;
CREATE TRIGGER ledger_only_grows BEFORE UPDATE ON ledger
WHEN NEW.key <> OLD.key OR NEW.value < OLD.value
BEGIN SELECT RAISE(ABORT, 'the head only grows'); END;

-- The earliest time there is stands for the time of an empty ledger.
INSERT INTO ledger (key, value) VALUES
  ('position', 0), ('recorded_at', -9223372036854775807), ('generation', 0);
";

/// What version 2 adds: the tree, checkpoints, settings.
pub(super) const VERSION_2: &str = r"
CREATE TABLE tree (
  place INTEGER PRIMARY KEY,
  hashes BLOB NOT NULL
) STRICT;
CREATE TABLE checkpoints (
  number INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  about INTEGER NOT NULL,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  body BLOB NOT NULL,
  verifier_keys TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  link BLOB NOT NULL
) STRICT;
CREATE TABLE settings (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tree_only_grows BEFORE UPDATE ON tree
WHEN NEW.place <> OLD.place OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes
BEGIN SELECT RAISE(ABORT, 'blocks of the tree only grow'); END;
CREATE TRIGGER tree_no_delete BEFORE DELETE ON tree
BEGIN SELECT RAISE(ABORT, 'blocks of the tree are never deleted'); END;
CREATE TRIGGER checkpoints_no_update BEFORE UPDATE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are never changed'); END;
CREATE TRIGGER checkpoints_no_delete BEFORE DELETE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END;

INSERT INTO ledger (key, value) VALUES ('checkpoints', 0);
";

/// What version 3 changes: the columns of an event are packed into one.
pub(super) const VERSION_3: &str = r"
CREATE TABLE packed (
  position INTEGER PRIMARY KEY,
  envelope BLOB NOT NULL,
  line BLOB NOT NULL
) STRICT;
";

/// The end of version 3, after the events have been copied.
pub(super) const VERSION_3_END: &str = r"
DROP TABLE events;
ALTER TABLE packed RENAME TO events;
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
";
