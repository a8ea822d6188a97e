//! Documents, timestamps, and what disclosed events name.

use duebook_events::{Instant, Words};

use super::files::{Bundle, Head};
use super::log::{NAMED_MAX, Seen};
use super::past::Older;
use super::verdict::{Kind, Verdict};
use crate::evidence::bundle::manifest::sha256;
use crate::evidence::bundle::name::Name;
use crate::evidence::note::Note;
use crate::evidence::timestamp::TimestampResponse;
use crate::messages::bundle as told;

/// How many positions a sentence names.
const NAMED: usize = 12;

/// Tells which events disclosed ones name by id or position and the bundle does not disclose. That is
/// no fault: whoever makes a bundle chooses what it shows.
pub(super) fn check_references(seen: &Seen, verdict: &mut Verdict) {
    let by_id = seen.named_ids.iter().filter(|id| !seen.ids.contains(*id)).count();
    let cited: Vec<String> = seen
        .cited
        .iter()
        .filter(|position| !seen.shows(**position))
        .map(|position| format!("#{position}"))
        .collect();
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    // Beyond a bound they are not even counted.
    let least = |named: usize| if named < NAMED_MAX { ("", "") } else { ("at least ", "至少 ") };
    if by_id > 0 {
        let (least_en, least_zh) = least(seen.named_ids.len());
        en.push(format!(
            "{least_en}{by_id} events that disclosed ones name by id are not disclosed"
        ));
        zh.push(format!("已披露事件按标识引用的 {least_zh}{by_id} 条事件未披露"));
    }
    if !cited.is_empty() {
        let more = if cited.len() > NAMED { " …" } else { "" };
        let shown =
            format!("{}{more}", cited.iter().take(NAMED).cloned().collect::<Vec<_>>().join(" "));
        let (count, (least_en, least_zh)) = (cited.len(), least(seen.cited.len()));
        en.push(format!("{least_en}{count} events that decisions cite are not disclosed: {shown}"));
        zh.push(format!("订单决定所引用的 {least_zh}{count} 条事件未披露：{shown}"));
    }
    if en.is_empty() {
        en.push("every event that a disclosed one names by id or position is disclosed".to_owned());
        zh.push("已披露事件按标识或位置引用的事件均已披露".to_owned());
    }
    verdict.done(Kind::References, en.join("; "), zh.join("；"));
}

/// Every `documents/<sha256>` is what its name says, and an event names it.
pub(super) fn check_documents(bundle: &Bundle<'_>, seen: &Seen, verdict: &mut Verdict) {
    let mut count = 0;
    for name in &bundle.names {
        let Name::Document(hash) = *name else { continue };
        count += 1;
        if !seen.documents.contains(&hash) {
            let why = Words::new("no disclosed event names it", "没有已披露事件引用它");
            verdict.problem(Kind::Documents, name.to_string(), told::document_wrong(why));
        }
        if bundle.read(*name).is_none_or(|bytes| sha256(&bytes) != hash) {
            let why = Words::new("its SHA-256 is not its name", "其 SHA-256 与文件名不符");
            verdict.problem(Kind::Documents, name.to_string(), told::document_wrong(why));
        }
    }
    let absent = seen.documents.len().saturating_sub(count);
    verdict.done(
        Kind::Documents,
        format!(
            "{count} documents are those that events name; {absent} that they name are not enclosed"
        ),
        format!("{count} 份附件与事件所载一致；事件引用的另外 {absent} 份未附"),
    );
}

/// Every timestamp is about the bytes beside it, which are a checkpoint of the bundle. Whose stamp it
/// is, takes the authority's certificate: `openssl ts -verify`.
pub(super) fn check_timestamps(
    bundle: &Bundle<'_>,
    head: &Head,
    older: &[Older],
    verdict: &mut Verdict,
) {
    let mut times: Vec<Instant> = Vec::new();
    let wrong = |name: Name, why: Words, verdict: &mut Verdict| {
        verdict.problem(Kind::Timestamps, name.to_string(), told::timestamp_wrong(why));
    };
    for name in &bundle.names {
        match *name {
            Name::Timestamp { size, number } => {
                let dated = Name::Dated { size, number };
                let Some(bytes) = bundle.read(dated) else {
                    let missing = told::counterpart_missing(dated);
                    verdict.problem(Kind::Timestamps, name.to_string(), missing);
                    continue;
                };
                match TimestampResponse::parse(&bundle.read(*name).unwrap_or_default()) {
                    Ok(answer) if answer.imprint == sha256(&bytes).0 => times.push(answer.time),
                    Ok(_) => {
                        let why = Words::new(
                            format!("it is not about the bytes of {dated}"),
                            format!("其内容与 {dated} 的字节无关"),
                        );
                        wrong(*name, why, verdict);
                    }
                    Err(message) => wrong(*name, message.problem, verdict),
                }
            }
            Name::Dated { size, number } => {
                let answer = Name::Timestamp { size, number };
                if !bundle.names.contains(&answer) {
                    let missing = told::counterpart_missing(answer);
                    verdict.problem(Kind::Timestamps, name.to_string(), missing);
                }
                let text = bundle.read(*name).and_then(|bytes| Note::parse(&bytes).ok());
                let text = text.as_ref().map(Note::text);
                let of_bundle = text.is_some_and(|text| {
                    text == head.checkpoint.text()
                        || older.iter().any(|older| older.checkpoint.text() == text)
                });
                if !of_bundle {
                    let why = Words::new(
                        "what it dates is no checkpoint of this bundle",
                        "其所证明的不是本证据包的检查点",
                    );
                    wrong(*name, why, verdict);
                }
            }
            _ => {}
        }
    }
    let stated: Vec<String> = times.iter().map(ToString::to_string).collect();
    let (count, stated) = (times.len(), stated.join(", "));
    verdict.done(
        Kind::Timestamps,
        match count {
            0 => "there are none".to_owned(),
            n => format!(
                "{n} are about checkpoints of this bundle and say {stated}; `openssl ts -verify` tells whose they are"
            ),
        },
        match count {
            0 => "没有时间戳".to_owned(),
            n => format!(
                "{n} 个时间戳对应本证据包的检查点，所载时间为 {stated}；由谁签发请用 `openssl ts -verify` 核实"
            ),
        },
    );
}
