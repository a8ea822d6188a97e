//! `init`: an empty ledger.

use duebook_events::Position;
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
use crate::messages::personal::keys_exist;
use crate::personal::create_key_file;

/// Whether the file is an empty ledger without settings, as an `init` leaves it that was
/// cut off before it wrote them.
async fn is_cut_off(context: &Context) -> bool {
    let Ok(ledger) = context.open() else { return false };
    let settled = ledger.store().setting(&Schedule::setting("").0).await;
    let head = ledger.head().await;
    matches!((settled, head), (Ok(None), Ok(Position(0))))
}

/// Creates an empty ledger, and publishes the given policy.
pub(crate) async fn init(context: &Context, args: &Init) -> Result<(), LedgerError> {
    let path = context.path()?;
    if path.exists() && !is_cut_off(context).await {
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
    let mut settings = quorum.settings();
    settings.push(Schedule::setting(&args.checkpoints));
    let keys = context.keys_of(path);
    if args.seal_personal {
        // Before the ledger: one that was to seal must not be there without.
        settings.extend(create_key_file(&keys)?);
    } else if keys.exists() {
        return Err(LedgerError::usage_of(keys_exist(keys.display())));
    }
    let ledger = context.open_or_create()?;
    // All at once and before anything else: a ledger has all its settings or none.
    ledger.store().set_settings(settings).await?;
    let mut published = None;
    if let Some((text, time_zone)) = policy {
        let today = day_in_zone(ledger.now(), &time_zone);
        let (policy, _) = ledger.publish(&text, today).await?;
        published = Some(policy.citation);
    }
    let head = ledger.head().await?;
    let mut answer = json!({
        "ledger": path.display().to_string(),
        "policy": published,
        "checkpoints": args.checkpoints,
        "witnesses": {"needed": quorum.needed, "of": args.witness},
        "head": {"position": head},
    });
    if args.seal_personal {
        answer["personal_keys"] = json!(keys.display().to_string());
    }
    context.output.answer(&answer, || {
        let mut sheet = Sheet::new("", vec![words("ledger", "账本"), words("policy", "政策")]);
        let policy = published.clone().unwrap_or_else(|| {
            context.output.word("default@1 (built in)", "default@1（内置）").to_owned()
        });
        sheet.push(vec![path.display().to_string(), policy]);
        if args.seal_personal {
            sheet.note(context.output.word(
                "Personal texts are sealed. Their keys are in the key file beside the ledger and in no \
                 backup of it: keep one copy of that file apart, and replace it after every erasure.",
                "个人信息将加密存储。密钥存于账本旁的密钥文件中，不在账本备份之内：\
                 请将该文件另存一份，并在每次删除后更新。",
            ));
        }
        vec![sheet]
    })
}
