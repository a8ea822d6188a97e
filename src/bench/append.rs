//! Appends of single events: by one task, and by many that share a sync.

use std::sync::Arc;
use std::time::Instant as Timer;

use duebook_events::{Draft, Lang};
use serde_json::json;

use super::{Line, median, rate};
use crate::ledger::intake::IntakeOptions;
use crate::ledger::{Ledger, LedgerError};

/// Events that one task appends.
const ALONE: usize = 500;
/// Events that many tasks append together.
const TOGETHER: usize = 10_000;
/// How many tasks.
const TASKS: usize = 64;

/// One task, then 64, each append acknowledged only after the sync.
pub(super) async fn measure(
    ledger: &Ledger,
    runs: usize,
    lang: Lang,
) -> Result<Vec<Line>, LedgerError> {
    let ledger = Arc::new(Ledger::new(
        Arc::clone(ledger.store()),
        Arc::new(crate::clock::SystemClock),
        ledger.caller().clone(),
    ));
    for task in 0..TASKS {
        let registered = draft(&ledger, task, "customer.registered", &json!({"name": "Bench"}))?;
        ledger.append(&vec![(0, registered)], IntakeOptions::default(), &[]).await?;
    }
    let (mut alone, mut together, mut waits) = (Vec::new(), Vec::new(), Vec::new());
    for run in 0..runs.max(1) {
        let timer = Timer::now();
        payments(Arc::clone(&ledger), 0, run * 2, ALONE).await?;
        alone.push(timer.elapsed().as_secs_f64());
        let timer = Timer::now();
        let tasks: Vec<_> = (0..TASKS)
            .map(|task| {
                tokio::spawn(payments(Arc::clone(&ledger), task, run * 2 + 1, TOGETHER / TASKS))
            })
            .collect();
        for task in tasks {
            waits.extend(task.await.map_err(super::failed)??);
        }
        together.push(timer.elapsed().as_secs_f64());
    }
    waits.sort_by(f64::total_cmp);
    let p99 = waits.get(waits.len() * 99 / 100).copied().unwrap_or_default();
    let millis = p99 * 1000.0;
    let en = format!("64 writers: an append takes {millis:.1} ms at p99");
    super::tell(lang, &en, &format!("64 个写入者：写入一次的 p99 为 {millis:.1} 毫秒"));
    let one = rate(ALONE as u64, median(alone));
    let many = rate((TOGETHER / TASKS * TASKS) as u64, median(together));
    Ok(vec![
        Line {
            name: "append, 1 task",
            per_second: one,
            compared_with: None,
            ratio: None,
            target: None,
        },
        Line {
            name: "append, 64 tasks",
            per_second: many,
            compared_with: Some("append, 1 task"),
            ratio: Some(many / one),
            target: Some("10"),
        },
    ])
}

/// Appends payments of one customer, one by one; how long each took.
async fn payments(
    ledger: Arc<Ledger>,
    task: usize,
    run: usize,
    count: usize,
) -> Result<Vec<f64>, LedgerError> {
    let mut waits = Vec::with_capacity(count);
    for i in 0..count {
        let number = format!("P-{run}-{task}-{i}");
        let data = json!({"payment": number, "currency": "CNY", "amount": "100.00"});
        let payment = draft(&ledger, task, "payment.received", &data)?;
        let timer = Timer::now();
        ledger.append(&vec![(0, payment)], IntakeOptions::default(), &[]).await?;
        waits.push(timer.elapsed().as_secs_f64());
    }
    Ok(waits)
}

fn draft(
    ledger: &Ledger,
    customer: usize,
    kind: &str,
    data: &serde_json::Value,
) -> Result<Draft, LedgerError> {
    let line = json!({
        "type": kind,
        "customer": format!("C-{customer:04}"),
        "effective": "2025-01-01",
        "data": data,
    });
    Draft::read(line.to_string().as_bytes(), ledger.caller()).map_err(LedgerError::refused)
}
