//! One event of a stream while the stream waits to be folded: a few bytes.
//!
//! A record begins with its envelope and the length of what follows, so that an
//! event that does not count is passed over without being read.

use duebook_events::compact::{Reader, put_number, put_signed};
use duebook_events::{Day, EventData, EventId, Instant, Kind, Position};
use duebook_projections::{Cut, Fact};

use crate::ledger::{LedgerError, payload};
use crate::messages::store::defect;
use crate::store::FactRow;

/// How much of an event is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// What figures are derived from: see [`duebook_events::compact`].
    Figures,
    /// The same and, of a decision, from where it was taken: what decisions are derived again from.
    Decisions,
    /// All of its payload.
    Payloads,
}

/// Bytes of an id.
const ID_BYTES: usize = 16;
/// Bytes of a record, roughly.
const RECORD_BYTES: usize = 48;

/// Appends an event to the records of its stream.
///
/// # Errors
/// When figures are to be kept and the payload is unknown to this program.
pub(super) fn put(
    reads: Reads,
    row: &FactRow<'_>,
    scratch: &mut Vec<u8>,
    out: &mut Vec<u8>,
) -> Result<(), LedgerError> {
    put_number(out, row.position.0);
    put_signed(out, i64::from(row.effective_days));
    put_signed(out, row.recorded_at_ms);
    out.extend_from_slice(&row.id.0);
    out.push(row.kind.0);
    scratch.clear();
    match reads {
        Reads::Figures | Reads::Decisions => payload(row)?.put_compact(scratch),
        Reads::Payloads => {
            put_number(scratch, u64::from(row.schema));
            scratch.extend_from_slice(row.data);
        }
    }
    put_number(out, scratch.len() as u64);
    out.extend_from_slice(scratch);
    Ok(())
}

/// Reads the records of a stream that may count at a point of view: those that
/// are known, and take effect by its date or take another one back. Tells whether
/// any is known.
///
/// # Errors
/// When a payload is unknown to this program.
pub(super) fn read(
    reads: Reads,
    records: &[u8],
    cut: Cut,
    facts: &mut Vec<Fact>,
) -> Result<bool, LedgerError> {
    facts.reserve(records.len() / RECORD_BYTES);
    let (mut from, mut known) = (Reader::new(records), false);
    while !from.is_empty() {
        let (row, body) = envelope(&mut from).ok_or_else(torn)?;
        if row.position > cut.known_at {
            break;
        }
        known = true;
        let effective = Day::from_number(row.effective_days);
        if effective > cut.as_of && row.kind.0 != Kind::EventRetracted as u8 {
            continue;
        }
        let data = match reads {
            Reads::Figures | Reads::Decisions => {
                let kind = Kind::from_code(row.kind.0).ok_or_else(torn)?;
                let mut body = Reader::new(body);
                let data = EventData::take_compact(kind, &mut body);
                data.filter(|_| body.is_empty()).ok_or_else(torn)?
            }
            Reads::Payloads => {
                let mut body = Reader::new(body);
                let schema = body.number().and_then(|schema| u16::try_from(schema).ok());
                let schema = schema.ok_or_else(torn)?;
                payload(&FactRow { schema, data: body.rest(), ..row })?
            }
        };
        facts.push(Fact {
            position: row.position,
            effective,
            recorded_at: Instant::from_millis(row.recorded_at_ms),
            id: EventId(uuid::Uuid::from_bytes(row.id.0)),
            data,
        });
    }
    Ok(known)
}

/// The envelope of the next record, and its body.
fn envelope<'r>(from: &mut Reader<'r>) -> Option<(FactRow<'r>, &'r [u8])> {
    let position = Position(from.number()?);
    let effective_days = from.signed()?.try_into().ok()?;
    let recorded_at_ms = from.signed()?;
    let id = crate::store::EventId(from.array::<ID_BYTES>()?);
    let kind = crate::store::EventKind(from.byte()?);
    let length = usize::try_from(from.number()?).ok()?;
    let body = from.bytes(length)?;
    let row = FactRow {
        position,
        stream: 0,
        kind,
        schema: 0,
        effective_days,
        recorded_at_ms,
        id,
        data: &[],
    };
    Some((row, body))
}

/// Records that this program has written cannot be read: a fault of its own.
fn torn() -> LedgerError {
    LedgerError::Store(defect("the records of a stream cannot be read back"))
}
