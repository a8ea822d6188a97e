//! `verify`: everything that is stored, read again and held against everything else.

use std::num::NonZero;
use std::time::Instant as Timer;

use duebook_events::Words;
use serde_json::json;

use super::args::VerifyArgs;
use super::import::read_short;
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
        .map(|file| Ok(Foreign { name: file.clone(), note: read_short(file)? }))
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
        "keys": found.keys.iter().map(|key| json!({
            "vkey": key.to_string(),
            "trusted": Trust::of(key, &found.keys, &options.keys).code(),
        })).collect::<Vec<_>>(),
        "timestamps": found.timestamps,
    });
    context.output.answer(&answer, || sheets(context, &found, &options.keys, seconds))?;
    Ok(!found.ok())
}

/// Why a key of the log is believed.
#[derive(Clone, Copy)]
enum Trust {
    Given,
    Successor,
    FirstUse,
}

impl Trust {
    fn of(key: &VerifierKey, all: &[VerifierKey], given: &[VerifierKey]) -> Self {
        if given.contains(key) {
            Self::Given
        } else if all.iter().any(|key| given.contains(key)) {
            Self::Successor
        } else {
            Self::FirstUse
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Successor => "confirmed change",
            Self::FirstUse => "on first use",
        }
    }

    fn words(self) -> Words {
        match self {
            Self::Given => Words::new("given", "由您提供"),
            Self::Successor => {
                Words::new("both keys have signed its change", "更换时新旧密钥均已签名")
            }
            Self::FirstUse => Words::new(
                "taken on trust: the ledger's own word; give --vkey to check it",
                "未经核实，仅依账本自述；请用 --vkey 核对",
            ),
        }
    }
}

/// Whose keys the kept checkpoints are signed with, and how far timestamps were held.
fn basis(context: &Context, found: &Verified, given: &[VerifierKey]) -> Vec<Sheet> {
    let output = context.output;
    let columns = vec![words("key of the log", "日志密钥"), words("trusted", "信任依据")];
    let mut keys = Sheet::new("", columns);
    for key in &found.keys {
        let trust = Trust::of(key, &found.keys, given).words();
        keys.push(vec![key.to_string(), output.say(&trust).to_owned()]);
    }
    if found.timestamps > 0 {
        let n = found.timestamps;
        keys.note(output.say(&Words::new(
            format!("Timestamps: {n}, held against their checkpoints only; `openssl ts -verify` decides on their signatures."),
            format!("时间戳 {n} 个，仅核对其与检查点是否相符；其签名须由 `openssl ts -verify` 核验。"),
        )));
    }
    if found.keys.is_empty() { Vec::new() } else { vec![keys] }
}

fn sheets(context: &Context, found: &Verified, given: &[VerifierKey], seconds: f64) -> Vec<Sheet> {
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
    let mut sheets = vec![summary];
    sheets.extend(basis(context, found, given));
    if found.ok() {
        return sheets;
    }
    let columns = vec![numbers("position", "位置"), words("what does not hold", "不成立之处")];
    let mut problems = Sheet::new("", columns);
    for problem in &found.problems {
        let position = problem.position.map_or_else(String::new, |at| at.0.to_string());
        problems.push(vec![position, output.say(&problem.problem).to_owned()]);
    }
    sheets.push(problems);
    sheets
}
