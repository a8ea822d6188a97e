//! One bit of what is stored is turned over: `verify` finds it, whichever it is.

use duebook::evidence::verify::{Options, verify};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::given::{Book, folder_of, history, verified};

/// Bits that are tried in each table.
const SAMPLED: [(&str, usize); 7] = [
    ("events", 6000),
    ("tree", 2000),
    ("checkpoints", 2400),
    ("documents", 400),
    ("event_ids", 300),
    ("streams", 200),
    ("numbers", 300),
];

/// One bit of a table: row, column, bit.
#[derive(Clone, Copy, Debug)]
struct Bit {
    row: usize,
    column: usize,
    bit: usize,
}

/// A table as it stands.
struct Table {
    name: &'static str,
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

impl Table {
    fn read(raw: &Connection, name: &'static str) -> Self {
        let mut query = raw.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let columns: Vec<String> = query.column_names().map(ToOwned::to_owned).collect();
        let width = columns.len();
        let rows = query
            .query_map([], |row| (0..width).map(|column| row.get(column)).collect())
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        Self { name, columns, rows }
    }

    /// Every bit that the table stores; an integer has 64.
    fn bits(&self) -> Vec<Bit> {
        let mut bits = Vec::new();
        for (row, values) in self.rows.iter().enumerate() {
            for (column, value) in values.iter().enumerate() {
                let count = match value {
                    Value::Integer(_) => 64,
                    Value::Text(text) => text.len() * 8,
                    Value::Blob(bytes) => bytes.len() * 8,
                    other => panic!("{other:?}"),
                };
                bits.extend((0..count).map(|bit| Bit { row, column, bit }));
            }
        }
        bits
    }

    /// Writes one value of a row that otherwise is `from`.
    fn write(&self, raw: &Connection, from: &[Value], column: usize, to: &Value) -> bool {
        let keys: Vec<String> =
            (0..self.columns.len()).map(|i| format!("{} = ?{}", self.columns[i], i + 2)).collect();
        // Bytes that are no UTF-8 any more are still written into a column of text.
        let new = if matches!(from[column], Value::Text(_)) { "CAST(?1 AS TEXT)" } else { "?1" };
        let (name, set) = (self.name, &self.columns[column]);
        let sql = format!("UPDATE {name} SET {set} = {new} WHERE {}", keys.join(" AND "));
        let values = std::iter::once(to).chain(from);
        // A value that another row has already cannot be written.
        raw.prepare_cached(&sql)
            .unwrap()
            .execute(params_from_iter(values))
            .is_ok_and(|rows| rows == 1)
    }
}

fn flipped(value: &Value, bit: usize) -> Value {
    let flip = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        bytes
    };
    match value {
        Value::Integer(number) => Value::Integer(number ^ (1 << bit)),
        Value::Text(text) => Value::Blob(flip(text.as_bytes())),
        Value::Blob(bytes) => Value::Blob(flip(bytes)),
        other => panic!("{other:?}"),
    }
}

/// Numbers that look random and are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}

#[tokio::test]
async fn every_flipped_bit_of_a_value_is_found() {
    let book = Book::of(&history()).await;
    let (store, raw) = (book.store(), book.raw());
    let unflipped = verified(&*store, &Options::default());
    assert!(unflipped.ok(), "{:?}", unflipped.problems);
    let (mut tried, mut dice) = (0, Dice(0x5eed));
    for (name, wanted) in SAMPLED {
        let table = Table::read(&raw, name);
        let mut bits = table.bits();
        for _ in 0..wanted.min(bits.len()) {
            let bit = bits.swap_remove(dice.below(bits.len()));
            let row = &table.rows[bit.row];
            let (before, after) = (&row[bit.column], flipped(&row[bit.column], bit.bit));
            if !table.write(&raw, row, bit.column, &after) {
                continue;
            }
            tried += 1;
            let found = verified(&*store, &Options::default());
            assert!(!found.ok(), "{name} {} {bit:?} was not found", table.columns[bit.column]);
            let mut changed = row.clone();
            // What was written as bytes into a column of text is read as it then stands.
            let as_text = matches!((before, &after), (Value::Text(_), Value::Blob(_)));
            if as_text {
                restore(&raw, &table, bit, before);
            } else {
                changed[bit.column] = after;
                assert!(table.write(&raw, &changed, bit.column, before));
            }
        }
    }
    assert!(tried >= 10_000, "only {tried} bits were tried");
    assert!(verified(&*store, &Options::default()).ok());
}

/// Puts a text back by the other columns of its row.
fn restore(raw: &Connection, table: &Table, bit: Bit, text: &Value) {
    let row = &table.rows[bit.row];
    let others: Vec<usize> = (0..row.len()).filter(|column| *column != bit.column).collect();
    let keys: Vec<String> = (2..)
        .zip(&others)
        .map(|(place, column)| format!("{} = ?{place}", table.columns[*column]))
        .collect();
    let (name, set) = (table.name, &table.columns[bit.column]);
    let sql = format!("UPDATE {name} SET {set} = ?1 WHERE {}", keys.join(" AND "));
    let values = std::iter::once(text).chain(others.iter().map(|column| &row[*column]));
    let rows = raw.prepare_cached(&sql).unwrap().execute(params_from_iter(values)).unwrap();
    assert_eq!(rows, 1);
}

/// Whatever bit of the file is turned over: it is found, or what is stored is the same as before
/// (there are bytes in a database that say nothing).
#[tokio::test]
async fn every_flipped_bit_of_the_file_is_found_or_says_nothing() {
    let book = Book::of(&history()).await;
    let raw = book.raw();
    raw.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(raw);
    let whole = std::fs::read(&book.path).unwrap();
    let stored = dump(&book.path).unwrap();
    let mut dice = Dice(0xf11e);
    let (mut found, mut silent) = (0, 0);
    for round in 0..1500 {
        let bit = dice.below(whole.len() * 8);
        let mut bytes = whole.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let path = folder_of(&book).join(format!("flipped-{round}.db"));
        std::fs::write(&path, &bytes).unwrap();
        if is_sound(&path) {
            assert_eq!(dump(&path).as_ref(), Some(&stored), "bit {bit} was not found");
            silent += 1;
        } else {
            found += 1;
        }
        for end in ["", "-wal", "-shm", ".lock"] {
            let _ = std::fs::remove_file(format!("{}{end}", path.display()));
        }
    }
    assert!(found > 100, "{found} found, {silent} silent");
}

/// Whether a ledger opens and everything in it holds.
fn is_sound(path: &std::path::Path) -> bool {
    use duebook::store::SqliteStore;
    use duebook::store::sqlite::Opening;
    SqliteStore::open(path, Opening::Existing)
        .is_ok_and(|store| verify(&store, &Options::default(), &mut |_| {}).is_ok_and(|v| v.ok()))
}

/// All rows of all tables that prove something, if they can be read.
fn dump(path: &std::path::Path) -> Option<Vec<Vec<Vec<Value>>>> {
    let raw = Connection::open(path).ok()?;
    SAMPLED
        .iter()
        .map(|(name, _)| {
            let mut query = raw.prepare(&format!("SELECT * FROM {name}")).ok()?;
            let width = query.column_count();
            let rows = query.query_map([], |row| (0..width).map(|c| row.get(c)).collect());
            rows.ok()?.collect::<Result<_, _>>().ok()
        })
        .collect()
}
