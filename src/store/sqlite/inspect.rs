//! Everything that is stored, from one snapshot (a ledger that is being used would look broken
//! otherwise), and what only this engine can tell about it.

use std::collections::BTreeMap;

use duebook_events::Words;
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::envelope::Envelope;
use super::migrate::pristine;
use super::schema::EMPTY_RECORDED_AT;
use super::{attestations, reader, tree};
use crate::store::data::{Page, Problem, StreamInfo};
use crate::store::error::StoreError;
use crate::store::inspect::Inspector;
use crate::store::plain::{EventId, NumberKind, Position};

/// Events of a page at most: what is looked at by another thread stays in its core's cache.
const PAGE_EVENTS: usize = 512;
/// Bytes after which a page ends: several pages are on their way at once.
const PAGE_BYTES: usize = 4 << 20;

/// Gives the SHA-256 over the schema as it is stored.
pub(super) fn schema_digest(connection: &Connection) -> Result<[u8; 32], StoreError> {
    let mut hash = Sha256::new();
    for (name, sql) in objects(connection)? {
        for text in [name, sql] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
    }
    Ok(hash.finalize().into())
}

/// Tables, indexes and triggers with their definitions, by type and name.
fn objects(connection: &Connection) -> Result<BTreeMap<String, String>, StoreError> {
    let mut query = connection.prepare(
        "SELECT type || ' ' || name || ' of ' || tbl_name, coalesce(sql, '') FROM sqlite_schema",
    )?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What the engine checks: the pages of all tables, and the indexes of those that have any (which
/// the quick check leaves out).
const ENGINE_CHECKS: [&str; 3] = [
    "PRAGMA quick_check(100)",
    "PRAGMA integrity_check(streams)",
    "PRAGMA integrity_check(documents)",
];

/// Says what the engine finds wrong with its file. In a snapshot of its own, so that it can be done
/// meanwhile.
pub(super) fn engine(connection: &Connection) -> Result<Vec<Problem>, StoreError> {
    let mut problems = Vec::new();
    for check in ENGINE_CHECKS {
        engine_check(connection, check, &mut problems)?;
    }
    Ok(problems)
}

fn engine_check(
    connection: &Connection,
    check: &str,
    problems: &mut Vec<Problem>,
) -> Result<(), StoreError> {
    let mut query = connection.prepare(check)?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let said: String = row.get(0)?;
        if said != "ok" {
            problems.push(about(
                None,
                format!("the database says: {said}"),
                format!("数据库报告：{said}"),
            ));
        }
    }
    Ok(())
}

fn about(position: Option<u64>, en: impl Into<String>, zh: impl Into<String>) -> Problem {
    Problem { position: position.map(Position), problem: Words::new(en, zh) }
}

/// Hands everything to the inspector.
pub(super) fn inspect(
    connection: &Connection,
    inspector: &mut dyn Inspector,
) -> Result<(), StoreError> {
    schema(connection, inspector)?;
    head(connection, inspector)?;
    streams(connection, inspector)?;
    events(connection, inspector)?;
    tree_blocks(connection, inspector)?;
    ids(connection, inspector)?;
    numbers(connection, inspector, Said::Now)?;
    if inspector.numbers_again() {
        numbers(connection, inspector, Said::Before)?;
    }
    documents(connection, inspector)?;
    settings(connection, inspector)?;
    kept(connection, inspector)
}

fn schema(connection: &Connection, to: &mut dyn Inspector) -> Result<(), StoreError> {
    let (expected, actual) = (objects(&pristine()?)?, objects(connection)?);
    for (name, sql) in &expected {
        match actual.get(name) {
            None => to.problem(about(
                None,
                format!("the schema lacks the {name}"),
                format!("结构缺少 {name}"),
            )),
            Some(other) if other != sql => {
                to.problem(about(
                    None,
                    format!("the schema has another {name}"),
                    format!("结构中的 {name} 被改动"),
                ));
            }
            Some(_) => {}
        }
    }
    for name in actual.keys().filter(|name| !expected.contains_key(*name)) {
        to.problem(about(
            None,
            format!("the schema has a {name} that does not belong to it"),
            format!("结构中多出 {name}"),
        ));
    }
    Ok(())
}

/// The head, and that its table has what it must have.
fn head(connection: &Connection, to: &mut dyn Inspector) -> Result<(), StoreError> {
    let mut query = connection.prepare("SELECT key, value FROM ledger ORDER BY key")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let values: BTreeMap<String, i64> = rows.collect::<Result<_, _>>()?;
    let known = ["checkpoints", "generation", "position", "recorded_at"];
    if values.keys().ne(known) {
        to.problem(about(
            None,
            format!("the head does not have just {}", known.join(", ")),
            format!("账本头部应恰好含有 {}", known.join("、")),
        ));
    }
    let at = |key: &str| values.get(key).copied();
    if at("position") == Some(0) && at("recorded_at") != Some(EMPTY_RECORDED_AT) {
        to.problem(about(
            None,
            "the ledger is empty and its head has a time",
            "账本为空，其头部却有时间",
        ));
    }
    let kept: i64 =
        connection.query_row("SELECT count(*) FROM checkpoints", [], |row| row.get(0))?;
    let counted = values.get("checkpoints").copied().unwrap_or(0);
    if kept != counted {
        to.problem(about(
            None,
            format!("{counted} checkpoints and attestations were kept, {kept} are there"),
            format!("曾保存 {counted} 条检查点与佐证，现有 {kept} 条"),
        ));
    }
    match reader::head(connection) {
        Ok(head) => to.head(head),
        Err(error) => to.problem(about(
            None,
            format!("the head cannot be read: {error}"),
            format!("无法读取账本头部：{error}"),
        )),
    }
    Ok(())
}

fn streams(connection: &Connection, to: &mut dyn Inspector) -> Result<(), StoreError> {
    let mut query = connection
        .prepare("SELECT stream, name, version, last_position FROM streams ORDER BY stream")?;
    let mut rows = query.query([])?;
    let mut streams: Vec<StreamInfo> = Vec::new();
    while let Some(row) = rows.next()? {
        match reader::stream_info(row) {
            Ok(stream) => streams.push(stream),
            Err(error) => to.problem(about(
                None,
                format!("a stream cannot be read: {error}"),
                format!("无法读取某个流：{error}"),
            )),
        }
    }
    to.streams(streams);
    Ok(())
}

/// The events, and their ways back through the streams, which nobody else sees.
fn events(connection: &Connection, to: &mut dyn Inspector) -> Result<(), StoreError> {
    let mut ends: Vec<Position> = Vec::new();
    let mut query = connection.prepare(reader::ALL)?;
    let mut rows = query.query([])?;
    let mut page = Page::default();
    while let Some(row) = rows.next()? {
        match reader::push(&mut page, row) {
            Ok((position, event)) => check_way_back(position, &event, &mut ends, to),
            Err(error) => {
                let position: i64 = row.get(0)?;
                let position = u64::try_from(position).ok();
                to.problem(about(
                    position,
                    format!("it cannot be read: {error}"),
                    format!("无法读取：{error}"),
                ));
                continue;
            }
        }
        if page.rows.len() >= PAGE_EVENTS || page.bytes.len() >= PAGE_BYTES {
            let bytes = Vec::with_capacity(page.bytes.len() + page.bytes.len() / 16);
            let next = Page { rows: Vec::with_capacity(PAGE_EVENTS), bytes };
            to.events(std::mem::replace(&mut page, next));
        }
    }
    to.events(page);
    Ok(())
}

fn check_way_back(
    position: Position,
    event: &Envelope,
    ends: &mut Vec<Position>,
    to: &mut dyn Inspector,
) {
    let (place, stream) = (Some(position.0), event.stream as usize);
    // Streams are numbered by first appearance: one that skips a number is not the store's.
    if stream > ends.len() + 1 || stream == 0 {
        to.problem(about(
            place,
            format!("its stream {stream} is not the next new one"),
            format!("其流 {stream} 不是下一个新流"),
        ));
        return;
    }
    if stream == ends.len() + 1 {
        ends.push(Position(0));
    }
    let (back, end) = (event.prev.0, std::mem::replace(&mut ends[stream - 1], position).0);
    if back != end {
        to.problem(about(
            place,
            format!("it follows {back} in its stream, where the one before it is {end}"),
            format!("它在所属流中接在 {back} 之后，而前一个事件是 {end}"),
        ));
    }
}

fn tree_blocks(connection: &Connection, to: &mut dyn Inspector) -> Result<(), StoreError> {
    let mut query = connection.prepare("SELECT place, hashes FROM tree ORDER BY place")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let key: i64 = row.get(0)?;
        match (tree::place(key), row.get_ref(1)?.as_blob()) {
            (Some(place), Ok(hashes)) => to.tree_block(place, hashes),
            _ => to.problem(about(
                None,
                format!("the tree has a block at {key}, where none is"),
                format!("散列树在 {key} 处有不应存在的块"),
            )),
        }
    }
    Ok(())
}

fn ids(connection: &Connection, to: &mut dyn Inspector) -> Result<(), StoreError> {
    let mut query = connection.prepare("SELECT id, position FROM event_ids ORDER BY id")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let id = row.get_ref(0)?.as_blob().ok().and_then(|id| <[u8; 16]>::try_from(id).ok());
        match (id, u64::try_from(row.get::<_, i64>(1)?)) {
            (Some(id), Ok(position)) => to.id(EventId(id), Position(position)),
            _ => to.problem(about(
                None,
                "the list of ids has one that is none",
                "编号清单中有一项不是编号",
            )),
        }
    }
    Ok(())
}

/// Whether what is wrong with a list by itself is to be said, or has been said already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Now,
    Before,
}

fn numbers(connection: &Connection, to: &mut dyn Inspector, said: Said) -> Result<(), StoreError> {
    let mut query = connection.prepare("SELECT kind, number, position FROM numbers")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let (kind, position): (i64, i64) = (row.get(0)?, row.get(2)?);
        match (u8::try_from(kind), row.get_ref(1)?.as_str(), u64::try_from(position)) {
            (Ok(kind), Ok(number), Ok(position)) => {
                to.number(NumberKind(kind), number, Position(position));
            }
            _ if said == Said::Before => {}
            _ => to.problem(about(
                None,
                "the list of numbers has one that is none",
                "单号清单中有一项不是单号",
            )),
        }
    }
    Ok(())
}

fn documents(connection: &Connection, to: &mut dyn Inspector) -> Result<(), StoreError> {
    let mut query = connection.prepare("SELECT sha256, bytes FROM documents")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        match (row.get_ref(0)?.as_blob(), row.get_ref(1)?.as_blob()) {
            (Ok(sha256), Ok(bytes)) => to.document(sha256, bytes),
            _ => to.problem(about(None, "a document is not one", "某份单据不成其为单据")),
        }
    }
    Ok(())
}

fn settings(connection: &Connection, to: &mut dyn Inspector) -> Result<(), StoreError> {
    let mut query = connection.prepare("SELECT key, value FROM settings ORDER BY key")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        match (row.get_ref(0)?.as_str(), row.get_ref(1)?.as_str()) {
            (Ok(key), Ok(value)) => to.setting(key, value),
            _ => to.problem(about(None, "a setting is no text", "某项设置不是文本")),
        }
    }
    Ok(())
}

fn kept(connection: &Connection, to: &mut dyn Inspector) -> Result<(), StoreError> {
    let mut query = connection.prepare(attestations::BY_NUMBER)?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        match attestations::read(row) {
            Ok(attestation) => to.attestation(attestation),
            Err(error) => to.problem(about(
                None,
                error.to_string(),
                format!("无法读取保存的检查点或佐证：{error}"),
            )),
        }
    }
    Ok(())
}
