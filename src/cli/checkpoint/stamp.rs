//! `checkpoint --timestamp`, `--tsq`, `--tsr`: when a checkpoint existed, by an authority's word.

use std::path::Path;

use duebook_events::{Fault, Instant, Words};
use serde_json::{Value, json};

use super::{Form, save};
use crate::cli::Context;
use crate::cli::args::CheckpointArgs;
use crate::cli::import::read_short;
use crate::cli::sheet::{Sheet, numbers, words};
use crate::evidence::signing::Sealed;
use crate::evidence::timestamp::{TimestampRequest, TimestampResponse, ledger as dated, openssl};
use crate::ledger::{Ledger, LedgerError};
use crate::messages::witnessing::{timestamp_malformed, timestamp_of_other};

/// A timestamp that is kept.
pub(super) struct Stamped {
    time: Instant,
    /// Whether openssl has verified the authority's certificates.
    verified: bool,
}

impl Stamped {
    /// When, and how far that is verified.
    pub fn words(&self) -> Words {
        let time = self.time;
        if self.verified {
            return Words::new(
                format!("Dated {time} by the authority; openssl has verified its signature."),
                format!("时间戳机构证明的时间：{time}；其签名已由 openssl 核验。"),
            );
        }
        Words::new(
            format!(
                "Dated {time} by the authority; its signature is not verified yet: \
                 openssl ts -verify -in ANSWER.tsr -data CHECKPOINT -CAfile AUTHORITY.pem, or --ca."
            ),
            format!(
                "时间戳机构所称时间：{time}；其签名尚未核验：\
                 openssl ts -verify -in 应答.tsr -data 检查点 -CAfile 机构根证书.pem，或使用 --ca。"
            ),
        )
    }

    pub fn as_json(&self) -> Value {
        json!({"time": self.time.to_string(), "signature_verified": self.verified})
    }
}

/// Writes the request about a checkpoint, to be carried to an authority by hand.
pub(super) fn write_request(sealed: &Sealed, file: &str) -> Result<(), LedgerError> {
    let request = TimestampRequest::new(&sealed.note.to_bytes()).map_err(LedgerError::Store)?;
    save(file, &request.to_der(), Form::Request)
}

/// Asks an authority, and keeps its answer.
pub(super) async fn ask(
    ledger: &Ledger,
    sealed: &Sealed,
    url: &str,
    ca: Option<&str>,
) -> Result<Stamped, LedgerError> {
    let request = TimestampRequest::new(&sealed.note.to_bytes()).map_err(LedgerError::Store)?;
    let answer = dated::ask(url.to_owned(), &request).await?;
    keep(ledger, sealed, &request, answer, ca).await
}

/// Verifies an answer as far as can be, and keeps it.
async fn keep(
    ledger: &Ledger,
    sealed: &Sealed,
    request: &TimestampRequest,
    answer: Vec<u8>,
    ca: Option<&str>,
) -> Result<Stamped, LedgerError> {
    // Refused before openssl is run, and before anything is kept.
    let response = TimestampResponse::parse(&answer).map_err(LedgerError::Store)?;
    response.check(request).map_err(LedgerError::Store)?;
    if let Some(ca) = ca {
        openssl::verify(&answer, &sealed.note.to_bytes(), Path::new(ca))
            .map_err(LedgerError::Store)?;
    }
    let response = ledger.keep_timestamp(sealed, request, answer).await?;
    Ok(Stamped { time: response.time, verified: ca.is_some() })
}

/// Takes an answer that was carried here by hand, with the request that it answers.
pub(super) async fn take(context: &Context, args: &CheckpointArgs) -> Result<(), LedgerError> {
    let (answer, request) = (args.tsr.as_deref(), args.tsq.as_deref());
    let (answer, request) = (answer.unwrap_or_default(), request.unwrap_or_default());
    let refused = |file: &str, message| {
        LedgerError::refused(Fault::of("", message)).of_question().in_file(file)
    };
    let asked = TimestampRequest::parse(&read_short(request)?).ok_or_else(|| {
        let why = Words::new("what is given as the request is none", "所给请求文件不是时间戳请求");
        refused(request, timestamp_of_other(why))
    })?;
    let bytes = read_short(answer)?;
    let ledger = context.open()?;
    let sealed = ledger.checkpoint_of(&asked).await?;
    let stamped = keep(&ledger, &sealed, &asked, bytes, args.ca.as_deref()).await;
    let stamped = stamped.map_err(|error| match error {
        LedgerError::Store(message) if is_about_the_answer(message.code.0) => {
            refused(answer, message)
        }
        other => other,
    })?;
    let mut told = json!({"number": sealed.number, "size": sealed.checkpoint.size});
    told["timestamp"] = stamped.as_json();
    context.output.answer(&told, || {
        let columns = vec![
            numbers("checkpoint", "检查点"),
            numbers("events", "事件数"),
            words("dated", "时间戳"),
        ];
        let mut sheet = Sheet::new("", columns);
        let (number, size) = (sealed.number, sealed.checkpoint.size);
        sheet.push(vec![number.to_string(), size.to_string(), stamped.time.to_string()]);
        sheet.note(context.output.say(&stamped.words()));
        vec![sheet]
    })
}

/// Whether a message says that the answer itself is wrong, which is input here.
fn is_about_the_answer(code: u16) -> bool {
    let malformed = timestamp_malformed().code.0;
    // 812 to 814 and 816: not an answer, a refusal, another request's, not verified.
    (malformed..=malformed + 2).contains(&code) || code == malformed + 4
}
