//! Where lines are written: the clock of the ledger, document numbers, event
//! ids, people, and the buffer. Holds no business state.

use super::calendar::Day;
use super::kind::Kind;
use super::line::{self, Json, Number, SERIES_COUNT, Series};
use super::rng::Rng;

const DAY_MS: i64 = 86_400_000;
/// 08:30 in Shanghai: business days begin and end on the same date in UTC.
const OPENS_MS: i64 = 30 * 60_000;
/// 18:30 in Shanghai.
const CLOSES_MS: i64 = 10 * 3_600_000 + OPENS_MS;

/// Who records an event.
#[derive(Debug, Clone, Copy)]
pub struct Actor {
    /// The person or system.
    pub id: &'static str,
    /// In which role.
    pub role: &'static str,
}

/// A line that has been, or is about to be, written.
#[derive(Debug, Clone, Copy)]
pub struct Stamp {
    /// Its position in a ledger that was empty before.
    pub position: u64,
    /// Its event id.
    pub id: u128,
}

/// The writing desk.
#[derive(Debug)]
pub struct Desk {
    /// All chance comes from here.
    pub rng: Rng,
    /// The day on which events are being recorded.
    pub today: Day,
    /// How many events have been written.
    pub written: u64,
    /// How many shall be.
    pub limit: u64,
    /// How many of each type, in the order of [`Kind::ALL`].
    pub counts: Vec<u64>,
    /// How many of a thousand events turn out to be errors.
    pub error_per_mille: u64,
    /// A remark for the next line.
    pub remark: Option<&'static str>,
    buffer: Vec<u8>,
    line_start: usize,
    now_ms: i64,
    close_ms: i64,
    expected_today: i64,
    date: Vec<u8>,
    serials: [u32; SERIES_COUNT],
    current: (Stamp, Kind),
}

impl Desk {
    /// An empty desk on `today`.
    pub fn new(seed: u64, today: Day, limit: u64, error_per_mille: u64) -> Self {
        let mut desk = Self {
            rng: Rng::new(seed),
            today,
            written: 0,
            limit,
            counts: vec![0; Kind::ALL.len()],
            error_per_mille,
            remark: None,
            buffer: Vec::with_capacity(1 << 17),
            line_start: 0,
            now_ms: 0,
            close_ms: 0,
            expected_today: 1,
            date: Vec::with_capacity(10),
            serials: [0; SERIES_COUNT],
            current: (Stamp { position: 0, id: 0 }, Kind::CustomerRegistered),
        };
        desk.open(today, 1);
        desk
    }

    /// Begins a day on which about `expected` events will be recorded.
    pub fn open(&mut self, today: Day, expected: u64) {
        self.today = today;
        let start = i64::from(today) * DAY_MS;
        self.now_ms = self.now_ms.max(start + OPENS_MS);
        self.close_ms = start + CLOSES_MS;
        self.expected_today = i64::try_from(expected).unwrap_or(i64::MAX).clamp(8, 10_000_000);
        self.date.clear();
        line::date(&mut self.date, today);
    }

    /// Whether all events are written; lines begun from now on are dropped.
    pub fn is_full(&self) -> bool {
        self.written >= self.limit
    }

    /// The position of the next line.
    pub fn position(&self) -> u64 {
        self.written + 1
    }

    /// The next number of a series.
    pub fn number(&mut self, series: Series) -> Number {
        let serial = &mut self.serials[series as usize];
        *serial += 1;
        Number { series, serial: *serial }
    }

    /// Whether a type makes up less than `per_million` of what is written.
    pub fn wants(&self, kind: Kind, per_million: u64) -> bool {
        self.counts[kind as usize] * 1_000_000 < per_million * self.written
    }

    /// Begins a line; its `data` object is open when this returns.
    pub fn begin(&mut self, kind: Kind, customer: u32, effective: Day, actor: Actor) -> Json<'_> {
        let left = self.close_ms - self.now_ms;
        let step = (2 * left / (self.expected_today + 1)).min(left - 1).max(0);
        self.now_ms += self.rng.between(0, step);
        self.expected_today = (self.expected_today - 1).max(8);
        let (high, low) = (self.rng.bits(), self.rng.bits());
        let id = u128::from(self.now_ms.unsigned_abs()) << 80
            | 0x7000 << 64
            | u128::from(high & 0xfff) << 64
            | u128::from(1_u64 << 63 | low >> 2);
        self.current = (Stamp { position: self.position(), id }, kind);
        self.line_start = self.buffer.len();

        self.buffer.push(b'{');
        let mut json = Json(&mut self.buffer);
        json.uuid(Some("id"), id);
        json.text("type", kind.name());
        json.0.extend_from_slice(b",\"schema\":1,\"customer\":\"C-");
        line::digits(json.0, u64::from(customer), 4);
        json.0.extend_from_slice(b"\",\"effective\":\"");
        line::date(json.0, effective);
        json.0.extend_from_slice(b"\",\"recorded_at\":\"");
        json.0.extend_from_slice(&self.date);
        let of_day = (self.now_ms % DAY_MS).unsigned_abs();
        json.0.push(b'T');
        line::digits(json.0, of_day / 3_600_000, 2);
        json.0.push(b':');
        line::digits(json.0, of_day / 60_000 % 60, 2);
        json.0.push(b':');
        line::digits(json.0, of_day / 1000 % 60, 2);
        json.0.push(b'.');
        line::digits(json.0, of_day % 1000, 3);
        json.0.extend_from_slice(b"Z\"");
        json.object(Some("actor"));
        json.text("id", actor.id);
        json.text("role", actor.role);
        json.end_object();
        json.maybe("note", self.remark.take());
        json.object(Some("data"));
        json
    }

    /// Ends the line that was begun last.
    pub fn end(&mut self) -> Stamp {
        if self.is_full() {
            self.buffer.truncate(self.line_start);
        } else {
            self.buffer.extend_from_slice(b"}}\n");
            self.written += 1;
            self.counts[self.current.1 as usize] += 1;
        }
        self.current.0
    }

    /// What is waiting to be written out.
    pub fn pending(&self) -> &[u8] {
        &self.buffer
    }

    /// Forgets what has been written out.
    pub fn clear(&mut self) {
        self.buffer.clear();
    }

    /// Whether the event just written will turn out to be an error.
    pub fn is_error(&mut self) -> bool {
        self.rng.chance(self.error_per_mille)
    }

    /// One of the people or systems with a role. The same person never has two
    /// roles, so nobody approves what they placed or decided.
    pub fn actor(&mut self, role: &'static str) -> Actor {
        let ids: &[&'static str] = match role {
            "sales" => &["s.fang", "s.luo", "s.meyer", "s.qin", "s.adeyemi", "s.hu"],
            "collector" => &["k.deng", "k.song", "k.novak", "k.xie"],
            "finance" => &["f.tang", "f.he", "f.rossi", "f.cao"],
            "approver" => &["gm.shen", "cfo.larsen", "dgm.yao"],
            "auditor" => &["audit.bai"],
            "admin" => &["admin.ops"],
            _ => &["erp", "bank-feed"],
        };
        Actor { id: self.rng.pick(ids), role }
    }

    /// The business system, or the named human role in `per_mille` of the cases.
    pub fn system_or(&mut self, role: &'static str, per_mille: u64) -> Actor {
        if self.rng.chance(per_mille) { self.actor(role) } else { self.actor("system") }
    }
}
