//! `init`: an empty ledger.

use serde_json::json;

use super::Context;
use super::args::Init;
use super::sheet::{Sheet, words};
use crate::clock::day_in_zone;
use crate::evidence::schedule::Schedule;
use crate::evidence::witness::quorum::Quorum;
use crate::ledger::LedgerError;
use crate::ledger::policies::checked;
use crate::messages::cli as told;

/// Creates an empty ledger, and publishes the given policy.
pub(crate) async fn init(context: &Context, args: &Init) -> Result<(), LedgerError> {
    let path = context.path()?;
    if path.exists() {
        return Err(LedgerError::usage_of(told::exists_already(path.display())));
    }
    Schedule::parse(&args.checkpoints).map_err(LedgerError::usage_of)?;
    let witnesses = args.witness.iter().map(String::as_str);
    let quorum = Quorum::parse(witnesses, args.quorum).map_err(LedgerError::usage_of)?;
    // A policy that cannot be published must not leave a ledger behind.
    let policy = match &args.policy {
        Some(file) => {
            let text = super::policy::read(file)?;
            let policy = checked(&text).map_err(|error| error.in_file(file))?;
            Some((text, policy.calendar.time_zone))
        }
        None => None,
    };
    let ledger = context.open_or_create()?;
    let mut settings = quorum.settings();
    settings.push(Schedule::setting(&args.checkpoints));
    ledger.store().set_settings(settings).await?;
    let mut published = None;
    if let Some((text, time_zone)) = policy {
        let today = day_in_zone(ledger.now(), &time_zone);
        let (policy, _) = ledger.publish(&text, today).await?;
        published = Some(policy.citation);
    }
    let head = ledger.head().await?;
    let answer = json!({
        "ledger": path.display().to_string(),
        "policy": published,
        "checkpoints": args.checkpoints,
        "witnesses": {"needed": quorum.needed, "of": args.witness},
        "head": {"position": head},
    });
    context.output.answer(&answer, || {
        let mut sheet = Sheet::new("", vec![words("ledger", "账本"), words("policy", "政策")]);
        let policy = published.clone().unwrap_or_else(|| {
            context.output.word("default@1 (built in)", "default@1（内置）").to_owned()
        });
        sheet.push(vec![path.display().to_string(), policy]);
        vec![sheet]
    })
}
