//! Deciding about an order, from the question to the acknowledged record, in process.

use std::sync::Arc;
use std::time::Instant as Timer;

use duebook_events::CustomerId;
use serde_json::json;

use super::bed::Bed;
use super::measuring::failed;
use super::raw::Raw;
use super::{Line, Target, Unit};
use crate::clock::SystemClock;
use crate::ledger::intake::IntakeOptions;
use crate::ledger::{Ledger, LedgerError};
use crate::simulate::{Config, write};

/// Events of each customer whose orders are decided, how many such customers there are, and
/// whether the target holds for them.
const CUSTOMERS: [(u64, u32, bool); 2] = [(200, 25, true), (10_000, 1, false)];
/// Decisions of one run: so many that the 99th of 100 is not the one at which the machine
/// happened to do something else.
const ORDERS: usize = 100;
/// What a decision may take beside the sync, in milliseconds.
const MILLIS: f64 = 2.0;

/// Decisions, beside two milliseconds and one sync: the middle beside that of the syncs, and
/// the 99th of 100 beside the 99th. Both are measured in turns. The order has been placed by the
/// same process, which has its customer's facts at hand then; and by one that knows nothing yet.
pub(super) async fn measure(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    bed.tell("deciding about orders …", "审批订单……");
    let mut lines = Vec::new();
    for (events, customers, held) in CUSTOMERS {
        let Timed { decisions, afresh, syncs } = decided(bed, events, customers).await?;
        for percent in [50, 99] {
            let limit = Line::new(
                &format!("2 ms and one sync, p{percent}"),
                &format!("2 毫秒加一次落盘，p{percent}"),
                MILLIS + millis_at(&syncs, percent),
                Unit::Milliseconds,
            );
            let line = Line::new(
                &format!("order decide, customer of {events} events, p{percent}"),
                &format!("审批订单，客户有 {events} 个事件，p{percent}"),
                millis_at(&decisions, percent),
                Unit::Milliseconds,
            );
            let target = (held && percent == 99).then_some(Target::AtMost(1.0));
            lines.push(line.against(&limit, target));
            let line = Line::new(
                &format!("the same, by a process that has read nothing yet, p{percent}"),
                &format!("同上，进程尚未读取任何内容，p{percent}"),
                millis_at(&afresh, percent),
                Unit::Milliseconds,
            );
            lines.push(line.against(&limit, None));
        }
    }
    Ok(lines)
}

/// Seconds of each decision and of each sync, ascending.
struct Timed {
    decisions: Vec<f64>,
    /// Decisions by a ledger that was made for each.
    afresh: Vec<f64>,
    syncs: Vec<f64>,
}

fn millis_at(seconds: &[f64], percent: usize) -> f64 {
    seconds.get(seconds.len() * percent / 100).copied().unwrap_or_default() * 1000.0
}

/// Decides new orders of some customers one by one, with a bare sync after each.
async fn decided(bed: &Bed, events: u64, customers: u32) -> Result<Timed, LedgerError> {
    let raw = Raw::create(&bed.scratch.0.join(format!("decide-{events}-bare.db")))?;
    let ledger = bed.scratch.ledger(&format!("decide-{events}.db"))?;
    let mut history = Vec::new();
    let all = Config::new(customers, events * u64::from(customers), 3);
    write(&all, &mut history).map_err(failed)?;
    let keep =
        IntakeOptions { preserve_recorded_at: true, dry_run: false, ..IntakeOptions::default() };
    ledger.import(&history, keep).await?;
    let customers = ledger.customers().await?;
    let mut customers = customers.iter().cycle();
    let mut both = Timed { decisions: Vec::new(), afresh: Vec::new(), syncs: Vec::new() };
    // One to publish the policy that is cited, and to warm the pages of the file.
    for number in 0..=bed.runs() * ORDERS {
        let customer = customers.next().ok_or_else(|| failed("the history has no customer"))?;
        let order = placed(&ledger, customer, number).await?;
        let timer = Timer::now();
        ledger.decide(&order, Some(Bed::as_of()?)).await?;
        let decided = timer.elapsed().as_secs_f64();
        let timer = Timer::now();
        raw.sync().map_err(failed)?;
        if number > 0 {
            both.decisions.push(decided);
            both.syncs.push(timer.elapsed().as_secs_f64());
        }
    }
    for number in 0..ORDERS {
        let customer = customers.next().ok_or_else(|| failed("the history has no customer"))?;
        let order = placed(&ledger, customer, bed.runs() * ORDERS + 1 + number).await?;
        let store = Arc::clone(ledger.store());
        let knows_nothing = Ledger::new(store, Arc::new(SystemClock), ledger.caller().clone());
        let timer = Timer::now();
        knows_nothing.decide(&order, Some(Bed::as_of()?)).await?;
        both.afresh.push(timer.elapsed().as_secs_f64());
    }
    both.afresh.sort_by(f64::total_cmp);
    both.decisions.sort_by(f64::total_cmp);
    both.syncs.sort_by(f64::total_cmp);
    Ok(both)
}

async fn placed(
    ledger: &Ledger,
    customer: &CustomerId,
    number: usize,
) -> Result<String, LedgerError> {
    let order = format!("BENCH-{number}");
    let data = json!({"order": order, "currency": "CNY", "amount": "100.00"});
    let day = Bed::as_of()?;
    ledger.record_own("order.placed", customer, day, data, ledger.caller()).await?;
    Ok(order)
}
