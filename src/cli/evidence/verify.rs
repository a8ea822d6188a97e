//! `evidence verify`: what holds in a bundle, in words, and what does not.

use serde::Serialize;

use crate::cli::args::EvidenceVerify;
use crate::cli::sheet::{Sheet, words};
use crate::cli::{Context, Found};
use crate::evidence::bundle::verify::{Elsewhere, Verdict, verify as verified};
use crate::evidence::key::VerifierKey;
use crate::ledger::LedgerError;
use crate::messages::bundle as told;

/// Answer of `evidence verify`.
#[derive(Serialize)]
struct Answer<'a> {
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    checks: Vec<CheckAnswer<'a>>,
    problems: Vec<ProblemAnswer<'a>>,
    /// How many more there are.
    #[serde(skip_serializing_if = "is_zero")]
    problems_unlisted: usize,
}

/// One check.
#[derive(Serialize)]
struct CheckAnswer<'a> {
    check: &'static str,
    ok: bool,
    detail: &'a str,
}

/// Something that does not hold.
#[derive(Serialize)]
struct ProblemAnswer<'a> {
    check: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    code: String,
    problem: &'a str,
    hint: &'a str,
}

/// Verifies; true if anything does not hold.
pub(super) fn verify(context: &Context, args: &EvidenceVerify) -> Result<Found, LedgerError> {
    let mut keys = Vec::new();
    for line in args.vkey.iter().flat_map(|lines| lines.trim_end_matches('\n').split('\n')) {
        keys.push(VerifierKey::parse(line).map_err(LedgerError::usage_of)?);
    }
    let bytes = read(&args.file)?;
    let mut elsewhere = Vec::new();
    for name in &args.checkpoint {
        elsewhere.push(Elsewhere { name: name.clone(), bytes: read(name)? });
    }
    let verdict = verified(&bytes, &keys, &elsewhere);
    let lang = context.output.lang();
    let answer = Answer {
        ok: verdict.ok(),
        subject: verdict.subject.as_ref().map(ToString::to_string),
        checks: verdict
            .checks
            .iter()
            .map(|check| CheckAnswer {
                check: check.kind.word(),
                ok: check.ok,
                detail: check.detail.in_lang(lang),
            })
            .collect(),
        problems: verdict
            .problems
            .iter()
            .map(|problem| ProblemAnswer {
                check: problem.kind.word(),
                file: problem.file.as_deref(),
                code: problem.message.code.to_string(),
                problem: problem.message.problem(lang),
                hint: problem.message.hint(lang),
            })
            .collect(),
        problems_unlisted: verdict.unlisted(),
    };
    context.output.answer(&answer, || sheets(context, &args.file, &verdict))?;
    Ok(!answer.ok)
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for it
fn is_zero(count: &usize) -> bool {
    *count == 0
}

fn read(name: &str) -> Result<Vec<u8>, LedgerError> {
    std::fs::read(name)
        .map_err(|error| LedgerError::usage_of(told::evidence_unreadable(name, error)))
}

fn sheets(context: &Context, file: &str, verdict: &Verdict) -> Vec<Sheet> {
    let output = context.output;
    let title = format!("{} {file}", output.word("Verification of", "验证"));
    let columns = vec![words("check", "检查"), words("", ""), words("found", "结果")];
    let mut sheet = Sheet::new(title, columns);
    for check in &verdict.checks {
        let mark = if check.ok {
            output.word("holds", "成立")
        } else {
            output.word("FAILS", "不成立")
        };
        sheet.push(vec![
            output.say(&check.kind.words()).to_owned(),
            mark.to_owned(),
            output.say(&check.detail).to_owned(),
        ]);
    }
    sheet.note(if verdict.ok() {
        output.word(
            "Everything holds. It proves what was recorded and that it was not changed since, not that it is true.",
            "全部成立。可证明记录了什么且此后未被更改，但不证明内容属实。",
        )
    } else {
        output.word("NOT VERIFIED: see below.", "验证未通过：见下。")
    });
    if verdict.problems.is_empty() {
        return vec![sheet];
    }
    let columns = vec![words("code", "代码"), words("file", "文件"), words("problem", "问题")];
    let mut problems = Sheet::new(output.word("What does not hold", "不成立之处"), columns);
    for problem in &verdict.problems {
        problems.push(vec![
            problem.message.code.to_string(),
            problem.file.clone().unwrap_or_default(),
            output.say(&problem.message.problem).to_owned(),
        ]);
    }
    if verdict.unlisted() > 0 {
        let more = output.word("further problems that are not listed", "未列出的其他问题");
        problems.note(format!("{more}: {}", verdict.unlisted()));
    }
    vec![sheet, problems]
}
