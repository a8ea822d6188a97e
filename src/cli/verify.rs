//! `verify`: everything that is stored, read again and held against everything else.

use std::num::NonZero;
use std::time::Instant as Timer;

use serde_json::json;

use super::args::VerifyArgs;
use super::import::read_file;
use super::replay::{rate, with_progress};
use super::sheet::{Sheet, numbers, words};
use super::{Context, Found};
use crate::evidence::key::VerifierKey;
use crate::evidence::verify::{Foreign, Options, Verified, verify as verified};
use crate::ledger::LedgerError;

/// Verifies; true if anything does not hold.
pub(crate) async fn verify(context: &Context, args: &VerifyArgs) -> Result<Found, LedgerError> {
    let keys: Result<Vec<_>, _> = args.vkey.iter().map(|line| VerifierKey::parse(line)).collect();
    let foreign: Result<Vec<_>, LedgerError> = args
        .checkpoint
        .iter()
        .map(|file| Ok(Foreign { name: file.clone(), note: read_file(file)? }))
        .collect();
    let options = Options {
        keys: keys.map_err(LedgerError::usage_of)?,
        foreign: foreign?,
        workers: args.workers.and_then(NonZero::new),
    };
    let ledger = context.open()?;
    // Only for the progress; that it cannot be read is a finding.
    let head = ledger.head().await.unwrap_or_default();
    let began = Timer::now();
    let found = with_progress(head, |progress| {
        verified(&**ledger.store(), &options, &mut |events| progress(events))
    })?;
    let seconds = began.elapsed().as_secs_f64();
    let lang = context.output.lang();
    let problems: Vec<_> = found
        .problems
        .iter()
        .map(|problem| json!({"position": problem.position, "problem": problem.problem.in_lang(lang)}))
        .collect();
    let answer = json!({
        "events": found.events,
        "root": found.root.base64(),
        "ok": found.ok(),
        "problems": problems,
    });
    context.output.answer(&answer, || sheets(context, &found, seconds))?;
    Ok(!found.ok())
}

fn sheets(context: &Context, found: &Verified, seconds: f64) -> Vec<Sheet> {
    let output = context.output;
    let columns = vec![
        numbers("events", "事件"),
        numbers("seconds", "秒"),
        numbers("events/s", "事件/秒"),
        words("root", "树根"),
        words("result", "结果"),
    ];
    let mut summary = Sheet::new(output.word("Verification", "核验"), columns);
    summary.push(vec![
        found.events.to_string(),
        format!("{seconds:.3}"),
        rate(found.events, seconds).to_string(),
        found.root.base64(),
        if found.ok() {
            output.word("everything holds", "全部成立").to_owned()
        } else {
            output.word("SOMETHING DOES NOT HOLD", "有内容不成立").to_owned()
        },
    ]);
    if found.ok() {
        return vec![summary];
    }
    let columns = vec![numbers("position", "位置"), words("what does not hold", "不成立之处")];
    let mut problems = Sheet::new("", columns);
    for problem in &found.problems {
        let position = problem.position.map_or_else(String::new, |at| at.0.to_string());
        problems.push(vec![position, output.say(&problem.problem).to_owned()]);
    }
    vec![summary, problems]
}
