//! `checkpoint`: signs the head and keeps what it signed; has it witnessed and dated.

use std::path::Path;

use duebook_events::{Instant, Words};
use serde_json::{Value, json};

use super::stamp::{self, Stamped};
use super::{Form, confirmations, may_replace, save};
use crate::cli::Context;
use crate::cli::args::CheckpointArgs;
use crate::cli::output::write;
use crate::cli::sheet::{Sheet, numbers, words};
use crate::evidence::key_file;
use crate::evidence::note::Note;
use crate::evidence::signing::Sealed;
use crate::evidence::witness::client::check_url;
use crate::evidence::witness::ledger::Witnessed;
use crate::evidence::witness::quorum::Quorum;
use crate::ledger::{Ledger, LedgerError};
use crate::messages::witnessing::quorum_missed;

/// What came of signing.
struct Signed<'a> {
    sealed: &'a Sealed,
    /// The note with what witnesses have signed; none where they are too few, as it is not handed
    /// out then.
    note: Option<&'a Note>,
    witnessed: Option<&'a Witnessed>,
    stamped: Option<&'a Stamped>,
    out: Option<&'a str>,
}

/// Signs the head; prints the checkpoint itself as a table, or all about it as JSON.
pub(super) async fn sign(context: &Context, args: &CheckpointArgs) -> Result<(), LedgerError> {
    // What cannot be meant is refused before anything is signed.
    let url = args.timestamp.as_deref().map(check_url).transpose();
    let url = url.map_err(LedgerError::usage_of)?;
    let asked = args.witness.iter().map(String::as_str);
    let asked = Quorum::parse(asked, None).map_err(LedgerError::usage_of)?;
    if let Some(out) = &args.out {
        may_replace(out, Form::Checkpoint)?;
    }
    if let Some(request) = &args.tsq {
        may_replace(request, Form::Request)?;
    }
    let file = args.key.as_deref().map(Path::new);
    let key = if url.is_some() || args.tsq.is_some() {
        key_file::given(file)
    } else {
        key_file::needed(file).map(Some)
    };
    let key = key.map_err(LedgerError::usage_of)?;
    let ledger = context.open()?;
    let quorum = if args.witness.is_empty() { Quorum::of(&**ledger.store()).await? } else { asked };
    let sealed = match &key {
        Some(key) => ledger.sign_head(&[key]).await?,
        None => ledger.newest_checkpoint().await?,
    };
    let witnessed = match quorum.witnesses.len() {
        0 => None,
        _ => Some(ledger.ask_witnesses(&sealed, &quorum).await?),
    };
    let stamped = stamp(&ledger, args, url, &sealed).await?;
    let note = witnessed.as_ref().map_or(&sealed.note, |witnessed| &witnessed.note);
    let missed = witnessed.as_ref().filter(|witnessed| !witnessed.reached.is_enough());
    // A checkpoint that is not witnessed is not handed out.
    let out = args.out.as_deref().filter(|_| missed.is_none());
    if let Some(out) = out {
        save(out, &note.to_bytes(), Form::Checkpoint)?;
    }
    let signed = Signed {
        sealed: &sealed,
        note: missed.is_none().then_some(note),
        witnessed: witnessed.as_ref(),
        stamped: stamped.as_ref(),
        out,
    };
    answer(context, &signed)?;
    tell_failures(context, witnessed.as_ref().filter(|_| missed.is_none()));
    missed.map_or(Ok(()), |missed| Err(not_witnessed(&sealed, missed)))
}

/// Writes a request, or has the checkpoint dated by an authority.
async fn stamp(
    ledger: &Ledger,
    args: &CheckpointArgs,
    url: Option<&str>,
    sealed: &Sealed,
) -> Result<Option<Stamped>, LedgerError> {
    if let Some(file) = &args.tsq {
        stamp::write_request(sealed, file)?;
    }
    match url {
        Some(url) => stamp::ask(ledger, sealed, url, args.ca.as_deref()).await.map(Some),
        None => Ok(None),
    }
}

/// The error of a checkpoint that too few witnesses have confirmed.
fn not_witnessed(sealed: &Sealed, missed: &Witnessed) -> LedgerError {
    let joined = |lang| {
        let all: Vec<&str> = missed.failed.iter().map(|message| message.problem(lang)).collect();
        all.join("; ")
    };
    let failed = Words::new(joined(duebook_events::Lang::En), joined(duebook_events::Lang::Zh));
    let (size, reached) = (sealed.checkpoint.size, missed.reached.words());
    LedgerError::Store(quorum_missed(sealed.number, size, reached, failed))
}

/// Says which witnesses did not answer, where enough others did.
fn tell_failures(context: &Context, witnessed: Option<&Witnessed>) {
    for message in witnessed.iter().flat_map(|witnessed| &witnessed.failed) {
        let note = context.output.word("Note: ", "提示：");
        eprintln!("{note}{}", message.problem(context.output.lang()));
    }
}

fn answer(context: &Context, signed: &Signed<'_>) -> Result<(), LedgerError> {
    let output = context.output;
    if !output.is_table() {
        return output.answer(&as_json(signed), || vec![sheet(signed.sealed)]);
    }
    let (number, size) = (signed.sealed.number, signed.sealed.checkpoint.size);
    let told = match (signed.sealed.known, output.is_zh()) {
        (false, false) => format!("Signed and kept: checkpoint {number}, {size} events."),
        (false, true) => format!("已签署并保存：第 {number} 份检查点，共 {size} 个事件。"),
        (true, false) => format!("Signed before: checkpoint {number}, {size} events."),
        (true, true) => format!("此前已签署：第 {number} 份检查点，共 {size} 个事件。"),
    };
    eprintln!("{told}");
    if let Some(stamped) = signed.stamped {
        eprintln!("{}", output.say(&stamped.words()));
    }
    let Some(note) = signed.note else { return Ok(()) };
    match signed.out {
        Some(out) => eprintln!("{} {out}", output.word("Written to", "已写入")),
        None => eprintln!(
            "{}",
            output.word(
                "Keep it where nobody who can write to the ledger can change it.",
                "请将其保存在无法写入账本者改动不了的地方。"
            )
        ),
    }
    write(note.to_string().as_bytes())
}

fn as_json(signed: &Signed<'_>) -> Value {
    let checkpoint = &signed.sealed.checkpoint;
    let mut answer = json!({
        "number": signed.sealed.number,
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": checkpoint.root.base64(),
        "already_signed": signed.sealed.known,
    });
    if let Some(note) = signed.note {
        answer["note"] = json!(note.to_string());
    }
    if let Some(witnessed) = signed.witnessed {
        answer["witnesses"] = confirmations(&witnessed.reached);
    }
    if let Some(stamped) = signed.stamped {
        answer["timestamp"] = stamped.as_json();
    }
    if let Some(out) = signed.out {
        answer["out"] = json!(out);
    }
    answer
}

fn sheet(sealed: &Sealed) -> Sheet {
    let columns = vec![
        numbers("number", "编号"),
        words("log", "日志"),
        numbers("events", "事件数"),
        words("root", "根散列"),
    ];
    let mut sheet = Sheet::new("", columns);
    let checkpoint = &sealed.checkpoint;
    sheet.push(vec![
        sealed.number.to_string(),
        checkpoint.origin.clone(),
        checkpoint.size.to_string(),
        checkpoint.root.base64(),
    ]);
    sheet
}

/// The moment of a time that a witness gives.
pub(super) fn moment(seconds: u64) -> String {
    let millis = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
    Instant::from_millis(millis).to_string()
}
