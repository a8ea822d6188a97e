//! What it costs to judge years of month ends under another policy.

use std::sync::Arc;
use std::time::Instant as Timer;

use duebook_events::Day;
use duebook_projections::Month;
use duebook_projections::policy::DEFAULT_TEXT;

use super::bed::Bed;
use super::measuring::{failed, median, rate};
use super::{Line, Target};
use crate::ledger::LedgerError;
use crate::ledger::month_ends::{Ask, Tell};
use crate::replay::Replay;

/// Builds and shows the history of 36 month ends under a new policy, beside the
/// one that is shown; held against a full replay.
pub(super) async fn measure(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    let replayed = bed.replay().await?;
    let ledger = bed.ledger().await?;
    bed.tell("judging month ends again …", "重新推算月末……");
    let text = DEFAULT_TEXT
        .replace("name = \"default\"", "name = \"bench\"")
        .replace("bucket_ends = [30, 60, 90, 180, 365]", "bucket_ends = [15, 45, 90, 180, 365]")
        .replace("base = 60", "base = 55");
    ledger.publish(&text, Day::FIRST).await?;
    let month = |text: &str| Month::try_new(text).map_err(failed);
    let ask = Ask {
        policy: Some("bench@1".to_owned()),
        from: Some(month("2023-01")?),
        to: Some(month("2025-12")?),
        workers: Replay::default_workers(),
        ..Ask::default()
    };
    let quiet: Tell = Arc::new(|_| {});
    // What is shown before the first of them is not part of the backfill.
    ledger.backfill(&Ask { policy: None, ..ask.clone() }, &quiet).await?;
    let mut seconds = Vec::new();
    for _ in 0..bed.runs() {
        let timer = Timer::now();
        let done = ledger.backfill(&ask, &quiet).await?;
        seconds.push(timer.elapsed().as_secs_f64());
        // The next run begins with the old one again.
        ledger.backfill(&Ask { policy: None, ..ask.clone() }, &quiet).await?;
        ledger.drop_history(&done.built.history.id).await?;
    }
    let line = Line::rate(
        "policy backfill, 36 month ends",
        "政策回溯：36 个月末",
        rate(bed.options.events, median(seconds)),
    );
    Ok(vec![line.against(replayed, Target::AtLeast(0.33))])
}
