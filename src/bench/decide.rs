//! Deciding about an order, from the question to the acknowledged record, in process.

use std::time::Instant as Timer;

use duebook_events::CustomerId;
use serde_json::json;

use super::bed::Bed;
use super::measuring::{failed, median};
use super::raw::Raw;
use super::{Line, Target, Unit};
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

/// The 99th of 100 decisions, beside two milliseconds and one sync.
pub(super) async fn measure(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    bed.tell("deciding about orders …", "审批订单……");
    let raw = Raw::create(&bed.scratch.0.join("decide-bare.db"))?;
    let mut syncs = Vec::new();
    for _ in 0..bed.runs() * 20 {
        let timer = Timer::now();
        raw.sync().map_err(failed)?;
        syncs.push(timer.elapsed().as_secs_f64());
    }
    let sync = median(syncs) * 1000.0;
    let limit =
        Line::new("2 ms and one sync", "2 毫秒加一次落盘", MILLIS + sync, Unit::Milliseconds);
    let mut lines = vec![limit.clone()];
    for (events, customers, held) in CUSTOMERS {
        let mut seconds = decided(bed, events, customers).await?;
        seconds.sort_by(f64::total_cmp);
        for percent in [50, 99] {
            let at = seconds.get(seconds.len() * percent / 100).copied().unwrap_or_default();
            let line = Line::new(
                &format!("order decide, customer of {events} events, p{percent}"),
                &format!("审批订单，客户有 {events} 个事件，p{percent}"),
                at * 1000.0,
                Unit::Milliseconds,
            );
            let target = (held && percent == 99).then_some(Target::AtMost(1.0));
            lines.push(line.against(&limit, target));
        }
    }
    Ok(lines)
}

/// Decides new orders of some customers one by one; seconds of each.
async fn decided(bed: &Bed, events: u64, customers: u32) -> Result<Vec<f64>, LedgerError> {
    let ledger = bed.scratch.ledger(&format!("decide-{events}.db"))?;
    let mut history = Vec::new();
    let all = Config::new(customers, events * u64::from(customers), 3);
    write(&all, &mut history).map_err(failed)?;
    let keep = IntakeOptions { preserve_recorded_at: true, dry_run: false };
    ledger.import(&history, keep).await?;
    let customers = ledger.customers().await?;
    let mut customers = customers.iter().cycle();
    let mut seconds = Vec::new();
    // One to publish the policy that is cited, and to warm the pages of the file.
    for number in 0..=bed.runs() * ORDERS {
        let customer = customers.next().ok_or_else(|| failed("the history has no customer"))?;
        let order = placed(&ledger, customer, number).await?;
        let timer = Timer::now();
        ledger.decide(&order, Some(Bed::as_of()?)).await?;
        if number > 0 {
            seconds.push(timer.elapsed().as_secs_f64());
        }
    }
    Ok(seconds)
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
